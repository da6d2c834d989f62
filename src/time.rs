//! Dates: EDTF as the graph gives them, and how Chinese texts write them.

mod century;
mod civil;
mod edtf;
mod find;
mod number;
mod point;
mod reign;
mod relative;
mod resolve;

pub(crate) use civil::civil_date;
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
    /// In a year counted from the one last named: 0 for `同年9月`, 1 for `次年3月`, 2 for `两年后`, -1 for `前一年`.
    InYear {
        /// How many years later.
        after: i32,
        /// The month, day or season in it.
        part: Partial,
    },
    /// In a month counted from the one last named: `同月3日`, `次月`, `两个月后`.
    InMonth {
        /// How many months later.
        after: i32,
        /// The day, where one is given.
        day: Option<u8>,
    },
    /// Some weeks after the day last named, which tells the month only: `三周后`.
    InWeek {
        /// How many weeks later.
        after: i32,
    },
    /// A day counted from the one last named: `同日`, `次日`, `三天后`.
    OnDay {
        /// How many days later.
        after: i32,
    },
    /// From one to the other, where the first needs the text before: `5月27日至28日`. The second leans on the first.
    Range(Box<TimeValue>, Box<TimeValue>),
    /// Counted from the time of writing (`目前`, `如今`, `去年9月`) or from an act (`独立当年`), not from the date last named. It has no value.
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
