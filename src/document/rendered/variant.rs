//! Words in several scripts: `<span typeof="mw:LanguageVariant" data-mw-variant='…'>`, see <https://www.mediawiki.org/wiki/Specs/HTML>.

use serde::Deserialize;

use super::Reader;
use crate::{
    document::{Variant, html, html::Token, variant::preferred},
    span::Span,
};

/// What Parsoid says of such a word.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    /// The word in each script.
    twoway: Vec<Form>,
    /// The word as it is, in all scripts.
    disabled: Option<Words>,
    filter: Option<Words>,
    /// Whether it is shown where it stands.
    show: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Form {
    l: String,
    t: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Words {
    t: String,
}

impl Reader<'_> {
    /// Reads such a word; a part of a page that is none shows nothing.
    pub(super) fn variant(&mut self, data: &str, span: Span) {
        let data: Data = serde_json::from_str(data).unwrap_or_default();
        let words = data.disabled.or(data.filter).map(|words| plain(&words.t));
        let forms: Vec<(String, String)> = data.twoway.iter().map(|form| (form.l.clone(), plain(&form.t))).collect();
        let chosen = words.or_else(|| preferred(&forms).map(|(_, words)| words.to_owned()));
        let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty() && data.show != Some(false)) else { return };
        if let Some(text) = self.open_text() {
            let from = text.length();
            text.push(&chosen, span);
            let to = text.length();
            if !forms.is_empty() {
                text.variant(Variant { visible: to - chosen.len().min(to - from)..to, forms });
            }
        }
    }
}

/// The text in a piece of HTML.
fn plain(source: &str) -> String {
    let mut text = String::new();
    for token in html::tokens(source, Span::new(0, source.len())) {
        if let Token::Text { parts } = token {
            parts.iter().for_each(|(part, _)| text.push_str(part));
        }
    }
    text
}
