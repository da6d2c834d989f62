//! Rule files: what they hold, and what is wrong with them.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;

use super::{
    frame::{self, RawFrame},
    lexicon::Lexicon,
    pattern::{self, Pattern},
    rule::{Answered, Listed, No, On, Rule, RuleSet, Side, StatedBy, Yes},
    sets::Sets,
};
use crate::{FileError, mention::canonical_words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(deserialize_with = "shared")]
    relation: Arc<str>,
    #[serde(default)]
    each: bool,
    #[serde(default)]
    all_pairs: bool,
    #[serde(default)]
    lasting: bool,
    #[serde(default)]
    one_row: bool,
    #[serde(default)]
    recurs: bool,
    #[serde(default)]
    heirs: bool,
    #[serde(default)]
    alike: bool,
    #[serde(default)]
    event: Option<On>,
    #[serde(default)]
    own_object: bool,
    #[serde(default)]
    listed: Vec<Listed>,
    #[serde(default)]
    answers: Option<Answered>,
    #[serde(default)]
    contrary_to: Option<String>,
    #[serde(default)]
    deed: bool,
    #[serde(default)]
    rule: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    id: toml::Spanned<String>,
    summary: String,
    #[serde(default)]
    patterns: Vec<toml::Spanned<String>>,
    #[serde(default)]
    frame: Option<RawFrame>,
    #[serde(default)]
    negated: bool,
    #[serde(default)]
    both_ways: bool,
    #[serde(default)]
    on: Option<On>,
    #[serde(default)]
    acting: bool,
    #[serde(default)]
    at_home: bool,
    #[serde(default)]
    yields_to: Vec<String>,
    #[serde(default)]
    subject: Option<Side>,
    #[serde(default)]
    object: Option<Side>,
    #[serde(default)]
    all_pairs: Option<bool>,
    #[serde(default = "yes")]
    scoped: bool,
    #[serde(default)]
    parties: bool,
    /// Name of a set.
    #[serde(default)]
    named: Option<String>,
    /// Name of a set.
    #[serde(default)]
    unnamed: Option<String>,
    #[serde(default)]
    off: Option<On>,
    /// Name of a set.
    #[serde(default)]
    without: Option<String>,
    #[serde(default)]
    sides: bool,
    #[serde(default)]
    near: bool,
    #[serde(default)]
    mutual: bool,
    #[serde(default)]
    yes: Vec<Yes>,
    #[serde(default)]
    no: Vec<No>,
}

/// A text that all rules of a file share.
fn shared<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
    String::deserialize(from).map(Into::into)
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFile {
    sets: BTreeMap<String, Vec<String>>,
}

/// Reads rule files: those named `sets*.toml` hold synonym sets, `words.toml` the words of the engine, the others the rules of one relation.
///
/// `known` tells whether the vocabulary has a relation.
///
/// # Errors
/// All that is wrong, not only the first: undefined sets, unknown relations, duplicate ids and patterns, patterns that do not compile, missing examples.
pub fn load(files: &[(String, String)], known: &dyn Fn(&str) -> bool) -> Result<RuleSet, Vec<FileError>> {
    let mut errors = Vec::new();
    let sets = sets(files, &mut errors);
    let lexicon = lexicon(files, &mut errors);
    let mut loading = Loading { sets, rules: Vec::new(), listed: BTreeMap::new(), seen: BTreeMap::new(), errors };
    for (name, text) in files.iter().filter(|(name, _)| !is_shared(name)) {
        match toml::from_str::<File>(text) {
            Ok(file) => loading.file(&Source { name, text }, file, known),
            Err(e) => loading.errors.push(toml_error(name, text, &e)),
        }
    }
    let Loading { sets, rules, listed, errors, .. } = loading;
    if errors.is_empty() { Ok(RuleSet { rules, sets, lexicon, listed }) } else { Err(errors) }
}

/// A synonym set as written, and where.
struct Written<'f> {
    file: &'f str,
    line: usize,
    words: Vec<String>,
}

