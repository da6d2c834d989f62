//! The rule engine: marked sentences in, statements out.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use regex_automata::util::captures::Captures;

use super::{
    Evidence, Statement, Status, Via,
    clause::{clause_of, clauses, continues, is_ungoverned, subject},
    context::{Flow, Topic},
    dating,
    load::{Rule, RuleSet, Side},
    pattern::Sets,
    rows, status,
};
use crate::{
    document::{Document, Text},
    mention::{EntityId, Kind, Marked, Mentions, Token, TokenKind, canonical},
};

/// The rules, with one automaton over all words of their synonym sets that decides which of them look at a sentence at all.
pub struct Engine {
    rules: Vec<Rule>,
    /// For each rule and pattern, the sets that must occur, as bits.
    needs: Vec<Vec<Bits>>,
    /// For each rule and pattern, the bit of the set that a match begins with.
    begins_with: Vec<Vec<Option<usize>>>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// For each word of the automaton the sets that it belongs to.
    word_sets: Vec<Bits>,
    symmetric: BTreeMap<Arc<str>, bool>,
    sets: Sets,
}

/// A set of synonym sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn set(&mut self, bit: usize) {
        if self.0.len() <= bit / 64 {
            self.0.resize(bit / 64 + 1, 0);
        }
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }

    fn has(&self, bit: usize) -> bool {
        self.0.get(bit / 64).is_some_and(|word| word & (1 << (bit % 64)) != 0)
    }

    fn holds(&self, other: &Self) -> bool {
        other.0.iter().enumerate().all(|(i, b)| self.0.get(i).copied().unwrap_or(0) & b == *b)
    }
}

/// Where a sentence stands.
pub struct Place<'d> {
    /// The page.
    pub document: &'d Document,
    /// The block's text.
    pub text: &'d Text,
    /// The block's section.
    pub section: usize,
    /// What title and headings say.
    pub topic: &'d Topic,
}

