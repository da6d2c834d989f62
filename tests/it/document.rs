//! What the readers make of pages.

use std::{collections::BTreeSet, fs, path::PathBuf};

use entente::{
    document::{self, BlockKind, Document, LossKind, Tail, Target, Text},
    source::RawPage,
    span::Span,
};
use proptest::prelude::*;

fn read(text: &str) -> Document {
    let page = RawPage::markdown("甲國", text);
    let document = document::read(&page);
    check(&document, text);
    document
}

/// What holds for every page, whatever it says.
pub fn check(document: &Document, source: &str) {
    for text in document.texts() {
        check_text(text, source);
    }
    let inside = |span: Span| assert!(span.start <= span.end && span.end <= source.len(), "{span:?}");
    for block in &document.blocks {
        inside(block.span);
        for sentence in &block.text.sentences {
            let span = block.text.source(sentence.clone());
            assert!(
                block.span.start <= span.start && span.end <= block.span.end,
                "{:?} of {:?}: {span:?} in {:?}",
                sentence,
                block.text,
                block.span
            );
        }
    }
    document.losses.iter().for_each(|loss| inside(loss.span));
    document.diagnostics.iter().for_each(|diagnostic| inside(diagnostic.span));
    for section in &document.sections {
        inside(section.span);
    }
    for table in &document.tables {
        inside(table.span);
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            inside(cell.span);
            assert!(table.span.start <= cell.span.start && cell.span.end <= table.span.end);
        }
    }
}

fn check_text(text: &Text, source: &str) {
    let mut at = 0;
    for piece in &text.pieces {
        assert_eq!(piece.visible, at, "pieces cover the text: {text:?}");
        at += piece.length;
        assert!(piece.length > 0);
        let visible = &text.visible[piece.visible..at];
        if piece.source.end - piece.source.start == piece.length {
            assert_eq!(&source[piece.source.range()], visible, "{text:?}");
        }
    }
    assert_eq!(at, text.visible.len(), "{text:?}");
    for link in &text.links {
        let _ = &text.visible[link.label.clone()];
        let _ = &source[link.span.range()];
    }
    for note in &text.notes {
        let _ = &text.visible[note.at..];
        let _ = &source[note.span.range()];
    }
    for range in text.sentences.iter().chain(text.variants.iter().map(|variant| &variant.visible)) {
        let _ = &text.visible[range.clone()];
        let _ = &source[text.source(range.clone()).range()];
    }
}

fn blocks(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.visible.as_str()).collect()
}

fn losses(document: &Document) -> Vec<LossKind> {
    document.losses.iter().map(|loss| loss.kind.clone()).collect()
}

fn page(title: &str) -> Target {
    Target::Page { title: title.to_owned(), fragment: None }
}

fn corpus() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: no sample pages beside the project");
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn corpus_pages_keep_their_bytes() {
    for (title, text) in corpus() {
        let document = document::read(&RawPage::markdown(title.as_str(), &text));
        check(&document, &text);
    }
}

