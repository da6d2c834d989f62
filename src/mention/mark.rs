//! From a text to sentences of tokens.

use std::{ops::Range, sync::LazyLock};

use super::{
    EntityId, Entry, Form, Kind, Mentions,
    anaphors::{anaphors_in, hosts_in, pronouns_in},
    canonical, metonym,
    normalise::normalise,
    resolve::entity_of_title,
    token::{Marked, Token, TokenKind},
};
use crate::{
    document::Text,
    expression::Expression,
    fold::{Folded, name_key},
    hash::Characters,
    time::{self, Edtf, TimeExpr},
    words::Words,
};

/// A quotation longer than this many characters is somebody's words; a shorter one is a name or a term.
const LONG_QUOTE: usize = 16;

static LEANING: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new("[亲反](?P<x>西方|\\p{Han})(?:$|[派的国政情倾势路立联外之阵、，。”」』；）]|中央|政权|态度|阵营|分子)")
});
/// What makes a name that begins with a state's the name of a company or an institution.
static COMPANY: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "^[^，。；、：“”「」《》（）()的与和在对向于是了为签访支援及以由被将把并而则又有曾]{1,12}?(?:公司|石油集团|天然气集团|银行|大学|学院|研究所|研究院|基金会|协会|俱乐部|通讯社|电视台|日报)",
    )
});

/// `伊朗十五家银行` are many.
fn is_counted(words: &str) -> bool {
    words
        .split_once(['家', '间', '个', '所'])
        .is_some_and(|(head, _)| head.ends_with(|c: char| "一二三四五六七八九十百两多几数余".contains(c) || c.is_ascii_digit()))
}

/// What makes a name that begins with a state's the name of a party or a movement: `瑞典社会民主党`.
static PARTY: LazyLock<Expression> = LazyLock::new(|| {
    const KINDS: &str = "社会|民主|共产|工人|劳动|劳工|人民|自由|保守|国民|革命|进步|联合|统一|共和|基督教|伊斯兰|正义|发展|法西斯|国家|农民|左翼|右翼|民族|独立|自治|解放|爱国|救国|全国|激进|中间|中央|大众|公民|主义|过渡|临时|反对派|复兴|行动|拯救|与|和|新";
    Expression::new(&format!(
        "^(?:{KINDS}){{1,6}}(?:党|阵线|解放组织|解放运动|救国政府)|^(?:{KINDS}){{0,5}}(?:民族|解放|过渡|临时|救国|独立|爱国)委员会"
    ))
});
/// What stands behind a party and makes it the government that it leads, or some of its people.
const OF_A_PARTY: &[&str] = &["政府", "政权", "内阁", "总理", "首相", "总统", "执政", "员", "派", "人"];

/// Words behind the name of a state that make it those who fight its government, also those `境内的` and `的`.
static OPPONENTS: LazyLock<Words> = LazyLock::new(|| {
    Words::of(&["反对派", "反政府", "反叛", "反抗军", "叛军", "叛乱", "游击队", "分离主义", "分裂主义", "极端", "恐怖", "民兵", "流亡"])
});

/// Words behind the name of a state that make it those who live there.
static PART_OF_A_PEOPLE: LazyLock<Words> = LazyLock::new(|| {
    Words::of(&[
        "塞族",
        "库尔德",
        "难民",
        "侨民",
        "移民",
        "公民",
        "平民",
        "民众",
        "居民",
        "游客",
        "留学生",
        "学者",
        "媒体",
        "舆论",
        "记者",
        "企业",
        "商人",
        "渔民",
        "船员",
    ])
});

/// Armed opponents with a name before the word: `东部的M23叛军`.
static NAMED_OPPONENTS: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new("^(?:[东西南北中]{1,2}部|境内|国内)?的?[A-Za-z0-9“”·-]{0,16}(?:叛军|反政府武装|反政府军|游击队|反抗军)")
});

