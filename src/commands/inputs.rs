//! The pages that the command line names, and what is told while they are read.

use std::{
    io::{IsTerminal as _, Read as _},
    path::PathBuf,
};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, tell};
use crate::{
    pipeline::{Counts, Input},
    source::{self, Format, RawPage},
};

/// Longest page that is taken from standard input.
const STDIN_MOST: u64 = 1 << 30;

/// The pages that arguments name, in the order in which they are read, and the number of arguments that were no use.
/// `format` is that of files whose names tell none.
pub(super) fn files(args: &[String], format: Option<Format>) -> (Vec<Input>, usize) {
    let (paths, errors) = source::inputs_of(args, format.is_some());
    for error in &errors {
        tell(&if error.is_harmless() { error.to_string() } else { format!("skipped: {error}") });
    }
    let input = |path| format.map_or_else(|| Input::File(PathBuf::clone(&path)), |format| Input::FileAs(PathBuf::clone(&path), format));
    (paths.into_iter().map(input).collect(), errors.iter().filter(|error| !error.is_harmless()).count())
}

/// A page from standard input.
pub(super) fn stdin(title: Option<&str>, format: Option<Format>) -> Result<Input, Failure> {
    let title = title.map(str::trim).filter(|title| !title.is_empty());
    let title = title.ok_or_else(|| Failure::new("a page on standard input needs a title: --title TITLE"))?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(STDIN_MOST).read_to_end(&mut bytes).map_err(|error| Failure::new(format!("standard input: {error}")))?;
    if let Err(error) = std::str::from_utf8(&bytes) {
        return Err(Failure::new(format!("standard input: not UTF-8: byte {} cannot be read", error.valid_up_to())));
    }
    let format = format.unwrap_or_default();
    let page = RawPage { title: title.replace('_', " "), language: "zh".to_owned(), format, path: None, bytes: bytes.into() };
    Ok(Input::Page(Box::new(page)))
}

/// A bar on standard error, where that is a terminal.
pub(super) fn progress(total: usize, quiet: bool) -> ProgressBar {
    if quiet || total < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} pages {eta} {msg}") {
        bar.set_style(style);
    }
    bar
}

/// What was found, for people.
pub(super) fn describe(counts: &Counts) -> Vec<String> {
    let mut lines = vec![format!("{} statements, {} links, {} poll rows", counts.statements, counts.links, counts.polls)];
    let lost: usize = counts.losses.values().sum();
    if lost > 0 {
        let kinds: Vec<String> = counts.losses.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        lines.push(format!("{lost} lost in the source: {}", kinds.join(", ")));
    }
    lines
}