#[test]
fn corpus_page_counts() {
    let Some((title, text)) = corpus().into_iter().find(|(title, _)| title == "親俄") else { return };
    let document = document::read(&RawPage::markdown(title.as_str(), &text));
    let wiki = |text: &Text| text.links.iter().filter(|link| matches!(link.target, Target::Page { .. })).count();
    let in_headings: usize = document.sections.iter().map(|section| wiki(&section.heading)).sum();
    let in_notes: usize = document.notes.iter().map(|note| wiki(&note.text)).sum();
    let in_blocks: usize = document.blocks.iter().map(|block| wiki(&block.text)).sum();
    let in_captions: usize = document.tables.iter().filter_map(|table| table.caption.as_ref()).map(wiki).sum();
    assert_eq!((in_headings, in_notes, document.categories.len(), in_captions), (3, 3, 4, 1));
    assert_eq!(in_headings + in_notes + in_blocks + document.categories.len(), 233);
    let in_tables: BTreeSet<_> =
        document.tables.iter().filter_map(|table| table.caption.as_ref()).flat_map(|text| &text.links).map(|link| link.span).collect();
    let mut targets: BTreeSet<String> = document.categories.iter().map(|category| format!("Category:{}", category.name)).collect();
    for link in document.texts().flat_map(|text| &text.links).filter(|link| !in_tables.contains(&link.span)) {
        if let Target::Page { title, fragment } = &link.target {
            targets.insert(format!("{title}#{}", fragment.as_deref().unwrap_or_default()));
        }
    }
    assert_eq!(targets.len(), 210);
    assert_eq!(document.notes.len(), 55);
    let rows: Vec<usize> = document
        .tables
        .iter()
        .map(|table| table.rows.iter().filter(|row| !row.header && row.cells.iter().any(|cell| !cell.text.visible.is_empty())).count())
        .collect();
    assert_eq!(rows, [23, 39]);
    let top = document.sections.iter().position(|section| section.heading.visible.starts_with("各國的")).unwrap();
    let groups: Vec<usize> = (0..document.sections.len()).filter(|&at| document.sections[at].parent == Some(top)).collect();
    let countries: Vec<_> =
        document.sections.iter().filter(|section| section.parent.is_some_and(|parent| groups.contains(&parent))).collect();
    assert_eq!((groups.len(), countries.len()), (3, 9));
    assert_eq!(countries.iter().filter(|section| section.heading.links.is_empty()).count(), 7);
    assert_eq!(document.diagnostics, []);
}

#[test]
fn links_and_swallowed_tails() {
    let document = read(concat!(
        "[甲國的人民](../Page/甲國.md \"wikilink\")與[乙國](https://zh.wikipedia.org/wiki/%E4%B9%99%E5%9C%8B#%E5%A4%96%E4%BA%A4 \"wikilink\")、",
        "[丙](丙國_\\(島\\) \"wikilink\")、[條文](https://zh.wikipedia.org/wiki/:s:某條約 \"wikilink\")、[報紙](https://example.org/a_b)。",
        "見[類](https://zh.wikipedia.org/wiki/:Category:某類 \"wikilink\")。<small>另見<a href=\"../Page/丁國.md\" title=\"wikilink\">丁國</a></small>",
    ));
    assert_eq!(blocks(&document), ["甲國的人民與乙國、丙、條文、報紙。見類。另見丁國"]);
    let text = &document.blocks[0].text;
    let found: Vec<_> = text.links.iter().map(|link| (&text.visible[link.label.clone()], link.target.clone(), link.tail)).collect();
    let fragment = Target::Page { title: "乙國".to_owned(), fragment: Some("外交".to_owned()) };
    assert_eq!(
        found,
        [
            ("甲國的人民", page("甲國"), Tail::MaySwallow),
            ("乙國", fragment, Tail::Exact),
            ("丙", page("丙國 (島)"), Tail::MaySwallow),
            ("條文", Target::Interwiki { prefix: "s".to_owned(), title: "某條約".to_owned() }, Tail::MaySwallow),
            ("報紙", Target::External("https://example.org/a_b".to_owned()), Tail::Exact),
            ("類", Target::Category("某類".to_owned()), Tail::MaySwallow),
            ("丁國", page("丁國"), Tail::Exact),
        ]
    );
}

#[test]
fn a_link_that_holds_another() {
    let document = read(
        "1. 見[舊聞：[甲國](../Page/甲國.md \"wikilink\")獨立](http://example.org/x_(1))。\n\n## 註釋\n\n1.  *[某報](../Page/某報.md \"wikilink\")*, [舊聞：[甲國](../Page/甲國.md \"wikilink\")獨立](http://example.org/x_(1))\n2.\n",
    );
    assert_eq!(blocks(&document), ["見舊聞：甲國獨立。"]);
    assert_eq!(document.blocks[0].text.links.len(), 2);
    assert_eq!(document.notes[0].text.visible, "某報, 舊聞：甲國獨立");
    assert_eq!(document.notes[0].sources, [("http://example.org/x_(1)".to_owned(), "舊聞：甲國獨立".to_owned())]);
}

