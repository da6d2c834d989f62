//! `entente check`: whether the store is whole.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::Write as _,
    ops::ControlFlow,
    path::PathBuf,
};

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use super::{Failure, Outcome, Output, inputs, tell};
use crate::{
    FileError, cli,
    document::{self, Document, Text},
    graph::{Ent, vocab::oa},
    source::{self, Body, Input, Pages, RawPage, Selection},
    store::{
        Inputs, Store, canned,
        results::printable,
        sparql::{rows, text},
    },
};

/// Faults of one kind that are shown one by one.
const SHOWN: usize = 10;

pub(super) fn run(args: &cli::Check, global: &cli::Global) -> Result<Outcome, Failure> {
    let store = Store::open_read_only(&global.store)?;
    let checks = canned::checks().map_err(|errors| Failure(errors.iter().map(FileError::to_string).collect()))?;
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
    let inputs = sources(store, args);
    let mut quotes = Quotes { store, faults: Vec::new(), missing: Vec::new() };
    let mut elsewhere = BTreeSet::new();
    for graph in store.page_graphs()? {
        let Some(path) = inputs.pages.get(graph.as_str()) else {
            elsewhere.insert(graph.into_string());
            continue;
        };
        match source::read_file(path) {
            Err(error) => quotes.missing.push(format!("not checked: {error}")),
            Ok(page) if quotes.page(&graph, &page)? => {}
            Ok(_) => quotes.missing.push(format!("not checked: the file has changed since it was read: {}", path.display())),
        }
    }
    quotes.archives(inputs.archives.into_iter().collect(), &mut elsewhere)?;
    for graph in elsewhere.iter().take(SHOWN) {
        quotes.missing.push(format!("not checked: no file is known that holds the page as it was read: {graph}"));
    }
    if elsewhere.len() > SHOWN {
        quotes.missing.push(format!("not checked: {} more such pages", elsewhere.len() - SHOWN));
    }
    Ok((quotes.faults, quotes.missing))
}

/// Where the pages are: as noted when they were read, or as given anew.
fn sources(store: &Store, args: &cli::Check) -> Inputs {
    let mut known = store.dir().map(Inputs::read).unwrap_or_default();
    if !args.pages.is_empty() {
        for path in inputs::files(&args.pages, None).0 {
            if source::is_archive(&path) {
                known.archives.insert(path);
            } else if let Ok(page) = source::read_file(&path) {
                known.pages.insert(store.names().page_graph(&page.language, &page.title).into_string(), path);
            }
        }
    }
    known
}

/// What is found out about quotes.
struct Quotes<'a> {
    store: &'a Store,
    faults: Vec<String>,
    missing: Vec<String>,
}

impl Quotes<'_> {
    /// Looks for the pages of some graphs in files with many pages, and takes those that it finds out of the graphs.
    fn archives(&mut self, paths: Vec<PathBuf>, graphs: &mut BTreeSet<String>) -> Result<(), Failure> {
        for body in [Body::Wikitext, Body::Html] {
            if paths.is_empty() || graphs.is_empty() {
                break;
            }
            let mut failed = Ok(());
            let selection = Selection { namespaces: Vec::new(), body, ..Selection::default() };
            Pages::files(paths.clone(), selection).each(&mut |input| {
                match input {
                    Input::Page(page) => {
                        let graph = self.store.names().page_graph(&page.language, &page.title);
                        if graphs.contains(graph.as_str()) {
                            match self.page(&graph, &page) {
                                Ok(true) => drop(graphs.remove(graph.as_str())),
                                Ok(false) => {}
                                Err(error) => failed = Err(error),
                            }
                        }
                    }
                    Input::Failed(message) if body == Body::Wikitext => self.missing.push(format!("not checked: {message}")),
                    Input::Failed(_) | Input::File(..) => {}
                }
                if failed.is_err() || graphs.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            failed?;
        }
        Ok(())
    }

    /// Checks the quotes of a page; not where the graph was made of other bytes.
    fn page(&mut self, graph: &NamedNode, page: &RawPage) -> Result<bool, Failure> {
        let sha256 = self.store.object(graph.as_ref(), None, self.store.names().ent(Ent::Sha256))?;
        if !matches!(sha256, Some(Term::Literal(sha256)) if sha256.value() == page.sha256()) {
            return Ok(false);
        }
        let document = document::read(page);
        let texts = Places::new(&document);
        for (evidence, quote, start, end) in evidence(self.store, graph.as_ref())? {
            if !texts.says(start, end, &quote) {
                let name = page.path.as_ref().map_or_else(|| page.title.clone(), |path| path.display().to_string());
                self.faults.push(format!("{evidence}: bytes {start} to {end} of {name} do not say it"));
            }
        }
        Ok(true)
    }
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
