//! Titles as the index compares them.
//!
//! What counts as one title is what `MediaWiki` counts as one: white space and underscores are the same, the first letter is upper case
//! (<https://www.mediawiki.org/wiki/Manual:Page_title>). Beyond that, a *key* unites the spellings of a title: scripts, case, white space, widths and quotation marks.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use crate::fold;

/// The longest title that is read, in bytes. `MediaWiki` allows 255, without the namespace.
pub(super) const LONGEST: usize = 400;

/// The namespace of categories.
const CATEGORY: i64 = 14;
/// What the index calls it.
const CATEGORY_PREFIX: &str = "Category:";
/// What Wikipedias call it, in lower case, with the aliases that they have for it.
const CATEGORY_NAMES: &[&str] = &[
    "category",
    "cat",
    "分类",
    "分類",
    "カテゴリ",
    "분류",
    "kategorie",
    "catégorie",
    "categoría",
    "categoria",
    "categorie",
    "kategoria",
    "kategori",
    "категория",
    "категорія",
    "thể loại",
    "تصنيف",
];

/// A title with its namespace, and its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// The title in normal form.
    pub exact: String,
    /// What all its spellings have in common.
    pub key: String,
}

impl Name {
    /// A title as people and pages write it. None where nothing is left of it.
    pub(super) fn of(title: &str) -> Option<Self> {
        let title = spaced(title);
        let title = title.trim_start_matches(':').trim_start();
        let exact = match title.split_once(':') {
            Some((prefix, rest)) if is_category(prefix) => format!("{CATEGORY_PREFIX}{}", capital(rest.trim_start())),
            _ => capital(title),
        };
        (!exact.is_empty() && exact != CATEGORY_PREFIX).then(|| Self { key: key(&exact), exact })
    }

    /// A title as the tables hold it: in normal form but for the underscores, its namespace by number. None where the index does not hold
    /// that namespace, or where it is no title.
    pub(super) fn of_row(namespace: i64, title: &[u8]) -> Option<Self> {
        let title = std::str::from_utf8(title).ok().filter(|title| !title.is_empty() && title.len() <= LONGEST)?;
        let exact = match namespace {
            0 => title.replace('_', " "),
            CATEGORY => format!("{CATEGORY_PREFIX}{}", title.replace('_', " ")),
            _ => return None,
        };
        Some(Self { key: key(&exact), exact })
    }
}

/// Whether the index holds the pages of a namespace: articles and categories.
pub(super) const fn is_held(namespace: i64) -> bool {
    matches!(namespace, 0 | CATEGORY)
}

fn is_category(prefix: &str) -> bool {
    let prefix = prefix.trim().to_lowercase();
    CATEGORY_NAMES.contains(&prefix.as_str())
}

/// In NFC, without marks of direction, with single spaces for all that `MediaWiki` takes for white space in titles.
fn spaced(title: &str) -> Cow<'_, str> {
    let is_space = |c: char| {
        matches!(c, '_' | '\t' | '\n' | '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200a}')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
    };
    let is_mark = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    // Most titles are in NFC, and tell so at a glance.
    let joined = |title: &str| title.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if title.chars().all(|c| matches!(c, ' '..='~' | '\u{3041}'..='\u{3096}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2f7ff}')) {
        return if title.contains([' ', '_']) { Cow::Owned(joined(title)) } else { Cow::Borrowed(title) };
    }
    let title: String = title.nfc().filter(|c| !is_mark(c)).collect();
    Cow::Owned(joined(&title))
}

/// With the first letter in upper case, where that is one letter; Georgian ones stay, as they do in `MediaWiki`.
fn capital(title: &str) -> String {
    let Some(first) = title.chars().next() else { return String::new() };
    let mut upper = first.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) if one != first && !('\u{10d0}'..='\u{10ff}').contains(&first) => format!("{one}{}", &title[first.len_utf8()..]),
        _ => title.to_owned(),
    }
}

