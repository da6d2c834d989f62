//! Markdown as pandoc makes it from wikitext.

mod notes;
mod prepare;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{
    Block, BlockKind, Cell, Document, LossKind, Row, Table, Text,
    builder::Builder,
    html::{self, Inline},
    outline::Outline,
    target::destination,
};
use crate::{source::RawPage, span::Span};
use notes::Notes;

/// Reads a page. `source` is its bytes as text.
pub(super) fn read(source: &str, raw: &RawPage, page: &mut Document) {
    let prepared = prepare::prepare(source, page);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut reader = Reader::new(source, raw, page);
    for (event, range) in Parser::new_ext(&prepared.text, options).into_offset_iter() {
        reader.event(event, range.into());
    }
    reader.end_text();
    reader.notes.end_page(source, reader.page);
    for span in prepared.tables {
        html::tables(source, span, raw, page);
    }
    page.tables.sort_by_key(|table| table.span);
}

/// What the text that is being read will become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Block,
    Heading(u8),
    Cell,
}

/// An item of a list that is open.
struct Frame {
    /// Its block, once it has one.
    block: Option<usize>,
    /// The block of the nearest item around it that has one.
    parent: Option<usize>,
    /// Whether anything of its own stood in it, or its absence was counted.
    filled: bool,
    span: Span,
}

