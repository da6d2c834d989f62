//! What the conversion left in the visible text although it is not: templates, variants, marks of notes and of emphasis.

use std::ops::Range;

use super::{
    Document, Link, LossKind, NoteRef, Text, Variant,
    builder::tail,
    marks::{Leads, closing_of},
    target::{Destination, destination},
    variant,
};
use crate::{source::RawPage, span::Span};

/// What to do with a text. All ranges are of the text as it is before anything is dropped.
#[derive(Default)]
pub(super) struct Residue {
    /// What is not visible.
    pub drop: Vec<Range<usize>>,
    /// Notes that the text calls in words.
    pub notes: Vec<NoteRef>,
    /// Variants.
    pub variants: Vec<Variant>,
    /// Links that only their literal brackets show.
    pub links: Vec<Link>,
}

impl Residue {
    /// Whether the text stays as it is.
    pub(super) const fn is_empty(&self) -> bool {
        self.drop.is_empty() && self.notes.is_empty() && self.variants.is_empty() && self.links.is_empty()
    }
}

/// The longest address that is looked for behind `](`: what has no end must not be read again and again.
const LONGEST_ADDRESS: usize = 2000;
/// The longest name of a template that is kept.
const LONGEST_NAME: usize = 80;

/// What residue is made of.
static RESIDUE: Leads = Leads::of(&['{', '}', '-', '[', ']', '*']);

/// What can be open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `{{`
    Template,
    /// `-{`
    Variant,
    /// `[`
    Square,
}

struct Scan<'a> {
    text: &'a Text,
    source: &'a str,
    page: &'a mut Document,
    raw: &'a RawPage,
    open: Vec<(Open, usize)>,
    /// How many of each are open, so that a closing mark without an opening one closes nothing else.
    count: [usize; 3],
    templates: Vec<Range<usize>>,
    unclosed: Vec<usize>,
    variants: Vec<Range<usize>>,
    stars: Vec<Range<usize>>,
    found: Residue,
}

/// Finds the residue in one pass.
pub(super) fn scan(text: &Text, source: &str, markdown: bool, raw: &RawPage, page: &mut Document) -> Residue {
    let visible = text.visible.as_bytes();
    let mut scan = Scan {
        text,
        source,
        page,
        raw,
        open: Vec::new(),
        count: [0; 3],
        templates: Vec::new(),
        unclosed: Vec::new(),
        variants: Vec::new(),
        stars: Vec::new(),
        found: Residue::default(),
    };
    let mut next = 0;
    while let Some(at) = RESIDUE.next(visible, next) {
        let pair = (visible[at], visible.get(at + 1).copied());
        next = at
            + match pair {
                (b'{', Some(b'{')) => scan.open(Open::Template, at),
                (b'-', Some(b'{')) => scan.open(Open::Variant, at),
                (b'}', Some(b'}')) if scan.is_open(Open::Template) => scan.close_template(at),
                (b'}', Some(b'-')) if scan.is_open(Open::Variant) => scan.close_variant(at),
                (b'[', _) => scan.open(Open::Square, at) - 1,
                (b']', _) if scan.is_open(Open::Square) => scan.close_square(at, markdown),
                (b'*', _) if markdown => scan.star(at),
                _ => 1,
            };
    }
    scan.finish()
}

