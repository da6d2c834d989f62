//! `entente link` as typed.

use std::{net::IpAddr, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::link::{
    Property,
    api::{WIKIDATA, WIKIPEDIAS},
    claims::Time,
    index,
    source::LANGUAGES,
};

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
    /// Whether the live API is asked, and how.
    #[command(flatten)]
    pub api: Api,
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
    #[arg(long, value_name = "ADDRESS", requires = "api", default_value = WIKIPEDIAS, value_hint = ValueHint::Url)]
    pub api_wiki: String,
    /// The API that knows the items
    #[arg(long, value_name = "ADDRESS", requires = "api", default_value = WIKIDATA, value_hint = ValueHint::Url)]
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
#[command(after_help = INDEX_FILES)]
pub struct LinkIndex {
    /// Dumps: SQL tables of Wikipedias and of Wikidata (.sql.gz), and Wikidata as JSON or N-Triples
    #[arg(required = true, value_name = "DUMP", value_hint = ValueHint::FilePath)]
    pub dumps: Vec<PathBuf>,
    /// File to write; it is replaced when the new one is whole
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Wikipedia that the tables are of, as its database (zhwiki) or its language (zh) [default: as the files' names say]
    #[arg(long, value_name = "WIKI", value_parser = wiki)]
    pub wiki: Option<String>,
    /// Day of the dumps as YYYYMMDD or YYYY-MM-DD [default: as the files' names say]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<String>,
    /// Languages of labels, other names and descriptions that are kept, with commas between them; the first that has a description gives it
    #[arg(long, value_name = "CODE", value_delimiter = ',', default_value = LANGUAGES, value_parser = language)]
    pub languages: Vec<String>,
}

const INDEX_FILES: &str = "\
Files of <https://dumps.wikimedia.org>, for each Wikipedia, packed as they are:
  zhwiki-20260901-page.sql.gz                        titles; needed
  zhwiki-20260901-page_props.sql.gz                  their items; needed, or the next but one
  zhwiki-20260901-redirect.sql.gz                    where redirects lead
  wikidatawiki-20260901-wb_items_per_site.sql.gz     items of the pages of all wikis
  zhwiki-20260901-langlinks.sql.gz                   names in other languages
  wikidata-20260901-all.json.bz2                     labels, other names, descriptions, classes; or
  wikidata-20260901-truthy-BETA.nt.bz2               the same";

fn wiki(text: &str) -> Result<String, String> {
    index::wiki(text).map(|(database, _)| database).ok_or_else(|| "no Wikipedia: zhwiki or zh, for example".to_owned())
}

fn date(text: &str) -> Result<String, String> {
    index::date(text).ok_or_else(|| "no day: 20260901 or 2026-09-01, for example".to_owned())
}

fn language(text: &str) -> Result<String, String> {
    let is_code = (2..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_code.then(|| text.to_owned()).ok_or_else(|| "no code of a language: zh, zh-hant, en, for example".to_owned())
}

/// `entente link gaps`
#[derive(Debug, Args)]
pub struct LinkGaps {
    /// What Wikidata states: JSON dumps or N-Triples, truthy or all, packed or not, or excerpts of them
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub wikidata: Vec<PathBuf>,
    /// Whether the live API is asked, and how.
    #[command(flatten)]
    pub api: Api,
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
pub struct LinkReconcile {
    /// The offline index, as `entente link index` makes it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub index: PathBuf,
    /// Port to listen at; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8000)]
    pub port: u16,
    /// Address to listen at, where it shall not be this machine alone [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub bind: Option<IpAddr>,
}
