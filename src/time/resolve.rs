//! Incomplete dates take what they lack from the date named last.

use super::{Edtf, Partial, TimeValue};

impl TimeValue {
    /// The date, where the expression holds all of it.
    #[must_use]
    pub fn edtf(&self) -> Option<Edtf> {
        if let Self::Date(date) = self { Some(date.clone()) } else { None }
    }

    /// The date, with what is missing taken from `last`; `None` where that does not say it or for `目前`.
    #[must_use]
    pub fn resolve(&self, last: Option<&Edtf>) -> Option<Edtf> {
        match self {
            Self::Date(date) => Some(date.clone()),
            Self::Partial(partial) | Self::SameYear(partial) => complete(last?.last_year()?, *partial),
            Self::NextYear(partial) => complete(last?.last_year()? + 1, *partial),
            Self::SameMonth { day } => {
                let last = last?;
                complete(last.last_year()?, Partial { month: last.month(), day: *day, ..Partial::default() })
            }
            Self::SameDay => last.filter(|d| d.day().is_some()).cloned(),
            Self::NextDay => {
                let last = last?;
                // The last day of a month would need the calendar: then the month is all that is said.
                let day = last.day()? + 1;
                complete(last.year()?, Partial { month: last.month(), day: (day <= 28).then_some(day), ..Partial::default() })
            }
            Self::Now => None,
        }
    }
}

fn complete(year: i32, partial: Partial) -> Option<Edtf> {
    let year_text = if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") };
    if let Some(decade) = partial.decade {
        return Edtf::new(format!("{:02}{}X", year / 100, decade / 10));
    }
    match (partial.month, partial.day, partial.season) {
        (Some(month), Some(day), _) => Edtf::new(format!("{year_text}-{month:02}-{day:02}")),
        (Some(month), None, _) => Edtf::new(format!("{year_text}-{month:02}")),
        (None, _, Some(season)) => Edtf::new(format!("{year_text}-{season:02}")),
        (None, ..) => Edtf::new(year_text),
    }
}
