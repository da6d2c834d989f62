//! What a linker asks, and what it is told.

use serde::{Deserialize, Serialize};

use super::{Item, index::is_spelling};
pub use crate::graph::Origin;

/// The languages of labels and descriptions where none are named, with commas between them; the first that has a description gives it. `mul` is Wikidata's for all.
pub const LANGUAGES: &str = "zh,zh-hans,zh-hant,zh-cn,zh-tw,zh-hk,en,mul,de,fr,es,ru,ja,ko,ar,vi";

/// A page of a Wikipedia.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Title {
    /// The code of the Wikipedia: `zh`.
    pub language: String,
    /// The title with its namespace, spaces for underscores: `俄羅斯`, `Category:各國外交`. It has no fragment.
    pub title: String,
}

impl Title {
    /// A title of a Wikipedia.
    pub fn new(language: impl Into<String>, title: impl Into<String>) -> Self {
        Self { language: language.into(), title: title.into() }
    }
}

/// How a title led to the page that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It is the page's title.
    Exact,
    /// It is the page's title in the other script, or with other spaces or another case; so are the titles of the redirects on the way.
    Spelling,
    /// Through a redirect that is not a mere spelling.
    Redirect,
    /// Through a redirect to a place in the page: the page is about something else.
    Section,
}

impl How {
    /// How a redirect leads from one title to another.
    #[must_use]
    pub fn of_redirect(from: &str, to: &str, has_fragment: bool) -> Self {
        match has_fragment {
            true => Self::Section,
            false if is_spelling(from, to) => Self::Spelling,
            false => Self::Redirect,
        }
    }
}

/// The page that a title leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The page's own title.
    pub title: String,
    /// Its item; none where the page has none.
    pub item: Option<Item>,
    /// How the title led there.
    pub how: How,
    /// Whether the page only tells apart what has the same name: it is no entity.
    pub disambiguation: bool,
    /// The day of which this is known, as `YYYY-MM-DD`: that of the dump, or that of the answer.
    pub date: Option<String>,
}

/// What a source knows of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// Labels by language code, sorted by code: (`en`, `Russia`).
    pub labels: Vec<(String, String)>,
    /// A short description with its language code.
    pub description: Option<(String, String)>,
    /// The classes that it is an instance of (P31). Empty where there are none or the source does not know.
    pub classes: Vec<Item>,
}

/// Something that knows the items of pages.
pub trait Source {
    /// Why it cannot answer, as one line.
    type Error: std::fmt::Display;

    /// Which source it is.
    fn origin(&self) -> Origin;

    /// Where each title leads, in the order of the titles; none where there is no such page.
    ///
    /// # Errors
    /// The source cannot be read or asked.
    fn find(&mut self, titles: &[Title]) -> Result<Vec<Option<Found>>, Self::Error>;

    /// What is known of each item, in the order of the items; none where the source knows nothing of it.
    ///
    /// # Errors
    /// The source cannot be read or asked.
    fn describe(&mut self, items: &[Item]) -> Result<Vec<Option<Description>>, Self::Error>;
}
