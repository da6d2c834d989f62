//! How fast pages become quads, how much memory that takes, how long a query takes. `docs/benchmarks.md` says what each line means.
//!
//! `cargo bench` runs all of it; `cargo bench -- --mb 20` does so with less data. Nothing here asserts a time.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a program that prints figures and ends where something is wrong"
)]

mod data;

use std::{
    hint::black_box,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use entente::{
    document,
    ontology::Vocabulary,
    pipeline::{self, Options, Outcome, Pipeline, Reading},
    rules,
    source::{self, RawPage},
};

use data::{Args, Pages};

// That of the program, so that the figures are the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds of the stages. Each one measures all of them, so that what else the machine does falls on all alike.
const ROUNDS: usize = 7;
/// Bytes that a round goes over.
const SAMPLE: u64 = 8_000_000;
/// Runs of what takes milliseconds.
const RUNS: usize = 21;

fn main() -> Result<()> {
    let args = Args::read()?;
    if let Some(child) = &args.child {
        return measured(child);
    }
    let pages = Pages::load(&args.pages)?;
    machine(&args, &pages);
    loading()?;
    stages(&pages)?;
    whole(&args, &pages)?;
    hostile(&pages)?;
    #[cfg(feature = "rocksdb")]
    asking(&args)?;
    Ok(())
}

/// What the figures depend on.
fn machine(args: &Args, pages: &Pages) {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).and_then(|rest| rest.split_once(':'));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{} cores, {}", cores, model.map_or("processor unknown", |(_, name)| name.trim()));
    println!("{} pages of {} kB repeated to {} MB\n", pages.len(), pages.bytes() / 1000, args.mb);
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

/// The stages on one thread, on pages that are in memory.
fn stages(pages: &Pages) -> Result<()> {
    const NAMES: [&str; 5] = [
        "bare Markdown parser",
        "read: bytes to document",
        "mentions and rules: to findings",
        "graph: to quads",
        "all: bytes to quads, and freed",
    ];
    let pipeline = Pipeline::new(Options::default()).map_err(lines)?;
    let sample: Vec<RawPage> = pages.repeated(SAMPLE).map(|(title, bytes)| RawPage::markdown(title, bytes)).collect();
    let bytes: usize = sample.iter().map(|page| page.bytes.len()).sum();
    let mut seconds = [const { Vec::new() }; NAMES.len()];
    let mut quads = 0;
    // The first round warms up and does not count.
    for round in 0..=ROUNDS {
        let mut spent = [Duration::ZERO; NAMES.len()];
        let start = Instant::now();
        sample.iter().try_for_each(parse)?;
        spent[0] = start.elapsed();
        for page in &sample {
            let start = Instant::now();
            let document = document::read(page);
            let read = Instant::now();
            let (cast, findings) = rules::read(&document, pipeline.gazetteer(), pipeline.engine());
            let understood = Instant::now();
            let reading = Reading { document, cast, findings };
            let graph = black_box(pipeline.graph(page, &reading));
            let end = Instant::now();
            spent[1] += read - start;
            spent[2] += understood - read;
            spent[3] += end - understood;
            drop(graph);
        }
        let start = Instant::now();
        quads = sample.iter().map(|page| black_box(pipeline.graph(page, &pipeline.read(page))).len()).sum();
        spent[4] = start.elapsed();
        if round > 0 {
            seconds.iter_mut().zip(spent).for_each(|(all, one)| all.push(one.as_secs_f64()));
        }
    }
    println!("{:<34}{:>10}{:>10}{:>12}", "stages, one thread", "MB/s", "pages/s", "of parser");
    let parser = seconds[0].clone();
    for (name, seconds) in NAMES.iter().zip(&mut seconds) {
        let mut ratios: Vec<f64> = seconds.iter().zip(&parser).map(|(stage, parser)| parser / stage).collect();
        let time = median(seconds);
        println!(
            "  {name:<32}{:>10.1}{:>10.0}{:>11.1}%",
            bytes as f64 / 1e6 / time,
            sample.len() as f64 / time,
            median(&mut ratios) * 100.0
        );
    }
    println!("  {:.1} quads a kB of Markdown\n", quads as f64 / (bytes as f64 / 1e3));
    Ok(())
}

/// What all that reads Markdown has to do at least.
fn parse(page: &RawPage) -> Result<()> {
    use pulldown_cmark::{Options, Parser};
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(std::str::from_utf8(&page.bytes)?, options).into_offset_iter() {
        black_box(event);
    }
    Ok(())
}

/// All of the data through `Pipeline::run` and through `entente build`, from files, each in a process of its own.
fn whole(args: &Args, pages: &Pages) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let written = pages.write(dir.path(), args.mb * 1_000_000)?;
    println!("{:<34}{:>10}{:>10}{:>12}{:>12}{:>10}", "all of the data, from files", "s", "MB/s", "pages/s", "quads/s", "peak MB");
    let mut quads = 0.0;
    for threads in [1, 2] {
        let found = child(&["quads", &threads.to_string(), path(dir.path())?])?;
        quads = found.quads;
        row(&format!("bytes to quads, {threads} thread{}", if threads > 1 { "s" } else { "" }), &found, written);
    }
    if args.build && cfg!(feature = "rocksdb") {
        let store = tempfile::tempdir()?;
        let mut found = child(&["build", path(dir.path())?, path(store.path())?])?;
        found.quads = quads;
        row("`entente build`, a new store", &found, written);
    }
    println!();
    Ok(())
}

