//! Which Wikipedia something is from.

/// Databases that end like those of Wikipedias and are others.
const OTHERS: [&str; 14] = [
    "commons",
    "meta",
    "species",
    "sources",
    "wikidata",
    "mediawiki",
    "incubator",
    "outreach",
    "foundation",
    "wikimania",
    "login",
    "test",
    "wikitech",
    "wikifunctions",
];

/// The language of a dump: by the address of its main page, else by the name of its database (`zh_yuewiki`), else by `xml:lang`, else Chinese.
///
/// # Errors
/// The wiki's name, where it is no Wikipedia.
pub(super) fn of_wiki(base: &str, database: &str, lang: &str) -> Result<String, String> {
    if let Some(language) = of_address(base) {
        return Ok(language.to_owned());
    }
    let database = database.trim();
    if !database.is_empty() {
        return of_database(database).ok_or_else(|| database.to_owned());
    }
    Ok(if is_code(lang) { lang } else { "zh" }.to_owned())
}

/// The language of a database: `zh` of `zhwiki`.
pub(crate) fn of_database(database: &str) -> Option<String> {
    let language = database.strip_suffix("wiki").filter(|language| !OTHERS.contains(language))?.replace('_', "-");
    is_code(&language).then_some(language)
}

/// The language of an address on a Wikipedia.
pub(super) fn of_address(address: &str) -> Option<&str> {
    let host = address.trim().split_once("//")?.1.split('/').next()?;
    let language = host.strip_suffix(".wikipedia.org")?.trim_end_matches(".m");
    is_code(language).then_some(language)
}

/// Whether a Wikipedia is written in Chinese: in that of all China, in classical Chinese, Cantonese, Wu or Gan.
pub(crate) fn is_chinese(language: &str) -> bool {
    matches!(language.split('-').next(), Some("zh" | "lzh" | "yue" | "wuu" | "gan"))
}

/// Whether a text can be the code of a Wikipedia: it becomes part of host names.
pub(super) fn is_code(code: &str) -> bool {
    (2..=20).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wikis() {
        assert_eq!(of_wiki("https://zh.wikipedia.org/wiki/Wikipedia:首页", "zhwiki", "zh").unwrap(), "zh");
        assert_eq!(of_wiki("", "zh_yuewiki", "").unwrap(), "zh-yue");
        assert_eq!(of_wiki("http://localhost/x", "bgwiki", "").unwrap(), "bg");
        assert_eq!(of_wiki("", "", "en").unwrap(), "en");
        assert_eq!(of_wiki("", "", "../x").unwrap(), "zh");
        for other in ["zhwiktionary", "commonswiki", "wiki", "ZHwiki"] {
            assert_eq!(of_wiki("https://zh.wiktionary.org/", other, "zh").unwrap_err(), other);
        }
    }
}
