//! Names in a text: those that are linked, those of the gazetteer and of the page, short forms in a row, what is for or against somebody.

use std::{ops::Range, sync::LazyLock};

use super::{
    EntityId, Entry, Form, Kind, Mentions,
    mark::{Found, token_kind, when, year_at},
    metonym,
    people::{company_behind, goes_on, is_backed, party_behind},
    token::{Token, TokenKind},
};
use crate::{
    document::Text,
    expression::Expression,
    fold::{Folded, name_key},
    time::{self, TimeExpr},
};

/// What stands behind whom somebody leans to, or is against: `亲俄立场`.
const LEANING_NOUN: &str = "[派的国政情倾势路立外阵、，。”」』；）]|态度|分子";
static LEANING: LazyLock<Expression> =
    LazyLock::new(|| Expression::new(&format!("[亲反](?P<x>西方|\\p{{Han}})(?:$|{LEANING_NOUN}|[联之]|中央)")));
/// The same behind a name in full.
static BEHIND_LEANING: LazyLock<Expression> = LazyLock::new(|| Expression::new(&format!("^(?:$|{LEANING_NOUN}|人士|色彩)")));

impl<'g> Mentions<'g> {
    pub(super) fn links_in(&mut self, text: &Text, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) {
        for link in &text.links {
            let Some((named, range)) = self.mention(text, link).map(|(named, range)| (named.clone(), range)) else { continue };
            if !named.names || named.split == super::Split::Whole {
                continue;
            }
            let kind = self.cast.get(named.entity).kind;
            let key = self.cast.get(named.entity).key.clone();
            let words = folded.text.get(folded.folded(range.clone())).unwrap_or_default();
            if (kind == Kind::Thing || kind.is_event() && key == words) && self.plain.contains(words)
                || kind == Kind::Thing && self.is_weapon(words)
            {
                continue;
            }
            let acting = self.acting(&key, kind).map_or(named.entity, |entry| self.cast.of(entry));
            let mut token = Token::new(token_kind(kind), range.clone(), vec![acting]);
            if kind == Kind::Person {
                let year = year_at(dates, folded.folded(range.clone()).start, self.year);
                if let Some(state) = self.spoken_for(named.entity, year) {
                    token = Token::new(TokenKind::Actor, range.clone(), vec![state]);
                    token.person = text.visible.get(range.clone()).map(str::to_owned);
                }
            } else if kind.is_event() {
                token.time = time::find_dates(&key).into_iter().next();
            } else if let Some((city, state)) = self
                .gazetteer
                .by_key(&key)
                .and_then(|city| Some((city, self.seat_of(city, year_at(dates, folded.folded(range.clone()).start, self.year))?)))
            {
                let state = self.cast.of(state);
                if !city.region && metonym::acts(self.gazetteer.contexts(), &folded.text, &folded.folded(range.clone())) {
                    token = Token::new(TokenKind::Actor, range.clone(), vec![state]);
                } else {
                    token.kind = TokenKind::Place;
                    token.parties = vec![state];
                }
            }
            found.push(Found { range: folded.folded(range), token, rank: 5 });
        }
    }

    /// `飆風戰鬥機`: what ends in a word for a weapon is told of by that word.
    fn is_weapon(&self, words: &str) -> bool {
        const ENDS: &[char] = &['机', '舰', '艇', '弹', '炮', '枪', '车', '克'];
        let ends = |length: usize| words.char_indices().rev().nth(length - 1).is_some_and(|(at, _)| self.plain.contains(&words[at..]));
        words.ends_with(ENDS) && (2..=4).any(ends)
    }

