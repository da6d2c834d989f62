//! Items by names that are only like theirs.

use std::collections::HashMap;

use fst::{Automaton, IntoStreamer as _, Map, Streamer as _};

use super::{Held, Index, IndexError, code::Code, file::View, like::Like, name, terms};
use crate::link::{How, Item};

/// Names that are looked at in one step, at most: a short beginning is that of very many.
const MOST: usize = 5000;
/// The longest name whose like is searched, in characters.
const LONGEST_FUZZY: usize = 60;
/// From so many characters on two may differ, from so many one.
const TWO_DIFFER: usize = 8;
const ONE_DIFFERS: usize = 3;

/// How a candidate's name agrees with what was searched; the better the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// Letter for letter.
    Exact,
    /// In the other script, with other spaces or another case.
    Spelling,
    /// The name begins with it.
    Prefix,
    /// So many letters differ.
    Fuzzy(u8),
}

/// An item whose name is like what was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The item.
    pub item: Item,
    /// The name that matched: a title, that of a redirect, a label or an alias.
    pub name: String,
    /// How well it did.
    pub matched: Match,
    /// How the name leads to the item's page: a redirect that is no spelling speaks less for it. Labels are [`How::Exact`], aliases [`How::Redirect`].
    pub how: How,
    /// Whether it is a page that tells apart what has the same name.
    pub disambiguation: bool,
}

/// Candidates by item, the best of each.
struct Gathered<'a> {
    index: &'a Index,
    query: &'a str,
    key: String,
    best: HashMap<Item, Candidate>,
}

impl Index {
    /// Items with a name like `query`, the best first: the name itself, in another spelling, names that begin with it, names that differ by a letter or
    /// two. Each item once.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Candidate>, IndexError> {
        self.gather(query, limit, true)
    }

    /// Items with a name that begins with `prefix`, whatever its spelling: the whole name first, then the shortest names. Each item once.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Candidate>, IndexError> {
        self.gather(prefix, limit, false)
    }

    fn gather(&self, query: &str, limit: usize, fuzzy: bool) -> Result<Vec<Candidate>, IndexError> {
        let query = query.trim();
        let mut gathered = Gathered { index: self, query, key: key(query), best: HashMap::new() };
        if gathered.key.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        gathered.exact()?;
        if gathered.best.len() < limit {
            gathered.prefix(limit)?;
        }
        if fuzzy && gathered.best.len() < limit {
            gathered.fuzzy()?;
        }
        Ok(gathered.sorted(limit))
    }
}

/// The key of what is searched, as a title where it is one: with the index's own name of the category namespace.
fn key(query: &str) -> String {
    name::Name::of(query).map_or_else(|| name::key(query), |name| name.key)
}

