//! The two sides of what holds between two.

use super::{
    context::Flow,
    frame::Slot,
    framing::{Framing, Side},
    record::{all_pairs, cross},
    roles::{Particle, Standing},
};
use crate::mention::{EntityId, TokenKind};

impl Framing<'_, '_> {
    /// Both sides of what holds between two.
    pub(super) fn mutual(&self, flow: &Flow, pairs: &mut Vec<(EntityId, EntityId)>) -> (Side, Side) {
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
                        // `依次与A、B和C演练`: each with who holds it, not with each other.
                        if a.is_empty() && self.one_by_one(&(clause.start..core.end)) {
                            let holders = self.own_event().map(|_| self.holders(&core, flow)).unwrap_or_default();
                            return (Side { entities: holders, ..Side::default() }, b);
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
                    // `A和B对C作战`: with C, not with each other.
                    let against = before().next().is_some_and(|s| s.particle == Particle::To && !self.is_group(s) && self.is_next_to(s));
                    if let Some(both) = free.or_else(|| before().find(group)).or_else(earlier).filter(|_| !against) {
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
                    let holders = self.own_event().filter(|_| silent).map(|_| self.holders(&core, flow)).unwrap_or_default();
                    if holders.len() >= 2 {
                        all_pairs(&holders, pairs);
                        return Default::default();
                    }
                }
                Slot::Page => {
                    let Some((a, b)) = self.page_pair(flow) else { continue };
                    let silent = self.roles.within(clause.clone()).all(|s| s.land);
                    // `A宣布断交`: with the other.
                    let one = || [a, b].into_iter().any(|one| self.opens_alone(one));
                    if silent || one() {
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

    /// Whether nothing but a word for forces stands between an actor and the trigger.
    fn is_next_to(&self, one: &Standing) -> bool {
        let between = &self.marked.code[one.end..self.core().start];
        ["", "军", "军队", "部队"].contains(&between)
    }

    /// Whether somebody opens the clause and stands in it alone, with nobody, known or not, with whom something is done.
    fn opens_alone(&self, one: EntityId) -> bool {
        let clause = self.clause();
        let mut named = self.roles.within(clause.clone()).filter(|s| !s.land);
        let alone = named.next().is_some_and(|s| s.free() && s.opens && self.is_only(s, &[one])) && named.next().is_none();
        let words = &self.marked.code[clause.start..self.core().start];
        alone && !words.contains(['与', '和', '同', '跟', '对', '向', '的']) && self.ends_clause()
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
        // `A与B、C签署三方条约`: each with each.
        let clause = &self.marked.code[self.clause()];
        let of_all = ["三方", "三边", "四方", "多边", "多方"].iter().any(|w| clause.contains(w));
        let sides = self.marked.tokens[standing.token].sides.filter(|_| !of_all).filter(|n| {
            *n < side.entities.len()
                && (self.rule.sides || self.is_one_with_others(*n, side.entities.len()) || self.one_by_one(&self.clause()))
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
