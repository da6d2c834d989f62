//! `entente export`: the graph for other programs.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use oxigraph::model::{Literal, Quad};

use super::{Failure, Outcome, Output};
use crate::{
    cli::{self, GraphFormat},
    graph::vocab::{prov, rdf, schema, xsd},
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
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::Builder::new().prefix(".entente-").tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    export::write(store, options, &mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary file is for its owner alone; an export keeps what the file before it allowed.
        let mode = std::fs::metadata(path).map_or(0o644, |data| data.permissions().mode() & 0o777);
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// When and by what the export was made.
fn stamp(store: &Store) -> Vec<Quad> {
    let names = store.names();
    let graph = names.graph("dataset");
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
    date_time(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()))
}

/// Seconds since 1970 as `xsd:dateTime` in UTC (days to civil date after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn date_time(seconds: u64) -> String {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", time / 3600, time / 60 % 60, time % 60)
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(super::date_time(0), "1970-01-01T00:00:00Z");
        assert_eq!(super::date_time(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(super::date_time(1_767_225_599), "2025-12-31T23:59:59Z");
    }
}
