//! Each rule of the measure.

use super::*;
use crate::{eval::bare_names, mention::Gazetteer, ontology::Assets};

/// Annotations as `subject relation object date via`, `-` for an empty cell; those that begin with `?` are optional.
fn gold(rows: &[&str]) -> Vec<Gold> {
    let row = |row: &&str| {
        let required = !row.starts_with('?');
        let cells: Vec<String> =
            row.trim_start_matches('?').split_whitespace().map(|cell| cell.trim_start_matches('-').to_owned()).collect();
        let [subject, relations, object, date, via] = cells.try_into().unwrap();
        let relations = relations.split('|').map(str::to_owned).collect();
        Gold { subject, relations, object, date, via, required, ..Gold::default() }
    };
    rows.iter().map(row).collect()
}

/// Statements, each by a rule of its own: `r0`, `r1`.
fn found(rows: &[&str]) -> Vec<Found> {
    let row = |(n, row): (usize, &&str)| {
        let cells: Vec<String> = row.split_whitespace().map(|cell| cell.trim_start_matches('-').to_owned()).collect();
        let [subject, relation, object, date, via] = cells.try_into().unwrap();
        Found { subject, relation, object, date, via, rule: format!("r{n}"), quote: String::new() }
    };
    rows.iter().enumerate().map(row).collect()
}

fn measured<T>(lenient: bool, golds: &[&str], founds: &[&str], then: impl FnOnce(&Pairing, &[Wanted], &[Found]) -> T) -> T {
    let gazetteer = Gazetteer::embedded().unwrap();
    let bare = bare_names(&Assets::embedded(), &gazetteer).unwrap();
    let vocabulary = Vocabulary::load(&Assets::embedded()).unwrap();
    let measure = Measure { actors: Actors::new(&gazetteer, &bare), vocabulary: &vocabulary, lenient };
    let wanted = measure.wanted(gold(golds));
    let found = distinct(measure.actors, found(founds));
    let pairing = measure.pair(&wanted, &found);
    then(&pairing, &wanted, &found)
}

/// Required, counted, hits, optional, repeats.
fn counts(lenient: bool, golds: &[&str], founds: &[&str]) -> [usize; 5] {
    let figures = measured(lenient, golds, founds, |pairing, wanted, found| pairing.figures(wanted, found));
    [figures.required, figures.predicted, figures.hits, figures.optional, figures.repeats]
}

fn pairs(golds: &[&str], founds: &[&str]) -> Vec<(usize, usize)> {
    let mut pairs = measured(false, golds, founds, |pairing, _, _| pairing.pairs.clone());
    pairs.sort_unstable();
    pairs
}

#[test]
fn hits_missing_and_noisy() {
    let golds = ["法國 supports 德國 - -", "美國 supports 德國 - -"];
    let founds = ["法国 supports 德国 - -", "法国 opposes 德国 - -"];
    assert_eq!(counts(false, &golds, &founds), [2, 2, 1, 0, 0]);
    measured(false, &golds, &founds, |pairing, wanted, found| {
        assert_eq!((pairing.missing(wanted), pairing.noisy(found)), (vec![1], vec![1]));
        let rules = pairing.by_rule(wanted, found);
        assert_eq!(rules["r0"], RuleFigures { hits: 1, ..RuleFigures::default() });
        assert_eq!(rules["r1"], RuleFigures { noisy: 1, ..RuleFigures::default() });
        let relations = pairing.by_relation(wanted, found);
        assert_eq!((relations["supports"].required, relations["supports"].hits, relations["supports"].predicted), (2, 1, 1));
        assert_eq!((relations["opposes"].required, relations["opposes"].predicted), (0, 1));
    });
}

#[test]
fn symmetric_relations_match_either_way_round() {
    assert_eq!(counts(false, &["法國 signedTreaty 德國 - -"], &["德国 signedTreaty 法国 - -"]), [1, 1, 1, 0, 0]);
    assert_eq!(counts(false, &["法國 supports 德國 - -"], &["德国 supports 法国 - -"]), [1, 1, 0, 0, 0]);
}

#[test]
fn a_row_and_a_statement_match_once() {
    // Two exercises of the same two: the date and the name tell which is which, whatever the order.
    let golds = ["中國 jointExercise 泰國 2010 鷹擊", "中國 jointExercise 泰國 2012 突擊"];
    let founds = ["泰国 jointExercise 中国 2012 突击", "泰国 jointExercise 中国 2010 鹰击"];
    assert_eq!(pairs(&golds, &founds), [(0, 1), (1, 0)]);
    // A via weighs more than a date.
    let founds = ["泰国 jointExercise 中国 2010 -", "泰国 jointExercise 中国 2019 鹰击"];
    assert_eq!(pairs(&golds[..1], &founds), [(0, 1)]);
}

