//! Stage 4: what is stated.
//!
//! [`Findings`] is what a page says about the entities of its [`Cast`](crate::mention::Cast): statements, events, polls, what its sections and
//! links are about. It knows no RDF.

mod findings;

pub use findings::{Event, Evidence, Figure, Findings, LinkUse, Poll, PollFlag, Split, Statement, Status, Via};
