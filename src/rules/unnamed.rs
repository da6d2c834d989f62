//! Sides of a frame that its clause does not name: what 對此 goes back to, the page's own organisation or exercise, the other of its pair.

use std::ops::Range;

use super::{
    Statement,
    clause::clause_of,
    context::{Flow, distinct},
    frame::Slot,
    framing::Framing,
    roles::{Particle, Standing},
    rule::{self, On},
};
use crate::mention::{EntityId, Kind, TokenKind, is_token};

impl Framing<'_, '_> {
    /// The organisation that the page is about, where the clause names no other.
    pub(super) fn own(&self, except: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        let held = |id: EntityId| self.mentions.cast.get(id).kind == Kind::Exercise;
        if self.rule.event == Some(On::Exercise) && !self.place.topic.own.is_some_and(held) {
            return self.exercised(except, flow);
        }
        // Who joins an organisation does not join those who hold the page's own event.
        if let Some(own) = self.own_event().filter(|_| self.rule.object != Some(rule::Side::Organization)) {
            let with = self.holder_of_another(own).unwrap_or_else(|| {
                let mut with = self.holders(&self.core(), flow);
                // `A派出軍艦，B也派出軍艦`: with each other as well.
                let sent = if self.light.is_some() { self.took_part(&with) } else { Vec::new() };
                with.extend(sent);
                distinct(with)
            });
            return with.into_iter().filter(|id| !except.contains(id)).collect();
        }
        let organization = |id: EntityId| self.mentions.cast.get(id).kind.is_organization();
        let tokens = self.roles.within(self.clause()).map(|s| &self.marked.tokens[s.token]);
        let another = tokens.flat_map(|t| &t.entities).any(|id| organization(*id) && Some(*id) != self.place.topic.own);
        // `O成立。A於次年加入。`: the organisation, and no treaty that the text has just named.
        let joins = |id: &EntityId| self.ends_clause() && self.mentions.cast.get(*id).kind == Kind::Organization;
        let treaty = flow.event_ago <= 1 && flow.event.as_ref().is_some_and(|(kind, ..)| *kind == TokenKind::Treaty);
        let last = || flow.recent().find(|id| organization(*id)).filter(|id| !treaty && joins(id));
        let own = self.place.topic.own.filter(|id| organization(*id)).or_else(last);
        own.filter(|id| !another && !except.contains(id)).into_iter().collect()
    }

    /// Who is told in the sentence to have taken part with those who hold it.
    fn took_part(&self, holders: &[EntityId]) -> Vec<EntityId> {
        self.told.iter().filter(|(_, with)| holders.contains(with)).map(|(who, _)| *who).collect()
    }

    /// `A舉行“X”演習，B也參加`, on the page of an exercise of another name: who holds that one.
    fn holder_of_another(&self, own: EntityId) -> Option<Vec<EntityId>> {
        let label = |id: EntityId| self.mentions.cast.get(id).key.as_str();
        let stem: String = label(own).chars().take(2).collect();
        let (at, token) =
            self.marked.placed().take_while(|(at, _)| *at < self.core().start).filter(|(_, t)| t.kind == TokenKind::Exercise).last()?;
        token.entities.first().filter(|id| !label(**id).starts_with(&stem))?;
        let held = self.marked.code[..at].trim_end_matches(['“', '「', '《', '了', '过']);
        let holder = self.roles.within(0..at).find(|s| s.free() && s.opens)?;
        let holds = ["举行", "举办", "主办", "组织", "主导"].iter().any(|w| held.ends_with(w));
        holds.then(|| self.marked.tokens[holder.token].entities.clone())
    }

