//! One match of one pattern: who the sides are, when, how it is put, what shows it.

use std::ops::{Deref, Range};

use regex_automata::util::captures::Captures;

use super::{
    Statement, Via,
    clause::{continues, ends_clause, subject},
    context::Flow,
    engine::Place,
    record::{Found, Reading, all_pairs, cross, is_one_with_others},
    through,
};
use crate::mention::{EntityId, Kind, Marked, Mentions, Token, TokenKind, canonical, is_token};

/// Whether a match begins with a side of the relation: then no preposition may govern it.
pub(super) fn begins_with_side(captures: &Captures) -> bool {
    let start = captures.get_match().map(|m| m.start());
    ["a", "ab"].iter().any(|role| captures.get_group_by_name(role).map(|m| m.start) == start)
}

/// Which state of a lineage a pair means: `兩大帝國` are empires, and after `蘇聯解體後` it is not 蘇聯.
fn in_its_time(id: EntityId, marked: &Marked, pair: &Token, place: &Place<'_>, mentions: &Mentions<'_>, flow: &Flow) -> EntityId {
    const OVER: &[&str] = &["解体", "灭亡", "覆灭", "覆亡", "崩溃", "瓦解"];
    let words = place.text.visible.get(pair.range.clone()).unwrap_or_default();
    if words.contains("帝国") || words.contains("帝國") {
        let empire = |other: &EntityId| mentions.same_lineage(id, *other) && mentions.cast.get(*other).key.ends_with("帝国");
        return flow.remembered().find(empire).unwrap_or(id);
    }
    let over = |(at, t): (usize, &Token)| {
        let behind = marked.code[at + t.kind.code().len_utf8()..].split('，').next().unwrap_or_default();
        t.entities.first() == Some(&id) && OVER.iter().any(|w| behind.starts_with(w)) && behind.ends_with('后')
    };
    let own = || place.topic.pair.into_iter().flat_map(|(a, b)| [a, b]).find(|other| *other != id && mentions.same_lineage(id, *other));
    if marked.placed().any(over) { own().unwrap_or(id) } else { id }
}

