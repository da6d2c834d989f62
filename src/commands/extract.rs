//! `entente extract`: pages to N-Quads on standard output.

use std::{
    io::Write as _,
    sync::{Mutex, PoisonError},
};

use super::{
    Failure, Outcome, Output, base,
    inputs::{self, Progress},
    tell, threads,
};
use crate::{
    cli,
    pipeline::{self, Counts, Options, PageGraph, Pipeline},
    source::Pages,
};

/// The largest text that is kept to be filled again, in bytes.
const SPARE: usize = 1 << 20;

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
    // Texts that were written out are filled again: fresh memory costs more than what is written into it.
    let spare = Mutex::new(Vec::<String>::new());
    let spare = || spare.lock().unwrap_or_else(PoisonError::into_inner);
    let text = |page: PageGraph| {
        let mut text = spare().pop().unwrap_or_default();
        page.graph.write_n_quads(&mut text);
        (text, page.counts, page.diagnostics)
    };
    let result = pipeline.run(pages, threads(global), &|_, _| false, &text, |outcome| -> std::io::Result<()> {
        match outcome {
            pipeline::Outcome::Read((mut text, found, diagnostics)) => {
                progress.page(found.losses.values().sum());
                read += 1;
                broken += diagnostics.len();
                counts.add(&found);
                if global.verbose > 0 {
                    diagnostics.iter().for_each(|line| progress.tell(line));
                }
                out.write_all(text.as_bytes())?;
                if text.capacity() <= SPARE {
                    text.clear();
                    spare().push(text);
                }
                Ok(())
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
