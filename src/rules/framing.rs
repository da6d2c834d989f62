//! One place where the trigger of a frame stands: who the sides are, and what the relation goes through.

use std::{
    ops::{Deref, Range},
    sync::LazyLock,
};

use super::{
    Via,
    clause::{clause_of, continues, opens},
    context::Flow,
    frame::{Frame, Slot, ViaFrom},
    record::{Found, Reading, all_pairs, cross, is_one_with_others},
    roles::{Particle, Roles, Standing},
    through,
};
use crate::{
    mention::{EntityId, Kind, Token, TokenKind, canonical, canonical_words},
    rules::Statement,
    words::Words,
};

/// A trigger of a frame in a sentence.
pub(super) struct Framing<'m, 'd> {
    pub reading: Reading<'m, 'd>,
    pub frame: &'m Frame,
    pub roles: &'m Roles,
    /// The verb that carries the trigger, where the frame asks for one.
    pub light: Option<Range<usize>>,
    pub trigger: Range<usize>,
    /// The object of the statement that the sentence made last by the same word.
    pub same: Option<EntityId>,
    /// Who did something to whom by the statements that the sentence has made so far.
    pub told: Vec<(EntityId, EntityId)>,
}

impl<'m, 'd> Deref for Framing<'m, 'd> {
    type Target = Reading<'m, 'd>;

    fn deref(&self) -> &Self::Target {
        &self.reading
    }
}

/// What shows that two act together, as it stands in a code string.
static TOGETHER: LazyLock<Vec<String>> = LazyLock::new(|| {
    const WORDS: &[&str] = &["一起", "共同", "一道", "联手", "一同", "一齐", "联合", "等国一起", "携手"];
    canonical_words(WORDS)
});

/// What brings in who acts together with the subject, as it stands in a code string.
static JOINED_BY: LazyLock<Vec<String>> = LazyLock::new(|| {
    const WORDS: &[&str] = &["联合", "联手", "携手", "会同", "伙同", "偕同", "联同", "协同", "连同"];
    canonical_words(WORDS)
});

/// What stands before whom somebody follows in what he does, as it stands in a code string.
static FOLLOWED: LazyLock<Words> =
    LazyLock::new(|| canonical_words(&["跟随", "追随", "紧随", "随同", "仿效", "效仿", "效法", "配合", "跟着"]).into_iter().collect());

/// One side of a relation.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub entities: Vec<EntityId>,
    /// Where it stands in the code string, if the sentence names it.
    pub at: Option<Range<usize>>,
    /// Index of its token, if the sentence names it.
    pub token: Option<usize>,
    /// How it was found.
    pub slot: Option<Slot>,
}

impl Side {
    fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }
}

impl Framing<'_, '_> {
    /// Where the words of the frame begin and end.
    pub fn core(&self) -> Range<usize> {
        let light = self.light.as_ref().unwrap_or(&self.trigger);
        light.start.min(self.trigger.start)..light.end.max(self.trigger.end)
    }

    /// The clause of the trigger.
    pub fn clause(&self) -> Range<usize> {
        let core = self.core();
        self.clause_start(core.start)..self.clause_end(core.end)
    }

