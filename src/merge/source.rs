//! Where the page graphs are read from.

use std::error::Error;

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, TermRef};

use crate::graph::{Names, vocab::rdf};

/// Why the quads could not be read.
pub type SourceError = Box<dyn Error + Send + Sync>;

/// Which quads are asked for; `None` stands for any.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pattern<'a> {
    /// The subject.
    pub subject: Option<NamedNodeRef<'a>>,
    /// The predicate.
    pub predicate: Option<NamedNodeRef<'a>>,
    /// The object.
    pub object: Option<TermRef<'a>>,
    /// The named graph.
    pub graph: Option<NamedNodeRef<'a>>,
}

/// Something that holds quads and finds them by pattern: the store, or a plain list.
pub trait QuadSource {
    /// The quads that match, in any order.
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> Box<dyn Iterator<Item = Result<Quad, SourceError>> + 'a>;
}

impl QuadSource for [Quad] {
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> Box<dyn Iterator<Item = Result<Quad, SourceError>> + 'a> {
        let matches = move |quad: &&Quad| {
            pattern.subject.is_none_or(|subject| quad.subject.as_ref() == subject.into())
                && pattern.predicate.is_none_or(|predicate| quad.predicate.as_ref() == predicate)
                && pattern.object.is_none_or(|object| quad.object.as_ref() == object)
                && pattern.graph.is_none_or(|graph| quad.graph_name.as_ref() == GraphNameRef::from(graph))
        };
        Box::new(self.iter().filter(matches).cloned().map(Ok))
    }
}

impl QuadSource for Vec<Quad> {
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> Box<dyn Iterator<Item = Result<Quad, SourceError>> + 'a> {
        self.as_slice().quads_for_pattern(pattern)
    }
}

/// A quad of a page graph, all of whose places are IRIs but perhaps the object.
pub(crate) struct Fact {
    pub(crate) subject: NamedNode,
    pub(crate) object: oxigraph::model::Term,
    pub(crate) graph: NamedNode,
}

/// What the page graphs say with one predicate.
pub(crate) fn facts<'a>(
    source: &'a dyn QuadSource,
    names: &'a Names,
    predicate: NamedNodeRef<'a>,
) -> impl Iterator<Item = Result<Fact, SourceError>> + 'a {
    matching(source, names, Pattern { predicate: Some(predicate), ..Pattern::default() })
}

/// Whether some page names an entity.
pub(crate) fn is_named(source: &dyn QuadSource, names: &Names, node: NamedNodeRef<'_>) -> Result<bool, SourceError> {
    let pattern = Pattern { subject: Some(node), predicate: Some(rdf::TYPE), ..Pattern::default() };
    Ok(matching(source, names, pattern).next().transpose()?.is_some())
}

/// What the page graphs say that matches a pattern.
pub(crate) fn matching<'a>(
    source: &'a dyn QuadSource,
    names: &'a Names,
    pattern: Pattern<'a>,
) -> impl Iterator<Item = Result<Fact, SourceError>> + 'a {
    source.quads_for_pattern(pattern).filter_map(|quad| {
        let quad = match quad {
            Ok(quad) => quad,
            Err(error) => return Some(Err(error)),
        };
        match (quad.subject, quad.graph_name) {
            (NamedOrBlankNode::NamedNode(subject), oxigraph::model::GraphName::NamedNode(graph)) if names.is_page_graph(graph.as_str()) => {
                Some(Ok(Fact { subject, object: quad.object, graph }))
            }
            _ => None,
        }
    })
}
