//! Who the subject of a frame's clause is, also where another clause, the sentence before or the section lends it.

use std::ops::Range;

use super::{
    clause::{clause_of, continues, opens, turns_to_another},
    context::Flow,
    frame::Slot,
    framing::{Framing, Side},
    roles::{Particle, Standing},
};
use crate::mention::{EntityId, Kind, Token, TokenKind};

impl Framing<'_, '_> {
    /// The subject of the clause, or what stands for it.
    pub(super) fn subject(&self, flow: &Flow, except: &[EntityId], adjacent: bool, object: Option<&Range<usize>>) -> Side {
        if let Some(standing) = self.subject_named(except, adjacent, object) {
            return self.side(standing, Slot::Before, flow, except);
        }
        let head = self.words_before().trim_start_matches(TokenKind::Date.code()).trim_start_matches('，');
        let lent = |entities| Side { entities, at: None, token: None, slot: Some(Slot::Before) };
        // `他随后访问C`: for whom the person acts that was named last.
        if head.starts_with(['他', '她'])
            && let Some((id, _)) = flow.person.as_ref().filter(|(id, _)| flow.person_ago <= 2 && !except.contains(id))
        {
            return lent(vec![*id]);
        }
        // `由A训练的流亡者登陆B`: who does it is named by no name.
        let trained = head.strip_prefix('由').and_then(|rest| rest.strip_prefix(|c| TokenKind::of(c).is_some()));
        if trained.and_then(|rest| rest.split_once('的')).is_some_and(|(verb, who)| !verb.is_empty() && !who.is_empty()) {
            return Side::default();
        }
        if let Some(standing) = self.subject_of_earlier(except) {
            return self.side(standing, Slot::Before, flow, except);
        }
        if self.has_subject(except) {
            return Side::default();
        }
        let known = if continues(self.marked) && !flow.subject.is_empty() { flow.subject.clone() } else { self.section_subject() };
        lent(known.into_iter().filter(|id| !except.contains(id)).collect())
    }

    /// The words of the clause before those of the frame.
    fn words_before(&self) -> &str {
        &self.marked.code[self.clause().start..self.core().start]
    }

    /// The subject that the clause names.
    fn subject_named(&self, except: &[EntityId], adjacent: bool, object: Option<&Range<usize>>) -> Option<&Standing> {
        let core = self.core();
        let clause = self.clause();
        // `亲近A的甲派和亲近B的乙派`: A is the object of the word before.
        let taken = |s: &&Standing| self.words.words.iter().any(|word| word.range.end == s.at && word.is_frame_of(self.number));
        let before = || self.roles.within(clause.start..core.start).filter(|s| !self.is_only(s, except) && !taken(s));
        let gap_to = |s: &Standing, end: usize| self.marked.code.get(s.end..end).unwrap_or("，");
        // `对A入侵B表示谴责`, `在A访问B期间`: the preposition governs the whole clause, the actor is its subject.
        if adjacent && let Some(last) = before().next_back() {
            let gap = gap_to(last, core.start);
            let governs = matches!(last.particle, Particle::To | Particle::In | Particle::Other | Particle::From);
            // `在联合国谴责A`: where it is said.
            let place_of = last.particle == Particle::In && self.marked.tokens[last.token].kind == TokenKind::Organization;
            let within = ["期间", "之时", "之际", "时", "后", "前"].iter().any(|w| self.marked.code[core.end..clause.end].contains(w));
            // `A从B入侵C`: it is A who does.
            let whence = last.particle == Particle::From && before().any(Standing::free);
            if governs
                && !whence
                && (!place_of || within)
                && !last.place
                && gap.chars().count() <= if last.particle == Particle::To { 2 } else { 0 }
                && !gap.contains(['的', '后', '时', '、'])
            {
                return Some(last);
            }
        }
        // `法国在该国的基地`, `A对B的战争`: who stands right before the object's preposition has it.
        if let Some(at) = object.filter(|at| at.start < core.start) {
            let holds = |s: &&Standing| {
                let gap = gap_to(s, at.start);
                // `向[A在该国的基地]发射`
                let inner = || gap == "在" && self.marked.code[at.end..].starts_with('的');
                (s.particle == Particle::None || inner())
                    && !s.place
                    && gap.chars().count() <= 2
                    && !gap.is_empty()
                    && !gap.contains(['，', '的', '、', '和', '与'])
            };
            if let Some(standing) = before().rev().filter(|s| s.end <= at.start).find(holds) {
                return Some(standing);
            }
        }
        // Who stands right before the verb does it, whatever else is in the clause: `——尼克松访华前一个月——`.
        // `A跟随B制裁C`: who is followed is not who is told of.
        let followed = |s: &&Standing| self.engine.lexicon().followed.ends(&self.marked.code[..s.at]).is_some();
        let beside = before().next_back().filter(|s| {
            let gap = gap_to(s, core.start);
            s.free()
                && !followed(s)
                && gap.chars().count() <= 3
                && !gap.contains(['的', '后', '时', '并', '而', '又', '且', '前', '中', '、'])
        });
        // `A的印度之行`, `A的支持`: who has it does it.
        let has = |s: &&Standing| {
            let rest = gap_to(s, core.start);
            s.particle == Particle::None && !s.place && rest.starts_with('的') && rest.chars().count() <= 12
        };
        // `A恼恨B夺去C`: it is B who took it.
        let felt = |s: &&Standing| s.particle == Particle::None && self.engine.lexicon().felt.ends(&self.marked.code[..s.at]).is_some();
        beside
            .or_else(|| before().rev().find(felt))
            .or_else(|| before().rev().find(|s| s.free() && s.opens))
            .or_else(|| before().rev().find(|s| s.free() && gap_to(s, core.start) != "、"))
            .or_else(|| before().rev().find(has))
    }

