//! Many pages on their way at a time.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use oxigraph::model::NamedNode;

use super::Pipeline;
use crate::{
    graph::{
        Ent, Graph, Node, Object,
        vocab::{qb, rdf},
    },
    hash::HashMap,
    source::{self, Input, Pages, RawPage},
};

/// Bytes of pages that may be on their way at a time. One page may be larger.
const IN_FLIGHT: u64 = 8 << 20;

/// Pages that may be on their way at a time, for each thread: small ones, of which many are read in the time that it takes to wake a thread.
const PAGES: usize = 8;

/// What became of an input.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It was read, and this was made of its graph.
    Read(T),
    /// It need not be read.
    Unchanged(Title),
    /// It cannot be read: why, as one line with the name of the input.
    Failed(String),
}

impl<T> Outcome<T> {
    fn map<U>(self, make: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Read(page) => Outcome::Read(make(page)),
            Self::Unchanged(title) => Outcome::Unchanged(title),
            Self::Failed(message) => Outcome::Failed(message),
        }
    }
}

/// Which page an input was.
#[derive(Clone, Debug)]
pub struct Title {
    /// The title.
    pub title: String,
    /// The IRI of its graph.
    pub graph: NamedNode,
    /// The file that holds it alone.
    pub path: Option<PathBuf>,
}

/// A page's graph with what is to be told about it.
#[derive(Clone, Debug)]
pub struct PageGraph {
    /// Which page it is.
    pub page: Title,
    /// What it holds.
    pub graph: Graph,
    /// By what it was made: see [`Pipeline::recipe_of`].
    pub recipe: String,
    /// How much is in it.
    pub counts: Counts,
    /// What was broken in the page, each as one line.
    pub diagnostics: Vec<String>,
}

/// How much was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Statements.
    pub statements: usize,
    /// Rows of opinion polls.
    pub polls: usize,
    /// Links.
    pub links: usize,
    /// What was lost, by kind.
    pub losses: BTreeMap<String, usize>,
}

impl Counts {
    /// Adds those of another page.
    pub fn add(&mut self, other: &Self) {
        self.statements += other.statements;
        self.polls += other.polls;
        self.links += other.links;
        for (kind, count) in &other.losses {
            *self.losses.entry(kind.clone()).or_default() += count;
        }
    }
}

