//! `entente link` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::link::{Property, claims::Time};

/// `entente link`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Link {
    /// What to do instead of linking the store's entities.
    #[command(subcommand)]
    pub command: Option<LinkCommand>,
    /// How the store's entities are linked.
    #[command(flatten)]
    pub entities: LinkEntities,
}

/// The commands of `entente link`.
#[derive(Debug, Subcommand)]
pub enum LinkCommand {
    /// Make the offline index of titles and items from dumps
    Index(LinkIndex),
    /// Tell what Wikidata lacks of what the store's statements say
    Gaps(LinkGaps),
    /// Serve the index to `OpenRefine` as a reconciliation service, on this machine only
    Reconcile(LinkReconcile),
}

/// `entente link`, without a command
#[derive(Debug, Args)]
pub struct LinkEntities {
    /// The offline index, as `entente link index` makes it; several may be given
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub index: Vec<PathBuf>,
}

/// `entente link index`
#[derive(Debug, Args)]
pub struct LinkIndex {}

/// `entente link gaps`
#[derive(Debug, Args)]
pub struct LinkGaps {
    /// What Wikidata states: JSON dumps or N-Triples, truthy or all, packed or not, or excerpts of them
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub wikidata: Vec<PathBuf>,
    /// Take items of which nothing is known to have no statements; what is proposed on them is unchecked
    #[arg(long)]
    pub assume_empty: bool,
    /// Format
    #[arg(long, value_enum, default_value_t = GapsFormat::Table, value_name = "FORMAT")]
    pub format: GapsFormat,
    /// File to write `QuickStatements` to as well, of what can be sent
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub quickstatements: Option<PathBuf>,
    /// Day that references name as that of retrieval [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Time>,
    /// Only what rules found that were right at least so often, from 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    pub min_precision: f64,
    /// Only what rules found that were tried in at least so many cases
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub min_cases: u64,
    /// Only these properties, with commas between them; P1344 is left out unless it is named
    #[arg(long, value_name = "P", value_delimiter = ',')]
    pub property: Vec<Property>,
    /// Check a file of `QuickStatements` instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["wikidata", "quickstatements"], value_hint = ValueHint::FilePath)]
    pub check: Option<PathBuf>,
}

/// The formats of `entente link gaps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GapsFormat {
    /// For people
    Table,
    /// All columns, with commas between them
    Csv,
    /// All columns, with tabs between them
    Tsv,
    /// Commands for `QuickStatements`, version 1
    Quickstatements,
}

fn day(text: &str) -> Result<Time, String> {
    Time::of_day(text).ok_or_else(|| "a day is written as 2026-01-31".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "a number from 0 to 1".to_owned())
}

/// `entente link reconcile`
#[derive(Debug, Args)]
pub struct LinkReconcile {}