    /// `日本也參加了這次演習`: who took part in it so far.
    fn exercised(&self, except: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        let clause = &self.marked.code[self.clause()];
        let exercise = |rest: &str| ["演习", "军演", "演练", "联合演习", "联合军演", "军事演习"].iter().any(|w| rest.starts_with(w));
        let points = ["这次", "此次", "该次", "该", "上述", "这场", "此"].iter().any(|that| clause.split(that).skip(1).any(exercise));
        // `A与B举行演习，C亦应邀参加`
        let joins = || self.same.is_some() && ["也", "亦", "同样"].iter().any(|w| clause.contains(w));
        let known = flow.exercise.as_ref().filter(|_| points || joins()).map(|(.., known)| known.as_slice());
        known.unwrap_or_default().iter().copied().filter(|id| !except.contains(id)).collect()
    }

    /// To whom one of these did something by the statement before in the sentence.
    pub(super) fn last_object(&self, except: &[EntityId]) -> Vec<EntityId> {
        let last = self.told.iter().rev().find(|(subject, object)| except.contains(subject) && !except.contains(object));
        last.filter(|_| self.is_silent(except)).map(|(_, object)| *object).into_iter().collect()
    }

    /// `A支持B加入，C則反對`: whom another backs by what the sentence has told last.
    pub(super) fn backed(&self, except: &[EntityId]) -> Option<EntityId> {
        let Statement { subject, object, .. } = self.contrary.as_ref()?;
        let other = !except.is_empty() && !except.contains(subject) && !except.contains(object);
        (other && self.is_silent(except) && self.ends_clause()).then_some(*object)
    }

    /// `A与B签约，A提供武器`: the other of the two of whom the sentence has told so far.
    pub(super) fn other_told_of(&self, one: &[EntityId], flow: &Flow) -> Option<EntityId> {
        // On the page of an exercise those were told of who hold it together.
        let exercise = self.own_event().is_some_and(|id| self.mentions.cast.get(id).kind == Kind::Exercise);
        let (a, b) = flow.here.filter(|_| !exercise && self.is_silent(one))?;
        match one {
            [id] if self.mentions.same_actor(*id, a) => Some(b),
            [id] if self.mentions.same_actor(*id, b) => Some(a),
            _ => None,
        }
    }

    /// `A驱逐B的外交官，B以对等措施回应`: who did the same to one of these before in the sentence.
    pub(super) fn doer_to(&self, whom: &[EntityId]) -> Option<EntityId> {
        let (doer, _) = self.same.filter(|(_, object)| whom.iter().any(|id| self.mentions.same_actor(*id, *object)))?;
        self.is_silent(whom).then_some(doer)
    }

    /// `A向B提供贷款，C也派出专家`: to whom another did the same before in the sentence.
    pub(super) fn also(&self, except: &[EntityId]) -> Option<EntityId> {
        let clause = self.clause();
        let subject = self.roles.within(clause.start..self.core().start).find(|s| s.free() && s.opens && self.is_only(s, except))?;
        let words = &self.marked.code[subject.end..self.core().start];
        let too = ["也", "亦", "则", "同样"].iter().any(|w| words.contains(w));
        let same = self.same.map(|(_, object)| object);
        same.filter(|id| too && !except.contains(id) && self.is_silent(except))
    }

    /// Who signed the treaty or holds the exercise that the clause names or points to; nobody where who speaks is one of them.
    pub(super) fn signers_of_treaty(&self, except: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        let clause = self.clause();
        let is_agreed = |kind: TokenKind| matches!(kind, TokenKind::Treaty | TokenKind::Exercise);
        let named = self.marked.placed().find(|(at, t)| clause.contains(at) && is_agreed(t.kind)).map(|(_, t)| t);
        let own = named.is_some_and(|t| t.entities.first() == self.place.topic.own.as_ref());
        let event = named.and_then(|t| t.entities.first());
        let told = flow.signers.as_ref().filter(|(id, _)| event.map_or_else(|| self.points_to_treaty(), |named| named == id));
        let parties = match (told, named) {
            _ if own => flow.holders().to_vec(),
            (Some((_, signers)), _) => signers.clone(),
            (None, Some(t)) => t.parties.clone(),
            _ => Vec::new(),
        };
        let few = (2..=3).contains(&parties.len());
        let outside = !except.is_empty() && parties.iter().all(|id| !except.iter().any(|e| self.mentions.same_actor_or_era(*e, *id)));
        if few && outside && self.is_silent(except) { parties } else { Vec::new() }
    }