#[test]
fn links_in_code_over_a_line_break_have_places_of_their_own() {
    let text = "`[甲國](../Page/甲.md)與[乙國](../Page/乙.md)\n簽約`";
    let document = read(text);
    let links: Vec<_> = document.blocks.iter().flat_map(|block| &block.text.links).map(|link| &text[link.span.range()]).collect();
    assert_eq!(links, ["[甲國](../Page/甲.md)", "[乙國](../Page/乙.md)"]);
}

#[test]
fn files_leave_their_captions() {
    let document = read(concat!(
        "[a_b.jpg](https://zh.wikipedia.org/wiki/File:a_b.jpg \"fig:a_b.jpg\")攝於[甲國](../Page/甲國.md \"wikilink\")的港口\\]\\]\n",
        "[c.jpg](https://zh.wikipedia.org/wiki/File:c.jpg \"fig:c.jpg\")的\\]\\]\n甲國是一國。\n\n[d.png](https://zh.wikipedia.org/wiki/File:d.png \"fig:d.png\")\n",
    ));
    assert_eq!(blocks(&document), ["攝於甲國的港口\n的\n甲國是一國。"]);
    assert_eq!(document.blocks[0].text.sentences.len(), 3);
    assert_eq!(document.losses, []);
    let document =
        read("[a](File:a \"fig:a\")簽約\\]\\] [b](File:b \"fig:b\")|left\\]\\] 甲國獨立[c](File:c \"fig:c\")|200px|港口\\]\\]後文\\]\\]\n");
    let text = &document.blocks[0].text;
    assert_eq!(text.sentences.iter().map(|range| &text.visible[range.clone()]).collect::<Vec<_>>(), ["簽約", "甲國獨立港口", "後文]]"]);
}

#[test]
fn categories_are_no_text() {
    let document = read(
        "正文。\n\n[Category:甲類](https://zh.wikipedia.org/wiki/Category:甲類 \"wikilink\")\n[乙](https://zh.wikipedia.org/wiki/分類:乙類 \"wikilink\")\n",
    );
    assert_eq!(blocks(&document), ["正文。"]);
    assert_eq!(document.categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(), ["甲類", "乙類"]);
}

#[test]
fn sections_nest() {
    let document = read("導言\n\n## 一\n\n#### [乙國](../Page/乙國.md \"wikilink\")\n\n文\n\n### 三\n\n## \n\n- 項\n### 尾\n");
    let found: Vec<_> = document.sections.iter().map(|section| (section.level, section.heading.visible.as_str(), section.parent)).collect();
    assert_eq!(found, [(0, "", None), (2, "一", None), (4, "乙國", Some(1)), (3, "三", Some(1)), (2, "", None), (3, "尾", Some(4))]);
    assert_eq!(document.blocks.iter().map(|block| block.section).collect::<Vec<_>>(), [0, 2, 4]);
    assert_eq!(document.section_path(2), "一 / 乙國");
    assert_eq!(losses(&document), [LossKind::Heading]);
    assert_eq!(document.sections[1].span.end, document.sections[2].span.start);
}

#[test]
fn lists_nest() {
    let document = read("  - 甲\n      - 乙\n          - 丙\n      - 丁\n  - 戊\n\n    又\n### 尾\n");
    let found: Vec<_> = document.blocks.iter().map(|block| (block.text.visible.as_str(), block.kind)).collect();
    let item = |depth, parent| BlockKind::Item { depth, parent };
    assert_eq!(
        found,
        [
            ("甲", item(0, None)),
            ("乙", item(1, Some(0))),
            ("丙", item(2, Some(1))),
            ("丁", item(1, Some(0))),
            ("戊", item(0, None)),
            ("又", BlockKind::Paragraph)
        ]
    );
    assert_eq!(read("-   甲\n    -   乙\n").blocks.len(), 2);
    assert_eq!(read("甲\n\n> 引文\n").blocks[1].kind, BlockKind::Quote);
}