/// The synonym sets of all files of sets.
fn sets(files: &[(String, String)], errors: &mut Vec<FileError>) -> Sets {
    let mut written: BTreeMap<String, Written> = BTreeMap::new();
    for (name, text) in files.iter().filter(|(name, _)| is_sets(name)) {
        let file = match toml::from_str::<SetFile>(text) {
            Ok(file) => file,
            Err(e) => {
                errors.push(toml_error(name, text, &e));
                continue;
            }
        };
        for (set, words) in file.sets {
            let line = line_of(text, &set).unwrap_or(1);
            if let Some(Written { file, line, .. }) = written.insert(set.clone(), Written { file: name, line, words }) {
                errors.push(FileError { file: file.to_owned(), line, message: format!("set `{set}` is defined again in {name}") });
            }
        }
    }
    let mut sets = Sets::default();
    for (set, Written { file, line, .. }) in &written {
        match all_words(set, &written, &mut Vec::new()) {
            Ok(words) if !words.is_empty() => sets.insert(set, canonical_words(&words)),
            Ok(_) => errors.push(FileError { file: (*file).to_owned(), line: *line, message: format!("set `{set}` is empty") }),
            Err(message) => errors.push(FileError { file: (*file).to_owned(), line: *line, message }),
        }
    }
    sets
}

/// The words of a set, with those of the sets that it names (`"&other"`).
fn all_words<'s>(set: &'s str, written: &'s BTreeMap<String, Written>, through: &mut Vec<&'s str>) -> Result<Vec<String>, String> {
    if through.contains(&set) {
        return Err(format!("set `{set}` holds itself"));
    }
    through.push(set);
    let mut words = Vec::new();
    for word in &written.get(set).ok_or_else(|| format!("there is no set `{set}`"))?.words {
        match word.strip_prefix('&') {
            Some(other) => words.extend(all_words(other, written, through)?),
            None => words.push(word.clone()),
        }
    }
    through.pop();
    Ok(words)
}

/// What is read while one file of rules follows the other.
struct Loading {
    sets: Sets,
    rules: Vec<Rule>,
    listed: BTreeMap<Listed, StatedBy>,
    /// The rule of each relation's pattern.
    seen: BTreeMap<String, String>,
    errors: Vec<FileError>,
}

/// A file of rules.
struct Source<'f> {
    name: &'f str,
    text: &'f str,
}

impl Source<'_> {
    fn error(&self, line: usize, message: String) -> FileError {
        FileError { file: self.name.to_owned(), line, message }
    }
}

impl Loading {
    fn file(&mut self, source: &Source<'_>, mut file: File, known: &dyn Fn(&str) -> bool) {
        let rules = std::mem::take(&mut file.rule);
        let Source { name, text } = source;
        let at = |key| line_of(text, key).unwrap_or(1);
        let of_rules = rules.iter().flat_map(|raw| raw.yields_to.iter().map(|other| (other.as_str(), line_at(text, raw.id.span().start))));
        let of_file = file.contrary_to.as_deref().map(|other| (other, at("contrary-to")));
        for (relation, line) in std::iter::once((&*file.relation, at("relation"))).chain(of_file).chain(of_rules) {
            if !known(relation) {
                self.errors.push(source.error(line, format!("the vocabulary has no relation `{relation}`")));
            }
        }
        for fact in &file.listed {
            let told = StatedBy { relation: file.relation.clone(), file: stem(name).to_owned() };
            if let Some(other) = self.listed.insert(*fact, told) {
                let message = format!("`{}` states the same facts of lists and tables", other.file);
                self.errors.push(source.error(at("listed"), message));
            }
        }
        for raw in rules {
            self.rule(source, &file, raw);
        }
    }

