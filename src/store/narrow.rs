//! What another server is asked is narrowed to what is already known.
//!
//! An engine that evaluates `?state owl:sameAs ?item . SERVICE <…> { ?item wdt:P36 ?capital }` as it stands asks for the capital of everything, since
//! the pattern within `SERVICE` does not see what stands around it. Here the values that the rest of the query has for the shared variables (`?item`)
//! are found first and put into the pattern as `VALUES`, some at a time, in requests of their own: a *bound join* (Schwarte et al., FedX, 2011). The
//! result is the same: only those solutions are left away that would find nothing to join with.

use std::collections::BTreeSet;

use oxigraph::model::Variable;
use spargebra::{
    algebra::{Expression, GraphPattern},
    term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern},
};

use super::{pattern, sparql::QueryError};

/// Values of the shared variables that go into one request.
const BATCH: usize = 100;
/// Requests for one `SERVICE` of a query.
const MOST_BATCHES: usize = 1000;

/// Finds the distinct solutions of a pattern for some variables, at most so many; those with a blank node are left away.
pub(super) type Solve<'a> = dyn FnMut(&GraphPattern, &[Variable], usize) -> Result<Vec<Vec<GroundTerm>>, QueryError> + 'a;

/// What a pattern will be joined with, the variables that may be narrowed by it, and the filters that the joined rows will have to pass.
#[derive(Clone, Default)]
struct Context {
    pattern: Option<GraphPattern>,
    variables: BTreeSet<Variable>,
    filters: Vec<Expression>,
}

impl Context {
    /// This and another pattern that is joined with the same.
    fn and(&self, other: &GraphPattern) -> Self {
        let pattern = match &self.pattern {
            None => other.clone(),
            Some(pattern) => joined(pattern.clone(), other.clone()),
        };
        let variables = self.variables.union(&bound(other)).cloned().collect();
        Self { pattern: Some(pattern), variables, filters: self.filters.clone() }
    }

    fn only(mut self, variables: &BTreeSet<Variable>) -> Self {
        self.variables.retain(|variable| variables.contains(variable));
        self
    }

    /// This, and a filter over a pattern. One that may see a variable without a value can say something else of the joined row.
    fn filtered(&self, filter: &Expression, inner: &GraphPattern) -> Self {
        let mut this = self.clone();
        if pattern::variables(filter).is_some_and(|variables| variables.is_subset(&bound(inner))) {
            this.filters.push(filter.clone());
        }
        this
    }

    /// The pattern with the filters that can be told from it alone.
    fn known(&self) -> Option<GraphPattern> {
        let mut pattern = self.pattern.clone()?;
        let bound = bound(&pattern);
        for filter in &self.filters {
            if pattern::variables(filter).is_some_and(|variables| variables.is_subset(&bound)) {
                pattern = GraphPattern::Filter { expr: filter.clone(), inner: Box::new(pattern) };
            }
        }
        Some(pattern)
    }
}

/// Narrows every `SERVICE` of a query that can be.
///
/// # Errors
/// The rest of the query fails, or has too many values.
pub(super) fn narrowed(pattern: GraphPattern, solve: &mut Solve<'_>) -> Result<GraphPattern, QueryError> {
    rewrite(pattern, &Context::default(), solve)
}