#[test]
fn holes_in_lists() {
    let count = |text: &str| {
        let document = read(text);
        let items = document.losses.iter().filter(|loss| loss.kind == LossKind::Item).count();
        (items, blocks(&document).join("|"))
    };
    assert_eq!(count("  -   -\n      -\n      - 甲\n  -\n  - 乙\n"), (4, "甲|乙".to_owned()));
    assert_eq!(count("  -   -   -\n          - 甲\n"), (3, "甲".to_owned()));
    assert_eq!(count("文\n  -\n  - 甲\n"), (1, "文|甲".to_owned()));
    assert_eq!(count("  - 甲\n      -\n      - 乙\n"), (1, "甲|乙".to_owned()));
    assert_eq!(count("文\n\n-----\n\n文\n"), (0, "文|文".to_owned()));
    assert_eq!(count("        -\n        -\n"), (2, String::new()));
    let document = read("  - （[政權](../Page/某政權.md \"wikilink\")）\n  - (舊)\n  - 甲（乙）\n");
    assert_eq!(losses(&document), [LossKind::ItemHead, LossKind::ItemHead]);
    assert_eq!(document.losses[0].span, Span::new(4, 7));
}

#[test]
fn other_holes() {
    let document = read("甲國（，）與（）和《》及乙(a)。[](http://example.org/)丙{{flag|甲{{x}}}}丁{{cite|未完。\n");
    assert_eq!(blocks(&document), ["甲國（，）與（）和《》及乙(a)。丙丁|未完。"]);
    let template = |name: &str| LossKind::Template(name.to_owned());
    assert_eq!(
        losses(&document),
        [LossKind::Bracket, LossKind::Bracket, LossKind::Bracket, LossKind::LinkLabel, template("flag"), template("cite")]
    );
    assert_eq!(document.diagnostics.len(), 1);
    assert_eq!(losses(&read("{{-}}\n")), [template("-")]);
}

#[test]
fn notes_at_the_end() {
    let document = read(concat!(
        "甲國獨立\\[1\\]\\[註 2\\]。乙國\\[99\\]見\\[來源\\]、\\[1917\\]。\n\n1. 第一\n2. 第二\n\n## 參考資料\n\n",
        "[Category:甲](https://zh.wikipedia.org/wiki/Category:甲 \"wikilink\")\n\n",
        "1.  [某書](http://example.org/1)，[某社](../Page/某社.md \"wikilink\")\n2.\n3.\n\n5.  [](http://example.org/5)\n\n    又見\n6.  （某）\n",
    ));
    assert_eq!(blocks(&document), ["甲國獨立。乙國見[來源]、[1917]。", "第一", "第二"]);
    let text = &document.blocks[0].text;
    let called: Vec<_> = text.notes.iter().map(|note| (note.at, note.label.as_str())).collect();
    assert_eq!(called, [(12, "1"), (12, "註 2"), (21, "99")]);
    let notes: Vec<_> = document.notes.iter().map(|note| (note.label.as_str(), note.text.visible.as_str(), note.sources.len())).collect();
    assert_eq!(notes, [("1", "某書，某社", 1), ("2", "", 0), ("3", "", 0), ("5", "又見", 1), ("6", "（某）", 0)]);
    assert_eq!(document.notes[0].text.links.len(), 2);
    let mut lost = losses(&document);
    lost.sort();
    assert_eq!(lost, [LossKind::Note, LossKind::Note, LossKind::NoteMissing, LossKind::NoteMissing, LossKind::LinkLabel]);
}

