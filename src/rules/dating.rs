//! Which date a statement takes.

use std::{cell::OnceCell, ops::Range, sync::LazyLock};

use super::{
    clause::{clause_of, ends_clause},
    context::Flow,
    lexicon::Lexicon,
};
use crate::{
    mention::{Marked, Token, TokenKind, canonical, canonical_words},
    time::{Edtf, Role},
    words::Words,
};

/// The dates that a sentence names, each with its place in the code string, once somebody asks.
#[derive(Debug, Default)]
pub(super) struct Dates(OnceCell<Vec<(usize, Edtf)>>);

impl Dates {
    fn of(&self, marked: &Marked, flow: &Flow) -> &[(usize, Edtf)] {
        self.0.get_or_init(|| dates(marked, flow))
    }
}

/// The dates of a sentence. `12月` and `同年9月` take their year from the last full date.
fn dates(marked: &Marked, flow: &Flow) -> Vec<(usize, Edtf)> {
    let mut last = flow.date.clone();
    let mut dates: Vec<(usize, Edtf)> = Vec::new();
    for (at, token) in marked.placed().filter(|(_, t)| t.kind == TokenKind::Date) {
        let Some(time) = token.time.as_ref() else { continue };
        // `面向21世紀` is no date.
        if marked.code[..at].ends_with(canonical("面向").as_ref()) {
            continue;
        }
        // `2008年2月18日，即A独立的次日，…`: the day that was just named.
        let same = dates.last().filter(|(last, _)| {
            let between = &marked.code[last + TokenKind::Date.code().len_utf8()..at];
            between.starts_with('，') && between.ends_with('的') && !between['，'.len_utf8()..].contains('，')
        });
        let tail = &marked.code[at + TokenKind::Date.code().len_utf8()..];
        if let Some((_, date)) = same.filter(|(last, _)| tail.starts_with('，') && opens_clause(&marked.code, *last)) {
            let date = date.clone();
            dates.push((at, date));
            continue;
        }
        // `直到1933年才承認` is a point, not an end.
        let point = marked.code[at + TokenKind::Date.code().len_utf8()..].starts_with(['才', '方', '始']);
        // `次年` is the one after the last date of the sentence, if it has one.
        let date = if point { time.value.resolve(last.as_ref()) } else { time.resolve(last.as_ref()) };
        if let Some(date) = date {
            if date.year().is_some() && (last.is_none() || !looks_elsewhere(&marked.code, at)) {
                last = Some(date.clone());
            }
            dates.push((at, date));
        }
    }
    dates
}

