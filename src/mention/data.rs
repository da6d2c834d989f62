//! Reading the gazetteer's data files.

use std::collections::HashMap;

use super::{
    Kind,
    gazetteer::{Entry, Sense},
};
use crate::fold;

/// An error in a data file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct DataError {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// What the smaller files hold.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub words: Vec<String>,
}

pub(super) fn embedded() -> Vec<(&'static str, &'static str)> {
    vec![
        ("states.tsv", include_str!("../../ontology/gazetteer/states.tsv")),
        ("organizations.tsv", include_str!("../../ontology/gazetteer/organizations.tsv")),
    ]
}

/// The year that a date of the data begins with.
pub(super) fn year(date: &str) -> Option<i32> {
    let (sign, rest) = date.strip_prefix('-').map_or((1, date), |r| (-1, r));
    rest.split('-').next()?.parse::<i32>().ok().map(|y| sign * y)
}

type Parsed = (Vec<Entry>, HashMap<String, usize>, HashMap<String, usize>, HashMap<String, Vec<Sense>>, Data);

pub(super) fn parse(files: &[(&str, &str)], errors: &mut Vec<DataError>) -> Parsed {
    let mut entries: Vec<Entry> = Vec::new();
    let mut names: HashMap<String, usize> = HashMap::new();
    for (file, text) in files {
        for (line, fields) in rows(text) {
            let [qid, kind, name, hant, aliases, english, start, end, of, _source] = fields.as_slice() else {
                errors.push(DataError { file: (*file).into(), line, message: format!("{} columns, not 10", fields.len()) });
                continue;
            };
            let Some(kind) = kind_named(kind) else {
                errors.push(DataError { file: (*file).into(), line, message: format!("unknown kind {kind:?}") });
                continue;
            };
            let all: Vec<String> = [*name, *hant]
                .into_iter()
                .chain(aliases.split('|'))
                .chain(english.split('|'))
                .filter(|n| !n.is_empty())
                .map(str::to_owned)
                .collect();
            let at = entries.len();
            for n in &all {
                names.entry(fold::name_key(n)).or_insert(at);
            }
            let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
            entries.push(Entry {
                key: fold::name_key(name),
                label: (*name).to_owned(),
                kind,
                qid: some(qid),
                start: some(start),
                end: some(end),
                names: all,
                government_of: some(of),
                offices: Vec::new(),
            });
        }
    }
    let by_key = entries.iter().enumerate().map(|(at, e)| (e.key.clone(), at)).collect();
    (entries, names, by_key, HashMap::new(), Data::default())
}

fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    text.lines()
        .enumerate()
        .filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty())
        .skip(1)
        .map(|(n, l)| (n + 1, l.split('\t').collect()))
}

fn kind_named(name: &str) -> Option<Kind> {
    Some(match name {
        "state" => Kind::State,
        "historical" => Kind::HistoricalState,
        "disputed" => Kind::DisputedState,
        "dependency" => Kind::Dependency,
        "government" => Kind::Government,
        "bloc" => Kind::Bloc,
        "organization" => Kind::Organization,
        "party" => Kind::Party,
        "force" => Kind::ArmedForce,
        "person" => Kind::Person,
        "treaty" => Kind::Treaty,
        "exercise" => Kind::Exercise,
        "conflict" => Kind::Conflict,
        "place" => Kind::Place,
        "institution" => Kind::Institution,
        "thing" => Kind::Thing,
        _ => return None,
    })
}
