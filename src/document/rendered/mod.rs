//! HTML as MediaWiki renders it: the output of Parsoid (<https://www.mediawiki.org/wiki/Specs/HTML>) and the article page.
//!
//! The tokenizer knows where everything stands, a list of what is open says what it is part of. Elements are known by the classes, types and
//! relations that MediaWiki gives them ([`element`]).

mod address;
mod element;
mod notes;
mod tables;
mod variant;

use std::collections::HashMap;

use super::{
    Block, BlockKind, Category, Document, Infobox, Target,
    builder::Builder,
    html::{self, Token, VOID},
    outline::Outline,
    target::Destination,
};
use crate::{source::RawPage, span::Span};
use element::{Attributes, Role};
use notes::Notes;
use tables::Open;

/// How far up it is looked for an element that another one ends without saying so.
const IMPLIED: usize = 64;
/// Elements that may be open at a time: what is deeper is read as if it stood there.
const DEEPEST: usize = 10_000;

/// Reads a page. `source` is its bytes as text.
pub(super) fn read(source: &str, raw: &RawPage, page: &mut Document) {
    let outline = Outline::new(page, source.len());
    let mut reader = Reader {
        source,
        raw,
        page,
        open: Vec::new(),
        named: HashMap::new(),
        hidden: 0,
        // The article page has a skin around its text.
        within: usize::from(!source.contains("mw-parser-output")),
        listing: 0,
        sinks: vec![Sink::Page(None)],
        items: Vec::new(),
        quotes: 0,
        outline,
        notes: Notes::default(),
    };
    for token in html::tokens(source, Span::new(0, source.len())) {
        reader.token(token);
    }
    reader.close_down_to(0, source.len());
    reader.end_block();
    reader.page.tables.sort_by_key(|table| table.span);
    reader.page.infoboxes.sort_by_key(|infobox| infobox.span);
}

/// An element that is open.
struct Element {
    name: String,
    role: Role,
    start: usize,
}

