//! Right or not at all: what becomes of an answer.

use super::{
    Found, How, Item, Subject,
    classes::{Classes, Fit, Sort},
};
use crate::graph::Says;

/// What a source told of one of a subject's titles.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    /// The page.
    pub found: &'a Found,
    /// The classes of its item; empty where nobody knows them.
    pub classes: &'a [Item],
}

/// Why a subject gets no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// There is no page of that title.
    NoPage,
    /// The page has no item.
    NoItem,
    /// The title leads to a place in a page.
    Section,
    /// The item is of another sort.
    Differs(Sort),
    /// The page only tells namesakes apart.
    Disambiguation,
}

impl Refusal {
    /// It, as words for a report.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::NoPage => "no page of that title".to_owned(),
            Self::NoItem => "the page has no item".to_owned(),
            Self::Section => "the title is a place in a page".to_owned(),
            Self::Differs(Sort::None) => "the item is of a list, a category or the like".to_owned(),
            Self::Differs(sort) => format!("the item is of another sort: {}", sort.name()),
            Self::Disambiguation => "the page tells namesakes apart".to_owned(),
        }
    }
}

/// A link that a source's answers allow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Judged {
    /// How sure it is, in hundredths.
    pub confidence: u8,
    /// What it says.
    pub says: Says,
    /// The item.
    pub item: Item,
    /// The day of which it is known.
    pub date: Option<String>,
}

