//! What we would state, each once, with the sentence that shows it best.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{
    facts::{Entity, Evidence, Fact, Facts},
    plan::{Line, Place, Plan, Which},
};
use crate::{
    fold,
    link::{
        Item, Property,
        claims::{Dated, Time, Wanted},
    },
    ontology::Vocabulary,
    store::{Store, StoreError},
    time::Edtf,
};

/// When something came to be and ceased to be: inception, and dissolved, abolished or demolished.
pub(super) const LIFE: [Property; 2] = [Property(571), Property(576)];
/// When something was: start time and end time.
pub(super) const DURATION: [Property; 2] = [Property(580), Property(582)];
/// When something was that was once: point in time.
pub(super) const POINT: Property = Property(585);

/// A quote of no more characters is a name in a list or a table, which shows something only where it stands.
const NAME: usize = 8;

/// Which drafts are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these properties; none named are all but those that the plan keeps for who asks.
    pub properties: BTreeSet<Property>,
    /// Only rules that were right at least so often, from 0 to 1; above 0 none that was never tried.
    pub precision: f64,
    /// Only rules that were tried at least so often.
    pub cases: u64,
}

/// The value of a statement that we would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// An entity.
    Entity(Rc<Entity>),
    /// A date.
    Time(Time),
}

/// A statement that we would make in Wikidata.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is called: `signatory`.
    pub kind: String,
    /// The item that it is on.
    pub item: Rc<Entity>,
    /// Its property.
    pub property: Property,
    /// The property's name, in English.
    pub label: String,
    /// Its value.
    pub value: Stated,
    /// Qualifiers that say when.
    pub qualifiers: Vec<(Property, Time)>,
    /// The date as the page gives it.
    pub date: Option<Edtf>,
    /// Other properties that may say the same.
    pub also: Vec<Property>,
    /// The properties for the beginning and the end.
    pub(super) ends: [Option<Property>; 2],
    /// The best sentence.
    pub evidence: Evidence,
    /// How many sentences say so.
    pub count: usize,
    /// What a reviewer should know.
    pub notes: Vec<String>,
    /// Whether a note says why it must not be sent without a look.
    pub doubtful: bool,
}

/// What was not drafted, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Statements of which a side has no confirmed link.
    pub unlinked: usize,
    /// What statements say of who was not there yet, or no more, at the date.
    pub not_there: usize,
}

/// All drafts, sorted: by kind in the order of the plan, by item, property and value.
#[derive(Clone, Debug)]
pub struct Drafts {
    /// The drafts.
    pub drafts: Vec<Draft>,
    /// What is none.
    pub left_out: LeftOut,
    properties: BTreeSet<Property>,
}

/// Tells drafts apart: the number of the kind in the plan, the item, the property and the value, which for a date is none.
type Key = (usize, Item, Option<Property>, Option<Item>);

/// A statement of ours with the place that it has in Wikidata.
struct Reading<'a> {
    line: &'a Line,
    item: Rc<Entity>,
    value: Option<Rc<Entity>>,
    fact: Rc<Fact>,
}

/// Makes drafts of the store's statements.
///
/// # Errors
/// The store cannot be read.
pub fn drafts(store: &Store, vocabulary: &Vocabulary, plan: &Plan, filter: &Filter) -> Result<Drafts, StoreError> {
    let mut facts = Facts::new(store, vocabulary)?;
    let mut groups: BTreeMap<Key, Vec<Reading<'_>>> = BTreeMap::new();
    let mut denied: BTreeSet<Key> = BTreeSet::new();
    let mut not_there = 0;
    let lines: Vec<&Line> = plan.lines(&filter.properties).collect();
    let order = |line: &Line| lines.iter().position(|other| other.kind == line.kind).unwrap_or(usize::MAX);
    let relations: BTreeSet<&str> = lines.iter().map(|line| line.relation.as_str()).collect();
    for relation in relations {
        let lines: Vec<&Line> = lines.iter().copied().filter(|line| line.relation == relation).collect();
        facts.each(relation, &mut |fact| {
            for reading in lines.iter().flat_map(|line| readings(line, &fact)) {
                let there = |entity: &Entity| entity.was_there(fact.date.as_ref());
                let key = (order(reading.line), reading.item.item, reading.line.property, reading.value.as_ref().map(|value| value.item));
                if fact.denied {
                    // That one did not take part with another says nothing of the other.
                    if reading.line.is_between_sides() {
                        denied.insert(key);
                    }
                } else if !there(&reading.item) || !reading.value.as_deref().is_none_or(there) {
                    not_there += 1;
                } else if filter.lets(&fact.evidence) {
                    groups.entry(key).or_default().push(reading);
                }
            }
        })?;
    }
    let mut drafts = Vec::new();
    for (key, mut readings) in groups {
        readings.sort_by(|one, other| one.rank().cmp(&other.rank()));
        let made = if key.3.is_some() { statement(&readings).into_iter().collect() } else { dates(&readings) };
        drafts.extend(made.into_iter().map(|mut draft: Draft| {
            if key.3.is_some() && denied.contains(&key) {
                draft.doubt("another sentence denies it");
            }
            draft
        }));
    }
    drafts.retain(|draft| filter.properties.is_empty() || filter.properties.contains(&draft.property));
    Ok(Drafts { drafts, left_out: LeftOut { unlinked: facts.unlinked, not_there }, properties: plan.properties() })
}

