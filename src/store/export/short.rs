//! Prefixed names (Turtle 1.1, section 6.5).

use std::{borrow::Cow, collections::BTreeMap};

use crate::{graph::Names, store::sparql::prefixes};

/// Writes IRIs short where a prefix allows it.
pub struct Shortener {
    /// Prefix and namespace, longest namespace first.
    prefixes: Vec<(String, String)>,
}

impl Shortener {
    /// With all prefixes of the program.
    #[must_use]
    pub fn new(names: &Names) -> Self {
        Self::with(&prefixes(names))
    }

    /// With some prefixes.
    #[must_use]
    pub fn with(prefixes: &BTreeMap<&'static str, String>) -> Self {
        let mut prefixes: Vec<(String, String)> =
            prefixes.iter().map(|(prefix, namespace)| ((*prefix).to_owned(), namespace.clone())).collect();
        prefixes.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
        Self { prefixes }
    }

    /// The IRI as a prefixed name, or in angle brackets where it cannot be one.
    #[must_use]
    pub fn short(&self, iri: &str) -> String {
        let prefixed = self.prefixes.iter().find_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace.as_str())?)));
        match prefixed.and_then(|(prefix, rest)| Some((prefix, local_name(rest)?))) {
            Some((prefix, local)) => format!("{prefix}:{local}"),
            None => format!("<{iri}>"),
        }
    }
}

/// A text as the local part of a prefixed name; none where it cannot be one, or would not be readable as one.
pub(super) fn local_name(text: &str) -> Option<Cow<'_, str>> {
    let mut escaped: Option<String> = None;
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        let first = at == 0;
        let last = at + c.len_utf8() == text.len();
        let plain = match c {
            ':' | '0'..='9' | '_' => true,
            '-' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}' => !first,
            '.' => !first && !last,
            '%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            c => is_base(c),
        };
        if !plain {
            // All of PN_LOCAL_ESC but `/`, `?`, `#`, `@` and `%`, which make a path that is clearer whole.
            if !matches!(c, '~' | '.' | '-' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=') {
                return None;
            }
            let escaped = escaped.get_or_insert_with(|| text[..at].to_owned());
            escaped.push('\\');
        }
        if let Some(escaped) = &mut escaped {
            escaped.push(c);
        }
    }
    if text.is_empty() { None } else { Some(escaped.map_or(Cow::Borrowed(text), Cow::Owned)) }
}

/// `PN_CHARS_BASE`.
fn is_base(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_names_are_valid() {
        assert_eq!(local_name("俄罗斯").as_deref(), Some("俄罗斯"));
        assert_eq!(local_name("A_(B)").as_deref(), Some("A_\\(B\\)"));
        assert_eq!(local_name("-a.").as_deref(), Some("\\-a\\."));
        assert_eq!(local_name("a%5Fb").as_deref(), Some("a%5Fb"));
        assert_eq!(local_name("a%zz"), None);
        assert_eq!(local_name("a/b"), None);
        assert_eq!(local_name("a–b"), None);
        assert_eq!(local_name(""), None);
    }
}
