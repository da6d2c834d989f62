//! The rule engine: marked sentences in, statements out.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::{
    Statement,
    clause::{clauses, is_ungoverned, subject},
    context::{Flow, Topic},
    dating,
    load::{Rule, RuleSet},
    pattern::Sets,
    reading::{Match, begins_with_side, resolve},
};
use crate::{
    document::{Document, Text},
    mention::{Marked, Mentions, Token, TokenKind},
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
        let reach: Vec<Bits> = tokens.iter().map(|(at, _)| within(&words, *at)).collect();
        let mut starts = Vec::new();
        if present & TokenKind::ACTING_OR_HAPPENING != 0 {
            for (r, rule) in self.rules.iter().enumerate() {
                for (p, pattern) in rule.patterns.iter().enumerate() {
                    let possible = acting >= pattern.actors && in_order(&pattern.kinds, &marked.tokens) && sets.holds(&self.needs[r][p]);
                    if possible {
                        starts.clear();
                        let needs = &self.needs[r][p];
                        if let Some(kinds) = pattern.begins {
                            let near = tokens.iter().zip(&reach).filter(|((_, bit), words)| kinds & bit != 0 && words.holds(needs));
                            starts.extend(near.map(|((at, _), _)| *at));
                        } else if let Some(bit) = self.begins_with[r][p] {
                            starts.extend(words.iter().filter(|(_, bits)| bits.has(bit)).map(|(at, _)| *at));
                            starts.dedup();
                        }
                        let known = pattern.begins.is_some() || self.begins_with[r][p].is_some();
                        pattern.find(&marked.code, known.then_some(&starts[..]), &mut |range| hits.push((range.start, range, r, p)));
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

/// The sets whose words stand behind a place, as far as any pattern reaches.
fn within(words: &[(usize, &Bits)], at: usize) -> Bits {
    // The gaps of a pattern together are some 100 characters of three bytes.
    const REACH: usize = 900;
    let mut found = Bits::default();
    let first = words.partition_point(|(start, _)| *start < at);
    for (_, bits) in words[first..].iter().take_while(|(start, _)| *start <= at + REACH) {
        found.join(bits);
    }
    found
}

/// Whether a sentence holds tokens of these types in this order, as every match of a pattern does.
fn in_order(kinds: &[u16], tokens: &[Token]) -> bool {
    let mut tokens = tokens.iter();
    kinds.iter().all(|bits| tokens.any(|token| bits & token.kind.bit() != 0))
}
