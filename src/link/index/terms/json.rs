//! Wikidata in JSON: one entity a line, in the brackets of one array (<https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html>).

use std::{
    borrow::Cow,
    fmt,
    io::{self, BufRead},
    marker::PhantomData,
};

use memchr::memmem;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{Kind, Read, Terms, each_line, holds};
use crate::link::Item;

/// Bytes of a line in which the id stands.
const HEAD: usize = 200;

#[derive(Deserialize)]
struct Entity<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default, borrow)]
    labels: Entries<'a, Term<'a>>,
    #[serde(default, borrow)]
    descriptions: Entries<'a, Term<'a>>,
    #[serde(default, borrow)]
    aliases: Entries<'a, Vec<Term<'a>>>,
    #[serde(default)]
    claims: Claims,
}

#[derive(Deserialize)]
struct Term<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Statement {
    mainsnak: Snak,
    #[serde(default)]
    rank: String,
}

#[derive(Deserialize)]
struct Snak {
    datavalue: Option<DataValue>,
}

#[derive(Deserialize)]
struct DataValue {
    value: serde_json::Value,
}

/// An object as a list; an empty one may be written as an array.
struct Entries<'a, T>(Vec<(Cow<'a, str>, T)>);

impl<T> Default for Entries<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Entries<'a, T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of<'a, T>(PhantomData<(&'a str, T)>);
        impl<'de: 'a, 'a, T: Deserialize<'de>> Visitor<'de> for Of<'a, T> {
            type Value = Entries<'a, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    entries.push((key, map.next_value()?));
                }
                Ok(Entries(entries))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Entries(Vec::new()))
            }
        }
        from.deserialize_any(Of(PhantomData))
    }
}

/// A key without a copy, where it holds no escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// What items are instances of; all other claims are passed over.
#[derive(Default)]
struct Claims(Vec<Statement>);

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Claims;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Claims, A::Error> {
                let mut claims = Vec::new();
                while let Some(Key(property)) = map.next_key()? {
                    if property == "P31" {
                        claims = map.next_value()?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Claims(claims))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Claims, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Claims(Vec::new()))
            }
        }
        from.deserialize_any(Of)
    }
}

/// Reads what is said of the items that are held.
pub(in crate::link::index) fn read(input: impl BufRead, held: &[u32], terms: &mut Terms) -> io::Result<Read> {
    each_line(input, &mut |line| {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let line = line.strip_prefix(b"[").unwrap_or(line).trim_ascii();
        let line = line.strip_suffix(b"]").filter(|line| line.is_empty() || line.ends_with(b"}")).unwrap_or(line).trim_ascii();
        let line = line.strip_suffix(b",").unwrap_or(line).trim_ascii();
        if line.is_empty() || line == b"]" || early(line).is_some_and(|item| !holds(held, item)) {
            return Ok(true);
        }
        let Ok(entity) = serde_json::from_slice::<Entity<'_>>(line) else { return Ok(false) };
        match entity.id.parse::<Item>() {
            Ok(item) if holds(held, item.0) => take(&entity, item.0, terms).map(|()| true),
            // Properties and lexemes are entities, too.
            _ => Ok(true),
        }
    })
}

/// The item of a line, where that can be told without reading all of it.
fn early(line: &[u8]) -> Option<u32> {
    let head = &line[..line.len().min(HEAD)];
    // In an entity the first `id` is its own: nothing that holds another one comes before it.
    let rest = head.get(memmem::find(head, b"\"id\":\"Q")? + 7..)?;
    let digits = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()
}

fn take(entity: &Entity<'_>, item: u32, terms: &mut Terms) -> io::Result<()> {
    for (kind, texts) in [(Kind::Label, &entity.labels), (Kind::Description, &entity.descriptions)] {
        for (code, term) in &texts.0 {
            if let Some(language) = terms.language(code) {
                terms.push(item, kind, language, &term.value)?;
            }
        }
    }
    for (code, aliases) in &entity.aliases.0 {
        let Some(language) = terms.language(code) else { continue };
        aliases.iter().try_for_each(|alias| terms.push(item, Kind::Alias, language, &alias.value))?;
    }
    for statement in entity.claims.0.iter().filter(|statement| statement.rank != "deprecated") {
        let value = statement.mainsnak.datavalue.as_ref().map(|value| &value.value);
        let class = value.and_then(|value| value.get("id")).and_then(|id| id.as_str()).and_then(|id| id.parse::<Item>().ok());
        if let Some(class) = class {
            terms.push_class(item, statement.rank == "preferred", class.0)?;
        }
    }
    Ok(())
}
