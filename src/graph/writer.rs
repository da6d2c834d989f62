//! Collects the quads of one graph.

use std::{collections::HashSet, hash::Hash};

use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use super::{
    Names,
    vocab::{self, Ent, rdf, xsd},
};
use crate::time::Edtf;

/// Collects the quads of one graph, and knows how the graph writes its values.
pub(crate) struct Writer<'a> {
    /// Makes the IRIs.
    pub(crate) names: &'a Names,
    graph: GraphName,
    quads: Vec<Quad>,
}

impl<'a> Writer<'a> {
    /// A writer of `graph` with room for some quads.
    pub(crate) fn new(names: &'a Names, graph: NamedNode, room: usize) -> Self {
        Self { names, graph: graph.into(), quads: Vec::with_capacity(room) }
    }

    /// What was collected, in the order of writing.
    pub(crate) fn finish(self) -> Vec<Quad> {
        self.quads
    }

    /// What was collected, sorted and without repetition.
    pub(crate) fn finish_sorted(self) -> Vec<Quad> {
        let mut quads = self.quads;
        quads.sort_by_cached_key(ToString::to_string);
        quads.dedup();
        quads
    }

    /// Adds a triple with a predicate of another vocabulary.
    pub(crate) fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad {
            subject: NamedOrBlankNode::NamedNode(subject.clone()),
            predicate: predicate.into_owned(),
            object: object.into(),
            graph_name: self.graph.clone(),
        });
    }

    /// Adds a triple with a predicate of our own.
    pub(crate) fn ent(&mut self, subject: &NamedNode, predicate: Ent, object: impl Into<Term>) {
        let names = self.names;
        self.add(subject, names.ent(predicate), object);
    }

    /// Says what class of another vocabulary something is of.
    pub(crate) fn class(&mut self, subject: &NamedNode, class: NamedNodeRef<'_>) {
        self.add(subject, rdf::TYPE, class.into_owned());
    }

    /// Says what class of our own something is of.
    pub(crate) fn ent_class(&mut self, subject: &NamedNode, class: Ent) {
        let class = self.names.ent(class).into_owned();
        self.add(subject, rdf::TYPE, class);
    }

    /// A plain string.
    pub(crate) fn text(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: impl Into<String>) {
        self.add(subject, predicate, Literal::new_simple_literal(text));
    }

    /// A plain string under a predicate of our own.
    pub(crate) fn ent_text(&mut self, subject: &NamedNode, predicate: Ent, text: impl Into<String>) {
        self.ent(subject, predicate, Literal::new_simple_literal(text));
    }

    /// Words in the script that they are in.
    pub(crate) fn words(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, words: &str) {
        // The store lower-cases the tags of languages; written so from the start, extracts and exports agree.
        let tag = crate::fold::script(words).to_ascii_lowercase();
        self.add(subject, predicate, Literal::new_language_tagged_literal_unchecked(words, tag));
    }

    /// An integer.
    pub(crate) fn integer(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, value: usize) {
        self.add(subject, predicate, Literal::new_typed_literal(value.to_string(), xsd::INTEGER));
    }

    /// An integer under a predicate of our own.
    pub(crate) fn ent_integer(&mut self, subject: &NamedNode, predicate: Ent, value: usize) {
        let names = self.names;
        self.integer(subject, names.ent(predicate), value);
    }

    /// `ent:edtf`, and `ent:date` where XSD can say the date.
    pub(crate) fn date(&mut self, subject: &NamedNode, date: &Edtf) {
        self.xsd_date(subject, Ent::Date, date);
        self.ent(subject, Ent::Edtf, edtf(date));
    }

    /// A date where XSD can say it.
    pub(crate) fn xsd_date(&mut self, subject: &NamedNode, predicate: Ent, date: &Edtf) {
        if let Some((datatype, form)) = date.xsd() {
            let datatype = match datatype {
                "gYear" => xsd::G_YEAR,
                "gYearMonth" => xsd::G_YEAR_MONTH,
                _ => xsd::DATE,
            };
            self.ent(subject, predicate, Literal::new_typed_literal(form, datatype));
        }
    }
}

/// The items without those whose key was there before.
pub(crate) fn unique<'a, T, K: Eq + Hash>(items: &'a [T], key: impl Fn(&'a T) -> K + 'a) -> impl Iterator<Item = &'a T> {
    let mut seen = HashSet::new();
    items.iter().filter(move |item| seen.insert(key(item)))
}

/// A date as a literal in the Extended Date/Time Format.
pub(crate) fn edtf(date: &Edtf) -> Literal {
    Literal::new_typed_literal(date.as_str(), vocab::EDTF)
}

/// A figure as an `xsd:decimal` in its canonical form; `None` where it is no number.
pub(crate) fn decimal(value: f64) -> Option<Literal> {
    if !value.is_finite() || value.abs() > 1e12 {
        return None;
    }
    let mut form = format!("{value:.6}");
    form.truncate(form.trim_end_matches('0').trim_end_matches('.').len());
    if form == "-0" {
        "0".clone_into(&mut form);
    }
    Some(Literal::new_typed_literal(form, xsd::DECIMAL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_one_form() {
        let form = |value| decimal(value).map(|literal| literal.value().to_owned());
        assert_eq!(form(68.0).as_deref(), Some("68"));
        assert_eq!(form(-0.0).as_deref(), Some("0"));
        assert_eq!(form(0.1 + 0.2).as_deref(), Some("0.3"));
        assert_eq!(form(-63.5).as_deref(), Some("-63.5"));
        assert_eq!(form(100.0).as_deref(), Some("100"));
        assert_eq!(form(f64::NAN), None);
        assert_eq!(form(f64::INFINITY), None);
    }
}
