//! The live API of MediaWiki and Wikidata as a [`Source`](super::Source).
//!
//! It asks one request after another, under a name that tells whom to write to, waits where it is asked to, and keeps every answer on disk, that
//! there is no such page too: a run that was stopped goes on where it was.
//!
//! Source of the manners: the Wikimedia Foundation's User-Agent policy, API:Etiquette, Manual:Maxlag parameter.

mod address;
mod ask;
mod batch;
mod cache;
mod client;
mod clock;
mod entities;
mod error;
mod pages;
mod title;
mod wait;

use std::{path::PathBuf, time::Duration};

use super::{http::Limits, source::LANGUAGES};

pub use client::Client;
pub use clock::{Clock, Wall};
pub use error::Error;
pub use wait::Patience;
pub(super) use wait::{GaveUp, Persistent, Try, retry_after};

/// The APIs of the Wikipedias.
pub const WIKIPEDIAS: &str = "https://{language}.wikipedia.org/w/api.php";

/// The API of Wikidata.
pub const WIKIDATA: &str = "https://www.wikidata.org/w/api.php";

/// How an API is asked.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whom the operators can write to: a mail address, or the address of a page.
    pub contact: String,
    /// The address of the wikis' APIs; `{language}` in it stands for the code of the language.
    pub wiki: String,
    /// The address of the API that knows the items.
    pub wikidata: String,
    /// The folder in which answers are kept.
    pub cache: PathBuf,
    /// Days after which an answer is asked for anew; none where never.
    pub max_age: Option<u32>,
    /// The languages of labels and descriptions.
    pub languages: Vec<String>,
    /// The bounds of one request.
    pub limits: Limits,
    /// How often is asked again, and how long is waited.
    pub patience: Patience,
}

impl Options {
    /// The live Wikipedias and Wikidata, with a contact and a folder for the answers.
    #[must_use]
    pub fn new(contact: impl Into<String>, cache: impl Into<PathBuf>) -> Self {
        Self {
            contact: contact.into(),
            wiki: WIKIPEDIAS.to_owned(),
            wikidata: WIKIDATA.to_owned(),
            cache: cache.into(),
            max_age: None,
            languages: LANGUAGES.split(',').map(str::to_owned).collect(),
            limits: Limits::default(),
            patience: Patience::default(),
        }
    }
}

/// What is told while the API is asked.
#[derive(Clone, Copy, Debug)]
pub enum Event<'e> {
    /// Of the titles or items that are not in the cache, so many have an answer.
    Answered {
        /// How many have one.
        done: usize,
        /// How many have to be asked for.
        of: usize,
    },
    /// It waits before it asks again.
    Waiting {
        /// How long.
        time: Duration,
        /// What went wrong.
        why: &'e str,
    },
}
