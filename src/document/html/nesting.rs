//! Whether the tags of a table fit together as they stand.

use super::{Token, VOID};

/// Elements of a table that hold only other elements of it, and those that may hold them; a table stands in a cell or alone.
const STRUCTURE: [(&str, &[&str]); 6] = [
    ("table", &[]),
    ("thead", &["table"]),
    ("tbody", &["table"]),
    ("tfoot", &["table"]),
    ("tr", &["table", "thead", "tbody", "tfoot"]),
    ("colgroup", &["table"]),
];
/// Elements of a table that hold text, likewise.
const PARTS: [(&str, &[&str]); 3] = [("td", &["tr"]), ("th", &["tr"]), ("caption", &["table"])];
/// Elements within these that HTML leaves where they are once each has its end: none that it moves out of a table, or reads by rules of their own.
const FLOW: &str = "p span a b i div li ul ol sup sub small big center strong em font u s del ins code cite abbr blockquote dl dd dt \
                    h1 h2 h3 h4 h5 h6 pre q strike tt var";

/// Follows the tags of a table. One in which every element has its end, and stands where it may, needs no mending.
#[derive(Default)]
pub(super) struct Nesting {
    open: Vec<&'static str>,
    broken: bool,
}

impl Nesting {
    /// Whether all that was read fits together.
    pub(super) const fn is_whole(&self) -> bool {
        !self.broken && self.open.is_empty()
    }

    /// Reads the next token.
    pub(super) fn read(&mut self, token: &Token<'_>) {
        if self.broken {
            return;
        }
        self.broken = match token {
            Token::Open { name, closed, .. } => !self.opens(name, *closed),
            Token::Close { name, .. } => self.open.pop().is_none_or(|open| open != name),
            Token::Text { parts } => !self.in_flow() && !parts.iter().all(|(text, _)| text.bytes().all(|byte| byte.is_ascii_whitespace())),
        };
    }

    fn opens(&mut self, name: &str, closed: bool) -> bool {
        let inside = self.open.last().copied().unwrap_or_default();
        if VOID.contains(&name) {
            return if name == "col" { inside == "colgroup" } else { self.in_flow() && matches!(name, "br" | "hr" | "img" | "wbr") };
        }
        let in_table = STRUCTURE.iter().chain(&PARTS).find(|(known, _)| *known == name);
        let (known, fits) = match in_table {
            Some(("table", _)) => ("table", self.open.is_empty() || self.in_flow()),
            Some((known, holders)) => (*known, holders.contains(&inside)),
            None => match FLOW.split(' ').find(|known| *known == name) {
                Some(known) => (known, self.in_flow()),
                None => return false,
            },
        };
        self.open.push(known);
        fits && !closed
    }

    /// Whether text may stand here.
    fn in_flow(&self) -> bool {
        self.open.last().is_some_and(|open| !STRUCTURE.iter().any(|(known, _)| known == open))
    }
}
