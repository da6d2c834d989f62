//! The live API against a server on loopback that behaves as documented, its bad days too.

pub mod server;
pub mod wiki;

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use clap::Parser as _;
use entente::link::{
    Found, How, Item, Origin, Source as _, Title,
    api::{Client, Clock, Error, Event, Options, Patience},
    http::Limits,
};
use tempfile::TempDir;

use server::{Fault, Server};
use wiki::Wiki;

const CONTACT: &str = "mailto:tests@example.org";

/// A clock on which waiting takes no time.
#[derive(Clone)]
struct Played(Arc<Mutex<(SystemTime, Vec<Duration>)>>);

impl Played {
    /// Noon of 2026-08-01.
    fn new() -> Self {
        Self(Arc::new(Mutex::new((SystemTime::UNIX_EPOCH + Duration::from_secs(1_785_585_600), Vec::new()))))
    }

    fn waits(&self) -> Vec<f32> {
        self.0.lock().unwrap().1.iter().map(Duration::as_secs_f32).collect()
    }

    fn go_on(&self, days: u64) {
        self.0.lock().unwrap().0 += Duration::from_secs(days * 86_400);
    }
}

impl Clock for Played {
    fn now(&self) -> SystemTime {
        self.0.lock().unwrap().0
    }

    fn sleep(&self, time: Duration) {
        let mut this = self.0.lock().unwrap();
        this.0 += time;
        this.1.push(time);
    }
}

fn options(server: &Server, cache: &Path) -> Options {
    let limits = Limits { connect: Duration::from_secs(5), total: Duration::from_secs(30), body: 1 << 20 };
    Options { wiki: server.address.clone(), wikidata: server.address.clone(), limits, ..Options::new(CONTACT, cache) }
}

fn client(server: &Server, cache: &Path) -> Client {
    Client::with_clock(options(server, cache), Box::new(Played::new())).unwrap()
}

fn titles(titles: &[&str]) -> Vec<Title> {
    titles.iter().map(|title| Title::new("zh", *title)).collect()
}

fn find(client: &mut Client, title: &str) -> Option<(String, Option<u32>, How)> {
    let found = client.find(&titles(&[title])).unwrap().remove(0);
    found.map(|found| (found.title, found.item.map(|item| item.0), found.how))
}

