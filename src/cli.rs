//! The command line as typed. No I/O happens here; `commands` does what is asked.

mod link;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::source::Format;

pub use link::{Api, GapsFormat, Link, LinkCommand, LinkEntities, LinkGaps, LinkIndex, LinkReconcile};

/// Reads Wikipedia pages and builds a knowledge graph of relations between states.
#[derive(Debug, Parser)]
#[command(name = "entente", version, arg_required_else_help = true, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

const EXIT_CODES: &str = "Exit status: 0 done; 1 done, but something was skipped or a check failed; 2 wrong usage, or the run failed.";

/// The options that every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Folder of the store
    #[arg(long, global = true, value_name = "DIR", env = "ENTENTE_STORE", default_value = "./entente-store", value_hint = ValueHint::DirPath)]
    pub store: PathBuf,
    /// Folder that adds to the vocabulary, the gazetteer and the rules, or replaces them
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub ontology: Option<PathBuf>,
    /// IRI that all IRIs begin with [default: that of the store, else <https://w3id.org/entente>]
    #[arg(long, global = true, value_name = "IRI")]
    pub base: Option<String>,
    /// Pages read at a time [default: the number of cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more, such as what is broken in a page
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read pages into the store, and report what was lost
    Build(Build),
    /// Read pages and write their quads to standard output, without a store
    Extract(Extract),
    /// Load what `extract` wrote, in one part or many, into the store
    Load(Load),
    /// Ask the store: a canned query by name, or SPARQL
    Query(Query),
    /// Write the graph for other programs
    Export(Export),
    /// Show the sentences behind a relation
    Why(Why),
    /// Check that the store is whole: evidence, edges, quotes
    Check(Check),
    /// Count what is in the store
    Stats(Stats),
    /// Link the store's entities to Wikidata, and more to do with it
    Link(Box<Link>),
    /// Look at the rules
    Rules(Rules),
    /// Score what is found against annotated pages or sentences, without a store
    Eval(Eval),
    /// Write the completions of a shell to standard output
    Completions(Completions),
    /// Write the manual page to standard output
    #[command(hide = true)]
    Man,
}

/// `entente build`
#[derive(Debug, Args)]
pub struct Build {
    /// Pages and dumps: files, folders or patterns such as 'pages/*.md'
    #[arg(required = true, value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<String>,
    /// Format of files whose names do not tell it: markdown, wikitext, html
    #[arg(long, value_name = "FORMAT", value_parser = page_format)]
    pub format: Option<Format>,
    /// Read pages again that have not changed
    #[arg(long)]
    pub force: bool,
    /// Drop pages from the store that are in none of the inputs
    #[arg(long)]
    pub prune: bool,
    /// How dumps are read.
    #[command(flatten)]
    pub selection: Selection,
}

/// How dumps are read.
#[derive(Clone, Debug, Args)]
pub struct Selection {
    /// Namespaces to read of a dump, by number, with commas between them
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "0", allow_negative_numbers = true)]
    pub namespaces: Vec<i32>,
    /// Which body to read of a page that a snapshot holds in two formats
    #[arg(long, value_enum, default_value_t = Body::Wikitext, value_name = "BODY")]
    pub body: Body,
}

/// The bodies of a page in a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Body {
    /// As its authors wrote it
    Wikitext,
    /// As `MediaWiki` renders it
    Html,
}

/// `entente extract`
#[derive(Debug, Args)]
pub struct Extract {
    /// Pages and dumps: files, folders or patterns; `-` is standard input: NDJSON or an XML dump, packed or not
    #[arg(required = true, value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<String>,
    /// Title of the page on standard input, where that is a single page
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Format of the page on standard input, and of files whose names do not tell it: markdown, wikitext, html
    #[arg(long, value_name = "FORMAT", value_parser = page_format)]
    pub format: Option<Format>,
    /// How dumps are read.
    #[command(flatten)]
    pub selection: Selection,
}

/// `entente load`
#[derive(Debug, Args)]
pub struct Load {
    /// N-Quads: files, packed or not, or folders of them; `-` is standard input
    #[arg(required = true, value_name = "PART", value_hint = ValueHint::AnyPath)]
    pub parts: Vec<String>,
}

