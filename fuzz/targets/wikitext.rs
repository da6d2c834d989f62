//! Any bytes as a page.
#![no_main]

#[path = "common.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::page(bytes, entente::source::Format::Wikitext));
