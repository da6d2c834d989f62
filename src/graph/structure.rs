//! The page itself: its sections, categories, links, notes and losses.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxigraph::model::{Literal, NamedNode};

use super::{
    Scene, Writer, iri,
    vocab::{self, Ent, dct, schema, skos},
    writer::unique,
};
use crate::document::{Document, LossKind, Note};

/// Longest title of a note that is taken from its text, in characters.
const NOTE_TITLE: usize = 200;

/// The IRIs of a document's sections, with the anchors that `MediaWiki` gives them.
pub(super) fn sections(document: &Document, page: &NamedNode) -> Vec<NamedNode> {
    // MediaWiki compares anchors without regard to case and numbers the repeated ones from 2.
    let mut used: HashSet<String> = HashSet::new();
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut iris = Vec::with_capacity(document.sections.len());
    for section in &document.sections {
        if section.level == 0 {
            iris.push(page.clone());
            continue;
        }
        let plain = iri::anchor(&section.heading.visible);
        let lower = plain.to_lowercase();
        let mut anchor = plain.clone();
        if !used.insert(lower.clone()) {
            let number = next.entry(lower.clone()).or_insert(2);
            while !used.insert(format!("{lower}_{number}")) {
                *number += 1;
            }
            anchor = format!("{plain}_{number}");
        }
        iris.push(iri::section(page, &anchor));
    }
    iris
}

/// Writes what the page is made of.
pub(super) fn write(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    write_page(scene, writer);
    write_sections(scene, writer);
    write_categories(scene, writer);
    write_links(scene, writer);
    for note in &scene.document.notes {
        write_note(scene, writer, note);
    }
    write_losses(scene, writer);
}

fn write_page(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    let page = &scene.page;
    writer.ent_class(page, Ent::Page);
    writer.words(page, dct::TITLE, scene.meta.title);
    writer.text(page, dct::LANGUAGE, scene.meta.language);
    writer.ent_text(page, Ent::Sha256, scene.meta.sha256);
    writer.add(page, dct::LICENSE, vocab::CC_BY_SA_4.into_owned());
    if let Some((revision, time)) = scene.meta.revision {
        writer.text(page, schema::VERSION, revision.to_string());
        if !time.is_empty() {
            writer.add(page, dct::MODIFIED, Literal::new_typed_literal(time, vocab::xsd::DATE_TIME));
        }
    }
    for alias in scene.meta.aliases {
        let alias_page = iri::page(scene.meta.language, alias);
        writer.words(&alias_page, dct::TITLE, alias);
        writer.ent(&alias_page, Ent::RedirectsTo, page.clone());
    }
    if let Some(target) = &scene.document.redirect {
        // No title holds a `#`.
        let (title, place) = target.split_once('#').map_or((target.as_str(), None), |(title, place)| (title, Some(place)));
        let target = iri::page(scene.meta.language, title);
        writer.ent(page, Ent::RedirectsTo, place.map_or_else(|| target.clone(), |place| iri::section(&target, &iri::anchor(place))));
    }
}

fn write_sections(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    for (index, (section, iri)) in scene.document.sections.iter().zip(&scene.sections).enumerate() {
        if let Some(about) = scene.findings.about.get(index).copied().flatten().and_then(|id| scene.entity(id)) {
            writer.ent(iri, Ent::About, about.clone());
        }
        if section.level == 0 {
            continue;
        }
        writer.ent_class(iri, Ent::Section);
        writer.words(iri, dct::TITLE, section.heading.visible.trim());
        writer.ent_integer(iri, Ent::Level, usize::from(section.level));
        writer.ent_integer(iri, Ent::Position, index);
        writer.add(&scene.page, dct::HAS_PART, iri.clone());
        if let Some(parent) = section.parent.and_then(|parent| scene.sections.get(parent)).filter(|parent| **parent != scene.page) {
            writer.ent(iri, Ent::ParentSection, parent.clone());
        }
    }
}

fn write_categories(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    for category in unique(&scene.document.categories, |category| category.name.as_str()) {
        let iri = scene.names.category(scene.meta.language, &category.name);
        writer.add(&scene.page, dct::SUBJECT, iri.clone());
        writer.class(&iri, skos::CONCEPT);
        writer.words(&iri, skos::PREF_LABEL, &category.name);
    }
}

fn write_links(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    let mut from_page = HashSet::new();
    let mut from_section = HashSet::new();
    for link in &scene.findings.links {
        let Some(target) = scene.entity(link.entity) else { continue };
        if from_page.insert(link.entity) {
            writer.ent(&scene.page, Ent::LinksTo, target.clone());
        }
        if let Some(section) = scene.sections.get(link.section).filter(|section| **section != scene.page)
            && from_section.insert((link.section, link.entity))
        {
            writer.ent(section, Ent::LinksTo, target.clone());
        }
    }
}

fn write_note(scene: &Scene<'_>, writer: &mut Writer<'_>, note: &Note) {
    let visible = note.text.visible.trim();
    if visible.is_empty() && note.sources.is_empty() {
        return;
    }
    let iri = scene.names.note(scene.meta.language, scene.meta.title, &note.label);
    writer.ent_class(&iri, Ent::Note);
    writer.ent_text(&iri, Ent::Label, note.label.as_str());
    writer.ent(&iri, Ent::OnPage, scene.page.clone());
    let mut titled = false;
    for (address, words) in &note.sources {
        if let Some(address) = iri::address(address) {
            writer.add(&iri, dct::SOURCE, address);
        }
        let words = words.trim();
        if !words.is_empty() {
            titled = true;
            writer.text(&iri, dct::TITLE, words);
        }
    }
    if let Some(publisher) = &note.publisher {
        writer.text(&iri, dct::PUBLISHER, publisher.as_str());
    }
    if let Some(date) = &note.date {
        writer.text(&iri, dct::DATE, date.as_str());
    }
    if !titled && !visible.is_empty() {
        writer.text(&iri, dct::TITLE, visible.chars().take(NOTE_TITLE).collect::<String>());
    }
}

fn write_losses(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    let mut counts: BTreeMap<&LossKind, usize> = BTreeMap::new();
    for loss in &scene.document.losses {
        *counts.entry(&loss.kind).or_default() += 1;
    }
    for (kind, count) in counts {
        let kind = loss_name(kind);
        let iri = scene.names.loss(scene.meta.language, scene.meta.title, &kind);
        writer.ent_class(&iri, Ent::Loss);
        writer.ent(&iri, Ent::OnPage, scene.page.clone());
        writer.ent(&iri, Ent::LossKind, Literal::new_simple_literal(kind));
        writer.ent_integer(&iri, Ent::Count, count);
    }
}

/// What the graph calls a kind of loss.
fn loss_name(kind: &LossKind) -> String {
    match kind {
        LossKind::Cell => "cell".to_owned(),
        LossKind::Row => "row".to_owned(),
        LossKind::Item => "item".to_owned(),
        LossKind::ItemHead => "item-head".to_owned(),
        LossKind::Bracket => "bracket".to_owned(),
        LossKind::Note => "note".to_owned(),
        LossKind::NoteMissing => "note-missing".to_owned(),
        LossKind::Heading => "heading".to_owned(),
        LossKind::LinkLabel => "link-label".to_owned(),
        LossKind::Template(name) => format!("template:{name}"),
    }
}
