//! The binary from end to end, with stores on disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use oxigraph::{
    io::{RdfFormat, RdfParser},
    model::Quad,
    store::Store,
};

/// What a run of the program came to.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

pub fn program() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("entente"));
    command.env_remove("ENTENTE_STORE");
    command
}

pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

pub fn entente(args: &[&str]) -> Ran {
    ran(program().args(args))
}

/// Runs and expects success; gives standard output.
pub fn done(args: &[&str]) -> String {
    let ran = entente(args);
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
    ran.out
}

pub fn sample_pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if !path.exists() {
        println!("skipped: no {name} beside the project");
        return None;
    }
    Some(path)
}

/// A folder with a copy of the sample pages and room for a store.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("pages")).unwrap();
        Self { dir }
    }

    pub fn with_samples() -> Self {
        let place = Self::new();
        for file in sample_pages() {
            fs::copy(&file, place.page(&file.file_name().unwrap().to_string_lossy())).unwrap();
        }
        place
    }

    pub fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn page(&self, name: &str) -> PathBuf {
        self.dir.path().join("pages").join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.page(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn build(&self, inputs: &[&str]) -> Ran {
        let store = self.path("store");
        entente(&[&["build", "--store", &store], inputs].concat())
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        let store = self.path("store");
        entente(&[args, &["--store", &store]].concat())
    }

    pub fn export(&self, format: &str) -> String {
        let ran = self.run(&["export", "--format", format]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out
    }

    /// The cells of a query's result, without its header.
    pub fn rows(&self, sparql: &str) -> Vec<Vec<String>> {
        let ran = self.run(&["query", "--sparql", sparql, "--format", "csv"]);
        assert_eq!(ran.code, Some(0), "{sparql}: {}", ran.err);
        records(&ran.out).split_off(1)
    }

    pub fn count(&self, pattern: &str) -> usize {
        self.rows(&format!("SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"))[0][0].parse().unwrap()
    }
}

pub fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn strings(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.to_str().unwrap().to_owned()).collect()
}

fn borrowed(strings: &[String]) -> Vec<&str> {
    strings.iter().map(String::as_str).collect()
}

#[test]
fn order_threads_and_arguments_change_nothing() {
    let files = strings(&sample_pages());
    let whole = Place::with_samples();
    let folder = whole.path("pages");
    assert_eq!(whole.build(&[&folder]).code, Some(0));
    let (turtle, trig) = (whole.export("turtle"), whole.export("trig"));
    assert!(turtle.starts_with("@prefix ") && turtle.len() > 100_000);
    let same = |place: &Place, what: &str| {
        assert_eq!(place.export("turtle"), turtle, "{what}");
        assert_eq!(place.export("trig"), trig, "{what}");
    };

    let again = whole.build(&[&folder]);
    assert_eq!(again.err.trim(), format!("entente: 0 pages changed, {} unchanged", files.len()));
    same(&whole, "a second build");

    let mut reversed = borrowed(&files);
    reversed.reverse();
    for threads in ["1", "2"] {
        let place = Place::new();
        assert_eq!(place.build(&[&reversed[..], &["--threads", threads]].concat()).code, Some(0));
        same(&place, &format!("{threads} threads, last page first"));
    }

    let two = Place::new();
    fs::create_dir_all(two.path("a")).unwrap();
    fs::create_dir_all(two.path("b/c")).unwrap();
    for (at, file) in sample_pages().iter().enumerate() {
        let folder = two.path(if at % 2 == 0 { "a" } else { "b/c" });
        fs::copy(file, Path::new(&folder).join(file.file_name().unwrap())).unwrap();
    }
    assert_eq!(two.build(&[&two.path("b"), &two.path("a")]).code, Some(0));
    same(&two, "two folders");
    let globs = Place::new();
    assert_eq!(globs.build(&[&two.path("b/*/*.md"), &two.path("a/[!x]*.md")]).code, Some(0));
    same(&globs, "patterns");

    // Page by page: the bulk loader only ever sees the first one.
    let single = Place::new();
    for file in &reversed {
        assert_eq!(single.build(&[file]).code, Some(0));
    }
    same(&single, "a build for each page");
}

#[test]
fn a_changed_page_replaces_its_graph_only() {
    let place = Place::with_samples();
    let pages = place.path("pages");
    place.build(&[&pages]);
    let by_graph = || {
        let mut graphs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in place.export("nquads").lines() {
            let graph = line.trim_end_matches(" .").rsplit(' ').next().unwrap().to_owned();
            graphs.entry(graph).or_default().insert(line.to_owned());
        }
        graphs
    };
    let before = by_graph();
    let original = fs::read_to_string(place.page("中法关系.md")).unwrap();
    place.write("中法关系.md", format!("1999年3月，法国与西班牙签署了《比利牛斯互助协定》。\n\n{original}"));
    let second = place.build(&[&pages]);
    assert!(second.err.contains("1 pages changed, 9 unchanged"), "{}", second.err);
    let after = by_graph();
    let changed: Vec<&String> = before.keys().filter(|graph| before[*graph] != after[*graph]).collect();
    assert!(changed.iter().any(|graph| graph.contains("/graph/zh/中法关系>")), "{changed:?}");
    assert_eq!(changed.iter().filter(|graph| graph.contains("/graph/zh/")).count(), 1, "{changed:?}");
    let signed = place.run(&["why", "法国", "西班牙"]);
    assert!(signed.out.contains("比利牛斯互助协定") && signed.out.contains("1999-03"), "{}{}", signed.out, signed.err);

    place.write("中法关系.md", &original);
    place.build(&[&pages]);
    assert_eq!(by_graph(), before, "the old page again is the old graph again");

    place.write("法西關係.md", "1999年3月，法國與西班牙簽署了《比利牛斯互助協定》。\n");
    let third = place.build(&[&pages]);
    assert!(third.err.contains("1 pages changed (1 new), 10 unchanged"), "{}", third.err);
    let after = by_graph();
    let pages_of = |graphs: &BTreeMap<String, BTreeSet<String>>| graphs.keys().filter(|graph| graph.contains("/graph/zh/")).count();
    assert_eq!((pages_of(&before), pages_of(&after)), (10, 11));
    assert!(before.iter().filter(|(graph, _)| graph.contains("/graph/zh/")).all(|(graph, lines)| after[graph] == *lines));
}

/// Quads as a store gives them back: it normalises literals.
fn stored(nquads: &str) -> BTreeSet<String> {
    let store = Store::new().unwrap();
    store.load_from_slice(RdfFormat::NQuads, nquads.as_bytes()).unwrap();
    store.iter().map(|quad| quad.unwrap().to_string()).collect()
}

#[test]
fn extract_gives_what_the_store_holds_of_the_pages() {
    let files = strings(&sample_pages());
    let extracted = done(&[&["extract"][..], &borrowed(&files)].concat());
    let mut reversed = borrowed(&files);
    reversed.reverse();
    assert_eq!(done(&[&["extract", "--threads", "2"], &reversed[..]].concat()), extracted);
    let place = Place::new();
    place.build(&borrowed(&files));
    let store: BTreeSet<String> = stored(&place.export("nquads"));
    let extracted = stored(&extracted);
    let missing: Vec<_> = extracted.difference(&store).take(5).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(store.iter().filter(|quad| quad.contains("/graph/zh/")).count() == extracted.len());
}

/// What a reader sees of a piece of a page, by rules of this test alone.
fn visible(markup: &str) -> String {
    let mut text = markup.to_owned();
    for (pattern, with) in [
        (r"\\\[[^\[\]]*\\\]", ""),
        (r"\[\^[^\]]*\]", ""),
        (r"\[\]\([^()]*\)", ""),
        (r"(?s)</?[a-zA-Z][^>]*>", ""),
        (r#"(?s)\]\((?:[^()\\"]|\\.|\([^()]*\))*(?:"[^"]*")?\)"#, ""),
        (r"(?s)-\{(?:[^{}]*?zh-(?:hans|cn|hant|tw|hk):)([^;{}]*)[^{}]*\}-", "$1"),
        (r"\\(.)", "$1"),
        (r"[\[\]*\s]", ""),
    ] {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, with).into_owned();
    }
    text
}

fn evidence_reads_back(place: &Place, files: &[PathBuf]) {
    let title = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().replace('_', " ");
    let pages: BTreeMap<String, String> = files.iter().map(|path| (title(path), fs::read_to_string(path).unwrap())).collect();
    let rows = place.rows(
        "SELECT ?title ?start ?end ?quote WHERE { ?evidence oa:hasSource ?page ; oa:hasSelector ?bytes . ?page dct:title ?title .
         ?bytes oa:start ?start ; oa:end ?end OPTIONAL { ?evidence oa:hasSelector [ oa:exact ?quote ] } }",
    );
    assert!(rows.iter().filter(|row| !row[3].is_empty()).count() > 40, "{}", rows.len());
    for row in &rows {
        let page = &pages[&row[0]];
        let span = row[1].parse::<usize>().unwrap()..row[2].parse::<usize>().unwrap();
        assert!(!span.is_empty(), "{row:?}");
        let there = page.get(span).unwrap_or_else(|| panic!("not on characters of the page: {row:?}"));
        if !row[3].is_empty() {
            let quote: String = row[3].chars().filter(|c| !c.is_whitespace()).collect();
            let without_stars = quote.replace(['*', '[', ']'], "");
            assert_eq!(visible(there), without_stars, "{row:?}: {there}");
        }
    }
}

