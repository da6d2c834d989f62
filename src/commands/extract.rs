//! `entente extract`: pages to N-Quads on standard output.

use std::io::Write as _;

use super::{Failure, Outcome, Output, base, inputs, tell, threads};
use crate::{
    cli,
    pipeline::{self, Options, Pipeline},
};

pub(super) fn run(args: &cli::Extract, global: &cli::Global) -> Result<Outcome, Failure> {
    let names = base(global)?.unwrap_or_default();
    let named: Vec<String> = args.inputs.iter().filter(|input| *input != "-").cloned().collect();
    let (mut files, mut skipped) = if named.is_empty() { (Vec::new(), 0) } else { inputs::files(&named, args.format) };
    if args.inputs.iter().any(|input| input == "-") {
        files.push(inputs::stdin(args.title.as_deref(), args.format)?);
    }
    if files.is_empty() {
        return Err(Failure::new("no page to read"));
    }
    let pipeline = Pipeline::new(Options { ontology: global.ontology.clone(), names })?;
    let mut out = Output::open();
    pipeline.run(&files, threads(global), &|_, _| false, |outcome| -> std::io::Result<()> {
        match outcome {
            pipeline::Outcome::Read(page) => {
                if global.verbose > 0 {
                    page.diagnostics.iter().for_each(|line| tell(line));
                }
                let mut lines: Vec<String> = page.quads.iter().map(|quad| format!("{quad} .\n")).collect();
                lines.sort_unstable();
                lines.dedup();
                lines.iter().try_for_each(|line| out.write_all(line.as_bytes()))
            }
            pipeline::Outcome::Unchanged(_) => Ok(()),
            pipeline::Outcome::Failed(message) => {
                skipped += 1;
                tell(&format!("skipped: {message}"));
                Ok(())
            }
        }
    })?;
    out.close()?;
    if skipped > 0 {
        tell(&format!("{skipped} inputs skipped"));
    }
    Ok(if skipped > 0 { Outcome::Partly } else { Outcome::Done })
}
