//! Templates: how they are called, and what the ones that are known show.

use std::{borrow::Cow, sync::LazyLock};

use super::markup::{Markup, Node};
use crate::{
    fold,
    hash::{HashMap, HashSet},
    tsv,
};

/// What templates show, by name.
const TEMPLATES: &str = include_str!("templates.tsv");
/// Codes of countries that are templates too: `{{USA}}`.
const CODES: &str = include_str!("../../../ontology/gazetteer/codes.tsv");
/// The longest name of a template that is kept.
const LONGEST_NAME: usize = 80;

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Names a country.
    Country,
    /// Draws a country's flag.
    CountryIcon,
    /// Is a country's code itself.
    CountryCode,
    /// Shows the first of these arguments that is there; 0 for the last.
    Show(u8),
    /// Shows all arguments, each on a line of its own.
    Lines,
    /// Shows all arguments as a list.
    List,
    /// Shows two arguments, a figure and its unit.
    Join,
    /// Shows the same words always.
    Says(&'static str),
    /// Shows a date.
    Date,
    /// Links a page that may only exist elsewhere: the places of the local title, the label, the foreign title.
    Link(u8, u8, u8),
    /// The same with the places to be found out.
    LinkAny,
    /// The same: language, foreign title, local title.
    LinkForeignFirst,
    /// Sends the reader to other pages.
    Main,
    /// Quotes.
    Quote,
    /// Says where something was published.
    Cite,
    /// Holds a note.
    Note,
    /// Calls a note by author and year.
    ShortNote,
    /// Calls notes by name.
    NamedNotes,
    /// Lists the notes.
    Reflist,
    /// Shows the title of the page.
    PageName,
    /// Shows what stands behind its colon.
    Value,
    /// Shows facts in a box.
    Infobox,
    /// Shows nothing of the page's matter.
    Silent,
    /// Nobody knows.
    Unknown,
}

/// How a template is called.
#[derive(Debug)]
pub(super) struct Call<'s> {
    /// Its name as written, without white space around it.
    pub name: &'s str,
    /// Its name as it is looked up.
    key: String,
    /// Its arguments in order.
    pub arguments: Vec<Argument<'s>>,
}

/// An argument of a template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument<'s> {
    /// Its name, where it has one.
    pub name: Option<&'s str>,
    /// Its value, without white space around it.
    pub value: &'s str,
    /// Where the value begins.
    pub start: usize,
    /// Whether the value begins on a line of its own.
    pub line: bool,
}

impl Argument<'_> {
    /// Where its value ends.
    pub const fn end(&self) -> usize {
        self.start + self.value.len()
    }
}

impl<'s> Call<'s> {
    /// Reads a call.
    pub fn read(source: &'s str, markup: &Markup, node: Node) -> Self {
        let inner = node.end() - 2;
        let pipes = markup.pipes(node);
        let mut arguments = Vec::with_capacity(pipes.len());
        let mut pipes = pipes.chain([inner]);
        let head = node.start() + 2;
        let name = &source[head..pipes.next().unwrap_or(inner)];
        let mut from = head + name.len() + 1;
        for pipe in pipes {
            arguments.push(argument(source, from, pipe));
            from = pipe + 1;
        }
        let name = bare_name(name);
        Self { name, key: key(name), arguments }
    }

    /// What the template is for.
    pub fn role(&self) -> Role {
        // `{{UK}}` is a country, `{{uk}}` says that something is in Ukrainian.
        let is_code = self.name.len() >= 2 && self.name.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
        if is_code && self.arguments.iter().all(|a| a.name.is_some()) && COUNTRY_CODES.contains(self.name) {
            return Role::CountryCode;
        }
        if let Some(role) = ROLES.get(self.key.as_str()) {
            return *role;
        }
        let key = self.key.as_str();
        if let Some((word, _)) = key.split_once(':') {
            return match ROLES.get(word) {
                Some(role @ (Role::Value | Role::Silent)) => *role,
                _ => Role::Unknown,
            };
        }
        if key.starts_with("infobox") || key.ends_with("infobox") || key.ends_with("信息框") || key.ends_with("资讯框") {
            return Role::Infobox;
        }
        if key.starts_with("lang-") {
            return Role::Show(1);
        }
        if key.starts_with("link-") || key.starts_with("internal link helper/") {
            return Role::Link(1, 3, 2);
        }
        if key.starts_with("cite ") {
            return Role::Cite;
        }
        Role::Unknown
    }

    /// The unnamed argument at a place, counted from 1. An empty one is none.
    pub fn place(&self, place: usize) -> Option<Argument<'s>> {
        let unnamed = place.checked_sub(1).and_then(|skipped| self.arguments.iter().filter(|a| a.name.is_none()).nth(skipped));
        let number = || self.arguments.iter().find(|a| a.name.is_some_and(|name| name.parse() == Ok(place)));
        unnamed.or_else(number).copied().filter(|a| !a.value.is_empty())
    }

    /// The first of some named arguments that says something.
    pub fn named(&self, names: &[&str]) -> Option<Argument<'s>> {
        let named = |wanted: &&str| {
            self.arguments.iter().find(|a| a.name.is_some_and(|name| name.eq_ignore_ascii_case(wanted)) && !a.value.is_empty())
        };
        names.iter().find_map(named).copied()
    }

    /// The unnamed arguments.
    pub fn unnamed(&self) -> impl Iterator<Item = Argument<'s>> + '_ {
        self.arguments.iter().filter(|a| a.name.is_none() && !a.value.is_empty()).copied()
    }

    /// The language that the template's own name holds: `en` of `link-en`, `le`.
    pub fn language(&self) -> Option<&str> {
        let behind = self.key.strip_prefix("link-").or_else(|| self.key.strip_prefix("internal link helper/"));
        behind.or(match self.key.as_str() {
            "le" | "绿链" | "青色链接" => Some("en"),
            "lj" => Some("ja"),
            "lk" => Some("ko"),
            "lf" => Some("fr"),
            other => other.strip_prefix('l').filter(|rest| rest.len() == 2),
        })
    }
}

