//! Files, folders and patterns.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use super::{Format, InputError, RawPage};

/// What people put beside the pages of a folder to describe them. Named on their own, they are pages like others.
const ABOUT_THE_FOLDER: [&str; 5] = ["README", "SOURCE", "LICENSE", "CHANGELOG", "CONTRIBUTING"];

/// The files that `args` name, sorted and without duplicates, and one error for each argument or folder that is no use.
///
/// An argument is a file, a folder (read with all folders in it) or a pattern such as `pages/中*.md`. Folders and patterns
/// give the files whose names tell a format that is read, leave out hidden ones, and folders also leave out `README.md` and its
/// like. A file named by itself must be in a format that is read. Where several files hold one page, that in the format which keeps
/// most of it is taken, and the others are told as [`InputError::Superseded`].
#[must_use]
pub fn inputs(args: &[String]) -> (Vec<PathBuf>, Vec<InputError>) {
    inputs_of(args, false)
}

/// As [`inputs`]; with `any`, files named by themselves may have any extension.
#[must_use]
pub fn inputs_of(args: &[String], any: bool) -> (Vec<PathBuf>, Vec<InputError>) {
    let mut found = Found { any, ..Found::default() };
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
    leave_best(&mut files, &mut found.errors);
    (files, found.errors)
}

/// Of files that hold one page in several formats, leaves those in the format that keeps most of it.
fn leave_best(files: &mut Vec<PathBuf>, errors: &mut Vec<InputError>) {
    let fidelity = |path: &Path| format_of(path).unwrap_or_default().fidelity();
    let mut best: HashMap<String, (u8, PathBuf)> = HashMap::new();
    for path in files.iter().filter(|path| !is_archive(path)) {
        let Ok(title) = title_of(path) else { continue };
        let known = best.entry(title).or_insert_with(|| (fidelity(path), path.clone()));
        if fidelity(path) > known.0 {
            *known = (fidelity(path), path.clone());
        }
    }
    files.retain(|path| {
        let title = title_of(path).ok().filter(|_| !is_archive(path));
        let better = title.and_then(|title| best.get(&title)).filter(|(most, _)| *most > fidelity(path));
        if let Some((_, better)) = better {
            errors.push(InputError::Superseded { path: path.clone(), better: better.clone() });
        }
        better.is_none()
    });
}

/// Reads a page. Its title is the file's name without the extension, its format what the extension says.
///
/// # Errors
///
/// Where the file cannot be read, is not UTF-8, or has a name that gives no title.
pub fn read_file(path: &Path) -> Result<RawPage, InputError> {
    read_file_as(path, Format::default())
}

/// As [`read_file`], with the format of files whose extension tells none.
///
/// # Errors
///
/// As [`read_file`].
pub fn read_file_as(path: &Path, otherwise: Format) -> Result<RawPage, InputError> {
    let format = format_of(path).unwrap_or(otherwise);
    let bytes = fs::read(path).map_err(|source| InputError::Io { path: path.to_owned(), source })?;
    if let Err(error) = std::str::from_utf8(&bytes) {
        return Err(InputError::Utf8 { path: path.to_owned(), offset: error.valid_up_to() });
    }
    let title = title_of(path)?;
    Ok(RawPage { title, language: "zh".to_owned(), format, revision: None, aliases: Vec::new(), path: Some(path.to_owned()), bytes })
}

/// The title that a file's name gives.
fn title_of(path: &Path) -> Result<String, InputError> {
    let name = path.file_stem().and_then(|stem| stem.to_str()).ok_or_else(|| InputError::Name(path.to_owned()))?;
    // `/` cannot stand in a file name, so that collections escape it.
    let title = super::title(&name.replace("%2F", "/"));
    if title.is_empty() { Err(InputError::Name(path.to_owned())) } else { Ok(title) }
}

