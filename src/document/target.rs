//! What the address of a link means.

use std::{borrow::Cow, sync::LazyLock};

use percent_encoding::percent_decode_str;

use super::{Target, marks::Leads, variant};
use crate::{hash::HashSet, source::RawPage};

/// What a link does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// It points somewhere.
    Link(Target),
    /// It puts the page into a category.
    Category(String),
}

const CATEGORY: [&str; 4] = ["category", "分类", "分類", "cat"];
const FILE: [&str; 9] = ["file", "image", "media", "文件", "檔案", "档案", "图像", "圖像", "媒体文件"];

/// Prefixes that lead to other wikis.
const INTERWIKI: &str = include_str!("interwiki.txt");

/// Reads an address. `mark` is what stands behind it in quotes: `wikilink` marks links of the wiki, `fig:…` its files.
pub(super) fn destination(address: &str, mark: &str, page: &RawPage) -> Destination {
    let is_file = mark.starts_with("fig:");
    let (language, path) = match address.strip_prefix("../Page/") {
        Some(path) => (page.language.as_str(), strip_extension(path)),
        None => match wikipedia(address) {
            Some((language, path)) => (language, Cow::Borrowed(path)),
            None if is_absolute(address) || !(is_file || mark == "wikilink") => {
                return Destination::Link(Target::External(address.to_owned()));
            }
            None => (page.language.as_str(), Cow::Borrowed(address)),
        },
    };
    if is_file {
        return Destination::Link(Target::File(readable(path.split_once(':').map_or(&*path, |(_, name)| name))));
    }
    if language != page.language {
        return Destination::Link(Target::Interwiki { prefix: language.to_owned(), title: readable(&path) });
    }
    within(&path, page)
}

/// The `.md` of a page in the collection, which may stand before or behind the fragment.
fn strip_extension(path: &str) -> Cow<'_, str> {
    if let Some(path) = path.strip_suffix(".md") {
        return path.into();
    }
    match path.split_once(".md#") {
        Some((path, fragment)) => format!("{path}#{fragment}").into(),
        None => path.into(),
    }
}

/// Language and path of an address of some Wikipedia's page.
fn wikipedia(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("https:").or_else(|| address.strip_prefix("http:")).unwrap_or(address);
    let (host, path) = rest.strip_prefix("//")?.split_once('/')?;
    let language = host.strip_suffix(".wikipedia.org")?;
    let title = path.strip_prefix("wiki/").filter(|title| !title.is_empty())?;
    Some((language.trim_end_matches(".m"), title))
}

