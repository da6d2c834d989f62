//! Tables of a rendered page, and boxes of facts, which are tables too.

use super::{Infobox, Part, Reader, Role, Sink};
use crate::{
    document::{Cell, Field, Row, Table, Text},
    span::Span,
};

/// A table that is being read.
pub(super) struct Open<'a> {
    table: Table,
    row: Option<Row>,
    cell: Option<Cell>,
    /// The cell or caption that text goes into.
    pub part: Option<Part<'a>>,
    /// The kind of box that it is, if it is one.
    box_of: Option<String>,
}

impl<'a> Reader<'a> {
    fn table(&mut self) -> Option<&mut Open<'a>> {
        match self.sinks.last_mut() {
            Some(Sink::Table(open)) => Some(open),
            _ => None,
        }
    }

    pub(super) fn enter_table(&mut self, role: &Role, span: Span) {
        match role {
            Role::Table(box_of) => {
                self.end_block();
                let table = Table { span, ..Table::default() };
                self.sinks.push(Sink::Table(Box::new(Open { table, row: None, cell: None, part: None, box_of: box_of.clone() })));
            }
            Role::Row => {
                self.end_row(span.start);
                if let Some(open) = self.table() {
                    open.row = Some(Row { header: true, span, ..Row::default() });
                }
            }
            Role::Cell { is_head, columns, rows } => {
                let part = self.new_part();
                if let Some(open) = self.table() {
                    let row =
                        open.row.get_or_insert_with(|| Row { header: true, span: Span::new(span.start, span.start), ..Row::default() });
                    row.header &= is_head;
                    open.cell = Some(Cell { columns: *columns, rows: *rows, span, ..Cell::default() });
                    open.part = Some(part);
                }
            }
            Role::TableCaption => {
                self.end_row(span.start);
                let part = self.new_part();
                if let Some(open) = self.table() {
                    open.part = Some(part);
                }
            }
            _ => self.end_row(span.start),
        }
    }

    pub(super) fn leave_table(&mut self, role: &Role, span: Span) {
        match role {
            Role::Cell { .. } | Role::TableCaption => self.end_cell(span.end),
            Role::Table(_) => self.end_table(span.end),
            _ => self.end_row(span.end),
        }
    }

    fn end_cell(&mut self, end: usize) {
        let Some(part) = self.table().and_then(|open| open.part.take()) else { return };
        let (text, _) = self.finish(part);
        let Some(open) = self.table() else { return };
        if let Some(mut cell) = open.cell.take() {
            cell.text = text;
            cell.span.end = end.max(cell.span.end);
            let row = open.row.get_or_insert_with(Row::default);
            row.span.end = row.span.end.max(cell.span.end);
            row.cells.push(cell);
        } else if !text.visible.is_empty() {
            open.table.caption.get_or_insert(text);
        }
    }

    fn end_row(&mut self, end: usize) {
        self.end_cell(end);
        let Some(open) = self.table() else { return };
        if let Some(mut row) = open.row.take().filter(|row| !row.cells.is_empty()) {
            row.span.end = end.max(row.span.end);
            open.table.rows.push(row);
        }
    }

    fn end_table(&mut self, end: usize) {
        self.end_row(end);
        if !matches!(self.sinks.last(), Some(Sink::Table(_))) {
            return;
        }
        let Some(Sink::Table(open)) = self.sinks.pop() else { return };
        let Open { mut table, box_of, .. } = *open;
        table.span.end = end.max(table.span.end);
        match box_of {
            Some(name) => {
                // The article page does not tell what box it is; the title of a page about a treaty or a war does.
                let name = if name.is_empty() { self.page.title.clone() } else { name };
                self.page.infoboxes.push(Infobox { name, fields: fields(table.rows), span: table.span, ..Infobox::default() });
            }
            None if table.rows.is_empty() => self.page.warn(table.span, "a table without rows"),
            None => self.page.tables.push(table),
        }
    }
}

/// The facts of a box: the rows that have a head and one cell. Of others, each cell is a fact, which the head that went before names, as
/// those are of the sides of a war.
fn fields(rows: Vec<Row>) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut above = String::new();
    for row in rows {
        let mut cells: Vec<Cell> = row.cells;
        if row.header {
            above = cells.first().map(|cell| name(&cell.text)).unwrap_or_default();
            continue;
        }
        let named = cells.len() == 2 && !name(&cells[0].text).is_empty();
        let (first, from) = if named { (name(&cells[0].text), 1) } else { (above.clone(), 0) };
        let several = cells.len() - from > 1;
        for (at, cell) in cells.drain(from..).enumerate().filter(|(_, cell)| !cell.text.visible.is_empty()) {
            let name = if several { format!("{first}{}", at + 1) } else { first.clone() };
            fields.push(Field { name, text: cell.text, span: cell.span });
        }
    }
    fields
}

fn name(text: &Text) -> String {
    text.visible.trim().trim_end_matches([':', '：']).to_owned()
}
