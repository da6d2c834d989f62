//! `entente load`: what `extract` wrote into the store.

use std::{
    collections::HashSet,
    io::Read,
    path::{Path, PathBuf},
};

use oxigraph::model::{NamedNode, Quad};

use super::{Failure, Outcome, base, tell};
use crate::{
    cli,
    hash::mark,
    pipeline::{Options, Pipeline},
    source,
    store::{self, NewPage, Part, Store, StoreError},
};

/// What a load has done so far.
#[derive(Default)]
struct Report {
    added: usize,
    changed: usize,
    unchanged: usize,
    /// Quads of graphs that are computed from the others.
    computed: usize,
    /// Quads of graphs that no page has.
    foreign: usize,
    bad: usize,
}

pub(super) fn run(args: &cli::Load, global: &cli::Global) -> Result<Outcome, Failure> {
    let wanted = base(global)?;
    let (files, mut bad) = files(&args.parts);
    let stdin = args.parts.iter().any(|part| part == "-");
    if files.is_empty() && !stdin {
        return Err(Failure::new("no part to load"));
    }
    let store = Store::open(&global.store, wanted.as_ref())?;
    let pipeline = Pipeline::new(Options { ontology: global.ontology.clone(), names: store.names().clone() })?;
    let is_empty = store.is_empty()?;
    let mut load =
        Load { store: &store, bulk: is_empty || store.is_loading()?, standing: !is_empty, seen: HashSet::new(), report: Report::default() };
    let (send, receive) = crossbeam_channel::bounded(4);
    let (mut read, mut loaded) = (Ok(()), Ok(0));
    std::thread::scope(|scope| {
        let loader = scope.spawn(|| store.load_pages(receive));
        for file in &files {
            if read.is_ok() {
                match source::unpacked(file) {
                    Ok(reader) => read = load.file(&file.display().to_string(), reader, &send),
                    Err(error) => {
                        bad += 1;
                        tell(&format!("skipped: {error}"));
                    }
                }
            }
        }
        if stdin && read.is_ok() {
            read = load.file("standard input", std::io::stdin(), &send);
        }
        drop(send);
        loaded = loader.join().unwrap_or_else(|_| Err(store::broken_off(&store)));
    });
    // A loader that gave up has its own error to tell.
    loaded?;
    read?;
    store.loaded()?;
    let merged = if store.merge_is_due()? { pipeline.merge(&store)? } else { 0 };
    store.flush()?;
    let report = load.report;
    bad += report.bad;
    report.tell(merged, global.quiet);
    Ok(if bad + report.foreign > 0 { Outcome::Partly } else { Outcome::Done })
}

struct Load<'a> {
    store: &'a Store,
    /// Whether graphs that are not there go through the bulk loader.
    bulk: bool,
    /// Whether the store held anything before.
    standing: bool,
    /// The graphs that were met.
    seen: HashSet<u128>,
    report: Report,
}

impl Load<'_> {
    fn file(&mut self, name: &str, reader: impl Read, send: &crossbeam_channel::Sender<NewPage>) -> Result<(), StoreError> {
        for part in store::parts(reader) {
            match part {
                Part::Graph(graph, quads) => self.graph(graph, quads, send)?,
                Part::Bad(line, why) => self.bad(&format!("{name}: line {line}: {why}")),
                Part::Broken(why) => self.bad(&format!("{name}: cut off or broken: {why}")),
            }
        }
        Ok(())
    }

    fn bad(&mut self, message: &str) {
        self.report.bad += 1;
        tell(&format!("skipped: {message}"));
    }

    fn graph(&mut self, graph: NamedNode, quads: Vec<Quad>, send: &crossbeam_channel::Sender<NewPage>) -> Result<(), StoreError> {
        let names = self.store.names();
        if !names.is_page_graph(graph.as_str()) {
            let computed = graph.as_str().strip_prefix(names.base()).is_some_and(|rest| rest.starts_with("/graph/"));
            *if computed { &mut self.report.computed } else { &mut self.report.foreign } += quads.len();
            return Ok(());
        }
        let first = self.seen.insert(mark(graph.as_str()));
        if first && self.standing && self.store.contains_graph(&graph)? {
            if self.store.holds_just(&graph, &quads)? {
                self.report.unchanged += 1;
                return Ok(());
            }
            self.report.changed += 1;
            return self.store.replace_page(NewPage::loaded(graph, quads)).map(|_| ());
        }
        self.report.added += usize::from(first);
        if first && !self.bulk {
            return self.store.replace_page(NewPage::loaded(graph, quads)).map(|_| ());
        }
        // More of a graph whose beginning came before: both are kept.
        send.send(NewPage::loaded(graph, quads)).map_err(|_| store::broken_off(self.store))
    }
}

impl Report {
    fn tell(&self, merged: usize, quiet: bool) {
        if self.foreign > 0 {
            tell(&format!(
                "{} quads skipped: their graphs are no pages of this store's base IRI; --base sets that of a new store",
                self.foreign
            ));
        }
        if quiet {
            return;
        }
        tell(&format!("{} pages changed ({} new), {} unchanged", self.added + self.changed, self.added, self.unchanged));
        if self.computed > 0 {
            tell(&format!("{} quads left out: they follow from the pages", self.computed));
        }
        if merged > 0 {
            tell(&format!("{merged} graphs that follow from all pages were made anew"));
        }
        if self.bad > 0 {
            tell(&format!("{} lines skipped", self.bad));
        }
    }
}

/// The files that arguments name, and the number of arguments that were no use. Of a folder these are the files in it, without those that Hadoop
/// and Spark put beside their parts (`_SUCCESS`, `.part-00000.crc`).
fn files(args: &[String]) -> (Vec<PathBuf>, usize) {
    let (mut files, mut bad) = (Vec::new(), 0);
    for arg in args.iter().filter(|arg| *arg != "-") {
        let path = Path::new(arg);
        if !path.is_dir() {
            files.push(path.to_owned());
            continue;
        }
        match std::fs::read_dir(path) {
            Ok(entries) => {
                let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
                inside.retain(|path| {
                    path.is_file() && !path.file_name().is_some_and(|name| matches!(name.as_encoded_bytes(), [b'.' | b'_', ..]))
                });
                inside.sort();
                files.extend(inside);
            }
            Err(error) => {
                bad += 1;
                tell(&format!("skipped: {arg}: {error}"));
            }
        }
    }
    (files, bad)
}
