//! `SERVICE`: queries that ask another server too. The server is one on this machine that answers SPARQL from a store of its own, on good days and bad.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use axum::{
    Form, Router,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use entente::{
    graph::Names,
    link::sparql::Endpoints,
    store::{
        Store, canned,
        params::Resolver,
        results::{self, Format},
        service::Services,
        sparql::{Prepared, text},
    },
};
use oxigraph::{
    io::RdfFormat,
    model::{NamedNode, Term},
    sparql::{
        QueryResults, SparqlEvaluator,
        results::{QueryResultsFormat, QueryResultsSerializer},
    },
};

/// What the server knows: made up, as Wikidata would say it. Q15180 has two capitals, Q142 none; Q183 has no year.
const FACTS: &str = r#"
@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
wd:Q15180 rdfs:label "Soviet Union"@en , "苏联"@zh ; wdt:P36 wd:Q649 , wd:Q656 ; wdt:P571 "1922-12-30T00:00:00Z"^^xsd:dateTime ; wdt:P576 "1991-12-26T00:00:00Z"^^xsd:dateTime .
wd:Q142 rdfs:label "France"@en ; wdt:P571 "1958-10-05T00:00:00Z"^^xsd:dateTime .
wd:Q183 rdfs:label "Germany"@en ; wdt:P36 wd:Q64 ; wdt:P571 <http://www.wikidata.org/.well-known/genid/1> .
wd:Q649 rdfs:label "Moscow"@en . wd:Q656 rdfs:label "Saint Petersburg"@en . wd:Q64 rdfs:label "Berlin"@en .
"#;

/// How the server answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Day {
    Good,
    Xml,
    /// Two requests are too many, the third is served.
    Busy,
    /// Come back tomorrow.
    Closed,
    Failing,
    Slow,
    Cut,
    Html,
    /// Every second request fails.
    EverySecond,
}

struct Endpoint {
    address: String,
    asked: Arc<Mutex<Vec<(String, HeaderMap)>>>,
}

impl Endpoint {
    fn start(day: Day) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}/sparql", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<(String, HeaderMap)>>> = Arc::default();
        let facts = oxigraph::store::Store::new().unwrap();
        facts.load_from_slice(RdfFormat::Turtle, FACTS).unwrap();
        let log = Arc::clone(&asked);
        let answer = move |headers: HeaderMap, Form(form): Form<BTreeMap<String, String>>| {
            let (facts, log) = (facts.clone(), Arc::clone(&log));
            async move {
                let query = form["query"].clone();
                let nth = {
                    let mut log = log.lock().unwrap();
                    log.push((query.clone(), headers));
                    log.len()
                };
                serve(day, nth, &query, &facts).await
            }
        };
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, Router::new().route("/sparql", post(answer))).await.unwrap();
            });
        });
        Self { address, asked }
    }

    fn queries(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(query, _)| query.clone()).collect()
    }

    fn services(&self) -> Services {
        Services::allow([self.address.clone()], Endpoints::new(None, None).unwrap().within(Duration::from_secs(2)))
    }
}

async fn serve(day: Day, nth: usize, query: &str, facts: &oxigraph::store::Store) -> Response {
    let busy =
        |seconds: &'static str| (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds)], "too many requests").into_response();
    let (format, kind) = match day {
        Day::Xml => (QueryResultsFormat::Xml, "application/sparql-results+xml"),
        _ => (QueryResultsFormat::Json, "application/sparql-results+json;charset=utf-8"),
    };
    match day {
        Day::Busy if nth < 3 => return busy("0.05"),
        Day::Closed => return busy("86400"),
        Day::Failing => {
            return (StatusCode::INTERNAL_SERVER_ERROR, "java.util.concurrent.TimeoutException\n\tat x\u{1b}[31m").into_response();
        }
        Day::EverySecond if nth.is_multiple_of(2) => return StatusCode::BAD_GATEWAY.into_response(),
        Day::Slow => tokio::time::sleep(Duration::from_secs(20)).await,
        Day::Html => return ([(header::CONTENT_TYPE, "text/html")], "<html>Hello</html>").into_response(),
        _ => {}
    }
    let mut body = Vec::new();
    match SparqlEvaluator::new().parse_query(query).unwrap_or_else(|error| panic!("{error}: {query}")).on_store(facts).execute().unwrap() {
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let mut writer = QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(&mut body, variables).unwrap();
            for solution in solutions {
                writer.serialize(&solution.unwrap()).unwrap();
            }
            writer.finish().unwrap();
        }
        _ => panic!("only SELECT is asked: {query}"),
    }
    if day == Day::Cut {
        body.truncate(body.len() / 2);
    }
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// A store with the links of a few actors, and with actors that Wikidata does not have.
fn linked(more: usize) -> Store {
    let store = Store::memory(Names::default()).unwrap();
    let mut turtle = String::from(
        "@prefix zh: <https://w3id.org/entente/zh/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix wd: <http://www.wikidata.org/entity/> .
         @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
         zh:苏联 owl:sameAs wd:Q15180 ; skos:prefLabel '苏联' . zh:法国 owl:sameAs wd:Q142 ; skos:prefLabel '法国' . zh:德国 skos:exactMatch wd:Q183 ; skos:prefLabel '德国' .\n",
    );
    for at in 0..more {
        turtle.push_str(&format!("zh:x{at} owl:sameAs wd:Q{} .\n", 9_000_000 + at));
    }
    store.quads().load_from_slice(RdfFormat::Turtle, turtle.as_str()).unwrap();
    store
}

