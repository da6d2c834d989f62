//! Clauses of a marked sentence, and who the subject of each is.

use std::{ops::Range, sync::LazyLock};

use super::lexicon::Lexicon;
use crate::{
    mention::{Marked, Token, TokenKind, is_token},
    words::Words,
};

/// Whether a character ends a clause.
pub(super) const fn ends_clause(c: char) -> bool {
    matches!(c, '，' | '：' | '。' | '；' | '！' | '？' | '\n')
}

/// The clauses of a sentence: byte ranges of its code string, without the comma or colon between them.
#[must_use]
pub fn clauses(marked: &Marked) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in marked.code.char_indices() {
        if ends_clause(c) {
            if at > start {
                found.push(start..at);
            }
            start = at + c.len_utf8();
        }
    }
    if start < marked.code.len() {
        found.push(start..marked.code.len());
    }
    found
}

/// The index of the clause that holds a byte of the code string.
#[must_use]
pub fn clause_of(clauses: &[Range<usize>], byte: usize) -> usize {
    clauses.partition_point(|c| c.end <= byte).min(clauses.len().saturating_sub(1))
}

/// Words after which an actor is no subject: it is the complement of a preposition.
static GOVERNED_BY: LazyLock<Words> = LazyLock::new(|| {
    Words::of(&[
        "对", "向", "与", "和", "同", "跟", "在", "从", "受", "被", "由", "把", "将", "给", "为", "据", "因", "除", "于", "至", "到", "替",
        "往", "自", "经", "扶植", "扶持", "拥立", "策动", "随着", "包括", "根据", "通过", "关于", "针对", "作为", "成为", "以", "及", "当",
    ])
});

