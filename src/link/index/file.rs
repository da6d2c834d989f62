//! The file: sections one behind the other, told by a header at the end.
//!
//! ```text
//! magic (8 bytes) │ section │ section │ … │ header (JSON) │ place of the header (u64) │ version (u32) │ CRC-32 of all before (u32) │ magic (8 bytes)
//! ```
//!
//! Numbers are little-endian. All of the file is read once when it is opened, through a small buffer, to compare the checksum; from then on it is mapped. The
//! checksum is a guard against damage, not against malice: an index is as trustworthy as who made it. Every place that a record points to is checked all the same.

use std::{
    fs::File,
    io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write},
    ops::Range,
    path::Path,
    sync::Arc,
};

use memmap2::Mmap;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::{IndexError, header::Header, map};
use crate::beside;

const MAGIC: [u8; 8] = *b"ENTINDEX";
/// Goes up with every change of the format.
const VERSION: u32 = 1;
/// What follows the header.
const TAIL: usize = 24;
/// What is advised where a file is no use.
const ANEW: &str = "make it anew with `entente link index`";
/// Why a file is no use that lacks what a record points to.
pub(super) const DAMAGED: &str = "damaged: a record points to nothing; make it anew with `entente link index`";

/// A section by its name, and where it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Section {
    pub name: String,
    pub at: u64,
    pub length: u64,
}

/// An index that is being written, beside the place where it will stand.
pub(super) struct Writer {
    out: BufWriter<NamedTempFile>,
    crc: crc32fast::Hasher,
    at: u64,
    sections: Vec<Section>,
}

impl Writer {
    /// Begins one. What stands in its place must be an index, or nothing: a dump that was taken for the name of the index is not lost.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut magic = Vec::new();
        match File::open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut magic)) {
            Ok(_) if !magic.is_empty() && magic != MAGIC => {
                return Err(io::Error::other("there is a file of this name, and it is no index"));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let out = BufWriter::with_capacity(1 << 16, beside::create(path)?);
        let mut this = Self { out, crc: crc32fast::Hasher::new(), at: 0, sections: Vec::new() };
        this.write_all(&MAGIC)?;
        Ok(this)
    }

    /// Writes a section.
    pub(super) fn section(&mut self, name: String, write: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let at = self.at;
        write(self)?;
        self.sections.push(Section { name, at, length: self.at - at });
        Ok(())
    }

    /// Writes the header and puts the file in its place. Gives its size.
    pub(super) fn finish(mut self, mut header: Header, path: &Path) -> io::Result<u64> {
        header.sections = std::mem::take(&mut self.sections);
        let place = self.at;
        let json = serde_json::to_vec(&header)?;
        self.write_all(&json)?;
        self.write_all(&place.to_le_bytes())?;
        self.write_all(&VERSION.to_le_bytes())?;
        let crc = self.crc.clone().finalize();
        self.write_all(&crc.to_le_bytes())?;
        self.write_all(&MAGIC)?;
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        beside::put(file, path)?;
        Ok(self.at)
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.crc.update(bytes);
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Bytes of a mapped file.
#[derive(Clone, Debug)]
pub(super) struct View {
    map: Arc<Mmap>,
    range: Range<usize>,
}

impl AsRef<[u8]> for View {
    fn as_ref(&self) -> &[u8] {
        self.map.get(self.range.clone()).unwrap_or_default()
    }
}

impl View {
    pub(super) fn len(&self) -> usize {
        self.as_ref().len()
    }

    pub(super) fn bytes(&self, range: Range<usize>) -> Option<&[u8]> {
        self.as_ref().get(range)
    }

    /// The number at a place, counted in numbers of its size.
    pub(super) fn u32(&self, at: usize) -> Option<u32> {
        let at = at.checked_mul(4)?;
        Some(u32::from_le_bytes(self.bytes(at..at.checked_add(4)?)?.try_into().ok()?))
    }

    /// As [`View::u32`].
    pub(super) fn u64(&self, at: usize) -> Option<u64> {
        let at = at.checked_mul(8)?;
        Some(u64::from_le_bytes(self.bytes(at..at.checked_add(8)?)?.try_into().ok()?))
    }
}

/// Opens an index: its header, and the whole file to take sections of.
pub(super) fn open(path: &Path) -> Result<(Header, View), IndexError> {
    let wrong = |why: String| IndexError::File { path: path.to_owned(), why };
    let io = |error: io::Error| wrong(error.to_string());
    let mut file = File::open(path).map_err(io)?;
    let (length, place) = tail(&mut file).map_err(io)?.map_err(wrong)?;
    if !checksum(&mut file, length).map_err(io)? {
        return Err(wrong(format!("damaged: its checksum is not that of its content; {ANEW}")));
    }
    let map = Arc::new(map::map(&file).map_err(io)?);
    let view = View { range: 0..map.len(), map };
    let damaged = || wrong(format!("damaged: its header cannot be read; {ANEW}"));
    let end = view.len().checked_sub(TAIL).ok_or_else(damaged)?;
    let json = usize::try_from(place).ok().and_then(|place| view.bytes(place..end)).ok_or_else(damaged)?;
    let header: Header = serde_json::from_slice(json).map_err(|_| damaged())?;
    Ok((header, view))
}

/// The length of a file and the place of its header, or why it is no index.
fn tail(file: &mut File) -> io::Result<Result<(u64, u64), String>> {
    let length = file.metadata()?.len();
    let mut magic = [0; 8];
    let mut tail = [0; TAIL];
    if length < (MAGIC.len() + TAIL) as u64 {
        return Ok(Err("no index: `entente link index` makes one".to_owned()));
    }
    file.read_exact(&mut magic)?;
    if magic != MAGIC {
        return Ok(Err("no index: `entente link index` makes one".to_owned()));
    }
    file.seek(SeekFrom::End(-(TAIL as i64)))?;
    file.read_exact(&mut tail)?;
    if tail[16..] != MAGIC {
        return Ok(Err(format!("cut off; {ANEW}")));
    }
    let number = |range: Range<usize>| tail[range].iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let version = number(8..12);
    if version != u64::from(VERSION) {
        return Ok(Err(format!("made by another version of the program, in format {version} and not {VERSION}; {ANEW}")));
    }
    Ok(Ok((length, number(0..8))))
}

/// Whether the checksum is that of what is there.
fn checksum(file: &mut File, length: u64) -> io::Result<bool> {
    file.rewind()?;
    let mut crc = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 18];
    let mut rest = file.take(length - 12);
    loop {
        match rest.read(&mut buffer)? {
            0 => break,
            read => crc.update(&buffer[..read]),
        }
    }
    let mut stored = [0; 4];
    file.read_exact(&mut stored)?;
    Ok(u32::from_le_bytes(stored) == crc.finalize())
}

/// A section of a file; empty where it has none of that name.
pub(super) fn section(header: &Header, whole: &View, name: &str) -> Option<View> {
    let Some(section) = header.sections.iter().find(|section| section.name == name) else {
        return Some(View { map: Arc::clone(&whole.map), range: 0..0 });
    };
    let (at, length) = (usize::try_from(section.at).ok()?, usize::try_from(section.length).ok()?);
    let range = at..at.checked_add(length).filter(|end| *end <= whole.len())?;
    Some(View { map: Arc::clone(&whole.map), range })
}
