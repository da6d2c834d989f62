//! Stage 2: what a page says.
//!
//! A [`Document`] is a page without its format: sections, blocks of visible text with their sentences, links and notes,
//! tables, categories, and what was lost on the way. Everything in it knows its byte [`Span`] in the source. No later
//! stage may ask which format a page had. Reading cannot fail: what is broken becomes a [`Loss`] or a [`Diagnostic`].

mod builder;
mod html;
mod markdown;
mod marks;
mod outline;
mod rendered;
mod residue;
mod sentence;
mod table;
mod target;
mod text;
mod variant;
mod wikitext;

pub use text::{Link, NoteRef, Piece, Tail, Target, Text, Variant};

use crate::{
    hash::HashSet,
    source::{self, Format, RawPage},
    span::Span,
};

/// A page as read: the one type that this stage hands on.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The page's title as the source names it, with spaces for underscores.
    pub title: String,
    /// The language of its Wikipedia: `zh`.
    pub language: String,
    /// The sections in page order. The first is the lead: level 0, no heading.
    pub sections: Vec<Section>,
    /// Paragraphs, list items and the like in page order. Table cells and notes are not among them.
    pub blocks: Vec<Block>,
    /// The tables in page order.
    pub tables: Vec<Table>,
    /// The boxes of facts in page order.
    pub infoboxes: Vec<Infobox>,
    /// The notes that `[3]` in the text points to.
    pub notes: Vec<Note>,
    /// The categories that the page puts itself in.
    pub categories: Vec<Category>,
    /// Where the page says that it is another: the target's title, with `#` and the place in it where it names one.
    pub redirect: Option<String>,
    /// What the format or its conversion lost.
    pub losses: Vec<Loss>,
    /// What was broken in the source.
    pub diagnostics: Vec<Diagnostic>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The section that holds this one; none for the lead and for top sections.
    pub parent: Option<usize>,
    /// 0 for the lead, else the number of `#` (or of `=`).
    pub level: u8,
    /// The heading, with its links.
    pub heading: Text,
    /// From the heading to the next heading of any level.
    pub span: Span,
}

/// One block of running text.
#[derive(Clone, Debug)]
pub struct Block {
    /// Index into [`Document::sections`].
    pub section: usize,
    /// What kind of block it is.
    pub kind: BlockKind,
    /// What it says.
    pub text: Text,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// One item of a list, without its nested items (they are blocks of their own).
    Item {
        /// 0 for the outermost list.
        depth: u8,
        /// The block of the item that this one is nested in.
        parent: Option<usize>,
    },
    /// A quotation set off as a block.
    Quote,
}

/// A table. Rows keep their cells as written; spans of cells over rows or columns are kept as numbers.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Index into [`Document::sections`].
    pub section: usize,
    /// What the caption says, without the residue of attributes (`style="…"|`).
    pub caption: Option<Text>,
    /// The rows, header rows first as in the source.
    pub rows: Vec<Row>,
    /// Where it stands.
    pub span: Span,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Whether all of its cells are header cells.
    pub header: bool,
    /// The cells in order.
    pub cells: Vec<Cell>,
    /// Where it stands.
    pub span: Span,
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: Text,
    /// Columns that it covers, at least 1.
    pub columns: usize,
    /// Rows that it covers, at least 1.
    pub rows: usize,
    /// Where its element stands.
    pub span: Span,
}

/// A box of facts about what the page is about: `{{Infobox treaty|…}}`.
#[derive(Clone, Debug, Default)]
pub struct Infobox {
    /// Index into [`Document::sections`].
    pub section: usize,
    /// What kind of box it is: the name of its template.
    pub name: String,
    /// The facts in order. Empty ones are left out.
    pub fields: Vec<Field>,
    /// Where it stands.
    pub span: Span,
}

/// A fact of a box.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What the fact is: the name of the template's argument, or its place counted from 1.
    pub name: String,
    /// What is said.
    pub text: Text,
    /// Where what is said stands.
    pub span: Span,
}

/// A note at the end of the page.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// The number or name that the text calls it by.
    pub label: String,
    /// What it says; empty where the conversion lost it.
    pub text: Text,
    /// The addresses that it gives, each with the words that carry it (often empty).
    pub sources: Vec<(String, String)>,
    /// Who published the first of them, where the note names them apart.
    pub publisher: Option<String>,
    /// When, as the note puts it.
    pub date: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A category of the page.
#[derive(Clone, Debug)]
pub struct Category {
    /// Its name without the `Category:` prefix.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// Something that the source no longer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What was lost.
    pub kind: LossKind,
    /// Where the hole is.
    pub span: Span,
    /// Index into [`Document::sections`].
    pub section: usize,
}