    fn rule(&mut self, source: &Source<'_>, head: &File, raw: Raw) {
        let line = line_at(source.text, raw.id.span().start);
        let id = raw.id.into_inner();
        if self.rules.iter().any(|r| *r.id == *id) {
            self.errors.push(source.error(line, format!("there is another rule `{id}`")));
        }
        if raw.yes.len() < 2 || raw.no.is_empty() {
            self.errors.push(source.error(line, format!("rule `{id}` needs at least two `yes` and one `no`")));
        }
        if raw.patterns.is_empty() == raw.frame.is_none() {
            self.errors.push(source.error(line, format!("rule `{id}` needs either `patterns` or a `frame`")));
        }
        if raw.acting && raw.frame.is_none() {
            self.errors.push(source.error(line, format!("rule `{id}`: `acting` is asked of a frame only")));
        }
        let frame = raw.frame.as_ref().and_then(|frame| {
            let wrong = |message| source.error(line, message);
            frame::check(frame, &self.sets).map_err(|messages| self.errors.extend(messages.into_iter().map(wrong))).ok()
        });
        let patterns = self.patterns(source, &head.relation, &id, raw.patterns);
        let place = format!("{}:{line}", source.name);
        let (named, unnamed) = (self.words(source, line, raw.named.as_ref()), self.words(source, line, raw.unnamed.as_ref()));
        self.words(source, line, raw.without.as_ref());
        self.rules.push(Rule {
            named,
            unnamed,
            off: raw.off,
            without: raw.without,
            near: raw.near,
            sides: raw.sides,
            mutual: raw.mutual,
            place,
            id: id.as_str().into(),
            relation: head.relation.clone(),
            summary: raw.summary,
            patterns,
            frame,
            negated: raw.negated,
            both_ways: raw.both_ways,
            on: raw.on,
            acting: raw.acting,
            at_home: raw.at_home,
            yields_to: raw.yields_to.iter().map(|to| Arc::from(to.as_str())).collect(),
            one_row: head.one_row,
            recurs: head.recurs,
            heirs: head.heirs,
            alike: head.alike,
            event: head.event,
            own_object: head.own_object,
            answers: head.answers,
            contrary_to: head.contrary_to.as_deref().map(Arc::from),
            deed: head.deed,
            subject: raw.subject,
            object: raw.object,
            all_pairs: raw.all_pairs.unwrap_or(head.all_pairs),
            each: head.each,
            lasting: head.lasting,
            scoped: raw.scoped,
            parties: raw.parties,
            yes: raw.yes,
            no: raw.no,
        });
    }

    fn patterns(&mut self, source: &Source<'_>, relation: &str, id: &str, written: Vec<toml::Spanned<String>>) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for pattern in written {
            let line = pattern.span().start;
            let line = || line_at(source.text, line);
            for pattern in pattern::spelled_out(pattern.get_ref()) {
                if let Some(other) = self.seen.insert(format!("{relation} {pattern}"), id.to_owned()) {
                    self.errors.push(source.error(line(), format!("pattern `{pattern}` is also one of `{other}`")));
                }
                match pattern::compile(&pattern, &self.sets) {
                    Ok(pattern) => patterns.push(pattern),
                    Err(message) => self.errors.push(source.error(line(), message)),
                }
            }
        }
        patterns
    }

    /// The words of a set that a rule names.
    fn words(&mut self, source: &Source<'_>, line: usize, set: Option<&String>) -> Vec<String> {
        let Some(set) = set else { return Vec::new() };
        if self.sets.get(set).is_none() {
            self.errors.push(source.error(line, format!("there is no set `{set}`")));
        }
        self.sets.words(set).to_vec()
    }
}

/// The name of a file without folder and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// The words of all files of words together.
fn lexicon(files: &[(String, String)], errors: &mut Vec<FileError>) -> Lexicon {
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, text) in files.iter().filter(|(name, _)| is_words(name)) {
        match toml::from_str::<BTreeMap<String, Vec<String>>>(text) {
            Ok(file) => file.into_iter().for_each(|(list, words)| lists.entry(list).or_default().extend(words)),
            Err(e) => errors.push(toml_error(name, text, &e)),
        }
    }
    Lexicon::new(lists).unwrap_or_else(|wrong| {
        errors.extend(wrong.into_iter().map(|(list, message)| {
            let mut words = files.iter().filter(|(name, _)| is_words(name));
            let place = words.find_map(|(name, text)| Some((name.clone(), line_of(text, &list)?)));
            let (file, line) = place.unwrap_or_else(|| (WORDS_FILE.to_owned(), 1));
            FileError { file, line, message }
        }));
        Lexicon::default()
    })
}

/// The file of the words that are looked for whatever the rule.
const WORDS_FILE: &str = "rules/words.toml";

/// Whether a file holds no rules, but what the rules of all files work with: synonym sets or words.
#[must_use]
pub fn is_shared(name: &str) -> bool {
    is_sets(name) || is_words(name)
}

