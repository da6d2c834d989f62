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
fn check(document: &Document, source: &str) {
    for text in document.texts() {
        check_text(text, source);
    }
    let inside = |span: Span| assert!(span.start <= span.end && span.end <= source.len(), "{span:?}");
    for block in &document.blocks {
        inside(block.span);
        for sentence in &block.text.sentences {
            let span = block.text.source(sentence.clone());
            assert!(block.span.start <= span.start && span.end <= block.span.end, "{:?} of {:?}: {span:?} in {:?}", sentence, block.text, block.span);
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
        if std::env::var("DUMP").is_ok_and(|wanted| wanted == title) {
            println!("{document:#?}");
        }
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
    let in_tables: BTreeSet<_> = document.tables.iter().filter_map(|table| table.caption.as_ref()).flat_map(|text| &text.links).map(|link| link.span).collect();
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
    let countries: Vec<_> = document.sections.iter().filter(|section| section.parent.is_some_and(|parent| groups.contains(&parent))).collect();
    assert_eq!((groups.len(), countries.len()), (3, 9));
    assert_eq!(countries.iter().filter(|section| section.heading.links.is_empty()).count(), 7);
    assert_eq!(document.diagnostics, []);
}
