//! Characters that only look like prepositions.
//!
//! 对, 与, 同, 和 and their like introduce a party of a relation, but not within 反对, 参与, 共同, 和平. In the code of a sentence the character
//! inside such a word is replaced by one that nothing else holds, so that a pattern for the preposition cannot match it. Rules are written with the
//! plain words: their words and patterns go through the same replacement.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use crate::replace::Replacements;

/// Words with the character in them that is no preposition there.
const WORDS: &[(char, &str)] = &[
    ('对', "反对 面对 绝对 相对 核对 敌对 作对 应对 对抗 对付 对立 对峙 对手 对话 对象 对待 对等 对应 对外 对内 对决 对垒"),
    ('与', "参与 给与 授与 与会 与否 干与"),
    ('同', "赞同 认同 不同 协同 陪同 如同 等同 共同 合同 同意 同时 同年 同月 同日 同盟 同情 同胞 同志 同样 同期 同属 同为 同等 同一"),
    ('和', "和平 和约 和解 和谈 和议 和睦 和好 和亲 共和 缓和 柔和 媾和 议和 总和 温和 饱和 讲和 求和"),
    ('及', "提及 涉及 谈及 普及 顾及 波及 危及 及时 及早"),
    ('于', "终于 等于 于是 由于 基于 鉴于 属于 优于"),
    ('为', "认为 以为 视为 称为 因为 为止 为期 行为 成为"),
    ('当', "应当 相当 当时 当年 当月 当天 当日 当局 当选 当地 当初"),
    ('到', "得到 受到 遭到 达到 提到 看到 感到 收到"),
    ('以', "加以 予以 得以 可以 足以 难以 以来 以后 以前 以上 以下 以及"),
    ('自', "来自 亲自 独自 各自 自己 自由 自治 自卫 自主 自身 自动 自愿"),
    ('向', "一向 向来 向往 倾向 偏向 转向 面向 方向"),
    ('在', "存在 正在 现在 潜在 内在 所在"),
    ('由', "自由 理由 由来"),
    ('从', "从未 从事 从属 从此 服从 听从 跟从 从而"),
    ('将', "将军 将领 将士 将近"),
    ('至', "甚至 至今 至少 至此"),
    ('给', "给予 供给 补给"),
    ('被', "被迫"),
    ('因', "因此 因而 原因"),
];

/// Longer words in which it is one: 出现在某地.
const KEPT: &[&str] = &["出现在", "体现在", "表现在", "呈现在", "发现在"];

/// Where the replacements begin in the private-use block: behind the token types.
const FIRST_MASK: u32 = 0xE020;

static MASKS: LazyLock<Replacements> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, String> = HashMap::new();
    for (n, (plain, words)) in (0u32..).zip(WORDS) {
        let mask = char::from_u32(FIRST_MASK + n).unwrap_or(*plain).to_string();
        for word in words.split(' ') {
            // A word can hold two of them: 自由.
            let before = by_word.get(word).cloned().unwrap_or_else(|| word.to_owned());
            by_word.insert(word, before.replace(*plain, &mask));
        }
    }
    by_word.extend(KEPT.iter().map(|word| (*word, (*word).to_owned())));
    Replacements::new(by_word.into_iter().map(|(word, masked)| (word.to_owned(), masked)))
});

/// Words as they stand in a canonical text.
#[must_use]
pub fn canonical_words(words: &[impl AsRef<str>]) -> Vec<String> {
    words.iter().map(|word| canonical(word.as_ref()).into_owned()).collect()
}

/// The text with the characters masked that only look like prepositions. Every character keeps its place and its number of bytes.
#[must_use]
pub fn canonical(text: &str) -> Cow<'_, str> {
    MASKS.replace(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prepositions_stay_and_look_alikes_go() {
        assert_eq!(canonical("法国与德国"), "法国与德国");
        assert!(!canonical("法国参与演习").contains('与'));
        assert!(!canonical("他反对和平").contains(['对', '和']));
        assert_eq!(canonical("出现在"), "出现在");
        assert!(!canonical("追求自由").contains(['自', '由']));
        for text in ["他反对和平", "参与共同行动", "甚至可以"] {
            assert_eq!(canonical(text).len(), text.len());
        }
    }
}
