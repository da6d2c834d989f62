//! The reconciliation service, asked on a port of this machine as `OpenRefine` asks it.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use entente::{
    fold,
    link::{
        Description, How, Item,
        classes::Classes,
        index::{Candidate, Match},
        reconcile::{Lookup, Service, bind},
    },
    ontology::Assets,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// An item: number, labels, classes, other names.
type Row = (u32, &'static [(&'static str, &'static str)], &'static [u32], &'static [&'static str]);

/// What the index of these tests holds. Two things are called 喬治亞, one of them a state; Q999001 has a hostile name.
const ROWS: [Row; 8] = [
    (159, &[("en", "Russia"), ("zh", "俄罗斯")], &[3_624_078, 6256], &["俄国"]),
    (34_266, &[("en", "Russian Empire"), ("zh", "俄罗斯帝国")], &[3_024_240], &["沙俄"]),
    (142, &[("en", "France"), ("zh-hans", "法国"), ("zh-hant", "法國")], &[3_624_078], &[]),
    (230, &[("en", "Georgia"), ("zh", "格鲁吉亚")], &[3_624_078], &["喬治亞"]),
    (1428, &[("en", "Georgia"), ("zh", "喬治亞州")], &[35_657], &["喬治亞"]),
    (777_001, &[("en", "Georgia"), ("zh", "佐治亚")], &[4_167_410], &[]),
    (999_001, &[("en", "<script>alert(1)</script> & \"co\"")], &[], &[]),
    (6256, &[("en", "country"), ("zh", "国家")], &[], &[]),
];

struct Fixture;

impl Fixture {
    /// Each name of the rows with how it leads to its item.
    fn names() -> impl Iterator<Item = (&'static Row, &'static str, How)> {
        let labels = ROWS.iter().flat_map(|row| row.1.iter().map(move |(_, label)| (row, *label, How::Exact)));
        labels.chain(ROWS.iter().flat_map(|row| row.3.iter().map(move |alias| (row, *alias, How::Redirect))))
    }

    fn found(limit: usize, matched: impl Fn(&str) -> Option<Match>) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for (row, name, how) in Self::names() {
            let Some(matched) = matched(name) else { continue };
            let (item, disambiguation) = (Item(row.0), row.2 == [4_167_410]);
            match found.iter_mut().find(|other| other.item == item) {
                Some(other) if (other.matched, other.how) <= (matched, how) => {}
                Some(other) => *other = Candidate { item, name: name.to_owned(), matched, how, disambiguation },
                None => found.push(Candidate { item, name: name.to_owned(), matched, how, disambiguation }),
            }
        }
        found.sort_by_key(|candidate| (candidate.matched, candidate.how, candidate.item));
        found.truncate(limit);
        found
    }
}

impl Lookup for Fixture {
    fn search(&self, query: &str, limit: usize) -> Result<Vec<Candidate>, String> {
        if query == "damaged" {
            return Err("index.bin: it is damaged".to_owned());
        }
        let key = fold::name_key(query).into_owned();
        Ok(Self::found(limit, |name| {
            let other = fold::name_key(name);
            match () {
                () if name == query => Some(Match::Exact),
                () if other == key => Some(Match::Spelling),
                () if other.starts_with(&key) => Some(Match::Prefix),
                () => None,
            }
        }))
    }

    fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Candidate>, String> {
        let key = fold::name_key(prefix).into_owned();
        Ok(Self::found(limit, |name| fold::name_key(name).starts_with(&key).then_some(Match::Prefix)))
    }

    fn description(&self, item: Item) -> Result<Option<Description>, String> {
        Ok(ROWS.iter().find(|row| row.0 == item.0).map(|(number, labels, classes, _)| Description {
            labels: labels.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect(),
            description: (*number == 159).then(|| ("en".to_owned(), "country in Eastern Europe and North Asia".to_owned())),
            classes: classes.iter().map(|class| Item(*class)).collect(),
        }))
    }
}

