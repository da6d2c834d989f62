//! What items are: `action=wbgetentities`, and its answer.
//!
//! Source of the shapes: Wikibase's `GetEntities` and `ResultBuilder`, and its JSON data model.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Error,
    ask::{Answer, Asker},
    batch::Told,
};
use crate::link::{Description, Item};

/// Most items of one request, for who has no higher limits (Wikibase's API help).
pub(super) const BATCH: usize = 50;

/// An item as it is kept: terms by language, and statements by property.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Entity {
    pub(super) labels: BTreeMap<String, String>,
    pub(super) descriptions: BTreeMap<String, String>,
    pub(super) claims: Map<String, Value>,
}

/// What is known of each item, at most [`BATCH`] of them; and those that the server left out.
pub(super) fn ask(asker: &mut Asker, address: &str, items: &[Item], languages: &str) -> Result<Told<Item, Entity>, Error> {
    let ids = items.iter().map(Item::to_string).collect::<Vec<_>>().join("|");
    let fields = [("action", "wbgetentities"), ("ids", &ids), ("props", "labels|descriptions|claims"), ("languages", languages)];
    let json = match asker.ask(address, &fields)? {
        Answer::Json(json) => json,
        Answer::TooLarge(..) if items.len() > 1 => return Ok(Told { answers: Vec::new(), left_out: items.to_vec() }),
        Answer::TooLarge(why, tries) => return Err(asker.gave_up(address, format!("{ids}: {why}"), tries)),
    };
    let Some(entities) = json.get("entities").and_then(Value::as_object) else {
        return Err(asker.refused(address, "the answer is not that of a Wikibase: it has no `entities`"));
    };
    // A server leaves out what would make its answer too large.
    let (told, left_out): (Vec<Item>, Vec<Item>) = items.iter().partition(|item| of(entities, **item).is_some());
    if items.len() == left_out.len() && items.len() == 1 {
        return Err(asker.refused(address, format!("the answer leaves out {ids}")));
    }
    Ok(Told { answers: told.iter().map(|item| (*item, of(entities, *item).and_then(read))).collect(), left_out })
}

/// The entity that was asked for as an item: under its id, also where it was merged into another.
fn of(entities: &Map<String, Value>, item: Item) -> Option<&Value> {
    let id = item.to_string();
    let merged = |entity: &&Value| entity.pointer("/redirects/from").and_then(Value::as_str) == Some(&id);
    entities.get(&id).or_else(|| entities.values().find(merged))
}

fn read(entity: &Value) -> Option<Entity> {
    if entity.get("missing").is_some() {
        return None;
    }
    let claims = entity.get("claims").and_then(Value::as_object);
    let claims = claims.into_iter().flatten().filter_map(|(property, statements)| Some((property.clone(), slim(statements)?))).collect();
    Some(Entity { labels: terms(entity, "labels"), descriptions: terms(entity, "descriptions"), claims })
}

fn terms(entity: &Value, key: &str) -> BTreeMap<String, String> {
    let terms = entity.get(key).and_then(Value::as_object);
    let text = |term: &Value| Some(term.get("value")?.as_str()?.to_owned());
    terms.into_iter().flatten().filter_map(|(language, term)| Some((language.clone(), text(term)?))).collect()
}

/// Statements without their references and hashes. None where they name the item in other databases or show it, as half of all do.
fn slim(statements: &Value) -> Option<Value> {
    let mut statements = statements.as_array()?.clone();
    for statement in &mut statements {
        if matches!(statement.pointer("/mainsnak/datatype").and_then(Value::as_str), Some("external-id" | "commonsMedia")) {
            return None;
        }
        let Some(statement) = statement.as_object_mut() else { continue };
        statement.retain(|key, _| matches!(key.as_str(), "id" | "mainsnak" | "qualifiers" | "rank" | "type"));
        let qualifiers = statement.get_mut("qualifiers").and_then(Value::as_object_mut);
        let snaks = qualifiers.into_iter().flat_map(|properties| properties.values_mut()).filter_map(Value::as_array_mut).flatten();
        snaks.filter_map(Value::as_object_mut).for_each(|snak| drop(snak.remove("hash")));
        if let Some(snak) = statement.get_mut("mainsnak").and_then(Value::as_object_mut) {
            snak.remove("hash");
        }
    }
    Some(Value::Array(statements))
}

