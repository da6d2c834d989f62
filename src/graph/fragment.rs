//! Text directives: addresses that open a page at a sentence (WICG, Text Fragments: `#:~:text=prefix-,start,end,-suffix`).
//!
//! The rendered page shows marks of notes (`[3]`) that our text does not hold, words of templates where our text has an empty bracket, and `波蘭` for
//! `{{flag|Poland}}`. A browser compares letter by letter, so no part of a directive may cross such a hole. It also wants the outer ends of a directive to be ends of
//! words, which it finds in Chinese by a dictionary of its own: only punctuation is sure to be one.

use std::ops::Range;

use super::iri::push_directive;

/// Characters of a quote that are given whole.
const WHOLE: usize = 40;
/// The start and the end of a longer one run to the next punctuation after so many characters.
const LEAST: usize = 6;
/// A clause longer than this is cut all the same.
const MOST: usize = 100;
/// A part shorter than this is found in too many places, so its surroundings are given as well.
const SHORT: usize = 8;
/// Surroundings whose next punctuation is farther away than this are left out.
const CONTEXT: usize = 24;

/// A quote with what is known of its surroundings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The words.
    pub quote: &'a str,
    /// The text right before them, without a hole in between; empty where that is not known.
    pub prefix: &'a str,
    /// The text right behind them, likewise.
    pub suffix: &'a str,
    /// Ranges of the quote for which the page shows something else; empty ones where it shows something that the text does not have.
    pub holes: &'a [Range<usize>],
}

/// The directive for a place; `None` where there is nothing to look for.
#[must_use]
pub fn directive(place: Place<'_>) -> Option<String> {
    let (mut quote, mut prefix) = (place.quote, place.prefix);
    let holes = holes(quote, place.holes);
    let mut holes = holes.as_slice();
    let mut from = 0;
    while let [hole, others @ ..] = holes
        && says_nothing(&quote[from..hole.start])
    {
        (from, holes, prefix) = (hole.end, others, "");
    }
    let (mut start, mut end) = match holes {
        [] => {
            quote = &quote[from..];
            let (start, end) = (first_clause(quote), last_clause(quote));
            if quote.chars().nth(WHOLE).is_none() || start.len() + end.len() >= quote.len() { (quote, "") } else { (start, end) }
        }
        [first, ..] => (first_clause(&quote[from..first.start]), last_clause(&quote[holes.last().unwrap_or(first).end..])),
    };
    (start, end) = (start.trim(), end.trim());
    // An end of a mark or two is found anywhere: the start alone is better.
    let cut = end.chars().nth(2).is_none() && (!end.is_empty() || !holes.is_empty());
    if cut {
        end = "";
    }
    if start.is_empty() {
        return None;
    }
    let short = |text: &str| text.chars().nth(SHORT).is_none();
    let mut text = String::with_capacity(start.len() + end.len() + 64);
    let words = before(prefix);
    if !words.is_empty() && (short(start) || !prefix.ends_with(is_boundary)) {
        push_directive(&mut text, words);
        text.push_str("-,");
    }
    push_directive(&mut text, start);
    if !end.is_empty() {
        text.push(',');
        push_directive(&mut text, end);
    }
    let suffix = after(place.suffix);
    if !cut && !suffix.is_empty() && (short(if end.is_empty() { start } else { end }) || !place.suffix.starts_with(is_boundary)) {
        text.push_str(",-");
        push_directive(&mut text, suffix);
    }
    Some(text)
}

/// What no part of a directive may cross, in order: the given ranges inside of the quote, each with the marks around it where it has words, and
/// empty brackets.
fn holes(quote: &str, given: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut holes: Vec<Range<usize>> = Vec::new();
    for hole in given {
        let (Some(before), Some(_), Some(behind)) = (quote.get(..hole.start), quote.get(hole.clone()), quote.get(hole.end..)) else {
            continue;
        };
        if !hole.is_empty() {
            // A mark beside other words than ours may be another mark.
            holes.push(before.trim_end_matches(is_boundary).len()..quote.len() - behind.trim_start_matches(is_boundary).len());
        } else if !before.is_empty() && !behind.is_empty() {
            holes.push(hole.clone());
        }
    }
    for (open, close) in [('（', '）'), ('(', ')')] {
        // The opening bracket is shown; what follows it is not known.
        let opened = quote.match_indices(open).map(|(at, open)| at + open.len());
        holes.extend(opened.filter(|&at| quote[at..].starts_with(close)).map(|at| at..at));
    }
    holes.sort_unstable_by_key(|hole| (hole.start, hole.end));
    holes.dedup_by(|next, hole| {
        let within = next.start < hole.end;
        if within {
            hole.end = hole.end.max(next.end);
        }
        within
    });
    holes
}

