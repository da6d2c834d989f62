//! Canned queries and result formats, by the binary.

use std::{io::Read as _, process::Stdio};

use entente::store::canned;

use super::e2e::{Place, program, records};

fn samples() -> Place {
    let place = Place::with_samples();
    assert_eq!(place.build(&[&place.path("pages")]).code, Some(0));
    place
}

#[test]
fn every_query_gives_its_columns() {
    let place = samples();
    let list = place.run(&["query", "--list"]).out;
    for canned in canned::library(None).unwrap().values() {
        assert!(list.lines().any(|line| line.trim().starts_with(&canned.name)), "{}", canned.name);
        let help = place.run(&["query", &canned.name, "--help"]);
        assert_eq!(help.code, Some(0));
        let mut args = vec!["query", &canned.name, "--format", "csv"];
        for parameter in canned.parameters.iter().filter(|parameter| parameter.required) {
            args.extend(match parameter.name.as_str() {
                "a" | "state" => ["--a", "法國"].map(|word| if word == "--a" && parameter.name == "state" { "--state" } else { word }),
                "b" => ["--b", "Q183"],
                "page" => ["--page", "親英"],
                other => panic!("{other}"),
            });
        }
        let ran = place.run(&args);
        if canned.parameters.iter().any(|parameter| parameter.name == "endpoint") {
            // `federation` runs it against a server; without leave nobody is asked.
            let refused = ran.code == Some(2) && ran.out.is_empty() && ran.err.lines().count() == 1;
            assert!(refused && ran.err.contains("--allow-service https://query.wikidata.org/sparql"), "{args:?}: {}", ran.err);
            continue;
        }
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
        let rows = records(&ran.out);
        let documented: Vec<&str> = canned.columns.iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(rows[0], documented, "{}", canned.name);
        // Candidates are there only where an index or the API was asked: `link_e2e` does.
        assert!(rows.len() > 1 || canned.name == "link-candidates", "{} answers nothing", canned.name);
        for column in documented.iter().chain(canned.parameters.iter().map(|parameter| &parameter.name[..]).collect::<Vec<_>>().iter()) {
            assert!(help.out.contains(column), "{}: {column}", canned.name);
        }
        for example in &canned.examples {
            assert!(example.starts_with("entente query "), "{example}");
            let words: Vec<&str> = example.split_whitespace().skip(1).collect();
            let ran = place.run(&words);
            assert!(ran.code == Some(0) || ran.err.contains("no ") || ran.err.contains("not"), "{example}: {}", ran.err);
        }
    }
}

#[test]
fn the_contract_of_relations() {
    let place = samples();
    let rows = records(&place.run(&["query", "relations", "--format", "csv"]).out);
    let columns = "subject subjectLabel predicate object objectLabel date via viaLabel status page section evidence rule";
    assert_eq!(rows[0].join(" "), columns);
    assert_eq!(rows.len() - 1, place.count("?statement a ent:Statement"));
    for row in &rows[1..] {
        assert!(
            row[2].starts_with("https://w3id.org/entente/ontology#") && row[8].starts_with("https://w3id.org/entente/ontology#"),
            "{row:?}"
        );
        assert!(row[9].starts_with("https://zh.wikipedia.org/wiki/") && !row[9].contains('%'), "{row:?}");
        assert!([0, 1, 3, 4, 11, 12].iter().all(|&at| !row[at].is_empty()), "{row:?}");
    }
}

#[test]
fn names_work_in_every_way() {
    let place = samples();
    let ask = |name: &str, other: &str| place.run(&["query", "between", "--a", name, "--b", other, "--format", "csv"]);
    let first = ask("法国", "德国");
    assert!(records(&first.out).len() > 3, "{}", first.err);
    for (a, b) in [("法國", "德國"), ("France", "Germany"), ("Q142", "Q183"), ("法兰西共和国", "德意志联邦共和国"), ("france", "Q183")]
    {
        let again = ask(a, b);
        assert_eq!(again.out, first.out, "{a} {b}: {}", again.err);
    }
    assert_eq!(records(&ask("德国", "法国").out).len(), records(&first.out).len());
    let page = |title: &str| place.run(&["query", "sections", "--page", title, "--format", "csv"]).out;
    assert_eq!(page("親英"), page("https://zh.wikipedia.org/wiki/親英"));
    assert!(records(&page("親英")).len() > 3);
}

#[test]
fn every_format() {
    let place = samples();
    let select = "SELECT ?state ?label WHERE { ?state a ent:State ; skos:prefLabel ?label } ORDER BY ?state LIMIT 3";
    let ask = |query: &str, format: &str| {
        let ran = place.run(&["query", "--sparql", query, "--format", format]);
        assert_eq!(ran.code, Some(0), "{format}: {}", ran.err);
        ran.out
    };
    assert!(ask(select, "table").ends_with("3 rows\n"));
    assert_eq!(records(&ask(select, "csv")).len(), 4);
    assert!(ask(select, "tsv").starts_with("?state\t?label\n<https://"));
    let json: serde_json::Value = serde_json::from_str(&ask(select, "json")).unwrap();
    assert_eq!(json["results"]["bindings"].as_array().map(Vec::len), Some(3));
    assert!(ask(select, "xml").starts_with("<?xml"));
    let construct = "CONSTRUCT { ?state skos:prefLabel ?label } WHERE { ?state a ent:State ; skos:prefLabel ?label }";
    for format in ["turtle", "ntriples", "trig", "nquads", "jsonld", "rdfxml"] {
        assert!(ask(construct, format).contains("法国"), "{format}");
    }
    assert!(ask("ASK { ?x a ent:Statement }", "json").contains("true"));
    for (query, format) in [(select, "turtle"), (construct, "csv")] {
        let ran = place.run(&["query", "--sparql", query, "--format", format]);
        assert_eq!((ran.code, ran.err.lines().count()), (Some(2), 1), "{}", ran.err);
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let place = samples();
    let store = place.path("store");
    for args in [
        &["query", "--sparql", "SELECT * WHERE { ?s ?p ?o }"][..],
        &["export"],
        &["export", "--format", "nquads"],
        &["man"],
        &["rules", "list"],
    ] {
        let mut child = program().args(args).args(["--store", &store]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 16];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{args:?}");
    }
}
