//! The data that a pipeline is made of, from the files that the program carries and those of the user.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::short_hex;
use crate::{
    FileError,
    graph::Names,
    mention::Gazetteer,
    ontology::{Assets, Vocabulary},
    rules::{self, Engine, Precision},
};

/// The data files that the program carries, with those of a folder over them.
///
/// # Errors
/// What is wrong with the folder, as one line.
pub fn assets(ontology: Option<&Path>) -> Result<Assets, Vec<String>> {
    ontology.map_or_else(|| Ok(Assets::embedded()), |dir| Assets::with_dir(dir).map_err(|error| vec![error.to_string()]))
}

/// The gazetteer of the data files.
///
/// # Errors
/// Every error in them, as one line each.
pub fn load_gazetteer(assets: &Assets) -> Result<Gazetteer, Vec<String>> {
    let mut names: Vec<&str> = assets.in_folder("gazetteer").filter(|name| name.ends_with(".tsv")).collect();
    // A row of a later file replaces one of an earlier: what lies deeper (`gazetteer/mine/states.tsv`) comes last.
    names.sort_by_key(|name| (name.matches('/').count(), *name));
    let files: Result<Vec<(String, &str)>, _> =
        names.into_iter().map(|name| assets.text(name).map(|text| (assets.origin(name), text))).collect();
    let files = files.map_err(|error| vec![error.to_string()])?;
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), *text)).collect();
    Gazetteer::from_files(&files).map_err(lines)
}

/// The rules of the data files.
///
/// # Errors
/// Every error in them, as one line each.
pub fn load_rules(assets: &Assets, vocabulary: &Vocabulary) -> Result<Engine, Vec<String>> {
    let mut files = Vec::new();
    for name in assets.in_folder("rules").filter(|name| name.ends_with(".toml")) {
        files.push((name.to_owned(), assets.text(name).map_err(|error| vec![error.to_string()])?.to_owned()));
    }
    let rules = rules::load(&files, &|relation| vocabulary.relation(relation).is_some()).map_err(lines)?;
    let engine = Engine::new(rules, &|relation| vocabulary.relation(relation).is_some_and(|relation| relation.symmetric));
    if !assets.has(rules::BOXES_FILE) {
        return Ok(engine);
    }
    let text = assets.text(rules::BOXES_FILE).map_err(|error| vec![error.to_string()])?;
    let boxes = rules::Boxes::read(&assets.origin(rules::BOXES_FILE), text);
    Ok(engine.with_boxes(boxes.map_err(lines)?))
}

/// How often each rule was right, of the data files; of none where they do not say.
///
/// # Errors
/// Every error in the file, as one line each.
pub fn load_precision(assets: &Assets) -> Result<Precision, Vec<String>> {
    if !assets.has(rules::PRECISION_FILE) {
        return Ok(Precision::default());
    }
    let text = assets.text(rules::PRECISION_FILE).map_err(|error| vec![error.to_string()])?;
    Precision::read(&assets.origin(rules::PRECISION_FILE), text).map_err(lines)
}

/// Errors as one line each.
fn lines(errors: Vec<FileError>) -> Vec<String> {
    errors.iter().map(FileError::to_string).collect()
}

/// A hash of all data that decide what a page's graph holds.
pub(super) fn recipe(assets: &Assets, names: &Names) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part);
        hash.update([0]);
    };
    add(env!("CARGO_PKG_VERSION"));
    add(names.base());
    // What is only for the linker makes no difference to a page.
    for name in assets.in_folder("").filter(|name| !name.starts_with("wikidata/")) {
        add(name);
        add(assets.text(name).unwrap_or_default());
    }
    short_hex(hash)
}