impl Entity {
    /// The labels in some languages, and the description in the first of them that has one, and the classes (P31), the preferred first.
    pub(super) fn describe(&self, languages: &[String]) -> Description {
        let labels = self.labels.iter().filter(|(language, _)| languages.contains(language));
        let description = languages.iter().find_map(|language| Some((language.clone(), self.descriptions.get(language)?.clone())));
        Description { labels: labels.map(|(l, text)| (l.clone(), text.clone())).collect(), description, classes: self.classes() }
    }

    fn classes(&self) -> Vec<Item> {
        let statements = self.claims.get("P31").and_then(Value::as_array);
        let of_rank = |rank: &'static str| {
            let statements = statements.into_iter().flatten();
            statements.filter(move |statement| statement.get("rank").and_then(Value::as_str).unwrap_or("normal") == rank).filter_map(value)
        };
        let mut classes = Vec::new();
        for class in of_rank("preferred").chain(of_rank("normal")) {
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        classes
    }
}

/// The item that a statement names; none where it says that there is none or that it is not known.
fn value(statement: &Value) -> Option<Item> {
    let snak = statement.get("mainsnak").filter(|snak| snak.get("snaktype").and_then(Value::as_str) == Some("value"))?;
    snak.pointer("/datavalue/value/id")?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn class(id: &str, rank: &str) -> Value {
        json!({
            "id": "Q1$x", "type": "statement", "rank": rank, "references": [{ "hash": "x" }], "qualifiers-order": ["P580"],
            "qualifiers": { "P580": [{ "snaktype": "value", "property": "P580", "hash": "y" }] },
            "mainsnak": { "snaktype": "value", "property": "P31", "datatype": "wikibase-item", "hash": "z",
                "datavalue": { "type": "wikibase-entityid", "value": { "entity-type": "item", "id": id } } },
        })
    }

    #[test]
    fn an_entity_is_read() {
        let unknown = json!({ "rank": "normal", "mainsnak": { "snaktype": "somevalue", "property": "P31" } });
        let entity = read(&json!({
            "type": "item", "id": "Q159",
            "labels": { "zh": { "language": "zh", "value": "俄罗斯" }, "en": { "language": "en", "value": "Russia" }, "xx": { "language": "xx", "value": "R" } },
            "descriptions": { "zh": { "language": "zh", "value": "国家" } },
            "claims": {
                "P31": [class("Q6256", "normal"), class("Q7", "deprecated"), unknown, class("Q3624078", "preferred"), class("Q6256", "normal")],
                "P214": [{ "mainsnak": { "snaktype": "value", "datatype": "external-id" } }],
            },
        }));
        let entity = entity.unwrap();
        let description = entity.describe(&["en".to_owned(), "zh".to_owned()]);
        assert_eq!(description.labels, [("en".into(), "Russia".into()), ("zh".into(), "俄罗斯".into())]);
        assert_eq!(description.description, Some(("zh".into(), "国家".into())));
        assert_eq!(description.classes, [Item(3_624_078), Item(6256)]);
        assert!(!entity.claims.contains_key("P214"));
        let text = serde_json::to_string(&entity.claims).unwrap();
        assert!(!text.contains("hash") && !text.contains("references") && text.contains("P580"), "{text}");
    }

    #[test]
    fn merged_and_missing_items_are_told_apart() {
        let json = json!({
            "Q1": { "id": "Q1", "missing": "" }, "Q3": { "id": "Q3", "labels": {}, "redirects": { "from": "Q2", "to": "Q3" } },
            "Q5": { "type": "item", "id": "Q5", "labels": [], "descriptions": [], "claims": [] },
        });
        let entities = json.as_object().unwrap();
        assert!(read(of(entities, Item(1)).unwrap()).is_none());
        assert!(read(of(entities, Item(2)).unwrap()).is_some());
        assert!(read(of(entities, Item(5)).unwrap()).is_some_and(|entity| entity.claims.is_empty()));
        assert!(of(entities, Item(4)).is_none());
    }
}
