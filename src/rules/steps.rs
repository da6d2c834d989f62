//! What every match of a pattern holds, in its order, and how far apart: read off the expression itself.
//!
//! Most patterns fail in most sentences. Whether tokens of the right types and words of the right sets stand in the right order, near enough to each
//! other, with no comma or actor between them where none may be, is far cheaper to answer than whether the expression matches.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::clause::ends_clause;
use crate::mention::{TokenKind, is_token};

/// One thing that every match holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What may stand between the step before and this one; for the first, between where a match begins and this one.
    pub gap: Gap,
    /// What stands there.
    pub what: What,
}

/// What stands at a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A token of one of these types, as bits; see [`TokenKind::bit`].
    Kinds(u16),
    /// One of these words.
    Words(BTreeSet<String>),
}

/// What may stand between two steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// Bytes, at least.
    pub least: usize,
    /// Bytes, at most; no limit where the expression has none.
    pub most: Most,
    /// Whether it may hold what ends a clause.
    pub ends_clause: bool,
    /// Whether it may hold who acts.
    pub actors: bool,
}

/// An upper limit, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// So many.
    Bytes(usize),
    /// No limit.
    Unlimited,
}

impl Default for Most {
    fn default() -> Self {
        Self::Bytes(0)
    }
}

/// No class of more characters is a step; it is part of a gap.
const MOST_CHARACTERS: usize = 64;

/// The steps of an expression; none where it says too little.
pub(super) fn of(hir: &Hir) -> Vec<Step> {
    let mut walk = Walk::default();
    walk.expression(hir);
    walk.steps
}

#[derive(Default)]
struct Walk {
    steps: Vec<Step>,
    gap: Gap,
}

impl Walk {
    fn expression(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Capture(capture) => self.expression(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.expression(part)),
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                self.expression(&repetition.sub);
                let again = repetition.max.is_none_or(|max| max > 1);
                if again {
                    let least = repetition.sub.properties().minimum_len().unwrap_or(0) * (repetition.min as usize - 1);
                    let each = repetition.sub.properties().maximum_len();
                    let most = each.zip(repetition.max).map(|(each, max)| each * (max as usize - 1));
                    self.widen(&repetition.sub, least, most);
                }
            }
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.literal(std::str::from_utf8(&literal.0).unwrap_or_default()),
            _ => match what(hir) {
                Some(what) => self.step(what),
                None => {
                    let properties = hir.properties();
                    self.widen(hir, properties.minimum_len().unwrap_or(0), properties.maximum_len());
                }
            },
        }
    }

    /// Words, between tokens of one type only.
    fn literal(&mut self, mut rest: &str) {
        while let Some(first) = rest.chars().next() {
            let end = match TokenKind::of(first) {
                Some(kind) => {
                    self.step(What::Kinds(kind.bit()));
                    first.len_utf8()
                }
                None => {
                    let end = rest.find(is_token).unwrap_or(rest.len());
                    self.step(What::Words([rest[..end].to_owned()].into()));
                    end
                }
            };
            rest = &rest[end..];
        }
    }

    fn step(&mut self, what: What) {
        let mut gap = std::mem::take(&mut self.gap);
        // A step across two clauses is of none.
        let across = matches!(&what, What::Words(words) if words.iter().any(|word| word.contains(ends_clause)));
        gap.ends_clause |= across;
        self.gap.ends_clause = across;
        self.steps.push(Step { gap, what });
    }

    fn widen(&mut self, hir: &Hir, least: usize, most: Option<usize>) {
        self.gap.least += least;
        self.gap.most = match (self.gap.most, most) {
            (Most::Bytes(now), Some(more)) => Most::Bytes(now + more),
            _ => Most::Unlimited,
        };
        self.gap.ends_clause |= may_hold(hir, &ends_clause);
        self.gap.actors |= may_hold(hir, &acts);
    }
}

fn acts(c: char) -> bool {
    TokenKind::of(c).is_some_and(TokenKind::acts)
}

/// The token types or the words that an expression is, if it is nothing else.
fn what(hir: &Hir) -> Option<What> {
    if let HirKind::Class(class) = hir.kind() {
        let characters = characters(class)?;
        if characters.iter().all(|c| is_token(*c)) {
            return Some(What::Kinds(characters.iter().filter_map(|c| TokenKind::of(*c)).fold(0, |bits, kind| bits | kind.bit())));
        }
    }
    let mut words = BTreeSet::new();
    collect(hir, &mut words).then_some(What::Words(words))
}

/// Adds the words that an expression spells out; whether that is all that it is.
fn collect(hir: &Hir, words: &mut BTreeSet<String>) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).is_ok_and(|word| {
            words.insert(word.to_owned());
            !word.contains(is_token)
        }),
        HirKind::Class(class) => characters(class).is_some_and(|characters| {
            words.extend(characters.iter().map(|c| String::from(*c)));
            !characters.iter().any(|c| is_token(*c))
        }),
        HirKind::Capture(capture) => collect(&capture.sub, words),
        HirKind::Alternation(parts) => parts.iter().all(|part| collect(part, words)),
        _ => false,
    }
}

/// The characters of a small class.
fn characters(class: &Class) -> Option<Vec<char>> {
    let Class::Unicode(class) = class else { return None };
    let count: usize = class.iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
    (1..=MOST_CHARACTERS).contains(&count).then(|| class.iter().flat_map(|range| range.start()..=range.end()).collect())
}

/// Whether what an expression matches can hold a character.
fn may_hold(hir: &Hir, is: &dyn Fn(char) -> bool) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().is_none_or(|word| word.contains(is)),
        // What ends a clause and who acts are few characters: they are looked for in the class, not the other way round.
        HirKind::Class(Class::Unicode(class)) => class.iter().any(|range| {
            let asked = ['\n', '，', '：', '。', '；', '！', '？'].into_iter().chain('\u{E000}'..='\u{E00E}');
            asked.filter(|c| is(*c)).any(|c| range.start() <= c && c <= range.end())
        }),
        HirKind::Class(Class::Bytes(_)) => true,
        HirKind::Repetition(repetition) => may_hold(&repetition.sub, is),
        HirKind::Capture(capture) => may_hold(&capture.sub, is),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(|part| may_hold(part, is)),
    }
}
