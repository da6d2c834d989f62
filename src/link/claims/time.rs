//! Points of time as Wikidata keeps them (Wikibase data model, `TimeValue`).

use std::fmt;

use crate::time::Edtf;

/// Precisions of Wikidata that pages can give.
const CENTURY: u8 = 7;
const DECADE: u8 = 8;
const YEAR: u8 = 9;
const MONTH: u8 = 10;
const DAY: u8 = 11;

/// The calendar that a time is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Calendar {
    /// Q1985727, before its time too.
    Gregorian,
    /// Q1985786.
    Julian,
}

/// A point of time: a day, or a longer time by one of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// The year, counted as ISO 8601 does: 0 is 1 BC.
    pub year: i64,
    /// 1 to 12; 0 where only the year is known.
    pub month: u8,
    /// 1 to 31; 0 where only the month is known.
    pub day: u8,
    /// 7 century, 8 decade, 9 year, 10 month, 11 day; less is coarser. None where a source gives days only, as simple values of RDF do.
    pub precision: Option<u8>,
    /// How year, month and day are counted.
    pub calendar: Calendar,
}

/// A date of a page in the terms of Wikidata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// One point of time.
    At(Time),
    /// From one to another, one of which may not be known.
    Between(Option<Time>, Option<Time>),
    /// Wikidata has no value that says this and no more: a season, an approximate date, a part of it that is left open.
    Unmapped,
}

impl Dated {
    /// What an EDTF date is.
    #[must_use]
    pub fn new(date: &Edtf) -> Self {
        let Some((from, to)) = date.as_str().split_once('/') else { return point(date.as_str()).map_or(Self::Unmapped, Self::At) };
        let end = |text: &str| if matches!(text, "" | "..") { Some(None) } else { point(text).map(Some) };
        match (end(from), end(to)) {
            (Some(None), Some(None)) | (None, _) | (_, None) => Self::Unmapped,
            (Some(from), Some(to)) => Self::Between(from, to),
        }
    }

    /// The days that it allows, numbered; open ends are those of all numbers.
    #[must_use]
    pub fn span(&self) -> (i64, i64) {
        match self {
            Self::At(time) => time.span(),
            Self::Between(from, to) => (from.map_or(i64::MIN, |from| from.span().0), to.map_or(i64::MAX, |to| to.span().1)),
            Self::Unmapped => (i64::MIN, i64::MAX),
        }
    }
}

/// A single EDTF date; none where Wikidata has no precision for it.
fn point(text: &str) -> Option<Time> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut parts = digits.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let known = year.trim_end_matches('X');
    let number: i64 = known.parse().ok().filter(|_| known.bytes().all(|b| b.is_ascii_digit()))?;
    let rest: Vec<&str> = parts.collect();
    let two = |text: &str, most: u8| text.parse::<u8>().ok().filter(|n| text.len() == 2 && (1..=most).contains(n));
    match (known.len(), rest.as_slice()) {
        (4, []) | (4, ["XX"]) | (4, ["XX", "XX"]) => Some(Time::new(sign * number, 0, 0, YEAR)),
        (4, [month]) | (4, [month, "XX"]) => Some(Time::new(sign * number, two(month, 12)?, 0, MONTH)),
        (4, [month, day]) => Some(Time::new(sign * number, two(month, 12)?, two(day, 31)?, DAY)),
        (3, []) if sign > 0 => Some(Time::new(number * 10, 0, 0, DECADE)),
        // The 20th century of Wikidata is 1901 to 2000.
        (2, []) if sign > 0 => Some(Time::new(number * 100 + 1, 0, 0, CENTURY)),
        _ => None,
    }
}

impl Time {
    /// A time of a page. What lies before the Gregorian calendar (1582-10-15) is in the Julian one, as the sources of pages tell such days and
    /// as Wikibase itself reads years up to 1582.
    fn new(year: i64, month: u8, day: u8, precision: u8) -> Self {
        let calendar = if (year, month, day) < (1582, 10, 15) { Calendar::Julian } else { Calendar::Gregorian };
        Self { year, month, day, precision: Some(precision), calendar }
    }

    /// A day of the Gregorian calendar: `2024-02-29`.
    #[must_use]
    pub fn of_day(text: &str) -> Option<Self> {
        let time = point(Edtf::new(text)?.as_str())?;
        (time.precision == Some(DAY)).then_some(Self { calendar: Calendar::Gregorian, ..time })
    }

