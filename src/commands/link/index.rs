//! `entente link index`: the offline index is made of dumps.

use std::{
    collections::BTreeSet,
    io::IsTerminal as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::Duration,
};

use indicatif::ProgressBar;

use super::{Failure, Outcome};
use crate::{
    cli,
    commands::{inputs, tell, threads},
    link::index::{Counts, File, IndexError, Options, Plan, Report, Wiki},
};

/// How often the bar is drawn.
const DRAWN: Duration = Duration::from_millis(200);

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        Self::new(error.to_string())
    }
}

pub(super) fn run(args: &cli::LinkIndex, global: &cli::Global) -> Result<Outcome, Failure> {
    let mut seen = BTreeSet::new();
    let languages = args.languages.iter().filter(|language| seen.insert(*language)).cloned().collect();
    let options = Options { wiki: args.wiki.clone(), date: args.date.clone(), languages, threads: threads(global) };
    let plan = Plan::new(&args.dumps, options);
    for why in &plan.skipped {
        tell(&format!("skipped: {why}"));
    }
    let (needed, wished) = plan.missing();
    if !needed.is_empty() {
        return Err(needed.into());
    }
    if !global.quiet {
        wished.iter().for_each(|line| tell(line));
    }
    let skipped = plan.skipped.len();
    let report = build(plan, &args.output, global.quiet)?;
    for why in &report.troubles {
        tell(why);
    }
    if !global.quiet {
        summary(&report, &args.output).iter().for_each(|line| tell(line));
    }
    Ok(if skipped + report.troubles.len() > 0 { Outcome::Partly } else { Outcome::Done })
}

/// Makes the index, with a bar on a terminal.
fn build(plan: Plan, path: &Path, quiet: bool) -> Result<Report, IndexError> {
    let read = Arc::new(AtomicU64::new(0));
    let bar = if quiet || !std::io::stderr().is_terminal() { ProgressBar::hidden() } else { inputs::bar_of_bytes(Some(plan.size())) };
    std::thread::scope(|scope| {
        // Rows are too many to tell the bar of each.
        let (ended, end) = mpsc::channel::<()>();
        let (drawn, counted) = (bar.clone(), Arc::clone(&read));
        scope.spawn(move || {
            while end.recv_timeout(DRAWN) == Err(mpsc::RecvTimeoutError::Timeout) {
                drawn.set_position(counted.load(Ordering::Relaxed));
            }
        });
        let result = plan.build(path, &read, &mut |what| bar.set_message(what.to_owned()));
        drop(ended);
        bar.finish_and_clear();
        result
    })
}

/// What was read and what came of it, for people.
fn summary(report: &Report, path: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    for wiki in &report.wikis {
        lines.push(read(&wiki_name(wiki), &wiki.files));
        lines.extend(counts(wiki));
    }
    if !report.files.is_empty() {
        lines.push(read("Wikidata", &report.files));
    }
    if report.described > 0 {
        lines.push(format!("labels, descriptions or classes of {} items", report.described));
    }
    let titles: u64 = report.wikis.iter().map(|wiki| wiki.counts.titles).sum();
    lines.push(format!("{}: {} titles, {}", path.display(), titles, size(report.size)));
    lines
}

fn wiki_name(wiki: &Wiki) -> String {
    match &wiki.date {
        Some(date) => format!("{} of {date}", wiki.database),
        None => format!("{}, of no known day", wiki.database),
    }
}

/// The rows that were read of each table.
fn read(name: &str, files: &[File]) -> String {
    let table = |file: &File| format!("{} {}{}", file.rows, file.table, if file.cut_off { " (not to the end)" } else { "" });
    format!("{name}: read {}", files.iter().map(table).collect::<Vec<_>>().join(", "))
}

fn counts(wiki: &Wiki) -> Vec<String> {
    let Counts { titles, pages, items, disambiguations, redirects, lost, ambiguous, disputed } = &wiki.counts;
    let name = &wiki.database;
    let mut lines = vec![format!(
        "{name}: {titles} titles of {pages} pages, {items} with an item, {disambiguations} that only tell names apart; {} redirects, {} of them spellings, {} to a section",
        redirects.iter().sum::<u64>(),
        redirects[0],
        redirects[2]
    )];
    let [nowhere, elsewhere, round] = lost;
    if nowhere + elsewhere + round > 0 {
        lines.push(format!(
            "{name}: left out: redirects to no page that is held {nowhere}, to another wiki {elsewhere}, in a circle {round}"
        ));
    }
    if *ambiguous > 0 {
        lines.push(format!("{name}: {ambiguous} names are ambiguous in a spelling that is no title: they are found only as they stand"));
    }
    if *disputed > 0 {
        lines.push(format!("{name}: {disputed} pages have different items in page_props and in wb_items_per_site: they get none"));
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
