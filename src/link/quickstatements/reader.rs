//! Rows as the tool takes them apart.

use super::{
    Command, Row, Value,
    value::{is_code, is_entity},
};
use crate::link::Property;

/// Why a row would not do what it says, as one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {message}")]
pub struct RowError {
    /// The row, from 1; empty ones count.
    pub row: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads rows. Where the text has no end of a line, `||` stands between them; columns have tabs between them, or `|` in a row without any tab. Empty rows are
/// left out.
pub fn read(text: &str) -> impl Iterator<Item = Result<Command, RowError>> {
    let separator = if text.contains('\n') { "\n" } else { "||" };
    text.split(separator)
        .enumerate()
        .filter(|(_, row)| !row.trim().is_empty())
        .map(|(at, row)| command(row.trim()).map_err(|message| RowError { row: at + 1, message }))
}

fn command(row: &str) -> Result<Command, String> {
    let (row, summary) = summary(row);
    let separator = if row.contains('\t') { '\t' } else { '|' };
    let columns: Vec<&str> = row.split(separator).map(str::trim).collect();
    let (first, rest) = columns.split_first().ok_or("no columns")?;
    match (*first, rest) {
        ("CREATE", []) => Ok(Command::Create),
        ("CREATE_PROPERTY", [kind]) if !kind.is_empty() => Ok(Command::CreateProperty((*kind).to_owned())),
        ("MERGE", [one, other]) => {
            let item = |text: &str| text.parse().map_err(|_| format!("MERGE needs two items, not `{text}`"));
            Ok(Command::Merge(item(one)?, item(other)?))
        }
        ("-STATEMENT", [id]) if id.contains('$') => Ok(Command::RemoveById((*id).to_owned())),
        ("CREATE" | "CREATE_PROPERTY" | "MERGE" | "-STATEMENT", _) => Err(format!("{first} with the wrong columns")),
        (subject, [what, value, pairs @ ..]) => on_entity(subject, what, value, pairs, summary),
        _ => Err("fewer than three columns".to_owned()),
    }
}

/// Takes the summary off the end of a row.
fn summary(row: &str) -> (&str, Option<String>) {
    let inner = row.strip_suffix("*/").and_then(|rest| rest.rfind("/*").map(|at| (at, rest)));
    match inner {
        Some((at, rest)) => (rest[..at].trim_end(), Some(rest[at + 2..].trim().to_owned())),
        None => (row, None),
    }
}

fn on_entity(subject: &str, what: &str, value: &str, pairs: &[&str], summary: Option<String>) -> Result<Command, String> {
    let (remove, subject) = subject.strip_prefix('-').map_or((false, subject), |subject| (true, subject));
    if !is_entity(subject) {
        return Err(format!("`{subject}` is no entity"));
    }
    let (force, name) = what.strip_prefix('!').map_or((false, what), |name| (true, name));
    let Ok(property) = name.parse::<Property>() else { return term(subject, what, value, pairs) };
    let read = |text: &str| text.parse::<Value>().map_err(|()| format!("`{text}` is no value"));
    let mut row = Row {
        subject: subject.to_owned(),
        remove,
        property,
        force,
        value: read(value)?,
        qualifiers: Vec::new(),
        references: Vec::new(),
        summary,
    };
    if !pairs.len().is_multiple_of(2) {
        return Err("Incomplete reference/qualifier list".to_owned());
    }
    for pair in pairs.chunks_exact(2) {
        let (key, value) = (pair[0], read(pair[1])?);
        if let Ok(property) = key.parse::<Property>() {
            row.qualifiers.push((property, value));
            continue;
        }
        let (another, name) = key.strip_prefix('!').map_or((false, key), |name| (true, name));
        // The tool passes over it without a word.
        let skipped = || format!("`{key}` is neither a qualifier (P1) nor a part of a reference (S1, !S1)");
        let property = name.strip_prefix('S').and_then(|number| format!("P{number}").parse().ok()).ok_or_else(skipped)?;
        match row.references.last_mut() {
            Some(last) if !another => last.push((property, value)),
            _ => row.references.push(vec![(property, value)]),
        }
    }
    Ok(Command::Statement(row))
}

fn term(subject: &str, what: &str, value: &str, pairs: &[&str]) -> Result<Command, String> {
    let mut letters = what.chars();
    let kind = letters.next().filter(|kind| matches!(kind, 'L' | 'D' | 'A' | 'S'));
    let (Some(kind), code) = (kind, letters.as_str()) else { return Err(format!("`{what}` is no property")) };
    if !is_code(code) {
        return Err(format!("`{what}` is neither a property nor a label, description, alias or sitelink"));
    }
    match (value.parse(), pairs) {
        (Ok(Value::Text(text)), []) => Ok(Command::Term { subject: subject.to_owned(), kind, code: code.to_owned(), text }),
        (Ok(Value::Text(_)), _) => Err(format!("`{what}` takes one text and nothing else")),
        _ => Err(format!("`{what}` needs a text in quotation marks")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(row: &str) -> Result<Command, String> {
        let mut all: Vec<_> = read(row).collect();
        assert_eq!(all.len(), 1, "{row}");
        all.remove(0).map_err(|error| error.to_string())
    }

    fn statement(row: &str) -> Row {
        match one(row) {
            Ok(Command::Statement(row)) => row,
            other => panic!("{row}: {other:?}"),
        }
    }

    #[test]
    fn a_statement_comes_back_as_it_was_written() {
        for text in [
            "Q159\tP530\tQ148\tP580\t+1949-10-02T00:00:00Z/11\tS854\t\"https://example.org/page\"\tS813\t+2026-01-01T00:00:00Z/11",
            "-Q1\tP1\tsomevalue",
            "LAST\t!P1\tnovalue\tS1\t\"a \"b\" | c\"\tS2\tQ1\t!S3\tzh-hant:\"甲\" /* why */",
            "Q1\tP1\t+1386-05-09T00:00:00Z/11/J",
            "Q1\tP1\t-0044-00-00T00:00:00Z/9/J",
            "Q1\tP1\t@55.75/37.61",
            "Q1\tP1\t-12.5~1U11573",
            "P31\tP1\tL7",
        ] {
            assert_eq!(statement(text).to_string(), text);
        }
        let row = statement("Q1|P2|\"x\"|P3|Q4|S5|Q6|S7|Q8|!S9|Q10");
        assert_eq!((row.qualifiers.len(), row.references.iter().map(Vec::len).collect::<Vec<_>>()), (1, vec![2, 1]));
        assert_eq!(statement("Q1\tP1\t+1949-00-00T00:00:00Z").to_string(), "Q1\tP1\t+1949-00-00T00:00:00Z/9");
    }

    #[test]
    fn whole_rows() {
        assert_eq!(one("CREATE"), Ok(Command::Create));
        assert!(matches!(one("MERGE\tQ1\tQ2"), Ok(Command::Merge(..))));
        assert!(matches!(one("CREATE_PROPERTY\tstring"), Ok(Command::CreateProperty(_))));
        assert!(matches!(one("-STATEMENT\tQ1$A"), Ok(Command::RemoveById(_))));
        assert!(matches!(one("LAST\tSzhwiki\t\"甲\""), Ok(Command::Term { kind: 'S', .. })));
        assert_eq!(read("CREATE||LAST|Len|\"x\"").filter(Result::is_ok).count(), 2);
        assert_eq!(read("\nCREATE\n\n").count(), 1);
    }

    #[test]
    fn what_is_refused() {
        for (row, why) in [
            ("Q1\tP1", "fewer than three columns"),
            ("Q1\tP1\tQ2\tP3", "Incomplete reference/qualifier list"),
            ("Q1\tP1\tQ2\tX3\tQ4", "is neither a qualifier"),
            ("Q1\tP1\tQ2\t!P3\tQ4", "is neither a qualifier"),
            ("Q01\tP1\tQ2", "is no entity"),
            ("Q1\tX1\tQ2", "is no property"),
            ("Q1\tP1\tParis", "is no value"),
            ("Q1\tP1\t\"x", "is no value"),
            ("Q1\tP1\t1949-10-01T00:00:00Z/11", "is no value"),
            ("Q1\tP1\t+1949-10-00T00:00:00Z/11", "is no value"),
            ("Q1\tP1\t+1949-10-01T00:00:00Z/15", "is no value"),
            ("Q1\tP1\t+1949-10-01T00:00:00Z/11/G", "is no value"),
            ("Q1\tP1\t@95/1", "is no value"),
            ("Q1\tLzh\tQ2", "needs a text"),
            ("MERGE\tQ1", "MERGE with the wrong columns"),
        ] {
            let error = one(row).unwrap_err();
            assert!(error.starts_with("row 1: ") && error.contains(why), "{row}: {error}");
        }
        let text = Row::new(crate::link::Item(1), Property(1), Value::Text("a\tb\nc\u{2028}d".to_owned()));
        assert_eq!(text.to_string(), "Q1\tP1\t\"a b c d\"");
    }
}