    /// Whether the clause names nobody but these.
    pub(super) fn is_silent(&self, but: &[EntityId]) -> bool {
        // A city says no more than its state does.
        let seat = |s: &Standing| {
            let parties = &self.marked.tokens[s.token].parties;
            s.place && !parties.is_empty() && parties.iter().all(|id| but.contains(id))
        };
        let silent = |s: &Standing| s.land || seat(s) || self.is_only(s, but) || self.marked.tokens[s.token].kind == TokenKind::That;
        self.roles.within(self.clause()).all(silent)
    }

    /// Whom the name of a conflict in the clause holds: `調停日俄戰爭`.
    pub(super) fn parties(&self, except: &[EntityId]) -> Vec<EntityId> {
        let clause = self.clause();
        let named =
            |(at, t): &(usize, &crate::mention::Token)| clause.contains(at) && t.kind == TokenKind::Conflict && t.parties.len() == 2;
        let parties = self.marked.placed().find(named).map_or(&[][..], |(_, t)| &t.parties);
        parties.iter().copied().filter(|id| !except.contains(id)).collect()
    }

    /// Whom who is told of fought in the conflict that the clause names, where the page names them besides: `美國發動伊拉克戰爭`.
    pub(super) fn opponent(&self, of: &[EntityId]) -> Option<EntityId> {
        let clause = self.clause();
        let conflict = self.marked.placed().find(|(at, t)| clause.contains(at) && t.kind == TokenKind::Conflict)?.1.entities.first()?;
        let conflict = &self.mentions.cast.get(*conflict).key;
        of.iter().find_map(|id| self.mentions.opponent(conflict, *id))
    }

    /// The actors that the sentence names, each once, in their order; a city counts as its state.
    pub(super) fn named(&self) -> Vec<EntityId> {
        let mut named: Vec<EntityId> = Vec::new();
        for standing in self.roles.0.iter().filter(|s| !s.land) {
            let token = &self.marked.tokens[standing.token];
            for id in if standing.place && !token.parties.is_empty() { &token.parties } else { &token.entities } {
                if !named.iter().any(|old| self.mentions.same_actor_or_era(*old, *id)) {
                    named.push(*id);
                }
            }
        }
        named
    }

    /// Who is the other where the sentence names two and no more, the one known first. Who does something of their own in a clause behind
    /// is not: `A宣布独立，B率先予以承认`.
    pub(super) fn sole(&self, except: &[EntityId]) -> Vec<EntityId> {
        // `在某地附近部署导弹`: it is there, and with nobody else of the sentence.
        let clause = &self.marked.code[self.clause().start..self.core().start];
        let placed = clause.rsplit_once('在').is_some_and(|(_, rest)| rest.starts_with(TokenKind::Thing.code()));
        if placed {
            return Vec::new();
        }
        let here = clause_of(self.parts, self.core().start);
        let acts_behind = |id: EntityId| {
            let is_theirs = |s: &&Standing| self.marked.tokens[s.token].entities.contains(&id);
            self.roles.0.iter().find(is_theirs).is_some_and(|s| s.clause > here && s.free() && s.opens)
        };
        match (&self.named()[..], except) {
            ([a, b], [one]) if self.mentions.same_actor_or_era(*a, *one) && !acts_behind(*b) => vec![*b],
            // `进入B的A军在当地驻扎`
            ([a, b], [one]) if self.mentions.same_actor_or_era(*b, *one) && self.is_within(*a, *b) => vec![*a],
            _ => Vec::new(),
        }
    }

    /// Whether one stands in a relative clause that hangs on another: `进入B的A军`.
    fn is_within(&self, one: EntityId, head: EntityId) -> bool {
        let holds = |s: &Standing, id| self.marked.tokens[s.token].entities.contains(&id);
        let mut pairs = self.roles.0.windows(2);
        pairs.any(|pair| holds(&pair[0], one) && holds(&pair[1], head) && self.marked.code.get(pair[0].end..pair[1].at) == Some("的"))
    }

