//! Properties that candidates should have: those that the index knows of.

use super::{
    Service,
    request::{Condition, Quantifier},
    types::Relation,
};
use crate::{fold, link::Description};

/// The class of an item.
pub(super) const INSTANCE_OF: &str = "P31";
/// Labels are written as `OpenRefine` users of Wikidata know them: `L` with a language's code.
pub(super) const LABEL: char = 'L';

/// The properties that are offered: id, name, what it is.
pub(super) const OFFERED: [(&str, &str, &str); 4] = [
    (INSTANCE_OF, "instance of", "the class of the item: its id, or its name"),
    ("Len", "label [en]", "the label in English"),
    ("Lzh", "label [zh]", "the label in Chinese, in either script"),
    ("Lfr", "label [fr]", "the label in French; other languages alike, by their codes"),
];

impl Service {
    /// How far an item has what a condition wants, from 0 to 1; none where the index does not know.
    pub(super) fn holds(&self, condition: &Condition, description: &Description) -> Option<f64> {
        if condition.values.is_empty() {
            return None;
        }
        let each: Vec<f64> = if condition.property == INSTANCE_OF {
            condition.values.iter().map(|value| self.is_a(value, description)).collect::<Option<_>>()?
        } else {
            let labels: Vec<_> = labels(&condition.property, description)?;
            let has = |value: &String| labels.iter().any(|label| *label == fold::name_key(value));
            condition.values.iter().map(|value| f64::from(u8::from(has(value)))).collect()
        };
        let most = each.iter().copied().fold(0.0, f64::max);
        Some(match condition.quantifier {
            Quantifier::Any => most,
            Quantifier::All => each.iter().copied().fold(1.0, f64::min),
            Quantifier::None => 1.0 - most,
        })
    }

    fn is_a(&self, value: &str, description: &Description) -> Option<f64> {
        let named = self.types.named(value);
        let best = named.iter().map(|class| self.types.relation(*class, &description.classes)).min();
        match best {
            _ if description.classes.is_empty() => None,
            Some(Relation::Same) => Some(1.0),
            Some(Relation::Near) => Some(0.8),
            // A name that is that of no class of the table says nothing.
            None => None,
            Some(Relation::Unknown | Relation::Other) => Some(0.0),
        }
    }
}

/// The labels in the language of a property such as `Lzh`, as they are compared; none where it is no such property, or there is no such label.
fn labels(property: &str, description: &Description) -> Option<Vec<String>> {
    let code = property.strip_prefix(LABEL).filter(|code| !code.is_empty())?;
    let fits = |other: &str| other == code || other.strip_prefix(code).is_some_and(|rest| rest.starts_with('-'));
    let labels: Vec<String> =
        description.labels.iter().filter(|(other, _)| fits(other)).map(|(_, label)| fold::name_key(label).into_owned()).collect();
    (!labels.is_empty()).then_some(labels)
}
