//! What Wikidata has of a draft.

use super::{
    draft::{DURATION, Draft, Drafts, LIFE, LeftOut, POINT, Stated},
    facts::Entity,
};
use crate::link::{
    Property,
    claims::{Claim, Claims, Dated, Time, Value},
};

/// Values of Wikidata that are shown beside a draft.
const SHOWN: usize = 12;

/// Classes of ours by which dates are compared.
const EVENT: &str = "Event";
const TREATY: &str = "Treaty";

/// What is known of Wikidata.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    /// Its statements on the items that are known.
    Claims(&'a Claims),
    /// The same; items that are not known are taken to have none.
    OrEmpty(&'a Claims),
}

/// How a draft stands to what Wikidata has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Wikidata has no such statement.
    Missing,
    /// It has the statement, but not when.
    Partly,
    /// It has another date.
    Conflicting,
    /// Nobody knows what it has.
    Unchecked,
}

/// Something that Wikidata lacks.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What we would state.
    pub draft: Draft,
    /// What is wrong with what Wikidata has.
    pub state: State,
    /// What Wikidata has, for people.
    pub wikidata: String,
    /// The qualifiers that it lacks.
    pub lacking: Vec<(Property, Time)>,
}

/// What came of the comparison.
#[derive(Clone, Debug)]
pub struct Report {
    /// What Wikidata lacks, in the order of the drafts.
    pub proposals: Vec<Proposal>,
    /// Drafts that Wikidata has.
    pub there: usize,
    /// Drafts of whose items nothing is known.
    pub unknown: usize,
    /// What was no draft.
    pub left_out: LeftOut,
}

/// How two dates stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// They agree, and Wikidata's says as much or more.
    Says,
    /// They agree, and ours says more.
    Coarser,
    /// Wikidata has none.
    Lacks,
    /// They exclude each other.
    Differs,
}

impl State {
    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Partly => "partly",
            Self::Conflicting => "conflicting",
            Self::Unchecked => "unchecked",
        }
    }
}

impl Proposal {
    /// Whether it can be sent as it is: nothing speaks against it, and there is something to add.
    #[must_use]
    pub fn can_be_sent(&self) -> bool {
        !self.draft.doubtful && self.state != State::Conflicting && (self.state != State::Partly || !self.lacking.is_empty())
    }
}

impl Drafts {
    /// Leaves what Wikidata lacks.
    #[must_use]
    pub fn compare(self, known: Known<'_>) -> Report {
        let mut report = Report { proposals: Vec::new(), there: 0, unknown: 0, left_out: self.left_out };
        for draft in self.drafts {
            let (Known::Claims(claims) | Known::OrEmpty(claims)) = known;
            if !claims.knows(draft.item.item) {
                if matches!(known, Known::OrEmpty(_)) {
                    let lacking = draft.qualifiers.clone();
                    report.proposals.push(Proposal { draft, state: State::Unchecked, wikidata: String::new(), lacking });
                } else {
                    report.unknown += 1;
                }
                continue;
            }
            let found = match &draft.value {
                Stated::Entity(value) => statement(&draft, claims.resolve(value.item), claims),
                Stated::Time(time) => date(&draft, time, claims),
            };
            match found {
                None => report.there += 1,
                Some((state, lacking, note)) => {
                    let mut draft = draft;
                    let wikidata = shown(&draft, claims);
                    if let Some(note) = note {
                        draft.doubt(note);
                    }
                    for note in anachronisms(&draft, claims) {
                        draft.doubt(note);
                    }
                    report.proposals.push(Proposal { draft, state, wikidata, lacking });
                }
            }
        }
        report
    }
}

/// What is wrong, the qualifiers that Wikidata lacks, and why it must not be sent without a look; none where Wikidata has all.
type Found = Option<(State, Vec<(Property, Time)>, Option<String>)>;

/// Why the date cannot be right for the item or the value, as Wikidata dates them: then perhaps somebody else of the name is meant.
fn anachronisms(draft: &Draft, claims: &Claims) -> Vec<String> {
    let (Some(date), Stated::Entity(value)) = (&draft.date, &draft.value) else { return Vec::new() };
    let ours = Dated::new(date).span();
    [&draft.item, value].into_iter().flat_map(|entity| anachronism(entity, ours, claims)).collect()
}

fn anachronism(entity: &Entity, ours: (i64, i64), claims: &Claims) -> Option<String> {
    let times = |property: Property| -> Vec<Time> {
        let time = |claim: &Claim| if let Value::Time(time) = claim.value { Some(time) } else { None };
        claims.get(entity.item, property).filter_map(time).collect()
    };
    let is_event = |class: &str| entity.is_a(&[class.to_owned()]);
    let dates = if is_event(EVENT) { times(POINT) } else { Vec::new() };
    if !dates.is_empty() {
        let fits = dates.iter().any(|time| time.span().0 <= ours.1 && ours.0 <= time.span().1);
        return (!fits).then(|| format!("Wikidata dates {} {}", entity.label, dates[0]));
    }
    let mut lives = vec![LIFE];
    // A treaty is signed before its time begins.
    if is_event(EVENT) && !is_event(TREATY) {
        lives.push(DURATION);
    }
    lives.into_iter().find_map(|[from, to]| {
        // Of several the widest counts.
        let start = times(from).into_iter().min_by_key(|time| time.span().0).filter(|start| ours.1 < start.span().0);
        let end = times(to).into_iter().max_by_key(|time| time.span().1).filter(|end| ours.0 > end.span().1);
        let begins = start.map(|start| format!("Wikidata has {} begin in {start}", entity.label));
        begins.or_else(|| end.map(|end| format!("Wikidata has {} end in {end}", entity.label)))
    })
}

