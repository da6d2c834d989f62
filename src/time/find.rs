//! Finding dates in Chinese text.

use std::sync::LazyLock;

use super::{Edtf, Partial, Role, TimeExpr, TimeValue, number::is_numeral, point::point, resolve::interval};
use crate::hash::CharSet;

/// The times that a folded text names, in text order. Linear in the text's length.
#[must_use]
pub fn find_dates(folded: &str) -> Vec<TimeExpr> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = Before::default();
    while let Some(c) = folded[at..].chars().next() {
        if may_start(c)
            && let Some((value, next)) = expression(folded, at, before)
        {
            found.extend(value);
            before = Before { last: folded[at..next].chars().next_back() };
            at = next;
            continue;
        }
        before = Before { last: Some(c) };
        at += c.len_utf8();
    }
    found
}

/// The character before a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    pub last: Option<char>,
}

impl Before {
    pub(super) fn is_any(self, set: &str) -> bool {
        self.last.is_some_and(|c| set.contains(c))
    }

    /// Whether nothing that could be part of the same word stands before.
    pub(super) fn is_open(self) -> bool {
        self.last.is_none_or(|c| !c.is_alphanumeric())
    }
}

fn may_start(c: char) -> bool {
    if c < '\u{3000}' { is_numeral(c) } else { STARTS.contains(c) }
}

static STARTS: LazyLock<CharSet> = LazyLock::new(|| {
    "〇零一二三四五六七八九十百千万亿廿卅公民明昭大平令康雍干乾嘉道咸同光宣洪永万崇顺该当次翌本今目现如约自从至到直截是那这第早上下迄隔前去两年".chars().collect()
});

/// What starts at a place: the expression, if it has a value, and where the text goes on. `None` where no time starts there.
fn expression(text: &str, at: usize, before: Before) -> Option<(Option<TimeExpr>, usize)> {
    let (mut role, start) = opening(text, at, before);
    if start == at && before.last.is_some_and(|c| c.is_ascii_alphanumeric() || is_numeral(c) || c == '.') {
        // Part of a longer number or of a name such as T-34; skip the rest of the number.
        let skip: usize = text[at..].chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum();
        return (skip > 0).then_some((None, at + skip));
    }
    let inner = if start > at { Before { last: text[..start].chars().next_back() } } else { before };
    let mut first = point(text, start, inner)?;
    if first.skip {
        return Some((None, first.end));
    }
    let mut end = first.end;
    if let Some((second, after)) = range_end(text, end) {
        match second {
            Some(second) => {
                if let Some(value) = range(&first.value, second) {
                    first.value = value;
                    role = Role::Range;
                    end = after;
                }
            }
            None => {
                role = Role::Since;
                end = after;
            }
        }
    }
    if role == Role::At && matches!(&first.value, TimeValue::Date(d) if d.as_str().contains('/')) {
        role = Role::Range;
    }
    let (role, end) = closing(text, end, role);
    let mut value = first.value;
    if role == Role::About
        && let TimeValue::Date(date) = &value
        && let Some(about) = Edtf::new(format!("{}~", date.as_str()))
    {
        value = TimeValue::Date(about);
    }
    Some((Some(TimeExpr { range: at..end, value, role }), end))
}

/// The word that opens a time and gives it its role, and where the time itself begins.
fn opening(text: &str, at: usize, before: Before) -> (Role, usize) {
    let rest = &text[at..];
    if !rest.starts_with(['大', '约', '早', '自', '从', '一', '直', '截', '至', '到']) {
        return (Role::At, at);
    }
    let word = |words: &[&str]| words.iter().find(|w| rest.starts_with(**w)).map(|w| at + w.len());
    if let Some(next) = word(&["大约在", "大约于", "大约", "约在", "约于", "约"]) {
        // 条约1950年生效: the last character of a noun, no "about".
        if !before.is_any("条密盟公和缔签北华合立违毁废契商协婚制预邀特守") {
            return (Role::About, space(text, next));
        }
        return (Role::At, at);
    }
    if let Some(next) = word(&["早自", "自从", "自", "从"]) {
        if !before.is_any("来各独亲擅私暗出源发服跟随遵听顺") {
            return (Role::Since, space(text, next));
        }
        return (Role::At, at);
    }
    if let Some(next) = word(&["一直到", "直到", "直至", "截至到", "截至", "截止到", "截止至", "截止"]) {
        return (Role::Until, space(text, next));
    }
    if let Some(next) = word(&["至", "到"]) {
        // 推迟至1956年 is a date; 至1956年 at the start of a clause is a limit.
        if before.is_open() {
            return (Role::Until, space(text, next));
        }
    }
    (Role::At, at)
}

