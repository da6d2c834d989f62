//! Dumps and snapshots through the program, without a store.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a run of the program came to.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn extract(args: &[&str], input: &[u8]) -> Ran {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("entente"));
    command.arg("extract").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Title and wikitext of pages about treaties that never were, all of them different.
pub fn pages(count: usize) -> Vec<(String, String)> {
    let states = ["法國", "西班牙", "葡萄牙", "英國", "荷蘭", "比利時", "丹麥", "瑞典", "挪威", "波蘭"];
    let page = |at: usize| {
        let (one, two) = (states[at % 10], states[(at + 1 + at / 10 % 9) % 10]);
        let year = 1900 + at % 100;
        let text = format!(
            "'''第{at}號條約'''是一份條約。\n\n== 經過 ==\n{year}年3月，[[{one}]]與[[{two}]]簽署了《第{at}號條約》。<ref>{{{{cite web|url=https://example.org/{at}|title=第{at}號}}}}</ref>\n\n\
             == 註釋 ==\n{{{{reflist}}}}\n[[Category:條約]]\n"
        );
        (format!("第{at}號條約"), text)
    };
    (0..count).map(page).collect()
}

/// The pages as an XML dump.
pub fn dump(pages: &[(String, String)]) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let mut dump = String::from(
        "<mediawiki version=\"0.11\" xml:lang=\"zh\">\n<siteinfo><dbname>zhwiki</dbname><base>https://zh.wikipedia.org/wiki/首页</base></siteinfo>\n",
    );
    for (at, (title, text)) in pages.iter().enumerate() {
        let _ = writeln!(
            dump,
            "<page><title>{}</title><ns>0</ns><id>{at}</id><revision><id>{}</id><timestamp>2024-01-01T00:00:00Z</timestamp><model>wikitext</model>\
             <text xml:space=\"preserve\">{}</text></revision></page>",
            escaped(title),
            at + 1,
            escaped(text)
        );
    }
    dump + "</mediawiki>\n"
}

/// The pages as lines of JSON.
pub fn lines(pages: &[(String, String)]) -> String {
    let line = |(at, (title, text)): (usize, &(String, String))| {
        let record = serde_json::json!({
            "name": title, "identifier": at, "in_language": {"identifier": "zh"}, "namespace": {"identifier": 0},
            "version": {"identifier": at + 1}, "date_modified": "2024-01-01T00:00:00Z", "article_body": {"wikitext": text},
        });
        format!("{record}\n")
    };
    pages.iter().enumerate().map(line).collect()
}

pub fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::new(1));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn statements(nquads: &str) -> usize {
    nquads.lines().filter(|line| line.contains("ontology#Statement> ")).count()
}

#[test]
fn a_dump_and_its_pages_are_one() {
    let pages = pages(60);
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let xml = dump(&pages);
    fs::write(path("a.xml"), &xml).unwrap();
    let parts: Vec<u8> = xml.as_bytes().chunks(5000).flat_map(bz2).collect();
    fs::write(path("b.xml.bz2"), &parts).unwrap();
    fs::write(path("c.ndjson"), lines(&pages)).unwrap();
    let plain = extract(&[&path("a.xml")], b"");
    assert_eq!((plain.code, statements(&plain.out)), (Some(0), 60), "{}", plain.err);
    assert!(plain.err.starts_with("entente: 60 pages read\nentente: 60 statements"), "{}", plain.err);
    for threads in ["1", "2", "5"] {
        assert_eq!(extract(&["--threads", threads, &path("b.xml.bz2")], b"").out, plain.out);
    }
    assert_eq!(extract(&["-q", &path("c.ndjson")], b"").out, plain.out);
    for input in [xml.into_bytes(), parts, lines(&pages).into_bytes()] {
        let ran = extract(&["-"], &input);
        assert_eq!((ran.code, &ran.out), (Some(0), &plain.out), "{}", ran.err);
    }
    // The files of a folder are read in the order of their names, and each page is told of in its own graph.
    assert_eq!(extract(&["-q", &path("")], b"").out, plain.out.repeat(3));
    // What a page in a file of its own says is the same but for its version, and the hash of its recipe is no part of it.
    fs::create_dir(path("wiki")).unwrap();
    for (title, text) in &pages {
        fs::write(path(&format!("wiki/{title}.wikitext")), text).unwrap();
    }
    let sorted = |out: &str| {
        let mut lines: Vec<String> = out
            .lines()
            .filter(|line| !line.contains("schema.org/version") && !line.contains("terms/modified"))
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines
    };
    assert!(sorted(&extract(&[&path("wiki")], b"").out) == sorted(&plain.out));
}

