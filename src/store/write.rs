//! What changes in a store: whole graphs.

use oxigraph::{
    model::{GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term},
    store::{StorageError, Transaction},
};

use super::{Store, StoreError};
use crate::{
    graph::{Ent, Graph, vocab::xsd},
    hash::{HashSet, mark},
};

/// What the bulk load holds of quads at a time, in thousands. It keeps three times as many: those that come in and those that a thread sorts.
const BATCH: usize = 64;
/// Quads that are loaded before they are stored for good: what is lost where the program is killed.
const PORTION: usize = 1_000_000;

/// The recipe of graphs that come from parts: a build reads their pages again.
pub const LOADED: &str = "loaded";

/// A page's graph on its way into the store.
pub struct NewPage {
    graph: NamedNode,
    quads: Box<dyn ExactSizeIterator<Item = Quad> + Send>,
    /// How many different triples that is, where it is known.
    triples: Option<usize>,
    recipe: String,
}

impl NewPage {
    /// What was made of a page, and by what: see [`Pipeline::recipe_of`](crate::pipeline::Pipeline::recipe_of).
    #[must_use]
    pub fn new(graph: Graph, recipe: String) -> Self {
        let triples = graph.quads().map(|quad| (quad.subject, quad.predicate, quad.object)).collect::<HashSet<_>>().len();
        Self { graph: graph.name().clone(), quads: Box::new(graph.into_quads()), triples: Some(triples), recipe }
    }

    /// What the graph is called.
    #[must_use]
    pub fn graph(&self) -> &NamedNode {
        &self.graph
    }

    /// A part of a graph that was made elsewhere: how many triples the whole has is known only when all parts are read.
    #[must_use]
    pub fn loaded(graph: NamedNode, mut quads: Vec<Quad>) -> Self {
        quads.retain(|quad| is_in(quad, &graph));
        Self { graph, quads: Box::new(quads.into_iter()), triples: None, recipe: LOADED.to_owned() }
    }
}

/// What the store knows of a page's graph, to tell whether the page must be read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageState {
    /// SHA-256 of the bytes that it was read from.
    pub sha256: String,
    /// By what it was made: see [`Pipeline::recipe_of`](crate::pipeline::Pipeline::recipe_of).
    pub recipe: String,
}

/// What became of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It was not there.
    Added,
    /// It was there with other content.
    Changed,
    /// It was there with the same content.
    Same,
}

/// How a graph differs from what it is to hold.
#[derive(Default)]
struct Difference {
    lacking: Vec<Quad>,
    surplus: Vec<Quad>,
    /// How many quads of it stay.
    kept: usize,
}

impl Store {
    /// The graph that holds what the store notes for itself: the recipe of each page's graph, and whether merging is due.
    /// It is no part of the data and never exported.
    #[must_use]
    pub fn build_graph(&self) -> NamedNode {
        self.names.build_graph()
    }

    fn recipe_term(&self) -> NamedNode {
        self.names.relation("recipe")
    }

    fn triples_term(&self) -> NamedNode {
        self.names.relation("triples")
    }

    fn due(&self) -> Quad {
        let graph = self.build_graph();
        Quad::new(graph.clone(), self.names.relation("mergeDue"), Literal::new_typed_literal("true", xsd::BOOLEAN), graph)
    }

    fn loading(&self) -> Quad {
        let graph = self.build_graph();
        Quad::new(graph.clone(), self.names.relation("loading"), Literal::new_typed_literal("true", xsd::BOOLEAN), graph)
    }

    /// What is known of a page's graph; none where it is not there whole.
    ///
    /// # Errors
    /// What the database says.
    pub fn page_state(&self, graph: &NamedNode) -> Result<Option<PageState>, StoreError> {
        let build = self.build_graph();
        let sha256 = self.object(graph.as_ref(), None, self.names.ent(Ent::Sha256))?;
        let recipe = self.object(build.as_ref(), Some(graph.as_ref()), self.recipe_term().as_ref())?;
        Ok(match (sha256, recipe) {
            (Some(Term::Literal(sha256)), Some(Term::Literal(recipe))) => {
                Some(PageState { sha256: sha256.value().to_owned(), recipe: recipe.value().to_owned() })
            }
            _ => None,
        })
    }

