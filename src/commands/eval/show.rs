//! How scores are printed.

use std::{collections::BTreeMap, io::Write as _};

use serde_json::{Map, Value, json};

use super::super::{Failure, Output, width};
use crate::{
    cli::EvalFormat,
    eval::{
        Figures, Found, Gold, RuleFigures,
        pages::{self, PageScore},
        sentences,
    },
    rules::Share,
    store::results::{plain, printable},
};

/// Prints the scores of pages.
pub(super) fn pages(scores: &[PageScore], format: EvalFormat, verbose: bool) -> Result<(), Failure> {
    let total = pages::total(scores);
    let mut out = Output::open();
    match format {
        EvalFormat::Table => {
            let mut rows: Vec<Vec<String>> = scores.iter().map(|page| both(&page.title, &page.score)).collect();
            rows.push(both("total", &total));
            let header = [
                "page",
                "precision",
                "recall",
                "F1",
                "lenient P",
                "lenient R",
                "lenient F1",
                "dates",
                "via",
                "hits",
                "of",
                "noisy",
                "optional",
                "repeats",
            ];
            table(&mut out, &header, rows)?;
            relations(&mut out, &total.by_relation)?;
            let rows = total.by_rule.iter().map(|(rule, figures)| rule_row(rule, figures)).collect();
            table(&mut out, &["rule", "precision", "hits", "noisy", "optional", "repeats"], rows)?;
            for page in scores.iter().filter(|_| verbose) {
                listed(&mut out, page)?;
            }
        }
        EvalFormat::Json => {
            let page = |page: &PageScore| {
                let mut value =
                    json!({ "page": page.title, "strict": figures(&page.score.strict), "lenient": figures(&page.score.lenient) });
                if verbose {
                    value["missing"] = page.missing.iter().map(gold_row).collect();
                    value["noisy"] = page.noisy.iter().map(found_row).collect();
                }
                value
            };
            let rules: Map<String, Value> = total.by_rule.iter().map(|(rule, figures)| (rule.clone(), rule_figures(figures))).collect();
            let value = json!({
                "pages": scores.iter().map(page).collect::<Vec<_>>(),
                "total": { "strict": figures(&total.strict), "lenient": figures(&total.lenient) },
                "relations": by_name(&total.by_relation),
                "rules": rules,
            });
            writeln!(out, "{value:#}")?;
        }
        EvalFormat::Tsv => {
            tsv_head(&mut out)?;
            for page in scores {
                tsv(&mut out, "page", &page.title, "strict", &page.score.strict)?;
                tsv(&mut out, "page", &page.title, "lenient", &page.score.lenient)?;
            }
            tsv(&mut out, "total", "", "strict", &total.strict)?;
            tsv(&mut out, "total", "", "lenient", &total.lenient)?;
            for (relation, figures) in &total.by_relation {
                tsv(&mut out, "relation", relation, "strict", figures)?;
            }
            for (rule, f) in &total.by_rule {
                let figures = [f.hits + f.noisy, f.hits, f.optional, f.repeats];
                tsv_rule(&mut out, rule, f.precision(), &figures)?;
            }
        }
    }
    Ok(out.close()?)
}