#[test]
fn optional_rows_count_neither_way() {
    assert_eq!(counts(false, &["?法國 supports 德國 - -"], &["法国 supports 德国 - -"]), [0, 0, 0, 1, 0]);
    assert_eq!(counts(false, &["?法國 supports 德國 - -"], &[]), [0, 0, 0, 0, 0]);
    // A required row is served first, however well the optional one fits.
    let golds = ["?法國 supports 德國 1950 -", "法國 supports 德國 1960 -"];
    assert_eq!(pairs(&golds, &["法国 supports 德国 1950 -"]), [(1, 0)]);
}

#[test]
fn repeats_are_let_off_as_often_as_the_relation_has_rows() {
    let golds = ["法國 supports 德國 1950 -"];
    let founds = ["法国 supports 德国 1950 -", "法国 supports 德国 1951 -", "法国 supports 德国 1952 -"];
    assert_eq!(counts(false, &golds, &founds), [1, 2, 1, 0, 1]);
    measured(false, &golds, &founds, |pairing, _, found| assert_eq!(pairing.noisy(found), [2]));
    let golds = ["法國 supports 德國 1950 -", "?法國 supports 德國 1960 -"];
    let founds = ["法国 supports 德国 1950 -", "法国 supports 德国 1960 -", "法国 supports 德国 1951 -", "法国 supports 德国 1952 -"];
    assert_eq!(counts(false, &golds, &founds), [1, 1, 1, 1, 2]);
}

#[test]
fn what_is_found_twice_counts_once() {
    let founds = ["法国 supports 德国 1950 甲乙", "法國 supports France 1950 -", "法國 supports 德國 1950 《甲乙》"];
    assert_eq!(counts(false, &["法國 supports 德國 - -"], &founds), [1, 2, 1, 0, 0]);
}

#[test]
fn lenient_takes_a_broader_or_narrower_relation() {
    for (golds, founds) in [("alignedWith", "sidedWith"), ("sidedWith", "alignedWith"), ("foughtAgainst", "invaded")] {
        let (golds, founds) = ([format!("法國 {golds} 德國 - -")], [format!("法国 {founds} 德国 - -")]);
        let (golds, founds) = ([golds[0].as_str()], [founds[0].as_str()]);
        assert_eq!(counts(false, &golds, &founds)[2], 0);
        assert_eq!(counts(true, &golds, &founds)[2], 1);
    }
    assert_eq!(counts(true, &["法國 sidedWith 德國 - -"], &["法国 alliedWith 德国 - -"])[2], 0, "siblings are other relations");
    assert_eq!(counts(true, &["法國 supports 德國 - -"], &["法国 opposes 德国 - -"])[2], 0, "what all relations are under says nothing");
}

#[test]
fn alternatives_in_any_column() {
    let golds = ["法國|西德 alliedWith|alignedWith 北約|美國 - -"];
    assert_eq!(counts(false, &golds, &["西德 alignedWith 北约 - -"]), [1, 1, 1, 0, 0]);
    measured(false, &golds, &["西德 alignedWith 北约 - -"], |pairing, wanted, found| {
        assert_eq!(pairing.by_relation(wanted, found)["alignedWith"].required, 1, "counted where it was found");
    });
    measured(false, &golds, &[], |pairing, wanted, found| assert_eq!(pairing.by_relation(wanted, found)["alliedWith"].required, 1));
}

#[test]
fn a_bare_name_allows_an_earlier_state() {
    assert_eq!(counts(false, &["德國 supports 法國 - -"], &["西德 supports 法国 - -"])[2], 1);
    assert_eq!(counts(false, &["西德 supports 法國 - -"], &["德国 supports 法国 - -"])[2], 0);
}

#[test]
fn dates_and_vias_are_counted_over_the_hits_that_have_one() {
    let golds = ["法國 signedTreaty 德國 1963 條約", "法國 signedTreaty 英國 1904-04-08 -", "法國 supports 美國 - -"];
    let founds = ["德国 signedTreaty 法国 1963-01-22 爱丽舍条约", "法国 signedTreaty 英国 1905 英法协约", "法国 supports 美国 1950 -"];
    let figures = measured(false, &golds, &founds, |pairing, wanted, found| pairing.figures(wanted, found));
    assert_eq!((figures.dated, figures.dates_right, figures.with_via, figures.vias_right), (2, 1, 1, 1));
}
