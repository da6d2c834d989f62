//! Names of states, to be exchanged for each other.

use anyhow::{Context as _, Result};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

/// The gazetteer's states of today, in both scripts.
pub struct States {
    /// Simplified and Traditional.
    names: Vec<[String; 2]>,
    /// Finds twice the number of a name, and one more for the Traditional form.
    finder: CharwiseDoubleArrayAhoCorasick<usize>,
}

impl States {
    /// Reads the gazetteer's table.
    pub fn load() -> Result<Self> {
        let table = include_str!("../../ontology/gazetteer/states.tsv");
        let mut names: Vec<[String; 2]> = Vec::new();
        for line in table.lines() {
            let mut cells = line.split('\t').skip(1);
            if let (Some("state"), Some(name), Some(hant)) = (cells.next(), cells.next(), cells.next()) {
                let hant = if hant.is_empty() { name } else { hant };
                names.push([name.to_owned(), hant.to_owned()]);
            }
        }
        let mut patterns: Vec<(&str, usize)> = Vec::new();
        for (number, forms) in names.iter().enumerate() {
            patterns.extend(forms.iter().enumerate().map(|(script, form)| (form.as_str(), number * 2 + script)));
        }
        // The first form of a word counts: that of both scripts is Simplified.
        patterns.sort();
        patterns.dedup_by_key(|(form, _)| *form);
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest);
        let finder = builder.build_with_values(patterns).ok().context("the names of states cannot be looked up")?;
        Ok(Self { names, finder })
    }

    /// A text with each state exchanged for the one that stands so many rows further down.
    pub fn moved(&self, text: &str, rows: usize) -> String {
        if rows.is_multiple_of(self.names.len()) {
            return text.to_owned();
        }
        let mut moved = String::with_capacity(text.len() + text.len() / 8);
        let mut end = 0;
        for found in self.finder.leftmost_find_iter(text) {
            moved.push_str(&text[end..found.start()]);
            moved.push_str(&self.names[(found.value() / 2 + rows) % self.names.len()][found.value() % 2]);
            end = found.end();
        }
        moved + &text[end..]
    }
}
