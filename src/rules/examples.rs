//! The rules' own examples, run: named failures are *missing* (it stayed silent) and *noisy* (it spoke where it should not).

use super::{Engine, Rule, Statement, Status, Via, page};
use crate::{
    document,
    fold::fold,
    mention::{Cast, Gazetteer},
    source::RawPage,
};

/// An example that did not come out as its rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub rule: String,
    /// File and line of the rule.
    pub place: String,
    /// The example's text.
    pub text: String,
    /// What went wrong, as one line.
    pub message: String,
}

/// What a piece of text states, as read by all rules: each statement as `subject|relation|object|date|via` and its status and rule.
#[must_use]
pub fn read_text(gazetteer: &Gazetteer, engine: &Engine, title: Option<&str>, heading: Option<&str>, text: &str) -> (Cast, Vec<Statement>) {
    let markdown = heading.map_or_else(|| format!("{text}\n"), |h| format!("## {h}\n\n{text}\n"));
    let raw = RawPage::markdown(title.unwrap_or("例"), markdown);
    let document = document::read(&raw);
    let (cast, findings) = page::read(&document, gazetteer, engine);
    (cast, findings.statements)
}

/// A statement as examples write it: `subject|object|date|via`.
#[must_use]
pub fn written(cast: &Cast, statement: &Statement) -> String {
    let date = statement.date.as_ref().map_or("", |d| d.as_str());
    format!("{}|{}|{date}|{}", cast.get(statement.subject).key, cast.get(statement.object).key, vias(cast, statement).join("、"))
}

/// The names of what a statement goes through.
#[must_use]
pub fn vias<'a>(cast: &'a Cast, statement: &'a Statement) -> Vec<&'a str> {
    let name = |via: &'a Via| match via {
        Via::Entity(id) => cast.get(*id).key.as_str(),
        Via::Words(words) => words.as_str(),
    };
    statement.via.iter().map(name).collect()
}

/// Runs the examples of a rule.
#[must_use]
pub fn run(gazetteer: &Gazetteer, engine: &Engine, rule: &Rule) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut fail = |text: &str, message: String| {
        failures.push(Failure { rule: rule.id.to_string(), place: rule.place.clone(), text: text.to_owned(), message })
    };
    for yes in &rule.yes {
        let (cast, statements) = read_text(gazetteer, engine, yes.title.as_deref(), yes.heading.as_deref(), &yes.text);
        let found: Vec<&Statement> = statements.iter().filter(|s| s.relation == rule.relation && s.status == Status::Affirmed).collect();
        let symmetric = engine.is_symmetric(&rule.relation);
        let mut open: Vec<&&Statement> = found.iter().collect();
        for wanted in &yes.gives {
            match open.iter().position(|s| agrees(wanted, &cast, s, gazetteer, symmetric)) {
                Some(at) => {
                    open.remove(at);
                }
                None => fail(&yes.text, format!("missing: {wanted}; found: {}", shown(&cast, &statements))),
            }
        }
        if let Some(extra) = open.first() {
            fail(&yes.text, format!("noisy: {} by {}", written(&cast, extra), extra.rule));
        }
        if !yes.gives.is_empty() && !found.iter().any(|s| s.rule == rule.id) {
            let by: Vec<&str> = found.iter().map(|s| &*s.rule).collect();
            fail(&yes.text, format!("missing: the rule itself did not fire (others did: {})", by.join(", ")));
        }
    }
    for no in &rule.no {
        let (cast, statements) = read_text(gazetteer, engine, no.title.as_deref(), no.heading.as_deref(), &no.text);
        if let Some(wrong) = statements.iter().find(|s| s.relation == rule.relation && s.status == Status::Affirmed) {
            fail(&no.text, format!("noisy: {} by {}, though {}", written(&cast, wrong), wrong.rule, no.why));
        }
    }
    failures
}

fn shown(cast: &Cast, statements: &[Statement]) -> String {
    let all: Vec<String> = statements.iter().map(|s| format!("{} {} ({:?}, {})", s.relation, written(cast, s), s.status, s.rule)).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join("; ") }
}

/// Whether a statement is the one that an example writes: names may be any name of the entity, dates and `via` are compared where they are given.
fn agrees(wanted: &str, cast: &Cast, statement: &Statement, gazetteer: &Gazetteer, symmetric: bool) -> bool {
    let mut parts = wanted.split('|');
    let (subject, object) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let (date, via) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let is = |name: &str, id| {
        let key = &cast.get(id).key;
        fold(name) == *key || gazetteer.find(name).is_some_and(|e| e.key == *key)
    };
    let straight = is(subject, statement.subject) && is(object, statement.object);
    let turned = symmetric && is(subject, statement.object) && is(object, statement.subject);
    let dated = date.is_empty() || statement.date.as_ref().is_some_and(|d| d.as_str() == date);
    let named = via.is_empty() || written(cast, statement).split('|').nth(3).is_some_and(|v| fold(v).contains(&fold(via)));
    (straight || turned) && dated && named
}
