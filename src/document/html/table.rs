//! Tables of HTML.
//!
//! Two readers of the same table check each other: the tokenizer knows where everything stands, the tree which cells belong to
//! which row once all that HTML lets authors leave out or get wrong is mended. Where they disagree the page is read as written.
//! A table that needs no mending needs no tree: [`Nesting`] tells.

use std::{borrow::Cow, collections::HashMap};

use scraper::{ElementRef, Html};

use super::{Inline, Token, VOID, nesting::Nesting, tokens};
use crate::{
    document::{Cell, Document, LossKind, Table, builder::Builder, table::TableBuilder},
    source::RawPage,
    span::Span,
};

/// Tables larger or deeper than this have no tree: building it takes time and memory that grow faster than they do.
const LARGEST_TREE: usize = 4 << 20;
const DEEPEST_TREE: usize = 200;

/// Reads a stretch of HTML that holds a table, with the tables in it, into the page.
pub(in crate::document) fn tables(source: &str, span: Span, raw: &RawPage, page: &mut Document) {
    let mut reader = Reader { source, raw, page, open: Vec::new(), done: Vec::new(), depth: 0, deepest: 0 };
    let mut nesting = Nesting::default();
    for token in tokens(source, span) {
        nesting.read(&token);
        reader.token(&token);
    }
    while !reader.open.is_empty() {
        reader.end_table(span.end);
    }
    let (mut done, deepest) = (reader.done, reader.deepest);
    done.sort_by_key(|table| table.span);
    let html = &source[span.range()];
    if html.len() > LARGEST_TREE || deepest > DEEPEST_TREE {
        page.warn(span, "a table too large or too deep to be checked: its rows are read as written");
    } else if !nesting.is_whole() && shape(html) != rows(&done) {
        page.warn(span, "a table whose tags do not fit together: its rows are read as written");
    }
    for table in done {
        if table.rows.is_empty() {
            page.warn(table.span, "a table without rows");
        }
        count_holes(&table, page);
        page.tables.push(table);
    }
}

/// How many cells each row of each table has, as the tokens have it.
fn rows(tables: &[Table]) -> Vec<Vec<usize>> {
    tables.iter().map(|table| table.rows.iter().map(|row| row.cells.len()).collect()).collect()
}

/// The same as the tree sees it.
fn shape(html: &str) -> Vec<Vec<usize>> {
    let tree = Html::parse_fragment(html);
    let owner =
        |row: ElementRef<'_>| row.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "table").map(|table| table.id());
    let named = |name: &'static str| tree.root_element().descendent_elements().filter(move |element| element.value().name() == name);
    let ids: HashMap<_, usize> = named("table").map(|table| table.id()).zip(0..).collect();
    let mut shape = vec![Vec::new(); ids.len()];
    for row in named("tr") {
        if let Some(at) = owner(row).and_then(|id| ids.get(&id).copied()) {
            let is_cell = |e: &ElementRef<'_>| matches!(e.value().name(), "td" | "th");
            shape[at].push(row.children().filter_map(ElementRef::wrap).filter(is_cell).count());
        }
    }
    shape
}

/// Empty cells in rows that hold something, and rows that hold nothing. The corner of a head is empty by nature.
fn count_holes(table: &Table, page: &mut Document) {
    let is_empty = |cell: &&Cell| cell.text.visible.is_empty() && cell.text.links.is_empty();
    for row in table.rows.iter().filter(|row| !row.cells.is_empty()) {
        if row.cells.iter().all(|cell| is_empty(&cell)) {
            page.lose(LossKind::Row, row.span);
        } else if !row.header {
            row.cells.iter().filter(is_empty).for_each(|cell| page.lose(LossKind::Cell, cell.span));
        }
    }
}

struct Reader<'a> {
    source: &'a str,
    raw: &'a RawPage,
    page: &'a mut Document,
    /// The tables that are open, the innermost last.
    open: Vec<TableBuilder<Part<'a>>>,
    done: Vec<Table>,
    depth: usize,
    deepest: usize,
}

struct Part<'a> {
    builder: Builder<'a>,
    inline: Inline,
}

impl<'a> Reader<'a> {
    fn token(&mut self, token: &Token<'_>) {
        match token {
            Token::Open { name, attributes, span, closed } => {
                if !closed && !VOID.contains(&&**name) && !matches!(&**name, "td" | "th" | "tr" | "p" | "li" | "tbody" | "thead") {
                    self.depth += 1;
                    self.deepest = self.deepest.max(self.depth);
                }
                match &**name {
                    "table" => self.open.push(TableBuilder::new(*span)),
                    "tr" => self.start_row(*span),
                    "td" | "th" => self.start_cell(name == "th", attributes, *span),
                    "caption" => {
                        self.end_row(span.start);
                        let part = self.new_part();
                        if let Some(table) = self.open.last_mut() {
                            table.start_caption(part);
                        }
                    }
                    "thead" | "tbody" | "tfoot" => self.end_row(span.start),
                    _ => self.inline(token),
                }
            }
            Token::Close { name, span } => {
                if !matches!(&**name, "td" | "th" | "tr" | "p" | "li" | "tbody" | "thead") {
                    self.depth = self.depth.saturating_sub(1);
                }
                match &**name {
                    "table" => self.end_table(span.end),
                    "tr" | "thead" | "tbody" | "tfoot" => self.end_row(span.end),
                    "td" | "th" | "caption" => self.end_part(span.end),
                    _ => self.inline(token),
                }
            }
            Token::Text { .. } => self.inline(token),
        }
    }

