//! What a template puts into the text.

use super::{
    Reader, Sink, Step,
    markup::Node,
    open_part,
    templates::{self, Argument, Call, Role},
};
use crate::{
    document::{
        Infobox, LossKind, Target,
        target::{Destination, wikilink},
    },
    span::Span,
};

impl<'a> Reader<'a> {
    /// `{{…}}`
    pub(super) fn template(&mut self, node: Node) {
        let call = Call::read(self.source, &self.markup, node);
        let span = Span::new(node.start(), node.end());
        if call.name == "!" && call.arguments.is_empty() {
            return self.pipe_in_words(node);
        }
        if self.part_hides() {
            self.at = node.end();
            return;
        }
        let role = call.role();
        match role {
            Role::Country => self.country(
                node,
                call.place(1).or_else(|| call.named(&["name", "country"])),
                call.named(&["name"]).or_else(|| call.place(3)),
            ),
            Role::CountryCode => {
                self.country_words(node, node.start() + 2 + self.source[node.start() + 2..].find(call.name).unwrap_or(0), call.name)
            }
            Role::CountryIcon => {
                if let Some(country) = call.place(1)
                    && let Some(part) = self.part()
                {
                    part.builder.flag(country.value, Span::new(country.start, country.end()));
                }
                self.at = node.end();
            }
            Role::Show(place) => {
                let shown =
                    if place == 0 { call.unnamed().last() } else { call.place(usize::from(place)).or_else(|| call.unnamed().last()) };
                self.show(node, shown.into_iter(), Between::Nothing);
            }
            Role::Lines => self.show(node, call.unnamed().chain(call.named(&["content", "list", "text"])), Between::Line),
            Role::List => self.show(node, call.unnamed(), Between::Words("、")),
            Role::Join => self.show(node, call.unnamed().take(2), Between::Nothing),
            Role::Says(words) => {
                self.push(words, span);
                self.at = node.end();
            }
            Role::Date => self.date(node, &call),
            Role::Link(local, label, foreign) => self.link_template(node, &call, local, label, foreign),
            Role::LinkAny | Role::LinkForeignFirst => self.link_any(node, &call, role == Role::LinkForeignFirst),
            Role::Main => self.main(node, &call),
            Role::Quote => self.quote(node, &call),
            Role::Cite => self.citation(node, &call),
            Role::Note | Role::ShortNote | Role::NamedNotes | Role::Reflist => self.note_template(node, &call, role),
            Role::PageName => {
                let title = self.raw.title.clone();
                self.push(&title, span);
                self.at = node.end();
            }
            Role::Value => {
                let start = node.start() + 2;
                let end = self.markup.pipes(node).next().unwrap_or(node.end() - 2);
                let colon = self.source[start..end].find(':').map_or(end, |colon| start + colon + 1);
                self.later(node.end(), [Step::Read { start: colon, end, line: false }].into_iter());
            }
            Role::Infobox => self.infobox(node, &call),
            Role::Silent => self.at = node.end(),
            Role::Unknown => {
                self.page.lose(LossKind::Template(templates::title(call.name)), span);
                self.at = node.end();
            }
        }
    }

    fn part_hides(&mut self) -> bool {
        open_part(&mut self.sinks).is_some_and(|part| part.inline.hides())
    }

    /// A template without an end: its name is not text.
    pub(super) fn unclosed_template(&mut self) {
        let start = self.at;
        let behind = &self.source[start + 2..self.end];
        let end = behind
            .char_indices()
            .find(|&(at, c)| at >= 80 || matches!(c, '|' | '\n' | '{' | '}' | '[' | '<' | '。' | '，'))
            .map_or(behind.len(), |(at, _)| at);
        let name = behind[..end].trim();
        if !name.is_empty() {
            self.page.lose(LossKind::Template(templates::title(name)), Span::new(start, start + 2 + end));
        }
        let bar = usize::from(behind[end..].starts_with('|'));
        self.at = start + 2 + end + bar;
    }

