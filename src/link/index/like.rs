//! Names that differ by a few letters.
//!
//! The automaton of the `fst` crate loses characters that begin with the same byte as one of the name's, as most Chinese ones do; this one goes by characters, in whatever
//! code a map has.

use std::rc::Rc;

use fst::Automaton;

use super::code::{Code, LONGEST, Symbols};

/// Accepts what differs from a name by so many characters that are put in, left out or exchanged (Levenshtein distance).
pub(super) struct Like<'a> {
    name: Vec<char>,
    /// The name's characters in the map's code; none where the map does not have one.
    coded: Vec<Option<Symbols>>,
    most: u8,
    /// Whether the first character may be any; else it must be one of the name's first.
    free: bool,
    code: &'a Code,
}

/// Where the automaton is: a row of the table of distances, and the symbols of a character that is not whole yet.
#[derive(Clone)]
pub(super) struct State {
    row: Rc<[u8]>,
    /// Whether the next character must be one that the name goes on with: where no more may differ.
    strict: bool,
    symbols: [u8; LONGEST],
    have: usize,
}

impl<'a> Like<'a> {
    pub(super) fn new(name: &str, most: u8, free: bool, code: &'a Code) -> Self {
        Self { name: name.chars().collect(), coded: name.chars().map(|c| code.encode(c)).collect(), most, free, code }
    }

    fn first(&self) -> Rc<[u8]> {
        (0..=self.name.len()).map(|at| u8::try_from(at).unwrap_or(u8::MAX).min(self.most + 1)).collect()
    }

    /// The next row. What is more than allowed is as good as infinite.
    fn step(&self, row: &[u8], c: char) -> Rc<[u8]> {
        let far = self.most + 1;
        let mut next = Vec::with_capacity(row.len());
        next.push((row[0] + 1).min(far));
        for (at, wanted) in self.name.iter().enumerate() {
            let exchanged = row[at] + u8::from(*wanted != c);
            next.push(exchanged.min(row[at + 1] + 1).min(next[at] + 1).min(far));
        }
        next.into()
    }

    /// How far a name is; none where it is too far.
    pub(super) fn distance(&self, name: &str) -> Option<u8> {
        let row = name.chars().fold(self.first(), |row, c| self.step(&row, c));
        row.last().copied().filter(|distance| *distance <= self.most)
    }

    /// Whether a character that begins so can be right where nothing may differ any more: it must be one that the name goes on with.
    fn can_go_on(&self, row: &[u8], symbols: &[u8]) -> bool {
        let goes_on =
            |coded: &Option<Symbols>| coded.as_ref().is_some_and(|(code, length)| code[..usize::from(*length)].starts_with(symbols));
        row.iter().zip(&self.coded).any(|(distance, coded)| *distance <= self.most && goes_on(coded))
    }

    fn state(&self, row: Rc<[u8]>) -> Option<State> {
        let least = row.iter().min().copied().filter(|least| *least <= self.most)?;
        Some(State { strict: least == self.most, row, symbols: [0; LONGEST], have: 0 })
    }
}

impl Automaton for Like<'_> {
    /// None is where nothing can match any more.
    type State = Option<State>;

    fn start(&self) -> Self::State {
        self.state(self.first()).map(|state| State { strict: state.strict || !self.free, ..state })
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.as_ref().is_some_and(|state| state.have == 0 && state.row.last().is_some_and(|distance| *distance <= self.most))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some()
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let state = state.as_ref()?;
        let mut symbols = state.symbols;
        *symbols.get_mut(state.have)? = byte;
        let have = state.have + 1;
        // Most branches of a map end here.
        if state.strict && !self.can_go_on(&state.row, &symbols[..have]) {
            return None;
        }
        if have < self.code.length(symbols[0])? {
            return Some(State { row: Rc::clone(&state.row), strict: state.strict, symbols, have });
        }
        self.state(self.step(&state.row, self.code.decode(&symbols[..have])?))
    }
}

#[cfg(test)]
mod tests {
    use fst::{IntoStreamer as _, Set};

    use super::*;

    #[test]
    fn by_characters() {
        let names = ["俄罗斯", "俄罗斯国", "俄罗纳国", "罗斯", "rusia", "russia", "russland", "𠀀罗斯国"];
        let set = Set::from_iter({
            let mut sorted = names.to_vec();
            sorted.sort_unstable();
            sorted
        })
        .unwrap();
        for (name, most) in [("俄罗斯国", 1), ("俄罗斯", 2), ("russia", 1), ("", 2), ("rus", 2)] {
            let like = Like::new(name, most, true, &Code::Utf8);
            let mut found = set.search(&like).into_stream().into_strs().unwrap();
            let mut expected: Vec<&str> = names.into_iter().filter(|other| like.distance(other).is_some()).collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{name}");
        }
        let first = set.search(Like::new("俄罗斯国", 2, false, &Code::Utf8)).into_stream().into_strs().unwrap();
        assert_eq!(
            first,
            ["俄罗斯", "俄罗斯国", "俄罗纳国", "罗斯"]
                .into_iter()
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
        assert_eq!(Like::new("俄罗斯国", 1, true, &Code::Utf8).distance("俄罗纳国"), Some(1));
        assert_eq!(Like::new("俄罗斯国", 2, true, &Code::Utf8).distance("罗斯"), Some(2));
        assert_eq!(Like::new("俄罗斯国", 1, true, &Code::Utf8).distance("罗斯"), None);
    }
}
