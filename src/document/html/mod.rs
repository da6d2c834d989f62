//! HTML within pages: tags in running text, blocks, tables.

mod nesting;
mod plain;
mod table;
mod token;

use super::{Document, builder::Builder, target::destination};
use crate::{source::RawPage, span::Span};

pub(super) use table::tables;
pub(super) use token::{Token, entity, tokens};

/// Elements whose content nobody sees as text.
const INVISIBLE: [&str; 8] = ["ref", "references", "math", "style", "script", "gallery", "timeline", "graph"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 16] = ["p", "div", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "center"];
/// Elements without an end.
pub(super) const VOID: [&str; 9] = ["br", "hr", "img", "wbr", "col", "input", "meta", "link", "area"];

/// Reads tags as they come in running text, and remembers what is open.
#[derive(Default)]
pub(super) struct Inline {
    /// The element that hides what stands in it, and how many of its name are open.
    hidden: Option<(String, usize)>,
    /// For each open `<a>`, whether it is a link.
    anchors: Vec<bool>,
}

impl Inline {
    /// Whether what comes next is not visible.
    pub(super) const fn hides(&self) -> bool {
        self.hidden.is_some()
    }

    /// Reads one token into a text.
    pub(super) fn read(&mut self, token: &Token<'_>, builder: &mut Builder<'_>, raw: &RawPage, page: &mut Document) {
        match token {
            Token::Open { closed: true, .. } | Token::Text { .. } if self.hides() => {}
            Token::Open { name, .. } | Token::Close { name, .. } if self.hides() => {
                self.within_hidden(name, matches!(token, Token::Open { .. }))
            }
            Token::Open { name, attributes, closed, span } => {
                let attribute = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| &**value);
                let is_void = *closed || VOID.contains(&&**name);
                if name == "br" {
                    builder.hard_break(*span);
                } else if !is_void && (INVISIBLE.contains(&&**name) || attribute("style").replace(' ', "").contains("display:none")) {
                    self.hidden = Some((name.to_string(), 1));
                } else if name == "a" && !is_void {
                    let (address, mark) = (attribute("href"), attribute("title"));
                    self.anchors.push(!address.is_empty());
                    if !address.is_empty() {
                        builder.open_link(destination(address, mark, raw), mark == "wikilink", *span);
                    }
                } else if BLOCKS.contains(&&**name) {
                    builder.hard_break(Span::new(span.start, span.start));
                }
            }
            Token::Close { name, span } => {
                if name == "a" {
                    if self.anchors.pop() == Some(true) {
                        builder.close_link(Some(*span), page);
                    }
                } else if BLOCKS.contains(&&**name) {
                    builder.hard_break(Span::new(span.start, span.start));
                }
            }
            Token::Text { parts } => {
                for (text, span) in parts {
                    lines(text, *span, builder);
                }
            }
        }
    }

    fn within_hidden(&mut self, name: &str, opens: bool) {
        if let Some((hidden, depth)) = &mut self.hidden
            && hidden == name
        {
            *depth = if opens { *depth + 1 } else { depth.saturating_sub(1) };
            if *depth == 0 {
                self.hidden = None;
            }
        }
    }
}

/// Pushes a text whose line breaks are only white space.
pub(super) fn lines(text: &str, span: Span, builder: &mut Builder<'_>) {
    if span.end - span.start != text.len() {
        return if text.trim().is_empty() && text.contains('\n') { builder.soft_break(span) } else { builder.push(text, span) };
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        let words = if at > 0 { words.trim_start_matches([' ', '\t']) } else { words };
        let from = span.start + at + line.trim_end_matches(['\n', '\r']).len() - words.len();
        if !words.is_empty() {
            builder.push(words, Span::new(from, from + words.len()));
        }
        at += line.len();
        if line.ends_with('\n') {
            builder.soft_break(Span::new(from + words.len(), span.start + at));
        }
    }
}

/// Reads a stretch of HTML as running text.
pub(super) fn inline(source: &str, span: Span, builder: &mut Builder<'_>, raw: &RawPage, page: &mut Document) {
    let mut inline = Inline::default();
    for token in tokens(source, span) {
        inline.read(&token, builder, raw, page);
    }
}