struct Reader<'a> {
    source: &'a str,
    raw: &'a RawPage,
    page: &'a mut Document,
    part: Part,
    builder: Option<Builder<'a>>,
    inline: Inline,
    items: Vec<Frame>,
    /// Lists that are open.
    lists: usize,
    quotes: usize,
    /// Sections that are open.
    outline: Outline,
    /// Whether the events are those of a block of HTML, which is read as a whole.
    in_html: bool,
    in_code: bool,
    table: Option<Table>,
    notes: Notes,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, raw: &'a RawPage, page: &'a mut Document) -> Self {
        let outline = Outline::new(page, source.len());
        Self {
            source,
            raw,
            page,
            part: Part::Block,
            builder: None,
            inline: Inline::default(),
            items: Vec::new(),
            lists: 0,
            quotes: 0,
            outline,
            in_html: false,
            in_code: false,
            table: None,
            notes: Notes::default(),
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            _ if self.in_html => {}
            Event::Text(text) if self.in_code => self.code_lines(&text, span),
            Event::Text(text) if !self.inline.hides() => self.text().push(&text, span),
            Event::Code(text) if !self.inline.hides() => self.code(&text, span),
            Event::SoftBreak => self.text().soft_break(span),
            Event::HardBreak => self.text().hard_break(span),
            Event::FootnoteReference(label) => self.text().note(&label, span),
            Event::InlineHtml(_) | Event::Html(_) => self.tags(span),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { link_type, dest_url, title, .. } => {
                let wiki = title.as_ref() == "wikilink" && !matches!(link_type, LinkType::Autolink | LinkType::Email);
                let to = destination(&dest_url, &title, self.raw);
                self.text().open_link(to, wiki, span);
            }
            // Whatever an image's address looks like, it is a file.
            Tag::Image { dest_url, .. } => {
                let to = destination(&dest_url, "fig:", self.raw);
                self.text().open_link(to, false, span);
            }
            Tag::Heading { level, .. } => {
                self.end_text();
                if self.source[span.start..].starts_with('#') {
                    self.part = Part::Heading(level as u8);
                    self.text();
                } else {
                    self.part = if self.is_underlined(span) { Part::Heading(level as u8) } else { Part::Block };
                }
            }
            Tag::List(number) => {
                self.end_text();
                self.hole();
                if self.lists == 0 {
                    self.notes.start_list(number.is_some(), span, self.page);
                }
                self.lists += 1;
            }
            Tag::Item => {
                self.end_text();
                if self.lists == 1 {
                    self.notes.start_item(self.source, span, self.page);
                }
                let parent = self.items.last().and_then(|item| item.block.or(item.parent));
                self.items.push(Frame { block: None, parent, filled: false, span });
            }
            Tag::BlockQuote(_) => {
                self.end_text();
                self.quotes += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.end_text();
                self.notes.start_definition(&label, span, self.page);
            }
            Tag::HtmlBlock => {
                self.end_text();
                self.in_html = true;
                let (source, raw) = (self.source, self.raw);
                // Markdown does not look into such blocks; what looks like it there was meant to be.
                let mut builder = Builder::new(source, raw, true);
                html::inline(source, span, &mut builder, raw, self.page);
                self.builder = Some(builder);
                self.end_text();
            }
            Tag::CodeBlock(_) => {
                self.end_text();
                self.in_code = true;
            }
            Tag::Table(_) => {
                self.end_text();
                self.table = Some(Table { span, ..Table::default() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Row { header: matches!(tag, Tag::TableHead), span, ..Row::default() });
                }
            }
            Tag::TableCell => {
                self.part = Part::Cell;
                self.text();
            }
            _ => self.end_text(),
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Link | TagEnd::Image => {
                if let Some(builder) = &mut self.builder {
                    builder.close_link(None, self.page);
                }
            }
            TagEnd::Heading(_) => self.end_heading(span),
            TagEnd::List(_) => self.lists -= 1,
            TagEnd::Item => {
                self.end_text();
                self.hole();
                self.items.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.end_text();
                self.quotes -= 1;
            }
            TagEnd::FootnoteDefinition => {
                self.end_text();
                self.notes.end_definition(self.page);
            }
            TagEnd::HtmlBlock => self.in_html = false,
            TagEnd::CodeBlock => {
                self.end_text();
                self.in_code = false;
            }
            TagEnd::Table => self.page.tables.extend(self.table.take()),
            TagEnd::TableCell => self.end_cell(span),
            _ => self.end_text(),
        }
    }

    /// The text that is being read; a new one where none is.
    fn text(&mut self) -> &mut Builder<'a> {
        if let Some(item) = self.items.last_mut() {
            item.filled = true;
        }
        let (source, raw) = (self.source, self.raw);
        self.builder.get_or_insert_with(|| Builder::new(source, raw, true))
    }

    fn tags(&mut self, span: Span) {
        self.text();
        let Some(mut builder) = self.builder.take() else { return };
        for token in html::tokens(self.source, span) {
            self.inline.read(&token, &mut builder, self.raw, self.page);
        }
        self.builder = Some(builder);
    }

    fn finish(&mut self) -> Option<(Text, Span)> {
        if self.inline.hides()
            && let Some(span) = self.builder.as_ref().and_then(Builder::span)
        {
            self.page.warn(span, "an element that hides what follows has no end");
        }
        self.inline = Inline::default();
        let mut builder = self.builder.take()?;
        let span = builder.span()?;
        // Simple tables have no place for a caption: it stands before them as a text, and states nothing.
        let caption = builder.has_attributes() && builder.skip_attributes();
        let mut text = builder.finish(self.page);
        if caption {
            text.sentences.clear();
        }
        Some((text, span))
    }

    /// Ends the text that is being read and makes it a block.
    fn end_text(&mut self) {
        let Some((text, span)) = self.finish() else { return };
        if text.visible.is_empty() {
            self.notes.keep(text);
            return;
        }
        let index = self.page.blocks.len();
        let depth = u8::try_from(self.items.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let kind = match self.items.last_mut() {
            Some(item) if item.block.is_none() => {
                item.block = Some(index);
                item.filled = true;
                if text.visible.starts_with(['（', '(']) {
                    self.page.lose(LossKind::ItemHead, text.source(0..text.visible.chars().next().map_or(0, char::len_utf8)));
                }
                BlockKind::Item { depth, parent: item.parent }
            }
            None if self.quotes > 0 => BlockKind::Quote,
            _ => BlockKind::Paragraph,
        };
        let section = self.page.sections.len() - 1;
        self.page.blocks.push(Block { section, kind, text, span });
    }

    /// Counts the item that is open as a hole where nothing of its own stood in it.
    fn hole(&mut self) {
        if let Some(item) = self.items.last_mut().filter(|item| !item.filled) {
            item.filled = true;
            let text = &self.source[item.span.range()];
            let indent = text.len() - text.trim_start().len();
            let mark = text[indent..].find(char::is_whitespace).unwrap_or(text.len() - indent);
            self.page.lose(LossKind::Item, Span::new(item.span.start + indent, item.span.start + indent + mark));
        }
    }

    fn end_cell(&mut self, span: Span) {
        self.part = Part::Block;
        let text = self.finish().map(|(text, _)| text).unwrap_or_default();
        if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
            row.cells.push(Cell { text, columns: 1, rows: 1, span });
        }
    }

    fn end_heading(&mut self, span: Span) {
        let Part::Heading(level) = std::mem::replace(&mut self.part, Part::Block) else {
            // An underline that is none: an empty item of a list behind a paragraph.
            self.end_text();
            let underline = self.source[span.range()].trim_end().len();
            return self.page.lose(LossKind::Item, Span::new(span.start + underline - 1, span.start + underline));
        };
        let heading = self.finish().map(|(text, _)| text).unwrap_or_default();
        if heading.visible.is_empty() {
            let line = self.source[span.range()].trim_end().len();
            self.page.lose(LossKind::Heading, Span::new(span.start, span.start + line));
        }
        self.outline.begin(self.page, level, heading, span.start, self.source.len());
    }

    /// Whether a heading that is not marked by `#` is one: `text\n  -` is not.
    fn is_underlined(&self, span: Span) -> bool {
        let underline = self.source[span.range()].trim_end().rsplit(['\n', '\r']).next().unwrap_or_default();
        underline.len() >= 3 && underline.starts_with(['-', '='])
    }

    /// Code in a line. A line break within is a space in what is read, and each line keeps its place.
    fn code(&mut self, text: &str, span: Span) {
        let source = self.source;
        let Some(at) = source[span.range()].replace('\n', " ").find(text).filter(|_| !text.is_empty()) else {
            return self.text().push(text, span);
        };
        let mut start = span.start + at;
        for line in source[start..start + text.len()].split_inclusive('\n') {
            let words = line.trim_end_matches('\n');
            let end = start + words.len();
            self.text().push(words, Span::new(start, end));
            start += line.len();
            if start > end {
                self.text().push(" ", Span::new(end, start));
            }
        }
    }

    /// Lines that are indented too far for Markdown to see what they are. Those that only hold list marks are empty items.
    fn code_lines(&mut self, text: &str, span: Span) {
        let mut at = span.start;
        for line in text.split_inclusive('\n') {
            let words = line.trim_end_matches(['\n', '\r']);
            let here = if span.end - span.start == text.len() { Span::new(at, at + words.len()) } else { span };
            at += line.len();
            if !words.is_empty() && words.split_whitespace().all(|word| word == "-") {
                self.page.lose(LossKind::Item, here);
            } else if !words.is_empty() {
                let builder = self.text();
                builder.push(words, here);
                builder.hard_break(Span::new(here.end, here.end));
            }
        }
    }
}
