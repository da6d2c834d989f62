//! `entente rules`: for people who add rules.

use std::{io::Write as _, path::Path};

use super::{Failure, Outcome, Output, gazetteer, tell};
use crate::{
    cli::{self, RulesCommand},
    ontology::Vocabulary,
    pipeline,
    rules::{self, Engine, Rule, examples},
    store::results::{plain, printable},
};

pub(super) fn run(args: &cli::Rules, global: &cli::Global) -> Result<Outcome, Failure> {
    let assets = pipeline::assets(global.ontology.as_deref())?;
    let vocabulary = Vocabulary::load(&assets).map_err(|error| Failure::new(error.to_string()))?;
    match &args.command {
        RulesCommand::List => list(&pipeline::load_rules(&assets, &vocabulary)?),
        RulesCommand::Explain { id } => explain(&pipeline::load_rules(&assets, &vocabulary)?, id),
        RulesCommand::Test { file: None } => test(&pipeline::load_rules(&assets, &vocabulary)?, global),
        RulesCommand::Test { file: Some(file) } => test(&from_file(&assets, &vocabulary, file)?, global),
    }
}

/// The rules of one file, with the synonym sets and words of all.
fn from_file(assets: &crate::ontology::Assets, vocabulary: &Vocabulary, file: &Path) -> Result<Engine, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    let mut files = vec![(file.display().to_string(), text)];
    for name in assets.in_folder("rules").filter(|name| name.ends_with(".toml") && rules::is_shared(name)) {
        files.push((name.to_owned(), assets.text(name).map_err(|error| Failure::new(error.to_string()))?.to_owned()));
    }
    let rules = rules::load(&files, &|relation| vocabulary.relation(relation).is_some())
        .map_err(|errors| Failure(errors.iter().map(ToString::to_string).collect()))?;
    Ok(Engine::new(rules, &|relation| vocabulary.relation(relation).is_some_and(|relation| relation.symmetric)))
}

fn list(engine: &Engine) -> Result<Outcome, Failure> {
    let mut out = Output::open();
    let header = ["rule", "relation", "summary"].map(str::to_owned);
    let rows = engine.rules().iter().map(|rule| vec![rule.id.to_string(), rule.relation.to_string(), printable(&rule.summary)]);
    plain(&header, rows, super::width(), &mut out)?;
    out.close()?;
    Ok(Outcome::Done)
}

fn explain(engine: &Engine, id: &str) -> Result<Outcome, Failure> {
    let wanted: Vec<&Rule> = engine.rules().iter().filter(|rule| *rule.id == *id || *rule.relation == *id).collect();
    if wanted.is_empty() {
        let near: Vec<&str> =
            engine.rules().iter().map(|rule| &*rule.id).filter(|known| known.contains(id) || id.contains(*known)).collect();
        let near = if near.is_empty() { "`entente rules list` names all".to_owned() } else { format!("near are {}", near.join(", ")) };
        return Err(Failure::new(format!("no rule or relation is called `{id}`; {near}")));
    }
    let mut out = Output::open();
    for (n, rule) in wanted.into_iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        write_rule(rule, &mut out)?;
    }
    out.close()?;
    Ok(Outcome::Done)
}

fn write_rule(rule: &Rule, out: &mut Output) -> std::io::Result<()> {
    writeln!(out, "{}: {}\n\n{}\n\n{}", rule.id, rule.relation, rule.summary, rule.place)?;
    for pattern in &rule.patterns {
        writeln!(out, "     {}", pattern.source)?;
    }
    if let Some(frame) = &rule.frame {
        writeln!(out, "     {frame}")?;
    }
    for yes in &rule.yes {
        writeln!(out, "\nyes  {}", yes.text)?;
        for gives in &yes.gives {
            writeln!(out, "     gives {gives}")?;
        }
    }
    for no in &rule.no {
        writeln!(out, "\nno   {}\n     because {}", no.text, no.why)?;
    }
    Ok(())
}

fn test(engine: &Engine, global: &cli::Global) -> Result<Outcome, Failure> {
    let gazetteer = gazetteer(global)?;
    let mut out = Output::open();
    let (mut failed, mut examples_run) = (0, 0);
    for rule in engine.rules() {
        examples_run += rule.yes.len() + rule.no.len();
        for failure in examples::run(&gazetteer, engine, rule) {
            failed += 1;
            writeln!(out, "{}: {}: {}\n    {}", failure.place, failure.rule, failure.text, failure.message)?;
        }
    }
    if !global.quiet {
        writeln!(out, "{} rules, {examples_run} examples, {failed} failures", engine.rules().len())?;
    }
    out.close()?;
    if failed > 0 {
        tell(&format!("{failed} examples did not come out"));
    }
    Ok(if failed > 0 { Outcome::Partly } else { Outcome::Done })
}
