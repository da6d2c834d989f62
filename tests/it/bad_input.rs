//! Bad input: one clear line, the other pages go on, what was in the store stays there.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::e2e::{Place, Ran, program, ran, records};

const GOOD: &str = "1999年3月，法國與西班牙簽署了《比利牛斯互助協定》。\n";

/// Expects one line on standard error that says all of this, and nothing on standard output.
fn one_line(ran: &Ran, code: i32, says: &[&str]) {
    assert_eq!(ran.code, Some(code), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.starts_with("entente: "), "{}", ran.err);
    says.iter().for_each(|word| assert!(ran.err.contains(word), "`{word}` in {}", ran.err));
    assert_eq!(ran.out, "");
}

fn no_panic(ran: &Ran) {
    assert!(ran.code.is_some(), "ended by a signal");
    assert!(!ran.err.contains("internal error") && !ran.err.contains("panicked"), "{}", ran.err);
}

/// A store with one good page.
fn with_good() -> Place {
    let place = Place::new();
    let page = place.write("好.md", GOOD);
    assert_eq!(place.build(&[&page]).code, Some(0));
    assert!(place.count("?statement a ent:Statement") >= 1);
    place
}

#[test]
fn a_page_that_is_not_utf8() {
    let place = with_good();
    let before = place.export("trig");
    let bad = place.write("壞.md", b"\xe7\x94\xb2\xff");
    let build = place.build(&["-q", &place.path("pages")]);
    one_line(&build, 1, &["skipped", &bad, "not UTF-8", "byte 3"]);
    assert_eq!(place.export("trig"), before);
    // A page that turns bad keeps what the store has of it.
    fs::write(place.page("好.md"), b"\xff").unwrap();
    fs::remove_file(bad).unwrap();
    one_line(&place.build(&["-q", &place.path("pages")]), 1, &["好.md", "not UTF-8"]);
    assert_eq!(place.export("trig"), before);
}

#[test]
fn a_page_that_is_cut_in_a_link() {
    let place = Place::new();
    let text = format!("{GOOD}\n法國是[西班牙](https://zh.wikipedia.org/wiki/西班牙 \"wikilink\")的鄰國。");
    let at = text.find("](").unwrap();
    for cut in at..text.len() {
        if text.is_char_boundary(cut) && (cut - at) % 7 < 3 {
            place.write(&format!("甲{cut}.md"), &text[..cut]);
        }
    }
    let build = place.build(&["-v", &place.path("pages")]);
    assert_eq!(build.code, Some(0), "{}", build.err);
    no_panic(&build);
    let told: Vec<_> = build.err.lines().filter(|line| line.contains("甲")).collect();
    assert!(!told.is_empty() && told.iter().all(|line| line.contains(".md")), "{}", build.err);
    let pages = fs::read_dir(place.path("pages")).unwrap().count();
    assert_eq!(place.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?statement a ent:Statement } }").len(), pages);
    assert_eq!(place.run(&["check"]).code, Some(0));
}

#[test]
fn tables_without_rows() {
    let place = Place::new();
    for (at, table) in [
        "<table></table>",
        "<table>",
        "<table><caption>style=\"x\"|</caption><tbody></tbody></table>",
        "<table><tr></tr><tr></tr></table>",
        "<table><tbody><tr><td",
        "<table><caption>2015年的民調</caption><thead><tr><th>國別</th><th>正面</th><th>負面</th></tr></thead></table>",
    ]
    .iter()
    .enumerate()
    {
        place.write(&format!("親甲{at}.md"), format!("{GOOD}\n{table}\n\n{GOOD}"));
    }
    let build = place.build(&[&place.path("pages")]);
    assert_eq!(build.code, Some(0), "{}", build.err);
    no_panic(&build);
    assert_eq!(place.count("?row a qb:Observation"), 0);
    assert_eq!(place.run(&["check"]).code, Some(0));
}