    /// What a page's graph needs besides its own quads.
    fn notes(&self, page: &NewPage) -> Vec<Quad> {
        let build = self.build_graph();
        let note = |term: NamedNode, value: Literal| Quad::new(page.graph.clone(), term, value, build.clone());
        let mut notes = vec![note(self.recipe_term(), Literal::new_simple_literal(&page.recipe)), self.due()];
        if let Some(triples) = page.triples {
            notes.push(note(self.triples_term(), Literal::new_typed_literal(triples.to_string(), xsd::INTEGER)));
        }
        notes
    }

    /// How many triples the page graphs hold, by what was noted when they were written; none where a graph has no such note.
    ///
    /// # Errors
    /// What the database says.
    pub fn triples(&self) -> Result<Option<usize>, StoreError> {
        let build = self.build_graph();
        let (triples, recipe) = (self.triples_term(), self.recipe_term());
        let noted = |predicate: &NamedNode| {
            let graph = Some(GraphNameRef::NamedNode(build.as_ref()));
            self.quads.quads_for_pattern(None, Some(predicate.as_ref()), None, graph)
        };
        let (mut sum, mut with) = (0, 0);
        for quad in noted(&triples) {
            let Term::Literal(number) = quad.map_err(|error| self.error(&error))?.object else { return Ok(None) };
            let Ok(number) = number.value().parse::<usize>() else { return Ok(None) };
            sum += number;
            with += 1;
        }
        let mut pages = 0;
        for quad in noted(&recipe) {
            quad.map_err(|error| self.error(&error))?;
            pages += 1;
        }
        Ok((with == pages).then_some(sum))
    }

    /// Replaces a page's graph as a whole, or leaves it as it was.
    ///
    /// # Errors
    /// What the database says; then nothing has changed.
    pub fn replace_page(&self, page: NewPage) -> Result<Replaced, StoreError> {
        let there = self.contains_graph(&page.graph)?;
        let old = self.noted(&page.graph)?;
        let notes = self.notes(&page);
        self.swap(&page.graph, page.quads, &old, &notes)?;
        Ok(if there { Replaced::Changed } else { Replaced::Added })
    }

    /// Makes a computed graph hold just these quads; leaves it alone where it already does.
    ///
    /// One that is not there yet is loaded in bulk, which takes as little memory as the pages did. Of one that is there only what differs is kept in memory and changed, in
    /// one transaction.
    ///
    /// # Errors
    /// What the database says, and what the quads do; then nothing has changed, but that a new graph may hold a part of its quads.
    pub fn replace_graph(
        &self,
        graph: &NamedNode,
        quads: impl IntoIterator<Item = Result<Quad, StoreError>>,
    ) -> Result<Replaced, StoreError> {
        let mut quads = quads.into_iter().filter(|quad| quad.as_ref().map_or(true, |quad| is_in(quad, graph))).peekable();
        if self.quads_in(graph).next().is_none() {
            if quads.peek().is_none() {
                return Ok(Replaced::Same);
            }
            let mut failed = None;
            self.load(quads.map_while(|quad| quad.map_err(|error| failed = Some(error)).ok()))?;
            return failed.map_or(Ok(Replaced::Added), Err);
        }
        let Difference { lacking, surplus, kept } = self.difference(graph, quads)?;
        if lacking.is_empty() && surplus.is_empty() {
            return Ok(Replaced::Same);
        }
        self.transact(|transaction| {
            if lacking.is_empty() && kept == 0 {
                return transaction.remove_named_graph(graph);
            }
            surplus.iter().for_each(|quad| transaction.remove(quad));
            lacking.iter().for_each(|quad| transaction.insert(quad));
            Ok(())
        })?;
        Ok(Replaced::Changed)
    }

    /// Whether a graph holds just these quads.
    pub(crate) fn holds_just(&self, graph: &NamedNode, quads: &[Quad]) -> Result<bool, StoreError> {
        let Difference { lacking, surplus, .. } = self.difference(graph, quads.iter().cloned().map(Ok))?;
        Ok(lacking.is_empty() && surplus.is_empty())
    }

