//! What a statement of ours would be in Wikidata: `ontology/wikidata/gaps.tsv`.

use std::collections::BTreeSet;

use crate::{
    FileError,
    link::Property,
    ontology::{Assets, TermKind, Vocabulary},
    tsv::{self, Row},
};

/// Where the table stands among the assets.
pub const FILE: &str = "wikidata/gaps.tsv";
const COLUMNS: &str = "kind\trelation\titem\tproperty\tlabel\tvalue\tstart\tend\tsingle\tunless\tundated\talso\twhen";
const ANY: &str = "*";
const ASKED: &str = "asked";
const YEAR_IN_NAME: &str = "year-in-name";

/// How statements of ours become proposals.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub(super) lines: Vec<Line>,
}

/// A line of the table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) kind: String,
    pub(super) relation: String,
    pub(super) item: Place,
    pub(super) property: Option<Property>,
    pub(super) label: String,
    /// None for a date.
    pub(super) value: Option<Place>,
    pub(super) start: Option<Property>,
    pub(super) end: Option<Property>,
    /// Rules, with a word that the sentence must hold; it may be empty.
    single: Vec<(String, String)>,
    pub(super) unless: Vec<String>,
    pub(super) undated: Vec<String>,
    pub(super) also: Vec<Property>,
    asked: bool,
    pub(super) year_in_name: bool,
}

/// Where an item comes from.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) which: Which,
    /// The classes that it must have one of.
    pub(super) classes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Subject,
    Object,
    Sides,
    Other,
    Via,
}

impl Line {
    /// Whether a rule tells by a single date what the line takes from dates, in a folded sentence.
    pub(super) fn takes(&self, rule: &str, sentence: &str) -> bool {
        self.single.iter().any(|(known, word)| (known == ANY || known == rule) && sentence.contains(word))
    }

    /// Whether it states of one side of a statement something about the other.
    pub(super) fn is_between_sides(&self) -> bool {
        self.item.which != Which::Via && self.value.as_ref().is_some_and(|value| value.which != Which::Via)
    }

    /// Its properties.
    fn properties(&self) -> impl Iterator<Item = Property> {
        [self.property, self.start, self.end].into_iter().flatten()
    }
}

impl Plan {
    /// Reads the table.
    ///
    /// # Errors
    /// Every line that is wrong, as one line each.
    pub fn read(assets: &Assets, vocabulary: &Vocabulary) -> Result<Self, Vec<String>> {
        let text = assets.text(FILE).map_err(|error| vec![error.to_string()])?;
        let mut plan = Self::default();
        let read = tsv::read(&assets.origin(FILE), text, Some(COLUMNS), |row| line(row, vocabulary).map(|line| plan.lines.push(line)));
        read.map_err(|errors| errors.iter().map(FileError::to_string).collect::<Vec<_>>())?;
        Ok(plan)
    }

    /// The lines in force where some properties are asked for; none asks for all but those that want to be asked for.
    pub(super) fn lines(&self, asked: &BTreeSet<Property>) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .filter(|line| if asked.is_empty() { !line.asked } else { line.properties().any(|property| asked.contains(&property)) })
    }

    /// The properties that something can be proposed with.
    #[must_use]
    pub fn proposed(&self) -> BTreeSet<Property> {
        self.lines.iter().flat_map(Line::properties).collect()
    }

    /// Every property that matters.
    #[must_use]
    pub fn properties(&self) -> BTreeSet<Property> {
        self.lines.iter().flat_map(|line| line.properties().chain(line.also.iter().copied())).collect()
    }

    /// The ids of rules that it names, sorted.
    #[must_use]
    pub fn rules(&self) -> BTreeSet<&str> {
        self.lines.iter().flat_map(|line| &line.single).map(|(rule, _)| rule.as_str()).filter(|rule| *rule != ANY).collect()
    }
}

fn line(row: Row<'_>, vocabulary: &Vocabulary) -> Result<Line, String> {
    let [kind, relation, item, property, label, value, start, end, single, unless, undated, also, when] = row.columns()?;
    let word = |name: &str, text: &str| if text.is_empty() { Err(format!("no {name}")) } else { Ok(text.to_owned()) };
    if vocabulary.relation(relation).is_none() {
        return Err(format!("unknown relation `{relation}`"));
    }
    let (is_asked, year_in_name) = match when {
        "" => (false, false),
        ASKED => (true, false),
        YEAR_IN_NAME => (false, true),
        other => return Err(format!("unknown condition `{other}`; there are {ASKED} and {YEAR_IN_NAME}")),
    };
    let line = Line {
        kind: word("kind", kind)?,
        relation: relation.to_owned(),
        item: place(item, vocabulary)?,
        property: optional(property)?,
        label: label.to_owned(),
        value: if value == "date" { None } else { Some(place(value, vocabulary)?) },
        start: optional(start)?,
        end: optional(end)?,
        single: list(single)
            .iter()
            .map(|entry| entry.split_once(':').unwrap_or((entry, "")))
            .map(|(rule, word)| (rule.to_owned(), word.to_owned()))
            .collect(),
        unless: list(unless),
        undated: list(undated),
        also: list(also).iter().map(|id| id.parse().map_err(|error: crate::link::NoId| error.to_string())).collect::<Result<_, _>>()?,
        asked: is_asked,
        year_in_name,
    };
    let is_other = line.value.as_ref().is_some_and(|value| value.which == Which::Other);
    if line.item.which == Which::Other || is_other && line.item.which != Which::Sides {
        return Err("`other` is for the value of an item from `sides`".to_owned());
    }
    if line.value.is_some() && line.property.is_none() || line.properties().next().is_none() {
        return Err("no property".to_owned());
    }
    Ok(line)
}

