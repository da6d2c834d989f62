//! Words of which one stands at a place: those of a synonym set, or those that a pattern spells out.

use std::ops::Range;

use crate::hash::Characters;

/// Words by their first characters; of those that begin alike, the one that is preferred first.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// What the words begin with: nearly no place of a text does, which a few bits tell.
    first: Characters,
    /// The first characters in order, each with the end of its words.
    heads: Vec<(char, usize)>,
    words: Vec<Box<str>>,
}

impl Choice {
    /// A choice of these words, the preferred ones first. None may be empty.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut words: Vec<(char, &str)> = words.into_iter().filter_map(|word| Some((word.chars().next()?, word))).collect();
        words.sort_by_key(|(head, _)| *head);
        let mut heads: Vec<(char, usize)> = Vec::new();
        for (end, (head, _)) in (1..).zip(&words) {
            match heads.last_mut() {
                Some(last) if last.0 == *head => last.1 = end,
                _ => heads.push((*head, end)),
            }
        }
        let first = heads.iter().map(|(head, _)| *head).collect();
        Self { first, heads, words: words.into_iter().map(|(_, word)| word.into()).collect() }
    }

    /// Whether one of the words may begin as a text does; `false` is certain.
    pub fn may_begin(&self, text: &str) -> bool {
        text.chars().next().is_some_and(|head| self.first.may_hold(head))
    }

    /// The numbers of the words that begin as a text does.
    pub fn beginning_as(&self, text: &str) -> Range<usize> {
        let Some(head) = text.chars().next().filter(|head| self.first.may_hold(*head)) else { return 0..0 };
        match self.heads.binary_search_by_key(&head, |(head, _)| *head) {
            Ok(at) => at.checked_sub(1).map_or(0, |before| self.heads[before].1)..self.heads[at].1,
            Err(_) => 0..0,
        }
    }

    /// The first of some words that a text begins with: its length, and the words behind it.
    pub fn next(&self, text: &str, words: Range<usize>) -> Option<(usize, Range<usize>)> {
        let Range { start, end } = words;
        let found = start + self.words.get(start..end)?.iter().position(|word| text.starts_with(&**word))?;
        Some((self.words[found].len(), found + 1..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_words_that_begin_alike_the_preferred_comes_first() {
        let choice = Choice::new(["访问", "签订了", "访", "签", "签订"]);
        let of = |text: &str| {
            let (mut words, mut found) = (choice.beginning_as(text), Vec::new());
            while let Some((length, rest)) = choice.next(text, words.clone()) {
                found.push(&text[..length]);
                words = rest;
            }
            found.join(" ")
        };
        assert_eq!(of("签订了条约"), "签订了 签 签订");
        assert_eq!(of("访日"), "访");
        assert_eq!(of("出访") + &of(""), "");
    }
}
