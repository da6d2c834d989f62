//! One place where the trigger of a frame stands: who the sides are, and what the relation goes through.

use std::ops::{Deref, Range};

use super::{
    Via,
    context::Flow,
    frame::{Frame, Slot, ViaFrom},
    record::{Found, Reading, all_pairs, cross},
    roles::{Particle, Roles, Standing},
    rule::On,
    through,
};
use crate::{
    fold,
    mention::{EntityId, TokenKind, canonical},
    rules::Statement,
    time::Edtf,
};

/// A trigger of a frame in a sentence.
pub(super) struct Framing<'m, 'd> {
    pub reading: Reading<'m, 'd>,
    pub frame: &'m Frame,
    pub roles: &'m Roles,
    /// The verb that carries the trigger, where the frame asks for one.
    pub light: Option<Range<usize>>,
    pub trigger: Range<usize>,
    /// Who did what to whom by the statement that the sentence made last by the same word.
    pub same: Option<(EntityId, EntityId)>,
    /// Who did something to whom by the statements that the sentence has made so far.
    pub told: Vec<(EntityId, EntityId)>,
    /// What the sentence has told last of the relation that this one is contrary to.
    pub contrary: Option<Statement>,
}

impl<'m, 'd> Deref for Framing<'m, 'd> {
    type Target = Reading<'m, 'd>;

    fn deref(&self) -> &Self::Target {
        &self.reading
    }
}

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
    pub(super) fn is_empty(&self) -> bool {
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

    /// The first of the slots that is filled.
    pub(super) fn first(&self, slots: &[Slot], flow: &Flow, except: &[EntityId], adjacent: bool, object: Option<&Range<usize>>) -> Side {
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
                // `在布鲁塞尔调停`: where it is done, and `在德黑兰与巴格达之间调停`.
                Slot::In => self.governed(Particle::In).filter(|s| {
                    let done_there = s.place && s.end == self.core().start && self.frame.b.contains(&Slot::Group);
                    !done_there
                }),
                Slot::Ba => self.governed(Particle::Ba),
                Slot::Of => self.of(),
                Slot::Inside => self.inside(),
                // `A和B从中斡旋`: who does it are no sides of what they end.
                Slot::Group => self.roles.within(self.clause()).find(|s| {
                    let gap = self.marked.code.get(s.end..self.core().start).unwrap_or("之间");
                    // `A和B在C和D之间斡旋`
                    let gap = gap.split(TokenKind::Group.code()).next().unwrap_or(gap);
                    // `A与B、C一道在D调停`
                    let joins = self.engine.lexicon().together.begins(&self.marked.code[s.end..]).is_some();
                    let acts = s.free() && s.opens && !["之间", "间", "双方", "两国", "的", "，"].iter().any(|w| gap.contains(w));
                    self.is_group(s) && !joins && !(acts && self.marked.tokens[s.token].kind == TokenKind::Group)
                }),
                _ => {
                    let entities = self.by_context(*slot, flow, except);
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

    /// Who fills a slot that stands for no place in the clause: what the page is about, or what was told before, says who.
    fn by_context(&self, slot: Slot, flow: &Flow, except: &[EntityId]) -> Vec<EntityId> {
        match slot {
            Slot::Topic => self.place.topic.polity.filter(|id| !except.contains(id) && self.is_silent(except)).into_iter().collect(),
            Slot::Pair => self.pair_of_page(except, flow),
            Slot::Two => self.two_told_of(except, flow),
            Slot::Ruler => self.ruler_before(except),
            Slot::Page => self.other_of_page(except, flow),
            Slot::Own => self.own(except, flow),
            Slot::Guest => self.guest(except, flow),
            Slot::Told => self.told(except, flow),
            Slot::Sole => self.sole(except),
            Slot::Also => self.also(except).into_iter().collect(),
            Slot::Last => self.last_object(except),
            Slot::Back => self.doer_to(except).into_iter().collect(),
            Slot::Partner => self.other_told_of(except, flow).into_iter().collect(),
            Slot::Contrary => self.backed(except).into_iter().collect(),
            Slot::Founded => {
                let founded = self.founded().filter(|s| !except.is_empty() && !self.is_only(s, except) && self.is_silent(except));
                founded.map_or_else(Vec::new, |s| self.side(s, Slot::Told, flow, except).entities)
            }
            Slot::Signers => self.signers_of_treaty(except, flow),
            Slot::Parties => self.parties(except),
            Slot::Opponent => self.opponent(except).into_iter().collect(),
            Slot::Before
            | Slot::By
            | Slot::Both
            | Slot::After
            | Slot::Head
            | Slot::To
            | Slot::With
            | Slot::From
            | Slot::In
            | Slot::Ba
            | Slot::Of
            | Slot::Inside
            | Slot::Group => Vec::new(),
        }
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
        if self.ruled_out(&core) || self.is_off() {
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
            // `2015年日本首次参加`: those who hold it do so again.
            let joined = b.slot == Some(Slot::Own) && self.rule.event == Some(On::Exercise) && self.own_event().is_some();
            let once = |date: Edtf| !date.as_str().ends_with('/');
            if joined && self.date(&core, None, flow).is_some_and(once) {
                let holders = self.holders(&core, flow);
                if holders.len() == 2 && holders.iter().all(|id| b.entities.contains(id)) {
                    all_pairs(&holders, &mut pairs);
                }
            }
        }
        // What the relation goes through is looked for only where there is one.
        if !pairs.iter().any(|pair| self.may_stand(*pair)) {
            return;
        }
        let within = |side: &Side| side.at.clone().filter(|at| self.clause().contains(&at.start));
        let ahead = b.at.clone().filter(|at| at.start > core.end);
        let range = [within(&a), within(&b), ahead].into_iter().flatten().fold(core, |r, at| r.start.min(at.start)..r.end.max(at.end));
        let subject_at = a.at.as_ref().map(|at| at.start);
        let backed = self.contrary.as_ref().filter(|_| b.slot == Some(Slot::Contrary));
        let mut via = backed.map_or_else(|| through::via(self, &a, &b, flow), |backed| backed.via.clone());
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
        let Some(named) = self.marked.tokens.get(token) else { return false };
        let shown = self.place.text.visible.get(named.range.clone()).unwrap_or_default();
        let lexicon = self.engine.lexicon();
        let behind = self.roles.0.iter().find(|s| s.token == token).map_or("", |s| &self.marked.code[s.end..]);
        named.person.is_some()
            // `总统坎波斯·萨莱斯`
            || shown.ends_with('·')
            || lexicon.acting_ends.ends(&fold::fold(shown)).is_some()
            || lexicon.acting_behind.begins(behind.strip_prefix('的').unwrap_or(behind)).is_some()
    }

    fn directed(&self, flow: &Flow) -> (Side, Side) {
        let slots = self.frame;
        if slots.a.contains(&Slot::By) {
            if let Some(standing) = self.agent() {
                // `A签约，B早已遭其占领`: it is not B who does it.
                let pronoun = self.place.text.visible.get(self.marked.tokens[standing.token].range.clone()) == Some("其");
                let but = if pronoun { self.subject_but(standing, flow, &[]).entities } else { Vec::new() };
                let a = self.side(standing, Slot::By, flow, &but);
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
        let back: Vec<Slot> = slots.b.iter().copied().filter(|slot| slot.goes_back()).collect();
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
}
