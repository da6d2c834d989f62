//! The way of a page through all stages; the only place that knows every one of them.
//!
//! [`Pipeline::read`] and [`Pipeline::graph`] take one page from its bytes to its graph. [`Pipeline::run`] does so for many: read and understood
//! in parallel, handed on one by one in the order of the inputs, with bounded memory.

mod data;
mod run;

pub use data::{assets, load_gazetteer, load_precision, load_rules};
pub use run::{Counts, Outcome, PageGraph, Title};

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use crate::{
    document::{self, Document},
    graph::{self, Graph, Names, PageMeta, SharedGraph},
    mention::{self, Cast, Gazetteer},
    merge::{self, Known, Pattern, QuadSource, Run, SourceError},
    ontology::Vocabulary,
    rules::{self, Engine, Findings, Precision},
    source::RawPage,
    store::{Replaced, Store, StoreError},
};

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
        let recipe = data::recipe(&assets, &options.names);
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
            changed += usize::from(store.replace_graph(&graph, quads.map(|quad| quad.map_err(unread)))? != Replaced::Same);
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
        Ok(store.replace_graph(&self.names.graph(SharedGraph::Links), quads.into_iter().map(Ok))? != Replaced::Same)
    }
}

fn short_hex(hash: Sha256) -> String {
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl QuadSource for Store {
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> merge::Quads<'a> {
        let subject = pattern.subject.map(oxigraph::model::NamedOrBlankNodeRef::from);
        let graph = pattern.graph.map(oxigraph::model::GraphNameRef::from);
        Box::new(
            self.quads().quads_for_pattern(subject, pattern.predicate, pattern.object, graph).map(|quad| quad.map_err(SourceError::from)),
        )
    }
}