fn rewrite(pattern: GraphPattern, context: &Context, solve: &mut Solve<'_>) -> Result<GraphPattern, QueryError> {
    if !has_service(&pattern) {
        return Ok(pattern);
    }
    let boxed = |inner: Box<GraphPattern>, context: &Context, solve: &mut Solve<'_>| rewrite(*inner, context, solve).map(Box::new);
    Ok(match pattern {
        GraphPattern::Service { name, inner, silent } => service(&name, *inner, silent, context, solve)?,
        GraphPattern::Join { left, right } => {
            // What is known goes first; two that both ask are asked in their order.
            let left_context = if has_service(&right) { context.clone() } else { context.and(&right) };
            let left = boxed(left, &left_context, solve)?;
            let right = boxed(right, &context.and(&left), solve)?;
            GraphPattern::Join { left, right }
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            let left = boxed(left, context, solve)?;
            // A row that the right side has for the left one must not be lost for what stands around both.
            let around = context.and(&left).only(&bound(&left));
            let right = boxed(right, &around, solve)?;
            GraphPattern::LeftJoin { left, right, expression }
        }
        GraphPattern::Lateral { left, right } => {
            let left = boxed(left, context, solve)?;
            let right = boxed(right, &context.and(&left), solve)?;
            GraphPattern::Lateral { left, right }
        }
        GraphPattern::Union { left, right } => {
            GraphPattern::Union { left: boxed(left, context, solve)?, right: boxed(right, context, solve)? }
        }
        GraphPattern::Filter { expr, inner } => {
            let context = context.filtered(&expr, &inner);
            GraphPattern::Filter { expr, inner: boxed(inner, &context, solve)? }
        }
        GraphPattern::Extend { inner, variable, expression } => {
            GraphPattern::Extend { inner: boxed(inner, context, solve)?, variable, expression }
        }
        // What stands outside cannot be seen from within a subselect; a limit or a count of it would change.
        GraphPattern::Project { inner, variables } => GraphPattern::Project { inner: boxed(inner, &Context::default(), solve)?, variables },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: boxed(inner, &Context::default(), solve)? },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: boxed(inner, &Context::default(), solve)? },
        GraphPattern::OrderBy { inner, expression } => {
            GraphPattern::OrderBy { inner: boxed(inner, &Context::default(), solve)?, expression }
        }
        GraphPattern::Slice { inner, start, length } => {
            GraphPattern::Slice { inner: boxed(inner, &Context::default(), solve)?, start, length }
        }
        GraphPattern::Group { inner, variables, aggregates } => {
            GraphPattern::Group { inner: boxed(inner, &Context::default(), solve)?, variables, aggregates }
        }
        GraphPattern::Minus { left, right } => GraphPattern::Minus { left: boxed(left, context, solve)?, right },
        // In another graph other things are known.
        other @ (GraphPattern::Graph { .. } | GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. }) => other,
    })
}

/// One `SERVICE`: as many as there are batches.
fn service(
    name: &NamedNodePattern,
    inner: GraphPattern,
    silent: bool,
    context: &Context,
    solve: &mut Solve<'_>,
) -> Result<GraphPattern, QueryError> {
    let ask = |inner: GraphPattern| GraphPattern::Service { name: name.clone(), inner: Box::new(inner), silent };
    let visible = visible(&inner);
    let Some(known) = context.known() else { return Ok(ask(inner)) };
    let shared: Vec<Variable> = context.variables.iter().filter(|variable| visible.contains(variable)).cloned().collect();
    if shared.is_empty() || push(&inner, &shared, &[]).is_none() {
        return Ok(ask(inner));
    }
    let values = solve(&known, &shared, BATCH * MOST_BATCHES)?;
    let batch = |rows: &[Vec<GroundTerm>]| {
        let asked = push(&inner, &shared, rows).map(ask)?;
        // Where `SILENT` a request that fails is one empty solution, which must not be joined with what other requests are about.
        Some(if silent { joined(values_pattern(&shared, rows), asked) } else { asked })
    };
    let batches: Vec<GraphPattern> = values.chunks(BATCH).filter_map(batch).collect();
    Ok(union(batches).unwrap_or_else(|| values_pattern(&shared, &[])))
}

/// All of the patterns, as a tree that is as flat as can be: the engine goes down it by recursion.
fn union(mut patterns: Vec<GraphPattern>) -> Option<GraphPattern> {
    if patterns.len() < 2 {
        return patterns.pop();
    }
    let rest = patterns.split_off(patterns.len() / 2);
    match (union(patterns), union(rest)) {
        (Some(left), Some(right)) => Some(GraphPattern::Union { left: Box::new(left), right: Box::new(right) }),
        (one, other) => one.or(other),
    }
}

fn values_pattern(variables: &[Variable], rows: &[Vec<GroundTerm>]) -> GraphPattern {
    let bindings = rows.iter().map(|row| row.iter().cloned().map(Some).collect()).collect();
    GraphPattern::Values { variables: variables.to_vec(), bindings }
}

fn joined(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
}