impl Drafts {
    /// What must be known of Wikidata to tell what it lacks.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        let mut wanted = Wanted { items: BTreeSet::new(), properties: self.properties.clone() };
        wanted.properties.extend(LIFE.into_iter().chain(DURATION).chain([POINT]));
        for draft in &self.drafts {
            wanted.items.insert(draft.item.item);
            if let Stated::Entity(value) = &draft.value {
                wanted.items.insert(value.item);
            }
        }
        wanted
    }
}

impl Draft {
    /// Adds a note that keeps it from being sent.
    pub(super) fn doubt(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
        self.doubtful = true;
    }
}

impl Filter {
    fn lets(&self, evidence: &Evidence) -> bool {
        (self.precision <= 0.0 || evidence.precision.is_some_and(|precision| precision >= self.precision)) && evidence.cases >= self.cases
    }
}

impl Reading<'_> {
    /// Sorts the best sentence first: by the rule's precision, then with a date, a narrow one first, and by what is the same on every run.
    fn rank(&self) -> impl Ord + use<> {
        let evidence = &self.fact.evidence;
        let precision = evidence.precision.map_or(i64::MAX, |precision| -(precision * 1e6) as i64);
        let width = self.taken().map_or(i64::MAX, |date| width(&date));
        (precision, width, evidence.page.clone(), evidence.quote.clone(), evidence.rule.clone())
    }

    /// The date in the terms of Wikidata, as far as it says what the line takes from it.
    fn taken(&self) -> Option<Dated> {
        let dated = Dated::new(self.fact.date.as_ref()?);
        let sentence = fold::fold(&self.fact.evidence.quote);
        let single = self.line.takes(&self.fact.evidence.rule, &sentence);
        let usable = match (dated, &self.line.value) {
            (Dated::Unmapped, _) => false,
            (Dated::At(_), Some(_)) => single && self.line.start.is_some() && !self.line.undated.iter().any(|word| sentence.contains(word)),
            (Dated::Between(..), Some(_)) => self.line.start.is_some() || self.line.end.is_some(),
            (Dated::At(time), None) => single && self.line.property.is_some() && self.names_year(time),
            (Dated::Between(from, _), None) => single && self.line.start.is_some() && from.is_none_or(|from| self.names_year(from)),
        };
        usable.then_some(dated)
    }

    fn names_year(&self, time: Time) -> bool {
        !self.line.year_in_name || fold::fold(&self.item.label).contains(&format!("{:04}", time.year))
    }
}

/// How many days a date allows.
fn width(date: &Dated) -> i64 {
    let (first, last) = date.span();
    last.saturating_sub(first)
}

/// How many sentences there are; each pair of those whom one names is a statement.
fn sentences<'a>(readings: impl Iterator<Item = &'a Reading<'a>>) -> usize {
    readings.map(|reading| (&reading.fact.evidence.page, &reading.fact.evidence.quote)).collect::<BTreeSet<_>>().len()
}

/// What a line makes of a statement: an item with each of its values.
fn readings<'a>(line: &'a Line, fact: &Rc<Fact>) -> Vec<Reading<'a>> {
    if fact.words.iter().any(|words| line.unless.iter().any(|word| fold::fold(words).contains(word))) {
        return Vec::new();
    }
    let mut readings = Vec::new();
    for item in at(&line.item, fact, None) {
        let Some(value) = &line.value else {
            readings.push(Reading { line, item, value: None, fact: Rc::clone(fact) });
            continue;
        };
        for value in at(value, fact, Some(&item)) {
            if value.item != item.item {
                readings.push(Reading { line, item: Rc::clone(&item), value: Some(value), fact: Rc::clone(fact) });
            }
        }
    }
    readings
}

fn at(place: &Place, fact: &Fact, item: Option<&Rc<Entity>>) -> Vec<Rc<Entity>> {
    let sides = [&fact.subject, &fact.object];
    let found: Vec<&Rc<Entity>> = match place.which {
        Which::Subject => vec![&fact.subject],
        Which::Object => vec![&fact.object],
        Which::Sides => sides.to_vec(),
        Which::Other => sides.into_iter().filter(|side| item.is_some_and(|item| !Rc::ptr_eq(item, side))).collect(),
        Which::Via => fact.via.iter().collect(),
    };
    found.into_iter().filter(|entity| entity.is_a(&place.classes)).cloned().collect()
}

