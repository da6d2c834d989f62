//! N-Quads as `entente extract` writes them, back into graphs.

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader, Read},
};

use oxigraph::{
    io::{RdfFormat, RdfParser},
    model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term},
};

/// Quads of one graph that are held at a time; a graph that has more comes in several parts.
const MOST: usize = 200_000;
/// Bytes that are parsed at a time, and the longest line.
const BLOCK: usize = 256 << 10;
const LONGEST: u64 = 64 << 20;

/// What is next in a file of N-Quads.
#[derive(Debug)]
pub enum Part {
    /// Quads of one graph that stand together: all of it, as `extract` writes them.
    Graph(NamedNode, Vec<Quad>),
    /// A line that cannot be used: its number and why.
    Bad(u64, String),
    /// The file cannot be read any further.
    Broken(String),
}

/// Reads N-Quads. A line that is none fails alone.
pub fn parts(reader: impl Read) -> impl Iterator<Item = Part> {
    let mut lines = Lines { reader: BufReader::with_capacity(1 << 16, reader), line: 0, read: VecDeque::new(), ended: false };
    let mut graph: Option<NamedNode> = None;
    let mut held: Vec<Quad> = Vec::new();
    std::iter::from_fn(move || {
        loop {
            match lines.next() {
                Some(Ok((name, quad))) => {
                    let is_other = graph.as_ref() != Some(&name);
                    let before = (is_other || held.len() >= MOST).then(|| std::mem::take(&mut held));
                    held.push(quad);
                    let last = graph.replace(name);
                    if let (Some(last), Some(quads)) = (last, before)
                        && !quads.is_empty()
                    {
                        return Some(Part::Graph(last, quads));
                    }
                }
                Some(Err(part)) => return Some(part),
                None => {
                    let quads = std::mem::take(&mut held);
                    return graph.take().filter(|_| !quads.is_empty()).map(|graph| Part::Graph(graph, quads));
                }
            }
        }
    })
}

/// The lines of a file, read a good many at a time: the parser of a whole block is faster, but what it takes a broken line for may reach
/// into the next one. So the lines of a block with a fault are read one by one.
struct Lines<R> {
    reader: BufReader<R>,
    /// The number of the last line that was read.
    line: u64,
    read: VecDeque<Result<(NamedNode, Quad), Part>>,
    ended: bool,
}

impl<R: Read> Lines<R> {
    fn next(&mut self) -> Option<Result<(NamedNode, Quad), Part>> {
        while self.read.is_empty() && !self.ended {
            self.block();
        }
        self.read.pop_front()
    }

    fn block(&mut self) {
        let mut block = Vec::new();
        let mut broken = None;
        while block.len() < BLOCK {
            let before = block.len();
            match self.reader.by_ref().take(LONGEST).read_until(b'\n', &mut block) {
                Ok(0) => self.ended = true,
                Ok(_) if (block.len() - before) as u64 == LONGEST && !block.ends_with(b"\n") => {
                    broken = Some("a line too long to be read".to_owned());
                }
                Ok(_) => continue,
                Err(error) => broken = Some(error.to_string()),
            }
            if broken.is_some() {
                block.truncate(before);
                self.ended = true;
            }
            break;
        }
        let whole: Result<Vec<Quad>, _> = RdfParser::from_format(RdfFormat::NQuads).for_slice(&block).collect();
        match whole.ok().and_then(|quads| quads.into_iter().map(named).collect::<Result<Vec<_>, _>>().ok()) {
            Some(quads) => {
                self.line += memchr::memchr_iter(b'\n', &block).count() as u64;
                self.read.extend(quads.into_iter().map(Ok));
            }
            None => {
                for line in block.split_inclusive(|&byte| byte == b'\n') {
                    self.line += 1;
                    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(line).take(1) {
                        let quad = quad.map_err(|error| {
                            let why = error.to_string();
                            format!("no N-Quads: {}", why.rsplit_once(": ").map_or(why.as_str(), |(_, why)| why))
                        });
                        let quad = quad.and_then(|quad| named(quad).map_err(str::to_owned));
                        self.read.push_back(quad.map_err(|why| Part::Bad(self.line, why)));
                    }
                }
            }
        }
        self.read.extend(broken.map(|why| Err(Part::Broken(why))));
    }
}

/// The graph of a quad, which has a name and no blank nodes in it.
fn named(quad: Quad) -> Result<(NamedNode, Quad), &'static str> {
    if matches!(quad.subject, NamedOrBlankNode::BlankNode(_)) || matches!(quad.object, Term::BlankNode(_)) {
        return Err("a blank node");
    }
    match &quad.graph_name {
        GraphName::NamedNode(graph) => Ok((graph.clone(), quad)),
        _ => Err("not in a named graph"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphs_and_bad_lines() {
        let text = "<a:s> <a:p> \"甲\" <g:1> .\n<a:s> <a:p> \"乙\" <g:1> .\nnonsense\n\n<a:s> <a:p> <a:o> .\n_:b <a:p> <a:o> <g:1> .\n# note\n\
                    <a:s> <a:p> \"x\" <g:2> .\n<a:s> <a:p> \"broken <g:2> .\n<a:s> <a:p> \"丙\" <g:1> .";
        let found: Vec<String> = parts(text.as_bytes())
            .map(|part| match part {
                Part::Graph(graph, quads) => format!("{} {}", graph.as_str(), quads.len()),
                Part::Bad(line, why) => format!("line {line}: {}", why.split(':').next().unwrap()),
                Part::Broken(why) => why,
            })
            .collect();
        assert_eq!(found.iter().filter(|line| line.starts_with("g:")).collect::<Vec<_>>(), ["g:1 2", "g:2 1", "g:1 1"]);
        let bad: Vec<_> = found.iter().filter(|line| line.starts_with("line")).collect();
        assert_eq!(bad, ["line 3: no N-Quads", "line 5: not in a named graph", "line 6: a blank node", "line 9: no N-Quads"]);
    }
}