/// A pattern with values for variables that it can see, as deep within it as they may stand: some engines evaluate a group without what stands
/// outside. None where the pattern is cut to a number of rows, which the values would change.
fn push(pattern: &GraphPattern, variables: &[Variable], rows: &[Vec<GroundTerm>]) -> Option<GraphPattern> {
    let within = |inner: &GraphPattern| push(inner, variables, rows).map(Box::new);
    let covers = |known: &BTreeSet<Variable>| variables.iter().all(|variable| known.contains(variable));
    Some(match pattern {
        GraphPattern::Slice { .. } => return None,
        GraphPattern::Filter { expr, inner } => GraphPattern::Filter { expr: expr.clone(), inner: within(inner)? },
        GraphPattern::LeftJoin { left, right, expression } if covers(&bound(left)) => {
            GraphPattern::LeftJoin { left: within(left)?, right: right.clone(), expression: expression.clone() }
        }
        GraphPattern::Extend { inner, variable, expression } if !variables.contains(variable) => {
            GraphPattern::Extend { inner: within(inner)?, variable: variable.clone(), expression: expression.clone() }
        }
        GraphPattern::Union { left, right } if covers(&visible(left)) && covers(&visible(right)) => {
            GraphPattern::Union { left: within(left)?, right: within(right)? }
        }
        GraphPattern::Project { inner, variables: shown } => GraphPattern::Project { inner: within(inner)?, variables: shown.clone() },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: within(inner)? },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: within(inner)? },
        GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy { inner: within(inner)?, expression: expression.clone() },
        GraphPattern::Group { inner, variables: keys, aggregates } if variables.iter().all(|variable| keys.contains(variable)) => {
            GraphPattern::Group { inner: within(inner)?, variables: keys.clone(), aggregates: aggregates.clone() }
        }
        _ => joined(values_pattern(variables, rows), pattern.clone()),
    })
}

/// Whether a server is asked by this query. What a server is to ask itself is its own business.
pub(super) fn has_service(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Service { .. } => true,
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => false,
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right }
        | GraphPattern::Lateral { left, right } => has_service(left) || has_service(right),
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => has_service(inner),
    }
}

/// The variables that may have a value in a solution.
fn visible(pattern: &GraphPattern) -> BTreeSet<Variable> {
    let mut variables = BTreeSet::new();
    pattern.on_in_scope_variable(|variable| {
        variables.insert(variable.clone());
    });
    variables
}

/// The variables that have a value in every solution.
fn bound(pattern: &GraphPattern) -> BTreeSet<Variable> {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().flat_map(of_triple).collect(),
        GraphPattern::Path { subject, object, .. } => [subject, object].into_iter().filter_map(of_term).collect(),
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => bound(left).union(&bound(right)).cloned().collect(),
        GraphPattern::Union { left, right } => bound(left).intersection(&bound(right)).cloned().collect(),
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => bound(left),
        GraphPattern::Values { variables, bindings } => {
            let all = |at: usize| bindings.iter().all(|row| row.get(at).is_some_and(Option::is_some));
            variables.iter().enumerate().filter(|(at, _)| all(*at)).map(|(_, variable)| variable.clone()).collect()
        }
        GraphPattern::Service { silent: true, .. } => BTreeSet::new(),
        GraphPattern::Service { inner, .. } => bound(inner),
        GraphPattern::Graph { name, inner } => {
            let mut variables = bound(inner);
            if let NamedNodePattern::Variable(variable) = name {
                variables.insert(variable.clone());
            }
            variables
        }
        GraphPattern::Project { inner, variables } | GraphPattern::Group { inner, variables, .. } => {
            bound(inner).into_iter().filter(|variable| variables.contains(variable)).collect()
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => bound(inner),
    }
}

fn of_term(term: &TermPattern) -> Option<Variable> {
    match term {
        TermPattern::Variable(variable) => Some(variable.clone()),
        _ => None,
    }
}

fn of_triple(triple: &TriplePattern) -> Vec<Variable> {
    let predicate = match &triple.predicate {
        NamedNodePattern::Variable(variable) => Some(variable.clone()),
        NamedNodePattern::NamedNode(_) => None,
    };
    [of_term(&triple.subject), predicate, of_term(&triple.object)].into_iter().flatten().collect()
}