/// Whether it has a scheme, or a host.
fn is_absolute(address: &str) -> bool {
    ["//", "http:", "https:", "ftp:", "mailto:", "irc:", "news:"]
        .iter()
        .any(|start| address.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
}

/// Reads what stands in double brackets before the bar.
pub(super) fn wikilink(title: &str, page: &RawPage) -> Destination {
    within(title, page)
}

/// Whether a prefix leads to a sister project, whose links stand in the text.
pub(super) fn is_sister(prefix: &str) -> bool {
    // They stand on the first two lines of the list.
    INTERWIKI.lines().filter(|line| !line.starts_with('#')).take(2).flat_map(str::split_whitespace).any(|known| known == prefix)
}

/// Reads a title as wikitext would: namespaces and prefixes of other wikis count.
fn within(path: &str, page: &RawPage) -> Destination {
    static SYNTAX: Leads = Leads::of(&['#', ':', '%', '{', '_', '\u{a0}', '\n', '\r', '\t']);
    // Most are titles and nothing else.
    let is_trim = |path: &str| path.trim().len() == path.len() && !path.as_bytes().windows(2).any(|pair| pair == b"  ");
    if !path.is_empty() && SYNTAX.next(path.as_bytes(), 0).is_none() && is_trim(path) {
        return Destination::Link(Target::Page { title: path.to_owned(), fragment: None });
    }
    let (path, fragment) = match path.split_once('#') {
        Some((path, fragment)) => (path, Some(readable(fragment)).filter(|fragment| !fragment.is_empty())),
        None => (path, None),
    };
    let full = readable(path);
    if full.is_empty() {
        return Destination::Link(Target::Page { title: page.title.clone(), fragment });
    }
    // A leading colon turns what would assign, show or move to the side bar into a plain link.
    let mut title = full.as_str();
    let linked = title.starts_with(':');
    loop {
        title = title.trim_start_matches(':').trim_start();
        let Some((prefix, rest)) = title.split_once(':') else { break };
        let (prefix, rest) = (prefix.trim().to_lowercase(), rest.trim());
        if rest.is_empty() {
            break;
        }
        if CATEGORY.contains(&prefix.as_str()) {
            let name = rest.to_owned();
            return if linked { Destination::Link(Target::Category(name)) } else { Destination::Category(name) };
        }
        if FILE.contains(&prefix.as_str()) {
            return Destination::Link(Target::File(rest.to_owned()));
        }
        if prefix == page.language {
            title = rest;
            continue;
        }
        if is_interwiki(&prefix) {
            return Destination::Link(Target::Interwiki { prefix, title: rest.to_owned() });
        }
        break;
    }
    Destination::Link(Target::Page { title: title.to_owned(), fragment })
}

fn is_interwiki(prefix: &str) -> bool {
    static PREFIXES: LazyLock<HashSet<&str>> =
        LazyLock::new(|| INTERWIKI.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect());
    PREFIXES.contains(prefix)
}

/// Without percent-escapes, underscores, doubled spaces and variants. Escapes that give no UTF-8 stay as they are.
fn readable(text: &str) -> String {
    static BETWEEN: Leads = Leads::of(&['_', ' ', '\u{a0}', '\n', '\r', '\t']);
    let text = if text.contains('%') { percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text)) } else { Cow::Borrowed(text) };
    let text = variant::plain(&text);
    if BETWEEN.next(text.as_bytes(), 0).is_none() {
        return text.into_owned();
    }
    let mut clean = String::with_capacity(text.len());
    for word in text.split(['_', ' ', '\u{a0}', '\n', '\r', '\t']).filter(|word| !word.is_empty()) {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(word);
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> RawPage {
        RawPage::markdown("本頁", "")
    }

    fn of(address: &str) -> Destination {
        destination(address, "wikilink", &page())
    }

    fn link(title: &str, fragment: Option<&str>) -> Destination {
        Destination::Link(Target::Page { title: title.to_owned(), fragment: fragment.map(str::to_owned) })
    }

    fn interwiki(prefix: &str, title: &str) -> Destination {
        Destination::Link(Target::Interwiki { prefix: prefix.to_owned(), title: title.to_owned() })
    }

    #[test]
    fn pages() {
        for address in [
            "../Page/甲國_(東部).md",
            "https://zh.wikipedia.org/wiki/甲國_(東部)",
            "https://zh.m.wikipedia.org/wiki/甲國_(東部)",
            "https://zh.wikipedia.org/wiki/%E7%94%B2%E5%9C%8B_%28%E6%9D%B1%E9%83%A8%29",
            "甲國__(東部)",
            ":zh:甲國_(東部)",
        ] {
            assert_eq!(of(address), link("甲國 (東部)", None), "{address}");
        }
        assert_eq!(of("https://zh.wikipedia.org/wiki/甲國#外交_關係"), link("甲國", Some("外交 關係")));
        assert_eq!(of("../Page/甲國.md#外交"), link("甲國", Some("外交")));
        assert_eq!(of("../Page/甲國#外交.md"), link("甲國", Some("外交")));
        assert_eq!(of("#外交"), link("本頁", Some("外交")));
        assert_eq!(of("電影：甲:乙"), link("電影：甲:乙", None));
        assert_eq!(of("-{zh-hans:甲国;zh-hant:甲國}-"), link("甲国", None));
        assert_eq!(of("100%"), link("100%", None));
    }

    #[test]
    fn other_places() {
        assert_eq!(of(":s:某某條約"), interwiki("s", "某某條約"));
        assert_eq!(of("https://zh.wikipedia.org/wiki/en:Some_treaty"), interwiki("en", "Some treaty"));
        assert_eq!(of("https://en.wikipedia.org/wiki/Some_treaty"), interwiki("en", "Some treaty"));
        assert_eq!(of("Category:某類"), Destination::Category("某類".to_owned()));
        assert_eq!(of("https://zh.wikipedia.org/wiki/分類:某類"), Destination::Category("某類".to_owned()));
        assert_eq!(of(":Category:某類"), Destination::Link(Target::Category("某類".to_owned())));
        assert_eq!(of("檔案:某圖.png"), Destination::Link(Target::File("某圖.png".to_owned())));
        assert_eq!(
            destination("https://zh.wikipedia.org/wiki/File:A_b.png", "fig:縮圖", &page()),
            Destination::Link(Target::File("A b.png".to_owned()))
        );
        assert_eq!(destination("A_b.png", "fig:", &page()), Destination::Link(Target::File("A b.png".to_owned())));
        assert_eq!(
            destination("https://example.org/a_b", "", &page()),
            Destination::Link(Target::External("https://example.org/a_b".to_owned()))
        );
        assert_eq!(
            destination("HTTP://example.org/", "wikilink", &page()),
            Destination::Link(Target::External("HTTP://example.org/".to_owned()))
        );
    }
}
