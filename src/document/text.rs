//! Visible text with the way back to the bytes it came from.

use std::ops::Range;

use crate::span::Span;

/// What a reader of the rendered page sees, and where each part of it stands in the source.
///
/// Ranges called *visible* are bytes of [`Text::visible`]. Marks of notes (`[3]`) are not part of the visible text.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The text itself. Labels of links are in it whole, swallowed tails included.
    pub visible: String,
    /// Which part of the source each part of the visible text is, in order; together they cover it.
    pub pieces: Vec<Piece>,
    /// The links, in order of their labels.
    pub links: Vec<Link>,
    /// Where notes are called, in order.
    pub notes: Vec<NoteRef>,
    /// Words that the source gives in several scripts or variants.
    pub variants: Vec<Variant>,
    /// The sentences: visible ranges, in order, without the white space around them; none where the text is not Chinese, which nobody reads.
    pub sentences: Vec<Range<usize>>,
}

/// A run of visible text and the run of source that it stands for.
///
/// Where both have the same length they are the same bytes. Else (an entity, an escape, a variant, a joined line) the piece
/// is atomic: any part of it maps to all of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First byte of the visible text.
    pub visible: usize,
    /// Bytes of visible text.
    pub length: usize,
    /// The source.
    pub source: Span,
}

/// A link within a text.
#[derive(Clone, Debug)]
pub struct Link {
    /// The visible range of its label.
    pub label: Range<usize>,
    /// Where all of its markup stands.
    pub span: Span,
    /// What it points to.
    pub target: Target,
    /// Whether the label may hold words that were behind the link.
    pub tail: Tail,
}

/// What a link points to. Titles have spaces for underscores, no escapes and no fragment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A page of the same Wikipedia.
    Page {
        /// Its title.
        title: String,
        /// What stood behind `#`.
        fragment: Option<String>,
    },
    /// A country, by the name or code that a template for flags gives: `Poland`, `POL`.
    Country(String),
    /// A category (linked, not assigned).
    Category(String),
    /// A picture or another file.
    File(String),
    /// A page of another wiki: its prefix (`s`, `en`) and the title there.
    Interwiki {
        /// The prefix, lower case, without colons.
        prefix: String,
        /// The title behind it.
        title: String,
    },
    /// Any other address.
    External(String),
}

/// Whether the format tells where the label of a link ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// The label is what the author linked.
    Exact,
    /// Letters that followed the link may have been taken into the label.
    MaySwallow,
}

/// A place where a note is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRef {
    /// The visible byte before which the mark stood.
    pub at: usize,
    /// The number or name of the note.
    pub label: String,
    /// Where the mark stands.
    pub span: Span,
}

/// A word that the source gives in several variants: `-{zh-hans:激光;zh-hant:雷射}-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Where the variant that was chosen stands.
    pub visible: Range<usize>,
    /// Every variant with its tag, as written.
    pub forms: Vec<(String, String)>,
}

impl Text {
    /// The addresses outside the wiki that it links to, each with the words that carry it (often empty).
    pub(super) fn addresses(&self) -> Vec<(String, String)> {
        let address = |link: &Link| match &link.target {
            Target::External(address) => Some((address.clone(), self.visible.get(link.label.clone()).unwrap_or_default().to_owned())),
            _ => None,
        };
        self.links.iter().filter_map(address).collect()
    }

    /// The smallest part of the source that holds all of a visible range.
    ///
    /// An empty range maps to an empty span. Ranges outside the text are cut to it.
    #[must_use]
    pub fn source(&self, visible: Range<usize>) -> Span {
        if visible.is_empty() {
            let next = self.pieces.partition_point(|p| p.visible + p.length <= visible.start);
            let at = self.pieces.get(next).map(|p| {
                let is_equal = p.source.end - p.source.start == p.length;
                p.source.start + if is_equal { visible.start.saturating_sub(p.visible) } else { 0 }
            });
            let at = at.or_else(|| self.pieces.last().map(|p| p.source.end)).unwrap_or_default();
            return Span::new(at, at);
        }
        let first = self.pieces.partition_point(|p| p.visible + p.length <= visible.start);
        let mut found: Option<Span> = None;
        for piece in &self.pieces[first.min(self.pieces.len())..] {
            if piece.visible >= visible.end && found.is_some() || piece.visible > visible.end {
                break;
            }
            let part = if piece.source.end - piece.source.start == piece.length {
                let from = visible.start.max(piece.visible) - piece.visible;
                let to = visible.end.min(piece.visible + piece.length).max(piece.visible + from) - piece.visible;
                Span::new(piece.source.start + from, piece.source.start + to)
            } else {
                piece.source
            };
            found = Some(found.map_or(part, |f| f.join(part)));
            if piece.visible + piece.length >= visible.end {
                break;
            }
        }
        found.or_else(|| self.pieces.last().map(|p| Span::new(p.source.end, p.source.end))).unwrap_or_default()
    }
}
