//! N-Quads as `entente extract` writes them, back into graphs.

use std::io::Read;

use oxigraph::{
    io::{RdfFormat, RdfParseError, RdfParser},
    model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term},
};

/// Quads of one graph that are held at a time; a graph that has more comes in several parts.
const MOST: usize = 200_000;

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
    let mut quads = RdfParser::from_format(RdfFormat::NQuads).for_reader(reader);
    let mut line = 0;
    let mut graph: Option<NamedNode> = None;
    let mut held: Vec<Quad> = Vec::new();
    let mut after: Option<Part> = None;
    let mut ended = false;
    std::iter::from_fn(move || {
        if let Some(part) = after.take() {
            return Some(part);
        }
        while !ended {
            let (next, bad) = match quads.next() {
                None => {
                    ended = true;
                    break;
                }
                Some(Ok(quad)) => {
                    line += 1;
                    match named(quad) {
                        Ok((name, quad)) => (Some((name, quad)), None),
                        Err(why) => (None, Some(Part::Bad(line, why.to_owned()))),
                    }
                }
                Some(Err(RdfParseError::Syntax(error))) => {
                    line += 1;
                    let place = error.location().map(|place| place.start.line + 1);
                    line = place.unwrap_or(line);
                    let why = error.to_string();
                    let why = why.rsplit_once(": ").map_or(why.as_str(), |(_, why)| why).to_owned();
                    (None, Some(Part::Bad(line, format!("no N-Quads: {why}"))))
                }
                Some(Err(RdfParseError::Io(error))) => {
                    ended = true;
                    (None, Some(Part::Broken(error.to_string())))
                }
            };
            let full = match next {
                Some((name, quad)) if graph.as_ref() != Some(&name) => {
                    let before = graph.replace(name).map(|graph| Part::Graph(graph, std::mem::take(&mut held)));
                    held.push(quad);
                    before
                }
                Some((_, quad)) => {
                    held.push(quad);
                    let is_full = held.len() >= MOST;
                    graph.as_ref().filter(|_| is_full).map(|graph| Part::Graph(graph.clone(), std::mem::take(&mut held)))
                }
                None => None,
            };
            if full.is_some() || bad.is_some() {
                let (first, second) = if full.is_some() { (full, bad) } else { (bad, None) };
                after = second;
                return first.filter(|part| !matches!(part, Part::Graph(_, quads) if quads.is_empty()));
            }
        }
        let quads = std::mem::take(&mut held);
        graph.take().filter(|_| !quads.is_empty()).map(|graph| Part::Graph(graph, quads))
    })
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
