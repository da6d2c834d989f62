//! Putting a [`Text`] together from what a reader meets.

use std::ops::Range;

use super::{
    Category, Document, Link, LossKind, NoteRef, Piece, Tail, Target, Text, Variant,
    marks::marks,
    residue::{self, Residue},
    sentence,
    target::Destination,
};
use crate::{
    source::{self, RawPage},
    span::Span,
};

/// A text in the making. Readers push what is visible, open and close links, and finish.
pub(super) struct Builder<'s> {
    source: &'s str,
    raw: &'s RawPage,
    text: Text,
    open: Vec<OpenLink>,
    /// How many open links hide their labels.
    hidden: usize,
    /// A line break that shows as a space, or not at all, depending on what follows.
    joint: Option<Span>,
    /// Where the caption of a picture may begin: behind it on the same line.
    caption: Option<usize>,
    /// All that was pushed.
    span: Option<Span>,
    markdown: bool,
    /// Visible text that turned out not to be.
    drop: Vec<Range<usize>>,
    /// Countries whose flags are only drawn.
    flags: Vec<(String, Span)>,
}

struct OpenLink {
    destination: Destination,
    /// Whether it is a link of the wiki, whose tail the conversion may have taken in.
    wiki: bool,
    start: usize,
    span: Span,
    hides: bool,
}

