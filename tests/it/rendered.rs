//! Pages as MediaWiki renders them, against the wikitext that they come from.

use std::path::Path;

use entente::{
    document::{BlockKind, Document, Target, Text, read},
    pipeline::{Options, Pipeline},
    source::{Format, RawPage},
};

const TITLE: &str = "比利牛斯條約";

fn page(name: &str, format: Format) -> RawPage {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendered").join(name);
    RawPage::markdown(TITLE, std::fs::read(path).unwrap()).in_format(format)
}

fn pages() -> [RawPage; 3] {
    [
        page("比利牛斯條約.wikitext", Format::Wikitext),
        page("比利牛斯條約.html", Format::Html),
        page("比利牛斯條約.article.html", Format::Html),
    ]
}

fn rendered(html: &str) -> Document {
    read(&RawPage::markdown("甲國", html).in_format(Format::Html))
}

fn links(text: &Text) -> String {
    let link = |link: &entente::document::Link| match &link.target {
        Target::File(_) => String::new(),
        target => format!("{}→{target:?} ", &text.visible[link.label.clone()]),
    };
    text.links.iter().map(link).collect()
}

/// All that a page says, but for the places where it stands.
fn told(document: &Document) -> String {
    let mut lines = Vec::new();
    for section in &document.sections {
        lines.push(format!("{} {:?} {}", section.level, section.parent, section.heading.visible));
    }
    for block in &document.blocks {
        let kind = match block.kind {
            BlockKind::Item { depth, parent } => format!("item {depth} {}", parent.is_some()),
            kind => format!("{kind:?}"),
        };
        let notes: Vec<_> = block.text.notes.iter().map(|note| (note.at, &note.label)).collect();
        lines.push(format!("{} {kind}: {} {} {notes:?}", block.section, block.text.visible, links(&block.text)));
        lines.extend(block.text.variants.iter().map(|variant| format!("variant {:?} {:?}", variant.visible, variant.forms)));
    }
    for table in &document.tables {
        lines.push(format!("table {} {:?}", table.section, table.caption.as_ref().map(|caption| &caption.visible)));
        for row in &table.rows {
            lines.push(row.cells.iter().map(|cell| format!("{}|{}| {} ", row.header, cell.text.visible, links(&cell.text))).collect());
        }
    }
    let sources = document.notes.iter().map(|note| format!("note {} {:?}", note.label, note.sources));
    lines.extend(sources);
    let mut categories: Vec<&str> = document.categories.iter().map(|category| category.name.as_str()).collect();
    categories.sort_unstable();
    lines.push(format!("{categories:?} {:?}", document.redirect));
    lines.join("\n")
}

/// Every part of a text that is as long as its source is its source.
fn spans_hold(page: &RawPage, document: &Document) {
    let source = std::str::from_utf8(&page.bytes).unwrap();
    for text in document.texts() {
        for piece in &text.pieces {
            let span = &source[piece.source.range()];
            let visible = &text.visible[piece.visible..piece.visible + piece.length];
            assert!(span.len() != visible.len() || span == visible, "{visible} is not {span}");
        }
    }
}

