//! SPARQL over a store: what people type, and what the program asks.
//!
//! All graphs together are the default graph, unless the query says `FROM`. Updates are refused, and `SERVICE` where it was not allowed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use oxigraph::{
    model::{Literal, NamedNode, Term, Variable, vocab::xsd},
    sparql::{CancellationToken, QueryEvaluationError, QueryResults, QuerySolutionIter, SparqlEvaluator},
};
use spargebra::{Query, SparqlParser, algebra::GraphPattern, term::NamedNodePattern};

use super::{
    Store,
    narrow::narrowed,
    pattern::{dataset, ground, pattern_mut, place, visit},
    service::Services,
};
use crate::graph::{
    Names,
    vocab::{self, dcat, dct, oa, owl, prov, qb, schema, semapv, skos, sssom, void},
};

/// Why a query has no answer, as one line.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is not SPARQL.
    #[error("{0}")]
    Syntax(String),
    /// It changes the store.
    #[error("this is an update; the store changes by `entente build` only")]
    Update,
    /// It asks another server that was not allowed.
    #[error("the query asks another server, which is done only where it is allowed: --allow-service {0}")]
    Service(String),
    /// It does not say which other server it asks.
    #[error("SERVICE needs the address of an endpoint; `?{0}` has none")]
    NoEndpoint(String),
    /// More values than another server can be asked for.
    #[error("SERVICE would be asked for more than {0} values of {1}; say more in the query")]
    TooMany(usize, String),
    /// It took too long.
    #[error("the query took longer than {} seconds", .0.as_secs_f64())]
    Timeout(Duration),
    /// It failed while it ran.
    #[error("{0}")]
    Run(String),
}

/// The prefixes that every query may use without declaring them, sorted.
#[must_use]
pub fn prefixes(names: &Names) -> BTreeMap<&'static str, String> {
    let mut prefixes: BTreeMap<&'static str, String> = [
        ("dcat", dcat::NAMESPACE),
        ("dct", dct::NAMESPACE),
        ("edtf", "http://id.loc.gov/datatypes/edtf/"),
        ("oa", oa::NAMESPACE),
        ("owl", owl::NAMESPACE),
        ("prov", prov::NAMESPACE),
        ("qb", qb::NAMESPACE),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("schema", schema::NAMESPACE),
        ("semapv", semapv::NAMESPACE),
        ("skos", skos::NAMESPACE),
        ("sssom", sssom::NAMESPACE),
        ("void", void::NAMESPACE),
        ("wd", vocab::WIKIDATA_ENTITY),
        ("wdt", "http://www.wikidata.org/prop/direct/"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ]
    .into_iter()
    .map(|(prefix, namespace)| (prefix, namespace.to_owned()))
    .collect();
    prefixes.insert("ent", names.vocabulary());
    prefixes.insert("zh", names.entities("zh"));
    prefixes.insert("stmt", names.statements());
    prefixes.insert("evid", names.evidences());
    prefixes.insert("rule", names.rules());
    prefixes.insert("link", names.links());
    prefixes.insert("graph", format!("{}/graph/", names.base()));
    prefixes
}

/// A query that was read and may have places for values.
///
/// A place for a value is `VALUES ?name { UNDEF }`: plain SPARQL, which leaves the variable open. [`Prepared::bind`] puts a term there, in
/// the parsed query, never in its text.
#[derive(Clone, Debug)]
pub struct Prepared {
    query: Query,
    services: Services,
    lists: BTreeSet<String>,
}

/// The solutions with the lists in some variables sorted.
fn in_order(solutions: QuerySolutionIter<'static>, lists: &BTreeSet<String>) -> QuerySolutionIter<'static> {
    let variables: Arc<[Variable]> = solutions.variables().into();
    let is_list: Vec<bool> = variables.iter().map(|variable| lists.contains(variable.as_str())).collect();
    let sorted = |term: &Term| match term {
        Term::Literal(list) if list.value().contains('|') && list.datatype() == xsd::STRING => {
            let mut items: Vec<&str> = list.value().split('|').collect();
            items.sort_unstable();
            Literal::new_simple_literal(items.join("|")).into()
        }
        other => other.clone(),
    };
    let rows = solutions.map(move |solution| {
        let solution = solution?;
        let cells = solution.values().iter().zip(&is_list);
        Ok(cells.map(|(term, is_list)| term.as_ref().map(|term| if *is_list { sorted(term) } else { term.clone() })).collect())
    });
    QuerySolutionIter::from_tuples(Arc::clone(&variables), rows)
}

/// Another server that a query asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// Its address; the name of a variable where that has no value.
    pub address: Result<String, String>,
    /// Whether the query goes on where the server gives no answer (`SERVICE SILENT`).
    pub silent: bool,
}