    /// What `對此`, `此舉` or an object left out goes back to.
    pub(super) fn told(&self, except: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        if except.is_empty() {
            return Vec::new();
        }
        // `在联合国大会谴责这次行动`: of who invaded.
        if let Some((invader, ..)) = flow.invasion.filter(|(who, _, ago)| *ago <= 2 && !except.contains(who) && self.points_to_deed()) {
            let said_in = |s: &Standing| s.particle == Particle::In && self.marked.tokens[s.token].kind == TokenKind::Organization;
            if self.roles.within(self.clause()).all(|s| s.land || self.is_only(s, except) || said_in(s)) {
                return vec![invader];
            }
        }
        if !self.is_silent(except) {
            return Vec::new();
        }
        let bare = self.light.is_none() && self.frame.b.iter().all(|slot| matches!(slot, Slot::Told | Slot::Contrary));
        if bare && !self.ends_clause() {
            return Vec::new();
        }
        if let Some(signers) = self.signers(flow) {
            // What somebody signed, they have a view of, not of each other.
            let own = signers.iter().any(|id| except.contains(id));
            return if own { Vec::new() } else { signers };
        }
        let here = clause_of(self.parts, self.core().start);
        // `A入侵B。C提出抗议`: against who invaded.
        if let Some((invader, _, 1)) = flow.invasion.filter(|(who, ..)| bare && here == 0 && !except.contains(who)) {
            return vec![invader];
        }
        let holds = |part: &Range<usize>, words: &[&str]| words.iter().any(|w| self.marked.code[part.clone()].contains(w));
        // `表决谴责B的决议时，A投下反对票` is no vote against B.
        let vote = self.rule.object == Some(rule::Side::State);
        let votes = self.frame.trigger.starts_with("vote-");
        let asked = |part: &Range<usize>| holds(part, &["谴责", "制裁"]) || votes && holds(part, &["要求", "敦促"]);
        if vote && self.parts[..here].iter().any(asked) {
            return Vec::new();
        }
        // `A成立B，C即予承认，D则未予承认`: the object of the statement before, or what was founded.
        if let Some(same) = self.same.map(|(_, object)| object).filter(|id| !except.contains(id)) {
            return vec![same];
        }
        if let Some(founded) = self.founded().filter(|s| !self.is_only(s, except)) {
            return self.side(founded, Slot::Told, flow, except).entities;
        }
        // On a page about two, the other of them, if the text has just named it.
        let other = self.other_of_page(except, flow);
        let named = |id: &EntityId| flow.recent().any(|recent| recent == *id);
        if !(vote && bare) && other.iter().any(named) {
            return other;
        }
        let earlier = (0..here).rev().filter_map(|i| self.parts.get(i));
        for part in earlier {
            let state = |s: &&Standing| {
                let mut entities = self.marked.tokens[s.token].entities.iter();
                !s.place && !self.is_only(s, except) && entities.any(|id| self.mentions.cast.get(*id).kind.is_polity())
            };
            if let Some(s) = self
                .roles
                .within(part.clone())
                .find(state)
                .filter(|_| vote && holds(part, &["予", "恢复", "承认", "独立", "建国", "成立", "自立"]))
                .or_else(|| self.roles.within(part.clone()).find(state).filter(|_| votes && holds(part, &["接纳", "加入", "申请"])))
            {
                return self.side(s, Slot::Told, flow, except).entities;
            }
            if let Some(s) = self.roles.within(part.clone()).find(|s| s.free() && s.opens && !self.is_only(s, except)) {
                return self.side(s, Slot::Told, flow, except).entities;
            }
        }
        // A bare verdict is about what its own sentence tells, or what one state did by the sentence before: `A入侵C。B发表声明予以谴责。`
        if bare {
            let [doer] = flow.subject[..] else { return Vec::new() };
            let alone = self.named().len() == 1 && !except.iter().any(|id| self.mentions.same_actor_or_era(*id, doer));
            let told = self.mentions.cast.get(doer).kind.is_polity() && flow.told_of.contains(&doer);
            return if alone && told { vec![doer] } else { Vec::new() };
        }
        flow.subject.iter().copied().filter(|id| !except.contains(id)).collect()
    }

