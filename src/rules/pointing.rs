//! Whom a word means that points back: `兩國`, `該國`, `其`, `前者`.

use std::ops::Range;

use super::{
    clause::ends_clause,
    context::{Flow, distinct, few},
    engine::Place,
};
use crate::{
    fold,
    mention::{EntityId, Kind, Marked, Mentions, Token, TokenKind, counted, told_of},
};

/// The entities that a token stands for; what its sentence names before it is nearer than what sentences before it do.
pub(super) fn resolve(
    marked: &Marked,
    token: &Token,
    place: &Place<'_>,
    mentions: &Mentions<'_>,
    flow: &Flow,
    except: &[EntityId],
) -> Vec<EntityId> {
    match token.kind {
        TokenKind::Pair | TokenKind::That => {
            let words = place.text.visible.get(token.range.clone()).unwrap_or_default();
            let pointing = Pointing { marked, token, words, place, mentions, flow, except };
            if token.kind == TokenKind::Pair {
                // `三國及C`: those behind are named.
                return pointing.several().into_iter().chain(token.entities.iter().copied()).collect();
            }
            pointing.one()
        }
        // A city stands for its state.
        TokenKind::Place if !token.parties.is_empty() => token.parties.clone(),
        _ => token.entities.clone(),
    }
}

/// A word that points back, where it stands.
struct Pointing<'m, 'd> {
    marked: &'m Marked,
    token: &'m Token,
    /// As the page writes it.
    words: &'m str,
    place: &'m Place<'m>,
    mentions: &'m Mentions<'d>,
    flow: &'m Flow,
    /// Who is not meant: the other side.
    except: &'m [EntityId],
}

impl Pointing<'_, '_> {
    /// The tokens of the sentence before it.
    fn before(&self) -> &[Token] {
        &self.marked.tokens[..self.marked.tokens.partition_point(|t| t.range.start < self.token.range.start)]
    }

    /// Where it stands in the code string.
    fn at(&self) -> usize {
        self.marked.placed().find(|(_, t)| t.range == self.token.range).map_or(0, |(at, _)| at)
    }

    fn is_other(&self, id: EntityId) -> bool {
        !self.except.contains(&id)
    }

    fn kind(&self, id: EntityId) -> Kind {
        self.mentions.cast.get(id).kind
    }

    /// Whether an entity can be `該國`, where the word says that it is a state.
    fn is_such_a_state(&self, id: EntityId) -> bool {
        let kind = self.kind(id);
        !self.words.contains(['国', '國']) || kind.is_polity() && kind != Kind::Bloc
    }

    /// Who acts before it in the sentence, the last first.
    fn here(&self) -> impl Iterator<Item = EntityId> {
        // `在联合国对其主张表示声援`: where it is said is not meant.
        let said_in = |at: usize, t: &Token| t.kind == TokenKind::Organization && self.marked.code[..at].ends_with('在');
        // `与A在B问题上存在争端`: what it is about is not meant.
        let topic = |at: usize, t: &Token| self.marked.code[at + t.kind.code().len_utf8()..].starts_with("问题");
        let meant = |(at, t): &(usize, &Token)| t.kind.acts() && !said_in(*at, t) && !topic(*at, t);
        let acting = self.marked.placed().take(self.before().len()).filter(meant);
        acting.collect::<Vec<_>>().into_iter().rev().flat_map(|(_, t)| t.entities.iter().rev().copied())
    }

    /// `這兩個共和國`: the last two named whose statehood is disputed.
    fn two_disputed(&self) -> Vec<EntityId> {
        let named = self.here().chain(self.flow.remembered());
        let mut last = few(named.filter(|id| self.kind(*id) == Kind::DisputedState), 2);
        last.reverse();
        if last.len() == 2 { last } else { Vec::new() }
    }