    /// The subject of the clause, or what stands for it.
    fn subject(&self, flow: &Flow, except: &[EntityId], adjacent: bool, object: Option<&Range<usize>>) -> Side {
        let core = self.core();
        let clause = self.clause();
        let takes = |s: &&Standing| !self.is_only(s, except);
        let before = || self.roles.within(clause.start..core.start).filter(takes);
        // `对A入侵B表示谴责`, `在A访问B期间`: the preposition governs the whole clause, the actor is its subject.
        if adjacent && let Some(last) = before().next_back() {
            let gap = &self.marked.code[last.end..core.start];
            let governs = matches!(last.particle, Particle::To | Particle::In | Particle::Other | Particle::From);
            // `在联合国谴责A`: where it is said.
            let place_of = last.particle == Particle::In && self.marked.tokens[last.token].kind == TokenKind::Organization;
            let within = ["期间", "之时", "之际", "时", "后", "前"].iter().any(|w| self.marked.code[core.end..clause.end].contains(w));
            if governs
                && (!place_of || within)
                && !last.place
                && gap.chars().count() <= if last.particle == Particle::To { 2 } else { 0 }
                && !gap.contains(['的', '后', '时', '、'])
            {
                return self.side(last, Slot::Before, flow, except);
            }
        }
        // `法国在该国的基地`, `A对B的战争`: who stands right before the object's preposition has it.
        if let Some(at) = object.filter(|at| at.start < core.start) {
            let holds = |s: &&Standing| {
                let gap = self.marked.code.get(s.end..at.start).unwrap_or("，");
                s.particle == Particle::None
                    && !s.place
                    && gap.chars().count() <= 2
                    && !gap.is_empty()
                    && !gap.contains(['，', '的', '、', '和', '与'])
            };
            if let Some(standing) = before().rev().filter(|s| s.end <= at.start).find(holds) {
                return self.side(standing, Slot::Before, flow, except);
            }
        }
        // Who stands right before the verb does it, whatever else is in the clause: `——尼克松访华前一个月——`.
        // `A跟随B制裁C`: who is followed is not who is told of.
        let followed = |s: &&Standing| FOLLOWED.ends(&self.marked.code[..s.at]).is_some();
        let beside = before().next_back().filter(|s| {
            let gap = &self.marked.code[s.end..core.start];
            s.free()
                && !followed(s)
                && gap.chars().count() <= 3
                && !gap.contains(['的', '后', '时', '并', '而', '又', '且', '前', '中', '、'])
        });
        let found = beside
            .or_else(|| before().rev().find(|s| s.free() && s.opens))
            .or_else(|| before().rev().find(|s| s.free() && &self.marked.code[s.end..core.start] != "、"));
        if let Some(standing) = found {
            return self.side(standing, Slot::Before, flow, except);
        }
        // `A的印度之行`, `A的支持`: who has it does it.
        let possessor = before().rev().find(|s| {
            let rest = &self.marked.code[s.end..core.start];
            s.particle == Particle::None && !s.place && rest.starts_with('的') && rest.chars().count() <= 12
        });
        if let Some(standing) = possessor {
            return self.side(standing, Slot::Before, flow, except);
        }
        // `他随后访问C`: for whom the person acts that was named last.
        if self.marked.code[clause.clone()].trim_start_matches(TokenKind::Date.code()).trim_start_matches('，').starts_with(['他', '她'])
            && let Some((id, _)) = flow.person.as_ref().filter(|(id, _)| flow.person_ago <= 2 && !except.contains(id))
        {
            return Side { entities: vec![*id], at: None, token: None, slot: Some(Slot::Before) };
        }
        // `由A训练的流亡者登陆B`: who does it is named by no name.
        let words = self.marked.code[clause.start..core.start].trim_start_matches(TokenKind::Date.code()).trim_start_matches('，');
        let trained = words.strip_prefix('由').and_then(|rest| rest.strip_prefix(|c| TokenKind::of(c).is_some()));
        if trained.and_then(|rest| rest.split_once('的')).is_some_and(|(verb, who)| !verb.is_empty() && !who.is_empty()) {
            return Side::default();
        }
        let here = clause_of(self.parts, core.start);
        for index in (0..here).rev() {
            let Some(part) = self.parts.get(index) else { continue };
            // `计划由A牵头，向B贷款`
            let leads = |s: &&Standing| {
                let rest = &self.marked.code[s.end..];
                s.particle == Particle::By && ["牵头", "出面", "主导", "带头", "发起"].iter().any(|w| rest.starts_with(w))
            };
            let leader = self.roles.within(part.clone()).find(leads);
            if let Some(standing) = leader.or_else(|| self.roles.within(part.clone()).find(|s| s.free() && s.opens)) {
                // Who is the object already is not the subject, and nobody behind it in its clause is.
                if self.is_only(standing, except) {
                    continue;
                }
                return self.side(standing, Slot::Before, flow, except);
            }
        }
        // A clause that has a subject of its own is lent none.
        let is_subject = |s: &Standing| s.free() && s.opens && self.is_group(s) && self.is_only(s, except);
        // `A反对党领袖批评C`: it is somebody else of A.
        let has_subject = |s: &Standing| s.qualifies && s.opens && !self.is_only(s, except);
        let is_people = |(at, t): &(usize, &Token)| {
            let entity = t.entities.first().map(|id| self.mentions.cast.get(*id).kind);
            t.kind == TokenKind::Thing
                && entity.is_some_and(Kind::is_polity)
                && (clause.start..core.start).contains(at)
                && opens(&self.marked.code[clause.start..*at], self.engine.lexicon())
        };
        if self.roles.within(clause.start..core.start).any(|s| is_subject(s) || has_subject(s))
            || self.marked.placed().any(|t| is_people(&t))
        {
            return Side::default();
        }
        let lent = if continues(self.marked) && !flow.subject.is_empty() { flow.subject.clone() } else { self.section_subject() };
        let entities = lent.into_iter().filter(|id| !except.contains(id)).collect();
        Side { entities, at: None, token: None, slot: Some(Slot::Before) }
    }

