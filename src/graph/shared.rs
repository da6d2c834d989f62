//! The graphs that belong to no page.

/// A graph that belongs to no page, by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SharedGraph {
    /// Edges that follow from others.
    Inferred,
    /// Events told of twice.
    Events,
    /// Names of the gazetteer that are in use.
    Gazetteer,
    /// Links to Wikidata.
    Links,
    /// Titles that lead to other pages.
    Redirects,
    /// What one page lacks and another has.
    Repairs,
    /// The description of the data set.
    Dataset,
    /// The vocabulary.
    Vocabulary,
}

impl SharedGraph {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Inferred, Self::Events, Self::Gazetteer, Self::Links, Self::Redirects, Self::Repairs, Self::Dataset, Self::Vocabulary];

    /// The name, as in the IRI.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Events => "events",
            Self::Gazetteer => "gazetteer",
            Self::Links => "links",
            Self::Redirects => "redirects",
            Self::Repairs => "repairs",
            Self::Dataset => "dataset",
            Self::Vocabulary => "vocabulary",
        }
    }
}
