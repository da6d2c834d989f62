//! Links to Wikidata, over a store in memory that is built from the sample pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    env, fs,
    path::{Path, PathBuf},
};

use entente::{
    graph::{Ent, Link, Origin, Says, vocab::rdf, wikidata},
    link::{Description, Found, How, Item, Linker, Refusal, Report, Source, Title, classes::Classes},
    merge::{self, Links},
    ontology::Assets,
    pipeline::Pipeline,
    source::{Format, RawPage},
    store::{NewPage, Store, params::Resolver, sparql},
};

use crate::queries::{built, built_of};

/// A source that knows what a test tells it.
#[derive(Default)]
struct Told {
    origin: Option<Origin>,
    pages: BTreeMap<&'static str, (Option<u32>, How)>,
    namesakes: BTreeSet<&'static str>,
    items: BTreeMap<u32, (&'static str, Vec<u32>)>,
    asked: Vec<String>,
}

impl Source for Told {
    type Error = Infallible;

    fn origin(&self) -> Origin {
        self.origin.unwrap_or(Origin::Index)
    }

    fn find(&mut self, titles: &[Title]) -> Result<Vec<Option<Found>>, Infallible> {
        self.asked.extend(titles.iter().map(|title| title.title.clone()));
        let find = |title: &Title| {
            let (known, (item, how)) = self.pages.get_key_value(title.title.as_str())?;
            let date = Some("2026-09-01".to_owned());
            Some(Found {
                title: title.title.clone(),
                item: item.map(Item),
                how: *how,
                disambiguation: self.namesakes.contains(known),
                date,
            })
        };
        Ok(titles.iter().map(find).collect())
    }

    fn describe(&mut self, items: &[Item]) -> Result<Vec<Option<Description>>, Infallible> {
        let describe = |item: &Item| {
            let (label, classes) = self.items.get(&item.0)?;
            let classes = classes.iter().map(|class| Item(*class)).collect();
            Some(Description { labels: vec![("en".to_owned(), (*label).to_owned())], description: None, classes })
        };
        Ok(items.iter().map(describe).collect())
    }
}

struct Bench {
    pipeline: Pipeline,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let (pipeline, store) = built(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"));
        Self { pipeline, store }
    }

    fn kept(&self) -> Links {
        merge::kept_links(&self.store, self.store.names()).unwrap()
    }

    fn ask(&self, sources: &mut [Told]) -> Report {
        let classes = Classes::load(&Assets::embedded()).unwrap();
        let first = sources.iter().map(Source::origin).min().unwrap();
        let mut linker =
            Linker::over(&self.store, self.store.names(), classes, self.pipeline.gazetteer(), &self.kept(), first, false).unwrap();
        for source in sources {
            linker.ask(source, &mut |_| ()).unwrap();
        }
        linker.finish()
    }

    fn relink(&self, found: &Links) {
        self.pipeline.relink(&self.store, found).unwrap();
    }

    /// What the graph of links says with a property of an entity.
    fn edges(&self, key: &str, property: &str) -> Vec<String> {
        let query = format!("SELECT ?o WHERE {{ GRAPH graph:links {{ <{}> {property} ?o }} }} ORDER BY ?o", self.node(key).as_str());
        let rows = sparql::rows(&self.store, &query, &BTreeMap::new()).unwrap();
        rows.iter().map(|row| sparql::text(&row["o"]).rsplit('/').next().unwrap().to_owned()).collect()
    }

    fn node(&self, key: &str) -> oxigraph::model::NamedNode {
        self.store.names().entity("zh", key)
    }

