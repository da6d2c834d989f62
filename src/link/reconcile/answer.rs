//! What is answered, as JSON.

use serde_json::{Value, json};

use super::{
    Refusal, Service,
    rank::{Ranked, id},
    request,
    types::label,
    wanted::{INSTANCE_OF, OFFERED},
};
use crate::graph::vocab::WIKIDATA_ENTITY;

/// Width of a preview, in pixels.
pub(super) const WIDTH: u32 = 420;
/// Height of a preview, in pixels.
pub(super) const HEIGHT: u32 = 160;
/// Suggestions in one answer.
const SUGGESTIONS: usize = 20;
/// Suggestions that can be leafed through.
const MOST_SUGGESTIONS: usize = 500;
/// Characters of a prefix.
const MOST_CHARS: usize = 200;

/// What the service says of itself. `base` is its own address, without a slash at the end.
pub(super) fn manifest(base: &str) -> Value {
    let suggest = |what: &str| json!({ "service_url": base, "service_path": format!("/suggest/{what}") });
    json!({
        "versions": ["0.2"],
        "name": "Wikidata, by entente's offline index",
        "identifierSpace": WIKIDATA_ENTITY,
        "schemaSpace": "http://www.wikidata.org/prop/direct/",
        "view": { "url": "https://www.wikidata.org/wiki/{{id}}" },
        "preview": { "url": format!("{base}/preview?id={{{{id}}}}"), "width": WIDTH, "height": HEIGHT },
        "suggest": { "entity": suggest("entity"), "type": suggest("type"), "property": suggest("property") },
        "defaultTypes": [
            { "id": "Q6256", "name": "country" },
            { "id": "Q484652", "name": "international organization" },
            { "id": "Q131569", "name": "treaty" },
        ],
    })
}

impl Service {
    /// The answer to `queries` of version 0.2.
    pub(super) fn batch(&self, queries: &str) -> Result<Value, Refusal> {
        let mut answers = serde_json::Map::new();
        for (key, query) in request::batch(queries)? {
            answers.insert(key, json!({ "result": self.said(self.candidates(&query)?)? }));
        }
        Ok(answers.into())
    }

    /// The answer to a body of the 1.0 draft.
    pub(super) fn draft(&self, body: &[u8]) -> Result<Value, Refusal> {
        let mut results = Vec::new();
        for query in request::draft(body)? {
            results.push(json!({ "candidates": self.said(self.candidates(&query)?)? }));
        }
        Ok(json!({ "results": results }))
    }

    fn said(&self, candidates: Vec<Ranked>) -> Result<Vec<Value>, Refusal> {
        let one = |candidate: Ranked| {
            let features: Vec<Value> = candidate.features.iter().map(|(id, value)| json!({ "id": id, "value": value })).collect();
            let mut said = json!({
                "id": candidate.item.to_string(),
                "name": candidate.name,
                "score": candidate.score,
                "match": candidate.is_match,
                "type": self.types_of(&candidate.description.classes)?,
                "features": features,
            });
            if let Some((_, text)) = candidate.description.description {
                said["description"] = text.into();
            }
            Ok(said)
        };
        candidates.into_iter().map(one).collect()
    }

    fn types_of(&self, classes: &[crate::link::Item]) -> Result<Vec<Value>, Refusal> {
        let one = |class: &crate::link::Item| {
            let name = self.types.name(*class, self.lookup.as_ref()).map_err(Refusal::Broken)?;
            Ok(json!({ "id": class.to_string(), "name": name }))
        };
        classes.iter().map(one).collect()
    }