#[test]
fn one_page_in_three_forms() {
    let [wikitext, parsoid, article] = pages();
    let expected = told(&read(&wikitext));
    assert!(expected.contains("item 1 true: 法國的首席大臣") && expected.contains("1659年條約"), "{expected}");
    for page in [&parsoid, &article] {
        let document = read(page);
        assert!(document.diagnostics.is_empty() && document.losses.is_empty(), "{:?} {:?}", document.diagnostics, document.losses);
        spans_hold(page, &document);
    }
    let (parsoid, article) = (told(&read(&parsoid)), told(&read(&article)));
    // Parsoid keeps both forms of a word, the article page shows one.
    let plain = |text: &str| text.lines().filter(|line| !line.starts_with("variant")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(plain(&parsoid), plain(&article));
    // A citation is put into words by its template, which only the rendered page has.
    let without_notes = |text: &str| text.lines().filter(|line| !line.starts_with("note")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_notes(&parsoid), without_notes(&expected));
}

#[test]
fn one_page_states_the_same_in_all_forms() {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let statements = |page: &RawPage| {
        let reading = pipeline.read(page);
        let name = |id| reading.cast.get(id).key.clone();
        let mut found: Vec<String> = reading
            .findings
            .statements
            .iter()
            .map(|found| format!("{} {} {} {:?}", name(found.subject), found.relation, name(found.object), found.status))
            .collect();
        found.sort();
        found
    };
    let [wikitext, parsoid, article] = pages();
    let expected = statements(&wikitext);
    assert!(expected.len() >= 3, "{expected:?}");
    assert_eq!(statements(&parsoid), expected);
    assert_eq!(statements(&article), expected);
}

#[test]
fn publisher_and_date_of_a_citation() {
    let document = read(&pages()[1]);
    assert_eq!(document.notes[0].publisher.as_deref(), Some("Yale University Press"));
    assert_eq!(document.notes[0].date.as_deref(), Some("1986"));
    assert_eq!(document.notes[1].publisher, None);
}

#[test]
fn redirects() {
    let parsoid = "<body class=\"mw-parser-output\"><section><p>#REDIRECT</p><link rel=\"mw:PageProp/redirect\" href=\"./乙國_(舊)\"/></section></body>";
    let article = "<div class=\"mw-parser-output\"><div class=\"redirectMsg\"><p>重定向到：</p><ul class=\"redirectText\"><li>\
                   <a href=\"/wiki/%E4%B9%99%E5%9C%8B_(%E8%88%8A)\">乙國 (舊)</a></li></ul></div></div>";
    for html in [parsoid, article] {
        assert_eq!(rendered(html).redirect.as_deref(), Some("乙國 (舊)"), "{html}");
    }
}

#[test]
fn boxes_flags_and_what_is_aside() {
    let html = "<body><table class=\"infobox vevent\" data-mw='{\"parts\":[{\"template\":{\"target\":{\"wt\":\"Infobox treaty\\n\"},\"params\":{}}}]}'>\
                <tr><th colspan=\"2\">甲條約</th></tr><tr><th>簽署日</th><td>1659年11月7日</td></tr><tr><th>簽署方：</th><td><ul><li><a href=\"./法國\">法國</a></li>\
                <li>西班牙</li></ul></td></tr></table>\
                <table><tr><th>國</th><th>數</th></tr><tr><td><span class=\"flagicon\"><a href=\"./法國\"><img alt=\"\" src=\"//x/23px-Flag_of_France.svg.png\"></a></span></td><td>5</td></tr>\
                <tr><td><img src=\"//x/Flag_of_Spain.svg\" alt=\"西班牙\"> <a href=\"./西班牙\">西班牙</a></td><td>6</td></tr></table>\
                <div class=\"navbox\">導航</div><p>正文<style>x</style><span style=\"display: none\">暗</span><math>y</math>。</p><div class=\"hatnote\">主條目：<a href=\"./乙\">乙</a></div></body>";
    let document = rendered(html);
    let infobox = &document.infoboxes[0];
    assert_eq!(infobox.name, "Infobox treaty");
    let fields: Vec<_> = infobox.fields.iter().map(|field| (field.name.as_str(), field.text.visible.as_str())).collect();
    assert_eq!(fields, [("簽署日", "1659年11月7日"), ("簽署方", "法國\n西班牙")]);
    let cells: Vec<_> = document.tables[0].rows.iter().map(|row| row.cells[0].text.visible.as_str()).collect();
    assert_eq!(cells, ["國", "France", "西班牙"]);
    let blocks: Vec<_> = document.blocks.iter().map(|block| block.text.visible.as_str()).collect();
    assert_eq!(blocks, ["正文。", "主條目：乙"]);
    assert!(document.losses.is_empty(), "{:?}", document.losses);
}

#[test]
fn hostile_pages_are_read_in_time() {
    let deep = |tag: &str| format!("<{tag}>").repeat(60_000);
    for html in [
        deep("div"),
        deep("ul><li"),
        deep("table><tr><td"),
        deep("sup class=reference"),
        deep("a href=./x"),
        deep("h2"),
        "</div>".repeat(100_000),
        "<b><i></b></i>".repeat(30_000),
        "<td>x".repeat(60_000),
        "<a href=".repeat(30_000),
        format!("<p>甲<p>{}", "&amp;".repeat(100_000)),
        "<span typeof=mw:LanguageVariant data-mw-variant='{'></span>".repeat(5000),
        "<div class=redirectMsg><a href=./x>y</a>".repeat(20_000),
    ] {
        let start = std::time::Instant::now();
        let _ = rendered(&html);
        assert!(start.elapsed().as_secs() < 90, "{}: {:?}", &html[..40], start.elapsed());
    }
}
