//! Stage 3: who and when is named.

mod acting;
mod anaphors;
mod canonical;
mod compound;
mod contexts;
mod data;
mod definition;
mod entity;
mod entry;
mod gazetteer;
mod holders;
mod learn;
mod listed;
mod lookup;
mod mark;
mod mentions;
mod metonym;
mod named;
mod naming;
mod normalise;
mod page_names;
mod people;
mod read;
mod resolve;
mod split;
mod titles;
mod token;
mod vessels;

pub use anaphors::{counted, told_of};
pub use canonical::{canonical, canonical_words};
pub use entity::{Cast, Entity, EntityId, Kind};
pub use entry::{Compound, Entry, Form, Match, Office};
pub use gazetteer::Gazetteer;
pub use mentions::{Mentions, Named, all_texts};
pub use resolve::{entity_of_link, entity_of_title};
pub use split::{Split, split_label};
pub use titles::Title;
pub use token::{Marked, Token, TokenKind, is_token};

#[cfg(test)]
mod tests;
