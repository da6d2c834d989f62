//! Canned queries: SPARQL files whose header is their documentation and their interface.
//!
//! The header is the run of comment lines at the top of the file:
//!
//! ```text
//! # title: Treaties
//! # description: Treaties that a state signed.
//! #   A line that is indented goes on where the last one ended.
//! # param state: entity; whose treaties
//! # param from: year, optional; not before this year
//! # param status: status = Affirmed; how the page puts it
//! # column treaty: the treaty, or the page's words for it
//! # example: entente query treaties --state 苏联
//! ```
//!
//! A parameter without `optional` and without a default must be given. Its place in the query is `VALUES ?state { UNDEF }`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rust_embed::RustEmbed;

pub use super::types::Type;

use super::sparql::Prepared;
use crate::{FileError, graph::Names};

#[derive(RustEmbed)]
#[folder = "queries/"]
struct Embedded;

/// Names that parameters cannot have: they are options of `entente query`.
const RESERVED: [&str; 18] = [
    "list", "sparql", "file", "format", "queries", "timeout", "contact", "help", "store", "ontology", "base", "threads", "quiet",
    "verbose", "version", "color", "output", "limit",
];

/// A query with a name.
#[derive(Clone, Debug)]
pub struct Canned {
    /// The name: the file's, without `.rq`.
    pub name: String,
    /// A few words.
    pub title: String,
    /// What it answers.
    pub description: String,
    /// What it takes, in the order of the header.
    pub parameters: Vec<Parameter>,
    /// What it gives: names of columns with what they hold.
    pub columns: Vec<(String, String)>,
    /// Command lines that use it.
    pub examples: Vec<String>,
    /// The query, header included.
    pub text: String,
}

impl Canned {
    /// The columns whose cells are lists, by what the header says of them: `joined by |`.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|(_, holds)| holds.contains("joined by `|`")).map(|(name, _)| name.as_str())
    }
}

/// What a query takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name, as on the command line and in the query.
    pub name: String,
    /// What its value is.
    pub kind: Type,
    /// Whether it must be given.
    pub required: bool,
    /// The value where none is given.
    pub default: Option<String>,
    /// What it means.
    pub description: String,
}

/// Every canned query by name.
pub type Library = BTreeMap<String, Canned>;