    fn by_user(&self, key: &str, item: Option<&str>, says: Says) -> Link {
        let item = item.map(|id| wikidata(id).unwrap());
        Link { entity: self.node(key), item, says, origin: Origin::User, confidence: 100, date: Some("2026-11-01".to_owned()) }
    }
}

#[test]
fn the_gazetteer_links_and_the_user_wins() {
    let bench = Bench::new();
    assert_eq!(bench.edges("法国", "owl:sameAs"), ["Q142"]);
    assert_eq!(bench.edges("德国", "owl:sameAs"), ["Q183"]);
    let said = vec![
        bench.by_user("法国", Some("Q71084"), Says::Same),
        bench.by_user("德国", Some("Q183"), Says::Not),
        bench.by_user("英国", None, Says::Same),
    ];
    bench.relink(&Links { links: said, ..Links::default() });
    let told = || ["法国", "德国", "英国"].map(|key| bench.edges(key, "owl:sameAs"));
    assert_eq!(told(), [vec!["Q71084".to_owned()], vec![], vec![]]);
    // A build computes the graph anew, and keeps the user's word.
    bench.pipeline.merge(&bench.store).unwrap();
    assert_eq!(told(), [vec!["Q71084".to_owned()], vec![], vec![]]);
    bench.relink(&Links::default());
    assert_eq!(told(), [vec!["Q142".to_owned()], vec!["Q183".to_owned()], vec!["Q145".to_owned()]]);
}

#[test]
fn sources_are_asked_in_order_and_only_for_what_is_left() {
    let bench = Bench::new();
    let index = Told {
        pages: BTreeMap::from([
            ("爱丽舍条约", (Some(700_001), How::Exact)),
            ("德法青年办公室", (Some(700_002), How::Redirect)),
            ("康拉德·阿登纳", (Some(700_003), How::Exact)),
        ]),
        items: BTreeMap::from([(700_001, ("Élysée Treaty", vec![131_569])), (700_003, ("Adenauer treaty", vec![131_569]))]),
        ..Told::default()
    };
    let api =
        Told {
            origin: Some(Origin::Api), pages: BTreeMap::from([("德法青年办公室", (Some(700_004), How::Exact))]), ..Told::default()
        };
    let mut sources = [index, api];
    let report = bench.ask(&mut sources);
    // What the gazetteer knows is asked of nobody, what the index settled not of the API.
    assert!(!sources[0].asked.iter().any(|title| title == "法国" || title == "法國"), "{:?}", sources[0].asked);
    assert!(sources[0].asked.iter().any(|title| title == "爱丽舍条约"));
    assert!(!sources[1].asked.iter().any(|title| title == "爱丽舍条约"));
    bench.relink(&report.found);
    assert_eq!(bench.edges("爱丽舍条约", "owl:sameAs"), ["Q700001"]);
    assert_eq!(bench.edges("爱丽舍条约", "rdfs:label"), ["Élysée Treaty"]);
    let links = merge::all_links(&bench.store, bench.store.names()).unwrap().links;
    let treaty = links.iter().find(|link| link.entity == bench.node("爱丽舍条约")).unwrap();
    assert_eq!(
        (treaty.origin, treaty.says, treaty.confidence, treaty.date.as_deref()),
        (Origin::Index, Says::Same, 98, Some("2026-09-01"))
    );
    // A Q-id, and what Wikidata calls it, name it from now on.
    let load = || entente::pipeline::load_gazetteer(&Assets::embedded());
    let resolver = Resolver::new(&bench.store, &load);
    assert_eq!(resolver.entity("Q700001").unwrap(), bench.node("爱丽舍条约"));
    assert_eq!(resolver.entity("Élysée Treaty").unwrap(), bench.node("爱丽舍条约"));
    assert!(resolver.entity("Q700009").is_err());
}

#[test]
fn sources_that_are_asked_one_run_after_the_other_keep_their_order() {
    let bench = Bench::new();
    let told =
        |origin| Told {
            origin: Some(origin), pages: BTreeMap::from([("爱丽舍条约", (Some(700_001), How::Exact))]), ..Told::default()
        };
    let found_by = || {
        let links = merge::all_links(&bench.store, bench.store.names()).unwrap().links;
        links.into_iter().filter(|link| link.entity == bench.node("爱丽舍条约")).map(|link| link.origin).collect::<Vec<_>>()
    };
    let run = |origin: Origin| {
        let mut sources = [told(origin)];
        let mut kept = bench.kept();
        kept.links.retain(|link| link.origin != origin);
        let report = bench.ask(&mut sources);
        kept.links.extend(report.found.links);
        bench.relink(&kept);
        sources[0].asked.iter().any(|title| title == "爱丽舍条约")
    };
    // The API knew it first; the index comes before it.
    assert!(run(Origin::Api));
    assert_eq!(found_by(), [Origin::Api]);
    assert!(run(Origin::Index));
    assert_eq!(found_by(), [Origin::Index]);
    assert!(!run(Origin::Api), "the API is not asked for what the index has settled");
    assert_eq!(found_by(), [Origin::Index]);
}

#[test]
fn what_is_wrong_is_no_link() {
    let bench = Bench::new();
    let mut sources = [Told {
        pages: BTreeMap::from([("爱丽舍条约", (Some(5), How::Exact)), ("法德关系", (Some(6), How::Section))]),
        items: BTreeMap::from([(5, ("Some person", vec![5]))]),
        ..Told::default()
    }];
    let report = bench.ask(&mut sources);
    assert!(report.found.links.is_empty(), "{:?}", report.found.links);
    let why: BTreeSet<Refusal> = report.refused.iter().map(|(_, why)| *why).collect();
    assert!(why.contains(&Refusal::Differs(entente::link::classes::Sort::Person)), "{why:?}");
    sources[0].items.clear();
    sources[0].namesakes.insert("爱丽舍条约");
    let report = bench.ask(&mut sources);
    assert!(report.found.links.is_empty());
    assert!(report.refused.iter().any(|(_, why)| *why == Refusal::Disambiguation));
}

#[test]
fn entities_of_one_item_are_one() {
    let bench = Bench::new();
    let link = |key: &str| bench.by_user(key, Some("Q700001"), Says::Same);
    bench.relink(&Links { links: vec![link("爱丽舍条约"), link("法德关系")], ..Links::default() });
    let [first, second] = ["法德关系", "爱丽舍条约"];
    assert_eq!(bench.edges(second, "owl:sameAs"), ["Q700001", first]);
    assert_eq!(bench.edges(first, "owl:sameAs"), ["Q700001"]);
    let load = || entente::pipeline::load_gazetteer(&Assets::embedded());
    let both = Resolver::new(&bench.store, &load).entities("Q700001").unwrap();
    assert_eq!(both, [bench.node(first).into(), bench.node(second).into()]);
}

#[test]
fn the_links_are_described() {
    let bench = Bench::new();
    let query = "SELECT ?n ?target ?space WHERE { ?set a void:Linkset ; void:linkPredicate owl:sameAs ; void:triples ?n ; void:subjectsTarget ?own ;
        void:objectsTarget ?target . ?own void:subset ?set ; a dcat:Dataset . ?target void:uriSpace ?space }";
    let rows = sparql::rows(&bench.store, query, &BTreeMap::new()).unwrap();
    let count = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH graph:links { ?s owl:sameAs ?o FILTER(STRSTARTS(STR(?o), STR(wd:))) } }";
    let counted = sparql::rows(&bench.store, count, &BTreeMap::new()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["n"], counted[0]["n"]);
    assert!(sparql::text(&rows[0]["n"]).parse::<usize>().unwrap() > 20);
    assert_eq!(sparql::text(&rows[0]["space"]), "http://www.wikidata.org/entity/");
}

