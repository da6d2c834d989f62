//! Where the marks of wikitext open and close: one pass over the page, before anything is read.
//!
//! The rules are those of MediaWiki's preprocessor (<https://www.mediawiki.org/wiki/Preprocessor_ABNF>), but for what authors get
//! wrong: a mark without an end is given up on its own and takes nothing along.

use memchr::memmem;

use super::tag;

/// Marks that may be open in each other. Deeper ones are text.
const DEEPEST: usize = 20_000;

/// What a pair of marks is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{…}}`
    Template,
    /// `{{{…}}}`
    Parameter,
    /// `[[…]]`
    Link,
    /// `[http://…]`
    External,
    /// `-{…}-`
    Variant,
    /// `<ref>…</ref>`
    Ref,
    /// `<!--…-->`
    Comment,
    /// An element that is not read as wikitext, such as `<nowiki>…</nowiki>`.
    Raw,
}

/// A pair of marks with what stands between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// What it is.
    pub kind: Kind,
    start: u32,
    /// 0 while it is open.
    end: u32,
    first_pipe: u32,
    pipes: u32,
}

impl Node {
    /// Its first byte.
    pub const fn start(&self) -> usize {
        self.start as usize
    }

    /// One past its last byte.
    pub const fn end(&self) -> usize {
        self.end as usize
    }
}

/// All marks of a page.
#[derive(Debug, Default)]
pub(super) struct Markup {
    /// By where they start.
    nodes: Vec<Node>,
    pipes: Vec<u32>,
    /// Where marks without an end stand.
    pub unclosed: Vec<(Kind, usize)>,
}

impl Markup {
    /// The pair of marks that starts at a byte.
    pub fn at(&self, byte: usize) -> Option<Node> {
        let found = self.nodes.partition_point(|node| node.start() < byte);
        self.nodes.get(found).copied().filter(|node| node.start() == byte)
    }

    /// Where the `|` stand that part what a pair of marks holds.
    pub fn pipes(&self, node: Node) -> impl ExactSizeIterator<Item = usize> + '_ {
        let first = node.first_pipe as usize;
        self.pipes[first..first + node.pipes as usize].iter().map(|&at| at as usize)
    }
}

/// What of each kind is open and may be closed here.
#[derive(Clone, Copy, Debug, Default)]
struct Scope {
    templates: u32,
    links: u32,
    variants: u32,
}

struct Open {
    node: usize,
    kind: Kind,
    /// What could be closed around it.
    around: Scope,
    /// Where its pipes begin among those of all that is open.
    pipes: usize,
}

struct Scan<'s> {
    source: &'s str,
    bytes: &'s [u8],
    found: Markup,
    open: Vec<Open>,
    scope: Scope,
    /// The pipes of what is open.
    pending: Vec<u32>,
    closers: Closers<'s>,
    notes: usize,
}

/// Finds the marks of a page of less than 4 GiB.
pub(super) fn scan(source: &str) -> Markup {
    let mut scan = Scan {
        source,
        bytes: source.as_bytes(),
        found: Markup::default(),
        open: Vec::new(),
        scope: Scope::default(),
        pending: Vec::new(),
        closers: Closers { bytes: source.as_bytes(), next: Vec::new() },
        notes: 0,
    };
    let mut at = 0;
    while let Some(next) = scan.bytes[at..].iter().position(|&byte| MARK[byte as usize]) {
        at += next;
        at += scan.mark(at).max(1);
    }
    while !scan.open.is_empty() {
        scan.give_up();
    }
    let mut found = scan.found;
    found.unclosed.extend(found.nodes.iter().filter(|node| node.end == 0).map(|node| (node.kind, node.start())));
    found.nodes.retain(|node| node.end > 0);
    found
}

static MARK: [bool; 256] = {
    let mut marks = [false; 256];
    let mut at = 0;
    while at < b"{}[]|<-\n".len() {
        marks[b"{}[]|<-\n"[at] as usize] = true;
        at += 1;
    }
    marks
};