fn is_sets(name: &str) -> bool {
    stem(name).starts_with("sets")
}

fn is_words(name: &str) -> bool {
    stem(name) == "words"
}

fn toml_error(name: &str, text: &str, error: &toml::de::Error) -> FileError {
    let line = error.span().map_or(1, |s| line_at(text, s.start));
    FileError { file: name.to_owned(), line, message: error.message().replace('\n', " ") }
}

fn line_at(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

/// The line that gives a key its value.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let gives = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(gives).map(|line| line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(files: &[(&str, &str)]) -> Vec<String> {
        let embedded = crate::ontology::Assets::embedded();
        let words = embedded.text(WORDS_FILE).expect("words").to_owned();
        let mut all = vec![(WORDS_FILE.to_owned(), words)];
        all.extend(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        load(&all, &|relation| relation == "knows").err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_of_another_file_are_added_and_a_list_that_nobody_knows_is_an_error() {
        assert_eq!(lines(&[("rules/mine/words.toml", "embeds = [\"盼望\"]")]), [""; 0]);
        let unknown = lines(&[("rules/mine/words.toml", "\nembed = [\"盼望\"]")]);
        assert_eq!(unknown, ["rules/mine/words.toml:2: the engine asks for no words `embed`"]);
    }

    #[test]
    fn a_set_holds_the_words_of_another() {
        let sets = |text: &str| {
            let mut errors = Vec::new();
            let sets = sets(&[("sets.toml".to_owned(), text.to_owned())], &mut errors);
            let words: Vec<String> = sets.words("more").to_vec();
            (words, errors.iter().map(ToString::to_string).collect::<Vec<String>>())
        };
        let (words, errors) = sets("[sets]\nmore = [\"&some\", \"退出\"]\nsome = [\"暂停\", \"取消\"]");
        assert_eq!((words.join(" "), errors.len()), ("暂停 取消 退出".to_owned(), 0));
        assert_eq!(sets("[sets]\nmore = [\"&none\"]").1, ["sets.toml:2: there is no set `none`"]);
        assert_eq!(sets("[sets]\nmore = []").1, ["sets.toml:2: set `more` is empty"]);
        let round = sets("[sets]\nmore = [\"&some\"]\nsome = [\"&more\"]").1;
        assert_eq!(round, ["sets.toml:2: set `more` holds itself", "sets.toml:3: set `some` holds itself"]);
    }

    #[test]
    fn both_sides_are_two_patterns_and_a_key_that_nothing_asks_for_is_an_error() {
        let rule = |keys: &str, patterns: &str| {
            let no = "no = [{ text = \"\", why = \"\" }]";
            let yes = "yes = [{ text = \"\", gives = [\"\"] }, { text = \"\", gives = [\"\"] }]";
            let sets = ("rules/sets.toml", "[sets]\nwith = [\"与\"]");
            let text =
                format!("relation = \"knows\"\n[[rule]]\nid = \"a.b\"\nsummary = \"\"\n{keys}\npatterns = [{patterns}]\n{yes}\n{no}");
            lines(&[sets, ("rules/a.toml", &text)])
        };
        assert_eq!(rule("", "\"{both}结盟\""), [""; 0]);
        let written_out = rule("", "\"{both}结盟\", \"{a}&with{b}结盟\"");
        assert_eq!(written_out, ["rules/a.toml:6: pattern `{a}&with{b}结盟` is also one of `a.b`"]);
        let unknown = rule("yields-to = [\"knows\", \"knew\"]", "\"{both}结盟\"");
        assert_eq!(unknown, ["rules/a.toml:3: the vocabulary has no relation `knew`"]);
        assert_eq!(rule("acting = true", "\"{both}结盟\""), ["rules/a.toml:3: rule `a.b`: `acting` is asked of a frame only"]);
    }

    #[test]
    fn facts_of_tables_are_stated_as_one_relation() {
        let file = "relation = \"knows\"\nlisted = [\"member\"]";
        assert_eq!(lines(&[("rules/a.toml", file)]), [""; 0]);
        let twice = lines(&[("rules/a.toml", file), ("rules/b.toml", file)]);
        assert_eq!(twice, ["rules/b.toml:2: `a` states the same facts of lists and tables"]);
    }
}