/// The entities that a token stands for; what its sentence names before it is nearer than what sentences before it do.
pub(super) fn resolve(
    marked: &Marked,
    token: &Token,
    place: &Place<'_>,
    mentions: &Mentions<'_>,
    flow: &Flow,
    except: &[EntityId],
) -> Vec<EntityId> {
    let before = || &marked.tokens[..marked.tokens.partition_point(|t| t.range.start < token.range.start)];
    match token.kind {
        TokenKind::Pair if counted(token, place).is_some() => {
            let count = counted(token, place).unwrap_or_default();
            // A list of that many in the same sentence, else those whom the text has just told of.
            if let Some(list) = before().iter().rev().find(|t| t.kind == TokenKind::Group && t.entities.len() == count) {
                return list.entities.clone();
            }
            if flow.told_of.len() == count {
                return flow.told_of.clone();
            }
            flow.three(count, place.topic, mentions).or_else(|| flow.list(count).map(<[EntityId]>::to_vec)).unwrap_or_default()
        }
        // `对交战双方实施禁运`: those of the war named last.
        TokenKind::Pair if flow.event_parties.len() == 2 && flow.event_ago <= 2 && at_war(marked, token) => flow.event_parties.clone(),
        TokenKind::Pair => {
            // `A和B对两国复交表示欢迎`: not those who open the clause.
            let at = place_of(marked, token);
            let governed = marked.code[..at].ends_with('对');
            let clause = if governed { marked.code[..at].rfind(ends_clause).unwrap_or(0) } else { at };
            let earlier = marked.placed().take(before().len()).take_while(|(at, _)| *at < clause).count();
            let (earlier, here) = before().split_at(earlier);
            let pair = flow.pair(earlier, place.topic, place.section, mentions, token.named_parties);
            let opens = |a, b| governed && here.iter().any(|t| t.entities.contains(&a) && t.entities.contains(&b));
            let found = pair.filter(|(a, b)| !opens(*a, *b));
            found.map_or_else(Vec::new, |(a, b)| [a, b].map(|id| in_its_time(id, marked, token, place, mentions, flow)).to_vec())
        }
        TokenKind::That => {
            let words = place.text.visible.get(token.range.clone()).unwrap_or_default();
            // `它`: who the sentence begins with, else who the one before is about.
            if words == "它" {
                let first = before().iter().find(|t| t.kind.acts()).and_then(|t| t.entities.first()).filter(|id| !except.contains(id));
                let last = |id: &&EntityId| flow.recent().any(|recent| recent == **id) && !except.contains(id);
                return first.or_else(|| flow.subject.iter().find(last)).copied().into_iter().collect();
            }
            // `A和B与C断交，前者…`: the first of the two.
            if words == "前者" {
                let two = |t: &&Token| t.kind == TokenKind::Group && (2..=3).contains(&t.entities.len());
                if let Some(first) = before().iter().rev().find(two).and_then(|t| t.entities.first()) {
                    return vec![*first];
                }
            }
            // `访问B，与总统某某签署`: of the one who was gone to, else of the other that the page is about.
            if mentions.is_office(words) {
                let named = before().iter().rev().filter(|t| t.kind.acts() || t.kind == TokenKind::Place);
                let here = named.flat_map(|t| t.parties.iter().chain(&t.entities).copied());
                let pair = place.topic.pair.into_iter().flat_map(|(a, b)| [a, b]);
                let is_other = |id: &EntityId| {
                    mentions.cast.get(*id).kind.is_polity() && !except.iter().any(|one| mentions.same_actor_or_era(*one, *id))
                };
                return here.chain(pair).find(is_other).into_iter().collect();
            }
            // `双方均指责对方`: each the other.
            if matches!(words, "对方" | "對方") && except.len() == 2 {
                return except.to_vec();
            }
            // `該組織` is an organisation: the page's, else the last that was named.
            if words.contains(['组', '組', '盟', '集']) {
                let is = |id: &EntityId| mentions.cast.get(*id).kind.is_organization();
                // On the page of one, others come and go: `该集团` is another only where the text has just named it.
                let own = place.topic.own.filter(is);
                let named = |id: &EntityId| is(id) && (own.is_none() || mentions.cast.get(*id).kind != Kind::Bloc);
                let here = before().iter().rev().flat_map(|t| &t.entities).copied().find(named);
                let near = || flow.recent().find(named).filter(|_| own.is_some());
                return here.or_else(near).or(own).or_else(|| flow.remembered().find(is)).into_iter().collect();
            }
            // `該國` is the polity under discussion; `該政權` the title's, else the one named last.
            let is_bloc = |id: &EntityId| mentions.cast.get(*id).kind == Kind::Bloc;
            let section = place.topic.about.get(place.section).copied().flatten();
            let about = section.filter(|id| words.contains(['国', '國']) && !is_bloc(id)).or(place.topic.polity);
            let polity = words.contains(['国', '國', '政']);
            let state = |id: &EntityId| !words.contains(['国', '國']) || mentions.cast.get(*id).kind.is_polity() && !is_bloc(id);
            // `在联合国对其主张表示声援`: where it is said is not meant.
            let said_in = |at: usize, t: &Token| t.kind == TokenKind::Organization && marked.code[..at].ends_with('在');
            let here = || {
                let acting = marked.placed().take(before().len()).filter(|(at, t)| t.kind.acts() && !said_in(*at, t));
                acting.collect::<Vec<_>>().into_iter().rev().flat_map(|(_, t)| t.entities.iter().rev().copied())
            };
            if matches!(words, "其") {
                return meant_by_its(marked, token, flow, except, &state).into_iter().collect();
            }
            // `该岛` is a land named before, `该政权` none of the two that the page is about.
            // `该岛` is no city.
            let island = |id: &EntityId| !words.contains(['岛', '島']) || mentions.cast.get(*id).key.ends_with(['岛', '屿', '礁']);
            let fits = |id: &EntityId| match mentions.cast.get(*id).kind {
                Kind::Place => !words.contains('政') && island(id),
                Kind::Dependency => !words.contains('政'),
                _ => false,
            };
            if words.contains(['岛', '島', '政', '港']) || words.contains("地") {
                let found = here().chain(flow.recent()).find(|id| !except.contains(id) && fits(id));
                let pair = |id: &EntityId| {
                    place.topic.pair.is_some_and(|(x, y)| mentions.same_actor_or_era(*id, x) || mentions.same_actor_or_era(*id, y))
                };
                let city = |id: &EntityId| mentions.cast.get(*id).kind == Kind::Place && !island(id);
                // `B的首都…，A吞并该岛`, on a page about A and B.
                let other = || {
                    let (x, y) = place.topic.pair.filter(|_| words.contains(['岛', '島']))?;
                    here().chain(flow.recent()).find(city)?;
                    let own = |id: EntityId| except.iter().any(|e| mentions.same_actor_or_era(*e, id));
                    match (own(x), own(y)) {
                        (true, false) => Some(y),
                        (false, true) => Some(x),
                        _ => None,
                    }
                };
                let found = found.or_else(other);
                let last = || here().chain(flow.recent()).find(|id| !except.contains(id) && !pair(id) && !city(id));
                return about.filter(|id| polity && !except.contains(id)).or(found).or_else(last).into_iter().collect();
            }
            // `A承认B，C遂与之断交`: with whom the sentence began.
            if words == "之" {
                let first = before().iter().filter(|t| t.kind.acts()).flat_map(|t| t.entities.iter().copied());
                return first
                    .chain(flow.subject.iter().copied())
                    .chain(flow.recent())
                    .find(|id| !except.contains(id))
                    .into_iter()
                    .collect();
            }
            // `B脱离C独立，A率先承认该国`: what came into being.
            let born = || {
                let at = place_of(marked, token);
                let start = marked.code[..at].rfind(ends_clause)?;
                let clause = marked.code[..start].rfind(ends_clause).map_or(0, |comma| comma + '，'.len_utf8());
                let words = &marked.code[clause..start];
                let newly = ["独立", "建国"].iter().any(|w| words.ends_with(w)) && marked.code[..at].ends_with("承认");
                let first = marked.placed().find(|(at, t)| *at >= clause && t.kind == TokenKind::Actor).filter(|(at, _)| *at < start);
                first.filter(|_| newly).and_then(|(_, t)| t.entities.first().copied()).filter(|id| !except.contains(id))
            };
            let last = || born().or_else(|| here().chain(flow.recent()).find(|id| !except.contains(id) && state(id)));
            about.filter(|id| polity && !except.contains(id)).or_else(last).into_iter().collect()
        }
        // A city stands for its state.
        TokenKind::Place if !token.parties.is_empty() => token.parties.clone(),
        _ => token.entities.clone(),
    }
}