impl Prepared {
    /// Reads a query.
    ///
    /// # Errors
    /// It is no SPARQL query, or one that is refused.
    pub fn new(text: &str, names: &Names) -> Result<Self, QueryError> {
        let parser = || {
            prefixes(names).into_iter().try_fold(SparqlParser::new(), |parser, (prefix, namespace)| {
                parser.with_prefix(prefix, namespace).map_err(|error| QueryError::Syntax(error.to_string()))
            })
        };
        let query = match parser()?.parse_query(text) {
            Ok(query) => query,
            Err(_) if parser()?.parse_update(text).is_ok_and(|update| !update.operations.is_empty()) => return Err(QueryError::Update),
            Err(error) => return Err(QueryError::Syntax(one_line(&error.to_string()))),
        };
        Ok(Self { query, services: Services::none(), lists: BTreeSet::new() })
    }

    /// Says which variables hold lists joined by `|`: SPARQL leaves open in which order `GROUP_CONCAT` joins, here they are sorted.
    #[must_use]
    pub fn with_lists<'v>(mut self, variables: impl IntoIterator<Item = &'v str>) -> Self {
        self.lists = variables.into_iter().map(str::to_owned).collect();
        self
    }

    /// Lets the query ask other servers.
    #[must_use]
    pub fn with_services(mut self, services: Services) -> Self {
        self.services = services;
        self
    }

    /// The other servers that the query asks, sorted.
    #[must_use]
    pub fn endpoints(&self) -> Vec<Endpoint> {
        let mut endpoints = Vec::new();
        self.clone().visit(&mut |pattern| {
            let GraphPattern::Service { name, silent, .. } = pattern else { return true };
            let address = match name {
                NamedNodePattern::NamedNode(name) => Ok(name.as_str().to_owned()),
                NamedNodePattern::Variable(variable) => Err(variable.as_str().to_owned()),
            };
            endpoints.push(Endpoint { address, silent: *silent });
            // What that server asks in its turn is not asked from here.
            false
        });
        endpoints.sort();
        endpoints.dedup();
        endpoints
    }

    /// The names of the places for values, sorted.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        let mut places = Vec::new();
        self.clone().visit(&mut |pattern| {
            if let Some(name) = place(pattern) {
                places.push(name.to_owned());
            }
            true
        });
        places.sort();
        places.dedup();
        places
    }

    /// The names of the result's columns; none where the result is no table.
    #[must_use]
    pub fn columns(&self) -> Option<Vec<String>> {
        let Query::Select { pattern, .. } = &self.query else { return None };
        let mut next = pattern;
        loop {
            next = match next {
                GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => inner,
                GraphPattern::Project { variables, .. } => return Some(variables.iter().map(|v| v.as_str().to_owned()).collect()),
                _ => return None,
            };
        }
    }

    /// Puts terms into the places for values, of which a place may have several. A place without a value is left open.
    pub fn bind(&mut self, values: &BTreeMap<String, Vec<Term>>) {
        self.visit(&mut |pattern| {
            if let GraphPattern::Service { name, .. } = pattern
                && let NamedNodePattern::Variable(variable) = name
                && let Some([Term::NamedNode(node)]) = values.get(variable.as_str()).map(Vec::as_slice)
            {
                *name = node.clone().into();
            }
            let Some(name) = place(pattern) else { return true };
            let rows: Vec<_> = values.get(name).into_iter().flatten().filter_map(ground).map(|term| vec![Some(term)]).collect();
            if let GraphPattern::Values { bindings, .. } = pattern
                && !rows.is_empty()
            {
                *bindings = rows;
            } else {
                // The optimiser sees through an empty pattern, not through a row without values.
                *pattern = GraphPattern::Bgp { patterns: Vec::new() };
            }
            true
        });
    }

    /// Runs the query.
    ///
    /// # Errors
    /// What goes wrong before the first row.
    pub fn run(mut self, store: &Store, cancel: Option<CancellationToken>) -> Result<QueryResults<'static>, QueryError> {
        let endpoints = self.endpoints();
        if !endpoints.is_empty() {
            self.leave_out_what_is_not_allowed(&endpoints)?;
            self.narrow(store, cancel.as_ref())?;
        }
        let services = self.services.clone();
        let results = evaluate(self.query, services, store, cancel)?;
        Ok(match results {
            QueryResults::Solutions(solutions) if !self.lists.is_empty() => QueryResults::Solutions(in_order(solutions, &self.lists)),
            other => other,
        })
    }

    /// A server that may not be asked is an error, with `SILENT` one empty solution (SPARQL 1.1 Federated Query, section 2.3).
    fn leave_out_what_is_not_allowed(&mut self, endpoints: &[Endpoint]) -> Result<(), QueryError> {
        for endpoint in endpoints.iter().filter(|endpoint| !endpoint.silent) {
            match &endpoint.address {
                Err(variable) => return Err(QueryError::NoEndpoint(variable.clone())),
                Ok(address) if !self.services.allows(address) => return Err(QueryError::Service(address.clone())),
                Ok(_) => {}
            }
        }
        let services = self.services.clone();
        self.visit(&mut |pattern| {
            let GraphPattern::Service { name, .. } = pattern else { return true };
            if !matches!(name, NamedNodePattern::NamedNode(name) if services.allows(name.as_str())) {
                *pattern = GraphPattern::Bgp { patterns: Vec::new() };
            }
            false
        });
        Ok(())
    }

    fn narrow(&mut self, store: &Store, cancel: Option<&CancellationToken>) -> Result<(), QueryError> {
        let (services, dataset) = (self.services.clone(), dataset(&self.query).cloned());
        let mut solve = |pattern: &GraphPattern, variables: &[Variable], most: usize| {
            let inner = GraphPattern::Project { inner: Box::new(pattern.clone()), variables: variables.to_vec() };
            let query =
                Query::Select { dataset: dataset.clone(), pattern: GraphPattern::Distinct { inner: Box::new(inner) }, base_iri: None };
            let QueryResults::Solutions(solutions) = evaluate(query, services.clone(), store, cancel.cloned())? else {
                return Ok(Vec::new());
            };
            let mut rows = Vec::new();
            for solution in solutions {
                let solution = solution.map_err(|error| run_error(&error))?;
                rows.extend(variables.iter().map(|variable| solution.get(variable).and_then(ground)).collect::<Option<Vec<_>>>());
                if rows.len() > most {
                    let names: Vec<_> = variables.iter().map(ToString::to_string).collect();
                    return Err(QueryError::TooMany(most, names.join(" ")));
                }
            }
            // The same question is put in the same words each time.
            rows.sort_by_cached_key(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
            Ok(rows)
        };
        let pattern = pattern_mut(&mut self.query);
        let whole = std::mem::replace(pattern, GraphPattern::Bgp { patterns: Vec::new() });
        *pattern = narrowed(whole, &mut solve)?;
        Ok(())
    }

    fn visit(&mut self, each: &mut dyn FnMut(&mut GraphPattern) -> bool) {
        visit(pattern_mut(&mut self.query), each);
    }
}

