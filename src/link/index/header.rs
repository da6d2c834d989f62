//! What an index says of itself.

use serde::{Deserialize, Serialize};

use super::file::Section;

/// What an index says of itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Header {
    /// The program that made it, with its version.
    pub tool: String,
    pub wikis: Vec<Wiki>,
    /// The files that are of no single wiki.
    pub files: Vec<File>,
    /// Languages of labels, by the numbers that the records use.
    pub languages: Vec<String>,
    /// Items with labels, descriptions or classes.
    pub described: u64,
    pub sections: Vec<Section>,
}

/// A Wikipedia in an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wiki {
    /// The name of its database: `zhwiki`.
    pub database: String,
    /// The code of its language: `zh`.
    pub language: String,
    /// The day of its dump as `YYYY-MM-DD`, the oldest where the files differ; none where nothing tells.
    pub date: Option<String>,
    /// The files that it was made of.
    pub files: Vec<File>,
    /// What it holds, and what was left out.
    pub counts: Counts,
}

/// A file that an index was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, without the folder.
    pub name: String,
    /// The table, or `JSON` or `N-Triples` of Wikidata.
    pub table: String,
    /// Its day as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Rows that were read, with those that are not kept.
    pub rows: u64,
    /// Rows that could not be understood.
    pub bad: u64,
    /// Whether it ended too early.
    pub cut_off: bool,
}

/// What an index holds of a Wikipedia, and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Titles that can be looked up: of pages and of redirects.
    pub titles: u64,
    /// Pages.
    pub pages: u64,
    /// Pages with an item.
    pub items: u64,
    /// Pages that tell apart what has the same name.
    pub disambiguations: u64,
    /// Redirects to a page that differ from its title only in spelling; of other kinds; to a place within a page.
    pub redirects: [u64; 3],
    /// Redirects that lead nowhere: to a page that is not there or not held, to another wiki, or in a circle.
    pub lost: [u64; 3],
    /// Keys that several pages with different items share: in a spelling that is none of their titles they are not found.
    pub ambiguous: u64,
    /// Pages for which the two tables name different items. They get none.
    pub disputed: u64,
}