    /// The first of the slots that is filled.
    fn first(&self, slots: &[Slot], flow: &Flow, except: &[EntityId], adjacent: bool, object: Option<&Range<usize>>) -> Side {
        for slot in slots {
            let standing = match slot {
                Slot::Before => {
                    let side = self.subject(flow, except, adjacent, object);
                    if side.is_empty() {
                        continue;
                    }
                    return side;
                }
                Slot::By | Slot::Both => continue,
                Slot::After => self.after(self.core().end),
                Slot::Head => self.head(),
                Slot::To => self.governed(Particle::To),
                Slot::With => self.governed(Particle::With),
                Slot::From => self.governed(Particle::From),
                Slot::In => self.governed(Particle::In),
                Slot::Ba => self.governed(Particle::Ba),
                Slot::Of => self.of(),
                Slot::Inside => self.inside(),
                // `A和B从中斡旋`: who does it are no sides of what they end.
                Slot::Group => self.roles.within(self.clause()).find(|s| {
                    let gap = self.marked.code.get(s.end..self.core().start).unwrap_or("之间");
                    let acts = s.free() && s.opens && !["之间", "间", "双方", "两国", "的", "，"].iter().any(|w| gap.contains(w));
                    self.is_group(s) && !(acts && self.marked.tokens[s.token].kind == TokenKind::Group)
                }),
                Slot::Page
                | Slot::Own
                | Slot::Guest
                | Slot::Told
                | Slot::Topic
                | Slot::Pair
                | Slot::Last
                | Slot::Signers
                | Slot::Founded
                | Slot::Parties
                | Slot::Also
                | Slot::Sole => {
                    let entities = match slot {
                        Slot::Topic => {
                            self.place.topic.polity.filter(|id| !except.contains(id) && self.is_silent(except)).into_iter().collect()
                        }
                        Slot::Pair => self.pair_of_page(except, flow),
                        Slot::Own => self.own(except, flow),
                        Slot::Guest => self.guest(except, flow),
                        Slot::Told => self.told(except, flow),
                        Slot::Sole => self.sole(except),
                        Slot::Also => self.also(except).into_iter().collect(),
                        Slot::Last => self.last_object(except),
                        Slot::Founded => {
                            let founded =
                                self.founded().filter(|s| !except.is_empty() && !self.is_only(s, except) && self.is_silent(except));
                            founded.map_or_else(Vec::new, |s| self.side(s, Slot::Told, flow, except).entities)
                        }
                        Slot::Signers => self.signers_of_treaty(except, flow),
                        Slot::Parties => self.parties(except),
                        _ => self.other_of_page(except, flow),
                    };
                    if entities.is_empty() {
                        continue;
                    }
                    return Side { entities, slot: Some(*slot), ..Side::default() };
                }
            };
            if let Some(standing) = standing.filter(|s| !self.is_only(s, except)) {
                let mut side = self.side(standing, *slot, flow, except);
                if *slot == Slot::After && standing.place {
                    self.go_on(standing, &mut side, flow, except);
                }
                return side;
            }
        }
        Side::default()
    }

