//! When two names, two dates, two things that a relation goes through are taken for the same.

use crate::fold::display_simplified;

/// A text as annotations are compared: in Simplified Chinese, without white space, quotation marks and a bracket at its end, in lower case.
///
/// By phrases first and then by characters, as OpenCC's `t2s` does.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain: String = display_simplified(text)
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '_' | '“' | '”' | '"' | '\'' | '《' | '》' | '〈' | '〉' | '「' | '」' | '『' | '』')
        })
        .flat_map(char::to_lowercase)
        .collect();
    let bare = without_bracket(&plain);
    if bare.is_empty() { plain } else { bare.to_owned() }
}

/// A name without the bracket at its end that tells it from namesakes: `科索沃戰爭 (1999年)`.
pub(super) fn without_bracket(name: &str) -> &str {
    let open = name.strip_suffix([')', '）']).and_then(|inner| inner.rfind(['(', '（', ')', '）']));
    match open {
        Some(at) if name[at..].starts_with(['(', '（']) => &name[..at],
        _ => name,
    }
}

/// Whether one date is the other made more precise. The one that was found must give the year at least, or as much as the gold row gives.
///
/// Both are in EDTF; an interval agrees where one of its ends does, and `A|B` in gold are alternatives.
#[must_use]
pub fn dates_agree(gold: &str, found: &str) -> bool {
    let parts = |date: &str| -> Vec<String> {
        date.split(['/', '|']).filter(|part| !part.is_empty()).map(|part| part.replace(['~', '?', 'X', '%'], "")).collect()
    };
    let (wanted, mut got) = (parts(gold), parts(found));
    got.truncate(2);
    wanted.iter().any(|a| {
        let enough = a.chars().count().min(4);
        got.iter().any(|b| !b.is_empty() && b.chars().count() >= enough && (a.starts_with(b.as_str()) || b.starts_with(a.as_str())))
    })
}

/// Whether a name of the gold row holds one of the names that were found (the first three count), or the other way round.
#[must_use]
pub fn vias_agree(gold: &str, found: &str) -> bool {
    // One character would be in nearly every name.
    let found: Vec<String> = found.split('|').take(3).map(fold).filter(|via| via.chars().count() > 1).collect();
    gold.split('|').map(fold).filter(|via| !via.is_empty()).any(|a| found.iter().any(|b| a.contains(b.as_str()) || b.contains(a.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_leaves_scripts_marks_and_brackets_out() {
        assert_eq!(fold(" 《中蘇 友好_同盟互助條約》 "), "中苏友好同盟互助条约");
        assert_eq!(fold("乾隆"), "乾隆", "by phrases first");
        assert_eq!(fold("NATO"), "nato");
        assert_eq!(fold("法兰克福条约 (1871年)"), "法兰克福条约");
        assert_eq!(fold("法蘭克福條約（1871年）"), "法兰克福条约");
        assert_eq!(fold("(甲)"), "(甲)", "nothing would be left");
        assert_eq!(fold("甲)乙)"), "甲)乙)");
        assert_eq!(fold("甲(乙(丙))"), "甲(乙(丙))", "brackets in brackets stay, as a pattern without recursion has it");
    }

    #[test]
    fn a_date_may_be_the_other_made_more_precise() {
        assert!(dates_agree("1950-02-14", "1950"));
        assert!(dates_agree("1950", "1950-02-14"));
        assert!(!dates_agree("1950-02", "1950-03"));
        assert!(!dates_agree("1950", "1951"));
        assert!(!dates_agree("1950", ""));
        assert!(dates_agree("195X", "1953"));
        assert!(dates_agree("195X", "195X"), "the gold row gives no year either");
        assert!(!dates_agree("1953", "195X"), "the year at least");
        assert!(dates_agree("1969~", "1969"));
        assert!(dates_agree("1937/1941", "1941-06"), "either end will do");
        assert!(dates_agree("/1956", "1956"));
        assert!(dates_agree("1858/1860|185X", "1857"), "alternatives");
        assert!(!dates_agree("1950", "1948/1949|1950"), "only the two ends of what was found count");
    }

    #[test]
    fn a_via_may_be_part_of_the_other() {
        assert!(vias_agree("友好合作條約", "土巴友好合作条约"));
        assert!(vias_agree("《爱丽舍条约》|法德条约", "愛麗舍條約"));
        assert!(!vias_agree("协定", "条约"));
        assert!(!vias_agree("战争", "战"), "one character says nothing");
        assert!(!vias_agree("丁条约", "甲条约|乙条约|丙条约|丁条约"), "three of those found count");
        assert!(!vias_agree("", "条约"));
    }
}