/// What all spellings of a title have in common: [`fold`]ed, in lower case, without white space, quotation marks and other marks in one form.
pub(super) fn key(title: &str) -> String {
    let mut key = String::with_capacity(title.len());
    for c in title.chars() {
        match fold::fold_char(c) {
            c if c.is_ascii_uppercase() => key.push(c.to_ascii_lowercase()),
            ' ' | '_' => {}
            // No letter among these has a case.
            c if c.is_ascii() || matches!(c, '\u{3041}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}') => key.push(c),
            c if c.is_whitespace() => {}
            '（' => key.push('('),
            '）' => key.push(')'),
            '：' => key.push(':'),
            '，' => key.push(','),
            '！' => key.push('!'),
            '？' => key.push('?'),
            '“' | '”' | '「' | '」' => key.push('"'),
            '‘' | '’' | '『' | '』' => key.push('\''),
            c => key.extend(c.to_lowercase()),
        }
    }
    key
}

/// Whether two titles are spellings of one: those of a redirect and of its page. Quotation marks, marks of titles, dots and dashes count for nothing here.
pub(crate) fn is_spelling(one: &str, other: &str) -> bool {
    let is_mark = |c: &char| matches!(c, '"' | '\'' | '《' | '》' | '〈' | '〉' | '·' | '-');
    let (one, other) = (key(one), key(other));
    one.chars().filter(|c| !is_mark(c)).eq(other.chars().filter(|c| !is_mark(c)))
}

/// A title as a name: without what stands in brackets at its end to tell it from others, and without the namespace.
pub(super) fn label(title: &str) -> &str {
    let title = title.strip_prefix(CATEGORY_PREFIX).unwrap_or(title);
    let open = match title.chars().next_back() {
        Some(')') => '(',
        Some('）') => '（',
        _ => return title,
    };
    title.rfind(open).map(|at| title[..at].trim_end()).filter(|name| !name.is_empty()).unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(title: &str) -> Option<String> {
        Name::of(title).map(|name| name.exact)
    }

    #[test]
    fn normal_forms() {
        for (written, normal) in [
            ("俄羅斯", "俄羅斯"),
            ("  iPhone_ 15\u{3000}Pro ", "IPhone 15 Pro"),
            (":Category:各國_外交", "Category:各國 外交"),
            ("分類: x", "Category:X"),
            ("КАТЕГОРИЯ:страны", "Category:Страны"),
            ("ßtraße", "ßtraße"),
            ("éa", "Éa"),
            ("e\u{301}a", "Éa"),
            ("საქართველო", "საქართველო"),
            ("2001: A Space Odyssey", "2001: A Space Odyssey"),
        ] {
            assert_eq!(exact(written).as_deref(), Some(normal), "{written}");
        }
        for none in ["", "__", ":", "Category:", " \u{200e}"] {
            assert_eq!(exact(none), None, "{none}");
        }
        assert_eq!(Name::of_row(14, "各國_外交".as_bytes()).unwrap().exact, "Category:各國 外交");
        assert_eq!(Name::of_row(4, b"X"), None);
        assert_eq!(Name::of_row(0, b"\xff"), None);
        assert_eq!(Name::of_row(0, &[b'a'; LONGEST + 1]), None);
    }

    #[test]
    fn keys_unite_spellings() {
        for (one, other) in
            [("中蘇 交惡", "中苏交恶"), ("Ａ（b）", "a(B)"), ("「甲」：乙", "“甲”:乙"), ("Éa", "éA"), ("卡爾‧馬克思", "卡尔·马克思")]
        {
            assert_eq!(key(one), key(other), "{one}");
            assert!(is_spelling(one, other));
        }
        assert_ne!(key("《三國》"), key("三国"));
        assert!(is_spelling("《三國》", "三国"));
        assert!(!is_spelling("沙俄", "俄羅斯帝國"));
    }

    #[test]
    fn names_of_titles() {
        assert_eq!(label("格鲁吉亚 (国家)"), "格鲁吉亚");
        assert_eq!(label("中華民國（大陸時期）"), "中華民國");
        assert_eq!(label("(甲)"), "(甲)");
        assert_eq!(label("Category:條約"), "條約");
    }
}
