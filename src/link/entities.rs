//! What there is to link: the entities and categories of the page graphs, with the titles of their pages.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Term};

use super::Title;
use crate::{
    graph::{
        Ent, Names, class_of, title,
        vocab::{rdf, schema, skos},
    },
    mention::Kind,
    merge::{Pattern, QuadSource, SourceError, facts, matching},
};

/// Something to find the item of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its IRI.
    pub node: NamedNode,
    /// What it is; a category is a thing.
    pub kind: Kind,
    /// Whether it is a category.
    pub category: bool,
    /// Titles of Wikipedia: of the pages about it, or where no link led to one its name, of which nobody knows whether it is a title.
    pub titles: Vec<Title>,
    /// Whether `titles` are those of pages about it.
    pub has_page: bool,
}

/// The kinds that are linked, that which says most first: where pages take an entity for two kinds, the first counts.
const KINDS: [Kind; 16] = [
    Kind::State,
    Kind::HistoricalState,
    Kind::DisputedState,
    Kind::Dependency,
    Kind::Government,
    Kind::Bloc,
    Kind::Organization,
    Kind::Party,
    Kind::ArmedForce,
    Kind::Treaty,
    Kind::Exercise,
    Kind::Conflict,
    Kind::Person,
    Kind::Place,
    Kind::Institution,
    Kind::Thing,
];

/// Every entity and category that some page names, but those of `done`, by IRI.
///
/// # Errors
/// The source cannot be read.
pub fn subjects(source: &dyn QuadSource, names: &Names, done: &BTreeSet<NamedNode>) -> Result<Vec<Subject>, SourceError> {
    let mut subjects: BTreeMap<NamedNode, Subject> = BTreeMap::new();
    for kind in KINDS {
        let class = names.ent(class_of(kind));
        for fact in matching(source, names, Pattern { predicate: Some(rdf::TYPE), object: Some(class.into()), ..Pattern::default() }) {
            let node = fact?.subject;
            if !done.contains(&node) && !subjects.contains_key(&node) {
                subjects.insert(node.clone(), Subject { node, kind, category: false, titles: Vec::new(), has_page: false });
            }
        }
    }
    for fact in facts(source, names, schema::ABOUT) {
        let fact = fact?;
        let Term::NamedNode(node) = fact.object else { continue };
        let Some(subject) = subjects.get_mut(&node) else { continue };
        let Some(language) = language(names, &node) else { continue };
        if let Some(title) = title(language, fact.subject.as_ref()) {
            subject.has_page = true;
            subject.titles.push(Title::new(language, title));
        }
    }
    let concept = Pattern { predicate: Some(rdf::TYPE), object: Some(skos::CONCEPT.into()), ..Pattern::default() };
    for fact in matching(source, names, concept) {
        let node = fact?.subject;
        if !done.contains(&node) && names.of_category(node.as_ref()).is_some() {
            subjects.insert(node.clone(), Subject { node, kind: Kind::Thing, category: true, titles: Vec::new(), has_page: true });
        }
    }
    for fact in facts(source, names, skos::PREF_LABEL) {
        let fact = fact?;
        let (Some(subject), Term::Literal(label)) = (subjects.get_mut(&fact.subject), fact.object) else { continue };
        if let Some(language) = names.of_category(fact.subject.as_ref()) {
            subject.titles.push(Title::new(language, format!("Category:{}", label.value())));
        } else if !subject.has_page
            && let Some(language) = language(names, &fact.subject)
        {
            subject.titles.push(Title::new(language, label.value()));
        }
    }
    let mut subjects: Vec<Subject> = subjects.into_values().filter(|subject| !subject.titles.is_empty()).collect();
    for subject in &mut subjects {
        subject.titles.sort();
        subject.titles.dedup();
    }
    Ok(subjects)
}

/// The entities that statements are about: their sides, and what they go through.
///
/// # Errors
/// The source cannot be read.
pub fn in_statements(source: &dyn QuadSource, names: &Names) -> Result<BTreeSet<NamedNode>, SourceError> {
    let mut nodes = BTreeSet::new();
    for property in [rdf::SUBJECT, rdf::OBJECT, names.ent(Ent::Via)] {
        for fact in facts(source, names, property) {
            if let Term::NamedNode(node) = fact?.object {
                nodes.insert(node);
            }
        }
    }
    Ok(nodes)
}

/// The Wikipedia whose entity an IRI is.
fn language<'a>(names: &Names, node: &'a NamedNode) -> Option<&'a str> {
    Some(node.as_str().strip_prefix(names.base())?.strip_prefix('/')?.split_once('/')?.0)
}
