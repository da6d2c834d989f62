//! `日本也采取同样行动`: others do what was told last.

use super::{
    Statement, Status,
    clause::is_ungoverned,
    engine::{Engine, Place},
    record::quote,
    rows, status,
};
use crate::{mention::Marked, time::Edtf};

/// The set of the words that say so.
pub(super) const SET: &str = "follow-suit";

/// Adds the last statement again for the subjects of a clause that says that they did the same. `known` is how many statements there were before the sentence
/// before this one.
pub(super) fn read(
    engine: &Engine,
    place: &Place<'_>,
    marked: &Marked,
    parts: &[std::ops::Range<usize>],
    known: usize,
    told: Option<&Edtf>,
    statements: &mut Vec<Statement>,
) {
    let last = statements.get(known..).and_then(|new| new.iter().rfind(|s| s.status == Status::Affirmed));
    let Some((last, at)) = last.and_then(|last| Some((last.clone(), engine.follow_suit().find(&marked.code)?))) else { return };
    let start = parts.iter().find(|part| part.contains(&at)).map_or(0, |part| part.start);
    // `C没有跟进`
    if status::denies(marked, start..at, engine.lexicon()) {
        return;
    }
    let acting = marked.placed().filter(|(t, token)| (start..at).contains(t) && token.kind.acts() && is_ungoverned(marked, parts, *t));
    let subjects: Vec<_> = acting.flat_map(|(_, token)| token.entities.iter().copied()).collect();
    let Some(rule) = engine.rule(&last.rule) else { return };
    let since = statements.len();
    for subject in subjects.into_iter().filter(|id| *id != last.object && *id != last.subject) {
        let date = marked.tokens.iter().find_map(|t| t.time.as_ref()?.resolve(last.date.as_ref().or(told))).or_else(|| last.date.clone());
        let evidence = vec![quote(place, marked.range.clone())];
        let new = Statement { subject, date, evidence, ..last.clone() };
        rows::add(statements, new, engine.is_symmetric(&last.relation), rule.rows(), since, &|_, _| false);
    }
}