    /// The subject of the nearest clause before that has one.
    fn subject_of_earlier(&self, except: &[EntityId]) -> Option<&Standing> {
        // `计划由A牵头，向B贷款`
        let leads = |s: &&Standing| {
            let rest = &self.marked.code[s.end..];
            s.particle == Particle::By && ["牵头", "出面", "主导", "带头", "发起"].iter().any(|w| rest.starts_with(w))
        };
        // `A簽約，宣布B不復存在，並成立C`: B is only told of.
        let announced = |s: &&Standing| ["宣布", "宣告"].iter().any(|w| self.marked.code[..s.at].ends_with(w));
        let subject = |part: &Range<usize>| {
            let leader = self.roles.within(part.clone()).find(leads);
            // Who is the object already is not the subject, and nobody behind it in its clause is.
            let opener = self.roles.within(part.clone()).find(|s| s.free() && s.opens && !announced(s));
            leader.or(opener).filter(|s| !self.is_only(s, except))
        };
        let earlier = self.parts.get(..clause_of(self.parts, self.core().start)).unwrap_or_default();
        earlier.iter().rev().find_map(subject)
    }

    /// Whether the clause has a subject of its own, so that it is lent none.
    fn has_subject(&self, except: &[EntityId]) -> bool {
        let before = self.clause().start..self.core().start;
        let is_subject = |s: &Standing| s.free() && s.opens && self.is_group(s) && self.is_only(s, except);
        // `A反对党领袖批评C`: it is somebody else of A.
        let another = |s: &Standing| s.qualifies && s.opens && !self.is_only(s, except);
        let is_people = |(at, t): (usize, &Token)| {
            let entity = t.entities.first().map(|id| self.mentions.cast.get(*id).kind);
            t.kind == TokenKind::Thing
                && entity.is_some_and(Kind::is_polity)
                && before.contains(&at)
                && opens(&self.marked.code[before.start..at], self.engine.lexicon())
        };
        self.roles.within(before.clone()).any(|s| is_subject(s) || another(s)) || self.marked.placed().any(is_people)
    }

    /// The subject of a passive; of `在A的支持下，B…` the subject of what follows.
    pub(super) fn subject_but(&self, agent: &Standing, flow: &Flow, except: &[EntityId]) -> Side {
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
    pub(super) fn without_partner(&self, mut side: Side, with: &Standing) -> Side {
        let clause = self.clause();
        let head = self.marked.code[clause.start..with.at].trim_start_matches(TokenKind::Date.code());
        let goes_on = head.starts_with(['并', '又', '再', '转', '随', '也', '还', '亦', '但', '却', '改', '后', '而'])
            || turns_to_another(&self.marked.code[..clause.start], head);
        let lent = goes_on && side.at.as_ref().is_some_and(|at| !clause.contains(&at.start));
        let token = side.token.and_then(|index| self.marked.tokens.get(index)).filter(|_| lent && side.entities.len() == 2);
        let words = token.and_then(|token| self.place.text.visible.get(token.range.clone()));
        if words.is_some_and(|words| words.contains(['与', '與', '同', '跟'])) {
            side.entities.truncate(1);
        }
        side
    }

    /// `A与C一起`, `A和C共同`, `A联合C`: who acts together with the subject.
    pub(super) fn join(&self, a: &mut Side, b: &Side, flow: &Flow) {
        let Some(at) = a.at.clone().filter(|_| a.slot == Some(Slot::Before)) else { return };
        let lexicon = self.engine.lexicon();
        for with in self.roles.within(at.end..self.core().start).filter(|s| s.particle == Particle::With) {
            // `A会同C出兵B`
            let joined = lexicon.joined_by.ends(&self.marked.code[..with.at]).is_some();
            if joined || lexicon.together.begins(&self.marked.code[with.end..]).is_some() {
                let more = self.side(with, Slot::With, flow, &b.entities).entities;
                a.entities.extend(more.into_iter().filter(|id| !b.entities.contains(id)));
            }
        }
    }
}
