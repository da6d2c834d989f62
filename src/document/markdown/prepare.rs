//! What has to happen to a page before Markdown sees it. Nothing moves: what is taken out becomes as much white space.

use std::{borrow::Cow, ops::Range};

use crate::{document::Document, span::Span};

/// Containers that one line may open. The time to parse lines that open more grows with the square of their number.
const MOST_CONTAINERS: usize = 64;

/// A page without its HTML tables, with their places.
pub(super) struct Prepared<'s> {
    /// What Markdown sees: as long as the source, line for line.
    pub text: Cow<'s, str>,
    /// The tables that were taken out.
    pub tables: Vec<Span>,
}

/// Elements that are taken out as a whole, and whether they are tables.
const TAKEN_OUT: [(&str, bool); 3] = [("table", true), ("timeline", false), ("gallery", false)];

pub(super) fn prepare<'s>(source: &'s str, page: &mut Document) -> Prepared<'s> {
    let mut text = Cow::Borrowed(source.as_bytes());
    let mut tables = Vec::new();
    if source.starts_with('\u{feff}') {
        blank(text.to_mut(), 0..3);
    }
    for (span, is_table) in elements(source, page) {
        blank(text.to_mut(), span.range());
        // What stands on the same line is text of its own, not an indented continuation.
        text.to_mut()[span.start] = b'\n';
        text.to_mut()[span.end - 1] = b'\n';
        if is_table {
            tables.push(span);
        }
    }
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        if matches!(line.as_bytes().first(), Some(b' ' | b'-' | b'*' | b'+' | b'>' | b'\t' | b'0'..=b'9')) {
            mend_line(&mut text, range, page);
        }
    }
    let text = match text {
        Cow::Borrowed(_) => Cow::Borrowed(source),
        // Only whole characters were taken out.
        Cow::Owned(bytes) => String::from_utf8(bytes).map_or(Cow::Borrowed(source), Cow::Owned),
    };
    Prepared { text, tables }
}

/// Nested items without anything in them (`  -   -   -`) look like a thematic break; another mark tells them apart.
/// What opens too many containers keeps the first ones.
fn mend_line(text: &mut Cow<'_, [u8]>, line: Range<usize>, page: &mut Document) {
    let marks = marks(&text[line.clone()]);
    let Some(last) = marks.last() else { return };
    if marks.len() > MOST_CONTAINERS {
        page.warn(
            Span::new(line.start, line.end),
            format!("a line that opens {} lists or quotations in each other: it is read as {MOST_CONTAINERS}", marks.len()),
        );
        let from = line.start + marks[MOST_CONTAINERS].start;
        blank(text.to_mut(), from..line.start + last.end);
    } else if marks.len() > 2
        && std::str::from_utf8(&text[line.start + last.end..line.end]).is_ok_and(|rest| rest.trim().is_empty())
        && marks.iter().all(|mark| text[line.start + mark.start] == b'-')
        && (marks[0].start > 0 || marks[1].start > 2)
    {
        for mark in marks {
            text.to_mut()[line.start + mark.start] = b'+';
        }
    }
}

/// The marks of lists and quotations that a line begins with.
fn marks(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut marks = Vec::new();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = match bytes.get(at + digits) {
            Some(b'-' | b'*' | b'+' | b'>') if digits == 0 => at + 1,
            Some(b'.' | b')') if digits > 0 => at + digits + 1,
            _ => return marks,
        };
        if bytes[end - 1] != b'>' && !matches!(bytes.get(end), None | Some(b' ' | b'\t' | b'\r' | b'\n')) {
            return marks;
        }
        marks.push(at..end);
        at = end;
    }
}

/// The elements to take out: outermost ones only. One without an end goes on to the next blank line.
fn elements(source: &str, page: &mut Document) -> Vec<(Span, bool)> {
    let mut found: Vec<(Span, bool)> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let bytes = source.as_bytes();
    for at in source.match_indices('<').map(|(at, _)| at) {
        let closes = bytes.get(at + 1) == Some(&b'/');
        let name = at + 1 + usize::from(closes);
        let Some(which) = TAKEN_OUT.iter().position(|(tag, _)| is_tag(bytes, name, tag)) else { continue };
        // No tag of these is longer; what has no end must not be read again and again.
        let end = bytes[at..].iter().take(1000).position(|&byte| byte == b'>').map_or(name, |end| at + end + 1);
        if !closes {
            if !bytes[at..end].ends_with(b"/>") {
                open.push((which, at));
            }
        } else if open.iter().rev().take(64).any(|(other, _)| *other == which) {
            while let Some((other, start)) = open.pop() {
                if other == which {
                    outermost(&mut found, Span::new(start, end), TAKEN_OUT[which].1);
                    break;
                }
            }
        }
    }
    // What is still open now has no end, and what stands within the part that it is given is not taken out again.
    let mut reach = 0;
    for (which, start) in open {
        if start >= reach {
            let end = blank_line(source, start);
            page.warn(Span::new(start, end), format!("a <{}> without an end", TAKEN_OUT[which].0));
            found.push((Span::new(start, end), TAKEN_OUT[which].1));
            reach = end;
        }
    }
    found.sort_unstable();
    let mut reach = 0;
    found.retain(|(span, _)| {
        let is_free = span.start >= reach;
        reach = reach.max(span.end);
        is_free
    });
    found
}

fn outermost(found: &mut Vec<(Span, bool)>, span: Span, is_table: bool) {
    while found.last().is_some_and(|(last, _)| last.start >= span.start) {
        found.pop();
    }
    found.push((span, is_table));
}

fn is_tag(bytes: &[u8], at: usize, tag: &str) -> bool {
    bytes.get(at..at + tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes()))
        && matches!(bytes.get(at + tag.len()), Some(b'>' | b' ' | b'\n' | b'\r' | b'\t' | b'/'))
}

/// The start of the next line that holds only white space.
fn blank_line(source: &str, from: usize) -> usize {
    let mut at = from;
    for line in source[from..].split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    at
}

fn blank(text: &mut [u8], range: Range<usize>) {
    for byte in &mut text[range] {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}
