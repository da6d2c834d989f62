//! Patterns over typed tokens.
//!
//! A pattern is a regular expression of the `regex` crate over a sentence in which every mention is one code point of the private-use
//! block (see [`TokenKind`]), with these additions:
//!
//! | written | means |
//! |---|---|
//! | `{a}` `{b}` `{ab}` | one actor token (an actor, an organisation, a list of actors, `兩國`, `該國`), captured as that role |
//! | `{via:treaty}` | one token of that type, captured as that role |
//! | `{:date}` | one token of that type, not captured |
//! | `<a>` | at the start only: the role is filled by the subject of the clause, not by text |
//! | `<b:same>` | at the start only: the role is filled as in the statement read just before, if it is of the same relation |
//! | `<ab:pair>` | at the start only: the role is filled by the pair that the page is about (`A–B關係`), if the event is not known to have other sides |
//! | `&sign` | any word of the synonym set `sign` |
//! | `_` `_6` | a short gap: up to 12 (or 6) characters of the same clause without an actor in them |
//! | `~` | a long gap: up to 30 characters of the same clause, actors allowed |
//! | `…` | a wide gap: up to 45 characters, across commas, without an actor |
//!
//! A named group of the expression itself, `(?<words>…)`, is the role's wording where there is no token to capture.

use std::{collections::BTreeMap, ops::Range};

use regex_automata::{Anchored, Input, meta::Regex, util::captures::Captures};

use crate::mention::{TokenKind, canonical};

/// The synonym sets by name.
pub type Sets = BTreeMap<String, Vec<String>>;

/// A pattern, ready to be matched.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written in the rule file.
    pub source: String,
    /// What it is compiled to.
    pub regex: Regex,
    /// The role that the subject of the clause fills, if any.
    pub subject_role: Option<String>,
    /// Names of the synonym sets that must all occur in the sentence for the pattern to match: outside of `(…|…)` and `?` only.
    pub needs: Vec<String>,
    /// Types of tokens that must all occur, each as the bits of the types that will do; see [`TokenKind::bit`].
    pub kinds: Vec<u16>,
    /// How many tokens that act must occur.
    pub actors: u32,
    /// The types that a match begins with, as bits; `None` where it begins with words.
    pub begins: Option<u16>,
    /// Whether a match may go on behind a comma.
    pub crosses: bool,
    /// The synonym set that a match begins with, where it begins with one.
    pub begins_with: Option<String>,
    /// The words that a match begins with, where they are spelled out: masked as the text is.
    pub opening: Vec<String>,
    /// Words that are spelled out, one of which every match holds: of several such places the one with the longest words.
    pub spelled: Vec<String>,
}

impl Pattern {
    /// The matches in a sentence, one for each place where one begins: of `starts`, where it is known that no match begins elsewhere.
    pub fn find(&self, code: &str, starts: Option<&[usize]>, found: &mut impl FnMut(Range<usize>)) {
        if let Some(starts) = starts {
            // To look only where a match can begin is much cheaper than to look for a beginning everywhere.
            for start in starts {
                if let Some(hit) = self.regex.search(&Input::new(code).range(*start..).anchored(Anchored::Yes)) {
                    found(hit.range());
                }
            }
            return;
        }
        let mut from = 0;
        while let Some(hit) = self.regex.search(&Input::new(code).range(from..)) {
            found(hit.range());
            from = hit.start() + code[hit.start()..].chars().next().map_or(1, char::len_utf8);
            if from > code.len() {
                return;
            }
        }
    }

    /// The groups of the match that begins at a place.
    #[must_use]
    pub fn captures(&self, code: &str, start: usize) -> Option<Captures> {
        let mut captures = self.regex.create_captures();
        self.regex.search_captures(&Input::new(code).range(start..).anchored(Anchored::Yes), &mut captures);
        captures.is_match().then_some(captures)
    }
}

/// What is wrong with a pattern, as one line.
pub type PatternError = String;

const SHORT: usize = 12;
const LONG: usize = 30;
const WIDE: usize = 45;