#[test]
fn notes_of_the_other_dialect() {
    let document = read("甲國[^1]與乙國。[^2]\n\n[^1]: 某書，[某社](某社 \"wikilink\")。\n");
    assert_eq!(blocks(&document), ["甲國與乙國。"]);
    assert_eq!(document.notes.len(), 1);
    assert_eq!((document.notes[0].label.as_str(), document.notes[0].text.visible.as_str()), ("1", "某書，某社。"));
    assert_eq!(losses(&document), [LossKind::NoteMissing]);
    assert_eq!(document.blocks[0].text.notes.iter().map(|note| note.label.as_str()).collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn a_list_at_the_end_is_not_always_notes() {
    assert_eq!(read("國家有：\n\n1. 甲國\n2. 乙國\n").notes.len(), 0);
    assert_eq!(read("國家\\[1\\]有：\n\n1. 甲國\n2. 乙國\n\n</div>\n").notes.len(), 2);
    assert_eq!(read("國家\\[1\\]有：\n\n1. 甲國\n2. 乙國\n").notes.len(), 2);
}

#[test]
fn variants() {
    let document = read(
        "用-{zh-hans:激光;zh-hant:雷射}-與-{乾}-。-{T|zh-hans:甲;zh-hant:乙}-[-{zh-hant:滑鼠;zh-hans:鼠标}-墊](../Page/鼠标.md \"wikilink\")\n",
    );
    assert_eq!(blocks(&document), ["用激光與乾。鼠标墊"]);
    let text = &document.blocks[0].text;
    assert_eq!(text.variants.len(), 2);
    assert_eq!(&text.visible[text.variants[0].visible.clone()], "激光");
    assert_eq!(text.variants[0].forms[1], ("zh-hant".to_owned(), "雷射".to_owned()));
    assert_eq!(&text.visible[text.links[0].label.clone()], "鼠标墊");
}

#[test]
fn emphasis_beside_chinese_marks() {
    let document = read("**《條約》**是、*「甲」*與**乙**、***丙***、2\\*3\\*4、5*6。\n");
    assert_eq!(blocks(&document), ["《條約》是、「甲」與乙、丙、2*3*4、5*6。"]);
    let source = "**《條約》**是";
    let document = read(source);
    let text = &document.blocks[0].text;
    assert_eq!(&source[text.source(0..text.visible.len()).range()], "《條約》**是");
}

#[test]
fn lines_join() {
    let document = read("甲國\n乙國\nTreaty\nof peace\n丙  \n丁<br />戊\\\n己\n");
    assert_eq!(blocks(&document), ["甲國乙國 Treaty of peace 丙\n丁\n戊\n己"]);
    assert_eq!(blocks(&read("甲\r\n乙\r\n\r\n\u{feff}丙 &amp; &lt;丁&gt;\r\n")), ["甲乙", "\u{feff}丙 & <丁>"]);
    assert_eq!(blocks(&read("\u{feff}甲\n\n乙<!-- 丙 -->丁<ref>戊</ref>己<ref name=\"x\" />庚\n")), ["甲", "乙丁己庚"]);
}

#[test]
fn redirects() {
    assert_eq!(read("1.  REDIRECT [乙國](../Page/乙國.md \"wikilink\")\n").redirect.as_deref(), Some("乙國"));
    assert_eq!(read("重定向到[乙國](../Page/乙國.md \"wikilink\")\n\n文\n").redirect, None);
}

#[test]
fn blocks_of_html() {
    let document = read(
        "<div class=\"x\">\n甲國與[乙國的](../Page/乙國.md \"wikilink\")<a href=\"丙國\" title=\"wikilink\">丙國</a>\n</div>\n\n文\n<timeline> a\n\n  - b\n\n</timeline>\n",
    );
    assert_eq!(blocks(&document), ["甲國與乙國的丙國", "文"]);
    assert_eq!(document.blocks[0].text.links.len(), 2);
}

#[test]
fn too_many_containers() {
    let document = read(&format!("{}甲\n", "- * ".repeat(100)));
    assert_eq!((document.diagnostics.len(), blocks(&document)), (1, vec!["甲"]));
}

#[test]
fn not_utf8() {
    let document = document::read(&RawPage::markdown("甲", b"abc \xff def"));
    assert_eq!((blocks(&document), document.diagnostics[0].span), (vec!["abc"], Span::new(4, 9)));
}

#[test]
fn tables() {
    let document = read(concat!(
        "前文\n\n## 節\n\n<table>\n<caption>style=\"x\" colspan=\"2\"|2001年<a href=\"../Page/某社.md\" title=\"wikilink\">某社的調查</a><br />\n各國[2]</caption>\n",
        "<thead>\n<tr class=\"header\">\n<th></th>\n<th><p>甲 &amp; 乙</p></th>\n</tr>\n</thead>\n<tbody>\n",
        "<tr>\n<td></td>\n<td rowspan=\"2\" colspan=\"3\"><p><span style=\"color:red;\">-5%</span></p><p>丙<span style=\"display:none\">x<span>y</span></span></p></td>\n</tr>\n",
        "<tr>\n<td></td>\n<td></td>\n</tr>\n<tr><td><a href=\"https://zh.wikipedia.org/wiki/File:a.svg\" title=\"fig:a.svg\">a.svg</a></td></tr>\n",
        "</tbody>\n</table>\n\n後文\n",
    ));
    assert_eq!(blocks(&document), ["前文", "後文"]);
    let table = &document.tables[0];
    assert_eq!(table.section, 1);
    let caption = table.caption.as_ref().unwrap();
    assert_eq!(caption.visible, "2001年某社的調查\n各國");
    assert_eq!((caption.links[0].tail, &caption.links[0].target, caption.notes[0].label.as_str()), (Tail::MaySwallow, &page("某社"), "2"));
    let cells: Vec<Vec<&str>> = table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.visible.as_str()).collect()).collect();
    assert_eq!(cells, [vec!["", "甲 & 乙"], vec!["", "-5%\n丙"], vec!["", ""], vec![""]]);
    assert_eq!(table.rows.iter().map(|row| row.header).collect::<Vec<_>>(), [true, false, false, false]);
    assert_eq!((table.rows[1].cells[1].columns, table.rows[1].cells[1].rows), (3, 2));
    assert_eq!(losses(&document), [LossKind::NoteMissing, LossKind::Cell, LossKind::Row]);
    assert_eq!(document.diagnostics, []);
}

