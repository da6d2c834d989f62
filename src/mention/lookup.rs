//! Short questions to the gazetteer that the marking of sentences asks.

use super::{Entry, Form, Gazetteer};

/// What may stand before an office.
const OFFICE_PREFIXES: &[&str] = &["前", "时任", "现任", "新任", "首任", "新", "副", "代理", "候任", "的"];

impl Gazetteer {
    /// The state that a short form means in a year.
    #[must_use]
    pub fn short(&self, form: &str, year: Option<i32>) -> Option<&Entry> {
        self.short_form(form, year, &|_| false).first().copied()
    }

    /// Whether words are an office: `总理`, `时任第一书记`.
    #[must_use]
    pub fn is_office(&self, words: &str) -> bool {
        let mut rest = words.trim();
        while let Some(stripped) = OFFICE_PREFIXES.iter().find_map(|p| rest.strip_prefix(p)) {
            rest = stripped;
        }
        let Some(first) = rest.chars().next() else { return false };
        self.data.followers.get(&first).is_some_and(|all| all.iter().any(|f| f.form == Some(Form::Office) && f.word == rest))
    }

    /// Whether two keys are states of one lineage.
    #[must_use]
    pub fn same_lineage(&self, a: &str, b: &str) -> bool {
        let family = |key: &str| self.data.families.get(key);
        family(a).is_some() && family(a) == family(b)
    }
}
