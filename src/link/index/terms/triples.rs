//! Wikidata in N-Triples, as in the dump of truthy statements (<https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format>).

use std::io::{self, BufRead};

use oxigraph::{
    io::{RdfFormat, RdfParser},
    model::Term,
};

use super::{Kind, Read, Terms, each_line, holds};
use crate::{graph::vocab::WIKIDATA_ENTITY, link::Item};

const LABEL: &str = "<http://www.w3.org/2000/01/rdf-schema#label>";
const ALIAS: &str = "<http://www.w3.org/2004/02/skos/core#altLabel>";
const DESCRIPTION: &str = "<http://schema.org/description>";
const INSTANCE_OF: &str = "<http://www.wikidata.org/prop/direct/P31>";

/// Reads what is said of the items that are held.
pub(in crate::link::index) fn read(input: impl BufRead, held: &[u32], terms: &mut Terms) -> io::Result<Read> {
    each_line(input, &mut |line| {
        let Some((item, kind)) = subject(line).filter(|(item, _)| holds(held, *item)) else { return Ok(true) };
        let mut quads = RdfParser::from_format(RdfFormat::NTriples).for_slice(line);
        let Some(Ok(quad)) = quads.next() else { return Ok(false) };
        match (kind, quad.object) {
            (None, Term::NamedNode(class)) => {
                if let Some(class) = Item::of_iri(class.as_str()) {
                    terms.push_class(item, false, class.0)?;
                }
            }
            (Some(kind), Term::Literal(text)) => {
                if let Some(language) = text.language().and_then(|code| terms.language(&code.to_ascii_lowercase())) {
                    terms.push(item, kind, language, text.value())?;
                }
            }
            // It has a class that nobody knows.
            _ => {}
        }
        Ok(true)
    })
}

/// Item and predicate of a line that says what is wanted: a text of some kind, or, where none, a class.
fn subject(line: &[u8]) -> Option<(u32, Option<Kind>)> {
    let rest = line.strip_prefix(b"<")?.strip_prefix(WIKIDATA_ENTITY.as_bytes())?.strip_prefix(b"Q")?;
    let digits = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    let item = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
    let rest = rest[digits..].strip_prefix(b">")?.trim_ascii_start();
    let is = |predicate: &str| rest.starts_with(predicate.as_bytes());
    let kind =
        [(LABEL, Kind::Label), (ALIAS, Kind::Alias), (DESCRIPTION, Kind::Description)].into_iter().find(|(predicate, _)| is(predicate));
    match kind {
        Some((_, kind)) => Some((item, Some(kind))),
        None => is(INSTANCE_OF).then_some((item, None)),
    }
}