/// The rows of a query, each as its values in the order of the columns, sorted.
fn ask(store: &Store, services: Services, query: &str) -> Result<Vec<String>, String> {
    let prepared = Prepared::new(query, store.names()).map_err(|error| error.to_string())?.with_services(services);
    run(prepared, store)
}

fn run(prepared: Prepared, store: &Store) -> Result<Vec<String>, String> {
    let answer = prepared.run(store, None).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    results::write(answer, Format::from_name("csv").unwrap(), store.names(), None, &mut out).map_err(|error| error.to_string())?;
    let mut rows: Vec<String> = String::from_utf8(out).unwrap().lines().skip(1).map(str::to_owned).collect();
    rows.sort();
    Ok(rows)
}

fn capitals(endpoint: &Endpoint) -> String {
    format!(
        "SELECT ?name ?capital WHERE {{ ?actor owl:sameAs|skos:exactMatch ?item ; skos:prefLabel ?name .
           SERVICE <{}> {{ ?item wdt:P36 ?place . ?place rdfs:label ?capital FILTER(LANG(?capital) = 'en') }} }}",
        endpoint.address
    )
}

const CAPITALS: [&str; 3] = ["德国,Berlin", "苏联,Moscow", "苏联,Saint Petersburg"];

#[test]
fn what_is_known_goes_with_the_question() {
    for day in [Day::Good, Day::Xml] {
        let endpoint = Endpoint::start(day);
        assert_eq!(ask(&linked(0), endpoint.services(), &capitals(&endpoint)).unwrap(), CAPITALS);
        let queries = endpoint.queries();
        assert_eq!(queries.len(), 1, "{queries:#?}");
        assert!(queries[0].contains("VALUES") && queries[0].contains("entity/Q183>"), "{}", queries[0]);
        assert!(!queries[0].contains("w3id.org"), "{}", queries[0]);
        let headers = endpoint.asked.lock().unwrap()[0].1.clone();
        assert!(headers[header::USER_AGENT].to_str().unwrap().starts_with("entente/"));
        assert!(headers[header::ACCEPT].to_str().unwrap().starts_with("application/sparql-results+json"));
    }
}

#[test]
fn many_are_asked_for_a_hundred_at_a_time() {
    let endpoint = Endpoint::start(Day::Good);
    let store = linked(350);
    let query =
        format!("SELECT ?actor ?capital WHERE {{ SERVICE <{}> {{ ?item wdt:P36 ?capital }} ?actor owl:sameAs ?item }}", endpoint.address);
    assert_eq!(ask(&store, endpoint.services(), &query).unwrap().len(), 2);
    let queries = endpoint.queries();
    assert_eq!(queries.len(), 4);
    assert!(queries.iter().all(|query| query.matches("/entity/Q").count() <= 100));
}

