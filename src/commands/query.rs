//! `entente query`: canned queries and SPARQL.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io::{Read as _, Write as _},
    path::Path,
    sync::mpsc,
    time::{Duration, Instant},
};

use clap::{CommandFactory as _, Parser as _};
use oxigraph::sparql::CancellationToken;

use super::{Failure, Outcome, Output, gazetteer, tell};
use crate::{
    FileError,
    cli::{Cli, Command, Global, Query},
    link::{http, sparql::Endpoints},
    store::{
        Store,
        canned::{self, Canned},
        params::{Resolver, unknown},
        results::{self, Format, WriteError},
        service::Services,
        sparql::{Prepared, QueryError},
    },
};

/// Time that a query has to end by itself when it was told to.
const GRACE: Duration = Duration::from_secs(2);

/// Why the command line could not be taken apart.
pub(super) enum Reparse {
    Usage(Box<clap::Error>),
    Failure(Failure),
}

/// Options may also stand behind the name of a canned query, among its parameters. clap cannot know those, so that they are taken out and the
/// rest is read again. Parameters come back as words: NAME, then `--PARAMETER`, VALUE and so on.
pub(super) fn with_parameters(cli: &Cli, args: &[OsString]) -> Result<Option<Cli>, Reparse> {
    let Command::Query(query) = &cli.command else { return Ok(None) };
    let Some((name, tail)) = query.words.split_first() else { return Ok(None) };
    if tail.is_empty() {
        return Ok(None);
    }
    let options = options();
    let mut words = vec![name.clone()];
    let mut head: Vec<OsString> = args[..args.len() - query.words.len()].to_vec();
    let mut library_dir = query.queries.clone();
    if let Some(at) = tail.iter().position(|word| word == "--queries") {
        library_dir = tail.get(at + 1).map(Into::into).or(library_dir);
    }
    let canned = find(name, library_dir.as_deref()).map_err(Reparse::Failure)?;
    let mut rest = tail.iter();
    while let Some(word) = rest.next() {
        let (long, inline) = match word.strip_prefix("--") {
            Some(long) => long.split_once('=').map_or((long, None), |(long, value)| (long, Some(value.to_owned()))),
            None if word.starts_with('-') && word.len() > 1 => {
                head.push(word.into());
                continue;
            }
            None => {
                let known = canned.parameters.iter().map(|p| format!("--{} VALUE", p.name)).collect::<Vec<_>>().join(" ");
                return Err(Reparse::Failure(Failure::new(format!("`{word}` belongs to no parameter: entente query {name} {known}"))));
            }
        };
        let parameter = canned.parameters.iter().any(|p| p.name == long);
        match options.get(long) {
            _ if parameter => {
                let value = inline.or_else(|| rest.next().cloned());
                let value = value.ok_or_else(|| Reparse::Failure(Failure::new(format!("--{long} needs a value"))))?;
                words.extend([format!("--{long}"), value]);
            }
            Some(&takes_value) => {
                head.push(word.into());
                if takes_value && inline.is_none() {
                    head.extend(rest.next().map(Into::into));
                }
            }
            None => return Err(Reparse::Failure(Failure::new(unknown(&canned, long).to_string()))),
        }
    }
    let mut cli = Cli::try_parse_from(&head).map_err(|error| Reparse::Usage(Box::new(error)))?;
    if let Command::Query(query) = &mut cli.command {
        query.words = words;
    }
    Ok(Some(cli))
}

/// The options of `entente query` and whether they take a value.
fn options() -> BTreeMap<String, bool> {
    let mut command = Cli::command();
    command.build();
    let mut options = BTreeMap::new();
    for argument in command.find_subcommand("query").into_iter().flat_map(clap::Command::get_arguments) {
        if let Some(long) = argument.get_long() {
            options.insert(long.to_owned(), argument.get_action().takes_values());
        }
    }
    options
}

