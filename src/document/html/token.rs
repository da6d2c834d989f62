//! Tokens of HTML with their places in the page's source.

use html5gum::{DefaultEmitter, HtmlString, Tokenizer};

use crate::span::Span;

/// A tag or a run of text. Comments and errors are left out: the tokenizer mends what is broken.
#[derive(Debug)]
pub(in crate::document) enum Token {
    /// A start tag.
    Open {
        /// Its name, in lower case.
        name: String,
        /// Its attributes.
        attributes: Vec<(String, String)>,
        /// Whether it ends in `/>`.
        closed: bool,
        /// Where it stands.
        span: Span,
    },
    /// An end tag.
    Close {
        /// Its name, in lower case.
        name: String,
        /// Where it stands.
        span: Span,
    },
    /// Text, in parts that are either the bytes of their span or one entity.
    Text {
        /// The parts.
        parts: Vec<(String, Span)>,
    },
}

/// The tokens of a part of the source.
pub(in crate::document) fn tokens(source: &str, span: Span) -> impl Iterator<Item = Token> {
    let html = source.get(span.range()).unwrap_or_default();
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let place = move |at: html5gum::Span<usize>| Span::new(span.start + at.start.min(html.len()), span.start + at.end.min(html.len()));
    Tokenizer::new_with_emitter(html, emitter).filter_map(Result::ok).filter_map(move |token| match token {
        html5gum::Token::StartTag(tag) => Some(Token::Open {
            name: string(&tag.name),
            attributes: tag.attributes.iter().map(|(name, value)| (string(name), string(&value.value))).collect(),
            closed: tag.self_closing,
            span: place(tag.span),
        }),
        html5gum::Token::EndTag(tag) => Some(Token::Close { name: string(&tag.name), span: place(tag.span) }),
        html5gum::Token::String(text) => Some(Token::Text { parts: parts(source, &string(&text.value), place(text.span)) }),
        _ => None,
    })
}

fn string(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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
        html5gum::Token::String(text) => Some(string(&text)),
        _ => None,
    });
    text.next().unwrap_or_default()
}

/// Splits the source of a text at its entities, so that all else is equal to its span. Falls back to one part for all.
fn parts(source: &str, text: &str, span: Span) -> Vec<(String, Span)> {
    let Some(raw) = source.get(span.range()).filter(|raw| *raw != text) else { return vec![(text.to_owned(), span)] };
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(found) = raw[at..].find('&').map(|found| at + found) {
        let length = raw[found..].bytes().take(40).position(|byte| byte == b';').map_or(1, |end| end + 1);
        if found > at {
            parts.push((raw[at..found].to_owned(), Span::new(span.start + at, span.start + found)));
        }
        at = found + length;
        parts.push((decoded(&raw[found..at]), Span::new(span.start + found, span.start + at)));
    }
    if at < raw.len() {
        parts.push((raw[at..].to_owned(), Span::new(span.start + at, span.end)));
    }
    let is_same =
        parts.iter().flat_map(|(part, _)| part.bytes()).filter(|&byte| byte != b'\r').eq(text.bytes().filter(|&byte| byte != b'\r'));
    if is_same { parts } else { vec![(text.to_owned(), span)] }
}
