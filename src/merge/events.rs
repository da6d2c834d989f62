//! One event that several pages tell of.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Quad, Term};

use super::{
    dates::{days, width},
    each,
    source::{Pattern, QuadSource, SourceError, matching, subjects},
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

/// The classes of events.
const CLASSES: [Ent; 3] = [Ent::Treaty, Ent::MilitaryExercise, Ent::Conflict];

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
pub fn events<'a>(source: &'a dyn QuadSource, names: &'a Names) -> impl Iterator<Item = Result<Quad, SourceError>> + 'a {
    let of_class = move |at: usize| {
        let things = subjects(source, names, rdf::TYPE, names.ent(CLASSES[at]));
        each(
            things,
            move |event| if is_of(source, names, &event, &CLASSES[..at])? { Ok(Vec::new()) } else { event_of(source, names, &event) },
        )
    };
    (0..CLASSES.len()).flat_map(of_class)
}

/// Whether some page says that a thing is of one of these classes.
fn is_of(source: &dyn QuadSource, names: &Names, thing: &NamedNode, classes: &[Ent]) -> Result<bool, SourceError> {
    for class in classes {
        let class = Some(names.ent(*class).into());
        let pattern = Pattern { subject: Some(thing.as_ref()), predicate: Some(rdf::TYPE), object: class, graph: None };
        if matching(source, names, pattern).next().transpose()?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What there is to say of one event.
fn event_of(source: &dyn QuadSource, names: &Names, event: &NamedNode) -> Result<Vec<Quad>, SourceError> {
    let mut writer = Writer::new(names, names.graph(SharedGraph::Events), 6);
    let told = Told::of(source, names, event)?;
    if told.pages.is_empty() {
        return Ok(Vec::new());
    }
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
    Ok(writer.finish_sorted())
}

impl Told {
    /// What the pages tell of one event.
    fn of(source: &dyn QuadSource, names: &Names, event: &NamedNode) -> Result<Self, SourceError> {
        let mut told = Self::default();
        let said = |predicate| Pattern { subject: Some(event.as_ref()), predicate: Some(names.ent(predicate)), ..Pattern::default() };
        for predicate in [Ent::Participant, Ent::AtPlace, Ent::Edtf] {
            for fact in matching(source, names, said(predicate)) {
                let fact = fact?;
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
        let via = Pattern { predicate: Some(names.ent(Ent::Via)), object: Some(event.as_ref().into()), ..Pattern::default() };
        for fact in matching(source, names, via) {
            told.pages.insert(fact?.graph);
        }
        Ok(told)
    }

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