impl Pipeline {
    /// Takes many pages through the stages, `threads` at a time, and hands what `make` makes of each to `take`, in the order of `pages`.
    /// `make` runs where the page was read: what takes long belongs there.
    ///
    /// A page for which `unchanged` holds is not read further. One bad page never ends the run. Only so many pages are on their way at a time
    /// that memory stays bounded, whatever there is to read.
    ///
    /// # Errors
    /// The first error of `take`, which ends the run.
    pub fn run<T: Send, E>(
        &self,
        pages: Pages,
        threads: usize,
        unchanged: &(dyn Fn(&RawPage, &NamedNode) -> bool + Sync),
        make: &(dyn Fn(PageGraph) -> T + Sync),
        mut take: impl FnMut(Outcome<T>) -> Result<(), E>,
    ) -> Result<(), E> {
        let threads = threads.max(1);
        let gate = Gate::new(threads * PAGES);
        let stop = AtomicBool::new(false);
        let (jobs, next) = crossbeam_channel::bounded::<Job>(threads * PAGES);
        let (done, results) = crossbeam_channel::unbounded::<(usize, u64, Outcome<T>)>();
        std::thread::scope(|scope| {
            let (gate, stop) = (&gate, &stop);
            scope.spawn(move || {
                let mut index = 0;
                pages.each(&mut |input| {
                    let size = input.size();
                    gate.enter(size);
                    let job = Job { index, size, input };
                    index += 1;
                    if stop.load(Ordering::Relaxed) || jobs.send(job).is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
            });
            for _ in 0..threads {
                let (next, done) = (next.clone(), done.clone());
                scope.spawn(move || {
                    for Job { index, size, input } in next {
                        let outcome = self.one(input, unchanged, make);
                        if done.send((index, size, outcome)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop((next, done));
            let mut waiting = BTreeMap::new();
            let mut due = 0;
            let mut result = Ok(());
            for (index, size, outcome) in results {
                waiting.insert(index, (size, outcome));
                while let Some((size, outcome)) = waiting.remove(&due) {
                    due += 1;
                    if result.is_ok() {
                        result = take(outcome);
                        if result.is_err() {
                            stop.store(true, Ordering::Relaxed);
                        }
                    }
                    gate.leave(size);
                }
            }
            result
        })
    }

    fn one<T>(
        &self,
        input: Input,
        unchanged: &(dyn Fn(&RawPage, &NamedNode) -> bool + Sync),
        make: &(dyn Fn(PageGraph) -> T + Sync),
    ) -> Outcome<T> {
        let page = match input {
            Input::Page(page) => *page,
            Input::Failed(message) => return Outcome::Failed(message),
            Input::File(path, otherwise) => match source::read_file_as(&path, otherwise) {
                Ok(page) => page,
                Err(error) => return Outcome::Failed(error.to_string()),
            },
        };
        // A page must not end the run, whatever is in it: what the stages did not foresee becomes an error of that page.
        match catch_unwind(AssertUnwindSafe(|| self.page(&page, unchanged).map(make))) {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Failed(format!("{}: the program failed on this page", name(&page))),
        }
    }

    fn page(&self, page: &RawPage, unchanged: &(dyn Fn(&RawPage, &NamedNode) -> bool + Sync)) -> Outcome<PageGraph> {
        let graph = self.names.page_graph(&page.language, &page.title);
        let title = Title { title: page.title.clone(), graph, path: page.path.clone() };
        if unchanged(page, &title.graph) {
            return Outcome::Unchanged(title);
        }
        let reading = self.read(page);
        let graph = self.graph(page, &reading);
        let name = name(page);
        let diagnostics = reading.document.diagnostics.iter().map(|d| format!("{name}: byte {}: {}", d.span.start, d.message)).collect();
        let counts = counts(&graph, reading.findings.links.len());
        let recipe = self.recipe_of(page);
        Outcome::Read(PageGraph { page: title, graph, recipe, counts, diagnostics })
    }
}

/// What a page's graph holds, and how many links were read.
fn counts(graph: &Graph, links: usize) -> Counts {
    let mut counts = Counts { links, ..Counts::default() };
    let mut kinds = HashMap::default();
    let mut numbers = HashMap::default();
    for &(subject, predicate, object) in graph.triples() {
        match (predicate, object) {
            (Node::Ours(Ent::LossKind), Object::Plain(kind)) => _ = kinds.insert(subject, graph.at(kind)),
            (Node::Ours(Ent::Count), Object::Typed(number, _)) => _ = numbers.insert(subject, graph.at(number).parse().unwrap_or(0)),
            (Node::Known(rdf::TYPE), Object::Node(class)) => {
                counts.statements += usize::from(class == Node::Ours(Ent::StatementClass));
                counts.polls += usize::from(class == Node::Known(qb::OBSERVATION));
            }
            _ => {}
        }
    }
    for (subject, kind) in kinds {
        *counts.losses.entry(kind.to_owned()).or_default() += numbers.get(&subject).copied().unwrap_or(0);
    }
    counts
}

/// A page on its way to a thread.
struct Job {
    index: usize,
    size: u64,
    input: Input,
}

/// What messages call a page.
fn name(page: &RawPage) -> String {
    page.path.as_ref().map_or_else(|| page.title.clone(), |path| path.display().to_string())
}

/// Lets pages in while there is room for them, one at least.
struct Gate {
    most: usize,
    inside: Mutex<(usize, u64)>,
    left: Condvar,
}

impl Gate {
    /// A gate for so many pages.
    fn new(most: usize) -> Self {
        Self { most, inside: Mutex::default(), left: Condvar::new() }
    }

    fn enter(&self, size: u64) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        while inside.0 > 0 && (inside.0 >= self.most || inside.1 + size > IN_FLIGHT) {
            inside = self.left.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        *inside = (inside.0 + 1, inside.1 + size);
    }

    fn leave(&self, size: u64) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        *inside = (inside.0 - 1, inside.1 - size);
        // Who waits is woken for several pages at a time.
        if inside.0 <= self.most / 2 {
            self.left.notify_all();
        }
    }
}
