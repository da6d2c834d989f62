//! The pages of `docs/` that are made from data are as the data say. `UPDATE=1 cargo test` writes them anew.

use std::{env, fs, path::Path};

use entente::{
    pipeline::{Options, Pipeline},
    rules, store,
};

fn current(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, made).expect("docs/ can be written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == made, "docs/{name} is not what the data say; UPDATE=1 cargo test writes it anew");
}

#[test]
fn rules_page_is_current() {
    let pipeline = Pipeline::new(Options::default()).expect("the data are right");
    current("rules.md", &rules::docs::markdown(pipeline.engine().rules()));
}

#[test]
fn queries_page_is_current() {
    let library = store::canned::library(None).expect("the queries are right");
    current("queries.md", &store::docs::markdown(&library));
}
