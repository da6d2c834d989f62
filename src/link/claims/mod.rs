//! What Wikidata states: its statements on items, as a dump, an excerpt or the API gives them.
//!
//! [`read_file`] takes them out of a JSON dump (`latest-all.json`, one entity a line) or out of N-Triples (truthy or all), packed or not; [`ask`] has a
//! client of the API fetch them. Both fill [`Claims`] with what is [`Wanted`] and pass over the rest: a dump is read in a stream, only lines of items that
//! are asked for are parsed. Deprecated statements are left out.

mod json;
mod time;
mod triples;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{BufRead, BufReader},
    path::Path,
};

use serde_json::Value as Json;

use super::{Item, Property, lines};
use crate::source;

pub use time::{Calendar, Dated, Time};

/// Items that the API is asked for at a time (its limit for clients without special rights).
const BATCH: usize = 50;

/// Which statements are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The items that they are on.
    pub items: BTreeSet<Item>,
    /// The properties, also those of qualifiers.
    pub properties: BTreeSet<Property>,
}

/// A value of a statement or a qualifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// An item.
    Item(Item),
    /// A point of time.
    Time(Time),
    /// A string, an address, an external id, the text of a monolingual text.
    Text(String),
    /// There is one, and nobody knows which; also what is of no type above.
    Some,
    /// There is none.
    None,
}

/// How good a statement is among others on the same item and property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The best.
    Preferred,
    /// Usual.
    Normal,
}

/// A statement of Wikidata that is not deprecated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// The item that it is on.
    pub item: Item,
    /// Its property.
    pub property: Property,
    /// Its value.
    pub value: Value,
    /// Its rank; usual where the source does not say.
    pub rank: Rank,
    /// Its qualifiers, sorted.
    pub qualifiers: Vec<(Property, Value)>,
}

/// Statements by item. An item without any may be known all the same: then Wikidata has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    of: BTreeMap<Item, Vec<Claim>>,
    redirects: BTreeMap<Item, Item>,
}

/// Why a file with Wikidata's statements cannot be used, as one line.
#[derive(Debug, thiserror::Error)]
pub enum ClaimsError {
    /// It cannot be read or unpacked.
    #[error(transparent)]
    Input(#[from] source::InputError),
    /// It cannot be read any further.
    #[error("{file}:{line}: {message}")]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// It is in no form that is read.
    #[error("{0}: neither a JSON dump of Wikidata nor N-Triples")]
    Form(String),
}

impl Claims {
    /// Whether what Wikidata has of an item is known; of one that was merged into another, whether that one is.
    #[must_use]
    pub fn knows(&self, item: Item) -> bool {
        self.of.contains_key(&self.resolve(item))
    }

    /// Every statement on an item with a property, sorted.
    pub fn get(&self, item: Item, property: Property) -> impl Iterator<Item = &Claim> {
        self.of.get(&self.resolve(item)).into_iter().flatten().filter(move |claim| claim.property == property)
    }

    /// The item that an item was merged into, where the source says so; itself otherwise.
    #[must_use]
    pub fn resolve(&self, item: Item) -> Item {
        self.redirects.get(&item).copied().unwrap_or(item)
    }

    /// How many statements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of.values().map(Vec::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn know(&mut self, item: Item) -> &mut Vec<Claim> {
        self.of.entry(item).or_default()
    }

    fn add(&mut self, mut claim: Claim) {
        claim.qualifiers.sort();
        let known = self.know(claim.item);
        if !known.contains(&claim) {
            known.push(claim);
        }
    }

    fn sort(&mut self) {
        self.of.values_mut().for_each(|claims| claims.sort());
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(item) => item.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Some => f.write_str("some value"),
            Self::None => f.write_str("no value"),
        }
    }
}

/// Adds what a file says of what is wanted. A line that is broken is told by `tell`, and passed over.
///
/// # Errors
/// The file cannot be read, or is in no form that is read.
pub fn read_file(path: &Path, wanted: &Wanted, claims: &mut Claims, tell: &mut dyn FnMut(&str)) -> Result<(), ClaimsError> {
    let name = path.display().to_string();
    let mut reader = BufReader::with_capacity(1 << 18, source::unpacked(path)?);
    let failed = |error: std::io::Error| ClaimsError::Line { file: name.clone(), line: 1, message: error.to_string() };
    let head = reader.fill_buf().map_err(failed)?;
    let first = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).iter().find(|byte| !byte.is_ascii_whitespace()).copied();
    let lines = Lines { reader, name: name.clone(), line: 0 };
    match first {
        Some(b'[' | b'{') => json::read(lines, wanted, claims, tell)?,
        Some(b'<' | b'_' | b'#') => triples::read(lines, wanted, claims, tell)?,
        _ => return Err(ClaimsError::Form(name)),
    }
    claims.sort();
    Ok(())
}

/// Adds what a client of the API fetches: for some items, at most 50 at a time, the object `claims` of each as `wbgetentities` gives it. An item that is not
/// among the answers stays unknown.
///
/// # Errors
/// What the client says.
pub fn ask<E>(wanted: &Wanted, claims: &mut Claims, mut fetch: impl FnMut(&[Item]) -> Result<Vec<(Item, Json)>, E>) -> Result<(), E> {
    let items: Vec<Item> = wanted.items.iter().copied().collect();
    for batch in items.chunks(BATCH) {
        for (item, answer) in fetch(batch)? {
            json::claims(item, &answer, wanted, claims);
        }
    }
    claims.sort();
    Ok(())
}

/// The lines of a file, counted.
struct Lines<R> {
    reader: R,
    name: String,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    /// Reads the next line into `line`, without what ends it; false at the end. A line that is too long is an empty one, and told.
    fn next(&mut self, line: &mut Vec<u8>, tell: &mut dyn FnMut(&str)) -> Result<bool, ClaimsError> {
        self.line += 1;
        let whole = lines::next(&mut self.reader, line).map_err(|error| self.error(&error.to_string()))?;
        if whole == Some(false) {
            tell(&self.error("the line is too long; passed over").to_string());
        }
        Ok(whole.is_some())
    }

    fn error(&self, message: &str) -> ClaimsError {
        ClaimsError::Line { file: self.name.clone(), line: self.line, message: message.to_owned() }
    }
}

#[cfg(test)]
mod tests;
