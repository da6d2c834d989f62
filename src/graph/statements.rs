//! Statements: the plain edge, and the node that carries date, status and evidence.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxigraph::model::{NamedNode, Term};
use sha2::{Digest, Sha256};

use super::{
    Scene, Writer, evidence, iri,
    vocab::{Ent, dct, prov, rdf},
    writer::unique,
};
use crate::rules::{Statement, Status, Via};

/// The rules that found what was written: their ids with their relations.
pub(super) type Used<'a> = BTreeMap<&'a str, &'a str>;

/// Writes every statement of the page, and gives the rules that found them.
pub(super) fn write<'a>(scene: &Scene<'a>, writer: &mut Writer<'_>) -> Used<'a> {
    let mut used = Used::new();
    let mut ids = HashSet::new();
    let mut edges = HashSet::new();
    let notes = Notes::new(scene);
    for statement in &scene.findings.statements {
        if let Some(id) = id_of(scene, statement, &mut ids) {
            write_statement(scene, writer, statement, &id, &notes);
            used.insert(&statement.rule, &statement.relation);
            // Many sentences may state one relation; its edge is one.
            if statement.status == Status::Affirmed && edges.insert((statement.subject, &*statement.relation, statement.object)) {
                write_edge(scene, writer, statement);
            }
        }
    }
    used
}

fn write_edge(scene: &Scene<'_>, writer: &mut Writer<'_>, statement: &Statement) {
    if let (Some(subject), Some(object)) = (scene.entity(statement.subject), scene.entity(statement.object)) {
        writer.add(subject, scene.names.relation(&statement.relation).as_ref(), object.clone());
    }
}

fn write_statement(scene: &Scene<'_>, writer: &mut Writer<'_>, statement: &Statement, id: &str, notes: &Notes<'_>) {
    let (Some(subject), Some(object)) = (scene.entity(statement.subject), scene.entity(statement.object)) else { return };
    let relation = scene.names.relation(&statement.relation);
    let node = scene.names.statement(id);

    writer.ent_class(&node, Ent::StatementClass);
    writer.add(&node, rdf::SUBJECT, subject.clone());
    writer.add(&node, rdf::PREDICATE, relation);
    writer.add(&node, rdf::OBJECT, object.clone());
    let status = match &statement.status {
        Status::Affirmed => Ent::Affirmed,
        Status::Denied => Ent::Denied,
        Status::Planned => Ent::Planned,
        Status::Attributed(who) => {
            writer.ent_text(&node, Ent::AttributedTo, who.as_str());
            Ent::Attributed
        }
    };
    let status_node = scene.names.ent(status).into_owned();
    writer.ent(&node, Ent::Status, status_node);
    if let Some(date) = &statement.date {
        writer.date(&node, date);
    }
    for via in &statement.via {
        match via {
            Via::Entity(entity) => {
                if let Some(entity) = scene.entity(*entity) {
                    writer.ent(&node, Ent::Via, entity.clone());
                }
            }
            Via::Words(words) => writer.ent_text(&node, Ent::ViaText, words.as_str()),
        }
    }
    for place in unique(&statement.places, |&place| place).filter_map(|&place| scene.entity(place)) {
        writer.ent(&node, Ent::AtPlace, place.clone());
    }
    writer.ent_text(&node, Ent::Rule, &*statement.rule);
    writer.ent(&node, Ent::ReadBy, scene.names.rule(&statement.rule));
    writer.ent(&node, Ent::OnPage, scene.page.clone());
    for (index, piece) in statement.evidence.iter().enumerate() {
        let evidence = evidence::write(scene, writer, id, index + 1, piece);
        writer.add(&node, prov::WAS_DERIVED_FROM, evidence);
    }
    let mut cited: Vec<&Term> = statement.evidence.iter().flat_map(|piece| &piece.notes).flat_map(|label| notes.sources(label)).collect();
    cited.sort_by_cached_key(ToString::to_string);
    cited.dedup();
    for source in cited {
        writer.add(&node, dct::SOURCE, source.clone());
    }
}

/// The id of a statement: the first 16 hexadecimal digits of a SHA-256 over what tells it from all others. A repetition has none.
///
/// The status is hashed in only where the page does not state a fact, so that one sentence may affirm and deny the same thing.
fn id_of(scene: &Scene<'_>, statement: &Statement, used: &mut HashSet<String>) -> Option<String> {
    // Ends a part, so that no two lists of parts read the same; no name that can be seen holds it.
    const END: [u8; 1] = [0x1F];
    let iri = |id| scene.entity(id).map(NamedNode::as_str);
    let mut hash = Sha256::new();
    let mut put = |part: &str| {
        hash.update(part);
        hash.update(END);
    };
    put(scene.page.as_str());
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
    let id = hex16(hash);
    used.insert(id.clone()).then_some(id)
}

/// The first 16 hexadecimal digits of a hash.
pub(super) fn hex16(hash: Sha256) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(16);
    for byte in hash.finalize().iter().take(8) {
        text.push(char::from(HEX[usize::from(byte >> 4)]));
        text.push(char::from(HEX[usize::from(byte & 15)]));
    }
    text
}

/// What the notes of the page cite, by label.
struct Notes<'a> {
    cited: HashMap<&'a str, Vec<Term>>,
}

impl<'a> Notes<'a> {
    fn new(scene: &Scene<'a>) -> Self {
        let mut cited: HashMap<&'a str, Vec<Term>> = HashMap::new();
        for note in &scene.document.notes {
            let mut sources: Vec<Term> = note.sources.iter().filter_map(|(address, _)| iri::address(address)).map(Term::from).collect();
            if sources.is_empty() && !note.text.visible.trim().is_empty() {
                // A printed work has no address: the note that describes it stands for it.
                sources.push(scene.names.note(scene.meta.language, scene.meta.title, &note.label).into());
            }
            cited.entry(note.label.as_str()).or_default().extend(sources);
        }
        Self { cited }
    }

    fn sources(&self, label: &str) -> impl Iterator<Item = &Term> {
        self.cited.get(label).into_iter().flatten()
    }
}
