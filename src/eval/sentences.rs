//! Sentences that each try one relation, against what people say they state.

use std::collections::BTreeMap;

use super::{Figures, agree, figures::add_all};
use crate::{
    FileError, fold,
    pipeline::Pipeline,
    rules::{Precision, Share, Statement, Status, examples},
    tsv,
};

/// A text with what it states of one relation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Its id in the file.
    pub id: String,
    /// The relation; what else the text states does not count.
    pub relation: String,
    /// One or more sentences of visible text.
    pub text: String,
    /// The affirmed statements, as `subject|object|date|via`; an empty date or `via` is not compared.
    pub expected: Vec<String>,
    /// File and line.
    pub place: String,
}

/// A statement that was not expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noisy {
    /// As `subject|object|date|via`.
    pub statement: String,
    /// The rule that found it.
    pub rule: String,
}

/// A sentence that did not come out as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// The sentence.
    pub sentence: Sentence,
    /// What was expected and not found.
    pub missing: Vec<String>,
    /// What was found and not expected.
    pub noisy: Vec<Noisy>,
}

/// What became of some sentences.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// All relations together.
    pub total: Figures,
    /// By relation.
    pub by_relation: BTreeMap<String, Figures>,
    /// How often each rule that spoke was right.
    pub by_rule: BTreeMap<String, Share>,
    /// The sentences that did not come out, in the order of the files.
    pub failing: Vec<Failing>,
}

const COLUMNS: [&str; 4] = ["id", "relation", "text", "expected"];

