//! The integration tests: one binary, a module for each part.

#[cfg(feature = "rocksdb")]
mod bad_input;
mod cli;
mod docs;
mod document;
#[cfg(feature = "rocksdb")]
mod e2e;
mod graph;
mod queries;
#[cfg(feature = "rocksdb")]
mod queries_e2e;
mod rules;