fn list(cell: &str) -> Vec<String> {
    cell.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn optional(cell: &str) -> Result<Option<Property>, String> {
    if cell.is_empty() { Ok(None) } else { cell.parse().map(Some).map_err(|error: crate::link::NoId| error.to_string()) }
}

fn place(cell: &str, vocabulary: &Vocabulary) -> Result<Place, String> {
    let (which, classes) = cell.split_once(':').ok_or_else(|| format!("`{cell}` is no place with classes"))?;
    let which = match which {
        "subject" => Which::Subject,
        "object" => Which::Object,
        "sides" => Which::Sides,
        "other" => Which::Other,
        "via" => Which::Via,
        other => return Err(format!("unknown place `{other}`")),
    };
    let classes = list(classes);
    let is_class = |name: &String| vocabulary.terms.iter().any(|term| term.kind == TermKind::Class && term.name == *name);
    match classes.iter().find(|name| !is_class(name)) {
        Some(name) => Err(format!("unknown class `{name}`")),
        None if classes.is_empty() => Err(format!("`{cell}` names no class")),
        None => Ok(Place { which, classes }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Result<Plan, Vec<String>> {
        let assets = Assets::embedded();
        let vocabulary = Vocabulary::load(&assets).unwrap();
        Plan::read(&Assets::of([(FILE, format!("# head\n{COLUMNS}\n{rows}\n").as_str())]), &vocabulary)
    }

    #[test]
    fn the_table_is_right() {
        let assets = Assets::embedded();
        let plan = Plan::read(&assets, &Vocabulary::load(&assets).unwrap()).unwrap_or_else(|errors| panic!("{errors:#?}"));
        assert!(plan.lines.len() > 10 && plan.properties().contains(&Property(1891)));
        let asked =
            |ids: &[u32]| plan.lines(&ids.iter().copied().map(Property).collect()).map(|line| line.kind.clone()).collect::<BTreeSet<_>>();
        assert!(!asked(&[]).contains("participation") && asked(&[]).contains("participant"));
        assert_eq!(asked(&[1344]).into_iter().collect::<Vec<_>>(), ["participation"]);
    }

    #[test]
    fn the_table_and_the_vocabulary_say_the_same() {
        let assets = Assets::embedded();
        let vocabulary = Vocabulary::load(&assets).unwrap();
        let plan = Plan::read(&assets, &vocabulary).unwrap();
        for line in plan
            .lines
            .iter()
            .filter(|line| line.value.as_ref().is_some_and(|value| value.which != Which::Via) && line.item.which != Which::Via)
        {
            let mapped = &vocabulary.relation(&line.relation).unwrap().wikidata;
            assert_eq!(mapped, &[line.property.unwrap().to_string()], "{}", line.relation);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let error = |row: &str| read(row).unwrap_err().join(" ");
        assert!(error("x").contains("gaps.tsv:3: 1 columns where 13 are due"), "{}", error("x"));
        let row = |relation: &str, item: &str, property: &str, value: &str, when: &str| {
            error(&format!("k\t{relation}\t{item}\t{property}\tl\t{value}\t\t\t\t\t\t\t{when}"))
        };
        assert!(row("marriedTo", "via:Treaty", "P1", "date", "").contains("unknown relation `marriedTo`"));
        assert!(row("memberOf", "via:Treaties", "P1", "date", "").contains("unknown class `Treaties`"));
        assert!(row("memberOf", "nobody:Treaty", "P1", "date", "").contains("unknown place `nobody`"));
        assert!(row("memberOf", "via:Treaty", "Q1", "date", "").contains("`Q1` is no id"));
        assert!(row("memberOf", "via:Treaty", "", "date", "").contains("no property"));
        assert!(row("memberOf", "via:Treaty", "P1", "other:Actor", "").contains("`other` is for"));
        assert!(row("memberOf", "via:Treaty", "P1", "date", "never").contains("unknown condition `never`"));
    }
}
