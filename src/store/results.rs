//! Answers of queries, in the formats that people and programs read.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use comfy_table::{ContentArrangement, Table};
use oxigraph::{
    io::{JsonLdProfileSet, RdfFormat, RdfSerializer},
    model::{GraphNameRef, QuadRef, Term},
    sparql::{
        QueryResults,
        results::{QueryResultsFormat, QueryResultsSerializer},
    },
};
use oxjsonld::JsonLdSerializer;

use super::{
    export::Shortener,
    sparql::{QueryError, prefixes, run_error, text},
};
use crate::graph::Names;

/// A format of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for people; Turtle where the answer is a graph.
    Table,
    /// SPARQL results: rows, or yes and no.
    Rows(QueryResultsFormat),
    /// RDF: graphs.
    Graph(RdfFormat),
}

impl Format {
    const ALL: [(&'static str, Self); 18] = [
        ("table", Self::Table),
        ("csv", Self::Rows(QueryResultsFormat::Csv)),
        ("tsv", Self::Rows(QueryResultsFormat::Tsv)),
        ("json", Self::Rows(QueryResultsFormat::Json)),
        ("xml", Self::Rows(QueryResultsFormat::Xml)),
        ("turtle", Self::Graph(RdfFormat::Turtle)),
        ("ttl", Self::Graph(RdfFormat::Turtle)),
        ("ntriples", Self::Graph(RdfFormat::NTriples)),
        ("nt", Self::Graph(RdfFormat::NTriples)),
        ("nquads", Self::Graph(RdfFormat::NQuads)),
        ("nq", Self::Graph(RdfFormat::NQuads)),
        ("trig", Self::Graph(RdfFormat::TriG)),
        ("n3", Self::Graph(RdfFormat::N3)),
        ("rdfxml", Self::Graph(RdfFormat::RdfXml)),
        ("rdf", Self::Graph(RdfFormat::RdfXml)),
        ("jsonld", Self::Graph(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() })),
        ("srj", Self::Rows(QueryResultsFormat::Json)),
        ("srx", Self::Rows(QueryResultsFormat::Xml)),
    ];

    /// The format with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.iter().take(16).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// Why an answer cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The format does not go with the answer.
    #[error("{0}")]
    Format(&'static str),
    /// The query failed on the way.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// It cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes an answer. `width` is that of the terminal; none where there is none.
///
/// # Errors
/// The format does not go with the answer, the query fails on the way, or the output is closed.
pub fn write(results: QueryResults<'_>, format: Format, names: &Names, width: Option<u16>, out: &mut dyn Write) -> Result<(), WriteError> {
    match (results, format) {
        (QueryResults::Boolean(answer), Format::Table) => Ok(writeln!(out, "{}", if answer { "yes" } else { "no" })?),
        (QueryResults::Boolean(answer), Format::Rows(format)) => {
            QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut *out, answer)?;
            Ok(writeln!(out)?)
        }
        (QueryResults::Solutions(solutions), Format::Rows(QueryResultsFormat::Csv)) => csv_rows(solutions, out),
        (QueryResults::Solutions(solutions), Format::Rows(format)) => {
            let variables = solutions.variables().to_vec();
            let mut serializer = QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(&mut *out, variables)?;
            for solution in solutions {
                serializer.serialize(&solution.map_err(|error| run_error(&error))?)?;
            }
            serializer.finish()?;
            if matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml) {
                writeln!(out)?;
            }
            Ok(())
        }
        (QueryResults::Solutions(solutions), Format::Table) => {
            let columns: Vec<String> = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
            let mut rows = Vec::new();
            for solution in solutions {
                let solution = solution.map_err(|error| run_error(&error))?;
                rows.push((0..columns.len()).map(|at| solution.get(at).cloned()).collect());
            }
            table(&columns, rows, names, width, out)
        }
        (QueryResults::Graph(triples), Format::Table) => graph(triples, RdfFormat::Turtle, names, out),
        (QueryResults::Graph(triples), Format::Graph(format)) => graph(triples, format, names, out),
        (QueryResults::Graph(_), Format::Rows(_)) => {
            Err(WriteError::Format("the answer is a graph: choose turtle, ntriples, nquads, trig, jsonld or rdfxml"))
        }
        (_, Format::Graph(_)) => Err(WriteError::Format("the answer is a table or yes and no: choose table, csv, tsv, json or xml")),
    }
}

