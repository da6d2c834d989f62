//! What the beginning of a line says: headings, lists, tables, the end of a paragraph.

use super::{Reader, Sink, Step, markup::Kind};
use crate::span::Span;

impl Reader<'_> {
    /// Reads what stands at the beginning of a line.
    pub(super) fn begin_line(&mut self) {
        let bytes = self.source.as_bytes();
        // A line that holds only a comment is none.
        while bytes[self.at] == b'<'
            && let Some(node) = self.markup.at(self.at).filter(|node| node.kind == Kind::Comment && node.end() <= self.end)
        {
            self.at = node.end();
            let rest = blanks(bytes, self.at, self.end);
            if rest >= self.end || bytes[rest] == b'\n' {
                self.at = (rest + 1).min(self.end);
                if self.at >= self.end {
                    return;
                }
            }
        }
        let first = blanks(bytes, self.at, self.end);
        if first >= self.end || bytes[first] == b'\n' {
            return self.blank_line(first);
        }
        if self.table_line(first) {
            return;
        }
        match bytes[self.at] {
            b'=' if self.heading() => {}
            b'*' | b'#' | b':' | b';' => self.list_line(),
            b'-' if bytes[self.at..self.end].starts_with(b"----") => {
                let dashes = bytes[self.at..self.end].iter().take_while(|&&byte| byte == b'-').count();
                self.end_line_of_its_own();
                self.at += dashes;
            }
            _ => {
                // A paragraph ends an item; a line that is set off is one of its own.
                let set_off = first > self.at;
                if self.on_page() && (self.item.is_some() || set_off) {
                    self.end_block();
                }
                if self.on_page() {
                    self.items.clear();
                }
                self.at = first;
            }
        }
    }

    fn blank_line(&mut self, end: usize) {
        if self.on_page() {
            self.end_block();
            self.items.clear();
        } else {
            self.hard_break(Span::new(self.at, end));
        }
        self.at = (end + 1).min(self.end);
        self.line = self.at < self.end;
    }

    fn end_line_of_its_own(&mut self) {
        if self.on_page() {
            self.end_block();
            self.items.clear();
        } else {
            self.hard_break(Span::new(self.at, self.at));
        }
    }

    /// A line such as `== 歷史 ==`; `false` where it is none.
    fn heading(&mut self) -> bool {
        let bytes = self.source.as_bytes();
        let start = self.at;
        let stop = memchr::memchr(b'\n', &bytes[start..self.end]).map_or(self.end, |at| start + at);
        let line = &self.source[start..stop];
        // A comment may stand behind the heading.
        let mut text = line.trim_end();
        while let Some(open) = text.strip_suffix("-->").and_then(|rest| rest.rfind("<!--")) {
            text = text[..open].trim_end();
        }
        let open = text.bytes().take_while(|&byte| byte == b'=').count();
        let close = text.bytes().rev().take_while(|&byte| byte == b'=').count();
        let level = open.min(close).min(6).min(text.len().saturating_sub(1) / 2);
        if level == 0 || text.len() < 3 {
            return false;
        }
        if !self.on_page() {
            // Within a cell it is a line; but a table that is never closed ends here.
            if matches!(self.sinks.last(), Some(Sink::Table(open)) if !open.html) && start > self.last_table_end && level > 1 {
                self.page.warn(Span::new(start, stop), "a table without an end: it ends before this heading");
                while matches!(self.sinks.last(), Some(Sink::Table(_))) {
                    self.close_to(self.sinks.len() - 1);
                }
            }
            if matches!(self.sinks.last(), Some(Sink::Definitions)) {
                self.close_to(self.sinks.len() - 1);
            }
            if !self.on_page() {
                self.hard_break(Span::new(start, start));
                self.later(stop, [Step::Read { start: start + level, end: start + text.len() - level, line: false }].into_iter());
                return true;
            }
        }
        self.end_block();
        self.items.clear();
        self.quotes = 0;
        let depth = self.sinks.len();
        let part = self.new_part();
        self.sinks.push(Sink::Heading { level: u8::try_from(level).unwrap_or(6), start, part });
        let inner = Step::Read { start: start + level, end: start + text.len() - level, line: false };
        self.later(stop, [inner, Step::Close(depth)].into_iter());
        true
    }

    fn list_line(&mut self) {
        let bytes = self.source.as_bytes();
        let marks = bytes[self.at..self.end].iter().take_while(|byte| matches!(byte, b'*' | b'#' | b':' | b';')).count();
        let start = self.at;
        self.at += marks;
        if !self.on_page() {
            return self.hard_break(Span::new(start, self.at));
        }
        self.end_block();
        let depth = marks - 1;
        while self.items.last().is_some_and(|(open, _)| *open >= depth) {
            self.items.pop();
        }
        // `:` only sets off, `;` is a heading of sorts.
        if matches!(bytes[self.at - 1], b'*' | b'#') {
            self.items.push((depth, None));
            self.item = Some(depth);
        }
        self.at = blanks(bytes, self.at, self.end);
        self.line_in_item();
    }

    /// A table may stand in an item: `:{|`.
    fn line_in_item(&mut self) {
        if self.source[self.at..self.end].starts_with("{|") || self.source[self.at..self.end].starts_with("{{{!}}") {
            self.table_line(self.at);
        }
    }
}

/// The first byte from `at` on that is no blank.
pub(super) fn blanks(bytes: &[u8], at: usize, end: usize) -> usize {
    at + bytes[at..end].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count()
}