    fn inline(&mut self, token: &Token<'_>) {
        if let Some(part) = self.open.last_mut().and_then(TableBuilder::part) {
            part.inline.read(token, &mut part.builder, self.raw, self.page);
        }
    }

    fn new_part(&self) -> Part<'a> {
        Part { builder: Builder::new(self.source, self.raw, false), inline: Inline::default() }
    }

    fn start_row(&mut self, span: Span) {
        self.end_row(span.start);
        if let Some(table) = self.open.last_mut() {
            table.start_row(span);
        }
    }

    fn start_cell(&mut self, is_head: bool, attributes: &[(Cow<'_, str>, Cow<'_, str>)], span: Span) {
        self.end_part(span.start);
        let part = self.new_part();
        let said = |name: &str| attributes.iter().find(|(known, _)| known == name).map(|(_, value)| &**value);
        if let Some(table) = self.open.last_mut() {
            table.start_cell(Cell::covering(said("colspan"), said("rowspan"), span), is_head, part);
        }
    }

    fn end_part(&mut self, end: usize) {
        let page = &mut *self.page;
        let Some(table) = self.open.last_mut() else { return };
        table.end_part(end, |mut part, is_cell| {
            if !is_cell {
                part.builder.skip_attributes();
            }
            part.builder.finish(page)
        });
    }

    fn end_row(&mut self, end: usize) {
        self.end_part(end);
        if let Some(table) = self.open.last_mut() {
            table.end_row(end);
        }
    }

    fn end_table(&mut self, end: usize) {
        self.end_row(end);
        self.done.extend(self.open.pop().map(|table| table.finish(end)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ELEMENTS: [&str; 12] = ["p", "a", "b", "div", "h2", "li", "ul", "dd", "center", "span", "caption", "td"];

    /// Something in a cell: a word, an element around it, or a table of such cells.
    fn content() -> impl Strategy<Value = String> {
        let word = prop_oneof![Just("甲".to_owned()), Just("乙<br>".to_owned()), Just(String::new())];
        word.prop_recursive(4, 24, 4, |inner| {
            let element = (0..ELEMENTS.len(), inner.clone()).prop_map(|(which, inner)| format!("<{0}>{inner}</{0}>", ELEMENTS[which]));
            let both = (inner.clone(), inner.clone()).prop_map(|(one, other)| one + &other);
            prop_oneof![element, both, table(inner)]
        })
    }

    fn table(cell: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
        let rows = prop::collection::vec(prop::collection::vec(cell, 0..3), 0..3);
        (rows, any::<bool>(), any::<bool>()).prop_map(|(rows, body, head)| {
            let cells = |row: Vec<String>| row.into_iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
            let rows: String = rows.into_iter().map(|row| format!("<tr>{}</tr>\n", cells(row))).collect();
            let rows = if body { format!("<tbody>{rows}</tbody>") } else { rows };
            format!("<table>{}{rows}</table>", if head { "<thead><tr><th>丙</th></tr></thead>" } else { "" })
        })
    }

    proptest! {
        #[test]
        fn what_needs_no_mending_is_what_the_tree_sees(html in table(content())) {
            let span = Span::new(0, html.len());
            let mut nesting = Nesting::default();
            tokens(&html, span).for_each(|token| nesting.read(&token));
            let mut page = Document::default();
            tables(&html, span, &RawPage::markdown("表", &html), &mut page);
            prop_assert!(!nesting.is_whole() || shape(&html) == rows(&page.tables), "{}", html);
        }
    }

    #[test]
    fn only_whole_tables_need_no_mending() {
        for (html, is_whole) in [
            ("<table><caption>甲</caption><tr><th>乙</th><td><p>丙<br></p></td></tr></table>", true),
            ("<table><tr><td>甲</tr></table>", false),
            ("<table><tr><td>甲</td></tr>", false),
            ("<table><td>甲</td></table>", false),
            ("<table><tr>甲<td>乙</td></tr></table>", false),
            ("<table><tr><td><b><p>甲</b></p></td></tr></table>", false),
            ("<table><tr><td><select>甲</select></td></tr></table>", false),
            ("<table><tr><td/></tr></table>", false),
        ] {
            let mut nesting = Nesting::default();
            tokens(html, Span::new(0, html.len())).for_each(|token| nesting.read(&token));
            assert_eq!(nesting.is_whole(), is_whole, "{html}");
        }
    }
}
