//! Names that only one page gives, and where they stand in its texts.

use std::{
    collections::BTreeMap,
    ops::{Bound, Range},
};

use super::EntityId;
use crate::hash::{Characters, HashMap};

/// Folded names with what they name.
#[derive(Default)]
pub(super) struct PageNames {
    /// What may begin a name: nearly no character does, and a few bits tell so without a look into the map.
    first: Characters,
    /// The names by their first character.
    names: HashMap<char, BTreeMap<String, EntityId>>,
}

impl PageNames {
    /// Adds a name; one that is there keeps what it means.
    pub(super) fn add(&mut self, name: String, id: EntityId) {
        let Some(first) = name.chars().next() else { return };
        self.first.add(first);
        self.names.entry(first).or_default().entry(name).or_insert(id);
    }

    /// What a name means.
    pub(super) fn get(&self, folded: &str) -> Option<EntityId> {
        self.names.get(&folded.chars().next()?)?.get(folded).copied()
    }

    /// The names in a folded text, leftmost and longest first.
    pub(super) fn find(&self, folded: &str) -> Vec<(Range<usize>, EntityId)> {
        let mut found = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        let mut end = 0;
        for (at, c) in folded.char_indices() {
            if at < end || !self.first.may_hold(c) {
                continue;
            }
            let Some((name, id)) = self.names.get(&c).and_then(|names| longest(names, &folded[at..])) else { continue };
            end = at + name.len();
            found.push((at..end, id));
        }
        found
    }
}

/// The longest of the names that a text begins with. The last name that does not sort behind the text is the only one to look at: where the text does
/// not begin with it, a name that the text begins with is within what the two have in common.
fn longest<'n>(names: &'n BTreeMap<String, EntityId>, text: &str) -> Option<(&'n str, EntityId)> {
    let mut text = text;
    loop {
        let (name, &id) = names.range::<str, _>((Bound::Unbounded, Bound::Included(text))).next_back()?;
        if text.starts_with(name.as_str()) {
            return Some((name, id));
        }
        let common: usize = text.chars().zip(name.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        text = &text[..common];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{Cast, Entity, Kind};

    fn ids(count: usize) -> Vec<EntityId> {
        let mut cast = Cast::default();
        let thing = |n: usize| Entity {
            key: n.to_string(),
            label: String::new(),
            kind: Kind::Thing,
            qid: None,
            government_of: None,
            seen: std::collections::BTreeSet::new(),
        };
        (0..count).map(|n| cast.add(thing(n))).collect()
    }

    fn found(names: &[&str], text: &str) -> Vec<String> {
        let mut page = PageNames::default();
        names.iter().zip(ids(names.len())).for_each(|(name, id)| page.add((*name).to_owned(), id));
        page.find(text).into_iter().map(|(range, _)| text[range].to_owned()).collect()
    }

    #[test]
    fn the_longest_name_is_found_whatever_sorts_beside_it() {
        // The second stands right before the text in the order of names, and the text begins with the first alone.
        assert_eq!(found(&["甲乙", "甲乙丙丁", "甲"], "甲乙丙戊甲己"), ["甲乙", "甲"]);
        assert_eq!(found(&["甲乙丙", "甲丙"], "乙甲乙甲乙丙甲"), ["甲乙丙"]);
        assert_eq!(found(&["aab", "aa", "aaaa"], "aaabaab"), ["aa", "aab"], "leftmost first: no `aab` at the second place");
        assert_eq!(found(&[], "甲"), Vec::<String>::new());
    }

    #[test]
    fn the_same_as_trying_every_name() {
        let letters = ['a', 'b', '丙'];
        let word = |mut n: usize, length: usize| -> String {
            let mut next = || {
                let letter = letters[n % letters.len()];
                n /= letters.len();
                letter
            };
            (0..length).map(|_| next()).collect()
        };
        for seed in 0..400_usize {
            let names: Vec<String> = (0..6).map(|i| word(seed * 7919 + i * 104_729, 1 + (seed + i * i) % 4)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let text = word(seed.wrapping_mul(2_654_435_761), 19);
            let mut expected = Vec::new();
            let mut rest = text.as_str();
            while let Some(c) = rest.chars().next() {
                let name = names.iter().filter(|name| rest.starts_with(**name)).max_by_key(|name| name.len());
                expected.extend(name.map(|name| (*name).to_owned()));
                rest = &rest[name.map_or(c.len_utf8(), |name| name.len())..];
            }
            assert_eq!(found(&names, &text), expected, "{names:?} in {text}");
        }
    }

    #[test]
    fn the_first_meaning_stays() {
        let mut page = PageNames::default();
        let ids = ids(2);
        page.add("甲乙".to_owned(), ids[0]);
        page.add("甲乙".to_owned(), ids[1]);
        page.add(String::new(), ids[1]);
        assert_eq!((page.get("甲乙"), page.get("甲"), page.get("")), (Some(ids[0]), None, None));
    }
}
