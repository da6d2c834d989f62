//! What sort of thing an item is, by its classes: `ontology/wikidata/classes.tsv`.

use std::collections::BTreeMap;

use super::{Description, Item};
use crate::{
    FileError, fold,
    mention::{Gazetteer, Kind},
    ontology::Assets,
    tsv::{self, Row},
};

/// Where the table stands among the assets.
pub const FILE: &str = "wikidata/classes.tsv";
const COLUMNS: &str = "class\tkind\tlabel";

/// A sort of things, coarser than [`Kind`]: what Wikidata and this program can tell alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// A state, a country, a territory with a government.
    Polity,
    /// A government.
    Government,
    /// An international organisation or a bloc.
    Organization,
    /// A political party.
    Party,
    /// An armed force or movement.
    Force,
    /// A treaty, agreement, declaration.
    Treaty,
    /// A military exercise.
    Exercise,
    /// A war, battle, crisis.
    Conflict,
    /// A person.
    Person,
    /// A place or region.
    Place,
    /// A company or institution.
    Institution,
    /// A book, a film and the like.
    Work,
    /// No thing: a page that tells namesakes apart, a list, a category.
    None,
}

/// How an entity's kind and an item's classes go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// They do.
    Agrees,
    /// The classes are none, or tell nothing.
    Unknown,
    /// The item is of another sort.
    Differs(Sort),
}

/// The sorts of classes.
#[derive(Clone, Debug, Default)]
pub struct Classes {
    sorts: BTreeMap<Item, Sort>,
    names: BTreeMap<Item, String>,
}

impl Sort {
    const ALL: [(&'static str, Self); 13] = [
        ("polity", Self::Polity),
        ("government", Self::Government),
        ("organization", Self::Organization),
        ("party", Self::Party),
        ("force", Self::Force),
        ("treaty", Self::Treaty),
        ("exercise", Self::Exercise),
        ("conflict", Self::Conflict),
        ("person", Self::Person),
        ("place", Self::Place),
        ("institution", Self::Institution),
        ("work", Self::Work),
        ("none", Self::None),
    ];

    /// Its name in the table and in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, sort)| *sort == self).map_or("none", |(name, _)| name)
    }

    /// The sort of a kind; none where nothing is known of the entity.
    #[must_use]
    pub const fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::State | Kind::HistoricalState | Kind::DisputedState | Kind::Dependency => Self::Polity,
            Kind::Government => Self::Government,
            Kind::Bloc | Kind::Organization => Self::Organization,
            Kind::Party => Self::Party,
            Kind::ArmedForce => Self::Force,
            Kind::Person => Self::Person,
            Kind::Treaty => Self::Treaty,
            Kind::Exercise => Self::Exercise,
            Kind::Conflict => Self::Conflict,
            Kind::Place => Self::Place,
            Kind::Institution => Self::Institution,
            Kind::Thing => return None,
        })
    }

    /// Whether one thing can be of both sorts: where Wikidata and Wikipedia draw no line, neither does this.
    #[must_use]
    pub const fn goes_with(self, other: Self) -> bool {
        use Sort::{Conflict, Exercise, Force, Government, Institution, Organization, Party, Place, Polity, Treaty};
        self as u8 == other as u8
            || matches!(
                (self, other),
                (Polity, Place | Government)
                    | (Place | Government, Polity)
                    | (Organization, Institution | Party | Force | Treaty)
                    | (Institution | Party | Force | Treaty, Organization)
                    | (Government, Institution)
                    | (Institution, Government)
                    | (Party, Force)
                    | (Force, Party)
                    | (Exercise, Conflict)
            )
    }
}

impl Classes {
    /// Reads the table.
    ///
    /// # Errors
    /// Every line that is wrong, with file and line.
    pub fn load(assets: &Assets) -> Result<Self, Vec<String>> {
        let text = assets.text(FILE).map_err(|error| vec![error.to_string()])?;
        let mut this = Self::default();
        let read = tsv::read(&assets.origin(FILE), text, Some(COLUMNS), |row| this.take(row));
        read.map_err(|errors| errors.iter().map(FileError::to_string).collect::<Vec<_>>())?;
        Ok(this)
    }

    fn take(&mut self, row: Row<'_>) -> Result<(), String> {
        let [class, kind, name] = row.columns()?;
        let item: Item = class.parse().map_err(|error: super::NoId| error.to_string())?;
        let sort = Sort::ALL.iter().find(|(name, _)| *name == kind).map(|(_, sort)| *sort);
        let sort = sort.ok_or_else(|| format!("`{kind}` is no kind"))?;
        self.names.insert(item, name.to_owned());
        if self.sorts.insert(item, sort).is_some() { Err(format!("a second line for {item}")) } else { Ok(()) }
    }

