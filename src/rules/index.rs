//! Which rules look at a sentence at all, and where: one automaton over all words of the synonym sets.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::{
    clause::clause_of,
    load::{Rule, RuleSet},
    pattern::Pattern,
};
use crate::mention::{Marked, Token, TokenKind};

/// As many synonym sets as there may be: a set of sets is that many bits.
pub(super) const MOST_SETS: usize = 64 * WORDS;
const WORDS: usize = 16;

/// A set of synonym sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bits([u64; WORDS]);

impl Bits {
    fn set(&mut self, bit: usize) {
        if let Some(word) = self.0.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    fn join(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }

    fn has(&self, bit: usize) -> bool {
        self.0.get(bit / 64).is_some_and(|word| word & (1 << (bit % 64)) != 0)
    }

    fn holds(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & b == *b)
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(i, word)| (0..64).filter(move |b| word & (1 << b) != 0).map(move |b| i * 64 + b))
    }
}

/// Something that may state a relation: a match of a pattern, or the trigger of a frame with the verb that carries it.
#[derive(Clone, Debug)]
pub(super) enum Hit {
    Pattern { range: Range<usize>, rule: usize, pattern: usize },
    Frame { trigger: Range<usize>, light: Option<Range<usize>>, rule: usize },
}

impl Hit {
    /// Where it begins, and the order of those that begin together.
    pub fn order(&self) -> (usize, Reverse<usize>, usize, usize) {
        match self {
            Self::Pattern { range, rule, pattern } => (range.start, Reverse(range.end), *rule, *pattern),
            Self::Frame { trigger, light, rule } => {
                let light = light.as_ref().unwrap_or(trigger);
                (trigger.start.min(light.start), Reverse(trigger.end.max(light.end)), *rule, 0)
            }
        }
    }
}

/// A word of a synonym set in a sentence.
struct Word<'i> {
    range: Range<usize>,
    sets: &'i Bits,
    /// The rules whose frame it triggers.
    frames: &'i [usize],
}

/// A pattern with what must stand in a sentence before it is worth a try.
struct Filed {
    rule: usize,
    pattern: usize,
    /// The sets of which a word must stand there.
    needs: Bits,
    /// The set that a match begins with, or the words, which then are a set of their own.
    begins_with: Option<usize>,
}

/// The sets that a frame asks for besides its trigger.
#[derive(Clone, Copy, Default)]
struct Asks {
    light: Option<usize>,
    unless: Option<usize>,
}

/// The automaton, and what each of its words leads to.
pub(super) struct Index {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// For each word of the automaton the sets that it belongs to.
    word_sets: Vec<Bits>,
    /// For each word the rules whose frame it triggers.
    word_frames: Vec<Vec<usize>>,
    patterns: Vec<Filed>,
    /// For each set the patterns that need it and are filed under it; each pattern is filed once.
    by_set: Vec<Vec<usize>>,
    /// The patterns that need no set.
    always: Vec<usize>,
    asks: Vec<Asks>,
}

