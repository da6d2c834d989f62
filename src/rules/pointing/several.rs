//! Whom a word for several means: `兩國`, `三國`, `雙方`.

use std::{borrow::Cow, ops::Range};

use super::Pointing;
use crate::{
    mention::{EntityId, Kind, Token, TokenKind, counted, told_of},
    rules::{
        clause::ends_clause,
        context::{OVER, Two, distinct, few},
    },
};

/// What one does who brings two together.
const MEDIATES: &[&str] =
    &["斡旋", "调停", "调解", "撮合", "居中", "奔走", "穿梭", "主持", "见证", "促成", "推动", "说和", "牵线", "协助下"];

/// How the name of a region ends.
const REGION: [char; 10] = ['海', '亚', '洲', '欧', '湾', '非', '岛', '美', '洋', '角'];

impl Pointing<'_, '_> {
    /// `這兩個共和國`: the last two named whose statehood is disputed.
    fn two_disputed(&self) -> Vec<EntityId> {
        let named = self.here().chain(self.flow.remembered());
        let mut last = few(named.filter(|id| self.kind(*id) == Kind::DisputedState), 2);
        last.reverse();
        if last.len() == 2 { last } else { Vec::new() }
    }

    /// `兩國`, `三國`, `雙方`.
    pub(super) fn several(&self) -> Vec<EntityId> {
        let Self { flow, place, mentions, .. } = self;
        if self.words.contains(['权', '權', '实', '實']) || self.words.contains("共和") || self.words.ends_with("地") {
            return self.two_disputed();
        }
        if let Some(count) = counted(self.words) {
            // `中亚五国`: those of a region, whoever was told of.
            if self.marked.code[..self.at()].ends_with(REGION) {
                return Vec::new();
            }
            return self.so_many(count).unwrap_or_default();
        }
        // `这些国家`: the list named last.
        if told_of(self.words).starts_with(['国', '國', '各', '诸', '諸']) {
            let here = || self.before().iter().rev().find(|t| t.kind == TokenKind::Group).map(|t| t.entities.clone());
            return here().or_else(|| flow.lists(2).next().map(<[EntityId]>::to_vec)).unwrap_or_default();
        }
        // `A访问B，期间两国…`: those of whom the clause before told.
        let meanwhile = self.marked.code[..self.at()].trim_end_matches('，');
        if let Some((a, b)) = flow.last
            && ["期间", "其间", "会上", "会后", "访后", "席间"].iter().any(|w| meanwhile.ends_with(w))
        {
            return vec![a, b];
        }
        // `对交战双方实施禁运`: those of the war named last.
        if flow.event_parties.len() == 2 && flow.event_ago <= 2 && self.at_war() {
            return flow.event_parties.clone();
        }
        // `A和B对两国复交表示欢迎`: not those who open the clause.
        let at = self.at();
        let governed = self.marked.code[..at].ends_with('对');
        let clause = if governed { self.marked.code[..at].rfind(ends_clause).unwrap_or(0) } else { at };
        let before = self.before();
        let count = self.marked.placed().take(before.len()).take_while(|(at, _)| *at < clause).count();
        let (earlier, here) = before.split_at(count);
        let mediators = self.mediators(count);
        let others = || earlier.iter().enumerate().filter(|(n, _)| !mediators.contains(n)).map(|(_, token)| token.clone()).collect();
        let earlier: &[Token] = &if mediators.is_empty() { Cow::Borrowed(earlier) } else { Cow::Owned(others()) };
        if let Some((a, b)) = self.head_and_own(earlier) {
            return vec![a, b];
        }
        let guest = || self.guest_and_host(earlier.len()).filter(|_| !self.token.named_parties);
        let pair = guest().or_else(|| {
            // `A和C否决了议案。2009年3月，两国…`: a date begins anew with those whom the page is about, also where only who mediates stands between.
            let anew = match self.marked.code[..at].strip_prefix(TokenKind::Date.code()) {
                Some(rest) => rest.trim_matches('，').is_empty() || !mediators.is_empty() && !earlier.iter().any(|t| t.kind.acts()),
                None => false,
            };
            let sort = match () {
                () if self.token.named_parties => Two::Parties,
                () if self.words.contains(['国', '國']) => Two::States,
                () => Two::Any,
            };
            flow.pair(earlier, place.topic, place.about, mentions, sort, anew)
        });
        // `两国互不承认，A与B至今没有建交`: nobody was named yet, and the sentence goes on to name two.
        let pair = pair.or_else(|| self.named_behind(before.len()));
        let opens = |a, b| governed && here.iter().any(|t| t.entities.contains(&a) && t.entities.contains(&b));
        let found = pair.filter(|(a, b)| !opens(*a, *b));
        found.map_or_else(Vec::new, |(a, b)| [a, b].map(|id| self.in_its_time(id)).to_vec())
    }

