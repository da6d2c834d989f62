//! `entente eval`, against the scorer that the annotation guide names, and by its exit statuses.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use entente::{
    eval::sentences,
    pipeline::{Options, Pipeline},
    rules::Precision,
    store::{
        canned,
        results::{self, Format},
        sparql::Prepared,
    },
};
use serde_json::Value;

use super::queries::built;

const NINE: &str = "alignedWith,alliedWith,strategicPartnerOf,sidedWith,signedTreaty,jointExercise,foughtAgainst,memberOf,recognized";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn entente(args: &[&str]) -> Output {
    assert_cmd::Command::cargo_bin("entente").unwrap().args(args).current_dir(root()).env_remove("ENTENTE_STORE").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(args: &[&str]) -> Value {
    let output = entente(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The folder with the reference scorer and more annotated pages; it lies beside the repository where it is at hand.
fn shared() -> PathBuf {
    env::var_os("ENTENTE_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from)
}

/// The reference scorer with an interpreter that can run it, or why there is none.
fn reference() -> Result<(PathBuf, PathBuf), String> {
    let scorer = shared().join("tools/score.py");
    if !scorer.exists() {
        return Err(format!("no scorer: {}", scorer.display()));
    }
    let python = env::var_os("ENTENTE_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    match Command::new(&python).args(["-c", "import opencc"]).output() {
        Ok(output) if output.status.success() => Ok((python, scorer)),
        Ok(_) => Err(format!("{} has no opencc-python-reimplemented", python.display())),
        Err(error) => Err(format!("{}: {error}", python.display())),
    }
}

/// What `entente query relations --format csv` prints of the pages of a folder.
fn relations(pages: &Path) -> Vec<u8> {
    let (_, store) = built(pages);
    let prepared = Prepared::new(&canned::library(None).unwrap()["relations"].text, store.names()).unwrap();
    let mut out = Vec::new();
    results::write(prepared.run(&store, None).unwrap(), Format::from_name("csv").unwrap(), store.names(), None, &mut out).unwrap();
    out
}

/// How the figures of our own differ from the reference scorer's, page by page.
fn differences(pages: &Path, gold: &Path, relations_only: Option<&str>, python: &Path, scorer: &Path) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let predicted = dir.path().join("relations.csv");
    fs::write(&predicted, relations(pages)).unwrap();
    let mut args = vec!["eval", "--gold", gold.to_str().unwrap(), pages.to_str().unwrap(), "--format", "json"];
    args.extend(relations_only.iter().flat_map(|only| ["--relations", only]));
    let ours = json(&args);
    let (mut differences, mut seen) = (Vec::new(), 0);
    for page in ours["pages"].as_array().unwrap() {
        let title = page["page"].as_str().unwrap();
        let mut command = Command::new(python);
        command.arg(scorer).arg("--gold").arg(gold.join(title).join("relations.tsv")).arg("--predicted").arg(&predicted);
        command.args(["--page", title, "--json"]).env("PYTHONDONTWRITEBYTECODE", "1");
        command.args(relations_only.iter().flat_map(|only| ["--predicates", only]));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
        for measure in ["strict", "lenient"] {
            for (name, value) in theirs[measure].as_object().unwrap() {
                let same = match (value.as_f64(), page[measure][name].as_f64()) {
                    (Some(a), Some(b)) => (a - b).abs() < 1.5e-4,
                    (a, b) => a == b,
                };
                seen += 1;
                if !same {
                    differences.push(format!("{title}, {measure} {name}: {} here, {value} there", page[measure][name]));
                }
            }
        }
    }
    assert!(seen > 100, "{seen} figures");
    differences
}

#[test]
fn figures_are_those_of_the_reference_scorer() {
    let (python, scorer) = match reference() {
        Ok(found) => found,
        Err(why) => return println!("skipped: {why}"),
    };
    let sets = [(root().join("tests/pages"), root().join("tests/gold")), (shared().join("corpus"), shared().join("gold"))];
    for (pages, gold) in sets {
        if !(pages.is_dir() && gold.is_dir()) {
            println!("skipped: no {} or {}", pages.display(), gold.display());
            continue;
        }
        for only in [None, Some(NINE)] {
            let differences = differences(&pages, &gold, only, &python, &scorer);
            assert!(differences.is_empty(), "{}", differences.join("\n"));
        }
    }
}

#[test]
fn parts_add_up() {
    let all = json(&["eval", "--gold", "tests/gold", "--format", "json", "--verbose"]);
    let sum = |values: &mut dyn Iterator<Item = &Value>, name: &str| values.map(|value| value[name].as_u64().unwrap()).sum::<u64>();
    let pages = all["pages"].as_array().unwrap();
    let total = &all["total"]["strict"];
    for name in ["required", "predicted", "hits", "optional_hits", "repeats"] {
        let count = total[name].as_u64().unwrap();
        assert_eq!(sum(&mut pages.iter().map(|page| &page["strict"]), name), count, "{name}");
        assert_eq!(sum(&mut all["relations"].as_object().unwrap().values(), name), count, "{name}");
    }
    let rules: Vec<&Value> = all["rules"].as_object().unwrap().values().collect();
    assert_eq!(sum(&mut rules.iter().copied(), "hits"), total["hits"].as_u64().unwrap());
    let noisy = total["predicted"].as_u64().unwrap() - total["hits"].as_u64().unwrap();
    assert_eq!(sum(&mut rules.iter().copied(), "noisy"), noisy);
    let listed = |name: &str| pages.iter().map(|page| page[name].as_array().unwrap().len() as u64).sum::<u64>();
    assert_eq!(listed("noisy"), noisy);
    assert_eq!(listed("missing"), total["required"].as_u64().unwrap() - total["hits"].as_u64().unwrap());
    let tsv = text(&entente(&["eval", "--gold", "tests/gold", "--format", "tsv"]).stdout);
    let width = tsv.lines().next().unwrap().split('\t').count();
    assert!(tsv.lines().all(|line| line.split('\t').count() == width), "{tsv}");
}

#[test]
fn tables_name_what_is_missing() {
    let output = entente(&["eval", "--gold", "tests/gold", "tests/pages/反英.md", "--relations", "signedTreaty,foughtAgainst", "-v"]);
    assert_eq!(output.status.code(), Some(1), "nine annotated pages were not given");
    let told = text(&output.stderr);
    assert!(told.contains("中法关系 is annotated") && told.lines().count() == 9, "{told}");
    let out = text(&output.stdout);
    assert!(out.contains("\n total ") && out.contains("\nmissing  反英:") && !out.contains("jointExercise"), "{out}");
}

#[test]
fn sentences_are_scored_and_rules_weighed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.tsv");
    let rows = "id\trelation\ttext\texpected\tnote\nx\tsignedTreaty\t1963年1月22日，法国与西德签署《爱丽舍条约》。\t法国|西德|1963|\t\n\
                y\tsignedTreaty\t法国与西德签署《爱丽舍条约》。\tnone\t\nz\trecognized\t今天下雨。\t法国|西德||\t\n";
    fs::write(&file, rows).unwrap();
    let (file, precision) = (file.to_str().unwrap(), dir.path().join("precision.tsv"));
    let all = json(&["eval", "--sentences", file, "--precision", precision.to_str().unwrap(), "--format", "json"]);
    assert_eq!((&all["total"]["hits"], &all["total"]["required"], &all["total"]["predicted"]), (&1.into(), &2.into(), &2.into()));
    let written = fs::read_to_string(precision).unwrap();
    assert!(
        written.contains(&format!("# from   {file}\nrule\tright\tcases\nsigned-treaty.")) && written.ends_with("\t1\t2\n"),
        "{written}"
    );
    let shown = text(&entente(&["eval", "--sentences", file, "--verbose"]).stdout);
    assert!(shown.contains("a.tsv:3 y: ") && shown.contains("missing  recognized 法国|西德||"), "{shown}");
    let shown = text(&entente(&["eval", "--sentences", file, "--relations", "recognized"]).stdout);
    assert!(!shown.contains("signedTreaty"), "{shown}");
}

#[test]
fn wrong_usage_is_two() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("gold/甲")).unwrap();
    let gold = dir.path().join("gold");
    fs::write(gold.join("甲/relations.tsv"), "subject\tpredicate\tobject\tdate\tvia\tstatus\tevidence\n甲\tnope\t乙\t\t\trequired\t\n")
        .unwrap();
    let gold = gold.to_str().unwrap();
    for (args, says) in [
        (vec!["eval"], "--gold"),
        (vec!["eval", "--gold", "tests/gold", "--sentences", "x"], "cannot be used with"),
        (vec!["eval", "--gold", "tests/sentences"], "no folder PAGE/relations.tsv there"),
        (vec!["eval", "--gold", "tests/nowhere"], "tests/nowhere"),
        (vec!["eval", "--gold", "tests/gold", "--relations", "nope"], "no relation `nope`"),
        (vec!["eval", "--gold", "tests/gold", "--precision", "x"], "cannot be used with"),
        (vec!["eval", "--gold", gold], "relations.tsv:2: the vocabulary has no relation `nope`"),
        (vec!["eval", "--sentences", "Cargo.toml"], "Cargo.toml:1: the header lacks id"),
    ] {
        let output = entente(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(says), "{args:?}: {}", text(&output.stderr));
    }
    let good = "subject\tpredicate\tobject\tdate\tvia\tstatus\tevidence\n甲\tsupports\t乙\t\t\trequired\t\n";
    fs::write(dir.path().join("gold/甲/relations.tsv"), good).unwrap();
    let output = entente(&["eval", "--gold", gold]);
    assert!(
        output.status.code() == Some(2) && text(&output.stderr).contains("no folder `pages` or `corpus` beside"),
        "{}",
        text(&output.stderr)
    );
}

/// What the graph says of the rules is what they do. `UPDATE=1 cargo test` writes the file anew, from the sentences that it names.
#[test]
fn the_precision_of_the_rules_is_current() {
    let path = root().join("ontology/rules/precision.tsv");
    let there = fs::read_to_string(&path).unwrap();
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let sources = Precision::read("precision.tsv", &there).unwrap().sources;
    assert!(!sources.is_empty(), "it names no file");
    let known = |relation: &str| pipeline.vocabulary().relation(relation).is_some();
    let read = |file: &String| sentences::read(file, &fs::read_to_string(root().join(file)).unwrap(), &known).unwrap();
    let rows: Vec<_> = sources.iter().flat_map(read).collect();
    let precision = sentences::score(&pipeline, &rows).precision(sources);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, precision.write()).unwrap();
        return;
    }
    assert!(precision.write() == there, "ontology/rules/precision.tsv is not what the rules do; UPDATE=1 cargo test writes it anew");
}
