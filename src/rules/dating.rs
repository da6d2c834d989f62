//! Which date a statement takes.

use std::ops::Range;

use super::{clause::clause_of, context::Flow};
use crate::{
    mention::{Marked, TokenKind, canonical},
    time::Edtf,
};

/// The date of what is matched at `range`: of its clause, else of the clauses before in the sentence.
///
/// With `near`, only one that stands in the match or right before it. A date of another clause behind is never taken. `12月` and `同年9月` take their year from the last full date.
#[must_use]
pub fn date(marked: &Marked, clauses: &[Range<usize>], range: &Range<usize>, near: bool, flow: &Flow) -> Option<Edtf> {
    let first = clause_of(clauses, range.start);
    let last = clause_of(clauses, range.end.saturating_sub(1).max(range.start));
    let begin = clauses.get(first)?.start;
    let end = clauses.get(last)?.end;
    let mut last = flow.date.clone();
    let mut dates: Vec<(usize, Edtf)> = Vec::new();
    for (at, token) in marked.placed().filter(|(_, t)| t.kind == TokenKind::Date) {
        let Some(time) = token.time.as_ref() else { continue };
        // `面向21世紀` is no date.
        if marked.code[..at].ends_with(canonical("面向").as_ref()) {
            continue;
        }
        // `直到1933年才承認` is a point, not an end.
        let point = marked.code[at + TokenKind::Date.code().len_utf8()..].starts_with(['才', '方', '始']);
        // `次年` is the one after the last date of the sentence, if it has one.
        let date = if point { time.value.resolve(last.as_ref()) } else { time.resolve(last.as_ref()) };
        if let Some(date) = date {
            if date.year().is_some() {
                last = Some(date.clone());
            }
            dates.push((at, date));
        }
    }
    if near {
        // `1962年10月的中印戰爭`, and the year within an event's own name.
        let beside = |at: &usize| range.contains(at) || (*at < range.start && marked.code[*at..range.start].chars().count() <= 3);
        let own = || marked.placed().filter(|(at, _)| range.contains(at)).find_map(|(_, t)| t.time.as_ref()?.value.edtf());
        return dates.iter().rev().find(|(at, _)| beside(at)).map(|(_, d)| d.clone()).or_else(own);
    }
    // In the match or before it in its clauses: the nearest before the end of the match.
    if let Some((_, date)) = dates.iter().rev().find(|(at, _)| (begin..range.end).contains(at)) {
        return Some(date.clone());
    }
    // Behind it in its last clause: `張鼓峰事件發生於1938年`.
    if let Some((_, date)) = dates.iter().find(|(at, _)| (range.end..end).contains(at)) {
        return Some(date.clone());
    }
    // A year within an event's own name.
    if let Some(date) =
        marked.placed().filter(|(at, t)| range.contains(at) && t.kind != TokenKind::Date).find_map(|(_, t)| t.time.as_ref()?.value.edtf())
    {
        return Some(date);
    }
    // `1962年中印边境冲突时，…`: the year is part of an event's name.
    let event = || {
        marked.placed().filter(|(at, t)| *at < range.end && t.kind == TokenKind::Conflict).find_map(|(_, t)| t.time.as_ref()?.value.edtf())
    };
    let before = dates.iter().rev().find(|(at, _)| *at < begin).map(|(_, d)| d.clone());
    before.or_else(event).or_else(|| flow.date.clone().filter(|_| dates.is_empty() && meanwhile(&marked.code)))
}

/// Whether a sentence goes on with the time of the one before: `會議期間，…`.
fn meanwhile(code: &str) -> bool {
    const SAME_TIME: &[&str] = &[
        "会议期间",
        "会谈期间",
        "访问期间",
        "访期间",
        "期间",
        "其间",
        "在此期间",
        "在会上",
        "会上",
        "会后",
        "会谈后",
        "在这次",
        "在此次",
        "与此同时",
        "同时",
        "此时",
        "当时",
    ];
    let code = code.trim_start();
    SAME_TIME.iter().any(|w| code.starts_with(w))
}

/// Notes the dates of a sentence that was passed, so that `同年` and the sentences after it find them.
pub fn pass(marked: &Marked, flow: &mut Flow) {
    let mut told = None;
    for token in marked.tokens.iter().filter(|t| t.kind == TokenKind::Date) {
        if let Some(date) = token.time.as_ref().and_then(|t| t.resolve(flow.date.as_ref()))
            && date.year().is_some()
        {
            flow.date = Some(date.clone());
            told = Some(date);
        }
    }
    flow.tell(told);
}
