//! Pages against what people annotated on them.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use super::{Actors, Figures, Found, Gold, Measure, RuleFigures, bare_names, figures::add_all, gold, measure::distinct};
use crate::{
    FileError, fold,
    ontology::Assets,
    pipeline::{Pipeline, Reading},
    rules::{Status, Via},
    source::RawPage,
};

/// The file of a page's folder that says what it states.
const FILE: &str = "relations.tsv";

/// The annotations of one page.
#[derive(Clone, Debug)]
pub struct GoldPage {
    /// The title of the page: the name of the folder.
    pub title: String,
    /// The rows.
    pub rows: Vec<Gold>,
}

/// What became of one page, or of all.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// Relations must be the same.
    pub strict: Figures,
    /// A broader or narrower relation will do.
    pub lenient: Figures,
    /// The strict figures by relation.
    pub by_relation: BTreeMap<String, Figures>,
    /// What the statements of each rule were.
    pub by_rule: BTreeMap<String, RuleFigures>,
}

/// The score of one page, with what is behind it.
#[derive(Clone, Debug)]
pub struct PageScore {
    /// The title.
    pub title: String,
    /// The figures.
    pub score: Score,
    /// The required rows that were not found.
    pub missing: Vec<Gold>,
    /// The statements that are nothing that is annotated.
    pub noisy: Vec<Found>,
}

/// Scores pages.
pub struct Scorer<'a> {
    pipeline: &'a Pipeline,
    bare: Vec<super::actors::BareName>,
    /// Only these relations; all where it is empty.
    only: Vec<String>,
}

/// The annotations in a folder of folders, by title.
///
/// # Errors
/// The folder cannot be read or has none, or every row that is wrong.
pub fn gold_pages(dir: &Path, known: &dyn Fn(&str) -> bool) -> Result<Vec<GoldPage>, Vec<String>> {
    let unreadable = |path: &Path, error: std::io::Error| vec![format!("{}: {error}", path.display())];
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|error| unreadable(dir, error))? {
        let path = entry.map_err(|error| unreadable(dir, error))?.path();
        if path.join(FILE).is_file() {
            folders.push(path);
        }
    }
    folders.sort();
    if folders.is_empty() {
        return Err(vec![format!("{}: no folder PAGE/{FILE} there", dir.display())]);
    }
    let (mut pages, mut errors) = (Vec::new(), Vec::new());
    for folder in folders {
        let path = folder.join(FILE);
        let name = path.display().to_string();
        let Some(title) = folder.file_name().and_then(|name| name.to_str()) else {
            errors.push(format!("{name}: the folder's name is not UTF-8"));
            continue;
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                errors.extend(unreadable(&path, error));
                continue;
            }
        };
        match gold::read(&name, &text, known) {
            // As the names of the pages' files.
            Ok(rows) => pages.push(GoldPage { title: title.replace("%2F", "/").replace('_', " "), rows }),
            Err(found) => errors.extend(found.iter().map(FileError::to_string)),
        }
    }
    if errors.is_empty() { Ok(pages) } else { Err(errors) }
}

impl<'a> Scorer<'a> {
    /// A scorer of these relations alone; of all where there are none.
    ///
    /// # Errors
    /// Every error in the bare names.
    pub fn new(pipeline: &'a Pipeline, assets: &Assets, only: &[String]) -> Result<Self, Vec<FileError>> {
        Ok(Self { pipeline, bare: bare_names(assets, pipeline.gazetteer())?, only: only.to_vec() })
    }

    /// Reads a page and scores it.
    #[must_use]
    pub fn page(&self, page: &RawPage, gold: &GoldPage) -> PageScore {
        self.score(gold, statements(&self.pipeline.read(page)))
    }

    /// Scores what was found on a page.
    #[must_use]
    pub fn score(&self, gold: &GoldPage, found: Vec<Found>) -> PageScore {
        let actors = Actors::new(self.pipeline.gazetteer(), &self.bare);
        let strict = Measure { actors, vocabulary: self.pipeline.vocabulary(), lenient: false };
        let asked = |relation: &String| self.only.is_empty() || self.only.contains(relation);
        let wanted = strict.wanted(gold.rows.iter().filter(|row| row.relations.iter().any(asked)).cloned().collect());
        let found = distinct(actors, found.into_iter().filter(|statement| asked(&statement.relation)).collect());
        let pairing = strict.pair(&wanted, &found);
        let score = Score {
            strict: pairing.figures(&wanted, &found),
            lenient: Measure { lenient: true, ..strict }.pair(&wanted, &found).figures(&wanted, &found),
            by_relation: pairing.by_relation(&wanted, &found),
            by_rule: pairing.by_rule(&wanted, &found),
        };
        PageScore {
            title: gold.title.clone(),
            score,
            missing: pairing.missing(&wanted).into_iter().map(|at| wanted[at].gold.clone()).collect(),
            noisy: pairing.noisy(&found).into_iter().map(|at| found[at].clone()).collect(),
        }
    }
}