/// Where a token stands in the code string.
fn place_of(marked: &Marked, token: &Token) -> usize {
    marked.placed().find(|(_, t)| t.range == token.range).map_or(0, |(at, _)| at)
}

/// Whether two are called so as those who fight: `交战双方`.
fn at_war(marked: &Marked, token: &Token) -> bool {
    let at = place_of(marked, token);
    ["交战", "参战", "冲突", "作战"].iter().any(|w| marked.code[..at].ends_with(w))
}

/// Whose `其` is: of who was named last before it, but for where somebody goes (`赴B作战`) and for those who stand in a list with the subject;
/// where the sentence names nobody else, of who the text goes on about.
fn meant_by_its(marked: &Marked, token: &Token, flow: &Flow, except: &[EntityId], state: &dyn Fn(&EntityId) -> bool) -> Option<EntityId> {
    let mut found = None;
    let mut passed: Vec<EntityId> = Vec::new();
    for (at, other) in marked.placed().filter(|(_, t)| t.range.start < token.range.start && t.kind.acts()) {
        let head = &marked.code[..at];
        // `召回驻A大使，抗议其干涉`: A is meant.
        let envoy = head.ends_with('驻') && marked.code[at..].chars().nth(1).is_none_or(|c| matches!(c, '，' | '大' | '公' | '使'));
        let goal = !envoy && head.ends_with(['赴', '访', '抵', '驻', '往', '到'])
            || ["经由", "途经", "取道", "借道", "透过", "通过"].iter().any(|w| head.ends_with(w));
        let listed = other.entities.len() > 2 && other.entities.iter().any(|id| except.contains(id));
        let last = other.entities.iter().rev().find(|id| !except.contains(id) && state(id));
        if let Some(id) = last.filter(|_| !goal && !listed) {
            found = Some(*id);
        } else {
            passed.extend(&other.entities);
        }
    }
    let recent = || flow.recent().find(|id| !except.contains(id) && !passed.contains(id) && state(id));
    let subject = || flow.subject.first().filter(|id| !except.contains(id) && state(id) && flow.recent().any(|r| r == **id)).copied();
    found.or_else(subject).or_else(recent)
}