    /// `访问柏林、华沙和布拉格`: places in a row are all gone to.
    fn go_on(&self, first: &Standing, side: &mut Side, flow: &Flow, except: &[EntityId]) {
        let mut end = first.end;
        for next in self.roles.within(first.end..self.clause_end(first.end)) {
            let gap = self.marked.code.get(end..next.at).unwrap_or_default();
            let behind = self.marked.code[next.end..].chars().next();
            let row = matches!(gap, "、" | "和" | "与" | "及") && (next.place || !matches!(behind, Some('的')));
            let token = &self.marked.tokens[next.token];
            if !row || !matches!(token.kind, TokenKind::Place | TokenKind::Actor | TokenKind::Group) || token.person.is_some() {
                break;
            }
            side.entities.extend(self.side(next, Slot::After, flow, except).entities.into_iter().filter(|id| !except.contains(id)));
            end = next.end;
        }
    }

    /// Adds the statements of the trigger.
    pub fn state(&self, flow: &Flow, statements: &mut Vec<Statement>) {
        let core = self.core();
        if self.ruled_out(&core) {
            return;
        }
        let mut pairs = Vec::new();
        let (a, b) = if self.frame.ab.is_empty() { self.directed(flow) } else { self.mutual(flow, &mut pairs) };
        // One token is one side.
        if a.token.is_some() && a.token == b.token {
            return;
        }
        if self.rule.acting && !a.token.is_some_and(|token| self.is_acting(token)) {
            return;
        }
        if pairs.is_empty() {
            cross(&a.entities, &b.entities, &mut pairs);
        }
        let within = |side: &Side| side.at.clone().filter(|at| self.clause().contains(&at.start));
        let ahead = b.at.clone().filter(|at| at.start > core.end);
        let range = [within(&a), within(&b), ahead].into_iter().flatten().fold(core, |r, at| r.start.min(at.start)..r.end.max(at.end));
        let subject_at = a.at.as_ref().map(|at| at.start);
        let mut via = through::via(self, &a, &b, flow);
        if let Some(own) = self.own_event().filter(|_| self.rule.on.is_some()) {
            if via.is_empty() {
                via.push(Via::Entity(own));
            }
            if via == [Via::Entity(own)] && self.names_another(own) {
                return;
            }
        }
        let governed = b.slot == Some(Slot::To) && self.frame.via.contains(&ViaFrom::Matter);
        let matter = b.at.as_ref().filter(|at| governed && at.end < self.core().start).map(|at| at.end..self.core().start);
        let found = Found { pairs, range, trigger: Some(self.trigger.clone()), subject_at, via, otherwise: None, matter };
        self.record(found, flow, statements);
    }

    /// Whether what is told of has a name of its own in quotes, another than the page's: `代号“友谊”的联合演习`.
    fn names_another(&self, own: EntityId) -> bool {
        const NEAR: usize = 10;
        let Some((before, behind)) = self.marked.code[self.clause()].rsplit_once(['”', '」', '』']) else { return false };
        let near = behind.char_indices().nth(NEAR).map_or(behind, |(end, _)| &behind[..end]);
        let kind = self.engine.set("exercise-word").iter().any(|word| near.contains(word.as_str()));
        let name = before.rsplit(['“', '「', '『']).next().filter(|name| kind && name.len() < before.len());
        name.is_some_and(|name| !canonical(&self.mentions.cast.get(own).key).contains(name))
    }

