//! One page from document to findings.

use super::{
    Engine, Event, Findings, LinkUse, Statement, Status, Via,
    context::{Flow, Topic},
    engine::Place,
    infobox, lists, polls, tables,
};
use crate::{
    document::{BlockKind, Document, Target, Text},
    mention::{Cast, Gazetteer, Kind, Mentions, all_texts},
};

/// Reads a page: who is named on it and what it states.
#[must_use]
pub fn read(document: &Document, gazetteer: &Gazetteer, engine: &Engine) -> (Cast, Findings) {
    let mut mentions = Mentions::new(gazetteer, engine.words(), document);
    let mut topic = Topic::new(document, &mut mentions, engine.set("apparatus"));
    if topic.pair.is_none()
        && topic.own.is_none()
        && let Some((a, b)) = infobox::pair(document, engine.boxes(), &mut mentions)
    {
        mentions.set_pair(a, b);
        topic.pair = Some((a, b));
        topic.polity = None;
    }
    let mut flow = Flow::default();
    let mut statements: Vec<Statement> = Vec::new();
    let mut section = usize::MAX;
    // On the page of an exercise an item that begins with somebody's name tells of the exercise.
    let headed = topic.pair.is_none() && topic.own.is_none_or(|own| mentions.cast.get(own).kind != Kind::Exercise);
    // What the heading, or the text before a list, says of it.
    let mut heading: Option<lists::Clause<'_>> = None;
    let mut lead: Option<(String, Option<lists::Clause<'_>>)> = None;
    // What looks like Chinese words in another language says something else.
    for block in document.blocks.iter().filter(|_| document.is_chinese()) {
        if block.section != section {
            section = block.section;
            flow.section(topic.year.get(section).and_then(Option::as_ref));
            mentions.section();
            lead = None;
            let words = document.sections.get(section).map(|here| &here.heading);
            heading = words.and_then(|words| lists::Clause::of_heading(words, section, &mut mentions));
        }
        if topic.apparatus.get(section).copied().unwrap_or(false) {
            continue;
        }
        flow.block();
        let item = matches!(block.kind, BlockKind::Item { .. });
        if item {
            // An item tells nothing of whom the one before was about, not even where its own name is lost: `：与两国…`.
            flow.subject.clear();
        } else {
            lead = lists::lead(&block.text.visible).map(|words| (words, None));
        }
        if !has_chinese(&block.text.visible) && !links_to_actors(&block.text, &mentions) {
            continue;
        }
        let sentences = mentions.mark(&block.text);
        let about = Some(&sentences).filter(|_| headed && item).and_then(|item| lists::head(item, &mentions)).or(topic.about(section));
        let place = Place { document, text: &block.text, section, about, topic: &topic, item };
        if item {
            lists::item(&place, lead.as_ref().map(|(words, _)| words.as_str()), &sentences, &mentions, engine, &mut statements);
            if let Some(clause) = lead.as_ref().map_or(heading.as_ref(), |(_, clause)| clause.as_ref()) {
                clause.item(&place, &sentences, engine, &mentions, &mut statements);
            }
        } else if let Some((_, clause)) = &mut lead {
            *clause = lists::Clause::new(&block.text, section, &sentences);
        }
        for sentence in &sentences {
            engine.read(&place, sentence, &mentions, &mut flow, &mut statements);
        }
    }
    tables::read(document, &mut mentions, &topic, &flow.holders, engine, &mut statements);
    infobox::read(document, &mut mentions, &topic, engine, &mut statements);
    let polls = polls::read(document, &mut mentions, &topic);
    let links = links(document, &mentions);
    let events = events(&statements, &mentions);
    let own = topic.own.or_else(|| mentions.titled(&document.title));
    (mentions.cast, Findings { statements, events, polls, about: topic.about, links, own })
}

/// Whether a text holds a Chinese character: all rules are about Chinese words.
fn has_chinese(text: &str) -> bool {
    /// The first byte of what comes before them, in UTF-8.
    const BEFORE: u8 = 0xE2;
    text.bytes().any(|byte| byte > BEFORE)
}

/// Whether a text links to somebody whom the text behind it can go on about, whatever is written there: an item that is a flag.
fn links_to_actors(text: &Text, mentions: &Mentions<'_>) -> bool {
    let kinds = text.links.iter().filter_map(|link| mentions.link(link.span)).map(|named| mentions.cast.get(named.entity).kind);
    kinds.into_iter().any(|kind| kind.is_actor() || kind.is_event())
}

/// The links to pages, with their sections.
fn links(document: &Document, mentions: &Mentions<'_>) -> Vec<LinkUse> {
    let mut links = Vec::new();
    for (section, text) in all_texts(document) {
        for link in &text.links {
            let (Target::Page { .. } | Target::Country(_), Some(named)) = (&link.target, mentions.link(link.span)) else { continue };
            links.push(LinkUse {
                section,
                entity: named.entity,
                title: if let (true, Target::Page { title, .. }) = (named.leads, &link.target) { Some(title.clone()) } else { None },
                span: link.span,
            });
        }
    }
    links
}

/// The treaties, exercises and conflicts that affirmed statements go through.
fn events(statements: &[Statement], mentions: &Mentions<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for statement in statements.iter().filter(|s| s.status == Status::Affirmed) {
        for via in &statement.via {
            let Via::Entity(id) = via else { continue };
            if !mentions.cast.get(*id).kind.is_event() {
                continue;
            }
            let at = events.iter().position(|e| e.entity == *id).unwrap_or_else(|| {
                events.push(Event { entity: *id, participants: Vec::new(), dates: Vec::new(), places: Vec::new() });
                events.len() - 1
            });
            let event = &mut events[at];
            for side in [statement.subject, statement.object] {
                if !event.participants.contains(&side) {
                    event.participants.push(side);
                }
            }
            if let Some(date) = &statement.date
                && !event.dates.contains(date)
            {
                event.dates.push(date.clone());
            }
            for place in &statement.places {
                if !event.places.contains(place) {
                    event.places.push(*place);
                }
            }
        }
    }
    events
}
