//! The user documentation of the vocabulary, made from it: `docs/vocabulary.md`.

use std::fmt::Write as _;

use super::{Relation, Term, TermKind, Vocabulary};

/// Who made the page, so that nobody edits it.
const HEAD: &str =
    "<!-- Made from ontology/entente.ttl. Do not edit: change that file and run the tests with UPDATE=1. -->\n\n# The vocabulary\n\n";

/// The vocabulary as a page of Markdown.
#[must_use]
pub fn markdown(vocabulary: &Vocabulary) -> String {
    let mut page = String::from(HEAD);
    // Writing to a String cannot fail.
    let _ = writeln!(
        page,
        "Version {}. `ent:` is `https://w3id.org/entente/ontology#`. A relation is stated of a subject and an object, most often two states; \
         a statement of a symmetric relation is written once and read both ways (↔). The table says when a page states the relation, when it does not although it may seem so, what `ent:via` holds, \
         which broader relation follows, and the codes of CAMEO and PLOVER.\n",
        vocabulary.version
    );
    page.push_str("## Relations\n\n| relation | 简体 | 繁體 | English | holds when | but | via | under | code | Wikidata |\n|---|---|---|---|---|---|---|---|---|---|\n");
    for relation in &vocabulary.relations {
        relation_row(&mut page, relation);
    }
    for (kind, title, under) in [
        (TermKind::Class, "Classes", "under"),
        (TermKind::Property, "Properties", "domain → range"),
        (TermKind::Individual, "Individuals", "of class"),
    ] {
        let _ = writeln!(page, "\n## {title}\n\n| term | label | meaning | {under} |\n|---|---|---|---|");
        // The components of the Data Cube's structure only repeat their properties.
        for term in vocabulary.terms.iter().filter(|term| term.kind == kind && !term.definition.is_empty()) {
            term_row(&mut page, term);
        }
    }
    page
}

fn relation_row(page: &mut String, relation: &Relation) {
    let label = |language: &str| relation.labels.get(language).map_or("", String::as_str);
    let _ = writeln!(
        page,
        "| `{}`{} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        relation.name,
        if relation.symmetric { " ↔" } else { "" },
        label("zh-hans"),
        label("zh-hant"),
        label("en"),
        cell(&relation.definition),
        cell(&relation.not_when),
        cell(&relation.via),
        relation.broader.as_ref().map(|broader| format!("`{broader}`")).unwrap_or_default(),
        relation.codes.join(", "),
        relation.wikidata.join(", "),
    );
}

fn term_row(page: &mut String, term: &Term) {
    let label = term.labels.get("en").map_or("", String::as_str);
    let code = |name: &str| if name.is_empty() { String::new() } else { format!("`{}`", short(name)) };
    let under = match term.kind {
        TermKind::Property if term.domain.is_empty() && term.range.is_empty() => String::new(),
        TermKind::Property => format!("{} → {}", code(&term.domain), code(&term.range)),
        _ => term.broader.iter().map(|broader| code(broader)).collect::<Vec<_>>().join(", "),
    };
    let _ = writeln!(page, "| `{}` | {} | {} | {} |", term.name, cell(label), cell(&term.definition), under);
}

/// An IRI of a known vocabulary with its prefix.
fn short(name: &str) -> String {
    const PREFIXES: &[(&str, &str)] = &[
        ("http://www.w3.org/2001/XMLSchema#", "xsd:"),
        ("http://www.w3.org/ns/oa#", "oa:"),
        ("http://www.w3.org/ns/prov#", "prov:"),
        ("http://purl.org/linked-data/cube#", "qb:"),
        ("http://rdfs.org/ns/void#", "void:"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
        ("http://id.loc.gov/datatypes/edtf/", "edtf:"),
    ];
    PREFIXES
        .iter()
        .find_map(|(namespace, prefix)| Some(format!("{prefix}{}", name.strip_prefix(namespace)?)))
        .unwrap_or_else(|| name.to_owned())
}

/// Text that cannot end a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