/// The date of what is matched at `range`: of its clause, else of the clauses before in the sentence, whose dates are `dates`.
///
/// With `near`, only one that stands in the match or right before it. A date of another clause behind is never taken.
#[must_use]
pub(super) fn date(
    marked: &Marked,
    lexicon: &Lexicon,
    dates: &Dates,
    clauses: &[Range<usize>],
    range: &Range<usize>,
    near: bool,
    flow: &Flow,
) -> Option<Edtf> {
    let first = clause_of(clauses, range.start);
    let last = clause_of(clauses, range.end.saturating_sub(1).max(range.start));
    let begin = clauses.get(first)?.start;
    let end = clauses.get(last)?.end;
    let dates: Vec<&(usize, Edtf)> = dates.of(marked, flow).iter().filter(|(at, _)| !belongs(marked, lexicon, *at, range)).collect();
    if near {
        // `1962年10月的中印戰爭`, and the year within an event's own name.
        let beside = |at: &usize| range.contains(at) || (*at < range.start && marked.code[*at..range.start].chars().count() <= 3);
        let own = || marked.placed().filter(|(at, _)| range.contains(at)).find_map(|(_, t)| t.time.as_ref()?.value.edtf());
        return dates.iter().rev().find(|(at, _)| beside(at)).map(|(_, d)| d.clone()).or_else(own);
    }
    // In the match or before it in its clauses: the nearest before the end of the match.
    if let Some((_, date)) = dates.iter().rev().find(|(at, _)| (begin..range.end).contains(at)) {
        return Some(date.clone());
    }
    // Behind it in its last clause: `張鼓峰事件發生於1938年`.
    if let Some((_, date)) = dates.iter().find(|(at, _)| (range.end..end).contains(at)) {
        return Some(date.clone());
    }
    // A year within an event's own name.
    if let Some(date) =
        marked.placed().filter(|(at, t)| range.contains(at) && t.kind != TokenKind::Date).find_map(|(_, t)| t.time.as_ref()?.value.edtf())
    {
        return Some(date);
    }
    // `1962年中印边境冲突时，…`: the year is part of an event's name.
    let event = || {
        let named = |(at, t): &(usize, &Token)| *at < range.end && (t.kind == TokenKind::Conflict || opens_by_name(marked, *at, t));
        marked.placed().filter(named).find_map(|(_, t)| t.time.as_ref()?.value.edtf())
    };
    // `結束了自1640年以來的戰爭，A承認B`: that of a noun tells nothing of what follows.
    let since = |at: usize| marked.placed().any(|(place, t)| place == at && t.time.as_ref().is_some_and(|t| t.role == Role::Since));
    let of_a_noun = |at: usize| marked.code[at + TokenKind::Date.code().len_utf8()..].starts_with('的') && since(at);
    let earlier = || dates.iter().rev().filter(|(at, _)| *at < begin && !of_a_noun(*at));
    // `1977年废除1974年所签的条约，与B断交`: what tells of a noun only where nothing else does.
    let before = earlier().find(|(at, _)| !of_a_deed(&marked.code, lexicon, *at)).or_else(|| earlier().next()).map(|(_, d)| d.clone());
    before
        .or_else(event)
        .or_else(|| carried_out(marked, lexicon, clauses.iter().find(|c| c.start > end)?, &dates))
        .or_else(|| flow.date.clone().filter(|_| dates.is_empty() && meanwhile(&marked.code)))
}

/// `A向B订购六艘潜艇，首艇于2014年交付`: the only date of the sentence, where the clause behind tells how the same was carried out.
fn carried_out(marked: &Marked, lexicon: &Lexicon, next: &Range<usize>, dates: &[&(usize, Edtf)]) -> Option<Edtf> {
    let [(at, date)] = dates else { return None };
    let words = marked.code.get(next.clone())?;
    let silent = !marked.placed().any(|(at, t)| next.contains(&at) && t.kind.acts());
    (next.contains(at) && silent && lexicon.carried_out.within(words)).then(|| date.clone())
}

/// `其前身为1963年成立的B`: the date is that of the founding of who stands behind, of which the match says nothing by itself.
fn belongs(marked: &Marked, lexicon: &Lexicon, at: usize, range: &Range<usize>) -> bool {
    let begin = at + TokenKind::Date.code().len_utf8();
    let tail = &marked.code[begin..];
    let Some((end, _)) = tail.char_indices().find(|(_, c)| TokenKind::of(*c).is_some_and(|k| k.acts() || k.is_event()) || ends_clause(*c))
    else {
        return false;
    };
    let words = &tail[..end];
    let next = tail[end..].chars().next().is_some_and(|c| !ends_clause(c));
    // `依据1951年签订的条约所实施的演习`: that of the treaty, which is not what the match tells.
    let next_end = begin + end + tail[end..].chars().next().map_or(0, char::len_utf8);
    let treaty = tail[end..].starts_with(TokenKind::Treaty.code());
    // `废除1942年的条约`, too.
    let theirs = |words: &str| words == "的" || range.end > next_end && lexicon.signed.ends(words).is_some();
    if next && range.start < begin && treaty && theirs(words) {
        return true;
    }
    // What is told is the founding itself, where the match ends with its words.
    next && range.end > begin + end && range.start < begin && lexicon.founded.ends(words).is_some()
}

