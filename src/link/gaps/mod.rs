//! What Wikidata lacks of what the store's statements say.
//!
//! A [`Plan`] tells what a statement of ours would be in Wikidata. [`drafts`] makes [`Draft`]s of the affirmed statements whose sides have confirmed links, each once
//! with its best sentence; [`Drafts::wanted`] tells what must be known of Wikidata; [`Drafts::compare`] leaves what Wikidata lacks as [`Proposal`]s, to be reviewed as
//! a table ([`table`]) and sent by QuickStatements ([`commands`]).

mod compare;
mod draft;
mod facts;
mod plan;
mod send;
mod table;

pub use compare::{Known, Proposal, Report, State};
pub use draft::{Draft, Drafts, Filter, LeftOut, Stated, drafts};
pub use facts::{Entity, Evidence};
pub use plan::{FILE, Plan};
pub use send::commands;
pub use table::{COLUMNS, Format, table};
