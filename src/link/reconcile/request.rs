//! What clients send: queries of version 0.2 and of the draft of 1.0.

use serde_json::{Map, Value};

use super::Refusal;
use crate::link::{Item, http::shown};

/// Queries in one request. `OpenRefine` sends ten.
const MOST_QUERIES: usize = 200;
/// Characters of a name or a value.
const MOST_CHARS: usize = 500;
/// Types, properties and values of one query.
const MOST_PARTS: usize = 50;
/// Candidates that can be asked for.
const MOST_CANDIDATES: usize = 100;
/// Candidates where the query does not say how many.
const CANDIDATES: usize = 10;

/// How a query's types are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Strict {
    /// Candidates of another type go last.
    #[default]
    Should,
    /// Candidates have one of the types.
    Any,
    /// Candidates have all of them.
    All,
}

/// How many of a property's values a candidate has to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Quantifier {
    #[default]
    Any,
    All,
    None,
}

/// A property that candidates should have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Condition {
    /// `P31`, `Lzh`.
    pub(super) property: String,
    /// Names, ids, numbers, as text.
    pub(super) values: Vec<String>,
    pub(super) quantifier: Quantifier,
    /// Whether candidates without it are left out.
    pub(super) required: bool,
}

/// One query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// The name that is looked for.
    pub(super) name: String,
    pub(super) types: Vec<Item>,
    pub(super) strict: Strict,
    pub(super) conditions: Vec<Condition>,
    pub(super) limit: usize,
}

/// Reads the parameter `queries` of version 0.2: an object of queries by key.
pub(super) fn batch(text: &str) -> Result<Vec<(String, Query)>, Refusal> {
    let value: Value = serde_json::from_str(text).map_err(|error| Refusal::bad(format!("`queries` is no JSON: {error}")))?;
    let Value::Object(queries) = value else { return Err(Refusal::bad("`queries` is no JSON object")) };
    limit(queries.len())?;
    queries.iter().map(|(key, query)| Ok((key.clone(), read(query).map_err(|why| within(key, why))?))).collect()
}

/// Reads the body of a request of the 1.0 draft: `{"queries": [...]}`.
pub(super) fn draft(body: &[u8]) -> Result<Vec<Query>, Refusal> {
    let value: Value = serde_json::from_slice(body).map_err(|error| Refusal::bad(format!("the body is no JSON: {error}")))?;
    let queries = value.get("queries").and_then(Value::as_array).ok_or_else(|| Refusal::bad("the body has no list `queries`"))?;
    limit(queries.len())?;
    queries.iter().zip(0..).map(|(query, at)| read_draft(query).map_err(|why| within(&format!("{at}"), why))).collect()
}

fn limit(queries: usize) -> Result<(), Refusal> {
    if queries > MOST_QUERIES { Err(Refusal::TooMuch(format!("more than {MOST_QUERIES} queries in one request"))) } else { Ok(()) }
}

fn within(key: &str, why: String) -> Refusal {
    Refusal::bad(format!("query `{}`: {why}", shown(key)))
}

fn read(value: &Value) -> Result<Query, String> {
    let object = value.as_object().ok_or("it is no object")?;
    let mut query =
        Query { name: name(object.get("query"))?, limit: candidates(object)?, types: types(object.get("type"))?, ..Query::default() };
    query.strict = match object.get("type_strict").map(|strict| strict.as_str().unwrap_or_default()) {
        None | Some("should") => Strict::Should,
        Some("any") => Strict::Any,
        Some("all") => Strict::All,
        Some(_) => return Err("`type_strict` is none of any, all, should".to_owned()),
    };
    for property in list(object.get("properties"), "properties")? {
        let pid = property.get("pid").or_else(|| property.get("p")).and_then(Value::as_str).ok_or("a property has no `pid`")?;
        let values = values(property.get("v").ok_or("a property has no `v`")?)?;
        query.conditions.push(Condition { property: short(pid)?, values, ..Condition::default() });
    }
    if query.name.is_empty() && query.conditions.is_empty() {
        return Err("it has neither `query` nor `properties`".to_owned());
    }
    Ok(query)
}