#[test]
fn sentences_are_read_in_chinese_alone() {
    let pages = pages(3);
    for (wiki, language, expected) in [("zhwiki", "zh", 3), ("zh_yuewiki", "zh-yue", 3), ("jawiki", "ja", 0)] {
        let base = format!("https://{language}.wikipedia.org/wiki/首页");
        let ran = extract(&["-"], dump(&pages).replace("zhwiki", wiki).replace("https://zh.wikipedia.org/wiki/首页", &base).as_bytes());
        assert_eq!((ran.code, statements(&ran.out)), (Some(0), expected), "{wiki}: {}", ran.err);
        // What it links is known all the same.
        assert!(ran.out.matches("ontology#linksTo>").count() > 6, "{wiki}");
    }
}

#[test]
fn one_bad_line_never_ends_the_filter() {
    let good = lines(&pages(40));
    let mut input = Vec::new();
    for (at, line) in good.lines().enumerate() {
        match at {
            5 => input.extend_from_slice(b"{\"name\": \n"),
            9 => input.extend_from_slice(b"\xff\xfe\n"),
            20 => input.extend_from_slice(b"[1,2]\n"),
            30 => input.extend_from_slice(b"\n\n"),
            _ => {}
        }
        input.extend_from_slice(line.as_bytes());
        input.push(b'\n');
    }
    let ran = extract(&["-"], &input);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out, extract(&["-q", "-"], good.as_bytes()).out);
    let told: Vec<&str> = ran.err.lines().collect();
    for (line, says) in told.iter().zip(["line 6: no JSON", "line 11: not UTF-8", "line 23: no page", "40 pages read"]) {
        assert!(line.contains(says), "{}", ran.err);
    }
    assert!(told.last().unwrap().contains("3 inputs skipped"), "{}", ran.err);
}

#[test]
fn what_is_no_dump_or_cut_off() {
    let xml = dump(&pages(30));
    let packed: Vec<u8> = xml.as_bytes().chunks(3000).flat_map(bz2).collect();
    for cut in [&xml.as_bytes()[..xml.len() / 2], &packed[..packed.len() / 2], &packed[..packed.len() / 2 + 301]] {
        let ran = extract(&["-q", "-"], cut);
        assert_eq!(ran.code, Some(1));
        let errors: Vec<&str> = ran.err.lines().collect();
        assert!(errors.len() == 2 && errors[0].contains("standard input: cut off or broken behind"), "{}", ran.err);
        assert!((5..25).contains(&statements(&ran.out)), "{}", statements(&ran.out));
    }
    let empty = extract(&["-q", "-"], b"");
    assert_eq!((empty.code, empty.out.as_str(), empty.err.as_str()), (Some(0), "", ""));
    for (input, says) in [
        (&b" \n"[..], "nothing in it"),
        ("'''法國'''".as_bytes(), "neither an XML dump nor lines of JSON"),
        (b"BZh9nothing of the kind", "standard input: "),
        (b"\x1f\x8bnothing of the kind", "standard input: "),
        (b"\x28\xb5\x2f\xfdnothing", "standard input: "),
    ] {
        let ran = extract(&["-q", "-"], input);
        assert!(ran.code == Some(1) && ran.err.contains(says) && !ran.err.contains("internal"), "{}", ran.err);
    }
}

/// Dumps of `gensim`'s test data. They stand beside the project, or where `ENTENTE_DUMPS` says.
#[test]
fn excerpts_of_real_dumps_lose_no_page() {
    let folder =
        std::env::var_os("ENTENTE_DUMPS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/dumps"), PathBuf::from);
    for (name, all, articles) in [
        ("bgwiki-latest-pages-articles-shortened.xml.bz2", 3, 1),
        ("enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2", 206, 205),
        ("enwiki-table-markup.xml.bz2", 5, 5),
    ] {
        let path = folder.join(name);
        if !path.exists() {
            println!("skipped: no {name}; ENTENTE_DUMPS names the folder with gensim's test data");
            continue;
        }
        let path = path.to_str().unwrap();
        let read = |args: &[&str]| {
            let ran = extract(&[args, &[path]].concat(), b"");
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            ran.out.lines().filter(|line| line.contains("ontology#Page> ")).count()
        };
        assert_eq!(read(&[]), articles, "{name}");
        assert_eq!(read(&["--namespaces", "0,1,2,4,6,8,10,12,14,100,828"]), all, "{name}");
    }
}