#[derive(Default)]
struct Found {
    /// Whether a file named by itself is read although its extension tells no format.
    any: bool,
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
        if self.any || is_page(path) {
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
    format_of(path).is_some() || is_archive(path)
}

fn format_of(path: &Path) -> Option<Format> {
    Format::of_extension(path.extension()?.to_str()?)
}

/// Whether a file holds many pages, by its name: `….xml`, `….ndjson`, `….jsonl`, `….tar`, packed (`.bz2`, `.gz`, `.zst`) or not, and parts of
/// dumps such as `pages-articles1.xml-p1p187712.bz2`. What is in it is told by its content.
#[must_use]
pub fn is_archive(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()).map(str::to_ascii_lowercase) else { return false };
    let plain = [".bz2", ".gz", ".zst"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    [".xml", ".ndjson", ".jsonl", ".tar", ".tgz"].iter().any(|kind| plain.ends_with(kind) && plain.len() > kind.len())
        || plain.contains(".xml-p")
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn describes_folder(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| ABOUT_THE_FOLDER.iter().any(|about| stem == *about))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/.hidden")).unwrap();
        for name in ["乙_國.md", "甲.markdown", "b/丙.md", "b/.hidden/丁.md", ".戊.md", "README.md", "己.wikitext", "庚.txt"] {
            fs::write(folder.path().join(name), "文").unwrap();
        }
        folder
    }

    fn names(args: &[String]) -> (Vec<String>, usize) {
        let (files, errors) = inputs(args);
        (files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect(), errors.len())
    }

    #[test]
    fn folders_files_and_patterns() {
        let folder = folder();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let all = ["丙.md", "乙_國.md", "己.wikitext", "甲.markdown"].map(str::to_owned).to_vec();
        assert_eq!(names(&[path("")]), (all.clone(), 0));
        assert_eq!(names(&[path("乙_國.md"), path("./乙_國.md"), path(""), path("b")]), (all, 0));
        assert_eq!(names(&[path("README.md")]), (vec!["README.md".to_owned()], 0));
        assert_eq!(names(&[path("乙*")]), (vec!["乙_國.md".to_owned()], 0));
        assert_eq!(names(&[path("無.md"), path("庚.txt"), path("無*"), path("b/[")]).1, 4);
        assert_eq!(names(&[path("b/.hidden/*.txt")]).1, 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_holds_itself() {
        let folder = folder();
        if std::os::unix::fs::symlink(folder.path(), folder.path().join("b/loop")).is_ok() {
            assert_eq!(names(&[folder.path().to_string_lossy().into_owned()]).0.len(), 4);
        }
    }

    #[test]
    fn one_page_in_two_formats() {
        let folder = folder();
        for name in ["乙 國.wiki", "b/甲.md"] {
            fs::write(folder.path().join(name), "文").unwrap();
        }
        let (files, errors) = inputs(&[folder.path().to_string_lossy().into_owned()]);
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["丙.md", "甲.md", "乙 國.wiki", "己.wikitext", "甲.markdown"]);
        let [error] = &errors[..] else { panic!("{errors:?}") };
        assert!(error.is_harmless() && error.to_string().contains("乙_國.md: not read"), "{error}");
        assert_eq!(read_file(&files[2]).unwrap().format, Format::Wikitext);
    }

    #[test]
    fn pages() {
        let folder = folder();
        assert_eq!(read_file(&folder.path().join("乙_國.md")).unwrap().title, "乙 國");
        // A decomposed name, as some file systems give it.
        let decomposed = folder.path().join("Cafe\u{301}%2FA.md");
        fs::write(&decomposed, "abc").unwrap();
        let page = read_file(&decomposed).unwrap();
        assert_eq!(page.title, "Caf\u{e9}/A");
        assert_eq!(page.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let broken = folder.path().join("壞.md");
        fs::write(&broken, b"abc\xff").unwrap();
        assert_eq!(read_file(&broken).unwrap_err().to_string(), format!("{}: not UTF-8: byte 3 cannot be read", broken.display()));
        assert!(read_file(&folder.path().join("無.md")).is_err());
        fs::write(folder.path().join("_.md"), "").unwrap();
        assert!(matches!(read_file(&folder.path().join("_.md")), Err(InputError::Name(_))));
    }
}
