//! A leaf: how good the statements are, measured against what people annotated.
//!
//! Two kinds of annotations are read. [`Gold`] rows say what a whole page states; [`pages`] pairs them with what was found, each row once, and
//! counts hits, *missing* rows and *noisy* statements. [`sentences`] are short texts that each try one relation. Both give [`Figures`].
//! Nothing here knows a store, and `build` does not know that this exists.

mod actors;
mod agree;
mod figures;
mod gold;
mod measure;
pub mod pages;
pub mod sentences;

pub use actors::{Actors, bare_names};
pub use agree::{dates_agree, fold, vias_agree};
pub use figures::{Figures, RuleFigures};
pub use gold::{Gold, read as read_gold};
pub use measure::{Found, Measure, Pairing, Wanted};

/// Something wrong with an annotation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct FileError {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The rows of a table with tabs between the columns: lines that begin with `#` and empty ones are left out, the first of the others names the
/// columns. Each row is its line number and the cells of `columns`, in that order; the first `needed` of them must be there.
fn table<'t, const N: usize>(
    file: &str,
    text: &'t str,
    columns: [&str; N],
    needed: usize,
) -> Result<Vec<(usize, [&'t str; N])>, Vec<FileError>> {
    let error = |line: usize, message: String| FileError { file: file.to_owned(), line, message };
    let mut lines = text.trim_start_matches('\u{feff}').lines().zip(1..).filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let Some((header, at)) = lines.next() else { return Err(vec![error(1, "no header line".to_owned())]) };
    let names: Vec<&str> = header.split('\t').collect();
    let places = columns.map(|column| names.iter().position(|name| *name == column));
    let absent: Vec<&str> =
        columns.iter().zip(places).take(needed).filter(|(_, place)| place.is_none()).map(|(column, _)| *column).collect();
    if !absent.is_empty() {
        return Err(vec![error(at, format!("the header lacks {}", absent.join(", ")))]);
    }
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for (line, at) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).copied();
        if let Some(column) = (0..needed).find(|&n| cell(places[n]).is_none()) {
            errors.push(error(at, format!("too few columns: no {}", columns[column])));
        } else {
            rows.push((at, places.map(|place| cell(place).unwrap_or_default())));
        }
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_name_their_columns_in_any_order() {
        let rows = table("x", "# head\nb\ta\tc\n1\t2\t3\n\n4\t5\n", ["a", "b", "c"], 2).unwrap();
        assert_eq!(rows, [(3, ["2", "1", "3"]), (5, ["5", "4", ""])]);
        let lines = |text| table("x", text, ["a", "b"], 2).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(lines("a\tb\n1\n1\t2\n3\n"), ["x:2: too few columns: no b", "x:4: too few columns: no b"]);
        assert_eq!(lines("a\n"), ["x:1: the header lacks b"]);
        assert_eq!(lines("# only\n"), ["x:1: no header line"]);
    }
}
