//! Tags as programs write them, and the text between them.
//!
//! Nearly all HTML of pages is of this kind, and telling where such tags end takes no more than looking for it. All else is left to the tokenizer.

use std::borrow::Cow;

use html5gum::naive_next_state;

use super::Token;
use crate::span::Span;

/// What stands at the start of a stretch of HTML.
pub(super) enum Plain<'s> {
    /// A tag in lower case with its attributes in double quotes, and how long it is.
    Tag(Token<'s>, usize),
    /// So many bytes of text, with the tag behind them where one follows.
    Text(usize, Option<(Token<'s>, usize)>),
}

/// What stands at the start of `html`, which begins at byte `at` of the source. None where it is not plain.
pub(super) fn read(html: &str, at: usize) -> Option<Plain<'_>> {
    if html.starts_with('<') {
        return tag(html, at).map(|(token, length)| Plain::Tag(token, length));
    }
    let length = html.find('<').unwrap_or(html.len());
    if has_codes(&html[..length]) {
        return None;
    }
    let behind = if length < html.len() { Some(tag(&html[length..], at + length)?) } else { None };
    Some(Plain::Text(length, behind))
}

/// Whether the tokenizer would give other bytes for these.
fn has_codes(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'&' | b'\r' | b'\0'))
}

fn tag(html: &str, start: usize) -> Option<(Token<'_>, usize)> {
    let bytes = html.as_bytes();
    let closes = bytes.get(1) == Some(&b'/');
    let (name, mut at) = word(html, 1 + usize::from(closes))?;
    if closes {
        let token = Token::Close { name: name.into(), span: Span::new(start, start + at + 1) };
        return (bytes.get(at) == Some(&b'>')).then_some((token, at + 1));
    }
    if naive_next_state(name.as_bytes()).is_some() {
        return None;
    }
    let mut attributes: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    loop {
        let spaces = bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t')).count();
        at += spaces;
        let closed = bytes.get(at) == Some(&b'/');
        if bytes.get(at + usize::from(closed)) == Some(&b'>') {
            at += 1 + usize::from(closed);
            return Some((Token::Open { name: name.into(), attributes, closed, span: Span::new(start, start + at) }, at));
        }
        let (attribute, end) = word(html, at).filter(|_| spaces > 0)?;
        let (value, _) = html.get(end..)?.strip_prefix("=\"")?.split_once('"')?;
        if has_codes(value) || attributes.iter().any(|(known, _)| known == attribute) {
            return None;
        }
        attributes.push((attribute.into(), value.into()));
        at = end + value.len() + 3;
    }
}

/// A name of lower-case letters and digits, and where it ends.
fn word(html: &str, start: usize) -> Option<(&str, usize)> {
    let bytes = html.as_bytes().get(start..)?;
    let length = bytes.iter().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || **byte == b'-').count();
    bytes.first().filter(|byte| byte.is_ascii_lowercase()).map(|_| (&html[start..start + length], start + length))
}
