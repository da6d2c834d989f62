//! Wikidata's statements in N-Triples (Wikibase/Indexing/RDF Dump Format): `wdt:` of the truthy dump, `p:`, `ps:`, `pq:` with the nodes of their values of the full
//! one.

use std::{collections::BTreeMap, io::BufRead};

use oxigraph::{
    io::{RdfFormat, RdfParser},
    model::{NamedOrBlankNode, Quad, Term},
};

use super::{Claim, Claims, ClaimsError, Lines, Rank, Time, Value, Wanted};
use crate::{
    graph::vocab::{WIKIDATA_ENTITY, owl, rdf, xsd},
    link::{Item, Property},
};

const PROP: &str = "http://www.wikidata.org/prop/";
const NODE: &str = "http://www.wikidata.org/value/";
const WIKIBASE: &str = "http://wikiba.se/ontology#";

/// A statement node while its triples come, in any order.
#[derive(Default)]
struct Node {
    main: Option<(Property, Value)>,
    rank: Option<Rank>,
    deprecated: bool,
    qualifiers: Vec<(Property, Value)>,
    /// Properties that have no value, in the statement or in a qualifier.
    none: Vec<Property>,
    /// Nodes of values, in the order of the values of their property; none for that of the statement itself.
    values: Vec<(Option<Property>, String)>,
}

/// What has been read.
#[derive(Default)]
struct Read {
    /// By item and by the name of the statement.
    nodes: BTreeMap<(Item, String), Node>,
    truthy: Vec<(Item, Property, Value)>,
    /// The precision of values, where their node came behind the statement.
    precisions: BTreeMap<String, Option<u8>>,
}

/// What a predicate says of a statement node.
enum Says {
    Main(Property),
    Qualifier(Property),
    MainNode,
    QualifierNode(Property),
}

/// Reads N-Triples, and parses lines about items that are wanted only.
pub(super) fn read(
    mut lines: Lines<impl BufRead>,
    wanted: &Wanted,
    claims: &mut Claims,
    tell: &mut dyn FnMut(&str),
) -> Result<(), ClaimsError> {
    let mut this = Read::default();
    let mut line = Vec::new();
    while lines.next(&mut line, tell)? {
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii_start();
        if !this.looks_at(text, wanted) {
            continue;
        }
        match RdfParser::from_format(RdfFormat::NTriples).for_slice(text).next() {
            Some(Ok(triple)) => this.triple(&triple, wanted, claims),
            Some(Err(error)) => tell(&lines.error(&format!("no triple: {error}; passed over")).to_string()),
            None => {}
        }
    }
    this.finish(claims);
    Ok(())
}

/// The item that an IRI is of, by its name: `Q31`, `statement/Q31-8F…`.
fn item_of(name: &str) -> Option<Item> {
    let name = name.strip_prefix("statement/").unwrap_or(name);
    let digits = name.strip_prefix(['Q', 'q'])?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    format!("Q{}", &digits[..end]).parse().ok()
}

impl Read {
    /// Whether a line may matter, by its first bytes.
    fn looks_at(&self, line: &[u8], wanted: &Wanted) -> bool {
        let Some(subject) = line.strip_prefix(b"<").and_then(|rest| std::str::from_utf8(&rest[..memchr::memchr(b'>', rest)?]).ok()) else {
            return false;
        };
        if let Some(hash) = subject.strip_prefix(NODE) {
            return self.precisions.contains_key(hash);
        }
        subject.strip_prefix(WIKIDATA_ENTITY).and_then(item_of).is_some_and(|item| wanted.items.contains(&item))
    }

