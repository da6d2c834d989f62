//! SQL dumps as `mysqldump` writes them, row by row.
//!
//! Of the language that such a file is written in (<https://dev.mysql.com/doc/refman/8.4/en/literals.html>) three things are read: `CREATE TABLE`, which tells
//! the names of the columns and their order; `INSERT INTO … VALUES`; and what is a comment or a string, so that the rest can be skipped. A statement
//! may be as long as the file: only one row is held at a time.

mod lexer;

use std::io::{self, BufRead};

use lexer::Lexer;

/// The most columns or values.
const MOST_COLUMNS: usize = 1024;

/// Why a file cannot be read any further.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// It ends within a statement, or its packing does.
    #[error("cut off at byte {0} of the unpacked file")]
    CutOff(u64),
    /// The system, or the packing.
    #[error("broken at byte {0} of the unpacked file: {1}")]
    Io(u64, io::Error),
    /// It is no such dump.
    #[error("byte {0} of the unpacked file: {1}")]
    Syntax(u64, &'static str),
}

/// A row of a table.
#[derive(Debug, Default)]
pub struct Row {
    bytes: Vec<u8>,
    /// Where each value ends, and whether it is none.
    ends: Vec<(usize, bool)>,
}

impl Row {
    /// How many values it has.
    fn count(&self) -> usize {
        self.ends.len()
    }

    /// A value without quotes and escapes; none where it is `NULL` or where there are not so many.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&[u8]> {
        let (end, null) = *self.ends.get(column)?;
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before].0);
        (!null).then(|| &self.bytes[start..end])
    }

    /// A value as a number.
    #[must_use]
    pub fn number<T: std::str::FromStr>(&self, column: usize) -> Option<T> {
        std::str::from_utf8(self.get(column)?).ok()?.parse().ok()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn end(&mut self, null: bool) {
        self.ends.push((self.bytes.len(), null));
    }
}

/// A dump that is being read.
#[derive(Debug)]
pub struct Reader<R> {
    lexer: Lexer<R>,
    table: String,
    columns: Vec<String>,
    /// Whether the next thing is a row, and whether it is what follows one.
    rows: bool,
    behind: bool,
}

impl<R: BufRead> Reader<R> {
    /// A dump, unpacked.
    pub const fn new(input: R) -> Self {
        Self { lexer: Lexer::new(input), table: String::new(), columns: Vec::new(), rows: false, behind: false }
    }

    /// Reads up to the first row, or the end where there is none.
    ///
    /// # Errors
    /// The file is broken, or cut off before that.
    pub fn begin(&mut self) -> Result<(), SqlError> {
        self.statements().map(|_| ())
    }

