//! Tables of a rendered page, and boxes of facts, which are tables too.

use super::{Builder, Infobox, Reader, Role, Sink};
use crate::{
    document::{Cell, Field, Row, Text, table::TableBuilder},
    span::Span,
};

/// A table that is being read.
pub(super) struct Open<'a> {
    pub builder: TableBuilder<Builder<'a>>,
    /// The kind of box that it is, if it is one.
    box_of: Option<String>,
}

impl<'a> Reader<'a> {
    fn table(&mut self) -> Option<&mut TableBuilder<Builder<'a>>> {
        match self.sinks.last_mut() {
            Some(Sink::Table(open)) => Some(&mut open.builder),
            _ => None,
        }
    }

    pub(super) fn enter_table(&mut self, role: &Role, span: Span) {
        let text = self.new_text();
        match role {
            Role::Table(box_of) => {
                self.end_block();
                self.sinks.push(Sink::Table(Box::new(Open { builder: TableBuilder::new(span), box_of: box_of.clone() })));
            }
            Role::Cell { is_head, columns, rows } => {
                self.end_part(span.start);
                let cell = Cell::covering(Some(columns), Some(rows), span);
                if let Some(table) = self.table() {
                    table.start_cell(cell, *is_head, text);
                }
            }
            _ => {
                self.end_row(span.start);
                match (role, self.table()) {
                    (Role::Row, Some(table)) => table.start_row(span),
                    (Role::TableCaption, Some(table)) => table.start_caption(text),
                    _ => {}
                }
            }
        }
    }

    pub(super) fn leave_table(&mut self, role: &Role, span: Span) {
        match role {
            Role::Cell { .. } | Role::TableCaption => self.end_part(span.end),
            Role::Table(_) => self.end_table(span.end),
            _ => self.end_row(span.end),
        }
    }

    fn end_part(&mut self, end: usize) {
        let page = &mut *self.page;
        if let Some(Sink::Table(open)) = self.sinks.last_mut() {
            open.builder.end_part(end, |text, _| text.finish_as_written(page).0);
        }
    }

    fn end_row(&mut self, end: usize) {
        self.end_part(end);
        if let Some(table) = self.table() {
            table.end_row(end);
        }
    }

    fn end_table(&mut self, end: usize) {
        self.end_row(end);
        if !matches!(self.sinks.last(), Some(Sink::Table(_))) {
            return;
        }
        let Some(Sink::Table(open)) = self.sinks.pop() else { return };
        let Open { builder, box_of } = *open;
        let table = builder.finish(end).without_empty_rows();
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
