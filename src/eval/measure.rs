//! The measure: which statement is which annotation, each once.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Actors, Figures, Gold, RuleFigures, agree};
use crate::ontology::Vocabulary;

/// An annotation with the actors that it allows.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// As the file has it.
    pub gold: Gold,
    subjects: BTreeSet<String>,
    objects: BTreeSet<String>,
}

/// A statement as the measure sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The name of the subject.
    pub subject: String,
    /// The local name of the relation.
    pub relation: String,
    /// The name of the object.
    pub object: String,
    /// When, in EDTF; may be empty.
    pub date: String,
    /// The names of what it goes through, with `|` between them; may be empty.
    pub via: String,
    /// The rule that found it.
    pub rule: String,
    /// The page's words for it.
    pub quote: String,
}

/// Which statement is which annotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    /// Index of the annotation and of the statement; an index occurs once on its side.
    pub pairs: Vec<(usize, usize)>,
    /// The statements that repeat an annotated relation with another date or `via`: no error and no hit.
    pub repeats: BTreeSet<usize>,
}

/// What is measured by: who is who, and which relations are symmetric or follow from others.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    /// Who is who.
    pub actors: Actors<'a>,
    /// The relations.
    pub vocabulary: &'a Vocabulary,
    /// Whether a broader or a narrower relation will do.
    pub lenient: bool,
}

/// The statements without those that say the same as one before.
#[must_use]
pub fn distinct(actors: Actors<'_>, found: Vec<Found>) -> Vec<Found> {
    let mut seen = HashSet::new();
    let key = |f: &Found| (actors.key(&f.subject), f.relation.clone(), actors.key(&f.object), f.date.clone(), agree::fold(&f.via));
    found.into_iter().filter(|f| seen.insert(key(f))).collect()
}

impl Measure<'_> {
    /// The annotations with the actors that they allow.
    #[must_use]
    pub fn wanted(&self, gold: Vec<Gold>) -> Vec<Wanted> {
        let wanted = |gold: Gold| Wanted { subjects: self.actors.allowed(&gold.subject), objects: self.actors.allowed(&gold.object), gold };
        gold.into_iter().map(wanted).collect()
    }

    /// Pairs annotations with statements: the required ones first, of these the best fits first, then in the order of both.
    #[must_use]
    pub fn pair(&self, wanted: &[Wanted], found: &[Found]) -> Pairing {
        let keys: Vec<(String, String)> = found.iter().map(|f| (self.actors.key(&f.subject), self.actors.key(&f.object))).collect();
        let fits = |w: &Wanted, at: usize| self.same(w, &found[at], &keys[at]);
        let mut options = Vec::new();
        for (w, row) in wanted.iter().enumerate() {
            for f in (0..found.len()).filter(|&f| fits(row, f)) {
                options.push((!row.gold.required, std::cmp::Reverse(closeness(&row.gold, &found[f])), w, f));
            }
        }
        options.sort_unstable();
        let mut pairing = Pairing::default();
        let (mut taken, mut used) = (HashSet::new(), HashSet::new());
        for (_, _, w, f) in options {
            if !taken.contains(&w) && !used.contains(&f) {
                taken.insert(w);
                used.insert(f);
                pairing.pairs.push((w, f));
            }
        }
        // As many repeats are let off as the relation has annotations; the first of these keeps the count.
        let mut room: BTreeMap<usize, usize> = BTreeMap::new();
        for f in (0..found.len()).filter(|f| !used.contains(f)) {
            let rows: Vec<usize> = (0..wanted.len()).filter(|&w| fits(&wanted[w], f)).collect();
            if let Some(first) = rows.first() {
                let left = room.entry(*first).or_insert(rows.len());
                if *left > 0 {
                    *left -= 1;
                    pairing.repeats.insert(f);
                }
            }
        }
        pairing
    }

    fn same(&self, wanted: &Wanted, found: &Found, (subject, object): &(String, String)) -> bool {
        let broader = |relation: &str| self.vocabulary.relation(relation).and_then(|relation| relation.broader.clone());
        let relations = &wanted.gold.relations;
        let near = || {
            broader(&found.relation).is_some_and(|broader| relations.contains(&broader))
                || relations.iter().any(|relation| broader(relation).as_ref() == Some(&found.relation))
        };
        let fits = relations.contains(&found.relation) || self.lenient && near();
        if !fits {
            return false;
        }
        let straight = wanted.subjects.contains(subject) && wanted.objects.contains(object);
        let turned = || wanted.subjects.contains(object) && wanted.objects.contains(subject);
        straight || self.vocabulary.relation(&found.relation).is_some_and(|relation| relation.symmetric) && turned()
    }
}