#[test]
fn optional_and_subselects_and_two_services_mean_what_they_say() {
    let endpoint = Endpoint::start(Day::Good);
    let (store, at) = (linked(0), &endpoint.address);
    let rows = |query: &str| ask(&store, endpoint.services(), query).unwrap();
    let actors = "?actor owl:sameAs|skos:exactMatch ?item ; skos:prefLabel ?name .";
    let optional = rows(&format!("SELECT ?name ?capital WHERE {{ {actors} OPTIONAL {{ SERVICE <{at}> {{ ?item wdt:P36 ?capital }} }} }}"));
    assert_eq!(optional.len(), 4);
    assert!(optional.contains(&"法国,".to_owned()), "{optional:?}");
    let counted = format!(
        "SELECT ?name ?n WHERE {{ {actors} SERVICE <{at}> {{ SELECT ?item (COUNT(?capital) AS ?n) WHERE {{ ?item wdt:P36 ?capital }} GROUP BY ?item }} }}"
    );
    assert_eq!(rows(&counted), ["德国,1", "苏联,2"]);
    let twice = format!(
        "SELECT ?name ?label WHERE {{ {actors} SERVICE <{at}> {{ ?item wdt:P36 ?place }} SERVICE <{at}> {{ ?place rdfs:label ?label }} }}"
    );
    assert_eq!(rows(&twice), CAPITALS);
    assert!(endpoint.queries().last().unwrap().contains("entity/Q649>"), "{:#?}", endpoint.queries());
    // A limit is that of the other server: what is known may not change which row it is.
    let limited = format!(
        "SELECT ?name WHERE {{ {actors} SERVICE <{at}> {{ SELECT ?item WHERE {{ ?item wdt:P36 ?place }} ORDER BY ?place LIMIT 1 }} }}"
    );
    assert_eq!(rows(&limited), ["德国"]);
    assert!(!endpoint.queries().last().unwrap().contains("VALUES"));
    let none = format!("SELECT ?x WHERE {{ ?actor owl:sameAs zh:nobody ; owl:sameAs ?item . SERVICE <{at}> {{ ?item wdt:P36 ?x }} }}");
    let before = endpoint.queries().len();
    assert!(rows(&none).is_empty());
    assert_eq!(endpoint.queries().len(), before, "nobody is asked about nothing");
    let minus = format!("SELECT ?name WHERE {{ {actors} MINUS {{ SERVICE <{at}> {{ ?item wdt:P36 ?x }} }} }}");
    assert_eq!(rows(&minus), ["法国"]);
    let union =
        format!("SELECT ?name WHERE {{ {actors} {{ SERVICE <{at}> {{ ?item wdt:P36 ?x }} }} UNION {{ ?actor owl:sameAs wd:Q142 }} }}");
    assert_eq!(rows(&union), ["德国", "法国", "苏联", "苏联"]);
    // What a filter leaves is asked for, unless it may see a variable without a value.
    let filtered = format!("SELECT ?name WHERE {{ {actors} SERVICE <{at}> {{ ?item wdt:P36 ?x }} FILTER(?name = '德国' && ?x != ?item) }}");
    assert_eq!(rows(&filtered), ["德国"]);
    let filtered = format!("SELECT ?name WHERE {{ {actors} SERVICE <{at}> {{ ?item wdt:P36 ?x }} FILTER(?name = '德国') }}");
    assert_eq!(rows(&filtered), ["德国"]);
    assert_eq!(endpoint.queries().last().unwrap().matches("/entity/Q").count(), 1);
    let unseen = format!("SELECT ?name WHERE {{ {actors} {{ SERVICE <{at}> {{ ?item wdt:P36 ?x }} FILTER(!BOUND(?name)) }} }}");
    assert_eq!(rows(&unseen), ["德国", "苏联", "苏联"]);
    let exists = format!("SELECT ?name WHERE {{ {actors} FILTER EXISTS {{ SERVICE <{at}> {{ ?item wdt:P36 ?x }} }} }}");
    assert_eq!(rows(&exists), ["德国", "苏联"]);
}

