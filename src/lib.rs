//! `entente` reads Wikipedia pages and builds a knowledge graph of relations between states.

pub mod document;
pub mod fold;
pub mod graph;
pub mod mention;
pub mod merge;
pub mod ontology;
pub mod rules;
pub mod source;
pub mod span;
pub mod time;
