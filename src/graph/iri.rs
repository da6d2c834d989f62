//! The only place where IRIs are made.
//!
//! Names come from untrusted pages. [`push_segment`] writes one as a path segment of an IRI (RFC 3987): letters of any script stay readable,
//! all else that could end the segment, hide in it or look like an escape is percent-encoded, so that different names never
//! give one IRI. As in the addresses of `MediaWiki` a space is `_`; a real `_` is `%5F`.

use std::{fmt::Write as _, sync::Arc};

use oxigraph::model::{NamedNode, NamedNodeRef};

use super::{
    SharedGraph,
    vocab::{Ent, WIKIDATA_ENTITY},
};

/// The base IRI where the user sets none.
pub const DEFAULT_BASE: &str = "https://w3id.org/entente";

/// Makes the IRIs of one base.
#[derive(Clone, Debug)]
pub struct Names {
    base: String,
    terms: Arc<[NamedNode]>,
}

/// Why a text is no base IRI.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no base IRI: it must be absolute, http or https, without `?` and `#`")]
pub struct BadBase(String);

impl Default for Names {
    fn default() -> Self {
        Self::trusted(DEFAULT_BASE)
    }
}

impl Names {
    /// Names under `base`; a slash at its end is dropped.
    ///
    /// # Errors
    /// The base is no absolute http(s) IRI, or has a query or a fragment.
    pub fn new(base: &str) -> Result<Self, BadBase> {
        let trimmed = base.trim_end_matches('/');
        let web = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
        if web.is_none_or(str::is_empty) || trimmed.contains(['?', '#']) || NamedNode::new(trimmed).is_err() {
            return Err(BadBase(base.to_owned()));
        }
        Ok(Self::trusted(trimmed))
    }

    fn trusted(base: &str) -> Self {
        let terms = Ent::ALL.iter().map(|term| NamedNode::new_unchecked(format!("{base}/ontology#{}", term.local()))).collect();
        Self { base: base.to_owned(), terms }
    }

