//! The dataset's description of itself, in `VoID`, DCAT and PROV.

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, Quad, Term};

use super::{
    each,
    source::{Fact, Pattern, QuadSource, SourceError, facts, matching, subjects},
    whole,
};
use crate::{
    graph::{
        Ent, Names, SharedGraph, Writer,
        vocab::{CC_BY_SA_4, dcat, dct, prov, rdf, schema, void, xsd},
    },
    ontology::Vocabulary,
};

/// What the description says of the run and cannot be read from the page graphs.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// How many triples the page graphs hold, where that is known; they are counted otherwise.
    pub triples: Option<usize>,
    /// When the run ended, as an `xsd:dateTime`, for those who ask for clock times.
    pub stamp: Option<String>,
}

/// The description of what the page graphs hold: counts, losses, the pages with their hashes, the generator, the licence of the quoted text.
///
/// # Errors
/// The source cannot be read.
pub fn dataset<'a>(
    source: &'a dyn QuadSource,
    names: &'a Names,
    vocabulary: &Vocabulary,
    run: &Run,
) -> Result<impl Iterator<Item = Result<Quad, SourceError>> + 'a, SourceError> {
    let counts = count(source, names, vocabulary, run)?;
    let pages = each(facts(source, names, names.ent(Ent::Sha256)), |page| Ok(describe_page(names, page)));
    Ok(whole(describe(names, &counts, run)).chain(pages))
}

/// A page of which the data set was made.
fn describe_page(names: &Names, page: Fact) -> Vec<Quad> {
    let mut writer = Writer::new(names, names.graph(SharedGraph::Dataset), 2);
    writer.add(&names.dataset(&[]), prov::WAS_DERIVED_FROM, &page.subject);
    if let Term::Literal(hash) = page.object {
        writer.text(&page.subject, Ent::Sha256, hash.value());
    }
    writer.finish_sorted()
}

/// What is said of the data set as a whole.
fn describe(names: &Names, counts: &Counts, run: &Run) -> Vec<Quad> {
    let mut writer = Writer::new(names, names.graph(SharedGraph::Dataset), 64);
    let node = names.dataset(&[]);
    writer.class(&node, void::DATASET);
    writer.class(&node, dcat::DATASET);
    writer.tagged(&node, dct::TITLE, "Relations between states", "en");
    writer.tagged(&node, dct::DESCRIPTION, "Relations between states as pages of Wikipedia state them, each with its date, its status and the sentence that shows it. The quoted text is Wikipedia's, under CC BY-SA 4.0.", "en");
    writer.add(&node, dct::LICENSE, CC_BY_SA_4);
    writer.add(&node, void::VOCABULARY, &NamedNode::new_unchecked(names.vocabulary()));
    writer.text(&node, void::URI_SPACE, &format!("{}/", names.base()));
    writer.integer(&node, void::TRIPLES, counts.triples);
    writer.integer(&node, void::ENTITIES, counts.classes.values().sum());
    writer.integer(&node, Ent::PageCount, counts.pages);
    writer.integer(&node, Ent::StatementCount, counts.statuses.values().sum());
    write_partitions(&mut writer, names, &node, counts);
    write_generator(&mut writer, names, &node, run);
    writer.finish_sorted()
}

/// What is counted.
#[derive(Default)]
struct Counts {
    triples: usize,
    pages: usize,
    /// Entities by class; one of two classes counts in both.
    classes: BTreeMap<&'static str, usize>,
    /// Statements by relation, of any status.
    relations: BTreeMap<String, usize>,
    statuses: BTreeMap<NamedNode, usize>,
    losses: BTreeMap<String, usize>,
}

/// The classes of things that are counted.
const CLASSES: &[Ent] = &[
    Ent::State,
    Ent::HistoricalState,
    Ent::DisputedState,
    Ent::Dependency,
    Ent::Government,
    Ent::Bloc,
    Ent::Organization,
    Ent::Party,
    Ent::ArmedForce,
    Ent::Treaty,
    Ent::MilitaryExercise,
    Ent::Conflict,
    Ent::Person,
    Ent::Place,
    Ent::Institution,
    Ent::Thing,
];

