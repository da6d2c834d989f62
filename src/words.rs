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

    /// The first of the words that a text begins with.
    pub(crate) fn begins(&self, text: &str) -> Option<&str> {
        let c = text.chars().next()?;
        if !self.first.may_hold(c) {
            return None;
        }
        self.words.iter().map(|word| &**word).find(|word| text.starts_with(word))
    }

    /// The first of the words that a text ends with.
    pub(crate) fn ends(&self, text: &str) -> Option<&str> {
        let c = text.chars().next_back()?;
        if !self.last.may_hold(c) {
            return None;
        }
        self.words.iter().map(|word| &**word).find(|word| text.ends_with(word))
    }
}

impl<W: Into<Cow<'static, str>>> FromIterator<W> for Words {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        let mut this = Self::default();
        for word in words {
            let word = word.into();
            word.chars().next().into_iter().for_each(|c| this.first.add(c));
            word.chars().next_back().into_iter().for_each(|c| this.last.add(c));
            this.words.push(word);
        }
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
        assert_eq!(Words::default().begins("访"), None);
    }
}