    /// Whether nothing follows in the clause.
    pub(super) fn ends_clause(&self) -> bool {
        self.marked.code[self.core().end..].chars().next().is_none_or(|c| matches!(c, '，' | '。' | '；' | '、'))
    }

    /// Whether the clause points back to a treaty: `該條約`, `此協定`.
    pub(super) fn points_to_treaty(&self) -> bool {
        let clause = &self.marked.code[self.clause()];
        let treaty = |rest: &str| ["条约", "协定", "协议", "公约", "盟约", "和约", "约"].iter().any(|w| rest.starts_with(w));
        // `A、B締約，C也在條約上簽字`
        let upon = || clause.split_once("上签").is_some_and(|(words, _)| words.ends_with(['约', '定', '议']));
        ["该", "此", "这一", "这份", "此项", "该项", "这项"].iter().any(|that| clause.split(that).skip(1).any(treaty)) || upon()
    }

    /// Whether the clause points back to an invasion: `這場戰爭`, `此次行動`.
    fn points_to_deed(&self) -> bool {
        const DEEDS: &[&str] = &["战争", "入侵", "行动", "侵略", "军事行动", "进攻", "吞并", "占领", "兼并", "出兵"];
        let clause = &self.marked.code[self.clause()];
        let deed = |rest: &str| DEEDS.iter().any(|w| rest.starts_with(w));
        ["这场", "这次", "此次", "该次", "这一", "该", "此"].iter().any(|that| clause.split(that).skip(1).any(deed))
    }

    /// Who signed what `該條約` goes back to; where many did, the organisation that the page is about. `None` where the clause points to no treaty.
    fn signers(&self, flow: &Flow) -> Option<Vec<EntityId>> {
        /// More than these signed it in common.
        const FEW: usize = 3;
        if !self.points_to_treaty() {
            return None;
        }
        let signers = flow.signers.as_ref().filter(|(_, signers)| (2..=FEW).contains(&signers.len()));
        let organization = || self.place.topic.own.filter(|id| self.mentions.cast.get(*id).kind.is_organization());
        signers.map(|(_, signers)| signers.clone()).or_else(|| organization().map(|id| vec![id]))
    }

    /// What an earlier clause says was founded, or whose independence somebody wanted: `支持B獨立，翌年予以承認`.
    pub(super) fn founded(&self) -> Option<&Standing> {
        let start = self.clause().start;
        self.roles.within(0..start).rev().find(|s| {
            let near: usize = self.marked.code[..s.at].chars().rev().take(8).take_while(|c| *c != '，').map(char::len_utf8).sum();
            let before = &self.marked.code[s.at - near..s.at];
            let behind = &self.marked.code[s.end..self.clause_end(s.end)];
            let first = self.roles.within(self.clause_start(s.at)..s.at).next().is_none();
            let came =
                || ["成立", "建国", "独立", "宣布独立", "宣告成立", "宣布成立", "宣告独立", "诞生"].iter().any(|w| behind.ends_with(w));
            let wanted =
                || matches!(behind, "独立" | "的独立" | "建国") && ["支持", "赞成", "声援", "主张"].iter().any(|w| before.ends_with(w));
            ["成立", "建立", "组建", "创立", "扶植", "宣告"].iter().any(|w| before.contains(w))
                || wanted()
                || s.free() && s.opens && first && came() && behind.chars().count() <= 10
        })
    }

    /// Whether the clause names a goal that is no actor: `向某党提供武器`.
    fn is_for_another(&self) -> bool {
        const LEAST: usize = 3;
        let before = &self.marked.code[self.clause().start..self.core().start];
        let Some((_, goal)) = before.rsplit_once('向') else { return false };
        goal.chars().take_while(|c| !is_token(*c)).filter(|c| c.is_alphabetic()).count() >= LEAST
    }