    /// The base IRI, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A term of the vocabulary.
    #[must_use]
    pub fn ent(&self, term: Ent) -> NamedNodeRef<'_> {
        self.terms[term as usize].as_ref()
    }

    /// All terms of the vocabulary, each at its number.
    pub(super) fn terms(&self) -> Arc<[NamedNode]> {
        Arc::clone(&self.terms)
    }

    /// The namespace of the vocabulary, `ent:`.
    #[must_use]
    pub fn vocabulary(&self) -> String {
        format!("{}/ontology#", self.base)
    }

    /// The namespace of a language's entities, `zh:`.
    #[must_use]
    pub fn entities(&self, language: &str) -> String {
        let mut iri = String::new();
        self.path(&mut iri, &["", language]);
        iri.push('/');
        iri
    }

    /// The namespace of statements, `stmt:`.
    #[must_use]
    pub fn statements(&self) -> String {
        format!("{}/statement/", self.base)
    }

    /// The namespace of evidence, `evid:`.
    #[must_use]
    pub fn evidences(&self) -> String {
        format!("{}/evidence/", self.base)
    }

    /// The namespace of rules, `rule:`.
    #[must_use]
    pub fn rules(&self) -> String {
        format!("{}/rule/", self.base)
    }

    /// A relation, by its local name.
    #[must_use]
    pub fn relation(&self, local: &str) -> NamedNode {
        let mut iri = String::with_capacity(self.base.len() + 10 + local.len());
        iri.push_str(&self.base);
        iri.push_str("/ontology#");
        push_segment(&mut iri, local);
        NamedNode::new_unchecked(iri)
    }

    /// The local name of a relation or another term of the vocabulary.
    #[must_use]
    pub fn local<'a>(&self, term: NamedNodeRef<'a>) -> Option<&'a str> {
        term.as_str().strip_prefix(self.base.as_str())?.strip_prefix("/ontology#")
    }

    /// An entity, by its folded canonical name.
    #[must_use]
    pub fn entity(&self, language: &str, key: &str) -> NamedNode {
        self.node(&["", language, key])
    }

    /// Adds an entity to a text, by its folded canonical name.
    pub(super) fn push_entity(&self, iri: &mut String, language: &str, key: &str) {
        self.path(iri, &["", language, key]);
    }

    /// The graph that holds what one page says.
    #[must_use]
    pub fn page_graph(&self, language: &str, title: &str) -> NamedNode {
        self.node(&["/graph", language, title])
    }

    /// Whether an IRI is that of some page's graph.
    #[must_use]
    pub fn is_page_graph(&self, graph: &str) -> bool {
        graph.strip_prefix(self.base.as_str()).and_then(|rest| rest.strip_prefix("/graph/")).is_some_and(|rest| rest.contains('/'))
    }

    /// A graph that belongs to no page.
    #[must_use]
    pub fn graph(&self, shared: SharedGraph) -> NamedNode {
        self.node(&["/graph", shared.name()])
    }

    /// The graph that holds what a store notes for itself; it is no part of the data.
    #[must_use]
    pub fn build_graph(&self) -> NamedNode {
        self.node(&["/graph", "build"])
    }

    /// A category of a Wikipedia.
    #[must_use]
    pub fn category(&self, language: &str, name: &str) -> NamedNode {
        self.node(&["/category", language, name])
    }

    /// The language of the Wikipedia whose category an IRI is; none where it is none.
    #[must_use]
    pub fn of_category<'a>(&self, node: NamedNodeRef<'a>) -> Option<&'a str> {
        Some(node.as_str().strip_prefix(self.base.as_str())?.strip_prefix("/category/")?.split_once('/')?.0)
    }

    /// Adds a note of a page to a text.
    pub(super) fn push_note(&self, iri: &mut String, language: &str, title: &str, label: &str) {
        self.path(iri, &["/note", language, title, label]);
    }

    /// What a page lost, by kind.
    #[must_use]
    pub fn loss(&self, language: &str, title: &str, kind: &str) -> NamedNode {
        self.node(&["/loss", language, title, kind])
    }

    /// The poll that a table of a page is; tables count from 1.
    #[must_use]
    pub fn poll(&self, language: &str, title: &str, table: usize) -> NamedNode {
        self.node(&["/poll", language, title, &table.to_string()])
    }

    /// A row of a poll; rows count from 1.
    #[must_use]
    pub fn poll_row(&self, language: &str, title: &str, table: usize, row: usize) -> NamedNode {
        self.node(&["/poll", language, title, &table.to_string(), &row.to_string()])
    }

    /// Adds a statement to a text, by its id.
    pub(super) fn push_statement(&self, iri: &mut String, id: &str) {
        self.path(iri, &["/statement", id]);
    }

    /// A rule, by its id.
    #[must_use]
    pub fn rule(&self, id: &str) -> NamedNode {
        self.node(&["/rule", id])
    }

    /// Adds a piece of evidence to a text, by the id of what it shows and its rank from 1, and a part of it (`quote`, `bytes`) where one is named.
    pub(super) fn push_evidence(&self, iri: &mut String, id: &str, rank: usize, part: Option<&str>) {
        self.path(iri, &["/evidence", id]);
        // Writing to a String cannot fail.
        if rank > 1 {
            let _ = write!(iri, "-{rank}");
        }
        if let Some(part) = part {
            iri.push('-');
            iri.push_str(part);
        }
    }

    /// The record of a link to Wikidata, by its id.
    #[must_use]
    pub fn link(&self, id: &str) -> NamedNode {
        self.node(&["/link", id])
    }

    /// The namespace of the records of links, `link:`.
    #[must_use]
    pub fn links(&self) -> String {
        format!("{}/link/", self.base)
    }

    /// A node of the dataset's description: the dataset itself without parts.
    #[must_use]
    pub fn dataset(&self, parts: &[&str]) -> NamedNode {
        let mut all = vec!["/dataset"];
        all.extend_from_slice(parts);
        self.node(&all)
    }

    fn node(&self, parts: &[&str]) -> NamedNode {
        let room: usize = parts.iter().map(|part| part.len() + 1).sum();
        let mut iri = String::with_capacity(self.base.len() + room + 8);
        self.path(&mut iri, parts);
        NamedNode::new_unchecked(iri)
    }

    /// Adds a path to a text. The first part is our own, the others are segments.
    fn path(&self, iri: &mut String, parts: &[&str]) {
        iri.push_str(&self.base);
        for (index, part) in parts.iter().enumerate() {
            if index == 0 {
                iri.push_str(part);
            } else {
                iri.push('/');
                push_segment(iri, part);
            }
        }
    }
}

