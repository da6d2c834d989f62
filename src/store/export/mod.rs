//! Exports: the graph for other programs, the same bytes for the same content.
//!
//! Triples are sorted, outside of memory where there are many, so that an export does not depend on the order in which pages were read. Turtle
//! is written by this program (`turtle.rs`), in the layout that people read; the other formats by Oxigraph's serialisers.

mod order;
mod short;
mod sort;
mod turtle;

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use oxigraph::{
    io::{RdfFormat, RdfSerializer},
    model::{GraphNameRef, NamedNode, Quad, QuadRef, vocab::xsd},
};
use oxjsonld::JsonLdSerializer;

use super::{Store, StoreError, sparql::prefixes};
use crate::graph::SharedGraph;

pub use order::Order;
pub use short::Shortener;
pub use sort::Sorter;

/// What an export holds and how it is written.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format.
    pub format: Format,
    /// With the graph of inferred edges.
    pub inferred: bool,
    /// With the vocabulary.
    pub vocabulary: bool,
    /// Only this graph.
    pub only: Option<NamedNode>,
    /// More quads, such as a time stamp.
    pub more: Vec<Quad>,
    /// Bytes of memory that sorting may take before it goes to temporary files.
    pub memory: usize,
}

/// The formats of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Turtle, all graphs merged.
    Turtle,
    /// TriG, with the graphs.
    TriG,
    /// N-Triples, all graphs merged.
    NTriples,
    /// N-Quads, with the graphs.
    NQuads,
    /// JSON-LD, with the graphs.
    JsonLd,
    /// RDF/XML, all graphs merged.
    RdfXml,
}

impl Format {
    /// The format that a file's name asks for.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "ttl" | "turtle" => Self::Turtle,
            "trig" => Self::TriG,
            "nt" => Self::NTriples,
            "nq" => Self::NQuads,
            "jsonld" | "json" => Self::JsonLd,
            "rdf" | "xml" | "owl" => Self::RdfXml,
            _ => return None,
        })
    }

    fn keeps_graphs(self) -> bool {
        matches!(self, Self::TriG | Self::NQuads | Self::JsonLd)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { format: Format::Turtle, inferred: false, vocabulary: false, only: None, more: Vec::new(), memory: 256 << 20 }
    }
}

/// Why an export ended.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output or a temporary file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A prefix of the program is none; cannot be with a base that was checked.
    #[error("{0}")]
    Prefix(String),
}

/// Writes an export. Gives the number of statements of RDF that it holds.
///
/// # Errors
/// The store cannot be read, the output cannot be written.
pub fn write(store: &Store, options: &Options, out: &mut dyn Write) -> Result<usize, ExportError> {
    let mut sorter = Sorter::new(Order::new(store.names()), options.memory);
    let mut used = Used::new(prefixes(store.names()));
    let graphs = options.format.keeps_graphs();
    for graph in chosen(store, options)? {
        for quad in store.quads().quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(graph.as_ref()))) {
            let quad = quad.map_err(|error| store.error(&error))?;
            used.note(&quad);
            sorter.push(quad.as_ref(), graphs)?;
        }
    }
    for quad in &options.more {
        used.note(quad);
        sorter.push(quad.as_ref(), graphs)?;
    }
    let (prefixes, quads) = (used.prefixes(), sorter.finish()?);
    match options.format {
        Format::Turtle => as_turtle(&prefixes, quads, out),
        Format::JsonLd => as_json_ld(&prefixes, quads, out),
        Format::TriG => by_oxigraph(RdfFormat::TriG, &prefixes, quads, out),
        Format::NTriples => by_oxigraph(RdfFormat::NTriples, &BTreeMap::new(), quads, out),
        Format::NQuads => by_oxigraph(RdfFormat::NQuads, &BTreeMap::new(), quads, out),
        Format::RdfXml => by_oxigraph(RdfFormat::RdfXml, &prefixes, quads, out),
    }
}

/// Namespaces by prefix.
type Prefixes = BTreeMap<&'static str, String>;

fn bad_prefix(error: oxigraph::model::IriParseError) -> ExportError {
    ExportError::Prefix(error.to_string())
}