    /// The other side of the pair that the page or the section is about.
    pub(super) fn other_of_page(&self, one: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        let Some((a, b)) = self.page_pair(flow) else { return Vec::new() };
        if !self.is_silent(one) || self.is_for_another() {
            return Vec::new();
        }
        let is = |x: EntityId| one.iter().any(|id| self.mentions.same_actor_or_era(*id, x));
        match (is(a), is(b)) {
            (true, false) => vec![b],
            (false, true) => vec![a],
            _ => Vec::new(),
        }
    }

    /// Whom somebody acts for who opens the clause and is known by no name: on a page about two, for the other of them.
    pub(super) fn guest(&self, host: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        if host.is_empty() {
            return Vec::new();
        }
        let (clause, core) = (self.clause(), self.core());
        let before = &self.marked.code[clause.start..core.start.max(clause.start)];
        let mut rest = before.rsplit(['后', '时', '间', '因', '由']).next().unwrap_or(before).to_owned();
        if rest.chars().any(|c| TokenKind::of(c).is_some_and(TokenKind::acts)) {
            return Vec::new();
        }
        for way in self.engine.lexicon().ways.iter() {
            rest = rest.replace(way, "");
        }
        let known = |c: &char| !matches!(TokenKind::of(*c), Some(TokenKind::Thing)) && (is_token(*c) || !c.is_alphanumeric());
        let unknown: usize = rest.chars().filter(|c| !known(c)).map(|c| if is_token(c) { 2 } else { 1 }).sum();
        if unknown >= 2 { self.other_of_page(host, flow) } else { Vec::new() }
    }

    /// `1962年A独立`, on a page that names who ruled A until that year.
    pub(super) fn ruler_before(&self, state: &[EntityId]) -> Vec<EntityId> {
        let [state] = state[..] else { return Vec::new() };
        let Some((ruler, year)) = self.mentions.ruler_before(state) else { return Vec::new() };
        let dates = self.marked.tokens.iter().filter_map(|token| token.time.as_ref()?.value.edtf());
        if dates.filter_map(|date| date.year()).any(|told| told == year) { vec![ruler] } else { Vec::new() }
    }

    /// Both sides of the page's pair, for a third.
    pub(super) fn pair_of_page(&self, third: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        self.for_a_third(self.place.topic.pair.and_then(|_| self.page_pair(flow)), third)
    }

    /// The two of whom the sentence, or the one before it, has told what holds both ways, for a third.
    pub(super) fn two_told_of(&self, third: &[EntityId], flow: &Flow) -> Vec<EntityId> {
        self.for_a_third(flow.here.or_else(|| flow.two_before()), third)
    }

    /// Two, for a third who is told of alone; not where the sentence goes on with two others: `C居间调停，D和E停火`.
    fn for_a_third(&self, two: Option<(EntityId, EntityId)>, third: &[EntityId]) -> Vec<EntityId> {
        let next = self.marked.placed().find(|(at, token)| *at > self.trigger.end && token.kind.acts());
        let goes_on = next.is_some_and(|(_, token)| token.kind == TokenKind::Group);
        let Some((a, b)) = two.filter(|_| !third.is_empty() && !goes_on) else { return Vec::new() };
        // `C赴A的首都调停`
        let known: Vec<EntityId> = third.iter().copied().chain([a, b]).collect();
        let apart = |id: EntityId| third.iter().all(|third| !self.mentions.same_actor_or_era(id, *third));
        if apart(a) && apart(b) && self.is_silent(&known) { vec![a, b] } else { Vec::new() }
    }

    pub(super) fn page_pair(&self, flow: &Flow) -> Option<(EntityId, EntityId)> {
        let topic = self.place.topic;
        let pair = topic.pair.or_else(|| Some((self.place.about?, topic.pro.or(topic.anti)?)))?;
        Some((flow.era(pair.0, self.mentions), flow.era(pair.1, self.mentions)))
    }
}
