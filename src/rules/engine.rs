//! The rule engine: marked sentences in, statements out.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::{
    Statement, Via,
    clause::{clause_of, clauses, is_ungoverned, subject},
    context::{Flow, Topic},
    dating,
    framing::Framing,
    load::{Rule, RuleSet},
    pattern::Sets,
    reading::{Match, begins_with_side, resolve},
    record::Reading,
    roles::Roles,
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
    /// For each word of the automaton the rules whose frame it triggers.
    word_frames: Vec<Vec<usize>>,
    symmetric: BTreeMap<Arc<str>, bool>,
    sets: Sets,
}

/// A word of a synonym set in a sentence.
struct Word<'e> {
    range: Range<usize>,
    sets: &'e Bits,
    /// The rules whose frame it triggers.
    frames: &'e [usize],
}

/// Something that may state a relation: a match of a pattern, or the trigger of a frame with the verb that carries it.
enum Hit {
    Pattern { range: Range<usize>, rule: usize, pattern: usize },
    Frame { trigger: Range<usize>, light: Option<Range<usize>>, rule: usize },
}

impl Hit {
    /// Where it begins, and the order of those that begin together.
    fn order(&self) -> (usize, std::cmp::Reverse<usize>, usize, usize) {
        match self {
            Self::Pattern { range, rule, pattern } => (range.start, std::cmp::Reverse(range.end), *rule, *pattern),
            Self::Frame { trigger, light, rule } => {
                let light = light.as_ref().unwrap_or(trigger);
                (trigger.start.min(light.start), std::cmp::Reverse(trigger.end.max(light.end)), *rule, 0)
            }
        }
    }
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
        let mut word_frames: Vec<Vec<usize>> = vec![Vec::new(); words.len()];
        for (r, frame) in rules.rules.iter().enumerate().filter_map(|(r, rule)| Some((r, rule.frame.as_ref()?))) {
            if let Some(bit) = bit(&frame.trigger) {
                for (frames, _) in word_frames.iter_mut().zip(words.values()).filter(|(_, bits)| bits.has(bit)) {
                    frames.push(r);
                }
            }
        }
        let word_sets = words.into_values().collect();
        let symmetric = rules.rules.iter().map(|r| (r.relation.clone(), symmetric(&r.relation))).collect();
        Self { rules: rules.rules, needs, begins_with, automaton, word_sets, word_frames, symmetric, sets: rules.sets }
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

    /// The sets whose words occur, and the words in their order.
    fn sets_in(&self, code: &str) -> (Bits, Vec<Word<'_>>) {
        let mut found = Bits::default();
        let mut places = Vec::new();
        if let Some(automaton) = &self.automaton {
            for hit in automaton.find_overlapping_iter(code) {
                let word = hit.value() as usize;
                if let (Some(sets), Some(frames)) = (self.word_sets.get(word), self.word_frames.get(word)) {
                    found.join(sets);
                    places.push(Word { range: hit.start()..hit.end(), sets, frames });
                }
            }
        }
        places.sort_by_key(|word| word.range.start);
        (found, places)
    }

    /// The triggers of frames in a sentence, each with the verb that carries it where the frame asks for one.
    fn triggers(&self, words: &[Word<'_>], parts: &[Range<usize>], hits: &mut Vec<Hit>) {
        for word in words {
            for &r in word.frames {
                let Some(frame) = &self.rules[r].frame else { continue };
                let longer = |other: &&Word<'_>| {
                    other.range != word.range && other.range.start <= word.range.start && word.range.end <= other.range.end
                };
                let near = || words.iter().skip_while(|w| w.range.end <= word.range.start).take_while(|w| w.range.start < word.range.end);
                if near().filter(longer).any(|other| other.frames.contains(&r))
                    || self.bit(frame.unless.as_ref()).is_some_and(|bit| near().any(|other| other.sets.has(bit)))
                {
                    continue;
                }
                let light = match self.bit(frame.light.as_ref()) {
                    None => None,
                    Some(bit) => {
                        let clause = parts.get(clause_of(parts, word.range.start)).cloned().unwrap_or(word.range.clone());
                        let Some(light) = carrier(words, bit, &word.range, &clause) else { continue };
                        Some(light)
                    }
                };
                hits.push(Hit::Frame { trigger: word.range.clone(), light, rule: r });
            }
        }
    }

