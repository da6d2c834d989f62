//! Where the sides of a frame stand: behind its trigger, governed by a preposition, as agent, between verb and noun.

use std::sync::LazyLock;

use super::{
    clause::clause_of,
    context::Flow,
    frame::{Slot, ViaFrom},
    framing::{Framing, Side},
    pointing::resolve,
    roles::{Particle, Standing},
    rule::{self, Answered},
};
use crate::mention::{EntityId, Kind, Token, TokenKind, canonical_words, is_token};

/// What may not stand between a trigger and the object behind it: another phrase begins there.
const STOPS: &[&str] = &[
    "与", "和", "同", "跟", "被", "由", "在", "从", "期间", "时", "后", "并", "而", "使", "令", "因", "为", "以", "于", "向", "对", "是",
    "让", "把", "将", "但", "、", "获", "遭", "受", "容许", "允许", "准许", "规定",
];

/// What makes a verb passive, as it stands in a code string.
static PASSIVES: LazyLock<Vec<String>> = LazyLock::new(|| {
    const WORDS: &[&str] = &["被", "遭", "受", "遭受", "获", "获得", "招致", "遭到", "受到", "得到"];
    canonical_words(WORDS)
});

impl Framing<'_, '_> {
    pub(super) fn side(&self, standing: &Standing, slot: Slot, flow: &Flow, except: &[EntityId]) -> Side {
        let token = &self.marked.tokens[standing.token];
        let culprit = (token.kind == TokenKind::That).then(|| self.culprit(token, except)).flatten();
        let mut entities = match culprit {
            Some(culprit) => self.marked.tokens[culprit.token].entities.clone(),
            None => resolve(self.marked, token, self.place, self.mentions, flow, except),
        };
        // `反对A与B展开谈判`: it is A whose deed is opposed.
        if slot == Slot::After && token.sides == Some(1) && entities.len() == 2 && self.frame.via.contains(&ViaFrom::Matter) {
            let behind = self.marked.code[standing.end..].chars().next();
            if behind.is_some_and(|c| c.is_alphabetic() && !matches!(c, '的' | '之' | '两' | '双' | '关' | '间' | '等')) {
                entities.truncate(1);
            }
        }
        Side { entities, at: Some(standing.at..standing.end), token: Some(standing.token), slot: Some(slot) }
    }

    /// `A入侵B，C对其实施制裁`: it is A who is punished or condemned, not B.
    fn culprit(&self, pronoun: &Token, except: &[EntityId]) -> Option<&Standing> {
        let lexicon = self.engine.lexicon();
        let deeds = match self.rule.answers? {
            Answered::Deed => &lexicon.deeds,
            // `A承认C，B遂与其断交`: it is A with whom B breaks.
            Answered::Dealing if self.place.text.visible.get(pronoun.range.clone()) == Some("其") => &lexicon.dealings,
            Answered::Dealing => return None,
        };
        let before = self.clause().start;
        let doer = self.roles.within(0..before).find(|s| s.free() && s.opens && !self.is_only(s, except))?;
        let words = self.marked.code.get(doer.end..self.clause_end(doer.end))?;
        let acts = !words.starts_with(['遭', '被', '受', '为']) && deeds.within(words);
        (acts && self.marked.tokens[doer.token].kind != TokenKind::That).then_some(doer)
    }

    /// Whether an actor names nobody but these.
    pub(super) fn is_only(&self, standing: &Standing, except: &[EntityId]) -> bool {
        let entities = &self.marked.tokens[standing.token].entities;
        !entities.is_empty() && entities.iter().all(|id| except.contains(id))
    }

    /// The agent of a passive, of `得到A的…` and of `在A的…下`.
    pub(super) fn agent(&self) -> Option<&Standing> {
        let core = self.core();
        // `资金由日本提供`: between the noun and the verb behind it.
        let verb = self.light.as_ref().map_or(self.trigger.start, |l| l.start.max(self.trigger.start));
        // `由A为其训练部队`: it is A.
        let for_whom = |s: &&Standing| s.particle == Particle::To && self.marked.code[..s.at].ends_with('为');
        let last = self.roles.within(self.clause().start..verb).rev().find(|s| !for_whom(s))?;
        let gap = self.marked.code.get(last.end..core.start).unwrap_or_default();
        let under = last.particle == Particle::In
            && (gap.is_empty() || gap.contains('的'))
            && self.marked.code[core.end..].chars().take(5).any(|c| c == '下')
            && gap.chars().count() <= 20;
        // `由A主导的部队`: it is not A that acts.
        let near = gap.chars().count() <= 14 && (gap.starts_with('的') || !gap.contains('的'));
        ((last.particle == Particle::By && near) || under).then_some(last)
    }

    /// Whether the verb is passive and nobody is named as agent: `B被制裁`.
    pub(super) fn is_bare_passive(&self) -> bool {
        let head = self.marked.code[..self.core().start].trim_end_matches(['过', '了']);
        PASSIVES.iter().any(|w| head.ends_with(w.as_str()))
    }