    /// `A和B在两国之间斡旋`, `在A和B的调解下，两国…`, `A的某某和B的某某出面调停，双方…`: which of the first tokens are those who bring the two together, and so are
    /// not the two.
    fn mediators(&self, count: usize) -> Range<usize> {
        /// So many tokens before it are looked at, and so many characters behind each; so many from one alone to its verb.
        const NEAR: usize = 8;
        const FAR: usize = 60;
        const CLOSE: usize = 14;
        let at = self.at();
        let acting: Vec<(usize, usize, &Token)> =
            self.marked.placed().enumerate().take(count).skip(count.saturating_sub(NEAR)).map(|(n, (at, t))| (n, at, t)).collect();
        let end = |(_, at, token): &(usize, usize, &Token)| at + token.kind.code().len_utf8();
        let behind = |start: usize, most: usize| -> &str {
            let clause = self.marked.code[start..].chars().take(most).take_while(|c| !ends_clause(*c));
            self.marked.code.get(start..start + clause.map(char::len_utf8).sum::<usize>()).unwrap_or_default()
        };
        let mediates = |words: &str| MEDIATES.iter().any(|word| words.contains(word));
        // `A的某某和B的某某`: joined with who stands before it.
        let joined = |i: usize| -> bool {
            const FEW: usize = 8;
            let Some(before) = i.checked_sub(1).map(|before| &acting[before]) else { return false };
            let between = self.marked.code.get(end(before)..acting[i].1).unwrap_or("。");
            let near = between.chars().count() <= FEW && !between.contains(ends_clause);
            acting[i].2.kind.acts() && before.2.kind.acts() && near && between.ends_with(['和', '与', '及', '、'])
        };
        let is_one = |i: usize| {
            let (_, place, token) = acting[i];
            let governed = self.marked.code[..place].ends_with(['在', '经', '由', '得']);
            let far = || mediates(behind(if governed { end(&acting[i]) } else { at }, FAR));
            let close = || {
                // `A和B的分歧由C调停`: C is nearer.
                let next = self.marked.placed().find(|(other, t)| *other > place && t.kind.acts()).map_or(usize::MAX, |(at, _)| at);
                let words = behind(end(&acting[i]), CLOSE);
                (token.kind == TokenKind::Group || joined(i))
                    && mediates(words.get(..next.saturating_sub(end(&acting[i]))).unwrap_or(words))
            };
            (token.kind == TokenKind::Group || governed && token.kind.acts()) && far() || close()
        };
        let Some(last) = (0..acting.len()).rev().find(|i| is_one(*i)) else { return 0..0 };
        let mut first = last;
        while first > 0 && joined(first) {
            first -= 1;
        }
        acting[first].0..acting[last].0 + 1
    }

    /// `C：A最亲密的盟友，两国…`, an item about a third on a page about A and B: the third and the one of the two that it names.
    fn head_and_own(&self, earlier: &[Token]) -> Option<(EntityId, EntityId)> {
        self.place.topic.pair.filter(|_| self.place.item)?;
        let mut code = self.marked.code.chars();
        let opens = code.next().and_then(TokenKind::of) == Some(TokenKind::Actor) && code.next() == Some('：');
        let head = *earlier.first().filter(|_| opens)?.entities.first().filter(|id| !self.is_of_the_pair(**id))?;
        match distinct(earlier[1..].iter().filter(|t| t.kind.acts()).flat_map(|t| t.entities.iter().copied()))[..] {
            [one] if self.is_of_the_pair(one) => Some((head, one)),
            _ => None,
        }
    }

    /// The two of the list that the sentence names behind the word, where it names nobody else.
    fn named_behind(&self, count: usize) -> Option<(EntityId, EntityId)> {
        let mut behind = self.marked.tokens.iter().skip(count + 1).filter(|t| t.kind.acts() && !t.entities.is_empty());
        match (behind.next().map(|t| (t.kind, &t.entities[..])), behind.next()) {
            (Some((TokenKind::Group, [a, b])), None) if self.kind(*a).is_polity() && self.kind(*b).is_polity() => Some((*a, *b)),
            _ => None,
        }
    }