/// The subject of the words at `trigger`: the index of its token.
///
/// In the clause of the trigger the nearest actor before it that no preposition governs; else the first such actor of the clauses before, nearest clause first.
#[must_use]
pub(super) fn subject(marked: &Marked, lexicon: &Lexicon, clauses: &[Range<usize>], trigger: usize) -> Option<usize> {
    let here = clause_of(clauses, trigger);
    for index in (0..=here).rev() {
        let clause = clauses.get(index)?;
        let end = if index == here { trigger.max(clause.start) } else { clause.end };
        let mut candidates = marked.placed().enumerate().filter(|(_, (at, token))| {
            (clause.start..end).contains(at) && token.kind.acts() && is_free(marked, lexicon, clause, *at, token.kind)
        });
        let opening = |(_, (at, _)): &(usize, (usize, &Token))| opens(&marked.code[clause.start..*at], lexicon);
        let found = if index == here {
            // `A加入O后是B的盟友`: an organisation that is joined gives way to who joins it.
            let joined = |(_, (at, token)): &(usize, (usize, &Token))| {
                token.kind == TokenKind::Organization && lexicon.takes_object.ends(&marked.code[clause.start..*at]).is_some()
            };
            let free: Vec<_> = candidates.collect();
            free.iter().rev().copied().find(|other| !joined(other)).or_else(|| free.last().copied())
        } else {
            candidates.find(opening)
        };
        let found = found.map(|(index, _)| index);
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Who opens a clause: the first actor in it that nothing governs and that no verb stands before; the index of its token.
pub(super) fn opener(marked: &Marked, lexicon: &Lexicon, clause: &Range<usize>) -> Option<usize> {
    let free = || {
        let placed = marked.placed().enumerate().filter(|(_, (at, token))| clause.contains(at) && token.kind.acts());
        placed.filter(|(_, (at, token))| is_free(marked, lexicon, clause, *at, token.kind))
    };
    free().find(|(_, (at, _))| opens(&marked.code[clause.start..*at], lexicon)).or_else(|| free().next()).map(|(index, _)| index)
}

/// Whether what follows an actor shows that it only qualifies it: `A的…`, unless that is who acts for it (`A的軍隊`).
pub(super) fn qualifies(after: &str, lexicon: &Lexicon) -> bool {
    lexicon.qualifies.begins(after).is_some() && after.strip_prefix('的').and_then(|rest| lexicon.acts_for.begins(rest)).is_none()
}

/// Whether the actor at `at` stands free: governed by no preposition and qualifying nothing.
fn is_free(marked: &Marked, lexicon: &Lexicon, clause: &Range<usize>, at: usize, kind: TokenKind) -> bool {
    let before = &marked.code[clause.start..at];
    let after = &marked.code[at + kind.code().len_utf8()..clause.end];
    // `疏远A、亲近B`: the object of a verb that another follows.
    let listed = after.strip_prefix('、').is_some_and(|rest| !rest.starts_with(is_token));
    if qualifies(after, lexicon) || listed && !before.is_empty() && !before.ends_with(is_token) {
        return false;
    }
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || c == '“' || c == '「');
    if GOVERNED_BY.ends(trimmed).is_some() {
        return false;
    }
    // `在苏联和东欧的压力下`: inside a phrase that `在` opened and that is not closed yet.
    match before.rfind('在') {
        Some(open) => {
            let inside = &before[open + '在'.len_utf8()..];
            let closed = inside.contains(['中', '下', '后', '时', '前', '上', '内', '里', '间', '期']) || inside.chars().any(is_token);
            closed || !after.contains(['下', '后', '时'])
        }
        None => true,
    }
}

/// Whether what stands before an actor in its clause leaves it the clause's subject: nothing, a phrase that is closed, a modifier, a connective.
pub(super) fn opens(before: &str, lexicon: &Lexicon) -> bool {
    const CLOSERS: &str = "者的后时中下间前上内来而但且并又也亦则即曾家国府—：“「里外初末起、";
    let rest = before.trim_start_matches(|c: char| is_token(c) || c.is_whitespace() || c.is_ascii_digit());
    let verb = lexicon.takes_object.ends(rest).is_some();
    // `要求A撤军，并访问B`: it is not A who visits.
    (rest.chars().count() <= 2 && !verb && lexicon.embeds.ends(rest).is_none())
        || rest.len() <= 16 && lexicon.caused.is(rest)
        || rest.chars().last().is_some_and(|c| CLOSERS.contains(c) || is_token(c))
}

/// Whether no preposition governs the actor at this byte of the code string.
#[must_use]
pub fn is_ungoverned(marked: &Marked, clauses: &[Range<usize>], at: usize) -> bool {
    let start = clauses.get(clause_of(clauses, at)).map_or(0, |c| c.start);
    GOVERNED_BY.ends(&marked.code[start.min(at)..at]).is_none()
}

/// Whether a clause goes on with another partner, `before` it having told how two came together or parted: `A與B建交，與C斷交` is of A.
pub(super) fn turns_to_another(before: &str, clause: &str) -> bool {
    const WORDS: &[&str] = &["建交", "复交", "断交", "绝交", "结盟", "签约", "和解", "媾和", "停战", "联姻"];
    let before = before.trim_end_matches(ends_clause);
    clause.starts_with(['与', '同', '跟']) && WORDS.iter().any(|word| before.ends_with(word))
}

/// What goes on with the sentence before.
static CONNECTIVES: LazyLock<Words> = LazyLock::new(|| {
    Words::of(&[
        "并",
        "且",
        "而且",
        "随后",
        "此后",
        "之后",
        "其后",
        "后来",
        "同时",
        "同年",
        "同月",
        "同日",
        "次年",
        "翌年",
        "还",
        "也",
        "亦",
        "又",
        "此外",
        "另外",
        "最终",
        "最后",
        "但",
        "然而",
        "不过",
        "因此",
        "于是",
        "接着",
        "期间",
        "会议期间",
        "其间",
        "曾",
        "他",
        "她",
        "该",
        "此",
        "这",
        "对此",
        "为此",
    ])
});

/// Whether a sentence takes its subject from the one before: it begins with a connective or has no actor of its own before the trigger.
#[must_use]
pub fn continues(marked: &Marked) -> bool {
    let text = marked.code.trim_start();
    text.starts_with(TokenKind::Date.code()) || CONNECTIVES.begins(text).is_some()
}
