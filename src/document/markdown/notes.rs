//! The notes of a page: a numbered list at its very end, or definitions such as `[^3]: …`.

use crate::{
    document::{Document, LossKind, Note, Piece, Text},
    span::Span,
};

/// What a section of notes is called, in part.
const HEADINGS: [&str; 16] =
    ["參考", "参考", "註釋", "注释", "註解", "注解", "脚注", "腳註", "附註", "附注", "来源", "來源", "資料", "资料", "Notes", "References"];

/// Collects what may turn out to be notes. Until the page ends, their text is among its blocks.
#[derive(Default)]
pub(super) struct Notes {
    /// The outermost numbered list that was read last, if nothing but notes came after it.
    list: Option<List>,
    /// The definition that is open.
    definition: Option<Item>,
}

struct List {
    items: Vec<Item>,
    span: Span,
    /// Where the page's losses were when it began.
    losses: usize,
}

struct Item {
    label: String,
    span: Span,
    /// Its first block.
    block: usize,
    /// Texts that hold links without words, and so are no blocks.
    wordless: Vec<Text>,
}

impl Item {
    fn new(label: &str, source: Option<&str>, span: Span, page: &Document) -> Self {
        let length = source.map_or(span.end - span.start, |source| source[span.range()].trim_end().len());
        Self { label: label.to_owned(), span: Span::new(span.start, span.start + length), block: page.blocks.len(), wordless: Vec::new() }
    }
}

impl Notes {
    /// An outermost list begins.
    pub(super) fn start_list(&mut self, is_numbered: bool, span: Span, page: &Document) {
        self.list = is_numbered.then(|| List { items: Vec::new(), span, losses: page.losses.len() });
    }

    /// An item of an outermost list begins. Its number is the one that is printed.
    pub(super) fn start_item(&mut self, source: &str, span: Span, page: &Document) {
        if let Some(list) = &mut self.list {
            let text = source[span.range()].trim_start();
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            list.items.push(Item::new(&text[..digits], Some(source), span, page));
        }
    }

    /// A definition begins.
    pub(super) fn start_definition(&mut self, label: &str, span: Span, page: &Document) {
        self.definition = Some(Item::new(label, None, span, page));
    }

    /// A definition ends: its blocks become a note.
    pub(super) fn end_definition(&mut self, page: &mut Document) {
        if let Some(item) = self.definition.take() {
            add(vec![item], page);
        }
    }

    /// A text has no visible words.
    pub(super) fn keep(&mut self, text: Text) {
        let item = self.definition.as_mut().or_else(|| self.list.as_mut().and_then(|list| list.items.last_mut()));
        if let Some(item) = item.filter(|_| !text.links.is_empty()) {
            item.wordless.push(text);
        }
    }

    /// The page ends: a numbered list at its end is its notes if anything says so.
    pub(super) fn end_page(&mut self, source: &str, page: &mut Document) {
        let Some(list) = self.list.take().filter(|list| is_bare(&source[list.span.end..])) else { return };
        let is_within = |span: Span| list.span.start <= span.start && span.end <= list.span.end;
        let is_hole = |kind: &LossKind| matches!(kind, LossKind::Item | LossKind::ItemHead);
        let has_holes = page.losses[list.losses..].iter().any(|loss| loss.kind == LossKind::Item && is_within(loss.span));
        let is_titled = page.sections.last().is_some_and(|last| HEADINGS.iter().any(|known| last.heading.visible.contains(known)));
        let is_called = || page.texts().flat_map(|text| &text.notes).any(|note| list.items.iter().any(|item| item.label == note.label));
        if !(has_holes || is_titled || !page.categories.is_empty() || is_called()) {
            return;
        }
        let mut at = 0;
        page.losses.retain(|loss| {
            at += 1;
            at <= list.losses || !(is_hole(&loss.kind) && is_within(loss.span))
        });
        add(list.items, page);
    }
}

/// Whether a text is nothing but tags.
fn is_bare(text: &str) -> bool {
    let mut parts = text.split('<');
    parts.next().is_none_or(|before| before.trim().is_empty())
        && parts.all(|part| part.split_once('>').is_some_and(|(_, behind)| behind.trim().is_empty()))
}

/// Turns the blocks from the first item's on into notes.
fn add(items: Vec<Item>, page: &mut Document) {
    let Some(first) = items.first().map(|item| item.block) else { return };
    let mut blocks = page.blocks.split_off(first).into_iter();
    let mut next = first;
    let ends: Vec<usize> = items.iter().skip(1).map(|item| item.block).chain([usize::MAX]).collect();
    for (item, end) in items.into_iter().zip(ends) {
        let mut text = Text::default();
        item.wordless.into_iter().for_each(|part| join(&mut text, part));
        while next < end
            && let Some(block) = blocks.next()
        {
            join(&mut text, block.text);
            next += 1;
        }
        let sources = text.addresses();
        if text.visible.is_empty() && sources.is_empty() {
            page.lose(LossKind::Note, item.span);
        }
        page.notes.push(Note { label: item.label, text, sources, span: item.span, ..Note::default() });
    }
}

/// Appends a text on a line of its own.
fn join(text: &mut Text, part: Text) {
    if !text.visible.is_empty() && !part.visible.is_empty() {
        let end = text.pieces.last().map_or(0, |last| last.source.end);
        text.pieces.push(Piece { visible: text.visible.len(), length: 1, source: Span::new(end, end) });
        text.visible.push('\n');
    }
    let by = text.visible.len();
    let moved = |range: std::ops::Range<usize>| range.start + by..range.end + by;
    text.visible.push_str(&part.visible);
    text.pieces.extend(part.pieces.into_iter().map(|piece| Piece { visible: piece.visible + by, ..piece }));
    text.links.extend(part.links.into_iter().map(|mut link| {
        link.label = moved(link.label);
        link
    }));
    text.notes.extend(part.notes.into_iter().map(|mut note| {
        note.at += by;
        note
    }));
    text.variants.extend(part.variants.into_iter().map(|mut variant| {
        variant.visible = moved(variant.visible);
        variant
    }));
    text.sentences.extend(part.sentences.into_iter().map(moved));
}
