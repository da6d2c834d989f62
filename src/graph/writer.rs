//! Writes the triples of one graph.

use std::{fmt::Write as _, hash::Hash};

use oxigraph::model::{NamedNode, NamedNodeRef, Quad, QuadRef};

use super::{
    Names,
    triples::{Graph, IntoNode, IntoObject, Node, Object},
    vocab::{self, Ent, rdf, xsd},
};
use crate::{hash::HashSet, time::Edtf};

/// Writes the triples of one graph, and knows how the graph writes its values.
pub(crate) struct Writer<'a> {
    /// Makes the IRIs.
    pub(crate) names: &'a Names,
    graph: Graph,
}

impl<'a> Writer<'a> {
    /// A writer of `graph` with room for some triples.
    pub(crate) fn new(names: &'a Names, graph: NamedNode, room: usize) -> Self {
        Self { names, graph: Graph::new(graph, names.terms(), room) }
    }

    /// What was written, in the order of writing.
    pub(crate) fn finish(self) -> Graph {
        self.graph
    }

    /// What was written, sorted and without repetition.
    pub(crate) fn finish_sorted(self) -> Vec<Quad> {
        let mut quads: Vec<Quad> = self.graph.quads().map(QuadRef::into_owned).collect();
        quads.sort_by_cached_key(ToString::to_string);
        quads.dedup();
        quads
    }

    /// The IRI of a node.
    pub(crate) fn iri(&self, node: Node) -> &str {
        self.graph.node(node).as_str()
    }

    /// Takes a node over, for triples to come.
    pub(crate) fn node(&mut self, node: impl IntoNode) -> Node {
        node.into_node(&mut self.graph)
    }

    /// A node whose IRI `write` writes.
    pub(crate) fn written(&mut self, write: impl FnOnce(&mut String)) -> Node {
        Node::Written(self.graph.write(write))
    }

    /// Takes a plain string over, for triples to come.
    pub(crate) fn plain(&mut self, text: &str) -> Object {
        Object::Plain(self.graph.write(|all| all.push_str(text)))
    }

    /// Takes an integer over, for triples to come.
    pub(crate) fn number(&mut self, value: usize) -> Object {
        // Writing to a String cannot fail.
        Object::Typed(self.graph.write(|all| _ = write!(all, "{value}")), xsd::INTEGER)
    }

    /// Adds a triple.
    pub(crate) fn add(&mut self, subject: impl IntoNode, predicate: impl IntoNode, object: impl IntoObject) {
        let subject = subject.into_node(&mut self.graph);
        let predicate = predicate.into_node(&mut self.graph);
        let object = object.into_object(&mut self.graph);
        self.graph.add(subject, predicate, object);
    }

    /// Says what class something is of.
    pub(crate) fn class(&mut self, subject: impl IntoNode, class: impl IntoNode) {
        let class = self.node(class);
        self.add(subject, rdf::TYPE, class);
    }

    /// A plain string.
    pub(crate) fn text(&mut self, subject: impl IntoNode, predicate: impl IntoNode, text: &str) {
        let text = self.plain(text);
        self.add(subject, predicate, text);
    }

    /// Words in the script that they are in.
    pub(crate) fn words(&mut self, subject: impl IntoNode, predicate: impl IntoNode, words: &str) {
        // The store lower-cases the tags of languages; written so from the start, extracts and exports agree.
        let tag = match crate::fold::script(words) {
            "zh-Hant" => "zh-hant",
            "zh-Hans" => "zh-hans",
            tag => tag,
        };
        self.tagged(subject, predicate, words, tag);
    }

    /// Words in a language, by its tag in lower case.
    pub(crate) fn tagged(&mut self, subject: impl IntoNode, predicate: impl IntoNode, words: &str, tag: &'static str) {
        let words = Object::Tagged(self.graph.write(|all| all.push_str(words)), tag);
        self.add(subject, predicate, words);
    }

    /// A value of a datatype.
    pub(crate) fn typed(&mut self, subject: impl IntoNode, predicate: impl IntoNode, value: &str, datatype: NamedNodeRef<'static>) {
        let value = Object::Typed(self.graph.write(|all| all.push_str(value)), datatype);
        self.add(subject, predicate, value);
    }

    /// An integer.
    pub(crate) fn integer(&mut self, subject: impl IntoNode, predicate: impl IntoNode, value: usize) {
        let value = self.number(value);
        self.add(subject, predicate, value);
    }

    /// A figure as an `xsd:decimal` in its canonical form; nothing where it is no number.
    pub(crate) fn decimal(&mut self, subject: impl IntoNode, predicate: impl IntoNode, value: f64) {
        if let Some(form) = decimal(value) {
            self.typed(subject, predicate, &form, xsd::DECIMAL);
        }
    }

    /// `ent:edtf`, and `ent:date` where XSD can say the date.
    pub(crate) fn date(&mut self, subject: impl IntoNode, date: &Edtf) {
        let subject = self.node(subject);
        self.xsd_date(subject, Ent::Date, date);
        self.edtf(subject, Ent::Edtf, date);
    }

    /// A date in the Extended Date/Time Format.
    pub(crate) fn edtf(&mut self, subject: impl IntoNode, predicate: impl IntoNode, date: &Edtf) {
        self.typed(subject, predicate, date.as_str(), vocab::EDTF);
    }

    /// A date where XSD can say it.
    pub(crate) fn xsd_date(&mut self, subject: impl IntoNode, predicate: impl IntoNode, date: &Edtf) {
        if let Some((datatype, form)) = date.xsd() {
            let datatype = match datatype {
                "gYear" => xsd::G_YEAR,
                "gYearMonth" => xsd::G_YEAR_MONTH,
                _ => xsd::DATE,
            };
            self.typed(subject, predicate, &form, datatype);
        }
    }
}

/// The items without those whose key was there before.
pub(crate) fn unique<'a, T, K: Eq + Hash>(items: &'a [T], key: impl Fn(&'a T) -> K + 'a) -> impl Iterator<Item = &'a T> {
    let mut seen = HashSet::default();
    items.iter().filter(move |item| seen.insert(key(item)))
}

/// Digits behind the point of a figure, at most.
const DIGITS: usize = 6;
/// Up to here the shortest form of a number that needs no more than so many digits is the one with so many, without its zeros: that takes longer.
const EXACT: f64 = 1e9;

/// The canonical form of an `xsd:decimal`; `None` where the figure is no number.
fn decimal(value: f64) -> Option<String> {
    if !value.is_finite() || value.abs() > 1e12 {
        return None;
    }
    let mut form = value.to_string();
    let digits = form.split_once('.').map_or(0, |(_, digits)| digits.len());
    if digits > DIGITS || value.abs() > EXACT {
        form = format!("{value:.DIGITS$}");
        form.truncate(form.trim_end_matches('0').trim_end_matches('.').len());
    }
    if form == "-0" {
        "0".clone_into(&mut form);
    }
    Some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_one_form() {
        let form = decimal;
        assert_eq!(form(68.0).as_deref(), Some("68"));
        assert_eq!(form(-0.0).as_deref(), Some("0"));
        assert_eq!(form(0.1 + 0.2).as_deref(), Some("0.3"));
        assert_eq!(form(-63.5).as_deref(), Some("-63.5"));
        assert_eq!(form(100.0).as_deref(), Some("100"));
        assert_eq!(form(f64::NAN), None);
        assert_eq!(form(f64::INFINITY), None);
    }
}
