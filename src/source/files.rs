//! Files, folders and patterns.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use unicode_normalization::UnicodeNormalization as _;

use super::{Format, InputError, RawPage};

/// What people put beside the pages of a folder to describe them. Named on their own, they are pages like others.
const ABOUT_THE_FOLDER: [&str; 5] = ["README", "SOURCE", "LICENSE", "CHANGELOG", "CONTRIBUTING"];

/// The files that `args` name, sorted and without duplicates, and one error for each argument or folder that is no use.
///
/// An argument is a file, a folder (read with all folders in it) or a pattern such as `pages/中*.md`. Folders and patterns
/// give the files with the extensions `md` and `markdown`, leave out hidden ones, and folders also leave out `README.md` and its
/// like. A file named by itself must be in a format that is read.
#[must_use]
pub fn inputs(args: &[String]) -> (Vec<PathBuf>, Vec<InputError>) {
    let mut found = Found::default();
    for arg in args {
        let path = Path::new(arg);
        let before = (found.seen, found.errors.len());
        if path.is_dir() {
            found.folder(path);
        } else if path.exists() {
            found.file(path);
        } else if arg.contains(['*', '?', '[']) {
            found.pattern(arg);
        } else {
            found.errors.push(InputError::Missing(arg.clone()));
            continue;
        }
        if (found.seen, found.errors.len()) == before {
            found.errors.push(InputError::Empty(arg.clone()));
        }
    }
    let mut files: Vec<PathBuf> = found.files.into_values().collect();
    files.sort();
    (files, found.errors)
}

/// Reads a page. Its title is the file's name without the extension.
///
/// # Errors
///
/// Where the file cannot be read, is not UTF-8, or has a name that gives no title.
pub fn read_file(path: &Path) -> Result<RawPage, InputError> {
    let bytes = fs::read(path).map_err(|source| InputError::Io { path: path.to_owned(), source })?;
    if let Err(error) = std::str::from_utf8(&bytes) {
        return Err(InputError::Utf8 { path: path.to_owned(), offset: error.valid_up_to() });
    }
    let name = path.file_stem().and_then(|stem| stem.to_str()).ok_or_else(|| InputError::Name(path.to_owned()))?;
    // `/` cannot stand in a file name, so that collections escape it.
    let title: String = name.replace("%2F", "/").replace('_', " ").trim().nfc().collect();
    if title.is_empty() {
        return Err(InputError::Name(path.to_owned()));
    }
    Ok(RawPage { title, language: "zh".to_owned(), format: Format::Markdown, path: Some(path.to_owned()), bytes: bytes.into() })
}

#[derive(Default)]
struct Found {
    /// By the real path, so that a file named in two ways is read once.
    files: BTreeMap<PathBuf, PathBuf>,
    errors: Vec<InputError>,
    /// Files met, duplicates included.
    seen: usize,
}

impl Found {
    fn add(&mut self, path: &Path) {
        self.seen += 1;
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.files.entry(real).or_insert_with(|| path.to_owned());
    }

    fn file(&mut self, path: &Path) {
        if is_page(path) {
            self.add(path);
        } else {
            self.errors.push(InputError::Format(path.to_owned()));
        }
    }

    /// Walks without recursion, and into each real folder once: links may lead in circles.
    fn folder(&mut self, top: &Path) {
        let mut open = vec![top.to_owned()];
        let mut visited = HashSet::new();
        while let Some(folder) = open.pop() {
            if !visited.insert(folder.canonicalize().unwrap_or_else(|_| folder.clone())) {
                continue;
            }
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(source) => {
                    self.errors.push(InputError::Io { path: folder, source });
                    continue;
                }
            };
            for path in entries.flatten().map(|entry| entry.path()).filter(|path| !is_hidden(path)) {
                if path.is_dir() {
                    open.push(path);
                } else if is_page(&path) && !describes_folder(&path) {
                    self.add(&path);
                }
            }
        }
    }

    fn pattern(&mut self, pattern: &str) {
        let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        match glob::glob_with(pattern, options) {
            Ok(paths) => {
                for path in paths {
                    match path {
                        Ok(path) if path.is_dir() => self.folder(&path),
                        Ok(path) if is_page(&path) => self.add(&path),
                        Ok(_) => {}
                        Err(error) => {
                            let path = error.path().to_owned();
                            self.errors.push(InputError::Io { path, source: error.into() });
                        }
                    }
                }
            }
            Err(error) => self.errors.push(InputError::Pattern(pattern.to_owned(), error.to_string())),
        }
    }
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown"))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn describes_folder(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| ABOUT_THE_FOLDER.iter().any(|about| stem == *about))
}
