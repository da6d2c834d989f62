//! The data: pages of the repository under many titles.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// What the command line asks for.
pub struct Args {
    /// Megabytes (10^6 bytes) of pages.
    pub mb: u64,
    /// Folder with the pages that are repeated.
    pub pages: PathBuf,
    /// Whether to build a store of all of the data.
    pub build: bool,
    /// What to measure as a child process.
    pub child: Option<Vec<String>>,
}

impl Args {
    /// Reads the command line. `--bench` is what cargo adds.
    pub fn read() -> Result<Self> {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("pages");
        let mut args = Self { mb: 200, pages: sample, build: true, child: None };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--bench" => {}
                "--mb" => args.mb = words.next().context("--mb needs a number")?.parse().context("--mb")?,
                "--pages" => args.pages = words.next().context("--pages needs a folder")?.into(),
                "--no-build" => args.build = false,
                "--child" => args.child = Some(words.by_ref().collect()),
                _ => bail!("unknown: {word}\nusage: cargo bench -- [--mb N] [--pages DIR] [--no-build]"),
            }
        }
        Ok(args)
    }
}

/// The pages that are repeated.
pub struct Pages(Vec<(String, Vec<u8>)>);

impl Pages {
    /// Reads the pages of a folder, in the order of their names.
    pub fn load(dir: &Path) -> Result<Self> {
        let (files, _) = entente::source::inputs(&[dir.to_str().context("the folder's name is not UTF-8")?.to_owned()]);
        let mut pages = Vec::new();
        for file in files {
            let page = entente::source::read_file(&file)?;
            pages.push((page.title, page.bytes.to_vec()));
        }
        if pages.iter().all(|(_, bytes)| bytes.is_empty()) {
            bail!("{}: no page to repeat", dir.display());
        }
        Ok(Self(pages))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// How long they are together.
    pub fn bytes(&self) -> u64 {
        self.0.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// Pages of at least so many bytes together: the content as it is, each copy under a title of its own, as the title is in the names of
    /// statements and graphs.
    pub fn repeated(&self, bytes: u64) -> impl Iterator<Item = (String, &[u8])> {
        let mut left = bytes;
        (1..).flat_map(|copy| self.0.iter().map(move |page| (copy, page))).map_while(move |(copy, (title, content))| {
            if left == 0 {
                return None;
            }
            left = left.saturating_sub(content.len() as u64);
            Some((format!("{title}-{copy:05}"), content.as_slice()))
        })
    }

    /// Writes them as files, one at a time. Gives their number and bytes.
    pub fn write(&self, dir: &Path, bytes: u64) -> Result<(usize, u64)> {
        let mut written = (0, 0);
        for (title, content) in self.repeated(bytes) {
            std::fs::write(dir.join(format!("{}.md", title.replace('/', "%2F"))), content)?;
            written = (written.0 + 1, written.1 + content.len() as u64);
        }
        Ok(written)
    }

    /// All of them as one page.
    pub fn joined(&self, bytes: u64) -> Result<String> {
        let mut text = String::new();
        for (_, content) in self.repeated(bytes) {
            text.push_str(std::str::from_utf8(content)?);
            text.push_str("\n\n");
        }
        Ok(text)
    }
}