pub(super) fn run(args: &Query, global: &Global) -> Result<Outcome, Failure> {
    if args.help && args.words.is_empty() {
        let mut command = Cli::command();
        command.build();
        let help = command.find_subcommand_mut("query").map(|query| query.render_long_help().to_string()).unwrap_or_default();
        return print(&help);
    }
    if args.list {
        return list(args);
    }
    let (format, timeout) = (format(args)?, timeout(args)?);
    let services = services(args, timeout)?;
    let (place, prepared, store) = match (&args.sparql, &args.file, args.words.first()) {
        (Some(_), _, Some(name)) | (_, Some(_), Some(name)) => {
            return Err(Failure::new(format!("either the canned query {name} or a query of your own")));
        }
        (Some(text), _, None) => own("--sparql".to_owned(), text, global)?,
        (None, Some(file), None) => own(file.display().to_string(), &read(file)?, global)?,
        (None, None, Some(name)) => {
            let canned = find(name, args.queries.as_deref())?;
            if args.help {
                return print(&documentation(&canned));
            }
            filled(canned, args, global)?
        }
        (None, None, None) => return Err(Failure::new("what to ask? a NAME (see `entente query --list`), --sparql or --file")),
    };
    let silent: Vec<String> = prepared.endpoints().into_iter().filter(|endpoint| endpoint.silent).filter_map(|e| e.address.ok()).collect();
    for endpoint in silent.iter().filter(|endpoint| !services.allows(endpoint)) {
        tell(&format!("{place}: goes on without {endpoint}, which may not be asked (--allow-service)"));
    }
    let prepared = prepared.with_services(services.clone());
    answer(prepared, &store, format, timeout).map_err(|error| match error {
        WriteError::Io(error) => error.into(),
        error => Failure::new(format!("{place}: {error}")),
    })?;
    let failures = services.failures();
    for failure in &failures {
        tell(&format!("{place}: went on without {failure}"));
    }
    Ok(if failures.is_empty() { Outcome::Done } else { Outcome::Partly })
}

fn format(args: &Query) -> Result<Format, Failure> {
    let Some(name) = &args.format else { return Ok(Format::Table) };
    Format::from_name(&name.to_lowercase()).ok_or_else(|| Failure::new(format!("unknown format `{name}`; there are {}", Format::names())))
}

fn timeout(args: &Query) -> Result<Option<Duration>, Failure> {
    let time = |seconds| Duration::try_from_secs_f64(seconds).map_err(|_| Failure::new(format!("--timeout: {seconds} is no time")));
    args.timeout.map(time).transpose()
}

/// A query with what messages call it, and the store that it asks.
type Asked = (String, Prepared, Store);

/// A query of the user's own.
fn own(place: String, text: &str, global: &Global) -> Result<Asked, Failure> {
    let store = Store::open_read_only(&global.store)?;
    let mut prepared = Prepared::new(text, store.names()).map_err(|error| Failure::new(format!("{place}: {error}")))?;
    prepared.bind(&BTreeMap::new());
    Ok((place, prepared, store))
}

/// A canned query with the values that were given.
fn filled(canned: Canned, args: &Query, global: &Global) -> Result<Asked, Failure> {
    let store = Store::open_read_only(&global.store)?;
    let given: Vec<(String, String)> =
        args.words[1..].chunks_exact(2).map(|pair| (pair[0].trim_start_matches('-').to_owned(), pair[1].clone())).collect();
    let load = || gazetteer(global);
    let values = Resolver::new(&store, &load).values(&canned, &given).map_err(|error| Failure::new(error.to_string()))?;
    let prepared = Prepared::new(&canned.text, store.names()).map_err(|error| Failure::new(format!("{}: {error}", canned.name)))?;
    let mut prepared = prepared.with_lists(canned.lists());
    prepared.bind(&values);
    Ok((canned.name, prepared, store))
}

/// The servers that the query may ask.
fn services(args: &Query, timeout: Option<Duration>) -> Result<Services, Failure> {
    if args.allow_service.is_empty() {
        return Ok(Services::none());
    }
    if let Some(bad) = args.allow_service.iter().find(|address| !http::is_address(address)) {
        return Err(Failure::new(format!("--allow-service: `{}` is no address of an endpoint (http://… or https://…)", http::shown(bad))));
    }
    let contact = args.contact.as_deref().filter(|contact| !contact.trim().is_empty());
    let deadline = timeout.map(|timeout| Instant::now() + timeout);
    let endpoints = Endpoints::new(contact, deadline).map_err(|why| Failure::new(format!("--contact: {why}")))?;
    Ok(Services::allow(args.allow_service.iter().cloned(), endpoints))
}

