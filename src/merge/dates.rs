//! Which days an EDTF date may mean, to tell which of two is more precise and whether both can be true.

use std::ops::RangeInclusive;

use crate::time::Edtf;

/// The days that a date allows, as year · 10,000 + month · 100 + day; `None` where the form is none that the graph writes.
pub(super) fn days(date: &Edtf) -> Option<RangeInclusive<i64>> {
    let text = date.as_str().trim_end_matches(['~', '?', '%']);
    if let Some((from, to)) = text.split_once('/') {
        let from = if matches!(from, "" | "..") { i64::MIN } else { *one(from)?.start() };
        let to = if matches!(to, "" | "..") { i64::MAX } else { *one(to)?.end() };
        return (from <= to).then_some(from..=to);
    }
    one(text)
}

/// The width of what a date allows; smaller is more precise.
pub(super) fn width(days: &RangeInclusive<i64>) -> i64 {
    days.end().saturating_sub(*days.start())
}

fn one(text: &str) -> Option<RangeInclusive<i64>> {
    let text = text.trim_end_matches(['~', '?', '%']);
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut parts = digits.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let low: i64 = year.replace('X', "0").parse().ok()?;
    let high: i64 = year.replace('X', "9").parse().ok()?;
    let (low, high) = if sign < 0 { (-high, -low) } else { (low, high) };
    let whole_month = (1, 31);
    let (months, days) = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => ((1, 12), whole_month),
        (Some(month), None, _) => (months(month)?, whole_month),
        (Some(month), Some(day), None) => (months(month)?, if day == "XX" { whole_month } else { number(day)? }),
        _ => return None,
    };
    Some(low * 10_000 + months.0 * 100 + days.0..=high * 10_000 + months.1 * 100 + days.1)
}

/// The months that the second part of a date allows; 21 to 24 are seasons, and winter may be at either end of the year.
fn months(text: &str) -> Option<(i64, i64)> {
    match text {
        "XX" | "24" => Some((1, 12)),
        "21" => Some((3, 5)),
        "22" => Some((6, 8)),
        "23" => Some((9, 11)),
        _ => number(text),
    }
}

fn number(text: &str) -> Option<(i64, i64)> {
    text.parse().ok().map(|number| (number, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<RangeInclusive<i64>> {
        days(&Edtf::new(text).unwrap())
    }

    #[test]
    fn forms_of_the_graph() {
        assert_eq!(of("1950"), Some(1950_0101..=1950_1231));
        assert_eq!(of("195X"), Some(1950_0101..=1959_1231));
        assert_eq!(of("1950-02"), Some(1950_0201..=1950_0231));
        assert_eq!(of("1950-02-14"), Some(1950_0214..=1950_0214));
        assert_eq!(of("1955-23"), Some(1955_0901..=1955_1131));
        assert_eq!(of("1937/1941-06"), Some(1937_0101..=1941_0631));
        assert_eq!(of("/1956"), Some(i64::MIN..=1956_1231));
        assert_eq!(of("1969~"), of("1969"));
    }

    #[test]
    fn the_narrower_is_the_more_precise() {
        let wide = ["/1956", "19XX", "195X", "1950", "1950-23", "1950-02", "1950-02-14"];
        let widths: Vec<i64> = wide.iter().filter_map(|date| of(date)).map(|days| width(&days)).collect();
        assert_eq!(widths.len(), wide.len());
        assert!(widths.is_sorted_by(|a, b| a > b), "{widths:?}");
    }
}