    pub(super) fn after(&self, from: usize) -> Option<&Standing> {
        let next = self.roles.within(from..self.clause_end(from.max(self.core().end))).find(|s| self.wanted(s))?;
        let gap = &self.marked.code[from..next.at];
        // `对交战双方实施禁运`: the verb only says which two are meant.
        let which =
            || self.place.text.visible.get(self.marked.tokens[next.token].range.clone()).is_some_and(|w| w.starts_with(['双', '雙']));
        if gap.is_empty() && self.marked.tokens[next.token].kind == TokenKind::Pair && which() {
            return None;
        }
        let bare = gap.trim_start_matches(['了', '过', '着']);
        // `征服甲、乙与丙`, of which the first is no actor.
        let listed = bare.trim_start_matches([TokenKind::Thing.code(), TokenKind::Place.code(), '、']);
        let bare = if listed.is_empty() { listed } else { bare };
        // `入侵刚由C宣布独立的B`
        if let Some(head) = self.newly(bare, next) {
            return Some(head);
        }
        // `偷袭停泊在X的A舰队`: where those are who are hit.
        let placed =
            bare.ends_with('的') && self.engine.lexicon().posted.begins(bare).is_some() && bare.chars().count() <= self.frame.reach + 4;
        let fits = placed || gap.chars().count() <= self.frame.reach && !bare.starts_with('的') && !STOPS.iter().any(|w| bare.contains(w));
        fits.then(|| self.hung_on(next))
    }

    /// `入侵刚由C宣布独立的B`: the noun that a clause on what has just come about hangs on, which `next` or who comes behind it is.
    fn newly(&self, gap: &str, next: &Standing) -> Option<&Standing> {
        const JUST: &[&str] = &["刚刚", "刚", "甫", "新近", "不久前", "当时由", "早已"];
        if !JUST.iter().any(|w| gap.starts_with(w)) {
            return None;
        }
        let clause = next.at..self.clause_end(next.end);
        let words = |s: &&Standing| self.marked.code[..s.at].ends_with('的') && self.wanted(s);
        self.roles.within(clause).find(words)
    }

    /// `承认脱离苏联独立的阿塞拜疆`: an actor within a relative clause gives way to the noun that it hangs on.
    pub(super) fn hung_on<'s>(&'s self, standing: &'s Standing) -> &'s Standing {
        let next = self.roles.within(standing.end..self.clause_end(standing.end)).find(|s| self.wanted(s));
        // `空袭也门的胡塞武装`: a movement of the land is hit, not the land.
        let movement = |s: &&Standing| {
            let ids = &self.marked.tokens[s.token].entities;
            self.marked.code[standing.end..s.at] == *"的"
                && ids.iter().all(|id| matches!(self.mentions.cast.get(*id).kind, Kind::Party | Kind::ArmedForce))
        };
        if let Some(movement) = next.filter(movement) {
            return movement;
        }
        let hangs = |s: &&Standing| {
            let gap = &self.marked.code[standing.end..s.at];
            let count = gap.chars().count();
            // `支持摩洛哥提出的西撒哈拉自治计划`: what is another's own is no head.
            let owned = ["提出", "发起", "倡导", "主张", "发动", "建议", "制定", "推行", "奉行"].iter().any(|w| gap.contains(w));
            !owned
                && (2..=10).contains(&count)
                && !gap.starts_with('的')
                && gap.ends_with('的')
                && !gap.contains(['对', '与', '和', '向', '在', '于', '、', '为', '从', '被'])
        };
        next.filter(hangs).unwrap_or(standing)
    }

    pub(super) fn head(&self) -> Option<&Standing> {
        let core = self.core();
        let next = self.roles.within(core.end..self.clause_end(core.end)).next()?;
        let gap = self.marked.code[core.end..next.at].trim_start_matches(['了', '过']);
        (gap.starts_with('的') && gap.chars().count() <= 10).then_some(next)
    }

    /// Whether an actor, or a place that is no polity, can be the object of the rule.
    pub(super) fn wanted(&self, standing: &Standing) -> bool {
        !standing.land || self.rule.object == Some(rule::Side::Land)
    }

