//! Putting a [`Table`] together from what a reader meets.

use super::{Cell, Row, Table, Text};
use crate::span::Span;

/// What cells may cover by HTML's own limits.
const MOST_COLUMNS: usize = 1000;
const MOST_ROWS: usize = 65534;

/// A table in the making. `P` is the text of a cell or of the caption while it is read.
pub(super) struct TableBuilder<P> {
    table: Table,
    row: Option<Row>,
    open: Option<Open<P>>,
}

/// A cell or a caption that is open.
struct Open<P> {
    part: P,
    /// None for a caption.
    cell: Option<Cell>,
    is_head: bool,
}

/// The number of columns or rows that a cell covers by what its attributes say.
fn covered(said: Option<&str>, most: usize) -> usize {
    said.and_then(|said| said.trim().parse().ok()).unwrap_or(1).clamp(1, most)
}

impl Cell {
    /// An empty cell that covers so many columns and rows as its attributes say.
    pub(super) fn covering(columns: Option<&str>, rows: Option<&str>, span: Span) -> Self {
        Self { columns: covered(columns, MOST_COLUMNS), rows: covered(rows, MOST_ROWS), span, ..Self::default() }
    }
}

impl<P> TableBuilder<P> {
    /// A table that begins with `span`.
    pub(super) fn new(span: Span) -> Self {
        Self { table: Table { span, ..Table::default() }, row: None, open: None }
    }

    /// The text that is open.
    pub(super) fn part(&mut self) -> Option<&mut P> {
        self.open.as_mut().map(|open| &mut open.part)
    }

    /// Whether a text is open.
    pub(super) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether a cell is open, and whether it is a head.
    pub(super) fn cell(&self) -> Option<bool> {
        self.open.as_ref().filter(|open| open.cell.is_some()).map(|open| open.is_head)
    }

    /// Begins a row. What was open has ended.
    pub(super) fn start_row(&mut self, span: Span) {
        self.row = Some(Row { header: true, span, ..Row::default() });
    }

    /// Begins a cell, and a row where none is open.
    pub(super) fn start_cell(&mut self, cell: Cell, is_head: bool, part: P) {
        if self.row.is_none() {
            self.start_row(Span::new(cell.span.start, cell.span.start));
        }
        self.open = Some(Open { part, cell: Some(cell), is_head });
    }

    /// Begins the caption.
    pub(super) fn start_caption(&mut self, part: P) {
        self.open = Some(Open { part, cell: None, is_head: false });
    }

    /// Ends the cell or the caption that is open at a byte. `finish` makes a text of what was read; it is told whether of a cell.
    pub(super) fn end_part(&mut self, end: usize, finish: impl FnOnce(P, bool) -> Text) {
        let Some(Open { part, cell, is_head }) = self.open.take() else { return };
        let text = finish(part, cell.is_some());
        if let Some(mut cell) = cell {
            cell.text = text;
            cell.span.end = end.max(cell.span.end);
            let row = self.row.get_or_insert_default();
            row.header &= is_head;
            row.span.end = row.span.end.max(cell.span.end);
            row.cells.push(cell);
        } else if !text.visible.is_empty() {
            self.table.caption.get_or_insert(text);
        }
    }

    /// Ends the row that is open at a byte. What was open in it has ended.
    pub(super) fn end_row(&mut self, end: usize) {
        if let Some(mut row) = self.row.take() {
            row.span.end = end.max(row.span.end);
            row.header &= !row.cells.is_empty();
            self.table.rows.push(row);
        }
    }

    /// The table, which ends at a byte. All that was open in it has ended.
    pub(super) fn finish(mut self, end: usize) -> Table {
        self.table.span.end = end.max(self.table.span.end);
        self.table
    }
}

impl Table {
    /// The table without rows that have no cells: authors write a mark too many.
    pub(super) fn without_empty_rows(mut self) -> Self {
        self.rows.retain(|row| !row.cells.is_empty());
        self
    }
}