    /// Reads `+1949-10-01T00:00:00Z`, where the year before +0001 is -0001. What is smaller than a day is left out.
    #[must_use]
    pub fn of_wikibase(text: &str, precision: Option<u8>, calendar: Calendar) -> Option<Self> {
        let time = Self::of_parts(text, precision, calendar)?;
        if time.year == 0 { None } else { Some(Self { year: time.year + i64::from(time.year < 0), ..time }) }
    }

    /// Reads `1949-10-01T00:00:00Z`, an `xsd:dateTime` as Wikidata's RDF has them: in the Gregorian calendar, without a precision.
    #[must_use]
    pub fn of_xsd(text: &str) -> Option<Self> {
        Self::of_parts(text, None, Calendar::Gregorian)
    }

    fn of_parts(text: &str, precision: Option<u8>, calendar: Calendar) -> Option<Self> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (date, clock) = rest.split_once('T')?;
        let mut parts = date.split('-').map(|part| part.parse::<i64>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit())));
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let fits = parts.next().is_none() && year < 100_000_000_000 && (0..=12).contains(&month) && (0..=31).contains(&day);
        let is_clock = clock.len() == 9 && clock.ends_with('Z') && clock.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'Z'));
        let small = |n: i64| u8::try_from(n).ok();
        (fits && is_clock).then_some(Self { year: sign * year, month: small(month)?, day: small(day)?, precision, calendar })
    }

    /// As Wikibase writes it: `+1949-10-00T00:00:00Z`. What is finer than the precision is 0.
    #[must_use]
    pub fn wikibase(&self) -> String {
        let year = if self.year <= 0 { self.year - 1 } else { self.year };
        let sign = if year < 0 { '-' } else { '+' };
        let precision = self.precision.unwrap_or(DAY);
        let month = if precision < MONTH { 0 } else { self.month };
        let day = if precision < DAY { 0 } else { self.day };
        format!("{sign}{:04}-{month:02}-{day:02}T00:00:00Z", year.unsigned_abs())
    }

    /// The precision; where it is not known, the coarsest that the value may have: a first of January may stand for the year.
    fn coarsest(&self) -> u8 {
        self.precision.unwrap_or(match (self.month, self.day) {
            (0 | 1, 0 | 1) => YEAR,
            (_, 0 | 1) => MONTH,
            _ => DAY,
        })
    }

    /// The first and the last day that it may mean, as Julian day numbers.
    #[must_use]
    pub fn span(&self) -> (i64, i64) {
        let years = |first: i64, last: i64| (self.number(first, 1, 1), self.number(last + 1, 1, 1) - 1);
        let (year, month) = (self.year, i64::from(self.month.max(1)));
        match self.coarsest() {
            DAY.. => {
                let day = self.number(year, month, i64::from(self.day.max(1)));
                (day, day)
            }
            MONTH => {
                let (next, after) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                (self.number(year, month, 1), self.number(next, after, 1) - 1)
            }
            YEAR => years(year, year),
            DECADE => years(year.div_euclid(10) * 10, year.div_euclid(10) * 10 + 9),
            coarse => {
                let length = 10_i64.pow(9 - u32::from(coarse));
                let first = (year - 1).div_euclid(length) * length + 1;
                years(first, first + length - 1)
            }
        }
    }

    /// The Julian day number of a day (Richards, Explanatory Supplement to the Astronomical Almanac, 15.11).
    fn number(&self, year: i64, month: i64, day: i64) -> i64 {
        let (year, month) = if month < 3 { (year + 4799, month + 9) } else { (year + 4800, month - 3) };
        let days = day + (153 * month + 2) / 5 + 365 * year + year.div_euclid(4);
        match self.calendar {
            Calendar::Gregorian => days - year.div_euclid(100) + year.div_euclid(400) - 32_045,
            Calendar::Julian => days - 32_083,
        }
    }
}

