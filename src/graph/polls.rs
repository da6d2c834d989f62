//! Opinion polls as observations of the RDF Data Cube. Their structure is part of the vocabulary (`ent:pollStructure`).

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{
    Scene, Writer, evidence,
    statements::{first_64, hex16},
    vocab::{Ent, dct, oa, prov, qb},
};
use crate::rules::{Figure, Poll, PollFlag};

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
    let node = writer.node(&iri);
    writer.class(node, qb::OBSERVATION);
    writer.add(node, qb::DATA_SET, &scene.names.poll(language, title, poll.table + 1));
    writer.integer(node, Ent::Row, poll.row);
    for (property, entity) in [(Ent::Pollster, poll.pollster), (Ent::About, poll.about), (Ent::Respondents, poll.respondents)] {
        if let Some(entity) = entity.and_then(|id| scene.entity(id)) {
            writer.add(node, property, entity);
        }
    }
    if let Some(date) = &poll.date {
        writer.edtf(node, Ent::PollDate, date);
        writer.xsd_date(node, Ent::Date, date);
    }
    let figures = [
        (Ent::Positive, Ent::PositivePrinted, &poll.positive),
        (Ent::Negative, Ent::NegativePrinted, &poll.negative),
        (Ent::Neutral, Ent::NeutralPrinted, &poll.neutral),
        (Ent::Net, Ent::NetPrinted, &poll.net),
    ];
    for (property, as_printed, figure) in figures {
        let Some(Figure { printed, value }) = figure else { continue };
        writer.decimal(node, property, *value);
        writer.text(node, as_printed, printed);
    }
    for flag in &poll.flags {
        let flag = match flag {
            PollFlag::NetDiffers => Ent::NetDiffers,
            PollFlag::SharesOff => Ent::SharesOff,
        };
        writer.add(node, Ent::Flag, flag);
    }
    // The row is its own evidence: where it stands is enough.
    let mut hash = Sha256::new();
    hash.update(iri.as_str());
    let id = hex16(first_64(hash));
    let evidence = writer.written(|iri| scene.names.push_evidence(iri, &id, 1, None));
    writer.add(node, prov::WAS_DERIVED_FROM, evidence);
    writer.class(evidence, oa::SPECIFIC_RESOURCE);
    writer.add(evidence, oa::HAS_SOURCE, scene.page);
    let (start, end) = (writer.number(poll.span.start), writer.number(poll.span.end));
    evidence::write_bytes(scene, writer, evidence, &id, 1, (start, end));
}
