//! Synonym sets. A pattern holds a set as one character that stands for it ([`SLOT`] and those behind), so that a set is not parsed again with every pattern that names
//! it.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use crate::words::Words;

/// The synonym sets by name.
#[derive(Clone, Debug, Default)]
pub struct Sets(BTreeMap<Arc<str>, Arc<Set>>);

/// Some words, of which one stands where a pattern or a frame names the set.
#[derive(Debug)]
pub struct Set {
    name: Arc<str>,
    words: Vec<String>,
    /// The words as a pattern looks for them, once one does.
    choice: OnceLock<Arc<Words>>,
}

impl Sets {
    /// Adds a set of words that are masked as those of the sentences are.
    pub fn insert(&mut self, name: &str, words: Vec<String>) {
        let name: Arc<str> = name.into();
        self.0.insert(name.clone(), Arc::new(Set { name, words, choice: OnceLock::new() }));
    }

    /// The set of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Set>> {
        self.0.get(name)
    }

    /// The words of a set; none where there is no such set.
    #[must_use]
    pub fn words(&self, name: &str) -> &[String] {
        self.get(name).map_or(&[], |set| set)
    }

    /// All sets in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Set>> {
        self.0.values()
    }
}

impl Set {
    /// Bytes of the shortest word and of the longest.
    #[must_use]
    pub fn lengths(&self) -> (usize, usize) {
        let lengths = || self.words.iter().map(String::len);
        (lengths().min().unwrap_or(0), lengths().max().unwrap_or(0))
    }

    /// The words, the longest first, so that `签订了` is not read as `签` where both are in the set.
    pub fn longest_first(&self) -> impl Iterator<Item = &String> {
        let mut sorted: Vec<&String> = self.words.iter().collect();
        sorted.sort_by_key(|word| Reverse(word.chars().count()));
        sorted.into_iter()
    }

    /// The words in this order, as a pattern looks for them.
    pub(super) fn choice(&self) -> &Arc<Words> {
        self.choice.get_or_init(|| Arc::new(self.longest_first().cloned().collect()))
    }
}

impl Deref for Set {
    type Target = [String];

    fn deref(&self) -> &Self::Target {
        &self.words
    }
}

impl PartialEq for Set {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Set {}

impl PartialOrd for Set {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Set {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

/// The character that stands for the first set of a pattern; no text and no token has it.
const SLOT: u32 = 0xF_0000;

/// An expression with a character for each set that it names.
#[derive(Clone, Debug, Default)]
pub(super) struct Slotted {
    pub text: String,
    sets: Vec<Arc<Set>>,
}

impl Slotted {
    /// Adds a set behind the text.
    pub fn push(&mut self, set: &Arc<Set>) {
        let number = self.sets.iter().position(|other| other == set).unwrap_or_else(|| {
            self.sets.push(set.clone());
            self.sets.len() - 1
        });
        self.text.extend(u32::try_from(number).ok().and_then(|number| char::from_u32(SLOT + number)));
    }

    /// Whether a character is one of those that may stand for a set.
    pub fn is_slot(c: char) -> bool {
        u32::from(c) >= SLOT
    }

    /// The set that a character stands for.
    pub fn set(&self, c: char) -> Option<&Arc<Set>> {
        self.sets.get(u32::from(c).checked_sub(SLOT)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::pattern::compile, *};

    fn sets() -> Sets {
        let mut sets = Sets::default();
        sets.insert("sign", vec!["签".into(), "签订了".into(), "a.b".into()]);
        sets
    }

    #[test]
    fn a_set_is_one_character() {
        let sets = sets();
        let mut expression = Slotted::default();
        for _ in 0..2 {
            expression.push(sets.get("sign").expect("set"));
            expression.text.push('约');
        }
        assert_eq!(expression.text.chars().count(), 4);
        let set = expression.text.chars().next().and_then(|c| expression.set(c)).expect("set");
        assert_eq!(set.longest_first().collect::<Vec<_>>(), ["签订了", "a.b", "签"]);
    }

    #[test]
    fn a_pattern_may_not_hold_what_stands_for_a_set() {
        assert!(compile("&sign{b}", &sets()).is_ok());
        let refused = compile("\u{F0000}{b}", &sets()).expect_err("an error");
        assert!(refused.contains("stands for a set"), "{refused}");
    }
}
