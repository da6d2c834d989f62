//! Links in double brackets, pictures among them, and addresses in single ones.

use super::{Reader, Step, markup::Node};
use crate::{
    document::{
        Category, Target,
        target::{Destination, is_sister, wikilink},
    },
    span::Span,
};

/// How a picture may be shown: no part of its caption.
const OPTIONS: [&str; 34] = [
    "thumb",
    "thumbnail",
    "frame",
    "framed",
    "frameless",
    "border",
    "left",
    "right",
    "center",
    "centre",
    "none",
    "upright",
    "baseline",
    "middle",
    "sub",
    "super",
    "top",
    "text-top",
    "bottom",
    "text-bottom",
    "缩略图",
    "縮圖",
    "縮略圖",
    "缩图",
    "左",
    "右",
    "居中",
    "置中",
    "无",
    "無",
    "有框",
    "无框",
    "無框",
    "边框",
];
/// Those with a value.
const VALUES: [&str; 10] = ["alt", "link", "upright", "page", "lang", "class", "thumb", "替代", "链接", "連結"];

impl<'a> Reader<'a> {
    /// `[[…]]`
    pub(super) fn link(&mut self, node: Node) {
        let source = self.source;
        let (start, end) = (node.start() + 2, node.end() - 2);
        let pipe = self.markup.pipes(node).next();
        let address = &source[start..pipe.unwrap_or(end)];
        // What cannot be a title is text in brackets.
        let has_marks = address.bytes().any(|byte| matches!(byte, b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'\n'));
        let is_title = !address.trim().is_empty() && (!has_marks || address.contains("-{"));
        if !is_title {
            self.at = start;
            return;
        }
        let span = Span::new(node.start(), node.end());
        let is_plain = address.trim_start().starts_with(':');
        match wikilink(address, self.raw) {
            Destination::Category(name) => {
                self.page.categories.push(Category { name, span });
                self.at = node.end();
            }
            Destination::Link(Target::File(name)) if !is_plain => self.picture(node, name),
            Destination::Link(Target::File(_)) => {
                self.later(node.end(), pipe.map(|pipe| Step::Read { start: pipe + 1, end, line: false }).into_iter())
            }
            // The same page in another language stands beside the text, not in it.
            Destination::Link(Target::Interwiki { prefix, .. }) if !is_plain && !is_sister(&prefix) => self.at = node.end(),
            to @ Destination::Link(_) => {
                let (from, to_end) = match pipe {
                    None => trimmed(source, start + address.len() - address.trim_start().trim_start_matches(':').len(), end),
                    Some(pipe) if source[pipe + 1..end].trim().is_empty() => trick(source, start, pipe),
                    Some(pipe) => trimmed(source, pipe + 1, end),
                };
                self.open(to, span, from, to_end);
            }
        }
    }

    /// Opens a link with its label and the letters that follow it.
    fn open(&mut self, to: Destination, span: Span, from: usize, end: usize) {
        let tail = self.source.as_bytes()[span.end..self.end].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let resume = span.end + tail;
        let all = Span::new(span.start, resume);
        let label = &self.source[from..end];
        if self.part().is_some_and(|part| part.inline.hides()) {
            self.at = resume;
        } else if label.bytes().any(|byte| matches!(byte, b'[' | b'{' | b'<' | b'\'' | b'&' | b'\n' | b'-' | b':' | b'_')) {
            let label = Step::Read { start: from, end, line: false };
            let tail = Step::Read { start: span.end, end: resume, line: false };
            self.later(resume, [Step::OpenLink(to, all), label, tail, Step::CloseLink(None)].into_iter());
        } else {
            if let Some(part) = self.part() {
                part.builder.open_link(to, false, all);
            }
            self.push_source(from, end);
            self.push_source(span.end, resume);
            self.close_link(None);
            self.at = resume;
        }
    }

