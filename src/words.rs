//! Words that stand somewhere in a text: those that it may begin or end with, those of which one stands at a place.

use std::{borrow::Cow, ops::Range};

use crate::hash::Characters;

/// Some words. Nearly always none of them stands there, which their first or last characters tell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    words: Vec<Cow<'static, str>>,
    first: Heads,
    last: Heads,
}

/// The numbers of words by a character of theirs, of those with the same character in the order of the words.
#[derive(Clone, Debug, Default)]
struct Heads {
    may_be: Characters,
    sorted: Vec<(char, u32)>,
}

impl Heads {
    fn add(&mut self, c: char, number: usize) {
        self.may_be.add(c);
        let at = self.sorted.partition_point(|(other, _)| *other <= c);
        self.sorted.insert(at, (c, u32::try_from(number).unwrap_or(u32::MAX)));
    }

    /// Where the words of a character stand.
    fn of(&self, c: char) -> Range<usize> {
        if !self.may_be.may_hold(c) {
            return 0..0;
        }
        let start = self.sorted.partition_point(|(other, _)| *other < c);
        start..start + self.sorted[start..].iter().take_while(|(other, _)| *other == c).count()
    }
}

impl Words {
    /// A set of these words.
    pub(crate) fn of(words: &[&'static str]) -> Self {
        words.iter().copied().collect()
    }

    /// Adds a word behind the others.
    pub(crate) fn add(&mut self, word: impl Into<Cow<'static, str>>) {
        let word = word.into();
        word.chars().next().into_iter().for_each(|c| self.first.add(c, self.words.len()));
        word.chars().next_back().into_iter().for_each(|c| self.last.add(c, self.words.len()));
        self.words.push(word);
    }

    /// The words in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &**word)
    }

    /// Whether a text is one of the words.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.iter().any(|word| word == text)
    }

    /// Whether a text holds one of the words.
    pub(crate) fn within(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// The first byte of a text at which one of the words begins.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        text.char_indices().find(|(at, c)| self.next(&text[*at..], self.first.of(*c)).is_some()).map(|(at, _)| at)
    }

    /// The first of the words that a text begins with.
    pub(crate) fn begins(&self, text: &str) -> Option<&str> {
        self.numbered(&self.first.sorted[self.beginning_as(text)]).find(|word| text.starts_with(word))
    }

    /// The first of the words that a text ends with.
    pub(crate) fn ends(&self, text: &str) -> Option<&str> {
        self.numbered(&self.last.sorted[self.last.of(text.chars().next_back()?)]).find(|word| text.ends_with(word))
    }

    fn numbered<'w>(&'w self, numbers: &'w [(char, u32)]) -> impl Iterator<Item = &'w str> {
        numbers.iter().map(|(_, number)| &*self.words[*number as usize])
    }

    /// Whether one of the words may begin as a text does; `false` is certain.
    pub(crate) fn may_begin(&self, text: &str) -> bool {
        text.chars().next().is_some_and(|c| self.first.may_be.may_hold(c))
    }

    /// Those of the words that begin with a text's first character, for [`Words::next`].
    pub(crate) fn beginning_as(&self, text: &str) -> Range<usize> {
        text.chars().next().map_or(0..0, |c| self.first.of(c))
    }

    /// The first of these words that a text begins with: its length, and the words behind it.
    pub(crate) fn next(&self, text: &str, words: Range<usize>) -> Option<(usize, Range<usize>)> {
        let mut found = (words.start + 1..).zip(self.numbered(&self.first.sorted[words.clone()]));
        found.find(|(_, word)| text.starts_with(word)).map(|(next, word)| (word.len(), next..words.end))
    }
}

impl<W: Into<Cow<'static, str>>> FromIterator<W> for Words {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        let mut this = Self::default();
        words.into_iter().for_each(|word| this.add(word));
        this
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_of_the_list_counts() {
        let words: Words = ["访", "访问", "抵达"].into_iter().collect();
        assert_eq!(words.begins("访问日本"), Some("访"));
        assert_eq!(words.begins("出访"), None);
        assert_eq!(words.ends("飞抵达"), Some("抵达"));
        assert_eq!(words.ends("抵"), None);
        assert_eq!(words.ends(""), None);
        assert_eq!((words.find("在出访前抵达"), words.find("问")), (Some("在出".len()), None));
        assert!(words.is("访问") && !words.is("出访") && words.within("出访印度") && !words.within("问答"));
        assert_eq!(Words::default().begins("访"), None);
    }

    #[test]
    fn of_the_words_that_begin_alike_one_comes_after_the_other() {
        let words: Words = ["访问", "签订了", "访", "签", "签订"].into_iter().collect();
        let of = |text: &str| {
            let (mut rest, mut found) = (words.beginning_as(text), Vec::new());
            while let Some((length, behind)) = words.next(text, rest) {
                found.push(&text[..length]);
                rest = behind;
            }
            found.join(" ")
        };
        assert_eq!(of("签订了条约"), "签订了 签 签订");
        assert_eq!(of("访日"), "访");
        assert_eq!(of("出访") + &of(""), "");
        assert!(words.may_begin("访") && !words.may_begin(""));
    }
}
