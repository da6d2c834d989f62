//! Words that a text may begin or end with.

use std::borrow::Cow;

use crate::hash::Characters;

/// Some words. Nearly always none of them stands there, which their first or last characters tell.
#[derive(Debug, Default)]
pub(crate) struct Words {
    words: Vec<Cow<'static, str>>,
    first: Characters,
    last: Characters,
}

impl Words {
    /// A set of these words.
    pub(crate) fn of(words: &[&'static str]) -> Self {
        words.iter().copied().collect()
    }

    /// Adds a word behind the others.
    pub(crate) fn add(&mut self, word: impl Into<Cow<'static, str>>) {
        let word = word.into();
        word.chars().next().into_iter().for_each(|c| self.first.add(c));
        word.chars().next_back().into_iter().for_each(|c| self.last.add(c));
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
        let begins = |at: usize, c: char| self.first.may_hold(c) && self.iter().any(|word| text[at..].starts_with(word));
        text.char_indices().find(|(at, c)| begins(*at, *c)).map(|(at, _)| at)
    }

    /// The first of the words that a text begins with.
    pub(crate) fn begins(&self, text: &str) -> Option<&str> {
        let c = text.chars().next()?;
        if !self.first.may_hold(c) {
            return None;
        }
        self.iter().find(|word| text.starts_with(word))
    }

    /// The first of the words that a text ends with.
    pub(crate) fn ends(&self, text: &str) -> Option<&str> {
        let c = text.chars().next_back()?;
        if !self.last.may_hold(c) {
            return None;
        }
        self.iter().find(|word| text.ends_with(word))
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
}
