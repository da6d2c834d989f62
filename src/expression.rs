//! Regular expressions of the program's own, with what every match of them holds.
//!
//! Most of them match nothing in most sentences. Whether a text has the characters of one of the words that a match cannot do without is far cheaper
//! to answer than whether it matches.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::hash::{Characters, Sketch};

/// A regular expression, and the words of which each match holds one.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    regex: Option<Regex>,
    /// Empty where nothing is known.
    words: Vec<Sketch>,
}

impl Expression {
    /// Compiles an expression; one that is none matches nothing.
    pub(crate) fn new(source: &str) -> Self {
        let hir = regex_syntax::parse(source).ok();
        let words = hir.as_ref().and_then(words).unwrap_or_default();
        let words = words.iter().map(|word| Sketch::of(word)).collect::<Option<Vec<_>>>();
        Self { regex: Regex::new(source).ok(), words: words.unwrap_or_default() }
    }

    /// The expression, where a text of these characters may match it.
    pub(crate) fn on(&self, seen: &Characters) -> Option<&Regex> {
        let may = self.words.is_empty() || self.words.iter().any(|word| seen.may_hold_word(*word));
        self.regex.as_ref().filter(|_| may)
    }

    /// Whether it matches a part of a text of these characters.
    pub(crate) fn is_match(&self, text: &str, seen: &Characters) -> bool {
        self.on(seen).is_some_and(|regex| regex.is_match(text))
    }
}

/// No class and no list of words is longer: to look for all of them would take as long as to match.
const MOST: usize = 160;

/// Words of which each match holds one; none where none is known.
fn words(hir: &Hir) -> Option<Vec<Vec<char>>> {
    let found = match hir.kind() {
        HirKind::Literal(literal) => vec![std::str::from_utf8(&literal.0).ok()?.chars().collect()],
        HirKind::Class(Class::Unicode(class)) => {
            let count: usize = class.iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
            let characters = || class.iter().flat_map(|range| range.start()..=range.end());
            if count <= MOST { characters().map(|c| vec![c]).collect() } else { return None }
        }
        HirKind::Capture(capture) => words(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min > 0 => words(&repetition.sub)?,
        HirKind::Alternation(parts) => parts.iter().map(words).collect::<Option<Vec<_>>>()?.concat(),
        HirKind::Concat(parts) => parts.iter().filter_map(words).min_by_key(|words| likely(words))?,
        _ => return None,
    };
    (found.len() <= MOST).then_some(found)
}

/// How likely one of some words is to stand in a text, as far as a number tells: a long one hardly is.
fn likely(words: &[Vec<char>]) -> usize {
    words.iter().map(|word| 1_000_000 >> (4 * word.len().min(5))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(source: &str, text: &str) -> bool {
        Expression::new(source).on(&text.chars().collect()).is_some()
    }

    #[test]
    fn is_tried_where_a_word_of_it_may_stand() {
        for (source, text) in [("未(?:能|曾)?|没有", "未签"), ("以?甲为首", "甲为首"), ("[两三]国", "三国"), (".*", ""), ("(?:访)?", "")]
        {
            assert!(on(source, text), "{source} {text}");
        }
        for (source, text) in
            [("未(?:能|曾)?|没有", "有"), ("以?甲为首", "以甲为"), ("[两三]国", "两个"), ("(?P<a>访问|抵达)", "访达"), ("访{2,}", "问")]
        {
            assert!(!on(source, text), "{source} {text}");
        }
    }
}
