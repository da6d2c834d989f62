//! How often each rule was right on sentences that people annotated: `ontology/rules/precision.tsv`.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    FileError,
    tsv::{self, Row},
};

/// Where the file stands among the assets.
pub const FILE: &str = "rules/precision.tsv";

const HEAD: &str = "\
# How often each rule was right on sentences that people annotated, all rules reading together. Do not edit: made by
# `entente eval --sentences FILE… --precision ontology/rules/precision.tsv`. The graph says it of every rule that it uses.
# rule   the rule's id; one that found nothing there is left out
# right  its statements that were expected
# cases  its affirmed statements of the relation that the sentence tests
";
const SOURCE: &str = "# from   ";
const COLUMNS: &str = "rule\tright\tcases";

/// How often something was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The cases in which it was.
    pub right: usize,
    /// All cases.
    pub cases: usize,
}

/// How often each rule was right, as far as it was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precision {
    /// By the rule's id.
    pub rules: BTreeMap<String, Share>,
    /// The files that the sentences came from.
    pub sources: Vec<String>,
}

impl Share {
    /// Counts a case.
    pub fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.cases += 1;
    }

    /// The part that was right; none without cases.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.cases > 0).then(|| self.right as f64 / self.cases as f64)
    }
}

impl Precision {
    /// Reads the file. A rule that is in force no more is no error: whoever replaces the rules need not replace this.
    ///
    /// # Errors
    /// Every line that is wrong.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<FileError>> {
        let mut this =
            Self { sources: text.lines().filter_map(|line| line.strip_prefix(SOURCE)).map(str::to_owned).collect(), ..Self::default() };
        tsv::read(file, text, Some(COLUMNS), |row| this.row(row))?;
        Ok(this)
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), String> {
        let [rule, right, cases] = row.columns()?;
        let number = |cell: &str| cell.parse::<usize>().map_err(|_| format!("`{cell}` is no number of cases"));
        let share = Share { right: number(right)?, cases: number(cases)? };
        if rule.is_empty() {
            return Err("no rule".to_owned());
        }
        if share.right > share.cases {
            return Err(format!("{right} of {cases} cases cannot be right"));
        }
        if self.rules.insert(rule.to_owned(), share).is_some() {
            return Err(format!("there is another line for `{rule}`"));
        }
        Ok(())
    }

    /// The file.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = HEAD.to_owned();
        // Writing to a String cannot fail.
        for source in &self.sources {
            let _ = writeln!(text, "{SOURCE}{source}");
        }
        let _ = writeln!(text, "{COLUMNS}");
        for (rule, share) in &self.rules {
            let _ = writeln!(text, "{rule}\t{}\t{}", share.right, share.cases);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut precision = Precision { sources: vec!["a.tsv".to_owned(), "b c.tsv".to_owned()], ..Precision::default() };
        for right in [true, true, false] {
            precision.rules.entry("x.y".to_owned()).or_default().add(right);
        }
        precision.rules.insert("a.b".to_owned(), Share { right: 0, cases: 2 });
        let text = precision.write();
        assert!(text.ends_with("rule\tright\tcases\na.b\t0\t2\nx.y\t2\t3\n"), "{text}");
        assert_eq!(Precision::read("x", &text).unwrap(), precision);
    }

    #[test]
    fn errors_have_a_line() {
        let errors = |text: &str| Precision::read("x", text).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(errors("# head\na\tb\n"), ["x:2: the columns must be rule, right, cases"]);
        assert_eq!(
            errors("rule\tright\tcases\na.b\t1\na.b\tx\t2\na.b\t3\t2\na.b\t1\t2\na.b\t1\t2\n\t1\t1\n"),
            [
                "x:2: 2 columns where 3 are due",
                "x:3: `x` is no number of cases",
                "x:4: 3 of 2 cases cannot be right",
                "x:6: there is another line for `a.b`",
                "x:7: no rule",
            ]
        );
        assert_eq!(Share::default().value(), None);
    }
}
