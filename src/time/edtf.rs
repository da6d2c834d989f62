//! EDTF, and XSD where XSD can say it.

/// A date in the Extended Date/Time Format (ISO 8601-2:2019), level 2 at most: `1957-08-02`, `195X`, `1937/1941`, `/1956`, `1955-23`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edtf {
    text: String,
    /// The first year that it may mean: asked for every name in a text.
    year: Option<i32>,
}

impl Edtf {
    /// Checks the form and the calendar; `None` where it is no EDTF (`1957-02-30` is none).
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let year = ends(&text).find_map(year_of);
        edtf_core::is_valid(&text).then_some(Self { text, year })
    }

    /// The form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same for XSD, as the local name of the datatype and the lexical form; `None` where XSD has no such value (decades, ranges,
    /// seasons, approximate dates).
    #[must_use]
    pub fn xsd(&self) -> Option<(&'static str, String)> {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let shape: Vec<usize> = digits.split('-').map(|p| if p.bytes().all(|b| b.is_ascii_digit()) { p.len() } else { 0 }).collect();
        match shape.as_slice() {
            [4] => Some(("gYear", self.text.clone())),
            [4, 2] if digits[5..].parse::<u8>().is_ok_and(|m| (1..=12).contains(&m)) => Some(("gYearMonth", self.text.clone())),
            [4, 2, 2] => Some(("date", self.text.clone())),
            _ => None,
        }
    }

    /// The first year that it may mean: 1950 for `195X`, 1937 for `1937/1941`, 1956 for `/1956`; `None` where it has none.
    #[must_use]
    pub const fn year(&self) -> Option<i32> {
        self.year
    }

    /// The last year that it may mean: 1959 for `195X`, 1941 for `1937/1941`.
    #[must_use]
    pub fn last_year(&self) -> Option<i32> {
        ends(&self.text).rev().find_map(|end| year_of(&end.replace('X', "9")))
    }

    /// The year of a single date that gives its month as well.
    #[must_use]
    pub fn in_year(&self) -> Option<Self> {
        self.month()?;
        Self::new(self.text.get(..4)?)
    }

    /// The month of a single date that gives one.
    #[must_use]
    pub fn month(&self) -> Option<u8> {
        self.last_month().filter(|_| self.is_single())
    }

    /// The day of a single date that gives one.
    #[must_use]
    pub fn day(&self) -> Option<u8> {
        self.last_day().filter(|_| self.is_single())
    }

    /// The month that it ends in: 6 for `1941-04/1941-06`.
    pub(super) fn last_month(&self) -> Option<u8> {
        let month = ends(&self.text).next_back()?.get(5..7)?.parse().ok()?;
        (1..=12).contains(&month).then_some(month)
    }

    /// The day that it ends on.
    pub(super) fn last_day(&self) -> Option<u8> {
        ends(&self.text).next_back()?.get(8..10)?.parse().ok()
    }

    fn is_single(&self) -> bool {
        !self.text.contains('/')
    }
}

/// The one date, or the known ones of two.
fn ends(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split('/').filter(|part| !part.is_empty() && *part != "..")
}

/// The year that a date begins with, its unknown digits taken as zeros.
fn year_of(part: &str) -> Option<i32> {
    let (sign, digits) = part.strip_prefix('-').map_or((1, part), |rest| (-1, rest));
    let end = digits.bytes().position(|b| !b.is_ascii_digit() && b != b'X').unwrap_or(digits.len());
    let value = |b: u8| if b == b'X' { 0 } else { i32::from(b - b'0') };
    let year = digits[..end].bytes().try_fold(0_i32, |year, b| year.checked_mul(10)?.checked_add(value(b)))?;
    (end > 0).then_some(sign * year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_it_in_xsd() {
        let xsd = |t: &str| Edtf::new(t).unwrap().xsd().map(|(t, v)| format!("{t} {v}"));
        assert_eq!(xsd("1957").as_deref(), Some("gYear 1957"));
        assert_eq!(xsd("1957-08").as_deref(), Some("gYearMonth 1957-08"));
        assert_eq!(xsd("1957-08-02").as_deref(), Some("date 1957-08-02"));
        assert_eq!(xsd("-0043").as_deref(), Some("gYear -0043"));
        for none in ["195X", "1937/1941", "1955-23", "1969~", "../1956"] {
            assert_eq!(xsd(none), None, "{none}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for bad in ["", "1957-02-30", "57", "1957年", "1957-13"] {
            assert_eq!(Edtf::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn knows_its_years() {
        let years = |t: &str| Edtf::new(t).map(|e| (e.year(), e.last_year()));
        assert_eq!(years("195X"), Some((Some(1950), Some(1959))));
        assert_eq!(years("1937/1941"), Some((Some(1937), Some(1941))));
        assert_eq!(years("/1956"), Some((Some(1956), Some(1956))));
        assert_eq!(years("1991-12/.."), Some((Some(1991), Some(1991))));
        let year = |t: &str| Edtf::new(t).unwrap().in_year().map(|e| e.as_str().to_owned());
        assert_eq!(year("1895-11-08").as_deref(), Some("1895"));
        for none in ["1895", "195X", "1937-01/1941-02", "1991-12/.."] {
            assert_eq!(year(none), None, "{none}");
        }
    }
}