    /// `兩國`, `三國`, `雙方`.
    fn several(&self) -> Vec<EntityId> {
        let Self { flow, place, mentions, .. } = self;
        if self.words.contains(['权', '權', '实', '實']) || self.words.contains("共和") || self.words.ends_with("地") {
            return self.two_disputed();
        }
        if let Some(count) = counted(self.words) {
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
        let others: Vec<Token> =
            earlier.iter().enumerate().filter(|(n, _)| !mediators.contains(n)).map(|(_, token)| token.clone()).collect();
        let earlier = &others;
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
            flow.pair(earlier, place.topic, place.section, mentions, self.token.named_parties, anew)
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
        const MEDIATES: &[&str] =
            &["斡旋", "调停", "调解", "撮合", "居中", "奔走", "穿梭", "主持", "见证", "促成", "推动", "说和", "牵线", "协助下"];
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
            // `A和B的分歧由C调停`: C is nearer.
            let next = self.marked.placed().find(|(other, t)| *other > place && t.kind.acts()).map_or(usize::MAX, |(at, _)| at);
            let words = behind(end(&acting[i]), CLOSE);
            let words = words.get(..next.saturating_sub(end(&acting[i]))).unwrap_or(words);
            let close = || (token.kind == TokenKind::Group || joined(i)) && mediates(words);
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
        let (x, y) = self.place.topic.pair.filter(|_| self.place.item)?;
        let own = |id: EntityId| self.mentions.same_actor_or_era(id, x) || self.mentions.same_actor_or_era(id, y);
        let mut code = self.marked.code.chars();
        let opens = code.next().and_then(TokenKind::of) == Some(TokenKind::Actor) && code.next() == Some('：');
        let head = *earlier.first().filter(|_| opens)?.entities.first().filter(|id| !own(**id))?;
        match distinct(earlier[1..].iter().filter(|t| t.kind.acts()).flat_map(|t| t.entities.iter().copied()))[..] {
            [one] if own(one) => Some((head, one)),
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
        let (x, y) = self.place.topic.pair?;
        let mut named: Vec<(usize, EntityId)> = Vec::new();
        for (at, token) in self.marked.placed().take(count).filter(|(_, t)| t.kind.acts() || t.kind == TokenKind::Place) {
            let ids = if token.kind == TokenKind::Place { &token.parties } else { &token.entities };
            let [id] = ids[..] else { return None };
            if !named.iter().any(|(_, old)| self.mentions.same_actor_or_era(*old, id)) {
                named.push((at, id));
            }
        }
        let [(_, guest), (at, host)] = named[..] else { return None };
        let own = |id: EntityId| self.mentions.same_actor_or_era(id, x) || self.mentions.same_actor_or_era(id, y);
        let goes = GOES.iter().any(|w| self.marked.code[..at].ends_with(w));
        (goes && own(host) && !own(guest) && self.kind(guest).is_polity()).then_some((guest, host))
    }

    /// Which state of a lineage a pair means: `兩大帝國` are empires, and after `蘇聯解體後` it is not 蘇聯.
    fn in_its_time(&self, id: EntityId) -> EntityId {
        const OVER: &[&str] = &["解体", "灭亡", "覆灭", "覆亡", "崩溃", "瓦解"];
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
            .or_else(|| Some(flow.told_of.clone()).filter(|told| told.len() == count))
            .or_else(|| listed(NEAR))
            .or_else(|| flow.three(count, place.topic, mentions))
            .or_else(|| Some(flow.hosts.clone()).filter(|hosts| hosts.len() == count))
            .or_else(|| self.pair_and_third().filter(|_| count == 3))
            .or_else(|| listed(usize::MAX))
    }

    /// `三國` on a page about two, where the text names but one other now: the two and the third. Or the only three that it names now.
    fn pair_and_third(&self) -> Option<Vec<EntityId>> {
        let (x, y) = self.place.topic.pair?;
        let own = |id: EntityId| self.mentions.same_actor_or_era(id, x) || self.mentions.same_actor_or_era(id, y);
        let mut now =
            distinct(self.here().chain(self.flow.recent()).filter(|id| self.kind(*id).is_polity() && self.kind(*id) != Kind::Bloc));
        now.reverse();
        if now.len() == 3 && now.iter().any(|id| own(*id)) {
            return Some(now);
        }
        match now.iter().copied().filter(|id| !own(*id)).collect::<Vec<_>>()[..] {
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

    /// What every other word that points back means: mostly one.
    fn one(&self) -> Vec<EntityId> {
        let words = self.words;
        if words == "它" {
            return self.it().into_iter().collect();
        }
        // `A和B与C断交，前者…`: the first of the two.
        if words == "前者" {
            let two = |t: &&Token| t.kind == TokenKind::Group && (2..=3).contains(&t.entities.len());
            if let Some(first) = self.before().iter().rev().find(two).and_then(|t| t.entities.first()) {
                return vec![*first];
            }
        }
        if self.mentions.is_office(words) {
            return self.who_has_the_office().into_iter().collect();
        }
        // `双方均指责对方`: each the other.
        if matches!(words, "对方" | "對方") && self.except.len() == 2 {
            return self.except.to_vec();
        }
        const NOUNS: &[&str] = &["联盟", "组织", "同盟", "集团"];
        // `該組織` is an organisation: the page's, else the last that was named.
        if words.contains(['组', '組', '盟', '集']) {
            let (flow, place, mentions) = (self.flow, self.place, self.mentions);
            let is = |id: &EntityId| mentions.cast.get(*id).kind.is_organization();
            // On the page of one, others come and go: `该集团` is another only where the text has just named it.
            let own = place.topic.own.filter(is);
            let named = |id: &EntityId| is(id) && (own.is_none() || self.kind(*id) != Kind::Bloc);
            let named_here = || self.before().iter().rev().flat_map(|t| &t.entities).copied().filter(|id| named(id));
            // `退出欧洲自由贸易联盟，转投欧洲共同体。该联盟…`: whose name ends so.
            let noun = |id: &EntityId| {
                NOUNS.iter().any(|noun| fold::name_key(words).ends_with(noun) && self.mentions.cast.get(*id).key.ends_with(noun))
            };
            let here = named_here().find(noun).or_else(|| named_here().next());
            // Where the page's own was named with another, it is the own that the text goes on about.
            let told = || own.filter(|own| flow.recent().any(|id| id == *own));
            let near = || flow.recent().find(named).filter(|_| own.is_some());
            // `某武装与B开战。A向该组织提供武器`: a movement that was named just before is nearer than an organisation of long ago.
            let movement = || flow.recent().find(|id| matches!(self.kind(*id), Kind::Party | Kind::ArmedForce) && self.is_other(*id));
            let last = || flow.recent().find(is).or_else(movement);
            return here.or_else(told).or_else(near).or(own).or_else(last).or_else(|| flow.remembered().find(is)).into_iter().collect();
        }
        let found = match words {
            "其" => self.its(),
            _ if words.starts_with('新') => self.newly_ruled(),
            _ if words.ends_with(['城', '市']) => return self.town(),
            _ if words.contains(['岛', '島', '政', '港']) || words.contains("地") => self.land(),
            // `A承认B，C遂与之断交`: with whom the sentence began.
            "之" => {
                let first = self.before().iter().filter(|t| t.kind.acts()).flat_map(|t| t.entities.iter().copied());
                first.chain(self.flow.subject.iter().copied()).chain(self.flow.recent()).find(|id| self.is_other(*id))
            }
            _ => self
                .polity()
                .or_else(|| self.born())
                .or_else(|| self.here().chain(self.flow.recent()).find(|id| self.is_other(*id) && self.is_such_a_state(*id))),
        };
        found.into_iter().collect()
    }

    /// `该城`: whose the town is that was named last.
    fn town(&self) -> Vec<EntityId> {
        let here = self.before().iter().rev().find(|t| t.kind == TokenKind::Place).map(|t| &t.parties);
        let told = if self.flow.town_ago <= 1 { self.flow.town.as_slice() } else { &[] };
        here.map_or(told, Vec::as_slice).iter().copied().filter(|id| self.is_other(*id)).collect()
    }

    /// `它`: who the sentence begins with, else who the one before is about.
    fn it(&self) -> Option<EntityId> {
        let first = self.before().iter().find(|t| t.kind.acts()).and_then(|t| t.entities.first()).filter(|id| self.is_other(**id));
        let last = |id: &&EntityId| self.flow.recent().any(|recent| recent == **id) && self.is_other(**id);
        first.or_else(|| self.flow.subject.iter().find(last)).copied()
    }

    /// `访问B，与总统某某签署`: of the one who was gone to, else of the other that the page is about.
    fn who_has_the_office(&self) -> Option<EntityId> {
        let named = self.before().iter().rev().filter(|t| t.kind.acts() || t.kind == TokenKind::Place);
        let here = named.flat_map(|t| t.parties.iter().chain(&t.entities).copied());
        let pair = self.place.topic.pair.into_iter().flat_map(|(a, b)| [a, b]);
        here.chain(pair).find(|id| self.kind(*id).is_polity() && !self.except.iter().any(|one| self.mentions.same_actor_or_era(*one, *id)))
    }

    /// Whose `其` is: of who was named last before it, but for where somebody goes (`赴B作战`) and for those who stand in a list with the
    /// subject; where the sentence names nobody else, of who the text goes on about.
    fn its(&self) -> Option<EntityId> {
        let mut found = None;
        let mut passed: Vec<EntityId> = Vec::new();
        let fits = |id: EntityId| self.is_other(id) && self.is_such_a_state(id);
        let behind = &self.marked.code[self.at()..];
        let recognised = behind.split(ends_clause).next().is_some_and(|words| ["承认", "独立"].iter().any(|w| words.contains(w)));
        for (at, other) in self.marked.placed().filter(|(_, t)| t.range.start < self.token.range.start && t.kind.acts()) {
            let head = &self.marked.code[..at];
            // `召回驻A大使，抗议其干涉`: A is meant.
            let behind = self.marked.code[at..].chars().nth(1);
            let envoy = head.ends_with('驻') && behind.is_none_or(|c| matches!(c, '，' | '大' | '公' | '使'));
            let goal = !envoy && head.ends_with(['赴', '访', '抵', '驻', '往', '到'])
                // `某政府设于B，其军队…`: where something is.
                || ["设于", "设在", "位于", "迁至", "迁往", "流亡", "流亡至", "流亡到"].iter().any(|w| head.ends_with(w))
                || ["经由", "途经", "取道", "借道", "透过", "通过"].iter().any(|w| head.ends_with(w));
            let listed = other.entities.len() > 2 && other.entities.iter().any(|id| self.except.contains(id));
            let last = other.entities.iter().rev().find(|id| fits(**id));
            // `A脱离B，C未承认其独立`: it is A who is recognised.
            let left = recognised && found.is_some() && ["脱离", "脱离了", "摆脱", "脱离自", "独立自"].iter().any(|w| head.ends_with(w));
            if let Some(id) = last.filter(|_| !goal && !listed && !left) {
                found = Some(*id);
            } else {
                passed.extend(&other.entities);
            }
        }
        let recent = || self.flow.recent().find(|id| fits(*id) && !passed.contains(id));
        let subject = || self.flow.subject.first().filter(|id| fits(**id) && self.flow.recent().any(|r| r == **id)).copied();
        found.or_else(subject).or_else(recent)
    }

    /// `該國` is the polity under discussion; `該政權` the title's.
    fn polity(&self) -> Option<EntityId> {
        let section = self.place.topic.about.get(self.place.section).copied().flatten();
        let section = section.filter(|id| self.words.contains(['国', '國']) && self.kind(*id) != Kind::Bloc);
        let about = section.or(self.place.topic.polity);
        about.filter(|id| self.words.contains(['国', '國', '政']) && self.is_other(*id))
    }

    /// `新政权`: of the other that the page is about, else of the state under discussion.
    fn newly_ruled(&self) -> Option<EntityId> {
        let same = |a: EntityId, b: EntityId| self.mentions.same_actor_or_era(a, b);
        let fits = |id: EntityId| self.kind(id).is_polity() && self.kind(id) != Kind::Bloc && !self.except.iter().any(|one| same(*one, id));
        let own = |id: EntityId| self.place.topic.pair.is_none_or(|(x, y)| same(id, x) || same(id, y));
        let named = || self.here().chain(self.flow.recent()).filter(|id| fits(*id));
        let pair = || self.place.topic.pair.into_iter().flat_map(|(x, y)| [x, y]).filter(|id| fits(*id));
        let other = || pair().next().filter(|_| pair().nth(1).is_none()).map(|id| self.flow.era(id, self.mentions));
        named().find(|id| own(*id)).or_else(other).or_else(|| self.polity()).or_else(|| named().next())
    }

    /// `该岛` is a land named before and no city, `该政权` none of the two that the page is about.
    fn land(&self) -> Option<EntityId> {
        let is_island = |id: EntityId| !self.words.contains(['岛', '島']) || self.mentions.cast.get(id).key.ends_with(['岛', '屿', '礁']);
        let is_city = |id: &EntityId| self.kind(*id) == Kind::Place && !is_island(*id);
        let fits = |id: EntityId| match self.kind(id) {
            Kind::Place => !self.words.contains('政') && is_island(id),
            Kind::Dependency => !self.words.contains('政'),
            _ => false,
        };
        let named = || self.here().chain(self.flow.recent());
        let same = |a: EntityId, b: EntityId| self.mentions.same_actor_or_era(a, b);
        let of_the_pair = |id: EntityId| self.place.topic.pair.is_some_and(|(x, y)| same(id, x) || same(id, y));
        // `B的首都…，A吞并该岛`, on a page about A and B.
        let other = || {
            let (x, y) = self.place.topic.pair.filter(|_| self.words.contains(['岛', '島']))?;
            named().find(is_city)?;
            let own = |id: EntityId| self.except.iter().any(|e| same(*e, id));
            match (own(x), own(y)) {
                (true, false) => Some(y),
                (false, true) => Some(x),
                _ => None,
            }
        };
        let land = || named().find(|id| self.is_other(*id) && fits(*id));
        let last = || named().find(|id| self.is_other(*id) && !of_the_pair(*id) && !is_city(id));
        // `B成立，A占领该岛`, on a page about A and B: nothing else is named that could be one.
        let rest = || {
            let (x, y) = self.place.topic.pair.filter(|_| self.words.contains(['岛', '島']))?;
            let own = |id: EntityId| self.except.iter().any(|e| same(*e, id));
            let other = match (own(x), own(y)) {
                (true, false) => y,
                (false, true) => x,
                _ => return None,
            };
            named().find(|id| self.is_other(*id) && same(*id, other))
        };
        self.polity().or_else(land).or_else(other).or_else(rest).or_else(last)
    }

    /// `B脱离C独立，A率先承认该国`: what came into being.
    fn born(&self) -> Option<EntityId> {
        let at = self.at();
        let start = self.marked.code[..at].rfind(ends_clause)?;
        let clause = self.marked.code[..start].rfind(ends_clause).map_or(0, |comma| comma + '，'.len_utf8());
        let words = &self.marked.code[clause..start];
        let newly = ["独立", "建国"].iter().any(|w| words.ends_with(w)) && self.marked.code[..at].ends_with("承认");
        let mut actors = self.marked.placed().filter(|(at, t)| (clause..start).contains(at) && t.kind == TokenKind::Actor);
        // `A承认B独立，C拒绝承认该国`
        let who = if words.contains("承认") { actors.last() } else { actors.next() };
        who.filter(|_| newly).and_then(|(_, t)| t.entities.first().copied()).filter(|id| self.is_other(*id))
    }
}