impl Gathered<'_> {
    /// Names that are what is searched.
    fn exact(&mut self) -> Result<(), IndexError> {
        for held in &self.index.wikis {
            if let Some(first) = held.first(&self.key) {
                self.titles(held, first, Match::Spelling)?;
            }
        }
        if let Some(place) = self.index.names.as_ref().and_then(|names| names.get(&self.key)) {
            self.names(&self.key.clone(), place, Match::Spelling)?;
        }
        Ok(())
    }

    /// Names that begin with what is searched, the shortest first, until there are enough.
    fn prefix(&mut self, limit: usize) -> Result<(), IndexError> {
        let wanted = self.key.clone();
        let mut hits = self.hits(|map, code, hits| {
            let mut coded = Vec::new();
            // Where a character is in no name of the map, no name begins so.
            if code.text(&wanted, &mut coded).is_some() {
                gather(map, Beginning(&coded), hits);
            }
        });
        hits.sort_by(|one, other| (one.key.chars().count(), &one.key).cmp(&(other.key.chars().count(), &other.key)));
        for hit in hits {
            if self.best.len() >= limit {
                break;
            }
            if hit.key != wanted {
                self.hit(&hit, Match::Prefix)?;
            }
        }
        Ok(())
    }

    /// Names of which a letter or two differ.
    fn fuzzy(&mut self) -> Result<(), IndexError> {
        let wanted = self.key.clone();
        let length = wanted.chars().count();
        if !(ONE_DIFFERS..=LONGEST_FUZZY).contains(&length) {
            return Ok(());
        }
        let most = if length >= TWO_DIFFER { 2 } else { 1 };
        let hits = self.hits(|map, code, hits| {
            gather(map, Like::new(&wanted, 1, true, code), hits);
            // Two, and the first of them anywhere, would lead through most of the map.
            if most > 1 {
                gather(map, Like::new(&wanted, most, false, code), hits);
            }
        });
        let like = Like::new(&wanted, most, true, &Code::Utf8);
        for hit in hits {
            if let Some(distance) = like.distance(&hit.key).filter(|distance| *distance > 0) {
                self.hit(&hit, Match::Fuzzy(distance))?;
            }
        }
        Ok(())
    }

    /// Keys that are found in each map, with its code.
    fn hits(&self, find: impl Fn(&Map<View>, &Code, &mut Vec<(Vec<u8>, u64)>)) -> Vec<Hit> {
        let index = self.index;
        let titles = index.wikis.iter().enumerate().map(|(at, held)| (Some(at), &held.keys, &held.code));
        let mut hits = Vec::new();
        for (wiki, map, code) in titles.chain(index.names.iter().map(|names| (None, names, &Code::Utf8))) {
            let mut found = Vec::new();
            find(map, code, &mut found);
            hits.extend(found.into_iter().filter_map(|(coded, value)| {
                let mut key = String::new();
                code.read_text(&coded, &mut key)?;
                Some(Hit { wiki, key, value })
            }));
        }
        hits
    }

    fn hit(&mut self, hit: &Hit, matched: Match) -> Result<(), IndexError> {
        match hit.wiki.and_then(|wiki| self.index.wikis.get(wiki)) {
            Some(held) => self.titles(held, hit.value, matched),
            None => self.names(&hit.key, hit.value, matched),
        }
    }

    /// Takes the items of the titles of a key.
    fn titles(&mut self, held: &Held, first: u64, matched: Match) -> Result<(), IndexError> {
        let mut found = Vec::new();
        let read = held.spellings(first, &mut |title, record| {
            found.push((title.to_owned(), record));
            true
        });
        read.ok_or_else(|| self.index.damaged())?;
        for (title, record) in found {
            let page = held.page(record.page()).ok_or_else(|| self.index.damaged())?;
            let Some(item) = page.item else { continue };
            let matched = if title == self.query { Match::Exact } else { matched };
            self.take(Candidate { item, name: title, matched, how: record.how(), disambiguation: page.disambiguation });
        }
        Ok(())
    }

    /// Takes the items of a label or an alias.
    fn names(&mut self, key: &str, place: u64, matched: Match) -> Result<(), IndexError> {
        let items = terms::read_items(self.index.names_items.as_ref(), place).ok_or_else(|| self.index.damaged())?;
        for item in items.into_iter().take(super::SPELLINGS) {
            let Some(told) = self.index.told(item)? else { continue };
            let of = |names: &[(String, String)], how: How| {
                let named = names.iter().map(|name| &name.1).filter(|text| name::key(text) == key);
                // As it was searched, where it is so in one of the languages.
                named.max_by_key(|text| *text == self.query).map(|text| (text.clone(), how))
            };
            let Some((name, how)) = of(&told.description.labels, How::Exact).or_else(|| of(&told.aliases, How::Redirect)) else { continue };
            let matched = if name == self.query { Match::Exact } else { matched };
            self.take(Candidate { item, name, matched, how, disambiguation: false });
        }
        Ok(())
    }

    fn take(&mut self, candidate: Candidate) {
        let rank = |candidate: &Candidate| (candidate.matched, candidate.how, candidate.name.chars().count());
        match self.best.get_mut(&candidate.item) {
            Some(known) => {
                let disambiguation = known.disambiguation || candidate.disambiguation;
                if (rank(&candidate), &candidate.name) < (rank(known), &known.name) {
                    *known = candidate;
                }
                known.disambiguation = disambiguation;
            }
            None => {
                self.best.insert(candidate.item, candidate);
            }
        }
    }

    /// The best first; of those that are as good the shortest name, then the item that Wikidata had first.
    fn sorted(self, limit: usize) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = self.best.into_values().collect();
        candidates.sort_by_cached_key(|candidate| {
            (candidate.matched, candidate.disambiguation, candidate.how, candidate.name.chars().count(), candidate.item)
        });
        candidates.truncate(limit);
        candidates
    }
}

/// Keys that an automaton accepts, up to some number.
fn gather(map: &Map<View>, automaton: impl Automaton, hits: &mut Vec<(Vec<u8>, u64)>) {
    let mut stream = map.search(automaton).into_stream();
    for _ in 0..MOST {
        let Some((key, value)) = stream.next() else { break };
        hits.push((key.to_vec(), value));
    }
}

/// Accepts what begins with some symbols.
struct Beginning<'a>(&'a [u8]);

impl Automaton for Beginning<'_> {
    /// How many of them were met.
    type State = Option<usize>;

    fn start(&self) -> Self::State {
        Some(0)
    }

    fn is_match(&self, state: &Self::State) -> bool {
        *state == Some(self.0.len())
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some()
    }

    fn will_always_match(&self, state: &Self::State) -> bool {
        self.is_match(state)
    }

    fn accept(&self, state: &Self::State, symbol: u8) -> Self::State {
        let met = (*state)?;
        match self.0.get(met) {
            None => Some(met),
            Some(wanted) => (*wanted == symbol).then_some(met + 1),
        }
    }
}

/// A key that was found in the map of a Wikipedia, or in that of names.
struct Hit {
    wiki: Option<usize>,
    key: String,
    value: u64,
}