/// Reads a file of sentences; its head documents the columns.
///
/// `known` tells whether the vocabulary has a relation.
///
/// # Errors
/// Every row that is wrong, with its line.
pub fn read(file: &str, text: &str, known: &dyn Fn(&str) -> bool) -> Result<Vec<Sentence>, Vec<FileError>> {
    let (mut rows, mut errors) = (Vec::<Sentence>::new(), Vec::new());
    for (line, [id, relation, sentence, expected]) in tsv::by_name(file, text, COLUMNS, 4)? {
        let mut fail = |message: String| errors.push(FileError { file: file.to_owned(), line, message });
        if rows.iter().any(|row| row.id == id) {
            fail(format!("there is another sentence `{id}`"));
        }
        if !known(relation) {
            fail(format!("the vocabulary has no relation `{relation}`"));
        }
        let expected: Vec<String> = expected.split(';').filter(|one| *one != "none").map(str::to_owned).collect();
        if let Some(bad) = expected.iter().find(|one| one.split('|').take(2).filter(|name| !name.is_empty()).count() < 2) {
            fail(format!("`{bad}` is neither `none` nor subject|object|date|via"));
        }
        rows.push(Sentence {
            id: id.to_owned(),
            relation: relation.to_owned(),
            text: sentence.to_owned(),
            expected,
            place: format!("{file}:{line}"),
        });
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

/// Reads each sentence as a little page and compares what it states of its relation.
#[must_use]
pub fn score(pipeline: &Pipeline, sentences: &[Sentence]) -> Score {
    let mut score = Score::default();
    for sentence in sentences {
        score.take(pipeline, sentence);
    }
    score
}

impl Score {
    fn take(&mut self, pipeline: &Pipeline, sentence: &Sentence) {
        let (gazetteer, engine) = (pipeline.gazetteer(), pipeline.engine());
        let (cast, statements) = examples::read_text(gazetteer, engine, None, None, &sentence.text);
        let of_relation = |s: &&Statement| *s.relation == *sentence.relation && s.status == Status::Affirmed;
        let mut open: Vec<&Statement> = statements.iter().filter(of_relation).collect();
        let mut figures = Figures { required: sentence.expected.len(), predicted: open.len(), ..Figures::default() };
        let mut missing = Vec::new();
        for wanted in &sentence.expected {
            let parts = Parts::of(wanted);
            let symmetric = engine.is_symmetric(&sentence.relation);
            let is = |name: &str, id| {
                let key = &cast.get(id).key;
                let known = gazetteer.find(name).map(|entry| entry.key.as_str());
                // A state of the same lineage will do: the annotators knew no gazetteer.
                fold::fold(name) == *key || known.is_some_and(|known| known == key || gazetteer.same_lineage(known, key))
            };
            let names = |s: &Statement| {
                let straight = is(parts.subject, s.subject) && is(parts.object, s.object);
                straight || symmetric && is(parts.subject, s.object) && is(parts.object, s.subject)
            };
            let Some(at) = open.iter().position(|s| names(s) && dated(parts.date, s)) else {
                missing.push(wanted.clone());
                continue;
            };
            let hit = open.remove(at);
            let via = examples::vias(&cast, hit).join("|").replace('、', "|");
            figures.hits += 1;
            figures.with_via += usize::from(!parts.via.is_empty());
            figures.vias_right += usize::from(!parts.via.is_empty() && agree::vias_agree(parts.via, &via));
            self.by_rule.entry(hit.rule.to_string()).or_default().add(true);
        }
        let noisy: Vec<Noisy> = open.iter().map(|s| Noisy { statement: examples::written(&cast, s), rule: s.rule.to_string() }).collect();
        for statement in &noisy {
            self.by_rule.entry(statement.rule.clone()).or_default().add(false);
        }
        self.total += figures;
        add_all(&mut self.by_relation, &BTreeMap::from([(sentence.relation.clone(), figures)]));
        if !missing.is_empty() || !noisy.is_empty() {
            self.failing.push(Failing { sentence: sentence.clone(), missing, noisy });
        }
    }

    /// How often each rule was right, to be written with the names of the files that the sentences came from.
    #[must_use]
    pub fn precision(&self, sources: Vec<String>) -> Precision {
        Precision { rules: self.by_rule.clone(), sources }
    }
}

/// An expected statement.
struct Parts<'a> {
    subject: &'a str,
    object: &'a str,
    date: &'a str,
    via: &'a str,
}

impl<'a> Parts<'a> {
    fn of(written: &'a str) -> Self {
        let mut parts = written.splitn(4, '|').chain(std::iter::repeat(""));
        let mut next = || parts.next().unwrap_or_default();
        Self { subject: next(), object: next(), date: next(), via: next() }
    }
}

/// Whether a statement has a date that is the expected one, or one of the two made more precise.
fn dated(wanted: &str, statement: &Statement) -> bool {
    let plain = |date: &str| date.trim_matches('/').replace(['X', '~', '?'], "");
    let found = statement.date.as_ref().map_or_else(String::new, |date| plain(date.as_str()));
    let wanted = plain(wanted);
    wanted.is_empty() || found.starts_with(&wanted) || found.len() >= 4 && wanted.starts_with(&found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Options;

    const HEAD: &str = "# head\nid\trelation\ttext\texpected\tnote\n";

    #[test]
    fn errors_have_a_line() {
        let text = format!("{HEAD}a\tsupports\t甲。\tnone\t\na\tnope\t甲。\t甲|\t\nb\tsupports\n");
        let errors = |text: &str| read("x", text, &|r| r == "supports").unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(errors(&text), ["x:5: too few columns: no text"]);
        assert_eq!(
            errors(&text.replace("b\tsupports\n", "")),
            [
                "x:4: there is another sentence `a`",
                "x:4: the vocabulary has no relation `nope`",
                "x:4: `甲|` is neither `none` nor subject|object|date|via"
            ]
        );
    }

    #[test]
    fn missing_and_noisy_are_told_apart() {
        let pipeline = Pipeline::new(Options::default()).unwrap();
        let text = format!(
            "{HEAD}a\tsignedTreaty\t1963年1月22日，法国与西德签署《爱丽舍条约》。\t德国|法国|1963|愛麗舍條約\tlineage, date, via\n\
             b\tsignedTreaty\t法国与西德签署《爱丽舍条约》。\tnone\tnoisy\n\
             c\tsignedTreaty\t今天下雨。\t法国|德国||;法国|英国||\tmissing\n\
             d\talliedWith\t1963年1月22日，法国与西德签署《爱丽舍条约》。\tnone\tanother relation\n"
        );
        let sentences = read("x", &text, &|_| true).unwrap();
        assert!(sentences[1].expected.is_empty() && sentences[2].expected.len() == 2);
        let score = score(&pipeline, &sentences);
        assert_eq!((score.total.required, score.total.predicted, score.total.hits), (3, 2, 1));
        assert_eq!((score.total.with_via, score.total.vias_right), (1, 1));
        let failing: Vec<_> = score.failing.iter().map(|f| (f.sentence.id.as_str(), f.missing.len(), f.noisy.len())).collect();
        assert_eq!(failing, [("b", 0, 1), ("c", 2, 0)]);
        let (right, cases) = score.by_rule.values().fold((0, 0), |(r, c), share| (r + share.right, c + share.cases));
        assert_eq!((right, cases), (1, 2));
    }
}