#[test]
fn evidence_is_in_the_files() {
    let place = Place::with_samples();
    place.build(&[&place.path("pages")]);
    evidence_reads_back(&place, &sample_pages());
    let Some(corpus) = shared("corpus") else { return };
    let place = Place::new();
    place.build(&[corpus.join("*.md").to_str().unwrap()]);
    let mut files: Vec<PathBuf> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    evidence_reads_back(&place, &files);
}

#[test]
fn lost_respondents_come_from_the_other_page() {
    let place = Place::with_samples();
    place.build(&[&place.path("pages")]);
    let polls = records(&place.run(&["query", "polls", "--format", "csv"]).out);
    let column = |name: &str| polls[0].iter().position(|column| column == name).unwrap();
    let (who, flags, repaired, poll, row) =
        (column("respondentsLabel"), column("flags"), column("repaired"), column("poll"), column("row"));
    let of = |page: &str| -> BTreeMap<String, (String, String, String)> {
        let rows = polls[1..].iter().filter(|cells| cells[poll].contains(page));
        rows.map(|cells| (cells[row].clone(), (cells[who].clone(), cells[flags].clone(), cells[repaired].clone()))).collect()
    };
    let (hole, whole) = (of("/poll/zh/親英/"), of("/poll/zh/反英/"));
    assert_eq!((hole.len(), whole.len()), (9, 9));
    for (row, (respondents, flags, repaired)) in &hole {
        let (theirs, their_flags, not) = &whole[row];
        assert!(!respondents.is_empty(), "row {row}");
        assert_eq!((respondents, flags, repaired.as_str(), not.as_str()), (theirs, their_flags, "yes", ""), "row {row}");
    }
    let flagged: Vec<_> = hole.values().map(|(_, flags, _)| flags.as_str()).filter(|flags| !flags.is_empty()).collect();
    assert_eq!(flagged, ["NetDiffers", "NetDiffers", "SharesOff"]);
    // Without the other page the holes stay holes.
    let alone = Place::new();
    alone.build(&[place.page("親英.md").to_str().unwrap()]);
    assert_eq!(alone.count("?row a qb:Observation FILTER NOT EXISTS { ?row ent:respondents|ent:repairedRespondents ?who }"), 9);
}

