//! Which rules look at a sentence at all, and where: one automaton over all words of the synonym sets and all words that patterns spell out.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::{
    clause::clause_of,
    frame::Slot,
    pattern::Pattern,
    rule::{On, Rule, RuleSet},
    sets::Sets,
    spots::{Sentence, Steps},
    steps::{Gap, What},
    walk::{Captures, Room},
};
use crate::mention::{Marked, TokenKind};

/// Something that may state a relation: a match of a pattern, or the trigger of a frame with the verb that carries it.
#[derive(Clone, Debug)]
pub(super) enum Hit<'r> {
    Pattern { rule: usize, pattern: usize, captures: Captures<'r> },
    Frame { trigger: Range<usize>, light: Option<Range<usize>>, rule: usize },
}

impl Hit<'_> {
    /// Where it begins, and the order of those that begin together.
    pub fn order(&self) -> (usize, Reverse<usize>, usize, usize) {
        match self {
            Self::Pattern { rule, pattern, captures } => (captures.range.start, Reverse(captures.range.end), *rule, *pattern),
            Self::Frame { trigger, light, rule } => {
                let light = light.as_ref().unwrap_or(trigger);
                (trigger.start.min(light.start), Reverse(trigger.end.max(light.end)), *rule, 0)
            }
        }
    }
}

/// A word of a synonym set in a sentence.
pub(super) struct Word<'i> {
    pub range: Range<usize>,
    /// What it is one of, ascending.
    pub sets: &'i [u32],
    /// The rules whose frame it triggers.
    frames: &'i [usize],
}

impl Word<'_> {
    /// Whether it triggers the frame of a rule.
    pub fn is_frame_of(&self, rule: usize) -> bool {
        self.frames.contains(&rule)
    }

    fn is_of(&self, set: u32) -> bool {
        self.sets.binary_search(&set).is_ok()
    }
}

/// The words of all sets in a sentence, in their order.
#[derive(Default)]
pub(super) struct Words<'i> {
    pub words: Vec<Word<'i>>,
    /// A bit for each set of which a word stands there.
    pub present: Vec<u64>,
}

/// A pattern, with where its steps stand among those of all.
struct Filed {
    rule: u32,
    pattern: u32,
    /// Its first step, and that behind its last.
    steps: (u32, u32),
    on: Option<On>,
}

/// The sets that a frame asks for besides its trigger.
#[derive(Clone, Copy, Default)]
struct Asks {
    /// The verb that carries the trigger, and whether it may be far behind it.
    light: Option<(u32, bool)>,
    unless: Option<u32>,
}

/// The automaton, and what each of its words leads to. A *set* is what stands at a step of some pattern: words, or types of tokens.
pub(super) struct Index {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// For each word of the automaton the sets that it belongs to.
    word_sets: Vec<Vec<u32>>,
    /// For each word the rules whose frame it triggers.
    word_frames: Vec<Vec<usize>>,
    /// For each type of tokens the sets that it belongs to.
    kind_sets: Vec<Vec<u32>>,
    /// The patterns, each filed under one set, in the order of these; then those without a step.
    patterns: Vec<Filed>,
    /// The sets of the steps of all patterns, in the order of these, and their gaps: nearly all are only asked for their sets.
    sets: Vec<u32>,
    gaps: Vec<Gap>,
    /// For each set of a step the patterns that are filed under it. These sets come before the others.
    by_set: Vec<Range<usize>>,
    /// A bit for each set under which there are patterns.
    filed: Vec<u64>,
    /// How many sets there are.
    count: usize,
    asks: Vec<Asks>,
    /// What the page of each rule must be about.
    on: Vec<Option<On>>,
    /// For each rule the set whose words rule it out.
    without: Vec<Option<u32>>,
}

/// The sets by what they are, numbered as they come.
#[derive(Default)]
struct Numbers(BTreeMap<What, u32>);

