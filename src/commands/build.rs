//! `entente build`: pages into the store.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use oxigraph::model::NamedNode;

use super::{
    Failure, Outcome, base,
    inputs::{self, Progress},
    tell, threads,
};
use crate::{
    cli,
    hash::mark,
    pipeline::{self, Counts, Options, PageGraph, Pipeline},
    source::{Pages, RawPage},
    store::{Inputs, NewPage, PageState, Replaced, Store, StoreError},
};

/// What a build has done so far.
#[derive(Default)]
struct Report {
    added: usize,
    changed: usize,
    unchanged: usize,
    dropped: usize,
    skipped: usize,
    broken: usize,
    counts: Counts,
}

pub(super) fn run(args: &cli::Build, global: &cli::Global) -> Result<Outcome, Failure> {
    let wanted = base(global)?;
    let (pages, bad) = inputs::pages(&args.inputs, &args.selection, args.format, global)?;
    if pages.is_empty() {
        return Err(Failure::new("no page to read"));
    }
    let store = Store::open(&global.store, wanted.as_ref())?;
    let pipeline = Pipeline::new(Options { ontology: global.ontology.clone(), names: store.names().clone() })?;
    let mut known = Inputs::read(&global.store);
    known.archives.extend(pages.archives().filter_map(|path| std::path::absolute(path).ok()));
    let mut build = Build {
        store: &store,
        pipeline: &pipeline,
        known,
        seen: HashMap::new(),
        files: Vec::new(),
        report: Report { skipped: bad, ..Report::default() },
        verbose: global.verbose > 0,
        progress: Progress::new(&pages, global.quiet),
    };
    // A load that was killed goes on where its last portion ended: what is there is unchanged.
    let is_empty = store.is_empty()?;
    let stored = if is_empty || store.is_loading()? {
        build.load(pages, threads(global), !is_empty && !args.force)
    } else {
        build.update(pages, threads(global), args.force)
    };
    let stored = stored.and_then(|()| if args.prune { build.prune() } else { Ok(()) });
    build.progress.end();
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
    /// The pages of this run by a hash of their graphs, with the file where there is one: two inputs of one title are one page, and the first is taken.
    seen: HashMap<u128, u32>,
    /// The files, from 1.
    files: Vec<PathBuf>,
    report: Report,
    verbose: bool,
    progress: Progress,
}

/// What is made of a page's graph where it was read.
struct Made {
    title: pipeline::Title,
    page: NewPage,
    counts: pipeline::Counts,
    diagnostics: Vec<String>,
}

impl From<PageGraph> for Made {
    fn from(made: PageGraph) -> Self {
        let PageGraph { page: title, graph, recipe, counts, diagnostics } = made;
        Self { title, page: NewPage::new(graph, recipe), counts, diagnostics }
    }
}