    /// Whether a token names who acts and not only for whom: a person, an office, a delegation, forces.
    fn is_acting(&self, token: usize) -> bool {
        const ENDS: &[&str] = &[
            "统", "理", "相", "长", "席", "臣", "王", "卿", "记", "团", "军", "使", "皇", "帝", "府", "官", "統", "長", "軍", "團", "記",
            "队", "隊",
        ];
        const BEHIND: &[&str] = &[
            "总统",
            "总理",
            "首相",
            "外长",
            "代表团",
            "领导人",
            "国王",
            "主席",
            "官员",
            "使团",
            "访问团",
            "军队",
            "部长",
            "大臣",
            "元首",
            "舰队",
            "议长",
            "皇帝",
            "太子",
            "王储",
            "特使",
        ];
        let Some(named) = self.marked.tokens.get(token) else { return false };
        let shown = self.place.text.visible.get(named.range.clone()).unwrap_or_default();
        let behind = self.roles.0.iter().find(|s| s.token == token).map_or("", |s| &self.marked.code[s.end..]);
        named.person.is_some()
            // `总统坎波斯·萨莱斯`
            || shown.ends_with('·')
            || ENDS.iter().any(|w| shown.ends_with(w))
            || BEHIND.iter().any(|w| behind.strip_prefix('的').unwrap_or(behind).starts_with(w))
    }

    fn directed(&self, flow: &Flow) -> (Side, Side) {
        let slots = self.frame;
        if slots.a.contains(&Slot::By) {
            if let Some(standing) = self.agent() {
                let a = self.side(standing, Slot::By, flow, &[]);
                // `遭A制裁的B`: the noun behind it is who is hit.
                let behind = self.head().filter(|s| self.marked.code[self.core().end..s.at] == *"的" && !self.is_only(s, &a.entities));
                if let Some(hit) = behind.filter(|_| self.marked.code[..standing.at].ends_with(['遭', '被', '受', '到'])) {
                    return (a, self.side(hit, Slot::Head, flow, &[]));
                }
                let mut b = self.subject_but(standing, flow, &a.entities);
                // `O敦促停火，最终由A居中斡旋`: there are two between whom somebody mediates, not one.
                let between = slots.b.contains(&Slot::Parties) && b.entities.len() == 1;
                if b.is_empty() || between {
                    b = self.first(&slots.b, flow, &a.entities, false, None);
                }
                return (a, b);
            }
            if self.is_bare_passive() {
                return Default::default();
            }
        }
        if self.is_relative() {
            return Default::default();
        }
        let mut b = self.first(&slots.b, flow, &[], false, None);
        let adjacent = b.slot == Some(Slot::After);
        let mut a = self.first(&slots.a, flow, &b.entities, adjacent, b.at.as_ref());
        self.join(&mut a, &b, flow);
        let pronoun = b.token.filter(|t| self.marked.tokens[*t].kind == TokenKind::That);
        if let Some(standing) = pronoun.and_then(|t| self.roles.0.iter().find(|s| s.token == t)) {
            // `希腊拒绝承认该政权`: it is not the subject.
            a = self.first(&slots.a, flow, &[], adjacent, b.at.as_ref());
            // `A与B签约，向其出售…`: it is A who sells, to B.
            if let Some(other) = self.partner(&a, standing) {
                a.entities.retain(|id| *id != other);
                return (a, Side { entities: vec![other], ..b });
            }
            b = self.side(standing, b.slot.unwrap_or(Slot::After), flow, &a.entities);
            if let Some(other) = self.dealt_with(&a, standing) {
                b.entities = vec![other];
            }
        }
        if !b.is_empty() {
            return (a, b);
        }
        // What goes back to another side is known only when that is.
        let back: Vec<Slot> = slots
            .b
            .iter()
            .copied()
            .filter(|slot| {
                matches!(
                    slot,
                    Slot::Page
                        | Slot::Told
                        | Slot::Topic
                        | Slot::Pair
                        | Slot::Last
                        | Slot::Signers
                        | Slot::Founded
                        | Slot::Sole
                        | Slot::Also
                )
            })
            .collect();
        let b = if a.at.is_some() { self.first(&back, flow, &a.entities, false, None) } else { b };
        (a, b)
    }

