//! `entente` reads Wikipedia pages and builds a knowledge graph of relations between states.
//!
//! A page is read from a file ([`source`]), taken out of its format ([`document`]), searched for who and when is named ([`mention`]), read for
//! what it states ([`rules`]), said in RDF ([`graph`]), kept in an Oxigraph store ([`store`]), and joined with what other pages say
//! ([`merge`]). [`pipeline`] alone knows every stage; [`ontology`] holds the data that they work with, [`commands`] what people call,
//! [`eval`] tells how good the statements are, [`link`] who that is in Wikidata.

mod beside;
pub mod cli;
pub mod commands;
pub mod document;
pub mod eval;
mod expression;
mod file_error;
pub mod fold;
pub mod graph;
mod hash;
pub mod link;
pub mod mention;
pub mod merge;
pub mod ontology;
mod order;
pub mod pipeline;
mod replace;
pub mod rules;
mod sort;
pub mod source;
pub mod span;
pub mod store;
pub mod time;
mod tsv;
mod words;

pub use file_error::FileError;
