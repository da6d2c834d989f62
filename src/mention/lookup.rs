//! Short questions to the gazetteer that the marking of sentences asks.

use super::{Entry, Form, Gazetteer, contexts::Contexts};
use crate::fold;

impl Gazetteer {
    /// What the words around a name make of it.
    pub(super) const fn contexts(&self) -> &Contexts {
        &self.data.contexts
    }

    /// The country that a template for flags names: by a code, or by a name in any language that is known.
    #[must_use]
    pub fn country(&self, name: &str) -> Option<&Entry> {
        let name = name.trim();
        let code = self.data.codes.get(name).and_then(|&at| self.data.entries.get(at));
        code.or_else(|| self.find(name)).or_else(|| self.find(name.strip_prefix("the ").or_else(|| name.strip_prefix("The "))?))
    }

    /// The state that a short form of one character means in a year; without a year, today's.
    #[must_use]
    pub fn short(&self, form: &str, year: Option<i32>) -> Option<&Entry> {
        self.short_form(form, year, &|_| 0).first().copied()
    }

    /// Whether a short form can mean an entry in a year: as far as the gazetteer gives the form another meaning then, it cannot.
    #[must_use]
    pub fn may_mean(&self, form: &str, key: &str, year: Option<i32>) -> bool {
        let meanings = self.short_form(form, year, &|_| 0);
        let lineage = |other: &&Entry| self.same_lineage(&other.key, key);
        meanings.iter().any(|entry| entry.key == key) || !meanings.iter().any(lineage)
    }

    /// Whether a short form stands before 方 and 军 only where the page names the state besides.
    #[must_use]
    pub fn needs_page(&self, form: &str) -> bool {
        self.data.page_sides.contains_key(form) && !self.data.sides.contains(form)
    }

    /// Whether folded words are an office: `总理`, `新任第一书记`.
    #[must_use]
    pub fn is_office(&self, words: &str) -> bool {
        let mut rest = words;
        for word in ["前任", "时任", "现任", "新任", "候任", "前", "时", "副", "代"] {
            if let Some(bare) = rest.strip_prefix(word) {
                rest = bare;
                break;
            }
        }
        let Some(list) = rest.chars().next().and_then(|c| self.data.followers.get(&c)) else { return false };
        list.iter().any(|f| f.form == Some(Form::Office) && f.word == rest)
    }

    /// Whether folded words are a name with an office behind it: `北约秘书长`.
    #[must_use]
    pub(super) fn ends_in_office(&self, words: &str) -> bool {
        words.char_indices().skip(1).any(|(at, _)| self.is_office(&words[at..]))
    }

    /// Whether two keys are states of one lineage: 俄罗斯 and 苏联.
    #[must_use]
    pub fn same_lineage(&self, a: &str, b: &str) -> bool {
        let at = |key: &str| self.data.by_key.get(key).or_else(|| self.data.names.get(&*fold::name_key(key)));
        let families = |entry: &usize| self.data.families.get(entry).map_or(&[][..], Vec::as_slice);
        match (at(a), at(b)) {
            (Some(a), Some(b)) => a == b || families(a).iter().any(|family| families(b).contains(family)),
            _ => false,
        }
    }

    /// Whom the state of a key, or one of its lineage, became independent of, and in which year.
    #[must_use]
    pub fn independent_of(&self, key: &str) -> Option<(&Entry, i32)> {
        let own = self.data.by_key.get(key).and_then(|at| self.data.independence.get(at));
        let of_lineage = |(at, _): &(&usize, &(usize, i32))| self.same_lineage(&self.data.entries[**at].key, key);
        let first = || self.data.independence.iter().filter(of_lineage).map(|(_, left)| left).min_by_key(|(ruler, year)| (*year, *ruler));
        own.or_else(first).map(|(ruler, year)| (&self.data.entries[*ruler], *year))
    }

    /// The states of two lineages that fought each other in a conflict of this key, as far as its name does not say it.
    #[must_use]
    pub fn opponents(&self, conflict: &str, a: &str, b: &str) -> Option<[&Entry; 2]> {
        let sides = self.data.belligerents.get(self.data.by_key.get(conflict)?)?;
        let of = |side: &[usize], key: &str| side.iter().map(|at| &self.data.entries[*at]).find(|entry| self.same_lineage(&entry.key, key));
        let facing = |one: &[usize], other: &[usize]| Some([of(one, a)?, of(other, b)?]);
        facing(&sides[0], &sides[1]).or_else(|| facing(&sides[1], &sides[0]))
    }

    /// Whom a state fought in a conflict, where it was one alone: 伊拉克 for 美国 in the 伊拉克战争.
    #[must_use]
    pub fn opponent(&self, conflict: &str, of: &str) -> Option<&Entry> {
        let sides = self.data.belligerents.get(self.data.by_key.get(conflict)?)?;
        let on = |side: &[usize]| side.iter().any(|at| self.same_lineage(&self.data.entries[*at].key, of));
        let other = match (on(&sides[0]), on(&sides[1])) {
            (true, false) => &sides[1],
            (false, true) => &sides[0],
            _ => return None,
        };
        match other[..] {
            [one] => self.data.entries.get(one),
            _ => None,
        }
    }
}
