//! What Wikidata lacks of what the sample pages state. What Wikidata has is made up here, in the forms of its dumps.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path, sync::LazyLock};

use entente::{
    document,
    graph::SharedGraph,
    link::{
        Item, Property,
        claims::{self, Claims, Time, Value},
        gaps::{self, Drafts, Filter, Format, Known, Plan, Proposal, Report, State, Stated},
        quickstatements::{self, Command, Row},
    },
    mention::all_texts,
    ontology::{Assets, Vocabulary},
    pipeline::{Options, Pipeline},
    source,
    store::{
        Store,
        sparql::{rows, text},
    },
};
use oxigraph::model::{GraphName, NamedNode, Quad};

use crate::queries::built;

const SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
const CLOSE_MATCH: &str = "http://www.w3.org/2004/02/skos/core#closeMatch";

/// A statement that Wikidata has, with its qualifiers.
type Has = (Item, Property, Value, Vec<(Property, Time)>);

fn pages() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

/// Links events to made-up items, in a graph of links; gives these by name.
fn link(store: &Store, predicate: &str) -> BTreeMap<String, Item> {
    let query = "SELECT ?x (MIN(STR(?label)) AS ?name) WHERE { VALUES ?c { ent:Treaty ent:MilitaryExercise ent:Conflict } ?x a ?c ; skos:prefLabel ?label }
        GROUP BY ?x ORDER BY ?name";
    let node = |iri: &str| NamedNode::new(iri).unwrap();
    let mut items = BTreeMap::new();
    for (row, item) in rows(store, query, &BTreeMap::new()).unwrap().iter().zip((900_000_001..).map(Item)) {
        let target = node(&format!("http://www.wikidata.org/entity/{item}"));
        let graph = GraphName::NamedNode(store.names().graph(SharedGraph::Links));
        store.quads().insert(&Quad::new(node(text(&row["x"])), node(predicate), target, graph)).unwrap();
        items.insert(text(&row["name"]).to_owned(), item);
    }
    items
}

/// The sample pages with links to events; nobody writes to it.
static LINKED: LazyLock<(Store, BTreeMap<String, Item>)> = LazyLock::new(linked_anew);

fn linked_anew() -> (Store, BTreeMap<String, Item>) {
    let (_, store) = built(&pages());
    let items = link(&store, SAME_AS);
    (store, items)
}

fn linked() -> (&'static Store, &'static BTreeMap<String, Item>) {
    (&LINKED.0, &LINKED.1)
}

fn drafts(store: &Store, filter: &Filter) -> Drafts {
    let assets = Assets::embedded();
    let vocabulary = Vocabulary::load(&assets).unwrap();
    let plan = Plan::read(&assets, &vocabulary).unwrap();
    gaps::drafts(store, &vocabulary, &plan, filter).unwrap()
}

fn unchecked(store: &Store) -> Report {
    drafts(store, &Filter::default()).compare(Known::OrEmpty(&Claims::default()))
}

fn compared(store: &Store, file: &str) -> Report {
    let drafts = drafts(store, &Filter::default());
    let path = tempfile::NamedTempFile::new().unwrap();
    fs::write(path.path(), file).unwrap();
    let mut claims = Claims::default();
    claims::read_file(path.path(), &drafts.wanted(), &mut claims, &mut |line| panic!("{line}")).unwrap();
    drafts.compare(Known::Claims(&claims))
}

fn sent(report: &Report) -> Vec<Row> {
    gaps::commands(&report.proposals, Time::of_day("2026-01-31").unwrap())
}

fn key(proposal: &Proposal) -> (Item, Property, String) {
    let draft = &proposal.draft;
    let value = match &draft.value {
        Stated::Entity(entity) => entity.item.to_string(),
        Stated::Time(time) => time.to_string(),
    };
    (draft.item.item, draft.property, value)
}

fn keys(report: &Report) -> Vec<(Item, Property, String)> {
    report.proposals.iter().map(key).collect()
}