/// Whether a foreign name goes on behind a part of it: `佩雷斯·德奎利亚尔`.
fn goes_on(text: &str, name: &Range<usize>) -> bool {
    text.get(name.end..).and_then(|after| after.strip_prefix('·')).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Whether a people is backed, which backs its state: `支持B人民的斗争`.
fn is_backed(text: &str, name: &Range<usize>) -> bool {
    let (before, after) = (text.get(..name.start).unwrap_or_default(), text.get(name.end..).unwrap_or_default());
    // `支持B人建立国家`
    let founds = ["建立", "建国", "独立", "自决", "争取", "复国"].iter().any(|verb| after.starts_with(verb));
    text.get(name.clone()).is_some_and(|words| words.ends_with("人民") || founds && words.ends_with('人'))
        && ["支持", "声援", "支援", "支持了", "声援了"].iter().any(|verb| before.ends_with(verb))
}

/// What of the words behind a state's name makes the whole some of its people, as a number of bytes.
fn part_of_a_people(after: &str, seen: &Characters) -> Option<usize> {
    if let Some(word) = PART_OF_A_PEOPLE.begins(after) {
        return Some(word.len());
    }
    let within = after.strip_prefix("境内").or_else(|| after.strip_prefix("国内")).unwrap_or(after);
    let theirs = within.strip_prefix('的').unwrap_or(within);
    if let Some(word) = OPPONENTS.begins(theirs) {
        return Some(after.len() - theirs.len() + word.len());
    }
    if let Some(named) = NAMED_OPPONENTS.on(seen).and_then(|regex| regex.find(after)) {
        return Some(named.end());
    }
    // `塞拉利昂的革命联合阵线`
    after.strip_prefix('的').and_then(|theirs| party_behind(theirs, seen)).map(|length| '的'.len_utf8() + length)
}

/// Bytes of the words that make a state's name before them that of a party, and not of the government that it leads or of some of its people.
fn party_behind(after: &str, seen: &Characters) -> Option<usize> {
    let end = PARTY.on(seen)?.find(after)?.end();
    (!OF_A_PARTY.iter().any(|w| after[end..].starts_with(w))).then_some(end)
}

/// Words behind the name of a state that make it a place.
static PART_OF_A_LAND: LazyLock<Words> = LazyLock::new(|| {
    Words::of(&[
        "境内", "领土", "境外", "边境", "沿海", "本土", "领海", "领空", "首都", "全境", "北部", "南部", "东部", "西部", "东北", "西北",
        "西南", "东南", "故土", "故地", "腹地", "内陆", "疆域", "版图",
    ])
});

/// A candidate for a token.
#[derive(Debug)]
pub(super) struct Found {
    /// Bytes of the folded text.
    pub range: Range<usize>,
    pub token: Token,
    /// Of two that begin together and are equally long, the higher wins.
    pub rank: u8,
}

impl Found {
    /// A short form that stands for somebody.
    pub(super) fn short(folded: &Folded, range: Range<usize>, who: EntityId) -> Self {
        Self { token: Token::new(TokenKind::Actor, folded.original(range.clone()), vec![who]), range, rank: 1 }
    }
}

impl<'g> Mentions<'g> {
    /// The sentences of a text as tokens. Brackets that name an actor follow the sentence that they stand in as sentences of their own.
    pub fn mark(&mut self, text: &Text) -> Vec<Marked> {
        let folded = Folded::new(&text.visible);
        let found = self.find(text, &folded);
        self.now += 1;
        let acting = found.iter().filter(|f| f.token.kind.acts()).flat_map(|f| &f.token.entities);
        self.last.extend(acting.map(|id| (*id, self.now)));
        let mut marked = Vec::new();
        for sentence in &text.sentences {
            let range = folded.folded(sentence.clone());
            let mut asides = Vec::new();
            marked.push(sentence_of(&folded, &found, range, &mut asides));
            for aside in asides {
                let inner = sentence_of(&folded, &found, aside, &mut Vec::new());
                if inner.tokens.iter().any(|t| t.kind.acts()) {
                    marked.push(inner);
                }
            }
        }
        marked
    }

    /// All tokens of a text, in order, none overlapping another.
    fn find(&mut self, text: &Text, folded: &Folded) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let dates = time::find_dates(&folded.text);
        for date in &dates {
            let mut token = Token::new(TokenKind::Date, folded.original(date.range.clone()), Vec::new());
            token.time = Some(date.clone());
            found.push(Found { range: date.range.clone(), token, rank: 2 });
        }
        self.links_in(text, folded, &dates, &mut found);
        let taken = self.names_in(&text.visible, folded, &dates, &mut found);
        self.titles_in(&text.visible, folded, &mut found);
        self.events_in(&text.visible, folded, &dates, &mut found);
        self.leanings_in(folded, &mut found);
        self.abroad_in(folded, &dates, &taken, &mut found);
        self.shortened_in(folded, &dates, &mut found);
        self.enumerated_in(folded, &dates, &mut found);
        self.acceded_in(folded, &mut found);
        anaphors_in(folded, &mut found);
        hosts_in(folded, &mut found);
        pronouns_in(folded, &mut found);
        self.own_in(folded, &mut found);
        if let Some(year) = dates.iter().rev().find_map(|d| middle(d.value.date()?)) {
            self.year = Some(year);
        }
        uncover(&mut found);
        found.sort_by_key(|f| (f.range.start, std::cmp::Reverse(f.range.end), std::cmp::Reverse(f.rank)));
        let mut end = 0;
        found.retain(|f| {
            let keep = f.range.start >= end && f.range.end > f.range.start;
            if keep {
                end = f.range.end;
            }
            keep
        });
        self.offices(&text.visible, folded, &mut found);
        for i in 0..found.len() {
            let f = &found[i];
            let is_state = matches!(f.token.kind, TokenKind::Actor | TokenKind::Place) && f.token.person.is_none();
            let Some(length) = is_state.then(|| part_of_a_people(&folded.text[f.range.end..], folded.seen())).flatten() else { continue };
            // They stand where an actor would, so that no other is taken for them, and are none.
            let range = f.range.start..f.range.end + length;
            if found.get(i + 1).is_some_and(|next| next.range.start < range.end) {
                continue;
            }
            let visible = folded.original(range.clone());
            let name = text.visible.get(visible.clone()).unwrap_or_default();
            let mut entity = entity_of_title(self.gazetteer, name, &[], None);
            entity.kind = Kind::Thing;
            let id = self.cast.add(entity);
            found[i] = Found { range, token: Token::new(TokenKind::Actor, visible, vec![id]), rank: found[i].rank };
        }
        found
    }

    fn links_in(&mut self, text: &Text, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) {
        for link in &text.links {
            let Some(named) = self.links.get(&link.span).cloned() else { continue };
            if !named.names || named.split == super::Split::Whole {
                continue;
            }
            let range = link.label.start + named.mention.start..link.label.start + named.mention.end;
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
                if let Some(state) = self.spoken_for(named.entity) {
                    token = Token::new(TokenKind::Actor, range.clone(), vec![state]);
                    token.person = text.visible.get(range.clone()).map(str::to_owned);
                }
            } else if kind.is_event() {
                token.parties = self.sides(named.entity);
                token.time = time::find_dates(&key).into_iter().next();
            } else if let Some((city, state)) = self
                .gazetteer
                .by_key(&key)
                .and_then(|city| Some((city, self.seat_of(city, year_at(dates, folded.folded(range.clone()).start, self.year))?)))
            {
                let state = self.cast.of(state);
                if !city.region && metonym::acts(&folded.text, &folded.folded(range.clone())) {
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

    /// Whom something acts for that acts for another: a state's own army for the state, `中国人民解放军`, `印度海军`.
    fn acting(&self, key: &str, kind: Kind) -> Option<&'g Entry> {
        // A seat of government, a ministry or a house is its state.
        const ORGANS: &[&str] = &["宫", "五角大楼", "国务院", "杜马", "最高苏维埃"];
        const BRANCHES: &[&str] = &[
            "海军陆战队",
            "海军",
            "空军",
            "陆军",
            "国防军",
            "国军",
            "武装部队",
            "自卫队",
            "海岸警卫队",
            "军队",
            "远征军",
            "远征部队",
            "皇家",
        ];
        // A party's committee is the party.
        let party = ["中央委员会", "中央政治局", "中央书记处", "中央"].iter().find_map(|end| key.strip_suffix(end));
        if let Some(party) = party.and_then(|name| self.gazetteer.find(name)).filter(|e| e.kind == Kind::Party) {
            return Some(party);
        }
        let known = self.gazetteer.by_key(key);
        // `中华人民共和国国防部`
        const MINISTRIES: &[&str] = &["国防部", "外交部", "财政部", "商务部"];
        let ministry = || MINISTRIES.iter().find_map(|end| key.strip_suffix(end)).and_then(|name| self.gazetteer.at(name, self.year));
        if known.is_none()
            && let Some(state) = ministry().filter(|e| e.kind.is_polity())
        {
            return Some(state);
        }
        if kind == Kind::Government && ORGANS.iter().any(|end| key.ends_with(end)) {
            return known?.government_of.as_deref().and_then(|of| self.gazetteer.by_key(of)).filter(|e| e.kind.is_polity());
        }
        if kind != Kind::ArmedForce {
            return None;
        }
        let mut name = key;
        let mut known = known;
        while known.is_none() {
            name = BRANCHES.iter().find_map(|b| name.strip_suffix(b))?;
            known = self.gazetteer.at(name, self.year);
        }
        let state = known.and_then(|e| e.government_of.as_deref().map_or(Some(e), |key| self.gazetteer.by_key(key)));
        state.filter(|e| e.kind.is_polity())
    }

    /// The state or party that a person speaks for.
    fn speaks_for(&self, key: &str) -> Option<&'g Entry> {
        let entry = self.gazetteer.by_key(key)?;
        let then = self.year.and_then(|year| self.gazetteer.spoke_for(entry, Some(year)));
        then.or_else(|| self.gazetteer.by_key(&entry.offices.first()?.of))
    }

    /// Whether a person called by a part of their name was long out of office in a year, or not yet in it, and nothing else of their state is named.
    fn is_namesake(&self, person: &Entry, words: &str, year: Option<i32>) -> bool {
        let Some(year) = year.filter(|_| words != person.key) else { return false };
        let in_office = self.gazetteer.spoke_for(person, Some(year)).is_some();
        !in_office && person.offices.iter().all(|office| self.cast.find(&office.of).is_none())
    }

    /// The same of a person on this page, who may be known by it alone.
    fn spoken_for(&mut self, person: EntityId) -> Option<EntityId> {
        let known = self.speaks_for(&self.cast.get(person).key);
        known.map(|state| self.cast.of(state)).or_else(|| self.speakers.get(&person).copied())
    }

    /// Names and short forms in a row. Gives where words of the gazetteer stand, which hold no short form.
    fn names_in(&mut self, original: &str, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) -> Vec<Range<usize>> {
        let gazetteer = self.gazetteer;
        let scan = gazetteer.scan_once(&folded.text);
        for name in &scan.names {
            let year = year_at(dates, name.range.start, self.year);
            let words = folded.text.get(name.name.clone()).unwrap_or_default();
            // 中国 in August 1949 is not yet what it is in October.
            let meant = match when(dates, name.range.start) {
                Some(date) => gazetteer.at_date(words, date),
                None => gazetteer.at(words, year),
            };
            let mut entry = meant.unwrap_or(name.entry);
            let whole = folded.text.get(name.range.clone()).unwrap_or_default();
            if matches!(name.form, Form::Side | Form::Forces) && whole.chars().count() == 2 {
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
                && metonym::is_sultan(folded.text.get(name.range.end..).unwrap_or_default(), year)
            {
                let Some(empire) = gazetteer.find(metonym::OTTOMANS).filter(|e| self.cast.find(&e.key).is_some()) else { continue };
                entry = empire;
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
            let mut person = name.person.map(|p| ending(p).unwrap_or_else(|| p.label.clone()));
            match name.form {
                // `支持B人民的斗争` backs B.
                Form::People if is_backed(&folded.text, &name.range) => {}
                Form::People | Form::Language => kind = TokenKind::Thing,
                // `佩雷斯·德奎利亚尔`: the name goes on, so it is somebody else's.
                Form::Name if who.kind == Kind::Person && goes_on(&folded.text, &name.range) => {
                    kind = TokenKind::Thing;
                }
                // Out of office, of a state that the page does not name: somebody else of that name.
                Form::Office | Form::Name | Form::Government if who.kind == Kind::Person && self.is_namesake(who, words, year) => {
                    kind = TokenKind::Thing;
                }
                Form::Office | Form::Name | Form::Government if who.kind == Kind::Person => match self.speaks_for(&who.key) {
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
                if !entry.region && (name.form != Form::Name || metonym::acts(&folded.text, &name.range)) {
                    kind = TokenKind::Actor;
                    who = state;
                } else {
                    kind = TokenKind::Place;
                    parties.push(self.cast.of(state));
                }
            }
            if kind == TokenKind::Actor && PART_OF_A_LAND.begins(after).is_some() {
                kind = TokenKind::Place;
            }
            let mut range = name.range.clone();
            // `中国石油天然气集团公司` is a company, not the state.
            if kind == TokenKind::Actor
                && let Some(rest) = COMPANY.on(folded.seen()).and_then(|r| r.find(after)).filter(|rest| !is_counted(rest.as_str()))
            {
                kind = TokenKind::Thing;
                range.end += rest.end();
            }
            let mut id = None;
            if kind == TokenKind::Actor
                && name.form == Form::Name
                // `法国与共产党` are two.
                && !after.starts_with(['与', '和'])
                && let Some(length) = party_behind(after, folded.seen())
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
            } else if let Some(state) = self.spoken_for(id).filter(|_| kind == Kind::Person) {
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

    /// A party or movement that only the text names.
    fn party(&mut self, shown: &str) -> EntityId {
        let mut entity = entity_of_title(self.gazetteer, shown, &[], None);
        entity.kind = Kind::Party;
        self.cast.add(entity)
    }

    /// As [`Mentions::nearness`]; what the same text names is nearest: `阿根廷……，英阿两国`.
    fn nearness_among(&self, found: &[Found], key: &str) -> u32 {
        let here = |id| found.iter().any(|f| f.token.kind.acts() && f.token.entities.contains(&id));
        if self.cast.find(key).is_some_and(here) { u32::MAX } else { self.nearness(key) }
    }

    fn leanings_in(&mut self, folded: &Folded, found: &mut Vec<Found>) {
        let Some(pattern) = LEANING.on(folded.seen()) else { return };
        let mut from = 0;
        while let Some(captures) = pattern.captures_at(&folded.text, from) {
            let (Some(whole), Some(x)) = (captures.get(0), captures.name("x")) else { break };
            from = x.end();
            if let Some(entry) =
                self.gazetteer.short(x.as_str(), self.year).or_else(|| self.gazetteer.find(x.as_str()).filter(|e| e.kind == Kind::Bloc))
            {
                let id = self.cast.of(entry);
                let kind = if whole.as_str().starts_with('亲') { TokenKind::Pro } else { TokenKind::Anti };
                let range = whole.start()..x.end();
                found.push(Found { token: Token::new(kind, folded.original(range.clone()), vec![id]), range, rank: 3 });
            }
        }
    }

    /// `印度总理[尼赫鲁]`, `[苏共]第一书记[赫鲁晓夫]`: a person behind an office, and an office behind a state, are that state.
    fn offices(&mut self, original: &str, folded: &Folded, found: &mut Vec<Found>) {
        let mut i = 0;
        while i + 1 < found.len() {
            let between = folded.text.get(found[i].range.end..found[i + 1].range.start).unwrap_or("。");
            let person = found[i + 1].token.person.is_some()
                || found[i + 1].token.entities.first().is_some_and(|id| self.cast.get(*id).kind == Kind::Person);
            let state = found[i].token.kind == TokenKind::Actor && found[i].token.person.is_none();
            if state && person && self.gazetteer.is_office(between) {
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
            // `苏联黑海舰队`: a force of the state that stands before it acts for it.
            let force = found[i + 1..].first().filter(|f| f.token.kind == TokenKind::Actor).and_then(|f| f.token.entities.first());
            if state && between.is_empty() && force.is_some_and(|id| self.cast.get(*id).kind == Kind::ArmedForce) {
                let next = found.remove(i + 1);
                found[i].range.end = next.range.end;
                found[i].token.range.end = next.token.range.end;
            }
            i += 1;
        }
    }
}

/// A link to a matter (`[中俄兩國關係](中俄關係)`) does not hide the actors and dates that its words name. A name with one character more is another
/// name: 巴西兰.
fn uncover(found: &mut Vec<Found>) {
    let actors: Vec<Range<usize>> = found
        .iter()
        .filter(|f| {
            f.rank < 5
                && (matches!(f.token.kind, TokenKind::Date | TokenKind::Pro | TokenKind::Anti)
                    || f.token.kind.acts() && !f.token.entities.is_empty())
        })
        .map(|f| f.range.clone())
        .collect();
    found.retain(|f| {
        let covers = |a: &Range<usize>| f.range.start <= a.start && a.end <= f.range.end && f.range.end - a.end != '兰'.len_utf8();
        f.token.kind != TokenKind::Thing || f.rank != 5 || !actors.iter().any(covers)
    });
}

/// The year that decides what a dated name means: see [`when`].
pub(super) fn year_at(dates: &[TimeExpr], at: usize, last: Option<i32>) -> Option<i32> {
    when(dates, at).map_or(last, middle).or_else(|| dates.iter().find_map(|date| middle(date.value.date()?)))
}

/// The year that a date is taken for where it is wide: that in the middle of a decade or a century.
fn middle(date: &Edtf) -> Option<i32> {
    let half = match date.as_str().split_once('X') {
        Some((_, "")) => 5,
        Some((_, "X")) => 50,
        _ => 0,
    };
    date.year().map(|year| year + half)
}

/// The date that decides what a dated name means: one right behind it, `越南于1978年`, else the nearest before it in its text.
fn when(dates: &[TimeExpr], at: usize) -> Option<&Edtf> {
    const RIGHT_BEHIND: usize = 5 * '字'.len_utf8();
    let (before, behind) = dates.split_at(dates.partition_point(|d| d.range.start <= at));
    let near = before.last().map_or(RIGHT_BEHIND, |d| at.saturating_sub(d.range.end).min(RIGHT_BEHIND));
    let next = behind.first().filter(|d| d.range.start - at <= near);
    next.into_iter().chain(before.iter().rev()).filter_map(|d| d.value.date()).find(|d| d.year().is_some())
}

pub(super) const fn token_kind(kind: Kind) -> TokenKind {
    match kind {
        Kind::Organization => TokenKind::Organization,
        Kind::Treaty => TokenKind::Treaty,
        Kind::Exercise => TokenKind::Exercise,
        Kind::Conflict => TokenKind::Conflict,
        Kind::Place => TokenKind::Place,
        Kind::State
        | Kind::HistoricalState
        | Kind::DisputedState
        | Kind::Dependency
        | Kind::Government
        | Kind::Bloc
        | Kind::Party
        | Kind::ArmedForce => TokenKind::Actor,
        Kind::Person | Kind::Institution | Kind::Thing => TokenKind::Thing,
    }
}

/// Who a bracket lists, where it holds nothing but a list: `同盟国（德国、奥匈帝国）`.
fn members(text: &str, inner: &Range<usize>, found: &[Found]) -> Vec<EntityId> {
    let mut entities = Vec::new();
    let mut at = inner.start;
    for f in found.iter().filter(|f| f.range.start >= inner.start && f.range.end <= inner.end) {
        let between = text.get(at..f.range.start).unwrap_or("。");
        if !f.token.kind.acts() || !between.chars().all(|c| matches!(c, '、' | '，' | '和' | '与' | '及' | '以' | ' ')) {
            return Vec::new();
        }
        entities.extend(f.token.entities.iter().copied());
        at = f.range.end;
    }
    let rest = text.get(at..inner.end).unwrap_or("。");
    if entities.len() > 1 && matches!(rest, "" | "等" | "等国") { entities } else { Vec::new() }
}

/// Encodes a folded range as one sentence. Long quotations and brackets become one token; the insides of brackets are handed out.
fn sentence_of(folded: &Folded, found: &[Found], range: Range<usize>, asides: &mut Vec<Range<usize>>) -> Marked {
    let text = &folded.text;
    let mut marked = Marked { range: folded.original(range.clone()), ..Marked::default() };
    marked.code.reserve(range.len());
    marked.offsets.reserve(range.len() / 3 + 1);
    let mut place = folded.places();
    let mut next = found.partition_point(|f| f.range.start < range.start);
    let mut at = range.start;
    while at < range.end {
        if let Some(f) = found.get(next)
            && f.range.start <= at
        {
            next += 1;
            if f.range.start == at && f.range.end <= range.end {
                marked.offsets.push(place.original(at));
                marked.code.push(f.token.kind.code());
                marked.tokens.push(f.token.clone());
                at = f.range.end;
            }
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let closing = match c {
            '（' => Some('）'),
            '(' => Some(')'),
            '“' => Some('”'),
            '「' => Some('」'),
            '『' => Some('』'),
            _ => None,
        };
        if let Some(close) = closing
            && let Some(length) = text[at + c.len_utf8()..range.end].find(close)
        {
            let inner = at + c.len_utf8()..at + c.len_utf8() + length;
            let bracket = matches!(c, '（' | '(');
            // A sentence that is one bracket is read as what stands in it.
            let whole = at == range.start && inner.end + close.len_utf8() >= range.end;
            let name = ["关系", "条约", "协定", "伙伴", "宣言", "声明", "公报", "协议", "联盟", "政策"]
                .iter()
                .any(|w| text[inner.clone()].ends_with(w));
            if !whole && (bracket || !name && text[inner.clone()].chars().count() > LONG_QUOTE) {
                let end = inner.end + close.len_utf8();
                let kind = if bracket { TokenKind::Aside } else { TokenKind::Quote };
                let visible = folded.original(at..end);
                marked.offsets.push(visible.start);
                marked.code.push(kind.code());
                let mut token = Token::new(kind, visible, Vec::new());
                if bracket {
                    let inside = &found[next..];
                    let inside = &inside[..inside.partition_point(|f| f.range.start < inner.end)];
                    token.time = inside.iter().find_map(|f| f.token.time.clone());
                    token.entities = members(text, &inner, inside);
                }
                marked.tokens.push(token);
                if bracket {
                    asides.push(inner);
                }
                at = end;
                while found.get(next).is_some_and(|f| f.range.start < at) {
                    next += 1;
                }
                continue;
            }
        }
        marked.offsets.push(place.original(at));
        marked.code.push(c);
        at += c.len_utf8();
    }
    marked.offsets.push(marked.range.end);
    if let std::borrow::Cow::Owned(code) = canonical(&marked.code) {
        marked.code = code;
    }
    normalise(&mut marked);
    marked
}
