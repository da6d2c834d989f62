//! Statements: the plain edge, and the node that carries date, status and evidence.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{
    Scene, Writer,
    evidence::Shower,
    notes,
    triples::{Node, Object},
    vocab::{Ent, dct, prov, rdf},
    writer::unique,
};
use crate::{
    hash::{HashMap, HashSet},
    rules::{Statement, Status, Via},
};

/// The rules that found what was written: their ids with their relations.
pub(super) type Used<'a> = BTreeMap<&'a str, &'a str>;

/// Writes every statement of the page, and gives the rules that found them.
pub(super) fn write<'a>(scene: &Scene<'a>, writer: &mut Writer<'_>) -> Used<'a> {
    let mut used = Used::new();
    // What statements share takes a look at the whole page, and most pages have none.
    if scene.findings.statements.is_empty() {
        return used;
    }
    let mut shared = Shared::new(scene);
    let mut ids = Ids::new(scene, writer);
    let mut edges = HashSet::default();
    for statement in &scene.findings.statements {
        if let (Some(subject), Some(object)) = (scene.entity(statement.subject), scene.entity(statement.object))
            && let Some(id) = ids.next(scene, writer, statement)
        {
            used.insert(&statement.rule, &statement.relation);
            let relation = shared.relation(&statement.relation, writer);
            shared.write(scene, writer, statement, (subject, relation, object), &id);
            // Many sentences may state one relation; its edge is one.
            if statement.status == Status::Affirmed && edges.insert((statement.subject, &*statement.relation, statement.object)) {
                writer.add(subject, relation, object);
            }
        }
    }
    used
}

/// What the statements of a page share.
struct Shared<'a> {
    relations: HashMap<&'a str, Node>,
    /// The rules, each with its id as a text.
    rules: HashMap<&'a str, (Node, Object)>,
    /// What the notes of the page cite, by label.
    sources: HashMap<&'a str, Vec<Node>>,
    evidence: Shower<'a>,
}

impl<'a> Shared<'a> {
    fn new(scene: &Scene<'a>) -> Self {
        Self {
            relations: HashMap::default(),
            rules: HashMap::default(),
            sources: notes::sources(scene),
            evidence: Shower::new(scene.document),
        }
    }

    fn relation(&mut self, relation: &'a str, writer: &mut Writer<'_>) -> Node {
        *self.relations.entry(relation).or_insert_with(|| writer.node(&writer.names.relation(relation)))
    }

    fn rule(&mut self, rule: &'a str, writer: &mut Writer<'_>) -> (Node, Object) {
        *self.rules.entry(rule).or_insert_with(|| (writer.node(&writer.names.rule(rule)), writer.plain(rule)))
    }

    fn write(
        &mut self,
        scene: &Scene<'a>,
        writer: &mut Writer<'_>,
        statement: &'a Statement,
        (subject, relation, object): (Node, Node, Node),
        id: &str,
    ) {
        let ranks = statement.evidence.iter().zip(1..);
        let evidence: Vec<Node> = ranks.map(|(piece, rank)| self.evidence.write(scene, writer, id, rank, piece)).collect();
        let labels = statement.evidence.iter().flat_map(|piece| &piece.notes);
        let mut cited: Vec<Node> = labels.filter_map(|label| self.sources.get(label.as_str())).flatten().copied().collect();
        cited.sort_unstable_by(|one, other| writer.iri(*one).cmp(writer.iri(*other)));
        cited.dedup_by(|one, other| writer.iri(*one) == writer.iri(*other));
        let (rule, rule_id) = self.rule(&statement.rule, writer);
        // In the order that its lines will have.
        let node = writer.written(|iri| scene.names.push_statement(iri, id));
        for source in cited {
            writer.add(node, dct::SOURCE, source);
        }
        writer.add(node, rdf::OBJECT, object);
        writer.add(node, rdf::PREDICATE, relation);
        writer.add(node, rdf::SUBJECT, subject);
        writer.class(node, Ent::StatementClass);
        for evidence in evidence {
            writer.add(node, prov::WAS_DERIVED_FROM, evidence);
        }
        if let Status::Attributed(who) = &statement.status {
            writer.text(node, Ent::AttributedTo, who);
        }
        if let Some(date) = &statement.date {
            writer.date(node, date);
        }
        writer.add(node, Ent::OnPage, scene.page);
        for place in unique(&statement.places, |&place| place).filter_map(|&place| scene.entity(place)) {
            writer.add(node, Ent::AtPlace, place);
        }
        writer.add(node, Ent::ReadBy, rule);
        writer.add(node, Ent::Rule, rule_id);
        let status = match &statement.status {
            Status::Affirmed => Ent::Affirmed,
            Status::Denied => Ent::Denied,
            Status::Planned => Ent::Planned,
            Status::Attributed(_) => Ent::Attributed,
        };
        writer.add(node, Ent::Status, status);
        for via in &statement.via {
            match via {
                Via::Entity(entity) => {
                    if let Some(entity) = scene.entity(*entity) {
                        writer.add(node, Ent::Via, entity);
                    }
                }
                Via::Words(words) => writer.text(node, Ent::ViaText, words),
            }
        }
    }
}

/// Makes the ids of the statements of a page.
struct Ids {
    /// What all of them begin with.
    page: Sha256,
    used: HashSet<u64>,
}

impl Ids {
    /// Ends a part, so that no two lists of parts read the same; no name that can be seen holds it.
    const END: [u8; 1] = [0x1F];

    fn new(scene: &Scene<'_>, writer: &Writer<'_>) -> Self {
        let page = Sha256::new().chain_update(writer.iri(scene.page)).chain_update(Self::END);
        Self { page, used: HashSet::default() }
    }

    /// The id of a statement: the first 16 hexadecimal digits of a SHA-256 over what tells it from all others. A repetition has none.
    ///
    /// The status is hashed in only where the page does not state a fact, so that one sentence may affirm and deny the same thing.
    fn next(&mut self, scene: &Scene<'_>, writer: &Writer<'_>, statement: &Statement) -> Option<String> {
        let iri = |id| scene.entity(id).map(|node| writer.iri(node));
        let mut hash = self.page.clone();
        let mut put = |part: &str| {
            hash.update(part);
            hash.update(Self::END);
        };
        put(iri(statement.subject)?);
        put(&statement.relation);
        put(iri(statement.object)?);
        put(statement.date.as_ref().map_or("", |date| date.as_str()));
        for via in &statement.via {
            match via {
                Via::Entity(entity) => put(iri(*entity)?),
                Via::Words(words) => put(words),
            }
        }
        put("");
        if let Some(evidence) = statement.evidence.first() {
            put(&evidence.span.start.to_string());
            put(&evidence.span.end.to_string());
        }
        match &statement.status {
            Status::Affirmed => {}
            Status::Denied => put("denied"),
            Status::Planned => put("planned"),
            Status::Attributed(who) => {
                put("attributed");
                put(who);
            }
        }
        let id = first_64(hash);
        self.used.insert(id).then(|| hex16(id))
    }
}

/// The first 64 bits of a hash, which make an id.
pub(super) fn first_64(hash: Sha256) -> u64 {
    hash.finalize().iter().take(8).fold(0, |id, &byte| id << 8 | u64::from(byte))
}

/// An id in hexadecimal digits.
pub(super) fn hex16(id: u64) -> String {
    format!("{id:016x}")
}