    /// `C的某某访问B，两国…`, on a page about A and B: the first is a third who goes to one of the two, and the sentence names nobody else.
    fn guest_and_host(&self, count: usize) -> Option<(EntityId, EntityId)> {
        const GOES: &[&str] = &["访问", "访问了", "访", "抵达", "抵达了", "抵", "前往", "出访", "到访", "飞抵", "赴", "飞往", "到达"];
        self.place.topic.pair?;
        // `C的特使赴B，在两国之间调停`
        let clause = self.marked.code[self.at()..].split(ends_clause).next().unwrap_or_default();
        if MEDIATES.iter().any(|word| clause.contains(word)) {
            return None;
        }
        let mut named: Vec<(usize, EntityId)> = Vec::new();
        for (at, token) in self.marked.placed().take(count).filter(|(_, t)| t.kind.acts() || t.kind == TokenKind::Place) {
            let ids = if token.kind == TokenKind::Place { &token.parties } else { &token.entities };
            let [id] = ids[..] else { return None };
            if !named.iter().any(|(_, old)| self.mentions.same_actor_or_era(*old, id)) {
                named.push((at, id));
            }
        }
        let [(_, guest), (at, host)] = named[..] else { return None };
        let goes = GOES.iter().any(|w| self.marked.code[..at].ends_with(w));
        (goes && self.is_of_the_pair(host) && !self.is_of_the_pair(guest) && self.kind(guest).is_polity()).then_some((guest, host))
    }

    /// Which state of a lineage a pair means: `兩大帝國` are empires, and after `蘇聯解體後` it is not 蘇聯.
    fn in_its_time(&self, id: EntityId) -> EntityId {
        let Self { flow, place, mentions, .. } = self;
        if self.words.contains("帝国") || self.words.contains("帝國") {
            let empire = |other: &EntityId| mentions.same_lineage(id, *other) && mentions.cast.get(*other).key.ends_with("帝国");
            return flow.remembered().find(empire).unwrap_or(id);
        }
        let over = |(at, t): (usize, &Token)| {
            let behind = self.marked.code[at + t.kind.code().len_utf8()..].split('，').next().unwrap_or_default();
            t.entities.first() == Some(&id) && OVER.iter().any(|w| behind.starts_with(w)) && behind.ends_with('后')
        };
        let own = || place.topic.pair.into_iter().flat_map(|(a, b)| [a, b]).find(|other| *other != id && mentions.same_lineage(id, *other));
        if self.marked.placed().any(over) { own().unwrap_or(id) } else { id }
    }

    /// `三國`: a list of that many in the same sentence, else those whom the text has just told of, else those whom the page is about, else the last
    /// list of that many.
    fn so_many(&self, count: usize) -> Option<Vec<EntityId>> {
        const NEAR: usize = 2;
        let Self { flow, place, mentions, .. } = self;
        let here = || self.before().iter().rev().filter(|t| t.kind == TokenKind::Group).find_map(|t| self.of_them(&t.entities, count));
        let listed = |ago| flow.lists(ago).find_map(|list| self.of_them(list, count));
        here()
            .or_else(|| Some(flow.told_here.clone()).filter(|told| told.len() == count))
            .or_else(|| Some(flow.told_of.clone()).filter(|told| told.len() == count))
            .or_else(|| listed(NEAR))
            .or_else(|| self.pair_and_third().filter(|_| count == 3 && place.topic.own.is_none()))
            .or_else(|| flow.three(count, place.topic, mentions))
            .or_else(|| Some(flow.hosts.clone()).filter(|hosts| hosts.len() == count))
            .or_else(|| listed(usize::MAX))
    }

    /// `三國` on a page about two, where the text names but one other now: the two and the third. Or the only three that it names now.
    fn pair_and_third(&self) -> Option<Vec<EntityId>> {
        let (x, y) = self.place.topic.pair?;
        let mut now =
            distinct(self.here().chain(self.flow.recent()).filter(|id| self.kind(*id).is_polity() && self.kind(*id) != Kind::Bloc));
        now.reverse();
        if now.len() == 3 && now.iter().any(|id| self.is_of_the_pair(*id)) {
            return Some(now);
        }
        match now.iter().copied().filter(|id| !self.is_of_the_pair(*id)).collect::<Vec<_>>()[..] {
            [third] => Some([x, y].map(|id| self.flow.era(id, self.mentions)).into_iter().chain([third]).collect()),
            _ => None,
        }
    }

    /// All of a list where they are that many, or the states among them: `A、B、C和某黨，…三國`.
    fn of_them(&self, list: &[EntityId], count: usize) -> Option<Vec<EntityId>> {
        let states: Vec<EntityId> = list.iter().copied().filter(|id| self.is_such_a_state(*id)).collect();
        (states.len() == count).then_some(states)
    }

    /// Whether two are called so as those who fight: `交战双方`.
    fn at_war(&self) -> bool {
        let at = self.at();
        ["交战", "参战", "冲突", "作战"].iter().any(|w| self.marked.code[..at].ends_with(w))
    }
}