/// Whether words between two holes are too few to begin with.
fn says_nothing(words: &str) -> bool {
    words.chars().filter(|&c| !is_boundary(c)).nth(1).is_none()
}

/// Whether a character is no part of a word. ASCII commas, points and colons stand within numbers and names, and are not among them.
fn is_boundary(c: char) -> bool {
    // Most are Chinese characters.
    !matches!(c, '\u{3400}'..='\u{9FFF}')
        && (c.is_whitespace()
            || matches!(
                c,
                '(' | ')'
                    | '"'
                    | ';'
                    | '!'
                    | '?'
                    | '，'
                    | '。'
                    | '、'
                    | '；'
                    | '：'
                    | '！'
                    | '？'
                    | '（'
                    | '）'
                    | '《'
                    | '》'
                    | '〈'
                    | '〉'
                    | '「'
                    | '」'
                    | '『'
                    | '』'
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '—'
                    | '…'
            ))
}

/// From the start to the first punctuation after [`LEAST`] characters.
fn first_clause(text: &str) -> &str {
    let mut chars = text.char_indices().enumerate();
    chars.find(|&(count, (_, c))| count >= LEAST && is_boundary(c) || count >= MOST).map_or(text, |(_, (at, _))| &text[..at])
}

/// From the last punctuation before [`LEAST`] characters to the end.
fn last_clause(text: &str) -> &str {
    let mut chars = text.char_indices().rev().enumerate();
    chars.find(|&(count, (_, c))| count >= LEAST && is_boundary(c) || count >= MOST).map_or(text, |(_, (at, c))| &text[at + c.len_utf8()..])
}

/// The words right before a quote, from a punctuation on; empty where none is near.
fn before(text: &str) -> &str {
    let words = text.trim_end_matches(is_boundary);
    if words.is_empty() {
        return "";
    }
    let mut near = words.char_indices().rev().take(CONTEXT);
    let from = near.find(|&(_, c)| is_boundary(c)).map(|(at, c)| at + c.len_utf8());
    match from {
        Some(from) => text[from..].trim(),
        None if words.chars().nth(CONTEXT).is_none() => text.trim(),
        None => "",
    }
}