/// How well a statement fits an annotation that it may be.
fn closeness(gold: &Gold, found: &Found) -> u8 {
    let via = !gold.via.is_empty() && agree::vias_agree(&gold.via, &found.via);
    let date = !gold.date.is_empty() && agree::dates_agree(&gold.date, &found.date);
    2 * u8::from(via) + u8::from(date)
}

impl Pairing {
    /// The figures of all relations together.
    #[must_use]
    pub fn figures(&self, wanted: &[Wanted], found: &[Found]) -> Figures {
        self.by_relation(wanted, found).into_values().fold(Figures::default(), |mut all, figures| {
            all += figures;
            all
        })
    }

    /// The figures by relation. A row with alternatives counts for the one that was found, else for the first.
    #[must_use]
    pub fn by_relation(&self, wanted: &[Wanted], found: &[Found]) -> BTreeMap<String, Figures> {
        let mut all: BTreeMap<String, Figures> = BTreeMap::new();
        let paired: BTreeMap<usize, usize> = self.pairs.iter().copied().collect();
        for (w, row) in wanted.iter().enumerate().filter(|(_, row)| row.gold.required) {
            let gold = &row.gold;
            let hit = paired.get(&w).map(|&f| &found[f]);
            let relation = hit.map(|hit| &hit.relation).or(gold.relations.first());
            let figures = all.entry(relation.cloned().unwrap_or_default()).or_default();
            figures.required += 1;
            if let Some(hit) = hit {
                figures.hits += 1;
                figures.dated += usize::from(!gold.date.is_empty());
                figures.dates_right += usize::from(!gold.date.is_empty() && agree::dates_agree(&gold.date, &hit.date));
                figures.with_via += usize::from(!gold.via.is_empty());
                figures.vias_right += usize::from(!gold.via.is_empty() && agree::vias_agree(&gold.via, &hit.via));
            }
        }
        let optional = self.optional(wanted);
        for (f, statement) in found.iter().enumerate() {
            let figures = all.entry(statement.relation.clone()).or_default();
            if optional.contains(&f) {
                figures.optional += 1;
            } else if self.repeats.contains(&f) {
                figures.repeats += 1;
            } else {
                figures.predicted += 1;
            }
        }
        all
    }

    /// What the statements of each rule were.
    #[must_use]
    pub fn by_rule(&self, wanted: &[Wanted], found: &[Found]) -> BTreeMap<String, RuleFigures> {
        let mut all: BTreeMap<String, RuleFigures> = BTreeMap::new();
        let (optional, noisy) = (self.optional(wanted), self.noisy(found));
        for (f, statement) in found.iter().enumerate() {
            let figures = all.entry(statement.rule.clone()).or_default();
            let count = if optional.contains(&f) {
                &mut figures.optional
            } else if self.repeats.contains(&f) {
                &mut figures.repeats
            } else if noisy.contains(&f) {
                &mut figures.noisy
            } else {
                &mut figures.hits
            };
            *count += 1;
        }
        all
    }

    /// The required annotations that were not found.
    #[must_use]
    pub fn missing(&self, wanted: &[Wanted]) -> Vec<usize> {
        let taken: HashSet<usize> = self.pairs.iter().map(|(w, _)| *w).collect();
        (0..wanted.len()).filter(|w| wanted[*w].gold.required && !taken.contains(w)).collect()
    }

    /// The statements that are nothing that is annotated.
    #[must_use]
    pub fn noisy(&self, found: &[Found]) -> Vec<usize> {
        let used: HashSet<usize> = self.pairs.iter().map(|(_, f)| *f).collect();
        (0..found.len()).filter(|f| !used.contains(f) && !self.repeats.contains(f)).collect()
    }

    fn optional(&self, wanted: &[Wanted]) -> HashSet<usize> {
        self.pairs.iter().filter(|(w, _)| !wanted[*w].gold.required).map(|(_, f)| *f).collect()
    }
}

#[cfg(test)]
mod tests;
