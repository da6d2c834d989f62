//! A program walked over a text: the match that begins at a place, as the `regex` crate would find it.
//!
//! What is preferred is tried first, and where it fails the walk goes back. No step that leads several ways is taken twice at one place, so that the walk is linear.

use std::ops::Range;

use super::program::{Op, Program, Run};

/// The match of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Captures<'p> {
    /// Where it stands.
    pub range: Range<usize>,
    names: &'p [String],
    notes: Vec<usize>,
}

impl Captures<'_> {
    /// Where the group of a name stands, if the match has it.
    pub fn get(&self, name: &str) -> Option<Range<usize>> {
        let group = self.names.iter().position(|other| other == name)?;
        let [start, end] = [self.notes[2 * group], self.notes[2 * group + 1]];
        (end != NOWHERE).then_some(start..end)
    }
}

/// The place of what was not found.
const NOWHERE: usize = usize::MAX;

/// Where to go on when a step fails.
#[derive(Clone, Copy, Debug)]
enum Back {
    /// At a step.
    To { op: usize, at: usize },
    /// With the next words of a choice, from one up to another.
    Words { op: usize, at: usize, next: usize, end: usize },
    /// With one character more of a run, of which so many are left.
    More { op: usize, at: usize, left: u32 },
    /// With one character less of a run, down to a place.
    Less { op: usize, at: usize, least: usize },
    /// Nowhere: a note is taken back.
    Note { note: usize, place: usize },
}

/// What a walk needs, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Room {
    back: Vec<Back>,
    notes: Vec<usize>,
    /// The steps that were taken, so many bits for each byte behind the start.
    taken: Vec<u64>,
}

/// A program on its way through a text.
struct Walk<'w> {
    ops: &'w [Op],
    text: &'w str,
    start: usize,
    room: &'w mut Room,
}

impl Program {
    /// The match that begins at a place.
    pub fn captures(&self, text: &str, start: usize, room: &mut Room) -> Option<Captures<'_>> {
        room.back.clear();
        room.taken.clear();
        room.notes.clear();
        room.notes.resize(2 * self.groups.len(), NOWHERE);
        let end = Walk { ops: &self.ops, text, start, room }.end()?;
        Some(Captures { range: start..end, names: &self.groups, notes: room.notes.clone() })
    }
}

