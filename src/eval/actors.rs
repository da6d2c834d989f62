//! Which names are names of one actor.

use std::collections::BTreeSet;

use super::agree;
use crate::{
    FileError,
    mention::{Entry, Gazetteer},
    ontology::Assets,
    tsv,
};

/// Where the bare names are.
const FILE: &str = "eval/bare-names.tsv";

/// A name that may stand for an earlier state too.
#[derive(Clone, Debug)]
pub struct BareName {
    /// The name, folded.
    name: String,
    /// What it means today, where that is known.
    key: Option<String>,
    /// The states.
    states: Vec<String>,
    /// Only this very name, no other one of the same state.
    exact: bool,
}

/// Maps names to actors: every name of one actor gives one key.
#[derive(Clone, Copy, Debug)]
pub struct Actors<'a> {
    gazetteer: &'a Gazetteer,
    bare: &'a [BareName],
}

/// The bare names of the data files.
///
/// # Errors
/// Every error in them.
pub fn bare_names(assets: &Assets, gazetteer: &Gazetteer) -> Result<Vec<BareName>, Vec<FileError>> {
    if !assets.has(FILE) {
        return Ok(Vec::new());
    }
    let file = assets.origin(FILE);
    let text = assets.text(FILE).map_err(|error| vec![FileError { file: file.clone(), line: 1, message: error.to_string() }])?;
    let (mut names, mut errors) = (Vec::new(), Vec::new());
    for (line, [name, states, exact]) in tsv::by_name(&file, text, ["name", "states", "exact"], 2)? {
        let mut fail = |message: String| errors.push(FileError { file: file.clone(), line, message });
        let mut keys = Vec::new();
        for state in states.split('|') {
            match gazetteer.find(state) {
                Some(entry) => keys.push(key_of(entry)),
                None => fail(format!("the gazetteer has no `{state}`")),
            }
        }
        if !matches!(exact, "" | "yes") {
            fail(format!("`{exact}` is neither `yes` nor empty"));
        }
        let key = gazetteer.find(name).map(key_of);
        names.push(BareName { name: agree::fold(name), key, states: keys, exact: exact == "yes" });
    }
    if errors.is_empty() { Ok(names) } else { Err(errors) }
}

/// What all names of an entry are compared by: who has no Wikidata id goes by the bare name, `同盟国` of the First World War.
fn key_of(entry: &Entry) -> String {
    if entry.qid.is_some() { entry.key.clone() } else { agree::fold(&entry.key) }
}

impl<'a> Actors<'a> {
    /// By a gazetteer and the bare names that go with it.
    #[must_use]
    pub fn new(gazetteer: &'a Gazetteer, bare: &'a [BareName]) -> Self {
        Self { gazetteer, bare }
    }

    /// The key of a name: that of the actor which the gazetteer knows by it, with its bracket or else without it; the folded name where
    /// nobody is known by it.
    #[must_use]
    pub fn key(&self, name: &str) -> String {
        let name = name.trim();
        let found = self.gazetteer.find(name).or_else(|| self.gazetteer.find(agree::without_bracket(name).trim_end()));
        found.map_or_else(|| agree::fold(name), key_of)
    }

    /// The keys that a cell of a gold row allows: `A|B` are alternatives, and a bare name such as 德國 allows the earlier states of that name.
    #[must_use]
    pub fn allowed(&self, cell: &str) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for name in cell.split('|').filter(|name| !name.trim().is_empty()) {
            let (key, folded) = (self.key(name), agree::fold(name));
            for bare in self.bare {
                if bare.name == folded || !bare.exact && bare.key.as_ref() == Some(&key) {
                    keys.extend(bare.states.iter().cloned());
                }
            }
            keys.insert(key);
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_actor_have_one_key() {
        let gazetteer = Gazetteer::embedded().unwrap();
        let bare = bare_names(&Assets::embedded(), &gazetteer).unwrap();
        let actors = Actors::new(&gazetteer, &bare);
        for name in ["法國", "法国", "France", "法兰西共和国", " 法國 "] {
            assert_eq!(actors.key(name), "法国", "{name}");
        }
        assert_eq!(actors.key("某某聯盟 (1950年)"), "某某联盟", "an unknown name is its own key, without its bracket");
        assert_eq!(actors.allowed("北約|某黨"), ["北大西洋公约组织", "某党"].map(str::to_owned).into());
    }

    #[test]
    fn a_bare_name_allows_the_earlier_states() {
        let gazetteer = Gazetteer::embedded().unwrap();
        let bare = bare_names(&Assets::embedded(), &gazetteer).unwrap();
        let actors = Actors::new(&gazetteer, &bare);
        let allows = |cell: &str, name: &str| actors.allowed(cell).contains(&actors.key(name));
        assert!(allows("德國", "德意志帝国") && allows("德國", "德国") && allows("德意志联邦共和国", "西德"));
        assert!(!allows("德意志帝国", "德国"), "an earlier state is itself only");
        assert!(!allows("俄羅斯", "苏联") && allows("俄國", "俄罗斯帝国"));
        assert!(allows("中國", "中华民国大陆时期") && !allows("中華人民共和國", "中华民国大陆时期"), "an exact name has no other names");
    }

    #[test]
    fn errors_have_a_line() {
        let gazetteer = Gazetteer::embedded().unwrap();
        let assets = Assets::of([(FILE, "name\tstates\texact\n德国\t西德|無此國\tno\n")]);
        let errors: Vec<String> = bare_names(&assets, &gazetteer).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "ontology/eval/bare-names.tsv:2: the gazetteer has no `無此國`",
                "ontology/eval/bare-names.tsv:2: `no` is neither `yes` nor empty"
            ]
        );
        assert!(bare_names(&Assets::of([]), &gazetteer).unwrap().is_empty());
    }
}
