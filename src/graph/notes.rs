//! The notes of a page, and what they cite.

use super::{
    PageMeta, Scene, Writer, iri,
    triples::Node,
    vocab::{Ent, dct},
};
use crate::{document::Document, hash::HashMap};

/// Longest title of a note that is taken from its text, in characters.
const NOTE_TITLE: usize = 200;

/// What a note is in the graph.
pub(super) struct NoteNodes {
    /// The note.
    node: Node,
    /// What each of its addresses is; none where it is no web address.
    addresses: Vec<Option<Node>>,
}

/// The nodes of all notes, in page order.
pub(super) fn nodes(document: &Document, meta: &PageMeta<'_>, writer: &mut Writer<'_>) -> Vec<NoteNodes> {
    let names = writer.names;
    let nodes = document.notes.iter().map(|note| NoteNodes {
        node: writer.written(|iri| names.push_note(iri, meta.language, meta.title, &note.label)),
        addresses: note.sources.iter().map(|(address, _)| iri::address(address).map(|address| writer.node(&address))).collect(),
    });
    nodes.collect()
}

/// Writes every note that says something.
pub(super) fn write(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    for (note, NoteNodes { node, addresses }) in scene.document.notes.iter().zip(&scene.notes) {
        let visible = note.text.visible.trim();
        if visible.is_empty() && note.sources.is_empty() {
            continue;
        }
        if let Some(date) = &note.date {
            writer.text(*node, dct::DATE, date);
        }
        if let Some(publisher) = &note.publisher {
            writer.text(*node, dct::PUBLISHER, publisher);
        }
        let mut titled = false;
        for ((_, words), address) in note.sources.iter().zip(addresses) {
            if let Some(address) = address {
                writer.add(*node, dct::SOURCE, *address);
            }
            let words = words.trim();
            if !words.is_empty() {
                titled = true;
                writer.text(*node, dct::TITLE, words);
            }
        }
        if !titled && !visible.is_empty() {
            let end = visible.char_indices().nth(NOTE_TITLE).map_or(visible.len(), |(at, _)| at);
            writer.text(*node, dct::TITLE, &visible[..end]);
        }
        writer.class(*node, Ent::Note);
        writer.text(*node, Ent::Label, &note.label);
        writer.add(*node, Ent::OnPage, scene.page);
    }
}

/// What the notes of a page cite, by their labels: the addresses, or the note where a printed work has none.
pub(super) fn sources<'a>(scene: &Scene<'a>) -> HashMap<&'a str, Vec<Node>> {
    let mut sources: HashMap<&'a str, Vec<Node>> = HashMap::default();
    for (note, nodes) in scene.document.notes.iter().zip(&scene.notes) {
        let cited = sources.entry(&note.label).or_default();
        let before = cited.len();
        cited.extend(nodes.addresses.iter().flatten());
        if cited.len() == before && !note.text.visible.trim().is_empty() {
            cited.push(nodes.node);
        }
    }
    sources
}
