//! The offline index, made of dumps that are written here.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use entente::link::{
    Found, How, Index, Item, Source as _, Title,
    index::{Answer, Match, Options, Plan, Report},
};

/// A table as `mysqldump` writes it: so many rows an `INSERT`.
fn sql(table: &str, definition: &str, rows: &[String], at_a_time: usize) -> String {
    let mut dump = format!(
        "-- MySQL dump 10.19  Distrib 10.6.21-MariaDB, for debian-linux-gnu (x86_64)\n--\n-- Host: db    Database: wiki\n\
         /*!40101 SET NAMES utf8mb4 */;\n/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY */;\n\
         DROP TABLE IF EXISTS `{table}`;\n/*!40101 SET character_set_client = utf8 */;\nCREATE TABLE `{table}` (\n{definition}\n) \
         ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=binary;\n\nLOCK TABLES `{table}` WRITE;\n/*!40000 ALTER TABLE `{table}` DISABLE KEYS */;\n"
    );
    for rows in rows.chunks(at_a_time) {
        let _ = writeln!(dump, "INSERT INTO `{table}` VALUES {};", rows.join(","));
    }
    dump + &format!("/*!40000 ALTER TABLE `{table}` ENABLE KEYS */;\nUNLOCK TABLES;\n\n-- Dump completed on 2026-09-01  4:12:33\n")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\""))
}

/// A wiki that is made up row by row.
#[derive(Default)]
pub struct Made {
    page: Vec<String>,
    props: Vec<String>,
    redirect: Vec<String>,
    langlinks: Vec<String>,
}

impl Made {
    fn add(&mut self, namespace: i32, title: &str, redirect: bool) -> usize {
        let id = self.page.len() + 1;
        let title = quoted(&title.replace(' ', "_"));
        self.page.push(format!(
            "({id},{namespace},{title},{},0,0.{id:06},'20260901000000',NULL,{},42,'wikitext',NULL)",
            u8::from(redirect),
            id * 7
        ));
        id
    }

    /// A page with an item, or with none.
    pub fn page(&mut self, title: &str, item: u32) -> &mut Self {
        self.page_in(0, title, item)
    }

    fn page_in(&mut self, namespace: i32, title: &str, item: u32) -> &mut Self {
        let id = self.add(namespace, title, false);
        self.props.push(format!("({id},'defaultsort',{},NULL)", quoted("it's \\ \"sorted\"")));
        if item > 0 {
            self.props.push(format!("({id},'wikibase_item','Q{item}',NULL)"));
        }
        self
    }

    /// Properties of the page that came last.
    pub fn disambiguation(&mut self) -> &mut Self {
        self.props.push(format!("({},'disambiguation','',NULL)", self.page.len()));
        self
    }

    pub fn langlink(&mut self, language: &str, title: &str) -> &mut Self {
        self.langlinks.push(format!("({},{},{})", self.page.len(), quoted(language), quoted(title)));
        self
    }

    /// A redirect to a title, perhaps with `interwiki:` before it (in quotes as dumps have it) and `#fragment` behind it.
    pub fn redirect(&mut self, title: &str, target: &str) -> &mut Self {
        self.redirect_in(0, title, 0, target, "''", "NULL")
    }

    fn redirect_in(&mut self, namespace: i32, title: &str, to: i32, target: &str, interwiki: &str, fragment: &str) -> &mut Self {
        let id = self.add(namespace, title, true);
        self.redirect.push(format!("({id},{to},{},{interwiki},{fragment})", quoted(&target.replace(' ', "_"))));
        self
    }

