//! What the gazetteer knows of the entities that the pages name.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::Quad;

use super::source::{Pattern, QuadSource, SourceError, matching};
use crate::{
    graph::{
        Ent, Names, Writer, class_of,
        vocab::{rdf, skos},
        wikidata,
    },
    mention::Kind,
    time::Edtf,
};

/// The language whose entities the gazetteer names.
const LANGUAGE: &str = "zh";

/// An entry of the gazetteer, as far as the graph tells of it.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The folded canonical name.
    pub key: &'a str,
    /// The canonical name.
    pub label: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The Wikidata id.
    pub qid: Option<&'a str>,
    /// When it came to be.
    pub start: Option<Edtf>,
    /// When it ceased to be.
    pub end: Option<Edtf>,
    /// Its other names.
    pub names: Vec<&'a str>,
    /// Key of the state whose government it is.
    pub government_of: Option<&'a str>,
}

/// Labels, kinds, years and Wikidata ids of the entries that some page names, and of the states of the governments among them.
///
/// # Errors
/// The source cannot be read.
pub fn gazetteer<'a>(source: &dyn QuadSource, names: &Names, known: impl IntoIterator<Item = Known<'a>>) -> Result<Vec<Quad>, SourceError> {
    let known: BTreeMap<&str, Known<'a>> = known.into_iter().map(|entry| (entry.key, entry)).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for &key in known.keys() {
        let node = names.entity(LANGUAGE, key);
        let pattern = Pattern { subject: Some(node.as_ref()), predicate: Some(rdf::TYPE), ..Pattern::default() };
        let found = matching(source, names, pattern).next().transpose()?;
        if found.is_some() {
            used.insert(key);
        }
    }
    let states: Vec<&str> = used.iter().filter_map(|key| known.get(key)?.government_of).collect();
    used.extend(states);

    let mut writer = Writer::new(names, names.graph("gazetteer"), used.len() * 8);
    for entry in used.iter().filter_map(|key| known.get(key)) {
        let node = names.entity(LANGUAGE, entry.key);
        writer.ent_class(&node, class_of(entry.kind));
        writer.words(&node, skos::PREF_LABEL, entry.label);
        for name in entry.names.iter().filter(|name| **name != entry.label) {
            writer.words(&node, skos::ALT_LABEL, name);
        }
        if let Some(item) = entry.qid.and_then(wikidata) {
            writer.add(&node, skos::EXACT_MATCH, item);
        }
        if let Some(start) = &entry.start {
            writer.xsd_date(&node, Ent::Start, start);
        }
        if let Some(end) = &entry.end {
            writer.xsd_date(&node, Ent::End, end);
        }
        if let Some(state) = entry.government_of {
            writer.ent(&node, Ent::GovernmentOf, names.entity(LANGUAGE, state));
        }
    }
    Ok(writer.finish_sorted())
}
