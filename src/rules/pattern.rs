//! Patterns over typed tokens.
//!
//! A pattern is a regular expression as the `regex` crate reads it, without flags and with no look-around but `^` and `$`, over a sentence in which every mention is one code point of the private-use
//! block (see [`TokenKind`]), with these additions:
//!
//! | written | means |
//! |---|---|
//! | `{a}` `{b}` `{ab}` | one actor token (an actor, an organisation, a list of actors, `兩國`, `該國`), captured as that role |
//! | `{a_b:group}` `{b_a:group}` | a list of two that `與` joins, captured as subject and object, or the other way round |
//! | `{via:treaty}` | one token of that type, captured as that role |
//! | `{:date}` | one token of that type, not captured; behind any token a bracket may follow |
//! | `<a>` | at the start only: the role is filled by the subject of the clause, not by text |
//! | `<b:same>` | at the start only: the role is filled as in the statement read just before, if it is of the same relation |
//! | `<ab:pair>` | at the start only: the role is filled by the pair that the page is about (`A–B關係`), if the event is not known to have other sides |
//! | `&sign` | any word of the synonym set `sign` |
//! | `_` `_6` | a short gap: up to 12 (or 6) characters of the same clause without an actor in them |
//! | `~` | a long gap: up to 30 characters of the same clause, actors allowed |
//! | `…` | a wide gap: up to 45 characters, across commas, without an actor |
//!
//! A named group of the expression itself, `(?<words>…)`, is the role's wording where there is no token to capture.

use regex_syntax::{ast, hir::translate::Translator};

use super::{
    program::Program,
    sets::{Sets, Slotted},
    steps::{self, Step},
    walk::{Captures, Room},
};
use crate::mention::{TokenKind, canonical};

/// A pattern, ready to be matched.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written in the rule file.
    pub source: String,
    /// The regular expression that it stands for, compiled.
    program: Program,
    /// The role that the subject of the clause fills, if any.
    pub subject_role: Option<String>,
    /// What every match holds, in its order: a cheap question before the expression is tried.
    pub steps: Vec<Step>,
}

impl Pattern {
    /// Whether its sides are the pair that the page is about, so that the sentence need not name anybody.
    pub(super) fn is_of_page(&self) -> bool {
        self.subject_role.as_deref().is_some_and(|role| role.ends_with(":pair"))
    }

    /// The match that begins at a place of a sentence's code.
    pub(super) fn captures(&self, code: &str, start: usize, room: &mut Room) -> Option<Captures<'_>> {
        self.program.captures(code, start, room)
    }
}

/// What is wrong with a pattern, as one line.
pub type PatternError = String;

const SHORT: usize = 12;
const LONG: usize = 30;
const WIDE: usize = 45;

/// The patterns that one stands for: `{both}` is a list of two or more, or two that 與 joins.
pub(super) fn spelled_out(source: &str) -> Vec<String> {
    const BOTH: &str = "{both}";
    if !source.contains(BOTH) {
        return vec![source.to_owned()];
    }
    ["{ab:group}", "{a}&with{b}"].map(|sides| source.replace(BOTH, sides)).into()
}

/// Compiles a pattern with the sets that it may use.
///
/// # Errors
/// An undefined set, an unknown type, an unclosed brace, or an expression that the `regex` crate refuses.
pub fn compile(source: &str, sets: &Sets) -> Result<Pattern, PatternError> {
    let mut out = Slotted::default();
    let mut rest = source;
    let mut subject_role = None;
    if let Some(tail) = rest.strip_prefix('<') {
        let (role, tail) = tail.split_once('>').ok_or("`<` without `>`")?;
        subject_role = Some(role.to_owned());
        rest = tail;
    }
    while let Some(c) = rest.chars().next() {
        let tail = &rest[c.len_utf8()..];
        rest = match c {
            '{' if tail.starts_with(|d: char| d.is_ascii_lowercase() || d == ':') => token(tail, &mut out.text)?,
            '&' => set(tail, sets, &mut out)?,
            '_' => {
                let digits = tail.len() - tail.trim_start_matches(|d: char| d.is_ascii_digit()).len();
                gap(&mut out.text, tail[..digits].parse().unwrap_or(SHORT), false, false, &tail[digits..])
            }
            '~' => gap(&mut out.text, LONG, true, false, tail),
            '…' => gap(&mut out.text, WIDE, false, true, tail),
            '\\' => {
                out.text.push(c);
                let next = tail.chars().next().ok_or("a backslash at the end")?;
                out.text.push(next);
                &tail[next.len_utf8()..]
            }
            _ if Slotted::is_slot(c) => return Err(format!("`{source}` holds {c:?}, which stands for a set in here")),
            _ => {
                out.text.push(c);
                tail
            }
        };
    }
    // Plain words of the pattern are masked as those of the sentences are; the sets are already.
    out.text = canonical(&out.text).into_owned();
    let refused = |why: &str| format!("`{source}` is no regular expression: {}", last_line(why));
    let ast = ast::parse::Parser::new().parse(&out.text).map_err(|e| refused(&e.to_string()))?;
    let hir = Translator::new().translate(&out.text, &ast).map_err(|e| refused(&e.to_string()))?;
    if hir.properties().minimum_len() == Some(0) {
        return Err(format!("`{source}` matches an empty sentence"));
    }
    let steps = steps::of(&hir, &out);
    let program = Program::of(&ast, &out).map_err(|e| refused(&e))?;
    Ok(Pattern { source: source.to_owned(), program, subject_role, steps })
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or(text)
}

/// `a}…`, `via:treaty}…`, `:date}…`
fn token<'t>(tail: &'t str, out: &mut String) -> Result<&'t str, PatternError> {
    let (inner, tail) = tail.split_once('}').ok_or("`{` without `}`")?;
    let (role, kind) = inner.split_once(':').unwrap_or((inner, "actor"));
    let class = TokenKind::class(kind).ok_or_else(|| format!("`{{{inner}}}`: there is no type `{kind}`"))?;
    let group = if role.is_empty() { class } else { format!("(?<{role}>{class})") };
    // A bracket may stand behind any name: `O（…）是A和B成立的组织`.
    out.push_str(&format!("(?:{group}{}?)", TokenKind::Aside.code()));
    Ok(tail)
}

fn set<'t>(tail: &'t str, sets: &Sets, out: &mut Slotted) -> Result<&'t str, PatternError> {
    let end = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tail.len());
    let (name, tail) = tail.split_at(end);
    out.push(sets.get(name).ok_or_else(|| format!("there is no set `&{name}`"))?);
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
