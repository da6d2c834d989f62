//! What every match of a pattern holds, in its order, and how far apart: read off the expression itself.
//!
//! Most patterns fail in most sentences. Whether tokens of the right types and words of the right sets stand in the right order, near enough to each
//! other, with no comma or actor between them where none may be, is far cheaper to answer than whether the expression matches.

use std::{collections::BTreeSet, sync::Arc};

use regex_syntax::hir::{Class, Hir, HirKind};

use super::{
    clause::ends_clause,
    sets::{Set, Slotted},
};
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
    /// A word of this synonym set.
    Set(Arc<Set>),
    /// One of these words.
    Words(BTreeSet<String>),
}

impl What {
    /// The words that may stand there; none where a token does.
    pub fn words(&self) -> Box<dyn Iterator<Item = &String> + '_> {
        match self {
            Self::Kinds(_) => Box::new(std::iter::empty()),
            Self::Set(set) => Box::new(set.iter()),
            Self::Words(words) => Box::new(words.iter()),
        }
    }
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

/// The steps of an expression, parsed with the characters that stand for its sets; none where it says too little.
pub(super) fn of(hir: &Hir, expression: &Slotted) -> Vec<Step> {
    let mut walk = Walk { slots: expression, steps: Vec::new(), gap: Gap::default() };
    walk.expression(hir);
    walk.steps
}

struct Walk<'e> {
    slots: &'e Slotted,
    steps: Vec<Step>,
    gap: Gap,
}