#[test]
fn one_thing_is_one_entity_on_the_pages_of_all_wikipedias() {
    let bench = Bench::new();
    let text = "[[France]] and [[Germany]] signed it far from [[Lambarene]].";
    let page = RawPage {
        title: "Élysée Treaty".to_owned(),
        language: "en".to_owned(),
        format: Format::Wikitext,
        revision: None,
        aliases: Vec::new(),
        path: None,
        bytes: text.as_bytes().into(),
    };
    let graph = bench.pipeline.graph(&page, &bench.pipeline.read(&page));
    bench.store.replace_page(NewPage::new(graph, String::new())).unwrap();
    let linked = "SELECT DISTINCT ?o WHERE { <https://en.wikipedia.org/wiki/Élysée_Treaty> ent:linksTo ?o }";
    let rows = sparql::rows(&bench.store, linked, &BTreeMap::new()).unwrap();
    let linked: BTreeSet<_> = rows.iter().map(|row| sparql::text(&row["o"]).to_owned()).collect();
    let base = "https://w3id.org/entente";
    assert_eq!(linked, [format!("{base}/zh/法国"), format!("{base}/zh/德国"), format!("{base}/en/Lambarene")].into());
    // What the gazetteer does not know becomes one by its item.
    let pages = BTreeMap::from([("Lambarene", (Some(700_009), How::Exact)), ("爱丽舍条约", (Some(700_009), How::Exact))]);
    let report = bench.ask(&mut [Told { pages, ..Told::default() }]);
    bench.relink(&report.found);
    let same = "SELECT ?o WHERE { GRAPH graph:links { <https://w3id.org/entente/en/Lambarene> owl:sameAs ?o } } ORDER BY ?o";
    let rows = sparql::rows(&bench.store, same, &BTreeMap::new()).unwrap();
    let same: Vec<_> = rows.iter().map(|row| sparql::text(&row["o"]).to_owned()).collect();
    assert_eq!(same, ["http://www.wikidata.org/entity/Q700009".to_owned(), format!("{base}/zh/爱丽舍条约")]);
}

