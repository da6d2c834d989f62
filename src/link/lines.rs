//! Lines of dumps, none longer than memory allows.

use std::io::{self, BufRead, Read as _};

/// The longest line that is read, in bytes. The largest entities of Wikidata have a few megabytes.
const LONGEST: u64 = 64 << 20;

/// Reads the next line into `line`, without the white space that ends it; none at the end of the input. False means that it was too long: it is passed over, and `line` is
/// empty.
///
/// # Errors
/// The input cannot be read.
pub(super) fn next(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    if reader.by_ref().take(LONGEST).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    let is_whole = line.last() == Some(&b'\n') || (line.len() as u64) < LONGEST;
    while !is_whole && line.last() != Some(&b'\n') {
        line.clear();
        if reader.by_ref().take(LONGEST).read_until(b'\n', line)? == 0 {
            break;
        }
    }
    if is_whole {
        line.truncate(line.trim_ascii_end().len());
    } else {
        line.clear();
    }
    Ok(Some(is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_and_long_ones_are_passed_over() {
        let long = vec![b'x'; LONGEST as usize + 7];
        let input = [b"one \r\n".as_slice(), &long, b"\n\ntwo"].concat();
        let (mut reader, mut line) = (input.as_slice(), Vec::new());
        let mut read = || next(&mut reader, &mut line).unwrap().map(|whole| (whole, String::from_utf8(line.clone()).unwrap()));
        assert_eq!(read(), Some((true, "one".to_owned())));
        assert_eq!(read(), Some((false, String::new())));
        assert_eq!(read(), Some((true, String::new())));
        assert_eq!(read(), Some((true, "two".to_owned())));
        assert_eq!(read(), None);
    }
}
