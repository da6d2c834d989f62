//! Stage 7: what follows across pages.
//!
//! A page's graph holds only what that page says. What needs several pages is computed here from the page graphs after a build, each
//! part into a graph of its own that is replaced as a whole: [`all`] gives these graphs. None of them depends on the order in which pages were
//! read, and none reads another; that of the links is made anew of the links that it holds.

mod dataset;
mod dates;
mod events;
mod gazetteer;
mod inferred;
mod links;
mod redirects;
mod repairs;
mod source;

pub use dataset::{Run, dataset};
pub use events::events;
pub use gazetteer::{Known, gazetteer, used};
pub use inferred::inferred;
pub use links::{Links, all_links, kept_links, links};
pub use redirects::redirects;
pub use repairs::repairs;
pub use source::{Pattern, QuadSource, SourceError};
pub(crate) use source::{facts, matching};

use oxigraph::model::{NamedNode, Quad};

use crate::{
    graph::{Names, SharedGraph},
    ontology::Vocabulary,
};

/// A named graph with all of its quads, sorted.
pub type Graph = (NamedNode, Vec<Quad>);

/// All [`SharedGraph`] graphs: what follows from the page graphs, and the vocabulary itself.
///
/// `key` gives the key of the entity that a title names. Each replaces the graph of its name; one without quads means that the graph is to be empty.
/// A graph is computed when it is asked for: all of a whole Wikipedia's at a time would fill the memory.
///
/// # Errors
/// The source cannot be read.
pub fn all<'a>(
    source: &'a dyn QuadSource,
    names: &'a Names,
    vocabulary: &'a Vocabulary,
    known: impl IntoIterator<Item = Known<'a>>,
    key: &'a dyn Fn(&str) -> String,
    run: &'a Run,
) -> Result<impl Iterator<Item = Result<Graph, SourceError>> + 'a, SourceError> {
    let used = used(source, names, known)?;
    Ok(SharedGraph::ALL.into_iter().map(move |shared| {
        let quads = match shared {
            SharedGraph::Inferred => inferred(source, names, vocabulary)?,
            SharedGraph::Events => events(source, names)?,
            SharedGraph::Gazetteer => gazetteer(names, &used),
            SharedGraph::Links => links(source, names, &used, &kept_links(source, names)?)?,
            SharedGraph::Redirects => redirects(source, names, key)?,
            SharedGraph::Repairs => repairs(source, names)?,
            SharedGraph::Dataset => dataset(source, names, vocabulary, run)?,
            SharedGraph::Vocabulary => vocabulary.quads(names),
        };
        Ok((names.graph(shared), quads))
    }))
}
