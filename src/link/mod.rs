//! A leaf: who that is in Wikidata.
//!
//! A [`Source`] tells which item a page of a Wikipedia has, and what an item is: the offline index and the live API are two, the gazetteer comes before
//! both. What they say becomes links in a graph of their own, which can be replaced without touching the pages.

pub mod api;
pub mod claims;
pub mod classes;
mod corrections;
mod decide;
mod entities;
pub mod gaps;
pub mod http;
pub mod index;
mod lines;
mod linker;
pub mod quickstatements;
pub mod reconcile;
pub mod source;
pub mod sparql;
mod wikidata;

pub use corrections::{Correction, corrections};
pub use decide::{Answer, Refusal, judge};
pub use entities::{Subject, in_statements, subjects};
pub use index::Index;
pub use linker::{Linker, Report};
pub use source::{Description, Found, How, Origin, Source, Title};
pub use wikidata::{Item, NoId, Property};
