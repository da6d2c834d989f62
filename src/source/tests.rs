//! Dumps and snapshots, whole and broken.

use std::{
    io::{Cursor, Write as _},
    ops::ControlFlow,
};

use super::*;

const HEAD: &str = r#"<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh">
  <siteinfo><sitename>Wikipedia</sitename><dbname>zhwiki</dbname><base>https://zh.wikipedia.org/wiki/Wikipedia:%E9%A6%96%E9%A1%B5</base>
    <namespaces><namespace key="0" case="first-letter" /><namespace key="14" case="first-letter">Category</namespace></namespaces></siteinfo>
"#;

fn page(title: &str, namespace: i32, id: u32, text: &str) -> String {
    format!(
        "  <page>\n    <title>{title}</title>\n    <ns>{namespace}</ns>\n    <id>{id}</id>\n    <revision>\n      <id>{}</id>\n      <timestamp>2024-02-29T12:00:0{}Z</timestamp>\n      \
         <contributor><username>甲</username><id>77</id></contributor>\n      <model>wikitext</model>\n      <format>text/x-wiki</format>\n      <text bytes=\"0\" \
         xml:space=\"preserve\">{text}</text>\n    </revision>\n  </page>\n",
        id + 1000,
        id % 10
    )
}

fn sample() -> String {
    let pages = [
        page("甲國_外交", 0, 1, "'''甲國'''與[[乙國]]&lt;ref&gt;A &amp;amp; B&lt;/ref&gt;&quot;&#30332;&#x4e2d; &amp;nbsp;&#10;二行"),
        page("Category:甲", 14, 2, "類"),
        page("乙&amp;丙", 0, 3, "#REDIRECT [[甲國外交]]"),
        page("模板", 10, 4, "x"),
    ];
    format!("{HEAD}{}</mediawiki>\n", pages.concat())
}

fn read(bytes: impl Into<Vec<u8>>, selection: Selection) -> (Vec<RawPage>, Vec<String>) {
    let mut pages = Pages::files(Vec::new(), selection);
    pages.push_stream("dump", Cursor::new(bytes.into()));
    let (mut read, mut failed) = (Vec::new(), Vec::new());
    pages.each(&mut |input| {
        match input {
            Input::Page(page) => read.push(*page),
            Input::Failed(message) => failed.push(message),
            Input::File(path, _) => panic!("{}", path.display()),
        }
        ControlFlow::Continue(())
    });
    (read, failed)
}

fn all(bytes: impl Into<Vec<u8>>) -> (Vec<RawPage>, Vec<String>) {
    read(bytes, Selection { namespaces: Vec::new(), ..Selection::default() })
}

fn titles(pages: &[RawPage]) -> Vec<&str> {
    pages.iter().map(|page| page.title.as_str()).collect()
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::new(1));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_dump() {
    let (pages, failed) = read(sample(), Selection::default());
    assert_eq!(failed, [""; 0]);
    assert_eq!(titles(&pages), ["甲國 外交", "乙&丙"]);
    let text = std::str::from_utf8(&pages[0].bytes).unwrap();
    assert_eq!(text, "'''甲國'''與[[乙國]]<ref>A &amp; B</ref>\"發中 &nbsp;\n二行");
    assert_eq!(pages[0].language, "zh");
    assert_eq!(pages[0].format, Format::Wikitext);
    assert_eq!(pages[0].revision, Some(Revision { id: 1001, time: "2024-02-29T12:00:01Z".to_owned() }));
    let (pages, _) = read(sample(), Selection { namespaces: vec![0, 14], ..Selection::default() });
    assert_eq!(titles(&pages), ["甲國 外交", "Category:甲", "乙&丙"]);
    assert_eq!(all(sample()).0.len(), 4);
}