    pub fn write(&self, folder: &Path, wiki: &str) -> Vec<PathBuf> {
        let page = "  `page_id` int(8) unsigned NOT NULL AUTO_INCREMENT,\n  `page_namespace` int(11) NOT NULL DEFAULT 0,\n  `page_title` varbinary(255) NOT NULL DEFAULT '',\n  \
             `page_is_redirect` tinyint(1) unsigned NOT NULL DEFAULT 0,\n  `page_is_new` tinyint(1) unsigned NOT NULL DEFAULT 0,\n  `page_random` double unsigned NOT NULL DEFAULT 0,\n  \
             `page_touched` binary(14) NOT NULL,\n  `page_links_updated` varbinary(14) DEFAULT NULL,\n  `page_latest` int(8) unsigned NOT NULL DEFAULT 0,\n  `page_len` int(8) unsigned NOT NULL DEFAULT 0,\n  \
             `page_content_model` varbinary(32) DEFAULT NULL,\n  `page_lang` varbinary(35) DEFAULT NULL,\n  PRIMARY KEY (`page_id`),\n  UNIQUE KEY `page_name_title` (`page_namespace`,`page_title`)";
        let props = "  `pp_page` int(8) NOT NULL,\n  `pp_propname` varbinary(60) NOT NULL DEFAULT '',\n  `pp_value` blob NOT NULL,\n  `pp_sortkey` float DEFAULT NULL,\n  PRIMARY KEY (`pp_page`,`pp_propname`)";
        let redirect = "  `rd_from` int(8) unsigned NOT NULL DEFAULT 0,\n  `rd_namespace` int(11) NOT NULL DEFAULT 0,\n  `rd_title` varbinary(255) NOT NULL DEFAULT '',\n  `rd_interwiki` varbinary(32) DEFAULT NULL,\n  \
             `rd_fragment` varbinary(255) DEFAULT NULL,\n  PRIMARY KEY (`rd_from`)";
        let langlinks = "  `ll_from` int(8) unsigned NOT NULL DEFAULT 0,\n  `ll_lang` varbinary(35) NOT NULL DEFAULT '',\n  `ll_title` varbinary(255) NOT NULL DEFAULT '',\n  PRIMARY KEY (`ll_from`,`ll_lang`)";
        let tables = [
            ("page", page, &self.page),
            ("page_props", props, &self.props),
            ("redirect", redirect, &self.redirect),
            ("langlinks", langlinks, &self.langlinks),
        ];
        let mut files = Vec::new();
        for (table, definition, rows) in tables {
            let file = folder.join(format!("{wiki}-20260901-{table}.sql.gz"));
            fs::write(&file, gz(sql(table, definition, rows, 3).as_bytes())).unwrap();
            files.push(file);
        }
        files
    }
}

/// The table of Wikidata with the items of all wikis' pages.
fn items_per_site(folder: &Path, rows: &[(u32, &str, &str)]) -> PathBuf {
    let definition = "  `ips_row_id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  `ips_item_id` int(10) unsigned NOT NULL,\n  `ips_site_id` varbinary(32) NOT NULL,\n  `ips_site_page` varbinary(310) NOT NULL,\n  PRIMARY KEY (`ips_row_id`)";
    let rows: Vec<String> =
        rows.iter().enumerate().map(|(at, (item, site, page))| format!("({at},{item},'{site}',{})", quoted(page))).collect();
    let file = folder.join("wikidatawiki-20260902-wb_items_per_site.sql.gz");
    fs::write(&file, gz(sql("wb_items_per_site", definition, &rows, 100).as_bytes())).unwrap();
    file
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn build(files: &[PathBuf], out: &Path) -> Report {
    let languages = entente::link::source::LANGUAGES.split(',').map(str::to_owned).collect();
    let plan = Plan::new(files, Options { languages, threads: 2, ..Options::default() });
    assert_eq!(plan.skipped, [""; 0]);
    assert_eq!(plan.missing().0, [""; 0]);
    plan.build(out, &Arc::default(), &mut |_| {}).unwrap()
}

fn index(made: &Made) -> (Index, Report) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("index");
    let report = build(&made.write(folder.path(), "zhwiki"), &out);
    assert_eq!(report.troubles, [""; 0]);
    (Index::open(&out).unwrap(), report)
}

fn answer(index: &Index, title: &str) -> Answer {
    index.answer(&Title::new("zh", title)).unwrap()
}

