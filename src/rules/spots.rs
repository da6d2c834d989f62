//! Where the steps of patterns stand in a sentence, and where a match of them can begin.

use std::ops::Range;

use super::{
    clause::clause_of,
    index::{Words, add, holds},
    steps::{Gap, Most},
};
use crate::mention::{Marked, TokenKind};

/// Where one of a set stands in a sentence.
#[derive(Clone, Copy, Debug)]
struct Spot {
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

/// Where the sets stand in a sentence.
pub(super) struct Sentence<'m> {
    code: &'m str,
    /// The words in their order, then the tokens in theirs.
    spots: Vec<Spot>,
    /// The spots of each set as a list: a spot, and where the list goes on.
    links: Vec<(u32, u32)>,
    /// Where the list of each set begins.
    first: Vec<u32>,
    /// A bit for each set that stands there.
    present: Vec<u64>,
}

/// The end of a list of spots.
const END: u32 = u32::MAX;

impl<'m> Sentence<'m> {
    /// `kind_sets` are the sets of each type of tokens, `count` is how many sets there are.
    pub fn new(
        kind_sets: &[Vec<u32>],
        count: usize,
        marked: &'m Marked,
        parts: &[Range<usize>],
        Words { words, present }: &Words<'_>,
    ) -> Self {
        let tokens: Vec<(usize, TokenKind)> = marked.placed().map(|(at, token)| (at, token.kind)).collect();
        let acting: Vec<usize> = tokens.iter().filter(|(_, kind)| kind.acts()).map(|(at, _)| *at).collect();
        let before = |byte: usize| acting.partition_point(|at| *at < byte);
        let spot = |start: usize, end: usize| Spot { start, end, clause: clause_of(parts, start), acting: (before(start), before(end)) };
        let mut spots = Vec::with_capacity(words.len() + tokens.len());
        let mut found = Vec::with_capacity(2 * words.len() + 4 * tokens.len());
        let mut present = present.clone();
        let mut note = |spot: Spot, sets: &[u32]| {
            let at = u32::try_from(spots.len()).unwrap_or(u32::MAX);
            spots.push(spot);
            found.extend(sets.iter().map(|set| (*set, at)));
        };
        words.iter().for_each(|word| note(spot(word.range.start, word.range.end), word.sets));
        for (at, kind) in &tokens {
            let sets = &kind_sets[*kind as usize];
            note(spot(*at, at + kind.code().len_utf8()), sets);
            sets.iter().for_each(|set| add(&mut present, *set));
        }
        let mut first = vec![END; count];
        let mut links = Vec::with_capacity(found.len());
        // From the last to the first, so that a list begins with the first.
        for ((set, spot), at) in found.into_iter().rev().zip(0..) {
            links.push((spot, std::mem::replace(&mut first[set as usize], at)));
        }
        Self { code: &marked.code, spots, links, first, present }
    }

    /// The sets, each once.
    pub fn sets(&self) -> impl Iterator<Item = u32> {
        let bits = |word: u64| std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1))).take_while(|rest| *rest != 0);
        (0..).zip(&self.present).flat_map(move |(at, word)| bits(*word).map(move |rest| at * 64 + rest.trailing_zeros()))
    }

    fn of(&self, set: u32) -> impl Iterator<Item = Spot> {
        let link = |at: u32| self.links.get(at as usize).copied();
        std::iter::successors(link(self.first[set as usize]), move |(_, next)| link(*next)).map(|(spot, _)| self.spots[spot as usize])
    }

    /// The places where a match of these steps can begin, ascending: everywhere, where there is no step.
    pub fn starts(&self, steps: &[(u32, Gap)], starts: &mut Vec<usize>) {
        let Some(((first, before), _)) = steps.split_first() else {
            starts.extend(self.code.char_indices().map(|(at, _)| at));
            return;
        };
        if !steps.iter().all(|(set, _)| holds(&self.present, *set)) {
            return;
        }
        // From the last step to the first: the places from which all steps behind can be reached.
        let mut reaching: Option<Vec<Spot>> = None;
        for (at, (set, _)) in steps.iter().enumerate().skip(1).rev() {
            reaching = Some(self.reaching(*set, reaching.as_deref().zip(steps.get(at + 1))));
        }
        for spot in self.reaching(*first, reaching.as_deref().zip(steps.get(1))) {
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

    /// The spots of a set from which the next step can be reached: all of them, where there is none.
    fn reaching(&self, set: u32, next: Option<(&[Spot], &(u32, Gap))>) -> Vec<Spot> {
        let spots = self.of(set);
        let Some((next, (_, gap))) = next else { return spots.collect() };
        // What a gap may not hold and how long it may be, the nearest spot behind keeps to if any does.
        let reaches = |spot: &Spot| {
            let nearest = next.partition_point(|other| other.start < spot.end + gap.least);
            next.get(nearest).is_some_and(|other| spot.reaches(other, gap))
        };
        spots.filter(reaches).collect()
    }
}