/// The words right behind a quote, up to a punctuation; empty where none is near.
fn after(text: &str) -> &str {
    let words = text.trim_start_matches(is_boundary);
    let skipped = text.len() - words.len();
    if words.is_empty() {
        return "";
    }
    let to = words.char_indices().take(CONTEXT).find(|&(_, c)| is_boundary(c)).map(|(at, _)| at);
    match to {
        Some(to) => text[..skipped + to].trim(),
        None if words.chars().nth(CONTEXT).is_none() => text.trim(),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(quote: &str, prefix: &str, suffix: &str, holes: &[usize]) -> Option<String> {
        let holes: Vec<Range<usize>> = holes.iter().map(|&at| at..at).collect();
        directive(Place { quote, prefix, suffix, holes: &holes })
    }

    /// With words that the page does not show.
    fn without(quote: &str, prefix: &str, suffix: &str, unseen: &[&str]) -> Option<String> {
        let holes: Vec<Range<usize>> = unseen.iter().map(|words| quote.find(words).map(|at| at..at + words.len()).unwrap()).collect();
        directive(Place { quote, prefix, suffix, holes: &holes })
    }

    #[test]
    fn a_sentence_is_given_whole() {
        assert_eq!(at("甲國與乙國在1950年結為盟友", "", "", &[]).as_deref(), Some("甲國與乙國在1950年結為盟友"));
    }

    #[test]
    fn syntax_of_the_directive_is_escaped() {
        assert_eq!(at("甲-乙, 丙&丁 100%", "", "", &[]).as_deref(), Some("甲%2D乙%2C%20丙%26丁%20100%25"));
    }

    #[test]
    fn a_short_one_has_its_surroundings() {
        assert_eq!(
            at("兩國結盟", "往事。在此之前的一年，", "，但是後來不然。", &[]).as_deref(),
            Some("在此之前的一年，-,兩國結盟,-，但是後來不然")
        );
        assert_eq!(at("兩國結盟", "，", "。", &[]).as_deref(), Some("兩國結盟"), "a mark alone helps nobody");
        let far = "字".repeat(60);
        assert_eq!(at("兩國結盟", &far, &far, &[]).as_deref(), Some("兩國結盟"));
    }

    #[test]
    fn one_within_a_clause_has_the_rest_of_it() {
        assert_eq!(
            at("甲國與乙國在1950年結為盟友", "往事，據說", "之時。", &[]).as_deref(),
            Some("據說-,甲國與乙國在1950年結為盟友,-之時")
        );
    }

    #[test]
    fn a_long_one_is_its_first_and_last_clause() {
        let middle = "一二三四五六七八九十".repeat(4);
        let quote = format!("甲國與乙國在1950年結盟，{middle}，此後兩國互派大使");
        assert_eq!(at(&quote, "", "", &[]).as_deref(), Some("甲國與乙國在1950年結盟,此後兩國互派大使"));
        assert_eq!(at(&middle, "", "", &[]).as_deref(), Some(middle.as_str()), "words are not cut");
        let endless = "一二三四五六七八九十".repeat(99);
        assert_eq!(at(&endless, "", "", &[]).map(|text| text.chars().count()), Some(2 * MOST + 1));
    }

    #[test]
    fn no_part_crosses_a_note() {
        let quote = "甲國承認乙國，並派出大使";
        let mark = "甲國承認乙國，".len();
        assert_eq!(at(quote, "", "", &[mark]).as_deref(), Some("甲國承認乙國,並派出大使"));
    }

    #[test]
    fn no_part_crosses_an_empty_bracket() {
        assert_eq!(at("甲國（）和乙國簽約", "", "", &[]).as_deref(), Some("甲國（,）和乙國簽約"));
    }

    #[test]
    fn what_a_flag_stands_for_is_not_quoted() {
        assert_eq!(without("Poland在1950年與乙國結盟", "往事，", "。", &["Poland"]).as_deref(), Some("在1950年與乙國結盟"));
        assert_eq!(without("甲國承認Poland，並派出大使", "", "", &["Poland"]).as_deref(), Some("甲國承認,並派出大使"));
        assert_eq!(without("甲國在1950年承認POL。", "", "後文", &["POL"]).as_deref(), Some("甲國在1950年承認"));
        assert_eq!(without("USA、加拿大", "", "", &["USA"]).as_deref(), Some("加拿大"), "the mark may be another one");
        assert_eq!(without("USA、CAN和乙國", "", "", &["USA", "CAN"]).as_deref(), Some("和乙國"));
        assert_eq!(without("USA與CAN於1950年結盟", "", "", &["USA", "CAN"]).as_deref(), Some("於1950年結盟"), "one word is found anywhere");
        assert_eq!(without("Poland", "往事，", "，後文", &["Poland"]), None);
        assert_eq!(without("USA、CAN", "", "", &["USA", "CAN"]), None);
    }

    #[test]
    fn an_end_that_says_nothing_is_left_out() {
        assert_eq!(at("甲國和乙國簽約（）", "", "後文", &[]).as_deref(), Some("甲國和乙國簽約"));
    }

    proptest! {
        #[test]
        fn any_holes_do(quote in "[甲乙（）()，。 A]{0,60}", holes in proptest::collection::vec((0_usize..200, 0_usize..200), 0..6)) {
            let holes: Vec<Range<usize>> = holes.into_iter().map(|(start, end)| start..end).collect();
            let text = directive(Place { quote: &quote, prefix: "前文，", suffix: "，後文", holes: &holes });
            prop_assert!(text.is_none_or(|text| !text.is_empty()));
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(at("", "", "", &[]), None);
        assert_eq!(at("  ", "", "", &[]), None);
        assert_eq!(at("甲", "", "", &[1, 99]).as_deref(), Some("甲"));
    }
}
