//! Candidates for a query, scored.
//!
//! The score, from 0 to 100, is that of the name, weighted with what is known of the properties, and less where the type is another. A candidate is a
//! *match* only where it alone has the name, letter for letter or in the other script, and nothing speaks against it.

use super::{
    Refusal, Service,
    request::{Query, Strict},
    types::{Relation, label},
};
use crate::{
    graph::vocab::WIKIDATA_ENTITY,
    link::{
        Description, How, Item,
        index::{Candidate, Match},
    },
};

/// Candidates that are looked at for each that is asked for: some fall to types and properties.
const LOOKED_AT: usize = 4;
const LEAST_LOOKED_AT: usize = 40;
/// How much a property weighs beside the name.
const PROPERTY: f64 = 0.4;

/// A candidate with its score.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub(super) item: Item,
    pub(super) name: String,
    pub(super) description: Description,
    /// From 0 to 100.
    pub(super) score: f64,
    pub(super) is_match: bool,
    /// What speaks for it, by name: from 0 to 100.
    pub(super) features: Vec<(String, f64)>,
}

impl Service {
    /// The candidates for a query, the best first.
    pub(super) fn candidates(&self, query: &Query) -> Result<Vec<Ranked>, Refusal> {
        let labels = || query.conditions.iter().filter(|condition| condition.property.starts_with(super::wanted::LABEL));
        // Who gives no name may give a label.
        let name = Some(&query.name).filter(|name| !name.is_empty()).or_else(|| labels().find_map(|condition| condition.values.first()));
        let Some(name) = name else { return Ok(Vec::new()) };
        let found = match id(name) {
            Some(item) => vec![Candidate { item, name: name.clone(), matched: Match::Exact, how: How::Exact, disambiguation: false }],
            None => self.lookup.search(name, LEAST_LOOKED_AT.max(query.limit * LOOKED_AT)).map_err(Refusal::Broken)?,
        };
        let mut ranked = Vec::new();
        for candidate in found {
            let Some(description) = self.lookup.description(candidate.item).map_err(Refusal::Broken)? else {
                // An id that the index does not hold is nobody; a name always is somebody's.
                if id(name).is_none() {
                    ranked.extend(self.rank(query, name, &candidate, Description::default()));
                }
                continue;
            };
            ranked.extend(self.rank(query, name, &candidate, description));
        }
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.item.cmp(&b.item)));
        // Only one that is alone with its name is a match.
        if ranked.iter().filter(|candidate| candidate.is_match).count() > 1 {
            ranked.iter_mut().for_each(|candidate| candidate.is_match = false);
        }
        ranked.iter_mut().for_each(|candidate| candidate.is_match &= candidate.score >= MATCH);
        ranked.truncate(query.limit);
        Ok(ranked)
    }

    /// One candidate; none where the query rules it out. `is_match` says for now that it has the name and fits.
    fn rank(&self, query: &Query, name: &str, candidate: &Candidate, description: Description) -> Option<Ranked> {
        let exact =
            matches!(candidate.matched, Match::Exact | Match::Spelling) && candidate.how != How::Section && !candidate.disambiguation;
        let named = name_score(name, candidate);
        let mut features = vec![("name".to_owned(), percent(named))];
        let (mut sum, mut weight, mut fits) = (named, 1.0, true);
        for condition in &query.conditions {
            match self.holds(condition, &description) {
                Some(share) => {
                    sum += PROPERTY * share;
                    weight += PROPERTY;
                    fits &= share > 0.5;
                    features.push((condition.property.clone(), percent(share)));
                    if condition.required && share == 0.0 {
                        return None;
                    }
                }
                None if condition.required => return None,
                None => {}
            }
        }
        let relation = self.relation(query, &description.classes);
        let factor = match relation {
            None | Some(Relation::Same) => 1.0,
            Some(Relation::Near) => 0.97,
            Some(Relation::Unknown) => 0.85,
            Some(Relation::Other) if query.strict != Strict::Should => return None,
            Some(Relation::Other) => 0.5,
        };
        if let Some(relation) = relation {
            features.push(("type".to_owned(), if relation <= Relation::Near { percent(factor) } else { 0.0 }));
            fits &= relation <= Relation::Near;
        }
        let chinese = name.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c) || c >= '\u{20000}');
        let shown = label(&description, chinese).unwrap_or(&candidate.name).to_owned();
        let score = percent(factor * sum / weight);
        Some(Ranked { item: candidate.item, name: shown, description, score, is_match: exact && fits, features })
    }

    /// How an item's classes go together with the types of a query; none where it asks for no type.
    fn relation(&self, query: &Query, classes: &[Item]) -> Option<Relation> {
        let each = query.types.iter().map(|wanted| self.types.relation(*wanted, classes));
        if query.strict == Strict::All { each.max() } else { each.min() }
    }
}

/// Least score of a match: who has the name only by a redirect or an alias is a candidate.
const MATCH: f64 = 90.0;

/// A share as it is told: from 0 to 100, to one digit.
fn percent(share: f64) -> f64 {
    (1000.0 * share).round() / 10.0
}

/// How well a candidate's name agrees, from 0 to 1.
fn name_score(wanted: &str, candidate: &Candidate) -> f64 {
    let length = |text: &str| text.chars().count().clamp(1, 1000) as f64;
    let agreement = match candidate.matched {
        Match::Exact => 1.0,
        Match::Spelling => 0.98,
        Match::Prefix => 0.4 + 0.4 * (length(wanted) / length(&candidate.name)).min(1.0),
        Match::Fuzzy(letters) => 0.85 * (1.0 - f64::from(letters) / length(wanted)).max(0.0),
    };
    let way = match candidate.how {
        How::Exact | How::Spelling => 1.0,
        How::Redirect => 0.85,
        How::Section => 0.5,
    };
    agreement * way * if candidate.disambiguation { 0.5 } else { 1.0 }
}

/// The item that a text is the id or the address of.
pub(super) fn id(text: &str) -> Option<Item> {
    let text = text.trim();
    let prefixes = [WIKIDATA_ENTITY, "https://www.wikidata.org/entity/", "https://www.wikidata.org/wiki/"];
    prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text).parse().ok()
}
