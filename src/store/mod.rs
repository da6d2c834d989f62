//! Stage 6: where it is kept.
//!
//! A [`Store`] holds one named graph for each page and a few that are computed from them. It is a folder: `quads/` is Oxigraph's,
//! `format` says what wrote it and under which base IRI, `inputs.tsv` where each page was read from, `lock` keeps writers apart.
//! Queries ([`sparql`], [`canned`]) and exports ([`export`]) read it. Nothing else touches Oxigraph's store.

pub mod canned;
pub mod docs;
pub mod export;
mod layout;
mod narrow;
pub mod params;
mod parts;
mod pattern;
pub mod results;
pub mod service;
pub mod sparql;
mod types;
mod write;

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, Term},
    store::{StorageError, Store as Quads},
};

use crate::graph::Names;

pub use layout::{FORMAT, Inputs};
pub use parts::{Part, parts};
pub use write::{LOADED, NewPage, PageState, Replaced};

/// Why a store cannot be used, as one line.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is nothing at the path.
    #[error("no store there; `entente build` makes one: {}", .0.display())]
    Missing(PathBuf),
    /// The path is a file, or a folder with other things in it.
    #[error("not a store of entente: {}", .0.display())]
    NotAStore(PathBuf),
    /// The store was written in another format.
    #[error("the store has format {found}, this program reads {FORMAT}; build it anew: {}", .path.display())]
    Format {
        /// The store.
        path: PathBuf,
        /// What it says.
        found: String,
    },
    /// The store was built under another base IRI.
    #[error("the store was built with the base {found}, not {wanted}: {}", .path.display())]
    Base {
        /// The store.
        path: PathBuf,
        /// The base that it was built with.
        found: String,
        /// The base that was asked for.
        wanted: String,
    },
    /// Another process holds it.
    #[error("the store is in use by another process{}: {}", .by, .path.display())]
    Held {
        /// The store.
        path: PathBuf,
        /// Which process, where it is known.
        by: String,
    },
    /// This build of the program keeps no store on disk.
    #[error("this program was built without its store on disk (cargo feature `rocksdb`): {}", .0.display())]
    NoDisk(PathBuf),
    /// What the system or the database says.
    #[error("{message}: {}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What went wrong, in one line.
        message: String,
    },
}

/// Where the quads are kept.
pub struct Store {
    quads: Quads,
    names: Names,
    dir: Option<PathBuf>,
    /// Held while the store is open: exclusively by a writer, shared by readers.
    _lock: Option<File>,
}

impl Store {
    /// A store in memory, for tests and for single runs.
    ///
    /// # Errors
    /// Where the database cannot be set up.
    pub fn memory(names: Names) -> Result<Self, StoreError> {
        let quads = Quads::new().map_err(|error| io_error(Path::new("memory"), &error))?;
        Ok(Self { quads, names, dir: None, _lock: None })
    }

    /// Opens the store in a folder to write to it, and makes one where there is none.
    ///
    /// `base` is the base IRI that is wanted; none takes that of the store, or the default for a new one.
    ///
    /// # Errors
    /// The folder holds something else, a store of another format or base, or another process uses it.
    pub fn open(dir: &Path, base: Option<&Names>) -> Result<Self, StoreError> {
        let opened = layout::prepare(dir, base)?;
        let quads = open_quads(&layout::quads(dir))?;
        Ok(Self { quads, names: opened.names, dir: Some(dir.to_owned()), _lock: Some(opened.lock) })
    }

    /// Opens an existing store to read from it; several processes may.
    ///
    /// # Errors
    /// As for [`Store::open`], and where there is no store.
    pub fn open_read_only(dir: &Path) -> Result<Self, StoreError> {
        let opened = layout::look(dir)?;
        let quads = read_quads(&layout::quads(dir))?;
        Ok(Self { quads, names: opened.names, dir: Some(dir.to_owned()), _lock: opened.lock })
    }

    /// Makes the IRIs of the store's base.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Oxigraph's store, to read from.
    #[must_use]
    pub fn quads(&self) -> &Quads {
        &self.quads
    }