#[test]
fn a_title_with_every_reserved_character() {
    let place = Place::new();
    let title = "A?#[]@!$&'()*+,;=:%<>\"{}|\\^` %2F~é.。·";
    let page =
        place.write(&format!("{title}.md"), format!("{GOOD}\n## {title}\n\n[甲](https://zh.wikipedia.org/wiki/{title} \"wikilink\")"));
    assert_eq!(place.build(&[&page]).code, Some(0));
    assert_eq!(place.rows("SELECT ?title WHERE { ?page a ent:Page ; dct:title ?title }")[0][0], title.replace("%2F", "/"));
    for format in ["turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml"] {
        let text = place.export(format);
        let parser = oxigraph::io::RdfParser::from_format(match format {
            "turtle" => oxigraph::io::RdfFormat::Turtle,
            "trig" => oxigraph::io::RdfFormat::TriG,
            "ntriples" => oxigraph::io::RdfFormat::NTriples,
            "nquads" => oxigraph::io::RdfFormat::NQuads,
            "rdfxml" => oxigraph::io::RdfFormat::RdfXml,
            _ => oxigraph::io::RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() },
        });
        assert!(parser.for_slice(text.as_bytes()).all(|quad| quad.is_ok()), "{format}");
    }
    assert_eq!(place.run(&["check"]).code, Some(0));
    let page = place.run(&["query", "relations", "--page", &title.replace("%2F", "/"), "--format", "csv"]);
    assert_eq!(page.code, Some(0), "{}", page.err);
    assert_eq!(records(&page.out).len(), 2);
}

#[test]
fn a_page_of_fifty_megabytes() {
    let place = with_good();
    let mut text = String::with_capacity(51 << 20);
    let mut line = 0;
    while text.len() < 50 << 20 {
        line += 1;
        let _ = writeln!(text, "這一段說的是[某地](https://zh.wikipedia.org/wiki/某地{} \"wikilink\")的天氣，與各國無關。\n", line % 1000);
        if line % 5000 == 0 {
            let _ = writeln!(text, "## 第{line}節\n\n1999年3月，法國與西班牙簽署了《比利牛斯互助協定》。\n");
        }
    }
    let page = place.write("大.md", text);
    let started = Instant::now();
    let build = place.build(&[&page]);
    println!("50 MB in {:?}", started.elapsed());
    assert_eq!(build.code, Some(0), "{}", build.err);
    no_panic(&build);
    assert_eq!(place.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?statement a ent:Statement } }").len(), 2);
}

#[test]
fn ten_thousand_nested_lists() {
    let place = with_good();
    let mut indented = String::new();
    let mut quoted = String::new();
    for depth in 0..10_000 {
        let _ = writeln!(indented, "{}- 甲", "  ".repeat(depth.min(2_000)));
        quoted.push_str("- ");
    }
    place.write("縮.md", indented);
    place.write("連.md", format!("{quoted}甲\n\n{GOOD}"));
    place.write("引.md", format!("{}甲\n", "> ".repeat(10_000)));
    place.write("表.md", "<table><tr><td>".repeat(10_000));
    place.write("列.md", format!("{}{}", "<ul><li>".repeat(10_000), GOOD));
    let started = Instant::now();
    let build = place.build(&[&place.path("pages")]);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert_eq!(build.code, Some(0), "{}", build.err);
    no_panic(&build);
    assert_eq!(place.run(&["check"]).code, Some(0));
}

