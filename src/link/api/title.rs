//! Titles as they are sent, and what may be sent.

use unicode_normalization::UnicodeNormalization as _;

/// Most bytes of a title, and of what may stand before its first colon (Manual:Page title: the namespace does not count).
const LONGEST: usize = 255;

/// A title as it is sent: NFC, single spaces for underscores and white space. None where MediaWiki has no page of such a title, so that
/// asking is of no use (Manual:Page title, invalid page titles).
pub(super) fn sent(title: &str) -> Option<String> {
    // What is much too long is not worth the work.
    if title.len() > 16 * LONGEST {
        return None;
    }
    let spaced = title.nfc().map(|c| if c == '_' || (c.is_whitespace() && !c.is_control()) { ' ' } else { c }).collect::<String>();
    let title = spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let refused = |c: char| matches!(c, '#' | '<' | '>' | '[' | ']' | '{' | '}' | '|' | '\u{FFFD}') || c.is_control();
    let (space, name) = title.split_once(':').unwrap_or(("", &title));
    (!title.is_empty() && space.len() <= LONGEST && name.len() <= LONGEST && !title.contains(refused)).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_brought_to_one_form() {
        assert_eq!(sent(" 中_俄  關係_").as_deref(), Some("中 俄 關係"));
        assert_eq!(sent("Cafe\u{301}").as_deref(), Some("Café"));
        assert_eq!(sent("各國\u{3000}外交").as_deref(), Some("各國 外交"));
        for bad in [
            "",
            "_",
            "A#B",
            "A|B",
            "<x>",
            "[[x]]",
            "{{x}}",
            "a\nb",
            "a\tb",
            "\u{7f}",
            "\u{FFFD}",
            "\u{1f}a",
            &"中".repeat(86),
            &"e\u{301}".repeat(9999),
        ] {
            assert_eq!(sent(bad), None, "{bad}");
        }
        assert!(sent(&"中".repeat(85)).is_some());
        assert!(sent(&format!("Category:{}", "中".repeat(85))).is_some());
    }
}