/// Compiles a pattern with the sets that it may use.
///
/// # Errors
/// An undefined set, an unknown type, an unclosed brace, or an expression that the `regex` crate refuses.
pub fn compile(source: &str, sets: &Sets) -> Result<Pattern, PatternError> {
    let mut out = String::with_capacity(source.len() * 8);
    let mut rest = source;
    let mut subject_role = None;
    let mut needs = Vec::new();
    let mut kinds = Vec::new();
    let mut depth = 0usize;
    if let Some(tail) = rest.strip_prefix('<') {
        let (role, tail) = tail.split_once('>').ok_or("`<` without `>`")?;
        subject_role = Some(role.to_owned());
        rest = tail;
    }
    while let Some(c) = rest.chars().next() {
        let tail = &rest[c.len_utf8()..];
        rest = match c {
            '{' if tail.starts_with(|d: char| d.is_ascii_lowercase() || d == ':') => token(tail, depth, &mut kinds, &mut out)?,
            '&' => set(tail, sets, depth, &mut needs, &mut out)?,
            '_' => {
                let digits = tail.len() - tail.trim_start_matches(|d: char| d.is_ascii_digit()).len();
                gap(&mut out, tail[..digits].parse().unwrap_or(SHORT), false, false, &tail[digits..])
            }
            '~' => gap(&mut out, LONG, true, false, tail),
            '…' => gap(&mut out, WIDE, false, true, tail),
            '(' => {
                depth += 1;
                out.push(c);
                tail
            }
            ')' => {
                depth = depth.saturating_sub(1);
                out.push(c);
                tail
            }
            '\\' => {
                out.push(c);
                let next = tail.chars().next().ok_or("a backslash at the end")?;
                out.push(next);
                &tail[next.len_utf8()..]
            }
            _ => {
                out.push(c);
                tail
            }
        };
    }
    let acting = TokenKind::actors().chars().filter_map(TokenKind::of).fold(0, |bits, k| bits | k.bit());
    let actors = u32::try_from(kinds.iter().filter(|bits| **bits & !acting == 0).count()).unwrap_or(0);
    let body = subject_role.as_ref().map_or(source, |_| source.split_once('>').map_or(source, |(_, body)| body));
    let choice = alternates(body);
    let first = body.strip_prefix('{').and_then(|b| b.split_once('}')).filter(|(_, behind)| !behind.starts_with(['?', '*']));
    let begins = if first.is_some() && !choice { kinds.first().copied() } else { None };
    let begins_with = body.strip_prefix('&').map(|b| b.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or(b));
    let optional = begins_with.is_some_and(|name| body[1 + name.len()..].starts_with(['?', '*', '|']));
    let begins_with = begins_with.filter(|_| !optional && !choice).map(str::to_owned);
    let spelled_out = if choice { Vec::new() } else { spelled_out(body) };
    let opening = spelled_out.first().filter(|(at, _)| *at == 0).map_or_else(Vec::new, |(_, words)| words.clone());
    let shortest = |words: &[String]| words.iter().map(|w| w.chars().count()).min().unwrap_or(0);
    let spelled = spelled_out.into_iter().map(|(_, words)| words).max_by_key(|words| shortest(words)).unwrap_or_default();
    let crosses = crosses(body);
    // Plain words of the pattern are masked as those of the sentences are; the sets are already.
    let out = canonical(&out);
    let regex = Regex::new(&out).map_err(|e| {
        let why = e.syntax_error().map_or_else(|| e.to_string(), ToString::to_string);
        format!("`{source}` is no regular expression: {}", last_line(&why))
    })?;
    if regex.is_match("") {
        return Err(format!("`{source}` matches an empty sentence"));
    }
    Ok(Pattern { source: source.to_owned(), regex, subject_role, needs, kinds, actors, begins, crosses, begins_with, opening, spelled })
}

/// Whether a pattern is a choice as a whole: `A|B`, outside of any group.
fn alternates(body: &str) -> bool {
    let mut depth = 0usize;
    body.chars().any(|c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '|' && depth == 0
    })
}

