//! The way of a page through all stages; the only file that knows every one of them.
//!
//! [`Pipeline::read`] and [`Pipeline::graph`] take one page from its bytes to its graph. [`Pipeline::run`] does so for many: read and understood
//! in parallel, handed on one by one in the order of the inputs, with bounded memory.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use oxigraph::model::{NamedNode, Quad, TermRef};
use sha2::{Digest, Sha256};

use crate::{
    FileError,
    document::{self, Document},
    graph::{self, Ent, Graph, Names, PageMeta, SharedGraph, vocab::rdf},
    mention::{self, Cast, Gazetteer},
    merge::{self, Known, Pattern, QuadSource, Run, SourceError},
    ontology::{Assets, Vocabulary},
    rules::{self, Engine, Findings, Precision},
    source::{self, Input, Pages, RawPage},
    store::{Replaced, Store, StoreError},
};

/// Bytes of pages that may be on their way at a time. One page may be larger.
const IN_FLIGHT: u64 = 24 << 20;

/// What a pipeline is made of besides the program itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A folder that adds to the vocabulary, the gazetteer and the rules, or replaces them.
    pub ontology: Option<PathBuf>,
    /// Makes the IRIs.
    pub names: Names,
}

/// All that the stages need, loaded once.
pub struct Pipeline {
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    engine: Engine,
    precision: Precision,
    names: Names,
    recipe: String,
}

