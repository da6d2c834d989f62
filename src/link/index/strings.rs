//! Texts in a code, eight to a block, each but for what it has in common with the one before it.

use std::io::{self, Write};

use super::{
    code::Code,
    file::{View, Writer},
};

const BLOCK: usize = 8;
/// Room for a text: nearly all are shorter.
const ROOM: usize = 64;

/// Writes a number in bytes of seven bits, the lowest first.
pub(super) fn write_number(out: &mut impl Write, mut number: u64) -> io::Result<()> {
    while number >= 0x80 {
        out.write_all(&[(number & 0x7f) as u8 | 0x80])?;
        number >>= 7;
    }
    out.write_all(&[number as u8])
}

/// Reads such a number off the front of some bytes.
pub(super) fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Reads so many bytes off the front of others.
pub(super) fn read_bytes<'a>(bytes: &mut &'a [u8], length: u64) -> Option<&'a [u8]> {
    let (head, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(head)
}

/// Writes a section `NAME` of texts and one `NAME.at` of the places of their blocks.
pub(super) fn write<'a>(out: &mut Writer, name: &str, code: &Code, texts: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let mut places: Vec<u32> = Vec::new();
    out.section(name.to_owned(), |out| {
        let mut place = 0u64;
        let (mut before, mut text, mut coded) = (Vec::new(), Vec::new(), Vec::new());
        for (at, title) in texts.enumerate() {
            coded.clear();
            text.clear();
            code.text(title, &mut text).ok_or_else(|| io::Error::other("a title with a character that was not counted"))?;
            let common = if at.is_multiple_of(BLOCK) {
                places.push(u32::try_from(place).map_err(|_| io::Error::other("more than 4 GB of titles"))?);
                0
            } else {
                before.iter().zip(&text).take_while(|(one, other)| one == other).count()
            };
            write_number(&mut coded, common as u64)?;
            write_number(&mut coded, (text.len() - common) as u64)?;
            coded.extend_from_slice(&text[common..]);
            out.write_all(&coded)?;
            place += coded.len() as u64;
            std::mem::swap(&mut before, &mut text);
        }
        Ok(())
    })?;
    out.section(format!("{name}.at"), |out| places.iter().try_for_each(|place| out.write_all(&place.to_le_bytes())))
}

/// Such texts in an index.
#[derive(Debug)]
pub(super) struct Strings {
    pub texts: View,
    pub places: View,
    pub code: Code,
}

impl Strings {
    /// The texts from one on, by its number.
    pub(super) fn from(&self, number: usize) -> Option<Texts<'_>> {
        let place = self.places.u32(number / BLOCK)? as usize;
        let mut texts = Texts {
            rest: self.texts.bytes(place..self.texts.len())?,
            number: number - number % BLOCK,
            symbols: Vec::with_capacity(ROOM),
            text: String::with_capacity(ROOM),
            code: &self.code,
        };
        while texts.number < number {
            texts.step()?;
        }
        Some(texts)
    }

    /// A text by its number.
    pub(super) fn get(&self, number: usize) -> Option<String> {
        self.from(number)?.next().map(str::to_owned)
    }
}

/// Texts one after the other.
pub(super) struct Texts<'a> {
    rest: &'a [u8],
    number: usize,
    symbols: Vec<u8>,
    text: String,
    code: &'a Code,
}

impl Texts<'_> {
    /// The next text; none at the end, or where the file is damaged.
    pub(super) fn next(&mut self) -> Option<&str> {
        self.step()?;
        self.text.clear();
        self.code.read_text(&self.symbols, &mut self.text)?;
        Some(&self.text)
    }

    fn step(&mut self) -> Option<()> {
        let common = usize::try_from(read_number(&mut self.rest)?).ok()?;
        let length = read_number(&mut self.rest)?;
        let own = read_bytes(&mut self.rest, length)?;
        if common > self.symbols.len() || (self.number.is_multiple_of(BLOCK) && common > 0) {
            return None;
        }
        self.symbols.truncate(common);
        self.symbols.extend_from_slice(own);
        self.number += 1;
        Some(())
    }
}