    /// Names and short forms in a row. Gives where words of the gazetteer stand, which hold no short form.
    pub(super) fn names_in(&mut self, original: &str, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) -> Vec<Range<usize>> {
        let gazetteer = self.gazetteer;
        let scan = gazetteer.scan_once(&folded.text);
        let mut row = metonym::Row::default();
        for (at, name) in scan.names.iter().enumerate() {
            let year = year_at(dates, name.range.start, self.year);
            let words = folded.text.get(name.name.clone()).unwrap_or_default();
            // 中国 in August 1949 is not yet what it is in October.
            let meant = match when(dates, name.range.start) {
                Some(date) => gazetteer.at_date(words, date),
                None => gazetteer.at(words, year),
            };
            let mut entry = meant.unwrap_or(name.entry);
            let whole = folded.text.get(name.range.clone()).unwrap_or_default();
            if matches!(name.form, Form::Side | Form::Forces | Form::Land) && whole.chars().count() == 2 {
                // `南军`, `希方`: the page's own states first, and some only where the page names them besides.
                let form = words.chars().next().map(String::from).unwrap_or_default();
                if let Some(here) = self.short_here(&form, dates, name.range.start) {
                    entry = gazetteer.by_key(&here.key).unwrap_or(entry);
                }
                if gazetteer.needs_page(&form) && self.cast.find(&entry.key).is_none() {
                    continue;
                }
            }
            if words == metonym::SULTAN
                && name.form == Form::Name
                && metonym::is_sultan(gazetteer.contexts(), folded.text.get(name.range.end..).unwrap_or_default(), year)
            {
                let Some(empire) = gazetteer.find(metonym::OTTOMANS).filter(|e| self.cast.find(&e.key).is_some()) else { continue };
                entry = empire;
            }
            // `对马海战` names a battle.
            if entry.region && gazetteer.contexts().region_in_name.begins(folded.text.get(name.range.end..).unwrap_or_default()).is_some() {
                continue;
            }
            let seat = self.seat_of(entry, year);
            let mut who = self.acting(&entry.key, entry.kind).unwrap_or(entry);
            // `乌干达阿明政权`: the state is named; the leader may be another's of that name.
            if name.form == Form::Government
                && who.kind == Kind::Person
                && found.iter().any(|f| {
                    // A link that leads to somebody else says who is meant.
                    let other = f.rank == 5 && f.range.start == name.range.start && f.token.kind == TokenKind::Thing;
                    other || f.range.end == name.range.start && f.token.kind == TokenKind::Actor
                })
            {
                continue;
            }
            let mut kind = token_kind(who.kind);
            // As the page writes it: `總理布蘭特` is not 勃兰特.
            let ending = |p: &Entry| {
                let known = p.names.iter().map(|n| name_key(n)).filter(|n| whole.ends_with(&**n)).map(|n| n.len()).max()?;
                original.get(folded.original(name.range.end - known..name.range.end)).map(str::to_owned)
            };
            let shown = |range: &Range<usize>| original.get(folded.original(range.clone())).map(str::to_owned);
            let mut person =
                name.person.map(|p| ending(p).unwrap_or_else(|| p.label.clone())).or_else(|| name.unknown.as_ref().and_then(shown));
            match name.form {
                // `支持B人民的斗争` backs B.
                Form::People if is_backed(gazetteer.contexts(), &folded.text, &name.range) => {}
                Form::People | Form::Language => kind = TokenKind::Thing,
                // `佩雷斯·德奎利亚尔`: the name goes on, so it is somebody else's.
                Form::Name if who.kind == Kind::Person && goes_on(&folded.text, &name.range) => kind = TokenKind::Thing,
                // `阿萨德空军基地`: a place that is called after him.
                Form::Name if who.kind == Kind::Person && self.is_called_after(&folded.text, &name.range) => kind = TokenKind::Thing,
                // Out of office, of a state that the page does not name: somebody else of that name.
                Form::Office | Form::Name | Form::Government if who.kind == Kind::Person && self.is_namesake(who, words, year) => {
                    kind = TokenKind::Thing;
                }
                Form::Office | Form::Name | Form::Government if who.kind == Kind::Person => match self.speaks_for(&who.key, year) {
                    Some(state) => {
                        // As the page writes it: 尼克森, not 尼克松.
                        person = original.get(folded.original(name.name.clone())).map(str::to_owned);
                        who = state;
                        kind = TokenKind::Actor;
                    }
                    None => kind = TokenKind::Thing,
                },
                _ => {}
            }
            let after = folded.text.get(name.range.end..).unwrap_or_default();
            let mut parties = Vec::new();
            if let Some(state) = seat {
                // A capital acts for its state, or is where one goes to see it.
                if !row.holds(&name.range) {
                    row = metonym::Row::of(&scan.names, at, &folded.text);
                }
                if !entry.region && (name.form != Form::Name || metonym::acts(gazetteer.contexts(), &folded.text, row.whole(&name.range))) {
                    kind = TokenKind::Actor;
                    who = state;
                } else {
                    kind = TokenKind::Place;
                    parties.push(self.cast.of(state));
                }
            }
            if kind == TokenKind::Actor && (name.form == Form::Land || gazetteer.contexts().land.begins(after).is_some()) {
                kind = TokenKind::Place;
            }
            let mut range = name.range.clone();
            // `A驻日本部队`: forces of A, who are where B is.
            let host = name.form == Form::Forces && words.chars().count() > 1 && folded.text[..range.start].ends_with('驻');
            if host && kind == TokenKind::Actor && name.name.start == range.start {
                range.end = name.name.end;
            }
            if kind == TokenKind::Actor
                && let Some(length) = company_behind(after, folded.seen())
            {
                kind = TokenKind::Thing;
                range.end += length;
            }
            let mut id = None;
            if kind == TokenKind::Actor
                && name.form == Form::Name
                // `法国与共产党` are two.
                && !after.starts_with(['与', '和'])
                && let Some(length) = party_behind(gazetteer.contexts(), after, folded.seen())
            {
                range.end += length;
                id = original.get(folded.original(range.clone())).map(|shown| self.party(shown));
            }
            let id = id.unwrap_or_else(|| self.cast.of(who));
            if kind == TokenKind::Conflict {
                parties = self.sides(id);
            }
            let mut token = Token::new(kind, folded.original(range.clone()), vec![id]);
            token.person = person;
            token.parties = parties;
            found.push(Found { range, token, rank: 4 });
        }
        for (range, id) in self.names.find(&folded.text) {
            let kind = self.cast.get(id).kind;
            let mut token = Token::new(token_kind(kind), folded.original(range.clone()), vec![id]);
            if kind.is_event() {
                token.parties = self.sides(id);
                token.time = time::find_dates(&self.cast.get(id).key).into_iter().next();
            } else if let Some(state) = self.spoken_for(id, year_at(dates, range.start, self.year)).filter(|_| kind == Kind::Person) {
                token = Token::new(TokenKind::Actor, token.range.clone(), vec![state]);
                token.person = original.get(token.range.clone()).map(str::to_owned);
            }
            found.push(Found { range, token, rank: 3 });
        }
        let mut start = 0;
        let compounds = gazetteer.compounds_of(&folded.text, &scan, dates, self.year, &|key| self.nearness_among(found, key));
        for compound in &compounds {
            let year = year_at(dates, compound.range.start, self.year);
            start = start.max(compound.range.end);
            // The year of the place tells what the parts mean, where it is not that of the text before.
            let meaning = |(part, meanings): &(Range<usize>, Vec<&'g Entry>)| {
                if let Some(entry) = folded.text.get(part.clone()).and_then(|form| self.of_pair(form, year)) {
                    return Some(entry);
                }
                let form = folded.text.get(part.clone()).filter(|_| year != self.year && !compound.together);
                let again = form.map(|form| gazetteer.short_form(form, year, &|key| self.nearness_among(found, key)));
                again.as_ref().unwrap_or(meanings).first().copied()
            };
            let entries: Vec<&Entry> = compound.parts.iter().filter_map(meaning).collect();
            let ids: Vec<EntityId> = entries.into_iter().map(|entry| self.cast.of(entry)).collect();
            let visible = folded.original(compound.range.clone());
            found.push(Found { range: compound.range.clone(), token: Token::new(TokenKind::Group, visible, ids), rank: 3 });
        }
        scan.taken
    }

