//! What the gazetteer knows of the entities that the pages name.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::Quad;

use super::source::{QuadSource, SourceError, is_named};
use crate::{
    graph::{Ent, GAZETTEER_LANGUAGE, Names, SharedGraph, Writer, class_of, vocab::skos},
    mention::{Entry, Kind},
    time::Edtf,
};

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
    /// When it came to be: a year or a date.
    pub start: Option<&'a str>,
    /// When it ceased to be.
    pub end: Option<&'a str>,
    /// Its other names.
    pub names: Vec<&'a str>,
    /// Key of the state whose government it is.
    pub government_of: Option<&'a str>,
}

impl<'a> From<&'a Entry> for Known<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            key: &entry.key,
            label: &entry.label,
            kind: entry.kind,
            qid: entry.qid.as_deref(),
            start: entry.start.as_deref(),
            end: entry.end.as_deref(),
            names: entry.names.iter().map(String::as_str).collect(),
            government_of: entry.government_of.as_deref(),
        }
    }
}

/// The entries that some page names, and the states of the governments among them.
///
/// # Errors
/// The source cannot be read.
pub fn used<'a>(source: &dyn QuadSource, names: &Names, known: impl IntoIterator<Item = Known<'a>>) -> Result<Vec<Known<'a>>, SourceError> {
    let known: BTreeMap<&str, Known<'a>> = known.into_iter().map(|entry| (entry.key, entry)).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for &key in known.keys() {
        let node = names.entity(GAZETTEER_LANGUAGE, key);
        if is_named(source, names, node.as_ref())? {
            used.insert(key);
        }
    }
    let states: Vec<&str> = used.iter().filter_map(|key| known.get(key)?.government_of).collect();
    used.extend(states);
    Ok(used.iter().filter_map(|key| known.get(key).cloned()).collect())
}

/// Labels, kinds and years of the entries that are in use.
#[must_use]
pub fn gazetteer(names: &Names, used: &[Known<'_>]) -> Vec<Quad> {
    let mut writer = Writer::new(names, names.graph(SharedGraph::Gazetteer), used.len() * 8);
    for entry in used {
        let node = names.entity(GAZETTEER_LANGUAGE, entry.key);
        writer.class(&node, class_of(entry.kind));
        writer.words(&node, skos::PREF_LABEL, entry.label);
        for name in entry.names.iter().filter(|name| **name != entry.label) {
            if name.is_ascii() {
                writer.tagged(&node, skos::ALT_LABEL, name, "en");
            } else {
                writer.words(&node, skos::ALT_LABEL, name);
            }
        }
        for (property, date) in [(Ent::Start, entry.start), (Ent::End, entry.end)] {
            if let Some(date) = date.and_then(Edtf::new) {
                writer.xsd_date(&node, property, &date);
            }
        }
        if let Some(state) = entry.government_of.filter(|_| entry.kind == Kind::Government) {
            writer.add(&node, Ent::GovernmentOf, &names.entity(GAZETTEER_LANGUAGE, state));
        }
    }
    writer.finish_sorted()
}
