//! `entente link`: the store's entities are linked.

use super::{Failure, Outcome};
use crate::cli;

pub(super) fn run(_args: &cli::LinkEntities, _global: &cli::Global) -> Result<Outcome, Failure> {
    Err(Failure::new("not there yet"))
}