impl Index {
    pub fn new(rules: &RuleSet) -> Self {
        let names: Vec<&String> = rules.sets.keys().collect();
        let bit = |name: &String| names.binary_search(&name).ok();
        let mut words: BTreeMap<&str, Bits> = BTreeMap::new();
        for (bit, set) in rules.sets.values().enumerate() {
            for word in set {
                words.entry(word).or_default().set(bit);
            }
        }
        // Words that patterns spell out are sets without a name.
        let mut unnamed: BTreeMap<&[String], usize> = BTreeMap::new();
        for spelled in
            rules.rules.iter().flat_map(|rule| &rule.patterns).flat_map(|p| [&p.opening[..], &p.spelled]).filter(|w| !w.is_empty())
        {
            let next = names.len() + unnamed.len();
            let bit = *unnamed.entry(spelled).or_insert(next);
            for word in spelled {
                words.entry(word).or_default().set(bit);
            }
        }
        let size: Vec<usize> = {
            let mut size: Vec<usize> = rules.sets.values().map(Vec::len).collect();
            size.resize(names.len() + unnamed.len(), usize::MAX);
            unnamed.iter().for_each(|(words, bit)| size[*bit] = words.len());
            size
        };
        let mut word_frames: Vec<Vec<usize>> = vec![Vec::new(); words.len()];
        for (r, frame) in rules.rules.iter().enumerate().filter_map(|(r, rule)| Some((r, rule.frame.as_ref()?))) {
            let Some(bit) = bit(&frame.trigger) else { continue };
            for (frames, _) in word_frames.iter_mut().zip(words.values()).filter(|(_, bits)| bits.has(bit)) {
                frames.push(r);
            }
        }
        let mut patterns = Vec::new();
        let mut by_set: Vec<Vec<usize>> = vec![Vec::new(); size.len()];
        let mut always = Vec::new();
        for (rule, r) in rules.rules.iter().enumerate() {
            for (pattern, p) in r.patterns.iter().enumerate() {
                let mut needs = Bits::default();
                p.needs.iter().filter_map(bit).for_each(|bit| needs.set(bit));
                let unnamed = |words: &[String]| unnamed.get(words).copied().filter(|bit| *bit < MOST_SETS);
                let opening = unnamed(&p.opening);
                opening.into_iter().chain(unnamed(&p.spelled)).for_each(|bit| needs.set(bit));
                // Under the smallest set, which is the least likely to be there.
                let rarest = needs.iter().min_by_key(|bit| size[*bit]);
                match rarest {
                    Some(bit) => by_set[bit].push(patterns.len()),
                    None => always.push(patterns.len()),
                }
                patterns.push(Filed { rule, pattern, needs, begins_with: p.begins_with.as_ref().and_then(bit).or(opening) });
            }
        }
        let asks = |rule: &Rule| {
            let frame = rule.frame.as_ref();
            let of = |set: Option<&String>| set.and_then(bit);
            Asks { light: of(frame.and_then(|f| f.light.as_ref())), unless: of(frame.and_then(|f| f.unless.as_ref())) }
        };
        let asks = rules.rules.iter().map(asks).collect();
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build(words.keys()).ok();
        Self { automaton, word_sets: words.into_values().collect(), word_frames, patterns, by_set, always, asks }
    }

    /// What may state a relation in a sentence, in the order of its places. With `about` the page is about somebody whom a sentence need not name.
    pub fn hits(&self, rules: &[Rule], marked: &Marked, parts: &[Range<usize>], about: bool) -> Vec<Hit> {
        let names_none = marked.tokens.iter().all(|t| t.kind.bit() & TokenKind::ACTING_OR_HAPPENING == 0);
        let mut hits = Vec::new();
        if names_none && !about {
            return hits;
        }
        let (sets, words) = self.words_in(&marked.code);
        if !names_none {
            self.matches(rules, marked, parts, &sets, &words, &mut hits);
        }
        self.triggers(&words, parts, &mut hits);
        hits.sort_by_key(Hit::order);
        hits
    }

    /// The sets whose words occur, and the words in their order.
    fn words_in(&self, code: &str) -> (Bits, Vec<Word<'_>>) {
        let mut found = Bits::default();
        let mut words = Vec::new();
        if let Some(automaton) = &self.automaton {
            for hit in automaton.find_overlapping_iter(code) {
                let word = hit.value() as usize;
                if let (Some(sets), Some(frames)) = (self.word_sets.get(word), self.word_frames.get(word)) {
                    found.join(sets);
                    words.push(Word { range: hit.start()..hit.end(), sets, frames });
                }
            }
        }
        words.sort_by_key(|word| word.range.start);
        (found, words)
    }

