//! `entente check`: whether the store is whole.

use std::{
    collections::{BTreeMap, HashMap},
    io::Write as _,
    path::PathBuf,
};

use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNode, Term};

use super::{Failure, Outcome, Output, inputs, tell};
use crate::{
    cli,
    document::{self, Document, Text},
    graph::{Ent, vocab::oa},
    pipeline::Input,
    source,
    store::{
        Inputs, Store,
        canned::{self, CannedError},
        results::printable,
        sparql::{rows, text},
    },
};

/// Faults of one kind that are shown one by one.
const SHOWN: usize = 10;

pub(super) fn run(args: &cli::Check, global: &cli::Global) -> Result<Outcome, Failure> {
    let store = Store::open_read_only(&global.store)?;
    let checks = canned::checks().map_err(|errors| Failure(errors.iter().map(CannedError::to_string).collect()))?;
    let mut out = Output::open();
    let mut faults = 0;
    for check in checks.values() {
        let found = rows(&store, &check.text, &BTreeMap::new()).map_err(|error| Failure::new(format!("{}: {error}", check.name)))?;
        let lines = found.iter().map(|row| {
            let get = |name: &str| row.get(name).map(|term| printable(text(term))).unwrap_or_default();
            format!("{}: {}", get("what"), get("why"))
        });
        faults += tell_check(&mut out, &check.title, lines.collect(), global.quiet)?;
    }
    if !args.no_quotes {
        let (lines, missing) = quotes(&store, args)?;
        faults += tell_check(&mut out, "Every quote stands in its source", lines, global.quiet)?;
        for line in &missing {
            tell(line);
        }
        faults += missing.len();
    }
    out.close()?;
    if faults > 0 {
        tell(&format!("{faults} faults"));
    }
    Ok(if faults > 0 { Outcome::Partly } else { Outcome::Done })
}

fn tell_check(out: &mut Output, title: &str, lines: Vec<String>, quiet: bool) -> Result<usize, Failure> {
    if lines.is_empty() {
        if !quiet {
            writeln!(out, "ok     {title}")?;
        }
        return Ok(0);
    }
    writeln!(out, "FAULT  {title}: {}", lines.len())?;
    for line in lines.iter().take(SHOWN) {
        writeln!(out, "         {line}")?;
    }
    if lines.len() > SHOWN {
        writeln!(out, "         and {} more", lines.len() - SHOWN)?;
    }
    Ok(lines.len())
}

/// Quotes that do not stand at their bytes, and pages whose source could not be looked at.
fn quotes(store: &Store, args: &cli::Check) -> Result<(Vec<String>, Vec<String>), Failure> {
    let files = sources(store, args);
    let mut faults = Vec::new();
    let mut missing = Vec::new();
    for graph in store.page_graphs()? {
        let sha256 = match store.object(graph.as_ref(), None, store.names().ent(Ent::Sha256))? {
            Some(Term::Literal(sha256)) => sha256.value().to_owned(),
            _ => continue,
        };
        let Some(path) = files.get(graph.as_str()) else {
            missing.push(format!("not checked: where the page was read from is not known: {}", graph.as_str()));
            continue;
        };
        let page = match source::read_file(path) {
            Ok(page) => page,
            Err(error) => {
                missing.push(format!("not checked: {error}"));
                continue;
            }
        };
        if page.sha256() != sha256 {
            missing.push(format!("not checked: the file has changed since it was read: {}", path.display()));
            continue;
        }
        let document = document::read(&page);
        let texts = Places::new(&document);
        for (evidence, quote, start, end) in evidence(store, graph.as_ref())? {
            if !texts.says(start, end, &quote) {
                faults.push(format!("{evidence}: bytes {start} to {end} of {} do not say it", path.display()));
            }
        }
    }
    Ok((faults, missing))
}