/// Title, item and way of what is found.
fn found(index: &Index, title: &str) -> Option<(String, Option<u32>, How)> {
    match answer(index, title) {
        Answer::Found(found) => Some((found.title, found.item.map(|item| item.0), found.how)),
        _ => None,
    }
}

fn to(title: &str, item: u32, how: How) -> Option<(String, Option<u32>, How)> {
    Some((title.to_owned(), Some(item).filter(|item| *item > 0), how))
}

/// A small wiki with all that is hard.
fn hard() -> Made {
    let mut made = Made::default();
    made.page("俄罗斯", 159)
        .langlink("en", "Russia")
        .langlink("de", "Russland")
        .langlink("xx", "not kept")
        .redirect("俄羅斯", "俄罗斯")
        .redirect("俄国", "俄罗斯")
        // A chain; a page that is named twice on it counts once.
        .redirect("羅剎國", "俄国")
        .redirect("圓一", "圓二")
        .redirect("圓二", "圓三")
        .redirect("圓三", "圓一")
        .redirect("自己", "自己")
        .redirect_in(0, "俄羅斯歷史", 0, "俄罗斯", "NULL", "'歷史'")
        .redirect("俄史", "俄羅斯歷史")
        .redirect_in(0, "外面", 0, "Outside", "'en'", "''")
        .redirect("無處", "沒有這頁")
        // To another namespace that is not held, and from it.
        .redirect_in(0, "某專案", 4, "某專案頁", "''", "''")
        .page_in(4, "關於", 4)
        .page("格鲁吉亚 (国家)", 230)
        .langlink("en", "Georgia (country)")
        .page("格鲁吉亚", 0)
        .disambiguation()
        .page_in(14, "各國外交", 7_000_001)
        .redirect_in(14, "各国 外交", 14, "各國外交", "''", "''")
        .page("IPhone 15", 7_000_002)
        .page("NATO", 7184)
        .page("Nato", 7_000_003)
        // Both scripts are pages of their own.
        .page("發", 11)
        .page("发", 12)
        .page("髮", 13)
        // The target is written in the other script than the page.
        .redirect("老毛子", "俄羅斯國")
        .page("俄罗斯国", 14)
        .page("沒有項目", 0)
        .page("《三國》", 15)
        .redirect("三國", "《三國》")
        .page("O'Neill \"quoted\" \\ back", 16);
    made
}