fn read_draft(value: &Value) -> Result<Query, String> {
    let object = value.as_object().ok_or("it is no object")?;
    let mut query = Query { limit: candidates(object)?, types: types(object.get("type"))?, ..Query::default() };
    let conditions = list(object.get("conditions"), "conditions")?;
    if conditions.is_empty() {
        return Err("it has no `conditions`".to_owned());
    }
    for condition in conditions {
        let value = condition.get("propertyValue").ok_or("a condition has no `propertyValue`")?;
        match condition.get("matchType").and_then(Value::as_str) {
            Some("name" | "id") => query.name = name(Some(value))?,
            Some("property") => {
                let property = condition.get("propertyId").and_then(Value::as_str).ok_or("a condition has no `propertyId`")?;
                let quantifier = match condition.get("matchQuantifier").map(|word| word.as_str().unwrap_or_default()) {
                    None | Some("any") => Quantifier::Any,
                    Some("all") => Quantifier::All,
                    Some("none") => Quantifier::None,
                    Some(_) => return Err("`matchQuantifier` is none of any, all, none".to_owned()),
                };
                let required = condition.get("required").and_then(Value::as_bool).unwrap_or(false);
                query.conditions.push(Condition { property: short(property)?, values: values(value)?, quantifier, required });
            }
            _ => return Err("`matchType` is none of name, id, property".to_owned()),
        }
    }
    Ok(query)
}

fn name(value: Option<&Value>) -> Result<String, String> {
    match value {
        None | Some(Value::Null) => Ok(String::new()),
        // A cell of a table may hold a number.
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::String(text)) => short(text.trim()),
        Some(_) => Err("its name is no text".to_owned()),
    }
}

fn candidates(object: &Map<String, Value>) -> Result<usize, String> {
    match object.get("limit") {
        None | Some(Value::Null) => Ok(CANDIDATES),
        Some(limit) => {
            let limit = limit.as_u64().filter(|limit| *limit > 0).ok_or("`limit` is no whole number from 1")?;
            Ok(usize::try_from(limit).unwrap_or(MOST_CANDIDATES).min(MOST_CANDIDATES))
        }
    }
}

/// One type or several: ids as text, or objects with an `id`. What is no id of Wikidata fits nothing and is an error.
fn types(value: Option<&Value>) -> Result<Vec<Item>, String> {
    let Some(value) = value.filter(|value| !value.is_null() && value.as_str() != Some("")) else { return Ok(Vec::new()) };
    values(value)?.iter().map(|id| id.parse().map_err(|error: crate::link::NoId| shown(&error.to_string()))).collect()
}

fn list<'v>(value: Option<&'v Value>, what: &str) -> Result<&'v [Value], String> {
    match value {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) if list.len() > MOST_PARTS => Err(format!("more than {MOST_PARTS} `{what}`")),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(format!("`{what}` is no list")),
    }
}

fn values(value: &Value) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(text) => short(text.trim()).map(Some),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(truth) => Ok(Some(truth.to_string())),
        Value::Object(object) => {
            object.get("id").and_then(Value::as_str).ok_or_else(|| "a value has no `id`".to_owned()).and_then(short).map(Some)
        }
        Value::Null => Ok(None),
        Value::Array(_) => Err("a value is a list within a list".to_owned()),
    };
    match value {
        Value::Array(_) => list(Some(value), "values")?.iter().filter_map(|value| one(value).transpose()).collect(),
        other => Ok(one(other)?.into_iter().collect()),
    }
}