/// Queries of many shapes; `@` stands for the other server.
const SHAPES: [&str; 20] = [
    "?actor ?is ?item . @ { ?item wdt:P36 ?x }",
    "@ { ?item wdt:P36 ?x } ?actor ?is ?item",
    "?actor ?is ?item OPTIONAL { @ { ?item wdt:P36 ?x } }",
    "?actor ?is ?item OPTIONAL { @ { ?item wdt:P36 ?x } FILTER(?name != '苏联') } ?actor skos:prefLabel ?name",
    "?actor ?is ?item OPTIONAL { ?actor skos:prefLabel ?name . @ { ?item wdt:P36 ?x } }",
    "?actor ?is ?item OPTIONAL { @ { ?item wdt:P36 ?x OPTIONAL { ?item wdt:P576 ?y } } } OPTIONAL { @ { ?x rdfs:label ?z } }",
    "{ OPTIONAL { ?actor owl:sameAs wd:Q142 , ?item } } @ { ?item wdt:P571 ?x }",
    "OPTIONAL { ?nobody owl:sameAs zh:nobody ; skos:prefLabel ?item } @ { ?item wdt:P36 ?x }",
    "{ ?actor owl:sameAs ?item } UNION { ?actor skos:prefLabel ?name } @ { ?item wdt:P36 ?x }",
    "?actor ?is ?item . @ { { ?item wdt:P36 ?x } UNION { ?item wdt:P576 ?x } }",
    "?actor ?is ?item . @ { { ?item wdt:P36 ?x } UNION { ?y rdfs:label ?x } }",
    "?actor ?is ?item . @ { SELECT ?item (MAX(?p) AS ?x) WHERE { ?item wdt:P36 ?p } GROUP BY ?item }",
    "?actor ?is ?item . @ { SELECT (COUNT(?item) AS ?x) WHERE { ?item wdt:P36 ?p } }",
    "?actor ?is ?item . @ { SELECT DISTINCT ?item WHERE { ?item wdt:P36 ?p } ORDER BY ?p LIMIT 1 }",
    "?actor ?is ?item . @ { ?item rdfs:label ?x BIND(LANG(?x) AS ?y) FILTER(?y = 'en') }",
    "?actor ?is ?item . @ { VALUES ?item { wd:Q183 wd:Q64 } ?item rdfs:label ?x }",
    "?actor ?is ?item MINUS { @ { ?item wdt:P576 ?x } }",
    "?actor ?is ?item . { @ { ?item wdt:P36 ?x } } FILTER(?item IN (wd:Q183, wd:Q142) || BOUND(?x))",
    "?actor ?is ?item . @ { ?item (wdt:P36/rdfs:label)|rdfs:label ?x FILTER NOT EXISTS { ?item wdt:P576 ?y } }",
    "{ SELECT ?item WHERE { ?actor ?is ?item @ { ?item wdt:P36 ?x } } ORDER BY DESC(?item) LIMIT 1 } @ { ?item rdfs:label ?y }",
];

#[test]
fn what_is_narrowed_answers_as_what_is_not() {
    let endpoint = Endpoint::start(Day::Good);
    let store = linked(0);
    // What the server knows stands here too, in a graph that is asked in the server's stead.
    let facts = NamedNode::new("urn:facts").unwrap();
    store.quads().load_from_slice(oxigraph::io::RdfParser::from_format(RdfFormat::Turtle).with_default_graph(facts), FACTS).unwrap();
    let mut found = 0;
    for shape in SHAPES {
        let shape = shape.replace("?is", "(owl:sameAs|skos:exactMatch)");
        let query = |server: &str| format!("SELECT * WHERE {{ {} }}", shape.replace('@', server));
        let there = ask(&store, endpoint.services(), &query(&format!("SERVICE <{}>", endpoint.address))).unwrap();
        let here = ask(&store, Services::none(), &query("GRAPH <urn:facts>")).unwrap();
        assert_eq!(there, here, "{shape}");
        found += here.len();
    }
    assert!(found > 30, "{found}");
}

#[test]
fn nobody_is_asked_without_leave() {
    let endpoint = Endpoint::start(Day::Good);
    let (store, query) = (linked(0), capitals(&endpoint));
    for services in [Services::none(), Services::allow([format!("{}/", endpoint.address)], Endpoints::new(None, None).unwrap())] {
        let error = ask(&store, services.clone(), &query).unwrap_err();
        assert_eq!(
            error,
            format!("the query asks another server, which is done only where it is allowed: --allow-service {}", endpoint.address)
        );
        let exists = format!("ASK {{ FILTER EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }} }}", endpoint.address);
        assert!(ask(&store, services.clone(), &exists).is_err());
        // Silent is silent: a solution without what the other server would have said.
        let silent = ask(&store, services, &query.replace("SERVICE", "SERVICE SILENT")).unwrap();
        assert_eq!(silent, ["德国,", "法国,", "苏联,"]);
    }
    let open = "SELECT * WHERE { ?x owl:sameAs ?where . SERVICE ?where { ?s ?p ?o } }";
    assert_eq!(ask(&store, endpoint.services(), open).unwrap_err(), "SERVICE needs the address of an endpoint; `?where` has none");
    assert!(endpoint.queries().is_empty());
}

#[test]
fn bad_days_are_told_in_one_line() {
    let store = linked(0);
    let told = |day| {
        let endpoint = Endpoint::start(day);
        let started = Instant::now();
        let error = ask(&store, endpoint.services(), &capitals(&endpoint)).unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(10));
        assert!(error.starts_with(&endpoint.address) && !error.contains(['\n', '\u{1b}']), "{error}");
        error
    };
    assert!(told(Day::Failing).contains("HTTP status 500: java.util.concurrent.TimeoutException at x"));
    assert!(told(Day::Slow).contains("no answer in time"));
    assert!(told(Day::Cut).contains("its answer is no SPARQL result"));
    assert!(told(Day::Html).contains("it answers in `text/html`"));
    assert!(told(Day::Closed).contains("asks to wait for 86400 seconds"));
    let busy = Endpoint::start(Day::Busy);
    assert_eq!(ask(&store, busy.services(), &capitals(&busy)).unwrap(), CAPITALS);
    assert_eq!(busy.queries().len(), 3);
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://{gone}/sparql");
    let services = Services::allow([address.clone()], Endpoints::new(None, None).unwrap());
    let error = ask(&store, services, &format!("SELECT * WHERE {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")).unwrap_err();
    assert!(error.starts_with(&address), "{error}");
}

