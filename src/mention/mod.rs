//! Stage 3: who and when is named.

mod entity;

pub use entity::{Cast, Entity, EntityId, Kind};
