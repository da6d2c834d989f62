//! Counts of what was found and what should have been, and the shares that follow from them.

use std::{collections::BTreeMap, ops::AddAssign};

/// How well some statements fit their annotations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Annotations that should have been found.
    pub required: usize,
    /// Statements that count: neither optional nor repeats.
    pub predicted: usize,
    /// Statements that are one of the required annotations each.
    pub hits: usize,
    /// Statements that are an optional annotation each. They count neither way.
    pub optional: usize,
    /// Statements that repeat an annotated relation with another date or `via`. They count neither way.
    pub repeats: usize,
    /// Hits whose annotation has a date.
    pub dated: usize,
    /// Those among them with the right one.
    pub dates_right: usize,
    /// Hits whose annotation has a `via`.
    pub with_via: usize,
    /// Those among them with the right one.
    pub vias_right: usize,
}

impl Figures {
    /// Share of the statements that are hits; 0 where there are none.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.hits, self.predicted).unwrap_or(0.0)
    }

    /// Share of the required annotations that were found; 0 where there are none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.hits, self.required).unwrap_or(0.0)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }

    /// Share of the dated hits with the right date; none where there are none.
    #[must_use]
    pub fn date_accuracy(&self) -> Option<f64> {
        share(self.dates_right, self.dated)
    }

    /// Share of the hits with a `via` that have the right one; none where there are none.
    #[must_use]
    pub fn via_accuracy(&self) -> Option<f64> {
        share(self.vias_right, self.with_via)
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.required += other.required;
        self.predicted += other.predicted;
        self.hits += other.hits;
        self.optional += other.optional;
        self.repeats += other.repeats;
        self.dated += other.dated;
        self.dates_right += other.dates_right;
        self.with_via += other.with_via;
        self.vias_right += other.vias_right;
    }
}

/// What the statements of one rule were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleFigures {
    /// Required annotations, each found once.
    pub hits: usize,
    /// Nothing that is annotated.
    pub noisy: usize,
    /// Optional annotations.
    pub optional: usize,
    /// Annotated relations once more, with another date or `via`.
    pub repeats: usize,
}

impl RuleFigures {
    /// Share of the statements that are hits, of those that count; none where none count.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.hits, self.hits + self.noisy)
    }
}

impl AddAssign for RuleFigures {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.noisy += other.noisy;
        self.optional += other.optional;
        self.repeats += other.repeats;
    }
}

/// Adds figures by name to others.
pub(super) fn add_all<T: AddAssign + Copy + Default>(all: &mut BTreeMap<String, T>, more: &BTreeMap<String, T>) {
    for (name, figures) in more {
        *all.entry(name.clone()).or_default() += *figures;
    }
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_nothing() {
        let none = Figures::default();
        assert_eq!((none.precision(), none.recall(), none.f1(), none.date_accuracy()), (0.0, 0.0, 0.0, None));
        let mut some = Figures { required: 4, predicted: 2, hits: 1, dated: 1, dates_right: 1, ..none };
        some += some;
        assert_eq!((some.precision(), some.recall(), some.date_accuracy(), some.via_accuracy()), (0.5, 0.25, Some(1.0), None));
        assert!((some.f1() - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(RuleFigures { hits: 3, noisy: 1, optional: 9, repeats: 9 }.precision(), Some(0.75));
    }
}
