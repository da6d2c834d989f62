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
}

/// How the live API is asked: a part of the commands that can ask it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Live API")]
pub struct Api {
    /// Ask the live API of the Wikipedias and of Wikidata for what nothing else knows
    #[arg(long)]
    pub api: bool,
    /// Whom the servers' operators can write to, a mail address or the address of a page; they want it in the name of every program
    #[arg(long, value_name = "TEXT", env = "ENTENTE_CONTACT")]
    pub contact: Option<String>,
    /// The API of the wikis; `{language}` stands for the language code of a page
    #[arg(long, value_name = "ADDRESS", requires = "api", default_value = "https://{language}.wikipedia.org/w/api.php", value_hint = ValueHint::Url)]
    pub api_wiki: String,
    /// The API that knows the items
    #[arg(long, value_name = "ADDRESS", requires = "api", default_value = "https://www.wikidata.org/w/api.php", value_hint = ValueHint::Url)]
    pub api_wikidata: String,
    /// Folder in which answers are kept, so that nothing is asked twice [default: entente/api in the user's cache folder]
    #[arg(long, value_name = "DIR", requires = "api", value_hint = ValueHint::DirPath)]
    pub api_cache: Option<PathBuf>,
    /// Ask again for what was answered more than so many days ago
    #[arg(long, value_name = "DAYS", requires = "api", default_value_t = 30)]
    pub api_max_age: u32,
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
