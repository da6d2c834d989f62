//! `entente link` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

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
    /// Only what statements are about: their sides, and the treaties, exercises and conflicts that they go through
    #[arg(long)]
    pub statements: bool,
    /// Your own word, which always wins: lines of `Q159<TAB>name`, `-Q159<TAB>name` for what it is not, `-<TAB>name` for what has no item
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub corrections: Option<PathBuf>,
}

/// `entente link index`
#[derive(Debug, Args)]
pub struct LinkIndex {}

/// `entente link gaps`
#[derive(Debug, Args)]
pub struct LinkGaps {}

/// `entente link reconcile`
#[derive(Debug, Args)]
pub struct LinkReconcile {}
