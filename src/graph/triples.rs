//! A graph in few pieces of memory.

use std::{ops::Range, sync::Arc};

use oxigraph::model::{GraphNameRef, LiteralRef, NamedNode, NamedNodeRef, Quad, QuadRef, TermRef};

use super::vocab::Ent;

/// One named graph.
///
/// A page names the same few nodes in thousands of triples. Quads that own their terms would hold the IRI of a node as often; here all texts
/// stand once in one string, and a triple says where.
#[derive(Clone, Debug)]
pub struct Graph {
    name: NamedNode,
    /// What [`Ent`] stands for.
    terms: Arc<[NamedNode]>,
    text: String,
    triples: Vec<Triple>,
}

/// Subject, predicate, object.
pub(crate) type Triple = (Node, Node, Object);

/// An IRI of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// Of another vocabulary.
    Known(NamedNodeRef<'static>),
    /// Of our own vocabulary.
    Ours(Ent),
    /// Of a page: where it stands in the graph's text.
    Written(Place),
}

/// What a triple says of its subject.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Object {
    /// Another node.
    Node(Node),
    /// A plain string.
    Plain(Place),
    /// Words in a language.
    Tagged(Place, &'static str),
    /// A value.
    Typed(Place, NamedNodeRef<'static>),
}

/// Bytes of a graph's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    start: usize,
    end: usize,
}

impl Graph {
    /// An empty graph with room for some triples.
    pub(super) fn new(name: NamedNode, terms: Arc<[NamedNode]>, room: usize) -> Self {
        Self { name, terms, text: String::with_capacity(room * 16), triples: Vec::with_capacity(room) }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &NamedNode {
        &self.name
    }

    /// How many triples were written to it; one that was written twice counts as two.
    #[must_use]
    pub fn len(&self) -> usize {
        self.triples.len()
    }

    /// Whether nothing was written to it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    /// Its quads, in the order of writing.
    pub fn quads(&self) -> impl ExactSizeIterator<Item = QuadRef<'_>> {
        self.triples.iter().map(|triple| self.quad(triple))
    }

    /// The same with terms of their own, one at a time: a graph whose quads all own their terms takes many times the memory.
    pub fn into_quads(self) -> impl ExactSizeIterator<Item = Quad> {
        (0..self.triples.len()).map(move |at| self.quad(&self.triples[at]).into_owned())
    }

    fn quad(&self, (subject, predicate, object): &Triple) -> QuadRef<'_> {
        let object: TermRef<'_> = match *object {
            Object::Node(node) => self.node(node).into(),
            Object::Plain(place) => LiteralRef::new_simple_literal(self.at(place)).into(),
            Object::Tagged(place, tag) => LiteralRef::new_language_tagged_literal_unchecked(self.at(place), tag).into(),
            Object::Typed(place, datatype) => LiteralRef::new_typed_literal(self.at(place), datatype).into(),
        };
        QuadRef::new(self.node(*subject), self.node(*predicate), object, GraphNameRef::NamedNode(self.name.as_ref()))
    }

    /// The IRI of a node.
    pub(super) fn node(&self, node: Node) -> NamedNodeRef<'_> {
        match node {
            Node::Known(node) => node,
            Node::Ours(term) => self.terms[term as usize].as_ref(),
            Node::Written(place) => NamedNodeRef::new_unchecked(self.at(place)),
        }
    }

    /// What was written, in the order of writing.
    pub(crate) fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// What stands at a place.
    pub(crate) fn at(&self, place: Place) -> &str {
        &self.text[Range::from(place)]
    }

    /// Takes over what `write` adds to the graph's text.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut String)) -> Place {
        let start = self.text.len();
        write(&mut self.text);
        Place { start, end: self.text.len() }
    }

    /// Adds a triple.
    pub(super) fn add(&mut self, subject: Node, predicate: Node, object: Object) {
        self.triples.push((subject, predicate, object));
    }
}

impl From<Place> for Range<usize> {
    fn from(place: Place) -> Self {
        place.start..place.end
    }
}

/// What can stand as a node in a triple: one of the graph, or an IRI that becomes one.
pub(crate) trait IntoNode {
    /// The node.
    fn into_node(self, graph: &mut Graph) -> Node;
}

/// What can stand as an object in a triple.
pub(crate) trait IntoObject {
    /// The object.
    fn into_object(self, graph: &mut Graph) -> Object;
}

impl IntoNode for Node {
    fn into_node(self, _: &mut Graph) -> Node {
        self
    }
}

impl IntoNode for Ent {
    fn into_node(self, _: &mut Graph) -> Node {
        Node::Ours(self)
    }
}

impl IntoNode for NamedNodeRef<'static> {
    fn into_node(self, _: &mut Graph) -> Node {
        Node::Known(self)
    }
}

impl IntoNode for &NamedNode {
    fn into_node(self, graph: &mut Graph) -> Node {
        Node::Written(graph.write(|text| text.push_str(self.as_str())))
    }
}

impl<N: IntoNode> IntoObject for N {
    fn into_object(self, graph: &mut Graph) -> Object {
        Object::Node(self.into_node(graph))
    }
}

impl IntoObject for Object {
    fn into_object(self, _: &mut Graph) -> Object {
        self
    }
}
