//! Quads into a store, and questions to it.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use crossbeam_channel::RecvTimeoutError;
use entente::{
    graph::Names,
    mention::Gazetteer,
    pipeline::{Options, Pipeline},
    source::Format,
    store::{NewPage, Store, canned, params::Resolver, results, sparql::Prepared},
};
use oxigraph::sparql::CancellationToken;

use crate::{args::Args, child, data::Pages, lines, median, ms};

/// How many quads the stores hold. Without RocksDB they are in memory, which has no room for the last.
const SIZES: &[usize] = if cfg!(feature = "rocksdb") { &[100_000, 1_000_000, 10_000_000] } else { &[100_000, 1_000_000] };
/// Canned queries without a value that would have to be given.
const QUERIES: [&str; 5] = ["treaties", "most-relations", "polls", "pages", "relations"];
/// Quads that are made before they are loaded, so that only loading is measured.
const BATCH: usize = 1_000_000;
/// Runs of a query, and when to be content with fewer, or with none.
const RUNS: usize = 7;
const LONG: Duration = Duration::from_secs(20);

/// Measures stores of every size, each in a process of its own.
pub fn all(args: &Args) -> Result<()> {
    let place = if cfg!(feature = "rocksdb") { "RocksDB" } else { "in memory" };
    print!("{:<34}{:>12}{:>12}", format!("a store of quads, {place}"), "quads/s", "merged s");
    QUERIES.iter().for_each(|query| print!("{:>18}", format!("{query} ms")));
    println!();
    for size in SIZES {
        let found = child::run(&["store", &size.to_string(), child::path(&args.pages)?])?;
        let [loading, merging, queries @ ..] = &found.more[..] else { anyhow::bail!("no times of a store") };
        print!("  {:<32}{:>12.0}{merging:>12.1}", found.count, found.count / loading);
        for time in queries {
            let time = if time.is_finite() { format!("{time:.1}") } else { format!("> {}", LONG.as_millis()) };
            print!("{time:>18}");
        }
        println!();
    }
    println!();
    Ok(())
}

/// In a process of its own: fills a store and asks it. Gives the number of quads; seconds of loading and merging, and milliseconds of each
/// query, go to `times`.
pub fn fill(size: usize, pages: &Path, times: &mut Vec<f64>) -> Result<usize> {
    let dir = tempfile::tempdir()?;
    let store = if cfg!(feature = "rocksdb") { Store::open(dir.path(), None)? } else { Store::memory(Names::default())? };
    let pipeline = Pipeline::new(Options::default()).map_err(lines)?;
    let pages = Pages::of(Format::Markdown, pages)?;
    let (mut loaded, mut made, mut batch, mut loading) = (0, 0, Vec::new(), Duration::ZERO);
    for (title, text) in pages.endless() {
        let page = pages.page(title, &text);
        let graph = pipeline.graph(&page, &pipeline.read(&page));
        made += graph.len();
        batch.push(NewPage::new(graph, pipeline.recipe_of(&page)));
        if made >= BATCH || loaded + made >= size {
            let start = Instant::now();
            store.load_pages(batch.drain(..))?;
            loading += start.elapsed();
            loaded += std::mem::take(&mut made);
        }
        if loaded >= size {
            break;
        }
    }
    let start = Instant::now();
    store.loaded()?;
    times.push((loading + start.elapsed()).as_secs_f64());
    let start = Instant::now();
    pipeline.merge(&store)?;
    store.flush()?;
    times.push(start.elapsed().as_secs_f64());
    for query in QUERIES {
        let begun = Instant::now();
        let mut runs = Vec::new();
        while runs.len() < RUNS && (runs.is_empty() || begun.elapsed() < LONG) {
            let start = Instant::now();
            let is_answered = answer(&store, query)?;
            runs.push(if is_answered { ms(start.elapsed()) } else { f64::INFINITY });
        }
        times.push(median(&mut runs));
    }
    Ok(loaded)
}

/// Answers a canned query into a table that nobody sees. Gives whether that came to its end before it took too long.
fn answer(store: &Store, query: &str) -> Result<bool> {
    let canned = canned::library(None).map_err(lines)?.remove(query).with_context(|| format!("no query is called {query}"))?;
    let values = Resolver::new(store, &|| no_gazetteer()).values(&canned, &[])?;
    let mut prepared = Prepared::new(&canned.text, store.names())?;
    prepared.bind(&values);
    let cancel = CancellationToken::new();
    let (done, waits) = crossbeam_channel::bounded::<()>(0);
    std::thread::scope(|scope| {
        let token = cancel.clone();
        scope.spawn(move || {
            if waits.recv_timeout(LONG) == Err(RecvTimeoutError::Timeout) {
                token.cancel();
            }
        });
        let result = prepared
            .run(store, Some(cancel.clone()))
            .map_err(anyhow::Error::from)
            .and_then(|found| Ok(results::write(found, results::Format::Table, store.names(), None, &mut std::io::sink())?));
        drop(done);
        if cancel.is_cancelled() { Ok(false) } else { result.map(|_| true) }
    })
}

/// The queries that are asked have no value that a gazetteer would have to resolve.
fn no_gazetteer() -> Result<Gazetteer, Vec<String>> {
    Err(vec!["the query needs no gazetteer".to_owned()])
}

/// What a user waits for: a store opened and a canned query answered, here and as a process.
#[cfg(feature = "rocksdb")]
pub fn asking(args: &Args) -> Result<()> {
    use std::process::{Command, Stdio};
    const PROGRAM: &str = env!("CARGO_BIN_EXE_entente");
    let dir = tempfile::tempdir()?;
    let store = child::path(dir.path())?;
    let run = |words: &[&str]| -> Result<f64> {
        let start = Instant::now();
        let status = Command::new(PROGRAM).args(words).args(["--quiet", "--store", store]).stdout(Stdio::null()).status()?;
        if !status.success() {
            anyhow::bail!("entente {}: {status}", words.join(" "));
        }
        Ok(ms(start.elapsed()))
    };
    run(&["build", child::path(&args.pages)?])?;
    let library = || -> Result<[f64; 2]> {
        let start = Instant::now();
        let store = Store::open_read_only(dir.path())?;
        let open = ms(start.elapsed());
        answer(&store, "treaties")?;
        Ok([open, ms(start.elapsed())])
    };
    let mut times = [const { Vec::new() }; 4];
    for round in 0..=crate::RUNS {
        let [open, asked] = library()?;
        let found = [open, asked, run(&["query", "treaties"])?, run(&["query", "--list"])?];
        if round > 0 {
            times.iter_mut().zip(found).for_each(|(all, one)| all.push(one));
        }
    }
    println!("{:<34}{:>10}", "asking the sample pages' store", "ms");
    let names = ["opened, in a process", "opened and asked, in a process", "`entente query treaties`", "`entente query --list`, no store"];
    for (name, times) in names.iter().zip(&mut times) {
        println!("  {name:<32}{:>10.1}", median(times));
    }
    Ok(())
}