impl Walk<'_> {
    fn expression(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Capture(capture) => self.expression(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.expression(part)),
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                self.expression(&repetition.sub);
                let again = repetition.max.is_none_or(|max| max > 1);
                if again {
                    let (least, each) = self.lengths(&repetition.sub);
                    let least = least * (repetition.min as usize - 1);
                    let most = each.zip(repetition.max).map(|(each, max)| each * (max as usize - 1));
                    self.widen(&repetition.sub, least, most);
                }
            }
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.literal(std::str::from_utf8(&literal.0).unwrap_or_default()),
            _ => match self.what(hir) {
                Some(what) => self.step(what),
                None => {
                    let (least, most) = self.lengths(hir);
                    self.widen(hir, least, most);
                }
            },
        }
    }

    /// Words, between tokens of one type only and sets.
    fn literal(&mut self, mut rest: &str) {
        while let Some(first) = rest.chars().next() {
            let mut end = first.len_utf8();
            if let Some(kind) = TokenKind::of(first) {
                self.step(What::Kinds(kind.bit()));
            } else if let Some(set) = self.slots.set(first) {
                self.step(What::Set(set.clone()));
            } else {
                end = rest.find(|c| is_token(c) || self.slots.set(c).is_some()).unwrap_or(rest.len());
                self.step(What::Words([rest[..end].to_owned()].into()));
            }
            rest = &rest[end..];
        }
    }

    fn step(&mut self, what: What) {
        let mut gap = std::mem::take(&mut self.gap);
        // A step across two clauses is of none.
        let across = what.words().any(|word| word.contains(ends_clause));
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
        self.gap.ends_clause |= self.may_hold(hir, &ends_clause);
        self.gap.actors |= self.may_hold(hir, &acts);
    }

    /// The token types, the set or the words that an expression is, if it is nothing else.
    fn what(&self, hir: &Hir) -> Option<What> {
        if let HirKind::Class(class) = hir.kind() {
            let characters = characters(class)?;
            if characters.iter().all(|c| is_token(*c)) {
                return Some(What::Kinds(characters.iter().filter_map(|c| TokenKind::of(*c)).fold(0, |bits, kind| bits | kind.bit())));
            }
        }
        let mut words = BTreeSet::new();
        self.collect(hir, &mut words).then_some(What::Words(words))
    }

    /// Adds the words that an expression spells out; whether that is all that it is.
    fn collect(&self, hir: &Hir, words: &mut BTreeSet<String>) -> bool {
        let mut add = |word: &str| {
            let mut characters = word.chars();
            match characters.next().and_then(|first| self.slots.set(first)) {
                Some(set) => {
                    words.extend(set.iter().cloned());
                    characters.next().is_none()
                }
                None => {
                    words.insert(word.to_owned());
                    !word.contains(|c| is_token(c) || self.slots.set(c).is_some())
                }
            }
        };
        match hir.kind() {
            HirKind::Literal(literal) => std::str::from_utf8(&literal.0).is_ok_and(add),
            HirKind::Class(class) => characters(class).is_some_and(|characters| characters.iter().all(|c| add(c.encode_utf8(&mut [0; 4])))),
            HirKind::Capture(capture) => self.collect(&capture.sub, words),
            HirKind::Alternation(parts) => parts.iter().all(|part| self.collect(part, words)),
            _ => false,
        }
    }

    /// Bytes of what an expression matches: at least, and at most, where there is a limit.
    fn lengths(&self, hir: &Hir) -> (usize, Option<usize>) {
        let of = |c: char| self.slots.set(c).map_or((c.len_utf8(), c.len_utf8()), |set| set.lengths());
        let widest = |all: &mut dyn Iterator<Item = (usize, Option<usize>)>| {
            all.reduce(|(least, most), (l, m)| (least.min(l), most.zip(m).map(|(most, m)| most.max(m)))).unwrap_or((0, Some(0)))
        };
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => (0, Some(0)),
            HirKind::Literal(literal) => {
                let characters = std::str::from_utf8(&literal.0).unwrap_or_default().chars().map(of);
                let (least, most) = characters.fold((0, 0), |(least, most), (l, m)| (least + l, most + m));
                (least, Some(most))
            }
            HirKind::Class(class) => {
                let slots = characters(class).filter(|characters| characters.iter().any(|c| self.slots.set(*c).is_some()));
                match slots {
                    Some(characters) => widest(&mut characters.into_iter().map(of).map(|(least, most)| (least, Some(most)))),
                    None => (hir.properties().minimum_len().unwrap_or(0), hir.properties().maximum_len()),
                }
            }
            HirKind::Repetition(repetition) => {
                let (least, most) = self.lengths(&repetition.sub);
                let most = most.zip(repetition.max).map(|(most, times)| most * times as usize);
                (least * repetition.min as usize, most)
            }
            HirKind::Capture(capture) => self.lengths(&capture.sub),
            HirKind::Concat(parts) => parts
                .iter()
                .map(|part| self.lengths(part))
                .fold((0, Some(0)), |(least, most), (l, m)| (least + l, most.zip(m).map(|(most, m)| most + m))),
            HirKind::Alternation(parts) => widest(&mut parts.iter().map(|part| self.lengths(part))),
        }
    }

    /// Whether what an expression matches can hold a character.
    fn may_hold(&self, hir: &Hir, is: &dyn Fn(char) -> bool) -> bool {
        let holds = |c: char| is(c) || self.slots.set(c).is_some_and(|set| set.iter().any(|word| word.contains(is)));
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => false,
            HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().is_none_or(|word| word.contains(holds)),
            HirKind::Class(class) => match (characters(class), class) {
                (Some(characters), _) => characters.into_iter().any(holds),
                // What ends a clause and who acts are few characters: they are looked for in the class, not the other way round.
                (None, Class::Unicode(class)) => {
                    let asked = ['\n', '，', '：', '。', '；', '！', '？'].into_iter().chain('\u{E000}'..='\u{E00E}');
                    asked.filter(|c| is(*c)).any(|c| class.iter().any(|range| range.start() <= c && c <= range.end()))
                }
                (None, Class::Bytes(_)) => true,
            },
            HirKind::Repetition(repetition) => self.may_hold(&repetition.sub, is),
            HirKind::Capture(capture) => self.may_hold(&capture.sub, is),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(|part| self.may_hold(part, is)),
        }
    }
}

fn acts(c: char) -> bool {
    TokenKind::of(c).is_some_and(TokenKind::acts)
}

/// The characters of a small class.
fn characters(class: &Class) -> Option<Vec<char>> {
    let Class::Unicode(class) = class else { return None };
    let count: usize = class.iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
    (1..=MOST_CHARACTERS).contains(&count).then(|| class.iter().flat_map(|range| range.start()..=range.end()).collect())
}
