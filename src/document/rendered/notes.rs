//! Notes of a rendered page: their marks, and the list at its end.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use super::{Reader, Sink};
use crate::{
    document::{Note, builder::Builder},
    span::Span,
};

/// What is known of notes so far.
#[derive(Default)]
pub(super) struct Notes {
    /// The labels of notes by their ids.
    labels: HashMap<String, String>,
    read: usize,
    /// What the citation in the note that is being read says of itself: publisher and date.
    cited: (Option<String>, Option<String>),
}

impl Notes {
    /// Reads what a citation says of itself, as OpenURL has it (<https://en.wikipedia.org/wiki/OpenURL>).
    pub(super) fn cited(&mut self, query: &str) {
        for part in query.split('&') {
            let Some((name, value)) = part.split_once('=') else { continue };
            let slot = match name {
                "rft.pub" | "rft.jtitle" => &mut self.cited.0,
                "rft.date" => &mut self.cited.1,
                _ => continue,
            };
            let value = value.replace('+', " ");
            slot.get_or_insert_with(|| percent_decode_str(&value).decode_utf8_lossy().trim().to_owned());
        }
    }
}

impl<'a> Reader<'a> {
    /// The mark of a note ends: `[3]`, with a link to the note.
    pub(super) fn end_call(&mut self, span: Span) {
        let Some(Sink::Call(shown, address)) = self.sinks.pop() else { return };
        let label = shown.trim_matches(['[', ']', ' ']).to_owned();
        let Some((_, id)) = address.split_once('#').filter(|_| !label.is_empty()) else { return };
        let id = percent_decode_str(id).decode_utf8_lossy().into_owned();
        let label = self.notes.labels.entry(id).or_insert(label).clone();
        if let Some(text) = self.open_text() {
            text.note(&label, span);
        }
    }

    pub(super) fn end_note(&mut self, id: &str, text: Builder<'a>, span: Span) {
        let (text, _) = text.finish_as_written(self.page);
        self.notes.read += 1;
        let label = self.notes.labels.get(id).cloned().unwrap_or_else(|| self.notes.read.to_string());
        let sources = text.addresses();
        let (publisher, date) = std::mem::take(&mut self.notes.cited);
        self.page.notes.push(Note { label, text, sources, publisher, date, span });
    }
}
