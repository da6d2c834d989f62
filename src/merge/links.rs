//! Which entities are which items of Wikidata.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};

use super::{
    gazetteer::Known,
    source::{Pattern, QuadSource, SourceError, is_named},
};
use crate::graph::{
    GAZETTEER_LANGUAGE, Link, Names, Origin, Says, SharedGraph, Writer,
    vocab::{WIKIDATA_ENTITY, dct, owl, rdfs, void},
    wikidata,
};

/// The day on which the ids of the gazetteer were last compared with their sources.
const CHECKED: &str = "2026-11-24";

/// What was found out about entities and items beside the gazetteer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// The links.
    pub links: Vec<Link>,
    /// Labels of Wikidata: of entities that are linked for sure, of items that are candidates. What is labelled, label, language.
    pub labels: BTreeSet<(NamedNode, String, String)>,
}

/// The links that the store holds, but those of the gazetteer: it knows them itself.
///
/// # Errors
/// The source cannot be read.
pub fn kept_links(source: &dyn QuadSource, names: &Names) -> Result<Links, SourceError> {
    let mut kept = all_links(source, names)?;
    kept.links.retain(|link| link.origin != Origin::Gazetteer);
    Ok(kept)
}

/// The links that the store holds.
///
/// # Errors
/// The source cannot be read.
pub fn all_links(source: &dyn QuadSource, names: &Names) -> Result<Links, SourceError> {
    let graph = names.graph(SharedGraph::Links);
    let mut records: BTreeMap<NamedNode, Vec<(NamedNode, Term)>> = BTreeMap::new();
    let mut all = Links::default();
    for quad in source.quads_for_pattern(Pattern { graph: Some(graph.as_ref()), ..Pattern::default() }) {
        let quad = quad?;
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else { continue };
        match quad.object {
            Term::Literal(label) if quad.predicate == rdfs::LABEL => {
                all.labels.insert((subject, label.value().to_owned(), label.language().unwrap_or_default().to_owned()));
            }
            object if subject.as_str().starts_with(&names.links()) => records.entry(subject).or_default().push((quad.predicate, object)),
            _ => {}
        }
    }
    all.links = records.values().filter_map(|record| Link::read(names, record)).collect();
    Ok(all)
}

/// The graph of all links of entities that some page names: those of `found`, and those of the gazetteer's entries in use for which `found` has no word of the user.
/// Entities that are one item are said to be one.
///
/// # Errors
/// The source cannot be read.
pub fn links(source: &dyn QuadSource, names: &Names, used: &[Known<'_>], found: &Links) -> Result<Vec<Quad>, SourceError> {
    let graph = names.graph(SharedGraph::Links);
    let mut links: Vec<Link> = Vec::new();
    let ruled: BTreeSet<&NamedNode> =
        found.links.iter().filter(|link| link.origin == Origin::User && link.says != Says::Not).map(|link| &link.entity).collect();
    let refused: BTreeSet<(&NamedNode, Option<&NamedNode>)> =
        found.links.iter().filter(|link| link.says == Says::Not).map(|link| (&link.entity, link.item.as_ref())).collect();
    let mut sure: BTreeSet<NamedNode> = BTreeSet::new();
    for entry in used {
        let Some(item) = entry.qid.and_then(wikidata) else { continue };
        let entity = names.entity(GAZETTEER_LANGUAGE, entry.key);
        if !ruled.contains(&entity) && !refused.contains(&(&entity, Some(&item))) {
            sure.insert(entity.clone());
            let origin = Origin::Gazetteer;
            links.push(Link { entity, item: Some(item), says: Says::Same, origin, confidence: 100, date: Some(CHECKED.to_owned()) });
        }
    }
    // The sources in their order: what one knows for sure the ones behind need not say, and no two records are of one pair.
    let mut ordered: Vec<&Link> = found.links.iter().collect();
    ordered.sort_by_key(|link| link.origin);
    let mut told: BTreeSet<(&NamedNode, Option<&NamedNode>)> = BTreeSet::new();
    for link in ordered {
        let by_user = link.origin == Origin::User;
        let outdone = !by_user
            && (ruled.contains(&link.entity) || sure.contains(&link.entity) || refused.contains(&(&link.entity, link.item.as_ref())));
        if !outdone && (by_user || is_named(source, names, link.entity.as_ref())?) && told.insert((&link.entity, link.item.as_ref())) {
            if link.says.is_sure() {
                sure.insert(link.entity.clone());
            }
            links.push(link.clone());
        }
    }
    let mut quads: Vec<Quad> = links.iter().flat_map(|link| link.quads(names, &graph)).collect();
    let labelled: BTreeSet<&NamedNode> =
        links.iter().filter_map(|link| if link.says.is_sure() { Some(&link.entity) } else { link.item.as_ref() }).collect();
    for (node, label, language) in found.labels.iter().filter(|(node, ..)| labelled.contains(node)) {
        if let Ok(label) = Literal::new_language_tagged_literal(label, language) {
            quads.push(Quad::new(node.clone(), rdfs::LABEL, label, graph.clone()));
        }
    }
    quads.extend(one_by_item(names, &graph, &links));
    quads.extend(linkset(names, graph, &links));
    quads.sort_by_cached_key(ToString::to_string);
    quads.dedup();
    Ok(quads)
}

/// Entities of one item are one: those of the first language, then the first by IRI, stand for the others.
fn one_by_item(names: &Names, graph: &NamedNode, links: &[Link]) -> Vec<Quad> {
    let own = names.entities(GAZETTEER_LANGUAGE);
    let mut by_item: BTreeMap<&NamedNode, BTreeSet<(bool, &NamedNode)>> = BTreeMap::new();
    for link in links.iter().filter(|link| link.says == Says::Same) {
        if let Some(item) = &link.item {
            by_item.entry(item).or_default().insert((!link.entity.as_str().starts_with(&own), &link.entity));
        }
    }
    let mut quads = Vec::new();
    for entities in by_item.values() {
        let mut entities = entities.iter().map(|(_, entity)| *entity);
        let Some(one) = entities.next() else { continue };
        quads.extend(entities.map(|other| Quad::new(other.clone(), owl::SAME_AS, one.clone(), graph.clone())));
    }
    quads
}

/// The description of the links as a `void:Linkset` for each property that they have.
fn linkset(names: &Names, graph: NamedNode, links: &[Link]) -> Vec<Quad> {
    let mut writer = Writer::new(names, graph, 32);
    let (whole, wikidata) = (names.dataset(&[]), names.dataset(&["wikidata"]));
    for (says, name) in [(Says::Same, "same"), (Says::Exact, "exact"), (Says::Close, "close")] {
        let count = links.iter().filter(|link| link.says == says && link.item.is_some()).count();
        if count == 0 {
            continue;
        }
        let set = names.dataset(&["links", name]);
        writer.class(&set, void::LINKSET);
        writer.add(&whole, void::SUBSET, &set);
        writer.add(&set, void::SUBJECTS_TARGET, &whole);
        writer.add(&set, void::OBJECTS_TARGET, &wikidata);
        writer.add(&set, void::LINK_PREDICATE, says.property());
        writer.integer(&set, void::TRIPLES, count);
    }
    writer.class(&wikidata, void::DATASET);
    writer.tagged(&wikidata, dct::TITLE, "Wikidata", "en");
    writer.text(&wikidata, void::URI_SPACE, WIKIDATA_ENTITY);
    writer.finish_sorted()
}
