//! Tables, in MediaWiki's marks (`{|`) and in tags. A table may stand in a cell of another one; both are tables of the page.

use super::{
    Part, Reader, Sink,
    tag::{self, Tag},
};
use crate::{
    document::{Cell, table::TableBuilder},
    span::Span,
};

/// A table that is being read.
pub(super) struct Open<'a> {
    pub builder: TableBuilder<Part<'a>>,
    /// Whether it is written in tags.
    pub html: bool,
}

impl<'a> Reader<'a> {
    fn table(&mut self) -> Option<&mut TableBuilder<Part<'a>>> {
        match self.sinks.last_mut() {
            Some(Sink::Table(open)) => Some(&mut open.builder),
            _ => None,
        }
    }

    fn in_table(&self, html: bool) -> bool {
        matches!(self.sinks.last(), Some(Sink::Table(open)) if open.html == html)
    }

    /// Whether `||` begins another cell here.
    pub(super) fn in_wiki_cell(&self) -> bool {
        matches!(self.sinks.last(), Some(Sink::Table(open)) if !open.html && open.builder.cell().is_some())
    }

    /// Whether `!!` does.
    pub(super) fn in_wiki_head(&self) -> bool {
        matches!(self.sinks.last(), Some(Sink::Table(open)) if !open.html && open.builder.cell() == Some(true))
    }

    /// Reads a line that begins with a mark of a table; `false` where it does not.
    pub(super) fn table_line(&mut self, at: usize) -> bool {
        let rest = &self.source[at..self.end];
        if let Some(length) = ["{|", "{{{!}}"].iter().find(|mark| rest.starts_with(**mark)).map(|mark| mark.len()) {
            self.start_table(at, false);
            self.at = self.line_end(at + length);
            return true;
        }
        if !self.in_table(false) {
            return false;
        }
        let pipe = ["|", "{{!}}"].iter().find(|mark| rest.starts_with(**mark)).map_or(0, |mark| mark.len());
        if pipe == 0 && !rest.starts_with('!') {
            return false;
        }
        let behind = &rest[pipe..];
        if pipe > 0 && behind.starts_with('}') {
            self.at = at + pipe + 1;
            let depth = self.sinks.len() - 1;
            self.close_to(depth);
        } else if pipe > 0 && behind.starts_with('-') {
            let dashes = behind.bytes().take_while(|&byte| byte == b'-').count();
            self.end_row(at);
            let span = Span::new(at, at + pipe + dashes);
            if let Some(table) = self.table() {
                table.start_row(span);
            }
            self.at = self.line_end(span.end);
        } else if pipe > 0 && behind.starts_with('+') {
            self.end_row(at);
            let (_, from) = self.attributes(at + pipe + 1, false);
            self.start_caption();
            self.at = from;
        } else {
            self.start_cell(at, pipe.max(1), pipe == 0);
        }
        true
    }

    /// The end of a line, where what stands on it are attributes.
    fn line_end(&self, from: usize) -> usize {
        memchr::memchr(b'\n', &self.source.as_bytes()[from..self.end]).map_or(self.end, |at| from + at)
    }

    /// `||` or `!!` within a line.
    pub(super) fn next_cell(&mut self) {
        let at = self.at;
        let is_head = self.in_wiki_head();
        self.start_cell(at, 2, is_head);
    }

    /// Attributes before a single `|`, and where the text begins.
    fn attributes(&self, from: usize, is_head: bool) -> (&'a str, usize) {
        let bytes = self.source.as_bytes();
        let mut at = from;
        while at < self.end {
            match bytes[at] {
                b'|' if bytes.get(at + 1) == Some(&b'|') => break,
                b'|' => return (&self.source[from..at], at + 1),
                b'\n' => break,
                b'!' if is_head && bytes.get(at + 1) == Some(&b'!') => break,
                b'[' if bytes.get(at + 1) == Some(&b'[') => break,
                b'-' if bytes.get(at + 1) == Some(&b'{') => break,
                b'{' if self.source[at..self.end].starts_with("{{!}}") => {
                    let doubled = self.source[at + 5..self.end].starts_with("{{!}}");
                    if doubled {
                        break;
                    }
                    return (&self.source[from..at], at + 5);
                }
                b'{' | b'<' => match self.markup.at(at).filter(|node| node.end() <= self.end) {
                    Some(node) => {
                        at = node.end();
                        continue;
                    }
                    None if bytes[at] == b'<' => break,
                    None => {}
                },
                _ => {}
            }
            at += 1;
        }
        ("", from)
    }

    fn start_table(&mut self, at: usize, html: bool) {
        if self.on_page() {
            self.end_block();
        } else {
            self.hard_break(Span::new(at, at));
        }
        self.sinks.push(Sink::Table(Box::new(Open { builder: TableBuilder::new(Span::new(at, at)), html })));
    }

    fn start_caption(&mut self) {
        let part = self.new_part();
        if let Some(table) = self.table() {
            table.start_caption(part);
        }
    }

    /// A cell whose mark stands at a byte.
    fn start_cell(&mut self, at: usize, mark: usize, is_head: bool) {
        let (attributes, from) = self.attributes(at + mark, is_head);
        self.open_cell(attributes, is_head, Span::new(at, from));
        self.at = from.min(self.end);
    }

    fn open_cell(&mut self, attributes: &str, is_head: bool, span: Span) {
        self.end_part(span.start);
        let part = self.new_part();
        let cell = Cell::covering(tag::attribute(attributes, "colspan"), tag::attribute(attributes, "rowspan"), span);
        if let Some(table) = self.table() {
            table.start_cell(cell, is_head, part);
        }
    }

    fn end_part(&mut self, end: usize) {
        let Some(Sink::Table(open)) = self.sinks.last_mut() else { return };
        let page = &mut *self.page;
        open.builder.end_part(end, |part, _| part.finish(page).0);
    }

    fn end_row(&mut self, end: usize) {
        self.end_part(end);
        if let Some(table) = self.table() {
            table.end_row(end);
        }
    }

    /// Ends a table that is no longer among what is open.
    pub(super) fn end_table(&mut self, open: Open<'a>, end: usize) {
        self.sinks.push(Sink::Table(Box::new(open)));
        self.end_row(end);
        let Some(Sink::Table(open)) = self.sinks.pop() else { return };
        let table = open.builder.finish(end).without_empty_rows();
        if table.rows.is_empty() {
            self.page.warn(table.span, "a table without rows");
        }
        self.page.tables.push(table);
    }

    /// `<table>`, `<tr>`, `<td>` …
    pub(super) fn table_tag(&mut self, tag: &Tag<'_>, at: usize) {
        if tag.is("table") {
            if !tag.closes {
                self.start_table(at, true);
            } else if self.in_table(true) {
                let depth = self.sinks.len() - 1;
                self.close_to(depth);
            }
            return;
        }
        if !self.in_table(true) {
            return;
        }
        if tag.is("td") || tag.is("th") {
            if tag.closes {
                self.end_part(tag.end);
            } else {
                self.open_cell(tag.attributes, tag.is("th"), Span::new(at, tag.end));
            }
        } else if tag.is("caption") {
            if tag.closes {
                self.end_part(tag.end);
            } else {
                self.end_row(at);
                self.start_caption();
            }
        } else {
            self.end_row(if tag.closes { tag.end } else { at });
            if tag.is("tr")
                && !tag.closes
                && let Some(table) = self.table()
            {
                table.start_row(Span::new(at, tag.end));
            }
        }
    }
}
