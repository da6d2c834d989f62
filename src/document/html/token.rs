//! Tokens of HTML with their places in the page's source.

use std::borrow::Cow;

use html5gum::{DefaultEmitter, HtmlString, Tokenizer};

use super::plain::{self, Plain};
use crate::span::Span;

/// A tag or a run of text. Comments and errors are left out: the tokenizer mends what is broken.
#[derive(Debug, PartialEq)]
pub(in crate::document) enum Token<'s> {
    /// A start tag.
    Open {
        /// Its name, in lower case.
        name: Cow<'s, str>,
        /// Its attributes.
        attributes: Vec<(Cow<'s, str>, Cow<'s, str>)>,
        /// Whether it ends in `/>`.
        closed: bool,
        /// Where it stands.
        span: Span,
    },
    /// An end tag.
    Close {
        /// Its name, in lower case.
        name: Cow<'s, str>,
        /// Where it stands.
        span: Span,
    },
    /// Text, in parts that are either the bytes of their span or one entity.
    Text {
        /// The parts.
        parts: Vec<(Cow<'s, str>, Span)>,
    },
}

/// The tokens of a part of the source.
pub(in crate::document) fn tokens(source: &str, span: Span) -> impl Iterator<Item = Token<'_>> {
    let mut at = span.start;
    let mut behind = None;
    let mut rest = None;
    std::iter::from_fn(move || {
        if let Some((token, length)) = behind.take() {
            at += length;
            return Some(token);
        }
        if rest.is_none() && at < span.end {
            let html = source.get(at..span.end).unwrap_or_default();
            match plain::read(html, at) {
                Some(Plain::Tag(token, length)) => {
                    at += length;
                    return Some(token);
                }
                Some(Plain::Text(length, tag)) => {
                    let here = Span::new(at, at + length);
                    (at, behind) = (here.end, tag);
                    return Some(Token::Text { parts: vec![(html[..length].into(), here)] });
                }
                None => rest = Some(any_tokens(source, Span::new(at, span.end))),
            }
        }
        rest.as_mut()?.next()
    })
}

/// The same, whatever there is in it.
fn any_tokens(source: &str, span: Span) -> impl Iterator<Item = Token<'_>> {
    let html = source.get(span.range()).unwrap_or_default();
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let place = move |at: html5gum::Span<usize>| Span::new(span.start + at.start.min(html.len()), span.start + at.end.min(html.len()));
    Tokenizer::new_with_emitter(html, emitter).filter_map(Result::ok).filter_map(move |token| match token {
        html5gum::Token::StartTag(tag) => Some(Token::Open {
            name: string(tag.name),
            attributes: tag.attributes.into_iter().map(|(name, value)| (string(name), string(value.value))).collect(),
            closed: tag.self_closing,
            span: place(tag.span),
        }),
        html5gum::Token::EndTag(tag) => Some(Token::Close { name: string(tag.name), span: place(tag.span) }),
        html5gum::Token::String(text) => Some(Token::Text { parts: parts(source, string(text.value), place(text.span)) }),
        _ => None,
    })
}

fn string(bytes: HtmlString) -> Cow<'static, str> {
    String::from_utf8(bytes.0).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()).into()
}

/// The character that an entity such as `&nbsp;` stands for; none where it is no entity.
pub(in crate::document) fn entity(source: &str) -> Option<String> {
    let name = source.strip_prefix('&')?.strip_suffix(';')?;
    let digits = name.strip_prefix('#').unwrap_or(name);
    let is_name = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then(|| decoded(source)).filter(|text| text != source && !text.is_empty())
}

fn decoded(source: &str) -> String {
    let mut text = Tokenizer::new(source).filter_map(Result::ok).filter_map(|token| match token {
        html5gum::Token::String(text) => Some(string(text.value).into_owned()),
        _ => None,
    });
    text.next().unwrap_or_default()
}

/// Splits the source of a text at its entities, so that all else is equal to its span. Falls back to one part for all.
fn parts<'s>(source: &'s str, text: Cow<'s, str>, span: Span) -> Vec<(Cow<'s, str>, Span)> {
    let Some(raw) = source.get(span.range()).filter(|raw| *raw != text) else { return vec![(text, span)] };
    let mut parts: Vec<(Cow<'s, str>, Span)> = Vec::new();
    let mut at = 0;
    while let Some(found) = raw[at..].find('&').map(|found| at + found) {
        let length = raw[found..].bytes().take(40).position(|byte| byte == b';').map_or(1, |end| end + 1);
        if found > at {
            parts.push((raw[at..found].into(), Span::new(span.start + at, span.start + found)));
        }
        at = found + length;
        parts.push((decoded(&raw[found..at]).into(), Span::new(span.start + found, span.start + at)));
    }
    if at < raw.len() {
        parts.push((raw[at..].into(), Span::new(span.start + at, span.end)));
    }
    let is_same =
        parts.iter().flat_map(|(part, _)| part.bytes()).filter(|&byte| byte != b'\r').eq(text.bytes().filter(|&byte| byte != b'\r'));
    if is_same { parts } else { vec![(text, span)] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all<'s>(tokens: impl Iterator<Item = Token<'s>>) -> Vec<Token<'s>> {
        tokens
            .map(|mut token| {
                if let Token::Open { attributes, .. } = &mut token {
                    attributes.sort();
                }
                token
            })
            .collect()
    }

    proptest! {
        #[test]
        fn plain_tags_are_what_the_tokenizer_sees(html in "(<p>|</p>|<a href=\"[x&; ]{0,3}\">|<td b=\"1\" a=\"2\">|<br ?/>|<x-1>|<|>|甲|&amp;|[a-zA ='\"/!\n\r-]|<!--|-->|<title>|</title>){0,12}") {
            let span = Span::new(0, html.len());
            prop_assert_eq!(all(tokens(&html, span)), all(any_tokens(&html, span)));
        }
    }
}
