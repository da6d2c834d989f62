//! QuickStatements, version 1 commands: rows that a Wikidata editor pastes into the tool of that name.
//!
//! A [`Row`] displays itself as the tool reads it; [`read`] is a reader written from the tool's documented syntax, which also refuses what the tool passes over in silence,
//! so that a file edited by hand can be checked before it is sent.

mod reader;
mod value;

use std::fmt;

use super::{Item, Property};

pub use reader::{RowError, read};
pub use value::Value;

/// What a row does.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `CREATE`: makes an item, which is `LAST` from then on.
    Create,
    /// `CREATE_PROPERTY`: makes a property with a data type.
    CreateProperty(String),
    /// `MERGE`: two items into the older one.
    Merge(Item, Item),
    /// `-STATEMENT`: takes away a statement by its id.
    RemoveById(String),
    /// `L`, `D`, `A` with a language code or `S` with a site: a label, a description, an alias, a sitelink.
    Term {
        /// The entity: `Q42`, `LAST`.
        subject: String,
        /// The letter.
        kind: char,
        /// The language code or the site.
        code: String,
        /// The text.
        text: String,
    },
    /// A statement, with its qualifiers and references.
    Statement(Row),
}

/// A statement to add, or to take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The entity: `Q42`, `LAST`.
    pub subject: String,
    /// Whether it is taken away.
    pub remove: bool,
    /// Its property.
    pub property: Property,
    /// Whether a new statement is made even where there is one with the value.
    pub force: bool,
    /// Its value.
    pub value: Value,
    /// Its qualifiers.
    pub qualifiers: Vec<(Property, Value)>,
    /// Its references, each of one or more properties with values.
    pub references: Vec<Vec<(Property, Value)>>,
    /// The summary of the edit.
    pub summary: Option<String>,
}

impl Row {
    /// A statement on an item, without qualifiers and references.
    #[must_use]
    pub fn new(item: Item, property: Property, value: Value) -> Self {
        Self {
            subject: item.to_string(),
            remove: false,
            property,
            force: false,
            value,
            qualifiers: Vec::new(),
            references: Vec::new(),
            summary: None,
        }
    }
}

/// The row as the tool reads it, without the end of the line.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |is: bool, sign: &'static str| if is { sign } else { "" };
        write!(f, "{}{}\t{}{}\t{}", sign(self.remove, "-"), self.subject, sign(self.force, "!"), self.property, self.value)?;
        for (property, value) in &self.qualifiers {
            write!(f, "\t{property}\t{value}")?;
        }
        for (at, reference) in self.references.iter().enumerate() {
            for (within, (property, value)) in reference.iter().enumerate() {
                write!(f, "\t{}S{}\t{value}", sign(at > 0 && within == 0, "!"), property.0)?;
            }
        }
        self.summary.as_ref().map_or(Ok(()), |summary| write!(f, " /* {} */", value::plain(summary).replace("*/", "* /")))
    }
}
