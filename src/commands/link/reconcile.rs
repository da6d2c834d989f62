//! `entente link`: a reconciliation service.

use super::{Failure, Outcome};
use crate::cli;

pub(super) fn run(_args: &cli::LinkReconcile, _global: &cli::Global) -> Result<Outcome, Failure> {
    Err(Failure::new("not there yet"))
}