#[test]
fn titles_lead_where_the_wiki_would_lead() {
    let (index, report) = index(&hard());
    let all = [
        ("俄罗斯", to("俄罗斯", 159, How::Exact)),
        ("俄羅斯", to("俄罗斯", 159, How::Spelling)),
        ("俄國", to("俄罗斯", 159, How::Redirect)),
        ("羅剎國", to("俄罗斯", 159, How::Redirect)),
        ("罗刹国", to("俄罗斯", 159, How::Redirect)),
        ("圓一", None),
        ("自己", None),
        ("俄羅斯歷史", to("俄罗斯", 159, How::Section)),
        ("俄史", to("俄罗斯", 159, How::Section)),
        ("外面", None),
        ("無處", None),
        ("某專案", None),
        ("關於", None),
        ("格鲁吉亚_(国家)", to("格鲁吉亚 (国家)", 230, How::Exact)),
        ("格魯吉亞（國家）", to("格鲁吉亚 (国家)", 230, How::Spelling)),
        ("格魯吉亞", to("格鲁吉亚", 0, How::Spelling)),
        ("Category:各國外交", to("Category:各國外交", 7_000_001, How::Exact)),
        ("分类:各国外交", to("Category:各國外交", 7_000_001, How::Spelling)),
        ("Category:各国 外交", to("Category:各國外交", 7_000_001, How::Spelling)),
        ("各國外交", None),
        ("iPhone_15", to("IPhone 15", 7_000_002, How::Exact)),
        ("IPHONE  15", to("IPhone 15", 7_000_002, How::Spelling)),
        ("NATO", to("NATO", 7184, How::Exact)),
        ("nato", to("Nato", 7_000_003, How::Exact)),
        ("發", to("發", 11, How::Exact)),
        ("发", to("发", 12, How::Exact)),
        ("髮", to("髮", 13, How::Exact)),
        ("老毛子", to("俄罗斯国", 14, How::Redirect)),
        ("沒有項目", to("沒有項目", 0, How::Exact)),
        ("三國", to("《三國》", 15, How::Spelling)),
        ("O'Neill \"quoted\" \\ back", to("O'Neill \"quoted\" \\ back", 16, How::Exact)),
        ("沒有", None),
        ("", None),
        ("Category:", None),
        (&"長".repeat(5000), None),
    ];
    for (title, expected) in all {
        assert_eq!(found(&index, title), expected, "{title}");
    }
    assert_eq!(answer(&index, "NAtO"), Answer::Ambiguous(vec!["NATO".to_owned(), "Nato".to_owned()]));
    assert_eq!(index.answer(&Title::new("en", "Russia")).unwrap(), Answer::Missing);
    let Answer::Found(Found { disambiguation, date, .. }) = answer(&index, "格鲁吉亚") else { panic!("missing") };
    assert_eq!((disambiguation, date.as_deref()), (true, Some("2026-09-01")));

    let counts = &report.wikis[0].counts;
    assert_eq!((counts.pages, counts.items, counts.disambiguations), (14, 12, 1));
    assert_eq!((counts.redirects, counts.lost, counts.ambiguous), ([3, 3, 2], [2, 1, 4], 2));
    assert_eq!(
        report.wikis[0].files.iter().map(|file| (file.table.as_str(), file.bad)).collect::<Vec<_>>(),
        [("page", 0), ("page_props", 0), ("redirect", 0), ("langlinks", 0)]
    );
}

#[test]
fn names_come_from_titles_and_links() {
    let (mut index, _) = index(&hard());
    let described = index.describe(&[Item(159), Item(230), Item(999), Item(7_000_001)]).unwrap();
    let labels = |at: usize| {
        described[at]
            .as_ref()
            .map(|described| described.labels.iter().map(|(code, text)| format!("{code} {text}")).collect::<Vec<_>>().join(", "))
    };
    assert_eq!(labels(0).as_deref(), Some("de Russland, en Russia, zh 俄罗斯"));
    assert_eq!(labels(1).as_deref(), Some("en Georgia, zh 格鲁吉亚"));
    assert_eq!(labels(2), None);
    assert_eq!(labels(3).as_deref(), Some("zh 各國外交"));
}

#[test]
fn items_are_found_by_names_that_are_like_theirs() {
    let (index, _) = index(&hard());
    let search = |query: &str| {
        index.search(query, 5).unwrap().into_iter().map(|found| (found.item.0, found.name, found.matched)).collect::<Vec<_>>()
    };
    let hit = |item: u32, name: &str, matched: Match| (item, name.to_owned(), matched);
    assert_eq!(search("俄罗斯"), [hit(159, "俄罗斯", Match::Exact), hit(14, "俄罗斯国", Match::Prefix)]);
    assert_eq!(search("俄國")[0], hit(159, "俄国", Match::Spelling));
    assert_eq!(search("Russia")[0], hit(159, "Russia", Match::Exact));
    assert_eq!(search("Rusia"), [hit(159, "Russia", Match::Fuzzy(1))]);
    assert_eq!(search("俄罗纳国"), [hit(14, "俄罗斯国", Match::Fuzzy(1))]);
    assert_eq!(search("发").len(), 3);
    assert_eq!(search(""), []);
    assert_eq!(index.search("俄", 1).unwrap().len(), 1);
    let suggested: Vec<u32> = index.suggest("俄羅", 5).unwrap().iter().map(|found| found.item.0).collect();
    assert_eq!(suggested, [159, 14]);
    assert!(index.search(&"長".repeat(3000), 5).unwrap().is_empty());
}

