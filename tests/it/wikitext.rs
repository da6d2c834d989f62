//! Wikitext: what the reader makes of it, and that it says the same as the Markdown that pandoc makes of it.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use entente::{
    document::{self, BlockKind, Document, LossKind, Tail, Target},
    pipeline::{Options, Pipeline, Reading},
    rules::{Status, Via},
    source::{Format, RawPage, read_file},
};
use proptest::prelude::*;

use super::document::check;

fn raw(title: &str, text: &str) -> RawPage {
    RawPage::markdown(title, text).in_format(Format::Wikitext)
}

fn read(text: &str) -> Document {
    let document = document::read(&raw("甲國", text));
    check(&document, text);
    document
}

fn blocks(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.visible.as_str()).collect()
}

fn lost(document: &Document) -> Vec<String> {
    let name = |kind: &LossKind| if let LossKind::Template(name) = kind { name.clone() } else { format!("{kind:?}") };
    document.losses.iter().map(|loss| name(&loss.kind)).collect()
}

fn page(title: &str) -> Target {
    Target::Page { title: title.to_owned(), fragment: None }
}

/// Label and target of every link in the blocks.
fn links(document: &Document) -> Vec<(&str, Target)> {
    let texts = document.blocks.iter().map(|block| &block.text);
    texts.flat_map(|text| text.links.iter().map(|link| (&text.visible[link.label.clone()], link.target.clone()))).collect()
}

fn pages() -> Vec<RawPage> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wikitext");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "wikitext"));
    paths.sort();
    assert!(paths.len() >= 6);
    paths.iter().map(|path| read_file(path).unwrap()).collect()
}

fn sample(title: &str) -> RawPage {
    pages().into_iter().find(|page| page.title == title).unwrap()
}

#[test]
fn links_end_where_their_brackets_do() {
    let document =
        read("[[西歐]]的居民，[[apple]]s，[[:en:Some treaty|條約]]，[[甲國_(東部)|]]，[[甲#乙|丙]]，[[ja:甲国]][[:Category:某類]]");
    assert_eq!(blocks(&document), ["西歐的居民，apples，條約，甲國，丙，Category:某類"]);
    assert_eq!(
        links(&document),
        [
            ("西歐", page("西歐")),
            ("apples", page("apple")),
            ("條約", Target::Interwiki { prefix: "en".to_owned(), title: "Some treaty".to_owned() }),
            ("甲國", page("甲國 (東部)")),
            ("丙", Target::Page { title: "甲".to_owned(), fragment: Some("乙".to_owned()) }),
            ("Category:某類", Target::Category("某類".to_owned())),
        ]
    );
    assert!(document.blocks[0].text.links.iter().all(|link| link.tail == Tail::Exact));
    assert!(document.losses.is_empty() && document.diagnostics.is_empty());
}

#[test]
fn pictures_addresses_and_categories() {
    let document = read(
        "[[File:A.jpg|thumb|200px|left|[[乙國]]的地圖，見[http://example.org/a 這裡]]]\n甲國與[[Category:某類|甲]]乙國[http://example.org/b]為鄰，見https://example.org/c。[[分類:又一類]]",
    );
    assert_eq!(blocks(&document), ["乙國的地圖，見這裡\n甲國與乙國為鄰，見https://example.org/c。"]);
    let targets: Vec<Target> = links(&document).into_iter().map(|(_, target)| target).collect();
    let external = |address: &str| Target::External(address.to_owned());
    assert_eq!(
        targets,
        [
            Target::File("A.jpg".to_owned()),
            page("乙國"),
            external("http://example.org/a"),
            external("http://example.org/b"),
            external("https://example.org/c"),
        ]
    );
    let categories: Vec<&str> = document.categories.iter().map(|category| category.name.as_str()).collect();
    assert_eq!(categories, ["某類", "又一類"]);
}

#[test]
fn text_without_its_marks() {
    for (text, visible) in [
        ("'''甲'''與''乙''和'''''丙'''''，it's", "甲與乙和丙，it's"),
        ("甲<!-- 不見 -->乙&nbsp;丙&amp;丁&#x4e2d;&無;", "甲乙\u{a0}丙&丁中&無;"),
        ("<nowiki>[[甲]]</nowiki>''乙''<br />丙", "[[甲]]乙\n丙"),
        ("甲<math>x^2</math>乙<span style=\"display:none\">不見</span>丙<s>丁</s>", "甲乙丙丁"),
        ("-{zh-hans:激光;zh-hant:雷射}-與-{R|乾}-隆-{T|zh:不見}-", "激光與乾隆"),
        ("-{zh-hans:[[激光]];zh-hant:[[雷射]]}-", "激光"),
        ("__NOTOC__甲__乙__", "甲__乙__"),
        ("甲\n乙\n{{unknown}}\n丙", "甲乙丙"),
        ("{{nowrap|{{small|[[甲]]}}與{{color|red|乙}}}}", "甲與乙"),
        (
            "{{lang-ru|Россия}}；{{lang|en|Russia}}；{{date|1999|3|24}}；{{start date|2001|5}}；{{formatnum:1234}}",
            "Россия；Russia；1999年3月24日；2001年5月；1234",
        ),
        ("{{PAGENAME}}", "甲國"),
        ("{{{1|甲}}}", "甲"),
        ("1949{{ndash}}1950", "1949–1950"),
    ] {
        assert_eq!(blocks(&read(text)), [visible], "{text}");
    }
}

