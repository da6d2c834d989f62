//! The files of a store's folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use super::{StoreError, io_error};
use crate::graph::Names;

/// The version of the layout and of the graphs in it. A store with another one is refused.
pub const FORMAT: &str = "1";

const HEAD: &str = "entente store";

/// A folder that was found to be a store.
pub(super) struct Opened<L> {
    pub names: Names,
    pub lock: L,
}

pub(super) fn quads(dir: &Path) -> PathBuf {
    dir.join("quads")
}

/// Locks a folder to write, and makes it a store where it is new or empty.
pub(super) fn prepare(dir: &Path, wanted: Option<&Names>) -> Result<Opened<File>, StoreError> {
    if cfg!(not(feature = "rocksdb")) {
        return Err(StoreError::NoDisk(dir.to_owned()));
    }
    let known = if is_fresh(dir)? {
        fs::create_dir_all(dir).map_err(|error| io_error(dir, &error))?;
        None
    } else {
        Some(read_format(dir)?)
    };
    let lock = lock(dir, true)?.ok_or_else(|| io_error(dir, &"the folder cannot be written"))?;
    let names = match (known, wanted) {
        (Some(found), Some(wanted)) if found.base() != wanted.base() => {
            return Err(StoreError::Base { path: dir.to_owned(), found: found.base().to_owned(), wanted: wanted.base().to_owned() });
        }
        (Some(found), _) => found,
        (None, wanted) => {
            let names = wanted.cloned().unwrap_or_default();
            let file = dir.join("format");
            write_whole(&file, &format!("{HEAD} {FORMAT}\nbase {}\n", names.base()))?;
            names
        }
    };
    remove_orphans(&quads(dir));
    Ok(Opened { names, lock })
}

/// Finds a store to read from.
pub(super) fn look(dir: &Path) -> Result<Opened<Option<File>>, StoreError> {
    if !dir.exists() {
        return Err(StoreError::Missing(dir.to_owned()));
    }
    let names = read_format(dir)?;
    if cfg!(not(feature = "rocksdb")) {
        return Err(StoreError::NoDisk(dir.to_owned()));
    }
    let lock = lock(dir, false)?;
    // `format` is written first: a build that ended before the database was made left no store yet.
    if !quads(dir).join("CURRENT").exists() {
        return Err(StoreError::Missing(dir.to_owned()));
    }
    Ok(Opened { names, lock })
}

/// Whether nothing is there yet but perhaps an empty folder.
fn is_fresh(dir: &Path) -> Result<bool, StoreError> {
    match fs::read_dir(dir) {
        Ok(entries) => Ok(entries.flatten().all(|entry| entry.file_name() == "lock")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Err(StoreError::NotAStore(dir.to_owned())),
        Err(error) => Err(io_error(dir, &error)),
    }
}

fn read_format(dir: &Path) -> Result<Names, StoreError> {
    let file = dir.join("format");
    let not = || StoreError::NotAStore(dir.to_owned());
    let text = match fs::read(&file) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| not())?,
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => return Err(not()),
        Err(error) => return Err(io_error(&file, &error)),
    };
    let mut lines = text.lines();
    let found = lines.next().and_then(|line| line.strip_prefix(HEAD)).ok_or_else(not)?.trim();
    if found != FORMAT {
        return Err(StoreError::Format { path: dir.to_owned(), found: found.to_owned() });
    }
    let base = lines.find_map(|line| line.strip_prefix("base ")).ok_or_else(not)?;
    Names::new(base.trim()).map_err(|_| not())
}

/// Takes the lock. A reader of a folder that it may not write to goes without one.
fn lock(dir: &Path, exclusive: bool) -> Result<Option<File>, StoreError> {
    let path = dir.join("lock");
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = match opened {
        Ok(file) => file,
        Err(error) if exclusive => return Err(io_error(&path, &error)),
        Err(_) => match File::open(&path) {
            Ok(file) => file,
            Err(_) => return Ok(None),
        },
    };
    match if exclusive { file.try_lock() } else { file.try_lock_shared() } {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let read = file.read_to_string(&mut pid).is_ok();
            let pid = pid.trim();
            let by = if read && !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()) { format!(" ({pid})") } else { String::new() };
            return Err(StoreError::Held { path: dir.to_owned(), by });
        }
        Err(TryLockError::Error(error)) => return Err(io_error(&path, &error)),
    }
    if exclusive {
        // Only so that others can name this process; the lock holds without it.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
    }
    Ok(Some(file))
}

/// A bulk load that was killed leaves files that the database never takes in.
fn remove_orphans(quads: &Path) {
    let Ok(entries) = fs::read_dir(quads) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("bulk-") && name.ends_with(".sst") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_whole(path: &Path, content: &str) -> Result<(), StoreError> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| io_error(path, &error))?;
    file.write_all(content.as_bytes()).map_err(|error| io_error(path, &error))?;
    file.persist(path).map_err(|error| io_error(path, &error.error))?;
    Ok(())
}

/// Where the pages were read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// The IRI of a page's graph and the absolute path of the file that holds it alone.
    pub pages: BTreeMap<String, PathBuf>,
    /// The absolute paths of files with many pages each.
    pub archives: BTreeSet<PathBuf>,
}

/// Stands for the graph where a line of `inputs.tsv` names a file with many pages.
const MANY: &str = "*";

impl Inputs {
    /// Reads `inputs.tsv` of a store's folder. A file that is not there is an empty one; lines that are no pair are left out.
    #[must_use]
    pub fn read(dir: &Path) -> Self {
        let text = fs::read_to_string(dir.join("inputs.tsv")).unwrap_or_default();
        let mut inputs = Self::default();
        for (graph, path) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
            if graph == MANY {
                inputs.archives.insert(PathBuf::from(path));
            } else {
                inputs.pages.insert(graph.to_owned(), PathBuf::from(path));
            }
        }
        inputs
    }

    /// Writes it. A path that a line cannot hold is left out.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, dir: &Path) -> Result<(), StoreError> {
        let mut text = String::from("# graph\tfile\n");
        let pages = self.pages.iter().map(|(graph, path)| (graph.as_str(), path));
        for (graph, path) in pages.chain(self.archives.iter().map(|path| (MANY, path))) {
            if let Some(path) = path.to_str().filter(|path| !path.contains(['\n', '\r', '\t'])) {
                text.push_str(graph);
                text.push('\t');
                text.push_str(path);
                text.push('\n');
            }
        }
        write_whole(&dir.join("inputs.tsv"), &text)
    }
}