impl Walk<'_> {
    /// The end of the match.
    fn end(&mut self) -> Option<usize> {
        let (mut op, mut at) = (0, self.start);
        loop {
            let next = match self.ops.get(op)? {
                Op::Text(words) => self.text[at..].starts_with(&**words).then(|| (op + 1, at + words.len())),
                Op::Words(choice) => {
                    let words = choice.beginning_as(&self.text[at..]);
                    if words.is_empty() || !self.is_new(op, at) { None } else { self.word(op, at, words) }
                }
                Op::Run(run) => {
                    if self.is_new(op, at) {
                        self.run(run, op, at)
                    } else {
                        None
                    }
                }
                Op::Either(first, second) if self.may_go_on(*first, at) => self.is_new(op, at).then(|| {
                    self.room.back.push(Back::To { op: *second, at });
                    (*first, at)
                }),
                Op::Either(_, second) => Some((*second, at)),
                Op::Jump(to) => Some((*to, at)),
                Op::Note(note) => {
                    let place = std::mem::replace(&mut self.room.notes[*note], at);
                    self.room.back.push(Back::Note { note: *note, place });
                    Some((op + 1, at))
                }
                Op::Start => (at == 0).then_some((op + 1, at)),
                Op::End => (at == self.text.len()).then_some((op + 1, at)),
                Op::Done => return Some(at),
            };
            (op, at) = match next {
                Some(next) => next,
                None => self.back()?,
            };
        }
    }

    /// Whether a step is taken for the first time at a place.
    fn is_new(&mut self, op: usize, at: usize) -> bool {
        /// Bytes for which there is new room at a time.
        const ROOM: usize = 32;
        let width = self.ops.len().div_ceil(64);
        let word = (at - self.start) * width + op / 64;
        if word >= self.room.taken.len() {
            self.room.taken.resize(word + ROOM * width, 0);
        }
        let bits = &mut self.room.taken[word];
        let bit = 1 << (op % 64);
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    /// Whether a step may be taken at a place, as far as the next character tells: nearly none may.
    fn may_go_on(&self, op: usize, at: usize) -> bool {
        match self.ops.get(op) {
            Some(Op::Note(_)) => self.may_go_on(op + 1, at),
            Some(Op::Text(words)) => self.text[at..].starts_with(&**words),
            Some(Op::Words(choice)) => choice.may_begin(&self.text[at..]),
            Some(Op::Run(run)) if run.least > 0 => self.one(run, at).is_some(),
            _ => true,
        }
    }

    /// The next of some words.
    fn word(&mut self, op: usize, at: usize, words: Range<usize>) -> Option<(usize, usize)> {
        let Some(Op::Words(choice)) = self.ops.get(op) else { return None };
        let (length, rest) = choice.next(&self.text[at..], words)?;
        if !rest.is_empty() {
            self.room.back.push(Back::Words { op, at, next: rest.start, end: rest.end });
        }
        Some((op + 1, at + length))
    }

    /// Takes as many characters of a run as are preferred.
    fn run(&mut self, run: &Run, op: usize, start: usize) -> Option<(usize, usize)> {
        let mut at = start;
        for _ in 0..run.least {
            at = self.one(run, at)?;
        }
        let mut left = run.most - run.least;
        if !run.greedy {
            return self.fewest(run, op, at, left);
        }
        let least = at;
        while let Some(next) = Some(at).filter(|_| left > 0).and_then(|at| self.one(run, at)) {
            (at, left) = (next, left - 1);
        }
        if at > least {
            self.room.back.push(Back::Less { op, at, least });
        }
        Some((op + 1, at))
    }

    /// Takes no more of what is left of a run than it takes to go on.
    fn fewest(&mut self, run: &Run, op: usize, mut at: usize, mut left: u32) -> Option<(usize, usize)> {
        while !self.may_go_on(op + 1, at) {
            left = left.checked_sub(1)?;
            at = self.one(run, at)?;
        }
        if left > 0 {
            self.room.back.push(Back::More { op, at, left });
        }
        Some((op + 1, at))
    }

    /// The place behind one character of a run.
    fn one(&self, run: &Run, at: usize) -> Option<usize> {
        let c = self.text[at..].chars().next()?;
        run.class.holds(c).then(|| at + c.len_utf8())
    }

    /// Where to go on when a step failed: its number and the place.
    fn back(&mut self) -> Option<(usize, usize)> {
        loop {
            let next = match self.room.back.pop()? {
                Back::To { op, at } => Some((op, at)),
                Back::Words { op, at, next, end } => self.word(op, at, next..end),
                Back::More { op, at, left } => match self.ops.get(op) {
                    Some(Op::Run(run)) => self.one(run, at).and_then(|at| self.fewest(run, op, at, left - 1)),
                    _ => None,
                },
                Back::Less { op, at, least } => self.text[least..at].chars().next_back().map(|last| {
                    let at = at - last.len_utf8();
                    if at > least {
                        self.room.back.push(Back::Less { op, at, least });
                    }
                    (op + 1, at)
                }),
                Back::Note { note, place } => {
                    self.room.notes[note] = place;
                    None
                }
            };
            if next.is_some() {
                return next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;
    use crate::rules::{pattern::compile, sets::Sets};

    /// All texts of so many letters.
    fn texts(letters: &[char], length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        for _ in 0..length {
            all = all.iter().flat_map(|text| letters.iter().map(move |c| format!("{text}{c}"))).collect();
        }
        all
    }

    #[test]
    fn finds_what_the_regex_crate_finds() {
        let mut sets = Sets::default();
        sets.insert("s", vec!["a".into(), "ab".into(), "中".into()]);
        sets.insert("t", vec!["b".into(), "a".into()]);
        // As patterns write them, and as that crate does.
        let expressions = [
            ("&s(?<x>b*?)中", "(?:ab|a|中)(?<x>b*?)中"),
            ("&s{2}(?<x>&t?)", "(?:ab|a|中){2}(?<x>(?:b|a)?)"),
            ("(?<x>&t|&s)+b", "(?<x>(?:b|a)|(?:ab|a|中))+b"),
            ("&s(?<x>&t|&s|ab)(?:中|$)", "(?:ab|a|中)(?<x>(?:b|a)|(?:ab|a|中)|ab)(?:中|$)"),
            ("(?<x>[^a]{1,3}?)(?:a|中)", "(?<x>[^a]{1,3}?)(?:a|中)"),
            ("(?<x>a{0,2})[ab]{1,2}中?", "(?<x>a{0,2})[ab]{1,2}中?"),
            ("a(?<x>(?:b|a中){1,2})(?<y>.*)b", "a(?<x>(?:b|a中){1,2})(?<y>.*)b"),
            ("a(?<x>(?:b|a中){1,2}?)(?<y>.*?)b", "a(?<x>(?:b|a中){1,2}?)(?<y>.*?)b"),
            ("(?:(?<x>a?)(?<y>b*))*中", "(?:(?<x>a?)(?<y>b*))*中"),
            ("(?:(?<x>|a|ab)(?<y>b?))+中", "(?:(?<x>|a|ab)(?<y>b?))+中"),
            ("^(?:(?<x>a)|b)*(?<y>b?)$", "^(?:(?<x>a)|b)*(?<y>b?)$"),
            ("(?:^|中)(?<x>a|ab|)(?<y>b|)(?:中|$)", "(?:^|中)(?<x>a|ab|)(?<y>b|)(?:中|$)"),
        ];
        let mut room = Room::default();
        for (ours, theirs) in expressions {
            // A pattern may match no empty text, and has no empty match here.
            let pattern = compile(&format!("{ours}-"), &sets).expect(ours);
            let regex = Regex::new(&format!("{theirs}-")).expect(theirs);
            for text in texts(&['a', 'b', '中'], 5).iter().map(|text| format!("{text}-")) {
                for start in text.char_indices().map(|(at, _)| at) {
                    let found = pattern.captures(&text, start, &mut room);
                    let wanted = regex.captures_at(&text, start).filter(|found| found.get(0).is_some_and(|m| m.start() == start));
                    let groups = |get: &dyn Fn(&str) -> Option<Range<usize>>| ["x", "y"].map(get);
                    let found = found.map(|found| (found.range.clone(), groups(&|name| found.get(name))));
                    let wanted = wanted.map(|m| (m.get(0).map_or(0..0, |m| m.range()), groups(&|name| m.name(name).map(|m| m.range()))));
                    assert_eq!(found, wanted, "{ours} in {text} from {start}");
                }
            }
        }
    }
}
