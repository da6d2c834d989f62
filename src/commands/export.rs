//! `entente export`: the graph for other programs.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use oxigraph::model::{Literal, Quad};

use super::{Failure, Outcome, Output};
use crate::{
    beside,
    cli::{self, GraphFormat},
    graph::{
        SharedGraph,
        vocab::{prov, rdf, schema, xsd},
    },
    store::{
        Store,
        export::{self, ExportError, Format, Options},
    },
};

pub(super) fn run(args: &cli::Export, global: &cli::Global) -> Result<Outcome, Failure> {
    let store = Store::open_read_only(&global.store)?;
    let named = args.output.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str()).and_then(Format::from_extension);
    let format = match (args.format, named) {
        (Some(format), _) => meant(format),
        (None, named) => named.unwrap_or(Format::Turtle),
    };
    let only = match &args.page {
        None => None,
        Some(title) => {
            let graph = store.names().page_graph("zh", &title.trim().replace('_', " "));
            if store.page_state(&graph)?.is_none() {
                return Err(Failure::new(format!("no page of that title in the store: {title}")));
            }
            Some(graph)
        }
    };
    let more = if args.stamp { stamp(&store) } else { Vec::new() };
    let options = Options { format, inferred: args.inferred, vocabulary: args.vocabulary, only, more, ..Options::default() };
    match &args.output {
        None => {
            let mut out = Output::open();
            export::write(&store, &options, &mut out).map_err(|error| failure(error, "standard output"))?;
            out.close()?;
        }
        Some(path) => {
            let name = path.display().to_string();
            write_file(&store, &options, path).map_err(|error| failure(error, &name))?;
        }
    }
    Ok(Outcome::Done)
}

fn meant(format: GraphFormat) -> Format {
    match format {
        GraphFormat::Turtle => Format::Turtle,
        GraphFormat::Trig => Format::TriG,
        GraphFormat::Ntriples => Format::NTriples,
        GraphFormat::Nquads => Format::NQuads,
        GraphFormat::Jsonld => Format::JsonLd,
        GraphFormat::Rdfxml => Format::RdfXml,
    }
}

fn failure(error: ExportError, place: &str) -> Failure {
    match error {
        ExportError::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => error.into(),
        ExportError::Io(error) => Failure::new(format!("cannot write the export: {error}: {place}")),
        error => Failure::new(error.to_string()),
    }
}

/// Writes beside the file and puts it in its place only when it is whole.
fn write_file(store: &Store, options: &Options, path: &Path) -> Result<(), ExportError> {
    // A pipe or a device cannot be replaced: it is written to.
    if std::fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir()) {
        let mut out = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        export::write(store, options, &mut out)?;
        return Ok(out.flush()?);
    }
    let file = beside::create(path)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    export::write(store, options, &mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(beside::put(file, path)?)
}

/// When and by what the export was made.
fn stamp(store: &Store) -> Vec<Quad> {
    let names = store.names();
    let graph = names.graph(SharedGraph::Dataset);
    let export = names.dataset(&["export"]);
    let quad = |predicate: oxigraph::model::NamedNodeRef<'_>, object: oxigraph::model::Term| {
        Quad::new(export.clone(), predicate.into_owned(), object, graph.clone())
    };
    vec![
        quad(rdf::TYPE, prov::ACTIVITY.into_owned().into()),
        quad(prov::USED, names.dataset(&[]).into()),
        quad(prov::ENDED_AT_TIME, Literal::new_typed_literal(now(), xsd::DATE_TIME).into()),
        quad(schema::SOFTWARE_VERSION, Literal::new_simple_literal(env!("CARGO_PKG_VERSION")).into()),
    ]
}

/// The time as `xsd:dateTime` in UTC.
pub(super) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