#[test]
fn the_table_of_wikidata_adds_and_contradicts() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = Made::default();
    made.page("甲", 1).page("乙", 2).page("丙", 0).page_in(14, "丁", 0).redirect("戊", "甲").page("己 己", 0);
    let mut files = made.write(folder.path(), "zhwiki");
    let rows = [
        (1, "zhwiki", "甲"),
        (3, "zhwiki", "乙"),
        (4, "zhwiki", "丙"),
        (5, "zhwiki", "Category:丁"),
        (6, "zhwiki", "戊"),
        (7, "enwiki", "甲"),
        (8, "zhwiki", "己 己"),
        (9, "zhwiki", "庚"),
    ];
    files.push(items_per_site(folder.path(), &rows));
    let out = folder.path().join("index");
    let report = build(&files, &out);
    let index = Index::open(&out).unwrap();
    assert_eq!(found(&index, "甲"), to("甲", 1, How::Exact));
    assert_eq!(found(&index, "乙"), to("乙", 0, How::Exact));
    assert_eq!(found(&index, "丙"), to("丙", 4, How::Exact));
    assert_eq!(found(&index, "Category:丁"), to("Category:丁", 5, How::Exact));
    // A redirect that has an item of its own is no way to another one.
    assert_eq!(found(&index, "戊"), to("戊", 6, How::Exact));
    assert_eq!(found(&index, "己_己"), to("己 己", 8, How::Exact));
    assert_eq!((report.wikis[0].counts.disputed, report.files.len()), (1, 1));
}

#[test]
fn wikidata_tells_labels_and_classes() {
    let folder = tempfile::tempdir().unwrap();
    let json = "[\n\
        {\"type\":\"item\",\"id\":\"Q159\",\"labels\":{\"en\":{\"language\":\"en\",\"value\":\"Russia\"},\"zh\":{\"language\":\"zh\",\"value\":\"俄罗斯\"},\"tlh\":{\"language\":\"tlh\",\"value\":\"x\"}},\
        \"descriptions\":{\"en\":{\"language\":\"en\",\"value\":\"country in two continents\"}},\"aliases\":{\"en\":[{\"language\":\"en\",\"value\":\"Russian Federation\"}]},\
        \"claims\":{\"P31\":[{\"mainsnak\":{\"snaktype\":\"value\",\"property\":\"P31\",\"datavalue\":{\"value\":{\"entity-type\":\"item\",\"id\":\"Q6256\"},\"type\":\"wikibase-entityid\"}},\"rank\":\"normal\"},\
        {\"mainsnak\":{\"snaktype\":\"value\",\"property\":\"P31\",\"datavalue\":{\"value\":{\"entity-type\":\"item\",\"id\":\"Q3624078\"},\"type\":\"wikibase-entityid\"}},\"rank\":\"preferred\"},\
        {\"mainsnak\":{\"snaktype\":\"value\",\"property\":\"P31\",\"datavalue\":{\"value\":{\"entity-type\":\"item\",\"id\":\"Q1\"}}},\"rank\":\"deprecated\"},\
        {\"mainsnak\":{\"snaktype\":\"somevalue\",\"property\":\"P31\"},\"rank\":\"normal\"}],\"P17\":[1,2]},\"sitelinks\":[]},\n\
        {\"type\":\"item\",\"id\":\"Q230\",\"labels\":[],\"descriptions\":[],\"aliases\":[],\"claims\":[]},\n\
        {\"type\":\"item\",\"id\":\"Q12345\",\"labels\":broken but not held},\n\
        {\"type\":\"item\",\"id\":\"Q7184\",\"labels\":broken},\n\
        {\"type\":\"property\",\"id\":\"P31\",\"labels\":{}}\n]\n";
    let triples = "<http://www.wikidata.org/entity/Q159> <http://www.w3.org/2000/01/rdf-schema#label> \"Russia\"@en .\n\
        <http://www.wikidata.org/entity/Q159> <http://www.w3.org/2000/01/rdf-schema#label> \"\\u4FC4\\u7F57\\u65AF\"@zh .\n\
        <http://www.wikidata.org/entity/Q159> <http://schema.org/description> \"country in two continents\"@en .\n\
        <http://www.wikidata.org/entity/Q159> <http://www.w3.org/2004/02/skos/core#altLabel> \"Russian Federation\"@en .\n\
        <http://www.wikidata.org/entity/Q159> <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q3624078> .\n\
        <http://www.wikidata.org/entity/Q159> <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q6256> .\n\
        <http://www.wikidata.org/entity/Q42> <http://www.w3.org/2000/01/rdf-schema#label> \"not held\"@en .\n\
        <http://www.wikidata.org/entity/Q7184> <http://www.w3.org/2000/01/rdf-schema#label> \"broken@en .\n";
    let mut made = hard();
    made.langlinks.clear();
    for (name, text, classes) in
        [("wikidata-20260902-all.json.gz", json, [3_624_078, 6256]), ("wikidata-20260902-truthy.nt.gz", triples, [6256, 3_624_078])]
    {
        let mut files = made.write(folder.path(), "zhwiki");
        let file = folder.path().join(name);
        fs::write(&file, gz(text.as_bytes())).unwrap();
        files.push(file);
        let out = folder.path().join("index");
        let report = build(&files, &out);
        assert_eq!(report.troubles.len(), 1, "{:?}", report.troubles);
        assert!(
            report.troubles[0].contains("1 of 8 lines could not be understood") || report.troubles[0].contains("1 of 7 lines"),
            "{:?}",
            report.troubles
        );
        let index = Index::open(&out).unwrap();
        let described = index.description(Item(159)).unwrap().unwrap();
        assert_eq!(described.labels, [("en".to_owned(), "Russia".to_owned()), ("zh".to_owned(), "俄罗斯".to_owned())]);
        assert_eq!(described.description, Some(("en".to_owned(), "country in two continents".to_owned())));
        assert_eq!(described.classes, classes.map(Item));
        let hits = index.search("russian federation", 3).unwrap();
        assert_eq!(
            (hits[0].item, hits[0].name.as_str(), hits[0].matched, hits[0].how),
            (Item(159), "Russian Federation", Match::Spelling, How::Redirect)
        );
    }
}