/// A statement as dumps in JSON have it.
fn snak(property: Property, value: &Value) -> String {
    let (kind, value) = match value {
        Value::Item(item) => ("wikibase-entityid", format!("{{\"entity-type\":\"item\",\"numeric-id\":{},\"id\":\"{item}\"}}", item.0)),
        Value::Time(time) => {
            let calendar = if time.calendar == claims::Calendar::Julian { 1_985_786 } else { 1_985_727 };
            let (point, precision) = (time.wikibase(), time.precision.unwrap());
            let rest = format!("\"calendarmodel\":\"http://www.wikidata.org/entity/Q{calendar}\"");
            ("time", format!("{{\"time\":\"{point}\",\"timezone\":0,\"before\":0,\"after\":0,\"precision\":{precision},{rest}}}"))
        }
        other => panic!("{other}"),
    };
    format!("{{\"snaktype\":\"value\",\"property\":\"{property}\",\"datavalue\":{{\"value\":{value},\"type\":\"{kind}\"}}}}")
}

/// A dump of every item that is asked for, with some statements.
fn dump(store: &Store, has: &[Has]) -> String {
    let mut text = "[\n".to_owned();
    for item in drafts(store, &Filter::default()).wanted().items {
        let mut by: BTreeMap<Property, Vec<String>> = BTreeMap::new();
        for (_, property, value, qualifiers) in has.iter().filter(|(of, ..)| *of == item) {
            let qualifiers: Vec<String> =
                qualifiers.iter().map(|(property, time)| format!("\"{property}\":[{}]", snak(*property, &Value::Time(*time)))).collect();
            let statement =
                format!("{{\"mainsnak\":{},\"qualifiers\":{{{}}},\"rank\":\"normal\"}}", snak(*property, value), qualifiers.join(","));
            by.entry(*property).or_default().push(statement);
        }
        let all: Vec<String> = by.iter().map(|(property, list)| format!("\"{property}\":[{}]", list.join(","))).collect();
        writeln!(text, "{{\"type\":\"item\",\"id\":\"{item}\",\"claims\":{{{}}}}},", all.join(",")).unwrap();
    }
    text + "{\"type\":\"property\",\"id\":\"P1\"}\n]\n"
}

fn stated(proposal: &Proposal) -> Value {
    match &proposal.draft.value {
        Stated::Entity(entity) => Value::Item(entity.item),
        Stated::Time(time) => Value::Time(*time),
    }
}

#[test]
fn what_is_sent_is_read_and_is_sent_once() {
    let (store, _) = linked();
    let report = unchecked(store);
    let rows = sent(&report);
    assert!(rows.len() > 150, "{}", rows.len());
    let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let back: Vec<Row> = quickstatements::read(&text)
        .map(|row| match row.unwrap_or_else(|error| panic!("{error}")) {
            Command::Statement(row) => row,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(back, rows);
    let mut lines: Vec<&str> = text.lines().collect();
    for line in &lines {
        assert!(
            line.contains("\tS143\tQ30239\tS4656\t\"https://zh.wikipedia.org/wiki/%") && line.ends_with("\tS813\t+2026-01-31T00:00:00Z/11"),
            "{line}"
        );
        assert!(line.is_ascii(), "{line}");
    }
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), rows.len());
    let kinds: std::collections::BTreeSet<u32> = rows.iter().map(|row| row.property.0).collect();
    assert!([463, 530, 580, 582, 585, 607, 710, 1891].iter().all(|property| kinds.contains(property)), "{kinds:?}");
    assert!(!kinds.contains(&1344), "only where it is asked for");
    let again = unchecked(&linked_anew().0);
    assert_eq!(keys(&again), keys(&report));
    assert_eq!(sent(&again), rows);
}

#[test]
fn every_sentence_stands_on_its_page() {
    let (store, _) = linked();
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(pages()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let page = source::read_file(&path).unwrap();
            let document = document::read(&page);
            let text = all_texts(&document).map(|(_, text)| text.visible.as_str()).collect::<Vec<_>>().join("\n");
            shown.insert(entente::graph::page("zh", &page.title).into_string(), text);
        }
    }
    let report = unchecked(store);
    for proposal in &report.proposals {
        let evidence = &proposal.draft.evidence;
        assert!(shown[&evidence.page].contains(&evidence.quote), "{evidence:?}");
        assert!(evidence.url.starts_with(&evidence.page) && proposal.draft.count > 0, "{evidence:?}");
    }
}

