//! Where sentences end.

use std::ops::Range;

use super::marks::{closing_of, is_closing, is_end};

/// A quotation or bracket longer than this many bytes does not hold its sentences together: it may never have been closed.
const LONGEST_QUOTE: usize = 1200;

/// A sentence longer than this many bytes is parted at a comma: nobody writes one, and what is made of a sentence may take longer the longer it is.
const LONGEST: usize = 6000;

/// The sentences of a text: visible ranges without the white space around them, each with its closing mark.
///
/// They end at `。！？；`, at `!` and `?` before white space, and at line breaks; not within brackets and quotation marks, but
/// behind a quotation that ends in a full stop, unless the sentence goes on. `marks` are those of the text.
pub(super) fn sentences(text: &str, marks: &[(usize, char)]) -> Vec<Range<usize>> {
    let pairs = pairs(marks);
    let mut pairs = pairs.iter().peekable();
    let mut found = Vec::new();
    let mut start = 0;
    let mut end_of = |start: &mut usize, end: usize| {
        add(text, *start..end, &mut found);
        *start = end;
    };
    let mut at = 0;
    for &(mark, c) in marks {
        if mark < at {
            continue;
        }
        let next = mark + c.len_utf8();
        while pairs.next_if(|(open, _)| *open < mark).is_some() {}
        if let Some((_, close)) = pairs.next_if(|(open, _)| *open == mark) {
            at = *close;
            let inner = text[next..at].trim_end_matches(is_closing);
            if c != '（' && c != '(' && inner.ends_with(is_end) && !goes_on(&text[at..]) {
                end_of(&mut start, at);
            }
        } else if c == '\n' || is_end(c) || (matches!(c, '!' | '?') && text[next..].chars().next().is_none_or(char::is_whitespace)) {
            at = next;
            if c != '\n' {
                at += text[at..].len() - text[at..].trim_start_matches(|c| is_end(c) || is_closing(c)).len();
            }
            end_of(&mut start, at);
        }
    }
    end_of(&mut start, text.len());
    found
}

/// A range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = text[range.clone()].trim_start();
    let start = range.end - inner.len();
    start..start + inner.trim_end().len()
}

/// Adds a sentence, in parts where it is too long; none where there is nothing but white space.
fn add(text: &str, sentence: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut rest = trimmed(text, sentence);
    while rest.len() > LONGEST {
        let most = (rest.start..=rest.start + LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(rest.end);
        let comma = text[rest.start..most].char_indices().rfind(|(_, c)| matches!(c, '，' | '、' | ',' | ' '));
        let end = comma.map_or(most, |(at, c)| rest.start + at + c.len_utf8());
        found.push(trimmed(text, rest.start..end));
        rest = trimmed(text, end..rest.end);
    }
    if !rest.is_empty() {
        found.push(rest);
    }
}

/// Whether what follows a quotation belongs to the same sentence.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| is_end(c) || is_closing(c) || matches!(c, '，' | '、' | '：' | ',' | '的' | '等' | '—' | '…'))
}

/// From each opening mark to behind its closing one, by their starts. Marks without a partner, or with one too far away, are none.
fn pairs(marks: &[(usize, char)]) -> Vec<(usize, usize)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut pairs = Vec::new();
    for &(at, c) in marks {
        if c == '\n' {
            open.clear();
        } else if let Some(closing) = closing_of(c) {
            open.push((at, closing));
        } else if is_closing(c)
            && let Some(found) = open.iter().rev().take(8).position(|(_, closing)| *closing == c)
        {
            open.truncate(open.len() - found);
            if let Some((from, _)) = open.pop()
                && at - from <= LONGEST_QUOTE
            {
                pairs.push((from, at + c.len_utf8()));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::{super::marks, *};

    fn split(text: &str) -> Vec<&str> {
        sentences(text, &marks::marks(text)).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn marks() {
        assert_eq!(split("甲國獨立。乙國反對！ 丙國呢？丁國；戊國"), ["甲國獨立。", "乙國反對！", "丙國呢？", "丁國；", "戊國"]);
        assert_eq!(split("甲國\n乙國\n\n丙國"), ["甲國", "乙國", "丙國"]);
        assert_eq!(split("Really? Yes! v1.0 ok.No"), ["Really?", "Yes!", "v1.0 ok.No"]);
        assert_eq!(split("真的！？不會。。"), ["真的！？", "不會。。"]);
        assert!(split(" \n ").is_empty());
    }

    #[test]
    fn quotations() {
        assert_eq!(split("他說「好。走吧。」就走了。完。"), ["他說「好。走吧。」", "就走了。", "完。"]);
        assert_eq!(split("他說「好。走吧。」的時候笑了。完。"), ["他說「好。走吧。」的時候笑了。", "完。"]);
        assert_eq!(split("甲（見上。又見下）乙。丙"), ["甲（見上。又見下）乙。", "丙"]);
        assert_eq!(split("《甲。乙》丙。"), ["《甲。乙》丙。"]);
        assert_eq!(split("未完的「話。然後說。"), ["未完的「話。", "然後說。"]);
        assert_eq!(split("他說：“是。‘對！’”於是走了。"), ["他說：“是。‘對！’”", "於是走了。"]);
    }

    #[test]
    fn a_sentence_without_end_is_parted() {
        let long = "甲國與乙國，".repeat(1000);
        let parts = split(&long);
        assert!(parts.len() > 1 && parts.iter().all(|part| part.len() <= LONGEST && part.ends_with('，')), "{}", parts.len());
        assert_eq!(parts.concat(), long);
        assert_eq!(split(&"甲".repeat(LONGEST)).concat().len(), 3 * LONGEST);
        let words = "state and ".repeat(1000);
        assert!(split(&words).iter().all(|part| part.len() <= LONGEST && part.trim() == *part));
    }

    #[test]
    fn a_quotation_without_end_does_not_swallow_the_rest() {
        let long = format!("「{}」", "甲說。".repeat(500));
        assert_eq!(split(&long).len(), 500);
    }
}
