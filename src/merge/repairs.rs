//! Polls whose respondents the conversion lost, filled from another page's table with the same figures.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxigraph::model::{NamedNode, Quad, Term};

use super::source::{Pattern, QuadSource, SourceError, facts, matching};
use crate::graph::{Ent, Names, SharedGraph, Writer, vocab::qb};

/// Tables that share nothing but figures are one table only where at least so many rows match.
const ROWS: usize = 3;

/// Where more tables than this share figures with one that has holes, they say nothing, and comparing them all would be slow.
const CANDIDATES: usize = 200;

/// The four figures as printed, without the per cent sign: positive, negative, neutral, net.
type Figures = [Option<String>; 4];

/// One row of a poll.
#[derive(Debug, Default)]
struct Row {
    table: Option<NamedNode>,
    graph: Option<NamedNode>,
    number: u64,
    respondents: Option<NamedNode>,
    /// Pollster, date, about.
    head: [Option<String>; 3],
    figures: Figures,
}

/// The rows of one table, in order.
type Table<'a> = Vec<(&'a NamedNode, &'a Row)>;

/// Respondents for the rows that lost theirs, with the row that they come from. Where anything speaks against a match, nothing is written.
///
/// A table of another page is the same one where pollster, date and subject are known and equal, or where the figures of all rows of one are found in the
/// other. A row of it is the same one where its four figures agree and no other row has them, or where both tables have them equally often and in the same order.
///
/// # Errors
/// The source cannot be read.
pub fn repairs(source: &dyn QuadSource, names: &Names) -> Result<Vec<Quad>, SourceError> {
    let rows = read(source, names)?;
    let mut tables: BTreeMap<&NamedNode, Table<'_>> = BTreeMap::new();
    for (node, row) in &rows {
        if let Some(table) = &row.table {
            tables.entry(table).or_default().push((node, row));
        }
    }
    for table in tables.values_mut() {
        table.sort_by_key(|(node, row)| (row.number, *node));
    }
    // Only tables that share a row of figures are compared.
    let mut with_figures: HashMap<&Figures, BTreeSet<&NamedNode>> = HashMap::new();
    for (name, table) in &tables {
        for (_, row) in table.iter().filter(|(_, row)| row.respondents.is_some()) {
            with_figures.entry(&row.figures).or_default().insert(name);
        }
    }

    let mut writer = Writer::new(names, names.graph(SharedGraph::Repairs), 0);
    for (name, table) in &tables {
        let lost: Vec<_> = table.iter().filter(|(_, row)| row.respondents.is_none() && row.is_telling()).collect();
        let sharing = lost.iter().filter_map(|(_, row)| with_figures.get(&row.figures)).flatten().copied();
        let candidates: BTreeSet<&NamedNode> = sharing.filter(|other| other != name).collect();
        if candidates.len() > CANDIDATES {
            continue;
        }
        let mut found: BTreeMap<&NamedNode, BTreeMap<&NamedNode, &NamedNode>> = BTreeMap::new();
        for other in candidates.into_iter().filter_map(|other| tables.get(other)) {
            for (hole, filler, respondents) in matches(table, other) {
                found.entry(hole).or_default().insert(filler, respondents);
            }
        }
        for (hole, fillers) in found {
            // Two tables that give different respondents cannot both be the same table.
            let respondents: BTreeSet<_> = fillers.values().collect();
            if let (1, Some((filler, respondents))) = (respondents.len(), fillers.first_key_value()) {
                writer.add(hole, Ent::RepairedRespondents, *respondents);
                writer.add(hole, Ent::RepairedFrom, *filler);
            }
        }
    }
    Ok(writer.finish_sorted())
}

impl Row {
    /// Takes over what is said of it.
    fn fill(&mut self, names: &Names, predicate: &NamedNode, object: Term) {
        let is = |term: Ent| predicate.as_ref() == names.ent(term);
        let place = |terms: &[Ent]| terms.iter().position(|term| is(*term));
        if let Some(at) = place(&[Ent::Pollster, Ent::PollDate, Ent::About]) {
            self.head[at] = Some(object.to_string());
            return;
        }
        match object {
            Term::NamedNode(node) if is(Ent::Respondents) => self.respondents = Some(node),
            Term::Literal(number) if is(Ent::Row) => self.number = number.value().parse().unwrap_or(0),
            Term::Literal(figure) => {
                if let Some(at) = place(&[Ent::PositivePrinted, Ent::NegativePrinted, Ent::NeutralPrinted, Ent::NetPrinted]) {
                    self.figures[at] = Some(plain(figure.value()));
                }
            }
            _ => {}
        }
    }

    /// Whether its figures can tell it from other rows.
    fn is_telling(&self) -> bool {
        self.figures.iter().flatten().count() >= 3
    }
}

