//! Sentences as short strings of typed tokens.
//!
//! Every mention becomes one code point of the private-use block for its type, whatever its length; the words between stay as folded text.
//! The rules match on that string ([`Marked::code`]); [`Marked::tokens`] leads from a code point back to what it stands for.

use std::{cell::OnceCell, ops::Range};

use super::EntityId;
use crate::{expression::Expression, hash::Characters, time::TimeExpr};

/// The types of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A polity, government, party, force or bloc, or somebody who acts for one.
    Actor,
    /// An international organisation: an actor too.
    Organization,
    /// A list of actors: `A、B和C`, `中俄`.
    Group,
    /// `兩國`, `雙方`: the pair under discussion.
    Pair,
    /// `該國`, `其`: the actor under discussion.
    That,
    /// A treaty by name.
    Treaty,
    /// An exercise by name.
    Exercise,
    /// A war or clash by name.
    Conflict,
    /// A date.
    Date,
    /// A place, or a polity as a place (`中國境內`).
    Place,
    /// A leaning by name, for or of an actor: `親俄`.
    Pro,
    /// A rejection by name: `反中`.
    Anti,
    /// Any other link or name: peoples, offices, matters.
    Thing,
    /// Words that somebody is quoted with.
    Quote,
    /// A bracket: an aside to what stands before it.
    Aside,
}

impl TokenKind {
    /// All types, in the order of their code points.
    pub const ALL: [Self; 15] = [
        Self::Actor,
        Self::Organization,
        Self::Group,
        Self::Pair,
        Self::That,
        Self::Treaty,
        Self::Exercise,
        Self::Conflict,
        Self::Date,
        Self::Place,
        Self::Pro,
        Self::Anti,
        Self::Thing,
        Self::Quote,
        Self::Aside,
    ];

    /// The bits of all types that a statement can begin with; a sentence without any states nothing.
    pub const ACTING_OR_HAPPENING: u16 = Self::Actor.bit()
        | Self::Organization.bit()
        | Self::Group.bit()
        | Self::Pair.bit()
        | Self::That.bit()
        | Self::Treaty.bit()
        | Self::Exercise.bit()
        | Self::Conflict.bit();

    /// Its code point.
    #[must_use]
    pub const fn code(self) -> char {
        match self {
            Self::Actor => '\u{E000}',
            Self::Organization => '\u{E001}',
            Self::Group => '\u{E002}',
            Self::Pair => '\u{E003}',
            Self::That => '\u{E004}',
            Self::Treaty => '\u{E005}',
            Self::Exercise => '\u{E006}',
            Self::Conflict => '\u{E007}',
            Self::Date => '\u{E008}',
            Self::Place => '\u{E009}',
            Self::Pro => '\u{E00A}',
            Self::Anti => '\u{E00B}',
            Self::Thing => '\u{E00C}',
            Self::Quote => '\u{E00D}',
            Self::Aside => '\u{E00E}',
        }
    }

    /// A bit of its own.
    #[must_use]
    pub const fn bit(self) -> u16 {
        1 << (self as u16)
    }

    /// The type with this code point.
    #[must_use]
    pub fn of(code: char) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The types that a pattern means by a word, as a character class of a regular expression.
    #[must_use]
    pub fn class(word: &str) -> Option<String> {
        let kinds: &[Self] = match word {
            "actor" => &[Self::Actor, Self::Organization, Self::Group, Self::Pair, Self::That],
            "named" => &[Self::Actor, Self::Organization, Self::Group],
            "one" => &[Self::Actor, Self::Organization],
            "org" => &[Self::Organization],
            "group" => &[Self::Group, Self::Pair],
            "pair" => &[Self::Pair],
            "that" => &[Self::That],
            "treaty" => &[Self::Treaty],
            "exercise" => &[Self::Exercise],
            "conflict" => &[Self::Conflict],
            "event" => &[Self::Treaty, Self::Exercise, Self::Conflict],
            "date" => &[Self::Date],
            "place" => &[Self::Place],
            "pro" => &[Self::Pro],
            "anti" => &[Self::Anti],
            "thing" => &[Self::Thing],
            "quote" => &[Self::Quote],
            "aside" => &[Self::Aside],
            _ => return None,
        };
        Some(format!("[{}]", kinds.iter().map(|k| k.code()).collect::<String>()))
    }

