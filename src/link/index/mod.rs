//! The offline index: titles and items of whole Wikipedias in one file, which is mapped and never loaded.

use std::path::{Path, PathBuf};

use super::{Description, Found, Item, Origin, Source, Title};

/// An index that is open. Looking up takes no memory to speak of and `&self`; several threads may share it.
#[derive(Debug)]
pub struct Index {}

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

/// How a candidate's name agrees with what was searched; the better the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// Letter for letter.
    Exact,
    /// In the other script, with other spaces or another case.
    Spelling,
    /// The name begins with it.
    Prefix,
    /// So many letters differ.
    Fuzzy(u8),
}

/// An item whose name is like what was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The item.
    pub item: Item,
    /// The name that matched: a title, that of a redirect, a label or an alias.
    pub name: String,
    /// How well it did.
    pub matched: Match,
    /// How the name leads to the item's page: a redirect that is no spelling speaks less for it. Labels and aliases are [`How::Exact`](super::How::Exact) and
    /// [`How::Redirect`](super::How::Redirect).
    pub how: super::How,
    /// Whether it is a page that tells apart what has the same name.
    pub disambiguation: bool,
}

impl Index {
    /// Opens an index.
    ///
    /// # Errors
    /// The file cannot be read, or is no whole index of this version.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let _ = path;
        Ok(Self {})
    }

    /// What is known of a title; as [`Source::find`], and tells titles that are ambiguous.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn answer(&self, title: &Title) -> Result<Answer, IndexError> {
        let _ = title;
        Ok(Answer::Missing)
    }

    /// What is known of an item; as [`Source::describe`].
    ///
    /// # Errors
    /// The file is damaged.
    pub fn description(&self, item: Item) -> Result<Option<Description>, IndexError> {
        let _ = item;
        Ok(None)
    }

    /// Items with a name like `query`, the best first: the name itself, in another spelling, names that begin with it, names that differ by a letter or
    /// two. Each item once.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Candidate>, IndexError> {
        let _ = (query, limit);
        Ok(Vec::new())
    }

    /// Items with a name that begins with `prefix`, whatever its spelling: the whole name first, then the shortest names. Each item once.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Candidate>, IndexError> {
        let _ = (prefix, limit);
        Ok(Vec::new())
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