    /// The actor that a preposition governs: before the trigger, nearest first; else right behind it; else in the clause before.
    pub(super) fn governed(&self, particle: Particle) -> Option<&Standing> {
        let core = self.core();
        let clause = self.clause();
        // `对A向B出售武器表示反对`: the first governs the whole clause, where it is about a position.
        if particle == Particle::To && self.frame.via.contains(&ViaFrom::Matter) {
            let first = self.roles.within(clause.start..self.trigger.start).find(|s| s.particle == Particle::To && self.wanted(s));
            if let Some(found) = first.filter(|s| self.marked.code[clause.start..s.at].ends_with(['对', '于'])) {
                return Some(found);
            }
        }
        // `向B东北部的武装提供武器` gives B nothing.
        let part = |s: &Standing| {
            s.place && particle == Particle::To && self.rule.object.is_none() && self.marked.tokens[s.token].parties.is_empty()
        };
        let is = |s: &&Standing| self.wanted(s) && !part(s) && (s.particle == particle || (s.place && particle == Particle::In));
        if let Some(found) = self.roles.within(clause.start..self.trigger.start).rev().find(is) {
            return self.head_of(found);
        }
        let behind = self.roles.within(core.end..clause.end).find(|s| self.wanted(s)).filter(is);
        const OPENS: &[char] = &['给', '予', '于', '向', '对', '与', '同', '和', '到', '至', '在', '从', '自', '往', '进', '驻', '赴'];
        let opens = |gap: &str| gap.chars().count() <= 6 && gap.trim_start_matches(['了', '过']).starts_with(OPENS);
        if let Some(found) = behind.filter(|s| opens(&self.marked.code[core.end..s.at])) {
            return Some(found);
        }
        // `A向B发出通牒，C对此表示支持`: what is supported is not B.
        if ["对此", "就此", "为此"].iter().any(|w| self.marked.code[clause.start..core.start].contains(w)) {
            return None;
        }
        // `A向B运送物资，外长访问梅尔辛`: where one goes that nobody knows is a goal, too.
        let own = self.marked.code[core.end..clause.end].trim_start_matches(['了', '过']);
        let unknown =
            own.chars().take_while(|c| c.is_alphabetic() && !is_token(*c)).count() >= 2 && !own.starts_with(['的', '后', '时', '并']);
        if self.frame.via.contains(&ViaFrom::Person) && unknown {
            return None;
        }
        // `A向B提供贷款，并派遣顾问`: the second verb shares the object, if its clause names nobody.
        let silent = self.roles.within(clause.clone()).all(|s| s.land || s.particle == Particle::None && s.opens && s.at < core.start);
        let here = clause_of(self.parts, core.start);
        let previous = here.checked_sub(1).and_then(|i| self.parts.get(i)).filter(|_| silent && particle != Particle::In)?;
        // `谴责A对B的封锁，C投反对票` is no vote against B.
        if self.frame.b.contains(&Slot::Told) && ["谴责", "要求", "敦促"].iter().any(|w| self.marked.code[previous.clone()].contains(w))
        {
            return None;
        }
        // `A倒向B，B在岛上部署导弹`: who acts here is not the object.
        let subject = self.roles.within(clause.start..core.start).find(|s| s.free() && s.opens);
        // `A对B宣战，C拒绝承认`: B is not what C does not recognise.
        if subject.is_some() && self.rule.own_object {
            return None;
        }
        let same = |s: &Standing| subject.is_some_and(|own| self.marked.tokens[s.token].entities == self.marked.tokens[own.token].entities);
        self.roles.within(previous.clone()).rev().find(is).filter(|s| !same(s))
    }

    /// `向甲领导的乙提供`: who is governed is the noun that it hangs on; none where that is no actor (`向印度东北部的武装提供`).
    fn head_of<'s>(&'s self, standing: &'s Standing) -> Option<&'s Standing> {
        let rest = self.marked.code.get(standing.end..self.core().start).unwrap_or_default();
        let lexicon = self.engine.lexicon();
        let lead = lexicon.leads.begins(rest).or_else(|| lexicon.parts.begins(rest));
        let Some(behind) = lead.and_then(|lead| rest.strip_prefix(lead)?.strip_prefix('的')) else { return Some(standing) };
        let at = standing.end + rest.len() - behind.len();
        let head = self.roles.0.iter().find(|s| s.at == at && self.wanted(s));
        let armed = ["反", "武装", "起义", "游击", "分离", "叛"].iter().any(|w| behind.starts_with(w));
        let linked = behind.starts_with(TokenKind::Thing.code());
        if head.is_some() || !(armed || linked) { head.or(Some(standing)) } else { None }
    }

    pub(super) fn of(&self) -> Option<&Standing> {
        let core = self.core();
        let last = self.roles.within(self.clause().start..core.start).next_back()?;
        let gap = &self.marked.code[last.end..core.start];
        (gap.starts_with('的') && gap.chars().count() <= 10).then_some(last)
    }

    pub(super) fn inside(&self) -> Option<&Standing> {
        let light = self.light.as_ref()?;
        let (first, last) = if light.start < self.trigger.start { (light, &self.trigger) } else { (&self.trigger, light) };
        let next = self.roles.within(first.end..last.start).next()?;
        // `站在某将军领导的国民军一边`, of which nothing is known.
        let led = self.marked.code[next.end..last.start].split_once('的');
        if led.is_some_and(|(verb, head)| self.engine.lexicon().leads.is(verb) && !head.starts_with(is_token)) {
            return None;
        }
        // `站在某将军的国民军一边`: the movement, not whose it is.
        Some(self.hung_on(next)).filter(|head| head.at < last.start)
    }

    pub(super) fn is_group(&self, standing: &Standing) -> bool {
        matches!(self.marked.tokens[standing.token].kind, TokenKind::Group | TokenKind::Pair)
    }
}
