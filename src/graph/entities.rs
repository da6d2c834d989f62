//! The entities of a page, and the treaties, exercises and conflicts among them.

use super::{
    Scene, Writer,
    vocab::{Ent, skos},
    writer::unique,
};
use crate::{mention::Kind, time::Edtf};

/// The class of a kind of entity.
#[must_use]
pub const fn class_of(kind: Kind) -> Ent {
    match kind {
        Kind::State => Ent::State,
        Kind::HistoricalState => Ent::HistoricalState,
        Kind::DisputedState => Ent::DisputedState,
        Kind::Dependency => Ent::Dependency,
        Kind::Government => Ent::Government,
        Kind::Bloc => Ent::Bloc,
        Kind::Organization => Ent::Organization,
        Kind::Party => Ent::Party,
        Kind::ArmedForce => Ent::ArmedForce,
        Kind::Person => Ent::Person,
        Kind::Treaty => Ent::Treaty,
        Kind::Exercise => Ent::MilitaryExercise,
        Kind::Conflict => Ent::Conflict,
        Kind::Place => Ent::Place,
        Kind::Institution => Ent::Institution,
        Kind::Thing => Ent::Thing,
    }
}

/// Writes the cast and the events.
pub(super) fn write(scene: &Scene<'_>, writer: &mut Writer<'_>) {
    for ((_, entity), &node) in scene.cast.iter().zip(&scene.entities) {
        writer.class(node, class_of(entity.kind));
        for form in entity.seen.iter().filter(|form| **form != entity.label) {
            writer.words(node, skos::ALT_LABEL, form);
        }
        writer.words(node, skos::PREF_LABEL, &entity.label);
        if let Some(state) = entity.government_of.as_ref().filter(|_| entity.kind == Kind::Government) {
            writer.add(node, Ent::GovernmentOf, &scene.names.entity(super::GAZETTEER_LANGUAGE, state));
        }
    }
    for event in &scene.findings.events {
        let Some(node) = scene.entity(event.entity) else { continue };
        for participant in unique(&event.participants, |&id| id).filter_map(|&id| scene.entity(id)) {
            writer.add(node, Ent::Participant, participant);
        }
        for date in unique(&event.dates, Edtf::as_str) {
            writer.date(node, date);
        }
        for place in unique(&event.places, |&id| id).filter_map(|&id| scene.entity(id)) {
            writer.add(node, Ent::AtPlace, place);
        }
    }
}