impl Scan<'_> {
    /// Reads the mark at a byte and gives its length.
    fn mark(&mut self, at: usize) -> usize {
        let next = self.bytes.get(at + 1).copied();
        match self.bytes[at] {
            b'{' => self.braces(at),
            b'}' => self.closing_braces(at),
            b'[' if next == Some(b'[') => {
                self.push(Kind::Link, at);
                2
            }
            b'[' if is_address(&self.bytes[at + 1..]) => {
                self.push(Kind::External, at);
                1
            }
            b']' if self.top() == Some(Kind::External) => {
                self.close(at + 1);
                1
            }
            b']' if next == Some(b']') && self.scope.links > 0 => {
                self.close_innermost(Kind::Link, at + 2);
                2
            }
            b'|' => {
                if matches!(self.top(), Some(Kind::Template | Kind::Parameter | Kind::Link)) {
                    self.pending.push(short(at));
                }
                1
            }
            b'-' if next == Some(b'{') && self.bytes.get(at + 2) != Some(&b'{') || self.bytes[at..].starts_with(b"-{{{") => {
                self.push(Kind::Variant, at);
                2
            }
            b'<' => self.angle(at),
            b'\n' => {
                // A link goes on to the next line at most, an address not even that.
                let ends = matches!(next, Some(b'\n' | b'=')) || self.bytes[at..].starts_with(b"\n\r\n");
                while self.top() == Some(Kind::External) || ends && self.top() == Some(Kind::Link) {
                    self.give_up();
                }
                1
            }
            _ => 1,
        }
    }

    /// A run of `{`.
    fn braces(&mut self, at: usize) -> usize {
        let run = self.bytes[at..].iter().take_while(|&&byte| byte == b'{').count();
        // `{{{!}}` is `{|` in words.
        let skipped = usize::from(run % 2 == 1 && self.bytes[at + run..].starts_with(b"!}}"));
        let mut left = run - skipped;
        let mut from = at + skipped;
        while left > 1 {
            let taken = if left == 3 { 3 } else { 2 };
            self.push(if taken == 3 { Kind::Parameter } else { Kind::Template }, from);
            from += taken;
            left -= taken;
        }
        run
    }

    /// A run of `}`.
    fn closing_braces(&mut self, at: usize) -> usize {
        let run = self.bytes[at..].iter().take_while(|&&byte| byte == b'}').count();
        let mut left = run;
        while left > 1 && self.scope.templates > 0 {
            while !matches!(self.top(), Some(Kind::Template | Kind::Parameter)) {
                self.give_up();
            }
            let end = at + run - left;
            if self.top() == Some(Kind::Parameter) && left == 2 {
                // The third brace before it was none of its own.
                if let Some(open) = self.open.last_mut() {
                    open.kind = Kind::Template;
                    self.found.nodes[open.node].kind = Kind::Template;
                    self.found.nodes[open.node].start += 1;
                }
            }
            let length = if self.top() == Some(Kind::Parameter) { 3 } else { 2 };
            self.close(end + length);
            left -= length;
        }
        if left == 1 && self.scope.variants > 0 && self.bytes.get(at + run) == Some(&b'-') {
            self.close_innermost(Kind::Variant, at + run + 1);
            return run + 1;
        }
        run
    }

    /// A comment, a note, an element that is no wikitext.
    fn angle(&mut self, at: usize) -> usize {
        let rest = &self.bytes[at..];
        if rest.starts_with(b"<!--") {
            let end = self.closers.find("-->", at + 4).map_or(self.bytes.len(), |end| end + 3);
            if !self.bytes[..end].ends_with(b"-->") {
                self.found.unclosed.push((Kind::Comment, at));
            }
            self.leaf(Kind::Comment, at, end);
            return end - at;
        }
        let Some(tag) = tag::read(self.source, at) else { return 1 };
        if tag.is("ref") {
            if tag.closes {
                if self.notes > 0 {
                    self.close_innermost(Kind::Ref, tag.end);
                }
            } else if tag.empty {
                self.leaf(Kind::Ref, at, tag.end);
            } else if self.closers.find("</ref", tag.end).is_some() {
                // A note within a note: the first has no end.
                if self.notes > 0 {
                    while self.top() != Some(Kind::Ref) {
                        self.give_up();
                    }
                    self.give_up();
                }
                self.push(Kind::Ref, at);
            } else {
                self.found.unclosed.push((Kind::Ref, at));
            }
            return tag.end - at;
        }
        if !tag.closes
            && !tag.empty
            && let Some(closer) = tag.raw()
        {
            if let Some(end) = self.closers.find(closer, tag.end) {
                let end = tag::read(self.source, end).map_or(end + closer.len(), |closing| closing.end);
                self.leaf(Kind::Raw, at, end);
                return end - at;
            }
            self.found.unclosed.push((Kind::Raw, at));
        }
        tag.end - at
    }

    fn top(&self) -> Option<Kind> {
        self.open.last().map(|open| open.kind)
    }

    fn leaf(&mut self, kind: Kind, start: usize, end: usize) {
        self.found.nodes.push(Node { kind, start: short(start), end: short(end), first_pipe: 0, pipes: 0 });
    }

    fn push(&mut self, kind: Kind, at: usize) {
        if self.open.len() >= DEEPEST {
            return;
        }
        self.open.push(Open { node: self.found.nodes.len(), kind, around: self.scope, pipes: self.pending.len() });
        self.found.nodes.push(Node { kind, start: short(at), end: 0, first_pipe: 0, pipes: 0 });
        match kind {
            Kind::Template | Kind::Parameter => self.scope = Scope { templates: self.scope.templates + 1, links: 0, variants: 0 },
            Kind::Link => self.scope.links += 1,
            Kind::Variant => self.scope.variants += 1,
            Kind::Ref => {
                self.scope = Scope::default();
                self.notes += 1;
            }
            _ => {}
        }
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.scope = open.around;
        self.notes -= usize::from(open.kind == Kind::Ref);
        Some(open)
    }

    /// Closes what was opened last.
    fn close(&mut self, end: usize) {
        let Some(open) = self.pop() else { return };
        let node = &mut self.found.nodes[open.node];
        node.end = short(end);
        node.first_pipe = short(self.found.pipes.len());
        node.pipes = short(self.pending.len() - open.pipes);
        self.found.pipes.extend(self.pending.drain(open.pipes..));
    }

    /// Closes the innermost one of its kind, and gives up what was opened in it and not closed.
    fn close_innermost(&mut self, kind: Kind, end: usize) {
        while self.top().is_some_and(|top| top != kind) {
            self.give_up();
        }
        self.close(end);
    }

    fn give_up(&mut self) {
        if let Some(open) = self.pop() {
            self.pending.truncate(open.pipes);
        }
    }
}

