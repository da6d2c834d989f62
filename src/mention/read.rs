//! Reading the gazetteer's files, with every error told by file and line.

use super::{
    Kind,
    data::{Data, Follower, Sense, Where, month, year},
    entry::{Entry, Form, Office},
};
use crate::{
    FileError, fold,
    hash::{HashMap, HashSet},
    tsv::{self, Row},
};

/// Reads the files: (name, content). The part of a name behind the last `/` tells what a file holds. A row in a later file
/// replaces the entry of the same canonical name from an earlier one.
pub(super) fn parse(files: &[(&str, &str)]) -> Result<Data, Vec<FileError>> {
    let mut reader = Reader::default();
    let mut later = Vec::new();
    for (number, (name, text)) in files.iter().enumerate() {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        // Only the families have no line that names the columns: each of theirs is one family.
        for row in tsv::rows(text).skip(usize::from(base != "families.tsv")) {
            reader.at = (number, (*name).to_owned(), row.line);
            match base {
                "states.tsv" | "organizations.tsv" | "actors.tsv" | "events.tsv" => reader.entry(row),
                "leaders.tsv" | "capitals.tsv" | "regions.tsv" | "codes.tsv" | "dated.tsv" | "families.tsv" | "pairs.tsv"
                | "belligerents.tsv" | "independence.tsv" | "short-forms.tsv" => later.push((base.to_owned(), reader.at.clone(), row)),
                "words.tsv" | "followers.tsv" | "kinds.tsv" | "compounds.tsv" | "contexts.tsv" => reader.word(base, row),
                _ => {
                    reader.error("no file of the gazetteer has this name");
                    break;
                }
            }
        }
    }
    // What refers to names comes when all names are known. Where an entry could not be read all that refers to it would be wrong, too.
    if !reader.errors.is_empty() {
        return Err(reader.errors);
    }
    for (base, at, row) in later {
        reader.at = at;
        match base.as_str() {
            "leaders.tsv" => _ = reader.office(row, Kind::Person),
            "capitals.tsv" => _ = reader.office(row, Kind::Place),
            "regions.tsv" => reader.region(row),
            "codes.tsv" => reader.codes(row),
            "dated.tsv" => reader.dated(row),
            "families.tsv" => reader.family(row),
            "pairs.tsv" => reader.pair(row),
            "belligerents.tsv" => reader.belligerents(row),
            "independence.tsv" => reader.independence(row),
            _ => reader.short(row),
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    data: Data,
    errors: Vec<FileError>,
    /// The place: number and name of the file, line.
    at: (usize, String, usize),
    /// Where each entry came from.
    origin: Vec<(usize, String, usize)>,
    qids: HashMap<String, usize>,
    removed: HashSet<usize>,
    /// How many lineages were read.
    families: usize,
    /// Where a row of contexts was read, if one was.
    contexts: Option<(usize, String, usize)>,
}

impl Reader {
    fn error(&mut self, message: impl Into<String>) {
        self.errors.push(FileError { file: self.at.1.clone(), line: self.at.2, message: message.into() });
    }

    fn columns<'t, const N: usize>(&mut self, row: Row<'t>) -> Option<[&'t str; N]> {
        row.columns().map_err(|message| self.error(message)).ok()
    }

    fn entry(&mut self, row: Row<'_>) {
        let Some([qid, kind, name, hant, aliases, english, start, end, of, _source]) = self.columns(row) else { return };
        let Some(kind) = kind_named(kind) else { return self.error(format!("unknown kind {kind:?}")) };
        if name.trim().is_empty() {
            return self.error("no name");
        }
        if !qid.is_empty() && !is_qid(qid) {
            return self.error(format!("{qid:?} is no Wikidata id"));
        }
        for date in [start, end] {
            if !date.is_empty() && year(date).is_none() {
                return self.error(format!("{date:?} is no date"));
            }
        }
        let names = [name, hant].into_iter().chain(aliases.split('|')).chain(english.split('|'));
        let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        let entry = Entry {
            key: fold::fold(name),
            label: name.to_owned(),
            kind,
            qid: some(qid),
            start: some(start),
            end: some(end),
            names: names.map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect(),
            government_of: some(&fold::fold(of)),
            offices: Vec::new(),
            region: false,
        };
        self.add(entry);
    }

    fn add(&mut self, entry: Entry) {
        let at = self.data.entries.len();
        if let Some(&old) = self.data.by_key.get(&entry.key) {
            if self.origin[old].0 == self.at.0 {
                let (_, file, line) = self.origin[old].clone();
                return self.error(format!("{} is there already ({file}:{line})", entry.label));
            }
            self.data.names.retain(|_, e| *e != old);
            self.qids.retain(|_, e| *e != old);
            self.removed.insert(old);
        }
        for name in &entry.names {
            let key = fold::name_key(name);
            match self.data.names.get(&*key) {
                Some(&other) if other != at => {
                    let (label, (_, file, line)) = (self.data.entries[other].label.clone(), self.origin[other].clone());
                    self.error(format!("{name} names both {} and {label} ({file}:{line})", entry.label));
                }
                _ => {
                    self.data.names.insert(key.into_owned(), at);
                }
            }
        }
        if let Some(qid) = &entry.qid
            && let Some(other) = self.qids.insert(qid.clone(), at)
        {
            let label = self.data.entries[other].label.clone();
            self.error(format!("{qid} is the id of both {} and {label}", entry.label));
        }
        self.data.by_key.insert(entry.key.clone(), at);
        self.origin.push(self.at.clone());
        self.data.entries.push(entry);
    }

    /// The entry with this canonical name.
    fn named(&mut self, name: &str) -> Option<usize> {
        let found = self.data.by_key.get(&fold::fold(name)).copied();
        if found.is_none() {
            self.error(format!("{name:?} is no canonical name of any entry"));
        }
        found
    }

    /// A person or a city that speaks for a state for a time; its index.
    fn office(&mut self, row: Row<'_>, kind: Kind) -> Option<usize> {
        let [name, aliases, of, from, to] = self.columns(row)?;
        let state = self.named(of)?;
        let start = if from.is_empty() && kind == Kind::Place { Some(i32::MIN) } else { year(from) };
        let (Some(start), end) = (start, year(to)) else {
            self.error(format!("{from:?} is no year"));
            return None;
        };
        if end.is_none() && !to.is_empty() || end.is_some_and(|e| e < start) {
            self.error(format!("{to:?} is no year from {from} on"));
            return None;
        }
        let office = Office { of: self.data.entries[state].key.clone(), from: start, to: end };
        let key = fold::fold(name);
        if let Some(&known) = self.data.by_key.get(&key)
            && self.data.entries[known].kind == kind
            && aliases.is_empty()
        {
            self.data.entries[known].offices.push(office);
            return Some(known);
        }
        let names = std::iter::once(name).chain(aliases.split('|')).filter(|n| !n.is_empty()).map(str::to_owned).collect();
        self.add(Entry { kind, key: key.clone(), label: name.to_owned(), names, offices: vec![office], ..Entry::default() });
        self.data.by_key.get(&key).copied()
    }

    /// A region: as a city, but that it never acts for its state.
    fn region(&mut self, row: Row<'_>) {
        if let Some(at) = self.office(row, Kind::Place) {
            self.data.entries[at].region = true;
        }
    }

    /// The codes of a state.
    fn codes(&mut self, row: Row<'_>) {
        let Some([name, iso2, iso3, ioc, other]) = self.columns(row) else { return };
        let Some(state) = self.named(name) else { return };
        for code in [iso2, iso3, ioc].into_iter().chain(other.split('|')).filter(|code| !code.is_empty()) {
            if self.data.codes.insert(code.to_owned(), state).is_some_and(|known| known != state) {
                self.error(format!("{code} is the code of another state too"));
            }
        }
    }

    fn sense(&mut self, from: &str, to: &str, meaning: &str, titles: bool) -> Option<Sense> {
        let entry = self.named(meaning)?;
        let bound = |date: &str, ends: bool, open: i32| if date.is_empty() { Some(open) } else { month(date, ends) };
        let (Some(from), Some(to)) = (bound(from, false, i32::MIN), bound(to, true, i32::MAX)) else {
            self.error("`from` or `to` is neither a year nor a month");
            return None;
        };
        if from > to {
            self.error("`from` is after `to`");
            return None;
        }
        Some(Sense { from, to, entry, titles })
    }

    fn dated(&mut self, row: Row<'_>) {
        let Some([name, from, to, meaning, titles]) = self.columns(row) else { return };
        let Some(sense) = self.sense(from, to, meaning, titles == "yes") else { return };
        let senses = self.data.dated.entry(fold::name_key(name).into_owned()).or_default();
        if senses.iter().any(|s| s.from <= sense.to && sense.from <= s.to) {
            return self.error(format!("{name} has two meanings at the same time"));
        }
        senses.push(sense);
    }

    fn family(&mut self, row: Row<'_>) {
        let mut family = Vec::new();
        for name in row.cells().map(str::trim).filter(|n| !n.is_empty()) {
            match self.data.names.get(&*fold::name_key(name)) {
                Some(at) => family.push(*at),
                None => self.error(format!("{name:?} is no name of any entry")),
            }
        }
        for entry in family {
            self.data.families.entry(entry).or_default().push(self.families);
        }
        self.families += 1;
    }

    fn pair(&mut self, row: Row<'_>) {
        let Some([form, first, second]) = self.columns(row) else { return };
        let both = [first, second].map(|name| self.data.names.get(&*fold::name_key(name)).copied());
        match both {
            [Some(first), Some(second)] => drop(self.data.compounds.together.insert(fold::fold(form), [first, second])),
            _ => self.error(format!("{first:?} or {second:?} is no name of any entry")),
        }
    }

    fn belligerents(&mut self, row: Row<'_>) {
        let Some([conflict, one, other]) = self.columns(row) else { return };
        let Some(conflict) = self.named(conflict) else { return };
        let sides = [one, other].map(|side| side.split('|').filter_map(|name| self.named(name)).collect());
        if self.data.belligerents.insert(conflict, sides).is_some() {
            self.error("who fought in this conflict is said above");
        }
    }

    fn independence(&mut self, row: Row<'_>) {
        let Some([state, ruler, year]) = self.columns(row) else { return };
        let (Some(state), Some(ruler)) = (self.named(state), self.named(ruler)) else { return };
        match year.parse() {
            Ok(year) => drop(self.data.independence.insert(state, (ruler, year))),
            Err(_) => self.error(format!("{year:?} is no year")),
        }
    }

    fn short(&mut self, row: Row<'_>) {
        let Some([form, meaning, from, to, side]) = self.columns(row) else { return };
        let Some(sense) = self.sense(from, to, meaning, false) else { return };
        let form = fold::fold(form);
        match side {
            "yes" => drop(self.data.sides.insert(form.clone())),
            "page" | "army" => drop(self.data.page_sides.insert(form.clone(), side == "page")),
            "" => {}
            _ => self.error(format!("{side:?} is none of yes, page, army")),
        }
        self.data.shorts.entry(form).or_default().push(sense);
    }

    fn word(&mut self, base: &str, row: Row<'_>) {
        match base {
            "words.tsv" => {
                if let Some([word, _]) = self.columns(row) {
                    self.data.words.push(fold::fold(word));
                }
            }
            "contexts.tsv" => {
                let Some([context, words]) = self.columns(row) else { return };
                self.contexts = Some(self.at.clone());
                match self.data.contexts.named(context) {
                    Some(known) => words.split_whitespace().for_each(|word| known.add(fold::fold(word))),
                    None => self.error(format!("there is no context `{context}`")),
                }
            }
            "followers.tsv" => {
                let Some([word, form, unless]) = self.columns(row) else { return };
                let form = match form {
                    "government" => Some(Form::Government),
                    "forces" => Some(Form::Forces),
                    "side" => Some(Form::Side),
                    "office" => Some(Form::Office),
                    "people" => Some(Form::People),
                    "language" => Some(Form::Language),
                    "other" => None,
                    _ => return self.error(format!("unknown form {form:?}")),
                };
                let Some(first) = word.chars().next() else { return self.error("no word") };
                self.data.followers.entry(first).or_default().push(Follower { word: word.to_owned(), form, unless: unless.to_owned() });
            }
            "kinds.tsv" => {
                let Some([word, kind, place]) = self.columns(row) else { return };
                let Some(kind) = kind_named(kind) else { return self.error(format!("unknown kind {kind:?}")) };
                let place = match place {
                    "start" => Where::Start,
                    "in" => Where::In,
                    "end" => Where::End,
                    _ => return self.error(format!("{place:?} is none of start, in, end")),
                };
                self.data.kinds.push((fold::fold(word), kind, place));
            }
            _ => {
                let Some([role, word]) = self.columns(row) else { return };
                let Some(first) = word.chars().next() else { return self.error("no word") };
                let rules = &mut self.data.compounds;
                match role {
                    "behind" => rules.behind.entry(first).or_default().push(word.to_owned()),
                    "not-behind" => rules.not_behind.entry(first).or_default().push(word.to_owned()),
                    "before" => drop(rules.before.insert(first)),
                    "not-before" => drop(rules.not_before.insert(first)),
                    "known" => drop(rules.known.insert(word.to_owned())),
                    "never" => drop(rules.never.insert(word.to_owned())),
                    _ => self.error(format!("unknown role {role:?}")),
                }
            }
        }
    }

    fn finish(mut self) -> Result<Data, Vec<FileError>> {
        for at in 0..self.data.entries.len() {
            if self.removed.contains(&at) {
                continue;
            }
            let Some(of) = self.data.entries[at].government_of.clone() else { continue };
            self.at = self.origin[at].clone();
            match self.data.by_key.get(&of).map(|&e| (e, self.data.entries[e].kind)) {
                None => self.error(format!("government of {of:?}, which is no canonical name of any entry")),
                Some((other, _)) if other == at => self.error("circular: government of itself"),
                Some((_, kind)) if !kind.is_polity() => self.error(format!("circular or no state: government of {of}")),
                Some(_) => {}
            }
        }
        if let Some((number, file, _)) = self.contexts.clone() {
            self.at = (number, file, 1);
            let missing: Vec<&str> = self.data.contexts.missing().collect();
            missing.into_iter().for_each(|context| self.error(format!("there are no words of the context `{context}`")));
        }
        for list in self.data.followers.values_mut() {
            list.sort_by_key(|f| std::cmp::Reverse(f.word.len()));
        }
        self.data.short_characters = self.data.shorts.keys().filter(|k| k.chars().count() == 1).filter_map(|k| k.chars().next()).collect();
        self.data.kinds.sort_by_key(|(word, ..)| std::cmp::Reverse(word.len()));
        for (at, (word, _, place)) in self.data.kinds.iter().enumerate() {
            match word.chars().next_back() {
                Some(last) if *place == Where::End => self.data.kinds_at_end.entry(last).or_default().push(at),
                _ => self.data.kinds_elsewhere.push(at),
            }
        }
        let pair = |word: &String| {
            let mut characters = word.chars();
            characters.next().zip(characters.next()).filter(|_| characters.next().is_none())
        };
        self.data.compounds.pairs = self.data.compounds.known.iter().filter_map(pair).collect();
        self.errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        if self.errors.is_empty() { Ok(self.data) } else { Err(self.errors) }
    }
}

fn is_qid(text: &str) -> bool {
    text.strip_prefix('Q').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
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
