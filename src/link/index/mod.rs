//! The offline index: titles and items of whole Wikipedias in one file, which is mapped and never loaded.
//!
//! [`Plan`] makes it of dumps, [`Index`] answers from it. The titles of a Wikipedia are sorted by *key* (`name.rs`), which all spellings of a title share; a finite-state map
//! tells for a key where its titles begin. Redirects are followed when the index is made, so that every title has one record: the page, and how it
//! leads there. `file.rs` describes the file.

mod build;
mod code;
mod file;
mod header;
mod like;
mod map;
mod name;
mod plan;
mod search;
mod sql;
mod strings;
mod table;
mod terms;
mod titles;
mod write;

use std::path::{Path, PathBuf};

use fst::Map;

use super::{Description, Found, How, Item, Origin, Source, Title};
use crate::fold::fold;
use code::Code;
use file::View;
use name::Name;
use strings::Strings;

pub(crate) use name::is_spelling;

pub use build::Report;
pub use header::{Counts, File, Wiki};
pub use plan::{Options, Plan};
pub use search::{Candidate, Match};
pub use table::{Table, date, wiki};

/// Titles of one key that are looked at; no wiki has so many.
const SPELLINGS: usize = 1000;

/// An index that is open. Looking up takes no memory to speak of and `&self`; several threads may share it.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    wikis: Vec<Held>,
    languages: Vec<String>,
    /// Items with a record in `texts`, where it begins, and the records.
    items: View,
    places: View,
    texts: View,
    /// Labels and aliases, each to its place in the list of items.
    names: Option<Map<View>>,
    names_items: View,
}

/// A Wikipedia in an index.
#[derive(Debug)]
struct Held {
    wiki: Wiki,
    keys: Map<View>,
    code: Code,
    titles: Strings,
    records: View,
    /// Sorted by item.
    pages: View,
}

/// Why an index cannot be opened, read or made, as one line.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file is no index, of another version, cut off, damaged.
    #[error("{}: {why}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// What an index knows of a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It leads to this page.
    Found(Found),
    /// It is no page's title as it stands, and in another spelling the titles of these pages, which have different items.
    Ambiguous(Vec<String>),
    /// There is no such page, or the index does not hold that Wikipedia.
    Missing,
}

/// The record of a title.
#[derive(Clone, Copy)]
struct Record(u32);

impl Record {
    const fn page(self) -> usize {
        (self.0 & ((1 << write::HOW) - 1)) as usize
    }

    const fn how(self) -> How {
        match self.0 >> write::HOW & 3 {
            0 => How::Exact,
            1 => How::Spelling,
            2 => How::Redirect,
            _ => How::Section,
        }
    }

    const fn more(self) -> bool {
        self.0 & write::MORE != 0
    }
}

/// The record of a page.
struct Page {
    item: Option<Item>,
    title: usize,
    disambiguation: bool,
}

impl Held {
    /// The number of the first title of a key.
    fn first(&self, key: &str) -> Option<u64> {
        let mut coded = Vec::with_capacity(key.len());
        self.code.text(key, &mut coded)?;
        self.keys.get(&coded)
    }

    /// The titles of a key, the first of which has this number. None where the file is damaged.
    fn spellings(&self, first: u64, each: &mut dyn FnMut(&str, Record) -> bool) -> Option<()> {
        let first = usize::try_from(first).ok()?;
        let mut titles = self.titles.from(first)?;
        for number in first..first + SPELLINGS {
            let record = Record(self.records.u32(number)?);
            if !each(titles.next()?, record) || !record.more() {
                break;
            }
        }
        Some(())
    }

    fn page(&self, number: usize) -> Option<Page> {
        let (item, title) = (self.pages.u32(number * 2)?, self.pages.u32(number * 2 + 1)?);
        let (disambiguation, title) = (title & write::DISAMBIGUATION != 0, title & !write::DISAMBIGUATION);
        Some(Page { item: (item != 0).then_some(Item(item)), title: title as usize, disambiguation })
    }

    /// The page of a record, the title of which may be known.
    fn found(&self, record: Record, how: How, title: Option<String>) -> Option<Found> {
        let page = self.page(record.page())?;
        let title = match title {
            Some(title) => title,
            None => self.titles.get(page.title)?,
        };
        Some(Found { title, item: page.item, how, disambiguation: page.disambiguation, date: self.wiki.date.clone() })
    }

    /// What is known of a title. None where the file is damaged.
    fn answer(&self, name: &Name) -> Option<Answer> {
        let Some(first) = self.first(&name.key) else { return Some(Answer::Missing) };
        let (mut exact, mut others) = (None, Vec::new());
        self.spellings(first, &mut |title, record| {
            if title == name.exact {
                exact = Some(record);
                return false;
            }
            others.push((title.to_owned(), record));
            true
        })?;
        if let Some(record) = exact {
            // Most titles are those of pages: there is no need to look for what was just seen.
            let own = (record.how() == How::Exact).then(|| name.exact.clone());
            return Some(Answer::Found(self.found(record, record.how(), own)?));
        }
        // The same letters in another script are nearer than another case.
        let folded = fold(&name.exact);
        if others.iter().any(|other| fold(&other.0) == folded) {
            others.retain(|other| fold(&other.0) == folded);
        }
        let (_, best) = others.iter().min_by_key(|other| other.1.how())?;
        let item = self.page(best.page())?.item;
        for (_, other) in others.iter().filter(|other| other.1.page() != best.page()) {
            if item.is_none() || self.page(other.page())?.item != item {
                return Some(Answer::Ambiguous(others.into_iter().map(|other| other.0).collect()));
            }
        }
        Some(Answer::Found(self.found(*best, best.how().max(How::Spelling), None)?))
    }