fn evaluate(
    query: Query,
    services: Services,
    store: &Store,
    cancel: Option<CancellationToken>,
) -> Result<QueryResults<'static>, QueryError> {
    let mut evaluator = SparqlEvaluator::new().with_default_service_handler(services);
    if let Some(cancel) = cancel {
        evaluator = evaluator.with_cancellation_token(cancel);
    }
    let own_graphs = dataset(&query).is_some();
    let mut prepared = evaluator.for_query(query);
    if !own_graphs {
        prepared.dataset_mut().set_default_graph_as_union();
    }
    prepared.on_store(store.quads()).execute().map_err(|error| run_error(&error))
}

/// Rows of a query that the program itself asks: the columns' terms by name.
///
/// # Errors
/// The query is refused or fails.
pub fn rows(store: &Store, text: &str, values: &BTreeMap<String, Vec<Term>>) -> Result<Vec<BTreeMap<String, Term>>, QueryError> {
    let mut prepared = Prepared::new(text, store.names())?;
    prepared.bind(values);
    let QueryResults::Solutions(solutions) = prepared.run(store, None)? else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(|error| run_error(&error))?;
        rows.push(solution.iter().map(|(variable, term)| (variable.as_str().to_owned(), term.clone())).collect());
    }
    Ok(rows)
}

/// What went wrong while a query ran.
pub(crate) fn run_error(error: &QueryEvaluationError) -> QueryError {
    QueryError::Run(one_line(&error.to_string()))
}

fn one_line(text: &str) -> String {
    const MOST: usize = 300;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // The parser lists every character that could have gone on; what matters stands among them.
    let line = match line.split_once("expected one of ") {
        Some((place, expected)) if expected.contains("Prefix not found") => format!("{place}the prefix is not declared"),
        _ => line,
    };
    match line.strip_prefix("error at ").and_then(|rest| rest.split_once(": ")) {
        Some((place, what)) => match place.split_once(':') {
            Some((row, column)) => cut(&format!("line {row}, column {column}: {what}"), MOST),
            None => cut(&line, MOST),
        },
        None => cut(&line, MOST),
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The text of a literal or an IRI.
#[must_use]
pub fn text(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => NamedNode::as_str(node),
        Term::Literal(literal) => Literal::value(literal),
        Term::BlankNode(node) => node.as_str(),
        Term::Triple(_) => "",
    }
}
