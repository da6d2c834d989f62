//! `entente extract`: pages to N-Quads on standard output.

use std::{fmt::Write as _, io::Write as _};

use super::{
    Failure, Outcome, Output, base,
    inputs::{self, Progress},
    tell, threads,
};
use crate::{
    cli,
    pipeline::{self, Counts, Options, Pipeline},
    source::Pages,
};

pub(super) fn run(args: &cli::Extract, global: &cli::Global) -> Result<Outcome, Failure> {
    let names = base(global)?.unwrap_or_default();
    let named: Vec<String> = args.inputs.iter().filter(|input| *input != "-").cloned().collect();
    let (mut pages, mut skipped) = if named.is_empty() {
        (Pages::files(Vec::new(), inputs::selection(&args.selection, args.format, global)), 0)
    } else {
        inputs::pages(&named, &args.selection, args.format, global)?
    };
    if args.inputs.iter().any(|input| input == "-") {
        match args.title.as_deref() {
            Some(title) => pages.push(inputs::stdin(title, args.format)?),
            None => pages.push_stream("standard input", std::io::stdin()),
        }
    }
    if pages.is_empty() {
        return Err(Failure::new("no page to read"));
    }
    let pipeline = Pipeline::new(Options { ontology: global.ontology.clone(), names })?;
    let mut out = Output::open();
    // Of pages that were named one by one all is told already.
    let tells = pages.count().is_none() && !global.quiet;
    let mut progress = Progress::new(&pages, global.quiet || !tells);
    let (mut read, mut broken, mut counts) = (0, 0, Counts::default());
    let result = pipeline.run(pages, threads(global), &|_, _| false, |outcome| -> std::io::Result<()> {
        match outcome {
            pipeline::Outcome::Read(page) => {
                progress.page(page.counts.losses.values().sum());
                read += 1;
                broken += page.diagnostics.len();
                counts.add(&page.counts);
                if global.verbose > 0 {
                    page.diagnostics.iter().for_each(|line| progress.tell(line));
                }
                let mut text = String::new();
                for quad in page.graph.quads() {
                    // Writing to a String cannot fail.
                    let _ = writeln!(text, "{quad} .");
                }
                let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
                lines.sort_unstable();
                lines.dedup();
                lines.iter().try_for_each(|line| out.write_all(line.as_bytes()))
            }
            pipeline::Outcome::Unchanged(_) => Ok(()),
            pipeline::Outcome::Failed(message) => {
                skipped += 1;
                progress.tell(&format!("skipped: {message}"));
                Ok(())
            }
        }
    });
    progress.end();
    result?;
    out.close()?;
    if tells {
        tell(&format!("{read} pages read"));
        inputs::describe(&counts).iter().for_each(|line| tell(line));
        if broken > 0 {
            tell(&format!("{broken} places in the sources are broken; -v tells which"));
        }
    }
    if skipped > 0 {
        tell(&format!("{skipped} inputs skipped"));
    }
    Ok(if skipped > 0 { Outcome::Partly } else { Outcome::Done })
}
