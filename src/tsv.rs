//! Tables in files: a row a line, tabs between the cells. Lines that begin with `#` and empty ones are none of it.
//!
//! There are no quotation marks: a cell is what stands between two tabs.

use crate::FileError;

/// A row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row<'t> {
    /// Its line, counted from 1.
    pub(crate) line: usize,
    /// The line.
    pub(crate) text: &'t str,
}

impl<'t> Row<'t> {
    /// The cells, as many as there are.
    pub(crate) fn cells(self) -> std::str::Split<'t, char> {
        self.text.split('\t')
    }

    /// The cells where there are so many.
    ///
    /// # Errors
    /// There are more or fewer.
    pub(crate) fn columns<const N: usize>(self) -> Result<[&'t str; N], String> {
        let mut cells = self.cells();
        let columns = std::array::from_fn(|_| cells.next());
        match columns.iter().flatten().count() + cells.count() {
            count if count == N => Ok(columns.map(Option::unwrap_or_default)),
            count => Err(format!("{count} columns where {N} are due")),
        }
    }
}

/// The rows of a table.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.lines().zip(1..).map(|(text, line)| Row { line, text }).filter(|row| !row.text.starts_with('#') && !row.text.trim().is_empty())
}

/// Reads a table: its first row has to be `header` where there is one, `take` reads the others.
///
/// # Errors
/// Every row that is wrong.
pub(crate) fn read<'t>(
    file: &str,
    text: &'t str,
    header: Option<&str>,
    mut take: impl FnMut(Row<'t>) -> Result<(), String>,
) -> Result<(), Vec<FileError>> {
    let mut rows = rows(text);
    let mut errors = Vec::new();
    let mut check = |line, checked: Result<(), String>| {
        errors.extend(checked.err().map(|message| FileError { file: file.to_owned(), line, message }));
    };
    if let Some(header) = header
        && let Some(first) = rows.next()
        && first.text != header
    {
        check(first.line, Err(format!("the columns must be {}", header.replace('\t', ", "))));
    }
    rows.for_each(|row| check(row.line, take(row)));
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The rows of a table whose columns stand in any order, by the names that its first row gives them. Each row is its line and the cells of
/// `columns`, in that order; the first `needed` of them must be there.
///
/// # Errors
/// The first row, or every other one that is wrong.
pub(crate) fn by_name<'t, const N: usize>(
    file: &str,
    text: &'t str,
    columns: [&str; N],
    needed: usize,
) -> Result<Vec<(usize, [&'t str; N])>, Vec<FileError>> {
    let error = |line: usize, message: String| FileError { file: file.to_owned(), line, message };
    let mut rows = rows(text);
    let Some(header) = rows.next() else { return Err(vec![error(1, "no header line".to_owned())]) };
    let names: Vec<&str> = header.cells().collect();
    let places = columns.map(|column| names.iter().position(|name| *name == column));
    let absent: Vec<&str> =
        columns.iter().zip(places).take(needed).filter(|(_, place)| place.is_none()).map(|(column, _)| *column).collect();
    if !absent.is_empty() {
        return Err(vec![error(header.line, format!("the header lacks {}", absent.join(", ")))]);
    }
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        let cells: Vec<&str> = row.cells().collect();
        let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).copied();
        if let Some(column) = (0..needed).find(|&n| cell(places[n]).is_none()) {
            errors.push(error(row.line, format!("too few columns: no {}", columns[column])));
        } else {
            found.push((row.line, places.map(|place| cell(place).unwrap_or_default())));
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<T: std::fmt::Debug>(result: Result<T, Vec<FileError>>) -> Vec<String> {
        result.unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_row_is_a_line_without_comments() {
        let all: Vec<(usize, Vec<&str>)> =
            rows("\u{FEFF}# head\r\na\tb\r\n\n  \n\"c\td\t\n").map(|row| (row.line, row.cells().collect())).collect();
        assert_eq!(all, [(2, vec!["a", "b"]), (5, vec!["\"c", "d", ""])]);
    }

    #[test]
    fn rows_have_as_many_columns_as_are_due() {
        let columns = |text| Row { line: 1, text }.columns::<2>();
        assert_eq!(columns("a\t"), Ok(["a", ""]));
        assert_eq!(columns("a"), Err("1 columns where 2 are due".to_owned()));
        assert_eq!(columns("a\tb\tc\td"), Err("4 columns where 2 are due".to_owned()));
    }

    #[test]
    fn every_wrong_row_is_told() {
        let mut taken = Vec::new();
        let mut take = |row: Row<'static>| {
            taken.push(row.text);
            if row.text == "bad" { Err("no good".to_owned()) } else { Ok(()) }
        };
        assert_eq!(
            told(read("x", "# head\na b\nbad\ngood\nbad\n", Some("a\tb"), &mut take)),
            ["x:2: the columns must be a, b", "x:3: no good", "x:5: no good"]
        );
        assert_eq!(read("x", "a\tb\ngood\n", Some("a\tb"), &mut take), Ok(()));
        assert_eq!(read("x", "", Some("a\tb"), &mut take), Ok(()));
        assert_eq!(read("x", "first\n", None, &mut take), Ok(()));
        assert_eq!(taken, ["bad", "good", "bad", "good", "first"]);
    }

    #[test]
    fn tables_name_their_columns_in_any_order() {
        let rows = by_name("x", "# head\nb\ta\tc\n1\t2\t3\n\n4\t5\n", ["a", "b", "c"], 2).unwrap();
        assert_eq!(rows, [(3, ["2", "1", "3"]), (5, ["5", "4", ""])]);
        let lines = |text| told(by_name("x", text, ["a", "b"], 2));
        assert_eq!(lines("a\tb\n1\n1\t2\n3\n"), ["x:2: too few columns: no b", "x:4: too few columns: no b"]);
        assert_eq!(lines("a\n"), ["x:1: the header lacks b"]);
        assert_eq!(lines("# only\n"), ["x:1: no header line"]);
    }
}