    /// `{{!}}`: within a table a mark of its own.
    fn pipe_in_words(&mut self, node: Node) {
        let doubled = self.source[node.end()..self.end].starts_with("{{!}}");
        if doubled && self.in_wiki_cell() {
            self.at = node.end() + 3;
            return self.next_cell();
        }
        self.push("|", Span::new(node.start(), node.end()));
        self.at = node.end();
    }

    /// A flag with the country's name: the name in the source is a link to the country, another one that is shown its label.
    fn country(&mut self, node: Node, country: Option<Argument<'a>>, shown: Option<Argument<'a>>) {
        let Some(country) = country else {
            self.at = node.end();
            return;
        };
        let shown = shown.filter(|shown| {
            shown.start != country.start && !shown.value.contains(['=', '{', '[', '<', '|']) && !shown.value.ends_with("px")
        });
        match shown {
            Some(shown) => {
                let to = Destination::Link(Target::Country(country.value.to_owned()));
                let label = Step::Read { start: shown.start, end: shown.end(), line: false };
                self.later(node.end(), [Step::OpenLink(to, Span::new(node.start(), node.end())), label, Step::CloseLink(None)].into_iter());
            }
            None if country.value.contains(['{', '[', '<']) => self.show(node, std::iter::once(country), Between::Nothing),
            None => self.country_words(node, country.start, country.value),
        }
    }

    fn country_words(&mut self, node: Node, start: usize, name: &'a str) {
        self.at = node.end();
        let Some(part) = self.part() else { return };
        part.builder.open_link(Destination::Link(Target::Country(name.to_owned())), false, Span::new(node.start(), node.end()));
        part.builder.push(name, Span::new(start, start + name.len()));
        self.close_link(None);
    }

    /// Shows arguments.
    fn show(&mut self, node: Node, shown: impl Iterator<Item = Argument<'a>>, between: Between) {
        let mut steps = Vec::new();
        for argument in shown {
            let edge = Span::new(argument.start, argument.start);
            match between {
                Between::Words(words) if !steps.is_empty() => steps.push(Step::Words(words, edge)),
                Between::Line => steps.push(Step::Break(edge)),
                _ => {}
            }
            steps.push(Step::Read { start: argument.start, end: argument.end(), line: argument.line });
        }
        if between == Between::Line {
            steps.push(Step::Break(Span::new(node.end(), node.end())));
        }
        self.later(node.end(), steps.into_iter());
    }

    /// `{{start date|1963|1|22}}` shows 1963年1月22日.
    fn date(&mut self, node: Node, call: &Call<'a>) {
        let numbers: Vec<u32> = call.unnamed().map_while(|argument| argument.value.parse().ok()).take(3).collect();
        self.at = node.end();
        let span = Span::new(node.start(), node.end());
        let words = match numbers[..] {
            [year, month, day, ..] if (1..=12).contains(&month) && (1..=31).contains(&day) => format!("{year}年{month}月{day}日"),
            [year, month] if (1..=12).contains(&month) => format!("{year}年{month}月"),
            [year] => format!("{year}年"),
            _ => return self.show(node, call.unnamed().take(1), Between::Nothing),
        };
        self.push(&words, span);
    }

    fn link_template(&mut self, node: Node, call: &Call<'a>, local: u8, label: u8, foreign: u8) {
        let place = |place: u8| call.place(usize::from(place));
        let Some(local) = place(local) else { return self.at = node.end() };
        let label = place(label).unwrap_or(local);
        let other = call.language().zip(place(foreign)).map(|(prefix, foreign)| interwiki(prefix, foreign));
        self.link_words(node, (label.start, label.end()), local.value, other);
    }

