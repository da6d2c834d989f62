//! Stage 3: who and when is named.

mod compound;
mod data;
mod entity;
mod entry;
mod gazetteer;
mod resolve;
mod split;

pub use data::DataError;
pub use entity::{Cast, Entity, EntityId, Kind};
pub use entry::{Compound, Entry, Form, Match, Office};
pub use gazetteer::Gazetteer;
pub use resolve::{entity_of_link, entity_of_title};
pub use split::split_label;

#[cfg(test)]
mod tests;
