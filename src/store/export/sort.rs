//! Quads sorted beyond memory.

use std::{fmt::Write as _, io, str::FromStr as _};

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, QuadRef, Term};

use super::Order;
use crate::sort::Lines;

/// Stands between the terms of a line. N-Triples writes every control character in a term as an escape.
const BETWEEN: char = '\u{1}';

/// Collects quads and gives them back sorted by graph, subject, predicate (both as [`Order`] has them) and object, each once.
pub struct Sorter {
    order: Order,
    lines: Lines,
}

impl Sorter {
    /// A sorter that takes about so many bytes of memory before it goes to temporary files.
    #[must_use]
    pub const fn new(order: Order, memory: usize) -> Self {
        Self { order, lines: Lines::new(memory) }
    }

    /// Adds a quad; its graph is forgotten unless `graphs`.
    ///
    /// # Errors
    /// A temporary file cannot be written.
    pub fn push(&mut self, quad: QuadRef<'_>, graphs: bool) -> io::Result<()> {
        let graph = if graphs { quad.graph_name.to_string() } else { String::new() };
        let mut line = format!("{graph}{BETWEEN}{}{BETWEEN}{}{BETWEEN}", self.order.subject(quad.subject), quad.subject);
        line.extend(self.order.predicate(quad.predicate));
        let _ = write!(line, "{}{BETWEEN}{}", quad.predicate, quad.object);
        self.lines.push(line)
    }

    /// The quads in order.
    ///
    /// # Errors
    /// A temporary file cannot be read.
    pub fn finish(self) -> io::Result<impl Iterator<Item = io::Result<Quad>>> {
        Ok(self.lines.finish()?.map(|line| line.and_then(|line| parse(&line))))
    }
}

fn parse(line: &str) -> io::Result<Quad> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "a sorted run is broken");
    let mut parts = line.splitn(5, BETWEEN);
    let mut part = || parts.next().ok_or_else(broken);
    let (graph, _, subject, predicate, object) = (part()?, part()?, part()?, part()?, part()?);
    let term = |text: &str| Term::from_str(text).map_err(|_| broken());
    let graph_name = match graph {
        "" | "DEFAULT" => GraphName::DefaultGraph,
        graph => match term(graph)? {
            Term::NamedNode(node) => node.into(),
            Term::BlankNode(node) => node.into(),
            _ => return Err(broken()),
        },
    };
    let subject: NamedOrBlankNode = match term(subject)? {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        _ => return Err(broken()),
    };
    let predicate = predicate.get(predicate.find('<').unwrap_or(0)..).unwrap_or_default();
    let predicate = NamedNode::from_str(predicate).map_err(|_| broken())?;
    Ok(Quad { subject, predicate, object: term(object)?, graph_name })
}

#[cfg(test)]
mod tests {
    use oxigraph::model::Literal;

    use super::*;

    fn quad(n: usize) -> Quad {
        let node = |name: &str| NamedNode::new_unchecked(format!("https://example.org/{name}"));
        let text = format!("line one\nline\ttwo \u{1} \u{0} \u{7f} \"{n}\" \\ 俄羅斯");
        Quad::new(
            node(&format!("s{}", n % 37)),
            node(&format!("p{}", n % 5)),
            Literal::new_simple_literal(text),
            node(&format!("g{}", n % 3)),
        )
    }

    #[test]
    fn a_tiny_budget_gives_the_same() {
        let sorted = |memory| {
            let mut sorter = Sorter::new(Order::new(&crate::graph::Names::default()), memory);
            for n in 0..3000 {
                sorter.push(quad(n * 7919 % 1500).as_ref(), true).unwrap();
            }
            sorter.finish().unwrap().collect::<Result<Vec<_>, _>>().unwrap()
        };
        let whole = sorted(usize::MAX);
        assert_eq!(whole.len(), 1500);
        assert_eq!(whole, sorted(2_000));
        let mut expected: Vec<String> = (0..1500).map(|n| quad(n).to_string()).collect();
        let mut got: Vec<String> = whole.iter().map(ToString::to_string).collect();
        expected.sort();
        got.sort();
        assert_eq!(got, expected);
    }
}