#[test]
fn templates_that_link() {
    let document = read(
        "{{le|甲約|Treaty A|甲}}、{{link-en|乙約|Treaty B}}、{{tsl|en|Treaty C|丙約}}、{{ill|en|丁約|Treaty D}}、{{ill|戊約|fr|Traité E}}、{{flag|Poland}}、{{USA}}、{{flagicon|FRA}} [[法國]]",
    );
    assert_eq!(blocks(&document), ["甲、乙約、丙約、丁約、戊約、Poland、USA、 法國"]);
    let local: Vec<(&str, Target)> =
        links(&document).into_iter().filter(|(_, target)| !matches!(target, Target::Interwiki { .. })).collect();
    let country = |name: &str| Target::Country(name.to_owned());
    assert_eq!(
        local,
        [
            ("甲", page("甲約")),
            ("乙約", page("乙約")),
            ("丙約", page("丙約")),
            ("丁約", page("丁約")),
            ("戊約", page("戊約")),
            ("Poland", country("Poland")),
            ("USA", country("USA")),
            ("法國", page("法國")),
        ]
    );
    let foreign: Vec<Target> =
        links(&document).into_iter().map(|(_, target)| target).filter(|target| matches!(target, Target::Interwiki { .. })).collect();
    let interwiki = |prefix: &str, title: &str| Target::Interwiki { prefix: prefix.to_owned(), title: title.to_owned() };
    assert_eq!(
        foreign,
        [
            interwiki("en", "Treaty A"),
            interwiki("en", "Treaty B"),
            interwiki("en", "Treaty C"),
            interwiki("en", "Treaty D"),
            interwiki("fr", "Traité E"),
        ]
    );
}

#[test]
fn flags_are_countries_by_name_and_by_code() {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let name = |name: &str| pipeline.gazetteer().country(name).map(|entry| entry.label.clone()).unwrap_or_default();
    for (country, label) in [
        ("Poland", "波兰"),
        ("POL", "波兰"),
        ("PL", "波兰"),
        ("GER", "德国"),
        ("DEU", "德国"),
        ("UK", "英国"),
        ("USA", "美国"),
        ("RUS", "俄罗斯"),
        ("URS", "苏联"),
        ("Soviet Union", "苏联"),
        ("People's Republic of China", "中华人民共和国"),
        ("波蘭", "波兰"),
        ("the Netherlands", "荷兰"),
    ] {
        assert_eq!(name(country), label, "{country}");
    }
    assert_eq!(name("XYZ"), "");
    // A code names nobody in running text.
    let reading = pipeline.read(&raw("甲國", "RUS與GER在2001年5月簽署《甲條約》。"));
    assert!(reading.findings.statements.is_empty());
}

#[test]
fn lists_headings_quotations() {
    let document = read(
        "前言\n== 甲 ==\n* 乙\n** 丙\n*# 丁\n* 戊\n\n; 己\n: 庚\n=== [[辛]] === <!-- x -->\n----\n{{quote|壬}}\n<blockquote>癸</blockquote>\n 子\n丑\n=寅=",
    );
    let item = |depth, parent| BlockKind::Item { depth, parent };
    let found: Vec<(BlockKind, &str, usize)> =
        document.blocks.iter().map(|block| (block.kind, block.text.visible.as_str(), block.section)).collect();
    assert_eq!(
        found,
        [
            (BlockKind::Paragraph, "前言", 0),
            (item(0, None), "乙", 1),
            (item(1, Some(1)), "丙", 1),
            (item(1, Some(1)), "丁", 1),
            (item(0, None), "戊", 1),
            (BlockKind::Paragraph, "己", 1),
            (BlockKind::Paragraph, "庚", 1),
            (BlockKind::Quote, "壬", 2),
            (BlockKind::Quote, "癸", 2),
            (BlockKind::Paragraph, "子丑", 2),
        ]
    );
    let sections: Vec<(u8, &str, Option<usize>)> =
        document.sections.iter().map(|section| (section.level, section.heading.visible.as_str(), section.parent)).collect();
    assert_eq!(sections, [(0, "", None), (2, "甲", None), (3, "辛", Some(1)), (1, "寅", None)]);
}