/// How many `三國` or `五國` are; none for two.
fn counted(token: &Token, place: &Place<'_>) -> Option<usize> {
    let words = place.text.visible.get(token.range.clone())?;
    let at = ['三', '四', '五', '六', '七', '八'].iter().position(|n| words.starts_with(*n))?;
    Some(at + 3)
}

/// One match of one pattern.
pub(super) struct Match<'m, 'd> {
    pub reading: Reading<'m, 'd>,
    pub captures: Captures,
    pub subject_role: Option<&'m str>,
}

impl<'m, 'd> Deref for Match<'m, 'd> {
    type Target = Reading<'m, 'd>;

    fn deref(&self) -> &Self::Target {
        &self.reading
    }
}

impl Match<'_, '_> {
    /// Where it stands, without the punctuation that it only looks at: what is behind that is another clause.
    fn range(&self) -> Range<usize> {
        let range = self.captures.get_match().map_or(0..0, |m| m.range());
        let words = self.marked.code.get(range.clone()).unwrap_or_default();
        range.start..range.start + words.trim_end_matches(['，', '。', '；']).len()
    }

    fn token(&self, role: &str) -> Option<&Token> {
        let at = self.captures.get_group_by_name(role)?.start;
        self.marked.tokens.get(self.marked.token_at(at)?)
    }

    /// `A同B結盟，又與C結盟`: with whom the subject had to do in a clause before does not go on with it.
    fn is_parted(&self, token: &Token, at: Option<usize>, start: usize) -> bool {
        let clause = self.clause_start(start);
        let words = self.place.text.visible.get(token.range.clone()).unwrap_or_default();
        let head = self.marked.code[clause..].trim_start_matches([TokenKind::Date.code(), '于', '在']);
        let goes_on = head.starts_with(['又', '再', '并', '还', '亦', '也', '后', '转', '改', '则', '却']);
        token.kind == TokenKind::Group && at.is_some_and(|at| at < clause) && goes_on && words.contains(['与', '與', '同', '跟'])
    }

    /// The subject of the clause, or what stands for it where the sentence has none.
    fn subject(&self, flow: &Flow) -> (Vec<EntityId>, Option<usize>) {
        let start = self.range().start;
        if let Some(index) = subject(self.marked, self.parts, start) {
            let token = &self.marked.tokens[index];
            let at = self.marked.placed().nth(index).map(|(at, _)| at);
            let mut entities = resolve(self.marked, token, self.place, self.mentions, flow, &[]);
            if entities.len() == 2 && self.is_parted(token, at, start) {
                entities.truncate(1);
            }
            return (entities, at);
        }
        if continues(self.marked) && !flow.subject.is_empty() {
            return (flow.subject.clone(), None);
        }
        (self.section_subject(), None)
    }

    /// The pair that the page is about, for an event that no name ties to others.
    fn page_pair(&self, flow: &Flow) -> Vec<EntityId> {
        let own = self.token("via").is_some_and(|t| t.parties.is_empty() && t.entities.iter().all(|id| !self.mentions.is_known(*id)));
        let pair =
            self.place.topic.pair.filter(|_| own).and_then(|_| flow.pair(&[], self.place.topic, self.place.section, self.mentions, false));
        pair.map_or_else(Vec::new, |(a, b)| vec![a, b])
    }

    /// `疏远A、亲近B`: who stands before a verb that goes on after `、` is the object of the one before.
    fn is_object(&self, start: usize) -> bool {
        let code = &self.marked.code[start..];
        let listed = code.chars().next().is_some_and(|c| c == TokenKind::Actor.code()) && code.chars().nth(1) == Some('、');
        listed && !self.marked.code[self.clause_start(start)..start].is_empty() && !code.chars().nth(2).is_some_and(is_token)
    }