impl Scan<'_> {
    fn open(&mut self, what: Open, at: usize) -> usize {
        self.open.push((what, at));
        self.count[what as usize] += 1;
        2
    }

    fn is_open(&self, what: Open) -> bool {
        self.count[what as usize] > 0
    }

    /// Closes the innermost one of its kind, and gives up what was opened in it and not closed.
    fn close(&mut self, what: Open) -> usize {
        while let Some((open, at)) = self.open.pop() {
            self.count[open as usize] -= 1;
            if open == what {
                return at;
            }
            if open == Open::Template {
                self.unclosed.push(at);
            }
        }
        0
    }

    fn close_template(&mut self, at: usize) -> usize {
        let start = self.close(Open::Template);
        outermost(&mut self.templates, start..at + 2);
        2
    }

    fn close_variant(&mut self, at: usize) -> usize {
        let start = self.close(Open::Variant);
        outermost(&mut self.variants, start..at + 2);
        2
    }

    /// `[3]` calls a note; `[words](address)` is a link that holds another, which Markdown does not know.
    fn close_square(&mut self, at: usize, markdown: bool) -> usize {
        let start = self.close(Open::Square);
        let visible = &self.text.visible;
        let inner = &visible[start + 1..at];
        if markdown && visible[at + 1..].starts_with('(') && !self.is_escaped(at) && !self.is_escaped(start) {
            return self.broken_link(start, at);
        }
        if let Some(label) = note_label(inner) {
            self.found.notes.push(NoteRef { at: start, label: label.to_owned(), span: self.span(start..at + 1) });
            self.found.drop.push(start..at + 1);
        }
        1
    }

    fn broken_link(&mut self, start: usize, at: usize) -> usize {
        let visible = &self.text.visible;
        let mut depth = 0;
        let end = visible[at + 1..].bytes().take(LONGEST_ADDRESS).position(|byte| {
            depth += i32::from(byte == b'(') - i32::from(byte == b')');
            depth == 0 || byte == b'\n'
        });
        if end.is_none() && visible.len() - at > LONGEST_ADDRESS {
            return 1;
        }
        let inside = &visible[at + 2..end.map_or(visible.len(), |end| at + 1 + end)];
        let (address, mark) = inside.split_once(" \"").map_or((inside, ""), |(address, mark)| (address, mark.trim_end_matches('"')));
        if !(address.starts_with("http") || address.starts_with("../")) || address.contains(char::is_whitespace) {
            return 1;
        }
        let end = end.map_or(visible.len(), |end| at + 2 + end);
        let span = self.span(start..end);
        if depth != 0 {
            self.page.warn(span, "a link is cut off in its address");
        } else if let Destination::Link(target) = destination(address, mark, self.raw) {
            let tail = tail(&target, &visible[start + 1..at]);
            self.found.links.push(Link { label: start + 1..at, span, target, tail });
        }
        self.found.drop.extend([start..start + 1, at..end]);
        end - at
    }

    /// Marks of emphasis that Markdown took for text because a Chinese mark stands beside them. pandoc escapes real asterisks.
    fn star(&mut self, at: usize) -> usize {
        let length = self.text.visible[at..].bytes().take_while(|&byte| byte == b'*').count();
        if length <= 3 && !self.is_escaped(at) {
            self.stars.push(at..at + length);
        }
        length
    }

    fn is_escaped(&self, at: usize) -> bool {
        let start = self.span(at..at + 1).start;
        start > 0 && self.source.as_bytes().get(start - 1) == Some(&b'\\')
    }

    fn span(&self, visible: Range<usize>) -> Span {
        self.text.source(visible)
    }

    fn finish(mut self) -> Residue {
        let visible = &self.text.visible;
        for range in std::mem::take(&mut self.templates) {
            self.template(range.clone());
            self.found.drop.push(range);
        }
        let open = std::mem::take(&mut self.open);
        let ends_page = !open.is_empty() && self.source[self.span(0..visible.len()).end..].trim().is_empty();
        let mut cut_off = None;
        for (what, start) in open {
            match what {
                Open::Template => self.unclosed.push(start),
                Open::Square if ends_page && !self.is_escaped(start) => {
                    cut_off.get_or_insert(start);
                    self.found.drop.push(start..start + 1);
                }
                _ => {}
            }
        }
        if let Some(start) = cut_off {
            self.page.warn(self.span(start..visible.len()), "the page ends within a link");
        }
        for start in std::mem::take(&mut self.unclosed) {
            let range = start..start + 2 + template_name(&visible[start + 2..]).len();
            self.page.warn(self.span(range.clone()), "a template without an end");
            self.template(range.clone());
            self.found.drop.push(range);
        }
        for range in std::mem::take(&mut self.variants) {
            let marked = variant::read(&visible[range.start + 2..range.end - 2]);
            let (from, to) = (range.start + 2 + marked.visible.start, range.start + 2 + marked.visible.end);
            self.found.drop.extend([range.start..from, to..range.end]);
            if from < to && !marked.forms.is_empty() {
                self.found.variants.push(Variant { visible: from..to, forms: marked.forms });
            }
        }
        let mut stars = std::mem::take(&mut self.stars).into_iter().peekable();
        while let Some(open) = stars.next() {
            if let Some(close) = stars.next_if(|close| close.len() == open.len()) {
                self.found.drop.extend([open, close]);
            } else if open.len() > 1 {
                self.found.drop.push(open);
            }
        }
        self.found
    }

    fn template(&mut self, range: Range<usize>) {
        let name = template_name(&self.text.visible[range.start + 2..range.end]).trim().to_owned();
        let span = self.span(range);
        self.page.lose(LossKind::Template(name), span);
    }
}

/// Adds a range and takes out those within it, which were added just before.
fn outermost(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    while ranges.last().is_some_and(|last| last.start >= range.start) {
        ranges.pop();
    }
    ranges.push(range);
}

fn template_name(behind: &str) -> &str {
    let end = behind.char_indices().find(|&(at, c)| at >= LONGEST_NAME || matches!(c, '|' | '\n' | '{' | '}' | '[' | '<' | '。' | '，'));
    &behind[..end.map_or(behind.len(), |(at, _)| at)]
}

/// The label in `[3]`, `[註 1]`, `[A]`, `[^3]`; other words in brackets call no note.
fn note_label(inner: &str) -> Option<&str> {
    const GROUPS: [&str; 12] = ["註", "注", "註釋", "注释", "註解", "注解", "备注", "備註", "参", "參", "note", "nb"];
    let label = inner.strip_prefix('^').unwrap_or(inner).trim();
    let group = label.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = label.len() - group.len();
    let group = group.trim();
    let is_letter = group.len() == 1 && group.bytes().all(|b| b.is_ascii_alphabetic());
    let known = group.is_empty() && digits > 0 || is_letter || GROUPS.iter().any(|known| group.eq_ignore_ascii_case(known));
    (known && digits <= 3).then_some(label)
}

/// Counts brackets and quotation marks with nothing, or only punctuation, in them. `marks` are those of the text.
pub(super) fn empty_brackets(text: &Text, marks: &[(usize, char)], page: &mut Document) {
    for &(start, c) in marks.iter().filter(|(_, c)| matches!(c, '（' | '(' | '「' | '『' | '《' | '“')) {
        let behind = &text.visible[start + c.len_utf8()..];
        let rest = behind.trim_start_matches(is_filling);
        if let Some(closing) = closing_of(c).filter(|&closing| rest.starts_with(closing)) {
            let end = text.visible.len() - rest.len() + closing.len_utf8();
            page.lose(LossKind::Bracket, text.source(start..end));
        }
    }
}

const fn is_filling(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}' | ',' | ';' | ':' | '.' | '/' | '-' | '，' | '、' | '；' | '：' | '。' | '·' | '－' | '—' | '–')
}