/// The dates that sentences give and that exclude each other; empty where all can be true.
fn quarrel(readings: &[Reading<'_>]) -> Vec<String> {
    let dated: BTreeMap<&str, (i64, i64)> =
        readings.iter().filter_map(|reading| Some((reading.fact.date.as_ref()?.as_str(), reading.taken()?.span()))).collect();
    let latest_start = dated.values().map(|span| span.0).max();
    let earliest_end = dated.values().map(|span| span.1).min();
    if latest_start > earliest_end { dated.into_keys().map(str::to_owned).collect() } else { Vec::new() }
}

/// The draft of readings that have one item and one value.
fn statement(readings: &[Reading<'_>]) -> Option<Draft> {
    let best = readings.first()?;
    let (line, fact) = (best.line, &best.fact);
    let mut draft = best.draft(line.property?, Stated::Entity(Rc::clone(best.value.as_ref()?)), readings);
    let Some(date) = &fact.date else { return Some(draft) };
    if line.start.is_none() && line.end.is_none() {
        return Some(draft);
    }
    let quarrel = quarrel(readings);
    match best.taken() {
        _ if !quarrel.is_empty() => draft.notes.push(format!("sentences give dates that exclude each other: {}", quarrel.join(", "))),
        None if Dated::new(date) == Dated::Unmapped => {
            draft.notes.push(format!("Wikidata has no value for the date {date}", date = date.as_str()))
        }
        None => draft.notes.push("the date may not be the beginning".to_owned()),
        Some(dated) => draft.qualifiers = ends(dated, line),
    }
    Some(draft)
}

/// What a date says by the properties of a line for beginning and end.
fn ends(dated: Dated, line: &Line) -> Vec<(Property, Time)> {
    let (start, end) = match dated {
        Dated::At(time) => (Some(time), None),
        Dated::Between(start, end) => (start, end),
        Dated::Unmapped => (None, None),
    };
    [line.start.zip(start), line.end.zip(end)].into_iter().flatten().collect()
}

/// The drafts of readings that date one item.
fn dates(readings: &[Reading<'_>]) -> Vec<Draft> {
    let Some(best) = readings
        .iter()
        .filter(|reading| reading.taken().is_some())
        .min_by_key(|reading| reading.taken().map_or(i64::MAX, |date| width(&date)))
    else {
        return Vec::new();
    };
    let Some(dated) = best.taken() else { return Vec::new() };
    let quarrel = quarrel(readings);
    let line = best.line;
    let stated = match dated {
        Dated::At(time) => line.property.map(|property| (property, time)).into_iter().collect(),
        dated => ends(dated, line),
    };
    let count = sentences(readings.iter().filter(|reading| reading.taken().is_some()));
    let draft = |(property, time): (Property, Time)| {
        let mut draft = Draft { count, ..best.draft(property, Stated::Time(time), readings) };
        if line.start == Some(property) && draft.label.is_empty() {
            "start time".clone_into(&mut draft.label);
        } else if line.end == Some(property) && draft.label.is_empty() {
            "end time".clone_into(&mut draft.label);
        }
        draft.also.extend(
            [line.property, line.start, line.end]
                .into_iter()
                .flatten()
                .filter(|other| *other != property && !is_counterpart(line, property, *other)),
        );
        if !quarrel.is_empty() {
            draft.doubt(format!("sentences give dates that exclude each other: {}", quarrel.join(", ")));
        }
        draft
    };
    stated.into_iter().map(draft).collect()
}

/// Whether two properties are the beginning and the end of one time: neither says what the other does.
fn is_counterpart(line: &Line, one: Property, other: Property) -> bool {
    let ends = [line.start, line.end];
    ends.contains(&Some(one)) && ends.contains(&Some(other))
}

impl Reading<'_> {
    fn draft(&self, property: Property, value: Stated, readings: &[Reading<'_>]) -> Draft {
        let line = self.line;
        let is_single = line.property == Some(property);
        let is_name =
            self.fact.evidence.quote.chars().nth(NAME).is_none() && !self.fact.evidence.quote.contains(|c: char| c.is_ascii_digit());
        Draft {
            kind: line.kind.clone(),
            item: Rc::clone(&self.item),
            property,
            label: if is_single { line.label.clone() } else { String::new() },
            value,
            qualifiers: Vec::new(),
            date: self.fact.date.clone(),
            also: line.also.clone(),
            ends: [line.start, line.end],
            evidence: self.fact.evidence.clone(),
            count: sentences(readings.iter()),
            notes: is_name.then(|| "the words are an item of a list or a cell of a table: see the page".to_owned()).into_iter().collect(),
            doubtful: false,
        }
    }
}
