//! What stands for a state without being its name: its capital, a short form behind a verb (`访华`, `驻日`).

use std::ops::Range;

use super::{
    Entry, Form, Kind, Match, Mentions,
    contexts::Contexts,
    mark::Found,
    token::{Token, TokenKind},
};
use crate::{fold::Folded, time::TimeExpr, words::Words};

/// The key of the Republic of China in the gazetteer.
const REPUBLIC: &str = "台湾";

/// What must follow a short form behind a verb or preposition, if it is one behind which short forms stand; nothing is asked behind 访华 and its like:
/// 华 is China wherever it stands so.
fn wanted_behind(contexts: &Contexts, verb: char, form: char) -> Option<Option<&Words>> {
    match verb {
        '访' | '来' | '赴' | '抵' | '驻' | '对' | '援' | '侵' | '在' | '离' | '反' | '抗' | '联' | '助' | '遏' if form == '华' => {
            Some(None)
        }
        '访' | '驻' | '援' | '侵' | '抗' | '赴' | '抵' | '飞' => Some(Some(&contexts.behind_gone_to)),
        '对' | '向' | '与' | '和' | '由' | '从' => Some(Some(&contexts.behind_dealt_with)),
        _ => None,
    }
}

/// Whether a city at a place of the text acts for its state: at the head of a clause, or governed by a preposition that takes actors, and
/// neither gone to nor met in.
pub(super) fn acts(contexts: &Contexts, text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end();
    let after = &text[range.end..];
    // `应东京之请`
    if before.ends_with('应') && contexts.city_asks.begins(after).is_some() {
        return true;
    }
    // `与华盛顿的防务关系`, `是华盛顿的亲密盟友`
    if before.ends_with(['与', '同', '和', '对']) && near_behind(after, &contexts.city_ties) || near_behind(after, &contexts.city_allies)
    {
        return true;
    }
    if contexts.city_gone_to.ends(before).is_some() || contexts.city_met_in.begins(after).is_some() {
        return false;
    }
    let head = before.chars().next_back().is_none_or(|c| matches!(c, '，' | '。' | '；' | '：' | '、' | '\n' | '」' | '”' | '）' | '—'));
    head || contexts.city_dealt_with.ends(before).is_some()
}

/// Cities that stand in a row: `貝爾格萊德、雅典和索非亞`.
#[derive(Debug, Default)]
pub(super) struct Row {
    range: Range<usize>,
    listed: bool,
}

impl Row {
    /// The row that a city stands in, which is looked for once for all of them.
    pub fn of(names: &[Match], at: usize, text: &str) -> Self {
        let city = |name: &Match| {
            name.form == Form::Name && name.entry.kind == Kind::Place && !name.entry.offices.is_empty() && !name.entry.region
        };
        let joined = |pair: &[Match]| {
            let between = text.get(pair[0].range.end..pair[1].range.start);
            city(&pair[0]) && city(&pair[1]) && matches!(between, Some("、" | "和" | "与" | "及"))
        };
        let before = names[..=at].windows(2).rev().take_while(|pair| joined(pair)).count();
        let behind = names[at..].windows(2).take_while(|pair| joined(pair)).count();
        let range = names[at - before].range.start..names[at + behind].range.end;
        Self { listed: text[range.clone()].contains('、'), range }
    }

    /// Whether a city stands in it.
    pub fn holds(&self, city: &Range<usize>) -> bool {
        self.range.contains(&city.start)
    }

    /// What acts or does not: a list as a whole. Two that 與 joins may be of two lists, or one has to do with the other.
    pub fn whole<'r>(&'r self, city: &'r Range<usize>) -> &'r Range<usize> {
        if self.listed { &self.range } else { city }
    }
}

/// Whether one of some nouns stands behind a city and `的`, with a few words before it: `的防务关系`, `的谈判`.
fn near_behind(after: &str, nouns: &Words) -> bool {
    const NEAR: usize = 6;
    let Some(rest) = after.strip_prefix('的') else { return false };
    let near: usize = rest.chars().take(NEAR).take_while(|c| c.is_alphanumeric() && *c != '的').map(char::len_utf8).sum();
    nouns.within(&rest[..near])
}

/// A state and a title.
pub(super) const SULTAN: &str = "苏丹";
/// Whose title it is where the text says no more.
pub(super) const OTTOMANS: &str = "奥斯曼帝国";