impl Build<'_> {
    /// Fills a store that is empty, or whose load was killed: then `again`.
    fn load(&mut self, pages: Pages, threads: usize, again: bool) -> Result<(), StoreError> {
        let (send, receive) = crossbeam_channel::bounded(4);
        let (store, pipeline) = (self.store, self.pipeline);
        let unchanged = |page: &RawPage, graph: &NamedNode| again && is_unchanged(store, pipeline, page, graph);
        let mut updated = Ok(());
        let loaded = std::thread::scope(|scope| {
            let loader = scope.spawn(move || store.load_pages(receive));
            // A loader that gave up has closed the channel: its own error is the one to tell.
            let _ = pipeline.run(pages, threads, &unchanged, &Made::from, |outcome| {
                let Some(page) = self.take(outcome) else { return Ok(()) };
                if again && store.contains_graph(page.graph()).unwrap_or(false) {
                    updated = self.replace(page);
                    return if updated.is_ok() { Ok(()) } else { Err(()) };
                }
                self.report.added += 1;
                send.send(page).map_err(|_| ())
            });
            drop(send);
            match loader.join() {
                Ok(result) => result.map(|_| ()),
                Err(_) => Err(crate::store::broken_off(store)),
            }
        });
        loaded.and(updated)?;
        store.loaded()
    }

    /// Replaces the pages that have changed.
    fn update(&mut self, pages: Pages, threads: usize, force: bool) -> Result<(), StoreError> {
        let (store, pipeline) = (self.store, self.pipeline);
        let unchanged = |page: &RawPage, graph: &NamedNode| !force && is_unchanged(store, pipeline, page, graph);
        pipeline.run(pages, threads, &unchanged, &Made::from, |outcome| self.take(outcome).map_or(Ok(()), |page| self.replace(page)))
    }

    fn replace(&mut self, page: NewPage) -> Result<(), StoreError> {
        match self.store.replace_page(page)? {
            Replaced::Added => self.report.added += 1,
            Replaced::Changed => self.report.changed += 1,
            Replaced::Same => self.report.unchanged += 1,
        }
        Ok(())
    }

    /// Takes pages out of the store that were in no input. Where an input could not be read whole nobody knows which these are.
    fn prune(&mut self) -> Result<(), StoreError> {
        if self.report.skipped > 0 {
            self.progress.tell("no page was dropped: some inputs could not be read");
            return Ok(());
        }
        for graph in self.store.pages_without(|graph| self.seen.contains_key(&mark(graph.as_str())))? {
            self.store.remove_page(&graph)?;
            self.known.pages.remove(graph.as_str());
            self.report.dropped += 1;
        }
        Ok(())
    }

    /// Tells of an outcome; gives the page where its graph is to be stored.
    fn take(&mut self, outcome: pipeline::Outcome<Made>) -> Option<NewPage> {
        let (title, page) = match outcome {
            pipeline::Outcome::Failed(message) => {
                self.progress.page(0);
                self.skip(&message);
                return None;
            }
            pipeline::Outcome::Unchanged(title) => (title, None),
            pipeline::Outcome::Read(made) => (made.title, Some((made.page, made.counts, made.diagnostics))),
        };
        self.progress.page(page.as_ref().map_or(0, |(_, counts, _)| counts.losses.values().sum()));
        let mark = mark(title.graph.as_str());
        if let Some(first) = self.seen.get(&mark) {
            let name = |path: Option<&Path>| path.map_or_else(|| title.title.clone(), |path| path.display().to_string());
            let first =
                self.files.get((*first as usize).wrapping_sub(1)).map_or("another place of the inputs".to_owned(), |file| name(Some(file)));
            let message = format!("{}: the page {} was already read from {first}", name(title.path.as_deref()), title.title);
            self.skip(&message);
            return None;
        }
        if let Some(path) = &title.path {
            self.files.push(path.clone());
            if let Ok(path) = std::path::absolute(path) {
                self.known.pages.insert(title.graph.as_str().to_owned(), path);
            }
        } else {
            self.known.pages.remove(title.graph.as_str());
        }
        let file = title.path.as_ref().map_or(0, |_| u32::try_from(self.files.len()).unwrap_or(0));
        self.seen.insert(mark, file);
        let Some((page, counts, diagnostics)) = page else {
            self.report.unchanged += 1;
            return None;
        };
        self.report.counts.add(&counts);
        self.report.broken += diagnostics.len();
        if self.verbose {
            diagnostics.iter().for_each(|line| self.progress.tell(line));
        }
        Some(page)
    }

    fn skip(&mut self, message: &str) {
        self.report.skipped += 1;
        self.progress.tell(&format!("skipped: {message}"));
    }
}

fn is_unchanged(store: &Store, pipeline: &Pipeline, page: &RawPage, graph: &NamedNode) -> bool {
    store
        .page_state(graph)
        .is_ok_and(|state| state.is_some_and(|state| state == PageState { sha256: page.sha256(), recipe: pipeline.recipe_of(page) }))
}

impl Report {
    fn tell(&self, merged: usize) {
        let changed = self.added + self.changed;
        let new = if self.added > 0 { format!(" ({} new)", self.added) } else { String::new() };
        tell(&format!("{changed} pages changed{new}, {} unchanged", self.unchanged));
        if self.dropped > 0 {
            tell(&format!("{} pages dropped that were in no input", self.dropped));
        }
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
