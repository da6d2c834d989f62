//! From pages to a store on disk, beside the database's own load of the same quads.

use std::{path::Path, time::Instant};

use anyhow::{Context as _, Result, bail};
use entente::{
    pipeline::{Options, Outcome, PageGraph, Pipeline},
    source::Format,
};
use oxigraph::store::Store;

use crate::{args::Args, child, data::Pages, lines, median, whole};

/// As many bytes of Markdown as make quads that fit into memory.
const BYTES: u64 = 4_000_000;
const RUNS: usize = 3;

/// Builds a store of pages, and loads the same quads from memory into another, in turns.
pub fn beside_load(args: &Args) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let pages = dir.path().join("pages");
    std::fs::create_dir(&pages)?;
    Pages::of(Format::Markdown, &args.pages)?.write(&pages, BYTES)?;
    let pages = child::path(&pages)?;
    let (mut building, mut loading, mut ratios, mut quads) = (Vec::new(), Vec::new(), Vec::new(), 0.0);
    for run in 0..RUNS {
        let place = |name: &str| dir.path().join(format!("{name}-{run}"));
        let built = child::run(&["build", pages, child::path(&place("built"))?])?;
        let loaded = child::run(&["load", pages, child::path(&place("loaded"))?])?;
        let seconds = loaded.more.first().copied().context("no time of the load")?;
        building.push(built.seconds);
        loading.push(seconds);
        ratios.push(built.seconds / seconds);
        quads = loaded.count;
    }
    println!("{:<34}{:>10}{:>12}{:>10}", format!("{quads} quads of pages, a new store"), "s", "quads/s", "ratio");
    for (name, seconds, ratio) in
        [("`load_quads` of them alone", median(&mut loading), 1.0), ("`entente build`", median(&mut building), median(&mut ratios))]
    {
        println!("  {name:<32}{seconds:>10.2}{:>12.0}{ratio:>10.2}", quads / seconds);
    }
    println!();
    Ok(())
}

/// In a process of its own: the quads of pages, all in memory, into a new database. Gives their number; the seconds that loading takes go to `times`.
pub fn load(pages: &str, place: &Path, times: &mut Vec<f64>) -> Result<usize> {
    let pipeline = Pipeline::new(Options::default()).map_err(lines)?;
    let mut quads = Vec::new();
    let owned = |page: PageGraph| page.graph.into_quads().collect::<Vec<_>>();
    pipeline.run(whole::pages(pages, 2), 2, &|_, _| false, &owned, |outcome| match outcome {
        Outcome::Read(more) => {
            quads.extend(more);
            Ok(())
        }
        outcome => bail!("not read: {outcome:?}"),
    })?;
    let count = quads.len();
    let start = Instant::now();
    let database = Store::open(place)?;
    let mut loader = database.bulk_loader();
    loader.load_quads(quads)?;
    loader.commit()?;
    database.flush()?;
    times.push(start.elapsed().as_secs_f64());
    Ok(count)
}
