//! Lines of JSON in the shape of the Wikimedia Enterprise snapshots: one page a line.
//!
//! The fields: <https://enterprise.wikimedia.com/docs/data-dictionary/>. Only `name` and one body must be there.

use std::{
    io::{BufRead as _, Read},
    ops::ControlFlow,
};

use serde::Deserialize;

use super::{Body, Format, Input, InputError, RawPage, Revision, Selection, language, title, unpack::Utf8};

/// The longest line that is read.
const LONGEST: usize = 128 << 20;

#[derive(Deserialize)]
struct Record {
    name: String,
    url: Option<String>,
    in_language: Option<Identified>,
    is_part_of: Option<Identified>,
    namespace: Option<Identified>,
    version: Option<Identified>,
    date_modified: Option<String>,
    article_body: Option<ArticleBody>,
    redirects: Option<Vec<Redirect>>,
}

/// What is known by an identifier, a text or a number.
#[derive(Deserialize)]
struct Identified {
    identifier: serde_json::Value,
}

#[derive(Deserialize)]
struct ArticleBody {
    html: Option<String>,
    wikitext: Option<String>,
}

#[derive(Deserialize)]
struct Redirect {
    name: String,
}

impl Identified {
    fn text(this: Option<&Self>) -> Option<String> {
        match &this?.identifier {
            serde_json::Value::String(text) => Some(text.trim().to_owned()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// Reads lines up to the last one. A line that is no page fails alone.
///
/// # Errors
/// Where the stream cannot be read any further.
pub(super) fn read<R: Read>(
    mut text: Utf8<R>,
    name: &str,
    selection: &Selection,
    take: &mut dyn FnMut(Input) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, InputError> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        number += 1;
        line.clear();
        let bad = text.bad();
        text.allow(LONGEST);
        let mut failed = match text.read_until(b'\n', &mut line) {
            Ok(0) => return Ok(ControlFlow::Continue(())),
            Ok(_) => None,
            Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                skip_line(&mut text).map_err(|error| cut(name, number, &error))?;
                Some("it is too long to be read".to_owned())
            }
            Err(error) => return Err(cut(name, number, &error)),
        };
        if line.trim_ascii().is_empty() {
            continue;
        }
        if text.bad() > bad {
            failed = Some("not UTF-8".to_owned());
        }
        let page = match failed {
            Some(why) => Err(why),
            None => page(&line, selection),
        };
        let input = match page {
            Ok(Some(page)) => Input::Page(Box::new(page)),
            Ok(None) => continue,
            Err(why) => Input::Failed(format!("{name}: line {number}: {why}")),
        };
        let flow = take(input);
        if flow.is_break() {
            return Ok(flow);
        }
    }
}

fn cut(name: &str, line: usize, error: &std::io::Error) -> InputError {
    InputError::Stream { name: name.to_owned(), message: format!("cut off or broken in line {line}: {error}") }
}

fn skip_line<R: Read>(text: &mut Utf8<R>) -> std::io::Result<()> {
    loop {
        text.allow(LONGEST);
        let part = text.fill_buf()?;
        let (length, ended) = match memchr::memchr(b'\n', part) {
            Some(at) => (at + 1, true),
            None => (part.len(), part.is_empty()),
        };
        text.consume(length);
        if ended {
            return Ok(());
        }
    }
}

/// The page of a line; none where it is in a namespace that is not read.
fn page(line: &[u8], selection: &Selection) -> Result<Option<RawPage>, String> {
    let record: Record = serde_json::from_slice(line).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => format!("no page: {}", reason(&error)),
        _ => format!("no JSON: {}", reason(&error)),
    })?;
    let namespace = Identified::text(record.namespace.as_ref()).and_then(|number| number.parse().ok()).unwrap_or(0);
    if !selection.wants(namespace) {
        return Ok(None);
    }
    let title = title(&record.name);
    if title.is_empty() {
        return Err("no page: its name is empty".to_owned());
    }
    let language = Identified::text(record.in_language.as_ref())
        .or_else(|| record.url.as_deref().and_then(language::of_address).map(str::to_owned))
        .or_else(|| Identified::text(record.is_part_of.as_ref()).and_then(|database| language::of_database(&database)))
        .unwrap_or_else(|| "zh".to_owned());
    if !language::is_code(&language) {
        return Err("no page: what it names is no language".to_owned());
    }
    let body = record.article_body.unwrap_or(ArticleBody { html: None, wikitext: None });
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let (wikitext, html) = (filled(body.wikitext).map(|text| (Format::Wikitext, text)), filled(body.html).map(|text| (Format::Html, text)));
    let chosen = match selection.body {
        Body::Wikitext => wikitext.or(html),
        Body::Html => html.or(wikitext),
    };
    let (format, text) = chosen.ok_or("no page: neither article_body.wikitext nor article_body.html")?;
    let version = Identified::text(record.version.as_ref()).unwrap_or_default();
    let mut aliases: Vec<String> = record.redirects.unwrap_or_default().iter().map(|redirect| super::title(&redirect.name)).collect();
    aliases.retain(|alias| !alias.is_empty() && *alias != title);
    aliases.sort();
    aliases.dedup();
    Ok(Some(RawPage {
        title,
        language,
        format,
        revision: Revision::new(&version, record.date_modified.as_deref().unwrap_or_default()),
        aliases,
        path: None,
        bytes: text.into_bytes(),
    }))
}

/// Why a line is no page, without the line number that `serde_json` counts within it.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let (why, _) = text.rsplit_once(" at line ").unwrap_or((&text, ""));
    format!("{why} (column {})", error.column())
}
