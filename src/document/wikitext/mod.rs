//! Wikitext, as MediaWiki reads it (<https://www.mediawiki.org/wiki/Markup_spec>).
//!
//! One pass finds what is closed by what ([`markup`]), a second one reads. The second keeps a list of work instead of calling itself: what
//! stands within a template, a link or a note is put before the rest of the page, to any depth.

mod citation;
mod inline;
mod lines;
mod link;
mod markup;
mod notes;
mod tables;
mod tag;
mod template;
mod templates;

use super::{Block, BlockKind, Document, Field, Infobox, Text, builder::Builder, html::Inline, outline::Outline, target::Destination};
use crate::{document::Target, source::RawPage, span::Span};
use markup::{Kind, Markup};
use notes::Notes;
use tables::Open;

/// Longer pages are cut: no file of a wiki comes near.
const LONGEST: usize = u32::MAX as usize;

/// Reads a page. `source` is its bytes as text.
pub(super) fn read(source: &str, raw: &RawPage, page: &mut Document) {
    let mut cut = source.len().min(LONGEST);
    while !source.is_char_boundary(cut) {
        cut -= 1;
    }
    if cut < source.len() {
        page.warn(Span::new(cut, source.len()), "a page longer than 4 GiB is read up to here");
    }
    let source = &source[..cut];
    let markup = markup::scan(source);
    unclosed(&markup, source, page);
    let mut reader = Reader::new(source, raw, page, markup);
    reader.redirect();
    reader.run();
    reader.close_to(0);
    reader.end_block();
    reader.page.tables.sort_by_key(|table| table.span);
    reader.page.infoboxes.sort_by_key(|infobox| infobox.span);
    reader.page.notes.sort_by_key(|note| note.span);
}

/// Says which marks have no end: the first of each kind, and how many there are.
fn unclosed(markup: &Markup, source: &str, page: &mut Document) {
    for (kind, what) in [
        (Kind::Template, "a template"),
        (Kind::Link, "a link"),
        (Kind::Ref, "a note"),
        (Kind::Comment, "a comment"),
        (Kind::Raw, "an element"),
        (Kind::Variant, "a variant"),
    ] {
        let mut places = markup.unclosed.iter().filter(|(other, _)| *other == kind).map(|(_, at)| *at);
        if let Some(first) = places.next() {
            let more = match places.count() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            page.warn(Span::new(first, (first + 2).min(source.len())), format!("{what} without an end{more}"));
        }
    }
}

/// What is to be done when the range that is being read ends.
enum Step<'a> {
    /// Go on with another range; `line` where it begins on a line of its own.
    Read { start: usize, end: usize, line: bool },
    /// Words that do not stand in the source.
    Words(&'static str, Span),
    /// A line ends.
    Break(Span),
    /// A link begins.
    OpenLink(Destination, Span),
    /// The link that began last ends. The other place that it could have led to.
    CloseLink(Option<(Target, Span)>),
    /// A field of an infobox begins.
    Field { name: &'a str, span: Span },
    /// What was put on top of so many others ends.
    Close(usize),
    /// A quotation that is a block ends.
    EndQuote,
    /// A block ends.
    EndBlock,
}

/// A text in the making with the HTML that is open in it.
struct Part<'a> {
    builder: Builder<'a>,
    inline: Inline,
}

impl Part<'_> {
    /// The text, and the source that was read into it.
    fn finish(self, page: &mut Document) -> (Text, Option<Span>) {
        if self.inline.hides()
            && let Some(span) = self.builder.span()
        {
            page.warn(span, "an element that hides what follows has no end");
        }
        self.builder.finish_as_written(page)
    }
}