fn count(source: &dyn QuadSource, names: &Names, vocabulary: &Vocabulary, run: &Run) -> Result<Counts, SourceError> {
    let mut counts = Counts::default();
    if let Some(triples) = run.triples {
        counts.triples = triples;
    } else {
        for fact in matching(source, names, Pattern::default()) {
            fact?;
            counts.triples += 1;
        }
    }
    for fact in facts(source, names, names.ent(Ent::Sha256)) {
        fact?;
        counts.pages += 1;
    }
    for class in CLASSES {
        for thing in subjects(source, names, rdf::TYPE, names.ent(*class)) {
            thing?;
            *counts.classes.entry(class.local()).or_default() += 1;
        }
    }
    for fact in facts(source, names, rdf::PREDICATE) {
        if let Term::NamedNode(predicate) = fact?.object
            && let Some(relation) = names.local(predicate.as_ref()).and_then(|name| vocabulary.relation(name))
        {
            *counts.relations.entry(relation.name.clone()).or_default() += 1;
        }
    }
    for fact in facts(source, names, names.ent(Ent::Status)) {
        if let Term::NamedNode(status) = fact?.object {
            *counts.statuses.entry(status).or_default() += 1;
        }
    }
    // Every page has losses of its own, of the same few kinds.
    for loss in facts(source, names, names.ent(Ent::LossKind)) {
        let loss = loss?;
        let Term::Literal(kind) = loss.object else { continue };
        let lost = Pattern { subject: Some(loss.subject.as_ref()), predicate: Some(names.ent(Ent::Count)), ..Pattern::default() };
        for fact in matching(source, names, lost) {
            if let Term::Literal(count) = fact?.object {
                *counts.losses.entry(kind.value().to_owned()).or_default() += count.value().parse::<usize>().unwrap_or(0);
            }
        }
    }
    Ok(counts)
}

fn write_partitions(writer: &mut Writer<'_>, names: &Names, node: &NamedNode, counts: &Counts) {
    for (class, count) in &counts.classes {
        let part = names.dataset(&["class", class]);
        writer.add(node, void::CLASS_PARTITION, &part);
        writer.add(&part, void::CLASS, &names.relation(class));
        writer.integer(&part, void::ENTITIES, *count);
    }
    for (relation, count) in &counts.relations {
        let part = names.dataset(&["relation", relation]);
        writer.add(node, void::PROPERTY_PARTITION, &part);
        writer.add(&part, void::PROPERTY, &names.relation(relation));
        writer.integer(&part, Ent::StatementCount, *count);
    }
    for (status, count) in &counts.statuses {
        let part = names.dataset(&["status", names.local(status.as_ref()).unwrap_or_default()]);
        writer.add(node, Ent::StatusCount, &part);
        writer.add(&part, Ent::ForStatus, status);
        writer.integer(&part, Ent::StatementCount, *count);
    }
    for (kind, count) in &counts.losses {
        let part = names.dataset(&["loss", kind]);
        writer.add(node, Ent::LossCount, &part);
        // Not `ent:lossKind` and `ent:count`: a query that adds up the losses of the pages must not meet their sum.
        writer.text(&part, Ent::ForLoss, kind);
        writer.integer(&part, Ent::LostTotal, *count);
    }
}

fn write_generator(writer: &mut Writer<'_>, names: &Names, node: &NamedNode, run: &Run) {
    let version = env!("CARGO_PKG_VERSION");
    let build = names.dataset(&["build"]);
    let program = names.dataset(&["generator", version]);
    writer.add(node, prov::WAS_GENERATED_BY, &build);
    writer.class(&build, prov::ACTIVITY);
    writer.add(&build, prov::WAS_ASSOCIATED_WITH, &program);
    if let Some(stamp) = &run.stamp {
        writer.typed(&build, prov::ENDED_AT_TIME, stamp, xsd::DATE_TIME);
    }
    writer.class(&program, prov::SOFTWARE_AGENT);
    writer.text(&program, schema::NAME, env!("CARGO_PKG_NAME"));
    writer.text(&program, schema::SOFTWARE_VERSION, version);
}
