//! `entente stats`: what is in the store, counted.

use std::{collections::BTreeMap, io::Write as _};

use oxigraph::model::Term;
use serde::Serialize;

use super::{Failure, Outcome, Output};
use crate::{
    cli::{self, StatsFormat},
    store::{
        Store, results,
        sparql::{rows, text},
    },
};

/// All counts, by what they count.
#[derive(Debug, Serialize)]
struct Stats {
    base: String,
    pages: usize,
    statements: usize,
    statements_by_relation: BTreeMap<String, BTreeMap<String, usize>>,
    entities: usize,
    entities_by_kind: BTreeMap<String, usize>,
    losses: usize,
    losses_by_kind: BTreeMap<String, usize>,
    losses_by_page: BTreeMap<String, usize>,
    poll_rows: usize,
    triples_by_graph: BTreeMap<String, usize>,
}

pub(super) fn run(args: &cli::Stats, global: &cli::Global) -> Result<Outcome, Failure> {
    let store = Store::open_read_only(&global.store)?;
    let stats = count(&store)?;
    let mut out = Output::open();
    match args.format {
        StatsFormat::Json => {
            let json = serde_json::to_string_pretty(&stats).map_err(|error| Failure::new(error.to_string()))?;
            writeln!(out, "{json}")?;
        }
        StatsFormat::Table => table(&stats, &mut out)?,
    }
    out.close()?;
    Ok(Outcome::Done)
}

fn count(store: &Store) -> Result<Stats, Failure> {
    let ask = |query: &str| rows(store, query, &BTreeMap::new()).map_err(|error| Failure::new(error.to_string()));
    let get = |row: &BTreeMap<String, Term>, name: &str| row.get(name).map(|term| text(term).to_owned()).unwrap_or_default();
    let number = |row: &BTreeMap<String, Term>| get(row, "n").parse::<usize>().unwrap_or(0);
    let mut by_relation: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let query = "SELECT (STRAFTER(STR(?p), '#') AS ?relation) (STRAFTER(STR(?s), '#') AS ?status) (COUNT(DISTINCT ?x) AS ?n)
        WHERE { ?x ent:status ?s ; rdf:predicate ?p } GROUP BY ?p ?s";
    for row in ask(query)? {
        by_relation.entry(get(&row, "relation")).or_default().insert(get(&row, "status"), number(&row));
    }
    let kinds = "SELECT (STRAFTER(STR(?class), '#') AS ?kind) (COUNT(DISTINCT ?x) AS ?n) WHERE {
        VALUES ?class { ent:State ent:HistoricalState ent:DisputedState ent:Dependency ent:Government ent:Bloc ent:Organization ent:Party
          ent:ArmedForce ent:Treaty ent:MilitaryExercise ent:Conflict ent:Person ent:Place ent:Institution ent:Thing }
        ?x a ?class } GROUP BY ?class";
    let entities_by_kind: BTreeMap<String, usize> = ask(kinds)?.iter().map(|row| (get(row, "kind"), number(row))).collect();
    let losses =
        "SELECT ?title ?kind (SUM(?count) AS ?n) WHERE { ?x a ent:Loss ; ent:onPage ?page ; ent:lossKind ?kind ; ent:count ?count .
        ?page dct:title ?title } GROUP BY ?title ?kind";
    let (mut losses_by_kind, mut losses_by_page) = (BTreeMap::new(), BTreeMap::new());
    for row in ask(losses)? {
        *losses_by_kind.entry(get(&row, "kind")).or_default() += number(&row);
        *losses_by_page.entry(get(&row, "title")).or_default() += number(&row);
    }
    let build = store.build_graph();
    let mut triples_by_graph = BTreeMap::new();
    for row in ask("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")? {
        let graph = get(&row, "g");
        if graph != build.as_str() {
            let short = graph.strip_prefix(store.names().base()).and_then(|rest| rest.strip_prefix("/graph/")).unwrap_or(&graph);
            triples_by_graph.insert(short.to_owned(), number(&row));
        }
    }
    let polls = ask("SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a qb:Observation }")?;
    // Each page that names an entity says its class and its names: joined, what a thousand pages name would come a million times.
    let entities = ask("SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {
        { SELECT DISTINCT ?x WHERE { ?x skos:prefLabel ?label . FILTER(STRSTARTS(STR(?x), STR(zh:))) } } ?x a ?class }")?;
    Ok(Stats {
        base: store.names().base().to_owned(),
        pages: store.page_graphs()?.len(),
        statements: by_relation.values().flat_map(BTreeMap::values).sum(),
        statements_by_relation: by_relation,
        entities: entities.first().map_or(0, number),
        entities_by_kind,
        losses: losses_by_kind.values().sum(),
        losses_by_kind,
        losses_by_page,
        poll_rows: polls.first().map_or(0, number),
        triples_by_graph,
    })
}

fn table(stats: &Stats, out: &mut Output) -> Result<(), Failure> {
    writeln!(
        out,
        "{} pages, {} statements, {} entities, {} poll rows, {} losses",
        stats.pages, stats.statements, stats.entities, stats.poll_rows, stats.losses
    )?;
    let mut part = |title: &str, rows: Vec<Vec<String>>| -> Result<(), Failure> {
        if !rows.is_empty() {
            writeln!(out)?;
            results::plain(&[title.to_owned(), "count".to_owned()], rows.into_iter(), None, out)?;
        }
        Ok(())
    };
    let simple = |map: &BTreeMap<String, usize>| -> Vec<Vec<String>> {
        let mut rows: Vec<_> = map.iter().collect();
        rows.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), name.as_str().to_owned()));
        rows.into_iter().map(|(name, count)| vec![results::printable(name), count.to_string()]).collect()
    };
    let relations = stats.statements_by_relation.iter().map(|(relation, by_status)| {
        let counts: Vec<String> = by_status.iter().map(|(status, count)| format!("{count} {status}")).collect();
        vec![results::printable(relation), counts.join(", ")]
    });
    part("relation", relations.collect())?;
    part("kind of entity", simple(&stats.entities_by_kind))?;
    part("lost", simple(&stats.losses_by_kind))?;
    part("lost on page", simple(&stats.losses_by_page))?;
    part("triples in graph", simple(&stats.triples_by_graph))?;
    Ok(())
}
