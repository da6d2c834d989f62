//! The tables that an index is made of, and the names of the files that hold them.

use std::path::Path;

use regex::Regex;

use super::sql::Reader;
use crate::source::language_of_database;

/// A kind of file that tells of titles or items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// The pages of a wiki.
    Page,
    /// Their properties: the item, whether they tell apart what has the same name.
    PageProps,
    /// Where redirects lead.
    Redirect,
    /// Wikidata's own list: which page an item has in which wiki.
    ItemsPerSite,
    /// Their titles in other languages.
    Langlinks,
    /// All entities of Wikidata, in JSON.
    Json,
    /// All that is said of them, in N-Triples.
    NTriples,
}

impl Table {
    /// In the order in which they are read: all others need the pages.
    const SQL: [Self; 5] = [Self::Page, Self::PageProps, Self::Redirect, Self::ItemsPerSite, Self::Langlinks];

    /// The table's name, or what the file is written in.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::PageProps => "page_props",
            Self::Redirect => "redirect",
            Self::ItemsPerSite => "wb_items_per_site",
            Self::Langlinks => "langlinks",
            Self::Json => "JSON",
            Self::NTriples => "N-Triples",
        }
    }

    /// Whether it is of one wiki alone.
    #[must_use]
    pub const fn is_of_wiki(self) -> bool {
        matches!(self, Self::Page | Self::PageProps | Self::Redirect | Self::Langlinks)
    }

    /// The columns that are read (<https://www.mediawiki.org/wiki/Manual:Database_layout>, <https://www.mediawiki.org/wiki/Wikibase/Schema>).
    pub(super) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Page => &["page_id", "page_namespace", "page_title", "page_is_redirect"],
            Self::PageProps => &["pp_page", "pp_propname", "pp_value"],
            Self::Redirect => &["rd_from", "rd_namespace", "rd_title", "rd_interwiki", "rd_fragment"],
            Self::ItemsPerSite => &["ips_item_id", "ips_site_id", "ips_site_page"],
            Self::Langlinks => &["ll_from", "ll_lang", "ll_title"],
            Self::Json | Self::NTriples => &[],
        }
    }

    /// The table that a dump holds.
    ///
    /// # Errors
    /// It holds another one, or lacks a column: why it is no use.
    pub(super) fn of<R: std::io::BufRead>(reader: &Reader<R>) -> Result<(Self, Vec<usize>), String> {
        let name = reader.table();
        if name.is_empty() {
            return Err("no SQL dump of a table, nor a dump of Wikidata".to_owned());
        }
        let table = Self::SQL
            .into_iter()
            .find(|table| table.name() == name)
            .ok_or_else(|| format!("the table `{name}` is not needed: page, page_props, redirect, langlinks and wb_items_per_site are"))?;
        let place = |column: &&str| reader.column(column).ok_or_else(|| format!("the table `{name}` has no column `{column}`"));
        Ok((table, table.columns().iter().map(place).collect::<Result<_, _>>()?))
    }
}

/// What the name of a dump tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileName {
    /// The name of the database: `zhwiki`.
    pub wiki: Option<String>,
    /// The day as `YYYY-MM-DD`.
    pub date: Option<String>,
}

impl FileName {
    /// Reads names such as `zhwiki-20260901-page.sql.gz`, `wikidata-20260901-all.json.bz2`, `20260901.json.gz`, `latest-all.json.gz`.
    pub(super) fn of(path: &Path) -> Self {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let first = name.split(['-', '.']).next().unwrap_or_default();
        let wiki = language_of_database(first).map(|_| first.to_owned());
        let date = Regex::new(r"(?:^|-)(\d{8})(?:-|\.)").ok().and_then(|shape| date(shape.captures(name)?.get(1)?.as_str()));
        Self { wiki, date }
    }
}

/// A day as `YYYY-MM-DD`, written so or without the dashes.
#[must_use]
pub fn date(text: &str) -> Option<String> {
    let digits: String = match text.len() {
        8 => text.to_owned(),
        10 if text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => text.replace('-', ""),
        _ => return None,
    };
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..]);
    (("01"..="12").contains(&month) && ("01"..="31").contains(&day)).then(|| format!("{year}-{month}-{day}"))
}

/// The name of the database and the language of a Wikipedia, by either: `zhwiki` or `zh`.
#[must_use]
pub fn wiki(text: &str) -> Option<(String, String)> {
    if let Some(language) = language_of_database(text) {
        return Some((text.to_owned(), language));
    }
    if text.ends_with("wiki") {
        return None;
    }
    let database = format!("{}wiki", text.replace('-', "_"));
    language_of_database(&database).map(|language| (database, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        let of = |name: &str| {
            let name = FileName::of(Path::new(name));
            (name.wiki.unwrap_or_default(), name.date.unwrap_or_default())
        };
        let told = |wiki: &str, date: &str| (wiki.to_owned(), date.to_owned());
        assert_eq!(of("a/zhwiki-20260901-page.sql.gz"), told("zhwiki", "2026-09-01"));
        assert_eq!(of("zh_yuewiki-20260901-page_props.sql"), told("zh_yuewiki", "2026-09-01"));
        assert_eq!(of("zhwiki-latest-page.sql.gz"), told("zhwiki", ""));
        assert_eq!(of("wikidatawiki-20260901-wb_items_per_site.sql.gz"), told("", "2026-09-01"));
        assert_eq!(of("wikidata-20260902-all.json.bz2"), told("", "2026-09-02"));
        assert_eq!(of("20260902.json.gz"), told("", "2026-09-02"));
        assert_eq!(of("zhwiki-20261301-page.sql.gz"), told("zhwiki", ""));
        assert_eq!(of("page.sql"), told("", ""));
        assert_eq!(date("2026-09-01").as_deref(), Some("2026-09-01"));
        assert_eq!(date("２０2609"), None);
        assert_eq!(wiki("zh"), Some(("zhwiki".to_owned(), "zh".to_owned())));
        assert_eq!(wiki("zh-yue"), Some(("zh_yuewiki".to_owned(), "zh-yue".to_owned())));
        assert_eq!(wiki("wikidatawiki"), None);
        assert_eq!(wiki("../x"), None);
    }
}
