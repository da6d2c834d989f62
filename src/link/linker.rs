//! From subjects and sources to links.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Description, Found, Item, Origin, Refusal, Source, Subject, classes::Classes, in_statements, judge, subjects};
use crate::{
    graph::{GAZETTEER_LANGUAGE, Link, Names},
    mention::Gazetteer,
    merge::{Links, QuadSource, SourceError},
};

/// Subjects that a source is asked for at a time.
const AT_A_TIME: usize = 500;

/// Asks sources, one after the other, for what the ones before did not settle.
pub struct Linker<'a> {
    gazetteer: &'a Gazetteer,
    classes: Classes,
    /// Classes whose labels were looked at.
    looked_at: BTreeSet<Item>,
    open: Vec<Open>,
    labels: BTreeMap<Item, Vec<(String, String)>>,
}

/// A subject that has no sure link yet.
struct Open {
    subject: Subject,
    links: Vec<Link>,
    refusal: Option<Refusal>,
    settled: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The links, with labels.
    pub found: Links,
    /// The subjects without any, and why; those that no source was asked for are not among them.
    pub refused: Vec<(Subject, Refusal)>,
}

impl<'a> Linker<'a> {
    /// For what the page graphs of a store name and no source before `first`, which is asked first, has linked for sure; `only` that which statements are
    /// about, where it is true.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn over(
        source: &dyn QuadSource,
        names: &Names,
        classes: Classes,
        gazetteer: &'a Gazetteer,
        kept: &Links,
        first: Origin,
        only: bool,
    ) -> Result<Self, SourceError> {
        let linked = kept.links.iter().filter(|link| link.says.is_sure() && link.origin < first).map(|link| link.entity.clone());
        let known = gazetteer.entries().filter(|entry| entry.qid.is_some()).map(|entry| names.entity(GAZETTEER_LANGUAGE, &entry.key));
        let mut subjects = subjects(source, names, &linked.chain(known).collect())?;
        if only {
            let nodes = in_statements(source, names)?;
            subjects.retain(|subject| nodes.contains(&subject.node));
        }
        Ok(Self::new(subjects, classes, gazetteer))
    }

    /// For subjects that are to be linked.
    #[must_use]
    pub fn new(subjects: Vec<Subject>, classes: Classes, gazetteer: &'a Gazetteer) -> Self {
        let open = subjects.into_iter().map(|subject| Open { subject, links: Vec::new(), refusal: None, settled: false }).collect();
        Self { gazetteer, classes, looked_at: BTreeSet::new(), open, labels: BTreeMap::new() }
    }

    /// How many subjects have no sure link.
    #[must_use]
    pub fn left(&self) -> usize {
        self.open.iter().filter(|open| !open.settled).count()
    }

    /// Asks a source for all that is left; `progress` is told of each subject that was asked for.
    ///
    /// # Errors
    /// What the source says.
    pub fn ask<S: Source>(&mut self, source: &mut S, progress: &mut dyn FnMut(usize)) -> Result<(), S::Error> {
        let left: Vec<usize> = (0..self.open.len()).filter(|at| !self.open[*at].settled).collect();
        for part in left.chunks(AT_A_TIME) {
            let titles: Vec<_> = part.iter().flat_map(|at| self.open[*at].subject.titles.iter().cloned()).collect();
            let found = source.find(&titles)?;
            let items: BTreeSet<Item> = found.iter().flatten().filter_map(|found| found.item).collect();
            let described = self.describe(source, &items)?;
            let mut found = found.into_iter();
            for at in part {
                let open = &mut self.open[*at];
                let pages: Vec<Found> = found.by_ref().take(open.subject.titles.len()).flatten().collect();
                let no_classes = Vec::new();
                let classes = |found: &Found| found.item.and_then(|item| described.get(&item)).map_or(&no_classes, |known| &known.classes);
                let answers: Vec<_> = pages.iter().map(|found| Answer { found, classes: classes(found) }).collect();
                open.take(judge(&open.subject, &answers, &self.classes), source.origin());
            }
            for (item, description) in described {
                self.labels.insert(item, description.labels);
            }
            progress(part.len());
        }
        Ok(())
    }

    /// What the items are, and what those of their classes are that the table does not know.
    fn describe<S: Source>(&mut self, source: &mut S, items: &BTreeSet<Item>) -> Result<BTreeMap<Item, Description>, S::Error> {
        let items: Vec<Item> = items.iter().copied().collect();
        let described: BTreeMap<Item, Description> =
            items.iter().copied().zip(source.describe(&items)?).filter_map(|(item, known)| Some((item, known?))).collect();
        let strange: BTreeSet<Item> = described
            .values()
            .flat_map(|known| &known.classes)
            .copied()
            .filter(|class| !self.classes.knows(*class) && !self.looked_at.contains(class))
            .collect();
        let strange: Vec<Item> = strange.into_iter().collect();
        for (class, known) in strange.iter().zip(source.describe(&strange)?) {
            self.looked_at.insert(*class);
            if let Some(known) = known {
                self.classes.learn(*class, &known, self.gazetteer);
            }
        }
        Ok(described)
    }

    /// What came of it.
    #[must_use]
    pub fn finish(self) -> Report {
        let mut report = Report::default();
        for open in self.open {
            for link in open.links {
                let item = link.item.as_ref().and_then(|item| Item::of_iri(item.as_str()));
                let labelled = if link.says.is_sure() { Some(&link.entity) } else { link.item.as_ref() };
                for (language, label) in item.and_then(|item| self.labels.get(&item)).into_iter().flatten() {
                    report.found.labels.extend(labelled.map(|node| (node.clone(), label.clone(), language.clone())));
                }
                report.found.links.push(link);
            }
            if let Some(refusal) = open.refusal {
                report.refused.push((open.subject, refusal));
            }
        }
        report
    }
}

impl Open {
    /// Takes what a source's answers allow. A link that is sure settles the matter, and so does an item of another sort; candidates are kept where the sources
    /// behind have nothing better.
    fn take(&mut self, judged: Result<Vec<super::decide::Judged>, Refusal>, origin: Origin) {
        match judged {
            Err(refusal) => {
                self.settled = matches!(refusal, Refusal::Differs(_) | Refusal::Disambiguation);
                if self.links.is_empty() {
                    self.refusal = self.refusal.max(Some(refusal));
                }
            }
            Ok(judged) => {
                let links: Vec<Link> = judged
                    .into_iter()
                    .map(|link| Link {
                        entity: self.subject.node.clone(),
                        item: Some(link.item.iri()),
                        says: link.says,
                        origin,
                        confidence: link.confidence,
                        date: link.date,
                    })
                    .collect();
                self.settled = links.iter().any(|link| link.says.is_sure());
                let best = |links: &[Link]| links.iter().map(|link| link.confidence).max();
                if self.settled || best(&links) > best(&self.links) {
                    self.links = links;
                    self.refusal = None;
                }
            }
        }
    }
}
