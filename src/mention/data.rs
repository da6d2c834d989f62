//! What the gazetteer's data files hold (`ontology/gazetteer/*.tsv`; each says in its head what its columns are).

use super::{
    Kind,
    contexts::Contexts,
    entry::{Entry, Form},
};
use crate::hash::{CharSet, HashMap, HashSet};

/// What a dated name means in a span of months ([`month`]), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    pub from: i32,
    pub to: i32,
    pub entry: usize,
    /// Whether it holds for titles of pages too.
    pub titles: bool,
}

/// A word behind the name of a polity.
#[derive(Clone, Debug)]
pub(super) struct Follower {
    pub word: String,
    /// How the whole names the polity; `None` where it does not.
    pub form: Option<Form>,
    /// Characters behind the word that make it another one.
    pub unless: String,
}

/// Where in a name a word tells its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Start,
    In,
    End,
}

/// When short forms in a row are states.
#[derive(Debug, Default)]
pub(super) struct CompoundRules {
    pub behind: HashMap<char, Vec<String>>,
    pub not_behind: HashMap<char, Vec<String>>,
    pub before: HashSet<char>,
    pub not_before: HashSet<char>,
    pub known: HashSet<String>,
    /// Those of two characters in `known`.
    pub pairs: HashSet<(char, char)>,
    pub never: HashSet<String>,
    /// What two of them mean together, where it is not what they mean alone.
    pub together: HashMap<String, [usize; 2]>,
}

/// All that the files hold.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub entries: Vec<Entry>,
    /// By [`fold::name_key`].
    pub names: HashMap<String, usize>,
    pub by_key: HashMap<String, usize>,
    /// Codes of countries, which are names in templates only.
    pub codes: HashMap<String, usize>,
    pub dated: HashMap<String, Vec<Sense>>,
    pub words: Vec<String>,
    /// By their first character, the longest first.
    pub followers: HashMap<char, Vec<Follower>>,
    /// The longest word first.
    pub kinds: Vec<(String, Kind, Where)>,
    /// Those of `kinds` that a name may end in, by their last character.
    pub kinds_at_end: HashMap<char, Vec<usize>>,
    /// The others.
    pub kinds_elsewhere: Vec<usize>,
    pub shorts: HashMap<String, Vec<Sense>>,
    /// Those of one character.
    pub short_characters: CharSet,
    /// Short forms that also stand before 方 and 军.
    pub sides: HashSet<String>,
    /// Those that do so only where the page names the state besides: before 军, and with `true` before 方 too.
    pub page_sides: HashMap<String, bool>,
    pub compounds: CompoundRules,
    pub contexts: Contexts,
    /// For each state of a lineage the numbers of its families.
    pub families: HashMap<usize, Vec<usize>>,
    /// Who fought whom in a conflict whose name does not say it.
    pub belligerents: HashMap<usize, [Vec<usize>; 2]>,
    /// Whom a state became independent of, and in which year.
    pub independence: HashMap<usize, (usize, i32)>,
}

macro_rules! embedded_files {
    ($($name:literal),*) => { &[$(($name, include_str!(concat!("../../ontology/gazetteer/", $name)))),*] };
}

/// The files that the program carries. Those with names come before those that refer to them.
pub(super) const EMBEDDED: &[(&str, &str)] = embedded_files!(
    "states.tsv",
    "organizations.tsv",
    "actors.tsv",
    "events.tsv",
    "leaders.tsv",
    "capitals.tsv",
    "regions.tsv",
    "codes.tsv",
    "dated.tsv",
    "families.tsv",
    "pairs.tsv",
    "belligerents.tsv",
    "independence.tsv",
    "short-forms.tsv",
    "words.tsv",
    "followers.tsv",
    "kinds.tsv",
    "compounds.tsv",
    "contexts.tsv"
);

/// The year that a date of the data begins with.
pub(super) fn year(date: &str) -> Option<i32> {
    let (sign, rest) = date.strip_prefix('-').map_or((1, date), |r| (-1, r));
    rest.split('-').next()?.parse::<i32>().ok().map(|y| sign * y)
}

/// Months since year 0; a year alone is its January, or its December where it `ends` a span.
pub(super) fn month(date: &str, ends: bool) -> Option<i32> {
    let year = year(date)?;
    let month = match date.trim_start_matches('-').split('-').nth(1) {
        Some(m) => m.parse::<i32>().ok().filter(|m| (1..=12).contains(m))?,
        None if ends => 12,
        None => 1,
    };
    Some(year * 12 + month - 1)
}
