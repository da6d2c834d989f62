//! Opinion polls as observations of the RDF Data Cube. Their structure is part of the vocabulary (`ent:pollStructure`).

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{
    Scene, Writer, evidence,
    statements::{first_64, hex16},
    vocab::{Ent, dct, oa, prov, qb},
};
use crate::{
    mention::EntityId,
    rules::{Figure, Poll, PollFlag},
};

/// Writes every row of every poll, and the tables that they stand in.
pub(super) fn write(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    let mut tables = BTreeSet::new();
    for poll in &scene.findings.polls {
        if tables.insert(poll.table) {
            write_table(scene, writer, poll.table);
        }
        write_row(scene, writer, poll);
    }
}

fn write_table(scene: &Scene<'_>, writer: &mut Writer<'_>, table: usize) {
    let node = writer.node(&scene.names.poll(scene.meta.language, scene.meta.title, table + 1));
    writer.class(node, qb::DATA_SET_CLASS);
    writer.class(node, Ent::Poll);
    writer.add(node, qb::STRUCTURE, Ent::PollStructure);
    writer.add(node, Ent::OnPage, scene.page);
    writer.integer(node, Ent::Position, table + 1);
    if let Some(caption) = scene.document.tables.get(table).and_then(|table| table.caption.as_ref()).map(|caption| caption.visible.trim())
        && !caption.is_empty()
    {
        writer.words(node, dct::TITLE, caption);
    }
}

fn write_row(scene: &Scene<'_>, writer: &mut Writer<'_>, poll: &Poll) {
    let (language, title) = (scene.meta.language, scene.meta.title);
    let iri = scene.names.poll_row(language, title, poll.table + 1, poll.row);
    // The row is its own evidence: where it stands is enough.
    let mut hash = Sha256::new();
    hash.update(iri.as_str());
    let id = hex16(first_64(hash));
    let (start, end) = (writer.number(poll.span.start), writer.number(poll.span.end));
    let bytes = evidence::write_bytes(scene, writer, &id, 1, (start, end));
    let evidence = writer.written(|iri| scene.names.push_evidence(iri, &id, 1, None));
    writer.class(evidence, oa::SPECIFIC_RESOURCE);
    writer.add(evidence, oa::HAS_SELECTOR, bytes);
    writer.add(evidence, oa::HAS_SOURCE, scene.page);
    // The rest in the order that its lines will have.
    let node = writer.node(&iri);
    writer.add(node, qb::DATA_SET, &scene.names.poll(language, title, poll.table + 1));
    writer.class(node, qb::OBSERVATION);
    writer.add(node, prov::WAS_DERIVED_FROM, evidence);
    let entity = |writer: &mut Writer<'_>, property: Ent, entity: Option<EntityId>| {
        if let Some(entity) = entity.and_then(|id| scene.entity(id)) {
            writer.add(node, property, entity);
        }
    };
    let figure = |writer: &mut Writer<'_>, property: Ent, as_printed: Ent, figure: &Option<Figure>| {
        if let Some(Figure { printed, value }) = figure {
            writer.decimal(node, property, *value);
            writer.text(node, as_printed, printed);
        }
    };
    entity(writer, Ent::About, poll.about);
    if let Some(date) = &poll.date {
        writer.xsd_date(node, Ent::Date, date);
    }
    for flag in &poll.flags {
        let flag = match flag {
            PollFlag::NetDiffers => Ent::NetDiffers,
            PollFlag::SharesOff => Ent::SharesOff,
        };
        writer.add(node, Ent::Flag, flag);
    }
    figure(writer, Ent::Negative, Ent::NegativePrinted, &poll.negative);
    figure(writer, Ent::Net, Ent::NetPrinted, &poll.net);
    figure(writer, Ent::Neutral, Ent::NeutralPrinted, &poll.neutral);
    if let Some(date) = &poll.date {
        writer.edtf(node, Ent::PollDate, date);
    }
    entity(writer, Ent::Pollster, poll.pollster);
    figure(writer, Ent::Positive, Ent::PositivePrinted, &poll.positive);
    entity(writer, Ent::Respondents, poll.respondents);
    writer.integer(node, Ent::Row, poll.row);
}