/// The queries that are built in, with those of a folder over them.
///
/// # Errors
/// Every error in them.
pub fn library(dir: Option<&Path>) -> Result<Library, Vec<FileError>> {
    let mut sources: BTreeMap<String, (String, String)> = BTreeMap::new();
    for name in Embedded::iter().filter(|name| !name.contains(['/', '\\']) && name.ends_with(".rq")) {
        sources.insert(stem(&name), (format!("queries/{name}"), embedded(&name)));
    }
    let mut errors = Vec::new();
    if let Some(dir) = dir {
        match files(dir) {
            Ok(files) if files.is_empty() => errors.push(at(&dir.display().to_string(), 0, "no query (.rq) there")),
            Ok(files) => {
                for path in files {
                    let file = path.display().to_string();
                    match std::fs::read_to_string(&path) {
                        Ok(text) => {
                            sources.insert(stem(&path.file_name().unwrap_or_default().to_string_lossy()), (file, text));
                        }
                        Err(error) => errors.push(at(&file, 0, &error.to_string())),
                    }
                }
            }
            Err(error) => errors.push(at(&dir.display().to_string(), 0, &error.to_string())),
        }
    }
    let mut library = Library::new();
    for (name, (file, text)) in sources {
        match parse(&name, &file, &text) {
            Ok(canned) => {
                library.insert(name, canned);
            }
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(library) } else { Err(errors) }
}

/// The queries of `entente check`, by name.
///
/// # Errors
/// Every error in them.
pub fn checks() -> Result<Library, Vec<FileError>> {
    let mut library = Library::new();
    let mut errors = Vec::new();
    for name in Embedded::iter() {
        let Some(short) = name.strip_prefix("check/").filter(|name| name.ends_with(".rq")) else { continue };
        match parse(&stem(short), &format!("queries/{name}"), &embedded(&name)) {
            Ok(canned) => {
                library.insert(canned.name.clone(), canned);
            }
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(library) } else { Err(errors) }
}

fn embedded(name: &str) -> String {
    Embedded::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

fn stem(name: &str) -> String {
    name.strip_suffix(".rq").unwrap_or(name).to_owned()
}

fn files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rq"));
    files.sort();
    Ok(files)
}

fn at(file: &str, line: usize, message: &str) -> FileError {
    FileError { file: file.to_owned(), line, message: message.to_owned() }
}

/// Reads one query.
///
/// # Errors
/// Every error in its header, its first in the query, and whether the two fit.
pub fn parse(name: &str, file: &str, text: &str) -> Result<Canned, Vec<FileError>> {
    let mut errors = Vec::new();
    let mut canned = Canned {
        name: name.to_owned(),
        title: String::new(),
        description: String::new(),
        parameters: Vec::new(),
        columns: Vec::new(),
        examples: Vec::new(),
        text: text.to_owned(),
    };
    if !is_name(name) {
        errors.push(at(file, 1, "the name must be made of lower-case letters, digits and `-`"));
    }
    let mut lines = BTreeMap::new();
    for (line, field) in fields(text) {
        if let Err(message) = canned.take(&field, line, &mut lines) {
            errors.push(at(file, line, &message));
        }
    }
    if canned.title.is_empty() {
        errors.push(at(file, 1, "the header has no `# title:`"));
    }
    if canned.description.is_empty() {
        errors.push(at(file, 1, "the header has no `# description:`"));
    }
    match Prepared::new(text, &Names::default()) {
        Err(error) => {
            // The parser counts lines of the whole file, so its own place is the right one.
            let message = error.to_string();
            let line = message.strip_prefix("line ").and_then(|rest| rest.split(',').next()).and_then(|n| n.parse().ok());
            errors.push(at(file, line.unwrap_or(1), &message));
        }
        Ok(prepared) => {
            let places = prepared.places();
            for parameter in canned.parameters.iter().filter(|p| !places.contains(&p.name)) {
                let line = lines.get(&parameter.name).copied().unwrap_or(1);
                let name = &parameter.name;
                errors.push(at(file, line, &format!("the query has no place for the parameter `{name}`: VALUES ?{name} {{ UNDEF }}")));
            }
            for place in places.iter().filter(|place| canned.parameters.iter().all(|p| p.name != **place)) {
                errors.push(at(file, line_of(text, &format!("?{place}")), &format!("the parameter `{place}` is not in the header")));
            }
            if let Some(columns) = prepared.columns() {
                for (column, _) in canned.columns.iter().filter(|(column, _)| !columns.contains(column)) {
                    let line = lines.get(column).copied().unwrap_or(1);
                    errors.push(at(file, line, &format!("the query has no column `{column}`")));
                }
                for column in columns.iter().filter(|column| canned.columns.iter().all(|(known, _)| known != *column)) {
                    errors.push(at(file, line_of(text, &format!("?{column}")), &format!("the column `{column}` is not in the header")));
                }
            }
        }
    }
    if errors.is_empty() { Ok(canned) } else { Err(errors) }
}

fn line_of(text: &str, needle: &str) -> usize {
    text.lines().position(|line| !line.starts_with('#') && line.contains(needle)).map_or(1, |at| at + 1)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') && !name.starts_with('-')
}

/// The fields of the header with their lines; what is indented belongs to the field before.
fn fields(text: &str) -> Vec<(usize, String)> {
    let mut fields: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(comment) = line.strip_prefix('#') else { break };
        let words = comment.trim();
        if words.is_empty() {
            continue;
        }
        match fields.last_mut() {
            Some((_, last)) if comment.starts_with("   ") || comment.starts_with('\t') => {
                last.push(' ');
                last.push_str(words);
            }
            _ => fields.push((index + 1, words.to_owned())),
        }
    }
    fields
}

impl Canned {
    fn take(&mut self, field: &str, line: usize, lines: &mut BTreeMap<String, usize>) -> Result<(), String> {
        let (head, rest) = field.split_once(':').ok_or("no field: `# title: …`, `# param NAME: TYPE; …` and the like")?;
        let rest = rest.trim();
        let once = |there: &mut String| {
            if !there.is_empty() {
                return Err(format!("a second `{head}`"));
            }
            rest.clone_into(there);
            Ok(())
        };
        match head.split_once(' ') {
            None => match head {
                "title" => once(&mut self.title),
                "description" => once(&mut self.description),
                "example" => {
                    self.examples.push(rest.to_owned());
                    Ok(())
                }
                _ => Err(format!("unknown field `{head}`")),
            },
            Some(("param", name)) => {
                let parameter = parameter(name.trim(), rest)?;
                if lines.insert(parameter.name.clone(), line).is_some() {
                    return Err(format!("a second `{}`", parameter.name));
                }
                self.parameters.push(parameter);
                Ok(())
            }
            Some(("column", name)) => {
                if self.columns.iter().any(|(column, _)| column == name.trim()) {
                    return Err(format!("a second column `{name}`"));
                }
                lines.insert(name.trim().to_owned(), line);
                self.columns.push((name.trim().to_owned(), rest.to_owned()));
                Ok(())
            }
            Some((other, _)) => Err(format!("unknown field `{other}`")),
        }
    }
}

fn parameter(name: &str, rest: &str) -> Result<Parameter, String> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return Err(format!("`{name}` is no name of a parameter: lower-case letters, digits and `_`"));
    }
    if RESERVED.contains(&name) {
        return Err(format!("`{name}` is an option of `entente query`"));
    }
    let (how, description) = rest.split_once(';').ok_or_else(|| format!("`{name}` has no documentation behind `;`"))?;
    let (how, default) = match how.split_once('=') {
        Some((how, default)) => (how.trim(), Some(default.trim().to_owned())),
        None => (how.trim(), None),
    };
    let (kind, optional) = match how.split_once(',') {
        Some((kind, word)) if word.trim() == "optional" => (kind.trim(), true),
        Some((_, word)) => return Err(format!("`{}` where only `optional` may stand", word.trim())),
        None => (how, false),
    };
    let kind = Type::from_name(kind).ok_or_else(|| format!("unknown type `{kind}`; there are {}", Type::names()))?;
    if let Some(default) = &default {
        kind.check(default).map_err(|why| format!("the default of `{name}`: {why}"))?;
    }
    Ok(Parameter {
        name: name.to_owned(),
        kind,
        required: !optional && default.is_none(),
        default,
        description: description.trim().to_owned(),
    })
}