/// `entente query`
#[derive(Debug, Args)]
#[command(
    disable_help_flag = true,
    override_usage = "entente query [OPTIONS] NAME [--PARAMETER VALUE]...\n       entente query [OPTIONS] --sparql QUERY | --file FILE\n       entente query --list"
)]
pub struct Query {
    /// Name of a canned query, then its parameters as `--PARAMETER VALUE`; `NAME --help` tells of them
    #[arg(value_name = "NAME", num_args = 0.., allow_hyphen_values = true, trailing_var_arg = true)]
    pub words: Vec<String>,
    /// List the canned queries
    #[arg(long)]
    pub list: bool,
    /// SPARQL query
    #[arg(long, value_name = "QUERY", conflicts_with_all = ["file", "list"])]
    pub sparql: Option<String>,
    /// File with a SPARQL query; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "list", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// How to write the result: table, csv, tsv, json, xml; for graphs turtle, ntriples, trig, nquads, jsonld, rdfxml
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Folder with more canned queries (*.rq); one of the same name replaces ours
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub queries: Option<PathBuf>,
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<f64>,
    /// Let the query ask the SPARQL endpoint at this address with SERVICE; may be given more than once
    #[arg(long, value_name = "ENDPOINT", value_hint = ValueHint::Url)]
    pub allow_service: Vec<String>,
    /// Whom the operators of such a server can write to: a mail address, or the address of a page
    #[arg(long, value_name = "TEXT", env = "ENTENTE_CONTACT")]
    pub contact: Option<String>,
    /// Print help; behind a NAME, that of the query
    #[arg(short, long)]
    pub help: bool,
}

/// The formats of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Turtle, for people: grouped and sorted
    Turtle,
    /// TriG: Turtle with the named graphs
    Trig,
    /// N-Triples
    Ntriples,
    /// N-Quads: N-Triples with the named graphs
    Nquads,
    /// JSON-LD
    Jsonld,
    /// RDF/XML
    Rdfxml,
}

/// `entente export`
#[derive(Debug, Args)]
pub struct Export {
    /// Format [default: by the name of the output file, else turtle]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<GraphFormat>,
    /// File to write; it is replaced only when all is written
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Also what follows from the statements by the vocabulary
    #[arg(long)]
    pub inferred: bool,
    /// Also the vocabulary
    #[arg(long)]
    pub vocabulary: bool,
    /// Only what one page says
    #[arg(long, value_name = "TITLE")]
    pub page: Option<String>,
    /// Also when and by what the export was made; two exports then differ
    #[arg(long)]
    pub stamp: bool,
}

/// `entente why`
#[derive(Debug, Args)]
pub struct Why {
    /// Who: a name in either script, an alias, in English, or a Q-id
    #[arg(value_name = "SUBJECT")]
    pub subject: String,
    /// The relation, as in `signedTreaty`; may be left out
    #[arg(value_name = "RELATION|OBJECT")]
    pub second: String,
    /// To whom
    #[arg(value_name = "OBJECT")]
    pub third: Option<String>,
}

/// `entente check`
#[derive(Debug, Args)]
pub struct Check {
    /// Where the pages are now, if not where they were read from
    #[arg(long, num_args = 1.., value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub pages: Vec<String>,
    /// Leave the quotes alone: check the graph only
    #[arg(long, conflicts_with = "pages")]
    pub no_quotes: bool,
}

/// `entente stats`
#[derive(Debug, Args)]
pub struct Stats {
    /// Format
    #[arg(long, value_enum, default_value_t = StatsFormat::Table, value_name = "FORMAT")]
    pub format: StatsFormat,
}

/// The formats of `entente stats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatsFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
}

/// `entente rules`
#[derive(Debug, Args)]
pub struct Rules {
    /// What to do.
    #[command(subcommand)]
    pub command: RulesCommand,
}

/// The commands of `entente rules`.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List the rules
    List,
    /// Tell all about a rule
    Explain {
        /// Its id
        id: String,
    },
    /// Try the rules on their own examples
    Test {
        /// A file with rules, instead of all
        #[arg(value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
    },
}

/// `entente eval`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("annotations").required(true).args(["gold", "sentences"]))]
pub struct Eval {
    /// Folder of annotated pages: PAGE/relations.tsv
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub gold: Option<PathBuf>,
    /// The pages: files, folders or patterns [default: the folder `pages` or `corpus` beside DIR]
    #[arg(value_name = "INPUT", conflicts_with = "sentences", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<String>,
    /// Files of annotated sentences, in the form of tests/sentences/development.tsv
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub sentences: Vec<PathBuf>,
    /// Only these relations, with commas between them
    #[arg(long, value_name = "RELATION", value_delimiter = ',')]
    pub relations: Vec<String>,
    /// File to write how often each rule was right on the sentences
    #[arg(long, value_name = "FILE", requires = "sentences", conflicts_with_all = ["gold", "relations"], value_hint = ValueHint::FilePath)]
    pub precision: Option<PathBuf>,
    /// Format
    #[arg(long, value_enum, default_value_t = EvalFormat::Table, value_name = "FORMAT")]
    pub format: EvalFormat,
}

/// The formats of `entente eval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
    /// One table of all figures, tabs between the columns
    Tsv,
}

/// `entente completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// The format of pages that a word names.
fn page_format(word: &str) -> Result<Format, String> {
    Format::of_extension(word).ok_or_else(|| "pages are read in markdown, wikitext and html".to_owned())
}