#[test]
fn what_wikidata_has_is_not_proposed() {
    let (store, _) = linked();
    let all = unchecked(store);
    let none = compared(store, &dump(store, &[]));
    assert_eq!(keys(&none), keys(&all), "all is missing in an empty Wikidata");
    assert!(none.proposals.iter().all(|proposal| proposal.state == State::Missing) && none.unknown == 0);
    // Every second one is there, with its qualifiers.
    let has: Vec<_> =
        all.proposals.iter().step_by(2).map(|p| (p.draft.item.item, p.draft.property, stated(p), p.draft.qualifiers.clone())).collect();
    let half = compared(store, &dump(store, &has));
    let left: Vec<_> = keys(&all).into_iter().skip(1).step_by(2).collect();
    let found = keys(&half);
    assert!(found.iter().all(|key| left.contains(key)), "{found:?}");
    assert!(found.len() + has.len() + 8 > all.proposals.len() && half.there == all.proposals.len() - found.len());
    assert!(sent(&half).iter().all(|row| !has.iter().any(|(item, property, value, _)| row.subject == item.to_string()
        && row.property == *property
        && matches!((&row.value, value), (quickstatements::Value::Item(sent), Value::Item(there)) if sent == there))));
}

#[test]
fn triples_tell_the_same_as_json() {
    let (store, items) = linked();
    let treaty = items["爱丽舍条约"];
    let wd = "http://www.wikidata.org";
    let mut triples = String::new();
    for item in drafts(store, &Filter::default()).wanted().items {
        writeln!(triples, "<{wd}/entity/{item}> <http://schema.org/version> \"1\" .").unwrap();
    }
    writeln!(triples, "<{wd}/entity/{treaty}> <{wd}/prop/direct/P1891> <{wd}/entity/Q142> .").unwrap();
    let date = "\"1963-01-22T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>";
    writeln!(triples, "<{wd}/entity/{treaty}> <{wd}/prop/direct/P585> {date} .").unwrap();
    let json = [
        (treaty, Property(1891), Value::Item(Item(142)), Vec::new()),
        (treaty, Property(585), Value::Time(Time::of_day("1963-01-22").unwrap()), Vec::new()),
    ];
    let (one, other) = (compared(store, &triples), compared(store, &dump(store, &json)));
    assert_eq!(keys(&one), keys(&other));
    assert_eq!(one.there, 2);
    let signatories: Vec<_> =
        one.proposals.iter().filter(|p| p.draft.item.item == treaty).map(|p| (key(p).2, p.wikidata.clone())).collect();
    assert_eq!(signatories, [("Q713750".to_owned(), "Q142".to_owned())]);
}

#[test]
fn dates_are_compared() {
    let (store, items) = linked();
    let nato = |country: u32, when: Option<Time>| {
        (Item(country), Property(463), Value::Item(Item(7184)), when.into_iter().map(|time| (Property(580), time)).collect::<Vec<_>>())
    };
    let day = |text: &str| Time::of_day(text).unwrap();
    let year = Time { precision: Some(9), ..day("1982-05-30") };
    let of = |has: &[Has]| {
        let report = compared(store, &dump(store, has));
        let found = report.proposals.iter().find(|p| key(p) == (Item(29), Property(463), "Q7184".to_owned())).cloned();
        let row = sent(&report).iter().map(ToString::to_string).find(|row| row.starts_with("Q29\tP463\tQ7184\t"));
        (found.as_ref().map(|p| p.state), found.map(|p| p.draft.notes.join("; ")).unwrap_or_default(), row)
    };
    let reference = "\tP580\t+1982-05-30T00:00:00Z/11\tS143\tQ30239\tS4656\t";
    let (state, _, row) = of(&[]);
    assert!(state == Some(State::Missing) && row.unwrap().starts_with(&format!("Q29\tP463\tQ7184{reference}")));
    let (state, _, row) = of(&[nato(29, None)]);
    assert!(state == Some(State::Partly) && row.unwrap().starts_with(&format!("Q29\tP463\tQ7184{reference}")));
    assert_eq!(of(&[nato(29, Some(day("1982-05-30")))]).0, None);
    let (state, note, row) = of(&[nato(29, Some(year))]);
    assert!(state == Some(State::Partly) && note.contains("less precise") && row.is_none(), "{note}");
    let (state, _, row) = of(&[nato(29, Some(day("1986-03-12")))]);
    assert!(state == Some(State::Conflicting) && row.is_none());
    let (state, note, row) =
        of(&[nato(29, None), (Item(29), Property(463), Value::Item(Item(7184)), vec![(Property(582), day("2000-01-01"))])]);
    assert!(state == Some(State::Partly) && note.contains("more than once") && row.is_none(), "{note}");
    // What ended before was another time.
    let (state, ..) = of(&[(Item(29), Property(463), Value::Item(Item(7184)), vec![(Property(582), day("1960-01-01"))])]);
    assert_eq!(state, Some(State::Conflicting));

    let treaty = items["爱丽舍条约"];
    let dated = |property: u32, time: Time| {
        let report = compared(store, &dump(store, &[(treaty, Property(property), Value::Time(time), Vec::new())]));
        report.proposals.iter().find(|p| p.draft.item.item == treaty && p.draft.property == Property(585)).map(|p| p.state)
    };
    assert_eq!(dated(585, day("1963-01-22")), None);
    assert_eq!(dated(571, day("1963-01-22")), None, "said in other words");
    assert_eq!(dated(585, day("1963-07-02")), Some(State::Conflicting));
    assert_eq!(dated(585, Time { precision: Some(9), ..day("1963-01-01") }), Some(State::Partly));
    assert_eq!(dated(576, day("1963-01-22")), Some(State::Missing));
}