/// CSV as SPARQL 1.1 has it. Oxigraph's serialiser does not quote an IRI with a comma in it, as the address of a page may have.
fn csv_rows(solutions: oxigraph::sparql::QuerySolutionIter<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    let told = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(&mut *out);
    let variables = solutions.variables().to_vec();
    writer.write_record(variables.iter().map(|variable| variable.as_str())).map_err(told)?;
    for solution in solutions {
        let solution = solution.map_err(|error| run_error(&error))?;
        let cell = |at: usize| match solution.get(at) {
            None => String::new(),
            Some(Term::BlankNode(node)) => node.to_string(),
            Some(term) => text(term).to_owned(),
        };
        writer.write_record((0..variables.len()).map(cell)).map_err(told)?;
    }
    writer.flush()?;
    Ok(())
}

fn graph(triples: oxigraph::sparql::QueryTripleIter<'_>, format: RdfFormat, names: &Names, out: &mut dyn Write) -> Result<(), WriteError> {
    let mut all = Vec::new();
    for triple in triples {
        all.push(triple.map_err(|error| run_error(&error))?);
    }
    all.sort_by_cached_key(ToString::to_string);
    all.dedup();
    let used = |namespace: &str| all.iter().any(|triple| triple.to_string().contains(namespace));
    let prefixes: BTreeMap<_, _> = prefixes(names).into_iter().filter(|(_, namespace)| used(namespace)).collect();
    let bad = |error: oxigraph::model::IriParseError| WriteError::Query(QueryError::Run(error.to_string()));
    if let RdfFormat::JsonLd { .. } = format {
        let mut serializer = JsonLdSerializer::new();
        for (prefix, namespace) in &prefixes {
            serializer = serializer.with_prefix(*prefix, namespace.as_str()).map_err(bad)?;
        }
        let mut writer = serializer.for_writer(&mut *out);
        for triple in &all {
            let triple = triple.as_ref();
            writer.serialize_quad(QuadRef::new(triple.subject, triple.predicate, triple.object, GraphNameRef::DefaultGraph))?;
        }
        writer.finish()?;
        return Ok(writeln!(out)?);
    }
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in &prefixes {
        serializer = serializer.with_prefix(*prefix, namespace.as_str()).map_err(bad)?;
    }
    let mut writer = serializer.for_writer(&mut *out);
    for triple in &all {
        writer.serialize_triple(triple)?;
    }
    writer.finish()?;
    Ok(())
}

/// A table for people. A column that has a twin `…Label` is left out: the label tells more.
fn table(
    columns: &[String],
    rows: Vec<Vec<Option<Term>>>,
    names: &Names,
    width: Option<u16>,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    let labelled = |column: &String| columns.iter().any(|other| other.strip_suffix("Label") == Some(column));
    let shown: Vec<usize> = (0..columns.len()).filter(|&at| !labelled(&columns[at])).collect();
    let shortener = Shortener::new(names);
    let header = shown.iter().map(|&at| columns[at].strip_suffix("Label").unwrap_or(&columns[at]).to_owned()).collect::<Vec<_>>();
    let count = rows.len();
    let cells = rows
        .into_iter()
        .map(|row| shown.iter().map(|&at| row[at].as_ref().map_or_else(String::new, |term| cell(term, &shortener))).collect());
    plain(&header, cells, width, out)?;
    Ok(writeln!(out, "{count} {}", if count == 1 { "row" } else { "rows" })?)
}

/// Writes rows of text under a header.
///
/// # Errors
/// What the output says.
pub fn plain(header: &[String], rows: impl Iterator<Item = Vec<String>>, width: Option<u16>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    match width {
        Some(width) => {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(width);
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn cell(term: &Term, shortener: &Shortener) -> String {
    match term {
        Term::NamedNode(node) => printable(&shortener.short(node.as_str())),
        Term::Literal(literal) => printable(literal.value()),
        other => printable(&other.to_string()),
    }
}

/// The text without control characters, which could do anything to a terminal.
#[must_use]
pub fn printable(text: &str) -> String {
    // Marks that turn the direction of text could make a line read as another one.
    let hidden = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect()
}
