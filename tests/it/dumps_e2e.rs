//! Dumps into stores on disk: in portions, killed, again, pruned, and by way of parts.

use std::{
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use super::{
    dumps::{bz2, dump, lines, pages},
    e2e::{Place, entente, program, sample_pages},
};

#[test]
fn a_dump_is_built_and_built_again() {
    let place = Place::new();
    let mut all = pages(40);
    let file = place.write("zhwiki.xml", dump(&all));
    let build = place.build(&[&file]);
    assert_eq!(build.code, Some(0), "{}", build.err);
    assert!(build.err.contains("40 pages changed (40 new), 0 unchanged"), "{}", build.err);
    let before = place.export("nquads");
    assert!(place.build(&[&file]).err.contains("0 pages changed, 40 unchanged"));
    assert_eq!(place.run(&["check"]).code, Some(0));

    // A page changes, one is gone, one is new.
    all[3].1 = all[3].1.replace("第3號", "第3乙號");
    all.remove(7);
    all.push(("新條約".to_owned(), "1950年，[[法國]]與[[丹麥]]簽署了《新條約》。".to_owned()));
    fs::write(&file, dump(&all)).unwrap();
    let build = place.build(&[&file, "--prune"]);
    // Every page behind the one that is gone has another version number.
    assert!(build.err.contains("1 pages dropped that were in no input"), "{}", build.err);
    let fresh = Place::new();
    assert_eq!(fresh.build(&[&file]).code, Some(0));
    assert_eq!(place.export("nquads"), fresh.export("nquads"));
    assert_ne!(place.export("nquads"), before);
    assert_eq!(place.run(&["check"]).code, Some(0));

    // A dump that is cut off prunes nothing.
    let text = dump(&all);
    fs::write(&file, &text[..text.find("第20號").unwrap()]).unwrap();
    let build = place.build(&[&file, "--prune"]);
    assert_eq!(build.code, Some(1));
    assert!(build.err.contains("no page was dropped") && build.err.contains("cut off"), "{}", build.err);
    assert_eq!(place.export("nquads"), fresh.export("nquads"));
    let check = place.run(&["check"]);
    assert!(check.code == Some(1) && check.err.contains("no file is known that holds the page as it was read"), "{}", check.err);
}

#[test]
fn killed_at_any_moment_and_started_again() {
    let all = pages(500);
    let whole = Place::new();
    let xml = dump(&all);
    let packed: Vec<u8> = xml.as_bytes().chunks(30_000).flat_map(bz2).collect();
    let file = whole.write("zhwiki.xml.bz2", &packed);
    let start = Instant::now();
    assert_eq!(whole.build(&[&file]).code, Some(0));
    let took = start.elapsed();
    let expected = whole.export("nquads");
    let place = Place::new();
    let store = place.path("store");
    for part in 1..8 {
        let mut child = program().args(["build", "-q", "--store", &store, &file]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(took.mul_f64(f64::from(part) / 7.0).max(Duration::from_millis(30)));
        let _ = child.kill();
        child.wait().unwrap();
        if fs::exists(format!("{store}/quads/CURRENT")).unwrap() {
            let ran = place.run(&["stats", "--format", "json"]);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
        }
    }
    assert_eq!(place.build(&[&file]).code, Some(0));
    assert!(place.export("nquads") == expected);
    assert_eq!(place.run(&["check"]).code, Some(0));
    let left =
        fs::read_dir(place.path("store/quads")).unwrap().flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("bulk-"));
    assert_eq!(left.count(), 0);
}

#[test]
fn parts_make_the_same_graph() {
    let place = Place::with_samples();
    let all = pages(50);
    let dumped = place.write("zhwiki.ndjson", lines(&all));
    assert_eq!(place.build(&[&place.path("pages")]).code, Some(0));
    let expected = place.export("nquads");

    let parts = Place::new();
    fs::create_dir(parts.path("parts")).unwrap();
    fs::write(parts.path("parts/_SUCCESS"), "").unwrap();
    let half = lines(&all[..25]);
    let rest = parts.write("rest.ndjson", lines(&all).strip_prefix(&half).unwrap());
    let first = parts.write("first.ndjson", &half);
    fs::write(parts.path("parts/part-00000"), entente(&["extract", "-q", &rest]).out).unwrap();
    fs::write(parts.path("parts/part-00001.bz2"), bz2(entente(&["extract", "-q", &first]).out.as_bytes())).unwrap();
    let samples: Vec<String> = sample_pages().iter().map(|path| path.to_str().unwrap().to_owned()).collect();
    let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
    // Shuffled lines are no harm.
    let text = entente(&[&["extract"], &samples[..]].concat()).out;
    let mut shuffled: Vec<&str> = text.lines().collect();
    shuffled.sort_by_key(|line| line.bytes().rev().step_by(3).fold(7u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(byte)));
    fs::write(parts.path("parts/part-00002"), shuffled.join("\n")).unwrap();

    let load = |inputs: &[&str]| parts.run(&[&["load"], inputs].concat());
    let folder = parts.path("parts");
    let loaded = load(&[&folder]);
    assert_eq!(loaded.code, Some(0), "{}", loaded.err);
    assert!(loaded.err.contains("60 pages changed (60 new)"), "{}", loaded.err);
    let revisions =
        |export: &str| export.lines().filter(|line| !line.contains("schema.org/version")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(revisions(&parts.export("nquads")), revisions(&expected));
    // Again, from an export too; and a build reads what was loaded anew.
    assert_eq!(load(&[&folder]).code, Some(0));
    let exported = parts.path("export.nq");
    fs::write(&exported, parts.export("nquads")).unwrap();
    let again = load(&[&exported]);
    assert!(again.code == Some(0) && again.err.contains("0 pages changed (0 new), 60 unchanged"), "{}", again.err);
    assert_eq!(revisions(&parts.export("nquads")), revisions(&expected));
    assert_eq!(parts.build(&[&[dumped.as_str()], &samples[..]].concat()).code, Some(0));
    assert_eq!(parts.export("nquads"), expected);
}

#[test]
fn bad_parts() {
    let place = Place::with_samples();
    let good = entente(&["extract", sample_pages()[0].to_str().unwrap()]).out;
    let bad =
        place.write("bad.nq", format!("{good}no quad\n<a:s> <a:p> <a:o> <http://example.org/graph/zh/x> .\n<a:s> <a:p> _:b <g:1> .\n"));
    let ran = place.run(&["load", &bad, &place.path("none.nq")]);
    assert_eq!(ran.code, Some(1));
    let lines = good.lines().count();
    for says in [
        format!("bad.nq: line {}: no N-Quads", lines + 1),
        format!("bad.nq: line {}: a blank node", lines + 3),
        "1 quads skipped: their graphs are no pages".to_owned(),
        "none.nq: ".to_owned(),
        "1 pages changed (1 new)".to_owned(),
    ] {
        assert!(ran.err.contains(&says), "{says}: {}", ran.err);
    }
    assert_eq!(place.run(&["check", "--no-quotes"]).code, Some(0));
}

#[test]
fn redirects_are_other_names() {
    let place = Place::new();
    let mut all = pages(3);
    for (title, text) in [
        ("西國", "#REDIRECT [[西班牙]]"),
        ("西國歷史", "#重定向 [[西班牙#歷史]]"),
        ("圈", "#REDIRECT [[圈二]]"),
        ("圈二", "#REDIRECT [[圈]]"),
    ] {
        all.push((title.to_owned(), text.to_owned()));
    }
    let file = place.write("zhwiki.xml", dump(&all));
    assert_eq!(place.build(&[&file]).code, Some(0));
    let names = place.rows("SELECT ?name WHERE { GRAPH <https://w3id.org/entente/graph/redirects> { ?x skos:altLabel ?name } }");
    assert_eq!(names, [["西國"]]);
    assert_eq!(place.run(&["check"]).code, Some(0));
    // The name works on the command line.
    let ran = place.run(&["why", "西國", "signedTreaty", "法國"]);
    assert!(ran.code == Some(0) && ran.out.contains("第0號條約"), "{}{}", ran.out, ran.err);
}
