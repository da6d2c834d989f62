//! What the gazetteer hands out: entries, and the places of a text that name them.

use std::{collections::BTreeSet, ops::Range};

use super::{Entity, Kind};

/// Something with a name that the gazetteer knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The canonical name folded: what the entity's IRI is made of.
    pub key: String,
    /// The canonical name as people write it, in Simplified Chinese.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// The Wikidata id.
    pub qid: Option<String>,
    /// Since when it exists: a year or a date.
    pub start: Option<String>,
    /// Until when it existed.
    pub end: Option<String>,
    /// Every name as written, the canonical one first; Latin ones last.
    pub names: Vec<String>,
    /// Key of the state whose government it is.
    pub government_of: Option<String>,
    /// For people: the states that they spoke for. For cities: the states whose seat they are. For regions: the states whose land they are.
    pub offices: Vec<Office>,
    /// Whether it is a region, which acts for no state.
    pub region: bool,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            key: String::new(),
            label: String::new(),
            kind: Kind::Thing,
            qid: None,
            start: None,
            end: None,
            names: Vec::new(),
            government_of: None,
            offices: Vec::new(),
            region: false,
        }
    }
}

/// A time in which a person or a city stood for a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Key of the state.
    pub of: String,
    /// First year.
    pub from: i32,
    /// Last year; none while it lasts.
    pub to: Option<i32>,
}

impl Office {
    /// Whether it was held in a year, or `near` it, in years before or behind.
    pub(super) fn held(&self, year: i32, near: i32) -> bool {
        self.from - near <= year && self.to.is_none_or(|to| year <= to + near)
    }
}

impl Entry {
    /// The first and the last year of its being, as far as they are known.
    pub(super) fn years(&self) -> (Option<i32>, Option<i32>) {
        let year = |date: &Option<String>| date.as_deref().and_then(super::data::year);
        (year(&self.start), year(&self.end))
    }

    /// The entity of a page, without any form seen yet.
    #[must_use]
    pub fn entity(&self) -> Entity {
        Entity {
            key: self.key.clone(),
            label: self.label.clone(),
            kind: self.kind,
            qid: self.qid.clone(),
            government_of: self.government_of.clone(),
            seen: BTreeSet::new(),
        }
    }
}

/// How words name an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// By a name of its own: `苏联`.
    Name,
    /// By its government or one of its organs: `苏联政府`, `印度外交部`.
    Government,
    /// By its armed forces: `苏军`, `印度海军`.
    Forces,
    /// As a side: `俄方`, `苏联方面`.
    Side,
    /// Its land: `泰境`.
    Land,
    /// By who holds an office, with or without the person's name: `印度总理尼赫鲁`.
    Office,
    /// Its people: `美国人`. Not the state, mostly.
    People,
    /// Its language: `俄语`. Not the state.
    Language,
}

/// A name found in a text.
#[derive(Clone, Debug)]
pub struct Match<'g> {
    /// All of it: bytes of the folded text.
    pub range: Range<usize>,
    /// The name alone, without `政府`, an office or a person behind it. (`苏军` is a name as a whole.)
    pub name: Range<usize>,
    /// What is named, without regard to the year.
    pub entry: &'g Entry,
    /// How it is named.
    pub form: Form,
    /// Who is named as holder of the office, where the gazetteer knows them.
    pub person: Option<&'g Entry>,
    /// Where the name behind the office stands, if it is of nobody whom the gazetteer knows and its end is sure.
    pub unknown: Option<Range<usize>>,
}

/// Two or more short forms in a row: `中俄`, `中苏朝`.
#[derive(Clone, Debug)]
pub struct Compound<'g> {
    /// All of it: bytes of the folded text.
    pub range: Range<usize>,
    /// Each short form with what it may mean, the likeliest first; never empty.
    pub parts: Vec<(Range<usize>, Vec<&'g Entry>)>,
    /// Whether they mean this together, whatever the year.
    pub together: bool,
}