/// Where what is read goes.
enum Sink<'a> {
    /// Into blocks of the page.
    Page(Option<Part<'a>>),
    /// Into a heading.
    Heading { level: u8, start: usize, part: Part<'a> },
    /// Into a table.
    Table(Box<Open<'a>>),
    /// Into a note.
    Note { label: String, note: Box<super::Note>, part: Part<'a> },
    /// Nowhere, but notes are defined.
    Definitions,
    /// Into an infobox.
    Infobox(Infobox),
    /// Into a field of the infobox below.
    Field { name: &'a str, span: Span, part: Part<'a> },
}

struct Reader<'a> {
    source: &'a str,
    raw: &'a RawPage,
    page: &'a mut Document,
    markup: Markup,
    at: usize,
    end: usize,
    /// Whether a line begins here.
    line: bool,
    work: Vec<Step<'a>>,
    sinks: Vec<Sink<'a>>,
    /// The items of lists that are open: their depth, and their block.
    items: Vec<(usize, Option<usize>)>,
    /// What the next block is, where it is an item: its depth.
    item: Option<usize>,
    quotes: usize,
    /// Sections that are open.
    outline: Outline,
    notes: Notes,
    /// Where the last table of the page ends, if any does.
    last_table_end: usize,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, raw: &'a RawPage, page: &'a mut Document, markup: Markup) -> Self {
        let outline = Outline::new(page, source.len());
        Self {
            source,
            raw,
            page,
            markup,
            at: if source.starts_with('\u{feff}') { 3 } else { 0 },
            end: source.len(),
            line: true,
            work: Vec::new(),
            sinks: vec![Sink::Page(None)],
            items: Vec::new(),
            item: None,
            quotes: 0,
            outline,
            notes: Notes::default(),
            last_table_end: memchr::memmem::find_iter(source.as_bytes(), b"\n|}").last().unwrap_or(0),
        }
    }

    fn run(&mut self) {
        loop {
            if self.at < self.end {
                if self.line {
                    self.line = false;
                    self.begin_line();
                } else {
                    self.inline();
                }
                continue;
            }
            match self.work.pop() {
                None => return,
                Some(step) => self.step(step),
            }
        }
    }

    fn step(&mut self, step: Step<'a>) {
        match step {
            Step::Read { start, end, line } => (self.at, self.end, self.line) = (start, end, line),
            Step::Words(words, span) => self.push(words, span),
            Step::Break(span) => self.hard_break(span),
            Step::OpenLink(to, span) => {
                if let Some(part) = self.part() {
                    part.builder.open_link(to, false, span);
                }
            }
            Step::CloseLink(also) => self.close_link(also),
            Step::Field { name, span } => {
                let part = self.new_part();
                self.sinks.push(Sink::Field { name, span, part });
            }
            Step::Close(depth) => self.close_to(depth),
            Step::EndQuote => {
                self.end_block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            Step::EndBlock => self.end_block(),
        }
    }

    /// Puts work before the rest of the range that is being read, which goes on at `resume`.
    fn later(&mut self, resume: usize, steps: impl DoubleEndedIterator<Item = Step<'a>>) {
        self.work.push(Step::Read { start: resume, end: self.end, line: false });
        self.work.extend(steps.rev());
        self.at = self.end;
    }

    fn new_part(&self) -> Part<'a> {
        Part { builder: Builder::new(self.source, self.raw, false), inline: Inline::default() }
    }

    /// The text that what is read goes into.
    fn part(&mut self) -> Option<&mut Part<'a>> {
        if matches!(self.sinks.last(), Some(Sink::Page(None))) {
            let part = self.new_part();
            if let Some(Sink::Page(empty)) = self.sinks.last_mut() {
                *empty = Some(part);
            }
        }
        open_part(&mut self.sinks)
    }

    /// Whether blocks of the page are read.
    fn on_page(&self) -> bool {
        matches!(self.sinks.last(), Some(Sink::Page(_)))
    }

    /// Whether a text is open, so that white space before it may matter.
    fn has_text(&self) -> bool {
        !matches!(self.sinks.last(), Some(Sink::Page(None) | Sink::Infobox(_) | Sink::Definitions) | None)
    }

    fn push(&mut self, visible: &str, span: Span) {
        if let Some(part) = self.part().filter(|part| !part.inline.hides()) {
            part.builder.push(visible, span);
        }
    }

    /// Adds a part of the source as it is.
    fn push_source(&mut self, start: usize, end: usize) {
        let source = self.source;
        if start < end {
            self.push(&source[start..end], Span::new(start, end));
        }
    }

    fn hard_break(&mut self, span: Span) {
        if self.has_text()
            && let Some(part) = self.part()
        {
            part.builder.hard_break(span);
        }
    }

    fn close_link(&mut self, also: Option<(Target, Span)>) {
        if let Some(part) = open_part(&mut self.sinks) {
            part.builder.close_link(None, self.page);
            if let Some((target, span)) = also {
                part.builder.also(target, span);
            }
        }
    }

    /// Ends the block that is being read.
    fn end_block(&mut self) {
        let item = self.item.take();
        let Some(Sink::Page(part)) = self.sinks.last_mut() else { return };
        let Some(part) = part.take() else { return };
        let (text, span) = part.finish(self.page);
        let Some(span) = span.filter(|_| !text.visible.is_empty()) else { return };
        let index = self.page.blocks.len();
        let kind = match item {
            Some(depth) => {
                let parent = self.items.iter().rev().skip(1).find_map(|(_, block)| *block);
                if let Some(last) = self.items.last_mut() {
                    last.1 = Some(index);
                }
                BlockKind::Item { depth: u8::try_from(depth).unwrap_or(u8::MAX), parent }
            }
            None if self.quotes > 0 => BlockKind::Quote,
            None => BlockKind::Paragraph,
        };
        let section = self.page.sections.len() - 1;
        self.page.blocks.push(Block { section, kind, text, span });
    }

    /// Ends all that was put on top of so many others.
    fn close_to(&mut self, depth: usize) {
        while self.sinks.len() > depth.max(1) {
            match self.sinks.pop() {
                Some(Sink::Heading { level, start, part }) => self.end_heading(level, start, part),
                Some(Sink::Table(open)) => self.end_table(*open, self.at.min(self.end)),
                Some(Sink::Note { label, note, part }) => self.end_note(label, *note, part),
                Some(Sink::Infobox(infobox)) => self.page.infoboxes.push(infobox),
                Some(Sink::Field { name, span, part }) => {
                    let (text, _) = part.finish(self.page);
                    if let Some(Sink::Infobox(infobox)) = self.sinks.last_mut()
                        && !(text.visible.is_empty() && text.links.is_empty())
                    {
                        infobox.fields.push(Field { name: name.to_owned(), text, span });
                    }
                }
                _ => {}
            }
        }
    }

    fn end_heading(&mut self, level: u8, start: usize, part: Part<'a>) {
        let (heading, _) = part.finish(self.page);
        self.outline.begin(self.page, level, heading, start, self.source.len());
    }

    /// A page that begins with the word for it is another page's name.
    fn redirect(&mut self) {
        const WORDS: [&str; 4] = ["#redirect", "#重定向", "#重新導向", "#重新导向"];
        let rest = self.source[self.at..].trim_start();
        let start = self.source.len() - rest.len();
        let is_word = |word: &&&str| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
        let Some(word) = WORDS.iter().find(is_word) else { return };
        let behind = rest[word.len()..].trim_start_matches([' ', '\n', '\r', '\t', ':', '：']);
        let Some(node) = self.markup.at(self.source.len() - behind.len()).filter(|node| node.kind == Kind::Link) else { return };
        let end = self.markup.pipes(node).next().unwrap_or(node.end() - 2);
        if let Destination::Link(Target::Page { title, fragment }) = super::target::wikilink(&self.source[node.start() + 2..end], self.raw)
        {
            self.page.redirect = Some(super::redirect_to(&title, fragment.as_deref()));
            // The link is read as one, the word is not.
            self.push_source(start, start);
            (self.at, self.line) = (node.start(), false);
        }
    }
}

/// The text that is open.
fn open_part<'r, 'a>(sinks: &'r mut [Sink<'a>]) -> Option<&'r mut Part<'a>> {
    match sinks.last_mut()? {
        Sink::Page(part) => part.as_mut(),
        Sink::Heading { part, .. } | Sink::Note { part, .. } | Sink::Field { part, .. } => Some(part),
        Sink::Table(open) => open.builder.part(),
        Sink::Infobox(_) | Sink::Definitions => None,
    }
}
