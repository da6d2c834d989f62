//! From single readings to the statements of a page: one relation is stated once, however often the page says it.

use crate::{
    mention::{Cast, EntityId},
    rules::{Statement, Status, Via},
    time::Edtf,
};

/// How many sentences are kept as evidence for one statement.
const MOST_EVIDENCE: usize = 5;

/// Adds a reading to the statements: to one that says the same, or as one more.
///
/// Without `each`, subject, relation and object make the same statement, and the earliest date stays. With it, another date or another `via` is another
/// event; where one of both lacks what the other has, they are the same.
pub fn add(statements: &mut Vec<Statement>, cast: &Cast, new: Statement, symmetric: bool, each: bool) {
    let same = statements.iter_mut().find(|old| {
        let straight = old.subject == new.subject && old.object == new.object;
        let turned = symmetric && old.subject == new.object && old.object == new.subject;
        old.relation == new.relation
            && (straight || turned)
            && same_status(&old.status, &new.status)
            && (!each || same_event(cast, old, &new))
    });
    let Some(old) = same else {
        statements.push(new);
        return;
    };
    old.date = if each { finer(old.date.take(), new.date) } else { earlier(old.date.take(), new.date) };
    for via in new.via {
        if !old.via.contains(&via) && (old.via.is_empty() || !each) {
            old.via.push(via);
        }
    }
    for place in new.places {
        if !old.places.contains(&place) {
            old.places.push(place);
        }
    }
    for evidence in new.evidence {
        if old.evidence.len() < MOST_EVIDENCE && !old.evidence.iter().any(|e| e.span == evidence.span) {
            old.evidence.push(evidence);
        }
    }
}

fn same_status(a: &Status, b: &Status) -> bool {
    a == b || matches!((a, b), (Status::Attributed(_), Status::Attributed(_)))
}

/// Whether two readings can be of one event: their names agree and their dates do not contradict each other.
fn same_event(cast: &Cast, old: &Statement, new: &Statement) -> bool {
    let named =
        |s: &Statement| -> Vec<EntityId> { s.via.iter().filter_map(|v| if let Via::Entity(id) = v { Some(*id) } else { None }).collect() };
    let (a, b) = (named(old), named(new));
    if !a.is_empty() && !b.is_empty() {
        return a.iter().any(|x| b.iter().any(|y| x == y || one_name(&cast.get(*x).key, &cast.get(*y).key)));
    }
    let words = |s: &Statement| -> Vec<String> {
        s.via.iter().filter_map(|v| if let Via::Words(w) = v { Some(w.clone()) } else { None }).collect()
    };
    let (v, w) = (words(old), words(new));
    if !v.is_empty() && !w.is_empty() && !v.iter().any(|x| w.contains(x)) {
        return false;
    }
    match (&old.date, &new.date) {
        (Some(x), Some(y)) => agree(x, y),
        // A reading without a date is the same as one with a date only where one of both has no name either.
        (None, None) => true,
        _ => a.is_empty() || b.is_empty(),
    }
}

/// `印巴战争` and `第二次印巴战争` may be one, `第一次…` and `第二次…` are not.
fn one_name(a: &str, b: &str) -> bool {
    a == b
}

fn agree(a: &Edtf, b: &Edtf) -> bool {
    let (a, b) = (a.as_str(), b.as_str());
    a.starts_with(b) || b.starts_with(a)
}

fn finer(a: Option<Edtf>, b: Option<Edtf>) -> Option<Edtf> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.as_str().len() > a.as_str().len() { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn earlier(a: Option<Edtf>, b: Option<Edtf>) -> Option<Edtf> {
    match (a, b) {
        (Some(a), Some(b)) => Some(match (a.year(), b.year()) {
            (Some(x), Some(y)) if y < x => b,
            (None, Some(_)) => b,
            _ => a,
        }),
        (a, b) => a.or(b),
    }
}