/// The links that answers allow: one that is sure, or candidates; else why there is none, by the answer that came nearest.
///
/// Sure is what a link of some page leads to by its title or a spelling of it, and what is not of another sort. What is known by name only, what a
/// redirect leads to, and what two sure answers contradict, is a candidate.
///
/// # Errors
/// Why there is no link.
pub fn judge(subject: &Subject, answers: &[Answer<'_>], classes: &Classes) -> Result<Vec<Judged>, Refusal> {
    let mut links: Vec<Judged> = Vec::new();
    let mut nearest = Refusal::NoPage;
    for answer in answers {
        match judge_one(subject, answer, classes) {
            Ok(judged) => links.push(judged),
            Err(refusal) => nearest = nearest.max(refusal),
        }
    }
    if links.is_empty() {
        return Err(nearest);
    }
    // The surest first, and one for each item.
    links.sort_by(|a, b| b.cmp(a));
    let mut seen: Vec<Item> = Vec::new();
    links.retain(|link| {
        !seen.contains(&link.item) && {
            seen.push(link.item);
            true
        }
    });
    if links.iter().filter(|link| link.says.is_sure()).count() > 1 {
        for link in &mut links {
            link.says = Says::Close;
            link.confidence = link.confidence.min(CONTRADICTED);
        }
    } else if links[0].says.is_sure() {
        links.truncate(1);
    }
    Ok(links)
}

/// At most so sure are items that one entity's titles lead to.
const CONTRADICTED: u8 = 50;

fn judge_one(subject: &Subject, answer: &Answer<'_>, classes: &Classes) -> Result<Judged, Refusal> {
    let found = answer.found;
    if found.disambiguation {
        return Err(Refusal::Disambiguation);
    }
    if found.how == How::Section {
        return Err(Refusal::Section);
    }
    let item = found.item.ok_or(Refusal::NoItem)?;
    let judged = |says, confidence| Ok(Judged { confidence, says, item, date: found.date.clone() });
    if subject.category {
        // The class of a category's item says that it is one: nothing to compare.
        return match found.how {
            How::Exact => judged(Says::Exact, 98),
            How::Spelling => judged(Says::Exact, 97),
            How::Redirect | How::Section => judged(Says::Close, 60),
        };
    }
    let fit = classes.fit(subject.kind, answer.classes);
    if let Fit::Differs(sort) = fit {
        return Err(Refusal::Differs(sort));
    }
    let agrees = fit == Fit::Agrees;
    match (subject.has_page, found.how) {
        (true, How::Exact) if agrees => judged(Says::Same, 98),
        (true, How::Spelling) if agrees => judged(Says::Same, 97),
        // Nobody knows the item's classes, or nobody the entity's kind: the title alone is sure.
        (true, How::Exact | How::Spelling) if answer.classes.is_empty() || Sort::of(subject.kind).is_none() => judged(Says::Same, 90),
        (true, How::Exact | How::Spelling) => judged(Says::Close, 70),
        (true, _) => judged(Says::Close, if agrees { 60 } else { 40 }),
        (false, How::Exact | How::Spelling) => judged(Says::Close, if agrees { 75 } else { 50 }),
        (false, _) => judged(Says::Close, if agrees { 45 } else { 30 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{graph::Names, mention::Kind, ontology::Assets};

    const TREATY: Item = Item(131_569);
    const HUMAN: Item = Item(5);
    const UNHEARD: Item = Item(99_999_999);

    fn subject(kind: Kind, has_page: bool) -> Subject {
        Subject { node: Names::default().entity("zh", "甲"), kind, category: false, titles: Vec::new(), has_page }
    }

    fn page(item: Option<u32>, how: How) -> Found {
        Found { title: "甲".to_owned(), item: item.map(Item), how, disambiguation: false, date: None }
    }

    fn judged(subject: &Subject, answers: &[(Found, &[Item])]) -> Result<Vec<(Says, u32)>, Refusal> {
        let classes = Classes::load(&Assets::embedded()).unwrap();
        let answers: Vec<_> = answers.iter().map(|(found, classes)| Answer { found, classes }).collect();
        Ok(judge(subject, &answers, &classes)?.into_iter().map(|link| (link.says, link.item.0)).collect())
    }

    #[test]
    fn only_what_is_sure_is_the_same() {
        let treaty = subject(Kind::Treaty, true);
        let says = |how, classes: &[Item]| judged(&treaty, &[(page(Some(7), how), classes)]);
        assert_eq!(says(How::Exact, &[TREATY]), Ok(vec![(Says::Same, 7)]));
        assert_eq!(says(How::Spelling, &[TREATY]), Ok(vec![(Says::Same, 7)]));
        assert_eq!(says(How::Exact, &[]), Ok(vec![(Says::Same, 7)]));
        assert_eq!(says(How::Exact, &[UNHEARD]), Ok(vec![(Says::Close, 7)]));
        assert_eq!(says(How::Redirect, &[TREATY]), Ok(vec![(Says::Close, 7)]));
        assert_eq!(says(How::Section, &[TREATY]), Err(Refusal::Section));
        assert_eq!(says(How::Exact, &[HUMAN]), Err(Refusal::Differs(Sort::Person)));
        let namesakes = Found { disambiguation: true, ..page(Some(7), How::Exact) };
        assert_eq!(judged(&treaty, &[(namesakes, &[])]), Err(Refusal::Disambiguation));
        assert_eq!(judged(&treaty, &[(page(None, How::Exact), &[])]), Err(Refusal::NoItem));
        assert_eq!(judged(&treaty, &[]), Err(Refusal::NoPage));
    }

    #[test]
    fn a_name_alone_is_never_sure() {
        for classes in [&[][..], &[TREATY]] {
            assert_eq!(judged(&subject(Kind::Treaty, false), &[(page(Some(7), How::Exact), classes)]), Ok(vec![(Says::Close, 7)]));
        }
    }

    #[test]
    fn titles_that_contradict_each_other_are_candidates() {
        let thing = subject(Kind::Thing, true);
        let two = [(page(Some(7), How::Exact), &[][..]), (page(Some(8), How::Spelling), &[])];
        let mut both = judged(&thing, &two).unwrap();
        both.sort_unstable();
        assert_eq!(both, [(Says::Close, 7), (Says::Close, 8)]);
        let one = [(page(Some(7), How::Exact), &[][..]), (page(Some(8), How::Redirect), &[]), (page(Some(7), How::Spelling), &[])];
        assert_eq!(judged(&thing, &one), Ok(vec![(Says::Same, 7)]));
    }
}