/// Prints the score of sentences.
pub(super) fn sentences(score: &sentences::Score, format: EvalFormat, verbose: bool) -> Result<(), Failure> {
    let mut out = Output::open();
    match format {
        EvalFormat::Table => {
            table(&mut out, &["", "precision", "recall", "F1", "via", "hits", "of", "noisy"], vec![alone("total", &score.total)])?;
            let rows = score.by_relation.iter().map(|(relation, figures)| alone(relation, figures)).collect();
            table(&mut out, &["relation", "precision", "recall", "F1", "via", "hits", "of", "noisy"], rows)?;
            let rows =
                score.by_rule.iter().map(|(rule, s)| vec![printable(rule), share(s.value()), s.right.to_string(), s.cases.to_string()]);
            table(&mut out, &["rule", "precision", "right", "cases"], rows.collect())?;
            for failing in score.failing.iter().filter(|_| verbose) {
                let sentence = &failing.sentence;
                writeln!(out, "{} {}: {}", sentence.place, sentence.id, printable(&sentence.text))?;
                for missing in &failing.missing {
                    writeln!(out, "    missing  {} {}", sentence.relation, printable(missing))?;
                }
                for noisy in &failing.noisy {
                    writeln!(out, "    noisy    {} {} by {}", sentence.relation, printable(&noisy.statement), printable(&noisy.rule))?;
                }
            }
        }
        EvalFormat::Json => {
            let of_rule = |s: &Share| json!({ "precision": s.value().map(round), "right": s.right, "cases": s.cases });
            let rules: Map<String, Value> = score.by_rule.iter().map(|(rule, s)| (rule.clone(), of_rule(s))).collect();
            let mut value = json!({ "total": figures(&score.total), "relations": by_name(&score.by_relation), "rules": rules });
            if verbose {
                let failing = score.failing.iter().map(|failing| {
                    let noisy: Vec<Value> = failing.noisy.iter().map(|n| json!({ "statement": n.statement, "rule": n.rule })).collect();
                    let sentence = &failing.sentence;
                    json!({ "id": sentence.id, "place": sentence.place, "relation": sentence.relation, "text": sentence.text,
                        "missing": failing.missing, "noisy": noisy })
                });
                value["failing"] = failing.collect();
            }
            writeln!(out, "{value:#}")?;
        }
        EvalFormat::Tsv => {
            tsv_head(&mut out)?;
            tsv(&mut out, "total", "", "strict", &score.total)?;
            for (relation, figures) in &score.by_relation {
                tsv(&mut out, "relation", relation, "strict", figures)?;
            }
            for (rule, s) in &score.by_rule {
                tsv_rule(&mut out, rule, s.value(), &[s.cases, s.right, 0, 0])?;
            }
        }
    }
    Ok(out.close()?)
}

fn relations(out: &mut Output, by_relation: &BTreeMap<String, Figures>) -> std::io::Result<()> {
    let rows = by_relation.iter().map(|(relation, f)| {
        let mut row = vec![printable(relation)];
        row.extend(shares(f));
        row.extend([share(f.date_accuracy()), share(f.via_accuracy())]);
        row.extend(counts(f));
        row
    });
    let header = ["relation", "precision", "recall", "F1", "dates", "via", "hits", "of", "noisy", "optional", "repeats"];
    table(out, &header, rows.collect())
}

/// Strict and lenient.
fn both(title: &str, score: &pages::Score) -> Vec<String> {
    let f = &score.strict;
    let mut row = vec![printable(title)];
    row.extend(shares(f));
    row.extend(shares(&score.lenient));
    row.extend([share(f.date_accuracy()), share(f.via_accuracy())]);
    row.extend(counts(f));
    row
}

/// Without dates, which sentences compare, and what only pages have.
fn alone(name: &str, f: &Figures) -> Vec<String> {
    let mut row = vec![printable(name)];
    row.extend(shares(f));
    row.push(share(f.via_accuracy()));
    row.extend([f.hits, f.required, f.predicted - f.hits].map(|count| count.to_string()));
    row
}

/// A dash where there is nothing to take a share of.
fn shares(f: &Figures) -> [String; 3] {
    [
        share((f.predicted > 0).then(|| f.precision())),
        share((f.required > 0).then(|| f.recall())),
        share((f.predicted > 0 && f.required > 0).then(|| f.f1())),
    ]
}

fn counts(f: &Figures) -> [String; 5] {
    [f.hits, f.required, f.predicted - f.hits, f.optional, f.repeats].map(|count| count.to_string())
}

