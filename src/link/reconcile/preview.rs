//! What people see of an item: a small page.

use std::fmt::Write as _;

use super::{Refusal, Service, rank::id, types::label};

impl Service {
    /// The page of an item, for a frame of [`WIDTH`](super::answer::WIDTH) by [`HEIGHT`](super::answer::HEIGHT).
    pub(super) fn preview(&self, text: &str) -> Result<String, Refusal> {
        let item = id(text).ok_or_else(|| Refusal::bad("`id` is no id of Wikidata"))?;
        let known = self.lookup.description(item).map_err(Refusal::Broken)?;
        let known = known.ok_or_else(|| Refusal::Unknown(format!("the index does not know {item}")))?;
        let name = label(&known, true).map_or_else(|| item.to_string(), str::to_owned);
        let mut page = String::from("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        push(&mut page, &name);
        page.push_str(
            "</title><style>body{font:14px sans-serif;margin:8px}h1{font-size:16px;margin:0 0 4px}p{margin:4px 0}</style></head><body><h1>",
        );
        let _ = write!(page, "<a href=\"https://www.wikidata.org/wiki/{item}\" target=\"_blank\" rel=\"noopener\">");
        push(&mut page, &name);
        let _ = write!(page, "</a> ({item})</h1>");
        if let Some((code, text)) = &known.description {
            paragraph(&mut page, code, text);
        }
        let mut classes = Vec::new();
        for class in known.classes.iter().take(8) {
            classes.push(self.types.name(*class, self.lookup.as_ref()).map_err(Refusal::Broken)?);
        }
        if !classes.is_empty() {
            paragraph(&mut page, "en", &classes.join(", "));
        }
        let mut others: Vec<&str> = known.labels.iter().map(|(_, label)| label.as_str()).filter(|label| *label != name).collect();
        others.sort_unstable();
        others.dedup();
        others.truncate(8);
        if !others.is_empty() {
            paragraph(&mut page, "", &others.join(" · "));
        }
        page.push_str("</body></html>\n");
        Ok(page)
    }
}

fn paragraph(page: &mut String, language: &str, text: &str) {
    page.push_str("<p lang=\"");
    push(page, language);
    page.push_str("\">");
    push(page, text);
    page.push_str("</p>");
}

/// Text in a page or in an attribute of it.
fn push(page: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            c => page.push(c),
        }
    }
}
