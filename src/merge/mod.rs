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
pub use source::{Pattern, QuadSource, Quads, SourceError};
pub(crate) use source::{facts, matching};

use oxigraph::model::{NamedNode, Quad};

use crate::{
    graph::{Names, SharedGraph},
    ontology::Vocabulary,
};

/// A named graph with its quads, some of them perhaps twice.
pub type Graph<'a> = (NamedNode, Quads<'a>);

/// All [`SharedGraph`] graphs: what follows from the page graphs, and the vocabulary itself.
///
/// `key` gives the key of the entity that a title names. Each replaces the graph of its name; one without quads means that the graph is to be empty.
/// A graph is computed when it is asked for, and what grows with the number of pages one quad after the other: a whole Wikipedia's would fill the memory.
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
) -> Result<impl Iterator<Item = Result<Graph<'a>, SourceError>> + 'a, SourceError> {
    let used = used(source, names, known)?;
    Ok(SharedGraph::ALL.into_iter().map(move |shared| {
        let quads: Quads<'a> = match shared {
            SharedGraph::Inferred => whole(inferred(source, names, vocabulary)?),
            SharedGraph::Events => Box::new(events(source, names)),
            SharedGraph::Gazetteer => whole(gazetteer(names, &used)),
            SharedGraph::Links => whole(links(source, names, &used, &kept_links(source, names)?)?),
            SharedGraph::Redirects => Box::new(redirects(source, names, key)),
            SharedGraph::Repairs => whole(repairs(source, names)?),
            SharedGraph::Dataset => Box::new(dataset(source, names, vocabulary, run)?),
            SharedGraph::Vocabulary => whole(vocabulary.quads(names)),
        };
        Ok((names.graph(shared), quads))
    }))
}

/// Quads of which there are few whatever the number of pages.
fn whole<'a>(quads: impl IntoIterator<Item = Quad, IntoIter: 'a>) -> Quads<'a> {
    Box::new(quads.into_iter().map(Ok))
}

/// The quads that are made of each item, one item after the other.
fn each<'a, T: 'a>(
    items: impl Iterator<Item = Result<T, SourceError>> + 'a,
    quads: impl Fn(T) -> Result<Vec<Quad>, SourceError> + 'a,
) -> impl Iterator<Item = Result<Quad, SourceError>> + 'a {
    items.flat_map(move |item| match item.and_then(&quads) {
        Ok(made) => made.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    })
}
