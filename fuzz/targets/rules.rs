//! Any text through all rules, and into quads.
#![no_main]

use std::sync::LazyLock;

use entente::{
    pipeline::{Options, Pipeline},
    source::RawPage,
};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::new(Options::default()).expect("the embedded data"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let page = RawPage::markdown("中法關係", bytes);
    let reading = PIPELINE.read(&page);
    let graph = PIPELINE.graph(&page, &reading);
    assert!(graph.quads().all(|quad| !quad.subject.is_blank_node() && !quad.object.is_blank_node()));
    assert!(graph.n_quads().lines().count() <= graph.len());
});
