//! Words replaced by others in one pass over a text.

use std::borrow::Cow;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

/// Words, each with what stands for it: leftmost first, of those that begin together the longest.
#[derive(Default)]
pub(crate) struct Replacements {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    with: Vec<String>,
}

impl Replacements {
    /// Of words with what stands for them; of a word that is given twice the first counts.
    pub(crate) fn new(words: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut words: Vec<(String, String)> = words.into_iter().collect();
        words.sort_by(|a, b| a.0.cmp(&b.0));
        words.dedup_by(|a, b| a.0 == b.0);
        let automaton =
            CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build(words.iter().map(|w| &w.0)).ok();
        Self { automaton, with: words.into_iter().map(|w| w.1).collect() }
    }

    /// The text with the words replaced.
    pub(crate) fn replace<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(automaton) = &self.automaton else { return Cow::Borrowed(text) };
        let mut out = String::new();
        let mut end = 0;
        for hit in automaton.leftmost_find_iter(text) {
            out.push_str(&text[end..hit.start()]);
            out.push_str(&self.with[hit.value() as usize]);
            end = hit.end();
        }
        if end == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[end..]);
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_those_that_begin_first() {
        let of = |words: &[(&str, &str)]| Replacements::new(words.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())));
        let some = of(&[("不可", "甲"), ("不可避免", "乙"), ("避免", "丙")]);
        assert_eq!(some.replace("不可避免地不可"), "乙地甲");
        assert_eq!(some.replace("避免"), "丙");
        assert!(matches!(some.replace("可以"), Cow::Borrowed("可以")));
        assert_eq!(of(&[]).replace("不可"), "不可");
    }
}
