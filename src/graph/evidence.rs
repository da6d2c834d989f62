//! Evidence: the words that show a statement, where they stand in the file, and an address that opens the page there.

use std::ops::Range;

use super::{
    Scene, Writer,
    fragment::{self, Place},
    iri,
    triples::{Node, Object},
    vocab::{Ent, oa, schema},
};
use crate::{
    document::{Block, Document, Link, Target, Text},
    hash::HashMap,
    mention::all_texts,
    rules::Evidence,
    span::Span,
};

/// Shows the evidence of a page. One sentence often shows several statements: what is said of it is made once.
pub(super) struct Shower<'a> {
    /// The sentence that was shown last.
    last: Option<(&'a Evidence, Shown)>,
    /// The paths of sections.
    paths: HashMap<usize, Option<Object>>,
    /// Names of countries for which the page shows a flag, with or without a name of its own, in the order of the file.
    flags: Vec<(Span, &'a str)>,
}

/// What is said of a sentence.
#[derive(Clone, Copy)]
struct Shown {
    bytes: (Object, Object),
    path: Option<Object>,
    address: Node,
    quote: Object,
    prefix: Option<Object>,
    suffix: Option<Object>,
}

impl<'a> Shower<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let of = |text: &'a Text| text.links.iter().filter_map(|link| Some((link.span, &text.visible[flag(text, link)?])));
        let mut flags: Vec<_> = all_texts(document).flat_map(|(_, text)| of(text)).collect();
        flags.sort_by_key(|(span, _)| (span.start, span.end));
        Self { last: None, paths: HashMap::default(), flags }
    }

    /// Writes one piece of evidence with its selectors, each in the order that its lines will have, and gives its node.
    pub(super) fn write(&mut self, scene: &Scene<'a>, writer: &mut Writer<'_>, id: &str, rank: usize, evidence: &'a Evidence) -> Node {
        let shown = self.shown(scene, writer, evidence);
        let node = writer.written(|iri| scene.names.push_evidence(iri, id, rank, None));
        let quote = writer.written(|iri| scene.names.push_evidence(iri, id, rank, Some("quote")));
        let bytes = write_bytes(scene, writer, id, rank, shown.bytes);
        writer.add(node, schema::URL, shown.address);
        writer.class(node, oa::SPECIFIC_RESOURCE);
        writer.add(node, oa::HAS_SELECTOR, bytes);
        writer.add(node, oa::HAS_SELECTOR, quote);
        writer.add(node, oa::HAS_SOURCE, scene.page);
        writer.integer(node, Ent::EvidenceRank, rank);
        if let Some(path) = shown.path {
            writer.add(node, Ent::SectionPath, path);
        }
        writer.class(quote, oa::TEXT_QUOTE_SELECTOR);
        writer.add(quote, oa::EXACT, shown.quote);
        if let Some(prefix) = shown.prefix {
            writer.add(quote, oa::PREFIX, prefix);
        }
        if let Some(suffix) = shown.suffix {
            writer.add(quote, oa::SUFFIX, suffix);
        }
        node
    }

    fn shown(&mut self, scene: &Scene<'a>, writer: &mut Writer<'_>, evidence: &'a Evidence) -> Shown {
        if let Some((last, shown)) = self.last
            && last == evidence
        {
            return shown;
        }
        let some = |text: &str, writer: &mut Writer<'_>| (!text.is_empty()).then(|| writer.plain(text));
        let path = self.paths.entry(evidence.section).or_insert_with(|| some(&scene.document.section_path(evidence.section), writer));
        let shown = Shown {
            bytes: (writer.number(evidence.span.start), writer.number(evidence.span.end)),
            path: *path,
            address: match self.directive(scene, evidence) {
                Some(at) => writer.written(|iri| iri::push_at_text(iri, &scene.address, &at)),
                None => scene.sections.get(evidence.section).copied().unwrap_or(scene.page),
            },
            quote: writer.plain(&evidence.quote),
            prefix: some(&evidence.prefix, writer),
            suffix: some(&evidence.suffix, writer),
        };
        self.last = Some((evidence, shown));
        shown
    }

    /// The text directive of a piece of evidence, which must cross neither the mark of a note nor a flag.
    fn directive(&self, scene: &Scene<'_>, evidence: &Evidence) -> Option<String> {
        let quote = evidence.quote.as_str();
        let mut holes = self.flags_in(evidence);
        let Some((block, start)) = block_of(scene, evidence) else {
            return fragment::directive(Place { quote, holes: &holes, ..Place::default() });
        };
        let text = &block.text;
        let end = start + quote.len();
        // A mark stands before the byte that it names: one at the start is outside of the quote, one at the end too.
        let inside = text.notes.partition_point(|note| note.at <= start);
        let behind = text.notes.partition_point(|note| note.at < end);
        holes.extend(text.notes.get(inside..behind).unwrap_or_default().iter().map(|note| note.at - start..note.at - start));
        let mut before = inside.checked_sub(1).and_then(|last| text.notes.get(last)).map_or(0, |note| note.at);
        let mut after = text.notes.get(behind).map_or(text.visible.len(), |note| note.at);
        for flag in text.links.iter().filter_map(|link| flag(text, link)) {
            if flag.end <= start {
                before = before.max(flag.end);
            } else if flag.start >= end {
                after = after.min(flag.start);
            }
        }
        fragment::directive(Place {
            quote,
            prefix: text.visible.get(before..start).unwrap_or_default(),
            suffix: text.visible.get(end..after).unwrap_or_default(),
            holes: &holes,
        })
    }

    /// Where flags stand in a quote.
    fn flags_in(&self, evidence: &Evidence) -> Vec<Range<usize>> {
        let (quote, mut from) = (&evidence.quote, 0);
        let first = self.flags.partition_point(|(span, _)| span.end <= evidence.span.start);
        let near = self.flags[first..].iter().take_while(|(span, _)| span.start < evidence.span.end);
        let mut found = |words: &str| {
            let at = from + quote[from..].find(words)?;
            from = at + words.len();
            Some(at..from)
        };
        near.filter_map(|(_, words)| found(words)).collect()
    }
}

/// Writes where something stands in the file, and gives the selector.
pub(super) fn write_bytes(scene: &Scene<'_>, writer: &mut Writer<'_>, id: &str, rank: usize, (start, end): (Object, Object)) -> Node {
    let bytes = writer.written(|iri| scene.names.push_evidence(iri, id, rank, Some("bytes")));
    writer.class(bytes, oa::DATA_POSITION_SELECTOR);
    writer.add(bytes, oa::END, end);
    writer.add(bytes, oa::START, start);
    bytes
}

/// The label of a link to a country that the source names by a template for flags alone: what the page shows for it is another name, or none.
fn flag(text: &Text, link: &Link) -> Option<Range<usize>> {
    match &link.target {
        Target::Country(name) => text.visible.get(link.label.clone()).filter(|words| words == name).map(|_| link.label.clone()),
        _ => None,
    }
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
