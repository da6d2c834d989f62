//! Stage 4: what is stated.
//!
//! [`Findings`] is what a page says about the entities of its [`Cast`](crate::mention::Cast): statements, events, polls, what its sections and
//! links are about. It knows no RDF.

mod cells;
mod clause;
mod columns;
mod context;
mod dating;
pub mod docs;
mod echo;
mod engine;
pub mod examples;
mod findings;
mod frame;
mod framing;
mod index;
mod infobox;
mod lexicon;
mod lists;
mod load;
mod mutual;
mod page;
mod pattern;
mod pointing;
mod polls;
mod precision;
mod program;
mod reading;
mod record;
mod roles;
mod rows;
mod rule;
mod sets;
mod spots;
mod standing;
mod status;
mod steps;
mod subject;
mod tables;
mod through;
mod unnamed;
mod walk;
mod when;

pub use engine::Engine;
pub use findings::{Event, Evidence, Figure, Findings, LinkUse, Poll, PollFlag, Statement, Status, Via};
pub use frame::{Frame, Slot, ViaFrom};
pub use infobox::{Boxes, FILE as BOXES_FILE};
pub use load::{is_shared, load};
pub use page::read;
pub use precision::{FILE as PRECISION_FILE, Precision, Share};
pub use rule::{Listed, No, On, Rule, RuleSet, Side, StatedBy, Yes};
