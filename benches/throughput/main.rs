//! How fast pages become quads, how much memory that takes, how long a query takes. `docs/benchmarks.md` says what each line means.
//!
//! `cargo bench` runs all of it; `cargo bench -- --mb 20` does so with less data, `--formats-only`, `--store-only` and `--index-only` do a part of it,
//! `--dump FILE` writes the data for other programs. Nothing here asserts a time.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a program that prints figures and ends where something is wrong"
)]

mod archive;
mod args;
#[cfg(feature = "rocksdb")]
mod building;
mod child;
mod data;
mod index;
mod stages;
mod states;
mod store;
mod whole;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::Result;
use entente::{
    ontology::Vocabulary,
    pipeline::{self, Options, Pipeline},
    source::Format,
};

use args::{Args, Part};
use data::Pages;

// That of the program, so that the figures are the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of what takes milliseconds.
const RUNS: usize = 21;

fn main() -> Result<()> {
    let args = Args::read()?;
    if let Some(child) = &args.child {
        return child::measured(child);
    }
    if let Some(file) = &args.dump {
        let written = archive::write_dump(&Pages::of(Format::Wikitext, &args.pages)?, args.mb * 1_000_000, file)?;
        println!("{}: {} pages, {} bytes before packing", file.display(), written.pages, written.bytes);
        return Ok(());
    }
    machine(&args)?;
    if matches!(args.part, Part::All | Part::Index) {
        index::all()?;
    }
    if args.part == Part::Index {
        return Ok(());
    }
    if args.part == Part::All {
        loading()?;
    }
    if args.part != Part::Store {
        let parser = stages::Parser::new(&args)?;
        stages::all(&args, &parser)?;
        whole::all(&args, &parser)?;
    }
    if args.part == Part::All {
        whole::hostile(&args)?;
    }
    if args.part != Part::Formats {
        store::all(&args)?;
        #[cfg(feature = "rocksdb")]
        building::beside_load(&args)?;
        #[cfg(feature = "rocksdb")]
        store::asking(&args)?;
    }
    Ok(())
}

/// What the figures depend on.
fn machine(args: &Args) -> Result<()> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).and_then(|rest| rest.split_once(':'));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{} cores, {}", cores, model.map_or("processor unknown", |(_, name)| name.trim()));
    for format in [Format::Markdown, Format::Wikitext, Format::Html] {
        let pages = Pages::of(format, &args.pages)?;
        println!("{format:?}: {} pages of {:.1} kB repeated to {} MB", pages.len(), pages.bytes() as f64 / 1e3, args.mb);
    }
    println!();
    Ok(())
}

/// What every run of the program that reads pages does first.
fn loading() -> Result<()> {
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..RUNS {
        let start = Instant::now();
        let assets = pipeline::assets(None).map_err(lines)?;
        let vocabulary = Vocabulary::load(&assets)?;
        times[0].push(ms(start.elapsed()));
        let start = Instant::now();
        black_box(pipeline::load_gazetteer(&assets).map_err(lines)?);
        times[1].push(ms(start.elapsed()));
        let start = Instant::now();
        black_box(pipeline::load_rules(&assets, &vocabulary).map_err(lines)?);
        times[2].push(ms(start.elapsed()));
        let start = Instant::now();
        black_box(Pipeline::new(Options::default()).map_err(lines)?);
        times[3].push(ms(start.elapsed()));
    }
    println!("{:<34}{:>10}", "loading", "ms");
    for (name, times) in ["vocabulary", "gazetteer", "rules", "all, as `Pipeline::new`"].iter().zip(&mut times) {
        println!("  {name:<32}{:>10.1}", median(times));
    }
    println!();
    Ok(())
}

/// Errors of the data files as one.
fn lines<T: ToString>(errors: Vec<T>) -> anyhow::Error {
    anyhow::Error::msg(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
