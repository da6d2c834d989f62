//! What follows from the plain edges by the vocabulary.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Quad, Term};

use super::source::{QuadSource, SourceError, facts};
use crate::{
    graph::{Names, SharedGraph, Writer},
    ontology::Vocabulary,
};

type Edges = BTreeSet<(NamedNode, NamedNode)>;

/// The plain edges that no page states and that follow from those that are: the inverse of a symmetric relation, the broader relation of a narrower one.
///
/// # Errors
/// The source cannot be read.
pub fn inferred(source: &dyn QuadSource, names: &Names, vocabulary: &Vocabulary) -> Result<Vec<Quad>, SourceError> {
    let mut stated: BTreeMap<&str, Edges> = BTreeMap::new();
    let mut following: BTreeMap<&str, Edges> = BTreeMap::new();
    for relation in &vocabulary.relations {
        let predicate = names.relation(&relation.name);
        let mut edges = Edges::new();
        for fact in facts(source, names, predicate.as_ref()) {
            let fact = fact?;
            if let Term::NamedNode(object) = fact.object {
                edges.insert((fact.subject, object));
            }
        }
        let mut symmetric = relation.symmetric;
        let mut both = with_inverse(&edges, symmetric);
        following.entry(&relation.name).or_default().extend(both.iter().cloned());
        // Once a relation on the way up holds both ways, all above it do for these pairs.
        for broader in vocabulary.broader(relation) {
            if broader.symmetric && !symmetric {
                symmetric = true;
                both = with_inverse(&both, true);
            }
            following.entry(&broader.name).or_default().extend(both.iter().cloned());
        }
        stated.insert(&relation.name, edges);
    }

    let mut writer = Writer::new(names, names.graph(SharedGraph::Inferred), following.values().map(BTreeSet::len).sum());
    for (name, edges) in &following {
        let predicate = names.relation(name);
        for (subject, object) in edges {
            if !stated.get(name).is_some_and(|stated| stated.contains(&(subject.clone(), object.clone()))) {
                writer.add(subject, &predicate, object);
            }
        }
    }
    Ok(writer.finish().into_quads().collect())
}

fn with_inverse(edges: &Edges, symmetric: bool) -> Edges {
    let mut both = edges.clone();
    if symmetric {
        both.extend(edges.iter().map(|(subject, object)| (object.clone(), subject.clone())));
    }
    both
}
