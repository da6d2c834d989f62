//! Text directives: addresses that open a page at a sentence (WICG, Text Fragments: `#:~:text=prefix-,start,end,-suffix`).
//!
//! The rendered page shows marks of notes (`[3]`) that our text does not hold, and words of templates where our text has an empty bracket.
//! A browser compares letter by letter, so no part of a directive may cross such a hole.

use super::iri::push_directive;

/// Characters of a quote that are given whole.
const WHOLE: usize = 40;
/// Characters of the start and of the end of a longer one.
const END: usize = 14;
/// A part shorter than this is found in too many places, so its surroundings are given as well.
const SHORT: usize = 8;
/// Characters of the surroundings.
const CONTEXT: usize = 6;

/// A quote with what is known of its surroundings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The words.
    pub quote: &'a str,
    /// The text right before them, without a hole in between; empty where that is not known.
    pub prefix: &'a str,
    /// The text right behind them, likewise.
    pub suffix: &'a str,
    /// Bytes of the quote where the page shows something that the text does not have, in order, each inside of the quote.
    pub holes: &'a [usize],
}

/// The directive for a place; `None` where there is nothing to look for.
#[must_use]
pub fn directive(place: Place<'_>) -> Option<String> {
    let quote = place.quote;
    let mut holes: Vec<usize> = place.holes.iter().copied().filter(|&at| at > 0 && at < quote.len() && quote.is_char_boundary(at)).collect();
    for empty in ["（）", "()"] {
        // The opening bracket is shown; what follows it is not known.
        holes.extend(quote.match_indices(empty).map(|(at, found)| at + found.len() / 2));
    }
    holes.sort_unstable();
    let first_hole = holes.first().copied().unwrap_or(quote.len());
    let last_hole = holes.last().copied().unwrap_or(0);

    let (start, end) = if holes.is_empty() && quote.chars().nth(WHOLE).is_none() {
        (quote, "")
    } else {
        (first_chars(&quote[..first_hole], END), last_chars(&quote[last_hole..], END))
    };
    let (start, end) = (start.trim(), end.trim());
    if start.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(start.len() + end.len() + 48);
    let prefix = last_chars(place.prefix, CONTEXT).trim();
    if start.chars().nth(SHORT).is_none() && !prefix.is_empty() {
        push_directive(&mut text, prefix);
        text.push_str("-,");
    }
    push_directive(&mut text, start);
    if !end.is_empty() {
        text.push(',');
        push_directive(&mut text, end);
    }
    let last = if end.is_empty() { start } else { end };
    let suffix = first_chars(place.suffix, CONTEXT).trim();
    if last.chars().nth(SHORT).is_none() && !suffix.is_empty() {
        text.push_str(",-");
        push_directive(&mut text, suffix);
    }
    Some(text)
}

/// The first `count` characters.
fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

/// The last `count` characters.
pub(super) fn last_chars(text: &str, count: usize) -> &str {
    count.checked_sub(1).and_then(|back| text.char_indices().rev().nth(back)).map_or(if count == 0 { "" } else { text }, |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(quote: &str, prefix: &str, suffix: &str, holes: &[usize]) -> Option<String> {
        directive(Place { quote, prefix, suffix, holes })
    }

    #[test]
    fn a_sentence_is_given_whole() {
        assert_eq!(at("甲國與乙國在1950年結為盟友", "", "", &[]).as_deref(), Some("甲國與乙國在1950年結為盟友"));
    }

    #[test]
    fn syntax_of_the_directive_is_escaped() {
        assert_eq!(at("甲-乙, 丙&丁 100%", "前文", "", &[]).as_deref(), Some("甲%2D乙%2C%20丙%26丁%20100%25"));
    }

    #[test]
    fn a_short_one_has_its_surroundings() {
        assert_eq!(at("兩國結盟", "在此之前的一年，", "，但是後來", &[]).as_deref(), Some("之前的一年，-,兩國結盟,-，但是後來"));
    }

    #[test]
    fn a_long_one_is_start_and_end() {
        let quote = "一二三四五六七八九十".repeat(5);
        assert_eq!(at(&quote, "前", "後", &[]).as_deref(), Some("一二三四五六七八九十一二三四,七八九十一二三四五六七八九十"));
    }

    #[test]
    fn no_part_crosses_a_note() {
        let quote = "甲國承認乙國，並派出大使";
        let mark = "甲國承認乙國，".len();
        assert_eq!(at(quote, "", "", &[mark]).as_deref(), Some("甲國承認乙國，,並派出大使"));
    }

    #[test]
    fn no_part_crosses_an_empty_bracket() {
        assert_eq!(at("甲國（）和乙國簽約", "", "", &[]).as_deref(), Some("甲國（,）和乙國簽約"));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(at("", "", "", &[]), None);
        assert_eq!(at("  ", "", "", &[]), None);
        assert_eq!(at("甲", "", "", &[1, 99]).as_deref(), Some("甲"));
    }
}
