//! Running text: links, emphasis, entities, tags, and what else stands within a line.

use super::{
    Reader, Sink,
    markup::{self, Kind},
    open_part, tag,
};
use crate::{
    document::{Target, Variant, html, target::Destination, variant},
    span::Span,
};

/// Bytes that tell that something may begin.
static MARK: [bool; 256] = {
    let mut marks = [false; 256];
    let bytes = b"[]{<'\n\r&-_|!:";
    let mut at = 0;
    while at < bytes.len() {
        marks[bytes[at] as usize] = true;
        at += 1;
    }
    marks
};

/// Elements that are tables.
const TABLE_TAGS: [&str; 8] = ["table", "tr", "td", "th", "caption", "thead", "tbody", "tfoot"];

impl Reader<'_> {
    /// Reads up to the next thing that is no plain text, and that thing.
    pub(super) fn inline(&mut self) {
        let start = self.at;
        let mut at = start;
        loop {
            let bytes = &self.source.as_bytes()[at..self.end];
            let Some(found) = bytes.iter().position(|&byte| MARK[byte as usize]) else {
                self.at = self.end;
                return self.push_source(start, self.end);
            };
            at += found;
            if let Some(begin) = self.begins(start, at) {
                at = begin;
                break;
            }
            at += 1;
        }
        self.push_source(start, at);
        self.at = at;
        self.thing();
    }

    /// Where something begins that a byte tells of, not before `start`: an address is told of by its colon, the rarest of what it begins with.
    fn begins(&self, start: usize, at: usize) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let rest = &bytes[at..self.end];
        let next = rest.get(1).copied();
        let begins = match rest[0] {
            b'\'' => next == Some(b'\''),
            b'-' => next == Some(b'{'),
            b'_' => next == Some(b'_'),
            b']' => next == Some(b']'),
            b'|' => next == Some(b'|') && self.in_wiki_cell(),
            b'!' => next == Some(b'!') && self.in_wiki_head(),
            b':' if rest.starts_with(b"://") => {
                let is_before = |scheme: &&&str| bytes[start..at].ends_with(scheme.as_bytes());
                return ["https", "http", "ftp"].iter().find(is_before).map(|scheme| at - scheme.len());
            }
            b':' => false,
            b'\r' => next == Some(b'\n'),
            _ => true,
        };
        begins.then_some(at)
    }

    fn thing(&mut self) {
        let (source, at) = (self.source, self.at);
        let bytes = source.as_bytes();
        match bytes[at] {
            b'\n' => self.newline(at + 1),
            b'\r' => self.newline(at + 2),
            b'\'' => self.quotes_at(),
            b'&' => self.entity(),
            b'<' => self.angle(),
            b'_' => self.switch(),
            b']' => {
                // It closes nothing: what is left of a picture, mostly.
                self.at = at + 2;
                self.hard_break(Span::new(at, at));
            }
            b'|' | b'!' => self.next_cell(),
            b'h' | b'f' => self.bare_address(),
            _ => match self.markup.at(at).filter(|node| node.end() <= self.end) {
                Some(node) => match node.kind {
                    Kind::Template => self.template(node),
                    Kind::Parameter => {
                        // Only its default is there to be seen.
                        let default = self.markup.pipes(node).next().map_or(node.end() - 3, |pipe| pipe + 1);
                        self.later(node.end(), [super::Step::Read { start: default, end: node.end() - 3, line: false }].into_iter());
                    }
                    Kind::Link => self.link(node),
                    Kind::External => self.external(node),
                    Kind::Variant => self.variant(node.start() + 2, node.end() - 2),
                    _ => self.at = node.end(),
                },
                None => self.unclosed(),
            },
        }
    }

    fn newline(&mut self, next: usize) {
        if self.has_text() {
            let span = Span::new(self.at, next);
            // In a box the lines are what tells one from another, even where the wiki runs them together.
            let in_box = matches!(self.sinks.last(), Some(Sink::Field { .. }));
            if in_box {
                self.hard_break(span);
            } else if let Some(part) = self.part() {
                part.builder.soft_break(span);
            }
        }
        self.at = next;
        self.line = next < self.end;
    }

    /// A mark without an end: it is not seen.
    fn unclosed(&mut self) {
        let bytes = self.source.as_bytes();
        let at = self.at;
        let doubled = bytes.get(at + 1) == Some(&bytes[at]);
        match bytes[at] {
            b'{' if doubled => self.unclosed_template(),
            b'[' if doubled => self.at = at + 2,
            _ => {
                self.push_source(at, at + 1);
                self.at = at + 1;
            }
        }
    }

    /// `''` and `'''` mark emphasis; of other numbers some are apostrophes.
    fn quotes_at(&mut self) {
        let run = self.source.as_bytes()[self.at..self.end].iter().take_while(|&&byte| byte == b'\'').count();
        let shown = match run {
            2 | 3 | 5 => 0,
            4 => 1,
            _ => run - 5,
        };
        self.push_source(self.at, self.at + shown);
        self.at += run;
    }

    fn entity(&mut self) {
        let rest = &self.source[self.at..self.end];
        let end = rest.bytes().take(34).position(|byte| byte == b';').map(|end| end + 1);
        let decoded = end.and_then(|end| html::entity(&rest[..end]).map(|text| (text, end)));
        match decoded {
            Some((text, end)) => {
                self.push(&text, Span::new(self.at, self.at + end));
                self.at += end;
            }
            None => {
                self.push_source(self.at, self.at + 1);
                self.at += 1;
            }
        }
    }

    /// `__NOTOC__`
    fn switch(&mut self) {
        let rest = &self.source[self.at + 2..self.end];
        let word = rest.char_indices().take(24).find(|(_, c)| !c.is_alphabetic()).map_or(0, |(at, _)| at);
        let is_switch = word > 3 && rest[word..].starts_with("__") && rest[..word].chars().all(|c| c.is_ascii_uppercase() || !c.is_ascii());
        let end = self.at + 2 + if is_switch { word + 2 } else { 0 };
        if !is_switch {
            self.push_source(self.at, end);
        }
        self.at = end;
    }

    /// A tag, a comment, a note, an element that is no wikitext.
    fn angle(&mut self) {
        let at = self.at;
        if let Some(node) = self.markup.at(at).filter(|node| node.end() <= self.end) {
            return match node.kind {
                Kind::Ref => self.note_element(node),
                Kind::Raw => self.raw_element(node.start(), node.end()),
                _ => self.at = node.end(),
            };
        }
        let Some(tag) = tag::read(self.source, at).filter(|tag| tag.end <= self.end) else {
            self.push_source(at, at + 1);
            self.at = at + 1;
            return;
        };
        self.at = tag.end;
        if TABLE_TAGS.iter().any(|name| tag.is(name)) {
            return self.table_tag(&tag, at);
        }
        if tag.is("references") {
            return self.references_tag(&tag);
        }
        if tag.is("blockquote") && self.on_page() {
            self.end_block();
            self.quotes = if tag.closes { self.quotes.saturating_sub(1) } else { self.quotes + 1 };
            return;
        }
        // Those of notes that have no end hide nothing.
        if tag.is("ref") || tag.raw().is_some() {
            return;
        }
        let (source, raw) = (self.source, self.raw);
        if !tag.closes {
            self.part();
        }
        if let Some(part) = open_part(&mut self.sinks) {
            for token in html::tokens(source, Span::new(at, tag.end)) {
                part.inline.read(&token, &mut part.builder, raw, self.page);
            }
        }
    }

    /// What is not read as wikitext: `nowiki` and `pre` are shown, the others are no text.
    fn raw_element(&mut self, start: usize, end: usize) {
        self.at = end;
        let Some(tag) = tag::read(self.source, start) else { return };
        if !(tag.is("nowiki") || tag.is("pre")) {
            return;
        }
        let close = self.source[..end].rfind("</").unwrap_or(end).max(tag.end);
        let is_pre = tag.is("pre");
        if is_pre {
            self.hard_break(Span::new(start, tag.end));
        }
        let mut at = tag.end;
        for line in self.source[tag.end..close].split_inclusive('\n') {
            self.verbatim(at, at + line.trim_end_matches(['\n', '\r']).len());
            at += line.len();
            if line.ends_with('\n') || is_pre {
                self.hard_break(Span::new(at, at));
            }
        }
    }

    /// Text in which only entities mean something.
    fn verbatim(&mut self, start: usize, end: usize) {
        let (at, stop) = (self.at, self.end);
        (self.at, self.end) = (start, end);
        while let Some(found) = memchr::memchr(b'&', &self.source.as_bytes()[self.at..end]) {
            self.push_source(self.at, self.at + found);
            self.at += found;
            self.entity();
        }
        self.push_source(self.at, end);
        (self.at, self.end) = (at, stop);
    }

    /// `-{…}-`
    fn variant(&mut self, start: usize, end: usize) {
        let marked = variant::read(&self.source[start..end]);
        let (from, to) = (start + marked.visible.start, start + marked.visible.end);
        let resume = end + 2;
        let plain = !self.source.as_bytes()[from..to].iter().any(|&byte| MARK[byte as usize]);
        if !plain {
            return self.later(resume, [super::Step::Read { start: from, end: to, line: false }].into_iter());
        }
        self.at = resume;
        if from >= to {
            return;
        }
        let before = self.part().map_or(0, |part| part.builder.length());
        self.push_source(from, to);
        if let Some(part) = self.part().filter(|_| !marked.forms.is_empty()) {
            let after = part.builder.length();
            let start = after.checked_sub(to - from).unwrap_or(before).max(before);
            part.builder.variant(Variant { visible: start..after, forms: marked.forms });
        }
    }

    /// An address that stands in the text.
    fn bare_address(&mut self) {
        let rest = &self.source[self.at..self.end];
        let is_end = |c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '[' | ']' | '"' | '{' | '}' | '|' | '，' | '。' | '）' | '、' | '；' | '」')
        };
        let length = rest.find(is_end).unwrap_or(rest.len());
        let address = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        let address = if address.contains('(') { address } else { address.trim_end_matches(')') };
        let span = Span::new(self.at, self.at + address.len());
        let has_host = markup::is_address(address.as_bytes());
        if has_host && let Some(part) = self.part().filter(|part| !part.inline.hides()) {
            part.builder.open_link(Destination::Link(Target::External(address.to_owned())), false, span);
            part.builder.push(address, span);
            self.close_link(None);
        } else {
            self.push_source(span.start, span.end.max(span.start + 1));
        }
        self.at = span.end.max(span.start + 1);
    }
}
