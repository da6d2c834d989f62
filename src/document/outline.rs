//! The tree of sections while a page is read.

use super::{Document, Section, Text};
use crate::span::Span;

/// The sections that are open, the innermost last.
pub(super) struct Outline(Vec<usize>);

impl Outline {
    /// The outline of a page whose text begins in a section without a heading; `end` is where it ends.
    pub(super) fn new(page: &mut Document, end: usize) -> Self {
        page.sections.push(Section { span: Span::new(0, end), ..Section::default() });
        Self(vec![0])
    }

    /// Begins the section of a heading that stands at `start`. It lasts until the next one begins, else up to `end`.
    pub(super) fn begin(&mut self, page: &mut Document, level: u8, heading: Text, start: usize, end: usize) {
        if let Some(last) = page.sections.last_mut() {
            last.span.end = start;
        }
        while self.0.last().is_some_and(|&open| page.sections[open].level >= level) {
            self.0.pop();
        }
        let parent = self.0.last().copied().filter(|&open| open > 0);
        self.0.push(page.sections.len());
        page.sections.push(Section { parent, level, heading, span: Span::new(start, end) });
    }
}