/// The title, the item and the way of a page.
type Lead = (&'static str, Option<u32>, How);

/// Pages of every kind that titles can lead to.
fn small() -> Wiki {
    let mut wiki = Wiki::new();
    wiki.page("俄罗斯", Some("Q159"));
    wiki.page("苏联", Some("Q15180"));
    wiki.page("中苏友好同盟互助条约", Some("Q854864"));
    wiki.page("Category:條約", Some("Q7"));
    wiki.page("無項目", None);
    wiki.page("NATO", Some("Q7184"));
    wiki.disambiguation("联盟", "Q398");
    wiki.redirect("蘇維埃", "蘇聯");
    wiki.redirect("俄國", "俄罗斯");
    wiki.redirect("沙俄", "俄國");
    wiki.redirect("《俄罗斯》", "俄罗斯");
    wiki.redirect("俄罗斯历史", "俄罗斯#歷史");
    wiki.redirect("甲", "乙");
    wiki.redirect("乙", "甲");
    wiki.redirect("外面", "en:Outside");
    wiki.redirect("破", "沒有這一頁");
    wiki
}

#[test]
fn titles_lead_where_the_wiki_says() {
    let server = Server::new(small());
    let folder = TempDir::new().unwrap();
    let mut client = client(&server, folder.path());
    assert_eq!(client.origin(), Origin::Api);
    let cases: &[(&str, Option<Lead>)] = &[
        ("俄罗斯", Some(("俄罗斯", Some(159), How::Exact))),
        // Converted, converted and with spaces, in another case, with another name of the namespace.
        ("俄羅斯", Some(("俄罗斯", Some(159), How::Spelling))),
        ("中蘇友好同盟互助條約", Some(("中苏友好同盟互助条约", Some(854_864), How::Spelling))),
        ("nATO", Some(("NATO", Some(7184), How::Spelling))),
        ("分類:条约", Some(("Category:條約", Some(7), How::Spelling))),
        // Underscores are spaces, and are not sent.
        ("_俄罗斯_", Some(("俄罗斯", Some(159), How::Exact))),
        // A redirect of which the target is converted; a chain; a mere spelling; a section.
        ("蘇維埃", Some(("苏联", Some(15180), How::Redirect))),
        ("沙俄", Some(("俄罗斯", Some(159), How::Redirect))),
        ("《俄罗斯》", Some(("俄罗斯", Some(159), How::Spelling))),
        ("俄罗斯历史", Some(("俄罗斯", Some(159), How::Section))),
        ("無項目", Some(("無項目", None, How::Exact))),
        // Nowhere: a circle, another wiki, a target that is not there, no page, no title.
        ("甲", None),
        ("外面", None),
        ("en:Outside", None),
        ("破", None),
        ("沒有", None),
        ("a~~~b", None),
        ("Special:Search", None),
        ("俄罗斯#歷史", None),
        ("A|B", None),
        ("", None),
    ];
    // One by one, then all at once from another cache: a batch changes nothing.
    for (title, expected) in cases {
        assert_eq!(find(&mut client, title), expected.map(|(t, item, how)| (t.to_owned(), item, how)), "{title}");
    }
    let other = TempDir::new().unwrap();
    let mut batch = self::client(&server, other.path());
    let all: Vec<&str> = cases.iter().map(|(title, _)| *title).collect();
    let one_by_one = client.find(&titles(&all)).unwrap();
    assert_eq!(batch.find(&titles(&all)).unwrap(), one_by_one);
    assert_eq!(one_by_one[0].as_ref().unwrap().date.as_deref(), Some("2026-08-01"));
    assert!(batch.find(&titles(&["联盟", "聯盟"])).unwrap().iter().flatten().all(|found| found.disambiguation));
    assert!(
        server
            .requests()
            .iter()
            .flat_map(|r| r.names().into_iter().map(str::to_owned).collect::<Vec<_>>())
            .all(|t| !t.is_empty() && !t.contains(['#', '_']))
    );
}

#[test]
fn requests_are_as_documented() {
    let server = Server::new(many(120));
    let folder = TempDir::new().unwrap();
    let mut client = client(&server, folder.path());
    client.find(&many_titles(120)).unwrap();
    client.describe(&[Item(1), Item(2)]).unwrap();
    let requests = server.requests();
    assert_eq!(requests.iter().map(|request| request.names().len()).collect::<Vec<_>>(), [50, 50, 20, 2]);
    for request in &requests {
        let agent = &request.user_agent;
        assert!(agent.starts_with(&format!("entente/{} ({CONTACT})", env!("CARGO_PKG_VERSION"))), "{agent}");
        assert!(request.accept_encoding.contains("gzip"));
        assert_eq!(request.path, "/w/api.php");
        assert_eq!((request.parameters["format"].as_str(), request.parameters["maxlag"].as_str()), ("json", "5"));
    }
    let query = &requests[0].parameters;
    assert_eq!(query["action"], "query");
    assert_eq!(query["prop"], "pageprops");
    assert_eq!(query["ppprop"], "wikibase_item|disambiguation");
    assert_eq!((query["redirects"].as_str(), query["converttitles"].as_str()), ("1", "1"));
    let entities = &requests[3].parameters;
    assert_eq!(entities["action"], "wbgetentities");
    assert_eq!(entities["ids"], "Q1|Q2");
    assert_eq!(entities["props"], "labels|descriptions|claims");
    assert!(entities["languages"].starts_with("zh|zh-hans|"));
    assert!(!server.was_asked_in_parallel());
    // Long titles go as a form, short ones in the address.
    let long: Vec<Title> = (0..50).map(|n| Title::new("zh", format!("{}{n}", "長".repeat(60)))).collect();
    client.find(&long).unwrap();
    let requests = server.requests();
    assert_eq!((requests[0].method.as_str(), requests[4].method.as_str(), requests[4].names().len()), ("GET", "POST", 50));
}

/// A wiki of so many pages: some converted, redirects, without an item, missing.
fn many(count: u32) -> Wiki {
    let mut wiki = Wiki::new();
    for n in 1..=count {
        let id = format!("Q{n}");
        match n % 7 {
            0 => {}
            1 => wiki.page(&format!("頁 {n}"), None),
            2 => {
                wiki.page(&format!("目標 {n}"), Some(&id));
                wiki.redirect(&format!("頁 {n}"), &format!("目標 {n}"));
            }
            3 => wiki.disambiguation(&format!("頁 {n}"), &id),
            _ => wiki.page(&format!("頁 {n}"), Some(&id)),
        }
        wiki.item(&id, &format!("item {n}"), &[("Q6256", "normal"), ("Q5", "deprecated"), ("Q3624078", "preferred")]);
    }
    wiki
}

fn many_titles(count: u32) -> Vec<Title> {
    (1..=count).map(|n| Title::new("zh", format!("頁 {n}"))).collect()
}

/// What a run without faults gives.
fn without_faults(count: u32) -> Vec<Option<Found>> {
    let server = Server::new(many(count));
    let folder = TempDir::new().unwrap();
    let found = client(&server, folder.path()).find(&many_titles(count)).unwrap();
    for (n, found) in (1..=count).zip(&found) {
        let item = found.as_ref().and_then(|found| found.item).map(|item| item.0);
        assert_eq!((found.is_some(), item), (n % 7 != 0, (n % 7 > 1).then_some(n)), "{n}");
    }
    found
}

#[test]
fn an_answer_in_parts_is_put_together() {
    let whole = without_faults(100);
    for part in [1, 7, 30] {
        let server = Server::new(Wiki { part, ..many(100) });
        let folder = TempDir::new().unwrap();
        assert_eq!(client(&server, folder.path()).find(&many_titles(100)).unwrap(), whole, "{part}");
        let requests = server.requests();
        assert!(requests.len() > 2);
        let continued: Vec<_> = requests.iter().filter(|request| request.parameters.contains_key("ppcontinue")).collect();
        assert!(continued.iter().all(|request| request.parameters["continue"] == "||" && request.names().len() == 50));
    }
}

#[test]
fn faults_at_every_tenth_request_change_nothing() {
    const COUNT: u32 = 400;
    let kinds = [
        Fault::TooMany("2"),
        Fault::CutJson,
        Fault::Unavailable,
        Fault::Lag,
        Fault::Slow,
        Fault::Reset,
        Fault::Html,
        Fault::Endless,
        Fault::TooMany("Sat, 01 Aug 2026 12:05:00 GMT"),
        Fault::CutBody,
        Fault::Internal,
        Fault::BadGzip,
        Fault::ApiInternal,
        Fault::TooMany("0.5"),
    ];
    // Two properties a part make some 160 requests of 400 titles.
    let wiki = Wiki { part: 2, ..many(COUNT) };
    let server = Server::with_faults(wiki, move |n| n.is_multiple_of(10).then(|| kinds[(n / 10 - 1) % kinds.len()]));
    let folder = TempDir::new().unwrap();
    let clock = Played::new();
    let mut options = options(&server, folder.path());
    options.limits.total = Duration::from_secs(4);
    let mut client = Client::with_clock(options, Box::new(clock.clone())).unwrap();
    assert_eq!(client.find(&many_titles(COUNT)).unwrap(), without_faults(COUNT));
    let requests = server.requests();
    let met: Vec<Fault> = requests.iter().filter_map(|request| request.fault).collect();
    for kind in kinds {
        assert!(met.contains(&kind), "{kind:?} never came: {} requests", requests.len());
    }
    assert!(!server.was_asked_in_parallel());
    assert!(requests.iter().all(|request| request.names().len() <= 50));
    // It waited once for each, as long as it was asked to.
    let waits = clock.waits();
    assert_eq!(waits.len(), met.len());
    let waited = |fault| waits[met.iter().position(|met| *met == fault).unwrap()];
    assert!((waited(Fault::TooMany("2")) - 2.0).abs() < 0.01);
    assert!((waited(Fault::Lag) - 5.0).abs() < 0.01);
    assert!((waited(Fault::TooMany("0.5")) - 1.0).abs() < 0.01);
    let until_the_date = met.iter().position(|met| *met == Fault::TooMany("Sat, 01 Aug 2026 12:05:00 GMT")).unwrap();
    assert!((waits[..=until_the_date].iter().sum::<f32>() - 300.0).abs() < 0.01);
    // Whatever went wrong, no batch was begun anew that had its answer.
    let answered = server.answered();
    assert_eq!(answered.len(), answered.iter().collect::<BTreeSet<_>>().len());
}

#[test]
fn items_are_described_through_faults() {
    let server = Server::with_faults(many(130), |n| [None, Some(Fault::Lag), Some(Fault::Endless), None][n % 4]);
    let folder = TempDir::new().unwrap();
    let mut client = client(&server, folder.path());
    let items: Vec<Item> = (1..=140).map(Item).collect();
    let described = client.describe(&items).unwrap();
    for (item, description) in items.iter().zip(&described) {
        let Some(description) = description else {
            assert!(item.0 > 130);
            continue;
        };
        assert_eq!(description.labels, [("en".to_owned(), format!("item {}", item.0))]);
        assert_eq!(description.description, Some(("zh".to_owned(), format!("item {}的說明", item.0))));
        assert_eq!(description.classes, [Item(3_624_078), Item(6256)]);
    }
    // The statements came with them.
    let asked = server.requests().len();
    let claims = client.claims(&items).unwrap();
    assert_eq!(server.requests().len(), asked);
    assert!(claims[139].is_none());
    let claims = claims[0].as_ref().unwrap();
    assert_eq!(claims["P585"][0]["mainsnak"]["datavalue"]["value"]["time"], "+1950-02-14T00:00:00Z");
    assert_eq!(claims["P31"].as_array().unwrap().len(), 3);
    assert!(claims["P31"][0].get("references").is_none());
}

#[test]
fn what_does_not_fit_into_one_answer_is_asked_for_in_smaller_batches() {
    let folder = TempDir::new().unwrap();
    let items: Vec<Item> = (1..=60).map(Item).collect();
    let server = Server::new(Wiki { room: 7, ..many(60) });
    let described = client(&server, folder.path()).describe(&items).unwrap();
    assert!(described.iter().all(Option::is_some));
    let answered = server.requests().iter().map(|request| request.names().len().min(7)).sum::<usize>();
    assert_eq!(answered, 60);

    // Ten of them are larger together than an answer may be, each alone is not.
    let mut wiki = many(10);
    for n in 1..=10 {
        wiki.item(&format!("Q{n}"), &"x".repeat(1 << 14), &[]);
    }
    let server = Server::new(wiki);
    let other = TempDir::new().unwrap();
    let mut options = options(&server, other.path());
    options.limits.body = 1 << 16;
    let mut client = Client::with_clock(options, Box::new(Played::new())).unwrap();
    assert!(client.describe(&items[..10]).unwrap().iter().all(Option::is_some));
    assert!(server.requests().len() > 10);
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    const COUNT: u32 = 400;
    for cut in [0, 1, 25] {
        let folder = TempDir::new().unwrap();
        let mut all_answered = Vec::new();
        // The machine is gone after the sixth request, for good.
        let server = Server::with_faults(many(COUNT), |n| (n > 6).then_some(Fault::Reset));
        let mut options = options(&server, folder.path());
        options.patience.tries = 1;
        let mut first = Client::with_clock(options, Box::new(Played::new())).unwrap();
        let error = first.find(&many_titles(COUNT)).unwrap_err();
        assert!(matches!(error, Error::GaveUp { tries: 1, .. }), "{error}");
        all_answered.extend(server.answered());
        assert_eq!(all_answered.len(), 300);
        drop(first);

        let file = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        let kept = fs::read(&file).unwrap();
        assert_eq!(kept.iter().filter(|b| **b == b'\n').count(), 300);
        fs::write(&file, &kept[..kept.len() - cut]).unwrap();

        let server = Server::new(many(COUNT));
        // The same wiki under its old address, which is part of the key.
        fs::write(&file, String::from_utf8(fs::read(&file).unwrap()).unwrap().replace(&old_address(&kept), &server.address)).unwrap();
        let mut second = client(&server, folder.path());
        assert_eq!(second.find(&many_titles(COUNT)).unwrap(), without_faults(COUNT));
        all_answered.extend(server.answered());
        let different: BTreeSet<_> = all_answered.iter().collect();
        // Only the one whose line was cut is asked for again.
        assert_eq!((different.len(), all_answered.len()), (400, 400 + usize::from(cut > 0)), "{cut}");

        let asked = server.requests().len();
        let mut third = client(&server, folder.path());
        assert_eq!(third.find(&many_titles(COUNT)).unwrap(), without_faults(COUNT));
        assert_eq!(server.requests().len(), asked);
    }
}

fn old_address(cache: &[u8]) -> String {
    let first = cache.split(|b| *b == b'\n').next().unwrap();
    serde_json::from_slice::<serde_json::Value>(first).unwrap()["at"].as_str().unwrap().to_owned()
}

#[test]
fn answers_grow_old() {
    let server = Server::new(small());
    let folder = TempDir::new().unwrap();
    let clock = Played::new();
    let ask = |max_age| {
        let options = Options { max_age, ..options(&server, folder.path()) };
        let mut client = Client::with_clock(options, Box::new(clock.clone())).unwrap();
        let found = client.find(&titles(&["俄罗斯", "沒有", "俄罗斯"])).unwrap();
        client.find(&titles(&["俄罗斯"])).unwrap();
        (server.requests().len(), found[0].as_ref().unwrap().date.clone().unwrap())
    };
    assert_eq!(ask(Some(0)), (1, "2026-08-01".to_owned()));
    assert_eq!(ask(Some(0)), (1, "2026-08-01".to_owned()));
    clock.go_on(10);
    assert_eq!(ask(Some(10)), (1, "2026-08-01".to_owned()));
    assert_eq!(ask(None), (1, "2026-08-01".to_owned()));
    assert_eq!(ask(Some(9)), (2, "2026-08-11".to_owned()));
    assert_eq!(ask(Some(0)), (2, "2026-08-11".to_owned()));
}

fn fails(fault: Fault) -> (String, usize, Vec<f32>) {
    let server = Server::with_faults(small(), move |_| Some(fault));
    let folder = TempDir::new().unwrap();
    let clock = Played::new();
    let mut client = Client::with_clock(options(&server, folder.path()), Box::new(clock.clone())).unwrap();
    let error = client.find(&titles(&["俄罗斯"])).unwrap_err().to_string();
    assert!(error.starts_with(&server.address) && error.contains("answers-1.ndjson") && !error.contains('\n'), "{error}");
    (error, server.requests().len(), clock.waits())
}

#[test]
fn what_does_not_pass_ends_in_one_clear_line() {
    let (error, asked, waits) = fails(Fault::Unavailable);
    assert!(error.contains("HTTP 503; gave up after 10 tries"), "{error}");
    assert_eq!((asked, waits), (10, vec![1., 2., 4., 8., 16., 32., 60., 60., 60.]));
    let (error, asked, _) = fails(Fault::Reset);
    assert!(error.contains("gave up after 4 tries"), "{error}");
    assert_eq!(asked, 4);
    let (error, asked, waits) = fails(Fault::TooMany("86400"));
    assert!(error.contains("HTTP 429, and asks to wait 86400 s"), "{error}");
    assert_eq!((asked, waits.len()), (1, 0));
    let (error, asked, _) = fails(Fault::Endless);
    assert!(error.contains("more than 1048576 bytes"), "{error}");
    assert_eq!(asked, 2);
    let (error, asked, _) = fails(Fault::Html);
    assert!(error.contains("no whole JSON (35 bytes of text/html)"), "{error}");
    assert_eq!(asked, 10);
    for (fault, told) in [
        (Fault::Status(403, "Please set a user agent"), "HTTP 403"),
        (Fault::Status(404, "nothing"), "HTTP 404"),
        (Fault::Status(400, r#"{"error":{"code":"bad","info":"Bad\nrequest"}}"#), "bad: Bad request"),
        (Fault::Body(r#"{"error":{"code":"readapidenied","info":"You need read permission"}}"#), "readapidenied: You need read permission"),
        (Fault::Body(r#"{"answer":42}"#), "not that of a MediaWiki"),
        (Fault::Moved("https://127.0.0.1/w/api.php"), "redirects to `https://127.0.0.1/w/api.php`"),
        (Fault::Moved("http://example.org/"), "redirects to `http://example.org/`"),
    ] {
        let (error, asked, _) = fails(fault);
        assert!(error.contains(told), "{error}");
        assert_eq!(asked, 1, "{fault:?}");
    }
    let (error, ..) = fails(Fault::Moved("/round/and/round"));
    assert!(error.contains("redirects"), "{error}");
    let (error, asked, _) = fails(Fault::Body(r#"{"continue":{"ppcontinue":"1","continue":"||"},"query":{"pages":{}}}"#));
    assert!(error.contains("continued again and again"), "{error}");
    assert_eq!(asked, 2);
}

#[test]
fn a_redirect_of_the_server_is_followed_within_it() {
    let server = Server::with_faults(small(), |n| {
        (n == 1).then_some(Fault::Moved("/api.php?action=query&prop=pageprops&titles=%E8%8B%8F%E8%81%94"))
    });
    let folder = TempDir::new().unwrap();
    assert!(find(&mut client(&server, folder.path()), "苏联").is_some());
    assert_eq!(server.requests()[1].path, "/api.php");
}

#[test]
fn languages_never_name_another_host() {
    let server = Server::new(small());
    let folder = TempDir::new().unwrap();
    let base = options(&server, folder.path());
    let wiki = server.address.replace("/w/", "/{language}/");
    let mut client = Client::with_clock(Options { wiki, ..base }, Box::new(Played::new())).unwrap();
    let asked = ["zh", "ru", "zh.evil.example", "../zh", "ZH", ""].map(|code| Title::new(code, "俄罗斯"));
    let found = client.find(&asked).unwrap();
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false, false, false, false]);
    let paths: Vec<String> = server.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/ru/api.php", "/zh/api.php"]);
}

#[test]
fn a_client_needs_a_contact_and_addresses() {
    let folder = TempDir::new().unwrap();
    let new = |change: fn(&mut Options)| {
        let mut options = Options::new(CONTACT, folder.path());
        change(&mut options);
        Client::new(options).err().map(|error| error.to_string())
    };
    assert_eq!(new(|_| {}), None);
    assert!(new(|options| options.contact.clear()).unwrap().contains("--contact"));
    assert!(new(|options| options.contact = "a\nb".to_owned()).unwrap().contains("--contact"));
    assert!(new(|options| options.wiki = "zh.wikipedia.org".to_owned()).unwrap().starts_with("--api-wiki: `zh.wikipedia.org`"));
    assert!(new(|options| options.wikidata = "ftp://x/".to_owned()).unwrap().starts_with("--api-wikidata: `ftp://x/`"));
    fs::write(folder.path().join("file"), "").unwrap();
    assert!(new(|options| options.cache.push("file")).unwrap().contains("file"));
}

#[test]
fn it_tells_how_far_it_is() {
    let server = Server::with_faults(many(120), |n| (n == 2).then_some(Fault::Unavailable));
    let folder = TempDir::new().unwrap();
    let mut client = client(&server, folder.path());
    let told = Arc::new(Mutex::new(Vec::new()));
    let tells = Arc::clone(&told);
    client.on_event(move |event| {
        tells.lock().unwrap().push(match event {
            Event::Answered { done, of } => format!("{done}/{of}"),
            Event::Waiting { time, why } => format!("{time:?}: {why}"),
        });
    });
    client.find(&many_titles(120)).unwrap();
    let told = told.lock().unwrap();
    assert_eq!(told.last().unwrap(), "120/120");
    assert!(told.contains(&"1s: HTTP 503".to_owned()));
    assert_eq!(Patience::default().tries, 10);
}

#[derive(clap::Parser)]
struct Typed {
    #[command(flatten)]
    api: entente::cli::Api,
}

#[test]
fn options_of_the_api_go_with_it() {
    let typed = |args: &[&str]| Typed::try_parse_from([&["x"], args].concat()).map(|typed| typed.api);
    assert!(!typed(&[]).unwrap().api);
    assert!(!typed(&["--contact", CONTACT]).unwrap().api);
    for option in ["--api-wiki", "--api-wikidata", "--api-cache", "--api-max-age"] {
        assert!(typed(&[option, "1"]).is_err(), "{option}");
        assert!(typed(&["--api", option, "1"]).is_ok(), "{option}");
    }
    let api = typed(&["--api"]).unwrap();
    assert_eq!((api.api_wiki.as_str(), api.api_wikidata.as_str()), (entente::link::api::WIKIPEDIAS, entente::link::api::WIKIDATA));
}