struct Served {
    address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Served {
    fn start() -> Self {
        let service = Service::new(Fixture, Classes::load(&Assets::embedded()).unwrap()).unwrap();
        let bound = bind(Ipv4Addr::LOCALHOST.into(), 0).unwrap();
        let address = bound.address();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || bound.serve(service, async { drop(stopped.await) }));
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    fn send(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // A server that has seen enough closes while it is written to.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Reply {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nConnection: close\r\n\r\n", self.address))
    }

    fn post(&self, kind: &str, body: &str) -> Reply {
        let (host, length) = (self.address, body.len());
        self.send(&format!(
            "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nUser-Agent: OpenRefine 3.8.2 [x]\r\nConnection: close\r\n\r\n{body}"
        ))
    }

    /// A batch as `OpenRefine` sends it.
    fn batch(&self, queries: &Value) -> Value {
        let reply = self.post("application/x-www-form-urlencoded; charset=UTF-8", &format!("queries={}", escaped(&queries.to_string())));
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(
            reply.head.contains("content-type: application/json") && reply.head.contains("access-control-allow-origin: *"),
            "{}",
            reply.head
        );
        serde_json::from_str(&reply.body).unwrap()
    }

    fn one(&self, query: &Value) -> Vec<Value> {
        self.batch(&json!({ "q0": query }))["q0"]["result"].as_array().unwrap().clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
        let done = self.thread.take().unwrap().join();
        assert!(std::thread::panicking() || done.unwrap().is_ok());
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn ids(result: &[Value]) -> Vec<&str> {
    result.iter().map(|candidate| candidate["id"].as_str().unwrap()).collect()
}

fn matches(result: &[Value]) -> Vec<&str> {
    result.iter().filter(|candidate| candidate["match"] == true).map(|candidate| candidate["id"].as_str().unwrap()).collect()
}

#[test]
fn the_manifest_says_what_openrefine_needs() {
    let served = Served::start();
    let reply = served.get("/");
    assert_eq!(reply.status, 200);
    assert!(reply.head.contains("access-control-allow-origin: *"));
    let manifest: Value = serde_json::from_str(&reply.body).unwrap();
    assert!(manifest["versions"].as_array().unwrap().contains(&json!("0.2")));
    assert_eq!(manifest["identifierSpace"], "http://www.wikidata.org/entity/");
    assert!(manifest["name"].is_string() && manifest["schemaSpace"].is_string());
    assert_eq!(manifest["view"]["url"], "https://www.wikidata.org/wiki/{{id}}");
    let base = format!("http://{}", served.address);
    assert_eq!(manifest["preview"]["url"], format!("{base}/preview?id={{{{id}}}}"));
    for what in ["entity", "type", "property"] {
        assert_eq!(manifest["suggest"][what]["service_url"], base);
        let path = manifest["suggest"][what]["service_path"].as_str().unwrap();
        let reply = served.get(&format!("{path}?prefix=c"));
        assert!(reply.status == 200 && reply.body.starts_with("{\"result\":["), "{}", reply.body);
    }
    let script = served.get("/?callback=jQuery341_1700000000000");
    assert!(script.body.starts_with("/**/jQuery341_1700000000000({") && script.body.ends_with("});"), "{}", script.body);
    assert!(script.head.contains("content-type: application/javascript"));
    for bad in ["alert(1)//", "a.b..c", "", "1x", "a%0A", "x</script>"] {
        assert_eq!(served.get(&format!("/?callback={}", escaped(bad))).status, 400, "{bad}");
    }
    let named = served.send("GET / HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n\r\n");
    assert!(named.body.contains("http://localhost:3000/preview?id="), "{}", named.body);
    let odd = served.send("GET / HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n");
    assert!(odd.status == 400 || odd.body.contains(&format!("{base}/preview")), "{}", odd.body);
    assert_eq!(served.send("OPTIONS / HTTP/1.1\r\nHost: x\r\nOrigin: http://127.0.0.1:3333\r\nConnection: close\r\n\r\n").status, 204);
}

#[test]
fn a_batch_with_types_and_properties() {
    let served = Served::start();
    let answer = served.batch(&json!({
        "q0": { "query": "俄羅斯", "type": "Q6256", "type_strict": "should", "limit": 5 },
        "q1": { "query": "france", "type": ["Q6256"], "type_strict": "any", "properties": [{ "pid": "P31", "v": "sovereign state" }] },
        "q2": { "query": "nobody at all" },
    }));
    let russia = &answer["q0"]["result"][0];
    assert_eq!((russia["id"].as_str(), russia["name"].as_str(), &russia["match"]), (Some("Q159"), Some("俄罗斯"), &json!(true)));
    assert_eq!(russia["description"], "country in Eastern Europe and North Asia");
    assert_eq!(russia["type"][1], json!({ "id": "Q6256", "name": "country" }));
    assert!(russia["score"].as_f64().unwrap() > 95.0);
    // The name begins with it: a candidate, no match.
    assert_eq!((&answer["q0"]["result"][1]["id"], &answer["q0"]["result"][1]["match"]), (&json!("Q34266"), &json!(false)));
    let france = &answer["q1"]["result"];
    assert_eq!((ids(france.as_array().unwrap()), &france[0]["match"], &france[0]["name"]), (vec!["Q142"], &json!(true), &json!("France")));
    assert!(france[0]["features"].as_array().unwrap().contains(&json!({ "id": "P31", "value": 100.0 })), "{france}");
    assert_eq!(answer["q2"]["result"], json!([]));
    assert_eq!(answer.as_object().unwrap().len(), 3);
}

#[test]
fn a_match_is_alone_with_its_name_and_of_the_type() {
    let served = Served::start();
    let ask = |query: Value| served.one(&query);
    let open = ask(json!({ "query": "Georgia" }));
    assert_eq!((open.len(), matches(&open).len()), (3, 0), "{open:#?}");
    assert_eq!(ids(&open)[2], "Q777001", "who only tells names apart is last");
    let state = ask(json!({ "query": "Georgia", "type": "Q3624078", "type_strict": "should" }));
    assert_eq!((matches(&state), state.len()), (vec!["Q230"], 3));
    let strict = ask(json!({ "query": "Georgia", "type": "Q3624078", "type_strict": "any" }));
    assert_eq!(ids(&strict), ["Q230"]);
    let by_property =
        ask(json!({ "query": "Georgia", "properties": [{ "pid": "P31", "v": { "id": "Q35657", "name": "state of the United States" } }] }));
    assert_eq!((ids(&by_property)[0], matches(&by_property)), ("Q1428", vec!["Q1428"]));
    // 喬治亞 is a name of both by a redirect only: candidates.
    let alias = ask(json!({ "query": "乔治亚", "type": "Q3624078", "type_strict": "any" }));
    assert_eq!((ids(&alias), matches(&alias).len()), (vec!["Q230"], 0));
    let label = ask(json!({ "query": "Georgia", "properties": [{ "pid": "Lzh", "v": "格魯吉亞" }] }));
    assert_eq!((ids(&label)[0], matches(&label)), ("Q230", vec!["Q230"]));
    let all = ask(json!({ "query": "俄罗斯", "type": ["Q3624078", "Q5"], "type_strict": "all" }));
    assert!(all.is_empty(), "{all:?}");
    let unknown = ask(json!({ "query": "俄罗斯", "properties": [{ "pid": "P36", "v": "莫斯科" }] }));
    assert_eq!(matches(&unknown), ["Q159"], "what the index does not know of speaks neither way");
    assert_eq!(ids(&ask(json!({ "query": "Q142" }))), ["Q142"]);
    assert_eq!(matches(&ask(json!({ "query": "http://www.wikidata.org/entity/Q142" }))), ["Q142"]);
    assert!(ask(json!({ "query": "Q4" })).is_empty());
    assert_eq!(ids(&ask(json!({ "properties": [{ "pid": "Lzh", "v": "法國" }] }))), ["Q142"]);
    assert_eq!(ask(json!({ "query": "Georgia", "limit": 1 })).len(), 1);
}

#[test]
fn suggestions_and_previews() {
    let served = Served::start();
    let suggest = |path: &str| -> Vec<Value> {
        let reply = served.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        serde_json::from_str::<Value>(&reply.body).unwrap()["result"].as_array().unwrap().clone()
    };
    let types = suggest("/suggest/type?prefix=coun");
    assert_eq!(types[0], json!({ "id": "Q6256", "name": "country" }));
    assert!(suggest(&format!("/suggest/type?prefix={}", escaped("國家"))).contains(&types[0]), "in Chinese, as the index calls it");
    assert_eq!(suggest("/suggest/type?prefix=Q159")[0], json!({ "id": "Q159", "name": "Russia" }));
    let entities = suggest(&format!("/suggest/entity?prefix={}", escaped("俄羅")));
    assert_eq!(ids(&entities), ["Q159", "Q34266"]);
    assert_eq!((&entities[0]["name"], &entities[0]["notable"][1]["name"]), (&json!("俄罗斯"), &json!("country")));
    assert_eq!(ids(&suggest(&format!("/suggest/entity?cursor=1&prefix={}", escaped("俄羅")))), ["Q34266"]);
    assert_eq!(ids(&suggest("/suggest/entity?prefix=Q142")), ["Q142"]);
    assert_eq!(ids(&suggest("/suggest/property?prefix=inst")), ["P31"]);
    let page = served.get("/preview?id=Q159");
    assert!(page.head.contains("content-type: text/html; charset=utf-8") && page.head.contains("content-security-policy"));
    assert!(page.body.contains(">俄罗斯</a> (Q159)") && page.body.contains("country") && page.body.contains("Russia"), "{}", page.body);
    let hostile = served.get("/preview?id=Q999001").body;
    assert!(hostile.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;") && !hostile.contains("<script"), "{hostile}");
    for (path, status) in [
        ("/preview?id=Q1", 404),
        ("/preview?id=%3Cscript%3E", 400),
        ("/preview", 400),
        ("/suggest/entity", 400),
        ("/suggest/entity?prefix=x&cursor=-1", 400),
        ("/suggest/entity?prefix=x&cursor=99999999999999999999", 400),
        ("/suggest/people?prefix=x", 404),
        ("/nothing", 404),
    ] {
        let reply = served.get(path);
        assert!(
            reply.status == status && reply.body.trim_end().lines().count() == 1 && !reply.body.contains('<'),
            "{path}: {} {}",
            reply.status,
            reply.body
        );
    }
}

#[test]
fn what_is_asked_wrongly_is_refused_in_one_line() {
    let served = Served::start();
    let form = "application/x-www-form-urlencoded";
    let many: serde_json::Map<String, Value> = (0..1000).map(|at| (format!("q{at}"), json!({ "query": "x" }))).collect();
    let queries = |value: &Value| format!("queries={}", escaped(&value.to_string()));
    for (kind, body, status, why) in [
        (form, "queries={".to_owned(), 400, "no JSON"),
        (form, "queries=".to_owned(), 400, "no JSON"),
        (form, queries(&json!([])), 400, "no JSON object"),
        (form, queries(&json!({ "q": { "query": "x".repeat(10_000) } })), 400, "more than 500 characters"),
        (form, queries(&json!({ "q": { "query": "x", "type": "<b>" } })), 400, "no id"),
        (form, queries(&many.into()), 413, "more than 200 queries"),
        (form, format!("queries={}", "x".repeat(2 << 20)), 413, "more than 1048576 bytes"),
        (form, format!("queries={}", escaped(&"[".repeat(50_000))), 400, "no JSON"),
        (form, "other=1".to_owned(), 400, "no `queries`"),
        ("text/plain", "queries={}".to_owned(), 400, "neither a form"),
        ("application/json", "{".to_owned(), 400, "no JSON"),
        ("application/json", "{\"queries\":1}".to_owned(), 400, "no list"),
        (form, queries(&json!({ "q": { "query": "damaged" } })), 500, "it is damaged"),
    ] {
        let reply = served.post(kind, &body);
        assert!(reply.status == status && reply.body.contains(why), "{why}: {} {}", reply.status, reply.body);
        assert!(
            reply.body.len() < 500 && reply.body.trim_end().lines().count() == 1 && reply.head.contains("text/plain"),
            "{}",
            reply.body
        );
    }
    assert_eq!(served.send("DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").status, 405);
    // It goes on as if nothing had been.
    assert_eq!(matches(&served.one(&json!({ "query": "法國" }))), ["Q142"]);
    let by_get = served.get(&format!("/?queries={}&callback=f", escaped("{\"q\":{\"query\":\"法國\"}}")));
    assert!(by_get.body.starts_with("/**/f({\"q\":{\"result\":[{") && by_get.body.contains("Q142"), "{}", by_get.body);
}

#[test]
fn the_draft_of_the_next_version_is_answered() {
    let served = Served::start();
    let body = json!({ "queries": [
        { "type": "Q6256", "limit": 3, "conditions": [{ "matchType": "name", "propertyValue": "俄羅斯" }] },
        { "conditions": [
            { "matchType": "name", "propertyValue": "Georgia" },
            { "matchType": "property", "propertyId": "P31", "propertyValue": [{ "id": "Q35657" }], "required": true, "matchQuantifier": "any" },
        ] },
        { "conditions": [{ "matchType": "id", "propertyValue": "Q142" }] },
    ] });
    let reply = served.post("application/json", &body.to_string());
    let answer: Value = serde_json::from_str(&reply.body).unwrap();
    let candidates = |at: usize| answer["results"][at]["candidates"].as_array().unwrap().clone();
    assert_eq!(
        (matches(&candidates(0)), ids(&candidates(1)), ids(&candidates(2))),
        (vec!["Q159"], vec!["Q1428"], vec!["Q142"]),
        "{answer:#}"
    );
}

#[test]
fn it_stops_though_somebody_holds_the_line() {
    let served = Served::start();
    let mut silent = TcpStream::connect(served.address).unwrap();
    silent.write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{").unwrap();
    assert_eq!(served.get("/").status, 200);
    let started = Instant::now();
    drop(served);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
