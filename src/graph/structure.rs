//! The page itself: its sections, categories, links and losses.

use std::collections::BTreeMap;

use oxigraph::model::NamedNode;

use super::{
    Scene, Writer, iri, notes,
    triples::Node,
    vocab::{self, Ent, dct, schema, skos},
    writer::unique,
};
use crate::{
    document::{Document, LossKind},
    hash::{HashMap, HashSet},
};

/// The IRIs of a document's sections, with the anchors that `MediaWiki` gives them.
pub(super) fn sections(document: &Document, address: &NamedNode, page: Node, writer: &mut Writer<'_>) -> Vec<Node> {
    // MediaWiki compares anchors without regard to case and numbers the repeated ones from 2.
    let mut used: HashSet<String> = HashSet::default();
    let mut next: HashMap<String, usize> = HashMap::default();
    let mut nodes = Vec::with_capacity(document.sections.len());
    for section in &document.sections {
        if section.level == 0 {
            nodes.push(page);
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
        nodes.push(writer.node(&iri::section(address, &anchor)));
    }
    nodes
}

/// Writes what the page is made of.
pub(super) fn write(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    write_page(scene, writer);
    write_sections(scene, writer);
    write_categories(scene, writer);
    write_links(scene, writer);
    notes::write(scene, writer);
    write_losses(scene, writer);
}

fn write_page(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    let page = scene.page;
    writer.class(page, Ent::Page);
    writer.words(page, dct::TITLE, scene.meta.title);
    writer.text(page, dct::LANGUAGE, scene.meta.language);
    writer.text(page, Ent::Sha256, scene.meta.sha256);
    writer.add(page, dct::LICENSE, vocab::CC_BY_SA_4);
    if let Some((revision, time)) = scene.meta.revision {
        writer.text(page, schema::VERSION, &revision.to_string());
        if !time.is_empty() {
            writer.typed(page, dct::MODIFIED, time, vocab::xsd::DATE_TIME);
        }
    }
    for alias in scene.meta.aliases {
        let alias_page = writer.node(&iri::page(scene.meta.language, alias));
        writer.words(alias_page, dct::TITLE, alias);
        writer.add(alias_page, Ent::RedirectsTo, page);
    }
    if let Some(target) = &scene.document.redirect {
        // No title holds a `#`.
        let (title, place) = target.split_once('#').map_or((target.as_str(), None), |(title, place)| (title, Some(place)));
        let target = iri::page(scene.meta.language, title);
        let target = place.map_or_else(|| target.clone(), |place| iri::section(&target, &iri::anchor(place)));
        writer.add(page, Ent::RedirectsTo, &target);
    }
}

fn write_sections(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    for (index, (section, &node)) in scene.document.sections.iter().zip(&scene.sections).enumerate() {
        if let Some(about) = scene.findings.about.get(index).copied().flatten().and_then(|id| scene.entity(id)) {
            writer.add(node, Ent::About, about);
        }
        if section.level == 0 {
            continue;
        }
        writer.words(node, dct::TITLE, section.heading.visible.trim());
        writer.class(node, Ent::Section);
        writer.integer(node, Ent::Level, usize::from(section.level));
        writer.integer(node, Ent::Position, index);
        if let Some(&parent) = section.parent.and_then(|parent| scene.sections.get(parent)).filter(|parent| **parent != scene.page) {
            writer.add(node, Ent::ParentSection, parent);
        }
        writer.add(scene.page, dct::HAS_PART, node);
    }
}

fn write_categories(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    for category in unique(&scene.document.categories, |category| category.name.as_str()) {
        let node = writer.node(&scene.names.category(scene.meta.language, &category.name));
        writer.add(scene.page, dct::SUBJECT, node);
        writer.class(node, skos::CONCEPT);
        writer.words(node, skos::PREF_LABEL, &category.name);
    }
}

fn write_links(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    let mut from_section = HashSet::default();
    if let Some(own) = scene.findings.own.and_then(|id| scene.entity(id)) {
        writer.add(scene.page, schema::ABOUT, own);
    }
    for link in unique(&scene.findings.links, |link| (link.entity, link.title.as_deref())) {
        let (Some(title), Some(entity)) = (&link.title, scene.entity(link.entity)) else { continue };
        let page = writer.written(|iri| iri::push_page(iri, scene.meta.language, title));
        writer.add(page, schema::ABOUT, entity);
    }
    // What is said of one subject stands together: it is put into order again by whoever writes lines.
    for link in unique(&scene.findings.links, |link| link.entity) {
        if let Some(target) = scene.entity(link.entity) {
            writer.add(scene.page, Ent::LinksTo, target);
        }
    }
    for link in &scene.findings.links {
        let Some(target) = scene.entity(link.entity) else { continue };
        if let Some(&section) = scene.sections.get(link.section).filter(|section| **section != scene.page)
            && from_section.insert((link.section, link.entity))
        {
            writer.add(section, Ent::LinksTo, target);
        }
    }
}

fn write_losses(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    let mut counts: BTreeMap<&LossKind, usize> = BTreeMap::new();
    for loss in &scene.document.losses {
        *counts.entry(&loss.kind).or_default() += 1;
    }
    for (kind, count) in counts {
        let kind = loss_name(kind);
        let node = writer.node(&scene.names.loss(scene.meta.language, scene.meta.title, &kind));
        writer.class(node, Ent::Loss);
        writer.integer(node, Ent::Count, count);
        writer.text(node, Ent::LossKind, &kind);
        writer.add(node, Ent::OnPage, scene.page);
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
