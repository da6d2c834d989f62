//! Rule files: what they hold, and what is wrong with them.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;

use super::{
    frame::{self, Frame, RawFrame},
    lexicon::Lexicon,
    pattern::{self, Pattern, Sets},
    rows::Rows,
};
use crate::{FileError, mention::canonical_words};

/// All rules that are in force, compiled.
#[derive(Default)]
pub struct RuleSet {
    /// The rules by file name, then in file order.
    pub rules: Vec<Rule>,
    /// The synonym sets.
    pub sets: Sets,
    /// The words that are looked for whatever the rule.
    pub(super) lexicon: Lexicon,
    /// What lists, tables and boxes of facts state.
    pub listed: BTreeMap<Listed, Told>,
}

/// A fact that is told by where actors stand: in a list under a heading, in a table, in a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Listed {
    /// A member of an organisation.
    Member,
    /// Two parties of a treaty.
    Party,
    /// Two that held an exercise together.
    Exercise,
    /// Two from different sides of a conflict.
    Conflict,
    /// What two traded.
    Trade,
    /// Who went to whom.
    Visit,
    /// When the relations of two began.
    Relations,
    /// A state that is called friendly to another: `親俄的國家`.
    Pro,
    /// One that is called hostile to another.
    Anti,
}

/// How such a fact is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The relation.
    pub relation: Arc<str>,
    /// The name of the file that says so, with which the ids of its rules begin.
    pub file: String,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `signed-treaty.signed`: the file's name, a point, a word.
    pub id: Arc<str>,
    /// The local name of the relation that it finds.
    pub relation: Arc<str>,
    /// What it reads, in one sentence.
    pub summary: String,
    /// The patterns, any of which fires it; none where it has a frame.
    pub patterns: Vec<Pattern>,
    /// The frame, where it has no patterns.
    pub frame: Option<Frame>,
    /// What kind of thing subject and object must be.
    pub subject: Option<Side>,
    /// See `subject`.
    pub object: Option<Side>,
    /// Every pair of the actors that it finds stands in the relation.
    pub all_pairs: bool,
    /// Statements with another date or `via` are other statements.
    pub each: bool,
    /// Whether the words before the trigger decide the status.
    pub scoped: bool,
    /// The subject and object are the sides that the name of the event holds.
    pub parties: bool,
    /// `A、B與C` has A and B on one side and C on the other.
    pub sides: bool,
    /// The set of the words that may not stand in the match or behind it in its clause.
    pub without: Option<String>,
    /// What is found holds both ways and is written once, from the side of the section's or the page's actor.
    pub mutual: bool,
    /// Only what is denied counts, and counts as affirmed: `不支持`.
    pub negated: bool,
    /// What one sentence tells of the same sides and date is one statement, its `via` joined.
    pub one_row: bool,
    /// A state may stand in it to one of its own lineage of another time.
    pub heirs: bool,
    /// An event of one name is another in another year.
    pub recurs: bool,
    /// What a statement of it goes through is such an event, which the text may go on about: `此條約`, `這次演習`.
    pub event: Option<On>,
    /// A clause with a subject of its own takes no object from the clause before.
    pub own_object: bool,
    /// What the object is answered for: where only a pronoun names it, who did that, not whom it was done to.
    pub answers: Option<Answered>,
    /// It is a deed that others answer, to which the text may point back: `這場戰爭`.
    pub deed: bool,
    /// The subject must be named as who acts: by a person, an office, a delegation, forces.
    pub acting: bool,
    /// Only on pages that are about such a thing.
    pub on: Option<On>,
    /// What it finds lasts: a date told before is not its date.
    pub lasting: bool,
    /// The relation is directed and holds both ways: `兩國互訪`.
    pub both_ways: bool,
    /// Words of which the name of the event must hold one.
    pub named: Vec<String>,
    /// Words of which the name of the event may hold none.
    pub unnamed: Vec<String>,
    /// On a page about such a thing a list of more than three says who belongs to it.
    pub off: Option<On>,
    /// Only a date beside the match is its date.
    pub near: bool,
    /// Examples that it must read.
    pub yes: Vec<Yes>,
    /// Examples that it must leave alone.
    pub no: Vec<No>,
    /// File and line where it begins.
    pub place: String,
}

impl Rule {
    /// When two of its readings are one statement.
    pub(super) const fn rows(&self) -> Rows {
        match (self.each, self.one_row) {
            (_, true) => Rows::Sentences,
            (true, false) if self.recurs => Rows::Recurring,
            (true, false) => Rows::Events,
            (false, false) => Rows::One,
        }
    }
}

/// What a side of a relation may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// A state or territory.
    Polity,
    /// A state, or who stands for one.
    State,
    /// An international organisation or a bloc.
    Organization,
    /// A polity, or a place that is none: what is invaded.
    Land,
}

/// What somebody is answered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    /// A deed of force: `A入侵B，C對其實施制裁`.
    Deed,
    /// Dealing with another: `A承認C，B遂與其斷交`.
    Dealing,
}