    fn triple(&mut self, triple: &Quad, wanted: &Wanted, claims: &mut Claims) {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return };
        let predicate = triple.predicate.as_str();
        if let Some(hash) = subject.as_str().strip_prefix(NODE) {
            if let (Some("timePrecision"), Term::Literal(precision)) = (predicate.strip_prefix(WIKIBASE), &triple.object) {
                self.precisions.insert(hash.to_owned(), precision.value().parse().ok().filter(|precision| *precision <= 14));
            }
            return;
        }
        let Some(name) = subject.as_str().strip_prefix(WIKIDATA_ENTITY) else { return };
        let Some(item) = item_of(name) else { return };
        if let Some(statement) = name.strip_prefix("statement/") {
            self.of_statement(item, statement, predicate, &triple.object, wanted);
            return;
        }
        claims.know(item);
        if predicate == owl::SAME_AS.as_str() {
            if let Some(Value::Item(other)) = value(&triple.object).filter(|other| *other != Value::Item(item)) {
                claims.redirects.insert(item, other);
            }
        } else if let Some(property) = property(predicate, "direct/", wanted)
            && let Some(value) = value(&triple.object)
        {
            self.truthy.push((item, property, value));
        }
    }

    fn of_statement(&mut self, item: Item, statement: &str, predicate: &str, object: &Term, wanted: &Wanted) {
        let node = self.nodes.entry((item, statement.to_owned())).or_default();
        if predicate == rdf::TYPE.as_str() {
            if let Term::NamedNode(class) = object {
                node.none.extend(property(class.as_str(), "novalue/", wanted));
            }
            return;
        }
        if let Some(rank) = predicate.strip_prefix(WIKIBASE).filter(|name| *name == "rank").and(iri(object, WIKIBASE)) {
            node.deprecated |= rank == "DeprecatedRank";
            node.rank = Some(if rank == "PreferredRank" { Rank::Preferred } else { Rank::Normal });
            return;
        }
        match says(predicate, wanted) {
            Some(Says::Main(property)) => node.main = value(object).map(|value| (property, value)),
            Some(Says::Qualifier(property)) => node.qualifiers.extend(value(object).map(|value| (property, value))),
            Some(Says::MainNode) => self.value_node(item, statement, None, object),
            Some(Says::QualifierNode(property)) => self.value_node(item, statement, Some(property), object),
            None => {}
        }
    }

    fn value_node(&mut self, item: Item, statement: &str, property: Option<Property>, object: &Term) {
        let Some(hash) = iri(object, NODE) else { return };
        self.precisions.entry(hash.to_owned()).or_default();
        if let Some(node) = self.nodes.get_mut(&(item, statement.to_owned())) {
            node.values.push((property, hash.to_owned()));
        }
    }

    fn finish(self, claims: &mut Claims) {
        let Self { nodes, truthy, precisions } = self;
        let mut full: Vec<(Item, Property)> = Vec::new();
        for ((item, _), mut node) in nodes {
            claims.know(item);
            node.refine(&precisions);
            let main = node.main.take().or_else(|| node.none.first().map(|property| (*property, Value::None)));
            let Some((property, value)) = main else { continue };
            full.push((item, property));
            let none = node.none.into_iter().filter(|none| *none != property).map(|property| (property, Value::None));
            let qualifiers = node.qualifiers.into_iter().chain(none).collect();
            if !node.deprecated {
                claims.add(Claim { item, property, value, rank: node.rank.unwrap_or(Rank::Normal), qualifiers });
            }
        }
        full.sort_unstable();
        // What is truthy is among the statements where these are there.
        for (item, property, value) in truthy {
            if full.binary_search(&(item, property)).is_err() {
                claims.add(Claim { item, property, value, rank: Rank::Normal, qualifiers: Vec::new() });
            }
        }
    }
}

impl Node {
    /// Gives times the precisions of their nodes, which come in the order of the values.
    fn refine(&mut self, precisions: &BTreeMap<String, Option<u8>>) {
        let mut met: BTreeMap<Option<Property>, usize> = BTreeMap::new();
        for (property, hash) in std::mem::take(&mut self.values) {
            let at = met.entry(property).or_default();
            let value = match property {
                None => self.main.as_mut().map(|(_, value)| value),
                Some(property) => self.qualifiers.iter_mut().filter(|(of, _)| *of == property).nth(*at).map(|(_, value)| value),
            };
            *at += 1;
            if let (Some(Value::Time(time)), Some(precision)) = (value, precisions.get(&hash)) {
                time.precision = *precision;
            }
        }
    }
}

fn says(predicate: &str, wanted: &Wanted) -> Option<Says> {
    if property(predicate, "statement/value/", wanted).is_some() {
        return Some(Says::MainNode);
    }
    if let Some(property) = property(predicate, "qualifier/value/", wanted) {
        return Some(Says::QualifierNode(property));
    }
    let main = property(predicate, "statement/", wanted).map(Says::Main);
    main.or_else(|| property(predicate, "qualifier/", wanted).map(Says::Qualifier))
}

/// The wanted property that an IRI under `http://www.wikidata.org/prop/` names.
fn property(iri: &str, kind: &str, wanted: &Wanted) -> Option<Property> {
    iri.strip_prefix(PROP)?.strip_prefix(kind)?.parse().ok().filter(|property| wanted.properties.contains(property))
}

fn iri<'a>(term: &'a Term, namespace: &str) -> Option<&'a str> {
    match term {
        Term::NamedNode(node) => node.as_str().strip_prefix(namespace),
        _ => None,
    }
}

fn value(term: &Term) -> Option<Value> {
    match term {
        Term::NamedNode(node) => match node.as_str().strip_prefix(WIKIDATA_ENTITY).map(str::parse) {
            Some(Ok(item)) => Some(Value::Item(item)),
            // What nobody knows is a node of its own there.
            _ if node.as_str().contains("/.well-known/genid/") => Some(Value::Some),
            _ => Some(Value::Text(node.as_str().to_owned())),
        },
        Term::BlankNode(_) => Some(Value::Some),
        Term::Literal(literal) if literal.datatype() == xsd::DATE_TIME => Time::of_xsd(literal.value()).map(Value::Time),
        Term::Literal(literal) => Some(Value::Text(literal.value().to_owned())),
        Term::Triple(_) => None,
    }
}
