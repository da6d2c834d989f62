//! Stage 1: where pages come from.
//!
//! A [`RawPage`] is a page as its file holds it, with the title that the source gives it. [`inputs`] turns what a user
//! names (files, folders, patterns) into files, [`read_file`] turns a file into a page.

mod files;

use std::{fmt::Write as _, path::PathBuf, sync::Arc};

use sha2::{Digest, Sha256};

pub use files::{inputs, inputs_of, read_file, read_file_as};

/// A page that nobody has looked into yet.
#[derive(Clone, Debug)]
pub struct RawPage {
    /// The title, in NFC, with spaces for underscores.
    pub title: String,
    /// The language of its Wikipedia: `zh`.
    pub language: String,
    /// How it is written.
    pub format: Format,
    /// The file that it was read from.
    pub path: Option<PathBuf>,
    /// The file, byte for byte.
    pub bytes: Arc<[u8]>,
}

/// The formats that a page can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// GitHub-flavoured Markdown as pandoc writes it.
    #[default]
    Markdown,
    /// Wikitext as the wiki keeps it.
    Wikitext,
}

impl Format {
    /// The format of files with an extension (without its point), if any is read.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        let known = [("md", Self::Markdown), ("markdown", Self::Markdown), ("wikitext", Self::Wikitext), ("wiki", Self::Wikitext)];
        known.into_iter().find(|(name, _)| extension.eq_ignore_ascii_case(name)).map(|(_, format)| format)
    }

    /// How much of a page the format keeps, compared with others: of two files of one page the one that keeps more is read.
    #[must_use]
    pub const fn fidelity(self) -> u8 {
        match self {
            Self::Markdown => 0,
            Self::Wikitext => 1,
        }
    }
}

/// Why an input cannot be used, as one line.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The path or pattern names nothing.
    #[error("{0}: no such file or folder")]
    Missing(String),
    /// A folder or pattern without any page.
    #[error("{0}: no page (.md, .markdown, .wikitext, .wiki) there")]
    Empty(String),
    /// A pattern that cannot be read as one.
    #[error("{0}: not a pattern: {1}")]
    Pattern(String, String),
    /// A file in no format that is read.
    #[error("{}: not a page in a format that is read (.md, .markdown, .wikitext, .wiki)", .0.display())]
    Format(PathBuf),
    /// A file that holds a page which another file gives in a better format.
    #[error("{}: not read: {} is the same page and lost less", .path.display(), .better.display())]
    Superseded {
        /// The file.
        path: PathBuf,
        /// The one that is read.
        better: PathBuf,
    },
    /// A file whose name gives no title.
    #[error("{}: the file name is not UTF-8 or gives no title", .0.display())]
    Name(PathBuf),
    /// A file that is not UTF-8.
    #[error("{}: not UTF-8: byte {offset} cannot be read", .path.display())]
    Utf8 {
        /// The file.
        path: PathBuf,
        /// The first byte that is wrong, counted from 0.
        offset: usize,
    },
    /// A file or folder that the system does not hand out.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl InputError {
    /// Whether nothing is missed for it: another file holds the same page.
    #[must_use]
    pub const fn is_harmless(&self) -> bool {
        matches!(self, Self::Superseded { .. })
    }
}

impl RawPage {
    /// A Markdown page of the Chinese Wikipedia that stands in no file.
    #[must_use]
    pub fn markdown(title: impl Into<String>, text: impl AsRef<[u8]>) -> Self {
        Self { title: title.into(), language: "zh".to_owned(), format: Format::Markdown, path: None, bytes: text.as_ref().into() }
    }

    /// The same in another format.
    #[must_use]
    pub fn in_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// The SHA-256 of the bytes, in lower-case hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