/// The rows of all tables that lost respondents, and of those that share figures with them: of the others nothing is kept.
fn read(source: &dyn QuadSource, names: &Names) -> Result<BTreeMap<NamedNode, Row>, SourceError> {
    let mut lost = HashSet::new();
    let mut tables = HashSet::new();
    for row in rows(source, names) {
        let (_, row) = row?;
        if row.respondents.is_none() && row.is_telling() {
            lost.insert(row.figures);
            tables.insert(row.table);
        }
    }
    if lost.is_empty() {
        return Ok(BTreeMap::new());
    }
    for row in rows(source, names) {
        let (_, row) = row?;
        if row.respondents.is_some() && lost.contains(&row.figures) {
            tables.insert(row.table);
        }
    }
    let kept = |row: &Result<(NamedNode, Row), SourceError>| row.as_ref().map_or(true, |(_, row)| tables.contains(&row.table));
    rows(source, names).filter(kept).collect()
}

/// The rows of all page graphs, one after the other.
fn rows<'a>(source: &'a dyn QuadSource, names: &'a Names) -> impl Iterator<Item = Result<(NamedNode, Row), SourceError>> + 'a {
    facts(source, names, qb::DATA_SET).map(move |fact| {
        let fact = fact?;
        let mut row = Row { graph: Some(fact.graph), ..Row::default() };
        if let Term::NamedNode(table) = fact.object {
            row.table = Some(table);
        }
        for fact in matching(source, names, Pattern { subject: Some(fact.subject.as_ref()), ..Pattern::default() }) {
            let fact = fact?;
            row.fill(names, &fact.predicate, fact.object);
        }
        Ok((fact.subject, row))
    })
}

/// A figure without what printing adds: `−63 %` is `-63`.
fn plain(printed: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, '%' | '％' | '+' | '＋');
    printed.chars().filter(kept).map(|c| if matches!(c, '−' | '－' | '–' | '﹣') { '-' } else { c }).collect()
}

/// Where `other` is the same table: the rows of `table` without respondents, each with its row there and the respondents.
fn matches<'a>(table: &Table<'a>, other: &Table<'a>) -> Vec<(&'a NamedNode, &'a NamedNode, &'a NamedNode)> {
    let (Some((_, first)), Some((_, theirs))) = (table.first(), other.first()) else { return Vec::new() };
    if first.graph == theirs.graph {
        return Vec::new();
    }
    let pairs = pairs(table, other);
    // What both know must not differ.
    let contradict = |a: &Row, b: &Row| {
        let respondents = matches!((&a.respondents, &b.respondents), (Some(a), Some(b)) if a != b);
        respondents || a.head.iter().zip(&b.head).any(|pair| matches!(pair, (Some(a), Some(b)) if a != b))
    };
    if pairs.iter().any(|((_, mine), (_, theirs))| contradict(mine, theirs)) {
        return Vec::new();
    }
    let same_head = first.head.iter().all(Option::is_some) && first.head == theirs.head;
    let smaller = table.len().min(other.len());
    let same_figures = pairs.len() >= ROWS && pairs.len() == smaller;
    if !same_head && !same_figures {
        return Vec::new();
    }
    pairs
        .into_iter()
        .filter(|((_, mine), _)| mine.respondents.is_none())
        .filter_map(|((hole, _), (filler, row))| Some((hole, filler, row.respondents.as_ref()?)))
        .collect()
}

/// A row of one table with the row of the other that it is.
type Pair<'a> = ((&'a NamedNode, &'a Row), (&'a NamedNode, &'a Row));

/// The rows that are surely the same.
fn pairs<'a>(table: &Table<'a>, other: &Table<'a>) -> Vec<Pair<'a>> {
    let (mine, theirs) = (by_figures(table), by_figures(other));
    // Row order decides between rows of equal figures only where the rows that need no such help stand in the same order.
    let position: HashMap<&NamedNode, usize> = other.iter().enumerate().map(|(at, (node, _))| (*node, at)).collect();
    let sure: Vec<usize> = table
        .iter()
        .filter(|(_, row)| mine.get(&row.figures).is_some_and(|rows| rows.len() == 1))
        .filter_map(|(_, row)| match theirs.get(&row.figures).map(Vec::as_slice) {
            Some([(node, _)]) => position.get(node).copied(),
            _ => None,
        })
        .collect();
    let in_order = table.len() == other.len() && sure.len() > 1 && sure.is_sorted();

    let mut pairs = Vec::new();
    let mut used = HashSet::new();
    for (_, row) in table {
        let (Some(a), Some(b)) = (mine.get(&row.figures), theirs.get(&row.figures)) else { continue };
        let settled = a.len() == 1 && b.len() == 1 || a.len() == b.len() && in_order;
        if settled && used.insert(&row.figures) {
            pairs.extend(a.iter().copied().zip(b.iter().copied()));
        }
    }
    pairs
}

fn by_figures<'a>(table: &Table<'a>) -> HashMap<&'a Figures, Table<'a>> {
    let mut rows: HashMap<&Figures, Table<'a>> = HashMap::new();
    for &(node, row) in table.iter().filter(|(_, row)| row.is_telling()) {
        rows.entry(&row.figures).or_default().push((node, row));
    }
    rows
}
