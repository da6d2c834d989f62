//! Stage 5: how it is said in RDF.
//!
//! [`page_quads`] turns what a page is and states into the quads of the page's own named graph. [`Names`] makes every IRI
//! (in `iri.rs`, nowhere else), [`vocab`] holds every term. There are no blank nodes and no clock time: the same page gives the same quads.

mod entities;
mod evidence;
mod fragment;
mod iri;
mod polls;
mod rules;
mod statements;
mod structure;
pub mod vocab;
mod writer;

pub use entities::class_of;
pub use iri::{BadBase, DEFAULT_BASE, Names, address, page, title, wikidata};
pub use vocab::Ent;
pub(crate) use writer::Writer;

use oxigraph::model::{NamedNode, Quad};

use crate::{
    document::Document,
    mention::Cast,
    rules::{Findings, Precision},
};

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
    page: NamedNode,
    /// The IRIs of the cast, in its order.
    entities: Vec<NamedNode>,
    /// The IRIs of the sections, in page order; the lead's is the page's.
    sections: Vec<NamedNode>,
}

/// The quads of a page's graph, all of them in the graph [`Names::page_graph`].
///
/// Their order follows the page. A quad occurs twice only where the page numbers two notes alike. `precision` is what the graph says of the rules
/// that the page's statements used.
#[must_use]
pub fn page_quads(
    meta: &PageMeta<'_>,
    document: &Document,
    cast: &Cast,
    findings: &Findings,
    precision: &Precision,
    names: &Names,
) -> Vec<Quad> {
    let page = iri::page(meta.language, meta.title);
    let scene = Scene {
        meta: *meta,
        names,
        document,
        cast,
        findings,
        precision,
        entities: cast.iter().map(|(_, entity)| names.entity(meta.language, &entity.key)).collect(),
        sections: structure::sections(document, &page),
        page,
    };
    let room = 64 + cast.iter().count() * 4 + findings.links.len() * 2 + findings.statements.len() * 33 + findings.polls.len() * 22;
    let mut writer = Writer::new(names, names.page_graph(meta.language, meta.title), room);
    structure::write(&scene, &mut writer);
    entities::write(&scene, &mut writer);
    let used = statements::write(&scene, &mut writer);
    rules::write(&scene, &mut writer, &used);
    polls::write(&scene, &mut writer);
    writer.finish()
}

impl Scene<'_> {
    fn entity(&self, id: crate::mention::EntityId) -> Option<&NamedNode> {
        self.entities.get(id.0 as usize)
    }
}
