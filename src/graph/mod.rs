//! Stage 5: how it is said in RDF.
//!
//! [`page_graph`] turns what a page is and states into the page's own named graph. [`Names`] makes every IRI
//! (in `iri.rs`, nowhere else), [`vocab`] holds every term. There are no blank nodes and no clock time: the same page gives the same quads.

mod entities;
mod evidence;
mod fragment;
mod iri;
mod links;
mod n_quads;
mod notes;
mod polls;
mod rules;
mod shared;
mod statements;
mod structure;
mod triples;
pub mod vocab;
mod writer;

pub use entities::class_of;
pub use iri::{BadBase, DEFAULT_BASE, Names, address, page, title, wikidata};
pub use links::{Link, Origin, Says};
pub use shared::SharedGraph;
pub use triples::Graph;
pub use vocab::Ent;
pub(crate) use writer::Writer;

use notes::NoteNodes;
pub(crate) use triples::{Node, Object};

use oxigraph::model::NamedNode;

use crate::{
    document::Document,
    mention::{Cast, Entity},
    rules::{Findings, Precision},
};

/// The language of the gazetteer's keys.
pub const GAZETTEER_LANGUAGE: &str = "zh";

/// What the graph says of a page besides its content.
#[derive(Clone, Copy, Debug)]
pub struct PageMeta<'a> {
    /// The title, with spaces for underscores.
    pub title: &'a str,
    /// The code of its Wikipedia: `zh`.
    pub language: &'a str,
    /// SHA-256 of the bytes that were read, in hexadecimal.
    pub sha256: &'a str,
    /// Number and time of the version that was read, where the source says so.
    pub revision: Option<(u64, &'a str)>,
    /// Titles that redirect to the page, where the source says so with the page.
    pub aliases: &'a [String],
}

/// A page on its way into quads: what its parts share.
struct Scene<'a> {
    meta: PageMeta<'a>,
    names: &'a Names,
    document: &'a Document,
    cast: &'a Cast,
    findings: &'a Findings,
    precision: &'a Precision,
    /// The page's address.
    address: NamedNode,
    /// The page.
    page: Node,
    /// The cast, in its order.
    entities: Vec<Node>,
    /// The sections, in page order; the lead's is the page's.
    sections: Vec<Node>,
    /// What each note of the page is.
    notes: Vec<NoteNodes>,
}

/// The graph [`Names::page_graph`] of a page.
///
/// The order of its triples follows the page. One occurs twice only where the page numbers two notes alike. `precision` is what the graph says of the rules
/// that the page's statements used.
#[must_use]
pub fn page_graph(
    meta: &PageMeta<'_>,
    document: &Document,
    cast: &Cast,
    findings: &Findings,
    precision: &Precision,
    names: &Names,
) -> Graph {
    let page = document.sections.len() * 6 + document.notes.len() * 6 + document.categories.len() * 3;
    let found = findings.links.len() * 3 + findings.statements.len() * 33 + findings.polls.len() * 22;
    let room = 64 + cast.iter().count() * 4 + page + found;
    let mut writer = Writer::new(names, names.page_graph(meta.language, meta.title), room);
    let address = iri::page(meta.language, meta.title);
    let page = writer.node(&address);
    let scene = Scene {
        meta: *meta,
        names,
        document,
        cast,
        findings,
        precision,
        page,
        entities: cast.iter().map(|(_, e)| writer.written(|iri| names.push_entity(iri, language_of(e, meta), &e.key))).collect(),
        sections: structure::sections(document, &address, page, &mut writer),
        notes: notes::nodes(document, meta, &mut writer),
        address,
    };
    structure::write(&scene, &mut writer);
    entities::write(&scene, &mut writer);
    let used = statements::write(&scene, &mut writer);
    rules::write(&scene, &mut writer, &used);
    polls::write(&scene, &mut writer);
    writer.finish()
}

/// The language whose entity something is: what the gazetteer knows by an item of Wikidata is one thing on the pages of all Wikipedias.
fn language_of<'a>(entity: &Entity, meta: &PageMeta<'a>) -> &'a str {
    if entity.qid.is_some() { GAZETTEER_LANGUAGE } else { meta.language }
}

impl Scene<'_> {
    fn entity(&self, id: crate::mention::EntityId) -> Option<Node> {
        self.entities.get(id.0 as usize).copied()
    }
}
