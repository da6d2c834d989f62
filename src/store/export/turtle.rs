//! Turtle for people: subjects in blocks, predicates in lines, in a fixed order.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};

use oxigraph::model::{
    Literal, NamedOrBlankNode, Quad, Term,
    vocab::{rdf, xsd},
};

use super::Shortener;

/// Characters after which a list of objects goes on in a new line.
const WIDTH: usize = 120;

/// Writes quads that come sorted by subject, predicate and object.
pub(super) struct Writer<'a> {
    out: &'a mut dyn Write,
    shortener: Shortener,
    last: Option<Quad>,
    /// Characters in the line so far.
    column: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn start(prefixes: &BTreeMap<&'static str, String>, out: &'a mut dyn Write) -> io::Result<Self> {
        for (prefix, namespace) in prefixes {
            writeln!(out, "@prefix {prefix}: <{namespace}> .")?;
        }
        Ok(Self { out, shortener: Shortener::with(prefixes), last: None, column: 0 })
    }

    pub(super) fn write(&mut self, quad: &Quad) -> io::Result<()> {
        let object = self.term(&quad.object);
        let wide = object.chars().count();
        match &self.last {
            Some(last) if last.subject == quad.subject && last.predicate == quad.predicate => {
                if self.column + 3 + wide > WIDTH {
                    write!(self.out, " ,\n        {object}")?;
                    self.column = 8 + wide;
                } else {
                    write!(self.out, " , {object}")?;
                    self.column += 3 + wide;
                }
            }
            Some(last) if last.subject == quad.subject => {
                let predicate = self.predicate(quad);
                write!(self.out, " ;\n    {predicate} {object}")?;
                self.column = 5 + predicate.chars().count() + wide;
            }
            last => {
                if last.is_some() {
                    writeln!(self.out, " .")?;
                }
                let subject = match &quad.subject {
                    NamedOrBlankNode::NamedNode(node) => self.shortener.short(node.as_str()),
                    NamedOrBlankNode::BlankNode(node) => node.to_string(),
                };
                let head = format!("{subject} {}", self.predicate(quad));
                write!(self.out, "\n{head} {object}")?;
                self.column = 1 + head.chars().count() + wide;
            }
        }
        self.last = Some(quad.clone());
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<()> {
        if self.last.is_some() {
            writeln!(self.out, " .")?;
        }
        Ok(())
    }

    fn predicate(&self, quad: &Quad) -> String {
        if quad.predicate == rdf::TYPE { "a".to_owned() } else { self.shortener.short(quad.predicate.as_str()) }
    }

    fn term(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => self.shortener.short(node.as_str()),
            Term::Literal(literal) => self.literal(literal),
            other => other.to_string(),
        }
    }

    fn literal(&self, literal: &Literal) -> String {
        let value = literal.value();
        let datatype = literal.datatype();
        if datatype == xsd::BOOLEAN && matches!(value, "true" | "false")
            || datatype == xsd::INTEGER && is_integer(value)
            || datatype == xsd::DECIMAL && is_decimal(value)
        {
            return value.to_owned();
        }
        let mut text = quoted(value);
        if let Some(language) = literal.language() {
            text.push('@');
            text.push_str(language);
        } else if datatype != xsd::STRING {
            text.push_str("^^");
            text.push_str(&self.shortener.short(datatype.as_str()));
        }
        text
    }
}

pub(super) fn is_integer(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn is_decimal(value: &str) -> bool {
    value.split_once('.').is_some_and(|(whole, part)| is_integer(whole) && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn quoted(value: &str) -> String {
    let long = value.contains('\n');
    let mut text = String::with_capacity(value.len() + 6);
    text.push_str(if long { "\"\"\"" } else { "\"" });
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push('\n'),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push_str(if long { "\"\"\"" } else { "\"" });
    text
}