/// The kinds of losses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossKind {
    /// An empty cell in a row that holds something: in a poll, the respondents.
    Cell,
    /// A row without anything in it.
    Row,
    /// A list item without anything in it.
    Item,
    /// A heading without anything in it.
    Heading,
    /// A list item whose head is gone: it begins with a bracket.
    ItemHead,
    /// An empty bracket, or one that holds only punctuation.
    Bracket,
    /// A note without anything in it.
    Note,
    /// A note that the text calls and the page does not have.
    NoteMissing,
    /// A link without words.
    LinkLabel,
    /// A template that was not understood, with its name.
    Template(String),
}

/// Something in the source that is broken, with where and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub span: Span,
    /// What, as one clear line without the place.
    pub message: String,
}

impl Document {
    /// Whether its text is Chinese.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        source::is_chinese(&self.language)
    }

    /// The headings from the top section down to `section`, joined by ` / `; empty for the lead.
    #[must_use]
    pub fn section_path(&self, section: usize) -> String {
        let mut path = Vec::new();
        let mut next = Some(section);
        while let Some(at) = next {
            let Some(this) = self.sections.get(at) else { break };
            if this.level > 0 {
                path.push(this.heading.visible.trim());
            }
            next = this.parent;
        }
        path.reverse();
        path.join(" / ")
    }
}

/// What [`Document::redirect`] says of a target.
fn redirect_to(title: &str, fragment: Option<&str>) -> String {
    fragment.map_or_else(|| title.to_owned(), |fragment| format!("{title}#{fragment}"))
}

/// Reads a page.
///
/// Where its bytes are not UTF-8, it ends before the first wrong one, and a diagnostic says so.
#[must_use]
pub fn read(page: &RawPage) -> Document {
    let mut document = Document { title: page.title.clone(), language: page.language.clone(), ..Document::default() };
    let source = std::str::from_utf8(&page.bytes).unwrap_or_else(|error| {
        let valid = error.valid_up_to();
        document.warn(Span::new(valid, page.bytes.len()), "not UTF-8 from here on");
        std::str::from_utf8(&page.bytes[..valid]).unwrap_or_default()
    });
    match page.format {
        Format::Markdown => {
            markdown::read(source, page, &mut document);
            document.redirect = document.redirect();
        }
        Format::Wikitext => wikitext::read(source, page, &mut document),
        Format::Html => rendered::read(source, page, &mut document),
    }
    document.place();
    document
}

impl Document {
    /// Every text of the page: headings, blocks, captions, cells, facts of boxes, notes.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let headings = self.sections.iter().map(|section| &section.heading);
        let tables = self
            .tables
            .iter()
            .flat_map(|table| table.caption.iter().chain(table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| &cell.text))));
        let facts = self.infoboxes.iter().flat_map(|infobox| infobox.fields.iter().map(|field| &field.text));
        let blocks = self.blocks.iter().map(|block| &block.text);
        headings.chain(blocks).chain(tables).chain(facts).chain(self.notes.iter().map(|note| &note.text))
    }

    /// The section that holds a byte of the source.
    #[must_use]
    pub fn section_at(&self, byte: usize) -> usize {
        self.sections.partition_point(|section| section.span.start <= byte).saturating_sub(1)
    }

    /// The target of a page that is only a redirect: pandoc takes the `#` before the word for a numbered list.
    fn redirect(&self) -> Option<String> {
        let text = &self.blocks.first()?.text;
        let is_redirect =
            ["REDIRECT", "redirect", "Redirect", "重定向"].iter().any(|word| text.visible.trim_start_matches('#').starts_with(word));
        text.links.first().filter(|_| is_redirect && self.blocks.len() == 1).and_then(|link| match &link.target {
            Target::Page { title, fragment } => Some(redirect_to(title, fragment.as_deref())),
            _ => None,
        })
    }

    /// Says what only the whole page tells: whether it is a redirect, which notes are missing, and in which sections tables and losses are.
    fn place(&mut self) {
        let known: HashSet<&str> = self.notes.iter().map(|note| note.label.as_str()).collect();
        let called = self.texts().flat_map(|text| &text.notes);
        let missing: Vec<Span> = called.filter(|note| !known.contains(note.label.as_str())).map(|note| note.span).collect();
        for span in missing {
            self.lose(LossKind::NoteMissing, span);
        }
        for at in 0..self.tables.len() {
            self.tables[at].section = self.section_at(self.tables[at].span.start);
        }
        for at in 0..self.infoboxes.len() {
            self.infoboxes[at].section = self.section_at(self.infoboxes[at].span.start);
        }
        for at in 0..self.losses.len() {
            self.losses[at].section = self.section_at(self.losses[at].span.start);
        }
        self.losses.sort_by_key(|loss| loss.span);
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        self.categories.sort_by_key(|category| category.span);
    }

    /// Notes that something is broken.
    fn warn(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic { span, message: message.into() });
    }

    /// Notes that something is gone. Its section follows from its place once all sections are known.
    fn lose(&mut self, kind: LossKind, span: Span) {
        self.losses.push(Loss { kind, span, section: 0 });
    }
}