    fn difference(&self, graph: &NamedNode, quads: impl IntoIterator<Item = Result<Quad, StoreError>>) -> Result<Difference, StoreError> {
        let mut difference = Difference::default();
        let mut wanted = HashSet::default();
        for quad in quads {
            let quad = quad?;
            if wanted.insert(mark(&quad.to_string())) && !self.contains(quad.as_ref())? {
                difference.lacking.push(quad);
            }
        }
        for quad in self.quads_in(graph) {
            let quad = quad.map_err(|error| self.error(&error))?;
            if wanted.contains(&mark(&quad.to_string())) {
                difference.kept += 1;
            } else {
                difference.surplus.push(quad);
            }
        }
        Ok(difference)
    }

    fn quads_in(&self, graph: &NamedNode) -> oxigraph::store::QuadIter<'static> {
        self.quads.quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(graph.as_ref())))
    }

    /// Replaces a graph as a whole, with some quads beside it.
    fn swap(&self, graph: &NamedNode, quads: impl Iterator<Item = Quad>, remove: &[Quad], add: &[Quad]) -> Result<(), StoreError> {
        let mut quads = quads.peekable();
        self.transact(|transaction| {
            if quads.peek().is_none() {
                transaction.remove_named_graph(graph)?;
            } else {
                transaction.clear_graph(graph)?;
            }
            remove.iter().for_each(|quad| transaction.remove(quad));
            quads.for_each(|quad| transaction.insert(&quad));
            add.iter().for_each(|quad| transaction.insert(quad));
            Ok(())
        })
    }

    /// Changes the database, all at once or not at all.
    fn transact(&self, change: impl FnOnce(&mut Transaction<'_>) -> Result<(), StorageError>) -> Result<(), StoreError> {
        let result = (|| {
            let mut transaction = self.quads.start_transaction()?;
            change(&mut transaction)?;
            transaction.commit()
        })();
        result.map_err(|error| self.error(&error))
    }

    /// Loads the graphs of pages that are not there yet: faster than [`Store::replace_page`]. They are stored in portions, each of them whole or
    /// not at all; after the last one call [`Store::loaded`].
    ///
    /// Gives the number of pages.
    ///
    /// # Errors
    /// What the database says; then the portions before are stored.
    pub fn load_pages(&self, pages: impl IntoIterator<Item = NewPage>) -> Result<usize, StoreError> {
        let mut pages = pages.into_iter().peekable();
        let mut count = 0;
        while pages.peek().is_some() {
            let mut room = PORTION;
            let portion = std::iter::from_fn(|| {
                let page = pages.next_if(|_| room > 0)?;
                room = room.saturating_sub(page.quads.len());
                count += 1;
                Some(page)
            });
            let quads = portion.flat_map(|page| {
                let notes = self.notes(&page);
                page.quads.chain(notes).chain([self.loading()])
            });
            self.load(quads)?;
        }
        Ok(count)
    }

    /// Loads quads in bulk.
    fn load(&self, quads: impl Iterator<Item = Quad>) -> Result<(), StoreError> {
        let mut loader = self.quads.bulk_loader().with_num_threads(1).with_max_memory_size_in_megabytes(BATCH);
        let result = loader.load_quads(quads).and_then(|()| loader.commit());
        result.map_err(|error| self.error(&error))
    }

    /// Whether a load was begun and has not come to its end.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_loading(&self) -> Result<bool, StoreError> {
        self.contains(self.loading().as_ref())
    }

    /// Notes that a load has come to its end.
    ///
    /// # Errors
    /// What the database says.
    pub fn loaded(&self) -> Result<(), StoreError> {
        self.quads.remove(&self.loading()).map_err(|error| self.error(&error))
    }

    /// Takes a page's graph out of the store.
    ///
    /// # Errors
    /// What the database says; then nothing has changed.
    pub fn remove_page(&self, graph: &NamedNode) -> Result<(), StoreError> {
        let old = self.noted(graph)?;
        self.swap(graph, std::iter::empty(), &old, &[self.due()])
    }

    /// All that was noted of a page's graph.
    fn noted(&self, graph: &NamedNode) -> Result<Vec<Quad>, StoreError> {
        let build = self.build_graph();
        let noted = self.quads.quads_for_pattern(Some(graph.as_ref().into()), None, None, Some(GraphNameRef::NamedNode(build.as_ref())));
        noted.collect::<Result<_, _>>().map_err(|error| self.error(&error))
    }

    /// Whether pages have changed since [`Store::merged`].
    ///
    /// # Errors
    /// What the database says.
    pub fn merge_is_due(&self) -> Result<bool, StoreError> {
        self.contains(self.due().as_ref())
    }

    /// Notes that the computed graphs are up to date.
    ///
    /// # Errors
    /// What the database says.
    pub fn merged(&self) -> Result<(), StoreError> {
        self.quads.remove(&self.due()).map_err(|error| self.error(&error))
    }

    pub(crate) fn contains_graph(&self, graph: &NamedNode) -> Result<bool, StoreError> {
        self.quads.contains_named_graph(NamedNodeRef::from(graph)).map_err(|error| self.error(&error))
    }

    /// Makes what was written last through the system's caches.
    ///
    /// # Errors
    /// What the database says.
    pub fn flush(&self) -> Result<(), StoreError> {
        if self.dir.is_none() {
            return Ok(());
        }
        #[cfg(feature = "rocksdb")]
        self.quads.flush().map_err(|error| self.error(&error))?;
        Ok(())
    }
}