    /// The title of the page of an item.
    fn title_of(&self, item: Item) -> Option<Option<String>> {
        let count = self.pages.len() / 8;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.page(middle)?.item < Some(item) { low = middle + 1 } else { high = middle }
        }
        if low == count {
            return Some(None);
        }
        let page = self.page(low)?;
        if page.item == Some(item) { self.titles.get(page.title).map(Some) } else { Some(None) }
    }
}

impl Index {
    /// Opens an index. All of it is read once, to compare its checksum; from then on only what is looked up.
    ///
    /// # Errors
    /// The file cannot be read, or is no whole index of this version.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let damaged = || IndexError::File { path: path.to_owned(), why: file::DAMAGED.to_owned() };
        let (header, whole) = file::open(path)?;
        let section = |name: &str| file::section(&header, &whole, name).ok_or_else(damaged);
        let mut wikis = Vec::new();
        for wiki in &header.wikis {
            let section = |name: &str| section(&format!("{}/{name}", wiki.database));
            wikis.push(Held {
                keys: Map::new(section("keys")?).map_err(|_| damaged())?,
                code: Code::read(&section("keys.code")?, true).ok_or_else(damaged)?,
                titles: Strings {
                    texts: section("titles")?,
                    places: section("titles.at")?,
                    code: Code::read(&section("titles.code")?, false).ok_or_else(damaged)?,
                },
                records: section("records")?,
                pages: section("pages")?,
                wiki: wiki.clone(),
            });
        }
        let names = section("names")?;
        let names = if names.len() == 0 { None } else { Some(Map::new(names).map_err(|_| damaged())?) };
        let (items, places, texts) = (section("items")?, section("items.at")?, section("texts")?);
        let names_items = section("names.items")?;
        Ok(Self { path: path.to_owned(), wikis, languages: header.languages, items, places, texts, names, names_items })
    }

    /// The Wikipedias that it holds.
    pub fn wikis(&self) -> impl Iterator<Item = &Wiki> {
        self.wikis.iter().map(|held| &held.wiki)
    }

    fn damaged(&self) -> IndexError {
        IndexError::File { path: self.path.clone(), why: file::DAMAGED.to_owned() }
    }

    /// What is known of a title; as [`Source::find`], and tells titles that are ambiguous.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn answer(&self, title: &Title) -> Result<Answer, IndexError> {
        let Some(held) = self.wikis.iter().find(|held| held.wiki.language == title.language) else { return Ok(Answer::Missing) };
        let Some(name) = Name::of(&title.title) else { return Ok(Answer::Missing) };
        held.answer(&name).ok_or_else(|| self.damaged())
    }

    /// What is known of an item; as [`Source::describe`]. Where no label is known in the language of a Wikipedia that has a page, the page's title stands for it.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn description(&self, item: Item) -> Result<Option<Description>, IndexError> {
        let told = self.told(item)?.map(|told| told.description);
        let known = told.is_some();
        let mut description = told.unwrap_or_default();
        let labels = description.labels.len();
        for held in &self.wikis {
            if description.labels.iter().any(|label| label.0 == held.wiki.language) {
                continue;
            }
            if let Some(title) = held.title_of(item).ok_or_else(|| self.damaged())? {
                description.labels.push((held.wiki.language.clone(), name::label(&title).to_owned()));
            }
        }
        let known = known || description.labels.len() > labels;
        description.labels.sort();
        Ok(known.then_some(description))
    }

    /// The record of an item.
    fn told(&self, item: Item) -> Result<Option<terms::Told>, IndexError> {
        let read = || {
            let count = self.items.len() / 4;
            let (mut low, mut high) = (0, count);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.items.u32(middle)? < item.0 { low = middle + 1 } else { high = middle }
            }
            if low == count || self.items.u32(low)? != item.0 {
                return Some(None);
            }
            let place = usize::try_from(self.places.u64(low)?).ok()?;
            terms::read_record(self.texts.bytes(place..self.texts.len())?, &self.languages).map(Some)
        };
        read().ok_or_else(|| self.damaged())
    }
}

impl Source for Index {
    type Error = IndexError;

    fn origin(&self) -> Origin {
        Origin::Index
    }

    fn find(&mut self, titles: &[Title]) -> Result<Vec<Option<Found>>, IndexError> {
        titles.iter().map(|title| Ok(if let Answer::Found(found) = self.answer(title)? { Some(found) } else { None })).collect()
    }

    fn describe(&mut self, items: &[Item]) -> Result<Vec<Option<Description>>, IndexError> {
        items.iter().map(|item| self.description(*item)).collect()
    }
}
