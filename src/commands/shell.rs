//! `entente completions` and the manual page, from the same place as the help.

use std::io::Write as _;

use clap::CommandFactory as _;

use super::{Failure, Outcome, Output};
use crate::cli::{self, Cli};

pub(super) fn completions(args: &cli::Completions) -> Result<Outcome, Failure> {
    // clap_complete panics where it cannot write: it writes to memory.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "entente", &mut text);
    print(&text)
}

pub(super) fn man() -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for command in command.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help") {
        clap_mangen::Man::new(command.clone()).render(&mut text)?;
    }
    print(&text)
}

fn print(text: &[u8]) -> Result<Outcome, Failure> {
    let mut out = Output::open();
    out.write_all(text)?;
    out.close()?;
    Ok(Outcome::Done)
}
