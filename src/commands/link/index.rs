//! `entente link`: the offline index.

use super::{Failure, Outcome};
use crate::cli;

pub(super) fn run(_args: &cli::LinkIndex, _global: &cli::Global) -> Result<Outcome, Failure> {
    Err(Failure::new("not there yet"))
}
