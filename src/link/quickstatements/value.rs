//! The values of QuickStatements.

use std::{fmt, str::FromStr};

use crate::link::{
    Item,
    claims::{Calendar, Time},
};

/// A value of a statement, a qualifier or a reference.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `Q42`.
    Item(Item),
    /// Another entity: `P31`, `L1`, `M1`, `LAST`.
    Entity(String),
    /// A string, an external id, an address.
    Text(String),
    /// A text with the code of its language.
    Monolingual(String, String),
    /// A point of time.
    Time(Time),
    /// Degrees of latitude and longitude.
    Place(f64, f64),
    /// A quantity as it is written: an amount, perhaps with `~` and an error, perhaps with `U` and the number of the unit's item.
    Quantity(String),
    /// There is one, and nobody knows which.
    Some,
    /// There is none.
    None,
}

/// A text without what would end its column or its row.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing can be escaped: all up to the last quotation mark is the text.
        match self {
            Self::Item(item) => item.fmt(f),
            Self::Entity(id) | Self::Quantity(id) => f.write_str(id),
            Self::Text(text) => write!(f, "\"{}\"", plain(text)),
            Self::Monolingual(language, text) => write!(f, "{language}:\"{}\"", plain(text)),
            Self::Time(time) => {
                let julian = if time.calendar == Calendar::Julian { "/J" } else { "" };
                write!(f, "{}/{}{julian}", time.wikibase(), time.precision.unwrap_or(11))
            }
            Self::Place(latitude, longitude) => write!(f, "@{latitude}/{longitude}"),
            Self::Some => f.write_str("somevalue"),
            Self::None => f.write_str("novalue"),
        }
    }
}

impl FromStr for Value {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let found = match text {
            "somevalue" => Some(Self::Some),
            "novalue" => Some(Self::None),
            _ if text.contains('"') => quoted(text),
            _ if text.starts_with('@') => place(text),
            _ if is_entity(text) => Some(text.parse().map_or_else(|_| Self::Entity(text.to_owned()), Self::Item)),
            _ if text.contains('T') => time(text),
            _ => is_quantity(text).then(|| Self::Quantity(text.to_owned())),
        };
        found.ok_or(())
    }
}

/// Whether a text is the id of an entity, or stands for the last one made.
pub(super) fn is_entity(text: &str) -> bool {
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) && !rest.starts_with('0');
    text == "LAST" || text.strip_prefix(['Q', 'P', 'L', 'M']).is_some_and(number)
}

/// Whether a text looks like the code of a language.
pub(super) fn is_code(text: &str) -> bool {
    text.len() >= 2
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

fn quoted(text: &str) -> Option<Value> {
    let (before, rest) = text.split_once('"')?;
    let inner = rest.strip_suffix('"')?.trim().to_owned();
    match before.strip_suffix(':') {
        None if before.is_empty() => Some(Value::Text(inner)),
        Some(code) if is_code(code) => Some(Value::Monolingual(code.to_owned(), inner)),
        _ => None,
    }
}

fn time(text: &str) -> Option<Value> {
    let mut parts = text.split('/');
    let point = parts.next().filter(|point| point.starts_with(['+', '-']))?;
    let mut rest: Vec<&str> = parts.collect();
    let calendar = if rest.last() == Some(&"J") {
        rest.pop();
        Calendar::Julian
    } else {
        Calendar::Gregorian
    };
    let precision = match rest.as_slice() {
        [] => 9,
        [precision] => precision.parse().ok().filter(|precision| *precision <= 11)?,
        _ => return None,
    };
    let time = Time::of_wikibase(point, Some(precision), calendar)?;
    // A precision that the value does not have is refused by Wikibase.
    let has = (precision < 10 || time.month > 0) && (precision < 11 || time.day > 0);
    has.then_some(Value::Time(time))
}

fn place(text: &str) -> Option<Value> {
    let (latitude, longitude) = text.strip_prefix('@')?.split_once('/')?;
    let degrees = |text: &str, most: f64| text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
    Some(Value::Place(degrees(latitude, 90.0)?, degrees(longitude, 360.0)?))
}

fn is_quantity(text: &str) -> bool {
    let (rest, unit) = text.split_once('U').map_or((text, None), |(rest, unit)| (rest, Some(unit)));
    let (amount, error) = rest.split_once('~').map_or((rest, None), |(amount, error)| (amount, Some(error)));
    let number = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.parse::<f64>().is_ok()
    };
    let is_unit = |unit: &str| format!("Q{unit}").parse::<Item>().is_ok();
    number(amount) && error.is_none_or(number) && unit.is_none_or(is_unit)
}