fn row(name: &str, found: &Found, (pages, bytes): (usize, u64)) {
    let rate = |count: f64| count / found.seconds;
    let (megabytes, pages, quads) = (rate(bytes as f64 / 1e6), rate(pages as f64), rate(found.quads));
    println!("  {name:<32}{:>10.1}{megabytes:>10.1}{pages:>12.0}{quads:>12.0}{:>10.0}", found.seconds, found.peak);
}

/// Pages that nobody writes but somebody may send.
fn hostile(pages: &Pages) -> Result<()> {
    println!("{:<34}{:>10}{:>10}", "hostile pages", "s", "peak MB");
    let dir = tempfile::tempdir()?;
    let lists: String = (0..10_000).map(|depth| format!("{}- 甲\n", " ".repeat(depth * 2))).collect();
    for (name, text) in
        [("10,000 nested lists", lists), ("10 MB of [", "[".repeat(10_000_000)), ("one page of 50 MB", pages.joined(50_000_000)?)]
    {
        let page = dir.path().join("page.md");
        std::fs::write(&page, text)?;
        let found = child(&["quads", "1", path(&page)?])?;
        println!("  {name:<32}{:>10.2}{:>10.0}", found.seconds, found.peak);
    }
    println!();
    Ok(())
}

/// What a user waits for: a store opened and a canned query answered, here and as a process.
#[cfg(feature = "rocksdb")]
fn asking(args: &Args) -> Result<()> {
    use entente::store::{Store, canned, params::Resolver, results, sparql::Prepared};
    const PROGRAM: &str = env!("CARGO_BIN_EXE_entente");
    let dir = tempfile::tempdir()?;
    let store = path(dir.path())?;
    let run = |words: &[&str]| -> Result<f64> {
        let start = Instant::now();
        let status = Command::new(PROGRAM).args(words).args(["--quiet", "--store", store]).stdout(Stdio::null()).status()?;
        if !status.success() {
            bail!("entente {}: {status}", words.join(" "));
        }
        Ok(ms(start.elapsed()))
    };
    run(&["build", path(&args.pages)?])?;
    let library = || -> Result<[f64; 2]> {
        let start = Instant::now();
        let store = Store::open_read_only(dir.path())?;
        let open = ms(start.elapsed());
        let canned = canned::library(None).map_err(lines)?.remove("treaties").context("no query is called treaties")?;
        let values = Resolver::new(&store, &|| no_gazetteer()).values(&canned, &[])?;
        let mut prepared = Prepared::new(&canned.text, store.names())?;
        prepared.bind(&values);
        results::write(prepared.run(&store, None)?, results::Format::Table, store.names(), None, &mut std::io::sink())?;
        Ok([open, ms(start.elapsed())])
    };
    let mut times = [const { Vec::new() }; 4];
    for round in 0..=RUNS {
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

/// The query that is asked has no value that a gazetteer would have to resolve.
#[cfg(feature = "rocksdb")]
fn no_gazetteer() -> Result<entente::mention::Gazetteer, Vec<String>> {
    Err(vec!["the query needs no gazetteer".to_owned()])
}

/// What a process of its own found.
struct Found {
    seconds: f64,
    quads: f64,
    /// Largest resident memory in MB.
    peak: f64,
}

/// Runs this program again to measure one thing, so that the peak of memory is that thing's.
fn child(words: &[&str]) -> Result<Found> {
    let output = Command::new(std::env::current_exe()?).arg("--child").args(words).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map_while(|word| word.parse::<f64>().ok());
    match (output.status.success(), numbers.next(), numbers.next(), numbers.next()) {
        (true, Some(seconds), Some(quads), Some(peak)) => Ok(Found { seconds, quads, peak }),
        _ => bail!("measuring {} ended with {}", words.join(" "), output.status),
    }
}

/// The other side of [`child`].
fn measured(words: &[String]) -> Result<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let start = Instant::now();
    let mut quads = 0;
    match words[..] {
        ["quads", threads, pages] => {
            let pipeline = Pipeline::new(Options::default()).map_err(lines)?;
            let (files, _) = entente::source::inputs(&[pages.to_owned()]);
            let files = source::Pages::files(files, source::Selection::default());
            pipeline.run(files, threads.parse()?, &|_, _| false, |outcome| match outcome {
                Outcome::Read(page) => {
                    quads += page.graph.len();
                    Ok(())
                }
                outcome => bail!("not read: {outcome:?}"),
            })?;
        }
        ["build", pages, store] => {
            let status = entente::commands::main(["entente", "build", "--quiet", "--store", store, pages].map(Into::into).to_vec());
            if status != 0 {
                bail!("entente build ended with {status}");
            }
        }
        _ => bail!("nothing is called {}", words.join(" ")),
    }
    println!("{} {quads} {}", start.elapsed().as_secs_f64(), peak().unwrap_or(f64::NAN));
    Ok(())
}

/// The largest resident memory of this process so far in MB; only Linux tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("the path is not UTF-8")
}

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