    /// The folder; none for a store in memory.
    #[must_use]
    pub fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }

    /// How the store is called in messages.
    #[must_use]
    pub fn place(&self) -> PathBuf {
        self.dir.clone().unwrap_or_else(|| PathBuf::from("the store in memory"))
    }

    /// Whether it holds no quad at all.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        self.quads.is_empty().map_err(|error| self.error(&error))
    }

    /// The graphs of pages, sorted.
    ///
    /// # Errors
    /// What the database says.
    pub fn page_graphs(&self) -> Result<Vec<NamedNode>, StoreError> {
        self.pages_without(|_| false)
    }

    /// The graphs of pages for which `known` does not hold, sorted.
    ///
    /// # Errors
    /// What the database says.
    pub fn pages_without(&self, known: impl Fn(&NamedNode) -> bool) -> Result<Vec<NamedNode>, StoreError> {
        self.graphs_where(|graph| self.names.is_page_graph(graph.as_str()) && !known(graph))
    }

    /// All named graphs, sorted.
    ///
    /// # Errors
    /// What the database says.
    pub fn graphs(&self) -> Result<Vec<NamedNode>, StoreError> {
        self.graphs_where(|_| true)
    }

    fn graphs_where(&self, wanted: impl Fn(&NamedNode) -> bool) -> Result<Vec<NamedNode>, StoreError> {
        let mut graphs = Vec::new();
        for graph in self.quads.named_graphs() {
            if let oxigraph::model::NamedOrBlankNode::NamedNode(graph) = graph.map_err(|error| self.error(&error))?
                && wanted(&graph)
            {
                graphs.push(graph);
            }
        }
        graphs.sort();
        Ok(graphs)
    }

    /// The first object of a subject and predicate in a graph.
    pub(crate) fn object(
        &self,
        graph: NamedNodeRef<'_>,
        subject: Option<NamedNodeRef<'_>>,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Option<Term>, StoreError> {
        let subject = subject.map(NamedOrBlankNodeRef::from);
        match self.quads.quads_for_pattern(subject, Some(predicate), None, Some(GraphNameRef::from(graph))).next() {
            None => Ok(None),
            Some(Ok(quad)) => Ok(Some(quad.object)),
            Some(Err(error)) => Err(self.error(&error)),
        }
    }

    pub(crate) fn contains(&self, quad: QuadRef<'_>) -> Result<bool, StoreError> {
        self.quads.contains(quad).map_err(|error| self.error(&error))
    }

    pub(crate) fn error(&self, error: &StorageError) -> StoreError {
        io_error(&self.place(), error)
    }
}

/// The thread of a bulk load ended without a word.
pub(crate) fn broken_off(store: &Store) -> StoreError {
    io_error(&store.place(), &"the bulk load broke off")
}

/// An error of the database or the system, in one line.
pub(crate) fn io_error(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    let text = error.to_string();
    let message = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // The database says it twice, around the name of one of its own files.
    let message = if message.contains("No space left on device") { "no space left on the device" } else { &message };
    let message = message.strip_prefix("IO error: ").unwrap_or(message).to_owned();
    StoreError::Io { path: path.to_owned(), message }
}

#[cfg(feature = "rocksdb")]
fn open_quads(path: &Path) -> Result<Quads, StoreError> {
    Quads::open(path).map_err(|error| io_error(path, &error))
}

#[cfg(feature = "rocksdb")]
fn read_quads(path: &Path) -> Result<Quads, StoreError> {
    Quads::open_read_only(path).map_err(|error| match path.parent() {
        // A build that failed before the database was set up: Oxigraph would set it up now.
        Some(dir) if error.to_string().contains("read-write instances") => StoreError::Missing(dir.to_owned()),
        _ => io_error(path, &error),
    })
}

#[cfg(not(feature = "rocksdb"))]
fn open_quads(path: &Path) -> Result<Quads, StoreError> {
    Err(StoreError::NoDisk(path.to_owned()))
}

#[cfg(not(feature = "rocksdb"))]
fn read_quads(path: &Path) -> Result<Quads, StoreError> {
    Err(StoreError::NoDisk(path.to_owned()))
}