    fn bit(&self, set: Option<&String>) -> Option<usize> {
        let set = set?;
        self.sets.keys().position(|name| name == set)
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
        let mut hits: Vec<Hit> = Vec::new();
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
                            starts.extend(words.iter().filter(|word| word.sets.has(bit)).map(|word| word.range.start));
                            starts.dedup();
                        }
                        let known = pattern.begins.is_some() || self.begins_with[r][p].is_some();
                        let mut found = |range| hits.push(Hit::Pattern { range, rule: r, pattern: p });
                        pattern.find(&marked.code, known.then_some(&starts[..]), &mut found);
                    }
                }
            }
        }
        // On a page about two, `双边贸易额为15亿美元` names nobody and is about both.
        let about = place.topic.pair.is_some() || place.topic.about.get(place.section).is_some_and(Option::is_some);
        if present & TokenKind::ACTING_OR_HAPPENING != 0 || about {
            self.triggers(&words, &parts, &mut hits);
        }
        hits.sort_by_key(Hit::order);
        let mut roles: Option<Roles> = None;
        for hit in hits {
            while passed < tokens.len() && tokens[passed].0 < hit.order().0 {
                flow.pass(&marked.tokens[passed]);
                passed += 1;
            }
            let reading = |rule| Reading { engine: self, rule, place, marked, mentions, parts: &parts, since };
            match hit {
                Hit::Pattern { range, rule, pattern } => {
                    let (rule, pattern) = (&self.rules[rule], &self.rules[rule].patterns[pattern]);
                    if let Some(captures) = pattern.captures(&marked.code, range.start)
                        && (!begins_with_side(&captures) || is_ungoverned(marked, &parts, range.start))
                    {
                        Match { reading: reading(rule), captures, subject_role: pattern.subject_role.as_deref() }.state(flow, statements);
                    }
                }
                Hit::Frame { trigger, light, rule } => {
                    let rule = &self.rules[rule];
                    let Some(frame) = &rule.frame else { continue };
                    let roles = &*roles.get_or_insert_with(|| Roles::new(marked, &parts, mentions));
                    Framing { reading: reading(rule), frame, roles, light, trigger }.state(flow, statements);
                }
            }
        }
        for token in &marked.tokens[passed..] {
            flow.pass(token);
        }
        if let Some(own) = place.topic.own.filter(|_| flow.hosts.is_empty()) {
            let goes_through = |s: &&Statement| s.via.contains(&Via::Entity(own)) && matches!(&*s.relation, "jointExercise" | "signedTreaty");
            for id in statements[since..].iter().filter(goes_through).flat_map(|s| [s.subject, s.object]) {
                if !flow.hosts.contains(&id) {
                    flow.hosts.push(id);
                }
            }
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

/// The verb that carries a noun: the nearest word of the set before it in its clause, else right behind it.
fn carrier(words: &[Word<'_>], bit: usize, noun: &Range<usize>, clause: &Range<usize>) -> Option<Range<usize>> {
    const BEHIND: usize = 8 * '字'.len_utf8();
    let verbs = || words.iter().filter(|w| w.sets.has(bit) && clause.start <= w.range.start && w.range.end <= clause.end);
    let before = verbs().filter(|w| w.range.end <= noun.start).next_back();
    let behind = || verbs().find(|w| w.range.start >= noun.end && w.range.start - noun.end <= BEHIND);
    before.or_else(behind).map(|w| w.range.clone())
}

/// The sets whose words stand behind a place, as far as any pattern reaches.
fn within(words: &[Word<'_>], at: usize) -> Bits {
    // The gaps of a pattern together are some 100 characters of three bytes.
    const REACH: usize = 900;
    let mut found = Bits::default();
    let first = words.partition_point(|word| word.range.start < at);
    for word in words[first..].iter().take_while(|word| word.range.start <= at + REACH) {
        found.join(word.sets);
    }
    found
}

/// Whether a sentence holds tokens of these types in this order, as every match of a pattern does.
fn in_order(kinds: &[u16], tokens: &[Token]) -> bool {
    let mut tokens = tokens.iter();
    kinds.iter().all(|bits| tokens.any(|token| bits & token.kind.bit() != 0))
}