    /// Templates whose arguments come in several orders: a code of a language tells which is which.
    fn link_any(&mut self, node: Node, call: &Call<'a>, foreign_first: bool) {
        let unnamed: Vec<Argument<'a>> = call.unnamed().collect();
        let is_language = |argument: &Argument<'_>| {
            (2..=12).contains(&argument.value.len()) && argument.value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        };
        let (local, language, foreign, label) = match unnamed[..] {
            [language, foreign, local, ..] if foreign_first => (local, Some(language), Some(foreign), unnamed.get(3)),
            [language, local, ..] if is_language(&language) && !foreign_first => {
                (local, Some(language), unnamed.get(2).copied(), unnamed.get(3))
            }
            [local, language, ..] if is_language(&language) => (local, Some(language), unnamed.get(2).copied(), None),
            [local, foreign, ..] => (local, call.named(&["lang-code", "lang"]), Some(foreign), unnamed.get(2)),
            [local] => (local, None, None, None),
            [] => return self.at = node.end(),
        };
        let shown = call.named(&["lt", "label", "d", "顯示", "显示"]).or(label.copied()).unwrap_or(local);
        let other = language.zip(foreign).map(|(language, foreign)| interwiki(language.value, foreign));
        self.link_words(node, (shown.start, shown.end()), local.value, other);
    }

    /// `{{main|A|B}}`: a block of links, each on a line of its own.
    fn main(&mut self, node: Node, call: &Call<'a>) {
        let on_page = self.on_page();
        if on_page {
            self.end_block();
        }
        let mut steps = Vec::new();
        for argument in call.unnamed() {
            let span = Span::new(argument.start, argument.end());
            steps.push(Step::Break(Span::new(span.start, span.start)));
            // A title holds no other marks: what does is read as it is.
            let to = Some(argument.value).filter(|value| !value.contains(['[', '{', '<', '\n'])).map(|value| wikilink(value, self.raw));
            let read = Step::Read { start: span.start, end: span.end, line: false };
            match to {
                Some(to @ Destination::Link(Target::Page { .. })) => steps.extend([Step::OpenLink(to, span), read, Step::CloseLink(None)]),
                _ => steps.push(read),
            }
        }
        if on_page {
            steps.push(Step::EndBlock);
        }
        self.later(node.end(), steps.into_iter());
    }

    fn quote(&mut self, node: Node, call: &Call<'a>) {
        let text = call.named(&["text", "quote", "content", "引文", "內容", "内容"]).or_else(|| call.place(1));
        let read = text.map(|text| Step::Read { start: text.start, end: text.end(), line: text.line });
        if self.on_page() {
            self.end_block();
            self.quotes += 1;
            self.later(node.end(), read.into_iter().chain([Step::EndQuote]));
        } else {
            self.hard_break(Span::new(node.start(), node.start()));
            self.later(node.end(), read.into_iter().chain([Step::Break(Span::new(node.end(), node.end()))]));
        }
    }

    /// An infobox: its arguments are facts.
    fn infobox(&mut self, node: Node, call: &Call<'a>) {
        const NUMBERS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let span = Span::new(node.start(), node.end());
        let depth = self.sinks.len();
        self.sinks.push(Sink::Infobox(Infobox { section: 0, name: templates::title(call.name), fields: Vec::new(), span }));
        let mut steps = Vec::with_capacity(3 * call.arguments.len() + 1);
        let mut unnamed = 0;
        for argument in &call.arguments {
            let name = argument.name.or_else(|| {
                unnamed += 1;
                NUMBERS.get(unnamed - 1).copied()
            });
            let Some(name) = name.filter(|_| !argument.value.is_empty()) else { continue };
            let field = Span::new(argument.start, argument.end());
            steps.extend([
                Step::Field { name, span: field },
                Step::Read { start: field.start, end: field.end, line: argument.line },
                Step::Close(depth + 1),
            ]);
        }
        steps.push(Step::Close(depth));
        self.later(node.end(), steps.into_iter());
    }
}

/// What stands between arguments that are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    Line,
    Words(&'static str),
}

fn interwiki(prefix: &str, foreign: Argument<'_>) -> (Target, Span) {
    let title = foreign.value.replace('_', " ");
    (Target::Interwiki { prefix: prefix.trim().to_owned(), title }, Span::new(foreign.start, foreign.end()))
}