/// The words behind a time that give it its role.
fn closing(text: &str, mut end: usize, role: Role) -> (Role, usize) {
    for word in ["期间", "年间", "之间", "间"] {
        if text[end..].starts_with(word) {
            end += word.len();
            break;
        }
    }
    let rest = &text[end..];
    let word = |words: &[&str]| words.iter().find(|w| rest.starts_with(**w)).map(|w| end + w.len());
    if let Some(next) = word(&["前后", "左右", "上下"]) {
        return (if matches!(role, Role::At) { Role::About } else { role }, next);
    }
    if let Some(next) = word(&["以来", "以降", "起至今", "起"])
        && role != Role::Range
        && !rest.starts_with("起义")
        && !rest.starts_with("起草")
        && !rest.starts_with("起诉")
        && !rest.starts_with("起点")
    {
        return (Role::Since, next);
    }
    if role == Role::Since
        && let Some(next) = word(&["开始", "之后", "以后", "后"])
    {
        return (role, next);
    }
    if role == Role::At
        && let Some(next) = word(&["以后", "之后", "后"])
    {
        let tail = &text[next..];
        // 后方, 后期 and the like are words of their own.
        if !["方", "期", "勤", "果", "代", "裔", "备", "台", "续", "来"].iter().any(|w| tail.starts_with(w)) {
            return (Role::Since, next);
        }
    }
    if matches!(role, Role::At | Role::Until)
        && let Some(next) = word(&["以前", "之前", "为止", "前"])
    {
        let tail = &text[next..];
        if !["往", "线", "来", "期", "夕", "任", "总", "苏", "南", "首", "提", "景", "途", "身", "进", "半"]
            .iter()
            .any(|w| tail.starts_with(w))
        {
            return (Role::Until, next);
        }
    }
    if role == Role::Since && rest.starts_with('来') && !rest.starts_with("来自") {
        end += "来".len();
    }
    (role, end)
}

/// The other end of a range, if one follows: its value (`None` for "until now") and where it ends.
fn range_end(text: &str, end: usize) -> Option<(Option<TimeValue>, usize)> {
    let mut at = space(text, end);
    if let Some(rest) = text[at..].strip_prefix("间") {
        at = text.len() - rest.len();
    } else if let Some(hour) = ["晚上", "凌晨", "上午", "下午", "晚", "晨", "夜"].iter().find(|w| text[at..].starts_with(**w)) {
        at += hour.len();
    }
    let sep = ["一直到", "直到", "直至", "至", "到", "~", "～", "-"].iter().find(|s| text[at..].starts_with(**s))?;
    let mut next = at + sep.len();
    while text[next..].starts_with('-') {
        next += 1;
    }
    let next = space(text, next);
    if let Some(now) =
        ["今", "现在", "目前"].iter().find(|w| text[next..].starts_with(**w) && matches!(*sep, "至" | "到" | "直至" | "直到" | "-"))
        && !text[next..].starts_with("今年")
    {
        return Some((None, next + now.len()));
    }
    let second = point(text, next, Before { last: Some(' ') })?;
    if second.skip || matches!(second.value, TimeValue::Now) {
        return None;
    }
    Some((Some(second.value), second.end))
}

/// The range between two times, the second of which may lean on the first; `None` where they make none.
fn range(first: &TimeValue, second: TimeValue) -> Option<TimeValue> {
    if let TimeValue::Date(from) = first {
        return interval(from, &second.resolve(Some(from))?).map(TimeValue::Date);
    }
    let day_only = |v: &TimeValue| matches!(v, TimeValue::Partial(Partial { decade: None, month: None, day: Some(_), season: None }));
    let day = |v: &TimeValue| match v {
        TimeValue::Partial(part) | TimeValue::InYear { part, .. } => part.day,
        TimeValue::InMonth { day, .. } => *day,
        _ => None,
    };
    let leans = |v: &TimeValue| matches!(v, TimeValue::Partial(_) | TimeValue::InYear { .. } | TimeValue::InMonth { .. });
    // 5月27日至28日, but not 5月至28日
    let follows = !day_only(&second) || day(first).is_some() && day(first) < day(&second);
    let fits = leans(first) && follows && (leans(&second) || matches!(second, TimeValue::Date(_)));
    fits.then(|| TimeValue::Range(Box::new(first.clone()), Box::new(second)))
}

pub(super) fn space(text: &str, at: usize) -> usize {
    at + text[at..].bytes().take_while(|b| *b == b' ').count()
}
