//! Links to Wikidata, in the terms of OWL and SSSOM.
//!
//! A link that holds is a plain edge, `owl:sameAs` where the two are one thing. Beside it stands its record, an `owl:Axiom` with what SSSOM
//! (<https://mapping-commons.github.io/sssom/>) says of a mapping: how it was justified, how sure it is, and when.

use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use sha2::{Digest, Sha256};

use super::{
    Ent, Names,
    vocab::{dct, owl, rdf, semapv, skos, sssom, xsd},
};

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Says {
    /// The two are one thing.
    Same,
    /// The two are one concept: for categories.
    Exact,
    /// The two may be one thing: a candidate, for somebody to look at.
    Close,
    /// The two are not one thing.
    Not,
}

/// Which source gave a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A file of the user.
    User,
    /// The gazetteer.
    Gazetteer,
    /// The offline index.
    Index,
    /// The live API.
    Api,
}

/// A link from an entity to an item of Wikidata.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The entity, or the category.
    pub entity: NamedNode,
    /// The item; none where somebody found that there is none.
    pub item: Option<NamedNode>,
    /// What it says.
    pub says: Says,
    /// Who found it.
    pub origin: Origin,
    /// How sure it is, in hundredths from 0 to 100.
    pub confidence: u8,
    /// The day of which it is known, as `YYYY-MM-DD`.
    pub date: Option<String>,
}

impl Says {
    const ALL: [(Self, NamedNodeRef<'static>); 3] =
        [(Self::Same, owl::SAME_AS), (Self::Exact, skos::EXACT_MATCH), (Self::Close, skos::CLOSE_MATCH)];

    /// The property that the edge and its record have; a link that is denied is one of identity.
    #[must_use]
    pub fn property(self) -> NamedNodeRef<'static> {
        Self::ALL.iter().find(|(says, _)| *says == self).map_or(owl::SAME_AS, |(_, property)| *property)
    }

    /// Whether entity and item are the same by it.
    #[must_use]
    pub const fn is_sure(self) -> bool {
        matches!(self, Self::Same | Self::Exact)
    }
}

impl Origin {
    const ALL: [(Self, Ent); 4] =
        [(Self::User, Ent::UserFile), (Self::Gazetteer, Ent::Gazetteer), (Self::Index, Ent::OfflineIndex), (Self::Api, Ent::LiveApi)];

    /// Its name in the vocabulary.
    #[must_use]
    pub fn term(self) -> Ent {
        Self::ALL.iter().find(|(origin, _)| *origin == self).map_or(Ent::UserFile, |(_, term)| *term)
    }
}

impl Link {
    /// The triples of the link, as quads of a graph.
    #[must_use]
    pub fn quads(&self, names: &Names, graph: &NamedNode) -> Vec<Quad> {
        let quad = |subject: &NamedNode, predicate: NamedNodeRef<'_>, object: Term| {
            Quad::new(subject.clone(), predicate.into_owned(), object, graph.clone())
        };
        let target = self.item.clone().unwrap_or_else(|| sssom::NO_TERM_FOUND.into_owned());
        let record = names.link(&self.id(&target));
        let property = self.says.property();
        let justification = match (self.origin, self.says) {
            (Origin::User | Origin::Gazetteer, _) => semapv::MANUAL_MAPPING_CURATION,
            (_, Says::Close) => semapv::LEXICAL_MATCHING,
            _ => semapv::BACKGROUND_KNOWLEDGE_BASED_MATCHING,
        };
        let confidence = format!("{}.{:02}", self.confidence / 100, self.confidence % 100);
        let mut quads = vec![
            quad(&record, rdf::TYPE, owl::AXIOM.into_owned().into()),
            quad(&record, owl::ANNOTATED_SOURCE, self.entity.clone().into()),
            quad(&record, owl::ANNOTATED_PROPERTY, property.into_owned().into()),
            quad(&record, owl::ANNOTATED_TARGET, target.clone().into()),
            quad(&record, sssom::MAPPING_JUSTIFICATION, justification.into_owned().into()),
            quad(&record, sssom::CONFIDENCE, Literal::new_typed_literal(short(&confidence), xsd::DECIMAL).into()),
            quad(&record, names.ent(Ent::FoundBy), names.ent(self.origin.term()).into_owned().into()),
        ];
        if let Some(date) = &self.date {
            quads.push(quad(&record, dct::DATE, Literal::new_typed_literal(date.as_str(), xsd::DATE).into()));
        }
        if self.says == Says::Not {
            quads.push(quad(&record, sssom::PREDICATE_MODIFIER, sssom::NEGATED_PREDICATE.into_owned().into()));
        } else if let Some(item) = &self.item {
            quads.push(quad(&self.entity, property, item.clone().into()));
        }
        quads
    }

