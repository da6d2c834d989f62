//! Stage 1: where pages come from.
//!
//! A [`RawPage`] is a page as its source holds it, with the title that the source gives it. [`inputs`] turns what a user
//! names (files, folders, patterns) into files; [`Pages`] hands out the pages of files, of archives with many pages each, and of streams,
//! one after the other; [`read_file`] turns a file with one page into it.

mod dump;
mod files;
mod language;
mod ndjson;
mod pages;
#[cfg(test)]
mod tests;
mod unpack;

use std::{fmt::Write as _, path::PathBuf};

use sha2::{Digest, Sha256};

use unicode_normalization::UnicodeNormalization as _;

pub use files::{inputs, inputs_of, is_archive, read_file, read_file_as};
pub(crate) use language::{is_chinese, of_database as language_of_database};
pub(crate) use pages::unpacked_counted;
pub use pages::{Pages, unpacked};

/// A page that nobody has looked into yet.
#[derive(Clone, Debug)]
pub struct RawPage {
    /// The title, in NFC, with spaces for underscores.
    pub title: String,
    /// The language of its Wikipedia: `zh`.
    pub language: String,
    /// How it is written.
    pub format: Format,
    /// Which version of the page it is, where the source says so.
    pub revision: Option<Revision>,
    /// Titles that redirect to it, where the source says so; sorted.
    pub aliases: Vec<String>,
    /// The file that holds it alone.
    pub path: Option<PathBuf>,
    /// The file, byte for byte; of a page from an archive its text.
    pub bytes: Vec<u8>,
}

/// A version of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number in the wiki.
    pub id: u64,
    /// When it was made, as an `xsd:dateTime` to the second; empty where the source does not say.
    pub time: String,
}

impl Revision {
    /// A version by what a source says of it; none without a number. A time in another form is left out.
    #[must_use]
    pub fn new(id: &str, time: &str) -> Option<Self> {
        Some(Self { id: id.parse().ok()?, time: if is_time(time) { format!("{}Z", &time[..19]) } else { String::new() } })
    }
}

/// Whether a text is a time as dumps write it: `2024-02-29T12:00:00Z`, perhaps with parts of seconds.
fn is_time(text: &str) -> bool {
    let Some((whole, rest)) = text.split_at_checked(19) else { return false };
    let is_shaped =
        whole.bytes().zip(*b"0000-00-00T00:00:00").all(|(byte, shape)| if shape == b'0' { byte.is_ascii_digit() } else { byte == shape });
    let number = |from: usize| whole[from..from + 2].parse::<u8>().unwrap_or(0);
    let fraction = rest.strip_suffix('Z').map(|rest| {
        rest.strip_prefix('.')
            .map_or(rest.is_empty(), |digits| (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
    });
    is_shaped
        && (1..=12).contains(&number(5))
        && (1..=31).contains(&number(8))
        && number(11) < 24
        && number(14) < 60
        && number(17) < 60
        && fraction == Some(true)
}

/// How the pages of archives and streams are read.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The namespaces to read, by number: 0 are the articles. None named are all.
    pub namespaces: Vec<i32>,
    /// Which body of a page is read that comes with two.
    pub body: Body,
    /// The format of files with one page whose names tell none.
    pub format: Option<Format>,
    /// How many threads may unpack a file.
    pub threads: usize,
}

impl Selection {
    /// Whether pages of a namespace are read.
    #[must_use]
    pub fn wants(&self, namespace: i32) -> bool {
        self.namespaces.is_empty() || self.namespaces.contains(&namespace)
    }
}

impl Default for Selection {
    fn default() -> Self {
        Self { namespaces: vec![0], body: Body::default(), format: None, threads: 1 }
    }
}

/// The bodies that a line of JSON may hold of its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// As its authors wrote it.
    #[default]
    Wikitext,
    /// As `MediaWiki` renders it.
    Html,
}

/// Where a page is to be had.
#[derive(Clone, Debug)]
pub enum Input {
    /// In a file of its own, with its format where the name tells none.
    File(PathBuf, Format),
    /// Here.
    Page(Box<RawPage>),
    /// Nowhere: why, as one line with the name of the input.
    Failed(String),
}

impl Input {
    /// Bytes to read.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::File(path, _) => std::fs::metadata(path).map_or(0, |data| data.len()),
            Self::Page(page) => page.bytes.len() as u64,
            Self::Failed(_) => 0,
        }
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path, _) => path.display().to_string(),
            Self::Page(page) => page.title.clone(),
            Self::Failed(message) => message.clone(),
        }
    }
}

/// A title as the program keeps it: in NFC, with single spaces for underscores.
fn title(name: &str) -> String {
    name.split(['_', ' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").nfc().collect()
}

/// The formats that a page can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// GitHub-flavoured Markdown as pandoc writes it.
    #[default]
    Markdown,
    /// Wikitext as the wiki keeps it.
    Wikitext,
    /// What `MediaWiki` makes of it: the article page, or the output of Parsoid.
    Html,
}

impl Format {
    /// The format of files with an extension (without its point), if any is read.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        let known = [
            ("md", Self::Markdown),
            ("markdown", Self::Markdown),
            ("wikitext", Self::Wikitext),
            ("wiki", Self::Wikitext),
            ("html", Self::Html),
            ("htm", Self::Html),
        ];
        known.into_iter().find(|(name, _)| extension.eq_ignore_ascii_case(name)).map(|(_, format)| format)
    }

    /// How much of a page the format keeps, compared with others: of two files of one page the one that keeps more is read.
    #[must_use]
    pub const fn fidelity(self) -> u8 {
        match self {
            Self::Markdown => 0,
            Self::Html => 1,
            Self::Wikitext => 2,
        }
    }
}

/// Why an input cannot be used, as one line.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A file with many pages, or a stream, that cannot be read or not to its end.
    #[error("{name}: {message}")]
    Stream {
        /// What it is called.
        name: String,
        /// What is wrong, and how far it was read.
        message: String,
    },
    /// The path or pattern names nothing.
    #[error("{0}: no such file or folder")]
    Missing(String),
    /// A folder or pattern without any page.
    #[error("{0}: no page there (.md, .markdown, .wikitext, .wiki, .html, .htm), and no dump (.xml, .ndjson, .jsonl; .bz2, .gz, .zst)")]
    Empty(String),
    /// A pattern that cannot be read as one.
    #[error("{0}: not a pattern: {1}")]
    Pattern(String, String),
    /// A file in no format that is read.
    #[error("{}: not a page (.md, .markdown, .wikitext, .wiki, .html, .htm), nor a dump (.xml, .ndjson, .jsonl; .bz2, .gz, .zst)", .0.display())]
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
        Self {
            title: title.into(),
            language: "zh".to_owned(),
            format: Format::Markdown,
            revision: None,
            aliases: Vec::new(),
            path: None,
            bytes: text.as_ref().to_vec(),
        }
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
