//! Whom a word means that points back: `兩國`, `該國`, `其`, `前者`.

mod several;

use super::{
    clause::ends_clause,
    context::{Flow, distinct},
    engine::Place,
};
use crate::{
    fold,
    mention::{EntityId, Kind, Marked, Mentions, Token, TokenKind},
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

/// Behind who acts with the subject.
const TOGETHER: &[&str] = &["一道", "一起", "一同", "共同", "联手", "携手"];

/// Before whom another leaves.
const LEFT: &[&str] = &["脱离", "脱离了", "摆脱", "脱离自", "独立自"];

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

    /// Whether it is one of the two that the page is about, of whatever time.
    fn is_of_the_pair(&self, id: EntityId) -> bool {
        let same = |other| self.mentions.same_actor_or_era(id, other);
        self.place.topic.pair.is_some_and(|(x, y)| same(x) || same(y))
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
        let behind = |at: usize, t: &Token| &self.marked.code[at + t.kind.code().len_utf8()..];
        let topic = |at: usize, t: &Token| ["问题", "的名义"].iter().any(|w| behind(at, t).starts_with(w));
        // `A脱离B独立，C入侵该国`: B is not meant.
        let state = self.words.contains(['国', '國']);
        let left = |at: usize| state && LEFT.iter().any(|w| self.marked.code[..at].ends_with(w));
        // `对B宣战，与C一道占领了后者全境`: who acts with the subject is not meant.
        let joins = |at: usize, t: &Token| {
            self.marked.code[..at].ends_with(['与', '和', '同', '跟']) && TOGETHER.iter().any(|w| behind(at, t).starts_with(w))
        };
        let meant = |(at, t): &(usize, &Token)| t.kind.acts() && !said_in(*at, t) && !topic(*at, t) && !left(*at) && !joins(*at, t);
        let acting = self.marked.placed().take(self.before().len()).filter(meant);
        acting.collect::<Vec<_>>().into_iter().rev().flat_map(|(_, t)| t.entities.iter().rev().copied())
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
            // `A制裁B，C支持前者`
            let named = distinct(self.before().iter().filter(|t| t.kind.acts()).flat_map(|t| t.entities.iter().copied()));
            let others: Vec<EntityId> = named.into_iter().filter(|id| self.is_other(*id)).collect();
            if let [first, _] = others[..] {
                return vec![first];
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
        if words.contains(['阵', '陣', '运', '運']) || words.contains("武") {
            let movement = |id: &EntityId| matches!(self.kind(*id), Kind::Party | Kind::ArmedForce) && self.is_other(*id);
            return self.here().chain(self.flow.recent()).find(movement).into_iter().collect();
        }
        if words.contains(['组', '組', '盟', '集']) {
            let (flow, place, mentions) = (self.flow, self.place, self.mentions);
            let is = |id: &EntityId| mentions.cast.get(*id).kind.is_organization();
            // On the page of one, others come and go: `该集团` is another only where the text has just named it.
            let own = place.topic.own.filter(is);
            let named = |id: &EntityId| is(id) && (own.is_none() || self.kind(*id) != Kind::Bloc);
            let named_here = || self.before().iter().rev().flat_map(|t| &t.entities).copied().filter(|id| named(id));
            // `退出欧洲自由贸易联盟，转投欧洲共同体。该联盟…`: whose name ends so.
            let own_noun = NOUNS.iter().find(|noun| fold::name_key(words).ends_with(**noun));
            let noun = |id: &EntityId| own_noun.is_some_and(|noun| self.mentions.cast.get(*id).key.ends_with(noun));
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
                // On a page about who leans to one, those who come and go have to do with that one.
                let focus = self.place.topic.pro.or(self.place.topic.anti).filter(|id| self.flow.recent().any(|recent| recent == *id));
                first.chain(focus).chain(self.flow.subject.iter().copied()).chain(self.flow.recent()).find(|id| self.is_other(*id))
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
        // `就在A与B争执的时候，C找到了机会：它…`: not those of whom only the time is told.
        let when = |at: usize| {
            self.marked.code[at..].split(ends_clause).next().is_some_and(|words| words.ends_with(['时', '后', '候', '际', '间']))
        };
        let named = self.marked.placed().take(self.before().len()).filter(|(at, t)| t.kind.acts() && !when(*at));
        let first = named.filter_map(|(_, t)| t.entities.first()).next().filter(|id| self.is_other(**id));
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
            let left = recognised && found.is_some() && LEFT.iter().any(|w| head.ends_with(w));
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
        let section = self.place.about.filter(|id| self.words.contains(['国', '國']) && self.kind(*id) != Kind::Bloc);
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
        let last = || named().find(|id| self.is_other(*id) && !self.is_of_the_pair(*id) && !is_city(id));
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
