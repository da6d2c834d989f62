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
pub use links::{LINKS, Links, all_links, kept_links, links};
pub use redirects::redirects;
pub use repairs::repairs;
pub use source::{Pattern, QuadSource, SourceError};
pub(crate) use source::{facts, matching};

use oxigraph::model::{NamedNode, Quad};

use crate::{graph::Names, ontology::Vocabulary};

/// A named graph with all of its quads, sorted.
pub type Graph = (NamedNode, Vec<Quad>);

/// All graphs that follow from the page graphs: `inferred`, `events`, `gazetteer`, `links`, `redirects`, `repairs`, `dataset` and the vocabulary itself.
///
/// `key` gives the key of the entity that a title names. Each replaces the graph of its name; one without quads means that the graph is to be empty.
///
/// # Errors
/// The source cannot be read.
pub fn all<'a>(
    source: &dyn QuadSource,
    names: &Names,
    vocabulary: &Vocabulary,
    known: impl IntoIterator<Item = Known<'a>>,
    key: &dyn Fn(&str) -> String,
    run: &Run,
) -> Result<Vec<Graph>, SourceError> {
    let used = used(source, names, known)?;
    Ok(vec![
        (names.graph("inferred"), inferred(source, names, vocabulary)?),
        (names.graph("events"), events(source, names)?),
        (names.graph("gazetteer"), gazetteer(names, &used)),
        (names.graph(LINKS), links(source, names, &used, &kept_links(source, names)?)?),
        (names.graph("redirects"), redirects(source, names, key)?),
        (names.graph("repairs"), repairs(source, names)?),
        (names.graph("dataset"), dataset(source, names, vocabulary, run)?),
        (names.graph("vocabulary"), vocabulary.quads(names)),
    ])
}
