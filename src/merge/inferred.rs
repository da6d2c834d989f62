//! What follows from the plain edges by the vocabulary.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Quad, Term};

use super::source::{QuadSource, SourceError, facts};
use crate::{
    graph::{Names, SharedGraph},
    hash::HashMap,
    ontology::Vocabulary,
};

/// Pairs of entities, by their numbers.
type Edges = BTreeSet<(u32, u32)>;

/// The entities that have edges, numbered as they come: each has many.
#[derive(Default)]
struct Entities {
    numbers: HashMap<NamedNode, u32>,
    nodes: Vec<NamedNode>,
}

impl Entities {
    fn number(&mut self, node: NamedNode) -> u32 {
        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(node).or_insert_with_key(|node| {
            self.nodes.push(node.clone());
            next
        })
    }
}

/// The plain edges that no page states and that follow from those that are: the inverse of a symmetric relation, the broader relation of a narrower one.
///
/// # Errors
/// The source cannot be read.
pub fn inferred<'a>(
    source: &dyn QuadSource,
    names: &'a Names,
    vocabulary: &'a Vocabulary,
) -> Result<impl Iterator<Item = Quad> + 'a, SourceError> {
    let mut entities = Entities::default();
    let mut stated: BTreeMap<&str, Edges> = BTreeMap::new();
    let mut following: BTreeMap<&str, Edges> = BTreeMap::new();
    for relation in &vocabulary.relations {
        let predicate = names.relation(&relation.name);
        let mut edges = Edges::new();
        for fact in facts(source, names, predicate.as_ref()) {
            let fact = fact?;
            if let Term::NamedNode(object) = fact.object {
                edges.insert((entities.number(fact.subject), entities.number(object)));
            }
        }
        let mut symmetric = relation.symmetric;
        let mut both = with_inverse(&edges, symmetric);
        following.entry(&relation.name).or_default().extend(&both);
        // Once a relation on the way up holds both ways, all above it do for these pairs.
        for broader in vocabulary.broader(relation) {
            if broader.symmetric && !symmetric {
                symmetric = true;
                both = with_inverse(&both, true);
            }
            following.entry(&broader.name).or_default().extend(&both);
        }
        stated.insert(&relation.name, edges);
    }
    let graph = names.graph(SharedGraph::Inferred);
    let nodes = entities.nodes;
    let told = move |(name, edges): (&str, Edges)| {
        let predicate = names.relation(name);
        let stated = stated.remove(name).unwrap_or_default();
        let node = |number: u32| nodes[number as usize].clone();
        let quad = |(subject, object): &(u32, u32)| Quad::new(node(*subject), predicate.clone(), node(*object), graph.clone());
        edges.difference(&stated).map(quad).collect::<Vec<_>>()
    };
    Ok(following.into_iter().flat_map(told))
}

fn with_inverse(edges: &Edges, symmetric: bool) -> Edges {
    let mut both = edges.clone();
    if symmetric {
        both.extend(edges.iter().map(|(subject, object)| (*object, *subject)));
    }
    both
}
