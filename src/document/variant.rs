//! The language converter's marks: `-{zh-hans:激光;zh-hant:雷射}-`, see <https://www.mediawiki.org/wiki/Writing_systems/Syntax>.

use std::{borrow::Cow, ops::Range};

/// What a reader of Simplified Chinese sees, in the order in which `MediaWiki` falls back.
const PREFERRED: [&str; 5] = ["zh-hans", "zh-cn", "zh-sg", "zh-my", "zh"];

/// What stands between `-{` and `}-`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    /// The bytes that are visible.
    pub visible: Range<usize>,
    /// Tag and text of every form.
    pub forms: Vec<(String, String)>,
}

/// Reads what stands between `-{` and `}-`. Of `X` and `R|X` all of X is visible, of `T|X` (titles), `H|X` (rules), `-|X` and `D|X` nothing.
pub(super) fn read(inner: &str) -> Marked {
    let (flags, start) = match inner.split_once('|') {
        Some((flags, _)) if is_flags(flags) => (flags, flags.len() + 1),
        _ => ("", 0),
    };
    let body = &inner[start..];
    let forms = forms(body);
    let text = |range: &Range<usize>| body[range.clone()].to_owned();
    let choice = preferred(&forms);
    let hidden = flags.split(';').any(|flag| matches!(flag.trim(), "T" | "H" | "-" | "D"));
    let visible = if hidden { 0..0 } else { choice.map_or(0..body.len(), |(_, range)| range.clone()) };
    Marked {
        visible: start + visible.start..start + visible.end,
        forms: forms.iter().map(|(tag, range)| ((*tag).to_owned(), text(range))).collect(),
    }
}

/// The form that is shown.
pub(super) fn preferred<T: AsRef<str>, F>(forms: &[(T, F)]) -> Option<&(T, F)> {
    PREFERRED.iter().find_map(|tag| forms.iter().find(|(known, _)| known.as_ref() == *tag)).or(forms.first())
}

/// The text with every mark replaced by what is visible of it.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("-{") {
        return text.into();
    }
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("-{") {
        let Some((inner, after)) = behind.split_once("}-") else { break };
        plain.push_str(before);
        plain.push_str(&inner[read(inner).visible]);
        rest = after;
    }
    (plain + rest).into()
}

/// Flags are single letters or a list of tags.
fn is_flags(flags: &str) -> bool {
    flags.split(';').map(str::trim).all(|flag| matches!(flag, "" | "A" | "T" | "R" | "D" | "-" | "H" | "N" | "S") || is_tag(flag))
}

fn is_tag(tag: &str) -> bool {
    tag == "zh" || tag.strip_prefix("zh-").is_some_and(|rest| (2..=4).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_lowercase()))
}

/// `tag:text;tag:text`, with tags as [`is_tag`] knows them; a `;` that no tag follows belongs to the text.
fn forms(body: &str) -> Vec<(&str, Range<usize>)> {
    let mut forms: Vec<(&str, Range<usize>)> = Vec::new();
    let mut at = 0;
    for part in body.split(';') {
        // `X=>tag:text` says what X becomes.
        let head = part.find("=>").map_or(0, |arrow| arrow + 2);
        if let Some(colon) = part[head..].find(':').filter(|colon| is_tag(part[head..head + colon].trim())) {
            let (from, to) = (at + head + colon + 1, at + part.len());
            let text = &body[from..to];
            let from = from + text.len() - text.trim_start().len();
            forms.push((part[head..head + colon].trim(), from..from + text.trim().len()));
        } else if let Some((_, range)) = forms.last_mut().filter(|_| !part.trim().is_empty()) {
            range.end = at + part.len();
        }
        at += part.len() + 1;
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_visible() {
        for (inner, visible) in [
            ("zh-hans:激光;zh-hant:雷射", "激光"),
            ("zh-hant:雷射; zh-hans: 激光 ;", "激光"),
            ("zh-tw:雷射;zh-cn:激光", "激光"),
            ("zh-tw:雷射;zh-hk:鐳射", "雷射"),
            ("zh:激光", "激光"),
            ("乾", "乾"),
            ("", ""),
            ("A|zh-hans:激光;zh-hant:雷射", "激光"),
            ("R|zh:乾", "乾"),
            ("zh-hans;zh-hant|乾", "乾"),
            ("T|zh-hans:激光;zh-hant:雷射", ""),
            ("H|zh-hans:激光;zh-hant:雷射;", ""),
            ("比分3:1|加時", "比分3:1|加時"),
            ("zh-hans:甲;乙;zh-hant:丙", "甲;乙"),
            ("巨集=>zh-cn:宏", "宏"),
        ] {
            assert_eq!(&inner[read(inner).visible], visible, "{inner}");
        }
        assert_eq!(
            read("zh-hans:激光;zh-hant:雷射").forms,
            [("zh-hans".to_owned(), "激光".to_owned()), ("zh-hant".to_owned(), "雷射".to_owned())]
        );
        assert_eq!(plain("論-{zh-hans:激光;zh-hant:雷射}-與-{乾}-"), "論激光與乾");
        assert_eq!(plain("論-{激光"), "論-{激光");
    }
}