#[test]
fn the_same_dumps_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = hard().write(folder.path(), "zhwiki");
    files.extend(hard().write(folder.path(), "zh_yuewiki"));
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    build(&files, &one);
    files.reverse();
    build(&files, &two);
    assert!(fs::read(&one).unwrap() == fs::read(&two).unwrap());
    let index = Index::open(&one).unwrap();
    let languages: Vec<&str> = index.wikis().map(|wiki| wiki.language.as_str()).collect();
    assert_eq!(languages, ["zh-yue", "zh"]);
    assert!(matches!(index.answer(&Title::new("zh-yue", "俄国")).unwrap(), Answer::Found(_)));
}

#[test]
fn a_damaged_index_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("index");
    build(&hard().write(folder.path(), "zhwiki"), &out);
    let whole = fs::read(&out).unwrap();
    let broken = folder.path().join("broken");
    let why = |bytes: &[u8]| {
        fs::write(&broken, bytes).unwrap();
        Index::open(&broken).err().map(|error| error.to_string().replace(&broken.display().to_string(), "index"))
    };
    assert_eq!(why(&whole), None);
    let step = whole.len() / 97;
    for cut in (0..whole.len()).step_by(step) {
        assert!(why(&whole[..cut]).is_some(), "{cut}");
    }
    for at in (0..whole.len()).step_by(step / 3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        assert!(why(&bytes).is_some(), "{at}");
    }
    assert_eq!(why(b"").as_deref(), Some("index: no index: `entente link index` makes one"));
    assert_eq!(why(&vec![b'x'; 5000]).as_deref(), Some("index: no index: `entente link index` makes one"));
    assert_eq!(why(&whole[..whole.len() - 1]).as_deref(), Some("index: cut off; make it anew with `entente link index`"));
    let mut other = whole.clone();
    let version = whole.len() - 16;
    other[version] = 9;
    assert_eq!(
        why(&other).as_deref(),
        Some("index: made by another version of the program, in format 9 and not 1; make it anew with `entente link index`")
    );
    assert!(Index::open(&folder.path().join("none")).unwrap_err().to_string().contains("none: "));
    assert!(Index::open(folder.path()).is_err());
}