/// What the page of a rule must be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// A treaty.
    Treaty,
    /// An exercise.
    Exercise,
    /// A conflict.
    Conflict,
    /// An organisation or a bloc.
    Organization,
    /// A pair of actors: `A–B關係`.
    Pair,
}

/// An example that a rule must read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Yes {
    /// The text.
    pub text: String,
    /// What it states: `subject|object|date|via`, the last two as far as they are given.
    pub gives: Vec<String>,
    /// The title of the page that it stands on, where that matters.
    #[serde(default)]
    pub title: Option<String>,
    /// The heading that it stands under, where that matters.
    #[serde(default)]
    pub heading: Option<String>,
}

/// An example that a rule must leave alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct No {
    /// The text.
    pub text: String,
    /// Why not.
    pub why: String,
    /// See [`Yes::title`].
    #[serde(default)]
    pub title: Option<String>,
    /// See [`Yes::heading`].
    #[serde(default)]
    pub heading: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    relation: String,
    #[serde(default)]
    each: bool,
    #[serde(default)]
    all_pairs: bool,
    #[serde(default)]
    lasting: bool,
    #[serde(default)]
    one_row: bool,
    #[serde(default)]
    recurs: bool,
    #[serde(default)]
    heirs: bool,
    #[serde(default)]
    event: Option<On>,
    #[serde(default)]
    own_object: bool,
    #[serde(default)]
    listed: Vec<Listed>,
    #[serde(default)]
    answers: Option<Answered>,
    #[serde(default)]
    deed: bool,
    #[serde(default)]
    rule: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    id: toml::Spanned<String>,
    summary: String,
    #[serde(default)]
    patterns: Vec<toml::Spanned<String>>,
    #[serde(default)]
    frame: Option<RawFrame>,
    #[serde(default)]
    negated: bool,
    #[serde(default)]
    both_ways: bool,
    #[serde(default)]
    on: Option<On>,
    #[serde(default)]
    acting: bool,
    #[serde(default)]
    subject: Option<Side>,
    #[serde(default)]
    object: Option<Side>,
    #[serde(default)]
    all_pairs: Option<bool>,
    #[serde(default = "yes")]
    scoped: bool,
    #[serde(default)]
    parties: bool,
    /// Name of a set.
    #[serde(default)]
    named: Option<String>,
    /// Name of a set.
    #[serde(default)]
    unnamed: Option<String>,
    #[serde(default)]
    off: Option<On>,
    /// Name of a set.
    #[serde(default)]
    without: Option<String>,
    #[serde(default)]
    sides: bool,
    #[serde(default)]
    near: bool,
    #[serde(default)]
    mutual: bool,
    #[serde(default)]
    yes: Vec<Yes>,
    #[serde(default)]
    no: Vec<No>,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFile {
    sets: BTreeMap<String, Vec<String>>,
}

/// Reads rule files: those named `sets*.toml` hold synonym sets, `words.toml` the words of the engine, the others the rules of one relation.
///
/// `known` tells whether the vocabulary has a relation.
///
/// # Errors
/// All that is wrong, not only the first: undefined sets, unknown relations, duplicate ids and patterns, patterns that do not compile, missing examples.
pub fn load(files: &[(String, String)], known: &dyn Fn(&str) -> bool) -> Result<RuleSet, Vec<FileError>> {
    let mut errors = Vec::new();
    let mut sets = Sets::new();
    for (name, text) in files.iter().filter(|(name, _)| is_sets(name)) {
        match toml::from_str::<SetFile>(text) {
            Ok(file) => {
                for (set, words) in file.sets {
                    if words.is_empty() {
                        errors.push(FileError { file: name.clone(), line: line_of(text, &set), message: format!("set `{set}` is empty") });
                    }
                    let words = canonical_words(&words);
                    if sets.insert(set.clone(), words).is_some() {
                        errors.push(FileError {
                            file: name.clone(),
                            line: line_of(text, &set),
                            message: format!("set `{set}` is defined twice"),
                        });
                    }
                }
            }
            Err(e) => errors.push(toml_error(name, text, &e)),
        }
    }
    let lexicon = lexicon(files, &mut errors);
    let mut rules: Vec<Rule> = Vec::new();
    let mut listed: BTreeMap<Listed, Told> = BTreeMap::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (name, text) in files.iter().filter(|(name, _)| !is_shared(name)) {
        match toml::from_str::<File>(text) {
            Ok(file) => {
                for fact in &file.listed {
                    let told = Told { relation: file.relation.as_str().into(), file: stem(name).to_owned() };
                    if let Some(other) = listed.insert(*fact, told) {
                        let message = format!("`{}` states {fact:?} facts, too", other.file);
                        errors.push(FileError { file: name.clone(), line: line_of(text, "listed"), message });
                    }
                }
                one_file(name, text, file, &sets, known, &mut seen, &mut rules, &mut errors);
            }
            Err(e) => errors.push(toml_error(name, text, &e)),
        }
    }
    if errors.is_empty() { Ok(RuleSet { rules, sets, lexicon, listed }) } else { Err(errors) }
}

