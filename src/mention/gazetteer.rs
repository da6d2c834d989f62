//! The gazetteer: what is known of names before any page is read.

use std::{collections::HashMap, ops::Range};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use super::{
    Entity, Kind,
    data::{self, Data, DataError},
};
use crate::fold;

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
    /// For people: the states and parties they spoke for.
    pub offices: Vec<Office>,
}

/// A time in which a person spoke for a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Key of the state.
    pub of: String,
    /// First year.
    pub from: i32,
    /// Last year; none while it lasts.
    pub to: Option<i32>,
}

impl Entry {
    /// The entity of a page, without any form seen yet.
    #[must_use]
    pub fn entity(&self) -> Entity {
        Entity {
            key: self.key.clone(),
            label: self.label.clone(),
            kind: self.kind,
            qid: self.qid.clone(),
            government_of: self.government_of.clone(),
            seen: std::collections::BTreeSet::new(),
        }
    }

    /// Whether it existed in a year, as far as its years are known.
    #[must_use]
    pub fn existed(&self, year: i32) -> bool {
        let parse = |d: &Option<String>| d.as_deref().and_then(data::year);
        parse(&self.start).is_none_or(|y| y <= year) && parse(&self.end).is_none_or(|y| year <= y)
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
    /// By who holds an office, with or without the person's name: `印度总理尼赫鲁`.
    Office,
    /// Its people: `美国人`. Not the state, mostly.
    People,
    /// Its adjective or language: `俄语`, `英文`. Not the state.
    Language,
}

/// A name found in a text.
#[derive(Clone, Debug)]
pub struct Match<'g> {
    /// All of it: bytes of the folded text.
    pub range: Range<usize>,
    /// The name alone, without `政府`, `军`, an office or a person behind it.
    pub name: Range<usize>,
    /// What is named.
    pub entry: &'g Entry,
    /// How it is named.
    pub form: Form,
    /// Who is named as holder of the office, where the gazetteer knows them.
    pub person: Option<&'g Entry>,
}

/// Two or more short forms in a row: `中俄`, `中苏朝`.
#[derive(Clone, Debug)]
pub struct Compound<'g> {
    /// All of it: bytes of the folded text.
    pub range: Range<usize>,
    /// Each short form with what it may mean, the likeliest first.
    pub parts: Vec<(Range<usize>, Vec<&'g Entry>)>,
}

/// What a dated name means in a span of years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    pub from: i32,
    pub to: i32,
    pub entry: usize,
}

/// Names, kinds, years and Wikidata ids of polities, organisations, parties and leaders.
pub struct Gazetteer {
    pub(super) entries: Vec<Entry>,
    /// Folded name to entry.
    pub(super) names: HashMap<String, usize>,
    pub(super) by_key: HashMap<String, usize>,
    pub(super) dated: HashMap<String, Vec<Sense>>,
    pub(super) data: Data,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// What each pattern of the automaton is.
    patterns: Vec<Pattern>,
}

#[derive(Clone, Copy, Debug)]
enum Pattern {
    Entry(usize, Form),
    Block,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer").field("entries", &self.entries.len()).field("names", &self.names.len()).finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// The gazetteer that the program carries.
    ///
    /// # Errors
    /// Every error in the data, with file and line. The files in the repository have none.
    pub fn embedded() -> Result<Self, Vec<DataError>> {
        Self::load(&data::embedded())
    }

    /// Builds it from data files: (file name, content). Files of the same name add to each other.
    ///
    /// # Errors
    /// Every error in the data, with file and line.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<DataError>> {
        let mut errors = Vec::new();
        let parsed = data::parse(files, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let (entries, names, by_key, dated, data) = parsed;
        let mut this = Self { entries, names, by_key, dated, data, automaton: None, patterns: Vec::new() };
        this.compile();
        Ok(this)
    }

    fn compile(&mut self) {
        let mut texts: HashMap<String, Pattern> = HashMap::new();
        for (name, &entry) in &self.names {
            if name.chars().count() >= 2 && name.chars().any(|c| u32::from(c) >= 0x2E80) {
                texts.insert(name.clone(), Pattern::Entry(entry, Form::Name));
            }
        }
        for word in &self.data.words {
            texts.entry(word.clone()).or_insert(Pattern::Block);
        }
        let mut list: Vec<(String, Pattern)> = texts.into_iter().collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        self.patterns = list.iter().map(|p| p.1).collect();
        let numbered = list.iter().zip(0u32..).map(|((text, _), n)| (text.as_str(), n));
        self.automaton =
            CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build_with_values(numbered).ok();
    }

    /// The entry with a name, in either script or in Latin letters, or with a Wikidata id.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.names.get(&fold::name_key(name)).map(|&at| &self.entries[at])
    }

    /// The entry with a key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&Entry> {
        self.by_key.get(key).map(|&at| &self.entries[at])
    }

    /// What a name means in a year: 中国 in 1930 is 中华民国. Without a year, what it means today.
    #[must_use]
    pub fn at(&self, name: &str, year: Option<i32>) -> Option<&Entry> {
        let key = fold::name_key(name);
        if let (Some(year), Some(senses)) = (year, self.dated.get(&key)) {
            if let Some(sense) = senses.iter().find(|s| s.from <= year && year <= s.to) {
                return self.entries.get(sense.entry);
            }
        }
        self.names.get(&key).map(|&at| &self.entries[at])
    }

    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The names in a folded text, leftmost and longest first, with the offices, organs and forces that follow them.
    #[must_use]
    pub fn scan<'g>(&'g self, folded: &str) -> Vec<Match<'g>> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for hit in automaton.leftmost_find_iter(folded) {
            if let Some(Pattern::Entry(entry, form)) = self.patterns.get(hit.value() as usize) {
                let range = hit.start()..hit.end();
                found.push(Match { name: range.clone(), range, entry: &self.entries[*entry], form: *form, person: None });
            }
        }
        found
    }

    /// The compounds of short forms in a folded text, outside `names` (what [`Gazetteer::scan`] found there).
    ///
    /// `year` and `prefer` (is this key on the page?) put the likeliest meaning of each part first.
    #[must_use]
    pub fn compounds<'g>(
        &'g self,
        folded: &str,
        names: &[Match<'_>],
        year: Option<i32>,
        prefer: &dyn Fn(&str) -> bool,
    ) -> Vec<Compound<'g>> {
        let _ = (folded, names, year, prefer);
        Vec::new()
    }
}
