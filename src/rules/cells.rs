//! Cells that tell something of whom their row is about: `法國 | 2024年7月 | 支持甲的方案`.

use super::{
    Engine, Statement,
    columns::Line,
    context::{Flow, Topic},
    engine::Place,
    tables::{is_list, polities},
};
use crate::{
    document::{Cell, Document, Table},
    mention::{Marked, Mentions},
};

/// Where the cells of a table stand, and what is known of its page.
pub(super) struct Cells<'r> {
    pub document: &'r Document,
    pub table: &'r Table,
    pub engine: &'r Engine,
    /// What title and headings say.
    pub topic: &'r Topic,
}

impl Cells<'_> {
    /// Reads the cells of a row that tell something, as sentences of whom the row is about, at its date.
    pub fn row(&mut self, line: &Line<'_>, mentions: &mut Mentions<'_>, statements: &mut Vec<Statement>) {
        let cells: Vec<(&Cell, Vec<Marked>)> = line.cells().map(|cell| (cell, mentions.mark(&cell.text))).collect();
        let about = cells.iter().filter(|(_, marked)| is_list(marked)).find_map(|(_, marked)| match polities(marked, mentions)[..] {
            [one] => Some(one),
            _ => None,
        });
        let date = line.date();
        for (cell, marked) in cells.iter().filter(|(cell, _)| tells(&cell.text.visible)) {
            let mut flow = Flow::default();
            flow.subject.extend(about);
            flow.date.clone_from(&date);
            flow.tell(date.clone());
            let place =
                Place { document: self.document, text: &cell.text, section: self.table.section, about, topic: self.topic, item: false };
            for sentence in marked {
                self.engine.read(&place, sentence, mentions, &mut flow, statements);
            }
        }
    }
}

/// Whether a cell is long enough to tell something.
fn tells(text: &str) -> bool {
    const SHORTEST: usize = 5;
    text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() >= SHORTEST
}
