//! Tables, in MediaWiki's marks (`{|`) and in tags. A table may stand in a cell of another one; both are tables of the page.

use super::{
    Part, Reader, Sink,
    tag::{self, Tag},
};
use crate::{
    document::{Cell, Row, Table},
    span::Span,
};

/// What cells may cover by HTML's own limits.
const MOST_COLUMNS: usize = 1000;
const MOST_ROWS: usize = 65534;

/// A table that is being read.
pub(super) struct Open<'a> {
    table: Table,
    row: Option<Row>,
    /// The cell or caption that text goes into.
    pub part: Option<CellPart<'a>>,
    /// Whether it is written in tags.
    pub html: bool,
}

/// A cell or caption in the making.
pub(super) struct CellPart<'a> {
    pub part: Part<'a>,
    /// None for a caption.
    cell: Option<Cell>,
    is_head: bool,
}

impl<'a> Reader<'a> {
    fn table(&mut self) -> Option<&mut Open<'a>> {
        match self.sinks.last_mut() {
            Some(Sink::Table(open)) => Some(open),
            _ => None,
        }
    }

    fn in_table(&self, html: bool) -> bool {
        matches!(self.sinks.last(), Some(Sink::Table(open)) if open.html == html)
    }

    /// Whether `||` begins another cell here.
    pub(super) fn in_wiki_cell(&self) -> bool {
        matches!(self.sinks.last(), Some(Sink::Table(open)) if !open.html && open.part.as_ref().is_some_and(|part| part.cell.is_some()))
    }

    /// Whether `!!` does.
    pub(super) fn in_wiki_head(&self) -> bool {
        matches!(self.sinks.last(), Some(Sink::Table(open)) if !open.html && open.part.as_ref().is_some_and(|part| part.is_head))
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
            if let Some(open) = self.table() {
                open.row = Some(Row { header: true, span, ..Row::default() });
            }
            self.at = self.line_end(span.end);
        } else if pipe > 0 && behind.starts_with('+') {
            self.end_row(at);
            let (_, from) = self.attributes(at + pipe + 1, false);
            self.start_part(None, false);
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
        let table = Table { span: Span::new(at, at), ..Table::default() };
        self.sinks.push(Sink::Table(Box::new(Open { table, row: None, part: None, html })));
    }

    fn start_part(&mut self, cell: Option<Cell>, is_head: bool) {
        let part = self.new_part();
        if let Some(open) = self.table() {
            open.part = Some(CellPart { part, cell, is_head });
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
        if let Some(open) = self.table()
            && open.row.is_none()
        {
            open.row = Some(Row { header: true, span: Span::new(span.start, span.start), ..Row::default() });
        }
        let covered = |name: &str, most: usize| {
            let value = tag::attribute(attributes, name).and_then(|value| value.parse().ok());
            value.unwrap_or(1).clamp(1, most)
        };
        let cell = Cell { columns: covered("colspan", MOST_COLUMNS), rows: covered("rowspan", MOST_ROWS), span, ..Cell::default() };
        self.start_part(Some(cell), is_head);
    }

    fn end_part(&mut self, end: usize) {
        let Some(CellPart { part, cell, is_head }) = self.table().and_then(|open| open.part.take()) else { return };
        let (text, _) = self.finish(part);
        let Some(open) = self.table() else { return };
        if let Some(mut cell) = cell {
            cell.text = text;
            cell.span.end = end.max(cell.span.end);
            let row = open.row.get_or_insert_with(Row::default);
            row.header &= is_head;
            row.span.end = row.span.end.max(cell.span.end);
            row.cells.push(cell);
        } else if !text.visible.is_empty() {
            open.table.caption.get_or_insert(text);
        }
    }

    /// Ends a row. One without cells is none: authors write a mark too many.
    fn end_row(&mut self, end: usize) {
        self.end_part(end);
        let Some(open) = self.table() else { return };
        if let Some(mut row) = open.row.take().filter(|row| !row.cells.is_empty()) {
            row.span.end = end.max(row.span.end);
            open.table.rows.push(row);
        }
    }

    /// Ends a table that is no longer among what is open.
    pub(super) fn end_table(&mut self, open: Open<'a>, end: usize) {
        self.sinks.push(Sink::Table(Box::new(open)));
        self.end_row(end);
        let Some(Sink::Table(mut open)) = self.sinks.pop() else { return };
        open.table.span.end = end.max(open.table.span.end);
        if open.table.rows.is_empty() {
            self.page.warn(open.table.span, "a table without rows");
        }
        self.page.tables.push(open.table);
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
                self.start_part(None, false);
            }
        } else {
            self.end_row(if tag.closes { tag.end } else { at });
            if tag.is("tr")
                && !tag.closes
                && let Some(open) = self.table()
            {
                open.row = Some(Row { header: true, span: Span::new(at, tag.end), ..Row::default() });
            }
        }
    }
}
