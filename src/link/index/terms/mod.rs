//! What items are called and what they are: gathered line by line, sorted beyond memory, written as one record an item.

mod json;
mod triples;

use std::io::{self, BufRead, Write as _};

use super::{
    file::Writer,
    name,
    strings::{read_bytes, read_number, write_number},
};
use crate::{
    link::{Description, Item, lines},
    sort::Lines,
};

pub(super) use json::read as read_json;
pub(super) use triples::read as read_triples;

/// Stands between the parts of a line that is sorted.
const BETWEEN: char = '\u{1}';
/// Memory that sorting takes before it goes to temporary files, for each of the two.
const MEMORY: usize = 64 << 20;
/// The longest label, alias or description that is kept, in bytes. Wikidata allows 250 characters.
const LONGEST: usize = 1500;

/// Why an item is called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It is an instance of this: preferred, or usual.
    Class {
        preferred: bool,
    },
    Description,
    /// Wikidata's label.
    Label,
    /// The title of a page about it, where Wikidata's label is not known.
    Title,
    Alias,
}

impl Kind {
    const fn letter(self) -> char {
        match self {
            Self::Class { preferred: true } => 'a',
            Self::Class { preferred: false } => 'b',
            Self::Description => 'c',
            Self::Label => 'd',
            Self::Title => 'e',
            Self::Alias => 'f',
        }
    }
}

/// Gathers what is said of items.
pub(super) struct Terms {
    languages: Vec<String>,
    lines: Lines,
    names: Lines,
}

impl Terms {
    /// In these languages; the first that has a description gives it.
    pub(super) const fn new(languages: Vec<String>) -> Self {
        Self { languages, lines: Lines::new(MEMORY), names: Lines::new(MEMORY) }
    }

    pub(super) fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The number of a language, where it is one of those that are kept.
    pub(super) fn language(&self, code: &str) -> Option<usize> {
        self.languages.iter().position(|language| language == code)
    }

    /// A text about an item.
    pub(super) fn push(&mut self, item: u32, kind: Kind, language: usize, text: &str) -> io::Result<()> {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Ok(());
        }
        if kind != Kind::Description {
            self.names.push(format!("{}{BETWEEN}{item:010}", name::key(text)))?;
        }
        self.lines.push(format!("{item:010}{}{language:03}{text}", kind.letter()))
    }

    /// A class of an item.
    pub(super) fn push_class(&mut self, item: u32, preferred: bool, class: u32) -> io::Result<()> {
        self.lines.push(format!("{item:010}{}{class:010}", Kind::Class { preferred }.letter()))
    }

    /// Writes the records, and the names by which items are searched. Gives the number of records.
    pub(super) fn write(self, out: &mut Writer) -> io::Result<u64> {
        let records = write_records(self.lines, out)?;
        if records > 0 {
            write_names(self.names, out)?;
        }
        Ok(records)
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a sorted run is broken")
}

/// A record while its lines are read.
#[derive(Default)]
struct Record {
    classes: Vec<u32>,
    labels: Vec<(u64, String)>,
    description: Option<(u64, String)>,
    aliases: Vec<(u64, String)>,
}

impl Record {
    /// Of several for one language the first counts: lines are sorted.
    fn add(&mut self, line: &str) -> Option<()> {
        let kind = line.as_bytes().first()?;
        if matches!(kind, b'a' | b'b') {
            let class = line.get(1..)?.parse().ok()?;
            if !self.classes.contains(&class) {
                self.classes.push(class);
            }
            return Some(());
        }
        let language: u64 = line.get(1..4)?.parse().ok()?;
        let text = line.get(4..)?.to_owned();
        match kind {
            b'c' if self.description.is_none() => self.description = Some((language, text)),
            b'd' | b'e' if !self.labels.iter().any(|label| label.0 == language) => self.labels.push((language, text)),
            b'f' => self.aliases.push((language, text)),
            _ => {}
        }
        Some(())
    }

    fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let texts = |out: &mut Vec<u8>, texts: &[(u64, String)]| -> io::Result<()> {
            write_number(out, texts.len() as u64)?;
            for (language, text) in texts {
                write_number(out, *language)?;
                write_number(out, text.len() as u64)?;
                out.extend_from_slice(text.as_bytes());
            }
            Ok(())
        };
        write_number(out, self.classes.len() as u64)?;
        self.classes.iter().try_for_each(|class| write_number(out, u64::from(*class)))?;
        texts(out, self.description.as_slice())?;
        texts(out, &self.labels)?;
        texts(out, &self.aliases)
    }
}