fn run(args: &[&str]) -> (i32, String) {
    let output = Command::new(assert_cmd::cargo::cargo_bin("entente")).args(["link", "index"]).args(args).output().unwrap();
    assert!(output.stdout.is_empty());
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_command_says_what_it_read_and_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<String> = hard().write(folder.path(), "zhwiki").iter().map(|file| file.display().to_string()).collect();
    let out = folder.path().join("zh.index").display().to_string();
    let [page, props, redirect, langlinks] = [0, 1, 2, 3].map(|at| files[at].as_str());

    let (code, said) = run(&["-o", &out, props, page, langlinks, redirect]);
    assert_eq!(code, 0, "{said}");
    for line in [
        "entente: zhwiki of 2026-09-01: read 30 page, 29 page_props, 15 redirect, 4 langlinks\n",
        "entente: zhwiki: 22 titles of 14 pages, 12 with an item, 1 that only tell names apart; 8 redirects, 3 of them spellings, 2 to a section\n",
        "entente: zhwiki: left out: redirects to no page that is held 2, to another wiki 1, in a circle 4\n",
        "entente: zhwiki: 2 names are ambiguous in a spelling that is no title: they are found only as they stand\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
    assert_eq!(run(&["-q", "-o", &out, page, props, redirect, langlinks]), (0, String::new()));

    let (code, said) = run(&["-o", &out, props, redirect]);
    assert_eq!(
        (code, said.as_str()),
        (
            2,
            "entente: zhwiki: the table `page` is missing: get zhwiki-20260901-page.sql.gz from https://dumps.wikimedia.org/zhwiki/20260901/\n"
        )
    );
    let (code, said) = run(&["-o", &out, page]);
    assert!(code == 2 && said.contains("zhwiki: no table tells the items: get zhwiki-20260901-page_props.sql.gz from"), "{said}");
    let (code, said) = run(&["-o", &out, page, props]);
    assert!(code == 0 && said.contains("zhwiki: redirects lead nowhere without zhwiki-20260901-redirect.sql.gz"), "{said}");

    let nameless = folder.path().join("page.sql.gz");
    fs::copy(page, &nameless).unwrap();
    let nameless = nameless.display().to_string();
    let (code, said) = run(&["-o", &out, &nameless, props]);
    assert!(
        code == 2 && said.contains("page.sql.gz: its name does not begin with that of a Wikipedia's database: --wiki zhwiki tells it"),
        "{said}"
    );
    assert_eq!(run(&["-q", "-o", &out, "--wiki", "zh", "--date", "2026-08-01", &nameless, props]).0, 0);
    let index = Index::open(Path::new(&out)).unwrap();
    assert_eq!(index.wikis().next().unwrap().date.as_deref(), Some("2026-08-01"));

    let other = folder.path().join("zhwiki-20260901-pagelinks.sql.gz");
    fs::write(&other, gz(sql("pagelinks", "  `pl_from` int", &["(1)".to_owned()], 1).as_bytes())).unwrap();
    let text = folder.path().join("notes.txt");
    fs::write(&text, "Just notes.").unwrap();
    let (code, said) =
        run(&["-q", "-o", &out, page, props, redirect, langlinks, &other.display().to_string(), &text.display().to_string(), "none.sql"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("the table `pagelinks` is not needed: page, page_props, redirect, langlinks and wb_items_per_site are\n"),
        "{said}"
    );
    assert!(said.contains("notes.txt: ") && said.contains("none.sql: "), "{said}");
    assert_eq!(said.lines().count(), 3, "{said}");
    assert_eq!(run(&["-o", "/nowhere/at/all", page, props]).0, 2);
    assert_eq!(run(&["-o", &folder.path().display().to_string(), page, props]).0, 2);
    // A dump that was taken for the index stays.
    let (code, said) = run(&["-q", "-o", langlinks, page, props]);
    assert!(code == 2 && said.contains("cannot be written: there is a file of this name, and it is no index"), "{said}");
    assert_eq!(run(&["-o", &out, "--wiki", "wikidatawiki", page]).0, 2);
}

#[test]
fn a_dump_that_is_cut_off_gives_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = Made::default();
    for at in 0..20_000 {
        made.page(&format!("第{at}頁"), at + 1);
    }
    let files = made.write(folder.path(), "zhwiki");
    let bytes = fs::read(&files[1]).unwrap();
    fs::write(&files[1], &bytes[..bytes.len() / 2]).unwrap();
    let args: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let out = folder.path().join("index").display().to_string();
    let (code, said) = run(&["-q", "-o", &out, &args[0], &args[1], &args[2]]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.lines().count() == 1 && said.contains("page_props.sql.gz: cut off at byte ") && said.contains(" rows that came before count"),
        "{said}"
    );
    let index = Index::open(Path::new(&out)).unwrap();
    assert_eq!(found(&index, "第3頁"), to("第3頁", 4, How::Exact));
    assert_eq!(found(&index, "第19999頁"), to("第19999頁", 0, How::Exact));
    let cut_off = |index: &Index| index.wikis().flat_map(|wiki| &wiki.files).filter(|file| file.cut_off).count();
    assert_eq!(cut_off(&index), 1);
}

/// Titles of a real page with their items, confirmed by a sitelink: an index of dumps that hold them finds each, in either script, among others that look like it.
#[test]
fn confirmed_titles_are_resolved() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/sitelinks-sample.tsv");
    let Ok(table) = fs::read_to_string(&table) else {
        println!("skipped: {} is not there", table.display());
        return;
    };
    let rows: Vec<(String, u32, bool)> = table
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let confirmed = columns[3].split('+').any(|method| matches!(method, "sitelink" | "chain"));
            (columns[0].to_owned(), columns[1].parse::<Item>().unwrap().0, confirmed)
        })
        .collect();
    let mut made = Made::default();
    let mut redirected = Vec::new();
    for (at, (title, item, confirmed)) in rows.iter().enumerate() {
        // Every third page has its title in the other script, and every sixth a redirect from the one that is asked for.
        let simplified = entente::fold::display_simplified(title);
        let (namespace, bare) = title.strip_prefix("Category:").map_or((0, title.as_str()), |bare| (14, bare));
        if *confirmed && at % 3 == 0 && simplified != *title && !rows.iter().any(|row| row.0 == simplified) {
            made.page_in(namespace, simplified.strip_prefix("Category:").unwrap_or(&simplified), *item);
            if at % 6 == 0 {
                made.redirect_in(namespace, bare, namespace, simplified.strip_prefix("Category:").unwrap_or(&simplified), "NULL", "NULL");
            }
            redirected.push(title.clone());
        } else {
            made.page_in(namespace, bare, *item);
        }
        made.page_in(namespace, &format!("{bare} (消歧義)"), 0).disambiguation();
    }
    let (index, _) = index(&made);
    let mut resolved = 0;
    for (title, item, _) in rows.iter().filter(|row| row.2) {
        let Some((_, Some(got), how)) = found(&index, title) else { panic!("{title}: not found") };
        assert_eq!(got, *item, "{title}");
        assert_eq!(how, if redirected.contains(title) { How::Spelling } else { How::Exact }, "{title}");
        let other = entente::fold::display_simplified(title);
        assert_eq!(found(&index, &other).and_then(|found| found.1), Some(*item), "{other}");
        resolved += 1;
    }
    assert!(resolved > 30 && !redirected.is_empty(), "{resolved}");
    println!("{resolved} titles resolved, {} of them from the other script", redirected.len());
}