/// Finds closing tags, each place once: how many there are to be found does not count.
struct Closers<'s> {
    bytes: &'s [u8],
    /// For each closer where the next one stands, if any does.
    next: Vec<(&'static str, Option<usize>)>,
}

impl Closers<'_> {
    fn find(&mut self, closer: &'static str, from: usize) -> Option<usize> {
        let known = self.next.iter().position(|(name, _)| *name == closer);
        if let Some(known) = known {
            match self.next[known].1 {
                None => return None,
                Some(at) if at >= from => return Some(at),
                Some(_) => {}
            }
        }
        let found = find_ignoring_case(&self.bytes[from.min(self.bytes.len())..], closer).map(|at| from + at);
        match known {
            Some(known) => self.next[known].1 = found,
            None => self.next.push((closer, found)),
        }
        found
    }
}

fn find_ignoring_case(bytes: &[u8], word: &str) -> Option<usize> {
    let start: &[u8] = if word.starts_with("</") { b"</" } else { b"-->" };
    memmem::find_iter(bytes, start)
        .find(|&at| bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes())))
}

/// Whether an address stands at the start.
pub(super) fn is_address(bytes: &[u8]) -> bool {
    [&b"//"[..], b"http://", b"https://", b"ftp://", b"mailto:"]
        .iter()
        .any(|start| bytes.len() > start.len() && bytes[..start.len()].eq_ignore_ascii_case(start))
}

/// Pages of 4 GiB and more are cut before.
#[expect(clippy::cast_possible_truncation, reason = "pages of 4 GiB and more are cut before")]
const fn short(at: usize) -> u32 {
    at as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(source: &str) -> Vec<(Kind, &str, usize)> {
        let found = scan(source);
        found.nodes.iter().map(|node| (node.kind, &source[node.start()..node.end()], found.pipes(*node).count())).collect()
    }

    #[test]
    fn pairs() {
        use Kind::{Comment, External, Link, Parameter, Raw, Ref, Template, Variant};
        for (source, expected) in [
            ("{{a|b|c}}", vec![(Template, "{{a|b|c}}", 2)]),
            ("{{a|[[b|c]]|d}}", vec![(Template, "{{a|[[b|c]]|d}}", 2), (Link, "[[b|c]]", 1)]),
            ("{{a|{{{1|}}}}}", vec![(Template, "{{a|{{{1|}}}}}", 1), (Parameter, "{{{1|}}}", 1)]),
            ("{{{!}} x", vec![(Template, "{{!}}", 0)]),
            ("{{{a}}", vec![(Template, "{{a}}", 0)]),
            ("[[a {{b]] c}}", vec![(Template, "{{b]] c}}", 0)]),
            ("{{a|[[b}} c", vec![(Template, "{{a|[[b}}", 1)]),
            ("[[a\n\nb]]", vec![]),
            ("[http://a b] [c]", vec![(External, "[http://a b]", 0)]),
            ("[[File:a|[http://b c]]]", vec![(Link, "[[File:a|[http://b c]]]", 1), (External, "[http://b c]", 0)]),
            ("-{zh:a;zh-hk:b}- -{{c}}", vec![(Variant, "-{zh:a;zh-hk:b}-", 0), (Template, "{{c}}", 0)]),
            ("<ref>{{a</ref>}}", vec![(Ref, "<ref>{{a</ref>", 0)]),
            ("<ref name=a />b<REF>c</Ref>", vec![(Ref, "<ref name=a />", 0), (Ref, "<REF>c</Ref>", 0)]),
            ("<ref>a<ref>b</ref>", vec![(Ref, "<ref>b</ref>", 0)]),
            ("<!-- {{a -->}}", vec![(Comment, "<!-- {{a -->", 0)]),
            ("{{a|<nowiki>}}|</nowiki>}}", vec![(Template, "{{a|<nowiki>}}|</nowiki>}}", 1), (Raw, "<nowiki>}}|</nowiki>", 0)]),
            ("<nowiki>{{a}}", vec![(Template, "{{a}}", 0)]),
        ] {
            assert_eq!(nodes(source), expected, "{source}");
        }
    }
}