/// The address of a page of Wikipedia.
#[must_use]
pub fn page(language: &str, title: &str) -> NamedNode {
    let mut iri = String::with_capacity(title.len() + 32);
    push_page(&mut iri, language, title);
    NamedNode::new_unchecked(iri)
}

/// Adds the address of a page of Wikipedia to a text.
pub(super) fn push_page(iri: &mut String, language: &str, title: &str) {
    iri.push_str("https://");
    // A host name cannot be escaped: what is no code of a Wikipedia is read as the first one served.
    let known = !language.is_empty() && language.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    iri.push_str(if known { language } else { "zh" });
    iri.push_str(".wikipedia.org/wiki/");
    push_segment(iri, title);
}

/// The title of a page of a Wikipedia, by an address from [`page`]; none where the address is not one, or that of a place in a page.
#[must_use]
pub fn title(language: &str, address: NamedNodeRef<'_>) -> Option<String> {
    let segment = address.as_str().strip_prefix(page(language, "").as_str()).filter(|segment| !segment.contains('#'))?;
    let spaced = segment.replace('_', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A place of a page, by an anchor from [`anchor`].
#[must_use]
pub fn section(page: &NamedNode, anchor: &str) -> NamedNode {
    let mut iri = String::with_capacity(page.as_str().len() + anchor.len() + 1);
    iri.push_str(page.as_str());
    iri.push('#');
    push(&mut iri, anchor, |c| c == '_' || c == '/' || c == '?' || is_plain(c));
    NamedNode::new_unchecked(iri)
}

/// The anchor that `MediaWiki` gives a heading (`$wgFragmentMode = html5`): white space is `_`, nothing else changes.
#[must_use]
pub fn anchor(heading: &str) -> String {
    let mut anchor = String::with_capacity(heading.len());
    for word in heading.split_whitespace() {
        if !anchor.is_empty() {
            anchor.push('_');
        }
        anchor.push_str(word);
    }
    if anchor.is_empty() {
        anchor.push('_');
    }
    anchor
}

/// Adds the address of a page opened at a text: `directive` is what stands behind `#:~:text=`, already escaped.
pub(super) fn push_at_text(iri: &mut String, page: &NamedNode, directive: &str) {
    iri.push_str(page.as_str());
    iri.push_str("#:~:text=");
    iri.push_str(directive);
}

/// Adds words to a text directive: `-`, `,` and `&` are its syntax (WICG, Text Fragments, section 3.3) and are escaped as well.
pub fn push_directive(iri: &mut String, words: &str) {
    push(iri, words, |c| !matches!(c, '-' | ',' | '&') && is_plain(c) || c == '_');
}

/// A Wikidata entity; `None` where the id is none.
#[must_use]
pub fn wikidata(id: &str) -> Option<NamedNode> {
    let digits = id.strip_prefix(['Q', 'P'])?;
    let valid = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    valid.then(|| NamedNode::new_unchecked(format!("{WIKIDATA_ENTITY}{id}")))
}

/// An address that a page gives, as an IRI; what IRIs do not allow in it is escaped. `None` where it is no web address.
#[must_use]
pub fn address(given: &str) -> Option<NamedNode> {
    let given = given.trim();
    let scheme = given.get(..8).or_else(|| given.get(..7)).unwrap_or(given).to_ascii_lowercase();
    if !(scheme.starts_with("http://") || scheme.starts_with("https://")) {
        return None;
    }
    let mut iri = String::with_capacity(given.len());
    let mut rest = given;
    while !rest.is_empty() {
        let at = rest.find('%').unwrap_or(rest.len());
        push(&mut iri, &rest[..at], |c| is_plain(c) || matches!(c, '_' | '/' | '?' | '#' | '[' | ']' | '\''));
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix('%') {
            let is_escape = behind.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
            iri.push_str(if is_escape { "%" } else { "%25" });
            rest = behind;
        }
    }
    NamedNode::new(iri).ok()
}

/// Adds a name as one segment of a path.
pub fn push_segment(iri: &mut String, name: &str) {
    // `.` and `..` would be steps of the path.
    if !name.is_empty() && name.bytes().all(|b| b == b'.') {
        for _ in name.bytes() {
            iri.push_str("%2E");
        }
        return;
    }
    push_but(iri, name, is_plain, |iri, other| if other == " " { iri.push('_') } else { push_escaped(iri, other) });
}

/// Adds a text, with escapes for what is not to be kept.
fn push(iri: &mut String, text: &str, keep: impl Fn(char) -> bool) {
    push_but(iri, text, keep, push_escaped);
}

/// Adds a text, and by `push_other` each character that is not to be kept.
fn push_but(iri: &mut String, text: &str, keep: impl Fn(char) -> bool, push_other: impl Fn(&mut String, &str)) {
    let mut kept = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| !keep(c)) {
        iri.push_str(&text[kept..at]);
        kept = at + c.len_utf8();
        push_other(iri, &text[at..kept]);
    }
    iri.push_str(&text[kept..]);
}

fn push_escaped(iri: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        iri.extend(['%', char::from(HEX[usize::from(byte >> 4)]), char::from(HEX[usize::from(byte & 15)])]);
    }
}