fn write_records(lines: Lines, out: &mut Writer) -> io::Result<u64> {
    let mut items: Vec<(u32, u64)> = Vec::new();
    out.section("texts".to_owned(), |out| {
        let (mut place, mut record, mut bytes) = (0u64, Record::default(), Vec::new());
        let mut end = |record: &mut Record| -> io::Result<u64> {
            bytes.clear();
            std::mem::take(record).write(&mut bytes)?;
            out.write_all(&bytes)?;
            Ok(bytes.len() as u64)
        };
        for line in lines.finish()? {
            let line = line?;
            let item = line.get(..10).and_then(|item| item.parse().ok()).ok_or_else(broken)?;
            if items.last().is_none_or(|last| last.0 != item) {
                if !items.is_empty() {
                    place += end(&mut record)?;
                }
                items.push((item, place));
            }
            record.add(line.get(10..).unwrap_or_default()).ok_or_else(broken)?;
        }
        if !items.is_empty() {
            end(&mut record)?;
        }
        Ok(())
    })?;
    out.section("items".to_owned(), |out| items.iter().try_for_each(|item| out.write_all(&item.0.to_le_bytes())))?;
    out.section("items.at".to_owned(), |out| items.iter().try_for_each(|item| out.write_all(&item.1.to_le_bytes())))?;
    Ok(items.len() as u64)
}

/// Names as a map to places in a list of items. A name's items follow each other, the last of them marked.
fn write_names(names: Lines, out: &mut Writer) -> io::Result<()> {
    let mut items: Vec<u8> = Vec::new();
    out.section("names".to_owned(), |out| {
        let mut map = fst::MapBuilder::new(out).map_err(io::Error::other)?;
        let mut last = String::new();
        // Of the item before: whether it was the last of its name is told by the next one.
        let mut open: Option<u64> = None;
        for line in names.finish()? {
            let line = line?;
            let (key, item) = line.split_once(BETWEEN).ok_or_else(broken)?;
            let item: u64 = item.parse().map_err(|_| broken())?;
            if key.is_empty() {
                continue;
            }
            if let Some(before) = open.take() {
                write_number(&mut items, before << 1 | u64::from(key != last))?;
            }
            if key != last {
                map.insert(key, items.len() as u64).map_err(io::Error::other)?;
                key.clone_into(&mut last);
            }
            open = Some(item);
        }
        if let Some(before) = open {
            write_number(&mut items, before << 1 | 1)?;
        }
        map.finish().map_err(io::Error::other)
    })?;
    out.section("names.items".to_owned(), |out| out.write_all(&items))
}

/// A record as it is read.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub description: Description,
    /// Other names, each with its language.
    pub aliases: Vec<(String, String)>,
}

/// Reads a record. None where it is damaged.
pub(super) fn read_record(mut bytes: &[u8], languages: &[String]) -> Option<Told> {
    let bytes = &mut bytes;
    let mut classes = Vec::new();
    for _ in 0..read_number(bytes)? {
        classes.push(Item(u32::try_from(read_number(bytes)?).ok()?));
    }
    let description = read_texts(bytes, languages)?.pop();
    let mut labels = read_texts(bytes, languages)?;
    labels.sort();
    let aliases = read_texts(bytes, languages)?;
    Some(Told { description: Description { labels, description, classes }, aliases })
}

fn read_texts(bytes: &mut &[u8], languages: &[String]) -> Option<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for _ in 0..read_number(bytes)? {
        let language = languages.get(usize::try_from(read_number(bytes)?).ok()?)?;
        let length = read_number(bytes)?;
        let text = std::str::from_utf8(read_bytes(bytes, length)?).ok()?;
        texts.push((language.clone(), text.to_owned()));
    }
    Some(texts)
}

/// The items of a name, from a place on.
pub(super) fn read_items(bytes: &[u8], place: u64) -> Option<Vec<Item>> {
    let mut bytes = bytes.get(usize::try_from(place).ok()?..)?;
    let mut items = Vec::new();
    loop {
        let number = read_number(&mut bytes)?;
        items.push(Item(u32::try_from(number >> 1).ok()?));
        if number & 1 == 1 {
            return Some(items);
        }
    }
}

/// What came of reading a dump of Wikidata.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Lines.
    pub lines: u64,
    /// Lines that could not be understood.
    pub bad: u64,
    /// Why it could not be read to its end.
    pub error: Option<io::Error>,
}

/// Reads line by line; `take` tells whether it understood.
fn each_line(mut input: impl BufRead, take: &mut dyn FnMut(&[u8]) -> io::Result<bool>) -> io::Result<Read> {
    let (mut read, mut line) = (Read::default(), Vec::new());
    loop {
        let whole = match lines::next(&mut input, &mut line) {
            Ok(Some(whole)) => whole,
            Ok(None) => return Ok(read),
            Err(error) => {
                read.error = Some(error);
                return Ok(read);
            }
        };
        read.lines += 1;
        read.bad += u64::from(!(whole && take(line.trim_ascii())?));
    }
}

/// Whether items are held; sorted.
fn holds(held: &[u32], item: u32) -> bool {
    held.binary_search(&item).is_ok()
}
