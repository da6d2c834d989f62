//! What the command line asks for.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

const USAGE: &str =
    "usage: cargo bench -- [--mb N] [--pages DIR] [--formats-only | --store-only | --index-only] [--no-build] [--dump FILE]";

/// What the command line asks for.
pub struct Args {
    /// Megabytes (10^6 bytes) of pages.
    pub mb: u64,
    /// Folder with the Markdown pages that are repeated.
    pub pages: PathBuf,
    /// Whether to build a store of all of the data.
    pub build: bool,
    /// Which part to measure.
    pub part: Part,
    /// Where to write the dump, and measure nothing.
    pub dump: Option<PathBuf>,
    /// What to measure as a child process.
    pub child: Option<Vec<String>>,
}

/// Parts of the suite.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everything.
    All,
    /// The stages, and all of the data, by format.
    Formats,
    /// Quads into a store, and questions to it.
    Store,
    /// The offline index of titles and items.
    Index,
}

impl Args {
    /// Reads the command line. `--bench` is what cargo adds.
    pub fn read() -> Result<Self> {
        let mut args = Self { mb: 200, pages: tests().join("pages"), build: true, part: Part::All, dump: None, child: None };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--bench" => {}
                "--mb" => args.mb = words.next().context("--mb needs a number")?.parse().context("--mb")?,
                "--pages" => args.pages = words.next().context("--pages needs a folder")?.into(),
                "--no-build" => args.build = false,
                "--formats-only" => args.part = Part::Formats,
                "--store-only" => args.part = Part::Store,
                "--index-only" => args.part = Part::Index,
                "--dump" => args.dump = Some(words.next().context("--dump needs a file")?.into()),
                "--child" => args.child = Some(words.by_ref().collect()),
                _ => bail!("unknown: {word}\n{USAGE}"),
            }
        }
        Ok(args)
    }
}

/// The folder with the repository's own pages.
pub fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}