    /// `A、B先后与C签署`: the list is one side, who stands behind the preposition the other.
    fn list_is_one_side(&self) -> bool {
        const BETWEEN: &[&str] =
            &["先后", "分别", "相继", "陆续", "依次", "均", "都", "皆", "也", "亦", "曾", "又", "随后", "于", "正式", "首次", "已", "一度"];
        let Some(list) = self.captures.get_group_by_name("ab") else { return false };
        let Some(mut rest) = self.marked.code.get(list.end..) else { return false };
        if !self.token("ab").is_some_and(|t| t.kind == TokenKind::Group) {
            return false;
        }
        rest = rest.trim_start_matches("两国").trim_start_matches("三国");
        while let Some(shorter) = BETWEEN.iter().find_map(|w| rest.strip_prefix(w)).or_else(|| rest.strip_prefix(TokenKind::Date.code())) {
            rest = shorter;
        }
        let mut behind = rest.strip_prefix(['与', '同', '和', '跟']).unwrap_or_default().chars();
        behind.next().and_then(TokenKind::of).is_some_and(TokenKind::acts) && !matches!(behind.next(), Some('的' | '之' | '问' | '间'))
    }

    /// Whether another actor than the lent subject stands before the match in its clause.
    fn another_actor(&self, subject: usize, start: usize, end: usize) -> bool {
        self.marked.placed().any(|(at, t)| at != subject && (start..end).contains(&at) && t.kind.acts())
    }

    fn side(&self, role: &str, flow: &Flow, subject: &[EntityId], except: &[EntityId], last: Option<&Statement>) -> Vec<EntityId> {
        if self.subject_role == Some(role) {
            return subject.to_vec();
        }
        if self.subject_role.and_then(|r| r.strip_suffix(":same")) == Some(role) {
            let last = last.filter(|s| s.relation == self.rule.relation);
            return last.map(|s| if role == "a" { s.subject } else { s.object }).into_iter().collect();
        }
        if self.subject_role.and_then(|r| r.strip_suffix(":pair")) == Some(role) {
            return self.page_pair(flow);
        }
        self.token(role).map_or_else(Vec::new, |t| resolve(self.marked, t, self.place, self.mentions, flow, except))
    }

    /// Adds the statements of the match.
    pub fn state(&self, flow: &Flow, statements: &mut Vec<Statement>) {
        let lent = self.subject_role.is_some_and(|r| !r.contains(':'));
        let (subject, subject_at) = if lent { self.subject(flow) } else { (Vec::new(), None) };
        // Only the few patterns that go on from the statement before need it.
        let last = self.subject_role.filter(|r| r.ends_with(":same")).and_then(|_| statements.last().cloned());
        let last = last.as_ref();
        let mut pairs: Vec<(EntityId, EntityId)> = Vec::new();
        if !self.rule.named.is_empty() {
            let name = self.token("via").and_then(|t| t.entities.first()).map(|id| self.mentions.cast.get(*id).key.as_str());
            let holds = |words: &[String]| name.is_some_and(|name| words.iter().any(|w| canonical(name).contains(w.as_str())));
            if !holds(&self.rule.named) || holds(&self.rule.unnamed) {
                return;
            }
        }
        let range = self.range();
        let clause_start = self.clause_start(range.start);
        if self.ruled_out(&range) || self.is_object(range.start) || self.list_is_one_side() {
            return;
        }
        if self.subject_role == Some("ab") && subject_at.is_none_or(|at| self.another_actor(at, clause_start, range.start)) {
            return;
        }
        if self.rule.parties {
            let parties = self.token("via").map_or_else(Vec::new, |t| t.parties.clone());
            all_pairs(&parties, &mut pairs);
        } else {
            let both = self.side("ab", flow, &subject, &[], last);
            let mut a = self.side("a", flow, &subject, &[], last);
            let b = self.side("b", flow, &subject, &a, last);
            if lent && !a.is_empty() && a == b {
                // `立场亲近美国，是美国…的伙伴`: the clause before names the object again, not the subject.
                a = self.section_subject();
            }
            if a.is_empty() {
                a = self.side("a", flow, &subject, &b, last);
            }
            if self.rule.all_pairs || !both.is_empty() {
                let mut all = both;
                all.extend(a.iter().chain(&b).copied());
                if !a.is_empty() && b.is_empty() && !self.rule.all_pairs {
                    return;
                }
                // `英国、澳大利亚军队交战`: a list that nothing parts has no two sides.
                if self.rule.sides && self.token("ab").is_some_and(|t| t.entities.len() > 2 && t.sides.is_none()) {
                    return;
                }
                let parted = self
                    .token("ab")
                    .and_then(|t| t.sides)
                    .filter(|n| *n < all.len() && (self.rule.sides || is_one_with_others(*n, all.len()) || self.one_by_one(&self.range())));
                if let Some(n) = parted {
                    let (one, other) = all.split_at(n);
                    cross(one, other, &mut pairs);
                } else if !a.is_empty() && !b.is_empty() && (self.rule.sides || self.one_by_one(&self.range())) {
                    cross(&a, &b, &mut pairs);
                } else {
                    all_pairs(&all, &mut pairs);
                }
            } else {
                cross(&a, &b, &mut pairs);
            }
        }
        // `雙方簽署《俄芬條約》` on a page about Finland and the Soviet Union: the name says between whom.
        if let (Some(ab), Some(via)) = (self.token("ab"), self.token("via"))
            && ab.kind == TokenKind::Pair
            && let ([x, y], [(a, b)]) = (&via.parties[..], &pairs[..])
            && [a, b].into_iter().filter(|id| [x, y].into_iter().any(|party| self.mentions.same_actor(**id, *party))).count() == 1
        {
            pairs = vec![(*x, *y)];
        }
        // `此次軍演` takes its date from the event that it goes on about.
        let otherwise =
            flow.event.as_ref().filter(|_| self.captures.get_group_by_name("last").is_some()).and_then(|(_, _, date)| date.clone());
        if self.is_off() && self.token("ab").is_some_and(|t| t.entities.len() > 3) {
            return;
        }
        // `签订《甲条约》和《乙条约》`: each was signed.
        for more in self.more_treaties() {
            let found = Found {
                pairs: pairs.clone(),
                range: range.clone(),
                trigger: None,
                subject_at,
                via: vec![more],
                otherwise: None,
                matter: None,
            };
            self.record(found, flow, statements);
        }
        let found = Found { pairs, range, trigger: None, subject_at, via: self.via(flow), otherwise, matter: None };
        self.record(found, flow, statements);
    }

