//! What must hold of whatever was read.

use entente::{
    document::{self, Document},
    source::{Format, RawPage},
};

/// Reads a page and looks at what came out.
#[allow(dead_code, reason = "not all targets read single pages")]
pub fn page(bytes: &[u8], format: Format) {
    let page = RawPage::markdown("中法關係", bytes).in_format(format);
    holds(&page, &document::read(&page));
}

/// All places are within the page, and text that is as long as its source is its source.
#[allow(dead_code, reason = "not all targets read single pages")]
pub fn holds(page: &RawPage, document: &Document) {
    for text in document.texts() {
        for piece in &text.pieces {
            let source = &page.bytes[piece.source.range()];
            let visible = &text.visible.as_bytes()[piece.visible..piece.visible + piece.length];
            assert!(source.len() != visible.len() || source == visible);
        }
        assert!(text.links.iter().all(|link| text.visible.get(link.label.clone()).is_some()));
        assert!(text.sentences.iter().all(|sentence| text.visible.get(sentence.clone()).is_some()));
        text.notes.iter().for_each(|note| assert!(text.visible.is_char_boundary(note.at)));
    }
    for block in &document.blocks {
        assert!(block.section < document.sections.len() && block.span.end <= page.bytes.len());
    }
    assert!(document.losses.iter().all(|loss| loss.section < document.sections.len() && loss.span.end <= page.bytes.len()));
}

/// Reads a dump or lines of JSON, and the pages in it.
#[allow(dead_code, reason = "not all targets read streams")]
pub fn stream(bytes: &[u8]) {
    use entente::source::{Input, Pages, Selection};
    let mut pages = Pages::files(Vec::new(), Selection { namespaces: Vec::new(), ..Selection::default() });
    pages.push_stream("bytes", std::io::Cursor::new(bytes.to_vec()));
    pages.each(&mut |input| {
        if let Input::Page(page) = input {
            assert!(!page.title.is_empty() && !page.language.is_empty() && std::str::from_utf8(&page.bytes).is_ok());
            holds(&page, &document::read(&page));
        }
        std::ops::ControlFlow::Continue(())
    });
}