#[test]
fn tables_in_both_notations() {
    let document = read(
        "{| class=\"a\"\n|+ style=\"b\"|標題\n! 甲 !! scope=\"col\" | 乙\n|-\n| rowspan=2 | {{flag|Poland}} || [[丙|丁]]<br>戊\n|-\n|\n{|\n| 內\n|}\n|}\n<table><caption>外</caption><tr><th>己</th><td colspan='2'>[[庚]]</td></tr></table>",
    );
    let tables: Vec<(Option<&str>, Vec<Vec<&str>>)> = document
        .tables
        .iter()
        .map(|table| {
            let rows = table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.visible.as_str()).collect());
            (table.caption.as_ref().map(|text| text.visible.as_str()), rows.collect())
        })
        .collect();
    assert_eq!(
        tables,
        [
            (Some("標題"), vec![vec!["甲", "乙"], vec!["Poland", "丁\n戊"], vec![""]]),
            (None, vec![vec!["內"]]),
            (Some("外"), vec![vec!["己", "庚"]]),
        ]
    );
    assert!(document.tables[0].rows[0].header && !document.tables[0].rows[1].header);
    assert_eq!((document.tables[0].rows[1].cells[0].rows, document.tables[2].rows[0].cells[1].columns), (2, 2));
    assert!(document.blocks.is_empty() && document.losses.is_empty());
}

#[test]
fn notes_keep_what_they_cite() {
    let document = read(
        "甲<ref name=\"a\">{{cite web|url=http://example.org/a|title=題目|publisher=[[某社|社]]|date=2001年5月}}</ref>乙<ref name=a/>丙<ref group=註>說明</ref>{{efn|又一個}}{{sfn|Smith|1990|p=3}}{{r|b}}<ref name=\"c\" />\n<references><ref name=b>[http://example.org/b 二]</ref></references>",
    );
    let called: Vec<(usize, &str)> = document.blocks[0].text.notes.iter().map(|note| (note.at, note.label.as_str())).collect();
    assert_eq!(called, [(3, "1"), (6, "1"), (9, "註 1"), (9, "註 2"), (9, "2"), (9, "3"), (9, "4")]);
    let note = |label: &str| document.notes.iter().find(|note| note.label == label).unwrap();
    assert_eq!(note("1").sources, [("http://example.org/a".to_owned(), "題目".to_owned())]);
    assert_eq!((note("1").publisher.as_deref(), note("1").date.as_deref()), (Some("社"), Some("2001年5月")));
    assert_eq!(note("1").text.visible, "題目. 社. 2001年5月");
    assert_eq!(note("註 2").text.visible, "又一個");
    assert_eq!(note("2").text.visible, "Smith 1990");
    assert_eq!(note("3").sources, [("http://example.org/b".to_owned(), "二".to_owned())]);
    // Only the note that nobody defines is missing.
    assert_eq!(lost(&document), ["NoteMissing"]);
}

#[test]
fn what_is_not_understood_is_lost_by_name() {
    let document = read("{{甲国外交}}甲{{unknown thing|[[乙]]}}丙{{Reflist}}\n* {{navbox|x}}");
    assert_eq!(lost(&document), ["甲国外交", "Unknown thing", "Navbox"]);
    assert_eq!(blocks(&document), ["甲丙"]);
}

#[test]
fn redirects() {
    for text in
        ["#REDIRECT [[乙國#歷史]]", "#重定向 [[乙國]]", "#重新導向：[[乙國]]\n{{R from move}}\n[[Category:重定向]]", "#redirect[[乙國|x]]"]
    {
        assert_eq!(read(text).redirect.as_deref(), Some("乙國"), "{text}");
    }
    assert_eq!(read("# 重定向不是 [[乙國]]").redirect, None);
}

#[test]
fn infoboxes_are_facts() {
    let document = read("{{Infobox Treaty\n| name = 甲約\n| parties = * {{flag|Poland}}\n| empty =\n}}文");
    assert_eq!(blocks(&document), ["文"]);
    let fields: Vec<(&str, &str)> =
        document.infoboxes[0].fields.iter().map(|field| (field.name.as_str(), field.text.visible.as_str())).collect();
    assert_eq!((document.infoboxes[0].name.as_str(), fields), ("Infobox Treaty", vec![("name", "甲約"), ("parties", "* Poland")]));
}

/// Whom a page says to stand how to whom: subject, relation, object, date, through what.
fn stated(reading: &Reading) -> BTreeSet<String> {
    let label = |id| reading.cast.get(id).label.clone();
    let rows = reading.findings.statements.iter().map(|statement| {
        let via = statement.via.iter().map(|via| match via {
            Via::Entity(id) => label(*id),
            Via::Words(words) => words.clone(),
        });
        let status = match &statement.status {
            Status::Affirmed => "",
            _ => " (not affirmed)",
        };
        let date = statement.date.as_ref().map(|date| date.as_str().to_owned()).unwrap_or_default();
        let via: Vec<String> = via.collect();
        format!("{} {} {} {date} {}{status}", label(statement.subject), statement.relation, label(statement.object), via.join("、"))
    });
    rows.collect()
}
