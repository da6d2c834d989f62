//! Canned queries, over a store in memory that is built from the sample pages.

use std::{collections::BTreeMap, path::Path};

use entente::{
    graph::Names,
    pipeline::{Options, Outcome, Pipeline},
    source::{self, Pages, Selection},
    store::{
        NewPage, Store, canned, export,
        params::Resolver,
        results::{self, Format},
        sparql::{Prepared, rows, text},
    },
};
use oxigraph::model::{NamedNode, Quad, Term};

fn sample() -> (Pipeline, Store) {
    built(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"))
}

/// A store in memory with the pages of a folder.
pub fn built(pages: &Path) -> (Pipeline, Store) {
    built_of(&[pages.display().to_string()])
}

/// A store in memory with the pages of files and folders.
pub fn built_of(pages: &[String]) -> (Pipeline, Store) {
    let (files, errors) = source::inputs(pages);
    assert!(errors.iter().all(source::InputError::is_harmless) && !files.is_empty());
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let store = Store::memory(Names::default()).unwrap();
    pipeline
        .run(Pages::files(files, Selection::default()), 2, &|_, _| false, &|page| NewPage::new(page.graph, page.recipe), |outcome| {
            match outcome {
                Outcome::Read(page) => store.replace_page(page).map(|_| ()).unwrap(),
                Outcome::Unchanged(page) => panic!("{page:?}"),
                Outcome::Failed(message) => panic!("{message}"),
            }
            Ok::<(), ()>(())
        })
        .unwrap();
    pipeline.merge(&store).unwrap();
    (pipeline, store)
}

/// What the canned queries answer that ask no other server (those run in `federation`), as CSV, by name.
fn answers(store: &Store) -> BTreeMap<String, String> {
    let load = || entente::pipeline::load_gazetteer(&entente::ontology::Assets::embedded());
    let resolver = Resolver::new(store, &load);
    let mut answers = BTreeMap::new();
    for canned in canned::library(None).unwrap_or_else(|errors| panic!("{errors:#?}")).into_values() {
        let value = |p: &canned::Parameter| match p.name.as_str() {
            "a" | "state" => "France",
            "b" => "Q183",
            "page" => "法德关系",
            other => panic!("{other}"),
        };
        let given: Vec<_> = canned.parameters.iter().filter(|p| p.required).map(|p| (p.name.clone(), value(p).to_owned())).collect();
        let values = resolver.values(&canned, &given).unwrap();
        let mut prepared = Prepared::new(&canned.text, store.names()).unwrap().with_lists(canned.lists());
        prepared.bind(&values);
        if !prepared.endpoints().is_empty() {
            continue;
        }
        let started = std::time::Instant::now();
        let answer = prepared.run(store, None).unwrap_or_else(|error| panic!("{}: {error}", canned.name));
        let mut out = Vec::new();
        results::write(answer, Format::from_name("csv").unwrap(), store.names(), None, &mut out)
            .unwrap_or_else(|error| panic!("{}: {error}", canned.name));
        let out = String::from_utf8(out).unwrap();
        println!("{} {} lines in {:?}", canned.name, out.lines().count(), started.elapsed());
        answers.insert(canned.name, out);
    }
    answers
}

#[test]
fn every_canned_query_runs() {
    let (_, store) = sample();
    let answers = answers(&store);
    assert!(answers.len() >= 16, "{}", answers.len());
}

/// Every page's graph has the labels of what it names, and Oxigraph gives a triple of two graphs twice: no answer may count labels.
#[test]
fn labels_in_more_graphs_change_no_answer() {
    let (_, store) = sample();
    let before = answers(&store);
    let graph = NamedNode::new("http://example.org/labels").unwrap();
    let label_rows = |distinct: &str| {
        rows(&store, &format!("SELECT {distinct} ?x ?label WHERE {{ ?x skos:prefLabel ?label }}"), &BTreeMap::new()).unwrap()
    };
    let labels = label_rows("DISTINCT");
    assert!(50 < labels.len() && labels.len() < label_rows("").len(), "{}", labels.len());
    let node = |row: &BTreeMap<String, Term>| if let Term::NamedNode(node) = &row["x"] { node.clone() } else { panic!("{row:?}") };
    let label = NamedNode::new("http://www.w3.org/2004/02/skos/core#prefLabel").unwrap();
    let quads: Vec<Quad> = labels.iter().map(|row| Quad::new(node(row), label.clone(), row["label"].clone(), graph.clone())).collect();
    store.replace_graph(&graph, quads.into_iter().map(Ok)).unwrap();
    let sorted = |answer: &str| {
        let mut lines: Vec<String> = answer.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    for (name, answer) in answers(&store) {
        assert_eq!(sorted(&answer), sorted(&before[&name]), "{name}");
    }
}

#[test]
fn the_store_is_whole() {
    let (_, store) = sample();
    for check in canned::checks().unwrap_or_else(|errors| panic!("{errors:#?}")).values() {
        let found = rows(&store, &check.text, &BTreeMap::new()).unwrap_or_else(|error| panic!("{}: {error}", check.name));
        assert!(found.is_empty(), "{}: {found:#?}", check.name);
    }
}

#[test]
fn relations_has_its_columns_and_one_row_a_statement() {
    let (_, store) = sample();
    let library = canned::library(None).unwrap();
    let prepared = Prepared::new(&library["relations"].text, store.names()).unwrap();
    let columns = prepared.columns().unwrap().join(" ");
    assert_eq!(columns, "subject subjectLabel predicate object objectLabel date via viaLabel status page section evidence rule");
    let all = rows(&store, &library["relations"].text, &BTreeMap::new()).unwrap();
    let count = rows(&store, "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ent:Statement }", &BTreeMap::new()).unwrap();
    assert_eq!(all.len().to_string(), text(&count[0]["n"]));
    assert!(all.iter().all(|row| row.contains_key("evidence") && row.contains_key("subjectLabel")));
    let pages = rows(&store, &library["pages"].text, &BTreeMap::new()).unwrap();
    assert_eq!(pages.iter().map(|row| text(&row["statements"]).parse::<usize>().unwrap()).sum::<usize>(), all.len());
}

#[test]
fn what_is_asked_of_one_state_is_what_names_it() {
    let (_, store) = sample();
    let library = canned::library(None).unwrap();
    let france = BTreeMap::from([("state".to_owned(), vec![store.names().entity("zh", "法国").into()])]);
    for (query, sides) in [
        ("treaties", ["a", "b", "date"]),
        ("timeline", ["subjectLabel", "objectLabel", "date"]),
        ("alliances", ["subjectLabel", "objectLabel", "date"]),
        ("most-relations", ["aLabel", "bLabel", "statements"]),
    ] {
        let told = |values: &BTreeMap<String, Vec<_>>| {
            let found = rows(&store, &library[query].text, values).unwrap();
            let mut told: Vec<[String; 3]> =
                found.iter().map(|row| sides.map(|name| row.get(name).map(|term| text(term).to_owned()).unwrap_or_default())).collect();
            told.sort();
            told
        };
        let mut all = told(&BTreeMap::new());
        all.retain(|row| row[..2].iter().any(|side| side == "法国"));
        assert!(!all.is_empty(), "{query}");
        assert_eq!(told(&france), all, "{query}");
    }
}

#[test]
fn sure_statements_are_those_of_tried_rules() {
    let (_, store) = sample();
    let load = || entente::pipeline::load_gazetteer(&entente::ontology::Assets::embedded());
    let (resolver, library) = (Resolver::new(&store, &load), canned::library(None).unwrap());
    let sure = |given: &[(&str, &str)]| -> Result<Vec<Vec<String>>, String> {
        let given: Vec<_> = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let values = resolver.values(&library["sure"], &given).map_err(|error| error.to_string())?;
        let found = rows(&store, &library["sure"].text, &values).map_err(|error| error.to_string())?;
        Ok(found.iter().map(|row| ["right", "tried", "predicate"].map(|name| text(&row[name]).to_owned()).to_vec()).collect())
    };
    let (all, tried) = (sure(&[("precision", "0"), ("cases", "1")]).unwrap(), sure(&[]).unwrap());
    assert!(!tried.is_empty() && tried.len() < all.len(), "{} {}", tried.len(), all.len());
    assert!(tried.iter().all(|row| row[0].parse::<f64>().unwrap() >= 0.9 && row[1].parse::<usize>().unwrap() >= 3), "{tried:?}");
    assert!(sure(&[("cases", "100000")]).unwrap().is_empty());
    let treaties = sure(&[("relation", "signedTreaty"), ("precision", "0.85"), ("cases", "1")]).unwrap();
    assert!(!treaties.is_empty() && treaties.iter().all(|row| row[2].ends_with("#signedTreaty")), "{treaties:?}");
    for bad in ["1e3", "NaN", "inf", "", "-", "0,9"] {
        assert!(sure(&[("precision", bad)]).unwrap_err().contains("is no number"), "{bad}");
    }
    let unread = "SELECT ?s WHERE { ?s a ent:Statement . FILTER NOT EXISTS { ?s ent:readBy ?r ; ent:rule ?id . ?r a ent:Rule ; ent:relation ?p . ?s rdf:predicate ?p FILTER(STRENDS(STR(?r), CONCAT('/rule/', ?id))) } }";
    assert!(rows(&store, unread, &BTreeMap::new()).unwrap().is_empty());
}

#[test]
fn exports_say_the_same_in_every_format() {
    use oxigraph::io::{RdfFormat, RdfParser};
    let (_, store) = sample();
    let parse = |format, bytes: &[u8]| {
        let mut triples: Vec<String> = RdfParser::from_format(format)
            .for_slice(bytes)
            .map(|quad| {
                let quad = quad.unwrap();
                format!("{} {} {}", quad.subject, quad.predicate, quad.object)
            })
            .collect();
        triples.sort();
        triples.dedup();
        triples
    };
    let export = |format, memory| {
        let mut out = Vec::new();
        export::write(&store, &export::Options { format, memory, ..Default::default() }, &mut out).unwrap();
        out
    };
    let reference = parse(RdfFormat::NTriples, &export(export::Format::NTriples, usize::MAX));
    assert!(reference.len() > 100);
    assert_eq!(parse(RdfFormat::Turtle, &export(export::Format::Turtle, usize::MAX)), reference);
    assert_eq!(parse(RdfFormat::TriG, &export(export::Format::TriG, usize::MAX)), reference);
    assert_eq!(parse(RdfFormat::NQuads, &export(export::Format::NQuads, usize::MAX)), reference);
    assert_eq!(parse(RdfFormat::RdfXml, &export(export::Format::RdfXml, usize::MAX)), reference);
    let json = RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() };
    assert_eq!(parse(json, &export(export::Format::JsonLd, usize::MAX)), reference);
    assert_eq!(export(export::Format::Turtle, 10_000), export(export::Format::Turtle, usize::MAX));
}

#[test]
fn what_is_refused() {
    let names = Names::default();
    let error = |query| Prepared::new(query, &names).err().map(|error| error.to_string()).unwrap();
    assert!(error("SELECT ?s WHERE { ?s ?p }").starts_with("line 1, column "), "{}", error("SELECT ?s WHERE { ?s ?p }"));
    assert!(error("DELETE WHERE { ?s ?p ?o }").contains("update"));
    let errors = canned::parse(
        "x",
        "x.rq",
        "# title: X\n# description: X\n# param a: entitee; who\n# param b: year; when\nSELECT ?s WHERE { VALUES ?c { UNDEF } ?s ?p ?c }",
    )
    .unwrap_err();
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(lines.iter().any(|line| line.starts_with("x.rq:3: unknown type `entitee`")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("x.rq:4: the query has no place for the parameter `b`")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("x.rq:5: the parameter `c` is not in the header")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("the column `s` is not in the header")), "{lines:#?}");
}

#[test]
fn lists_in_cells_are_sorted() {
    let (_, store) = sample();
    let query = r#"SELECT (GROUP_CONCAT(?x; SEPARATOR = "|") AS ?list) (GROUP_CONCAT(?x; SEPARATOR = "|") AS ?other) { VALUES ?x { "乙" "丙" "甲" } }"#;
    let prepared = Prepared::new(query, store.names()).unwrap().with_lists(["list"]);
    let oxigraph::sparql::QueryResults::Solutions(mut rows) = prepared.run(&store, None).unwrap() else { panic!("no solutions") };
    let row = rows.next().unwrap().unwrap();
    let cell = |name: &str| row.get(name).map(ToString::to_string);
    assert_eq!(cell("list").as_deref(), Some("\"丙|乙|甲\""));
    assert_eq!(cell("other").as_deref(), Some("\"乙|丙|甲\""));
    let library = canned::library(None).unwrap();
    assert_eq!(library["between"].lists().collect::<Vec<_>>(), ["via"]);
    // What a query joins is a list by its header, too.
    for canned in library.values().filter(|canned| canned.text.contains("GROUP_CONCAT")) {
        assert!(canned.lists().next().is_some(), "{}", canned.name);
    }
}