fn is_in(quad: &Quad, graph: &NamedNode) -> bool {
    matches!(&quad.graph_name, GraphName::NamedNode(name) if name == graph) && matches!(quad.subject, NamedOrBlankNode::NamedNode(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Names;

    fn quad(graph: &NamedNode, object: &str) -> Quad {
        let node = NamedNode::new_unchecked("http://example.org/s");
        Quad::new(node.clone(), node, Literal::new_simple_literal(object), graph.clone())
    }

    #[test]
    fn a_computed_graph_is_made_what_it_is_to_be() {
        let store = Store::memory(Names::default()).unwrap();
        let graph = NamedNode::new_unchecked("http://example.org/g");
        let other = NamedNode::new_unchecked("http://example.org/other");
        store.replace_graph(&other, [Ok(quad(&other, "1"))]).unwrap();
        let replace = |objects: &[&str]| store.replace_graph(&graph, objects.iter().map(|object| Ok(quad(&graph, object)))).unwrap();
        let there = || {
            let objects = store.quads_in(&graph).map(|quad| quad.unwrap().object.to_string());
            let mut objects: Vec<String> = objects.collect();
            objects.sort_unstable();
            objects.concat()
        };
        assert_eq!((replace(&[]), there()), (Replaced::Same, String::new()));
        assert_eq!((replace(&["1", "2", "1"]), there()), (Replaced::Added, "\"1\"\"2\"".to_owned()));
        assert_eq!((replace(&["2", "1"]), there()), (Replaced::Same, "\"1\"\"2\"".to_owned()));
        assert_eq!((replace(&["2", "3", "3"]), there()), (Replaced::Changed, "\"2\"\"3\"".to_owned()));
        assert_eq!((replace(&["3"]), there()), (Replaced::Changed, "\"3\"".to_owned()));
        assert!(store.holds_just(&graph, &[quad(&graph, "3")]).unwrap());
        assert!(!store.holds_just(&graph, &[quad(&graph, "3"), quad(&graph, "4")]).unwrap() && !store.holds_just(&graph, &[]).unwrap());
        // What belongs to another graph is none of its business.
        assert_eq!((store.replace_graph(&graph, [Ok(quad(&other, "3"))]).unwrap(), there()), (Replaced::Changed, String::new()));
        assert!(!store.contains_graph(&graph).unwrap() && store.contains_graph(&other).unwrap());
    }

    #[test]
    fn quads_that_cannot_be_told_are_an_error() {
        let store = Store::memory(Names::default()).unwrap();
        let graph = NamedNode::new_unchecked("http://example.org/g");
        let broken = || [Ok(quad(&graph, "1")), Err(super::super::io_error(&store.place(), &"unread")), Ok(quad(&graph, "2"))];
        assert!(store.replace_graph(&graph, broken()).is_err_and(|error| error.to_string().contains("unread")));
        store.replace_graph(&graph, [Ok(quad(&graph, "0"))]).unwrap();
        assert!(store.replace_graph(&graph, broken()).is_err());
        assert!(store.holds_just(&graph, &[quad(&graph, "0")]).unwrap(), "of a graph that is there nothing has changed");
    }
}