fn rule_row(rule: &str, f: &RuleFigures) -> Vec<String> {
    let mut row = vec![printable(rule), share(f.precision())];
    row.extend([f.hits, f.noisy, f.optional, f.repeats].map(|count| count.to_string()));
    row
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

/// A table with an empty line behind it; nothing where it has no rows.
fn table(out: &mut Output, header: &[&str], rows: Vec<Vec<String>>) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let header: Vec<String> = header.iter().map(|&name| name.to_owned()).collect();
    plain(&header, rows.into_iter(), width(), out)?;
    writeln!(out)
}

fn listed(out: &mut Output, page: &PageScore) -> std::io::Result<()> {
    let words = |cells: &[&str]| printable(&cells.iter().filter(|cell| !cell.is_empty()).copied().collect::<Vec<_>>().join("  "));
    for g in &page.missing {
        let relation = g.relations.join("|");
        let what = words(&[&g.subject, &relation, &g.object, &g.date, &g.via]);
        writeln!(out, "missing  {}:{}  {what}\n    「{}」", printable(&page.title), g.line, printable(&g.evidence))?;
    }
    for f in &page.noisy {
        let what = words(&[&f.subject, &f.relation, &f.object, &f.date, &f.via]);
        writeln!(out, "noisy    {}  {what}  by {}\n    「{}」", printable(&page.title), printable(&f.rule), printable(&f.quote))?;
    }
    Ok(())
}

fn figures(f: &Figures) -> Value {
    json!({
        "precision": round(f.precision()), "recall": round(f.recall()), "f1": round(f.f1()), "required": f.required, "predicted": f.predicted,
        "hits": f.hits, "optional_hits": f.optional, "repeats": f.repeats, "date_accuracy": f.date_accuracy().map(round),
        "via_accuracy": f.via_accuracy().map(round),
    })
}

fn rule_figures(f: &RuleFigures) -> Value {
    json!({ "precision": f.precision().map(round), "hits": f.hits, "noisy": f.noisy, "optional": f.optional, "repeats": f.repeats })
}

fn by_name(all: &BTreeMap<String, Figures>) -> Map<String, Value> {
    all.iter().map(|(name, f)| (name.clone(), figures(f))).collect()
}

fn gold_row(g: &Gold) -> Value {
    json!({ "line": g.line, "subject": g.subject, "relation": g.relations.join("|"), "object": g.object, "date": g.date, "via": g.via,
        "evidence": g.evidence })
}

fn found_row(f: &Found) -> Value {
    json!({ "subject": f.subject, "relation": f.relation, "object": f.object, "date": f.date, "via": f.via, "rule": f.rule,
        "evidence": f.quote })
}

/// To four digits.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn tsv_head(out: &mut Output) -> std::io::Result<()> {
    writeln!(out, "part\tname\tmeasure\tprecision\trecall\tf1\tdates\tvia\trequired\tpredicted\thits\toptional\trepeats")
}

fn tsv(out: &mut Output, part: &str, name: &str, measure: &str, f: &Figures) -> std::io::Result<()> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.4}"));
    let (dates, via) = (number(f.date_accuracy()), number(f.via_accuracy()));
    let (precision, recall, f1) = (f.precision(), f.recall(), f.f1());
    write!(out, "{part}\t{}\t{measure}\t{precision:.4}\t{recall:.4}\t{f1:.4}\t{dates}\t{via}", printable(name))?;
    writeln!(out, "\t{}\t{}\t{}\t{}\t{}", f.required, f.predicted, f.hits, f.optional, f.repeats)
}

/// A rule has no annotations of its own that it could miss.
fn tsv_rule(out: &mut Output, rule: &str, precision: Option<f64>, [cases, hits, optional, repeats]: &[usize; 4]) -> std::io::Result<()> {
    let precision = precision.map_or_else(String::new, |value| format!("{value:.4}"));
    writeln!(out, "rule\t{}\tstrict\t{precision}\t\t\t\t\t\t{cases}\t{hits}\t{optional}\t{repeats}", printable(rule))
}
