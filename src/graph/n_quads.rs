//! A graph as text.

use oxigraph::model::LiteralRef;

use super::triples::{Graph, Node, Object};

impl Graph {
    /// Its quads as lines of [N-Quads](https://www.w3.org/TR/n-quads/) in the order of their bytes, each once.
    #[must_use]
    pub fn n_quads(&self) -> String {
        let graph = format!(" <{}> .\n", self.name().as_str());
        let mut text = String::new();
        let mut ends = Vec::with_capacity(self.len());
        for (subject, predicate, object) in self.triples() {
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
            ends.push(text.len());
        }
        sorted(&text, &ends)
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

/// The lines that end at `ends` in the order of their bytes, each once.
fn sorted(text: &str, ends: &[usize]) -> String {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let lines: Vec<&str> = starts.zip(ends).map(|(start, end)| &text[start..*end]).collect();
    let Some(first) = lines.first().map(|line| line.as_bytes()) else { return String::new() };
    // All of them begin alike; what is different soon decides, without a look at the text.
    let same = |line: &&str| line.bytes().zip(first).take_while(|(a, b)| a == *b).count();
    let alike = lines.iter().map(same).min().unwrap_or(0);
    let mut keyed: Vec<(u128, &str)> = lines.iter().map(|line| (key(&line.as_bytes()[alike..]), *line)).collect();
    keyed.sort_unstable();
    keyed.dedup();
    let mut out = String::with_capacity(text.len());
    keyed.iter().for_each(|(_, line)| out.push_str(line));
    out
}

/// The first bytes, so that numbers compare as the bytes do.
fn key(bytes: &[u8]) -> u128 {
    let mut first = [0; 16];
    let length = bytes.len().min(first.len());
    first[..length].copy_from_slice(&bytes[..length]);
    u128::from_be_bytes(first)
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