/// Files of an ontology folder that must be refused, with what the line says.
#[test]
fn data_files_that_are_wrong() {
    let header = "qid\tkind\tname\thant\taliases\tenglish\tstart\tend\tof\tsource\n";
    let rows = |rows: &str| format!("{header}{rows}");
    let rule = |pattern: &str| {
        format!(
            "relation = \"alliedWith\"\n\n[[rule]]\nid = \"mine.one\"\nsummary = \"A與B結盟\"\npatterns = [\"{pattern}\"]\nyes = [{{ text = \"法國與西班牙結盟。\", gives = [\"法国|西班牙\"] }}]\nno = []\n"
        )
    };
    let cases: [(&str, String, &[&str]); 7] = [
        ("gazetteer/mine/states.tsv", rows("\tstate\t甲国\t甲國\t法国\t\t\t\t\t\n"), &["mine/states.tsv", "法国"]),
        (
            "gazetteer/mine/states.tsv",
            rows("\tstate\t甲国\t\t乙国\t\t\t\t\t\n\tstate\t乙国\t\t甲国\t\t\t\t\t\n"),
            &["mine/states.tsv", "乙国"],
        ),
        ("gazetteer/mine/states.tsv", rows("\tgovernment\t甲府\t\t\t\t\t\t甲府\t\n"), &["mine/states.tsv:2", "circular"]),
        ("gazetteer/mine/states.tsv", rows("\tkingdom\t甲国\t\t\t\t\t\t\t\n"), &["mine/states.tsv:2", "kingdom"]),
        ("rules/mine.toml", rule("{a}&no-such-set{b}"), &["mine.toml", "no-such-set"]),
        ("rules/mine.toml", rule("{a"), &["mine.toml"]),
        ("rules/mine.toml", "relation = \n".to_owned(), &["mine.toml:1"]),
    ];
    for (name, text, says) in cases {
        let place = with_good();
        let before = place.export("trig");
        let file = Path::new(&place.path("mine")).join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &text).unwrap();
        let build = place.build(&[&place.path("pages"), "--ontology", &place.path("mine")]);
        no_panic(&build);
        assert_eq!(build.code, Some(2), "{name}: {text}: {}", build.err);
        for word in says {
            assert!(build.err.lines().any(|line| line.contains(word)), "{name}: {text}: {}", build.err);
        }
        assert!(build.err.lines().count() <= 4, "{}", build.err);
        assert_eq!(place.export("trig"), before);
    }
}

