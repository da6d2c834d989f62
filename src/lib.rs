//! `entente` reads Wikipedia pages and builds a knowledge graph of relations between states.

pub mod cli;
pub mod commands;
pub mod document;
pub mod fold;
pub mod graph;
mod hash;
pub mod mention;
pub mod merge;
pub mod ontology;
pub mod pipeline;
pub mod rules;
pub mod source;
pub mod span;
pub mod store;
pub mod time;
