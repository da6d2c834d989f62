//! Notes: `<ref>`, the templates that hold or call notes, and the lists that define them.

use super::{
    Reader, Sink, Step,
    markup::Node,
    tag::{self, Tag},
    templates::{Call, Role},
};
use crate::{
    document::Note,
    hash::{HashMap, HashSet},
    span::Span,
};

/// Names and numbers of the notes of a page.
#[derive(Default)]
pub(super) struct Notes {
    groups: HashMap<String, Group>,
    /// Labels whose notes were read.
    defined: HashSet<String>,
}

/// The notes of a group.
#[derive(Default)]
struct Group {
    /// Labels by name.
    labels: HashMap<String, String>,
    /// How many notes it has.
    count: usize,
}

impl Notes {
    /// The label of a note: its number, behind the name of its group if it has one.
    fn label(&mut self, group: &str, name: &str) -> String {
        let notes = match self.groups.get_mut(group) {
            Some(notes) => notes,
            None => self.groups.entry(group.to_owned()).or_default(),
        };
        if let Some(label) = notes.labels.get(name) {
            return label.clone();
        }
        notes.count += 1;
        let label = if group.is_empty() { notes.count.to_string() } else { format!("{group} {}", notes.count) };
        if !name.is_empty() {
            notes.labels.insert(name.to_owned(), label.clone());
        }
        label
    }
}

impl<'a> Reader<'a> {
    /// `<ref name=… group=…>…</ref>`
    pub(super) fn note_element(&mut self, node: Node) {
        self.at = node.end();
        let Some(tag) = tag::read(self.source, node.start()) else { return };
        let (group, name) = (tag.attribute("group").unwrap_or_default(), tag.attribute("name").unwrap_or_default());
        if tag.empty {
            return self.call_note(group, name, Span::new(node.start(), node.end()));
        }
        let close = self.source[..node.end()].rfind("</").unwrap_or(node.end());
        self.note(group, name, Span::new(node.start(), node.end()), (tag.end, close));
    }

    fn call_note(&mut self, group: &str, name: &str, span: Span) {
        let label = self.notes.label(group, name);
        if !matches!(self.sinks.last(), Some(Sink::Definitions))
            && let Some(part) = self.part().filter(|part| !part.inline.hides())
        {
            part.builder.note(&label, span);
        }
    }

    /// Calls a note and reads it, unless it was read already or nothing is in it.
    fn note(&mut self, group: &str, name: &str, span: Span, (start, end): (usize, usize)) {
        let label = self.notes.label(group, name);
        if !matches!(self.sinks.last(), Some(Sink::Definitions))
            && let Some(part) = self.part().filter(|part| !part.inline.hides())
        {
            part.builder.note(&label, span);
        }
        let is_empty = self.source[start..end].trim().is_empty();
        if is_empty && !name.is_empty() || !self.notes.defined.insert(label.clone()) {
            self.at = span.end;
            return;
        }
        let depth = self.sinks.len();
        let part = self.new_part();
        self.sinks.push(Sink::Note { label, note: Box::new(Note { span, ..Note::default() }), part });
        self.later(span.end, [Step::Read { start, end, line: false }, Step::Close(depth)].into_iter());
    }

    pub(super) fn end_note(&mut self, label: String, mut note: Note, part: super::Part<'a>) {
        let (text, _) = part.finish(self.page);
        note.sources = text.addresses();
        self.page.notes.push(Note { label, text, ..note });
    }

    /// `<references>…</references>` defines notes that the text calls by name.
    pub(super) fn references_tag(&mut self, tag: &Tag<'_>) {
        if tag.empty {
            return;
        }
        if !tag.closes {
            if self.on_page() {
                self.end_block();
            }
            self.sinks.push(Sink::Definitions);
        } else if matches!(self.sinks.last(), Some(Sink::Definitions)) {
            let depth = self.sinks.len() - 1;
            self.close_to(depth);
        }
    }

    /// Templates that hold, call or list notes.
    pub(super) fn note_template(&mut self, node: Node, call: &Call<'a>, role: Role) {
        let span = Span::new(node.start(), node.end());
        self.at = node.end();
        let value = |names: &[&str]| call.named(names).map_or("", |argument| argument.value);
        match role {
            Role::Note => {
                let group = match value(&["group"]) {
                    "" => "註",
                    group => group,
                };
                let text = call.place(1).or_else(|| call.named(&["text"])).map_or((span.end, span.end), |text| (text.start, text.end()));
                self.note(group, value(&["name"]), span, text);
            }
            Role::ShortNote => {
                let words: Vec<&str> = call.unnamed().map(|argument| argument.value).collect();
                let (Some(first), Some(last)) = (call.place(1), call.arguments.last()) else { return };
                let page = value(&["p", "pp", "page", "pages", "loc"]);
                let name = format!("{} {page}", words.join(" "));
                // Author and year stand side by side: a bar between them is none of the words.
                let end = call.unnamed().last().map_or(last.end(), |argument| argument.end());
                let label = self.notes.label("", &name);
                if let Some(part) = self.part().filter(|part| !part.inline.hides()) {
                    part.builder.note(&label, span);
                }
                if !self.notes.defined.insert(label.clone()) {
                    return;
                }
                let depth = self.sinks.len();
                let part = self.new_part();
                self.sinks.push(Sink::Note { label, note: Box::new(Note { span, ..Note::default() }), part });
                let parts: Vec<(usize, usize)> = call.unnamed().map(|argument| (argument.start, argument.end())).collect();
                let mut steps = Vec::with_capacity(2 * parts.len() + 1);
                for (start, stop) in parts {
                    if start > first.start {
                        steps.push(Step::Words(" ", Span::new(start, start)));
                    }
                    steps.push(Step::Read { start, end: stop.min(end), line: false });
                }
                steps.push(Step::Close(depth));
                self.later(span.end, steps.into_iter());
            }
            Role::NamedNotes => {
                let group = value(&["group", "g"]).to_owned();
                let names: Vec<&str> = call.unnamed().map(|argument| argument.value).collect();
                for name in names {
                    self.call_note(&group, name, span);
                }
            }
            _ => {
                if let Some(list) = call.named(&["refs"]) {
                    if self.on_page() {
                        self.end_block();
                    }
                    let depth = self.sinks.len();
                    self.sinks.push(Sink::Definitions);
                    self.later(span.end, [Step::Read { start: list.start, end: list.end(), line: false }, Step::Close(depth)].into_iter());
                }
            }
        }
    }
}
