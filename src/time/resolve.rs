//! Filling in what a time expression leaves to the text before it.

use super::{Edtf, Partial, Role, TimeExpr, TimeValue};

/// A month that lies so many months before the one told last is of the next year.
const TURN: u8 = 6;

impl Partial {
    /// The date in a year.
    pub(super) fn in_year(self, year: i32) -> Option<Edtf> {
        let base = if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") };
        match (self.month, self.day, self.season) {
            (Some(month), Some(day), _) => {
                Edtf::new(format!("{base}-{month:02}-{day:02}")).or_else(|| Edtf::new(format!("{base}-{month:02}")))
            }
            (Some(month), None, _) => Edtf::new(format!("{base}-{month:02}")),
            (None, None, Some(season)) => Edtf::new(format!("{base}-{season}")),
            _ => Edtf::new(base),
        }
    }
}

impl TimeValue {
    /// The date, where the expression holds all of it.
    #[must_use]
    pub fn edtf(&self) -> Option<Edtf> {
        self.date().cloned()
    }

    /// The same, as it stands.
    #[must_use]
    pub fn date(&self) -> Option<&Edtf> {
        if let Self::Date(date) = self { Some(date) } else { None }
    }

    /// The date, given the one last named; `None` where that does not suffice, and for [`TimeValue::Now`].
    #[must_use]
    pub fn resolve(&self, context: Option<&Edtf>) -> Option<Edtf> {
        if let Self::Date(date) = self {
            return Some(date.clone());
        }
        let context = context?;
        let exact = context.year().filter(|_| !context.as_str().contains('X'));
        let last = context.last_year().filter(|_| !context.as_str().contains('X'));
        match self {
            Self::Partial(part) => match (part.decade, part.month) {
                (Some(decade), _) => {
                    let year = context.year()?;
                    let mut century = year.div_euclid(100);
                    // 50年代 in a text about 2003 is the last century's.
                    if century == 20 && decade >= 30 {
                        century = 19;
                    }
                    Edtf::new(format!("{century:02}{}X", decade / 10))
                }
                (None, None) if part.day.is_some() => Partial { month: Some(context.last_month()?), ..*part }.in_year(last?),
                // A story does not run back by half a year: `1978年11月……，3月31日……`.
                (None, Some(month)) if context.last_month().is_some_and(|told| told >= month + TURN) => part.in_year(exact? + 1),
                _ => part.in_year(exact?),
            },
            Self::InYear { after, part } => part.in_year(if *after < 0 { exact? } else { last? } + after),
            Self::InMonth { after, day } => {
                let (year, month) = month_after(last?, context.last_month()?, *after)?;
                Partial { month: Some(month), day: *day, ..Partial::default() }.in_year(year)
            }
            Self::InWeek { after } => {
                let (year, month, _) = day_after((last?, context.last_month()?, context.last_day()?), 7 * after)?;
                Partial { month: Some(month), ..Partial::default() }.in_year(year)
            }
            Self::OnDay { after } => {
                let (year, month, day) = day_after((last?, context.last_month()?, context.last_day()?), *after)?;
                Partial { month: Some(month), day: Some(day), ..Partial::default() }.in_year(year)
            }
            Self::Range(from, to) => {
                let from = from.resolve(Some(context))?;
                let range = to.resolve(Some(&from)).and_then(|to| interval(&from, &to));
                range.or(Some(from))
            }
            Self::Date(_) | Self::Now => None,
        }
    }
}

/// From one date to another; `None` where it would run backwards.
pub(super) fn interval(from: &Edtf, to: &Edtf) -> Option<Edtf> {
    let begin = (from.year()?, from.month(), from.day());
    let end = (to.last_year()?, to.month(), to.day());
    let backwards = begin.0 > end.0
        || begin.0 == end.0 && begin.1.zip(end.1).is_some_and(|(a, b)| a > b || a == b && begin.2.zip(end.2).is_some_and(|(a, b)| a > b));
    if backwards { None } else { Edtf::new(format!("{}/{}", from.as_str(), to.as_str())) }
}

fn month_after(year: i32, month: u8, after: i32) -> Option<(i32, u8)> {
    let months = year * 12 + i32::from(month) - 1 + after;
    Some((months.div_euclid(12), u8::try_from(months.rem_euclid(12) + 1).ok()?))
}

fn day_after((mut year, mut month, day): (i32, u8, u8), after: i32) -> Option<(i32, u8, u8)> {
    let mut day = i32::from(day) + after;
    while day < 1 {
        (year, month) = month_after(year, month, -1)?;
        day += days_in(year, month);
    }
    while day > days_in(year, month) {
        day -= days_in(year, month);
        (year, month) = month_after(year, month, 1)?;
    }
    Some((year, month, u8::try_from(day).ok()?))
}

fn days_in(year: i32, month: u8) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl TimeExpr {
    /// The date with its role said in EDTF: `1950/` since, `/1956` until.
    #[must_use]
    pub fn resolve(&self, context: Option<&Edtf>) -> Option<Edtf> {
        let date = self.value.resolve(context)?;
        match self.role {
            Role::Since => date.since().or(Some(date)),
            Role::Until => date.until().or(Some(date)),
            Role::At | Role::Range | Role::About => Some(date),
        }
    }
}

impl Edtf {
    /// From this date on, the end unknown: `1950/`. `None` for what is a range already.
    #[must_use]
    pub fn since(&self) -> Option<Self> {
        Self::new(format!("{}/", self.as_str()))
    }

    /// Up to this date, the start unknown: `/1956`. `None` for what is a range already.
    #[must_use]
    pub fn until(&self) -> Option<Self> {
        Self::new(format!("/{}", self.as_str()))
    }
}