    /// The code points of everything that can act, for use inside a character class.
    #[must_use]
    pub fn actors() -> String {
        [Self::Actor, Self::Organization, Self::Group, Self::Pair, Self::That].iter().map(|k| k.code()).collect()
    }

    /// Whether it is a treaty, an exercise or a conflict.
    #[must_use]
    pub const fn is_event(self) -> bool {
        matches!(self, Self::Treaty | Self::Exercise | Self::Conflict)
    }

    /// Whether such a token can fill the role of an actor.
    #[must_use]
    pub const fn acts(self) -> bool {
        matches!(self, Self::Actor | Self::Organization | Self::Group | Self::Pair | Self::That)
    }
}

/// What one code point stands for.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its type.
    pub kind: TokenKind,
    /// Where it stands in the visible text of its block.
    pub range: Range<usize>,
    /// What it names: one entity, the members of a group, nothing for what is resolved later (`兩國`) or names nothing.
    pub entities: Vec<EntityId>,
    /// The two or more sides that the name of an event holds: `中印战争`.
    pub parties: Vec<EntityId>,
    /// In a list, how many of the entities stand before `與`: `英國、法國與德國`.
    pub sides: Option<usize>,
    /// The person who acts for the entity: `印度總理尼赫魯`.
    pub person: Option<String>,
    /// Whether it means parties only: `兩黨`.
    pub named_parties: bool,
    /// The date that it is, or that stands in an event's name.
    pub time: Option<TimeExpr>,
    /// In a list, the dates in brackets behind its members: `俄罗斯（2001年）、印度（2007年）`.
    pub times: Vec<(EntityId, TimeExpr)>,
    /// Several persons who act for the entity, each with the date in brackets behind: `胡耀邦（1983年）、李先念（1984年）`.
    pub turns: Vec<(String, Option<TimeExpr>)>,
}

impl Token {
    /// A token that names `entities`.
    #[must_use]
    pub const fn new(kind: TokenKind, range: Range<usize>, entities: Vec<EntityId>) -> Self {
        Self {
            kind,
            range,
            entities,
            parties: Vec::new(),
            sides: None,
            person: None,
            named_parties: false,
            time: None,
            times: Vec::new(),
            turns: Vec::new(),
        }
    }
}

/// A sentence as tokens.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// The sentence in the visible text of its block.
    pub range: Range<usize>,
    /// Folded text with one code point for each token.
    pub code: String,
    /// What the code points stand for, in order.
    pub tokens: Vec<Token>,
    /// For each character of `code` the visible byte at which it starts; one more for the end.
    pub offsets: Vec<usize>,
    /// The bytes of `code` at which the tokens stand, once somebody asks.
    pub(crate) places: OnceCell<Vec<usize>>,
    /// The characters of `code`, once somebody asks.
    pub(crate) seen: OnceCell<Characters>,
}

impl Marked {
    /// The tokens with the byte of `code` at which each stands.
    pub fn placed(&self) -> impl Iterator<Item = (usize, &Token)> {
        self.places().iter().copied().zip(&self.tokens)
    }

    /// The characters that it may hold.
    pub(crate) fn seen(&self) -> &Characters {
        self.seen.get_or_init(|| self.code.chars().collect())
    }

    fn places(&self) -> &[usize] {
        self.places.get_or_init(|| self.code.char_indices().filter(|(_, c)| is_token(*c)).map(|(at, _)| at).collect())
    }

    /// The sentence up to a byte of `code`.
    #[must_use]
    pub fn until(&self, byte: usize) -> Self {
        let code = self.code[..byte].to_owned();
        let offsets = self.offsets[..=code.chars().count()].to_vec();
        let tokens = self.placed().take_while(|(at, _)| *at < byte).map(|(_, token)| token.clone()).collect();
        let range = self.range.start..offsets.last().copied().unwrap_or(self.range.start);
        Self { range, code, tokens, offsets, places: OnceCell::new(), seen: OnceCell::new() }
    }

