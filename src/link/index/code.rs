//! Characters in few bytes.
//!
//! A Chinese character takes three bytes in UTF-8, and each of these takes two in a finite-state map. A *code* gives each character of a Wikipedia's titles one to four symbols, the
//! fewer the more often it comes: two for nearly all Chinese ones. No code begins another one. The symbols for maps are the 63 bytes that the `fst` crate takes for usual and
//! writes in one byte (`COMMON_INPUTS_INV` in its `common_inputs.rs`); what it takes for usual changes the size of a map and nothing else.

use std::io::{self, Write as _};

use super::file::{View, Writer};
use crate::hash::HashMap;

/// The symbols of maps.
const USUAL: &[u8; 63] = b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";
/// The most symbols of a character.
pub(super) const LONGEST: usize = 4;

/// The symbols of a character, and how many they are.
pub(super) type Symbols = ([u8; LONGEST], u8);

/// What characters are written as.
#[derive(Debug)]
pub(super) enum Code {
    /// UTF-8.
    Utf8,
    /// By a table.
    Table(Table),
}

/// Characters, the most frequent first, and how many leading symbols there are of codes of one, two, three and four symbols.
#[derive(Debug)]
pub(super) struct Table {
    symbols: Vec<u8>,
    /// Which symbol a byte is.
    places: Vec<Option<u8>>,
    leads: [usize; LONGEST],
    characters: Vec<char>,
    /// The places of characters in this list, 0 for those that are not in it and else one more: of the first plane by code point, of the others by a map.
    ranks: Vec<u32>,
    rare: HashMap<char, u32>,
}

/// Where the first plane ends.
const PLANE: usize = 0x1_0000;

/// How often characters come.
#[derive(Default)]
pub(super) struct Census(HashMap<char, u64>);

impl Census {
    pub(super) fn add(&mut self, text: &str) {
        for c in text.chars() {
            *self.0.entry(c).or_default() += 1;
        }
    }

    /// The characters, the most frequent first.
    fn ranked(self) -> (Vec<char>, Vec<u64>) {
        let mut all: Vec<(char, u64)> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(c, count)| (std::cmp::Reverse(*count), *c));
        all.into_iter().unzip()
    }

    /// The code in which the fewest symbols are needed: for maps, or for texts, of which a symbol is any byte.
    fn table(self, usual: bool) -> Table {
        let symbols = if usual { USUAL.to_vec() } else { (0..=u8::MAX).collect() };
        let (characters, counts) = self.ranked();
        let leads = best(symbols.len(), &counts);
        Table::new(symbols, leads, characters)
    }

    /// Writes the code, and gives it.
    pub(super) fn write(self, out: &mut Writer, name: &str, usual: bool) -> io::Result<Code> {
        let table = self.table(usual);
        out.section(format!("{name}.code"), |out| {
            let leads = table.leads.iter().map(|leads| *leads as u32);
            leads.chain(table.characters.iter().map(|c| u32::from(*c))).try_for_each(|number| out.write_all(&number.to_le_bytes()))
        })?;
        Ok(Code::Table(table))
    }
}

/// How many leading symbols of each length serve best.
fn best(base: usize, counts: &[u64]) -> [usize; LONGEST] {
    // `sums[n]` is how often the first n characters come.
    let sums: Vec<u64> = std::iter::once(0)
        .chain(counts.iter().scan(0, |sum, count| {
            Some({
                *sum += count;
                *sum
            })
        }))
        .collect();
    let sum = |end: usize| sums[end.min(counts.len())];
    let mut best = (u64::MAX, [0; LONGEST]);
    for four in 0..=5 {
        for three in 0..=base - four {
            for two in 0..=base - four - three {
                let leads = [base - four - three - two, two, three, four];
                let ends = ends(base, leads);
                if ends[LONGEST - 1] < counts.len() {
                    continue;
                }
                let cost = (0..LONGEST)
                    .map(|at| sum(ends[at]) - at.checked_sub(1).map_or(0, |before| sum(ends[before])))
                    .zip(1..)
                    .map(|(count, length)| count * length)
                    .sum();
                if cost < best.0 {
                    best = (cost, leads);
                }
            }
            // No text needs more leads of three symbols than there are characters for.
            if three * base * base > counts.len() {
                break;
            }
        }
    }
    best.1
}

/// How many characters have codes of up to one, two, three, four symbols.
fn ends(base: usize, leads: [usize; LONGEST]) -> [usize; LONGEST] {
    let mut end = 0;
    let mut each = 1;
    leads.map(|leads| {
        end += leads * each;
        each *= base;
        end
    })
}

impl Table {
    fn new(symbols: Vec<u8>, leads: [usize; LONGEST], characters: Vec<char>) -> Self {
        let mut places = vec![None; 256];
        for (place, symbol) in (0u8..=u8::MAX).zip(&symbols) {
            places[usize::from(*symbol)] = Some(place);
        }
        let mut ranks = vec![0; PLANE];
        let mut rare = HashMap::default();
        for (c, rank) in characters.iter().zip(1u32..) {
            match ranks.get_mut(*c as usize) {
                Some(place) => *place = rank,
                None => {
                    rare.insert(*c, rank);
                }
            }
        }
        Self { symbols, places, leads, characters, ranks, rare }
    }