/// Whether 苏丹 is somebody's title: before the land was a state of that name, or by what follows.
pub(super) fn is_sultan(contexts: &Contexts, after: &str, year: Option<i32>) -> bool {
    const FIRST: i32 = 1899;
    const STATE: i32 = 1956;
    let follows = |words: &Words| words.begins(after).is_some();
    year.is_some_and(|year| year < FIRST)
        || follows(&contexts.sultan_reigns)
        || year.is_some_and(|year| year < STATE) && follows(&contexts.sultan_names)
}

impl<'g> Mentions<'g> {
    /// The state whose seat a city was in a year.
    pub(super) fn seat_of(&self, city: &Entry, year: Option<i32>) -> Option<&'g Entry> {
        if city.kind != Kind::Place || city.offices.is_empty() {
            return None;
        }
        if let Some(now) = year {
            // Writers call a state by the capital that it took soon after: 伊斯兰堡 in 1965.
            let soon = || city.offices.first().filter(|office| (now + 1..=now + 5).contains(&office.from));
            let then = self.gazetteer.spoke_for(city, year).or_else(|| self.gazetteer.by_key(&soon()?.of));
            // A page that names only today's state means it, whatever ruled there for some years: 巴库 in 1919.
            let named = |state: &Entry| self.cast.find(&state.key).is_some();
            let today = || self.gazetteer.spoke_for(city, None).filter(|today| named(today));
            let other = |state: &Entry| {
                let same = |today: &Entry| state.key.starts_with(&today.key) && !self.gazetteer.same_lineage(&state.key, &today.key);
                !named(state) && today().is_some_and(same)
            };
            return if then.is_some_and(other) { today() } else { then };
        }
        // Without a year, the state that the page names, best that of the section before, else the last.
        let named = || city.offices.iter().filter(|office| self.cast.find(&office.of).is_some());
        let above = self.year_above.and_then(|year| named().find(|office| office.held(year, 0)));
        let known = above.or_else(|| named().next()).and_then(|office| self.gazetteer.by_key(&office.of));
        known.or_else(|| self.gazetteer.spoke_for(city, None))
    }

    /// What a short form means here, the page's own states first.
    pub(super) fn short_here(&self, form: &str, dates: &[TimeExpr], at: usize) -> Option<&'g Entry> {
        let year = super::mark::year_at(dates, at, self.year);
        self.of_pair(form, year).or_else(|| self.gazetteer.short_form(form, year, &|key| self.nearness(key)).first().copied())
    }

    /// The one of the two that the page is about whose name begins with a short form: 阿 on the page 法国－阿尔及利亚关系.
    /// A short form whose meaning changed with the years means what it meant then.
    pub(super) fn of_pair(&self, form: &str, year: Option<i32>) -> Option<&'g Entry> {
        let (a, b) = self.pair?;
        let known = |id| self.gazetteer.by_key(&self.cast.get(id).key);
        let fits =
            |entry: &&Entry| entry.kind.is_polity() && entry.key.starts_with(form) && self.gazetteer.may_mean(form, &entry.key, year);
        // On a page about the Republic of China and another 中 is the former in every year.
        let republic = |entry: &&Entry| form == "中" && entry.key == REPUBLIC;
        let mut both = [a, b].into_iter().filter_map(known).filter(|entry| fits(entry) || republic(entry));
        // Of two that begin alike it says nothing.
        both.next().filter(|_| both.next().is_none())
    }

    /// `沙国`, `伊方` on a page about two: the one of them whose name begins so.
    pub(super) fn shortened_in(&mut self, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) {
        if !folded.may_hold("国方") {
            return;
        }
        let Some((a, b)) = self.pair else { return self.shortened_office_in(folded, dates, found) };
        let mut before = (0, '。');
        for (next, word) in folded.text.char_indices() {
            let (at, form) = std::mem::replace(&mut before, (next, word));
            // 西方, 大国 are words of their own.
            let own = match word {
                '国' => !matches!(form, '大' | '中'),
                '方' => !matches!(form, '东' | '西' | '南' | '北'),
                _ => false,
            };
            if !own || ![a, b].iter().any(|id| self.cast.get(*id).key.starts_with(form)) {
                continue;
            }
            let range = at..next + word.len_utf8();
            let Some(entry) = self.of_pair(&folded.text[at..next], super::mark::year_at(dates, at, self.year)) else { continue };
            let id = self.cast.of(entry);
            found.push(Found::short(folded, range, id));
        }
    }

    /// `菲国国防部长`, `泰国政府` where the page names the state besides: a short form with 国 before who acts for it.
    fn shortened_office_in(&mut self, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) {
        for (at, _) in folded.text.match_indices('国') {
            let end = at + '国'.len_utf8();
            let Some((start, form)) = folded.text[..at].char_indices().next_back() else { continue };
            // 大国, 中国, 本国 are words of their own.
            if "大中本外各该全我".contains(form)
                || !self.gazetteer.is_short(form)
                || self.gazetteer.contexts().short_acts.begins(&folded.text[end..]).is_none()
            {
                continue;
            }
            let year = super::mark::year_at(dates, start, self.year);
            let Some(entry) = self.gazetteer.short(&folded.text[start..at], year) else { continue };
            if self.cast.find(&entry.key).is_none() {
                continue;
            }
            let range = start..end;
            let id = self.cast.of(entry);
            found.push(Found::short(folded, range, id));
        }
    }

    /// Short forms behind a verb or a preposition: `访华`, `驻日美军`, `对苏宣战`; no longer word may begin there: `进驻苏伊士`. `taken` are such words.
    pub(super) fn abroad_in(&mut self, folded: &Folded, dates: &[TimeExpr], taken: &[Range<usize>], found: &mut Vec<Found>) {
        // Nearly no character is a short form, of any state or of the page's own: the cheap question first.
        let own = self.pair.map(|(a, b)| [a, b].map(|id| self.cast.get(id).key.chars().next()));
        let may_be_short = |c: char| c == '华' || self.gazetteer.is_short(c) || own.is_some_and(|own| own.contains(&Some(c)));
        let mut verb = '。';
        for (at, form) in folded.text.char_indices() {
            let verb = std::mem::replace(&mut verb, form);
            if !may_be_short(form) {
                continue;
            }
            let Some(wanted) = wanted_behind(self.gazetteer.contexts(), verb, form) else { continue };
            let range = at..at + form.len_utf8();
            if taken.get(taken.partition_point(|word| word.start < at)).is_some_and(|word| word.start == at && word.end > range.end) {
                continue;
            }
            let form = &folded.text[range.clone()];
            let after = &folded.text[range.end..];
            // The page's own two need no more than not to begin another word.
            const ON: &str = "本来及为便致上下间外内方元式学语文洲心部立断止共统原等级尼度俱后前常";
            let own =
                self.of_pair(form, super::mark::year_at(dates, range.start, self.year)).is_some() && !after.starts_with(|c| ON.contains(c));
            // `驻德英军`
            let mut behind = after.chars();
            let forces = verb == '驻' && behind.next().is_some_and(|c| self.gazetteer.is_short(c)) && behind.next() == Some('军');
            let stands = own
                || forces
                || wanted.map_or_else(
                    || !after.starts_with(['丽', '夏', '裔', '人', '语', '文', '盛', '沙', '尔', '北', '东', '南', '西', '中']),
                    |list| after.is_empty() || list.begins(after).is_some(),
                );
            if !stands {
                continue;
            }
            let Some(entry) = self.short_here(form, dates, range.start) else { continue };
            let id = self.cast.of(entry);
            found.push(Found::short(folded, range, id));
        }
    }

    /// `入联`, `入世`, `入欧`: the organisation that is entered, by one character.
    pub(super) fn acceded_in(&mut self, folded: &Folded, found: &mut Vec<Found>) {
        /// What stands for which, and what may not stand behind it.
        const ENTERED: &[(&str, &str, &str)] = &[
            ("入联", "联合国", "合邦军盟想系队赛网名通络"),
            ("入世", "世界贸易组织", "界代纪俗家袭间人子贸上"),
            ("入欧", "欧洲联盟", "洲盟美亚共"),
        ];
        const NOT_BEFORE: &[char] = &[
            '加', '进', '编', '纳', '并', '引', '列', '投', '输', '融', '迈', '陷', '带', '写', '混', '流', '载', '介', '划', '出', '亚',
            '侵',
        ];
        if !folded.may_hold("入") {
            return;
        }
        for (word, name, not_behind) in ENTERED {
            for (at, _) in folded.text.match_indices(word) {
                let end = at + word.len();
                let clear = !folded.text[..at].ends_with(NOT_BEFORE) && !folded.text[end..].starts_with(|c| not_behind.contains(c));
                let Some(entry) = Some(name).filter(|_| clear).and_then(|name| self.gazetteer.find(name)) else { continue };
                let range = at + '入'.len_utf8()..end;
                let token = Token::new(TokenKind::Organization, folded.original(range.clone()), vec![self.cast.of(entry)]);
                found.push(Found { token, range, rank: 1 });
            }
        }
    }
}