#[test]
fn other_packings_and_encodings() {
    let plain = sample();
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let multistream: Vec<u8> = plain.as_bytes().chunks(300).flat_map(bz2).collect();
    let zst = ruzstd::encoding::compress_to_vec(plain.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    for bytes in [gz(plain.as_bytes()), bz2(plain.as_bytes()), multistream, zst, utf16.clone(), bz2(&utf16)] {
        let (pages, failed) = all(bytes);
        assert_eq!((pages.len(), failed), (4, Vec::new()));
        assert_eq!(pages[0].bytes, all(plain.clone()).0[0].bytes);
    }
}

#[test]
fn a_dump_that_is_cut_off_gives_what_it_held() {
    let plain = sample();
    let whole = all(plain.clone()).0;
    for cut in (1..plain.len() - 2).filter(|&cut| plain.is_char_boundary(cut)) {
        let (pages, failed) = all(&plain.as_bytes()[..cut]);
        let ends = plain[..cut].matches("</page>").count();
        assert_eq!(titles(&pages), titles(&whole[..ends]), "{cut}");
        assert_eq!(failed.len(), 1, "{cut}: {failed:?}");
        assert!(failed[0].starts_with("dump: ") && !failed[0].contains('\n'), "{}", failed[0]);
    }
    let packed: Vec<u8> = plain.as_bytes().chunks(300).flat_map(bz2).collect();
    let (pages, failed) = all(&packed[..packed.len() * 3 / 4]);
    assert!(!pages.is_empty() && pages.len() < 4);
    assert!(failed.len() == 1 && failed[0].contains("cut off or broken behind"), "{failed:?}");
}

#[test]
fn broken_dumps() {
    for (dump, says) in [
        ("  \n ", "nothing in it"),
        ("一篇文章", "neither an XML dump nor lines of JSON"),
        ("<html><body></body></html>", "its first element is <html>"),
        ("<mediawiki><page></mediawiki>", "broken before its first page"),
        (
            "<mediawiki><siteinfo><dbname>zhwiktionary</dbname></siteinfo><page></page></mediawiki>",
            "not a dump of a Wikipedia: zhwiktionary",
        ),
    ] {
        let (pages, failed) = all(dump);
        assert!(pages.is_empty() && failed.len() == 1 && failed[0].contains(says), "{dump}: {failed:?}");
    }
    assert_eq!(all("").1, [""; 0], "a stream may be empty");
    let stub = sample().replace("bytes=\"0\"", "bytes=\"12\" id=\"1\"");
    assert_eq!(all(stub.clone()).0.len(), 4, "a text that is there is taken whatever its length is said to be");
    let stubs: String = stub.lines().map(|line| line.split_once("preserve\">").map_or(line, |(head, _)| head).to_owned() + "\n").collect();
    let stubs = stubs.replace("xml:space=\"\n", "/>\n").replace("二行</text>\n", "");
    let (pages, failed) = all(stubs);
    assert!(pages.is_empty() && failed[0].contains("4 pages come without their text"), "{failed:?}");
    let deep = format!("<mediawiki>{}", "<a>".repeat(100_000));
    assert!(all(deep).1[0].contains("too deep"));
}

#[test]
fn a_page_that_is_not_utf8_fails_alone() {
    let mut bytes = sample().into_bytes();
    let at = bytes.windows(6).position(|part| part.starts_with("類".as_bytes())).unwrap();
    bytes[at] = 0xff;
    let (pages, failed) = all(bytes);
    assert_eq!(titles(&pages), ["甲國 外交", "乙&丙", "模板"]);
    assert_eq!(failed, ["dump: page 2 (Category:甲): not UTF-8"]);
}

#[test]
fn of_several_revisions_the_last() {
    let one = page("甲", 0, 1, "舊");
    let two = one.replace("    </revision>\n", "    </revision>\n    <revision><id>9</id><text>新</text></revision>\n");
    let (pages, _) = all(format!("{HEAD}{two}</mediawiki>"));
    assert_eq!(&*pages[0].bytes, "新".as_bytes());
    assert_eq!(pages[0].revision, Some(Revision { id: 9, time: String::new() }));
}

const LINES: &str = r#"{"name":"甲國外交","identifier":1,"url":"https://zh.wikipedia.org/wiki/甲國外交","in_language":{"identifier":"zh"},"namespace":{"identifier":0},"version":{"identifier":77},"date_modified":"2024-02-29T12:00:00.123Z","redirects":[{"name":"甲國的外交","url":"x"},{"name":"甲外"}],"article_body":{"html":"<p>甲</p>","wikitext":"'''甲'''"}}

not JSON
{"name":"乙","article_body":{"html":"<p>乙</p>"},"is_part_of":{"identifier":"zh_yuewiki"}}
{"name":"丙"
{"name":"Talk:丁","namespace":{"identifier":1},"article_body":{"wikitext":"x"}}
{"name":"戊","article_body":{}}
{"name":7,"article_body":{"wikitext":"x"}}
{"name":"己","in_language":{"identifier":"x/../y"},"article_body":{"wikitext":"x"}}
{"name":"庚","version":{"identifier":"12"},"article_body":{"wikitext":"x"}}"#;

#[test]
fn lines_of_json() {
    let (pages, failed) = read(LINES, Selection::default());
    assert_eq!(titles(&pages), ["甲國外交", "乙", "庚"]);
    let first = &pages[0];
    assert_eq!((&*first.bytes, first.format, first.language.as_str()), ("'''甲'''".as_bytes(), Format::Wikitext, "zh"));
    assert_eq!(first.aliases, ["甲國的外交", "甲外"]);
    assert_eq!(first.revision, Some(Revision { id: 77, time: "2024-02-29T12:00:00Z".to_owned() }));
    assert_eq!((pages[1].format, pages[1].language.as_str()), (Format::Html, "zh-yue"));
    let places: Vec<&str> = failed.iter().map(|line| line.split(": ").nth(1).unwrap()).collect();
    assert_eq!(places, ["line 3", "line 5", "line 7", "line 8", "line 9"], "{failed:?}");
    let (pages, _) = read(LINES, Selection { body: Body::Html, ..Selection::default() });
    assert_eq!((&*pages[0].bytes, pages[0].format), ("<p>甲</p>".as_bytes(), Format::Html));
    assert_eq!(pages[2].format, Format::Wikitext);
}

#[test]
fn lines_that_are_cut_off_or_not_utf8() {
    let line = LINES.lines().next().unwrap();
    let mut bytes = format!("{line}\n{line}\n").into_bytes();
    bytes[9] = 0xff;
    let (pages, failed) = all(bytes);
    assert_eq!((pages.len(), failed), (1, vec!["dump: line 1: not UTF-8".to_owned()]));
    let packed = gz(line.repeat(400).replace("}}{", "}}\n{").as_bytes());
    let (pages, failed) = all(&packed[..packed.len() - 20]);
    assert!(pages.len() > 300 && failed.len() == 1 && failed[0].contains("cut off"), "{failed:?}");
}

#[test]
fn a_snapshot_as_it_is_shipped() {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in
        [("zhwiki_namespace_0_0.ndjson", LINES), ("zhwiki_namespace_0_1.ndjson", "{\"name\":\"辛\",\"article_body\":{\"html\":\"x\"}}\n")]
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let (pages, failed) = all(gz(&archive.into_inner().unwrap()));
    assert_eq!(titles(&pages), ["甲國外交", "乙", "Talk:丁", "庚", "辛"]);
    assert!(failed[0].starts_with("dump: zhwiki_namespace_0_0.ndjson: line 3: no JSON"), "{failed:?}");
}

#[test]
fn names_of_archives() {
    for name in [
        "zhwiki-latest-pages-articles.xml",
        "zhwiki-20240301-pages-articles-multistream.xml.bz2",
        "zhwiki-20240301-pages-articles1.xml-p1p187712.bz2",
        "a.XML.gz",
        "a.xml.zst",
        "a.ndjson",
        "a.jsonl.gz",
        "zhwiki_namespace_0.tar.gz",
        "a.tgz",
    ] {
        assert!(is_archive(name.as_ref()), "{name}");
    }
    for name in ["a.md", "a.gz", "xml", ".xml", "a.json", "a.html"] {
        assert!(!is_archive(name.as_ref()), "{name}");
    }
}

#[test]
fn times() {
    for (time, kept) in [
        ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
        ("2024-02-29T12:00:00.5Z", "2024-02-29T12:00:00Z"),
        ("2024-02-29", ""),
        ("2024-13-29T12:00:00Z", ""),
        ("2024-02-29T12:00:00+01:00", ""),
        ("二〇二四年二月二十九日正午", ""),
    ] {
        assert_eq!(Revision::new("5", time), Some(Revision { id: 5, time: kept.to_owned() }), "{time}");
    }
    assert_eq!(Revision::new("x", "2024-02-29T12:00:00Z"), None);
}