fn answer(prepared: Prepared, store: &Store, format: Format, timeout: Option<Duration>) -> Result<(), WriteError> {
    let token = CancellationToken::new();
    let (done, waiting) = mpsc::channel::<()>();
    if let Some(timeout) = timeout {
        let token = token.clone();
        std::thread::spawn(move || {
            if waiting.recv_timeout(timeout) == Err(mpsc::RecvTimeoutError::Timeout) {
                token.cancel();
                // A sort cannot be called off: the process must end.
                if waiting.recv_timeout(GRACE) == Err(mpsc::RecvTimeoutError::Timeout) {
                    tell(&QueryError::Timeout(timeout).to_string());
                    std::process::exit(2);
                }
            }
        });
    }
    let mut out = Output::open();
    let width = super::width();
    let result = prepared
        .run(store, Some(token.clone()))
        .map_err(WriteError::from)
        .and_then(|results| results::write(results, format, store.names(), width, &mut out));
    drop(done);
    match (result, timeout) {
        (Err(WriteError::Query(_)), Some(timeout)) if token.is_cancelled() => Err(QueryError::Timeout(timeout).into()),
        (result, _) => {
            result?;
            Ok(out.close()?)
        }
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", file.display()));
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(failed)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(failed)
}

fn library(dir: Option<&Path>) -> Result<canned::Library, Failure> {
    canned::library(dir).map_err(|errors| Failure(errors.iter().map(FileError::to_string).collect()))
}

fn find(name: &str, dir: Option<&Path>) -> Result<Canned, Failure> {
    let mut library = library(dir)?;
    library.remove(name).ok_or_else(|| {
        let known = library.into_keys().collect::<Vec<_>>().join(", ");
        Failure::new(format!("no canned query is called `{name}`; there are {known}"))
    })
}

fn print(text: &str) -> Result<Outcome, Failure> {
    let mut out = Output::open();
    out.write_all(text.as_bytes())?;
    out.close()?;
    Ok(Outcome::Done)
}

fn list(args: &Query) -> Result<Outcome, Failure> {
    let library = library(args.queries.as_deref())?;
    let mut out = Output::open();
    let width = super::width();
    let header = ["name", "title", "parameters"].map(str::to_owned);
    let rows = library.values().map(|canned| {
        let parameters = canned.parameters.iter().map(|p| if p.required { format!("--{}", p.name) } else { format!("[--{}]", p.name) });
        vec![canned.name.clone(), canned.title.clone(), parameters.collect::<Vec<_>>().join(" ")]
    });
    results::plain(&header, rows, width, &mut out)?;
    out.close()?;
    Ok(Outcome::Done)
}

/// What `entente query NAME --help` prints.
fn documentation(canned: &Canned) -> String {
    let mut text = format!("{}\n\n{}\n\nUsage: entente query {}", canned.title, canned.description, canned.name);
    for parameter in &canned.parameters {
        let usage = format!("--{} {}", parameter.name, parameter.kind.name().to_uppercase());
        text.push_str(&if parameter.required { format!(" {usage}") } else { format!(" [{usage}]") });
    }
    text.push('\n');
    let mut section = |title: &str, rows: Vec<(String, String)>| {
        if rows.is_empty() {
            return;
        }
        text.push_str(&format!("\n{title}:\n"));
        let width = rows.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
        for (left, right) in rows {
            text.push_str(format!("  {left:width$}  {right}").trim_end());
            text.push('\n');
        }
    };
    let parameters = canned.parameters.iter().map(|p| {
        let default = p.default.as_ref().map(|default| format!(" [default: {default}]")).unwrap_or_default();
        (format!("--{} {}", p.name, p.kind.name().to_uppercase()), format!("{}{default}", p.description))
    });
    section("Parameters", parameters.collect());
    section("Columns", canned.columns.clone());
    section("Examples", canned.examples.iter().map(|example| (example.clone(), String::new())).collect());
    text
}
