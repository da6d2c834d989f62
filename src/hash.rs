//! Maps and sets for what is asked many times on every page.

use sha2::{Digest as _, Sha256};

/// A hash map: seeded at random as the standard one is, with a hash that takes less time.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// A hash set of the same kind.
pub(crate) type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;

/// Stands for a text in a few bytes, where all texts would fill the memory: the beginning of its SHA-256, which no other has.
pub(crate) fn mark(text: &str) -> u128 {
    let hash = Sha256::digest(text);
    hash.iter().take(16).fold(0, |mark, byte| mark << 8 | u128::from(*byte))
}

/// A small set of characters that some others seem to be in: a few bits tell of most that they are not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Characters([u64; 16]);

impl Characters {
    const fn bit(c: char) -> (usize, u64) {
        let code = c as usize;
        (code / 64 % 16, 1 << (code % 64))
    }

    /// Adds a character.
    pub(crate) const fn add(&mut self, c: char) {
        let (word, bit) = Self::bit(c);
        self.0[word] |= bit;
    }

    /// Whether it may hold a character; `false` is certain.
    pub(crate) const fn may_hold(&self, c: char) -> bool {
        let (word, bit) = Self::bit(c);
        self.0[word] & bit != 0
    }

    /// Whether it may hold the first characters of a word; `false` is certain.
    pub(crate) fn may_hold_word(&self, word: Sketch) -> bool {
        // Nearly no word stands in a text, which its first character tells.
        word.0.into_iter().map(usize::from).all(|bit| self.0[bit / 64 % 16] >> (bit % 64) & 1 == 1)
    }
}

/// A word by the bits that its first characters have in [`Characters`]; a shorter one has the first of them again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sketch([u16; 4]);

impl Sketch {
    /// That of a word; none of an empty one.
    pub(crate) fn of(word: &[char]) -> Option<Self> {
        let number = |c: char| (u32::from(c) % 1024) as u16;
        let mut bits = [number(*word.first()?); 4];
        bits.iter_mut().zip(word).for_each(|(bit, c)| *bit = number(*c));
        Some(Self(bits))
    }
}

impl FromIterator<char> for Characters {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut this = Self::default();
        characters.into_iter().for_each(|c| this.add(c));
        this
    }
}

/// A set of characters: one bit each, as far as the highest of them.
#[derive(Debug, Default)]
pub(crate) struct CharSet(Vec<u64>);

impl CharSet {
    /// Whether it holds a character.
    pub(crate) fn contains(&self, c: char) -> bool {
        let code = u32::from(c) as usize;
        self.0.get(code / 64).is_some_and(|bits| bits >> (code % 64) & 1 == 1)
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut bits = Vec::new();
        for code in characters.into_iter().map(|c| u32::from(c) as usize) {
            if bits.len() <= code / 64 {
                bits.resize(code / 64 + 1, 0);
            }
            bits[code / 64] |= 1 << (code % 64);
        }
        Self(bits)
    }
}
