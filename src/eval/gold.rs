//! What a page states, as people annotated it: `PAGE/relations.tsv`.

use crate::{FileError, tsv};

/// One relation that the page states.
///
/// A cell may hold alternatives that are equally right, with `|` between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gold {
    /// Who.
    pub subject: String,
    /// Local names of the relation.
    pub relations: Vec<String>,
    /// To whom.
    pub object: String,
    /// When, in EDTF; may be empty.
    pub date: String,
    /// What it goes through; may be empty.
    pub via: String,
    /// Whether every careful reader marks it. What is optional is no error and no hit.
    pub required: bool,
    /// The page's words for it.
    pub evidence: String,
    /// Line of the file.
    pub line: usize,
}

const COLUMNS: [&str; 7] = ["subject", "predicate", "object", "date", "via", "status", "evidence"];

/// Reads a gold file: a header line, then a row each, tabs between the columns.
///
/// `known` tells whether the vocabulary has a relation.
///
/// # Errors
/// Every row that is wrong, with its line.
pub fn read(file: &str, text: &str, known: &dyn Fn(&str) -> bool) -> Result<Vec<Gold>, Vec<FileError>> {
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for (line, [subject, predicate, object, date, via, status, evidence]) in tsv::by_name(file, text, COLUMNS, 6)? {
        let mut fail = |message: String| errors.push(FileError { file: file.to_owned(), line, message });
        let relations: Vec<String> = predicate.split('|').map(str::to_owned).collect();
        if let Some(unknown) = relations.iter().find(|relation| !known(relation)) {
            fail(format!("the vocabulary has no relation `{unknown}`"));
        }
        if subject.trim().is_empty() || object.trim().is_empty() {
            fail("no subject or no object".to_owned());
        }
        if !matches!(status, "required" | "optional") {
            fail(format!("the status `{status}` is neither `required` nor `optional`"));
        }
        rows.push(Gold {
            subject: subject.to_owned(),
            relations,
            object: object.to_owned(),
            date: date.to_owned(),
            via: via.to_owned(),
            required: status == "required",
            evidence: evidence.to_owned(),
            line,
        });
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read() {
        let text = "subject\tpredicate\tobject\tdate\tvia\tstatus\tevidence\n甲|乙\talignedWith|supports\t丙\t1950\t\trequired\t甲\"親丙\n";
        let rows = read("x", text, &|_| true).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].relations, ["alignedWith", "supports"]);
        assert!(rows[0].required && rows[0].evidence == "甲\"親丙" && rows[0].line == 2);
    }

    #[test]
    fn errors_have_a_line() {
        let text = "subject\tpredicate\tobject\tdate\tvia\tstatus\tevidence\n甲\tnope\t乙\t\t\trequired\t\n甲\tsupports\t\t\t\tmaybe\t\n";
        let errors: Vec<String> = read("x", text, &|r| r == "supports").unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "x:2: the vocabulary has no relation `nope`",
                "x:3: no subject or no object",
                "x:3: the status `maybe` is neither `required` nor `optional`"
            ]
        );
    }
}
