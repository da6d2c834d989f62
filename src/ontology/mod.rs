//! What the program knows as data: the vocabulary, the shapes, and the files that other stages load (gazetteer, rules).
//!
//! [`Assets`] are the files of the top-level folder `ontology/`, built into the binary, with those of `--ontology DIR` over them.
//! [`Vocabulary`] is what `entente.ttl` defines; [`docs`] writes the user documentation from it.

mod assets;
pub mod docs;
mod vocabulary;

pub use assets::{AssetError, Assets};
pub use vocabulary::{Relation, Term, TermKind, Vocabulary, VocabularyError};
