//! `entente why`: the sentences behind a relation.

use std::{collections::BTreeMap, io::Write as _};

use oxigraph::model::Term;

use super::{Failure, Outcome, Output, gazetteer};
use crate::{
    cli,
    store::{
        Store,
        params::Resolver,
        results::printable,
        sparql::{rows, text},
    },
};

const QUERY: &str = "
SELECT ?statement ?subjectName ?relation ?objectName ?predicate ?date ?how ?who ?rule ?rank ?quote ?section ?title ?url
WHERE {
  VALUES ?predicate { UNDEF }
  {
    { VALUES ?a { UNDEF } VALUES ?b { UNDEF } ?statement rdf:subject ?a ; rdf:object ?b BIND(?a AS ?one) BIND(?b AS ?other) }
    UNION
    { VALUES ?a { UNDEF } VALUES ?b { UNDEF } ?statement rdf:subject ?b ; rdf:object ?a BIND(?b AS ?one) BIND(?a AS ?other) }
  }
  ?statement rdf:predicate ?predicate ; ent:status ?status ; ent:rule ?rule ; ent:onPage ?page ; prov:wasDerivedFrom ?source .
  ?source ent:evidenceRank ?rank ; oa:hasSelector ?selector .
  ?selector oa:exact ?quote .
  OPTIONAL { SELECT ?one (MIN(STR(?label)) AS ?subjectName) WHERE {
    { VALUES ?a { UNDEF } ?a skos:prefLabel ?label BIND(?a AS ?one) } UNION { VALUES ?b { UNDEF } ?b skos:prefLabel ?label BIND(?b AS ?one) }
  } GROUP BY ?one }
  OPTIONAL { SELECT ?other (MIN(STR(?label)) AS ?objectName) WHERE {
    { VALUES ?a { UNDEF } ?a skos:prefLabel ?label BIND(?a AS ?other) } UNION { VALUES ?b { UNDEF } ?b skos:prefLabel ?label BIND(?b AS ?other) }
  } GROUP BY ?other }
  OPTIONAL { ?source ent:section ?section }
  OPTIONAL { ?source schema:url ?url }
  OPTIONAL { ?statement ent:edtf ?date }
  OPTIONAL { ?statement ent:attributedTo ?who }
  OPTIONAL { ?page dct:title ?title }
  BIND(STRAFTER(STR(?predicate), \"#\") AS ?relation)
  BIND(STRAFTER(STR(?status), \"#\") AS ?how)
}
ORDER BY ?date ?relation ?statement ?rank ?url";

pub(super) fn run(args: &cli::Why, global: &cli::Global) -> Result<Outcome, Failure> {
    let store = Store::open_read_only(&global.store)?;
    let load = || gazetteer(global);
    let resolver = Resolver::new(&store, &load);
    let (relation, object) = match &args.third {
        Some(object) => (Some(args.second.as_str()), object.as_str()),
        None => (None, args.second.as_str()),
    };
    let failed = |error: crate::store::params::ParameterError| Failure::new(error.to_string());
    let mut values: BTreeMap<String, Vec<Term>> = BTreeMap::new();
    values.insert("a".to_owned(), resolver.entities(&args.subject).map_err(failed)?);
    values.insert("b".to_owned(), resolver.entities(object).map_err(failed)?);
    if let Some(relation) = relation {
        values.insert("predicate".to_owned(), vec![resolver.relation(relation).map_err(failed)?.into()]);
    }
    let found = rows(&store, QUERY, &values).map_err(|error| Failure::new(error.to_string()))?;
    if found.is_empty() {
        let relation = relation.map(|relation| format!(" of {relation}")).unwrap_or_default();
        super::tell(&format!("no page states anything{relation} between {} and {object}", args.subject));
        return Ok(Outcome::Partly);
    }
    let mut out = Output::open();
    let mut last = None;
    let mut quoted = None;
    for row in &found {
        let get = |name: &str| row.get(name).map(|term| printable(text(term))).unwrap_or_default();
        let statement = row.get("statement");
        if last != statement {
            if last.is_some() {
                writeln!(out)?;
            }
            last = statement;
            quoted = None;
            let date = Some(get("date")).filter(|date| !date.is_empty()).unwrap_or_else(|| "no date".to_owned());
            let who = Some(get("who")).filter(|who| !who.is_empty()).map(|who| format!(" to {who}")).unwrap_or_default();
            writeln!(out, "{} {} {}", get("subjectName"), get("relation"), get("objectName"))?;
            writeln!(out, "  {date}, {}{who}, by the rule {}", get("how"), get("rule"))?;
        }
        // What several graphs say of a page gives a row for each.
        let rank = row.get("rank");
        if quoted == rank && rank.is_some() {
            continue;
        }
        quoted = rank;
        writeln!(out, "  「{}」", get("quote"))?;
        let section = Some(get("section")).filter(|section| !section.is_empty()).map(|section| format!(", {section}")).unwrap_or_default();
        writeln!(out, "    {}{section}", get("title"))?;
        if row.contains_key("url") {
            writeln!(out, "    {}", get("url"))?;
        }
    }
    out.close()?;
    Ok(Outcome::Done)
}
