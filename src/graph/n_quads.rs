//! A graph as text.

use std::ops::Range;

use oxigraph::model::{LiteralRef, NamedNodeRef};

use super::triples::{Graph, Node, Object, Triple};
use crate::order;

/// Bytes of a line for which room is made, without the graph's name; most have fewer.
const USUAL: usize = 160;

impl Graph {
    /// Its quads as lines of [N-Quads](https://www.w3.org/TR/n-quads/) in the order of their bytes, each once.
    #[must_use]
    pub fn n_quads(&self) -> String {
        let mut out = String::new();
        self.write_n_quads(&mut out);
        out
    }

    /// Adds its lines to a text.
    ///
    /// Subjects are sorted first, then the few lines of each, where they were not written in their order.
    pub(crate) fn write_n_quads(&self, out: &mut String) {
        let same_subject = |a: &Triple, b: &Triple| a.0 == b.0;
        let runs = self.triples().chunk_by(same_subject).filter_map(|run| Some((0, (self.node(run.first()?.0).as_str(), run))));
        let mut runs: Vec<(u64, (&str, &[Triple]))> = runs.collect();
        order::by_text(&mut runs, 0, &|(subject, _)| subject.as_bytes());
        out.reserve(self.len() * (self.name().as_str().len() + USUAL));
        let tail = format!(" <{}> .\n", self.name().as_str());
        let mut head = String::new();
        let mut text = String::new();
        let mut lines: Vec<(u64, Range<usize>)> = Vec::new();
        for runs in runs.chunk_by(|(_, a), (_, b)| a.0 == b.0) {
            let first = out.len();
            lines.clear();
            head.clear();
            head.extend(["<", runs.first().map_or("", |(_, (subject, _))| subject), "> <"]);
            for (_, predicate, object) in runs.iter().flat_map(|(_, (_, run))| *run) {
                let start = out.len();
                out.push_str(&head);
                self.push_statement(out, *predicate, *object);
                out.push_str(&tail);
                lines.push((0, start..out.len()));
            }
            let behind_head = |line: &Range<usize>| &out.as_bytes()[line.start + head.len()..line.end];
            if !lines.is_sorted_by(|(_, a), (_, b)| behind_head(a) < behind_head(b)) {
                order::by_text(&mut lines, 0, &behind_head);
                lines.dedup_by(|(_, a), (_, b)| behind_head(a) == behind_head(b));
                text.clear();
                text.extend(lines.iter().map(|(_, line)| &out[line.clone()]));
                out.truncate(first);
                out.push_str(&text);
            }
        }
    }

    /// Adds what is said of a subject, behind the bracket that the predicate's IRI begins with.
    fn push_statement(&self, text: &mut String, predicate: Node, object: Object) {
        text.push_str(self.node(predicate).as_str());
        text.push_str("> ");
        match object {
            Object::Node(node) => push_iri(text, self.node(node)),
            Object::Plain(place) => push_string(text, self.at(place)),
            Object::Tagged(place, language) => {
                push_string(text, self.at(place));
                text.push('@');
                text.push_str(language);
            }
            Object::Typed(place, datatype) => {
                push_string(text, self.at(place));
                text.push_str("^^");
                push_iri(text, datatype);
            }
        }
    }
}

fn push_iri(text: &mut String, iri: NamedNodeRef<'_>) {
    text.push('<');
    text.push_str(iri.as_str());
    text.push('>');
}

/// Adds a string in its quotation marks.
fn push_string(text: &mut String, string: &str) {
    // To look at all bytes takes less time than to stop at one.
    let is_special = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\' | 0x7F);
    // U+FFFE and U+FFFF begin so in UTF-8.
    let is_no_character = |(first, second): (u8, u8)| first == 0xEF && second == 0xBF;
    let special = string.bytes().fold(false, |any, byte| any | is_special(byte));
    let pairs = string.bytes().zip(string.bytes().skip(1));
    if !special && !pairs.fold(false, |any, pair| any | is_no_character(pair)) {
        text.push('"');
        text.push_str(string);
        text.push('"');
    } else {
        text.push_str(&LiteralRef::new_simple_literal(string).to_string());
    }
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
        let subjects = ["http://example.org/b", "http://example.org/a", "http://example.org/a/b", "http://example.org/b"];
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
