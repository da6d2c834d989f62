//! What the values of parameters are.

use oxigraph::model::NamedNode;

use crate::time::Edtf;

/// What a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// An entity: a name in either script, an alias, in English, a Q-id, an IRI.
    Entity,
    /// A relation: its local name.
    Relation,
    /// A status: Affirmed, Denied, Planned, Attributed.
    Status,
    /// A page: its title.
    Page,
    /// A year.
    Year,
    /// A date in EDTF.
    Date,
    /// A whole number.
    Integer,
    /// A number with or without a decimal point.
    Decimal,
    /// An address of the web: an IRI that begins with `http://` or `https://`.
    Address,
    /// Any text.
    String,
    /// Yes or no.
    Boolean,
}

impl Type {
    const ALL: [(&'static str, Self); 11] = [
        ("entity", Self::Entity),
        ("relation", Self::Relation),
        ("status", Self::Status),
        ("page", Self::Page),
        ("year", Self::Year),
        ("date", Self::Date),
        ("integer", Self::Integer),
        ("decimal", Self::Decimal),
        ("address", Self::Address),
        ("string", Self::String),
        ("boolean", Self::Boolean),
    ];

    /// The type with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("string", |(name, _)| name)
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(|(name, _)| name).join(", ")
    }

    /// Whether a value has the right form, as far as that can be told without a store.
    ///
    /// # Errors
    /// Why not, as a piece of a line.
    pub fn check(self, value: &str) -> Result<(), String> {
        let good = match self {
            Self::Year => value.parse::<i32>().is_ok_and(|year| (-9999..=9999).contains(&year)),
            Self::Integer => value.parse::<i64>().is_ok(),
            // XSD knows no exponent, no infinity, and no digits of other scripts.
            Self::Decimal => value.parse::<f64>().is_ok() && value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+')),
            Self::Date => Edtf::new(value).is_some(),
            Self::Status => STATUS.contains(&value),
            Self::Boolean => ["true", "false", "yes", "no"].contains(&value),
            Self::Address => is_address(value),
            Self::Entity | Self::Relation | Self::Page | Self::String => !value.trim().is_empty(),
        };
        if good { Ok(()) } else { Err(format!("`{value}` is no {}", self.hint())) }
    }

    /// What such a value is called.
    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::Entity => "name",
            Self::Relation => "relation",
            Self::Status => "status (Affirmed, Denied, Planned, Attributed)",
            Self::Page => "title",
            Self::Year => "year",
            Self::Date => "date (EDTF, as in 1950, 1957-08-02, 195X)",
            Self::Integer => "whole number",
            Self::Decimal => "number",
            Self::Address => "address (http://… or https://…)",
            Self::String => "text",
            Self::Boolean => "`true` or `false`",
        }
    }
}

fn is_address(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && NamedNode::new(value).is_ok()
}

const STATUS: [&str; 4] = ["Affirmed", "Denied", "Planned", "Attributed"];