fn short(text: &str) -> Result<String, String> {
    if text.chars().nth(MOST_CHARS).is_some() {
        Err(format!("a name or value has more than {MOST_CHARS} characters"))
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_as_openrefine_writes_them() {
        let text = r#"{"q1":{"query":"俄羅斯","type":"Q6256","type_strict":"should","limit":5},
            "q0":{"query":" France ","type":["Q6256",{"id":"Q7275"}],"type_strict":"any","properties":[{"pid":"P31","v":{"id":"Q3624078","name":"x"}},{"pid":"Lzh","v":["法国",1]}]}}"#;
        let queries = batch(text).unwrap();
        let (key, france) = queries.iter().find(|(key, _)| key == "q0").unwrap();
        assert_eq!(
            (key.as_str(), france.name.as_str(), france.types.as_slice(), france.strict),
            ("q0", "France", &[Item(6256), Item(7275)][..], Strict::Any)
        );
        assert_eq!(france.conditions[0].values, ["Q3624078"]);
        assert_eq!(
            france.conditions[1],
            Condition { property: "Lzh".into(), values: vec!["法国".into(), "1".into()], ..Condition::default() }
        );
        assert_eq!((france.limit, queries.iter().find(|(key, _)| key == "q1").unwrap().1.limit), (CANDIDATES, 5));
        let huge = batch(r#"{"q":{"query":"x","limit":18446744073709551615}}"#).unwrap();
        assert_eq!(huge[0].1.limit, MOST_CANDIDATES);
    }

    #[test]
    fn what_is_no_query_is_told_in_one_line() {
        for (bad, why) in [
            ("", "no JSON"),
            ("[1]", "no JSON object"),
            (r#"{"q":1}"#, "query `q`: it is no object"),
            (r#"{"q":{}}"#, "neither"),
            (r#"{"q":{"query":["x"]}}"#, "no text"),
            (r#"{"q":{"query":"x","limit":0}}"#, "limit"),
            (r#"{"q":{"query":"x","limit":-1}}"#, "limit"),
            (r#"{"q":{"query":"x","type":"person"}}"#, "`person` is no id"),
            (r#"{"q":{"query":"x","type_strict":"maybe"}}"#, "type_strict"),
            (r#"{"q":{"query":"x","properties":{}}}"#, "no list"),
            (r#"{"q":{"query":"x","properties":[{"v":1}]}}"#, "no `pid`"),
            (r#"{"q":{"query":"x","properties":[{"pid":"P31","v":[[1]]}]}}"#, "list within a list"),
        ] {
            let Err(Refusal::Bad(told)) = batch(bad) else { panic!("{bad}") };
            assert!(told.contains(why) && !told.contains('\n'), "{bad}: {told}");
        }
        let long = format!(r#"{{"q":{{"query":"{}"}}}}"#, "長".repeat(MOST_CHARS + 1));
        assert!(matches!(batch(&long), Err(Refusal::Bad(_))));
        let many: Vec<String> = (0..=MOST_QUERIES).map(|at| format!(r#""q{at}":{{"query":"x"}}"#)).collect();
        assert!(matches!(batch(&format!("{{{}}}", many.join(","))), Err(Refusal::TooMuch(_))));
        let deep = "[".repeat(100_000);
        assert!(matches!(batch(&deep), Err(Refusal::Bad(_))));
    }

    #[test]
    fn the_draft_is_read_too() {
        let body = r#"{"queries":[{"type":"Q6256","limit":3,"conditions":[{"matchType":"name","propertyValue":"俄羅斯"},
            {"matchType":"property","propertyId":"P31","propertyValue":{"id":"Q3624078"},"required":true,"matchQuantifier":"none"}]}]}"#;
        let queries = draft(body.as_bytes()).unwrap();
        assert_eq!((queries[0].name.as_str(), queries[0].limit), ("俄羅斯", 3));
        assert!(queries[0].conditions[0].required && queries[0].conditions[0].quantifier == Quantifier::None);
        for bad in ["{}", r#"{"queries":[{"conditions":[]}]}"#, r#"{"queries":[{"conditions":[{"matchType":"shape","propertyValue":1}]}]}"#]
        {
            assert!(matches!(draft(bad.as_bytes()), Err(Refusal::Bad(_))), "{bad}");
        }
    }
}
