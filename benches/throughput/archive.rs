//! The pages as files with many pages each: XML dumps and lines of JSON.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Result;
use bzip2::{Compression, write::BzEncoder};
use quick_xml::escape::partial_escape;
use serde_json::json;

use crate::data::{Pages, Written};

/// As many pages as the wikis put into one block of a multistream dump.
const BLOCK: usize = 100;
/// The head of a dump: <https://www.mediawiki.org/wiki/Help:Export>.
const HEAD: &str = r#"<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh">
  <siteinfo>
    <sitename>Wikipedia</sitename>
    <dbname>zhwiki</dbname>
    <base>https://zh.wikipedia.org/wiki/Wikipedia:%E9%A6%96%E9%A1%B5</base>
    <generator>MediaWiki 1.43.0</generator>
    <case>first-letter</case>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="10" case="first-letter">Template</namespace>
      <namespace key="14" case="first-letter">Category</namespace>
    </namespaces>
  </siteinfo>
"#;
const FOOT: &str = "</mediawiki>\n";

/// Writes a dump of at least so many bytes, by its name packed (`.bz2`, multistream) or not.
pub fn write_dump(pages: &Pages, bytes: u64, file: &Path) -> Result<Written> {
    let is_packed = file.extension().is_some_and(|extension| extension == "bz2");
    let mut out = BufWriter::new(File::create(file)?);
    let mut block = |text: &str| -> std::io::Result<()> {
        if !is_packed {
            return out.write_all(text.as_bytes());
        }
        let mut packer = BzEncoder::new(&mut out, Compression::best());
        packer.write_all(text.as_bytes())?;
        packer.finish().map(|_| ())
    };
    let mut written = Written { pages: 0, bytes: (HEAD.len() + FOOT.len()) as u64 };
    block(HEAD)?;
    let mut pages = pages.endless();
    while written.bytes < bytes {
        let mut text = String::new();
        for (title, content) in pages.by_ref().take(BLOCK) {
            let page = element(written.pages + 1, &title, &content);
            written.add(page.len());
            text.push_str(&page);
        }
        block(&text)?;
    }
    block(FOOT)?;
    out.flush()?;
    Ok(written)
}

/// A page as it stands in a dump.
fn element(id: usize, title: &str, text: &str) -> String {
    let (title, content) = (partial_escape(title), partial_escape(text));
    format!(
        "  <page>\n    <title>{title}</title>\n    <ns>0</ns>\n    <id>{id}</id>\n    <revision>\n      <id>{id}</id>\n      \
         <timestamp>2026-11-26T00:00:00Z</timestamp>\n      <model>wikitext</model>\n      <format>text/x-wiki</format>\n      \
         <text bytes=\"{}\" xml:space=\"preserve\">{content}</text>\n    </revision>\n  </page>\n",
        text.len()
    )
}

/// Writes lines of JSON in the shape of the Enterprise snapshots, of at least so many bytes.
pub fn write_lines(pages: &Pages, bytes: u64, file: &Path) -> Result<Written> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut written = Written::default();
    let mut pages = pages.endless();
    while let (true, Some((title, text))) = (written.bytes < bytes, pages.next()) {
        let line = json!({
            "name": title,
            "identifier": written.pages + 1,
            "namespace": { "identifier": 0 },
            "in_language": { "identifier": "zh" },
            "is_part_of": { "identifier": "zhwiki" },
            "version": { "identifier": written.pages + 1 },
            "date_modified": "2026-11-26T00:00:00Z",
            "article_body": { "wikitext": text },
        });
        let line = format!("{line}\n");
        out.write_all(line.as_bytes())?;
        written.add(line.len());
    }
    out.flush()?;
    Ok(written)
}
