//! `entente link`: the store's entities are linked to Wikidata.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use oxigraph::model::NamedNode;

use super::{
    super::{gazetteer, inputs, tell},
    Failure, Outcome, api,
};
use crate::{
    cli,
    graph::{Link, Origin, Says},
    link::{self, Index, Linker, classes::Classes},
    mention::Gazetteer,
    merge::{self, Links},
    pipeline::{self, Options, Pipeline},
    store::{
        Store,
        params::{LoadGazetteer, Resolver},
    },
};

pub(super) fn run(args: &cli::LinkEntities, global: &cli::Global) -> Result<Outcome, Failure> {
    let classes = Classes::load(&pipeline::assets(global.ontology.as_deref())?)?;
    // What a user's file says is read before the store is opened: an error in it costs nothing.
    let corrections = args.corrections.as_deref().map(read_corrections).transpose()?;
    if !global.store.exists() {
        Store::open_read_only(&global.store)?;
    }
    let store = Store::open(&global.store, None)?;
    let pipeline = Pipeline::new(Options { ontology: global.ontology.clone(), names: store.names().clone() })?;
    let mut kept = kept(&store)?;
    let mut skipped = 0;
    if let (Some(path), Some((corrections, day))) = (args.corrections.as_deref(), corrections) {
        kept.links.retain(|link| link.origin != Origin::User);
        for correction in corrections {
            match resolve(&store, &correction, &day, global) {
                Ok(link) => kept.links.push(link),
                Err(why) => {
                    skipped += 1;
                    tell(&format!("skipped: {}:{}: {why}", path.display(), correction.line));
                }
            }
        }
    }
    let refused = find(args, &store, &mut kept, classes, pipeline.gazetteer(), global.quiet)?;
    if global.verbose > 0 {
        for (subject, why) in &refused {
            let titles: Vec<_> = subject.titles.iter().map(|title| title.title.as_str()).collect();
            tell(&format!("no link for {}: {}", titles.join(", "), why.words()));
        }
    }
    let changed = pipeline.relink(&store, &kept)?;
    store.flush()?;
    if !global.quiet {
        summary(&store, &refused, changed)?;
    }
    Ok(if skipped > 0 { Outcome::Partly } else { Outcome::Done })
}

fn kept(store: &Store) -> Result<Links, Failure> {
    merge::kept_links(store, store.names()).map_err(|error| Failure::new(error.to_string()))
}

/// The user's corrections, and the day on which the file was last changed.
fn read_corrections(path: &Path) -> Result<(Vec<link::Correction>, Option<String>), Failure> {
    let failure = |why: &dyn std::fmt::Display| Failure::new(format!("{why}: {}", path.display()));
    let text = std::fs::read(path).map_err(|error| failure(&error))?;
    let text = String::from_utf8(text)
        .map_err(|error| Failure::new(format!("{}: not UTF-8 at byte {}", path.display(), error.utf8_error().valid_up_to())))?;
    let changed = std::fs::metadata(path).and_then(|data| data.modified()).ok().and_then(|time| jiff::Timestamp::try_from(time).ok());
    let day = changed.map(|time| time.strftime("%Y-%m-%d").to_string());
    let lines = |errors: Vec<(usize, String)>| {
        errors.into_iter().map(|(line, why)| format!("{}:{line}: {why}", path.display())).collect::<Vec<_>>()
    };
    Ok((link::corrections(&text).map_err(lines)?, day))
}

fn resolve(store: &Store, correction: &link::Correction, day: &Option<String>, global: &cli::Global) -> Result<Link, String> {
    let load: &LoadGazetteer<'_> = &|| gazetteer(global);
    let entity: NamedNode = match correction.name.strip_prefix("Category:") {
        Some(category) => store.names().category("zh", category.trim()),
        None => Resolver::new(store, load).entity(&correction.name).map_err(|error| error.to_string())?,
    };
    let is_category = correction.name.starts_with("Category:");
    let says = if correction.refuses {
        Says::Not
    } else if is_category {
        Says::Exact
    } else {
        Says::Same
    };
    let item = correction.item.map(link::Item::iri);
    Ok(Link { entity, item, says, origin: Origin::User, confidence: 100, date: day.clone() })
}

/// Asks the sources that are given for what none before them has linked, and gives what has no link. What a source said before is forgotten where it is asked
/// again.
fn find(
    args: &cli::LinkEntities,
    store: &Store,
    kept: &mut Links,
    classes: Classes,
    gazetteer: &Gazetteer,
    quiet: bool,
) -> Result<Vec<(link::Subject, link::Refusal)>, Failure> {
    let client = api::client(&args.api, quiet)?;
    if args.index.is_empty() && client.is_none() {
        return Ok(Vec::new());
    }
    let first = if args.index.is_empty() { Origin::Api } else { Origin::Index };
    let asked = |origin| match origin {
        Origin::Index => !args.index.is_empty(),
        Origin::Api => client.is_some(),
        Origin::User | Origin::Gazetteer => false,
    };
    kept.links.retain(|link| !asked(link.origin));
    let mut linker = Linker::over(store, store.names(), classes, gazetteer, kept, first, args.statements)
        .map_err(|error| Failure::new(error.to_string()))?;
    for path in &args.index {
        let mut index = Index::open(path)?;
        let bar = inputs::progress(linker.left(), "entities", quiet);
        linker.ask(&mut index, &mut |count| bar.inc(count as u64))?;
        bar.finish_and_clear();
    }
    if let Some(mut client) = client {
        linker.ask(&mut client, &mut |_| ())?;
    }
    let report = linker.finish();
    kept.links.extend(report.found.links);
    kept.labels.extend(report.found.labels);
    Ok(report.refused)
}

/// What the store's links are now.
fn summary(store: &Store, refused: &[(link::Subject, link::Refusal)], changed: bool) -> Result<(), Failure> {
    let links = merge::all_links(store, store.names()).map_err(|error| Failure::new(error.to_string()))?.links;
    let count = |test: &dyn Fn(&Link) -> bool| links.iter().filter(|link| test(link)).count();
    let by = |origin| count(&|link| link.origin == origin && link.says.is_sure() && link.item.is_some());
    let sure = count(&|link| link.says.is_sure() && link.item.is_some());
    let origins =
        [(Origin::User, "your corrections"), (Origin::Gazetteer, "the gazetteer"), (Origin::Index, "the index"), (Origin::Api, "the API")];
    let parts: Vec<_> = origins.iter().map(|(origin, name)| (by(*origin), name)).filter(|(count, _)| *count > 0).collect();
    let parts: Vec<_> = parts.iter().map(|(count, name)| format!("{count} by {name}")).collect();
    tell(&format!("{sure} links: {}", parts.join(", ")));
    let candidates: BTreeSet<_> = links.iter().filter(|link| link.says == Says::Close).map(|link| &link.entity).collect();
    if !candidates.is_empty() {
        tell(&format!("{} entities have candidates only: see `entente query link-candidates`", candidates.len()));
    }
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for (_, why) in refused {
        *reasons.entry(why.words()).or_default() += 1;
    }
    for (why, count) in reasons {
        tell(&format!("{count} entities have no link: {why}"));
    }
    if !changed {
        tell("nothing has changed");
    }
    Ok(())
}
