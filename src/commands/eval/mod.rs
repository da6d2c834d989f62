//! `entente eval`: what is found against what people annotated, in memory.

mod show;

use std::path::{Path, PathBuf};

use super::{Failure, Outcome, inputs, tell};
use crate::{
    FileError, cli,
    eval::{
        pages,
        sentences::{self, Sentence},
    },
    graph::Names,
    pipeline::{self, Options, Pipeline},
    source::{self, RawPage},
};

/// Folders that may hold the pages of annotations, beside these.
const BESIDE: [&str; 2] = ["pages", "corpus"];

pub(super) fn run(args: &cli::Eval, global: &cli::Global) -> Result<Outcome, Failure> {
    let pipeline = Pipeline::new(Options { ontology: global.ontology.clone(), names: Names::default() })?;
    if let Some(unknown) = args.relations.iter().find(|relation| pipeline.vocabulary().relation(relation).is_none()) {
        return Err(Failure::new(format!("--relations: the vocabulary has no relation `{unknown}`")));
    }
    match &args.gold {
        Some(gold) => on_pages(gold, &pipeline, args, global),
        None => on_sentences(&pipeline, args, global),
    }
}

fn on_pages(dir: &Path, pipeline: &Pipeline, args: &cli::Eval, global: &cli::Global) -> Result<Outcome, Failure> {
    let gold = pages::gold_pages(dir, &|relation| pipeline.vocabulary().relation(relation).is_some())?;
    let given = if args.inputs.is_empty() { vec![beside(dir)?.display().to_string()] } else { args.inputs.clone() };
    let (files, mut skipped) = inputs::files(&given, None);
    let mut raw: Vec<RawPage> = Vec::new();
    for path in files {
        match source::read_file(&path) {
            Ok(page) => raw.push(page),
            Err(error) => {
                skipped += 1;
                tell(&format!("skipped: {error}"));
            }
        }
    }
    let (pairs, without) = pages::match_titles(&gold, &raw);
    for title in &without {
        tell(&format!("skipped: {title} is annotated, but no page of that title was given"));
    }
    if pairs.is_empty() {
        return Err(Failure::new("no page to score"));
    }
    let assets = pipeline::assets(global.ontology.as_deref())?;
    let scorer = pages::Scorer::new(pipeline, &assets, &args.relations).map_err(lines)?;
    let bar = inputs::progress(pairs.len(), "pages", global.quiet);
    let mut scores = Vec::new();
    for (gold_at, page_at) in pairs {
        scores.push(scorer.page(&raw[page_at], &gold[gold_at]));
        bar.inc(1);
    }
    bar.finish_and_clear();
    show::pages(&scores, args.format, global.verbose > 0)?;
    Ok(if skipped + without.len() > 0 { Outcome::Partly } else { Outcome::Done })
}

/// The folder with the pages of the annotations in `dir`.
fn beside(dir: &Path) -> Result<PathBuf, Failure> {
    let real = dir.canonicalize().map_err(|error| Failure::new(format!("{}: {error}", dir.display())))?;
    let found = real.parent().and_then(|parent| BESIDE.iter().map(|name| parent.join(name)).find(|folder| folder.is_dir()));
    found.ok_or_else(|| {
        let folders = BESIDE.map(|name| format!("`{name}`")).join(" or ");
        Failure::new(format!("which pages? name them behind the options: there is no folder {folders} beside {}", dir.display()))
    })
}

fn on_sentences(pipeline: &Pipeline, args: &cli::Eval, global: &cli::Global) -> Result<Outcome, Failure> {
    let (mut all, mut errors, mut sources): (Vec<Sentence>, Vec<String>, Vec<String>) = (Vec::new(), Vec::new(), Vec::new());
    for file in &args.sentences {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| Failure::new(format!("{name}: {error}")))?;
        match sentences::read(&name, &text, &|relation| pipeline.vocabulary().relation(relation).is_some()) {
            Ok(rows) => all.extend(rows),
            Err(found) => errors.extend(found.iter().map(FileError::to_string)),
        }
        sources.push(name);
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    all.retain(|sentence| args.relations.is_empty() || args.relations.contains(&sentence.relation));
    if all.is_empty() {
        return Err(Failure::new("no sentence to score"));
    }
    let score = sentences::score(pipeline, &all);
    if let Some(file) = &args.precision {
        let text = score.precision(sources).write();
        std::fs::write(file, text).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    }
    show::sentences(&score, args.format, global.verbose > 0)?;
    Ok(Outcome::Done)
}

fn lines(errors: Vec<FileError>) -> Failure {
    Failure(errors.iter().map(ToString::to_string).collect())
}
