//! The Spark job of `docs/spark`: its parts hold the quads that one machine writes. Needs `pyspark`, and Java.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use super::dumps::{lines, pages};

/// A Python that has `pyspark`, if any.
fn python() -> Option<String> {
    let python = std::env::var("ENTENTE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    if has(Command::new(&python).args(["-c", "import pyspark"])) && has(Command::new("java").arg("-version")) {
        return Some(python);
    }
    println!("skipped: no pyspark for {python}, or no Java; ENTENTE_PYTHON names another Python");
    None
}

fn job(python: &str, input: &str, output: &str, more: &[&str]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/spark/extract.py");
    let mut command = Command::new(python);
    command.arg(script).args([input, output, "--entente"]).arg(assert_cmd::cargo::cargo_bin("entente")).args(more);
    command.env("PYSPARK_PYTHON", python).env("PYSPARK_SUBMIT_ARGS", "--master local[2] pyspark-shell").env("SPARK_LOCAL_IP", "127.0.0.1");
    command.output().unwrap()
}

#[test]
fn the_parts_of_a_spark_job() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let good = lines(&pages(300));
    // One line that is no page is left out, and the job goes on.
    let (head, tail) = good.split_at(good.match_indices('\n').nth(100).unwrap().0 + 1);
    fs::write(path("pages.ndjson"), format!("{head}{{broken\n{tail}")).unwrap();
    fs::write(path("good.ndjson"), &good).unwrap();

    let ran = job(&python, &path("pages.ndjson"), &path("parts"), &["--partitions", "4"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let parts: Vec<_> = fs::read_dir(path("parts")).unwrap().flatten().map(|entry| entry.path()).collect();
    let parts: Vec<_> = parts.iter().filter(|part| part.file_name().unwrap().to_string_lossy().starts_with("part-")).collect();
    assert!(parts.len() >= 4 && parts.iter().filter(|part| fs::metadata(part).unwrap().len() > 0).count() >= 2);
    let mut found: Vec<String> =
        parts.iter().flat_map(|part| fs::read_to_string(part).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let whole = Command::new(assert_cmd::cargo::cargo_bin("entente")).args(["extract", "-q", &path("good.ndjson")]).output().unwrap();
    let mut expected: Vec<String> = String::from_utf8(whole.stdout).unwrap().lines().map(str::to_owned).collect();
    found.sort();
    expected.sort();
    assert!(found == expected, "{} and {} quads", found.len(), expected.len());
    loads(&path("parts"), &path("good.ndjson"));
}

/// Loaded, the parts are the graph that a build makes.
#[cfg(feature = "rocksdb")]
fn loads(parts: &str, whole: &str) {
    let (loaded, built) = (super::e2e::Place::new(), super::e2e::Place::new());
    let ran = loaded.run(&["load", parts]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(built.build(&[whole]).code, Some(0));
    assert!(loaded.export("nquads") == built.export("nquads"));
}

#[cfg(not(feature = "rocksdb"))]
fn loads(_: &str, _: &str) {}