impl Numbers {
    fn of(&mut self, what: &What) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(what.clone()).or_insert(next)
    }

    fn named(&mut self, sets: &Sets, name: &str) -> Option<u32> {
        sets.get(name).map(|set| self.of(&What::Set(set.clone())))
    }
}

/// How likely something is to stand in a sentence, as far as a number tells: a token is, a long word is not.
fn likely(what: &What) -> u64 {
    match what {
        What::Kinds(_) => u64::MAX,
        What::Set(_) | What::Words(_) => what.words().map(|word| 1_000_000 >> (4 * word.chars().count().min(5))).sum(),
    }
}

impl Index {
    pub fn new(rules: &RuleSet) -> Self {
        let mut numbers = Numbers::default();
        let mut filed = Vec::new();
        for (rule, r) in rules.rules.iter().enumerate() {
            for (pattern, p) in r.patterns.iter().enumerate() {
                let steps: Vec<(u32, Gap)> = p.steps.iter().map(|step| (numbers.of(&step.what), step.gap)).collect();
                let rarest = p.steps.iter().zip(&steps).min_by_key(|(step, _)| likely(&step.what));
                filed.push((rarest.map_or(u32::MAX, |(_, (set, _))| *set), rule, pattern, steps));
            }
        }
        let steps = numbers.0.len();
        let mut asks = Vec::new();
        let mut triggers: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let without = rules.rules.iter().map(|rule| numbers.named(&rules.sets, rule.without.as_ref()?)).collect();
        for (rule, frame) in rules.rules.iter().enumerate().map(|(at, rule)| (at, rule.frame.as_ref())) {
            let mut named = |set: Option<&String>| numbers.named(&rules.sets, set?);
            if let Some(set) = named(frame.map(|f| &f.trigger)) {
                triggers.entry(set).or_default().push(rule);
            }
            let far = frame.is_some_and(|f| f.ab.contains(&Slot::Own));
            let light = named(frame.and_then(|f| f.light.as_ref())).map(|set| (set, far));
            asks.push(Asks { light, unless: named(frame.and_then(|f| f.unless.as_ref())) });
        }
        filed.sort_by_key(|(under, ..)| *under);
        let by_set = (0u32..).take(steps).map(|set| {
            let first = filed.partition_point(|(under, ..)| *under < set);
            first..filed.partition_point(|(under, ..)| *under <= set)
        });
        let by_set: Vec<Range<usize>> = by_set.collect();
        let mut under = vec![0; steps / 64 + 1];
        (0..).zip(&by_set).filter(|(_, patterns)| !patterns.is_empty()).for_each(|(set, _)| add(&mut under, set));
        let on: Vec<Option<On>> = rules.rules.iter().map(|rule| rule.on).collect();
        let (mut sets, mut gaps) = (Vec::new(), Vec::new());
        let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let patterns = filed.into_iter().map(|(_, rule, pattern, steps)| {
            let first = sets.len();
            sets.extend(steps.iter().map(|(set, _)| *set));
            gaps.extend(steps.iter().map(|(_, gap)| *gap));
            Filed { rule: number(rule), pattern: number(pattern), steps: (number(first), number(sets.len())), on: on[rule] }
        });
        let patterns = patterns.collect();
        let mut words: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        let mut kinds = Vec::new();
        for (what, set) in &numbers.0 {
            match what {
                What::Kinds(bits) => kinds.push((*bits, *set)),
                What::Set(_) | What::Words(_) => what.words().for_each(|word| {
                    words.entry(word).or_default().insert(*set);
                }),
            }
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build(words.keys()).ok();
        let word_sets: Vec<Vec<u32>> = words.values().map(|sets| sets.iter().copied().collect()).collect();
        let frames_of = |sets: &Vec<u32>| {
            let mut rules: Vec<usize> = sets.iter().filter_map(|set| triggers.get(set)).flatten().copied().collect();
            rules.sort_unstable();
            rules
        };
        let word_frames = word_sets.iter().map(frames_of).collect();
        let sets_of = |kind: TokenKind| kinds.iter().filter(|(bits, _)| bits & kind.bit() != 0).map(|(_, set)| *set).collect();
        let kind_sets = TokenKind::ALL.into_iter().map(sets_of).collect();
        Self {
            automaton,
            word_sets,
            word_frames,
            kind_sets,
            patterns,
            sets,
            gaps,
            by_set,
            filed: under,
            count: numbers.0.len(),
            asks,
            on,
            without,
        }
    }

    /// What may state a relation in a sentence, in the order of its places, and the words of all sets there. With `about` the page is about somebody whom a
    /// sentence need not name.
    ///
    /// Rules that are not `on` this page are passed over.
    pub fn hits<'r>(
        &self,
        rules: &'r [Rule],
        on: &dyn Fn(Option<On>) -> bool,
        marked: &Marked,
        parts: &[Range<usize>],
        about: bool,
    ) -> (Vec<Hit<'r>>, Words<'_>) {
        let names_none = marked.tokens.iter().all(|t| t.kind.bit() & TokenKind::ACTING_OR_HAPPENING == 0);
        let mut hits = Vec::new();
        if names_none && !about {
            return (hits, Words::default());
        }
        let words = self.words_in(&marked.code);
        let asked = |pattern: &Pattern| !names_none || pattern.is_of_page();
        let sentence = Sentence::new(&self.kind_sets, u32::try_from(self.by_set.len()).unwrap_or(u32::MAX), marked, parts, &words);
        self.matches(rules, on, &asked, &marked.code, &sentence, &mut hits);
        self.triggers(on, &marked.code, &words, parts, &mut hits);
        hits.sort_by_key(Hit::order);
        (hits, words)
    }