    /// The treaties that stand in one list with the one that was captured, without it.
    fn more_treaties(&self) -> Vec<Via> {
        let mut more = Vec::new();
        let treaty = TokenKind::Treaty.code();
        let Some(mut at) = self.captures.get_group_by_name("via").map(|m| m.end).filter(|_| self.rule.each) else { return more };
        if !self.marked.code[..at].ends_with(treaty) {
            return more;
        }
        while let Some(next) = ["、", "和", "与", "及", "以及", "，以及", "，并签署", "，并签订"]
            .iter()
            .filter_map(|w| self.marked.code[at..].strip_prefix(w).filter(|rest| rest.starts_with(treaty)).map(|_| at + w.len()))
            .next()
        {
            more.extend(self.marked.token_at(next).and_then(|i| self.marked.tokens[i].entities.first()).map(|id| Via::Entity(*id)));
            at = next + treaty.len_utf8();
        }
        more
    }

    fn via(&self, flow: &Flow) -> Vec<Via> {
        let mut via = Vec::new();
        if let Some(token) = self.token("via") {
            if let Some(id) = token.entities.first() {
                via.push(Via::Entity(*id));
            } else if let Some(words) = self.place.text.visible.get(token.range.clone()) {
                via.push(Via::Words(words.to_owned()));
            }
        } else if let Some(words) = self.captures.get_group_by_name("words") {
            let range = self.marked.visible(words.start..words.end);
            // `此次演习` on the page of an exercise is the page's own.
            let own = self
                .own_event()
                .filter(|_| self.engine.set("exercise-noun").iter().any(|w| *w == self.marked.code[words.start..words.end]));
            if let Some(own) = own {
                via.push(Via::Entity(own));
            } else if let Some(words) = self.place.text.visible.get(range) {
                via.push(Via::Words(
                    words.trim_start_matches(['的', '了']).trim_matches(['“', '”', '《', '》', '「', '」', ' ']).to_owned(),
                ));
            }
        } else if self.rule.on.is_some() {
            via.extend(self.own_event().map(Via::Entity));
        } else if self.captures.get_group_by_name("last").is_some()
            && let Some((kind, id, _)) = &flow.event
            && through::fits(self.rule.event, *kind)
        {
            via.push(Via::Entity(*id));
        }
        via
    }
}