    /// Whether the table has a class.
    #[must_use]
    pub fn knows(&self, class: Item) -> bool {
        self.sorts.contains_key(&class)
    }

    /// What things of a class are.
    #[must_use]
    pub fn sort(&self, class: Item) -> Option<Sort> {
        self.sorts.get(&class).copied()
    }

    /// The classes of the table with their English names, by number.
    pub fn named(&self) -> impl Iterator<Item = (Item, &str)> {
        self.names.iter().map(|(item, name)| (*item, name.as_str()))
    }

    /// Adds a class by what its label says, where the table does not have it and the label says something.
    pub fn learn(&mut self, class: Item, description: &Description, gazetteer: &Gazetteer) {
        let chinese = description.labels.iter().filter(|(language, _)| language == "zh" || language.starts_with("zh-"));
        for (_, label) in chinese {
            // The words of the table are the ends of names: that of a class is often such a word alone.
            let name = format!("某{}", fold::fold(label));
            if let Some(sort) = Sort::of(gazetteer.kind_of_name(&name)) {
                self.sorts.entry(class).or_insert(sort);
                return;
            }
        }
    }

    /// How an entity's kind goes together with the classes of an item.
    #[must_use]
    pub fn fit(&self, kind: Kind, classes: &[Item]) -> Fit {
        let sorts: Vec<Sort> = classes.iter().filter_map(|class| self.sorts.get(class).copied()).collect();
        // What is only a page of the wiki is nothing else besides.
        if let Some(none) = sorts.iter().find(|sort| **sort == Sort::None) {
            return Fit::Differs(*none);
        }
        let Some(wanted) = Sort::of(kind) else { return if sorts.is_empty() { Fit::Unknown } else { Fit::Agrees } };
        match sorts.first() {
            None => Fit::Unknown,
            Some(_) if sorts.iter().any(|sort| wanted.goes_with(*sort)) => Fit::Agrees,
            // Another class of the item may say more than the table knows.
            Some(_) if sorts.len() < classes.len() && !sorts.contains(&Sort::Person) && wanted != Sort::Person => Fit::Unknown,
            Some(first) => Fit::Differs(*first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_right_and_classes_tell_sorts_apart() {
        let mut classes = Classes::load(&Assets::embedded()).unwrap();
        let fit = |classes: &Classes, kind, ids: &[u32]| classes.fit(kind, &ids.iter().map(|id| Item(*id)).collect::<Vec<_>>());
        assert_eq!(fit(&classes, Kind::State, &[3_624_078, 112_099]), Fit::Agrees);
        assert_eq!(fit(&classes, Kind::Treaty, &[5]), Fit::Differs(Sort::Person));
        assert_eq!(fit(&classes, Kind::Thing, &[5]), Fit::Agrees);
        assert_eq!(fit(&classes, Kind::Thing, &[4_167_410]), Fit::Differs(Sort::None));
        assert_eq!(fit(&classes, Kind::Conflict, &[99_999_999]), Fit::Unknown);
        assert_eq!(fit(&classes, Kind::Conflict, &[]), Fit::Unknown);
        // The class beside `human` does not make a person a conflict.
        assert_eq!(fit(&classes, Kind::Conflict, &[5, 99_999_999]), Fit::Differs(Sort::Person));
        let exercise = Item(88_888_888);
        let label = |text: &str| Description { labels: vec![("zh-hant".to_owned(), text.to_owned())], ..Description::default() };
        let gazetteer = Gazetteer::embedded().unwrap();
        classes.learn(exercise, &label("軍事演習"), &gazetteer);
        assert_eq!(classes.fit(Kind::Exercise, &[exercise]), Fit::Agrees);
        assert_eq!(classes.fit(Kind::Treaty, &[exercise]), Fit::Differs(Sort::Exercise));
    }

    #[test]
    fn errors_have_a_line() {
        let text = "# head\nclass\tkind\tlabel\nQ5\tperson\thuman\nQ5\tperson\thuman\nX\tperson\tx\nQ6\tghost\tx\nQ7\tplace\n";
        let errors = Classes::load(&Assets::of([(FILE, text)])).unwrap_err();
        let lines: Vec<_> = errors.iter().map(|error| error.split(':').nth(1).unwrap()).collect();
        assert_eq!(lines, ["4", "5", "6", "7"], "{errors:?}");
    }
}