/// The figures of several pages together: of their rows, not a mean of their shares.
#[must_use]
pub fn total(pages: &[PageScore]) -> Score {
    let mut all = Score::default();
    for page in pages {
        all.strict += page.score.strict;
        all.lenient += page.score.lenient;
        add_all(&mut all.by_relation, &page.score.by_relation);
        add_all(&mut all.by_rule, &page.score.by_rule);
    }
    all
}

/// Finds the page of each annotation by its title, whatever the script. Gives their pairs of indexes, and the titles of those without a page.
#[must_use]
pub fn match_titles<'g>(gold: &'g [GoldPage], pages: &[RawPage]) -> (Vec<(usize, usize)>, Vec<&'g str>) {
    let mut by_title: HashMap<String, usize> = HashMap::new();
    for (at, page) in pages.iter().enumerate() {
        // Of two files of one title the first counts, as in a build.
        by_title.entry(fold::name_key(&page.title).into_owned()).or_insert(at);
    }
    let (mut pairs, mut without) = (Vec::new(), Vec::new());
    for (at, page) in gold.iter().enumerate() {
        match by_title.get(&*fold::name_key(&page.title)) {
            Some(&found) => pairs.push((at, found)),
            None => without.push(page.title.as_str()),
        }
    }
    (pairs, without)
}

/// What a page states as a fact, in the order of the query `relations`.
#[must_use]
pub fn statements(reading: &Reading) -> Vec<Found> {
    let label = |id| reading.cast.get(id).label.clone();
    let mut found: Vec<Found> = reading
        .findings
        .statements
        .iter()
        .filter(|statement| statement.status == Status::Affirmed)
        .map(|statement| {
            let via = |via: &Via| match via {
                Via::Entity(id) => label(*id),
                Via::Words(words) => words.clone(),
            };
            Found {
                subject: label(statement.subject),
                relation: statement.relation.to_string(),
                object: label(statement.object),
                date: statement.date.as_ref().map_or_else(String::new, |date| date.as_str().to_owned()),
                via: statement.via.iter().map(via).collect::<Vec<_>>().join("|"),
                rule: statement.rule.to_string(),
                quote: statement.evidence.first().map_or_else(String::new, |evidence| evidence.quote.clone()),
            }
        })
        .collect();
    let key = |f: &Found| (f.subject.clone(), f.object.clone(), f.date.clone(), f.via.clone(), f.quote.clone(), f.rule.clone());
    found.sort_by_cached_key(key);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_match_in_either_script_and_the_first_file_counts() {
        let gold = |title: &str| GoldPage { title: title.to_owned(), rows: Vec::new() };
        let golds = [gold("親俄"), gold("中法 关系"), gold("無")];
        let pages = ["亲俄", "中法 关系", "親俄"].map(|title| RawPage::markdown(title, ""));
        assert_eq!(match_titles(&golds, &pages), (vec![(0, 0), (1, 1)], vec!["無"]));
    }

    #[test]
    fn gold_folders() {
        let dir = tempfile::tempdir().unwrap();
        let known = |relation: &str| relation == "supports";
        assert!(gold_pages(dir.path(), &known).unwrap_err()[0].contains("no folder PAGE/relations.tsv"));
        for (page, row) in [("乙", "甲\tsupports\t乙\t\t\toptional\t"), ("甲_a%2Fb", "甲\tsupports\t乙\t1950\t\trequired\t…")] {
            std::fs::create_dir(dir.path().join(page)).unwrap();
            let text = format!("subject\tpredicate\tobject\tdate\tvia\tstatus\tevidence\n{row}\n");
            std::fs::write(dir.path().join(page).join(FILE), text).unwrap();
        }
        let pages = gold_pages(dir.path(), &known).unwrap();
        assert_eq!(pages.iter().map(|page| page.title.as_str()).collect::<Vec<_>>(), ["乙", "甲 a/b"]);
        let errors = gold_pages(dir.path(), &|_| false).unwrap_err();
        assert!(errors.len() == 2 && errors[0].contains("relations.tsv:2: "), "{errors:?}");
        assert!(gold_pages(&dir.path().join("none"), &known).is_err());
    }
}