#[test]
fn who_was_not_there_is_not_proposed() {
    let (store, items) = linked();
    let windsor = items["温莎条约"];
    // Signed in 1386.
    let begun = |year: &str| vec![(Item(145), Property(571), Value::Time(Time::of_day(year).unwrap()), Vec::new())];
    let of = |report: &Report| report.proposals.iter().find(|p| key(p) == (windsor, Property(1891), "Q145".to_owned())).cloned().unwrap();
    let proposal = of(&compared(store, &dump(store, &begun("1707-05-01"))));
    assert!(!proposal.can_be_sent() && proposal.draft.notes.join("").contains("begin in 1707-05-01"), "{:?}", proposal.draft.notes);
    assert!(of(&compared(store, &dump(store, &begun("1066-12-25")))).can_be_sent());

    // Another treaty of the name is dated otherwise; what took place within the time of an event was there.
    let dated = |name: &str, has: &[(u32, &str)], property: u32| {
        let time = |text: &str| Value::Time(Time::of_day(text).unwrap());
        let has: Vec<_> = has.iter().map(|(property, text)| (items[name], Property(*property), time(text), Vec::new())).collect();
        let report = compared(store, &dump(store, &has));
        let found: Vec<_> =
            report.proposals.iter().filter(|p| p.draft.item.item == items[name] && p.draft.property == Property(property)).collect();
        assert!(!found.is_empty());
        (found.iter().all(|p| p.can_be_sent()), found.iter().all(|p| !p.can_be_sent()))
    };
    assert_eq!(dated("三国同盟条约", &[(585, "1940-09-27")], 1891), (false, true));
    assert_eq!(dated("三国同盟条约", &[(585, "1942-01-29")], 1891), (true, false));
    assert_eq!(dated("三国同盟条约", &[(580, "1942-02-01")], 1891), (true, false));
    assert_eq!(dated("普法战争", &[(580, "1870-07-19"), (582, "1871-05-10")], 710), (true, false));
    assert_eq!(dated("普法战争", &[(580, "1914-07-28")], 710), (false, true));

    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("甲.md"), "1952年2月18日，奥斯曼帝国加入北大西洋公约组织。\n\n1982年5月30日，西班牙加入北大西洋公约组织。\n")
        .unwrap();
    let report = unchecked(&built(dir.path()).1);
    assert_eq!(keys(&report), [(Item(29), Property(463), "Q7184".to_owned())]);
    assert_eq!(report.left_out.not_there, 1);
}

#[test]
fn only_what_is_affirmed() {
    let (store, items) = linked();
    let report = unchecked(store);
    let exercise = items["金色眼镜蛇军演"];
    let query =
        "SELECT ?quote ?rule ?page ?status WHERE { ?s ent:status ?status ; ent:rule ?rule ; ent:onPage ?page ; prov:wasDerivedFrom ?e .
        ?e ent:evidenceRank 1 ; oa:hasSelector ?x . ?x oa:exact ?quote }";
    let mut affirmed = std::collections::BTreeSet::new();
    let mut other = 0;
    for row in rows(store, query, &BTreeMap::new()).unwrap() {
        if text(&row["status"]).ends_with("#Affirmed") {
            affirmed.insert(["quote", "rule", "page"].map(|name| text(&row[name]).to_owned()));
        } else {
            other += 1;
        }
    }
    assert!(other > 20);
    for proposal in &report.proposals {
        let evidence = &proposal.draft.evidence;
        assert!(affirmed.contains(&[evidence.quote.clone(), evidence.rule.clone(), evidence.page.clone()]), "{evidence:?}");
    }
    let found = keys(&report);
    for denied in ["Q881", "Q836"] {
        assert!(!found.contains(&(exercise, Property(710), denied.to_owned())), "{denied} did not take part");
    }
    assert!(found.contains(&(exercise, Property(710), "Q884".to_owned())));
    // An observer is no member.
    assert!(!found.contains(&(Item(691), Property(463), "Q7768".to_owned())));
}

