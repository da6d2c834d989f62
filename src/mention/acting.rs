//! Whom a person, an office, an army or a ministry acts for.

use super::{EntityId, Entry, Kind, Mentions, mark::Found, token::TokenKind};
use crate::fold::Folded;

/// What may stand between a state and the name of its town.
const CAPITAL: &[&str] = &["首都", "的首都", "旧都", "故都", "京城", "首府", "的首府"];

/// Makes the candidate behind one begin where that one does, and drops that one.
fn join(found: &mut Vec<Found>, at: usize) {
    let first = found.remove(at);
    found[at].range.start = first.range.start;
    found[at].token.range.start = first.token.range.start;
}

impl<'g> Mentions<'g> {
    /// Whom something acts for that acts for another: a state's own army for the state, `中国人民解放军`, `印度海军`.
    pub(super) fn acting(&self, key: &str, kind: Kind) -> Option<&'g Entry> {
        let contexts = self.gazetteer.contexts();
        // A party's committee is the party.
        let party = contexts.committees.ends(key).and_then(|end| key.strip_suffix(end));
        if let Some(party) = party.and_then(|name| self.gazetteer.find(name)).filter(|e| e.kind == Kind::Party) {
            return Some(party);
        }
        let known = || self.gazetteer.by_key(key);
        // `中华人民共和国国防部`
        let ministry = contexts.ministries.ends(key).and_then(|end| key.strip_suffix(end)).filter(|_| known().is_none());
        if let Some(state) = ministry.and_then(|name| self.gazetteer.at(name, self.year)).filter(|e| e.kind.is_polity()) {
            return Some(state);
        }
        // A seat of government, a ministry or a house is its state.
        if kind == Kind::Government && contexts.organs.ends(key).is_some() {
            return known()?.government_of.as_deref().and_then(|of| self.gazetteer.by_key(of)).filter(|e| e.kind.is_polity());
        }
        if kind != Kind::ArmedForce {
            return None;
        }
        let mut name = key;
        let mut known = known();
        while known.is_none() {
            name = contexts.branches.ends(name).and_then(|end| name.strip_suffix(end))?;
            known = self.gazetteer.at(name, self.year);
        }
        let state = known.and_then(|e| e.government_of.as_deref().map_or(Some(e), |key| self.gazetteer.by_key(key)));
        state.filter(|e| e.kind.is_polity())
    }

    /// The state or party that a person speaks for in a year.
    pub(super) fn speaks_for(&self, key: &str, year: Option<i32>) -> Option<&'g Entry> {
        let entry = self.gazetteer.by_key(key)?;
        let then = year.and_then(|year| self.gazetteer.spoke_for(entry, Some(year)));
        then.or_else(|| self.gazetteer.by_key(&entry.offices.first()?.of))
    }

    /// Whether a person was long out of office in a year, or not yet in it, and nothing else of their state is named: somebody else, where the name is only a part
    /// of theirs or the year half a life away.
    pub(super) fn is_namesake(&self, person: &Entry, words: &str, year: Option<i32>) -> bool {
        const HALF_A_LIFE: i32 = 30;
        let Some(year) = year else { return false };
        let near = if words == person.key { HALF_A_LIFE } else { 0 };
        let in_office = person.offices.iter().any(|office| office.held(year, near));
        !in_office && person.offices.iter().all(|office| self.cast.find(&office.of).is_none())
    }

    /// The same of a person on this page, who may be known by it alone.
    pub(super) fn spoken_for(&mut self, person: EntityId, year: Option<i32>) -> Option<EntityId> {
        let known = self.speaks_for(&self.cast.get(person).key, year);
        known.map(|state| self.cast.of(state)).or_else(|| self.speakers.get(&person).copied())
    }

    /// `印度总理[尼赫鲁]`, `[苏共]第一书记[赫鲁晓夫]`: a person behind an office, and an office behind a state, are that state.
    pub(super) fn offices(&mut self, original: &str, folded: &Folded, found: &mut Vec<Found>) {
        let mut i = 0;
        while i + 1 < found.len() {
            let between = folded.text.get(found[i].range.end..found[i + 1].range.start).unwrap_or("。");
            let person = found[i + 1].token.person.is_some()
                || found[i + 1].token.entities.first().is_some_and(|id| self.cast.get(*id).kind == Kind::Person);
            let state = found[i].token.kind == TokenKind::Actor && found[i].token.person.is_none();
            // `联合国秘书长潘基文` speaks for the organisation, whatever office he had before.
            let organization = found[i].token.kind == TokenKind::Organization && found[i].token.person.is_none();
            let in_office = || match between {
                "" => folded.text.get(found[i].range.clone()).is_some_and(|words| self.gazetteer.ends_in_office(words)),
                _ => self.gazetteer.is_office(between),
            };
            if (state || organization) && person && in_office() {
                let words = original.get(found[i + 1].token.range.clone()).unwrap_or_default().to_owned();
                let next = found.remove(i + 1);
                // `苏共中央第一书记赫鲁晓夫` speaks for the state.
                let party = found[i].token.entities.first().is_some_and(|id| self.cast.get(*id).kind == Kind::Party);
                let first = &mut found[i];
                if party && next.token.kind == TokenKind::Actor {
                    first.token.entities = next.token.entities;
                }
                first.range.end = next.range.end;
                first.token.range.end = next.token.range.end;
                first.token.person = Some(next.token.person.unwrap_or(words));
            }
            // `普鲁士首都柏林`: the town of the state.
            let town = || found[i + 1..].first().is_some_and(|f| f.token.kind == TokenKind::Place);
            if state && CAPITAL.contains(&between) && town() {
                found[i + 1].token.parties = found[i].token.entities.clone();
                join(found, i);
                continue;
            }
            // `苏联黑海舰队`: a force of the state that stands before it acts for it.
            let force = found[i + 1..].first().filter(|f| f.token.kind == TokenKind::Actor).and_then(|f| f.token.entities.first());
            // `也门胡塞武装`, `黎巴嫩真主党`: the state only says whose movement it is.
            let moves = |id: &EntityId| {
                let named = self.cast.get(*id);
                matches!(named.kind, Kind::ArmedForce | Kind::Party) && named.government_of.is_none() && self.is_known(*id)
            };
            if state && between.is_empty() && force.is_some_and(moves) {
                join(found, i);
                continue;
            }
            // `摩洛哥解放军` is not that of another.
            let bare = || found[i + 1..].first().and_then(|f| folded.text.get(f.range.clone())).is_some_and(|words| words == "解放军");
            if state && between.is_empty() && (force.is_some_and(|id| self.cast.get(*id).kind == Kind::ArmedForce) || bare()) {
                let next = found.remove(i + 1);
                found[i].range.end = next.range.end;
                found[i].token.range.end = next.token.range.end;
            }
            i += 1;
        }
    }
}
