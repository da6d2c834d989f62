//! Templates that say where something was published.

use super::{Reader, Sink, Step, markup::Node, templates::Call};
use crate::{
    document::{Target, target::Destination},
    span::Span,
};

const TITLE: [&str; 12] =
    ["title", "script-title", "trans-title", "chapter", "標題", "标题", "題名", "题名", "篇名", "書名", "书名", "title_link"];
const ADDRESS: [&str; 10] =
    ["url", "chapter-url", "chapterurl", "contribution-url", "網址", "网址", "archive-url", "archiveurl", "conference-url", "1"];
const PUBLISHER: [&str; 16] = [
    "publisher",
    "work",
    "website",
    "newspaper",
    "journal",
    "magazine",
    "agency",
    "encyclopedia",
    "periodical",
    "network",
    "出版社",
    "出版者",
    "報紙",
    "报纸",
    "網站",
    "网站",
];
const DATE: [&str; 7] = ["date", "year", "publication-date", "日期", "年", "出版日期", "year-date"];

/// As many characters of a publisher's name or a date are looked at.
const LONGEST: usize = 200;

impl<'a> Reader<'a> {
    /// Shows title, publisher and date; the title is the link. The note that it stands in keeps publisher and date.
    pub(super) fn citation(&mut self, node: Node, call: &Call<'a>) {
        let title = call.named(&TITLE).or_else(|| call.place(2));
        let address = call.named(&ADDRESS).or_else(|| call.place(1)).filter(|address| super::markup::is_address(address.value.as_bytes()));
        let publisher = call.named(&PUBLISHER);
        let date = call.named(&DATE);
        if let Some(Sink::Note { note, .. }) = self.sinks.last_mut() {
            let plain =
                |value: Option<super::templates::Argument<'_>>| value.map(|value| plain(value.value)).filter(|text| !text.is_empty());
            if note.publisher.is_none() {
                note.publisher = plain(publisher);
            }
            if note.date.is_none() {
                note.date = plain(date);
            }
        }
        let span = Span::new(node.start(), node.end());
        let mut steps = Vec::new();
        if let Some(address) = address {
            let end = address.value.find(char::is_whitespace).unwrap_or(address.value.len());
            steps.push(Step::OpenLink(Destination::Link(Target::External(address.value[..end].to_owned())), span));
            match title {
                Some(title) => steps.push(Step::Read { start: title.start, end: title.end(), line: false }),
                None => steps.push(Step::Words("↗", Span::new(address.start, address.start + end))),
            }
            steps.push(Step::CloseLink(None));
        } else if let Some(title) = title {
            steps.push(Step::Read { start: title.start, end: title.end(), line: false });
        }
        for part in [publisher, date].into_iter().flatten() {
            if !steps.is_empty() {
                steps.push(Step::Words(". ", Span::new(part.start, part.start)));
            }
            steps.push(Step::Read { start: part.start, end: part.end(), line: false });
        }
        self.later(node.end(), steps.into_iter());
    }
}

/// The words of a short text without its marks.
fn plain(text: &str) -> String {
    let text = text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at]);
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', ']', '{', '<', '\'', '\n']) {
        plain.push_str(&rest[..at]);
        let here = &rest[at..];
        let skipped = if let Some(behind) = here.strip_prefix("[[") {
            let inner = behind.find("]]").map_or("", |end| &behind[..end]);
            inner.rfind('|').map_or(2, |pipe| 2 + pipe + 1)
        } else if here.starts_with("{{") {
            here.find("}}").map_or(here.len(), |end| end + 2)
        } else if here.starts_with('<') {
            here.find('>').map_or(here.len(), |end| end + 1)
        } else if here.starts_with("''") {
            here.bytes().take_while(|&byte| byte == b'\'').count()
        } else if here.starts_with(['\'', '\n']) {
            plain.push(if here.starts_with('\n') { ' ' } else { '\'' });
            1
        } else {
            1
        };
        rest = &here[skipped..];
    }
    plain.push_str(rest);
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words() {
        for (text, expected) in [
            ("[[英國廣播公司|BBC]]", "BBC"),
            ("''新華社''", "新華社"),
            ("[[路透社]]{{en}}", "路透社"),
            ("O'Brien<!-- x -->", "O'Brien"),
            ("[[", ""),
            ("{{a", ""),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
