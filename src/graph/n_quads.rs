//! A graph as text.

use std::ops::Range;

use oxigraph::model::LiteralRef;

use super::triples::{Graph, Node, Object};

/// Bytes of a line, about.
const LINE: usize = 256;

impl Graph {
    /// Its quads as lines of [N-Quads](https://www.w3.org/TR/n-quads/) in the order of their bytes, each once.
    #[must_use]
    pub fn n_quads(&self) -> String {
        let graph = format!(" <{}> .\n", self.name().as_str());
        let mut text = String::with_capacity(self.len() * LINE);
        let mut lines = Lines::default();
        for (subject, predicate, object) in self.triples() {
            lines.begin(text.len(), *subject);
            self.push_iri(&mut text, *subject);
            text.push(' ');
            self.push_iri(&mut text, *predicate);
            text.push(' ');
            match *object {
                Object::Node(node) => self.push_iri(&mut text, node),
                Object::Plain(place) => push_string(&mut text, self.at(place)),
                Object::Tagged(place, language) => {
                    push_string(&mut text, self.at(place));
                    text.push('@');
                    text.push_str(language);
                }
                Object::Typed(place, datatype) => {
                    push_string(&mut text, self.at(place));
                    text.push_str("^^");
                    self.push_iri(&mut text, Node::Known(datatype));
                }
            }
            text.push_str(&graph);
        }
        lines.sorted(&text)
    }

    fn push_iri(&self, text: &mut String, node: Node) {
        text.push('<');
        text.push_str(self.node(node).as_str());
        text.push('>');
    }
}

/// Adds a string in its quotation marks.
fn push_string(text: &mut String, string: &str) {
    let is_plain = |byte: &u8| *byte >= b' ' && !matches!(byte, b'"' | b'\\' | 0x7F);
    // U+FFFE and U+FFFF begin so in UTF-8.
    let is_character = |pair: &[u8]| pair != [0xEF, 0xBF];
    if string.as_bytes().iter().all(is_plain) && string.as_bytes().windows(2).all(is_character) {
        text.push('"');
        text.push_str(string);
        text.push('"');
    } else {
        text.push_str(&LiteralRef::new_simple_literal(string).to_string());
    }
}

/// Where lines begin, and which of them follow each other with one subject.
#[derive(Default)]
struct Lines {
    starts: Vec<usize>,
    /// The first line of each run.
    runs: Vec<usize>,
    subject: Option<Node>,
}

impl Lines {
    fn begin(&mut self, at: usize, subject: Node) {
        if self.subject != Some(subject) {
            self.runs.push(self.starts.len());
            self.subject = Some(subject);
        }
        self.starts.push(at);
    }

    /// The lines in the order of their bytes, each once. All of one subject stand together: subjects are sorted first, then the lines of each.
    fn sorted(&self, text: &str) -> String {
        let end_of = |line: usize| self.starts.get(line).copied().unwrap_or(text.len());
        let ends = self.runs.iter().skip(1).copied().chain([self.starts.len()]);
        let mut runs: Vec<(&str, Range<usize>)> =
            self.runs.iter().zip(ends).map(|(first, end)| (subject(&text[end_of(*first)..]), *first..end)).collect();
        runs.sort_unstable_by(|a, b| a.0.cmp(b.0));
        let mut out = String::with_capacity(text.len());
        let mut lines = Vec::new();
        for runs in runs.chunk_by(|a, b| a.0 == b.0) {
            lines.clear();
            lines.extend(runs.iter().flat_map(|(_, run)| run.clone()).map(|line| &text[self.starts[line]..end_of(line + 1)]));
            lines.sort_unstable();
            lines.dedup();
            lines.iter().for_each(|line| out.push_str(line));
        }
        out
    }
}

/// The subject of a line, with its brackets.
fn subject(line: &str) -> &str {
    let end = line.find('>').map_or(line.len(), |at| at + 1);
    &line[..end]
}

#[cfg(test)]
mod tests {
    use oxigraph::model::NamedNode;

    use super::super::{
        Names, Writer,
        vocab::{rdfs, xsd},
    };

    #[test]
    fn lines_are_as_the_library_writes_them_sorted_and_once() {
        let node = |iri: &str| NamedNode::new(iri).unwrap();
        let names = Names::default();
        let mut writer = Writer::new(&names, node("http://example.org/g"), 8);
        let subjects = ["http://example.org/b", "http://example.org/a", "http://example.org/ab", "http://example.org/b"];
        for subject in subjects.map(node) {
            for text in ["国", "a \"quoted\" \\ text\n\u{7f}\u{1}\u{FFFE}", "", "～，"] {
                writer.text(&subject, rdfs::LABEL, text);
                writer.tagged(&subject, rdfs::LABEL, text, "zh-hant");
                writer.typed(&subject, rdfs::LABEL, text, xsd::INTEGER);
            }
            writer.add(&subject, rdfs::LABEL, &subject);
        }
        let graph = writer.finish();
        let mut lines: Vec<String> = graph.quads().map(|quad| format!("{quad} .\n")).collect();
        lines.sort();
        lines.dedup();
        assert_eq!(lines.len(), 39);
        assert_eq!(graph.n_quads(), lines.concat());
        assert_eq!(Writer::new(&names, node("http://example.org/g"), 0).finish().n_quads(), "");
    }
}