    /// The table whose rows come; empty before the first `CREATE TABLE`.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The place of a column in the rows.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.eq_ignore_ascii_case(name))
    }

    /// The next row, into `row`; false at the end.
    ///
    /// # Errors
    /// The file is broken or cut off. What came before it stands.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, SqlError> {
        if std::mem::take(&mut self.behind) {
            match self.lexer.need()? {
                b',' => self.lexer.skip(1),
                b';' => {
                    self.lexer.skip(1);
                    self.rows = false;
                }
                _ => return Err(self.lexer.wrong("neither a row nor the end of the statement follows a row")),
            }
        }
        if !self.statements()? {
            return Ok(false);
        }
        self.row(row)?;
        // What follows the row is looked at when the next one is asked for: this one is whole.
        self.behind = true;
        Ok(true)
    }

    /// Reads statements until rows come; false at the end.
    fn statements(&mut self) -> Result<bool, SqlError> {
        while !self.rows {
            let Some(first) = self.lexer.between()? else { return Ok(false) };
            if !first.is_ascii_alphabetic() {
                return Err(self.lexer.wrong("no statement of SQL where one should be"));
            }
            match self.lexer.name()?.to_ascii_uppercase().as_str() {
                "CREATE" if self.lexer.name()?.eq_ignore_ascii_case("TABLE") => self.create()?,
                "INSERT" | "REPLACE" => self.insert()?,
                _ => {
                    self.lexer.skip_to(b";")?;
                }
            }
        }
        Ok(true)
    }

    /// `CREATE TABLE name (…) …;` behind its first two words.
    fn create(&mut self) -> Result<(), SqlError> {
        let mut name = self.lexer.name()?;
        if name.eq_ignore_ascii_case("IF") {
            self.lexer.name()?;
            self.lexer.name()?;
            name = self.lexer.name()?;
        }
        self.table = self.last_part(name)?;
        self.columns.clear();
        self.lexer.expect(b'(', "no columns follow the name of a table")?;
        loop {
            let quoted = self.lexer.spaced()? == Some(b'`');
            let name = self.lexer.name()?;
            let keys = ["PRIMARY", "KEY", "UNIQUE", "INDEX", "FULLTEXT", "SPATIAL", "CONSTRAINT", "FOREIGN", "CHECK"];
            if quoted || !keys.iter().any(|word| name.eq_ignore_ascii_case(word)) {
                self.columns.push(name);
            }
            if self.columns.len() > MOST_COLUMNS {
                return Err(self.lexer.wrong("a table with too many columns"));
            }
            if self.lexer.skip_to(b",)")? == b')' {
                break;
            }
        }
        self.lexer.skip_to(b";").map(|_| ())
    }

    /// `INSERT INTO name [(columns)] VALUES` behind its first word.
    fn insert(&mut self) -> Result<(), SqlError> {
        let mut name = self.lexer.name()?;
        while ["IGNORE", "INTO", "DELAYED", "LOW_PRIORITY"].iter().any(|word| name.eq_ignore_ascii_case(word)) {
            name = self.lexer.name()?;
        }
        let name = self.last_part(name)?;
        if self.lexer.need()? == b'(' {
            self.lexer.skip(1);
            let mut columns = vec![self.lexer.name()?];
            while self.lexer.need()? == b',' {
                self.lexer.skip(1);
                columns.push(self.lexer.name()?);
                if columns.len() > MOST_COLUMNS {
                    return Err(self.lexer.wrong("a table with too many columns"));
                }
            }
            self.lexer.expect(b')', "the list of columns does not end")?;
            (self.table, self.columns) = (name, columns);
        } else if self.table != name {
            return Err(self.lexer.wrong("rows before the CREATE TABLE that tells their columns"));
        }
        if !self.lexer.name()?.eq_ignore_ascii_case("VALUES") {
            return Err(self.lexer.wrong("an INSERT without VALUES"));
        }
        self.rows = true;
        Ok(())
    }

    /// A name without the database before it.
    fn last_part(&mut self, name: String) -> Result<String, SqlError> {
        if self.lexer.need()? == b'.' {
            self.lexer.skip(1);
            return self.lexer.name();
        }
        Ok(name)
    }

    /// `(value, …)`
    fn row(&mut self, row: &mut Row) -> Result<(), SqlError> {
        row.clear();
        self.lexer.expect(b'(', "no row where one should be")?;
        loop {
            let null = self.value(row)?;
            row.end(null);
            match self.lexer.need()? {
                b',' if row.count() < MOST_COLUMNS => self.lexer.skip(1),
                b')' => {
                    self.lexer.skip(1);
                    return Ok(());
                }
                _ => return Err(self.lexer.wrong("neither another value nor the end of the row follows a value")),
            }
        }
    }

    /// Reads a value behind those of the row; tells whether it is none.
    fn value(&mut self, row: &mut Row) -> Result<bool, SqlError> {
        let first = self.lexer.need()?;
        if matches!(first, b'\'' | b'"') {
            self.lexer.string(&mut row.bytes)?;
            return Ok(false);
        }
        let start = row.bytes.len();
        self.lexer.plain(&mut row.bytes)?;
        // Where no blank stands between, it is `x'…'`: digits in pairs, else a word for the character set.
        if matches!(self.lexer.peek()?, Some(b'\'' | b'"'))
            || (row.bytes[start..].starts_with(b"_") && matches!(self.lexer.need()?, b'\'' | b'"'))
        {
            let is_hex = row.bytes[start..].eq_ignore_ascii_case(b"x");
            row.bytes.truncate(start);
            self.lexer.string(&mut row.bytes)?;
            if is_hex {
                self.pairs(row, start, start)?;
            }
            return Ok(false);
        }
        if row.bytes[start..].starts_with(b"_") {
            row.bytes.truncate(start);
            self.lexer.plain(&mut row.bytes)?;
        }
        let word = &row.bytes[start..];
        if word.eq_ignore_ascii_case(b"NULL") {
            row.bytes.truncate(start);
            return Ok(true);
        }
        let truth = if word.eq_ignore_ascii_case(b"TRUE") { Some(b'1') } else { word.eq_ignore_ascii_case(b"FALSE").then_some(b'0') };
        if let Some(digit) = truth {
            row.bytes.truncate(start);
            row.bytes.push(digit);
        } else if word.starts_with(b"0x") || word.starts_with(b"0X") {
            self.pairs(row, start + 2, start)?;
        } else if !matches!(word.first(), Some(b'0'..=b'9' | b'-' | b'+' | b'.')) {
            return Err(self.lexer.wrong("no value where one should be"));
        }
        Ok(false)
    }

    /// Puts the bytes that the hexadecimal digits from `from` on stand for at `to`.
    fn pairs(&self, row: &mut Row, from: usize, to: usize) -> Result<(), SqlError> {
        let wrong = || self.lexer.wrong("a hexadecimal value that is none");
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let count = (row.bytes.len() - from) / 2;
        if !(row.bytes.len() - from).is_multiple_of(2) {
            return Err(wrong());
        }
        for pair in 0..count {
            let (high, low) = (row.bytes[from + pair * 2], row.bytes[from + pair * 2 + 1]);
            let (Some(high), Some(low)) = (digit(high), digit(low)) else { return Err(wrong()) };
            row.bytes[to + pair] = high << 4 | low;
        }
        row.bytes.truncate(to + count);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    type Values = Vec<Option<Vec<u8>>>;

    /// All rows of a dump, through a buffer of so many bytes, and why it ended.
    fn read(dump: &[u8], buffer: usize) -> (String, Vec<Values>, Option<String>) {
        let mut reader = Reader::new(BufReader::with_capacity(buffer, dump));
        let (mut row, mut rows) = (Row::default(), Vec::new());
        let why = loop {
            match reader.next(&mut row) {
                Ok(true) => rows.push((0..row.count()).map(|at| row.get(at).map(<[u8]>::to_vec)).collect()),
                Ok(false) => break None,
                Err(error) => break Some(error.to_string()),
            }
        };
        (format!("{}({})", reader.table, reader.columns.join(",")), rows, why)
    }

    const DUMP: &str = r#"-- MySQL dump 10.19; it's a dump
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `t`;
CREATE TABLE `t` (
  `a` int(8) unsigned NOT NULL AUTO_INCREMENT COMMENT 'a, (b); `c`',
  `b` varbinary(255) NOT NULL DEFAULT '',
  `KEY` enum('x','y)') DEFAULT NULL,
  PRIMARY KEY (`a`),
  UNIQUE KEY `b` (`b`,`KEY`)
) ENGINE=InnoDB COMMENT='no; column';
LOCK TABLES `t` WRITE;
INSERT INTO `t` VALUES (1,'it\'s \\ \"q\"\n\0\Z\%',NULL),(-2.5e3,'俄','y)'), (3,_binary 'x\'y','');
INSERT INTO `t` VALUES
(4,0x4142,x'43'),(5,_binary 0x41,'it''s'),(true,N'n','');
UNLOCK TABLES;
-- Dump completed
"#;

    #[test]
    fn rows_as_mysqldump_writes_them() {
        let some = |text: &str| Some(text.as_bytes().to_vec());
        for buffer in [1, 2, 7, 4096] {
            let (table, rows, why) = read(DUMP.as_bytes(), buffer);
            assert_eq!((table.as_str(), why), ("t(a,b,KEY)", None));
            assert_eq!(
                rows,
                [
                    vec![some("1"), some("it's \\ \"q\"\n\0\u{1a}\\%"), None],
                    vec![some("-2.5e3"), some("俄"), some("y)")],
                    vec![some("3"), some("x'y"), some("")],
                    vec![some("4"), some("AB"), some("C")],
                    vec![some("5"), some("A"), some("it's")],
                    vec![some("1"), some("n"), some("")],
                ]
            );
        }
    }

    #[test]
    fn a_file_that_is_cut_off_gives_what_it_held() {
        let whole = read(DUMP.as_bytes(), 64).1;
        let values = DUMP.find("VALUES").unwrap();
        let end = DUMP.rfind("UNLOCK").unwrap();
        for cut in 0..DUMP.len() {
            let (_, rows, why) = read(&DUMP.as_bytes()[..cut], 64);
            assert!(whole.starts_with(&rows), "{cut}");
            // Between two statements nothing tells.
            let between = DUMP.as_bytes()[..cut].trim_ascii_end().ends_with(b";");
            assert!(!(values..end).contains(&cut) || between || why.is_some_and(|why| why.starts_with("cut off at byte ")), "{cut}");
        }
    }

    #[test]
    fn what_is_no_dump() {
        for (text, why) in [
            ("INSERT INTO `t` VALUES (1);", "byte 16 of the unpacked file: rows before the CREATE TABLE that tells their columns"),
            ("CREATE TABLE `t` (`a` int); INSERT INTO t VALUES (1,);", "byte 52 of the unpacked file: no value where one should be"),
            (
                "CREATE TABLE `t` (`a` int); INSERT INTO t VALUES (1 2);",
                "byte 52 of the unpacked file: neither another value nor the end of the row follows a value",
            ),
            ("CREATE TABLE `t` (`a` int); INSERT INTO t VALUES (0x4);", "byte 53 of the unpacked file: a hexadecimal value that is none"),
            ("CREATE TABLE `t` (`a` int); INSERT INTO t SELECT 1;", "byte 48 of the unpacked file: an INSERT without VALUES"),
            ("<html><body>404", "byte 0 of the unpacked file: no statement of SQL where one should be"),
        ] {
            assert_eq!(read(text.as_bytes(), 16).2.as_deref(), Some(why), "{text}");
        }
        assert_eq!(read(b"", 16), ("()".to_owned(), vec![], None));
        let (table, rows, why) = read(b"CREATE TABLE IF NOT EXISTS db.t (a int, b int); INSERT INTO db.t (b, a) VALUES (1, 2);", 16);
        assert_eq!((table.as_str(), rows.len(), why), ("t(b,a)", 1, None));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in proptest::collection::vec(proptest::collection::vec(proptest::option::of(proptest::collection::vec(any::<u8>(), 0..12)), 3), 0..6), buffer in 1usize..40) {
            let mut dump = b"CREATE TABLE `t` (`a` blob,`b` blob,`c` blob);".to_vec();
            for row in &rows {
                dump.extend(b"INSERT INTO `t` VALUES (");
                for (at, value) in row.iter().enumerate() {
                    dump.extend(if at > 0 { &b","[..] } else { b"" });
                    let Some(value) = value else { dump.extend(b"NULL"); continue };
                    dump.push(b'\'');
                    for byte in value {
                        match byte {
                            0 => dump.extend(b"\\0"),
                            b'\n' => dump.extend(b"\\n"),
                            b'\r' => dump.extend(b"\\r"),
                            0x1a => dump.extend(b"\\Z"),
                            b'\\' | b'\'' | b'"' => dump.extend([b'\\', *byte]),
                            _ => dump.push(*byte),
                        }
                    }
                    dump.push(b'\'');
                }
                dump.extend(b");\n");
            }
            let (_, read, why) = read(&dump, buffer);
            prop_assert_eq!(why, None);
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn anything_is_read_to_an_end(tail in proptest::collection::vec(proptest::sample::select(b"(),;'\"`\\x0N_1- /*\nINSERT".to_vec()), 0..80)) {
            let dump = [&b"CREATE TABLE `t` (`a` int);INSERT INTO `t` VALUES "[..], &tail].concat();
            read(&dump, 8);
            read(&tail, 8);
        }
    }
}