fn statement(draft: &Draft, value: crate::link::Item, claims: &Claims) -> Found {
    let item = draft.item.item;
    let is_it = |claim: &&Claim| matches!(claim.value, Value::Item(other) if claims.resolve(other) == value);
    let there: Vec<&Claim> = claims.get(item, draft.property).filter(is_it).collect();
    if there.is_empty() {
        let elsewhere = draft.also.iter().any(|also| claims.get(item, *also).any(|claim| is_it(&claim)));
        return if elsewhere { None } else { Some((State::Missing, draft.qualifiers.clone(), None)) };
    }
    if draft.qualifiers.is_empty() {
        return None;
    }
    let matches: Vec<Vec<Match>> = there.iter().map(|claim| qualifiers(claim, draft)).collect();
    if matches.iter().any(|of| of.iter().all(|found| *found == Match::Says)) {
        return None;
    }
    // The one that agrees best is the one that is meant.
    let best = matches.iter().filter(|of| !of.contains(&Match::Differs)).min_by_key(|of| of.iter().max().copied());
    let Some(best) = best else { return Some((State::Conflicting, Vec::new(), None)) };
    let lacking: Vec<(Property, Time)> =
        draft.qualifiers.iter().zip(best).filter(|(_, found)| **found == Match::Lacks).map(|(qualifier, _)| *qualifier).collect();
    let note = if there.len() > 1 {
        Some("Wikidata has the value more than once: a qualifier cannot be aimed at one of them".to_owned())
    } else if lacking.is_empty() {
        Some("Wikidata has a less precise date".to_owned())
    } else {
        None
    };
    Some((State::Partly, lacking, note))
}

/// How the qualifiers of a statement stand to those of a draft, one by one.
fn qualifiers(claim: &Claim, draft: &Draft) -> Vec<Match> {
    let times = |property: Property| claim.qualifiers.iter().filter(move |(of, _)| *of == property).map(|(_, value)| value);
    let judged = |(property, time): &(Property, Time)| {
        let found = times(*property).map(|value| judge(value, time)).min();
        found.unwrap_or_else(|| {
            // What ended before it began is another time.
            let [start, end] = draft.ends;
            let (ours, is_start) = (time.span(), start == Some(*property));
            let other = if is_start { end } else { start };
            let disordered = other.into_iter().flat_map(times).any(|value| match value {
                Value::Time(theirs) if is_start => theirs.span().1 < ours.0,
                Value::Time(theirs) => theirs.span().0 > ours.1,
                _ => false,
            });
            if disordered { Match::Differs } else { Match::Lacks }
        })
    };
    draft.qualifiers.iter().map(judged).collect()
}

fn date(draft: &Draft, time: &Time, claims: &Claims) -> Found {
    let item = draft.item.item;
    let values = |property: Property| claims.get(item, property).map(|claim| judge(&claim.value, time)).collect::<Vec<_>>();
    let mut found = values(draft.property);
    if found.is_empty() {
        found = draft.also.iter().flat_map(|also| values(*also)).collect();
        // What is said in other words is said.
        if found.contains(&Match::Coarser) {
            return None;
        }
    }
    match found.into_iter().min() {
        None | Some(Match::Lacks) => Some((State::Missing, Vec::new(), None)),
        Some(Match::Says) => None,
        Some(Match::Coarser) => Some((State::Partly, Vec::new(), Some("Wikidata has a less precise date".to_owned()))),
        Some(Match::Differs) => Some((State::Conflicting, Vec::new(), None)),
    }
}

fn judge(value: &Value, ours: &Time) -> Match {
    match value {
        Value::Time(theirs) => {
            let (theirs, ours) = (theirs.span(), ours.span());
            if ours.0 <= theirs.0 && theirs.1 <= ours.1 {
                Match::Says
            } else if theirs.0 <= ours.1 && ours.0 <= theirs.1 {
                Match::Coarser
            } else {
                Match::Differs
            }
        }
        Value::Some => Match::Coarser,
        // That there is none is another answer than ours.
        _ => Match::Differs,
    }
}

/// The values that Wikidata has, with what they are qualified by.
fn shown(draft: &Draft, claims: &Claims) -> String {
    let properties = std::iter::once(draft.property).chain(draft.also.iter().copied());
    let mut all: Vec<String> = Vec::new();
    for property in properties {
        for claim in claims.get(draft.item.item, property) {
            let of = if property == draft.property { String::new() } else { format!("{property} ") };
            let when: Vec<String> = claim.qualifiers.iter().map(|(property, value)| format!("{property} {value}")).collect();
            let when = if when.is_empty() { String::new() } else { format!(" ({})", when.join(", ")) };
            let is_it = matches!((&claim.value, &draft.value), (Value::Item(item), Stated::Entity(value)) if claims.resolve(*item) == claims.resolve(value.item));
            // The value itself first.
            let at = if is_it { 0 } else { all.len() };
            all.insert(at, format!("{of}{}{when}", claim.value));
        }
    }
    let more = all.len().saturating_sub(SHOWN);
    all.truncate(SHOWN);
    if more > 0 {
        all.push(format!("and {more} more"));
    }
    all.join("; ")
}
