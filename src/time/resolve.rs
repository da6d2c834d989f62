//! Filling in what a time expression leaves to the text before it.

use super::{Edtf, Partial, Role, TimeExpr, TimeValue};

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
        if let Self::Date(date) = self { Some(date.clone()) } else { None }
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
                (None, None) if part.day.is_some() => {
                    Partial { month: context.month(), ..*part }.in_year(exact?).filter(|_| context.month().is_some())
                }
                _ => part.in_year(exact?),
            },
            Self::SameYear(part) => part.in_year(last?),
            Self::NextYear(part) => part.in_year(last? + 1),
            Self::SameMonth { day } => {
                let month = context.month()?;
                Partial { month: Some(month), day: *day, ..Partial::default() }.in_year(exact?)
            }
            Self::SameDay => context.day().map(|_| context.clone()),
            Self::NextDay => {
                let (year, month, day) = (exact?, context.month()?, context.day()?);
                let date = |y: i32, m: u8, d: u8| Edtf::new(format!("{y:04}-{m:02}-{d:02}"));
                date(year, month, day + 1).or_else(|| if month < 12 { date(year, month + 1, 1) } else { date(year + 1, 1, 1) })
            }
            Self::Date(_) | Self::Now => None,
        }
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