/// What stands between two pipes, with a name if there is an `=` before any other markup.
fn argument(source: &str, start: usize, end: usize) -> Argument<'_> {
    let text = &source[start..end];
    let equals = text.bytes().position(|b| matches!(b, b'=' | b'[' | b'{' | b'<')).filter(|&at| text.as_bytes()[at] == b'=');
    let (name, from) = match equals {
        Some(at) => (Some(text[..at].trim()), at + 1),
        None => (None, 0),
    };
    let value = &text[from..];
    let blank = value.len() - value.trim_start().len();
    Argument { name, value: value.trim(), start: start + from + blank, line: value[..blank].contains('\n') }
}

/// A name as written, without comments, namespace and white space.
fn bare_name(name: &str) -> &str {
    let name = name.trim_start();
    // `{{<!-- …` has its name behind the comment.
    let name = name.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")).map_or(name, |(_, rest)| rest);
    let name = name.find(['<', '\n', '{', '[']).map_or(name, |end| if name[..end].trim().is_empty() { name } else { &name[..end] });
    let mut name = name.trim();
    while let Some((space, rest)) = name.split_once(':') {
        if !NAMESPACES.iter().any(|known| space.trim().eq_ignore_ascii_case(known)) {
            break;
        }
        name = rest.trim();
    }
    name
}

const NAMESPACES: [&str; 8] = ["template", "模板", "样板", "樣板", "t", "subst", "safesubst", "msg"];

/// A name as it is looked up.
fn key(name: &str) -> String {
    let short = name.char_indices().nth(LONGEST_NAME).map_or(name, |(at, _)| &name[..at]);
    let spaced: Cow<'_, str> = if short.contains('_') { short.replace('_', " ").into() } else { short.into() };
    let has_script = spaced.chars().any(|c| c >= '\u{2e80}');
    if has_script { fold::fold(&spaced).to_lowercase() } else { spaced.to_lowercase() }
}

/// A template's name as a loss is counted by: the title that the wiki gives it.
pub(super) fn title(name: &str) -> String {
    // `{{#if:…}}` is one function, whatever it is asked.
    let name = name.strip_prefix('#').and_then(|rest| rest.find(':')).map_or(name, |colon| &name[..=colon]);
    let short = name.char_indices().nth(LONGEST_NAME).map_or(name, |(at, _)| &name[..at]);
    let spaced = short.replace(['_', '\n'], " ");
    let mut characters = spaced.trim().chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let rows = tsv::rows(TEMPLATES).filter_map(|row| row.text.split_once('\t'));
    rows.flat_map(|(role, names)| names.split('|').map(move |name| (name, role_named(role)))).collect()
});

static COUNTRY_CODES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let rows = tsv::rows(CODES).skip(1);
    // Codes of two letters are names of other templates too often.
    rows.flat_map(|row| row.text.split(['\t', '|']).skip(2)).filter(|code| !code.is_empty()).collect()
});

fn role_named(name: &'static str) -> Role {
    match name.split_once(' ').unwrap_or((name, "")) {
        ("country", _) => Role::Country,
        ("country-icon", _) => Role::CountryIcon,
        ("show", place) => Role::Show(place.parse().unwrap_or(0)),
        ("lines", _) => Role::Lines,
        ("list", _) => Role::List,
        ("join", _) => Role::Join,
        ("says", words) => Role::Says(words),
        ("date", _) => Role::Date,
        ("link", places) => {
            let mut places = places.split(' ').map(|place| place.parse().unwrap_or(0));
            let mut next = || places.next().unwrap_or(0);
            Role::Link(next(), next(), next())
        }
        ("link-any", _) => Role::LinkAny,
        ("link-foreign-first", _) => Role::LinkForeignFirst,
        ("main", _) => Role::Main,
        ("quote", _) => Role::Quote,
        ("cite", _) => Role::Cite,
        ("note", _) => Role::Note,
        ("short-note", _) => Role::ShortNote,
        ("named-notes", _) => Role::NamedNotes,
        ("reflist", _) => Role::Reflist,
        ("page-name", _) => Role::PageName,
        ("value", _) => Role::Value,
        ("silent", _) => Role::Silent,
        _ => Role::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        let mut seen = HashMap::default();
        for row in tsv::rows(TEMPLATES) {
            let [role, names] = row.columns().unwrap();
            assert_ne!(role_named(role), Role::Unknown, "{role}");
            for name in names.split('|') {
                assert_eq!(key(name), name, "names are written as they are looked up");
                assert_eq!(seen.insert(name, role), None, "{name} has two roles");
            }
        }
    }
}
