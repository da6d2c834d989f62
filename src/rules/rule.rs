//! A rule, and what a file says of all of its rules.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;

use super::{frame::Frame, lexicon::Lexicon, pattern::Pattern, rows::Rows, sets::Sets};

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
    pub listed: BTreeMap<Listed, StatedBy>,
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
    /// When they were broken off.
    Break,
    /// When somebody recognised another.
    Recognition,
    /// A state that is called friendly to another: `親俄的國家`.
    Pro,
    /// One that is called hostile to another.
    Anti,
}

/// How such a fact is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedBy {
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
    /// Both are organisations, or neither is.
    pub alike: bool,
    /// An event of one name is another in another year.
    pub recurs: bool,
    /// What a statement of it goes through is such an event, which the text may go on about: `此條約`, `這次演習`.
    pub event: Option<On>,
    /// A clause with a subject of its own takes no object from the clause before.
    pub own_object: bool,
    /// What the object is answered for: where only a pronoun names it, who did that, not whom it was done to.
    pub answers: Option<Answered>,
    /// The relation that one is in who is of the other mind: `A支持B，C則反對`.
    pub contrary_to: Option<Arc<str>>,
    /// It is a deed that others answer, to which the text may point back: `這場戰爭`.
    pub deed: bool,
    /// The subject must be named as who acts: by a person, an office, a delegation, forces.
    pub acting: bool,
    /// The object is named besides by who acts for it where it is at home: `甲總統與乙總統在乙的首都簽約`.
    pub at_home: bool,
    /// The relations of which one, told of the same two in the sentence, says what this rule only seemed to read.
    pub yields_to: Vec<Arc<str>>,
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
