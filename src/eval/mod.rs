//! A leaf: how good the statements are, measured against what people annotated.
//!
//! Two kinds of annotations are read. [`Gold`] rows say what a whole page states; [`pages`] pairs them with what was found, each row once, and
//! counts hits, *missing* rows and *noisy* statements. [`sentences`] are short texts that each try one relation. Both give [`Figures`].
//! Nothing here knows a store, and `build` does not know that this exists.

mod actors;
mod agree;
mod figures;
mod gold;
mod measure;
pub mod pages;
pub mod sentences;

pub use actors::{Actors, bare_names};
pub use agree::{dates_agree, fold, vias_agree};
pub use figures::{Figures, RuleFigures};
pub use gold::{Gold, read as read_gold};
pub use measure::{Found, Measure, Pairing, Wanted};
