//! Names that differ by a few letters.
//!
//! The automaton of the `fst` crate loses characters that begin with the same byte as one of the name's, as most Chinese ones do; this one goes by characters.

use fst::Automaton;

/// Accepts what differs from a name by so many characters that are put in, left out or exchanged (Levenshtein distance).
pub(super) struct Like {
    name: Vec<char>,
    most: u8,
}

/// Where the automaton is: a row of the table of distances, and the bytes of a character that is not whole yet.
#[derive(Clone)]
pub(super) struct State {
    row: Vec<u8>,
    bytes: [u8; 4],
    have: usize,
}

impl Like {
    pub(super) fn new(name: &str, most: u8) -> Self {
        Self { name: name.chars().collect(), most }
    }

    fn first(&self) -> Vec<u8> {
        (0..=self.name.len()).map(|at| u8::try_from(at).unwrap_or(u8::MAX).min(self.most + 1)).collect()
    }

    /// The next row. What is more than allowed is as good as infinite.
    fn step(&self, row: &[u8], c: char) -> Vec<u8> {
        let far = self.most + 1;
        let mut next = Vec::with_capacity(row.len());
        next.push((row[0] + 1).min(far));
        for (at, wanted) in self.name.iter().enumerate() {
            let exchanged = row[at] + u8::from(*wanted != c);
            next.push(exchanged.min(row[at + 1] + 1).min(next[at] + 1).min(far));
        }
        next
    }

    /// How far a name is; none where it is too far.
    pub(super) fn distance(&self, name: &str) -> Option<u8> {
        let row = name.chars().fold(self.first(), |row, c| self.step(&row, c));
        row.last().copied().filter(|distance| *distance <= self.most)
    }
}

impl Automaton for Like {
    /// None is where nothing can match any more.
    type State = Option<State>;

    fn start(&self) -> Self::State {
        Some(State { row: self.first(), bytes: [0; 4], have: 0 })
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.as_ref().is_some_and(|state| state.have == 0 && state.row.last().is_some_and(|distance| *distance <= self.most))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some()
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let state = state.as_ref()?;
        let mut bytes = state.bytes;
        *bytes.get_mut(state.have)? = byte;
        let have = state.have + 1;
        let length = match bytes[0] {
            ..0x80 => 1,
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        if have < length {
            return Some(State { row: state.row.clone(), bytes, have });
        }
        let c = std::str::from_utf8(&bytes[..have]).ok()?.chars().next()?;
        let row = self.step(&state.row, c);
        row.iter().any(|distance| *distance <= self.most).then_some(State { row, bytes: [0; 4], have: 0 })
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
            let like = Like::new(name, most);
            let mut found = set.search(&like).into_stream().into_strs().unwrap();
            let mut expected: Vec<&str> = names.into_iter().filter(|other| like.distance(other).is_some()).collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{name}");
        }
        assert_eq!(Like::new("俄罗斯国", 1).distance("俄罗纳国"), Some(1));
        assert_eq!(Like::new("俄罗斯国", 2).distance("罗斯"), Some(2));
        assert_eq!(Like::new("俄罗斯国", 1).distance("罗斯"), None);
    }
}
