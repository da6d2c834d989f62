//! A leaf: who that is in Wikidata.
//!
//! A [`Source`] tells which item a page of a Wikipedia has, and what an item is: the offline index and the live API are two, the gazetteer comes before
//! both. What they say becomes links in a graph of their own, which can be replaced without touching the pages.

pub mod claims;
pub mod gaps;
pub mod quickstatements;
pub mod source;
mod wikidata;

pub use source::{Description, Found, How, Origin, Source, Title};
pub use wikidata::{Item, NoId, Property};