    /// Whether a word that rules a rule out stands in a part of a sentence with these words.
    pub fn rules_out(&self, rule: usize, words: &Words<'_>, part: &Range<usize>) -> bool {
        let Some(set) = self.without.get(rule).copied().flatten().filter(|set| holds(&words.present, *set)) else { return false };
        words.words.iter().any(|word| part.start <= word.range.start && word.range.end <= part.end && word.is_of(set))
    }

    /// The words of a sentence in their order.
    fn words_in(&self, code: &str) -> Words<'_> {
        let hits = self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(code));
        let word = |hit: daachorse::Match<u32>| {
            let word = hit.value() as usize;
            Some(Word { range: hit.start()..hit.end(), sets: self.word_sets.get(word)?, frames: self.word_frames.get(word)? })
        };
        let mut words: Vec<Word<'_>> = hits.filter_map(word).collect();
        words.sort_by_key(|word| word.range.start);
        let mut present = vec![0; self.count / 64 + 1];
        words.iter().flat_map(|word| word.sets).for_each(|set| add(&mut present, *set));
        Words { words, present }
    }

    fn matches<'r>(
        &self,
        rules: &'r [Rule],
        on: &dyn Fn(Option<On>) -> bool,
        asked: &dyn Fn(&Pattern) -> bool,
        code: &str,
        sentence: &Sentence<'_>,
        hits: &mut Vec<Hit<'r>>,
    ) {
        let mut starts = Vec::new();
        let mut spots = Default::default();
        let mut room = Room::default();
        let always = self.by_set.last().map_or(0, |last| last.end)..self.patterns.len();
        let filed = sentence.sets(&self.filed).filter_map(|set| self.by_set.get(set as usize)).chain([&always]);
        for filed in filed.filter_map(|filed| self.patterns.get(filed.clone())).flatten() {
            let steps = filed.steps.0 as usize..filed.steps.1 as usize;
            let sets = &self.sets[steps.clone()];
            if !sets.iter().all(|set| sentence.holds(*set)) || !on(filed.on) {
                continue;
            }
            let (rule, at) = (filed.rule as usize, filed.pattern as usize);
            let pattern = &rules[rule].patterns[at];
            if !asked(pattern) {
                continue;
            }
            starts.clear();
            sentence.starts(Steps { sets, gaps: &self.gaps[steps] }, &mut spots, &mut starts);
            let found = starts.iter().filter_map(|start| pattern.captures(code, *start, &mut room));
            hits.extend(found.map(|captures| Hit::Pattern { rule, pattern: at, captures }));
        }
    }

    /// The triggers of frames in a sentence, each with the verb that carries it where the frame asks for one.
    fn triggers(&self, on: &dyn Fn(Option<On>) -> bool, code: &str, words: &Words<'_>, parts: &[Range<usize>], hits: &mut Vec<Hit<'_>>) {
        let Words { words, present } = words;
        for (at, word) in words.iter().enumerate().filter(|(_, word)| !word.frames.is_empty()) {
            // Words that overlap it: they begin at most a long word before it.
            let first = words[..at].iter().rposition(|w| w.range.start + LONGEST < word.range.start).map_or(0, |n| n + 1);
            let near = || words[first..].iter().take_while(|w| w.range.start < word.range.end).filter(|w| w.range.end > word.range.start);
            let longer =
                |other: &&Word<'_>| other.range != word.range && other.range.start <= word.range.start && word.range.end <= other.range.end;
            for &r in word.frames.iter().filter(|rule| on(self.on[**rule])) {
                let asks = self.asks[r];
                if asks.light.is_some_and(|(bit, _)| !holds(present, bit)) {
                    continue;
                }
                if near().filter(longer).any(|other| other.frames.contains(&r))
                    || asks.unless.is_some_and(|bit| holds(present, bit) && near().any(|other| other.is_of(bit)))
                {
                    continue;
                }
                let light = match asks.light {
                    None => None,
                    Some((bit, far)) => {
                        let clause = parts.get(clause_of(parts, word.range.start)).cloned().unwrap_or(word.range.clone());
                        let Some(light) = carrier(code, words, bit, &word.range, &clause, far) else { continue };
                        Some(light)
                    }
                };
                hits.push(Hit::Frame { trigger: word.range.clone(), light, rule: r });
            }
        }
    }
}

