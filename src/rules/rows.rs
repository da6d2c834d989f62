//! From single readings to the statements of a page: one relation is stated once, however often the page says it.

use std::sync::Arc;

use crate::{
    mention::EntityId,
    rules::{Engine, Evidence, Statement, Status, Via, rule::Listed},
    time::Edtf,
};

/// How many sentences are kept as evidence for one statement.
const MOST_EVIDENCE: usize = 5;

/// When two readings of the same sides are one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Always: the relation is stated once, and its earliest date stays.
    One,
    /// When they are of one event: another date or another `via` is another.
    Events,
    /// As `Events`, but an event of one name is another in another year: an exercise that is held again.
    Recurring,
    /// When they are of one event, or of one sentence and date: `派出搜救队并捐赠帐篷` is one act.
    Sentences,
}

/// Where a fact stands that no sentence tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An item of a list.
    List,
    /// A row of a table.
    Table,
    /// A box of facts.
    Infobox,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Table => "table",
            Self::Infobox => "infobox",
        }
    }
}

/// What a list, a table or a box states, each by a rule of its own: `member-of.list`.
pub struct Row {
    /// Who.
    pub subject: EntityId,
    /// What kind of fact it is.
    pub fact: Listed,
    /// Where it stands.
    pub form: Form,
    /// To whom; of the subject itself nothing is stated.
    pub object: EntityId,
    /// When.
    pub date: Option<Edtf>,
    /// What it goes through.
    pub via: Vec<Via>,
    /// Where.
    pub places: Vec<EntityId>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

impl Row {
    /// Adds it to the statements, where the rules say how it is stated.
    pub fn state(self, engine: &Engine, rows: Rows, statements: &mut Vec<Statement>) {
        let Self { subject, fact, form, object, date, via, places, evidence } = self;
        let Some(told) = engine.listed(fact).filter(|_| subject != object) else { return };
        let (relation, rule, status) = (told.relation.clone(), Arc::from(format!("{}.{}", told.file, form.name())), Status::Affirmed);
        let symmetric = engine.is_symmetric(&relation);
        let statement = Statement { subject, relation, object, date, via, places, status, rule, evidence };
        let since = statements.len();
        add(statements, statement, symmetric, rows, since, &|_, _| false);
    }
}

/// Adds a reading to the statements: to one that says the same, or as one more.
///
/// `alike` tells whether two are states of one lineage, `since` is where the statements of the current sentence begin. Where one of two events lacks what the other has, they are the same.
pub fn add(
    statements: &mut Vec<Statement>,
    new: Statement,
    symmetric: bool,
    rows: Rows,
    since: usize,
    alike: &dyn Fn(EntityId, EntityId) -> bool,
) {
    let each = rows != Rows::One;
    let same = statements.iter_mut().enumerate().rev().find(|(at, old)| {
        if old.relation != new.relation {
            return false;
        }
        // One named event has one pair of sides, though one sentence says 日本 and another 大日本帝國.
        let named = each && old.via.iter().any(|via| matches!(via, Via::Entity(_)) && new.via.contains(via));
        let same = |a: EntityId, b: EntityId| a == b || (named && alike(a, b));
        let straight = same(old.subject, new.subject) && same(old.object, new.object);
        let turned = symmetric && same(old.subject, new.object) && same(old.object, new.subject);
        (straight || turned)
            && same_status(&old.status, &new.status)
            && (!each
                || same_event(old, &new, *at >= since && !is_another(old, &new), rows == Rows::Recurring)
                || rows == Rows::Sentences && *at >= since && same_date(old, &new))
    });
    let Some((_, old)) = same else {
        statements.push(new);
        return;
    };
    old.date = if each { finer(old.date.take(), new.date) } else { earlier(old.date.take(), new.date) };
    // A name is better than a description of the same event.
    let better =
        |old: &[Via], new: &[Via]| !old.iter().any(|v| matches!(v, Via::Entity(_))) && new.iter().any(|v| matches!(v, Via::Entity(_)));
    if each && better(&old.via, &new.via) {
        old.via = new.via;
    } else {
        for via in new.via {
            let room = old.via.is_empty() || !each || rows == Rows::Sentences && old.via.len() < 3;
            if !room || old.via.iter().any(|old| *old == via || says_more(old, &via)) {
                continue;
            }
            // `斷絕邦交` says what `斷絕` says.
            match old.via.iter().position(|old| says_more(&via, old)) {
                Some(less) => old.via[less] = via,
                None => old.via.push(via),
            }
        }
    }
    for place in new.places {
        if !old.places.contains(&place) {
            old.places.push(place);
        }
    }
    for evidence in new.evidence {
        // Two patterns on one sentence: the longer words say all that the shorter do.
        let overlapping = old.evidence.iter().position(|e| e.span.start < evidence.span.end && evidence.span.start < e.span.end);
        match overlapping {
            Some(at) if old.evidence[at].quote.len() < evidence.quote.len() => old.evidence[at] = evidence,
            Some(_) => {}
            None if old.evidence.len() < MOST_EVIDENCE => old.evidence.push(evidence),
            None => {}
        }
    }
}

/// Whether the words of one hold those of the other, and more.
fn says_more(one: &Via, other: &Via) -> bool {
    matches!((one, other), (Via::Words(one), Via::Words(other)) if one.len() > other.len() && one.contains(other.as_str()))
}

/// `签署宣言，同日还缔结《甲公约》`: a clause of its own that adds something.
fn is_another(old: &Statement, new: &Statement) -> bool {
    const ADDED: &[&str] = &["还", "還", "又", "另"];
    /// As many characters as stand before such a word.
    const NEAR: usize = 12;
    let (Some(first), Some(added)) = (old.evidence.first(), new.evidence.first()) else { return false };
    // What shows the new one begins with the subject, which stands before the old one's verb.
    let rest = added.quote.strip_prefix(first.quote.as_str()).or_else(|| (first.span.end <= added.span.start).then_some(&*added.quote));
    let clause = rest.map_or("", |rest| rest.trim_start_matches('，')).split('，').next().unwrap_or_default();
    let head = clause.char_indices().nth(NEAR).map_or(clause, |(end, _)| &clause[..end]);
    ADDED.iter().any(|w| head.contains(w))
}

fn same_date(old: &Statement, new: &Statement) -> bool {
    old.date.as_ref().zip(new.date.as_ref()).is_none_or(|(a, b)| agree(a, b))
}

fn same_status(a: &Status, b: &Status) -> bool {
    a == b || matches!((a, b), (Status::Attributed(_), Status::Attributed(_)))
}

/// Whether two readings can be of one event. `together` says that one sentence gave both, `recurs` that the name returns in other years.
fn same_event(old: &Statement, new: &Statement, together: bool, recurs: bool) -> bool {
    let (a, b) = (Name::of(old), Name::of(new));
    let dates = match (&old.date, &new.date) {
        (Some(x), Some(y)) => Some(agree(x, y)),
        (None, None) => Some(true),
        _ => None,
    };
    match (&a, &b) {
        (Name::Entity(_), Name::Entity(_)) => a.is_same_entity(&b) && !(recurs && dates == Some(false)),
        // `军事援助` and `大量军事援助` of one sentence are one.
        (Name::Words(x), Name::Words(y)) => (x == y || together && holds(x, y)) && dates != Some(false),
        // A reading that gives neither name nor date is of some event that is told of already.
        (Name::None, _) if old.date.is_none() => true,
        (_, Name::None) if new.date.is_none() => true,
        (Name::None, _) | (_, Name::None) => dates == Some(true) || (together && dates.is_none()),
        _ => together && dates != Some(false),
    }
}

/// Whether a name of one holds one of the other, or the other way round.
fn holds(x: &[String], y: &[String]) -> bool {
    x.iter().any(|a| y.iter().any(|b| a.contains(b.as_str()) || b.contains(a.as_str())))
}

/// What an event is called.
enum Name {
    Entity(Vec<EntityId>),
    Words(Vec<String>),
    None,
}

impl Name {
    fn is_same_entity(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Entity(a), Self::Entity(b)) if a.iter().any(|id| b.contains(id)))
    }

    fn of(statement: &Statement) -> Self {
        let entities: Vec<EntityId> = statement.via.iter().filter_map(|v| if let Via::Entity(id) = v { Some(*id) } else { None }).collect();
        let words: Vec<String> = statement.via.iter().filter_map(|v| if let Via::Words(w) = v { Some(w.clone()) } else { None }).collect();
        if !entities.is_empty() {
            Self::Entity(entities)
        } else if !words.is_empty() {
            Self::Words(words)
        } else {
            Self::None
        }
    }
}

fn agree(a: &Edtf, b: &Edtf) -> bool {
    let (a, b) = (a.as_str(), b.as_str());
    a.starts_with(b) || b.starts_with(a)
}

fn finer(a: Option<Edtf>, b: Option<Edtf>) -> Option<Edtf> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.as_str().len() > a.as_str().len() { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn earlier(a: Option<Edtf>, b: Option<Edtf>) -> Option<Edtf> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if begins(&b) < begins(&a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// What a date begins with, to compare: `195X` begins in 1950, `/1956` before all others.
fn begins(date: &Edtf) -> String {
    date.as_str().split('/').next().unwrap_or_default().replace(['X', '~', '?', '%'], "0")
}
