//! The integration tests: one binary, a module for each part.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests end where something is wrong")]

#[cfg(feature = "rocksdb")]
mod bad_input;
mod cli;
mod docs;
mod document;
mod dumps;
#[cfg(feature = "rocksdb")]
mod dumps_e2e;
#[cfg(feature = "rocksdb")]
mod e2e;
mod eval;
mod federation;
mod graph;
mod link;
mod link_api;
#[cfg(feature = "rocksdb")]
mod link_e2e;
mod link_gaps;
mod link_index;
mod link_reconcile;
mod mechanisms;
mod queries;
#[cfg(feature = "rocksdb")]
mod queries_e2e;
mod rendered;
mod rules;
mod spark;
mod wikitext;
