//! Stage 3: who and when is named.

mod data;
mod entity;
mod gazetteer;
mod resolve;
mod split;

pub use data::DataError;
pub use entity::{Cast, Entity, EntityId, Kind};
pub use gazetteer::{Compound, Entry, Form, Gazetteer, Match, Office};
pub use resolve::{entity_of_link, entity_of_title};
pub use split::split_label;