    /// Items whose names begin with a text, or the item of that id.
    pub(super) fn suggest_entities(&self, prefix: &str, cursor: Option<&str>) -> Result<Value, Refusal> {
        let (prefix, skip) = (checked(prefix)?, skip(cursor)?);
        let mut found = Vec::new();
        let chinese = !prefix.is_ascii();
        if let Some(item) = id(prefix)
            && let Some(known) = self.lookup.description(item).map_err(Refusal::Broken)?
        {
            found.push((item, item.to_string(), Some(known)));
        }
        if !prefix.is_empty() {
            for candidate in self.lookup.suggest(prefix, skip + SUGGESTIONS).map_err(Refusal::Broken)? {
                if found.iter().all(|(item, ..)| *item != candidate.item) && !candidate.disambiguation {
                    let known = self.lookup.description(candidate.item).map_err(Refusal::Broken)?;
                    found.push((candidate.item, candidate.name, known));
                }
            }
        }
        let one = |(item, name, known): (crate::link::Item, String, Option<crate::link::Description>)| {
            let known = known.unwrap_or_default();
            let mut said = json!({
                "id": item.to_string(),
                "name": label(&known, chinese).unwrap_or(&name),
                "notable": self.types_of(&known.classes)?,
            });
            if let Some((_, text)) = known.description {
                said["description"] = text.into();
            }
            Ok(said)
        };
        let result: Vec<Value> = found.into_iter().skip(skip).take(SUGGESTIONS).map(one).collect::<Result<_, Refusal>>()?;
        Ok(json!({ "result": result }))
    }

    /// Classes whose names begin with a text.
    pub(super) fn suggest_types(&self, prefix: &str, cursor: Option<&str>) -> Result<Value, Refusal> {
        let (prefix, skip) = (checked(prefix)?, skip(cursor)?);
        let mut found: Vec<(crate::link::Item, String)> =
            self.types.suggest(prefix).into_iter().map(|(item, name)| (item, name.to_owned())).collect();
        // A class that is not offered may be named by its id.
        if let Some(item) = id(prefix).filter(|item| found.iter().all(|(other, _)| other != item)) {
            found.insert(0, (item, self.types.name(item, self.lookup.as_ref()).map_err(Refusal::Broken)?));
        }
        let one = |(item, name): (crate::link::Item, String)| json!({ "id": item.to_string(), "name": name });
        Ok(json!({ "result": found.into_iter().skip(skip).take(SUGGESTIONS).map(one).collect::<Vec<_>>() }))
    }

    /// Properties whose ids or names begin with a text.
    pub(super) fn suggest_properties(prefix: &str, cursor: Option<&str>) -> Result<Value, Refusal> {
        let (prefix, skip) = (checked(prefix)?.to_lowercase(), skip(cursor)?);
        let fits = |(id, name, _): &&(&str, &str, &str)| {
            let words = || name.split_whitespace().any(|word| word.trim_start_matches('[').starts_with(&prefix));
            id.to_lowercase().starts_with(&prefix)
                || name.starts_with(&prefix)
                || words()
                || (*id == INSTANCE_OF && "性质".starts_with(&prefix))
        };
        let one = |(id, name, description): &(&str, &str, &str)| json!({ "id": id, "name": name, "description": description });
        Ok(json!({ "result": OFFERED.iter().filter(fits).skip(skip).take(SUGGESTIONS).map(one).collect::<Vec<_>>() }))
    }
}

fn checked(prefix: &str) -> Result<&str, Refusal> {
    let prefix = prefix.trim();
    if prefix.chars().nth(MOST_CHARS).is_some() {
        Err(Refusal::bad(format!("`prefix` has more than {MOST_CHARS} characters")))
    } else {
        Ok(prefix)
    }
}

/// How many suggestions the client has seen already.
fn skip(cursor: Option<&str>) -> Result<usize, Refusal> {
    match cursor.filter(|cursor| !cursor.is_empty()) {
        None => Ok(0),
        Some(cursor) => match cursor.parse() {
            Ok(skip) if skip <= MOST_SUGGESTIONS => Ok(skip),
            _ => Err(Refusal::bad(format!("`cursor` is no number up to {MOST_SUGGESTIONS}"))),
        },
    }
}