/// Whether the date at a byte of the code string is of a deed that only describes a noun: `废除1974年所签订的条约`.
fn of_a_deed(code: &str, lexicon: &Lexicon, at: usize) -> bool {
    const NEAR: usize = 6;
    let tail = &code[at + TokenKind::Date.code().len_utf8()..];
    let near: usize = tail.chars().take(NEAR).take_while(|c| !ends_clause(*c)).map(char::len_utf8).sum();
    let Some((verb, _)) = tail[..near].split_once('的') else { return false };
    !opens_clause(code, at) && lexicon.described_by.ends(verb).is_some()
}

/// Whether nothing stands before a byte of the code string in its clause.
fn opens_clause(code: &str, at: usize) -> bool {
    code[..at].chars().next_back().is_none_or(ends_clause)
}

/// Whether a sentence goes on with the time of the one before: `會議期間，…`.
fn meanwhile(code: &str) -> bool {
    const SAME_TIME: &[&str] = &[
        "会议期间",
        "会谈期间",
        "访问期间",
        "访期间",
        "期间",
        "其间",
        "在此期间",
        "在会上",
        "会上",
        "会后",
        "会谈后",
        "在这次",
        "在此次",
        "与此同时",
        "同时",
        "此时",
        "当时",
    ];
    let code = code.trim_start();
    SAME_TIME.iter().any(|w| code.starts_with(w))
}

/// Whether a clause opens with an event whose name holds a year, after or in which the rest happened: `1979年埃以和约签订后，…`.
fn opens_by_name(marked: &Marked, at: usize, token: &Token) -> bool {
    if !token.kind.is_event() || token.time.is_none() {
        return false;
    }
    let head = marked.code[..at].rsplit(ends_clause).next().unwrap_or_default();
    let clause = marked.code[at..].split(['，', '。']).next().unwrap_or_default();
    head.trim_start_matches(['在', '自']).is_empty() && clause.ends_with(['后', '时', '间', '中'])
}

/// Notes the dates of a sentence that was passed, so that `同年` and the sentences after it find them.
pub fn pass(marked: &Marked, flow: &mut Flow) {
    let mut told = None;
    let dated = |(at, t): &(usize, &Token)| t.kind == TokenKind::Date || opens_by_name(marked, *at, t);
    for (at, token) in marked.placed().filter(dated) {
        if let Some(date) = token.time.as_ref().and_then(|t| t.resolve(flow.date.as_ref()))
            && date.year().is_some()
            && (flow.date.is_none() || !looks_elsewhere(&marked.code, at))
        {
            flow.date = Some(date.clone());
            // `2024年的演习由A主办`: which one it is.
            flow.told_names = marked.code[at + token.kind.code().len_utf8()..].starts_with('的');
            told = Some(date);
        }
    }
    flow.tell(told);
}

/// Words before a date in its clause that put it ahead of the story: `确定总统于1972年2月访华`.
const AHEAD: &[&str] = &[
    "将于", "将在", "将自", "将从", "定于", "拟于", "拟在", "计划", "预定", "预计", "打算", "确定", "承诺", "约定", "规定", "要求", "建议",
    "提议", "允诺", "答应",
];

/// Words before a date that lead back to it: `后撤至1959年的控制线`.
static BACK_TO: LazyLock<Words> = LazyLock::new(|| {
    let words =
        ["撤至", "撤到", "退至", "退到", "退回", "退回到", "恢复到", "恢复至", "追溯至", "追溯到", "上溯至", "上溯到", "回到", "倒退到"];
    canonical_words(&words).into_iter().collect()
});

static LOOKS_AHEAD: LazyLock<Words> = LazyLock::new(|| canonical_words(AHEAD).into_iter().collect());

/// `此事至2008年才公开`: when something became known is no part of the story.
static DISCLOSED: LazyLock<Words> = LazyLock::new(|| {
    let words = canonical_words(&["才公开", "始公开", "才公布", "才解密", "解密", "才披露", "才曝光", "才为人所知", "才获证实", "才承认"]);
    words.into_iter().collect()
});

static EVER_SINCE: LazyLock<String> = LazyLock::new(|| canonical("以来").into_owned());

