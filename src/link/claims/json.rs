//! Wikidata's statements in JSON (Wikibase/DataModel/JSON): dumps, and what the API answers.

use std::io::BufRead;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value as Json;

use super::{Calendar, Claim, Claims, ClaimsError, Lines, Rank, Time, Value, Wanted};
use crate::link::{Item, Property};

/// The calendar whose IRI ends so.
const JULIAN: &str = "/Q1985786";

/// An entity, as far as it is looked at to tell whether it is wanted.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    id: String,
    #[serde(default)]
    entities: Option<IgnoredAny>,
}

/// An entity, as far as it is used.
#[derive(Deserialize)]
struct Entity {
    #[serde(default)]
    claims: Json,
}

/// Reads a dump: an array with an entity a line and commas behind them, or lines with an object each.
pub(super) fn read(
    mut lines: Lines<impl BufRead>,
    wanted: &Wanted,
    all: &mut Claims,
    tell: &mut dyn FnMut(&str),
) -> Result<(), ClaimsError> {
    let mut line = Vec::new();
    while lines.next(&mut line, tell)? {
        let mut text = line.as_slice();
        text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii();
        text = text.strip_prefix(b"[").unwrap_or(text);
        text = text.strip_suffix(b",").unwrap_or(text);
        if matches!(text, b"" | b"]") {
            continue;
        }
        // The array's own bracket behind the last entity.
        if text.first() == Some(&b'{') {
            text = text.strip_suffix(b"]").unwrap_or(text);
        }
        if let Err(message) = entity(text, wanted, all) {
            tell(&lines.error(&format!("{message}; passed over")).to_string());
        }
    }
    Ok(())
}

/// Reads a line with an entity, or with an answer of the API that holds several.
fn entity(text: &[u8], wanted: &Wanted, all: &mut Claims) -> Result<(), String> {
    let broken = |error: serde_json::Error| format!("no entity in JSON: {error}");
    let item = match quick_id(text) {
        Some(id) => id.parse().ok(),
        None => {
            let head: Head = serde_json::from_slice(text).map_err(broken)?;
            if head.entities.is_some() {
                let answer: Json = serde_json::from_slice(text).map_err(broken)?;
                for (id, entity) in answer["entities"].as_object().into_iter().flatten() {
                    if let (Ok(item), None) = (id.parse(), entity.get("missing")) {
                        claims(item, &entity["claims"], wanted, all);
                    }
                }
                return Ok(());
            }
            if head.id.is_empty() {
                return Err("an object without the id of an entity".to_owned());
            }
            head.id.parse().ok()
        }
    };
    let Some(item) = item.filter(|item| wanted.items.contains(item)) else { return Ok(()) };
    let entity: Entity = serde_json::from_slice(text).map_err(broken)?;
    claims(item, &entity.claims, wanted, all);
    Ok(())
}

/// The id of an entity that begins as the dumps of Wikidata do, without a look at the rest.
fn quick_id(text: &[u8]) -> Option<&str> {
    let text = text.strip_prefix(b"{")?;
    let text = [&b"\"type\":\"item\","[..], b"\"type\":\"property\",", b"\"type\":\"lexeme\","]
        .into_iter()
        .find_map(|kind| text.strip_prefix(kind))
        .unwrap_or(text);
    let id = text.strip_prefix(b"\"id\":\"")?;
    std::str::from_utf8(&id[..memchr::memchr(b'"', id)?]).ok()
}

/// Takes the wanted ones of the object `claims` of an item.
pub(super) fn claims(item: Item, json: &Json, wanted: &Wanted, all: &mut Claims) {
    if !wanted.items.contains(&item) {
        return;
    }
    all.know(item);
    // What is empty is an array there.
    for statement in json.as_object().into_iter().flatten().flat_map(|(_, list)| list.as_array().into_iter().flatten()) {
        let rank = match statement["rank"].as_str() {
            Some("deprecated") => continue,
            Some("preferred") => Rank::Preferred,
            _ => Rank::Normal,
        };
        let Some((property, value)) = snak(&statement["mainsnak"], wanted) else { continue };
        let snaks = statement["qualifiers"].as_object().into_iter().flatten().flat_map(|(_, list)| list.as_array().into_iter().flatten());
        let qualifiers = snaks.filter_map(|qualifier| snak(qualifier, wanted)).collect();
        all.add(Claim { item, property, value, rank, qualifiers });
    }
}

/// A property with its value; none where it is not wanted.
fn snak(json: &Json, wanted: &Wanted) -> Option<(Property, Value)> {
    let property = json["property"].as_str()?.parse().ok().filter(|property| wanted.properties.contains(property))?;
    let value = match json["snaktype"].as_str()? {
        "value" => value(&json["datavalue"]),
        "novalue" => Value::None,
        _ => Value::Some,
    };
    Some((property, value))
}

fn value(json: &Json) -> Value {
    let value = &json["value"];
    let found = match json["type"].as_str() {
        Some("wikibase-entityid") => {
            // Old dumps have the number only.
            let number = || Some(Item(u32::try_from(value["numeric-id"].as_u64()?).ok()?)).filter(|_| value["entity-type"] == "item");
            value["id"].as_str().and_then(|id| id.parse().ok()).or_else(number).map(Value::Item)
        }
        Some("time") => {
            let calendar = if value["calendarmodel"].as_str().is_some_and(|model| model.ends_with(JULIAN)) {
                Calendar::Julian
            } else {
                Calendar::Gregorian
            };
            let precision =
                value["precision"].as_u64().and_then(|precision| u8::try_from(precision).ok()).filter(|precision| *precision <= 14);
            value["time"].as_str().and_then(|time| Time::of_wikibase(time, precision, calendar)).map(Value::Time)
        }
        Some("string") => value.as_str().map(|text| Value::Text(text.to_owned())),
        Some("monolingualtext") => value["text"].as_str().map(|text| Value::Text(text.to_owned())),
        _ => None,
    };
    found.unwrap_or(Value::Some)
}
