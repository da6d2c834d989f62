//! One event that several pages tell of.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Quad, Term};

use super::{
    dates::{days, width},
    source::{Pattern, QuadSource, SourceError, facts, matching},
};
use crate::{
    graph::{
        Ent, Names, SharedGraph, Writer,
        vocab::{rdf, xsd},
    },
    time::Edtf,
};

/// Above so many dates of one event they are no longer compared with each other, so that no page can make this slow.
const COMPARED: usize = 100;

/// What the pages tell of one event.
#[derive(Default)]
struct Told {
    participants: BTreeSet<NamedNode>,
    /// Each date with the pages that give it.
    dates: BTreeMap<Edtf, BTreeSet<NamedNode>>,
    places: BTreeSet<NamedNode>,
    pages: BTreeSet<NamedNode>,
}

/// The events with the participants and places of all pages, the most precise date, and whether the pages' dates exclude each other.
///
/// A thing is an event where a page types it as a treaty, an exercise or a conflict, and tells who took part or when, or states a relation by way of it.
///
/// # Errors
/// The source cannot be read.
pub fn events(source: &dyn QuadSource, names: &Names) -> Result<Vec<Quad>, SourceError> {
    let mut events: BTreeMap<NamedNode, Told> = BTreeMap::new();
    for class in [Ent::Treaty, Ent::MilitaryExercise, Ent::Conflict] {
        let pattern = Pattern { predicate: Some(rdf::TYPE), object: Some(names.ent(class).into()), ..Pattern::default() };
        for fact in matching(source, names, pattern) {
            events.entry(fact?.subject).or_default();
        }
    }
    for predicate in [Ent::Participant, Ent::AtPlace, Ent::Edtf] {
        for fact in facts(source, names, names.ent(predicate)) {
            let fact = fact?;
            let Some(told) = events.get_mut(&fact.subject) else { continue };
            match (predicate, fact.object) {
                (Ent::Participant, Term::NamedNode(who)) => _ = told.participants.insert(who),
                (Ent::AtPlace, Term::NamedNode(place)) => _ = told.places.insert(place),
                (Ent::Edtf, Term::Literal(date)) => {
                    let Some(date) = Edtf::new(date.value()) else { continue };
                    told.dates.entry(date).or_default().insert(fact.graph.clone());
                }
                _ => continue,
            }
            told.pages.insert(fact.graph);
        }
    }
    for fact in facts(source, names, names.ent(Ent::Via)) {
        let fact = fact?;
        if let Term::NamedNode(via) = &fact.object
            && let Some(told) = events.get_mut(via)
        {
            told.pages.insert(fact.graph);
        }
    }

    let mut writer = Writer::new(names, names.graph(SharedGraph::Events), events.len() * 6);
    for (event, told) in events.iter().filter(|(_, told)| !told.pages.is_empty()) {
        for who in &told.participants {
            writer.add(event, Ent::Participant, who);
        }
        for place in &told.places {
            writer.add(event, Ent::AtPlace, place);
        }
        if let Some(date) = told.best_date() {
            writer.date(event, date);
        }
        if told.dates_exclude_each_other() {
            writer.typed(event, Ent::DateConflict, "true", xsd::BOOLEAN);
        }
        writer.integer(event, Ent::SourceCount, told.pages.len());
    }
    Ok(writer.finish_sorted())
}

impl Told {
    /// The date that most pages can agree on, and among those the most precise one; the smallest form where that decides nothing.
    fn best_date(&self) -> Option<&Edtf> {
        let ranges: Vec<_> = self.dates.iter().map(|(date, pages)| (days(date), pages)).collect();
        let agreeing = |date: &Edtf| {
            if ranges.len() > COMPARED {
                return 0;
            }
            let Some(of) = days(date) else { return 0 };
            let overlapping = ranges
                .iter()
                .filter(|(other, _)| other.as_ref().is_some_and(|other| other.start() <= of.end() && of.start() <= other.end()));
            overlapping.flat_map(|(_, pages)| pages.iter()).collect::<BTreeSet<_>>().len()
        };
        self.dates
            .keys()
            .min_by_key(|date| (std::cmp::Reverse(agreeing(date)), days(date).map_or(i64::MAX, |days| width(&days)), date.as_str()))
    }

    fn dates_exclude_each_other(&self) -> bool {
        let ranges = || self.dates.keys().filter_map(days);
        ranges().map(|days| *days.start()).max() > ranges().map(|days| *days.end()).min()
    }
}
