//! The ids of Wikidata.

use std::{fmt, str::FromStr};

use oxigraph::model::NamedNode;

use crate::graph::vocab::WIKIDATA_ENTITY;

/// Why a text is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id of Wikidata")]
pub struct NoId(String);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NoId;

            /// Reads the letter, upper case, and a number from 1 without zeros before it.
            fn from_str(text: &str) -> Result<Self, NoId> {
                let digits = text.strip_prefix($letter).filter(|digits| digits.starts_with(|c: char| matches!(c, '1'..='9')));
                let number = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())).and_then(|digits| digits.parse().ok());
                number.map(Self).ok_or_else(|| NoId(text.to_owned()))
            }
        }
    };
}

id! {
    /// An item by its number: 159 is Q159.
    Item, "Q"
}
id! {
    /// A property by its number: 31 is P31.
    Property, "P"
}

impl Item {
    /// The item that an IRI is of.
    #[must_use]
    pub fn of_iri(iri: &str) -> Option<Self> {
        iri.strip_prefix(WIKIDATA_ENTITY)?.parse().ok()
    }

    /// Its IRI.
    #[must_use]
    pub fn iri(self) -> NamedNode {
        NamedNode::new_unchecked(format!("{WIKIDATA_ENTITY}{self}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_written() {
        assert_eq!("Q159".parse(), Ok(Item(159)));
        assert_eq!(Item(159).to_string(), "Q159");
        assert_eq!(Property(31).to_string(), "P31");
        assert_eq!(Item::of_iri(Item(159).iri().as_str()), Some(Item(159)));
        assert_eq!(Item::of_iri("http://www.wikidata.org/entity/P31"), None);
        for bad in ["", "Q", "Q0", "Q01", "q159", "P159", "Q-1", "Q+1", "Q1 ", " Q1", "Q99999999999", "Q１"] {
            assert!(bad.parse::<Item>().is_err(), "{bad}");
        }
    }
}