#[test]
fn silence_goes_on_and_is_told() {
    let store = linked(150);
    let endpoint = Endpoint::start(Day::EverySecond);
    let services = endpoint.services();
    let query = format!(
        "SELECT ?actor ?capital WHERE {{ ?actor owl:sameAs ?item . SERVICE SILENT <{}> {{ ?item wdt:P36 ?capital }} }}",
        endpoint.address
    );
    let rows = ask(&store, services.clone(), &query).unwrap();
    assert_eq!(endpoint.queries().len(), 2);
    // What the failed request was about stays, without a capital; what the other was about has one or is left out.
    let failed = endpoint.queries()[1].matches("/entity/Q").count();
    assert_eq!(rows.iter().filter(|row| row.ends_with(',')).count(), failed, "{rows:#?}");
    assert_eq!(services.failures(), [format!("{}: HTTP status 502", endpoint.address)]);
}

#[test]
fn actors_stand_beside_wikidata() {
    let (_, store) = super::queries::built(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"));
    let endpoint = Endpoint::start(Day::Good);
    let canned = &canned::library(None).unwrap()["wikidata-facts"];
    let load = || entente::pipeline::load_gazetteer(&entente::ontology::Assets::embedded());
    let given = [("endpoint".to_owned(), endpoint.address.clone())];
    let values = Resolver::new(&store, &load).values(canned, &given).unwrap();
    let mut prepared = Prepared::new(&canned.text, store.names()).unwrap();
    prepared.bind(&values);
    let QueryResults::Solutions(rows) = prepared.with_services(endpoint.services()).run(&store, None).unwrap() else { panic!() };
    let rows: Vec<BTreeMap<String, String>> =
        rows.map(|row| row.unwrap().iter().map(|(name, term)| (name.as_str().to_owned(), text(term).to_owned())).collect()).collect();
    let row = |qid: &str| rows.iter().find(|row| row["qid"] == qid).unwrap_or_else(|| panic!("{qid}: {rows:#?}"));
    let union = row("Q15180");
    let mut capitals: Vec<&str> = union["capitals"].split('|').collect();
    capitals.sort_unstable();
    assert_eq!((union["from"].as_str(), union["to"].as_str(), capitals.join(" ").as_str()), ("1922", "1991", "Moscow Saint Petersburg"));
    assert_eq!(union["wikidataLabel"], "Soviet Union");
    // What is no year in Wikidata is none here.
    assert!(!row("Q183").contains_key("from") && row("Q183")["outside"] == "false");
    for row in &rows {
        let year = |name: &str| row.get(name).and_then(|year| year.parse::<i32>().ok());
        let outside =
            year("from").is_some_and(|from| year("first").unwrap() < from) || year("to").is_some_and(|to| year("last").unwrap() > to);
        assert_eq!(row["outside"], outside.to_string(), "{row:?}");
    }
    assert!(endpoint.queries().iter().all(|query| query.contains("VALUES")), "{:#?}", endpoint.queries());
    // One actor, by its name; and by default Wikidata is asked, which is not allowed here.
    let state = |name: &str| Resolver::new(&store, &load).values(canned, &[("state".to_owned(), name.to_owned())]).unwrap();
    let mut one = Prepared::new(&canned.text, store.names()).unwrap();
    let mut values = state("苏联");
    values.insert("endpoint".to_owned(), vec![Term::NamedNode(NamedNode::new(&endpoint.address).unwrap())]);
    one.bind(&values);
    assert_eq!(run(one.with_services(endpoint.services()), &store).unwrap().len(), 1);
    let mut default = Prepared::new(&canned.text, store.names()).unwrap();
    default.bind(&state("苏联"));
    let error = run(default.with_services(endpoint.services()), &store).unwrap_err();
    assert!(error.ends_with("--allow-service https://query.wikidata.org/sparql"), "{error}");
    let bad = Resolver::new(&store, &load).values(canned, &[("endpoint".to_owned(), "wikidata".to_owned())]).unwrap_err();
    assert!(bad.to_string().starts_with("--endpoint: `wikidata` is no address"), "{bad}");
}
