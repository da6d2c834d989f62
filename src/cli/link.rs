//! `entente link` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use crate::link::index::{self, LANGUAGES};

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
pub struct LinkGaps {}

/// `entente link reconcile`
#[derive(Debug, Args)]
pub struct LinkReconcile {}
