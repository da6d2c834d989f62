//! `entente link` over a store on disk: index, links, corrections, what Wikidata lacks.

use std::fs;

use crate::{
    e2e::Place,
    link_api::{
        server::{Fault, Server},
        wiki::Wiki,
    },
    link_index::Made,
};

/// The sample pages in a store, and an index of a small wiki.
fn place() -> Place {
    let place = Place::with_samples();
    let ran = place.build(&[&place.path("pages")]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut wiki = Made::default();
    wiki.page("爱丽舍条约", 800_001).langlink("en", "Élysée Treaty");
    wiki.page("康拉德·阿登纳", 0);
    wiki.page("夏爾·戴高樂", 800_003);
    wiki.redirect("戴高乐", "夏爾·戴高樂");
    wiki.page("曼谷宣言", 800_004).disambiguation();
    let dumps = fs::canonicalize(place.path("pages")).unwrap().parent().unwrap().join("dumps");
    fs::create_dir(&dumps).unwrap();
    let files = wiki.write(&dumps, "zhwiki");
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let index = place.path("zh.index");
    let ran = place.run(&[&["link", "index", "-o", &index], &files[..]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    place
}

const ITEM: &str = "SELECT ?item WHERE { GRAPH graph:links { zh:爱丽舍条约 owl:sameAs ?item } }";

#[test]
fn an_index_links_the_rest_and_a_build_keeps_it() {
    let place = place();
    let index = place.path("zh.index");
    assert_eq!(place.rows(ITEM), [[""; 1]; 0]);
    let before = place.rows("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/graph/zh/')) }");
    let ran = place.run(&["link", "--index", &index]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("by the gazetteer") && ran.err.contains("by the index"), "{}", ran.err);
    assert!(ran.err.contains("the page tells namesakes apart") && ran.err.contains("the page has no item"), "{}", ran.err);
    let linked = [["http://www.wikidata.org/entity/Q800001"]];
    assert_eq!(place.rows(ITEM), linked);
    assert_eq!(place.rows("SELECT ?l WHERE { zh:爱丽舍条约 rdfs:label ?l FILTER(LANG(?l) = 'en') }"), [["Élysée Treaty"]]);
    // No page's graph was touched, and a build that changes a page leaves the links.
    assert_eq!(place.rows("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/graph/zh/')) }"), before);
    let page = place.page("反英.md");
    fs::write(&page, fs::read_to_string(&page).unwrap() + "\n法國與德國結盟。\n").unwrap();
    assert_eq!(place.build(&[&place.path("pages")]).code, Some(0));
    assert_eq!(place.rows(ITEM), linked);
    let export = place.export("nquads");
    assert_eq!(place.run(&["link", "--index", &index]).code, Some(0));
    assert_eq!(place.export("nquads"), export, "linking again changes nothing");
    let named = place.run(&["query", "treaties", "--state", "Q142", "--format", "csv"]);
    assert!(named.code == Some(0) && named.out.contains("爱丽舍条约"), "{}", named.err);
}

#[test]
fn a_users_word_wins_and_errors_have_a_line() {
    let place = place();
    let index = place.path("zh.index");
    let file = place.path("mine.tsv");
    fs::write(&file, "# mine\n-Q800001\t愛麗舍條約\nQ71084\t法國\n-\tGermany\n").unwrap();
    let ran = place.run(&["link", "--index", &index, "--corrections", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(place.rows(ITEM), [[""; 1]; 0]);
    let of = |name: &str| place.rows(&format!("SELECT ?item WHERE {{ GRAPH graph:links {{ zh:{name} owl:sameAs ?item }} }}"));
    assert_eq!(of("法国"), [["http://www.wikidata.org/entity/Q71084"]]);
    assert_eq!(of("德国"), [[""; 1]; 0]);
    // It stays in force when the index is asked again without it.
    assert_eq!(place.run(&["link", "--index", &index]).code, Some(0));
    assert_eq!((place.rows(ITEM).len(), of("德国").len()), (0, 0));

    fs::write(&file, "Q71084\t法國\nP31\t德國\nQ1 英國\n").unwrap();
    let ran = place.run(&["link", "--corrections", &file]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("mine.tsv:2:") && ran.err.contains("mine.tsv:3:"), "{}", ran.err);
    fs::write(&file, "Q1\t無此國\n").unwrap();
    let ran = place.run(&["link", "--corrections", &file]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("mine.tsv:1: nothing is called 無此國"), "{}", ran.err);

    for (args, words) in [
        (vec!["link", "--index", "/nowhere/zh.index"], "/nowhere/zh.index"),
        (vec!["link", "--api"], "--contact"),
        (vec!["link", "gaps"], "--wikidata FILE"),
    ] {
        let ran = place.run(&args);
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.err.contains(words) && ran.err.trim().lines().count() == 1, "{args:?}: {}", ran.err);
    }
}

#[test]
fn what_wikidata_lacks_comes_out_of_a_store_on_disk() {
    let place = place();
    assert_eq!(place.run(&["link", "--index", &place.path("zh.index")]).code, Some(0));
    let wikidata = place.path("wikidata.json");
    let signed = |id: u32| {
        format!(
            r#"{{"mainsnak":{{"snaktype":"value","property":"P1891","datavalue":{{"value":{{"entity-type":"item","numeric-id":{id},"id":"Q{id}"}},"type":"wikibase-entityid"}}}},"type":"statement","rank":"normal"}}"#
        )
    };
    fs::write(&wikidata, format!("[\n{{\"type\":\"item\",\"id\":\"Q800001\",\"claims\":{{\"P1891\":[{}]}}}}\n]\n", signed(142))).unwrap();
    let ran =
        place.run(&["link", "gaps", "--wikidata", &wikidata, "--property", "P1891", "--format", "quickstatements", "--date", "2026-11-26"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    assert!(!ran.out.contains("Q800001\tP1891\tQ142\t"), "Wikidata has it: {}", ran.out);
    let row = ran.out.lines().find(|row| row.starts_with("Q800001\tP1891\t")).unwrap_or_else(|| panic!("{}{}", ran.out, ran.err));
    assert!(row.contains("\tS143\tQ30239\t") && row.contains("\tS813\t+2026-11-26T00:00:00Z/11"), "{row}");
    let file = place.path("batch.qs");
    fs::write(&file, &ran.out).unwrap();
    let ran = place.run(&["link", "gaps", "--check", &file]);
    assert!(ran.code == Some(0) && ran.out.ends_with(" 0 wrong\n"), "{}{}", ran.out, ran.err);
}

#[test]
fn the_live_api_is_asked_for_the_rest_and_nothing_twice() {
    let place = place();
    let mut wiki = Wiki::new();
    wiki.page("爱丽舍条约", Some("Q800001"));
    wiki.item("Q800001", "Élysée Treaty", &[("Q131569", "normal")]);
    wiki.page("阿登纳", Some("Q800009"));
    wiki.redirect("康拉德·阿登纳", "阿登纳");
    wiki.item("Q800009", "Konrad Adenauer", &[("Q5", "normal")]);
    let server = Server::with_faults(wiki, |request| (request % 3 == 1).then_some(Fault::TooMany("0")));
    let cache = place.path("cache");
    let args = [
        "link",
        "--api",
        "--contact",
        "mailto:tests@example.org",
        "--api-cache",
        &cache,
        "--api-wiki",
        &server.address,
        "--api-wikidata",
        &server.address,
    ];
    let ran = place.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("by the API"), "{}", ran.err);
    assert_eq!(place.rows(ITEM), [["http://www.wikidata.org/entity/Q800001"]]);
    let found_by = "SELECT ?by ?day WHERE { ?link owl:annotatedSource zh:爱丽舍条约 ; ent:foundBy ?by ; dct:date ?day }";
    let rows = place.rows(found_by);
    assert!(rows[0][0].ends_with("#LiveApi") && rows[0][1].len() == "2026-11-26".len(), "{rows:?}");
    // Through a redirect that is no spelling it is a candidate.
    let candidates = place.run(&["query", "link-candidates", "--format", "tsv"]);
    assert!(candidates.out.contains("Q800009") && candidates.out.contains("Konrad Adenauer"), "{}", candidates.out);
    let asked = server.requests().len();
    assert!(server.requests().iter().any(|request| request.fault.is_some()) && !server.was_asked_in_parallel());
    let export = place.export("nquads");
    let ran = place.run(&args);
    assert_eq!((ran.code, server.requests().len()), (Some(0), asked), "{}", ran.err);
    assert_eq!(place.export("nquads"), export);
    // Another wiki that refuses: one line, and the links stay.
    let refuses = Server::with_faults(Wiki::new(), |_| Some(Fault::Status(403, "no")));
    let ran = place.run(&["link", "--api", "--contact", "mailto:tests@example.org", "--api-cache", &cache, "--api-wiki", &refuses.address]);
    assert_eq!((ran.code, ran.err.trim().lines().count()), (Some(2), 1), "{}", ran.err);
    assert_eq!(place.export("nquads"), export);
}
