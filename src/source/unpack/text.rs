//! Bytes as UTF-8, whatever they were.

use std::io::{self, BufRead, Read};

/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;
/// Bytes of the longest character.
const LONGEST: usize = 4;

/// A stream as UTF-8: from UTF-16 where a byte order mark says so; bytes that say nothing become U+FFFD and are counted.
pub(in crate::source) struct Utf8<R> {
    inner: R,
    encoding: Option<Encoding>,
    /// What was read, and how much of it has been decoded.
    raw: Vec<u8>,
    decoded: usize,
    text: Vec<u8>,
    at: usize,
    ended: bool,
    /// An error to tell once all before it has been read.
    error: Option<io::Error>,
    bad: usize,
    allowance: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big: bool },
}

impl<R: Read> Utf8<R> {
    pub(in crate::source) const fn new(inner: R) -> Self {
        Self {
            inner,
            encoding: None,
            raw: Vec::new(),
            decoded: 0,
            text: Vec::new(),
            at: 0,
            ended: false,
            error: None,
            bad: 0,
            allowance: usize::MAX,
        }
    }

    /// Places so far where the bytes were no text.
    pub(in crate::source) const fn bad(&self) -> usize {
        self.bad
    }

    /// Lets so many bytes be read from here on; more are an error. Who reads up to a mark that never comes shall not fill the memory.
    pub(in crate::source) const fn allow(&mut self, bytes: usize) {
        self.allowance = bytes;
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        while self.text.is_empty() {
            self.decode();
            if self.text.is_empty() {
                if self.ended {
                    return self.error.take().map_or(Ok(()), Err);
                }
                self.more();
            }
        }
        Ok(())
    }

    /// Reads more of the source behind what could not be decoded yet.
    fn more(&mut self) {
        self.raw.drain(..self.decoded);
        self.decoded = 0;
        match self.inner.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => {
                self.ended = true;
                self.error = Some(error);
            }
        }
        if self.encoding.is_none() {
            let (encoding, mark) = match &self.raw[..] {
                [0xff, 0xfe, ..] => (Encoding::Utf16 { big: false }, 2),
                [0xfe, 0xff, ..] => (Encoding::Utf16 { big: true }, 2),
                [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
                _ => (Encoding::Utf8, 0),
            };
            self.encoding = Some(encoding);
            self.decoded = mark;
        }
    }

    /// Decodes up to the first place that is no text; that one and those right behind it come alone the next time, so that they are counted where
    /// they are read.
    fn decode(&mut self) {
        match self.encoding {
            None => {}
            Some(Encoding::Utf8) => self.utf8(),
            Some(Encoding::Utf16 { big }) => self.utf16(big),
        }
    }

    fn utf8(&mut self) {
        loop {
            let mut raw = &self.raw[self.decoded..];
            if !self.text.is_empty() {
                // Behind what is no text one character tells whether text goes on.
                raw = &raw[..raw.len().min(LONGEST)];
            }
            let (length, wrong) = match std::str::from_utf8(raw) {
                Ok(_) => (raw.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            if length > 0 {
                if self.text.is_empty() {
                    self.text.extend_from_slice(&raw[..length]);
                    self.decoded += length;
                }
                return;
            }
            match wrong {
                Some(Some(bytes)) => self.wrong(bytes),
                // Cut within a character.
                Some(None) if self.ended => self.wrong(raw.len()),
                Some(None) | None => return,
            }
        }
    }

    fn utf16(&mut self, big: bool) {
        let unit = |pair: &[u8]| if big { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) };
        let raw = &self.raw[self.decoded..];
        let mut whole = raw.len() & !1;
        // The first half of a pair waits for the second.
        if !self.ended && whole >= 2 && (0xd800..0xdc00).contains(&unit(&raw[whole - 2..whole])) {
            whole -= 2;
        }
        let mut length = 0;
        for c in char::decode_utf16(raw[..whole].chunks_exact(2).map(unit)) {
            let Ok(c) = c else { break };
            self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            length += c.len_utf16() * 2;
        }
        let left = raw.len() - length;
        self.decoded += length;
        if length == 0 && (whole >= 2 || self.ended && left > 0) {
            self.wrong(left.min(2));
        }
    }

    fn wrong(&mut self, bytes: usize) {
        self.decoded += bytes;
        self.bad += 1;
        self.text.extend_from_slice("\u{fffd}".as_bytes());
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.text.len() {
            self.fill()?;
        }
        let text = &self.text[self.at..];
        if self.allowance == 0 && !text.is_empty() {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "something in it is too long to be read"));
        }
        Ok(&text[..text.len().min(self.allowance)])
    }

    fn consume(&mut self, length: usize) {
        self.at += length;
        self.allowance = self.allowance.saturating_sub(length);
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let length = text.len().min(buffer.len());
        buffer[..length].copy_from_slice(&text[..length]);
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn read(bytes: &[u8]) -> (String, usize) {
        let mut found = Vec::new();
        for size in [1, 2, 3, 5, 1000] {
            let mut text = Utf8::new(Slow(bytes, size));
            let mut out = String::new();
            text.read_to_string(&mut out).unwrap();
            found.push((out, text.bad()));
        }
        assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
        found.remove(0)
    }

    #[test]
    fn encodings() {
        let text = "甲國a\u{20000}é";
        let utf16 = |mark: &[u8], of: fn(u16) -> [u8; 2]| [mark, &text.encode_utf16().flat_map(of).collect::<Vec<_>>()].concat();
        assert_eq!(read(text.as_bytes()), (text.to_owned(), 0));
        assert_eq!(read(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), (text.to_owned(), 0));
        assert_eq!(read(&utf16(b"\xff\xfe", u16::to_le_bytes)), (text.to_owned(), 0));
        assert_eq!(read(&utf16(b"\xfe\xff", u16::to_be_bytes)), (text.to_owned(), 0));
        assert_eq!(read(b"a\xffb\xe7\x94"), ("a\u{fffd}b\u{fffd}".to_owned(), 2));
        assert_eq!(read(b"\xff\xfea\0\x00\xd8"), ("a\u{fffd}".to_owned(), 1));
        assert_eq!(read(b""), (String::new(), 0));
    }

    #[test]
    fn what_is_too_long() {
        let mut text = Utf8::new(&b"abcdef"[..]);
        text.allow(4);
        let mut out = Vec::new();
        assert_eq!(text.read_to_end(&mut out).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(out, b"abcd");
    }
}