/// What the stages before the graph make of a page.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What the page says.
    pub document: Document,
    /// Whom it names.
    pub cast: Cast,
    /// What it states.
    pub findings: Findings,
}

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
    /// Loads the gazetteer, the rules and the vocabulary.
    ///
    /// # Errors
    /// Every error in them, each as one line with file and line number.
    pub fn new(options: Options) -> Result<Self, Vec<String>> {
        let assets = assets(options.ontology.as_deref())?;
        let gazetteer = load_gazetteer(&assets)?;
        let vocabulary = Vocabulary::load(&assets).map_err(|error| vec![error.to_string()])?;
        let engine = load_rules(&assets, &vocabulary)?;
        let precision = load_precision(&assets)?;
        let recipe = recipe(&assets, &options.names);
        Ok(Self { gazetteer, vocabulary, engine, precision, names: options.names, recipe })
    }

    /// The relations.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The rules.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What is known of names before any page is read.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Makes the IRIs.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// A hash of all that decides what a page's graph holds, besides the page: the program's version, the gazetteer, the rules, the
    /// vocabulary. A page is read again where it differs.
    #[must_use]
    pub fn recipe(&self) -> &str {
        &self.recipe
    }

    /// The same for one page, with all that decides besides its bytes: how it is written, its version, its aliases.
    #[must_use]
    pub fn recipe_of(&self, page: &RawPage) -> String {
        let mut hash = Sha256::new();
        for part in std::iter::once(self.recipe.as_str()).chain(page.aliases.iter().map(String::as_str)) {
            hash.update(part);
            hash.update([0]);
        }
        let (id, time) = page.revision.as_ref().map_or((0, ""), |revision| (revision.id, revision.time.as_str()));
        hash.update(format!("{:?} {id} {time}", page.format));
        short_hex(hash)
    }

    /// Takes a page through the stages up to what it states.
    #[must_use]
    pub fn read(&self, page: &RawPage) -> Reading {
        let document = document::read(page);
        let (cast, findings) = rules::read(&document, &self.gazetteer, &self.engine);
        Reading { document, cast, findings }
    }

    /// The page's graph.
    #[must_use]
    pub fn graph(&self, page: &RawPage, reading: &Reading) -> Graph {
        let sha256 = page.sha256();
        let revision = page.revision.as_ref().map(|revision| (revision.id, revision.time.as_str()));
        let meta = PageMeta { title: &page.title, language: &page.language, sha256: &sha256, revision, aliases: &page.aliases };
        graph::page_graph(&meta, &reading.document, &reading.cast, &reading.findings, &self.precision, &self.names)
    }

    /// Computes the graphs that need all pages, and replaces them in the store. Gives the number of those that changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn merge(&self, store: &Store) -> Result<usize, StoreError> {
        let mut changed = 0;
        let run = Run { triples: store.triples()?, ..Run::default() };
        let known = self.gazetteer.entries().map(Known::from);
        let key = |title: &str| mention::entity_of_title(&self.gazetteer, title, &[], None).key;
        let unread = |error| crate::store::io_error(&store.place(), &error);
        let graphs = merge::all(store, &self.names, &self.vocabulary, known, &key, &run).map_err(unread)?;
        for graph in graphs {
            let (graph, quads) = graph.map_err(unread)?;
            changed += usize::from(store.replace_graph(&graph, &quads)? != Replaced::Same);
        }
        store.merged()?;
        Ok(changed)
    }

    /// Replaces the graph of links in a store by what was found out; gives whether it changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn relink(&self, store: &Store, found: &merge::Links) -> Result<bool, StoreError> {
        let known = self.gazetteer.entries().map(Known::from);
        let used = merge::used(store, &self.names, known);
        let quads = used.and_then(|used| merge::links(store, &self.names, &used, found));
        let quads = quads.map_err(|error| crate::store::io_error(&store.place(), &error))?;
        Ok(store.replace_graph(&self.names.graph(SharedGraph::Links), &quads)? != Replaced::Same)
    }

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
        let gate = Gate::default();
        let stop = AtomicBool::new(false);
        let (jobs, next) = crossbeam_channel::bounded::<Job>(0);
        let (done, results) = crossbeam_channel::unbounded::<(usize, u64, Outcome<T>)>();
        std::thread::scope(|scope| {
            let (gate, stop) = (&gate, &stop);
            scope.spawn(move || {
                let mut index = 0;
                pages.each(&mut |input| {
                    let size = input.size();
                    gate.enter(size, threads * 4);
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
        let counts = self.counts(&graph, reading.findings.links.len());
        let recipe = self.recipe_of(page);
        Outcome::Read(PageGraph { page: title, graph, recipe, counts, diagnostics })
    }

    fn counts(&self, graph: &Graph, links: usize) -> Counts {
        let mut counts = Counts { links, ..Counts::default() };
        let mut kinds = HashMap::new();
        let mut numbers = HashMap::new();
        let (statement, observation) = (self.names.ent(Ent::StatementClass), graph::vocab::qb::OBSERVATION);
        for quad in graph.quads() {
            match quad.object {
                TermRef::NamedNode(class) if quad.predicate == rdf::TYPE => {
                    counts.statements += usize::from(class == statement);
                    counts.polls += usize::from(class == observation);
                }
                TermRef::Literal(value) if quad.predicate == self.names.ent(Ent::LossKind) => {
                    kinds.insert(quad.subject, value.value());
                }
                TermRef::Literal(value) if quad.predicate == self.names.ent(Ent::Count) => {
                    numbers.insert(quad.subject, value.value().parse::<usize>().unwrap_or(0));
                }
                _ => {}
            }
        }
        for (subject, kind) in kinds {
            *counts.losses.entry(kind.to_owned()).or_default() += numbers.get(&subject).copied().unwrap_or(0);
        }
        counts
    }
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
#[derive(Default)]
struct Gate {
    inside: Mutex<(usize, u64)>,
    left: Condvar,
}

impl Gate {
    fn enter(&self, size: u64, most: usize) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        while inside.0 > 0 && (inside.0 >= most || inside.1 + size > IN_FLIGHT) {
            inside = self.left.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        *inside = (inside.0 + 1, inside.1 + size);
    }

    fn leave(&self, size: u64) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        *inside = (inside.0 - 1, inside.1 - size);
        self.left.notify_all();
    }
}

/// The data files that the program carries, with those of a folder over them.
///
/// # Errors
/// What is wrong with the folder, as one line.
pub fn assets(ontology: Option<&Path>) -> Result<Assets, Vec<String>> {
    ontology.map_or_else(|| Ok(Assets::embedded()), |dir| Assets::with_dir(dir).map_err(|error| vec![error.to_string()]))
}

/// The gazetteer of the data files.
///
/// # Errors
/// Every error in them, as one line each.
pub fn load_gazetteer(assets: &Assets) -> Result<Gazetteer, Vec<String>> {
    let mut names: Vec<&str> = assets.in_folder("gazetteer").filter(|name| name.ends_with(".tsv")).collect();
    // A row of a later file replaces one of an earlier: what lies deeper (`gazetteer/mine/states.tsv`) comes last.
    names.sort_by_key(|name| (name.matches('/').count(), *name));
    let files: Result<Vec<(&str, &str)>, _> = names.into_iter().map(|name| assets.text(name).map(|text| (name, text))).collect();
    let files = files.map_err(|error| vec![error.to_string()])?;
    Gazetteer::from_files(&files).map_err(lines)
}

/// The rules of the data files.
///
/// # Errors
/// Every error in them, as one line each.
pub fn load_rules(assets: &Assets, vocabulary: &Vocabulary) -> Result<Engine, Vec<String>> {
    let mut files = Vec::new();
    for name in assets.in_folder("rules").filter(|name| name.ends_with(".toml")) {
        files.push((name.to_owned(), assets.text(name).map_err(|error| vec![error.to_string()])?.to_owned()));
    }
    let rules = rules::load(&files, &|relation| vocabulary.relation(relation).is_some()).map_err(lines)?;
    let engine = Engine::new(rules, &|relation| vocabulary.relation(relation).is_some_and(|relation| relation.symmetric));
    if !assets.has(rules::BOXES_FILE) {
        return Ok(engine);
    }
    let text = assets.text(rules::BOXES_FILE).map_err(|error| vec![error.to_string()])?;
    let boxes = rules::Boxes::read(&assets.origin(rules::BOXES_FILE), text);
    Ok(engine.with_boxes(boxes.map_err(lines)?))
}

/// How often each rule was right, of the data files; of none where they do not say.
///
/// # Errors
/// Every error in the file, as one line each.
pub fn load_precision(assets: &Assets) -> Result<Precision, Vec<String>> {
    if !assets.has(rules::PRECISION_FILE) {
        return Ok(Precision::default());
    }
    let text = assets.text(rules::PRECISION_FILE).map_err(|error| vec![error.to_string()])?;
    Precision::read(&assets.origin(rules::PRECISION_FILE), text).map_err(lines)
}

/// Errors as one line each.
fn lines(errors: Vec<FileError>) -> Vec<String> {
    errors.iter().map(FileError::to_string).collect()
}

fn recipe(assets: &Assets, names: &Names) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part);
        hash.update([0]);
    };
    add(env!("CARGO_PKG_VERSION"));
    add(names.base());
    // What is only for the linker makes no difference to a page.
    for name in assets.in_folder("").filter(|name| !name.starts_with("wikidata/")) {
        add(name);
        add(assets.text(name).unwrap_or_default());
    }
    short_hex(hash)
}

fn short_hex(hash: Sha256) -> String {
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl QuadSource for Store {
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> Box<dyn Iterator<Item = Result<Quad, SourceError>> + 'a> {
        let subject = pattern.subject.map(oxigraph::model::NamedOrBlankNodeRef::from);
        let graph = pattern.graph.map(oxigraph::model::GraphNameRef::from);
        Box::new(
            self.quads().quads_for_pattern(subject, pattern.predicate, pattern.object, graph).map(|quad| quad.map_err(SourceError::from)),
        )
    }
}