/// The places of a pattern where words are spelled out that no match lacks, `由`, `(?:身为|作为)`: where each stands, and its words, masked as the text is.
fn spelled_out(body: &str) -> Vec<(usize, Vec<String>)> {
    const SPECIAL: &[char] = &['(', ')', '[', ']', '{', '}', '<', '>', '|', '&', '_', '~', '…', '?', '*', '+', '^', '$', '.', '\\', ':'];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = body[at..].chars().next() {
        let rest = &body[at..];
        let optional = |end: usize| body[end..].starts_with(['?', '*', '{']);
        at += match c {
            '(' => {
                let end = at + group_end(rest);
                let inner = rest.strip_prefix("(?:").or_else(|| rest.strip_prefix("(?<").and_then(|r| r.split_once('>')).map(|(_, r)| r));
                let words: Vec<&str> = inner.map_or_else(Vec::new, |r| r[..r.len() - (body.len() - end) - 1].split('|').collect());
                if !optional(end) && !words.is_empty() && words.iter().all(|w| !w.is_empty() && !w.contains(SPECIAL)) {
                    found.push((at, words.into_iter().map(|w| canonical(w).into_owned()).collect()));
                }
                end - at
            }
            '[' => rest.find(']').map_or(rest.len(), |close| close + 1),
            '{' | '<' => rest.find(['}', '>']).map_or(rest.len(), |close| close + 1),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '&' => 1 + rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len() - 1),
            _ if SPECIAL.contains(&c) || c.is_ascii() => c.len_utf8(),
            _ => {
                let end = rest.find(|c: char| SPECIAL.contains(&c) || c.is_ascii()).unwrap_or(rest.len());
                // A quantifier takes back the last character.
                let last = rest[..end].chars().next_back().map_or(0, char::len_utf8);
                let word = if optional(at + end) { &rest[..end - last] } else { &rest[..end] };
                if !word.is_empty() {
                    found.push((at, vec![canonical(word).into_owned()]));
                }
                end
            }
        };
    }
    found
}

/// Where the group ends that a text begins with.
fn group_end(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Whether a pattern can match a comma: by a wide gap, by itself, by a class or a point that takes any character.
fn crosses(body: &str) -> bool {
    let mut rest = body;
    let mut outside = String::new();
    while let Some(open) = rest.find("[^") {
        outside.push_str(&rest[..open]);
        let Some(close) = rest[open..].find(']') else { break };
        if !rest[open..open + close].contains('，') {
            return true;
        }
        rest = &rest[open + close + 1..];
    }
    outside.push_str(rest);
    outside.contains(['…', '，', '：', '.']) || outside.contains("\\s") || outside.contains("\\p")
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or(text)
}

/// `a}…`, `via:treaty}…`, `:date}…`
fn token<'t>(tail: &'t str, depth: usize, kinds: &mut Vec<u16>, out: &mut String) -> Result<&'t str, PatternError> {
    let (inner, tail) = tail.split_once('}').ok_or("`{` without `}`")?;
    let (role, kind) = inner.split_once(':').unwrap_or((inner, "actor"));
    let class = TokenKind::class(kind).ok_or_else(|| format!("`{{{inner}}}`: there is no type `{kind}`"))?;
    if depth == 0 && !tail.starts_with(['?', '*']) {
        kinds.push(class.chars().filter_map(TokenKind::of).fold(0, |bits, k| bits | k.bit()));
    }
    if role.is_empty() {
        out.push_str(&class);
    } else {
        out.push_str(&format!("(?<{role}>{class})"));
    }
    Ok(tail)
}

fn set<'t>(tail: &'t str, sets: &Sets, depth: usize, needs: &mut Vec<String>, out: &mut String) -> Result<&'t str, PatternError> {
    let end = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tail.len());
    let (name, tail) = tail.split_at(end);
    let words = sets.get(name).ok_or_else(|| format!("there is no set `&{name}`"))?;
    let optional = tail.starts_with(['?', '*']);
    if depth == 0 && !optional {
        needs.push(name.to_owned());
    }
    // Longest first, so that `签订了` is not read as `签` where both are in the set.
    let mut sorted: Vec<&String> = words.iter().collect();
    sorted.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
    out.push_str("(?:");
    for (i, word) in sorted.iter().enumerate() {
        if i > 0 {
            out.push('|');
        }
        out.push_str(&regex::escape(word));
    }
    out.push(')');
    Ok(tail)
}

fn gap<'t>(out: &mut String, most: usize, actors: bool, commas: bool, tail: &'t str) -> &'t str {
    let mut class = String::from("[^");
    if !commas {
        class.push_str("，：");
    }
    if !actors {
        class.push_str(&TokenKind::actors());
    }
    class.push_str("。！？；]");
    out.push_str(&format!("{class}{{0,{most}}}?"));
    tail
}
