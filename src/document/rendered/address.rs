//! What the addresses in a rendered page point to.

use std::borrow::Cow;

use crate::{
    document::{
        Target,
        target::{self, Destination},
    },
    source::RawPage,
};

/// Reads the address of a link; none where it only leads to another place of the page.
pub(super) fn destination(address: &str, relation: &str, page: &RawPage) -> Option<Destination> {
    if address.starts_with('#') || address.is_empty() {
        return None;
    }
    let path = if relation.split_ascii_whitespace().any(|word| word == "mw:ExtLink") { None } else { path(address, page) };
    let Some(path) = path else { return Some(target::destination(address, "", page)) };
    // A query behind a title says how to show it; a `?` in a title is escaped.
    let path = path.split_once('?').map_or(&*path, |(path, _)| path);
    // All links of a rendered page are meant to be seen: a colon keeps a category from being taken for one of the page's own.
    Some(target::wikilink(&format!(":{path}"), page)).filter(|to| !is_own_place(to, address, page))
}

/// The title that an address of the same Wikipedia leads to, as it stands in it.
fn path<'a>(address: &'a str, page: &RawPage) -> Option<Cow<'a, str>> {
    if let Some(path) = address.strip_prefix("./") {
        return Some(path.into());
    }
    let host = format!("{}.wikipedia.org", page.language);
    let mobile = format!("{}.m.wikipedia.org", page.language);
    let rest = address.strip_prefix("https:").or_else(|| address.strip_prefix("http:")).unwrap_or(address);
    let local = match rest.strip_prefix("//") {
        Some(rest) => rest.strip_prefix(&host).or_else(|| rest.strip_prefix(&mobile))?,
        None => rest,
    };
    if let Some(query) = local.strip_prefix("/w/index.php?") {
        // A page that is not there yet is linked to its editor.
        return query.split('&').find_map(|part| part.strip_prefix("title=")).map(|title| title.replace('+', " ").into());
    }
    let local = local.strip_prefix('/')?;
    let (head, path) = local.split_once('/')?;
    // `/zh-tw/Title` shows the page in a variant.
    let is_variant = head.strip_prefix(page.language.as_str()).is_some_and(|rest| rest.starts_with('-') && rest.len() < 8);
    (head == "wiki" || is_variant).then(|| path.into())
}

/// Whether a link leads to a place of the page itself, as the marks of notes do.
fn is_own_place(to: &Destination, address: &str, page: &RawPage) -> bool {
    matches!(to, Destination::Link(Target::Page { title, fragment: Some(_) }) if *title == page.title) && address.contains("#cite_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let page = RawPage::markdown("本頁", "");
        let of = |address: &str| destination(address, "", &page);
        let link = |title: &str| Some(Destination::Link(Target::Page { title: title.to_owned(), fragment: None }));
        for address in [
            "./甲國_(東部)",
            "/wiki/%E7%94%B2%E5%9C%8B_(%E6%9D%B1%E9%83%A8)",
            "//zh.wikipedia.org/wiki/甲國_(東部)",
            "https://zh.m.wikipedia.org/wiki/甲國_(東部)?oldid=1",
            "/zh-tw/甲國_(東部)",
            "/zh-hans/甲國_(東部)",
            "/w/index.php?title=甲國_(東部)&action=edit&redlink=1",
            "./甲國_(東部)?action=edit&redlink=1",
        ] {
            assert_eq!(of(address), link("甲國 (東部)"), "{address}");
        }
        assert_eq!(of("./甲國%3F"), link("甲國?"));
        assert_eq!(of("./Category:某類"), Some(Destination::Link(Target::Category("某類".to_owned()))));
        assert_eq!(of("./File:某圖.png"), Some(Destination::Link(Target::File("某圖.png".to_owned()))));
        for (address, prefix, title) in
            [("https://en.wikipedia.org/wiki/Some_treaty", "en", "Some treaty"), ("./en:Some_treaty", "en", "Some treaty")]
        {
            assert_eq!(of(address), Some(Destination::Link(Target::Interwiki { prefix: prefix.to_owned(), title: title.to_owned() })));
        }
        assert_eq!(of("https://example.org/wiki/a"), Some(Destination::Link(Target::External("https://example.org/wiki/a".to_owned()))));
        assert_eq!(of("#外交"), None);
        assert_eq!(of("./本頁#cite_note-1"), None);
    }
}
