//! Types of candidates: classes of Wikidata and their names.

use std::collections::BTreeMap;

use super::Lookup;
use crate::{
    fold,
    link::{
        Description, Item,
        classes::{Classes, Sort},
    },
};

/// The classes that are offered as types.
pub(super) struct Types {
    classes: Classes,
    /// The English name, and all names as they are compared.
    known: BTreeMap<Item, Type>,
}

struct Type {
    name: String,
    keys: Vec<String>,
}

/// How an item's classes go together with a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// It is one of them.
    Same,
    /// It is near one of them: `country` and `sovereign state`. The index does not hold which class is below which.
    Near,
    /// The item has none that are known.
    Unknown,
    /// It is none of them.
    Other,
}

impl Types {
    pub(super) fn new(classes: Classes, lookup: &dyn Lookup) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        for (class, english) in classes.named() {
            let mut keys = vec![fold::name_key(english).into_owned()];
            let labels = lookup.description(class)?.map(|description| description.labels).unwrap_or_default();
            keys.extend(labels.iter().map(|(_, label)| fold::name_key(label).into_owned()));
            keys.sort();
            keys.dedup();
            known.insert(class, Type { name: english.to_owned(), keys });
        }
        Ok(Self { classes, known })
    }

    /// The name of a class: that of the table, else what the index calls it, else its id.
    pub(super) fn name(&self, class: Item, lookup: &dyn Lookup) -> Result<String, String> {
        if let Some(known) = self.known.get(&class) {
            return Ok(known.name.clone());
        }
        let label = lookup.description(class)?.and_then(|description| label(&description, false).map(str::to_owned));
        Ok(label.unwrap_or_else(|| class.to_string()))
    }

    /// The class that a cell of a table names, by id or by name.
    pub(super) fn named(&self, text: &str) -> Vec<Item> {
        if let Ok(item) = text.parse() {
            return vec![item];
        }
        let key = fold::name_key(text);
        self.known.iter().filter(|(_, known)| known.keys.iter().any(|other| *other == key)).map(|(item, _)| *item).collect()
    }

    /// Classes with a name that begins with a text, then those with a word that does, by name.
    pub(super) fn suggest(&self, prefix: &str) -> Vec<(Item, &str)> {
        let key = fold::name_key(prefix.trim()).into_owned();
        let id: Option<Item> = prefix.trim().parse().ok();
        let mut found: Vec<(u8, &str, Item)> = Vec::new();
        for (item, known) in &self.known {
            let word = || known.name.split_whitespace().any(|word| fold::name_key(word).starts_with(&key));
            let rank = match () {
                () if id == Some(*item) => 0,
                () if known.keys.iter().any(|other| other.starts_with(&key)) => 1,
                () if word() => 2,
                () => continue,
            };
            found.push((rank, &known.name, *item));
        }
        found.sort_unstable();
        found.into_iter().map(|(_, name, item)| (item, name)).collect()
    }

    /// How an item's classes go together with a type.
    pub(super) fn relation(&self, wanted: Item, classes: &[Item]) -> Relation {
        if classes.contains(&wanted) {
            return Relation::Same;
        }
        if classes.is_empty() {
            return Relation::Unknown;
        }
        // The table puts all places together, and all institutions, and all works: too much to be near.
        let sort = self.classes.sort(wanted).filter(|sort| !matches!(sort, Sort::Place | Sort::Institution | Sort::Work | Sort::None));
        if sort.is_some() && classes.iter().any(|class| self.classes.sort(*class) == sort) { Relation::Near } else { Relation::Other }
    }
}

/// The label for people who asked in Chinese or not, else any.
pub(super) fn label(description: &Description, chinese: bool) -> Option<&str> {
    let of = |wanted: &str| description.labels.iter().find(|(code, _)| code == wanted).map(|(_, label)| label.as_str());
    let zh = || ["zh", "zh-hans", "zh-hant", "zh-cn", "zh-tw", "zh-hk"].into_iter().find_map(of);
    let found = if chinese { zh().or_else(|| of("en")) } else { of("en").or_else(zh) };
    found.or_else(|| description.labels.first().map(|(_, label)| label.as_str()))
}