/// Adds a set to those that are present.
pub(super) fn add(present: &mut [u64], set: u32) {
    present[set as usize / 64] |= 1 << (set % 64);
}

/// Whether a set is among those that are present.
pub(super) fn holds(present: &[u64], set: u32) -> bool {
    present.get(set as usize / 64).is_some_and(|bits| bits >> (set % 64) & 1 == 1)
}

/// No word of a set is longer, in bytes.
const LONGEST: usize = 90;

/// The verb that carries a noun: the nearest word of the set before it in its clause, else right behind it; where nobody is named it may be `far`, behind where and
/// when it is: `演习于2014年在东海北部海域举行`.
fn carrier(code: &str, words: &[Word<'_>], bit: u32, noun: &Range<usize>, clause: &Range<usize>, far: bool) -> Option<Range<usize>> {
    const BEHIND: usize = 8 * '字'.len_utf8();
    const FAR: usize = 28 * '字'.len_utf8();
    let first = words.partition_point(|w| w.range.start < clause.start);
    let verbs = || words[first..].iter().take_while(|w| w.range.start < clause.end).filter(|w| w.is_of(bit) && w.range.end <= clause.end);
    let before = verbs().filter(|w| w.range.end <= noun.start).last();
    let follows = |w: &&Word<'_>| {
        let gap = code.get(noun.end..w.range.start).unwrap_or_default();
        w.range.start >= noun.end && (gap.len() <= BEHIND || far && gap.len() <= FAR && gap.starts_with(['于', '在']))
    };
    let behind = || verbs().find(follows);
    // `帮助`, not the `助` in it.
    let whole =
        |part: &Word<'_>| verbs().find(|w| w.range.start <= part.range.start && part.range.end <= w.range.end).map(|w| w.range.clone());
    before.or_else(behind).and_then(whole)
}