    /// As [`Mentions::nearness`]; what the same text names is nearest: `阿根廷……，英阿两国`.
    fn nearness_among(&self, found: &[Found], key: &str) -> u32 {
        let here = |id| found.iter().any(|f| f.token.kind.acts() && f.token.entities.contains(&id));
        if self.cast.find(key).is_some_and(here) { u32::MAX } else { self.nearness(key) }
    }

    pub(super) fn leanings_in(&mut self, folded: &Folded, found: &mut Vec<Found>) {
        let Some(pattern) = LEANING.on(folded.seen()) else { return };
        let mut from = 0;
        while let Some(captures) = pattern.captures_at(&folded.text, from) {
            let (Some(whole), Some(x)) = (captures.get(0), captures.name("x")) else { break };
            from = x.end();
            if let Some(entry) =
                self.gazetteer.short(x.as_str(), self.year).or_else(|| self.gazetteer.find(x.as_str()).filter(|e| e.kind == Kind::Bloc))
            {
                found.push(leaning(folded, whole.start()..x.end(), self.cast.of(entry)));
            }
        }
        leanings_by_name(folded, found);
    }
}

/// The token of somebody with 亲 or 反 before.
fn leaning(folded: &Folded, range: Range<usize>, id: EntityId) -> Found {
    let kind = if folded.text[range.clone()].starts_with('亲') { TokenKind::Pro } else { TokenKind::Anti };
    Found { token: Token::new(kind, folded.original(range.clone()), vec![id]), range, rank: 3 }
}

/// `亲以色列的立场`: the same with the name in full.
fn leanings_by_name(folded: &Folded, found: &mut Vec<Found>) {
    // 母亲, 违反
    const WORDS: [char; 22] = [
        '母', '父', '双', '探', '相', '定', '成', '结', '血', '近', '姻', '至', '乡', '宗', '皇', '单', '违', '谋', '造', '平', '策', '往',
    ];
    let by_name = |f: &Found| {
        let before = folded.text[..f.range.start].strip_suffix(['亲', '反'])?;
        let [id] = f.token.entities[..] else { return None };
        let named = f.token.kind == TokenKind::Actor && f.token.person.is_none() && !before.ends_with(WORDS);
        let leans = named && BEHIND_LEANING.is_match(&folded.text[f.range.end..], folded.seen());
        leans.then(|| leaning(folded, before.len()..f.range.end, id))
    };
    let leanings: Vec<Found> = found.iter().filter_map(by_name).collect();
    found.extend(leanings);
}