#[test]
fn odd_tables() {
    let document = read("<table><tr><td>甲<table><tr><td>乙</td></tr></table>丙</td><td>丁</td></tr></table>\n\n文\n");
    assert_eq!(document.tables.iter().map(|table| table.rows[0].cells[0].text.visible.as_str()).collect::<Vec<_>>(), ["甲丙", "乙"]);
    assert_eq!(document.diagnostics, []);
    let document = read("<table>\n<tr><td>甲\n\n文[乙](../Page/乙.md \"wikilink\")\n");
    assert_eq!(
        (document.tables.len(), blocks(&document), document.diagnostics[0].message.as_str()),
        (1, vec!["文乙"], "a <table> without an end")
    );
    assert_eq!(read("<table></table>\n").diagnostics[0].message, "a table without rows");
    let document = read("<table><tr><td>甲<td>乙<tr><td>丙</table>\n");
    assert_eq!((document.tables[0].rows.len(), document.diagnostics.len()), (2, 0));
    let document = read("<table><tr><td>甲</td></tr><td>乙</td><b></table>\n");
    assert_eq!(document.tables[0].rows.len(), 2);
    let document = read("| 甲 | 乙 |\n|---|---|\n| 丙 |  |\n");
    assert_eq!((document.tables[0].rows.len(), document.tables[0].rows[0].header, document.tables[0].rows[1].cells.len()), (2, true, 2));
}

