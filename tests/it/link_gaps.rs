//! What Wikidata lacks of what the sample pages state.

use std::collections::BTreeMap;

use entente::{
    link::{
        Property,
        claims::{Claims, Time},
        gaps::{self, Drafts, Filter, Format, Known, Plan, Report},
    },
    ontology::{Assets, Vocabulary},
    store::{Store, sparql::{rows, text}},
};
use oxigraph::model::{GraphName, NamedNode, Quad};

use crate::queries::built;

/// Links events of the sample pages to made-up items, in a graph of links.
fn link(store: &Store) -> BTreeMap<String, u32> {
    let query = "SELECT DISTINCT ?x ?name WHERE { VALUES ?c { ent:Treaty ent:MilitaryExercise ent:Conflict } ?x a ?c ; skos:prefLabel ?name } ORDER BY ?name";
    let mut items = BTreeMap::new();
    for (row, item) in rows(store, query, &BTreeMap::new()).unwrap().iter().zip(900_000_001..) {
        let node = |iri: &str| NamedNode::new(iri).unwrap();
        let quad = Quad::new(
            node(text(&row["x"])),
            node("http://www.w3.org/2002/07/owl#sameAs"),
            node(&format!("http://www.wikidata.org/entity/Q{item}")),
            GraphName::NamedNode(store.names().graph("links")),
        );
        store.quads().insert(&quad).unwrap();
        items.insert(text(&row["name"]).to_owned(), item);
    }
    items
}

fn drafts(store: &Store, filter: &Filter) -> Drafts {
    let assets = Assets::embedded();
    let vocabulary = Vocabulary::load(&assets).unwrap();
    let plan = Plan::read(&assets, &vocabulary).unwrap();
    gaps::drafts(store, &vocabulary, &plan, filter).unwrap()
}

fn unchecked(store: &Store, filter: &Filter) -> Report {
    drafts(store, filter).compare(Known::OrEmpty(&Claims::default()))
}

#[test]
fn look() {
    let folder = std::env::var("LOOK").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages").to_owned());
    let (_, store) = built(std::path::Path::new(&folder));
    link(&store);
    let report = unchecked(&store, &Filter::default());
    let mut out = Vec::new();
    gaps::table(&report.proposals, Format::Tsv, None, &mut out).unwrap();
    println!("{}", String::from_utf8(out).unwrap());
    for row in gaps::commands(&report.proposals, Time::of_day("2026-01-01").unwrap()) {
        println!("QS {row}");
    }
    println!("{:?} {:?}", report.left_out, Property(1));
}