/// Needs `shared/`: the pages of the gold folder, and the tables of states and organisations with ids that others confirmed.
#[test]
fn states_and_organisations_on_the_annotated_pages_have_the_right_item() {
    let (Some(gold), Some(data), Some(corpus)) = (shared("gold"), shared("data"), shared("corpus")) else { return };
    let mut wanted: BTreeMap<String, String> = BTreeMap::new();
    for (table, hans, aliases) in [("states.tsv", 5, 7), ("organizations.tsv", 2, 4)] {
        let text = fs::read_to_string(data.join(table)).unwrap();
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            let names = [columns[hans], columns[hans + 1]].into_iter().chain(columns[aliases].split('|'));
            for name in names.filter(|name| !name.is_empty() && !columns[0].is_empty()) {
                wanted.entry(name.to_owned()).or_insert_with(|| columns[0].to_owned());
            }
        }
    }
    let mut actors = BTreeSet::new();
    let mut pages = Vec::new();
    for page in fs::read_dir(&gold).unwrap() {
        let page = page.unwrap();
        let Ok(text) = fs::read_to_string(page.path().join("relations.tsv")) else { continue };
        pages.push(corpus.join(format!("{}.md", page.file_name().to_string_lossy())).display().to_string());
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            actors.extend([columns[0], columns[2]].into_iter().flat_map(|names| names.split('|')).map(str::to_owned));
        }
    }
    let (_, store) = built_of(&pages);
    let load = || entente::pipeline::load_gazetteer(&Assets::embedded());
    let resolver = Resolver::new(&store, &load);
    let links = merge::all_links(&store, store.names()).unwrap().links;
    let mut right = 0;
    for (name, item) in actors.iter().filter_map(|name| Some((name, wanted.get(name)?))) {
        let entity = resolver.entity(name).unwrap_or_else(|error| panic!("{error}"));
        let has = |property| store.quads().quads_for_pattern(Some(entity.as_ref().into()), Some(property), None, None).next().is_some();
        // An annotation may say a name that no page has; a government is not its state (the tables have 阿萨德政权 as a name of Syria).
        if !has(rdf::TYPE) || has(store.names().ent(Ent::GovernmentOf)) {
            continue;
        }
        let link = links.iter().find(|link| link.entity == entity);
        assert_eq!(link.and_then(|link| link.item.clone()), wikidata(item), "{name} is {}", entity.as_str());
        right += 1;
    }
    println!("{right} of the annotated names have the item of the tables");
    assert!(right >= 80, "{right}");
}

fn shared(name: &str) -> Option<PathBuf> {
    let shared = env::var_os("ENTENTE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join(name);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn a_place_in_a_page_is_not_the_page() {
    let bench = Bench::new();
    let page = "[第一次危機](https://zh.wikipedia.org/wiki/海狼危機#第一次 \"wikilink\")之後又有[海豹危機](https://zh.wikipedia.org/wiki/海豹危機 \"wikilink\")。\n";
    let page = RawPage::markdown("試頁", page);
    let graph = bench.pipeline.graph(&page, &bench.pipeline.read(&page));
    bench.store.replace_page(NewPage::new(graph, String::new())).unwrap();
    let pages = BTreeMap::from([("海狼危机", (Some(700_011), How::Exact)), ("海豹危機", (Some(700_012), How::Exact))]);
    let report = bench.ask(&mut [Told { pages, ..Told::default() }]);
    bench.relink(&report.found);
    assert_eq!(bench.edges("海豹危机", "owl:sameAs"), ["Q700012"]);
    // It is known by its name only: somebody has to look.
    assert_eq!(bench.edges("海狼危机", "owl:sameAs"), [""; 0]);
    assert_eq!(bench.edges("海狼危机", "skos:closeMatch"), ["Q700011"]);
}