/// What may stand before a picture's caption: nothing, or how it is shown.
const OPTIONS: [&str; 17] = [
    "",
    "thumb",
    "thumbnail",
    "left",
    "right",
    "center",
    "none",
    "frame",
    "frameless",
    "upright",
    "缩略图",
    "縮圖",
    "左",
    "右",
    "居中",
    "置中",
    "无框",
];

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str, raw: &'s RawPage, markdown: bool) -> Self {
        Self {
            source,
            raw,
            text: Text::default(),
            open: Vec::new(),
            hidden: 0,
            joint: None,
            caption: None,
            span: None,
            markdown,
            drop: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// A flag that is only drawn: where nothing is said besides, the country's name stands for it.
    pub(super) fn flag(&mut self, country: &str, span: Span) {
        self.flags.push((country.to_owned(), span));
    }

    /// The source that has been read into it.
    pub(super) const fn span(&self) -> Option<Span> {
        self.span
    }

    fn touch(&mut self, span: Span) {
        self.span = Some(self.span.map_or(span, |all| all.join(span)));
    }

    /// Adds visible text.
    pub(super) fn push(&mut self, visible: &str, span: Span) {
        self.touch(span);
        let Some(first) = visible.chars().next().filter(|_| self.hidden == 0) else { return };
        if first == ']' && self.caption.is_some_and(|start| self.text.visible.len() > start) && self.text.visible.ends_with(']') {
            self.end_caption(span.start);
            let rest = visible[1..].trim_start();
            let skipped = if span.end - span.start == visible.len() { visible.len() - rest.len() } else { 0 };
            return self.push(rest, Span::new(span.start + skipped, span.end));
        }
        if let Some(joint) = self.joint.take()
            && let Some(last) = self.text.visible.chars().next_back()
            && !last.is_whitespace()
        {
            if self.caption.take().is_some() {
                append(&mut self.text, self.source, "\n", joint);
            } else if !(is_cjk(last) && is_cjk(first)) {
                append(&mut self.text, self.source, " ", joint);
            }
        }
        append(&mut self.text, self.source, visible, span);
    }

    /// The conversion broke a picture's markup: behind it stand options, its caption and `]]`, then other text. Makes the caption
    /// a line of its own. The first `]` is the last of the text, the second one stands at `end`.
    fn end_caption(&mut self, end: usize) {
        let Some(start) = self.caption.take() else { return };
        let close = self.text.visible.len() - 1;
        let mut at = start;
        for part in self.text.visible[start..close].split_inclusive('|') {
            if !OPTIONS.contains(&part.trim_end_matches('|').trim()) && !part.trim_end_matches('|').ends_with("px") {
                break;
            }
            at += part.len();
        }
        self.drop.extend([start..at, close..close + 1]);
        if at < close || !self.text.visible[..start].ends_with('\n') {
            append(&mut self.text, self.source, "\n", Span::new(end, end));
        }
    }

    /// Adds the end of a line that does not show as one.
    pub(super) fn soft_break(&mut self, span: Span) {
        self.touch(span);
        self.joint.get_or_insert(span);
    }

    /// Adds a line break.
    pub(super) fn hard_break(&mut self, span: Span) {
        self.touch(span);
        self.joint = None;
        self.caption = None;
        if self.hidden == 0 && !self.text.visible.is_empty() && !self.text.visible.ends_with('\n') {
            append(&mut self.text, self.source, "\n", span);
        }
    }

    /// Adds the mark of a note.
    pub(super) fn note(&mut self, label: &str, span: Span) {
        self.touch(span);
        if self.hidden == 0 {
            self.text.notes.push(NoteRef { at: self.text.visible.len(), label: label.to_owned(), span });
        }
    }

    /// Opens a link, whose markup spans `span` (in HTML: so far).
    pub(super) fn open_link(&mut self, destination: Destination, wiki: bool, span: Span) {
        self.touch(span);
        let hides = matches!(destination, Destination::Category(_) | Destination::Link(Target::File(_)));
        if hides && let Some(joint) = self.joint.take() {
            // A picture at the start of a line stands apart from the text before it.
            self.hard_break(joint);
        }
        self.hidden += usize::from(hides);
        self.open.push(OpenLink { destination, wiki, start: self.text.visible.len(), span, hides });
    }

    /// Closes the link that was opened last; `end` is the last byte of its markup where the opening did not know it.
    pub(super) fn close_link(&mut self, end: Option<Span>, page: &mut Document) {
        let Some(open) = self.open.pop() else { return };
        let span = end.map_or(open.span, |end| open.span.join(end));
        self.touch(span);
        self.hidden -= usize::from(open.hides);
        let target = match open.destination {
            Destination::Category(name) => return page.categories.push(Category { name, span }),
            Destination::Link(target) => target,
        };
        let mut label = open.start..self.text.visible.len();
        // A joint that came in with the label's first word stands before it.
        label.start += self.text.visible[label.clone()].len() - self.text.visible[label.clone()].trim_start_matches([' ', '\n']).len();
        let words = &self.text.visible[label.clone()];
        if open.hides {
            self.caption = Some(label.start);
        } else if matches!(target, Target::External(_)) && !words.is_empty() && words.bytes().all(|b| b.is_ascii_digit()) {
            // A bare address: MediaWiki shows its number, as it does for notes.
            self.drop.push(label.clone());
            label.end = label.start;
        } else if words.trim().is_empty() {
            page.lose(LossKind::LinkLabel, span);
        }
        let words = &self.text.visible[label.clone()];
        let tail = if open.wiki { tail(&target, words) } else { Tail::Exact };
        self.text.links.push(Link { label, span, target, tail });
    }

    /// Gives up the link that was opened last, where nothing of it is visible.
    pub(super) fn give_up_link(&mut self) -> bool {
        let is_blank = self.open.last().is_some_and(|open| self.text.visible[open.start..].trim().is_empty());
        if is_blank && let Some(open) = self.open.pop() {
            self.hidden -= usize::from(open.hides);
        }
        is_blank
    }

    /// Adds a link without words: a picture, an address that is only numbered.
    pub(super) fn point(&mut self, target: Target, span: Span) {
        self.touch(span);
        let at = self.text.visible.len();
        self.text.links.push(Link { label: at..at, span, target, tail: Tail::Exact });
    }

    /// Gives the link that was closed last another place that its words lead to.
    pub(super) fn also(&mut self, target: Target, span: Span) {
        if let Some(label) = self.text.links.last().map(|link| link.label.clone()) {
            self.text.links.push(Link { label, span, target, tail: Tail::Exact });
        }
    }

    /// Adds the forms of a word that was pushed.
    pub(super) fn variant(&mut self, variant: Variant) {
        self.text.variants.push(variant);
    }

    /// Bytes of visible text so far.
    pub(super) const fn length(&self) -> usize {
        self.text.visible.len()
    }

    /// Whether nothing is visible so far.
    pub(super) fn is_blank(&self) -> bool {
        self.text.visible.trim_start().is_empty()
    }

    /// Whether it begins with attributes of an element: `style="…"`.
    pub(super) fn has_attributes(&self) -> bool {
        let name = self.text.visible.trim_start_matches(|c: char| c.is_ascii_lowercase());
        name.len() < self.text.visible.len() && name.starts_with("=\"")
    }

    /// Drops a head such as `style="…"|`, which the conversion left in a caption; gives whether there was one.
    pub(super) fn skip_attributes(&mut self) -> bool {
        if let Some((head, _)) = self.text.visible.split_once('|')
            && head.contains('=')
            && !head.contains(['[', '\n'])
        {
            self.drop.push(0..head.len() + 1);
            return true;
        }
        false
    }

    /// The text with its sentences, where no conversion left anything in it.
    pub(super) fn finish_as_written(mut self, page: &mut Document) -> (Text, Option<Span>) {
        if self.is_blank() {
            for (country, span) in std::mem::take(&mut self.flags) {
                self.soft_break(Span::new(span.start, span.start));
                self.open_link(Destination::Link(Target::Country(country.clone())), false, span);
                self.push(&country, span);
                self.close_link(None, page);
            }
        }
        while !self.open.is_empty() {
            self.close_link(None, page);
        }
        self.text.links.sort_by_key(|link| link.label.start);
        let variants = std::mem::take(&mut self.text.variants);
        let span = self.span;
        let mut text = cut(self.text, self.source, Residue { drop: self.drop, variants, ..Residue::default() });
        if source::is_chinese(&self.raw.language) {
            text.sentences = sentence::sentences(&text.visible, &marks(&text.visible));
        }
        (text, span)
    }

    /// The text, without residue and with its sentences. What was lost goes to the page.
    pub(super) fn finish(mut self, page: &mut Document) -> Text {
        while !self.open.is_empty() {
            self.close_link(None, page);
        }
        // Links that hold others were closed after them.
        self.text.links.sort_by_key(|link| link.label.start);
        let mut residue = residue::scan(&self.text, self.source, self.markdown, self.raw, page);
        residue.drop.append(&mut self.drop);
        let mut text = cut(self.text, self.source, residue);
        let marks = marks(&text.visible);
        text.sentences = sentence::sentences(&text.visible, &marks);
        residue::empty_brackets(&text, &marks, page);
        text
    }
}

