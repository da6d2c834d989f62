//! `entente link gaps`: what Wikidata lacks.

use std::{
    fs,
    io::{Read as _, Write},
    path::Path,
};

use serde_json::Value;

use super::{Failure, Outcome, api};
use crate::{
    cli::{self, GapsFormat},
    commands::{self, Output, export::now, tell},
    link::{
        self,
        claims::{self, Claims, Time, Wanted},
        gaps::{self, Filter, Format, Known, Plan, Report, State},
        quickstatements::{self, Row},
    },
    ontology::Vocabulary,
    pipeline,
    store::Store,
};

/// Lines of a file that are told one by one when they are wrong.
const TOLD: usize = 20;

pub(super) fn run(args: &cli::LinkGaps, global: &cli::Global) -> Result<Outcome, Failure> {
    if let Some(file) = &args.check {
        return check(file);
    }
    if args.wikidata.is_empty() && !args.api.api && !args.assume_empty {
        return Err(Failure::new(
            "what Wikidata lacks cannot be told without what it has: give --wikidata FILE or --api, or --assume-empty to see all that could be proposed",
        ));
    }
    let assets = pipeline::assets(global.ontology.as_deref())?;
    let vocabulary = Vocabulary::load(&assets).map_err(|error| Failure::new(error.to_string()))?;
    let plan = Plan::read(&assets, &vocabulary)?;
    let unknown = args.property.iter().find(|property| !plan.proposed().contains(property));
    if let Some(property) = unknown {
        let known = plan.proposed().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("--property: nothing is proposed with {property}, but with {known}")));
    }
    let store = Store::open_read_only(&global.store)?;
    let filter = Filter { properties: args.property.iter().copied().collect(), precision: args.min_precision, cases: args.min_cases };
    let drafts = gaps::drafts(&store, &vocabulary, &plan, &filter)?;
    let (claims, broken) = known(args, &drafts.wanted(), global.quiet)?;
    let report = drafts.compare(if args.assume_empty { Known::OrEmpty(&claims) } else { Known::Claims(&claims) });
    let retrieved = args
        .date
        .or_else(|| Time::of_day(now().get(..10)?))
        .ok_or_else(|| Failure::new("the clock of this machine gives no day: give --date"))?;
    write(args, &report, retrieved)?;
    if !global.quiet {
        tell(&summary(&report));
    }
    Ok(if broken > 0 || report.unknown > 0 { Outcome::Partly } else { Outcome::Done })
}

/// What the files and the API say of what is wanted, and how many lines of the files are broken.
fn known(args: &cli::LinkGaps, wanted: &Wanted, quiet: bool) -> Result<(Claims, usize), Failure> {
    let (mut claims, mut broken) = (Claims::default(), 0);
    for file in &args.wikidata {
        let before = broken;
        let mut told = |line: &str| {
            broken += 1;
            if broken - before <= TOLD {
                tell(line);
            }
        };
        claims::read_file(file, wanted, &mut claims, &mut told).map_err(|error| Failure::new(error.to_string()))?;
        if broken - before > TOLD {
            tell(&format!("{}: {} more lines cannot be read", file.display(), broken - before - TOLD));
        }
    }
    if let Some(mut client) = api::client(&args.api, quiet)? {
        claims::ask(wanted, &mut claims, |items| {
            let told = client.claims(items)?;
            let there = items.iter().zip(told).filter_map(|(item, told)| Some((*item, Value::Object(told?))));
            Ok::<_, link::api::Error>(there.collect())
        })?;
    }
    Ok((claims, broken))
}

fn write(args: &cli::LinkGaps, report: &Report, retrieved: Time) -> Result<(), Failure> {
    let rows = || gaps::commands(&report.proposals, retrieved);
    let mut out = Output::open();
    match args.format {
        GapsFormat::Table => gaps::table(&report.proposals, Format::Table, commands::width(), &mut out)?,
        GapsFormat::Csv => gaps::table(&report.proposals, Format::Csv, None, &mut out)?,
        GapsFormat::Tsv => gaps::table(&report.proposals, Format::Tsv, None, &mut out)?,
        GapsFormat::Quickstatements => out.write_all(lines(&rows()).as_bytes())?,
    }
    out.close()?;
    if let Some(file) = &args.quickstatements {
        fs::write(file, lines(&rows())).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    }
    Ok(())
}

fn lines(rows: &[Row]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// What came of it, in one line.
fn summary(report: &Report) -> String {
    let count = |state: State| report.proposals.iter().filter(|proposal| proposal.state == state).count();
    let states: Vec<String> = [State::Missing, State::Partly, State::Conflicting, State::Unchecked]
        .into_iter()
        .filter(|state| count(*state) > 0)
        .map(|state| format!("{} {}", count(state), state.name()))
        .collect();
    let sent = report.proposals.iter().filter(|proposal| proposal.can_be_sent()).count();
    let mut parts =
        vec![format!("{} proposals ({}), {sent} of which can be sent", report.proposals.len(), states.join(", ")).replace(" ()", "")];
    let mut more = |count: usize, what: &str| {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    };
    more(report.there, "are there already");
    more(report.unknown, "are about items of which nothing is known: they are not in what was given");
    more(report.left_out.unlinked, "statements left out, a side has no confirmed link");
    more(report.left_out.not_there, "left out, somebody was not there at the date");
    parts.join("; ")
}

/// Reads a file of `QuickStatements`, and tells which rows are wrong.
fn check(file: &Path) -> Result<Outcome, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", file.display()));
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(failed)?;
        text
    } else {
        fs::read_to_string(file).map_err(failed)?
    };
    let (mut right, mut wrong) = (0, 0);
    for row in quickstatements::read(&text) {
        match row {
            Ok(_) => right += 1,
            Err(error) => {
                wrong += 1;
                tell(&format!("{}: {error}", file.display()));
            }
        }
    }
    let mut out = Output::open();
    writeln!(out, "{right} rows are right, {wrong} wrong")?;
    out.close()?;
    Ok(if wrong > 0 { Outcome::Partly } else { Outcome::Done })
}