    /// Whom `其` or `後者` means where the clause goes on about two of whom the first had to do with the second: `A與B簽約，向後者…`.
    fn partner(&self, a: &Side, pronoun: &Standing) -> Option<EntityId> {
        let word = self.place.text.visible.get(self.marked.tokens[pronoun.token].range.clone())?;
        let both = &self.marked.tokens[a.token?];
        let lent = a.at.as_ref().is_some_and(|at| at.end <= self.clause().start);
        let [_, other] = a.entities[..] else { return None };
        let parted = both.kind == TokenKind::Group && both.sides == Some(1);
        (lent && parted && matches!(word, "其" | "后者" | "後者" | "对方" | "對方" | "之")).then_some(other)
    }

    /// `A承认B，并支持其加入…`: whom the subject had to do with in the clause before, where nobody else is named since.
    fn dealt_with(&self, a: &Side, pronoun: &Standing) -> Option<EntityId> {
        let word = self.place.text.visible.get(self.marked.tokens[pronoun.token].range.clone())?;
        let clause = self.clause();
        let goes_on = a.at.as_ref().is_some_and(|at| at.end <= clause.start);
        let alone = self.roles.within(clause.start..pronoun.at).next().is_none();
        let (subject, object) = self.told.last().filter(|_| word == "其" && goes_on && alone)?;
        let [one] = a.entities[..] else { return None };
        (one == *subject).then_some(*object)
    }

    /// `前往B参加典礼的某某与C签约`: the clause begins with the verb of a relative clause, whose noun is no subject lent to it.
    fn is_relative(&self) -> bool {
        let clause = self.clause();
        let head = self.marked.code[clause.start..self.core().start].trim_matches([TokenKind::Date.code(), '，', ' ']);
        let rest = &self.marked.code[self.core().end..clause.end];
        let led = rest.find('的').map(|at| &rest[at + '的'.len_utf8()..]);
        let verb =
            led.is_some_and(|led| ["与", "和", "同", "对", "向", "在"].iter().any(|w| led.chars().take(6).any(|c| w.starts_with(c))));
        head.is_empty() && self.frame.a.contains(&Slot::Page) && verb
    }

    /// `A与C一起`, `A和C共同`, `A联合C`: who acts together with the subject.
    fn join(&self, a: &mut Side, b: &Side, flow: &Flow) {
        let Some(at) = a.at.clone().filter(|_| a.slot == Some(Slot::Before)) else { return };
        for with in self.roles.within(at.end..self.core().start).filter(|s| s.particle == Particle::With) {
            // `A会同C出兵B`
            let joined = JOINED_BY.iter().any(|w| self.marked.code[..with.at].ends_with(w.as_str()));
            if joined || TOGETHER.iter().any(|w| self.marked.code[with.end..].starts_with(w.as_str())) {
                let more = self.side(with, Slot::With, flow, &b.entities).entities;
                a.entities.extend(more.into_iter().filter(|id| !b.entities.contains(id)));
            }
        }
    }

    /// The subject of a passive; of `在A的支持下，B…` the subject of what follows.
    fn subject_but(&self, agent: &Standing, flow: &Flow, except: &[EntityId]) -> Side {
        let clause = self.clause();
        let land = |s: &&Standing| s.place && s.particle == Particle::None && !s.qualifies && self.wanted(s);
        let takes = |s: &&Standing| (s.free() || land(s)) && !self.is_only(s, except);
        let before = || self.roles.within(clause.start..agent.at).rev().filter(takes);
        // `A因入侵B而遭C制裁`
        let because = agent.particle == Particle::By && self.marked.code[clause.start..agent.at].contains('因');
        let opener = before().find(|s| s.opens).filter(|_| because);
        if let Some(standing) = opener.or_else(|| before().next()) {
            return self.side(standing, Slot::Before, flow, except);
        }
        if agent.particle == Particle::In {
            let next = self.roles.within(clause.end..self.marked.code.len()).find(|s| !self.is_only(s, except));
            if let Some(standing) = next.filter(|s| s.free() && s.opens && s.clause == agent.clause + 1) {
                return self.side(standing, Slot::Before, flow, except);
            }
        }
        self.subject(flow, except, false, None)
    }