/// Whether a label of a link of the wiki may hold more than the author linked: not where it is the title.
pub(super) fn tail(target: &Target, words: &str) -> Tail {
    match target {
        Target::Page { title, .. } if title == words => Tail::Exact,
        Target::External(_) => Tail::Exact,
        _ => Tail::MaySwallow,
    }
}

/// Whether two such characters stand together without a space.
const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Bytes and pieces of a text for which room is made at its beginning.
const USUAL: usize = 240;
const USUAL_PIECES: usize = 8;

/// Appends a piece. Pieces of equal length must be equal bytes: an atomic one that is as long as its source by chance gives up a character of it.
fn append(text: &mut Text, source: &str, visible: &str, mut span: Span) {
    let equal = source.get(span.range()) == Some(visible);
    if !equal && span.end - span.start == visible.len() {
        span.end = (span.start..span.end).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(span.start);
    }
    let at = text.visible.len();
    if at == 0 {
        text.visible.reserve(visible.len().max(USUAL));
        text.pieces.reserve(USUAL_PIECES);
    }
    text.visible.push_str(visible);
    if let Some(last) = text.pieces.last_mut()
        && equal
        && last.source.end == span.start
        && last.source.end - last.source.start == last.length
    {
        last.length += visible.len();
        last.source.end = span.end;
    } else {
        text.pieces.push(Piece { visible: at, length: visible.len(), source: span });
    }
}

/// The text without the residue and without white space at its ends, with all that points into it moved along.
fn cut(text: Text, source: &str, residue: Residue) -> Text {
    if residue.is_empty() && text.visible.trim().len() == text.visible.len() {
        return text;
    }
    let kept = trimmed(kept(&text.visible, residue.drop), &text.visible);
    let mut out = Text { visible: String::with_capacity(text.visible.len()), ..Text::default() };
    let mut starts = Vec::with_capacity(kept.len());
    let mut piece = 0;
    for range in &kept {
        starts.push(out.visible.len());
        while let Some(p) = text.pieces.get(piece) {
            let (from, to) = (range.start.max(p.visible), range.end.min(p.visible + p.length));
            if from < to {
                let equal = p.source.end - p.source.start == p.length;
                let offset = p.source.start + from - p.visible;
                let span = if equal { Span::new(offset, offset + to - from) } else { p.source };
                append(&mut out, source, &text.visible[from..to], span);
            }
            if p.visible + p.length > range.end {
                break;
            }
            piece += 1;
        }
    }
    let moved = |at: usize| {
        let index = kept.partition_point(|range| range.end < at);
        kept.get(index).map_or(out.visible.len(), |range| starts[index] + at.max(range.start) - range.start)
    };
    let range = |old: &Range<usize>| moved(old.start)..moved(old.end).max(moved(old.start));
    for mut link in text.links.into_iter().chain(residue.links) {
        let label = range(&link.label);
        // A link whose words were all dropped stood in what is not visible.
        if link.label.is_empty() || !label.is_empty() {
            link.label = label;
            out.links.push(link);
        }
    }
    out.links.sort_by_key(|link| link.label.start);
    out.notes = text.notes.into_iter().chain(residue.notes).map(|note| NoteRef { at: moved(note.at), ..note }).collect();
    out.notes.sort_by_key(|note| (note.at, note.span));
    for mut variant in residue.variants {
        variant.visible = range(&variant.visible);
        out.variants.push(variant);
    }
    out
}

/// What is left between the ranges to drop.
fn kept(visible: &str, mut drop: Vec<Range<usize>>) -> Vec<Range<usize>> {
    drop.sort_unstable_by_key(|range| range.start);
    let mut kept = Vec::with_capacity(drop.len() + 1);
    let mut at = 0;
    for range in drop {
        if range.start > at {
            kept.push(at..range.start);
        }
        at = at.max(range.end);
    }
    if at < visible.len() {
        kept.push(at..visible.len());
    }
    kept
}

fn trimmed(mut kept: Vec<Range<usize>>, visible: &str) -> Vec<Range<usize>> {
    while let Some(last) = kept.last_mut() {
        last.end = last.start + visible[last.clone()].trim_end().len();
        if last.start < last.end {
            break;
        }
        kept.pop();
    }
    let empty = kept.iter().take_while(|range| visible[(*range).clone()].trim_start().is_empty()).count();
    kept.drain(..empty);
    if let Some(first) = kept.first_mut() {
        first.start = first.end - visible[first.clone()].trim_start().len();
    }
    kept
}
