//! What the words around a name, or at its end, make of it: `ontology/gazetteer/contexts.tsv`.

use crate::words::Words;

macro_rules! contexts {
    ($($field:ident = $name:literal),* $(,)?) => {
        /// Words by the context that they make; the file says of each what its words do.
        #[derive(Debug, Default)]
        pub(super) struct Contexts {
            $(pub $field: Words),*
        }

        impl Contexts {
            /// The words of a context; none where there is no such context.
            pub fn named(&mut self, name: &str) -> Option<&mut Words> {
                match name {
                    $($name => Some(&mut self.$field),)*
                    _ => None,
                }
            }

            /// The contexts that have no words.
            pub fn missing(&self) -> impl Iterator<Item = &'static str> {
                [$(($name, self.$field.iter().next().is_none())),*].into_iter().filter(|(_, none)| *none).map(|(name, _)| name)
            }
        }
    };
}

contexts! {
    backs = "backs",
    behind_dealt_with = "behind-dealt-with",
    behind_gone_to = "behind-gone-to",
    branches = "branches",
    city_asks = "city-asks",
    city_dealt_with = "city-dealt-with",
    city_allies = "city-allies",
    city_gone_to = "city-gone-to",
    city_met_in = "city-met-in",
    city_ties = "city-ties",
    comes_to_be = "comes-to-be",
    committees = "committees",
    land = "land",
    ministries = "ministries",
    named_after = "named-after",
    no_vessel = "no-vessel",
    opponents = "opponents",
    organization_acts = "organization-acts",
    organs = "organs",
    party_acts = "party-acts",
    people = "people",
    region_in_name = "region-in-name",
    related = "related",
    short_acts = "short-acts",
    sultan_names = "sultan-names",
    sultan_reigns = "sultan-reigns",
    vessels = "vessels",
}