    /// `A与B断交，并与C建交`: whom the subject had to do with in a clause before does not go on with it.
    fn without_partner(&self, mut side: Side, with: &Standing) -> Side {
        let clause = self.clause();
        let goes_on = self.marked.code[clause.start..with.at]
            .trim_start_matches(TokenKind::Date.code())
            .starts_with(['并', '又', '再', '转', '随', '也', '还', '亦', '但', '却', '改', '后', '而']);
        let lent = goes_on && side.at.as_ref().is_some_and(|at| !clause.contains(&at.start));
        let token = side.token.and_then(|index| self.marked.tokens.get(index)).filter(|_| lent && side.entities.len() == 2);
        let words = token.and_then(|token| self.place.text.visible.get(token.range.clone()));
        if words.is_some_and(|words| words.contains(['与', '與', '同', '跟'])) {
            side.entities.truncate(1);
        }
        side
    }

    /// Both sides of what holds between two.
    fn mutual(&self, flow: &Flow, pairs: &mut Vec<(EntityId, EntityId)>) -> (Side, Side) {
        let core = self.core();
        let clause = self.clause();
        let group = |s: &&Standing| self.is_group(s);
        for slot in &self.frame.ab {
            match slot {
                Slot::Both => {
                    let before = || self.roles.within(clause.start..core.start).rev();
                    // `A迫使B签订`: who is forced is the other side.
                    let forced = before().find(|s| {
                        ["迫使", "逼迫", "强迫", "胁迫", "强令", "逼"].iter().any(|w| self.marked.code[clause.start..s.at].ends_with(w))
                    });
                    if let Some(forced) = forced {
                        let b = self.side(forced, Slot::Both, flow, &[]);
                        let a = self.subject(flow, &b.entities, false, None);
                        if !a.is_empty() {
                            return (a, b);
                        }
                    }
                    // `A与B、C断交`: the list is one side where a preposition governs it and another actor stands free.
                    let with = before().find(|s| s.particle == Particle::With);
                    if let Some(with) = with {
                        // `A、C相继与之复交`: those who do it are not whom it points to.
                        let that = self.marked.tokens[with.token].kind == TokenKind::That
                            && self.marked.code[..with.end].ends_with(['与', TokenKind::That.code()]);
                        let but = if that { self.subject(flow, &[], false, None).entities } else { Vec::new() };
                        let b = self.side(with, Slot::With, flow, &but);
                        let a = self.without_partner(self.subject(flow, &b.entities, false, None), with);
                        let here = a.at.as_ref().is_some_and(|at| clause.contains(&at.start));
                        // `与A和B关系恶化有关`: the list is both sides where nobody stands before it.
                        // `先后同A、B及C建交`: each had its own, with who is lent.
                        let lead = self.marked.code[clause.start..with.at].trim_end_matches(['与', '同', '和', '跟']);
                        let lead = lead.trim_end_matches(['于', '在', TokenKind::Date.code()]);
                        let opens = lead.is_empty()
                            || ["宣布", "相继", "随后", "并", "也", "又", "遂", "即", "同时", "决定"].iter().any(|w| lead.ends_with(w));
                        let many = b.entities.len() > 2 || opens && a.at.is_some() || self.one_by_one(&(clause.start..core.end));
                        if !a.is_empty() && (here || many || !self.is_group(with)) {
                            return (a, b);
                        }
                    }
                    // `A对两国复交表示欢迎`: the pair before the word is meant.
                    let pair = || before().next().filter(|s| self.marked.tokens[s.token].kind == TokenKind::Pair && s.end == core.start);
                    let free = pair().or_else(|| before().filter(group).find(|s| s.free() && s.opens));
                    let earlier = || {
                        let silent = self.roles.within(clause.start..core.start).all(|s| s.land);
                        let opener = self.roles.within(0..clause.start).rev().find(|s| s.free() && s.opens);
                        opener.filter(|s| silent && self.is_group(s))
                    };
                    if let Some(both) = free.or_else(|| before().find(group)).or_else(earlier) {
                        let side = self.side(both, Slot::Both, flow, &[]);
                        // `A、B先后与C签约，实现关系正常化`
                        let goes_on = self.roles.within(both.end..clause.start).find(|s| s.clause == both.clause && !s.land && !s.place);
                        let apart = |s: &&Standing| self.one_by_one(&(both.end..s.at)) || self.rule.sides && self.deals_with(both, s);
                        if let Some(with) = goes_on.filter(|s| s.particle == Particle::With).filter(apart) {
                            let other = self.side(with, Slot::With, flow, &side.entities);
                            return (side, other);
                        }
                        self.split(both, &side, pairs);
                        return (side, Side::default());
                    }
                }
                Slot::After | Slot::Inside => {
                    let standing = if *slot == Slot::After { self.after(core.end) } else { self.inside() };
                    if let Some(both) = standing.filter(group) {
                        let side = self.side(both, Slot::After, flow, &[]);
                        self.split(both, &side, pairs);
                        return (side, Side::default());
                    }
                }
                Slot::Own => {
                    // Where it was held may be a state: `演习在俄罗斯举行`.
                    let silent = self.roles.within(clause.clone()).all(|s| s.land || s.particle == Particle::In);
                    if self.own_event().is_some() && silent && flow.holders().len() >= 2 {
                        all_pairs(flow.holders(), pairs);
                        return Default::default();
                    }
                }
                Slot::Page => {
                    let silent = self.roles.within(clause.clone()).all(|s| s.land);
                    if let Some((a, b)) = self.page_pair(flow).filter(|_| silent) {
                        pairs.push((a, b));
                        return Default::default();
                    }
                }
                Slot::Sole => {
                    let named = self.named();
                    if let [a, b] = named[..] {
                        pairs.push((a, b));
                        return Default::default();
                    }
                }
                // `A对B…` between two.
                other => {
                    let b = self.first(&[*other], flow, &[], false, None);
                    if !b.is_empty() {
                        let a = self.subject(flow, &b.entities, false, None);
                        if !a.is_empty() {
                            return (a, b);
                        }
                    }
                }
            }
        }
        Default::default()
    }