/// Where what is read goes.
enum Sink<'a> {
    /// Into blocks of the page.
    Page(Option<Builder<'a>>),
    /// Into a heading, a note, the caption of a picture.
    Text(Builder<'a>),
    /// Into a table, or a box of facts.
    Table(Box<Open<'a>>),
    /// The mark of a note: what it shows, and what it points to.
    Call(String, String),
}

struct Reader<'a> {
    source: &'a str,
    raw: &'a RawPage,
    page: &'a mut Document,
    open: Vec<Element>,
    /// How many of each name are open.
    named: HashMap<String, usize>,
    /// How many elements are open whose content nobody reads.
    hidden: usize,
    /// How many elements are open that hold the text of the page.
    within: usize,
    /// How many are open that list its categories.
    listing: usize,
    sinks: Vec<Sink<'a>>,
    /// The items of lists that are open: their blocks.
    items: Vec<Option<usize>>,
    quotes: usize,
    outline: Outline,
    notes: Notes,
}

impl<'a> Reader<'a> {
    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Open { name, attributes, closed, span } => {
                let name = name.into_owned();
                let attributes = Attributes(attributes.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
                let is_void = closed || VOID.contains(&name.as_str());
                self.implied(&name, span.start);
                let role = self.enter(&name, &attributes, span, is_void);
                if !is_void && self.open.len() < DEEPEST {
                    *self.named.entry(name.clone()).or_default() += 1;
                    self.open.push(Element { name, role, start: span.start });
                } else if !is_void {
                    self.leave(&role, span.start, span);
                }
            }
            Token::Close { name, span } => {
                if self.named.get(&*name).is_some_and(|count| *count > 0)
                    && let Some(at) = self.open.iter().rposition(|element| element.name == name)
                {
                    self.close_down_to(at + 1, span.start);
                    self.close_one(span);
                }
            }
            Token::Text { parts } => {
                if self.is_read() {
                    parts.iter().for_each(|(text, span)| self.text(text, *span));
                }
            }
        }
    }

    /// Whether what comes now is part of the page's text.
    const fn is_read(&self) -> bool {
        self.hidden == 0 && self.within > 0 && self.listing == 0
    }

    /// Ends what an element ends by beginning.
    fn implied(&mut self, name: &str, at: usize) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "p" | "ul" | "ol" | "dl" | "table" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" => {
                (&["p"], &["td", "th", "li", "table", "dd", "div"])
            }
            _ => return,
        };
        let known = self.open.iter().enumerate().rev().take(IMPLIED);
        let found = known
            .take_while(|(_, element)| !within.contains(&element.name.as_str()))
            .find(|(_, element)| ends.contains(&element.name.as_str()));
        if let Some((index, _)) = found {
            self.close_down_to(index, at);
        }
    }

    /// Closes what is open beyond so many elements.
    fn close_down_to(&mut self, count: usize, at: usize) {
        while self.open.len() > count {
            self.close_one(Span::new(at, at));
        }
    }

    fn close_one(&mut self, span: Span) {
        let Some(element) = self.open.pop() else { return };
        if let Some(count) = self.named.get_mut(&element.name) {
            *count -= 1;
        }
        self.leave(&element.role, element.start, span);
    }

    /// An element begins.
    fn enter(&mut self, name: &str, attributes: &Attributes, span: Span, is_void: bool) -> Role {
        let role = if self.hidden > 0 { Role::Plain } else { element::role(name, attributes, self.within > 0) };
        match &role {
            Role::Hidden => self.hidden += usize::from(!is_void),
            Role::Content | Role::Categories => {
                self.end_block();
                *if matches!(role, Role::Content) { &mut self.within } else { &mut self.listing } += 1;
            }
            Role::Category(address) => self.category(address, span),
            Role::Redirect(address) => self.redirect(address),
            Role::Link(address) if self.listing > 0 => {
                self.category(address, span);
                return Role::Plain;
            }
            _ if !self.is_read() => return Role::Plain,
            Role::Break => self.hard_break(span),
            Role::Block | Role::List | Role::Item | Role::Quote | Role::RedirectText => self.enter_block(&role, span),
            Role::Heading(_) | Role::Caption if !self.on_page() => {
                self.hard_break(Span::new(span.start, span.start));
                return Role::Block;
            }
            Role::Heading(_) | Role::Caption | Role::Note(_) => {
                self.end_block();
                let text = self.new_text();
                self.sinks.push(Sink::Text(text));
            }
            Role::Call => self.sinks.push(Sink::Call(String::new(), String::new())),
            Role::Link(address) => return self.enter_link(address, attributes, span),
            Role::Icon(name) => {
                if let Some(text) = self.open_text() {
                    text.flag(name, span);
                }
            }
            Role::Variant(data) => self.variant(data, span),
            Role::Cited(data) => self.notes.cited(data),
            Role::Table(_) | Role::Row | Role::Cell { .. } | Role::TableCaption | Role::Rows => self.enter_table(&role, span),
            Role::Plain | Role::OpenLink => {}
        }
        role
    }

    /// An element ends; `span` is its end tag, or an empty one where it has none.
    fn leave(&mut self, role: &Role, start: usize, span: Span) {
        match role {
            Role::Hidden => self.hidden -= 1,
            Role::Content => {
                self.end_block();
                self.within -= 1;
            }
            Role::Categories => self.listing -= 1,
            Role::Block | Role::List | Role::RedirectText => self.enter_block(&Role::Block, span),
            Role::Quote => {
                self.end_block();
                self.quotes = self.quotes.saturating_sub(usize::from(self.on_page()));
            }
            Role::Item => {
                self.enter_block(&Role::Block, span);
                if self.on_page() {
                    self.items.pop();
                }
            }
            Role::Heading(level) => {
                if let Some(Sink::Text(text)) = self.sinks.pop() {
                    self.end_heading(*level, start, text);
                }
            }
            Role::Caption => {
                if let Some(Sink::Text(text)) = self.sinks.pop() {
                    self.end_caption(text);
                }
            }
            Role::Note(id) => {
                if let Some(Sink::Text(text)) = self.sinks.pop() {
                    self.end_note(id, text, Span::new(start, span.end));
                }
            }
            Role::Call => self.end_call(Span::new(start, span.end)),
            Role::OpenLink => {
                let page = &mut *self.page;
                // A link around a picture has no words, and has lost none.
                if let Some(text) = open_text(&mut self.sinks)
                    && !text.give_up_link()
                {
                    text.close_link(Some(span), page);
                }
            }
            Role::Table(_) | Role::Row | Role::Cell { .. } | Role::TableCaption | Role::Rows => self.leave_table(role, span),
            _ => {}
        }
    }

    fn enter_block(&mut self, role: &Role, span: Span) {
        if !self.on_page() {
            return self.hard_break(Span::new(span.start, span.start));
        }
        self.end_block();
        match role {
            Role::Item => self.items.push(None),
            Role::Quote => self.quotes += 1,
            _ => {}
        }
    }

    fn enter_link(&mut self, address: &str, attributes: &Attributes, span: Span) -> Role {
        if let Some(Sink::Call(_, to)) = self.sinks.last_mut() {
            address.clone_into(to);
            return Role::Plain;
        }
        if self.open.iter().rev().take(IMPLIED).any(|element| element.role == Role::RedirectText) {
            self.redirect(address);
        }
        let Some(to) = address::destination(address, attributes.get("rel"), self.raw) else { return Role::Plain };
        if matches!(to, Destination::Link(Target::File(_))) {
            return Role::Plain;
        }
        if let Some(text) = self.open_text() {
            text.open_link(to, false, span);
        }
        Role::OpenLink
    }

    fn category(&mut self, address: &str, span: Span) {
        if let Some(Destination::Link(Target::Category(name))) = address::destination(address, "", self.raw) {
            self.page.categories.push(Category { name, span });
        }
    }

    fn redirect(&mut self, address: &str) {
        if let Some(Destination::Link(Target::Page { title, fragment })) = address::destination(address, "", self.raw) {
            self.page.redirect.get_or_insert_with(|| super::redirect_to(&title, fragment.as_deref()));
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        match self.sinks.last_mut() {
            Some(Sink::Call(shown, _)) => shown.push_str(text.trim()),
            Some(Sink::Page(None)) if text.trim().is_empty() => {}
            Some(Sink::Table(open)) if !open.builder.is_open() => {}
            _ => {
                if let Some(open) = self.open_text() {
                    html::lines(text, span, open);
                }
            }
        }
    }

    fn hard_break(&mut self, span: Span) {
        if let Some(text) = open_text(&mut self.sinks) {
            text.hard_break(span);
        }
    }

    fn new_text(&self) -> Builder<'a> {
        Builder::new(self.source, self.raw, false)
    }

    /// The text that what is read goes into.
    fn open_text(&mut self) -> Option<&mut Builder<'a>> {
        if matches!(self.sinks.last(), Some(Sink::Page(None))) {
            let text = self.new_text();
            if let Some(Sink::Page(empty)) = self.sinks.last_mut() {
                *empty = Some(text);
            }
        }
        open_text(&mut self.sinks)
    }

    fn on_page(&self) -> bool {
        matches!(self.sinks.last(), Some(Sink::Page(_)))
    }

    /// Ends the block that is being read.
    fn end_block(&mut self) {
        let Some(Sink::Page(text)) = self.sinks.last_mut() else { return };
        let Some(text) = text.take() else { return };
        let (text, span) = text.finish_as_written(self.page);
        let Some(span) = span.filter(|_| !text.visible.is_empty()) else { return };
        let index = self.page.blocks.len();
        let parent = self.items.iter().rev().skip(1).find_map(|block| *block);
        let depth = u8::try_from(self.items.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let kind = match self.items.last_mut() {
            Some(item) if item.is_none() => {
                *item = Some(index);
                BlockKind::Item { depth, parent }
            }
            None if self.quotes > 0 => BlockKind::Quote,
            _ => BlockKind::Paragraph,
        };
        let section = self.page.sections.len() - 1;
        self.page.blocks.push(Block { section, kind, text, span });
    }

    /// The caption of a picture: a paragraph of its own, or a line of the text that it stands in.
    fn end_caption(&mut self, text: Builder<'a>) {
        let (text, span) = text.finish_as_written(self.page);
        if let Some(span) = span.filter(|_| !text.visible.is_empty() && self.on_page()) {
            let section = self.page.sections.len() - 1;
            self.page.blocks.push(Block { section, kind: BlockKind::Paragraph, text, span });
        }
    }

    fn end_heading(&mut self, level: u8, start: usize, text: Builder<'a>) {
        let (heading, _) = text.finish_as_written(self.page);
        if !heading.visible.is_empty() && self.on_page() {
            self.outline.begin(self.page, level, heading, start, self.source.len());
        }
    }
}

/// The text that is open.
fn open_text<'r, 'a>(sinks: &'r mut [Sink<'a>]) -> Option<&'r mut Builder<'a>> {
    match sinks.last_mut()? {
        Sink::Page(text) => text.as_mut(),
        Sink::Text(text) => Some(text),
        Sink::Table(open) => open.builder.part(),
        Sink::Call(..) => None,
    }
}