    /// The first 16 hexadecimal digits of the SHA-256 of what is linked, so that the record of a link keeps its IRI whoever finds it.
    fn id(&self, target: &NamedNode) -> String {
        let hash = Sha256::new().chain_update(self.entity.as_str()).chain_update("\n").chain_update(target.as_str()).finalize();
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The link whose record some triples are; none where they are no whole record.
    #[must_use]
    pub fn read(names: &Names, record: &[(NamedNode, Term)]) -> Option<Self> {
        let get = |property: NamedNodeRef<'_>| record.iter().find(|(known, _)| known.as_ref() == property).map(|(_, object)| object);
        let node = |property| if let Some(Term::NamedNode(node)) = get(property) { Some(node) } else { None };
        let text = |property| if let Some(Term::Literal(text)) = get(property) { Some(text.value()) } else { None };
        let target = node(owl::ANNOTATED_TARGET)?;
        let property = node(owl::ANNOTATED_PROPERTY)?;
        let found_by = node(names.ent(Ent::FoundBy))?;
        let (says, _) = Says::ALL.into_iter().find(|(_, known)| property.as_ref() == *known)?;
        let (origin, _) = Origin::ALL.into_iter().find(|(_, term)| names.ent(*term) == found_by.as_ref())?;
        let confidence: f64 = text(sssom::CONFIDENCE)?.parse().ok()?;
        Some(Self {
            entity: node(owl::ANNOTATED_SOURCE)?.clone(),
            item: (target.as_ref() != sssom::NO_TERM_FOUND).then(|| target.clone()),
            says: if node(sssom::PREDICATE_MODIFIER).is_some() { Says::Not } else { says },
            origin,
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
            confidence: (confidence * 100.0).round().clamp(0.0, 100.0) as u8,
            date: text(dct::DATE).map(str::to_owned),
        })
    }
}

/// The canonical form of a decimal: no zeros behind, no point behind.
fn short(decimal: &str) -> &str {
    decimal.trim_end_matches('0').trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use oxigraph::model::NamedOrBlankNode;

    use super::*;
    use crate::graph::{SharedGraph, wikidata};

    #[test]
    fn records_are_read_back() {
        let names = Names::default();
        let graph = names.graph(SharedGraph::Links);
        let link = |says, item: Option<&str>, origin, confidence, date: Option<&str>| Link {
            entity: names.entity("zh", "俄罗斯"),
            item: item.and_then(wikidata),
            says,
            origin,
            confidence,
            date: date.map(str::to_owned),
        };
        for (link, edges) in [
            (link(Says::Same, Some("Q159"), Origin::Gazetteer, 100, None), 1),
            (link(Says::Exact, Some("Q159"), Origin::Index, 95, Some("2026-09-01")), 1),
            (link(Says::Close, Some("Q34266"), Origin::Api, 50, Some("2026-11-01")), 1),
            (link(Says::Not, Some("Q34266"), Origin::User, 100, None), 0),
            (link(Says::Same, None, Origin::User, 100, None), 0),
        ] {
            let quads = link.quads(&names, &graph);
            let is_record = |quad: &&Quad| quad.subject != NamedOrBlankNode::from(link.entity.clone());
            let record: Vec<_> = quads.iter().filter(is_record).map(|quad| (quad.predicate.clone(), quad.object.clone())).collect();
            assert_eq!(quads.len() - record.len(), edges, "{link:?}");
            assert_eq!(Link::read(&names, &record).as_ref(), Some(&link));
            assert_eq!(Link::read(&names, &record[1..3]), None);
        }
    }
}
