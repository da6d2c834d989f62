//! A reconciliation service: people match the names in their own tables with Wikidata's items, out of the offline index.
//!
//! The protocol is the Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group, report of 10 April 2023), which `OpenRefine` speaks. Queries in the
//! form of the 1.0 draft are answered too. `request` reads queries, `rank` finds and scores candidates, `answer` says them, `server` serves.

mod answer;
mod preview;
mod rank;
mod request;
mod server;
mod types;
mod wanted;

use super::{
    Description, Index, Item,
    classes::Classes,
    index::{Candidate, IndexError},
};

pub use server::{Bound, bind};

/// What the service looks up.
pub trait Lookup: Send + Sync {
    /// Items with a name like `query`, at most so many, the best first, each once.
    ///
    /// # Errors
    /// It cannot be read; why, as one line.
    fn search(&self, query: &str, limit: usize) -> Result<Vec<Candidate>, String>;

    /// Items with a name that begins with `prefix`, at most so many, the best first, each once.
    ///
    /// # Errors
    /// It cannot be read; why, as one line.
    fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Candidate>, String>;

    /// What is known of an item.
    ///
    /// # Errors
    /// It cannot be read; why, as one line.
    fn description(&self, item: Item) -> Result<Option<Description>, String>;
}

impl Lookup for Index {
    fn search(&self, query: &str, limit: usize) -> Result<Vec<Candidate>, String> {
        Self::search(self, query, limit).map_err(told)
    }

    fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Candidate>, String> {
        Self::suggest(self, prefix, limit).map_err(told)
    }

    fn description(&self, item: Item) -> Result<Option<Description>, String> {
        Self::description(self, item).map_err(told)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn told(error: IndexError) -> String {
    error.to_string()
}

/// What answers: names and items, and the classes of items.
pub struct Service {
    lookup: Box<dyn Lookup>,
    types: types::Types,
}

impl Service {
    /// A service over an index.
    ///
    /// # Errors
    /// The index cannot be read; why, as one line.
    pub fn new(lookup: impl Lookup + 'static, classes: Classes) -> Result<Self, String> {
        let types = types::Types::new(classes, &lookup)?;
        Ok(Self { lookup: Box::new(lookup), types })
    }
}

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Refusal {
    /// It is not as the protocol has it: 400.
    Bad(String),
    /// It asks for too much: 413.
    TooMuch(String),
    /// There is no such thing: 404.
    Unknown(String),
    /// The index cannot be read: 500.
    Broken(String),
}

impl Refusal {
    fn bad(why: impl Into<String>) -> Self {
        Self::Bad(why.into())
    }
}