    fn encode(&self, c: char) -> Option<Symbols> {
        let base = self.symbols.len();
        let rank = self.ranks.get(c as usize).or_else(|| self.rare.get(&c)).copied().unwrap_or_default();
        let (mut rest, mut first, mut each) = ((rank as usize).checked_sub(1)?, 0, 1);
        for (at, leads) in self.leads.iter().enumerate() {
            if rest < leads * each {
                let mut coded = [0; LONGEST];
                let mut lead = first + rest / each;
                for symbol in &mut coded[..=at] {
                    *symbol = self.symbols[lead];
                    rest %= each;
                    each = (each / base).max(1);
                    lead = rest / each;
                }
                return Some((coded, at as u8 + 1));
            }
            rest -= leads * each;
            first += leads;
            each *= base;
        }
        None
    }

    fn length(&self, first: u8) -> Option<usize> {
        let place = usize::from(self.places[usize::from(first)]?);
        let mut end = 0;
        let length = self.leads.iter().position(|leads| {
            end += leads;
            place < end
        })?;
        Some(length + 1)
    }

    fn decode(&self, symbols: &[u8]) -> Option<char> {
        let base = self.symbols.len();
        let (mut start, mut first, mut each) = (0, 0, 1);
        for leads in &self.leads[..symbols.len().checked_sub(1)?] {
            start += leads * each;
            first += leads;
            each *= base;
        }
        let mut rank = usize::from(self.places[usize::from(*symbols.first()?)]?).checked_sub(first)?;
        for symbol in &symbols[1..] {
            rank = rank * base + usize::from(self.places[usize::from(*symbol)]?);
        }
        self.characters.get(start + rank).copied()
    }
}

impl Code {
    /// Reads a code that [`Census::write`] wrote. None where it is damaged.
    pub(super) fn read(section: &View, usual: bool) -> Option<Self> {
        let symbols: Vec<u8> = if usual { USUAL.to_vec() } else { (0..=u8::MAX).collect() };
        let mut leads = [0; LONGEST];
        for (at, leads) in leads.iter_mut().enumerate() {
            *leads = section.u32(at)? as usize;
        }
        if leads.iter().any(|lead| *lead > symbols.len()) || leads.iter().sum::<usize>() != symbols.len() {
            return None;
        }
        let characters = (LONGEST..section.len() / 4).map(|at| section.u32(at).and_then(char::from_u32)).collect::<Option<_>>()?;
        Some(Self::Table(Table::new(symbols, leads, characters)))
    }

    /// The symbols of a character; none where it is not in the table.
    pub(super) fn encode(&self, c: char) -> Option<Symbols> {
        match self {
            Self::Utf8 => {
                let mut bytes = [0; LONGEST];
                let length = c.encode_utf8(&mut bytes).len();
                Some((bytes, length as u8))
            }
            Self::Table(table) => table.encode(c),
        }
    }

    /// How many symbols the code has that begins with this one.
    pub(super) fn length(&self, first: u8) -> Option<usize> {
        match self {
            Self::Utf8 => Some(match first {
                ..0x80 => 1,
                0x80..0xe0 => 2,
                0xe0..0xf0 => 3,
                _ => 4,
            }),
            Self::Table(table) => table.length(first),
        }
    }

    /// The character of a code.
    pub(super) fn decode(&self, symbols: &[u8]) -> Option<char> {
        match self {
            Self::Utf8 => std::str::from_utf8(symbols).ok()?.chars().next(),
            Self::Table(table) => table.decode(symbols),
        }
    }

    /// A text in the code, behind what is there; none where one of its characters is in no title.
    pub(super) fn text(&self, text: &str, out: &mut Vec<u8>) -> Option<()> {
        for c in text.chars() {
            let (symbols, length) = self.encode(c)?;
            out.extend_from_slice(&symbols[..usize::from(length)]);
        }
        Some(())
    }

    /// What a code says, behind what is there; none where it is damaged.
    pub(super) fn read_text(&self, mut symbols: &[u8], out: &mut String) -> Option<()> {
        while let Some(first) = symbols.first() {
            let (code, rest) = symbols.split_at_checked(self.length(*first)?)?;
            out.push(self.decode(code)?);
            symbols = rest;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_a_code_of_its_own() {
        for (characters, usual) in [
            (10u32, true),
            (63, true),
            (64, true),
            (5000, true),
            (70_000, true),
            (300_000, true),
            (10, false),
            (9000, false),
            (300_000, false),
        ] {
            let mut census = Census::default();
            let all: Vec<char> = (0x20..).filter_map(char::from_u32).take(characters as usize).collect();
            for (at, c) in all.iter().enumerate() {
                census.0.insert(*c, 1_000_000 / (at as u64 + 1));
            }
            let code = Code::Table(census.table(usual));
            let mut last = 0;
            let mut written = Vec::new();
            for c in &all {
                let (symbols, length) = code.encode(*c).unwrap();
                let symbols = &symbols[..usize::from(length)];
                assert!(length >= last && code.length(symbols[0]) == Some(symbols.len()) && code.decode(symbols) == Some(*c));
                last = length;
                written.extend_from_slice(symbols);
            }
            let mut read = String::new();
            code.read_text(&written, &mut read).unwrap();
            assert!(read.chars().eq(all.iter().copied()));
            assert_eq!(code.encode('\u{10fffd}'), None);
        }
        assert_eq!(Code::Table(Census::default().table(true)).encode('a'), None);
    }
}
