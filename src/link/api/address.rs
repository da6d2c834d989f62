//! Where a wiki's API stands.

use super::Error;
use crate::link::http;

/// What stands for the language code in the address of a wiki's API.
const LANGUAGE: &str = "{language}";

/// Longest language code of a wiki that is believed.
const LONGEST_CODE: usize = 32;

/// The address of the wikis' APIs, with a place for the language: `https://{language}.wikipedia.org/w/api.php`.
#[derive(Clone, Debug)]
pub(super) struct Wikis(String);

impl Wikis {
    /// Of the text of an option.
    pub(super) fn new(option: &'static str, text: &str) -> Result<Self, Error> {
        let wikis = Self(text.trim().to_owned());
        let sample = wikis.0.replace(LANGUAGE, "zh");
        if sample.contains(['{', '}', '#']) || !http::is_address(&sample) {
            return Err(Error::Address { option, text: http::shown(text) });
        }
        Ok(wikis)
    }

    /// The API of the wiki in a language. None where the code, which may come from a page, is none that a wiki can have.
    pub(super) fn of(&self, language: &str) -> Option<String> {
        is_code(language).then(|| self.0.replace(LANGUAGE, language))
    }
}

/// Whether a text can be a wiki's code, as it stands in host names: `zh`, `zh-min-nan`, `be-x-old`, `simple`.
fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_lowercase()));
    let others = parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    text.len() <= LONGEST_CODE && first && others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_checked_before_it_names_a_host() {
        let wikis = Wikis::new("--api-wiki", "https://{language}.wikipedia.org/w/api.php").unwrap();
        assert_eq!(wikis.of("zh-min-nan").as_deref(), Some("https://zh-min-nan.wikipedia.org/w/api.php"));
        for bad in ["", "z", "ZH", "zh.evil.example/", "zh/", "zh@evil", "-zh", "zh-", "zh--x", "中", "zh\n", "12", &"a".repeat(33)] {
            assert_eq!(wikis.of(bad), None, "{bad}");
        }
        let one = Wikis::new("--api-wiki", "http://127.0.0.1:8080/api.php").unwrap();
        assert_eq!(one.of("zh").as_deref(), Some("http://127.0.0.1:8080/api.php"));
        for bad in ["", "zh.wikipedia.org", "https://{lang}.wikipedia.org/", "https://x.org/{", "file:///x", "https://x.org/api.php#x"] {
            assert!(Wikis::new("--api-wiki", bad).is_err(), "{bad}");
        }
    }
}
