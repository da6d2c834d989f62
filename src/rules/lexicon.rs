//! The words that the engine looks for in every sentence, whatever the rule: `ontology/rules/words.toml`.

use std::collections::BTreeMap;

use crate::{
    mention::{canonical, canonical_words},
    replace::Replacements,
    words::Words,
};

/// Words by what they do in a sentence; the file says it of each list. They stand here as in a code string.
#[derive(Default)]
pub(super) struct Lexicon {
    pub acting_behind: Words,
    pub acting_ends: Words,
    pub acts_for: Words,
    pub carried_out: Words,
    pub caused: Words,
    pub dealings: Words,
    pub declares: Words,
    pub deeds: Words,
    pub described_by: Words,
    pub embeds: Words,
    pub felt: Words,
    pub first: Words,
    pub followed: Words,
    pub founded: Words,
    pub introduces: Words,
    pub joined_by: Words,
    pub leads: Words,
    pub no_matter_begin: Words,
    pub no_matter_end: Words,
    /// What looks like a denial, to be masked.
    pub no_negation: Replacements,
    pub offices: Words,
    /// Also all that [`Lexicon::leads`] holds.
    pub owns: Words,
    pub parts: Words,
    pub posted: Words,
    pub qualifies: Words,
    pub signed: Words,
    pub speakers: Words,
    pub takes_object: Words,
    pub together: Words,
    pub topics: Words,
    pub ways: Words,
    pub when: Words,
    pub who_acts: Words,
}

impl Lexicon {
    /// Compiles lists by their names.
    ///
    /// # Errors
    /// The lists that are missing or empty, and those that nobody knows: each with what is wrong.
    pub fn new(mut lists: BTreeMap<String, Vec<String>>) -> Result<Self, Vec<(String, String)>> {
        let mut errors = Vec::new();
        let mut take = |name: &str| {
            let words = lists.remove(name).unwrap_or_default();
            if words.is_empty() {
                errors.push((name.to_owned(), format!("there are no words `{name}`")));
            }
            canonical_words(&words)
        };
        let leads = take("leads");
        let mut list = |name: &str| take(name).into_iter().collect::<Words>();
        let this = Self {
            acting_behind: list("acting-behind"),
            acting_ends: list("acting-ends"),
            acts_for: list("acts-for"),
            carried_out: list("carried-out"),
            caused: list("caused"),
            dealings: list("dealings"),
            declares: list("declares"),
            deeds: list("deeds"),
            described_by: list("described-by"),
            embeds: list("embeds"),
            felt: list("felt"),
            first: list("first"),
            followed: list("followed"),
            founded: list("founded"),
            introduces: list("introduces"),
            joined_by: list("joined-by"),
            no_matter_begin: list("no-matter-begin"),
            no_matter_end: list("no-matter-end"),
            offices: list("offices"),
            parts: list("parts"),
            posted: list("posted"),
            qualifies: list("qualifies"),
            signed: list("signed"),
            speakers: list("speakers"),
            takes_object: list("takes-object"),
            together: list("together"),
            topics: list("topics"),
            ways: list("ways"),
            when: list("when"),
            who_acts: list("who-acts"),
            no_negation: traps(take("no-negation")),
            owns: take("owns").into_iter().chain(leads.iter().cloned()).collect(),
            leads: leads.into_iter().collect(),
        };
        errors.extend(lists.into_keys().map(|name| (name.clone(), format!("the engine asks for no words `{name}`"))));
        if errors.is_empty() { Ok(this) } else { Err(errors) }
    }

    /// That of the data that comes with the program.
    #[cfg(test)]
    pub fn embedded() -> Self {
        let text = crate::ontology::Assets::embedded().text("rules/words.toml").expect("words").to_owned();
        Self::new(toml::from_str(&text).expect("TOML")).expect("all lists")
    }
}

/// What stands in place of a trap.
const TRAP: &str = "□";
/// What stands in place of 不同意, which holds a trap and is a denial.
const DISAGREES: &str = "不肯";

fn traps(words: Vec<String>) -> Replacements {
    let disagrees = (canonical("不同意").into_owned(), DISAGREES.to_owned());
    Replacements::new(words.into_iter().map(|trap| (trap, TRAP.to_owned())).chain([disagrees]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_missing_or_unknown_is_an_error() {
        let errors = Lexicon::new(BTreeMap::from([("embed".to_owned(), vec!["支持".to_owned()])])).err().expect("errors");
        let wrong: Vec<&str> = errors.iter().map(|(list, _)| list.as_str()).collect();
        assert!(wrong.contains(&"embeds") && wrong.contains(&"embed"), "{errors:?}");
        assert!(Lexicon::embedded().leads.is("领导"));
    }
}
