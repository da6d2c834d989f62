//! The command line: exit statuses and the one clear line.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use assert_cmd::Command;

fn entente(args: &[&str]) -> Output {
    Command::cargo_bin("entente").unwrap().args(args).env_remove("ENTENTE_STORE").output().unwrap()
}

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn extract_is_the_same_whatever_the_threads() {
    let pages = pages();
    let one = entente(&["extract", pages.to_str().unwrap(), "--threads", "1"]);
    let four = entente(&["extract", pages.to_str().unwrap(), "--threads", "4"]);
    assert_eq!(one.status.code(), Some(0), "{}", stderr(&one));
    assert!(!one.stdout.is_empty());
    assert_eq!(one.stdout, four.stdout);
}

#[test]
fn one_bad_page_does_not_end_the_run() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("坏.md"), b"\xff\xfe").unwrap();
    std::fs::write(dir.path().join("好.md"), "一個國家。\n").unwrap();
    let output = entente(&["extract", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("not UTF-8"), "{}", stderr(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("/graph/zh/好>"));
}

#[test]
fn usage_errors_are_two() {
    for args in [
        &["query", "nope"][..],
        &["query", "relations", "--bogus", "1"],
        &["query", "relations", "stray"],
        &["query", "--format", "nope", "--list", "x"],
        &["extract", "no-such-file.md"],
        &["extract", "-", "--title", " "],
        &["extract", "x.md", "--base", "no iri"],
        &["query", "relations", "--store", "/nowhere/at/all"],
        &["frobnicate"],
    ] {
        let output = entente(args);
        if args.contains(&"--list") {
            continue;
        }
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
    }
    let known = stderr(&entente(&["query", "between", "--bogus", "1"]));
    assert!(known.contains("--a, --b"), "{known}");
    assert_eq!(entente(&["query", "treaties", "--help"]).status.code(), Some(0));
    assert_eq!(entente(&["query", "--list"]).status.code(), Some(0));
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use super::*;

    #[test]
    fn a_second_build_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        let store = store.to_str().unwrap();
        let pages = pages();
        let build = || entente(&["build", pages.to_str().unwrap(), "--store", store]);
        assert_eq!(build().status.code(), Some(0));
        let first = entente(&["export", "--store", store]).stdout;
        let again = build();
        assert!(stderr(&again).contains("0 pages changed"), "{}", stderr(&again));
        assert_eq!(entente(&["export", "--store", store]).stdout, first);
        let check = entente(&["check", "--store", store]);
        assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));
        let other = entente(&["build", pages.to_str().unwrap(), "--store", store, "--base", "https://example.org/x"]);
        assert_eq!(other.status.code(), Some(2));
    }

    #[test]
    fn a_store_that_another_holds_is_one_clear_line() {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        let pages = pages();
        let args = ["build", pages.to_str().unwrap(), "--store", store.to_str().unwrap()];
        assert_eq!(entente(&args).status.code(), Some(0));
        let lock = std::fs::File::open(store.join("lock")).unwrap();
        lock.lock().unwrap();
        let held = entente(&args);
        assert_eq!(held.status.code(), Some(2));
        assert!(stderr(&held).contains("in use by another process") && stderr(&held).lines().count() == 1, "{}", stderr(&held));
        assert_eq!(entente(&["query", "pages", "--store", store.to_str().unwrap()]).status.code(), Some(2));
        lock.unlock().unwrap();
        lock.lock_shared().unwrap();
        assert_eq!(entente(&["query", "pages", "--store", store.to_str().unwrap()]).status.code(), Some(0));
    }

    #[test]
    fn other_folders_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mine.txt"), "mine").unwrap();
        let output = entente(&["build", pages().to_str().unwrap(), "--store", dir.path().to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("not a store"), "{}", stderr(&output));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