    /// `A與B在某地與C簽約，實現…`: those of a list had to do with who stands behind the preposition in its clause, not with each other.
    fn deals_with(&self, list: &Standing, with: &Standing) -> bool {
        const NEAR: usize = 8;
        let gap = self.marked.code.get(list.end..with.at).unwrap_or_default();
        let tail = self.marked.code.get(with.end..self.clause_end(with.end)).unwrap_or_default();
        let between = ["之间", "双方", "两国", "的"].iter().any(|w| gap.contains(w)) || tail.starts_with(['的', '之', '问', '间']);
        gap.chars().count() <= NEAR && !between && !tail.ends_with(['后', '时', '前', '中', '下'])
    }

    /// The pairs of a list: across `与` where that parts it in two sides, else every pair.
    fn split(&self, standing: &Standing, side: &Side, pairs: &mut Vec<(EntityId, EntityId)>) {
        let sides = self.marked.tokens[standing.token].sides.filter(|n| {
            *n < side.entities.len() && (self.rule.sides || is_one_with_others(*n, side.entities.len()) || self.one_by_one(&self.clause()))
        });
        match sides {
            Some(n) => {
                let (one, other) = side.entities.split_at(n);
                cross(one, other, pairs);
            }
            // A list that nothing parts has no two sides.
            None if self.rule.sides && side.entities.len() > 2 => {}
            None => all_pairs(&side.entities, pairs),
        }
    }
}
