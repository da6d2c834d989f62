//! `entente link`: Wikidata.

mod api;
mod entities;
mod gaps;
mod index;
mod reconcile;

use super::{Failure, Outcome};
use crate::cli::{self, LinkCommand};

pub(super) fn run(args: &cli::Link, global: &cli::Global) -> Result<Outcome, Failure> {
    match &args.command {
        None => entities::run(&args.entities, global),
        Some(LinkCommand::Index(args)) => index::run(args, global),
        Some(LinkCommand::Gaps(args)) => gaps::run(args, global),
        Some(LinkCommand::Reconcile(args)) => reconcile::run(args, global),
    }
}
