//! One match of one pattern: who the sides are, when, how it is put, what shows it.

use std::ops::{Deref, Range};

use super::{
    Statement, Via,
    clause::{continues, subject, turns_to_another},
    context::{Flow, Two},
    pointing::resolve,
    record::{Found, Reading, all_pairs, cross},
    through,
    walk::Captures,
};
use crate::mention::{EntityId, Token, TokenKind, canonical, is_token};

/// Whether a match begins with a side of the relation: then no preposition may govern it.
pub(super) fn begins_with_side(captures: &Captures<'_>) -> bool {
    ["a", "ab", "a_b", "b_a"].iter().any(|role| captures.get(role).is_some_and(|side| side.start == captures.range.start))
}

/// One match of one pattern.
pub(super) struct Match<'m, 'd> {
    pub reading: Reading<'m, 'd>,
    pub captures: Captures<'m>,
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
        let range = self.captures.range.clone();
        let words = self.marked.code.get(range.clone()).unwrap_or_default();
        range.start..range.start + words.trim_end_matches(['，', '。', '；']).len()
    }

    fn token(&self, role: &str) -> Option<&Token> {
        let at = self.captures.get(role)?.start;
        self.marked.tokens.get(self.marked.token_at(at)?)
    }

    /// `A同B結盟，又與C結盟`: with whom the subject had to do in a clause before does not go on with it.
    fn is_parted(&self, token: &Token, at: Option<usize>, start: usize) -> bool {
        let clause = self.clause_start(start);
        let words = self.place.text.visible.get(token.range.clone()).unwrap_or_default();
        let head = self.marked.code[clause..].trim_start_matches([TokenKind::Date.code(), '于', '在']);
        let goes_on = head.starts_with(['又', '再', '并', '还', '亦', '也', '后', '转', '改', '则', '却'])
            || turns_to_another(&self.marked.code[..clause], head);
        token.kind == TokenKind::Group && at.is_some_and(|at| at < clause) && goes_on && words.contains(['与', '與', '同', '跟'])
    }

    /// The subject of the clause, or what stands for it where the sentence has none.
    fn subject(&self, flow: &Flow) -> (Vec<EntityId>, Option<usize>) {
        let start = self.range().start;
        if let Some(index) = subject(self.marked, self.engine.lexicon(), self.parts, start) {
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

    /// The pair that the page is about, but for an event that its name or the gazetteer ties to others.
    fn page_pair(&self, flow: &Flow) -> Vec<EntityId> {
        let own = self.token("via").is_none_or(|t| t.parties.is_empty() && t.entities.iter().all(|id| !self.mentions.is_known(*id)));
        // A date begins anew with those whom the page is about.
        let anew = self.marked.code.starts_with(TokenKind::Date.code());
        let pair = self
            .place
            .topic
            .pair
            .filter(|_| own)
            .and_then(|_| flow.pair(&[], self.place.topic, self.place.about, self.mentions, Two::Any, anew));
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
        let Some(list) = self.captures.get("ab") else { return false };
        let Some(mut rest) = self.marked.code.get(list.end..) else { return false };
        if !self.token("ab").is_some_and(|t| t.kind == TokenKind::Group) {
            return false;
        }
        rest = rest.trim_start_matches("两国").trim_start_matches("三国");
        // `A、B在某地与C签约`
        let place = |rest: &str| {
            let at = rest.strip_prefix(['在', '于'])?.chars().next().filter(|c| is_token(*c))?;
            rest.find(at).map(|start| start + at.len_utf8())
        };
        let shorter = |rest: &'_ str| {
            let word = BETWEEN.iter().find(|w| rest.starts_with(**w)).map(|w| w.len());
            let date = || rest.starts_with(TokenKind::Date.code()).then(|| TokenKind::Date.code().len_utf8());
            place(rest).or(word).or_else(date)
        };
        while let Some(tail) = shorter(rest).and_then(|end| rest.get(end..)) {
            rest = tail;
        }
        let mut behind = rest.strip_prefix(['与', '同', '和', '跟']).unwrap_or_default().chars();
        behind.next().and_then(TokenKind::of).is_some_and(TokenKind::acts) && !matches!(behind.next(), Some('的' | '之' | '问' | '间'))
    }

    /// Whether a list stands before where something was done, and `與` behind that.
    fn is_list_with_one(&self, subject_at: Option<usize>) -> bool {
        let from = self.captures.get("a").map(|a| a.start).or(subject_at);
        let to = self.captures.get("b").map(|b| b.start);
        // Who holds something or quarrels beside one another is a list like any other.
        let signs = self.rule.event == Some(super::rule::On::Treaty);
        let gap = from.zip(to).and_then(|(from, to)| self.marked.code.get(from..to)).unwrap_or_default();
        signs && gap.starts_with(TokenKind::Group.code()) && gap.contains('在') && !gap.contains(['，', '；'])
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

    /// `A与B签约，出售…`: the two of a list in their order, or turned round, where a pattern captures them as such; none where they are not two.
    fn in_order(&self) -> Option<Option<(EntityId, EntityId)>> {
        let (token, turned) = self.token("a_b").map(|t| (t, false)).or_else(|| self.token("b_a").map(|t| (t, true)))?;
        let words = self.place.text.visible.get(token.range.clone()).unwrap_or_default();
        let [one, other] = token.entities[..] else { return Some(None) };
        let joined = words.contains(['与', '與', '和', '同', '跟']);
        Some(joined.then_some(if turned { (other, one) } else { (one, other) }))
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
        if let Some(two) = self.in_order() {
            pairs.extend(two);
        } else if self.rule.parties {
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
                let parted = self.token("ab").and_then(|t| t.sides).filter(|n| {
                    *n < all.len() && (self.rule.sides || self.is_one_with_others(*n, all.len()) || self.one_by_one(&self.range()))
                });
                if let Some(n) = parted {
                    let (one, other) = all.split_at(n);
                    cross(one, other, &mut pairs);
                } else if !a.is_empty() && !b.is_empty() && (self.rule.sides || self.one_by_one(&self.range())) {
                    cross(&a, &b, &mut pairs);
                } else if a.len() > 1 && !b.is_empty() && all.len() == a.len() + b.len() && self.is_list_with_one(subject_at) {
                    // `A、B在某地與C簽約`: each of them with C.
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
        let otherwise = flow.event.as_ref().filter(|_| self.captures.get("last").is_some()).and_then(|(_, _, date)| date.clone());
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
        let Some(mut at) = self.captures.get("via").map(|m| m.end).filter(|_| self.rule.each) else { return more };
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
        } else if let Some(words) = self.captures.get("words") {
            let range = self.marked.visible(words.start..words.end);
            // `此次演习` on the page of an exercise is the page's own.
            let own = self
                .own_event()
                .filter(|_| self.engine.set("exercise-noun").iter().any(|w| *w == self.marked.code[words.start..words.end]));
            if let Some(own) = own {
                via.push(Via::Entity(own));
            } else if let Some(words) = self.place.text.visible.get(range) {
                let words = words.trim_start_matches(['的', '了']).trim_matches(['“', '”', '《', '》', '「', '」', ' ']);
                // A gap at the end of a pattern may be empty.
                via.extend((!words.is_empty()).then(|| Via::Words(words.to_owned())));
            }
        } else if self.rule.on.is_some() {
            via.extend(self.own_event().map(Via::Entity));
        } else if self.captures.get("last").is_some()
            && let Some((kind, id, _)) = &flow.event
            && through::fits(self.rule.event, *kind)
        {
            via.push(Via::Entity(*id));
        }
        via
    }
}