#[test]
fn pages_that_are_cut_off() {
    for (text, visible) in
        [("甲。[乙國的", "甲。乙國的"), ("甲。[乙國的](https://zh.wiki", "甲。乙國的"), ("甲。[乙](../Page/乙.md \"wiki", "甲。乙")]
    {
        let document = read(text);
        assert_eq!(blocks(&document), [visible]);
        assert_eq!(document.diagnostics.len(), 1, "{text}");
    }
}

#[test]
fn hostile_pages_take_linear_time() {
    let nested = (0..10_000).fold(String::new(), |text, depth: usize| text + &"  ".repeat(depth.min(2_000)) + "- x\n");
    let line = format!("{}x\n", "- * ".repeat(5_000));
    let pages = [
        nested,
        line,
        "> ".repeat(10_000) + "x",
        "{{small|".repeat(50_000),
        "-{".repeat(50_000) + &"}-".repeat(50_000),
        "[".repeat(100_000),
        "\\[".repeat(50_000) + &"](".repeat(50_000),
        "<table ".repeat(20_000) + &"</table ".repeat(20_000),
        "<table>".repeat(20_000),
        "<table>\n\n".repeat(20_000),
        "[x](".repeat(20_000),
        "[a](http://b ".repeat(20_000),
        format!("<table>{}</table>", "<tr><td><div>".repeat(20_000)),
        format!("<table><tr><td>{}</table>", "<table><tr><td>".repeat(2_000)),
        "<ref>".repeat(20_000),
        "（".repeat(100_000) + "。",
        "“。".repeat(50_000),
        "**《".repeat(50_000),
        "[a](b \"fig:\")".repeat(10_000) + &"\\]".repeat(20_000),
        "1. \n".repeat(20_000),
        "甲\n  -\n".repeat(20_000),
        format!("{}{}", (0..300).fold(String::new(), |text, depth| text + &"  ".repeat(depth) + "- x\n"), "\n".repeat(200_000)),
        "<a href=x>".repeat(20_000),
    ];
    for text in pages {
        let start = std::time::Instant::now();
        let page = RawPage::markdown("甲", &text);
        let document = document::read(&page);
        check(&document, &text);
        assert!(
            start.elapsed().as_secs() < 90,
            "{:?}: {:?}",
            &text[..30.min(text.len())].chars().take(9).collect::<String>(),
            start.elapsed()
        );
        println!("{:?} {} bytes", start.elapsed(), text.len());
    }
}

/// Pages that random cuts and mixtures are made of.
const PARTS: [&str; 24] = [
    "甲國與[乙國的人](../Page/乙國.md \"wikilink\")",
    "\n",
    "\n\n",
    "  - ",
    "      -\n",
    "  -\n",
    "### ",
    "\\[3\\]",
    "**《約》**是",
    "-{zh-hans:激光;zh-hant:雷射}-",
    "<table>\n<tr>\n<td></td>\n<td><p>5%&amp;</p></td>\n</tr>\n</table>",
    "</table>",
    "{{flag|",
    "}}",
    "（）",
    "「甲。」",
    "[Category:甲](https://zh.wikipedia.org/wiki/Category:甲 \"wikilink\")",
    "1.  [](http://example.org/)\n2.\n",
    "[f.jpg](File:f.jpg \"fig:f.jpg\")",
    "\\]\\]",
    "<br />",
    "<ref>x</ref>",
    "\r\n",
    "[^1]: 註\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_can_be_read(text in "\\PC{0,200}") {
        read(&text);
    }

    #[test]
    fn any_marks_can_be_read(text in "[-*_`<>|&;#=\\[\\](){}!~:\"'\\\\/ \\n\\r\\ta1甲。（）]{0,120}") {
        read(&text);
    }

    #[test]
    fn any_mixture_can_be_read(parts in prop::collection::vec(0..PARTS.len(), 0..40), cut in 0..2000_usize) {
        let text: String = parts.iter().map(|&part| PARTS[part]).collect();
        let cut = (0..=cut.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
        read(&text);
        read(&text[..cut]);
        read(&text[cut..]);
    }
}