/// For people: `1949-10-01`, `1949-10`, `1949`, `1940s`, `century of 1901`; with `(Julian)` where a day is.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, .. } = self;
        match self.coarsest() {
            DAY.. => write!(f, "{year:04}-{month:02}-{day:02}{}", if self.calendar == Calendar::Julian { " (Julian)" } else { "" }),
            MONTH => write!(f, "{year:04}-{month:02}"),
            YEAR => write!(f, "{year:04}"),
            DECADE => write!(f, "{}s", year.div_euclid(10) * 10),
            CENTURY => write!(f, "century of {year}"),
            _ => write!(f, "about {year}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(text: &str) -> Dated {
        Dated::new(&Edtf::new(text).unwrap())
    }

    fn written(text: &str) -> String {
        match dated(text) {
            Dated::At(time) => {
                format!("{}/{}{}", time.wikibase(), time.precision.unwrap(), if time.calendar == Calendar::Julian { "/J" } else { "" })
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn edtf_in_the_terms_of_wikidata() {
        assert_eq!(written("1963-01-22"), "+1963-01-22T00:00:00Z/11");
        assert_eq!(written("1963-01"), "+1963-01-00T00:00:00Z/10");
        assert_eq!(written("1963"), "+1963-00-00T00:00:00Z/9");
        assert_eq!(written("1963-XX"), "+1963-00-00T00:00:00Z/9");
        assert_eq!(written("195X"), "+1950-00-00T00:00:00Z/8");
        assert_eq!(written("19XX"), "+1901-00-00T00:00:00Z/7");
        assert_eq!(written("1386-05-09"), "+1386-05-09T00:00:00Z/11/J");
        assert_eq!(written("1582-10-15"), "+1582-10-15T00:00:00Z/11");
        assert_eq!(written("-0043"), "-0044-00-00T00:00:00Z/9/J");
        for none in ["1955-23", "1969~", "1969?", "1XXX"] {
            assert_eq!(dated(none), Dated::Unmapped, "{none}");
        }
        let ends = |text: &str| match dated(text) {
            Dated::Between(from, to) => (from.map(|t| t.to_string()), to.map(|t| t.to_string())),
            other => panic!("{other:?}"),
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(ends("1937/1941-06"), (some("1937"), some("1941-06")));
        assert_eq!(ends("/1956"), (None, some("1956")));
        assert_eq!(ends("1952/.."), (some("1952"), None));
        assert_eq!(dated("1918-21/1920"), Dated::Unmapped);
    }

    #[test]
    fn days_are_numbered() {
        let span = |text: &str| dated(text).span();
        assert_eq!(span("2000-01-01"), (2_451_545, 2_451_545));
        assert_eq!(span("2000").1 - span("2000").0, 365);
        assert_eq!(span("1963-12").1 + 1, span("1964").0);
        assert_eq!(span("195X"), (span("1950").0, span("1959").1));
        assert_eq!(span("19XX"), (span("1901").0, span("2000").1));
        // The day after Julian 1582-10-04 is Gregorian 1582-10-15.
        assert_eq!(span("1582-10-04").0 + 1, span("1582-10-15").0);
        assert_eq!(span("1952/").1, i64::MAX);
    }

    #[test]
    fn wikidata_s_own_forms() {
        let time = Time::of_wikibase("-0044-03-15T00:00:00Z", Some(11), Calendar::Julian).unwrap();
        assert_eq!((time.year, time.wikibase().as_str()), (-43, "-0044-03-15T00:00:00Z"));
        assert_eq!(Time::of_xsd("1963-01-01T00:00:00Z").unwrap().to_string(), "1963");
        assert_eq!(Time::of_xsd("1963-05-01T00:00:00Z").unwrap().to_string(), "1963-05");
        for bad in [
            "",
            "1963",
            "+1963-13-01T00:00:00Z",
            "+1963-01-01T00:00:00+01:00",
            "+0000-01-01T00:00:00Z",
            "+19é-01-01T00:00:00Z",
            "+-1-01-01T00:00:00Z",
        ] {
            assert_eq!(Time::of_wikibase(bad, None, Calendar::Gregorian), None, "{bad}");
        }
        let huge = Time::of_wikibase("-13798000000-00-00T00:00:00Z", Some(3), Calendar::Julian).unwrap();
        assert!(huge.span().0 < huge.span().1);
        let worst = Time::of_wikibase("+99999999999-00-00T00:00:00Z", Some(0), Calendar::Gregorian).unwrap();
        assert!(worst.span().0 < worst.span().1);
    }
}
