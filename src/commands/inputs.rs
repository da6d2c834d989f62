//! The pages that the command line names, and what is told while they are read.

use std::{
    io::{IsTerminal as _, Read as _},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, tell, threads};
use crate::{
    cli,
    pipeline::Counts,
    source::{self, Body, Format, Input, Pages, RawPage, Selection},
};

/// Kinds of losses that are told of; `entente stats` tells of all.
const KINDS_TOLD: usize = 8;

/// Longest page that is taken from standard input.
const STDIN_MOST: u64 = 1 << 30;

/// The pages that arguments name, in the order in which they are read, and the number of arguments that were no use.
/// `format` is that of files whose names tell none.
pub(super) fn files(args: &[String], format: Option<Format>) -> (Vec<PathBuf>, usize) {
    let (paths, errors) = source::inputs_of(args, format.is_some());
    for error in &errors {
        tell(&if error.is_harmless() { error.to_string() } else { format!("skipped: {error}") });
    }
    (paths, errors.iter().filter(|error| !error.is_harmless()).count())
}

/// The pages that arguments name, and the number of arguments that were no use.
pub(super) fn pages(
    args: &[String],
    selection: &cli::Selection,
    format: Option<Format>,
    global: &cli::Global,
) -> Result<(Pages, usize), Failure> {
    let (paths, bad) = files(args, format);
    Ok((Pages::files(paths, self::selection(selection, format, global)), bad))
}

/// How files are read.
pub(super) fn selection(selection: &cli::Selection, format: Option<Format>, global: &cli::Global) -> Selection {
    let body = match selection.body {
        cli::Body::Wikitext => Body::Wikitext,
        cli::Body::Html => Body::Html,
    };
    Selection { namespaces: selection.namespaces.clone(), body, format, threads: threads(global) }
}

/// A page from standard input.
pub(super) fn stdin(title: &str, format: Option<Format>) -> Result<Input, Failure> {
    let title = Some(title.trim()).filter(|title| !title.is_empty());
    let title = title.ok_or_else(|| Failure::new("a page on standard input needs a title: --title TITLE"))?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(STDIN_MOST).read_to_end(&mut bytes).map_err(|error| Failure::new(format!("standard input: {error}")))?;
    if let Err(error) = std::str::from_utf8(&bytes) {
        return Err(Failure::new(format!("standard input: not UTF-8: byte {} cannot be read", error.valid_up_to())));
    }
    let page = RawPage { bytes, ..RawPage::markdown(title.replace('_', " "), "") }.in_format(format.unwrap_or_default());
    Ok(Input::Page(Box::new(page)))
}

/// What is shown while pages are read: a bar on standard error, where that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Bytes that were read, where the bar counts these.
    bytes: Option<Arc<AtomicU64>>,
    pages: u64,
    lost: usize,
}

impl Progress {
    /// For pages that are about to be read.
    pub(super) fn new(pages: &Pages, quiet: bool) -> Self {
        let (bar, bytes) = match pages.count() {
            Some(count) => (progress(count, "pages", quiet), None),
            None if quiet || !std::io::stderr().is_terminal() => (ProgressBar::hidden(), None),
            None => (bar_of_bytes(pages.size()), Some(pages.bytes_read())),
        };
        Self { bar, bytes, pages: 0, lost: 0 }
    }

    /// A page was read that had lost something.
    pub(super) fn page(&mut self, lost: usize) {
        self.pages += 1;
        self.lost += lost;
        match &self.bytes {
            None => self.bar.inc(1),
            // Thousands of pages a second need not be drawn.
            Some(bytes) if self.pages.is_multiple_of(64) => {
                self.bar.set_position(bytes.load(Ordering::Relaxed));
                #[expect(
                    clippy::cast_precision_loss,
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a rate for people"
                )]
                let rate = (self.pages as f64 / self.bar.elapsed().as_secs_f64().max(0.001)) as u64;
                self.bar.set_message(format!("{} pages, {rate}/s, {} lost in the source", self.pages, self.lost));
            }
            Some(_) => {}
        }
    }

    /// One line that does not run into the bar.
    pub(super) fn tell(&self, message: &str) {
        self.bar.suspend(|| tell(message));
    }

    /// All is read.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// A bar of the bytes that are read, of so many where that is known.
pub(super) fn bar_of_bytes(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:30} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec}, {eta} left, {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {binary_bytes} {binary_bytes_per_sec}, {msg}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// A bar on standard error, where that is a terminal.
pub(super) fn progress(total: usize, what: &str, quiet: bool) -> ProgressBar {
    if quiet || total < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total as u64);
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what} {{per_sec}}, {{eta}} left {{msg}}")) {
        bar.set_style(style);
    }
    bar
}

/// What was found, for people.
pub(super) fn describe(counts: &Counts) -> Vec<String> {
    let mut lines = vec![format!("{} statements, {} links, {} poll rows", counts.statements, counts.links, counts.polls)];
    let lost: usize = counts.losses.values().sum();
    if lost > 0 {
        let mut kinds: Vec<(&String, &usize)> = counts.losses.iter().collect();
        kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), *kind));
        let more = match kinds.len().saturating_sub(KINDS_TOLD) {
            0 => String::new(),
            more => format!(" and {more} other kinds"),
        };
        let kinds: Vec<String> = kinds.iter().take(KINDS_TOLD).map(|(kind, count)| format!("{count} {kind}")).collect();
        lines.push(format!("{lost} lost in the source: {}{more}", kinds.join(", ")));
    }
    lines
}
