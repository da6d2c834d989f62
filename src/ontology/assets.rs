//! The files that are built into the binary, and those that a user puts over them.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rust_embed::RustEmbed;

/// Folders deeper than this are not looked into: a link may lead back to where it stands.
const DEPTH: usize = 8;

#[derive(RustEmbed)]
#[folder = "ontology/"]
struct Embedded;

/// Files by their path under `ontology/`, with `/` between folders.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: BTreeMap<String, File>,
}

#[derive(Clone, Debug)]
struct File {
    bytes: Cow<'static, [u8]>,
    /// Where a user's file was read from.
    path: Option<PathBuf>,
}

/// Why an asset cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    /// A file or folder of the user cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The name of a file is not UTF-8.
    #[error("{}: the file's name is not UTF-8", .0.display())]
    Name(PathBuf),
    /// The file's content is not UTF-8.
    #[error("{file}: not UTF-8 at byte {at}")]
    NotUtf8 {
        /// The file, as [`Assets::origin`] names it.
        file: String,
        /// The first byte that is wrong.
        at: usize,
    },
    /// There is no such file.
    #[error("{0}: no such file in the ontology")]
    Missing(String),
}

impl Assets {
    /// The files that are built in.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        for name in Embedded::iter() {
            if let Some(file) = Embedded::get(&name) {
                files.insert(name.replace('\\', "/"), File { bytes: file.data, path: None });
            }
        }
        Self { files }
    }

    /// The built-in files with those of a folder over them: a file of the same path replaces, any other adds. Hidden files are left out.
    ///
    /// # Errors
    /// The folder or a file in it cannot be read.
    pub fn with_dir(dir: &Path) -> Result<Self, AssetError> {
        let mut assets = Self::embedded();
        assets.read_dir(dir, "", 0)?;
        Ok(assets)
    }

    /// Only the files that are given: paths with their text. For tests and for tools that bring their own.
    #[must_use]
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let file = |text: &str| File { bytes: Cow::Owned(text.as_bytes().to_vec()), path: None };
        Self { files: files.into_iter().map(|(name, text)| (name.to_owned(), file(text))).collect() }
    }

    fn read_dir(&mut self, dir: &Path, prefix: &str, depth: usize) -> Result<(), AssetError> {
        let unreadable = |path: &Path, source| AssetError::Unreadable { path: path.to_owned(), source };
        for entry in std::fs::read_dir(dir).map_err(|e| unreadable(dir, e))? {
            let path = entry.map_err(|e| unreadable(dir, e))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Err(AssetError::Name(path)) };
            if name.starts_with('.') {
                continue;
            }
            let name = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
            if std::fs::metadata(&path).map_err(|e| unreadable(&path, e))?.is_dir() {
                if depth < DEPTH {
                    self.read_dir(&path, &name, depth + 1)?;
                }
            } else {
                let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, e))?;
                self.files.insert(name, File { bytes: Cow::Owned(bytes), path: Some(path) });
            }
        }
        Ok(())
    }

    /// The text of a file.
    ///
    /// # Errors
    /// There is no such file, or it is not UTF-8.
    pub fn text(&self, name: &str) -> Result<&str, AssetError> {
        let file = self.files.get(name).ok_or_else(|| AssetError::Missing(name.to_owned()))?;
        std::str::from_utf8(&file.bytes).map_err(|e| AssetError::NotUtf8 { file: self.origin(name), at: e.valid_up_to() })
    }

    /// Whether there is such a file.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The paths of the files under a folder (`rules`) at any depth, sorted; of all files where it is empty.
    pub fn in_folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let inside = move |name: &&str| folder.is_empty() || name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.files.keys().map(String::as_str).filter(inside)
    }

    /// What to call a file in a message: the user's path, or `ontology/…` for one that is built in.
    #[must_use]
    pub fn origin(&self, name: &str) -> String {
        match self.files.get(name).and_then(|file| file.path.as_ref()) {
            Some(path) => path.display().to_string(),
            None => format!("ontology/{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_built_in() {
        let assets = Assets::embedded();
        assert!(assets.text("entente.ttl").unwrap().contains("owl:Ontology"));
        assert_eq!(assets.origin("entente.ttl"), "ontology/entente.ttl");
        assert!(assets.in_folder("").any(|name| name == "shapes.ttl"));
        assert_eq!(assets.in_folder("entente").count(), 0, "a folder is no prefix of a name");
    }

    #[test]
    fn a_folder_adds_and_replaces() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("rules/more")).unwrap();
        std::fs::write(dir.path().join("rules/more/甲.toml"), "a = 1").unwrap();
        std::fs::write(dir.path().join("entente.ttl"), "# mine").unwrap();
        std::fs::write(dir.path().join(".hidden"), "x").unwrap();
        let assets = Assets::with_dir(dir.path()).unwrap();
        assert_eq!(assets.text("entente.ttl").unwrap(), "# mine");
        assert!(assets.in_folder("rules").any(|name| name == "rules/more/甲.toml"));
        assert!(!assets.has(".hidden") && assets.has("shapes.ttl"));
        assert_eq!(assets.origin("entente.ttl"), dir.path().join("entente.ttl").display().to_string());
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Assets::with_dir(&dir.path().join("none")), Err(AssetError::Unreadable { .. })));
        std::fs::write(dir.path().join("x.tsv"), b"a\xff").unwrap();
        let assets = Assets::with_dir(dir.path()).unwrap();
        assert!(matches!(assets.text("x.tsv"), Err(AssetError::NotUtf8 { at: 1, .. })));
        assert!(matches!(assets.text("y.tsv"), Err(AssetError::Missing(_))));
    }
}
