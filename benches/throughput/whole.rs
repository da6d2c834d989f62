//! All of the data from files, each row in a process of its own.

use std::ops::ControlFlow;

use anyhow::{Result, bail};
use entente::{
    pipeline::{Options, Outcome, Pipeline},
    source::{self, Format, Input, Selection},
};

use crate::{
    archive,
    args::Args,
    child::{self, path},
    data::{Pages, Written},
    lines,
    stages::Parser,
};

/// Every form that the data comes in: its name, the name of its file, and how the file is written.
type Form = (&'static str, Format, &'static str);
const FORMS: [Form; 6] = [
    ("Markdown files", Format::Markdown, ""),
    ("wikitext files", Format::Wikitext, ""),
    ("HTML files", Format::Html, ""),
    ("XML dump", Format::Wikitext, "dump.xml"),
    ("XML dump, .bz2", Format::Wikitext, "dump.xml.bz2"),
    ("NDJSON", Format::Wikitext, "pages.ndjson"),
];

/// Measures all of the data in every form.
pub fn all(args: &Args, parser: &Parser) -> Result<()> {
    println!(
        "{:<34}{:>10}{:>10}{:>12}{:>12}{:>10}{:>12}",
        "all of the data, from files", "s", "MB/s", "pages/s", "quads/s", "peak MB", "of parser"
    );
    for (name, format, file) in FORMS {
        let dir = tempfile::tempdir()?;
        let place = dir.path().join(file);
        let pages = Pages::of(format, &args.pages)?;
        let bytes = args.mb * 1_000_000;
        let written = match file {
            "" => pages.write(&place, bytes)?,
            "pages.ndjson" => archive::write_lines(&pages, bytes, &place)?,
            _ => archive::write_dump(&pages, bytes, &place)?,
        };
        if !file.is_empty() {
            row(&format!("{name}: to pages"), &child::run(&["pages", path(&place)?])?, written, parser)?;
        }
        for threads in ["1", "2"] {
            row(&format!("{name}: to quads, {threads} thr."), &child::run(&["quads", threads, path(&place)?])?, written, parser)?;
        }
        if args.build && cfg!(feature = "rocksdb") && format == Format::Markdown {
            let store = tempfile::tempdir()?;
            row("`entente build`, a new store", &child::run(&["build", path(&place)?, path(store.path())?])?, written, parser)?;
        }
    }
    println!();
    Ok(())
}

fn row(name: &str, found: &child::Found, written: Written, parser: &Parser) -> Result<()> {
    let rate = |count: f64| count / found.seconds;
    let (megabytes, pages) = (rate(written.bytes as f64 / 1e6), rate(written.pages as f64));
    println!(
        "  {name:<32}{:>10.1}{megabytes:>10.2}{pages:>12.0}{:>12.0}{:>10.0}{:>11.1}%",
        found.seconds,
        rate(found.count),
        found.peak,
        megabytes / parser.rate()? * 100.0
    );
    Ok(())
}

/// Pages that nobody writes but somebody may send.
pub fn hostile(args: &Args) -> Result<()> {
    println!("{:<34}{:>10}{:>10}", "hostile pages", "s", "peak MB");
    let dir = tempfile::tempdir()?;
    let lists: String = (0..10_000).map(|depth| format!("{}- 甲\n", " ".repeat(depth * 2))).collect();
    let joined = Pages::of(Format::Markdown, &args.pages)?.joined(50_000_000);
    for (name, text) in [("10,000 nested lists", lists), ("10 MB of [", "[".repeat(10_000_000)), ("one page of 50 MB", joined)] {
        let page = dir.path().join("page.md");
        std::fs::write(&page, text)?;
        let found = child::run(&["quads", "1", path(&page)?])?;
        println!("  {name:<32}{:>10.2}{:>10.0}", found.seconds, found.peak);
    }
    println!();
    Ok(())
}

pub fn pages(place: &str, threads: usize) -> source::Pages {
    let (files, _) = source::inputs(&[place.to_owned()]);
    source::Pages::files(files, Selection { threads, ..Selection::default() })
}

/// In a process of its own: the pages of a file, unpacked and thrown away. Gives none that counts.
pub fn unpack(place: &str) -> Result<usize> {
    let mut failed = None;
    pages(place, 1).each(&mut |input| match input {
        Input::Failed(message) => {
            failed = Some(message);
            ControlFlow::Break(())
        }
        input => {
            std::hint::black_box(input);
            ControlFlow::Continue(())
        }
    });
    failed.map_or(Ok(0), |message| bail!("{message}"))
}

/// In a process of its own: pages to quads. Gives their number.
pub fn quads(place: &str, threads: usize) -> Result<usize> {
    let pipeline = Pipeline::new(Options::default()).map_err(lines)?;
    let mut quads = 0;
    pipeline.run(pages(place, threads), threads, &|_, _| false, &|page| page.graph.len(), |outcome| match outcome {
        Outcome::Read(more) => {
            quads += more;
            Ok(())
        }
        outcome => bail!("not read: {outcome:?}"),
    })?;
    Ok(quads)
}