impl Engine {
    /// Makes an engine of compiled rules. `symmetric` tells which relations are.
    #[must_use]
    pub fn new(rules: RuleSet, symmetric: &dyn Fn(&str) -> bool) -> Self {
        let names: Vec<&String> = rules.sets.keys().collect();
        let mut words: BTreeMap<&str, Bits> = BTreeMap::new();
        for (bit, set) in rules.sets.values().enumerate() {
            for word in set {
                words.entry(word).or_default().set(bit);
            }
        }
        let needs = rules
            .rules
            .iter()
            .map(|rule| {
                let bits = |names_needed: &[String]| {
                    let mut bits = Bits::default();
                    for name in names_needed {
                        if let Ok(bit) = names.binary_search(&name) {
                            bits.set(bit);
                        }
                    }
                    bits
                };
                rule.patterns.iter().map(|p| bits(&p.needs)).collect()
            })
            .collect();
        let bit = |name: &String| names.binary_search(&name).ok();
        let begins_with = rules.rules.iter().map(|r| r.patterns.iter().map(|p| p.begins_with.as_ref().and_then(bit)).collect()).collect();
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build(words.keys()).ok();
        let word_sets = words.into_values().collect();
        let symmetric = rules.rules.iter().map(|r| (r.relation.clone(), symmetric(&r.relation))).collect();
        Self { rules: rules.rules, needs, begins_with, automaton, word_sets, symmetric, sets: rules.sets }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The words of a synonym set; none where there is no such set.
    #[must_use]
    pub fn set(&self, name: &str) -> &[String] {
        self.sets.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a relation holds both ways.
    #[must_use]
    pub fn is_symmetric(&self, relation: &str) -> bool {
        self.symmetric.get(relation).copied().unwrap_or(false)
    }

    /// The sets whose words occur, and where each word begins.
    fn sets_in(&self, code: &str) -> (Bits, Vec<(usize, &Bits)>) {
        let mut found = Bits::default();
        let mut places = Vec::new();
        if let Some(automaton) = &self.automaton {
            for hit in automaton.find_overlapping_iter(code) {
                if let Some(bits) = self.word_sets.get(hit.value() as usize) {
                    found.join(bits);
                    places.push((hit.start(), bits));
                }
            }
        }
        places.sort_by_key(|(at, _)| *at);
        (found, places)
    }

    /// Reads one sentence: what it states is added to `statements`, whom and when it names to `flow`.
    pub fn read(&self, place: &Place<'_>, marked: &Marked, mentions: &Mentions<'_>, flow: &mut Flow, statements: &mut Vec<Statement>) {
        flow.sentence();
        // `此次軍演` goes on about the event named last, whatever it is compared with.
        let topic_event =
            if ["此次", "该", "这次", "本次", "此"].iter().any(|w| marked.code.starts_with(w)) { flow.event.clone() } else { None };
        let since = statements.len();
        let (sets, words) = self.sets_in(&marked.code);
        let parts = clauses(marked);
        let mut passed = 0;
        let mut hits: Vec<(usize, Range<usize>, usize, usize)> = Vec::new();
        let tokens: Vec<(usize, u16)> = marked.placed().map(|(at, t)| (at, t.kind.bit())).collect();
        let present = tokens.iter().fold(0, |bits, (_, bit)| bits | bit);
        let acting = u32::try_from(marked.tokens.iter().filter(|t| t.kind.acts()).count()).unwrap_or(u32::MAX);
        let mut starts = Vec::new();
        if present & TokenKind::ACTING_OR_HAPPENING != 0 {
            for (r, rule) in self.rules.iter().enumerate() {
                for (p, pattern) in rule.patterns.iter().enumerate() {
                    let possible = acting >= pattern.actors && in_order(&pattern.kinds, &marked.tokens) && sets.holds(&self.needs[r][p]);
                    if possible {
                        starts.clear();
                        if let Some(bit) = self.begins_with[r][p] {
                            starts.extend(words.iter().filter(|(_, bits)| bits.has(bit)).map(|(at, _)| *at));
                            starts.dedup();
                        }
                        pattern.find(&marked.code, &tokens, &starts, &mut |range| hits.push((range.start, range, r, p)));
                    }
                }
            }
        }
        hits.sort_by_key(|(start, range, r, p)| (*start, std::cmp::Reverse(range.end), *r, *p));
        for (start, range, r, p) in hits {
            while passed < tokens.len() && tokens[passed].0 < start {
                flow.pass(&marked.tokens[passed]);
                passed += 1;
            }
            let rule = &self.rules[r];
            if let Some(captures) = rule.patterns[p].captures(&marked.code, range.start)
                && (!begins_with_side(&captures) || is_ungoverned(marked, &parts, range.start))
            {
                let reading = Match {
                    engine: self,
                    rule,
                    captures,
                    place,
                    marked,
                    mentions,
                    parts: &parts,
                    subject_role: rule.patterns[p].subject_role.as_deref(),
                    since,
                };
                reading.state(flow, statements);
            }
        }
        for token in &marked.tokens[passed..] {
            flow.pass(token);
        }
        let new_event = flow.event.as_ref().is_some_and(|(_, id, _)| marked.tokens.iter().any(|t| t.entities.contains(id)));
        flow.event = topic_event.or_else(|| flow.event.take());
        dating::pass(marked, flow);
        if new_event {
            flow.date_event(marked);
        }
        if let Some(first) = subject(marked, &parts, parts.first().map_or(0, |c| c.end)) {
            flow.subject = resolve(&marked.tokens[first], place, mentions, flow, &[]);
        }
    }
}

/// Whether a sentence holds tokens of these types in this order, as every match of a pattern does.
fn in_order(kinds: &[u16], tokens: &[Token]) -> bool {
    let mut tokens = tokens.iter();
    kinds.iter().all(|bits| tokens.any(|token| bits & token.kind.bit() != 0))
}

/// Whether a match begins with a side of the relation: then no preposition may govern it.
fn begins_with_side(captures: &Captures) -> bool {
    let start = captures.get_match().map(|m| m.start());
    ["a", "ab"].iter().any(|role| captures.get_group_by_name(role).map(|m| m.start) == start)
}

/// The entities that a token stands for.
fn resolve(token: &Token, place: &Place<'_>, mentions: &Mentions<'_>, flow: &Flow, except: &[EntityId]) -> Vec<EntityId> {
    match token.kind {
        TokenKind::Pair => flow.pair(place.topic, place.section, mentions, token.named_parties).map_or_else(Vec::new, |(a, b)| vec![a, b]),
        TokenKind::That => {
            // `該國` is the polity under discussion, `該組織` is not.
            let polity = place.text.visible.get(token.range.clone()).is_some_and(|words| words.contains(['国', '國', '政']));
            let about = place.topic.about.get(place.section).copied().flatten().or(place.topic.polity);
            about.filter(|id| polity && !except.contains(id)).or_else(|| flow.that(except)).into_iter().collect()
        }
        _ => token.entities.clone(),
    }
}

/// One match of one pattern.
struct Match<'m, 'd> {
    engine: &'m Engine,
    rule: &'m Rule,
    captures: Captures,
    place: &'m Place<'d>,
    marked: &'m Marked,
    mentions: &'m Mentions<'d>,
    parts: &'m [Range<usize>],
    subject_role: Option<&'m str>,
    /// Where the statements of this sentence begin.
    since: usize,
}

impl Match<'_, '_> {
    fn range(&self) -> Range<usize> {
        self.captures.get_match().map_or(0..0, |m| m.range())
    }

    fn token(&self, role: &str) -> Option<&Token> {
        let at = self.captures.get_group_by_name(role)?.start;
        self.marked.tokens.get(self.marked.token_at(at)?)
    }

    /// The subject of the clause, or what stands for it where the sentence has none.
    fn subject(&self, flow: &Flow) -> (Vec<EntityId>, Option<usize>) {
        let start = self.range().start;
        if let Some(index) = subject(self.marked, self.parts, start) {
            let token = &self.marked.tokens[index];
            let at = self.marked.placed().nth(index).map(|(at, _)| at);
            return (resolve(token, self.place, self.mentions, flow, &[]), at);
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
            self.place.topic.pair.filter(|_| own).and_then(|_| flow.pair(self.place.topic, self.place.section, self.mentions, false));
        pair.map_or_else(Vec::new, |(a, b)| vec![a, b])
    }

    /// Whether another actor than the lent subject stands before the match in its clause.
    fn another_actor(&self, subject: usize, start: usize, end: usize) -> bool {
        self.marked.placed().any(|(at, t)| at != subject && (start..end).contains(&at) && t.kind.acts())
    }

    /// Whether the sentence says that each partner had its own: `先後與法國、韓國`.
    fn one_by_one(&self) -> bool {
        let range = self.range();
        let start = self.parts.get(clause_of(self.parts, range.start)).map_or(0, |c| c.start).min(range.start);
        ["先后", "分别", "陆续", "相继", "依次", "分头"].iter().any(|w| self.marked.code[start..range.end].contains(w))
    }

    /// A pair that holds both ways, from the side that the section or the page is about, else as it was written before.
    fn turned(&self, (a, b): (EntityId, EntityId), statements: &[Statement]) -> (EntityId, EntityId) {
        let about = |id: EntityId, of: EntityId| id == of || self.mentions.same_lineage(id, of);
        let first = self.section_subject().first().copied().or(self.place.topic.pair.map(|(first, _)| first));
        let written = || statements.iter().any(|s| s.relation == self.rule.relation && s.subject == b && s.object == a);
        let turn = first.map_or_else(written, |first| about(first, b) && !about(first, a));
        if turn { (b, a) } else { (a, b) }
    }

    /// The polity that the section is about.
    fn section_subject(&self) -> Vec<EntityId> {
        self.place.topic.about.get(self.place.section).copied().flatten().into_iter().collect()
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
        self.token(role).map_or_else(Vec::new, |t| resolve(t, self.place, self.mentions, flow, except))
    }

    fn state(&self, flow: &Flow, statements: &mut Vec<Statement>) {
        let lent = self.subject_role.is_some_and(|r| !r.contains(':'));
        let (subject, subject_at) = if lent { self.subject(flow) } else { (Vec::new(), None) };
        let last = statements.last().cloned();
        let last = last.as_ref();
        let mut pairs: Vec<(EntityId, EntityId)> = Vec::new();
        if !self.rule.named.is_empty() {
            let name = self.token("via").and_then(|t| t.entities.first()).map(|id| self.mentions.cast.get(*id).key.as_str());
            if !name.is_some_and(|name| self.rule.named.iter().any(|w| canonical(name).contains(w.as_str()))) {
                return;
            }
        }
        let range = self.range();
        let clause_end = self.parts.get(clause_of(self.parts, range.end.saturating_sub(1))).map_or(range.end, |c| c.end.max(range.end));
        let clause_start = self.parts.get(clause_of(self.parts, range.start)).map_or(0, |c| c.start).min(range.start);
        if self.rule.without.iter().any(|w| self.marked.code[clause_start..clause_end].contains(w.as_str())) {
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
            if lent && a == b {
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
                let parted = self.token("ab").and_then(|t| t.sides).filter(|n| *n < all.len() && (self.rule.sides || self.one_by_one()));
                if let Some(n) = parted {
                    let (one, other) = all.split_at(n);
                    pairs.extend(one.iter().flat_map(|x| other.iter().map(move |y| (*x, *y))));
                } else if !a.is_empty() && !b.is_empty() && (self.rule.sides || self.one_by_one()) {
                    pairs.extend(a.iter().flat_map(|x| b.iter().map(move |y| (*x, *y))));
                } else {
                    all_pairs(&all, &mut pairs);
                }
            } else {
                pairs.extend(a.iter().flat_map(|x| b.iter().map(move |y| (*x, *y))));
            }
        }
        pairs.retain(|(a, b)| {
            a != b && !self.mentions.same_actor(*a, *b) && self.fits(*a, self.rule.subject) && self.fits(*b, self.rule.object)
        });
        if pairs.is_empty() {
            return;
        }
        if self.rule.mutual {
            for pair in &mut pairs {
                *pair = self.turned(*pair, statements);
            }
        }
        let clause = clause_start;
        let status = if self.rule.scoped {
            status::status(self.marked, &self.place.text.visible, clause, &range, subject_at, self.rule.each)
        } else {
            Status::Affirmed
        };
        let date = dating::date(self.marked, self.parts, &range, self.rule.near, flow)
            .or_else(|| {
                flow.event.as_ref().filter(|_| self.captures.get_group_by_name("last").is_some()).and_then(|(_, _, date)| date.clone())
            })
            .or_else(|| self.place.topic.year.get(self.place.section).cloned().flatten());
        let evidence = self.evidence(&range, subject_at);
        for (a, b) in pairs {
            let new = Statement {
                subject: a,
                relation: self.rule.relation.clone(),
                object: b,
                date: date.clone(),
                via: self.via(flow),
                places: self.places(&range),
                status: status.clone(),
                rule: self.rule.id.clone(),
                evidence: vec![evidence.clone()],
            };
            let alike = |a, b| self.mentions.same_lineage(a, b);
            rows::add(statements, new, self.engine.is_symmetric(&self.rule.relation), self.rule.each, self.since, &alike);
        }
    }

    fn fits(&self, id: EntityId, side: Option<Side>) -> bool {
        let kind = self.mentions.cast.get(id).kind;
        match side {
            None => kind.is_actor(),
            Some(Side::Polity) => kind.is_polity(),
            Some(Side::State) => kind.is_polity() || matches!(kind, Kind::Government | Kind::Party | Kind::Bloc),
            Some(Side::Organization) => matches!(kind, Kind::Organization | Kind::Bloc),
        }
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
            if let Some(words) = self.place.text.visible.get(range) {
                via.push(Via::Words(
                    words.trim_start_matches(['的', '了']).trim_matches(['“', '”', '《', '》', '「', '」', ' ']).to_owned(),
                ));
            }
        } else if self.captures.get_group_by_name("last").is_some()
            && let Some((_, id, _)) = &flow.event
        {
            via.push(Via::Entity(*id));
        }
        via
    }

    fn places(&self, range: &Range<usize>) -> Vec<EntityId> {
        if !self.rule.each {
            return Vec::new();
        }
        let last = self.parts.get(clause_of(self.parts, range.end.saturating_sub(1))).map_or(range.end, |c| c.end);
        let first = self.parts.get(clause_of(self.parts, range.start)).map_or(range.start, |c| c.start);
        self.marked
            .placed()
            .filter(|(at, t)| t.kind == TokenKind::Place && (first..last).contains(at) && self.marked.code[..*at].ends_with(['在', '于']))
            .flat_map(|(_, t)| t.entities.iter().copied())
            .collect()
    }

    /// The words that show it: from the clause where it begins to the clause where it ends.
    fn evidence(&self, range: &Range<usize>, subject_at: Option<usize>) -> Evidence {
        let start = subject_at.map_or(range.start, |at| at.min(range.start));
        let first = self.parts.get(clause_of(self.parts, start)).map_or(0, |c| c.start);
        let last = self.parts.get(clause_of(self.parts, range.end.saturating_sub(1))).map_or(self.marked.code.len(), |c| c.end);
        let visible = self.marked.visible(first..last.max(first));
        quote(self.place, visible)
    }
}

/// Evidence for a visible range of a text.
#[must_use]
pub fn quote(place: &Place<'_>, visible: Range<usize>) -> Evidence {
    const AROUND: usize = 30;
    let text = &place.text.visible;
    let slice = text.get(visible.clone()).unwrap_or_default();
    let start = visible.start + (slice.len() - slice.trim_start().len());
    let end = visible.end - (slice.len() - slice.trim_end().len());
    let (start, end) = (start.min(end), end);
    let before = &text[..start];
    let after = &text[end..];
    let head = before.char_indices().rev().take(AROUND).last().map_or(start, |(at, _)| at);
    let tail = after.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| end + at);
    Evidence {
        quote: text[start..end].to_owned(),
        prefix: text[head..start].to_owned(),
        suffix: text[end..tail].to_owned(),
        span: place.text.source(start..end),
        section: place.section,
        // A mark stands behind the words that it is for, also behind the full stop.
        notes: place.text.notes.iter().filter(|n| n.at > start && n.at <= end + '。'.len_utf8()).map(|n| n.label.clone()).collect(),
    }
}

fn all_pairs(of: &[EntityId], pairs: &mut Vec<(EntityId, EntityId)>) {
    let mut distinct: Vec<EntityId> = Vec::new();
    for id in of {
        if !distinct.contains(id) {
            distinct.push(*id);
        }
    }
    for (i, a) in distinct.iter().enumerate() {
        pairs.extend(distinct[i + 1..].iter().map(|b| (*a, *b)));
    }
}
