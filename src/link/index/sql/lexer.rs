//! What SQL is made of: blanks, comments, names, numbers, strings.

use std::io::{self, BufRead};

use super::SqlError;

/// The longest row that is held, in bytes.
const LONGEST_ROW: usize = 32 << 20;
/// The longest name.
const LONGEST_NAME: usize = 256;

/// A text of SQL that is being read, and the place in it.
#[derive(Debug)]
pub(super) struct Lexer<R> {
    input: R,
    at: u64,
}

impl<R: BufRead> Lexer<R> {
    pub(super) const fn new(input: R) -> Self {
        Self { input, at: 0 }
    }

    /// A number or a word, as it stands.
    pub(super) fn plain(&mut self, out: &mut Vec<u8>) -> Result<(), SqlError> {
        self.spaced()?;
        loop {
            let buffer = self.buffer()?;
            let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.' | b'$');
            let length = buffer.iter().position(|byte| !is_plain(byte)).unwrap_or(buffer.len());
            out.extend_from_slice(&buffer[..length]);
            if buffer.is_empty() {
                return Err(SqlError::CutOff(self.at));
            }
            let done = length < buffer.len();
            self.skip(length);
            if done {
                return Ok(());
            }
            if out.len() > LONGEST_ROW {
                return Err(self.wrong("a row too long to be read"));
            }
        }
    }

