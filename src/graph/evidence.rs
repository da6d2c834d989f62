//! Evidence: the words that show a statement, where they stand in the file, and an address that opens the page there.

use oxigraph::model::NamedNode;

use super::{
    Scene, Writer,
    fragment::{self, Place},
    iri,
    vocab::{Ent, oa, schema},
};
use crate::{document::Block, rules::Evidence, span::Span};

/// Writes one piece of evidence with its selectors, and gives its IRI.
pub(super) fn write(scene: &Scene<'_>, writer: &mut Writer<'_>, id: &str, rank: usize, evidence: &Evidence) -> NamedNode {
    let node = scene.names.evidence(id, rank, None);
    let quote = scene.names.evidence(id, rank, Some("quote"));
    writer.class(&node, oa::SPECIFIC_RESOURCE);
    writer.add(&node, oa::HAS_SOURCE, scene.page.clone());
    writer.add(&node, oa::HAS_SELECTOR, quote.clone());
    write_bytes(scene, writer, &node, id, rank, evidence.span);
    writer.ent_integer(&node, Ent::EvidenceRank, rank);
    let path = scene.document.section_path(evidence.section);
    if !path.is_empty() {
        writer.ent_text(&node, Ent::SectionPath, path);
    }
    if let Some(directive) = directive(scene, evidence) {
        writer.add(&node, schema::URL, iri::at_text(&scene.page, &directive));
    }
    writer.class(&quote, oa::TEXT_QUOTE_SELECTOR);
    writer.text(&quote, oa::EXACT, evidence.quote.as_str());
    if !evidence.prefix.is_empty() {
        writer.text(&quote, oa::PREFIX, evidence.prefix.as_str());
    }
    if !evidence.suffix.is_empty() {
        writer.text(&quote, oa::SUFFIX, evidence.suffix.as_str());
    }
    node
}

/// Writes where something stands in the file, as a selector of `node`.
pub(super) fn write_bytes(scene: &Scene<'_>, writer: &mut Writer<'_>, node: &NamedNode, id: &str, rank: usize, span: Span) {
    let bytes = scene.names.evidence(id, rank, Some("bytes"));
    writer.add(node, oa::HAS_SELECTOR, bytes.clone());
    writer.class(&bytes, oa::DATA_POSITION_SELECTOR);
    writer.integer(&bytes, oa::START, span.start);
    writer.integer(&bytes, oa::END, span.end);
}

/// The text directive of a piece of evidence, which must not cross the mark of a note.
fn directive(scene: &Scene<'_>, evidence: &Evidence) -> Option<String> {
    let quote = evidence.quote.as_str();
    let Some((block, start)) = block_of(scene, evidence) else {
        return fragment::directive(Place { quote, ..Place::default() });
    };
    let text = &block.text;
    let end = start + quote.len();
    // A mark stands before the byte that it names: one at the start is outside of the quote, one at the end too.
    let inside = text.notes.partition_point(|note| note.at <= start);
    let behind = text.notes.partition_point(|note| note.at < end);
    let holes: Vec<usize> = text.notes.get(inside..behind).unwrap_or_default().iter().map(|note| note.at - start).collect();
    let before = inside.checked_sub(1).and_then(|last| text.notes.get(last)).map_or(0, |note| note.at);
    let after = text.notes.get(behind).map_or(text.visible.len(), |note| note.at);
    fragment::directive(Place {
        quote,
        prefix: text.visible.get(before..start).unwrap_or_default(),
        suffix: text.visible.get(end..after).unwrap_or_default(),
        holes: &holes,
    })
}

/// The block that holds the evidence and the visible byte at which the quote starts in it; none where it is a heading's or a table's.
fn block_of<'a>(scene: &Scene<'a>, evidence: &Evidence) -> Option<(&'a Block, usize)> {
    let blocks = &scene.document.blocks;
    let at = blocks.partition_point(|block| block.span.start <= evidence.span.start).checked_sub(1)?;
    let block = &blocks[at];
    let pieces = &block.text.pieces;
    let piece = pieces.get(pieces.partition_point(|piece| piece.source.end <= evidence.span.start))?;
    let exact = piece.source.end - piece.source.start == piece.length;
    let start = piece.visible + if exact { evidence.span.start.saturating_sub(piece.source.start) } else { 0 };
    block.text.visible.get(start..)?.starts_with(evidence.quote.as_str()).then_some((block, start))
}
