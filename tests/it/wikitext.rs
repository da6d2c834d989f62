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
        ("{{UK}}與{{EU}}甲{{uk}}{{en icon}}", "UK與EU甲"),
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

/// The page shows `波兰` for `{{flag|Poland}}`, and a browser compares letter by letter.
#[test]
fn addresses_do_not_quote_the_names_of_flags() {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let urls = |text: &str| -> BTreeSet<String> {
        let page = raw("蘇聯外交", text);
        let graph = pipeline.graph(&page, &pipeline.read(&page));
        let urls = graph.quads().filter(|quad| quad.predicate.as_str() == "http://schema.org/url").map(|quad| quad.object.to_string());
        urls.map(|url| url.trim_matches(['<', '>']).replace("https://zh.wikipedia.org/wiki/蘇聯外交", "")).collect()
    };
    let only = |url: &str| BTreeSet::from([url.to_owned()]);
    assert_eq!(urls("{{flag|Poland}}在1950年与[[苏联]]建交。"), only("#:~:text=在1950年与苏联建交"));
    assert_eq!(urls("1964年，[[法国]]承認{{flag|China}}，並派出大使。"), only("#:~:text=1964年，-,法国承認"));
    let parties =
        "{{Infobox treaty\n| name = 甲約\n| date_signed = 1950年\n| signatories = {{flag|Poland}}、{{POL}}、{{flag|Hungary}}\n}}\n";
    assert_eq!(urls(&format!("{parties}甲約是条约。")), only(""), "nothing else to look for than the page");
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
    let document = read("{{甲国外交}}甲{{unknown thing|[[乙]]}}丙{{Reflist}}{{#if:x|y}}\n* {{navbox|x}}");
    assert_eq!(lost(&document), ["甲国外交", "Unknown thing", "#if", "Navbox"]);
    assert_eq!(blocks(&document), ["甲丙"]);
}