#[test]
fn queries_that_are_wrong() {
    let place = with_good();
    let before = place.export("trig");
    one_line(&place.run(&["query", "--sparql", "SELECT ?s WHERE { ?s ?p"]), 2, &["line 1"]);
    one_line(&place.run(&["query", "--sparql", "SELECT ?s\nWHERE { ?s nope:p ?o }"]), 2, &["line 2", "the prefix is not declared"]);
    for update in ["DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <x:a> <x:b> <x:c> }", "CLEAR ALL", "DROP ALL", "LOAD <http://example.org/x>"]
    {
        one_line(&place.run(&["query", "--sparql", update]), 2, &["update"]);
    }
    one_line(
        &place.run(&["query", "--sparql", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"]),
        2,
        &["--allow-service http://example.org/"],
    );
    one_line(&place.run(&["query", "--file", "/no/such/file.rq"]), 2, &["/no/such/file.rq"]);
    one_line(&place.run(&["query", "nope"]), 2, &["nope", "relations"]);
    one_line(&place.run(&["query", "of-state"]), 2, &["--state"]);
    one_line(&place.run(&["query", "of-state", "--state", "\u{1}無此國"]), 2, &["無此國"]);
    one_line(&place.run(&["query", "timeline", "--from", "x' } DELETE"]), 2, &["--from"]);
    one_line(&place.run(&["query", "relations", "--predicate", "a> <b"]), 2, &["--predicate"]);
    one_line(&place.run(&["query", "relations", "--format", "docx"]), 2, &["docx"]);
    assert_eq!(place.export("trig"), before);
}

#[test]
fn inputs_that_are_not_there() {
    let place = with_good();
    let before = place.export("trig");
    fs::create_dir(place.path("empty")).unwrap();
    fs::write(place.path("a.txt"), "x").unwrap();
    let last = |ran: &Ran, says: &str| {
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        assert!(ran.err.contains(says) && ran.err.lines().count() <= 2, "{}", ran.err);
    };
    last(&place.build(&[&place.path("none.md")]), "no such file");
    last(&place.build(&[&place.path("empty")]), "no page there");
    last(&place.build(&[&place.path("a.txt")]), "not a page");
    last(&place.build(&[&place.path("none*.md")]), "no page there");
    let part = place.build(&["-q", &place.path("none.md"), &place.path("pages")]);
    one_line(&part, 1, &["none.md", "no such file"]);
    assert_eq!(place.export("trig"), before);
    // A build without a page makes no store.
    assert_eq!(Place::new().build(&["/no/such/page.md"]).code, Some(2));
    let other = Place::new();
    other.build(&[&other.path("empty")]);
    assert!(!Path::new(&other.path("store")).exists());
}

#[test]
fn folders_that_are_no_store() {
    let place = Place::new();
    let page = place.write("好.md", GOOD);
    one_line(&place.run(&["query", "pages"]), 2, &["no store there", &place.path("store")]);
    fs::write(place.path("store"), "a file").unwrap();
    one_line(&place.build(&[&page]), 2, &["not a store", &place.path("store")]);
    one_line(&place.run(&["export"]), 2, &["not a store"]);
    assert_eq!(fs::read_to_string(place.path("store")).unwrap(), "a file");
    fs::remove_file(place.path("store")).unwrap();
    fs::create_dir(place.path("store")).unwrap();
    fs::write(place.path("store/mine.txt"), "mine").unwrap();
    one_line(&place.build(&[&page]), 2, &["not a store"]);
    assert_eq!(fs::read_dir(place.path("store")).unwrap().count(), 1);
    let other = with_good();
    fs::write(other.path("store/format"), "entente store 99\nbase https://example.org\n").unwrap();
    one_line(&other.run(&["stats"]), 2, &["format 99"]);
    // A database that was damaged.
    let broken = with_good();
    fs::write(broken.path("store/quads/CURRENT"), "MANIFEST-nope\n").unwrap();
    for args in [&["stats"][..], &["build", &page]] {
        one_line(&broken.run(args), 2, &["quads"]);
    }
}

/// A folder on a file system of two megabytes; gone with the value. None where this may not be mounted.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(size: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"]).arg(dir.path()).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self(dir))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk() {
    let samples = Place::with_samples();
    let pages = samples.path("pages");
    let mut tried = 0;
    for size in ["100k", "1m", "4m"] {
        let Some(disk) = SmallDisk::new(size) else { break };
        let store = disk.0.path().join("store");
        let good = samples.write("好.md", GOOD);
        let build = |input: &str| ran(program().args(["build", "-q", input, "--store"]).arg(&store));
        let first = build(&good);
        fs::remove_file(good).unwrap();
        no_panic(&first);
        if first.code != Some(0) {
            one_line(&first, 2, &["no space left on"]);
            continue;
        }
        let pages_there = || ran(program().args(["query", "pages", "--format", "csv", "--store"]).arg(&store)).out;
        let before = pages_there();
        assert!(before.contains("好"));
        // Fills what is left but for a little.
        let mut filler = fs::File::create(disk.0.path().join("filler")).unwrap();
        let _ = std::io::copy(&mut std::io::repeat(1), &mut filler);
        filler.set_len(filler.metadata().unwrap().len().saturating_sub(200 << 10)).unwrap();
        let full = build(&pages);
        one_line(&full, 2, &["no space left on", store.to_str().unwrap()]);
        assert!(pages_there().contains("好"), "what was there is gone");
        drop(filler);
        fs::remove_file(disk.0.path().join("filler")).unwrap();
        tried += 1;
        if size == "4m" {
            continue;
        }
    }
    // Where nothing can be mounted: a limit on the size of files, which the system tells of as an error.
    let place = with_good();
    let before = place.export("trig");
    let binary = assert_cmd::cargo::cargo_bin("entente");
    let limited = |args: &[&str]| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 64 && exec \"$@\"", "sh"]).arg(&binary).args(args);
        ran(shell.env_remove("ENTENTE_STORE"))
    };
    let build = limited(&["build", "-q", &pages, "--store", &place.path("store")]);
    one_line(&build, 2, &["File too large"]);
    tried += 1;
    assert!(place.run(&["query", "pages"]).out.contains("好"));
    // The page is whole, whatever others made it into the store before the disk was full.
    let page = |text: &str| text.lines().filter(|line| line.contains("比利牛斯互助")).count();
    assert_eq!(page(&place.export("trig")), page(&before));
    assert_eq!(place.run(&["check"]).code, Some(0));
    let target = place.path("out.ttl");
    fs::write(&target, "old").unwrap();
    assert_eq!(place.build(&[&pages]).code, Some(0));
    let export = limited(&["export", "-o", &target, "--store", &place.path("store")]);
    one_line(&export, 2, &["File too large", &target]);
    assert_eq!(fs::read_to_string(&target).unwrap(), "old", "an export that failed leaves the old file");
    println!("{tried} full disks tried");
}