#[test]
fn the_first_page_to_serve() {
    let Some(page) = shared("corpus/親俄.md") else { return };
    let place = Place::new();
    assert_eq!(place.build(&[page.to_str().unwrap()]).code, Some(0));
    assert_eq!(place.count("?row a qb:Observation"), 62);
    assert_eq!(place.rows("SELECT DISTINCT ?row WHERE { ?row a qb:Observation ; ent:flag ?flag }").len(), 3);
    assert_eq!(place.count("?row a qb:Observation FILTER NOT EXISTS { ?row ent:respondents ?who }"), 62);
    assert!(
        place.count("?statement a ent:Statement ; ent:rule 'aligned-with.list' ; rdf:predicate ent:alignedWith ; rdf:object zh:俄罗斯")
            >= 1
    );
    assert_eq!(place.run(&["check"]).code, Some(0));
    let turtle = place.export("turtle");
    let quads: Vec<Quad> = RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle.as_bytes()).map(Result::unwrap).collect();
    assert!(quads.len() > 2000);
    assert!(!turtle.contains("_:"), "blank nodes");
    assert_eq!(place.run(&["query", "relations"]).code, Some(0));
}

/// Many pages: the samples under other titles.
fn many(place: &Place, copies: usize) {
    for copy in 0..copies {
        for file in sample_pages() {
            let title = file.file_stem().unwrap().to_string_lossy().into_owned();
            fs::copy(&file, place.page(&format!("{title} ({copy}).md"))).unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn a_build_that_was_killed_is_made_good_by_the_next() {
    let reference = Place::new();
    many(&reference, 10);
    let pages = reference.path("pages");
    let first = reference.page("法德关系 (0).md");
    let started = Instant::now();
    assert_eq!(reference.build(&[&pages]).code, Some(0));
    let whole = started.elapsed();
    let turtle = reference.export("trig");
    let mut killed = 0;
    // An empty store, filled by the bulk loader, and one that holds a page already, changed page by page.
    for (part, into_full) in [(10, false), (50, false), (80, false), (40, true), (90, true)] {
        let place = Place::new();
        if into_full {
            assert_eq!(place.build(&[first.to_str().unwrap()]).code, Some(0));
        }
        let store = place.path("store");
        let mut child = program().args(["build", &pages, "--store", &store]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * part / 100);
        let _ = child.kill();
        killed += usize::from(child.wait().unwrap().code().is_none());
        // Between the two builds the store can be read, or says that it is none yet.
        let stats = place.run(&["stats"]);
        assert!(stats.code == Some(0) || stats.err.contains("no store there"), "{}", stats.err);
        if stats.code == Some(0) {
            let whole_pages = place.count("GRAPH ?g { ?page a ent:Page ; ent:sha256 ?hash FILTER NOT EXISTS { ?page dct:title ?title } }");
            assert_eq!(whole_pages, 0, "half-written pages");
        }
        assert_eq!(place.build(&[&pages]).code, Some(0));
        assert!(place.export("trig") == turtle, "killed after {part} % of the time");
    }
    assert!(killed > 0, "no build was slow enough to be killed");
}

#[cfg(unix)]
#[test]
fn another_process_holds_the_store() {
    let place = Place::with_samples();
    let pages = place.path("pages");
    place.build(&[&pages]);
    let before = place.export("trig");
    // A build that waits for its page, a pipe that nobody has written to yet.
    let pipe = place.path("慢.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut slow = program().args(["build", &pipe, "--store", &place.path("store")]).stderr(Stdio::null()).spawn().unwrap();
    let pid = slow.id().to_string();
    let holds = || fs::read_to_string(place.path("store/lock")).unwrap_or_default().trim() == pid;
    let started = Instant::now();
    while !holds() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(10));
    }
    for args in [&["build", &pages][..], &["query", "pages"], &["export"], &["stats"], &["check"], &["why", "法国", "德国"]] {
        let held = place.run(args);
        assert_eq!((held.code, held.out.as_str()), (Some(2), ""), "{args:?}: {}", held.err);
        assert_eq!(held.err, format!("entente: the store is in use by another process ({pid}): {}\n", place.path("store")));
    }
    fs::write(&pipe, "一個國家。\n").unwrap();
    assert_eq!(slow.wait().unwrap().code(), Some(0));
    assert_ne!(place.export("trig"), before);
}