#[test]
fn redirects() {
    for (text, target) in [
        ("#REDIRECT [[乙國#歷史]]", "乙國#歷史"),
        ("#重定向 [[乙國]]", "乙國"),
        ("#重新導向：[[乙國]]\n{{R from move}}\n[[Category:重定向]]", "乙國"),
        ("#redirect[[乙國|x]]", "乙國"),
    ] {
        assert_eq!(read(text).redirect.as_deref(), Some(target), "{text}");
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

/// A page without its templates.
fn without_templates(page: &RawPage) -> RawPage {
    let text = std::str::from_utf8(&page.bytes).unwrap();
    let (mut kept, mut depth, mut rest) = (String::new(), 0, text);
    while let Some(c) = rest.chars().next() {
        let step = if rest.starts_with("{{") {
            depth += 1;
            2
        } else if rest.starts_with("}}") && depth > 0 {
            depth -= 1;
            2
        } else {
            if depth == 0 {
                kept.push(c);
            }
            c.len_utf8()
        };
        rest = &rest[step..];
    }
    raw(&page.title, &kept)
}

/// The page as the pandoc that is installed writes it in Markdown; none where there is none.
fn as_markdown(page: &RawPage) -> Option<RawPage> {
    let pandoc =
        Command::new("pandoc").args(["-f", "mediawiki", "-t", "gfm", "--wrap=none"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut pandoc = pandoc.ok()?;
    std::io::Write::write_all(&mut pandoc.stdin.take()?, &page.bytes).ok()?;
    let output = pandoc.wait_with_output().ok()?;
    output.status.success().then(|| RawPage::markdown(page.title.as_str(), output.stdout))
}

#[test]
fn one_page_in_two_formats_states_the_same_but_for_what_was_lost() {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let mut gained = 0;
    for page in pages() {
        let Some(markdown) = as_markdown(&page) else { return println!("skipped: pandoc is not installed") };
        let (markdown, bare, whole) = (pipeline.read(&markdown), pipeline.read(&without_templates(&page)), pipeline.read(&page));
        let (said, unsaid) = (stated(&markdown), stated(&bare));
        // What pandoc loses are the templates, and nothing else.
        assert_eq!(said, unsaid, "{}", page.title);
        let edges = |rows: &BTreeSet<String>| -> BTreeSet<String> {
            rows.iter().map(|row| row.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect()
        };
        let (less, more) = (edges(&said), edges(&stated(&whole)));
        assert!(less.is_subset(&more), "{}: {:?}", page.title, less.difference(&more).collect::<Vec<_>>());
        gained += more.difference(&less).count();
        // Where Markdown has holes, wikitext has templates.
        let holes = markdown.document.losses.iter().filter(|loss| !matches!(loss.kind, LossKind::Template(_) | LossKind::Heading)).count();
        assert!(holes == 0 || page.bytes.windows(2).any(|pair| pair == b"{{"), "{}", page.title);
    }
    assert!(gained > 20, "{gained} relations that only wikitext holds");
}

#[test]
fn sample_pages_state_what_their_templates_say() {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    for (title, rows) in [
        (
            "印日关系",
            &[
                "印度 establishedRelations 日本 1952-04-28 ",
                "印度 signedTreaty 日本 1952-06-09 印日和平条约",
                "印度 jointExercise 美国 2007 马拉巴尔军演",
                "印度 jointExercise 日本 2016 马拉巴尔军演",
            ][..],
        ),
        (
            "福克蘭戰爭",
            &["英国 foughtAgainst 阿根廷 1982-04-02/1982-06-14 福克兰战争", "智利 supports 英国  ", "法国 sanctioned 阿根廷  武器禁運"],
        ),
        (
            "洛桑条约",
            &[
                "英国 signedTreaty 土耳其 1923-07-24 洛桑条约",
                "意大利王国 signedTreaty 罗马尼亚 1923-07-24 洛桑条约",
                "希腊 signedTreaty 土耳其 1923-07-24 洛桑条约",
            ],
        ),
        (
            "北歐理事會",
            &["丹麦 memberOf 北欧理事会 1952 ", "芬兰 memberOf 北欧理事会 1955 ", "冰岛 signedTreaty 瑞典 1962-03-23 赫尔辛基条约"],
        ),
        ("環太平洋軍演", &["美国 jointExercise 新西兰 1971 环太平洋军演", "日本 jointExercise 美国 1980 环太平洋军演"]),
        ("反德", &["西德 signedTreaty 波兰人民共和国 1970-12-07 华沙条约"]),
    ] {
        let page = sample(title);
        let reading = pipeline.read(&page);
        check(&reading.document, std::str::from_utf8(&page.bytes).unwrap());
        let stated = stated(&reading);
        for row in rows {
            assert!(stated.contains(*row), "{title}: {row} is not in\n{}", stated.into_iter().collect::<Vec<_>>().join("\n"));
        }
        // Only helpers and observers are named behind the words for them.
        assert!(!stated.iter().any(|row| row.contains("秘鲁 foughtAgainst") || row.contains("爱沙尼亚 memberOf")), "{stated:?}");
        // A quote stands at its offsets.
        for statement in &reading.findings.statements {
            for evidence in &statement.evidence {
                assert!(!evidence.quote.is_empty() && !evidence.quote.contains(['{', '[', '|']), "{}", evidence.quote);
                let at = &page.bytes[evidence.span.range()];
                let first = evidence.quote.chars().next().unwrap().to_string();
                assert!(String::from_utf8_lossy(at).contains(&first), "{}", evidence.quote);
            }
        }
    }
}

#[test]
fn a_poll_has_its_respondents() {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let reading = pipeline.read(&sample("反德"));
    let respondents: Vec<String> = reading
        .findings
        .polls
        .iter()
        .map(|poll| poll.respondents.map(|id| reading.cast.get(id).label.clone()).unwrap_or_default())
        .collect();
    assert_eq!(respondents, ["希腊", "西班牙", "法国", "英国", "波兰", "韩国"]);
    let cited = reading.document.notes.iter().find(|note| note.label == "1").unwrap();
    assert_eq!((cited.publisher.as_deref(), cited.date.as_deref()), (Some("示例研究所"), Some("2013年5月")));
}

fn repaired(pages: &[RawPage]) -> (usize, usize, usize) {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let quads: Vec<_> = pages.iter().flat_map(|page| pipeline.graph(page, &pipeline.read(page)).into_quads()).collect();
    let repairs = entente::merge::repairs(&quads, pipeline.names()).unwrap();
    let count = |name: &str| repairs.iter().filter(|quad| quad.predicate.as_str().ends_with(name)).count();
    let rows = pipeline.read(&pages[0]).findings.polls.iter().filter(|poll| poll.respondents.is_none()).count();
    (rows, count("repairedRespondents"), count("repairedFrom"))
}

#[test]
fn respondents_that_markdown_lost_come_back_from_wikitext() {
    let wikitext = sample("反德");
    let Some(mut markdown) = as_markdown(&wikitext) else { return println!("skipped: pandoc is not installed") };
    markdown.title = "親德".to_owned();
    assert_eq!(repaired(&[markdown, wikitext]), (6, 6, 6));
}

#[test]
fn respondents_of_real_pages_come_back() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let (Ok(lost), Ok(kept)) = (read_file(&folder.join("親俄.md")), read_file(&folder.join("反俄.wikitext"))) else {
        return println!("skipped: no sample pages beside the project");
    };
    assert_eq!(repaired(&[lost, kept]), (62, 62, 62));
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_read() {
    for (text, visible, told) in [
        ("甲[[乙|丙\n\n丁", &["甲乙|丙", "丁"][..], "a link without an end"),
        ("甲{{flag|乙\n\n丁[[戊]]", &["甲乙", "丁戊"], "a template without an end"),
        ("甲<ref>乙。丙", &["甲乙。丙"], "a note without an end"),
        ("甲<!-- 乙", &["甲"], "a comment without an end"),
        ("甲<nowiki>[[乙]]", &["甲乙"], "an element without an end"),
        ("甲\n{|\n|乙\n== 丙 ==\n丁", &["甲", "丁"], "a table without an end"),
        ("甲]]乙}}丙|}丁", &["甲\n乙}}丙|}丁"], ""),
    ] {
        let document = read(text);
        assert_eq!(blocks(&document), visible, "{text}");
        let found: Vec<&str> = document.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert!(told.is_empty() && found.is_empty() || found.iter().any(|message| message.starts_with(told)), "{text}: {found:?}");
    }
    let bad = RawPage { bytes: b"\xe7\x94\xb2\xff[[".as_slice().into(), ..raw("甲", "") };
    let document = document::read(&bad);
    assert_eq!(blocks(&document), ["甲"]);
    assert_eq!(document.diagnostics[0].message, "not UTF-8 from here on");
}

#[test]
fn ten_thousand_of_everything_take_no_time() {
    const MANY: usize = 10_000;
    let nested = |open: &str, close: &str| format!("{}甲{}", open.repeat(MANY), close.repeat(MANY));
    let mut texts = Vec::new();
    for (open, close) in [
        ("{{", "}}"),
        ("{{a|", "}}"),
        ("{{nowrap|", "}}"),
        ("{{quote|", "}}"),
        ("{{Infobox x|a=", "}}"),
        ("{{ubl|", "}}"),
        ("{{main|", "}}"),
        ("{{{", "}}}"),
        ("[[", "]]"),
        ("[[a|", "]]"),
        ("[[File:a|", "]]"),
        ("[http://a ", "]"),
        ("-{", "}-"),
        ("-{zh:", "}-"),
        ("<ref>", "</ref>"),
        ("{{efn|", "}}"),
        ("<ref name=a>{{efn|", "}}</ref>"),
        ("<references>", "</references>"),
        ("\n{|\n|", "\n|}"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<div>", "</div>"),
        ("<span style=\"display:none\">", "</span>"),
        ("<blockquote>", "</blockquote>"),
        ("<nowiki>", "</nowiki>"),
        ("<!--", "-->"),
        ("'''", "'''"),
        ("*", ""),
        ("\n:*", ""),
        ("=", "="),
        ("&", ";"),
        ("http://", ""),
        ("__", "__"),
        ("{{!}}", ""),
        ("\n|", ""),
        ("||", ""),
        ("<", ">"),
        ("\n== a", " =="),
        ("{{cite web|url=http://a|title=", "}}"),
        ("{{cite web|publisher=", "}}"),
        ("{{ill|", "|en|b}}"),
        ("{{flag|", "}}"),
    ] {
        texts.extend([nested(open, close), open.repeat(MANY), close.repeat(MANY), format!("{{|\n|{}", open.repeat(MANY))]);
    }
    for text in texts {
        let start = Instant::now();
        let document = read(&text);
        let (time, head) = (start.elapsed(), text.chars().take(24).collect::<String>());
        assert!(time < Duration::from_secs(90), "{head}… took {time:?}");
        assert!(document.blocks.len() <= text.len());
    }
}

#[test]
fn time_grows_with_the_page() {
    for part in [
        "{{a|[[b|c]]",
        "[[a|{{b|",
        "<ref>{{c|",
        "\n{|\n| a || [[b\n|-",
        "-{zh:a;",
        "{{flag|a}} [http://b ",
        "<math>",
        "<ref",
        "'''[[x]]''{{",
    ] {
        // Where time grew with the square of the page this would take many minutes.
        let text = part.repeat(300_000);
        let start = Instant::now();
        let _ = document::read(&raw("甲", &text));
        assert!(start.elapsed() < Duration::from_secs(90), "{part}: {:?}", start.elapsed());
    }
}

/// Pieces of wikitext, to be put together at random.
const PIECES: [&str; 46] = [
    "甲",
    "乙國。",
    " ",
    "\n",
    "\n\n",
    "[[",
    "]]",
    "|",
    "{{",
    "}}",
    "{|",
    "|}",
    "\n|-\n",
    "\n| ",
    "||",
    "\n! ",
    "!!",
    "<ref>",
    "</ref>",
    "<ref name=a/>",
    "'''",
    "''",
    "-{",
    "}-",
    "zh-hans:",
    ";",
    "<!--",
    "-->",
    "<nowiki>",
    "</nowiki>",
    "[http://a ",
    "]",
    "== ",
    "\n* ",
    "\n:",
    "&amp;",
    "<br>",
    "<table>",
    "<td>",
    "</table>",
    "File:a|",
    "flag|USA",
    "Infobox x|a=",
    "efn|",
    "{{!}}",
    "<div style=\"display:none\">",
];

proptest! {
    #[test]
    fn any_wikitext_keeps_its_bytes(pieces in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.into_iter().fold(String::new(), |mut text, at| {
            let _ = write!(text, "{}", PIECES[at]);
            text
        });
        let _ = read(&text);
    }

    #[test]
    fn any_text_keeps_its_bytes(text in "[\\PC\n\\[\\]{}|<>'=*-]{0,200}") {
        let _ = read(&text);
    }
}