    /// A picture: its caption is a line of its own.
    fn picture(&mut self, node: Node, name: String) {
        let mut parts: Vec<usize> = self.markup.pipes(node).collect();
        parts.push(node.end() - 2);
        let mut captions = parts.windows(2).map(|pair| (pair[0] + 1, pair[1])).filter(|(from, to)| !is_option(&self.source[*from..*to]));
        let caption = captions.next_back().map(|(from, to)| trimmed(self.source, from, to)).filter(|(from, to)| from < to);
        let span = Span::new(node.start(), node.end());
        self.hard_break(Span::new(span.start, span.start));
        if let Some(part) = self.part() {
            part.builder.point(Target::File(name), span);
        }
        let edge = Span::new(span.end, span.end);
        let steps = caption.map(|(start, end)| Step::Read { start, end, line: false });
        self.later(node.end(), steps.into_iter().chain([Step::Break(edge)]));
    }

    /// `[http://… words]`
    pub(super) fn external(&mut self, node: Node) {
        let inner = &self.source[node.start() + 1..node.end() - 1];
        let length = inner.find([' ', '\t', '\u{3000}', '<', '\'', '[', '{']).unwrap_or(inner.len());
        let target = Target::External(inner[..length].to_owned());
        let span = Span::new(node.start(), node.end());
        let (from, end) = trimmed(self.source, node.start() + 1 + length, node.end() - 1);
        if from < end {
            let label = Step::Read { start: from, end, line: false };
            self.later(node.end(), [Step::OpenLink(Destination::Link(target), span), label, Step::CloseLink(None)].into_iter());
        } else {
            if let Some(part) = self.part() {
                part.builder.point(target, span);
            }
            self.at = node.end();
        }
    }

    /// Links what a template names: the visible label, its target, and the page of another wiki that the template gives besides.
    pub(super) fn link_words(&mut self, node: Node, label: (usize, usize), title: &'a str, other: Option<(Target, Span)>) {
        if title.contains(['[', '{', '<', '\n']) {
            return self.later(node.end(), [Step::Read { start: label.0, end: label.1, line: false }].into_iter());
        }
        let to = match wikilink(title, self.raw) {
            to @ Destination::Link(_) => to,
            Destination::Category(name) => Destination::Link(Target::Category(name)),
        };
        let span = Span::new(node.start(), node.end());
        let label = Step::Read { start: label.0, end: label.1, line: false };
        self.later(node.end(), [Step::OpenLink(to, span), label, Step::CloseLink(other)].into_iter());
    }
}

/// A range without the white space at its ends.
pub(super) fn trimmed(source: &str, start: usize, end: usize) -> (usize, usize) {
    let text = &source[start..end];
    let from = start + text.len() - text.trim_start().len();
    (from, from + text.trim().len())
}

/// The label of `[[Help:A (B)|]]`: A.
fn trick(source: &str, start: usize, end: usize) -> (usize, usize) {
    let text = &source[start..end];
    let from = start + text.rfind(':').map_or(0, |colon| colon + 1);
    let text = &source[from..end];
    let bare = match text.trim_end().chars().next_back() {
        Some(')') => text.rfind('('),
        Some('）') => text.rfind('（'),
        _ => text.find([',', '，']),
    };
    let bare = text[..bare.filter(|at| *at > 0).unwrap_or(text.len())].trim_end_matches('_');
    trimmed(source, from, from + bare.len())
}

fn is_option(text: &str) -> bool {
    let text = text.trim();
    let sized = text
        .strip_suffix("px")
        .or_else(|| text.strip_suffix("像素"))
        .is_some_and(|size| size.trim().bytes().all(|b| b.is_ascii_digit() || b == b'x'));
    let valued = || text.split_once('=').is_some_and(|(name, _)| VALUES.contains(&name.trim()));
    text.is_empty() || sized || OPTIONS.iter().any(|option| text.eq_ignore_ascii_case(option)) || valued()
}
