//! What each command does, one file each.
//!
//! A command gives an [`Outcome`] or fails with [`Failure`]; [`main`] turns both into the exit status and the one line on standard error.

mod build;
mod extract;
mod inputs;
mod output;

use std::io::{self, Write as _};

use crate::{
    cli::{Cli, Command, Global},
    graph::Names,
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
pub fn main(cli: Cli) -> u8 {
    let command = std::env::args_os().next();
    drop(command);
    match run(&cli) {
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

fn run(cli: &Cli) -> Result<Outcome, Failure> {
    let global = &cli.global;
    match &cli.command {
        Command::Build(args) => build::run(args, global),
        Command::Extract(args) => extract::run(args, global),
        _ => Err(Failure::new("not there yet")),
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
