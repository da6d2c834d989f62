//! `entente build`: pages into the store.

use std::collections::HashMap;

use super::{Failure, Outcome, base, inputs, tell, threads};
use crate::{
    cli,
    pipeline::{self, Counts, Options, PageGraph, Pipeline},
    store::{Inputs, PageState, Replaced, Store, StoreError},
};

/// What a build has done so far.
#[derive(Default)]
struct Report {
    added: usize,
    changed: usize,
    unchanged: usize,
    skipped: usize,
    broken: usize,
    counts: Counts,
}

pub(super) fn run(args: &cli::Build, global: &cli::Global) -> Result<Outcome, Failure> {
    let wanted = base(global)?;
    let (files, bad) = inputs::files(&args.inputs, args.format);
    if files.is_empty() {
        return Err(Failure::new("no page to read"));
    }
    let store = Store::open(&global.store, wanted.as_ref())?;
    let pipeline = Pipeline::new(Options { ontology: global.ontology.clone(), names: store.names().clone() })?;
    let bar = inputs::progress(files.len(), global.quiet);
    let mut build = Build {
        store: &store,
        pipeline: &pipeline,
        known: Inputs::read(&global.store),
        seen: HashMap::new(),
        report: Report { skipped: bad, ..Report::default() },
        verbose: global.verbose > 0,
        bar,
    };
    let fresh = store.is_empty()?;
    let stored = if fresh { build.load(&files, threads(global)) } else { build.update(&files, threads(global), args.force) };
    build.bar.finish_and_clear();
    if let Err(error) = stored {
        // Pages that are in the store already can be checked all the same. The error to tell is the first one.
        let _ = build.known.write(&global.store);
        return Err(error.into());
    }
    build.known.write(&global.store)?;
    let merged = if store.merge_is_due()? { pipeline.merge(&store)? } else { 0 };
    store.flush()?;
    let report = build.report;
    if !global.quiet {
        report.tell(merged);
    }
    Ok(if report.skipped > 0 { Outcome::Partly } else { Outcome::Done })
}

struct Build<'a> {
    store: &'a Store,
    pipeline: &'a Pipeline,
    known: Inputs,
    /// Graph to file: two files of one title are one page, and the first is taken.
    seen: HashMap<String, String>,
    report: Report,
    verbose: bool,
    bar: indicatif::ProgressBar,
}

impl Build<'_> {
    /// Fills an empty store.
    fn load(&mut self, files: &[pipeline::Input], threads: usize) -> Result<(), StoreError> {
        let (send, receive) = crossbeam_channel::bounded(4);
        let (store, recipe) = (self.store, self.pipeline.recipe());
        std::thread::scope(|scope| {
            let loader = scope.spawn(move || store.load_pages(receive, recipe));
            // A loader that gave up has closed the channel: its own error is the one to tell.
            let _ = self.pipeline.run(files, threads, &|_, _| false, |outcome| {
                if let Some(page) = self.take(outcome) {
                    self.report.added += 1;
                    return send.send((page.page.graph, page.quads));
                }
                Ok(())
            });
            drop(send);
            match loader.join() {
                Ok(result) => result.map(|_| ()),
                Err(_) => Err(crate::store::io_error(&store.place(), &"the bulk load broke off")),
            }
        })
    }

    /// Replaces the pages that have changed.
    fn update(&mut self, files: &[pipeline::Input], threads: usize, force: bool) -> Result<(), StoreError> {
        let (store, recipe) = (self.store, self.pipeline.recipe());
        let unchanged = |page: &crate::source::RawPage, graph: &oxigraph::model::NamedNode| {
            let now = PageState { sha256: page.sha256(), recipe: recipe.to_owned() };
            !force && store.page_state(graph).is_ok_and(|state| state == Some(now))
        };
        self.pipeline.run(files, threads, &unchanged, |outcome| {
            if let Some(page) = self.take(outcome) {
                match store.replace_page(&page.page.graph, &page.quads, recipe)? {
                    Replaced::Added => self.report.added += 1,
                    Replaced::Changed => self.report.changed += 1,
                    Replaced::Same => self.report.unchanged += 1,
                }
            }
            Ok(())
        })
    }

    /// Tells of an outcome; gives the page where its graph is to be stored.
    fn take(&mut self, outcome: pipeline::Outcome) -> Option<PageGraph> {
        self.bar.inc(1);
        let (title, page) = match outcome {
            pipeline::Outcome::Failed(message) => {
                self.skip(&message);
                return None;
            }
            pipeline::Outcome::Unchanged(title) => (title, None),
            pipeline::Outcome::Read(page) => (page.page.clone(), Some(*page)),
        };
        let file = title.path.as_ref().map_or_else(|| title.title.clone(), |path| path.display().to_string());
        if let Some(first) = self.seen.get(title.graph.as_str()) {
            let message = format!("{file}: the page {} was already read from {first}", title.title);
            self.skip(&message);
            return None;
        }
        self.seen.insert(title.graph.as_str().to_owned(), file);
        if let Some(path) = title.path.as_ref().and_then(|path| std::path::absolute(path).ok()) {
            self.known.0.insert(title.graph.as_str().to_owned(), path);
        }
        let Some(page) = page else {
            self.report.unchanged += 1;
            return None;
        };
        self.report.counts.add(&page.counts);
        self.report.broken += page.diagnostics.len();
        if self.verbose {
            self.bar.suspend(|| page.diagnostics.iter().for_each(|line| tell(line)));
        }
        Some(page)
    }

    fn skip(&mut self, message: &str) {
        self.report.skipped += 1;
        self.bar.suspend(|| tell(&format!("skipped: {message}")));
    }
}

impl Report {
    fn tell(&self, merged: usize) {
        let changed = self.added + self.changed;
        let new = if self.added > 0 { format!(" ({} new)", self.added) } else { String::new() };
        tell(&format!("{changed} pages changed{new}, {} unchanged", self.unchanged));
        if changed > 0 {
            for line in inputs::describe(&self.counts) {
                tell(&line);
            }
        }
        if merged > 0 {
            tell(&format!("{merged} graphs that follow from all pages were made anew"));
        }
        if self.broken > 0 {
            tell(&format!("{} places in the sources are broken; -v tells which", self.broken));
        }
        if self.skipped > 0 {
            tell(&format!("{} inputs skipped", self.skipped));
        }
    }
}