    fn matches(&self, rules: &[Rule], marked: &Marked, parts: &[Range<usize>], sets: &Bits, words: &[Word<'_>], hits: &mut Vec<Hit>) {
        let tokens: Vec<(usize, u16)> = marked.placed().map(|(at, t)| (at, t.kind.bit())).collect();
        let acting = u32::try_from(marked.tokens.iter().filter(|t| t.kind.acts()).count()).unwrap_or(u32::MAX);
        // Nearly all patterns stay in their clause: the words that they need stand there, behind where they begin.
        let reach = |at: usize| {
            let clause = parts.get(clause_of(parts, at)).map_or(marked.code.len(), |part| part.end);
            (within(words, at, clause), within(words, at, at + REACH))
        };
        let reaches: Vec<(Bits, Bits)> = tokens.iter().map(|(at, _)| reach(*at)).collect();
        let mut starts = Vec::new();
        let filed = sets.iter().filter_map(|bit| self.by_set.get(bit)).flatten().chain(&self.always);
        for filed in filed.filter_map(|at| self.patterns.get(*at)) {
            let pattern: &Pattern = &rules[filed.rule].patterns[filed.pattern];
            if acting < pattern.actors || !sets.holds(&filed.needs) || !in_order(&pattern.kinds, &marked.tokens) {
                continue;
            }
            let near = |(clause, wide): &(Bits, Bits)| if pattern.crosses { wide } else { clause }.holds(&filed.needs);
            starts.clear();
            let known = pattern.begins.is_some() || filed.begins_with.is_some();
            if let Some(kinds) = pattern.begins {
                let tried = tokens.iter().zip(&reaches).filter(|((_, bit), reach)| kinds & bit != 0 && near(reach));
                starts.extend(tried.map(|((at, _), _)| *at));
            } else if let Some(bit) = filed.begins_with {
                let tried = words.iter().filter(|word| word.sets.has(bit) && near(&reach(word.range.start)));
                starts.extend(tried.map(|word| word.range.start));
                starts.dedup();
            }
            let mut found = |range| hits.push(Hit::Pattern { range, rule: filed.rule, pattern: filed.pattern });
            pattern.find(&marked.code, known.then_some(&starts[..]), &mut found);
        }
    }

    /// The triggers of frames in a sentence, each with the verb that carries it where the frame asks for one.
    fn triggers(&self, words: &[Word<'_>], parts: &[Range<usize>], hits: &mut Vec<Hit>) {
        for (at, word) in words.iter().enumerate().filter(|(_, word)| !word.frames.is_empty()) {
            // Words that overlap it: they begin at most a long word before it.
            let first = words[..at].iter().rposition(|w| w.range.start + LONGEST < word.range.start).map_or(0, |n| n + 1);
            let near = || words[first..].iter().take_while(|w| w.range.start < word.range.end).filter(|w| w.range.end > word.range.start);
            let longer =
                |other: &&Word<'_>| other.range != word.range && other.range.start <= word.range.start && word.range.end <= other.range.end;
            for &r in word.frames {
                let asks = self.asks[r];
                if near().filter(longer).any(|other| other.frames.contains(&r))
                    || asks.unless.is_some_and(|bit| near().any(|other| other.sets.has(bit)))
                {
                    continue;
                }
                let light = match asks.light {
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
}

/// The gaps of a pattern together are some 100 characters of three bytes.
const REACH: usize = 900;
/// No word of a set is longer, in bytes.
const LONGEST: usize = 90;

/// The verb that carries a noun: the nearest word of the set before it in its clause, else right behind it.
fn carrier(words: &[Word<'_>], bit: usize, noun: &Range<usize>, clause: &Range<usize>) -> Option<Range<usize>> {
    const BEHIND: usize = 8 * '字'.len_utf8();
    let first = words.partition_point(|w| w.range.start < clause.start);
    let verbs =
        || words[first..].iter().take_while(|w| w.range.start < clause.end).filter(|w| w.sets.has(bit) && w.range.end <= clause.end);
    let before = verbs().filter(|w| w.range.end <= noun.start).last();
    let behind = || verbs().find(|w| w.range.start >= noun.end && w.range.start - noun.end <= BEHIND);
    before.or_else(behind).map(|w| w.range.clone())
}

/// The sets whose words begin in a stretch of a sentence.
fn within(words: &[Word<'_>], from: usize, to: usize) -> Bits {
    let mut found = Bits::default();
    let first = words.partition_point(|word| word.range.start < from);
    for word in words[first..].iter().take_while(|word| word.range.start < to) {
        found.join(word.sets);
    }
    found
}

/// Whether a sentence holds tokens of these types in this order, as every match of a pattern does.
fn in_order(kinds: &[u16], tokens: &[Token]) -> bool {
    let mut tokens = tokens.iter();
    kinds.iter().all(|bits| tokens.any(|token| bits & token.kind.bit() != 0))
}
