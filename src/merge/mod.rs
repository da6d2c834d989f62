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
    const GRAPHS: [&str; 8] = ["inferred", "events", "gazetteer", LINKS, "redirects", "repairs", "dataset", "vocabulary"];
    let used = used(source, names, known)?;
    Ok(GRAPHS.into_iter().map(move |name| {
        let quads = match name {
            "inferred" => inferred(source, names, vocabulary)?,
            "events" => events(source, names)?,
            "gazetteer" => gazetteer(names, &used),
            LINKS => links(source, names, &used, &kept_links(source, names)?)?,
            "redirects" => redirects(source, names, key)?,
            "repairs" => repairs(source, names)?,
            "dataset" => dataset(source, names, vocabulary, run)?,
            _ => vocabulary.quads(names),
        };
        Ok((names.graph(name), quads))
    }))
}
