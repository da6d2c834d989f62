//! Where the steps of patterns stand in a sentence, and where a match of them can begin.

use std::ops::Range;

use super::{
    index::{Words, add, holds},
    steps::{Gap, Most},
};
use crate::mention::Marked;

/// Where one of a set stands in a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    start: usize,
    end: usize,
    /// Index of the clause.
    clause: usize,
    /// How many tokens that act stand before its start, and before its end.
    acting: (usize, usize),
}

impl Spot {
    /// Whether a gap can reach from here to another, which begins behind it.
    fn reaches(&self, next: &Self, gap: &Gap) -> bool {
        let near = match gap.most {
            Most::Bytes(most) => next.start - self.end <= most,
            Most::Unlimited => true,
        };
        near && (gap.ends_clause || self.clause == next.clause) && (gap.actors || self.acting.1 == next.acting.0)
    }
}

/// The steps of a pattern: the set of each, and the gap before it.
#[derive(Clone, Copy)]
pub(super) struct Steps<'i> {
    pub sets: &'i [u32],
    pub gaps: &'i [Gap],
}

/// Where the sets stand in a sentence.
pub(super) struct Sentence<'m> {
    code: &'m str,
    /// The words in their order, then the tokens in theirs.
    spots: Vec<Spot>,
    /// The spots of each set as a list: a spot, and where the list goes on.
    links: Vec<(u32, u32)>,
    /// Where the list of each set that stands there begins.
    first: Vec<u32>,
    /// A bit for each set that stands there, and how many bits are set before those of each number.
    present: Vec<u64>,
    before: Vec<u32>,
}

/// The end of a list of spots.
const END: u32 = u32::MAX;

impl<'m> Sentence<'m> {
    /// `kind_sets` are the sets of each type of tokens, `count` is how many sets are of steps; these come before the others.
    pub fn new(
        kind_sets: &[Vec<u32>],
        count: u32,
        marked: &'m Marked,
        parts: &[Range<usize>],
        Words { words, present }: &Words<'_>,
    ) -> Self {
        let acting: Vec<usize> = marked.placed().filter(|(_, token)| token.kind.acts()).map(|(at, _)| at).collect();
        let mut spots = Vec::with_capacity(words.len() + marked.tokens.len());
        let mut present = present.clone();
        // Both come in the order of their places, so that what stands before them only grows.
        let (mut clause, mut before) = (0, 0);
        for word in words {
            let Range { start, end } = word.range;
            clause = next_clause(parts, clause, start);
            before += acting[before..].iter().take_while(|at| **at < start).count();
            // No word holds a token.
            spots.push(Spot { start, end, clause, acting: (before, before) });
        }
        let (mut clause, mut before) = (0, 0);
        for (start, token) in marked.placed() {
            clause = next_clause(parts, clause, start);
            let behind = before + usize::from(token.kind.acts());
            spots.push(Spot { start, end: start + token.kind.code().len_utf8(), clause, acting: (before, behind) });
            before = behind;
            kind_sets[token.kind as usize].iter().for_each(|set| add(&mut present, *set));
        }
        let before = present.iter().scan(0, |sum, bits| Some(std::mem::replace(sum, *sum + bits.count_ones())));
        let before: Vec<u32> = before.collect();
        // Of thousands of sets a sentence has a few hundred.
        let mut first = vec![END; present.iter().map(|bits| bits.count_ones() as usize).sum()];
        let mut links = Vec::with_capacity(4 * spots.len());
        // From the last to the first, so that a list begins with the first.
        let sets_of = words.iter().map(|word| word.sets).chain(marked.tokens.iter().map(|token| &kind_sets[token.kind as usize][..]));
        let mut spot = u32::try_from(spots.len()).unwrap_or(u32::MAX);
        let mut at = 0;
        for sets in sets_of.rev() {
            spot -= 1;
            for set in sets.iter().take_while(|set| **set < count) {
                links.push((spot, std::mem::replace(&mut first[rank(&present, &before, *set)], at)));
                at += 1;
            }
        }
        Self { code: &marked.code, spots, links, first, present, before }
    }

    /// Whether one of a set stands there.
    pub fn holds(&self, set: u32) -> bool {
        holds(&self.present, set)
    }

    /// The sets that stand there and are among some others, which have a bit each.
    pub fn sets<'s>(&'s self, others: &'s [u64]) -> impl Iterator<Item = u32> + 's {
        let both = self.present.iter().zip(others).map(|(here, others)| here & others);
        let bits = |word: u64| std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1))).take_while(|rest| *rest != 0);
        (0..)
            .zip(both)
            .filter(|(_, word)| *word != 0)
            .flat_map(move |(at, word)| bits(word).map(move |rest| at * 64 + rest.trailing_zeros()))
    }

    fn of(&self, set: u32) -> impl Iterator<Item = Spot> {
        let link = |at: u32| self.links.get(at as usize).copied();
        std::iter::successors(link(self.first[rank(&self.present, &self.before, set)]), move |(_, next)| link(*next))
            .map(|(spot, _)| self.spots[spot as usize])
    }

    /// The places where a match of these steps can begin, ascending: everywhere, where there is no step. One of each step's set stands there.
    pub fn starts(&self, steps: Steps<'_>, room: &mut [Vec<Spot>; 2], starts: &mut Vec<usize>) {
        let (Some((last, sets)), Some(before)) = (steps.sets.split_last(), steps.gaps.first()) else {
            starts.extend(self.code.char_indices().map(|(at, _)| at));
            return;
        };
        // From the last step to the first: the places from which all steps behind can be reached.
        let [reaching, next] = room;
        reaching.clear();
        reaching.extend(self.of(*last));
        for (set, gap) in sets.iter().zip(&steps.gaps[1..]).rev() {
            std::mem::swap(reaching, next);
            reaching.clear();
            // What a gap may not hold and how long it may be, the nearest spot behind keeps to if any does.
            let reaches = |spot: &Spot| {
                let nearest = next.partition_point(|other| other.start < spot.end + gap.least);
                next.get(nearest).is_some_and(|other| spot.reaches(other, gap))
            };
            reaching.extend(self.of(*set).filter(reaches));
            if reaching.is_empty() {
                return;
            }
        }
        for spot in reaching {
            match before.most {
                Most::Bytes(0) => starts.push(spot.start),
                Most::Bytes(most) => {
                    let places = spot.start.saturating_sub(most)..=spot.start.saturating_sub(before.least);
                    starts.extend(places.filter(|at| self.code.is_char_boundary(*at)));
                }
                Most::Unlimited => starts.extend((0..=spot.start).filter(|at| self.code.is_char_boundary(*at))),
            }
        }
        starts.sort_unstable();
        starts.dedup();
    }
}

/// Which of the sets that are present a set is, one of them.
fn rank(present: &[u64], before: &[u32], set: u32) -> usize {
    let word = set as usize / 64;
    let lower = present[word] & ((1 << (set % 64)) - 1);
    (before[word] + lower.count_ones()) as usize
}

/// The index of the clause that holds a byte, none of those before one of them.
fn next_clause(parts: &[Range<usize>], from: usize, byte: usize) -> usize {
    let passed = parts.get(from..).unwrap_or_default().iter().take_while(|part| part.end <= byte).count();
    (from + passed).min(parts.len().saturating_sub(1))
}
