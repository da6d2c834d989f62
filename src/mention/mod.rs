//! Stage 3: who and when is named.

mod data;
mod entity;
mod gazetteer;
mod lookup;
mod mark;
mod mentions;
mod normalise;
mod resolve;
mod split;
mod token;

pub use data::DataError;
pub use entity::{Cast, Entity, EntityId, Kind};
pub use gazetteer::{Compound, Entry, Form, Gazetteer, Match, Office};
pub use resolve::{entity_of_link, entity_of_title};
pub use mentions::{Mentions, Named, Title, all_texts};
pub use split::{Split, split_label};
pub use token::{Marked, Token, TokenKind, is_token};