/// Which bytes are characters of ASCII that are plain: see [`is_plain`].
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte as usize] = matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'~' | b'!' | b'$' | b'&')
            || matches!(byte, b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@');
        byte += 1;
    }
    plain
};

/// Characters that stand for themselves everywhere in a path or a fragment and that a reader can see.
///
/// RFC 3987's `ucschar` without white space and the format characters that its section 4.1 bars.
fn is_plain(c: char) -> bool {
    if c.is_ascii() {
        return PLAIN[c as usize];
    }
    // Nearly all that names are made of.
    if matches!(c, '\u{3001}'..='\u{D7FF}') {
        return true;
    }
    let hidden = matches!(c,
        '\u{80}'..='\u{A0}' | '\u{AD}' | '\u{61C}' | '\u{1680}' | '\u{180E}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}' | '\u{3000}');
    let barred = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E0000}'..);
    !hidden && !barred && u32::from(c) & 0xFFFE != 0xFFFE
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn entity(key: &str) -> String {
        Names::default().entity("zh", key).into_string()
    }

    #[test]
    fn chinese_stays_readable() {
        assert_eq!(entity("苏联"), "https://w3id.org/entente/zh/苏联");
        assert_eq!(entity("印度－巴基斯坦关系 (1947)"), "https://w3id.org/entente/zh/印度－巴基斯坦关系_(1947)");
        assert_eq!(page("zh", "《中蘇友好同盟互助條約》").as_str(), "https://zh.wikipedia.org/wiki/《中蘇友好同盟互助條約》");
    }

    #[test]
    fn reserved_characters_are_escaped() {
        assert_eq!(
            entity("a/b?c#d%e\"f'g<h>i\\j^k`l{m|n}o[p]q_r\ts\nt\u{7f}"),
            "https://w3id.org/entente/zh/a%2Fb%3Fc%23d%25e%22f%27g%3Ch%3Ei%5Cj%5Ek%60l%7Bm%7Cn%7Do%5Bp%5Dq%5Fr%09s%0At%7F"
        );
        assert_eq!(entity(".."), "https://w3id.org/entente/zh/%2E%2E");
        assert_eq!(entity(""), "https://w3id.org/entente/zh/");
        assert_eq!(entity("\u{202e}甲\u{3000}乙"), "https://w3id.org/entente/zh/%E2%80%AE甲%E3%80%80乙");
    }

    #[test]
    fn every_character_gives_an_iri_of_its_own() {
        let mut seen = HashMap::new();
        for c in (0..=0x0011_0000_u32)
            .filter_map(char::from_u32)
            .filter(|&c| (c as u32) < 0x3100 || (c as u32) & 0xFF > 0xF0 || (c as u32) & 0xFFF < 4)
        {
            let iri = entity(&format!("甲{c}乙"));
            assert!(NamedNode::new(&iri).is_ok(), "U+{:04X} gives {iri}", c as u32);
            assert_eq!(seen.insert(iri, c), None);
            let fragment = section(&page("zh", "甲"), &anchor(&c.to_string()));
            assert!(NamedNode::new(fragment.as_str()).is_ok(), "{fragment}");
        }
    }

    proptest! {
        #[test]
        fn two_names_never_give_one_iri(a in any::<String>(), b in "[ _%./a甲5F2E]{0,6}", c in "[ _%./a甲5F2E]{0,6}") {
            prop_assert_eq!(entity(&a) == entity(&b), a == b);
            prop_assert_eq!(entity(&b) == entity(&c), b == c);
            prop_assert!(NamedNode::new(entity(&a)).is_ok());
        }

        #[test]
        fn titles_come_back(a in any::<String>()) {
            prop_assert_eq!(title("zh", page("zh", &a).as_ref()), Some(a));
        }

        #[test]
        fn addresses_are_iris(a in any::<String>()) {
            let _ = address(&format!("http://{a}"));
            let _ = address(&a);
        }
    }

    #[test]
    fn addresses_are_mended() {
        let mended = |given: &str| address(given).map(NamedNode::into_string);
        assert_eq!(mended("http://a.example/b c?d=\"e\"&f=%E4|g").as_deref(), Some("http://a.example/b%20c?d=%22e%22&f=%E4%7Cg"));
        assert_eq!(mended("https://a.example/100%").as_deref(), Some("https://a.example/100%25"));
        assert_eq!(mended("javascript:alert(1)"), None);
        assert_eq!(mended("關於"), None);
    }

    #[test]
    fn anchors_are_those_of_mediawiki() {
        assert_eq!(anchor(" 東方 各國 "), "東方_各國");
        assert_eq!(section(&page("zh", "親俄"), &anchor("東方 各國")).as_str(), "https://zh.wikipedia.org/wiki/親俄#東方_各國");
    }

    #[test]
    fn rules_have_iris() {
        let names = Names::default();
        assert_eq!(names.rule("signed-treaty.named-after").as_str(), "https://w3id.org/entente/rule/signed-treaty.named-after");
        assert_eq!(names.rule("a/b#c d").as_str(), "https://w3id.org/entente/rule/a%2Fb%23c_d");
        assert!(names.rule("x").as_str().starts_with(&names.rules()));
    }

    #[test]
    fn bases_are_checked() {
        assert_eq!(Names::new("http://example.org/x/").unwrap().entity("zh", "甲").as_str(), "http://example.org/x/zh/甲");
        for bad in ["", "example.org", "urn:x", "http://", "http://a b", "http://a/?q", "http://a/#"] {
            assert!(Names::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn page_graphs_are_told_from_the_others() {
        let names = Names::default();
        assert!(names.is_page_graph(names.page_graph("zh", "graph").as_str()));
        assert!(!names.is_page_graph(names.graph(SharedGraph::Events).as_str()));
        assert!(!names.is_page_graph("https://example.org/graph/zh/甲"));
    }

    #[test]
    fn wikidata_ids_are_checked() {
        assert_eq!(wikidata("Q148").unwrap().as_str(), "http://www.wikidata.org/entity/Q148");
        assert!(wikidata("Q1 8").is_none() && wikidata("148").is_none() && wikidata("Q").is_none());
    }
}
