//! What each command does, one file each.
//!
//! A command gives an [`Outcome`] or fails with [`Failure`]; [`main`] turns both into the exit status and the one line on standard error.

mod build;
mod check;
mod eval;
mod export;
mod extract;
mod inputs;
mod link;
mod load;
mod output;
mod query;
mod rules;
mod shell;
mod stats;
mod why;

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _, Write as _},
};

use clap::Parser as _;

use crate::{
    cli::{Cli, Command, Global},
    graph::Names,
    mention::Gazetteer,
    pipeline,
    store::StoreError,
};

use output::Output;

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All was done.
    Done,
    /// Something was skipped or a check failed, and was told.
    Partly,
}

/// Why a command could not do its work: one line for each reason.
#[derive(Debug)]
pub struct Failure(Vec<String>);

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self(vec![message.into()])
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<Vec<String>> for Failure {
    fn from(messages: Vec<String>) -> Self {
        Self(messages)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // A reader that has seen enough is no failure: `main` finds the mark.
        if error.kind() == io::ErrorKind::BrokenPipe { Self(Vec::new()) } else { Self::new(format!("cannot write: {error}")) }
    }
}

/// Does what the command line says, and gives the exit status: 0, 1 or 2 as the README tells.
#[must_use]
pub fn main(args: Vec<OsString>) -> u8 {
    // A panic is a fault of the program; it is told in one line, and what was in the store stays there.
    std::panic::set_hook(Box::new(|panic| tell(&format!("internal error: {panic}"))));
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let result = match query::with_parameters(&cli, &args) {
        Ok(Some(cli)) => run(&cli),
        Ok(None) => run(&cli),
        Err(query::Reparse::Usage(error)) => return usage(&error),
        Err(query::Reparse::Failure(failure)) => Err(failure),
    };
    match result {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Partly) => 1,
        Err(Failure(messages)) if messages.is_empty() => 0,
        Err(Failure(messages)) => {
            for message in messages {
                tell(&message);
            }
            2
        }
    }
}

/// Help and version go to standard output and are no error.
fn usage(error: &clap::Error) -> u8 {
    let _ = error.print();
    if error.use_stderr() { 2 } else { 0 }
}

fn run(cli: &Cli) -> Result<Outcome, Failure> {
    let global = &cli.global;
    match &cli.command {
        Command::Build(args) => build::run(args, global),
        Command::Extract(args) => extract::run(args, global),
        Command::Load(args) => load::run(args, global),
        Command::Query(args) => query::run(args, global),
        Command::Export(args) => export::run(args, global),
        Command::Why(args) => why::run(args, global),
        Command::Check(args) => check::run(args, global),
        Command::Stats(args) => stats::run(args, global),
        Command::Link(args) => link::run(args, global),
        Command::Rules(args) => rules::run(args, global),
        Command::Eval(args) => eval::run(args, global),
        Command::Completions(args) => shell::completions(args),
        Command::Man => shell::man(),
    }
}

/// One line on standard error. Nothing can be done where that is closed.
fn tell(message: &str) {
    let message = message.replace(['\n', '\r'], " ");
    let _ = writeln!(io::stderr().lock(), "entente: {message}");
}

/// The base that the user asked for.
fn base(global: &Global) -> Result<Option<Names>, Failure> {
    global.base.as_deref().map(Names::new).transpose().map_err(|error| Failure::new(format!("--base: {error}")))
}

/// How many pages to read at a time.
fn threads(global: &Global) -> usize {
    global.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// The gazetteer that names on the command line are looked up in.
fn gazetteer(global: &Global) -> Result<Gazetteer, Vec<String>> {
    pipeline::load_gazetteer(&pipeline::assets(global.ontology.as_deref())?)
}

/// The width of the terminal that is written to; none where it is no terminal.
fn width() -> Option<u16> {
    io::stdout().is_terminal().then(|| terminal_size::terminal_size().map_or(100, |(width, _)| width.0))
}