    /// The sentence with a subject before it that stands elsewhere.
    #[must_use]
    pub fn led_by(&self, subject: &Token) -> Self {
        let start = self.range.start;
        let code = format!("{}{}", subject.kind.code(), self.code);
        let subject = Token { range: start..start, ..subject.clone() };
        let tokens = std::iter::once(subject).chain(self.tokens.iter().cloned()).collect();
        let offsets = std::iter::once(start).chain(self.offsets.iter().copied()).collect();
        Self { range: self.range.clone(), code, tokens, offsets, places: OnceCell::new(), seen: OnceCell::new() }
    }

    /// The index of the token whose code point starts at this byte of `code`.
    #[must_use]
    pub fn token_at(&self, byte: usize) -> Option<usize> {
        self.places().binary_search(&byte).ok()
    }

    /// The visible range that a range of bytes of `code` stands for.
    #[must_use]
    pub fn visible(&self, code: Range<usize>) -> Range<usize> {
        let first = self.code[..code.start].chars().count();
        let count = self.code[code].chars().count();
        let start = self.offsets.get(first).copied().unwrap_or(self.range.start);
        let end = self.offsets.get(first + count).copied().unwrap_or(self.range.end);
        start..end
    }

    /// Puts one token in place of each match of a pattern for which `make` makes one of the tokens and the code there; it stands for what these stood for.
    pub(super) fn replace(&mut self, pattern: &Expression, make: impl Fn(&[Token], &str) -> Option<Token>) {
        let found = pattern.on(self.seen()).map(|pattern| pattern.find_iter(&self.code).map(|found| found.range()));
        let ranges: Vec<Range<usize>> = found.into_iter().flatten().collect();
        if ranges.is_empty() {
            return;
        }
        let code = std::mem::take(&mut self.code);
        let offsets = std::mem::take(&mut self.offsets);
        let mut tokens = std::mem::take(&mut self.tokens).into_iter();
        let (mut byte, mut character) = (0, 0);
        for range in ranges {
            let (before, within) = (&code[byte..range.start], &code[range.clone()]);
            let next = character + before.chars().count();
            self.code.push_str(before);
            self.offsets.extend_from_slice(&offsets[character..next]);
            self.tokens.extend(tokens.by_ref().take(tokens_in(before)));
            byte = range.end;
            character = next + within.chars().count();
            let members: Vec<Token> = tokens.by_ref().take(tokens_in(within)).collect();
            if let Some(mut token) = make(&members, within) {
                token.range = offsets[next]..offsets[character];
                self.code.push(token.kind.code());
                self.offsets.push(offsets[next]);
                self.note(token.kind);
                self.tokens.push(token);
            } else {
                self.code.push_str(within);
                self.offsets.extend_from_slice(&offsets[next..character]);
                self.tokens.extend(members);
            }
        }
        self.code.push_str(&code[byte..]);
        self.offsets.extend_from_slice(&offsets[character..]);
        self.tokens.extend(tokens);
        self.places.take();
    }

    /// Removes a range of bytes of `code` with the tokens in it.
    pub(super) fn remove(&mut self, range: Range<usize>) {
        let places = self.places();
        let tokens = places.partition_point(|at| *at < range.start)..places.partition_point(|at| *at < range.end);
        let start = self.code[..range.start].chars().count();
        self.offsets.drain(start..start + self.code[range.clone()].chars().count());
        self.code.replace_range(range, "");
        self.tokens.drain(tokens);
        self.places.take();
    }

    /// Makes the token at a byte of `code` one of another type.
    pub(super) fn retype(&mut self, byte: usize, kind: TokenKind) {
        let Some(token) = self.token_at(byte).and_then(|i| self.tokens.get_mut(i)) else { return };
        // All code points have the same length, so the places of the others stay.
        self.code.replace_range(byte..byte + token.kind.code().len_utf8(), kind.code().encode_utf8(&mut [0; 4]));
        token.kind = kind;
        self.note(kind);
    }

    fn note(&mut self, kind: TokenKind) {
        if let Some(seen) = self.seen.get_mut() {
            seen.add(kind.code());
        }
    }
}

/// How many tokens stand in a part of a code string.
fn tokens_in(code: &str) -> usize {
    code.chars().filter(|c| is_token(*c)).count()
}

/// Whether a character of a code string is a token.
#[must_use]
pub const fn is_token(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{E00E}')
}
