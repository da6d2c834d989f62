//! `entente link`: what Wikidata lacks.

use super::{Failure, Outcome};
use crate::cli;

pub(super) fn run(_args: &cli::LinkGaps, _global: &cli::Global) -> Result<Outcome, Failure> {
    Err(Failure::new("not there yet"))
}
