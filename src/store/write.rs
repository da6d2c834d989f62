//! What changes in a store: whole graphs.

use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad, QuadRef, Term};

use super::{Store, StoreError};
use crate::{
    graph::{Ent, Graph, vocab::xsd},
    hash::HashSet,
};

/// What the bulk load holds of quads at a time, in thousands. It keeps three times as many: those that come in and those that a thread sorts.
const BATCH: usize = 64;

/// What the store knows of a page's graph, to tell whether the page must be read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageState {
    /// SHA-256 of the file that it was read from.
    pub sha256: String,
    /// What the program was when it read it: see [`Pipeline::recipe`](crate::pipeline::Pipeline::recipe).
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

impl Store {
    /// The graph that holds what the store notes for itself: the recipe of each page's graph, and whether merging is due.
    /// It is no part of the data and never exported.
    #[must_use]
    pub fn build_graph(&self) -> NamedNode {
        self.names.graph("build")
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
    fn notes(&self, graph: &NamedNode, recipe: &str, triples: usize) -> [Quad; 3] {
        let build = self.build_graph();
        let triples = Literal::new_typed_literal(triples.to_string(), xsd::INTEGER);
        [
            Quad::new(graph.clone(), self.recipe_term(), Literal::new_simple_literal(recipe), build.clone()),
            Quad::new(graph.clone(), self.triples_term(), triples, build),
            self.due(),
        ]
    }

    /// How many triples the page graphs hold, by what was noted when they were written; none where a graph has no such note.
    ///
    /// # Errors
    /// What the database says.
    pub fn triples(&self) -> Result<Option<usize>, StoreError> {
        let build = self.build_graph();
        let noted = |predicate: &NamedNode| {
            let graph = Some(GraphNameRef::NamedNode(build.as_ref()));
            self.quads.quads_for_pattern(None, Some(predicate.as_ref()), None, graph).collect::<Result<Vec<_>, _>>()
        };
        let triples = noted(&self.triples_term()).map_err(|error| self.error(&error))?;
        let pages = noted(&self.recipe_term()).map_err(|error| self.error(&error))?;
        if triples.len() != pages.len() {
            return Ok(None);
        }
        let numbers = triples.iter().map(|quad| match &quad.object {
            Term::Literal(number) => number.value().parse::<usize>().ok(),
            _ => None,
        });
        Ok(numbers.sum())
    }

    /// Replaces a page's graph as a whole, or leaves it as it was.
    ///
    /// # Errors
    /// What the database says; then nothing has changed.
    pub fn replace_page(&self, page: &Graph, recipe: &str) -> Result<Replaced, StoreError> {
        let graph = page.name();
        let there = self.contains_graph(graph)?;
        let build = self.build_graph();
        // All that was noted of it.
        let old: Vec<Quad> = self
            .quads
            .quads_for_pattern(Some(graph.as_ref().into()), None, None, Some(GraphNameRef::NamedNode(build.as_ref())))
            .collect::<Result<_, _>>()
            .map_err(|error| self.error(&error))?;
        self.swap(graph, page.quads(), &old, &self.notes(graph, recipe, distinct(page)))?;
        Ok(if there { Replaced::Changed } else { Replaced::Added })
    }

    /// Replaces a computed graph as a whole; leaves it alone where it already holds just that.
    ///
    /// # Errors
    /// What the database says; then nothing has changed.
    pub fn replace_graph(&self, graph: &NamedNode, quads: &[Quad]) -> Result<Replaced, StoreError> {
        let mut new: HashSet<&Quad> = quads.iter().collect();
        let mut same = true;
        let mut there = false;
        for old in self.quads.quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(graph.as_ref()))) {
            there = true;
            let old = old.map_err(|error| self.error(&error))?;
            if !new.remove(&old) {
                same = false;
                break;
            }
        }
        if same && new.is_empty() {
            return Ok(Replaced::Same);
        }
        let inside = quads.iter().map(Quad::as_ref).filter(|quad| quad.graph_name == GraphNameRef::NamedNode(graph.as_ref()));
        self.swap(graph, inside, &[], &[])?;
        Ok(if there { Replaced::Changed } else { Replaced::Added })
    }

    fn swap<'a>(
        &self,
        graph: &NamedNode,
        quads: impl Iterator<Item = QuadRef<'a>>,
        remove: &[Quad],
        add: &[Quad],
    ) -> Result<(), StoreError> {
        let mut quads = quads.peekable();
        let result = (|| {
            let mut transaction = self.quads.start_transaction()?;
            if quads.peek().is_none() {
                transaction.remove_named_graph(graph)?;
            } else {
                transaction.clear_graph(graph)?;
            }
            for quad in remove {
                transaction.remove(quad);
            }
            for quad in quads {
                transaction.insert(quad);
            }
            for quad in add {
                transaction.insert(quad);
            }
            transaction.commit()
        })();
        result.map_err(|error| self.error(&error))
    }

    /// Loads the graphs of pages into an empty store: faster than [`Store::replace_page`], and all or nothing.
    ///
    /// Gives the number of pages.
    ///
    /// # Errors
    /// What the database says; then the store is still empty.
    pub fn load_pages(&self, pages: impl IntoIterator<Item = Graph>, recipe: &str) -> Result<usize, StoreError> {
        let mut count = 0;
        let mut loader = self.quads.bulk_loader().with_num_threads(1).with_max_memory_size_in_megabytes(BATCH);
        let all = pages.into_iter().flat_map(|page| {
            count += 1;
            let notes = self.notes(page.name(), recipe, distinct(&page));
            page.into_quads().chain(notes)
        });
        let result = loader.load_quads(all).and_then(|()| loader.commit());
        result.map_err(|error| self.error(&error))?;
        Ok(count)
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

    fn contains_graph(&self, graph: &NamedNode) -> Result<bool, StoreError> {
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

/// How many triples a page's graph holds, those written twice counted once.
fn distinct(page: &Graph) -> usize {
    page.quads().map(|quad| (quad.subject, quad.predicate, quad.object)).collect::<HashSet<_>>().len()
}
