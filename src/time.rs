//! Dates: EDTF as the graph gives them, and how Chinese texts write them.

mod edtf;
mod find;
mod number;
mod point;
mod resolve;

pub use edtf::Edtf;
pub use find::find_dates;

use std::ops::Range;

/// A time that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeExpr {
    /// Where it stands: bytes of the folded text, with the words that give it its role (`自`, `以來`).
    pub range: Range<usize>,
    /// What it says.
    pub value: TimeValue,
    /// How it is meant.
    pub role: Role,
}

/// What a time expression says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeValue {
    /// All that is needed is there: a day, month, season, year, decade, century or a range of them.
    Date(Edtf),
    /// A part that needs a year (or, a decade, a century) from the text before.
    Partial(Partial),
    /// `同年9月`, `该年`: in the year last named.
    SameYear(Partial),
    /// `次年3月`, `翌年`: in the year after the one last named.
    NextYear(Partial),
    /// `同月3日`: in the month last named.
    SameMonth {
        /// The day, where one is given.
        day: Option<u8>,
    },
    /// `同日`, `当天`.
    SameDay,
    /// `次日`, `翌日`.
    NextDay,
    /// `目前`, `现在`, `如今`.
    Now,
}

/// What an incomplete date gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    /// 50 for `50年代`.
    pub decade: Option<u8>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// EDTF season: 21 spring, 22 summer, 23 autumn, 24 winter.
    pub season: Option<u8>,
}

/// How a time is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Then.
    At,
    /// From then on: `自1950年以来`.
    Since,
    /// Up to then: `至1956年`, `1956年以前`.
    Until,
    /// From one to the other; the value is an interval.
    Range,
    /// Thereabouts: `约1969年`; the value carries `~`.
    About,
}

#[cfg(test)]
mod tests;
