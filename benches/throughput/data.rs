//! The data: pages of the repository under many titles, each copy about other states.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use entente::source::{self, Format, RawPage};

use crate::{args, states::States};

/// The pages that are repeated.
pub struct Pages {
    format: Format,
    pages: Vec<(String, String)>,
    states: States,
}

impl Pages {
    /// The repository's pages in a format; those in Markdown from a folder of the user's choice.
    pub fn of(format: Format, markdown: &Path) -> Result<Self> {
        let tests = args::tests();
        match format {
            Format::Markdown => Self::load(format, &[markdown]),
            Format::Wikitext => Self::load(format, &[&tests.join("wikitext"), &tests.join("rendered/*.wikitext")]),
            Format::Html => Self::load(format, &[&tests.join("rendered/*.html")]),
        }
    }

    /// Reads the pages of folders and patterns, in the order of their names.
    fn load(format: Format, places: &[&Path]) -> Result<Self> {
        let places = places.iter().map(|place| place.to_str().map(str::to_owned).context("the folder's name is not UTF-8"));
        let (files, _) = source::inputs(&places.collect::<Result<Vec<_>>>()?);
        let mut pages = Vec::new();
        for file in files {
            let page = source::read_file(&file)?;
            pages.push((page.title, String::from_utf8(page.bytes.to_vec())?));
        }
        if pages.iter().all(|(_, text)| text.is_empty()) {
            bail!("{format:?}: no page to repeat");
        }
        Ok(Self { format, pages, states: States::load()? })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// How long they are together.
    pub fn bytes(&self) -> u64 {
        self.pages.iter().map(|(_, text)| text.len() as u64).sum()
    }

    /// Pages without end, each copy under a title of its own and about other states. The first copy is the pages as they are.
    pub fn endless(&self) -> impl Iterator<Item = (String, String)> {
        (1..).flat_map(|copy| self.pages.iter().map(move |page| (copy, page))).map(|(copy, (title, text))| {
            let varied = |text: &str| self.states.moved(text, copy - 1);
            (format!("{}-{copy:05}", varied(title)), varied(text))
        })
    }

    /// So many of them that they are at least so many bytes together.
    pub fn repeated(&self, bytes: u64) -> impl Iterator<Item = (String, String)> {
        let mut left = bytes;
        self.endless().take_while(move |(_, text)| {
            let wanted = left > 0;
            left = left.saturating_sub(text.len() as u64);
            wanted
        })
    }

    /// The same in memory, to be read.
    pub fn raw(&self, bytes: u64) -> Vec<RawPage> {
        self.repeated(bytes).map(|(title, text)| self.page(title, &text)).collect()
    }

    /// One of them to be read.
    pub fn page(&self, title: String, text: &str) -> RawPage {
        RawPage::markdown(title, text).in_format(self.format)
    }

    /// Writes them as files, one at a time.
    pub fn write(&self, dir: &Path, bytes: u64) -> Result<Written> {
        let extension = match self.format {
            Format::Markdown => "md",
            Format::Wikitext => "wikitext",
            Format::Html => "html",
        };
        let mut written = Written::default();
        for (title, text) in self.repeated(bytes) {
            std::fs::write(dir.join(format!("{}.{extension}", title.replace('/', "%2F"))), &text)?;
            written.add(text.len());
        }
        Ok(written)
    }

    /// All of them as one page.
    pub fn joined(&self, bytes: u64) -> String {
        self.repeated(bytes).fold(String::new(), |joined, (_, text)| joined + &text + "\n\n")
    }
}

/// How much was written.
#[derive(Clone, Copy, Default)]
pub struct Written {
    /// Pages.
    pub pages: usize,
    /// Bytes before they are packed.
    pub bytes: u64,
}

impl Written {
    /// Counts a page of so many bytes.
    pub fn add(&mut self, bytes: usize) {
        self.pages += 1;
        self.bytes += bytes as u64;
    }
}