/// Where each page is: as noted when it was read, or as given anew.
fn sources(store: &Store, args: &cli::Check) -> BTreeMap<String, PathBuf> {
    let mut files = store.dir().map(Inputs::read).unwrap_or_default().0;
    if !args.pages.is_empty() {
        for input in inputs::files(&args.pages, None).0 {
            if let Input::File(path) = input
                && let Ok(page) = source::read_file(&path)
            {
                files.insert(store.names().page_graph(&page.language, &page.title).into_string(), path);
            }
        }
    }
    files
}

type Quoted = (String, String, usize, usize);

/// What is found so far of a piece of evidence: its quote, and its bytes.
type Found = (Option<String>, Option<(usize, usize)>);

/// The evidence of a page's graph: its IRI, the quote, and its bytes.
fn evidence(store: &Store, graph: NamedNodeRef<'_>) -> Result<Vec<Quoted>, Failure> {
    let failed = |error: oxigraph::store::StorageError| Failure::from(store.error(&error));
    let values = |predicate: NamedNodeRef<'_>| -> Result<HashMap<NamedOrBlankNode, String>, Failure> {
        let mut values = HashMap::new();
        for quad in store.quads().quads_for_pattern(None, Some(predicate), None, Some(GraphNameRef::NamedNode(graph))) {
            let quad = quad.map_err(failed)?;
            if let Term::Literal(value) = quad.object {
                values.insert(quad.subject, value.value().to_owned());
            }
        }
        Ok(values)
    };
    let (exact, start, end) = (values(oa::EXACT)?, values(oa::START)?, values(oa::END)?);
    let mut found: HashMap<NamedOrBlankNode, Found> = HashMap::new();
    for quad in store.quads().quads_for_pattern(None, Some(oa::HAS_SELECTOR), None, Some(GraphNameRef::NamedNode(graph))) {
        let quad = quad.map_err(failed)?;
        let Term::NamedNode(selector) = quad.object else { continue };
        let selector = NamedOrBlankNode::from(selector);
        let entry = found.entry(quad.subject).or_default();
        if let Some(quote) = exact.get(&selector) {
            entry.0 = Some(quote.clone());
        }
        if let (Some(start), Some(end)) = (start.get(&selector), end.get(&selector)) {
            entry.1 = start.parse().ok().zip(end.parse().ok());
        }
    }
    let mut all: Vec<Quoted> = found
        .into_iter()
        .filter_map(|(evidence, (quote, bytes))| {
            let (start, end) = bytes?;
            Some((evidence.to_string(), quote?, start, end))
        })
        .collect();
    all.sort();
    Ok(all)
}

/// The texts of a document by where they stand.
struct Places<'a> {
    texts: Vec<(usize, usize, &'a Text)>,
}

impl<'a> Places<'a> {
    fn new(document: &'a Document) -> Self {
        let headings = document.sections.iter().map(|section| &section.heading);
        let blocks = document.blocks.iter().map(|block| &block.text);
        let cells = document
            .tables
            .iter()
            .flat_map(|table| table.caption.iter().chain(table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| &cell.text))));
        let notes = document.notes.iter().map(|note| &note.text);
        let range = |text: &'a Text| {
            let first = text.pieces.first()?.source.start;
            Some((first, text.pieces.iter().map(|piece| piece.source.end).max()?, text))
        };
        let mut texts: Vec<_> = headings.chain(blocks).chain(cells).chain(notes).filter_map(range).collect();
        texts.sort_by_key(|(start, end, _)| (*start, *end));
        Self { texts }
    }

    /// Whether the text at some bytes of the source is, or holds, a quote.
    fn says(&self, start: usize, end: usize, quote: &str) -> bool {
        let last = self.texts.partition_point(|(first, _, _)| *first <= start);
        // Texts overlap at most by nesting: the ones before the last that begins early enough are few.
        self.texts[..last].iter().rev().take(16).any(|(_, behind, text)| end <= *behind && says(text, start, end, quote))
    }
}

fn says(text: &Text, start: usize, end: usize, quote: &str) -> bool {
    text.visible.match_indices(quote).any(|(at, found)| {
        let span = text.source(at..at + found.len());
        span.start == start && span.end == end
    })
}