/// Whether the date at a byte of the code string is of another time than what is told: `撤出1967年占领的土地`, `1973年战争以来`.
///
/// The story does not go on from it, so that a day or month after it has another year. What opens its clause or follows 于 tells the time of the clause.
fn looks_elsewhere(code: &str, at: usize) -> bool {
    const NEAR: usize = 12;
    let ends = |c: char| matches!(c, '，' | '：' | '。' | '；' | '！' | '？' | '\n');
    let head = code[..at].rsplit(ends).next().unwrap_or_default().trim();
    let tail = &code[at + TokenKind::Date.code().len_utf8()..];
    let tail = tail.split(ends).next().unwrap_or_default();
    let near = tail.char_indices().nth(NEAR).map_or(tail, |(end, _)| &tail[..end]);
    // 自1950年以来 is a time token with its words; here something stands between.
    if near.contains(EVER_SINCE.as_str()) || DISCLOSED.within(near) || LOOKS_AHEAD.within(head) {
        return true;
    }
    let back = BACK_TO.ends(head).is_some();
    let told = head.is_empty() || !back && head.ends_with(['于', '在', '到', '至']);
    // 1954年访问了法国的首都 tells what happened.
    back || !told && near.split('的').next().is_some_and(|verb| verb.len() < near.len() && !verb.contains(['了', '，']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::find_dates;

    /// The last date of the story after each sentence.
    fn story(sentences: &[&str]) -> Vec<String> {
        let mut flow = Flow::default();
        let mut told = Vec::new();
        for text in sentences {
            let mut marked = Marked::default();
            let mut end = 0;
            for date in find_dates(text) {
                marked.code += &canonical(&text[end..date.range.start]);
                marked.code.push(TokenKind::Date.code());
                end = date.range.end;
                let mut token = Token::new(TokenKind::Date, date.range.clone(), Vec::new());
                token.time = Some(date);
                marked.tokens.push(token);
            }
            marked.code += &canonical(&text[end..]);
            pass(&marked, &mut flow);
            told.push(flow.date.as_ref().map_or(String::new(), |d| d.as_str().to_owned()));
        }
        told
    }

    #[test]
    fn a_story_goes_on_from_its_last_date() {
        assert_eq!(
            story(&["1905年双方谈判。", "9月1日签署停战议定书；同月5日签署和约。", "批准书于次月25日互换。"]),
            ["1905", "1905-09-05", "1905-10-25"]
        );
        assert_eq!(story(&["1977年11月19日抵达，次日发表演说。", "两年后签署和约。"]), ["1977-11-20", "1979"]);
        assert_eq!(story(&["11月开会。"]), [""]);
        // A month that would run back by half a year is of the next one, a nearer one of the same year all the same.
        assert_eq!(story(&["1978年11月开会。", "3月31日断交。", "2月复交。"]), ["1978-11", "1979-03-31", "1979-02"]);
    }

    #[test]
    fn what_looks_back_or_ahead_does_not_carry_the_story() {
        assert_eq!(story(&["1977年11月20日发表演说，要求撤出1967年占领的一切土地。", "12月25日回访。"]), ["1977-11-20", "1977-12-25"]);
        assert_eq!(story(&["1977年发表演说。", "这是1973年战争以来的首次。", "12月回访。"]), ["1977", "1977", "1977-12"]);
        assert_eq!(story(&["1971年7月秘访，确定总统于1972年2月访问。", "得知消息后于同年8月去信。"]), ["1971-07", "1971-08"]);
        assert_eq!(story(&["1977年废除双方1954年签署的协定。", "同年5月断交。"]), ["1977", "1977-05"]);
        assert_eq!(story(&["1962年交战，此事至2008年才公开。", "11月21日停火。"]), ["1962", "1962-11-21"]);
        // A page has to begin somewhere.
        assert_eq!(story(&["双方1954年签署的协定失效。", "同年5月断交。"]), ["1954", "1954-05"]);
        assert_eq!(story(&["1950年建交。", "总理1954年访问了该国的首都。"]), ["1950", "1954"]);
        assert_eq!(story(&["1950年建交。", "总理于1954年访问该国的首都。"]), ["1950", "1954"]);
        assert_eq!(story(&["1950年建交。", "1954年的战争中断了往来。"]), ["1950", "1954"]);
    }
}
