//! Parsed queries, taken apart.

use std::collections::BTreeSet;

use oxigraph::model::{Term, Variable};
use spargebra::{
    Query,
    algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression, QueryDataset},
    term::GroundTerm,
};

/// The graphs that a query names by `FROM`.
pub(super) fn dataset(query: &Query) -> Option<&QueryDataset> {
    match query {
        Query::Select { dataset, .. } | Query::Construct { dataset, .. } | Query::Describe { dataset, .. } | Query::Ask { dataset, .. } => {
            dataset.as_ref()
        }
    }
}

/// What a query looks for.
pub(super) fn pattern_mut(query: &mut Query) -> &mut GraphPattern {
    match query {
        Query::Select { pattern, .. } | Query::Construct { pattern, .. } | Query::Describe { pattern, .. } | Query::Ask { pattern, .. } => {
            pattern
        }
    }
}

/// A term that can stand in `VALUES`: no blank node.
pub(super) fn ground(term: &Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}

/// The name of the place for a value that a pattern is.
pub(super) fn place(pattern: &GraphPattern) -> Option<&str> {
    match pattern {
        GraphPattern::Values { variables, bindings } => match (variables.as_slice(), bindings.as_slice()) {
            ([variable], [row]) if row.len() == 1 && row[0].is_none() => Some(variable.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// Goes through a pattern and those within it; `each` says whether to go into one.
pub(super) fn visit(pattern: &mut GraphPattern, each: &mut dyn FnMut(&mut GraphPattern) -> bool) {
    if !each(pattern) {
        return;
    }
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right }
        | GraphPattern::Lateral { left, right } => {
            visit(left, each);
            visit(right, each);
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            visit(left, each);
            visit(right, each);
            if let Some(expression) = expression {
                visit_expression(expression, each);
            }
        }
        GraphPattern::Filter { expr, inner } => {
            visit_expression(expr, each);
            visit(inner, each);
        }
        GraphPattern::Extend { inner, expression, .. } => {
            visit_expression(expression, each);
            visit(inner, each);
        }
        GraphPattern::OrderBy { inner, expression } => {
            for order in expression {
                let (OrderExpression::Asc(expression) | OrderExpression::Desc(expression)) = order;
                visit_expression(expression, each);
            }
            visit(inner, each);
        }
        GraphPattern::Group { inner, aggregates, .. } => {
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    visit_expression(expr, each);
                }
            }
            visit(inner, each);
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => visit(inner, each),
    }
}

fn visit_expression(expression: &mut Expression, each: &mut dyn FnMut(&mut GraphPattern) -> bool) {
    match expression {
        Expression::Exists(pattern) => visit(pattern, each),
        other => operands(other).into_iter().for_each(|operand| visit_expression(operand, each)),
    }
}

/// The expressions right within one; a pattern (`EXISTS`) is none.
fn operands(expression: &mut Expression) -> Vec<&mut Expression> {
    match expression {
        Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) | Expression::Exists(_) => {
            Vec::new()
        }
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => vec![a, b],
        Expression::In(a, list) => std::iter::once(&mut **a).chain(list).collect(),
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => vec![a],
        Expression::If(a, b, c) => vec![a, b, c],
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter_mut().collect(),
    }
}

/// The variables of an expression; none where it looks at patterns of its own.
pub(super) fn variables(expression: &Expression) -> Option<BTreeSet<Variable>> {
    let mut found = BTreeSet::new();
    let mut whole = expression.clone();
    let mut left = vec![&mut whole];
    while let Some(next) = left.pop() {
        match next {
            Expression::Exists(_) => return None,
            Expression::Variable(variable) | Expression::Bound(variable) => {
                found.insert(variable.clone());
            }
            other => left.extend(operands(other)),
        }
    }
    Some(found)
}