fn as_turtle(prefixes: &Prefixes, quads: impl Iterator<Item = io::Result<Quad>>, out: &mut dyn Write) -> Result<usize, ExportError> {
    let mut writer = turtle::Writer::start(prefixes, out)?;
    let mut count = 0;
    for quad in quads {
        writer.write(&quad?)?;
        count += 1;
    }
    writer.finish()?;
    Ok(count)
}

fn as_json_ld(prefixes: &Prefixes, quads: impl Iterator<Item = io::Result<Quad>>, out: &mut dyn Write) -> Result<usize, ExportError> {
    let mut serializer = JsonLdSerializer::new();
    for (prefix, namespace) in prefixes {
        serializer = serializer.with_prefix(*prefix, namespace.as_str()).map_err(bad_prefix)?;
    }
    let mut writer = serializer.for_writer(&mut *out);
    let mut count = 0;
    for quad in quads {
        writer.serialize_quad(&quad?)?;
        count += 1;
    }
    writer.finish()?;
    writeln!(out)?;
    Ok(count)
}

/// By a serialiser of Oxigraph.
fn by_oxigraph(
    format: RdfFormat,
    prefixes: &Prefixes,
    quads: impl Iterator<Item = io::Result<Quad>>,
    out: &mut dyn Write,
) -> Result<usize, ExportError> {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in prefixes {
        serializer = serializer.with_prefix(*prefix, namespace.as_str()).map_err(bad_prefix)?;
    }
    let mut writer = serializer.for_writer(out);
    let mut count = 0;
    for quad in quads {
        let quad = quad?;
        let quad = quad.as_ref();
        let graph = if format.supports_datasets() { quad.graph_name } else { GraphNameRef::DefaultGraph };
        writer.serialize_quad(QuadRef::new(quad.subject, quad.predicate, quad.object, graph))?;
        count += 1;
    }
    writer.finish()?;
    Ok(count)
}

fn chosen(store: &Store, options: &Options) -> Result<Vec<NamedNode>, StoreError> {
    if let Some(only) = &options.only {
        return Ok(vec![only.clone()]);
    }
    let names = store.names();
    let (build, inferred, vocabulary) = (store.build_graph(), names.graph(SharedGraph::Inferred), names.graph(SharedGraph::Vocabulary));
    let mut graphs = store.graphs()?;
    graphs.retain(|graph| *graph != build && (options.inferred || *graph != inferred) && (options.vocabulary || *graph != vocabulary));
    Ok(graphs)
}

/// Which prefixes are in use.
struct Used {
    prefixes: Vec<(&'static str, String, bool)>,
}

impl Used {
    fn new(prefixes: Prefixes) -> Self {
        let mut prefixes: Vec<_> = prefixes.into_iter().map(|(prefix, namespace)| (prefix, namespace, false)).collect();
        // The longest namespace that fits an IRI is the one that is written.
        prefixes.sort_by_key(|(prefix, namespace, _)| (std::cmp::Reverse(namespace.len()), *prefix));
        Self { prefixes }
    }

    fn note(&mut self, quad: &Quad) {
        let mut see = |iri: &str| {
            if let Some(found) = self.prefixes.iter_mut().find(|(_, namespace, _)| iri.starts_with(namespace.as_str())) {
                found.2 = found.2 || short::local_name(&iri[found.1.len()..]).is_some();
            }
        };
        if let oxigraph::model::NamedOrBlankNode::NamedNode(node) = &quad.subject {
            see(node.as_str());
        }
        see(quad.predicate.as_str());
        match &quad.object {
            oxigraph::model::Term::NamedNode(node) => see(node.as_str()),
            oxigraph::model::Term::Literal(literal) if literal.language().is_none() && literal.datatype() != xsd::STRING => {
                let (value, datatype) = (literal.value(), literal.datatype());
                let bare = datatype == xsd::INTEGER && turtle::is_integer(value) || datatype == xsd::DECIMAL && turtle::is_decimal(value);
                if !bare && datatype != xsd::BOOLEAN {
                    see(datatype.as_str());
                }
            }
            _ => {}
        }
    }

    fn prefixes(&self) -> Prefixes {
        self.prefixes.iter().filter(|(_, _, used)| *used).map(|(prefix, namespace, _)| (*prefix, namespace.clone())).collect()
    }
}