    /// What stands between quotes, without its escapes.
    pub(super) fn string(&mut self, out: &mut Vec<u8>) -> Result<(), SqlError> {
        let quote = self.need()?;
        self.skip(1);
        loop {
            let buffer = self.buffer()?;
            if buffer.is_empty() {
                return Err(SqlError::CutOff(self.at));
            }
            let found = memchr::memchr2(quote, b'\\', buffer);
            let length = found.unwrap_or(buffer.len());
            out.extend_from_slice(&buffer[..length]);
            let mark = found.map(|at| buffer[at]);
            self.skip(length + usize::from(mark.is_some()));
            match mark {
                Some(b'\\') => self.escape(out)?,
                // A quote within is written twice, too.
                Some(_) if self.peek()? == Some(quote) => {
                    out.push(quote);
                    self.skip(1);
                }
                Some(_) => return Ok(()),
                None => {}
            }
            if out.len() > LONGEST_ROW {
                return Err(self.wrong("a row too long to be read"));
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), SqlError> {
        let Some(byte) = self.peek()? else { return Err(SqlError::CutOff(self.at)) };
        self.skip(1);
        match byte {
            b'0' => out.push(0),
            b'b' => out.push(8),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'Z' => out.push(0x1a),
            // These stay escaped: they are for patterns.
            b'%' | b'_' => out.extend([b'\\', byte]),
            byte => out.push(byte),
        }
        Ok(())
    }

    /// A name, perhaps between backticks, or a word.
    pub(super) fn name(&mut self) -> Result<String, SqlError> {
        let mut name = Vec::new();
        match self.need()? {
            quote @ (b'`' | b'"') => {
                self.skip(1);
                loop {
                    let byte = self.peek()?.ok_or(SqlError::CutOff(self.at))?;
                    self.skip(1);
                    if byte == quote {
                        if self.peek()? != Some(quote) {
                            break;
                        }
                        self.skip(1);
                    }
                    name.push(byte);
                    if name.len() > LONGEST_NAME {
                        return Err(self.wrong("a name that does not end"));
                    }
                }
            }
            _ => {
                // No statement ends with a name that stands in no quotes: where the file does, it is cut off.
                loop {
                    let byte = self.peek()?.ok_or(SqlError::CutOff(self.at))?;
                    if !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'$' | 0x80..) {
                        break;
                    }
                    self.skip(1);
                    name.push(byte);
                    if name.len() > LONGEST_NAME {
                        return Err(self.wrong("a name that does not end"));
                    }
                }
            }
        }
        if name.is_empty() {
            return Err(self.wrong("no name where one should be"));
        }
        Ok(String::from_utf8_lossy(&name).into_owned())
    }

    /// Skips what stands before one of `ends`, outside strings, comments and brackets that open on the way, and that too. Gives which it was.
    pub(super) fn skip_to(&mut self, ends: &[u8]) -> Result<u8, SqlError> {
        let mut depth = 0usize;
        loop {
            let byte = self.need()?;
            self.skip(1);
            match byte {
                b'\'' | b'"' | b'`' => self.skip_string(byte)?,
                byte if depth == 0 && ends.contains(&byte) => return Ok(byte),
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// Skips a string whose first quote is read.
    fn skip_string(&mut self, quote: u8) -> Result<(), SqlError> {
        loop {
            let buffer = self.buffer()?;
            if buffer.is_empty() {
                return Err(SqlError::CutOff(self.at));
            }
            let Some(at) = memchr::memchr2(quote, b'\\', buffer) else {
                let length = buffer.len();
                self.skip(length);
                continue;
            };
            let escape = buffer[at] == b'\\' && quote != b'`';
            let end = buffer[at] == quote;
            self.skip(at + 1);
            if end {
                return Ok(());
            }
            if escape {
                self.peek()?.ok_or(SqlError::CutOff(self.at))?;
                self.skip(1);
            }
        }
    }

    /// Skips to the next thing that is neither blank nor comment, where a statement may begin.
    pub(super) fn between(&mut self) -> Result<Option<u8>, SqlError> {
        loop {
            match self.spaced()? {
                Some(b'-' | b'#') => self.skip_line()?,
                Some(b';') => self.skip(1),
                // The mark of an encoding may stand before all.
                Some(0xef | 0xbb | 0xbf) if self.at < 3 => self.skip(1),
                other => return Ok(other),
            }
        }
    }

    fn skip_line(&mut self) -> Result<(), SqlError> {
        loop {
            let buffer = self.buffer()?;
            let found = memchr::memchr(b'\n', buffer);
            let length = found.map_or(buffer.len(), |at| at + 1);
            let done = found.is_some() || buffer.is_empty();
            self.skip(length);
            if done {
                return Ok(());
            }
        }
    }

    /// Skips blanks and comments; gives what comes then.
    pub(super) fn spaced(&mut self) -> Result<Option<u8>, SqlError> {
        loop {
            match self.peek()? {
                Some(byte) if byte.is_ascii_whitespace() => self.skip(1),
                Some(b'/') => {
                    self.skip(1);
                    if self.peek()? != Some(b'*') {
                        return Err(self.wrong("a stroke that begins no comment"));
                    }
                    self.comment()?;
                }
                other => return Ok(other),
            }
        }
    }

    /// Skips a comment whose stroke is read.
    fn comment(&mut self) -> Result<(), SqlError> {
        self.skip(1);
        let mut star = false;
        loop {
            let byte = self.peek()?.ok_or(SqlError::CutOff(self.at))?;
            self.skip(1);
            if star && byte == b'/' {
                return Ok(());
            }
            star = byte == b'*';
        }
    }

    /// What comes behind blanks and comments, which must be something.
    pub(super) fn need(&mut self) -> Result<u8, SqlError> {
        self.spaced()?.ok_or(SqlError::CutOff(self.at))
    }

    pub(super) fn expect(&mut self, byte: u8, why: &'static str) -> Result<(), SqlError> {
        if self.need()? != byte {
            return Err(self.wrong(why));
        }
        self.skip(1);
        Ok(())
    }

    pub(super) fn peek(&mut self) -> Result<Option<u8>, SqlError> {
        Ok(self.buffer()?.first().copied())
    }

    fn buffer(&mut self) -> Result<&[u8], SqlError> {
        let at = self.at;
        loop {
            match self.input.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(SqlError::CutOff(at)),
                Err(error) => return Err(SqlError::Io(at, error)),
            }
        }
        // What is there is given again: the borrow checker does not let it out of the loop.
        self.input.fill_buf().map_err(|error| SqlError::Io(at, error))
    }

    pub(super) fn skip(&mut self, length: usize) {
        self.input.consume(length);
        self.at += length as u64;
    }

    pub(super) const fn wrong(&self, why: &'static str) -> SqlError {
        SqlError::Syntax(self.at, why)
    }
}
