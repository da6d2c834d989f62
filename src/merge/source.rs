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

/// Quads, one at a time as they are asked for.
pub type Quads<'a> = Box<dyn Iterator<Item = Result<Quad, SourceError>> + 'a>;

/// Something that holds quads and finds them by pattern: the store, or a plain list.
pub trait QuadSource {
    /// The quads that match, in any order.
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> Quads<'a>;
}

impl QuadSource for [Quad] {
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> Quads<'a> {
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
    fn quads_for_pattern<'a>(&'a self, pattern: Pattern<'a>) -> Quads<'a> {
        self.as_slice().quads_for_pattern(pattern)
    }
}

/// A quad of a page graph, all of whose places are IRIs but perhaps the object.
pub(crate) struct Fact {
    pub(crate) subject: NamedNode,
    pub(crate) predicate: NamedNode,
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

/// Those of which the page graphs say one thing, each once.
///
/// A whole Wikipedia names millions of things, and those that were met are not kept: each is taken from the first of the graphs that say so of it.
pub(crate) fn subjects<'a>(
    source: &'a dyn QuadSource,
    names: &'a Names,
    predicate: NamedNodeRef<'a>,
    object: NamedNodeRef<'a>,
) -> impl Iterator<Item = Result<NamedNode, SourceError>> + 'a {
    let pattern = Pattern { predicate: Some(predicate), object: Some(object.into()), ..Pattern::default() };
    let mut last: Option<(NamedNode, NamedNode)> = None;
    let first_graph = move |subject: &NamedNode| {
        let fact = matching(source, names, Pattern { subject: Some(subject.as_ref()), ..pattern }).next().transpose()?;
        Ok::<_, SourceError>(fact.map(|fact| (fact.subject, fact.graph)))
    };
    matching(source, names, pattern).filter_map(move |fact| {
        let fact = match fact {
            Ok(fact) => fact,
            Err(error) => return Some(Err(error)),
        };
        // Databases give those of one subject together.
        if last.as_ref().is_none_or(|(subject, _)| *subject != fact.subject) {
            last = match first_graph(&fact.subject) {
                Ok(first) => first,
                Err(error) => return Some(Err(error)),
            };
        }
        last.as_ref().is_some_and(|(_, graph)| *graph == fact.graph).then_some(Ok(fact.subject))
    })
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
                Some(Ok(Fact { subject, predicate: quad.predicate, object: quad.object, graph }))
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Ent;

    #[test]
    fn each_subject_once_whatever_the_order() {
        let names = Names::default();
        let class = names.ent(Ent::Treaty).into_owned();
        let mut quads = Vec::new();
        for (page, things) in [("一", "甲乙丙"), ("二", "乙甲"), ("三", "丁甲丙")] {
            for thing in things.chars() {
                quads.push(Quad::new(names.entity("zh", &thing.to_string()), rdf::TYPE, class.clone(), names.page_graph("zh", page)));
            }
        }
        quads.push(Quad::new(names.entity("zh", "戊"), rdf::TYPE, class.clone(), names.graph(crate::graph::SharedGraph::Events)));
        let found = |quads: &Vec<Quad>| {
            let mut found: Vec<String> =
                subjects(quads, &names, rdf::TYPE, class.as_ref()).map(|thing| thing.unwrap().to_string()).collect();
            found.sort_unstable();
            found
        };
        let once = found(&quads);
        assert_eq!(once.len(), 4, "{once:?}");
        quads.rotate_left(3);
        assert_eq!(found(&quads), once);
        quads.sort_by_key(|quad| quad.subject.to_string());
        assert_eq!(found(&quads), once);
    }
}