#[test]
fn only_confirmed_links() {
    let (_, store) = built(&pages());
    let known: Vec<_> = keys(&unchecked(&store));
    assert!(known.iter().filter(|(_, property, _)| matches!(property.0, 463 | 530)).count() > 20, "{known:?}");
    link(&store, CLOSE_MATCH);
    assert_eq!(keys(&unchecked(&store)), known);
    assert!(unchecked(&store).left_out.unlinked > 0);
    // Two items are none.
    link(&store, SAME_AS);
    let before = keys(&unchecked(&store)).len();
    let node = |iri: &str| NamedNode::new(iri).unwrap();
    let france = store.names().entity("zh", "法国");
    for item in ["Q142", "Q70972"] {
        let quad = Quad::new(
            france.clone(),
            node(SAME_AS),
            node(&format!("http://www.wikidata.org/entity/{item}")),
            store.names().graph(SharedGraph::Links),
        );
        store.quads().insert(&quad).unwrap();
    }
    let after = keys(&unchecked(&store));
    assert!(after.len() < before && !after.iter().any(|(item, _, value)| *item == Item(142) || value == "Q142"));
}

#[test]
fn what_is_asked_for() {
    let (store, _) = linked();
    let of = |filter: Filter| drafts(store, &filter).compare(Known::OrEmpty(&Claims::default()));
    let only = |ids: &[u32]| Filter { properties: ids.iter().copied().map(Property).collect(), ..Filter::default() };
    assert!(keys(&of(only(&[1344]))).iter().all(|(_, property, _)| *property == Property(1344)));
    assert!(!of(only(&[1344])).proposals.is_empty());
    let some = keys(&of(only(&[463, 585])));
    assert!(some.iter().all(|(_, property, _)| matches!(property.0, 463 | 585)) && some.len() < keys(&unchecked(store)).len());
    let sure = of(Filter { precision: 0.9, cases: 2, ..Filter::default() });
    assert!(!sure.proposals.is_empty());
    assert!(sure.proposals.iter().all(|p| p.draft.evidence.precision.unwrap() >= 0.9 && p.draft.evidence.cases >= 2));
    // What nobody knows of is not missing.
    let nothing = drafts(store, &Filter::default()).compare(Known::Claims(&Claims::default()));
    assert!(nothing.proposals.is_empty() && nothing.unknown == keys(&unchecked(store)).len());
}

#[test]
fn tables_have_their_columns() {
    let (store, _) = linked();
    let report = unchecked(store);
    let written = |format: Format| {
        let mut out = Vec::new();
        gaps::table(&report.proposals, format, None, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let tsv = written(Format::Tsv);
    assert!(tsv.lines().all(|line| line.split('\t').count() == gaps::COLUMNS.len()));
    assert_eq!(tsv.lines().count(), report.proposals.len() + 1);
    let csv = written(Format::Csv);
    let records: Vec<csv::StringRecord> = csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(records.len(), report.proposals.len());
    let row = tsv.lines().find(|line| line.contains("\t爱丽舍条约\tP1891\tsignatory\tQ142\t法国\t1963-01-22\t")).unwrap();
    assert!(row.starts_with("signatory\tunchecked\t") && row.contains("\thttps://zh.wikipedia.org/wiki/法德关系#:~:text="), "{row}");
    assert!(written(Format::Table).lines().count() > report.proposals.len());
}

#[test]
fn rules_of_the_plan_are_rules() {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let assets = Assets::embedded();
    let plan = Plan::read(&assets, &Vocabulary::load(&assets).unwrap()).unwrap();
    let known: Vec<&str> = pipeline.engine().rules().iter().map(|rule| &*rule.id).collect();
    for rule in plan.rules() {
        // What boxes of facts say has no rule of its own.
        assert!(known.contains(&rule) || rule.ends_with(".infobox"), "{rule}");
    }
}