#[expect(clippy::too_many_arguments, reason = "the state of one pass over the files")]
fn one_file(
    name: &str,
    text: &str,
    file: File,
    sets: &Sets,
    known: &dyn Fn(&str) -> bool,
    seen: &mut BTreeMap<String, String>,
    rules: &mut Vec<Rule>,
    errors: &mut Vec<FileError>,
) {
    let mut fail = |line: usize, message: String| errors.push(FileError { file: name.to_owned(), line, message });
    if !known(&file.relation) {
        fail(line_of(text, "relation"), format!("the vocabulary has no relation `{}`", file.relation));
    }
    let relation: Arc<str> = file.relation.as_str().into();
    for raw in file.rule {
        let line = line_at(text, raw.id.span().start);
        let id = raw.id.into_inner();
        if rules.iter().any(|r| *r.id == *id) {
            fail(line, format!("there is another rule `{id}`"));
        }
        if raw.yes.len() < 2 || raw.no.is_empty() {
            fail(line, format!("rule `{id}` needs at least two `yes` and one `no`"));
        }
        if raw.patterns.is_empty() == raw.frame.is_none() {
            fail(line, format!("rule `{id}` needs either `patterns` or a `frame`"));
        }
        let frame = raw.frame.as_ref().and_then(|frame| {
            let checked = frame::check(frame, sets);
            checked.map_err(|messages| messages.into_iter().for_each(|message| fail(line, message))).ok()
        });
        let mut patterns = Vec::new();
        for source in raw.patterns {
            let at = line_at(text, source.span().start);
            let source = source.into_inner();
            if let Some(other) = seen.insert(format!("{relation} {source}"), id.clone()) {
                fail(at, format!("pattern `{source}` is also one of `{other}`"));
            }
            match pattern::compile(&source, sets) {
                Ok(pattern) => patterns.push(pattern),
                Err(message) => fail(at, message),
            }
        }
        let mut words = |set: &Option<String>| {
            let Some(set) = set else { return Vec::new() };
            sets.get(set).cloned().unwrap_or_else(|| {
                fail(line, format!("there is no set `{set}`"));
                Vec::new()
            })
        };
        let (named, unnamed) = (words(&raw.named), words(&raw.unnamed));
        words(&raw.without);
        rules.push(Rule {
            named,
            unnamed,
            off: raw.off,
            without: raw.without,
            near: raw.near,
            sides: raw.sides,
            mutual: raw.mutual,
            place: format!("{name}:{line}"),
            id: id.as_str().into(),
            relation: relation.clone(),
            summary: raw.summary,
            patterns,
            frame,
            negated: raw.negated,
            both_ways: raw.both_ways,
            on: raw.on,
            acting: raw.acting,
            one_row: file.one_row,
            recurs: file.recurs,
            heirs: file.heirs,
            event: file.event,
            own_object: file.own_object,
            answers: file.answers,
            deed: file.deed,
            subject: raw.subject,
            object: raw.object,
            all_pairs: raw.all_pairs.unwrap_or(file.all_pairs),
            each: file.each,
            lasting: file.lasting,
            scoped: raw.scoped,
            parties: raw.parties,
            yes: raw.yes,
            no: raw.no,
        });
    }
}

/// The name of a file without folder and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// The words of all files of words together.
fn lexicon(files: &[(String, String)], errors: &mut Vec<FileError>) -> Lexicon {
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, text) in files.iter().filter(|(name, _)| is_words(name)) {
        match toml::from_str::<BTreeMap<String, Vec<String>>>(text) {
            Ok(file) => file.into_iter().for_each(|(list, words)| lists.entry(list).or_default().extend(words)),
            Err(e) => errors.push(toml_error(name, text, &e)),
        }
    }
    Lexicon::new(lists).unwrap_or_else(|messages| {
        errors.extend(messages.into_iter().map(|message| FileError { file: WORDS_FILE.to_owned(), line: 1, message }));
        Lexicon::default()
    })
}

/// The file of the words that are looked for whatever the rule.
const WORDS_FILE: &str = "rules/words.toml";

/// Whether a file holds no rules, but what the rules of all files work with: synonym sets or words.
#[must_use]
pub fn is_shared(name: &str) -> bool {
    is_sets(name) || is_words(name)
}

fn is_sets(name: &str) -> bool {
    stem(name).starts_with("sets")
}

fn is_words(name: &str) -> bool {
    stem(name) == "words"
}

fn toml_error(name: &str, text: &str, error: &toml::de::Error) -> FileError {
    let line = error.span().map_or(1, |s| line_at(text, s.start));
    FileError { file: name.to_owned(), line, message: error.message().replace('\n', " ") }
}

fn line_at(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

fn line_of(text: &str, key: &str) -> usize {
    text.lines().position(|l| l.trim_start().starts_with(key)).map_or(1, |l| l + 1)
}
