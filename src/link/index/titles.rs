//! The titles of one Wikipedia while its dump is read: about a hundred bytes each, with everything that is known of them.

use super::{
    header::Counts,
    name::{self, Name},
};
use crate::link::How;

/// Hops of a chain of redirects that are followed; what is longer counts as a circle.
const HOPS: usize = 16;
/// Titles of one key that are looked at, where none is the one that is meant.
const SPELLINGS: usize = 64;
/// No title.
const NONE: u32 = u32::MAX;

const REDIRECT: u8 = 1;
const SECTION: u8 = 2;
const DISAMBIGUATION: u8 = 4;
const ELSEWHERE: u8 = 8;
const DISPUTED: u8 = 16;

/// A title, the page of which may be a redirect.
#[derive(Clone, Copy)]
struct Entry {
    /// Where its text begins: the title, and its key behind it.
    at: u32,
    exact: u16,
    key: u16,
    /// The page's number in the wiki.
    page: u32,
    /// 0 is none.
    item: u32,
    /// The title that it redirects to.
    target: u32,
    flags: u8,
}

/// Where a title leads in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To the page of the title with this number.
    To(u32, How),
    /// To no page that is held.
    Nowhere,
    /// To another wiki.
    Elsewhere,
    /// Round in a circle.
    Round,
}

/// The titles of one Wikipedia.
#[derive(Default)]
pub(super) struct Titles {
    text: String,
    entries: Vec<Entry>,
    /// Numbers of pages and of their titles, sorted.
    pages: Vec<(u32, u32)>,
}

impl Titles {
    /// Adds a page. False where there is no room for it, or where it is too long to be a title.
    pub(super) fn push(&mut self, page: u32, name: &Name, redirect: bool) -> bool {
        let (Ok(at), Ok(exact), Ok(key)) = (u32::try_from(self.text.len()), name.exact.len().try_into(), name.key.len().try_into()) else {
            return false;
        };
        if self.entries.len() >= MOST {
            return false;
        }
        self.text.push_str(&name.exact);
        self.text.push_str(&name.key);
        let flags = if redirect { REDIRECT } else { 0 };
        self.entries.push(Entry { at, exact, key, page, item: 0, target: NONE, flags });
        true
    }

    /// All pages are there: titles are sorted by key, then by title, and have numbers from now on. A title that comes twice counts once.
    pub(super) fn seal(&mut self) -> u64 {
        let text = std::mem::take(&mut self.text);
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_unstable_by(|one, other| {
            (one.key(&text), one.exact(&text), one.page).cmp(&(other.key(&text), other.exact(&text), other.page))
        });
        let before = entries.len();
        entries.dedup_by(|next, kept| next.exact(&text) == kept.exact(&text));
        entries.shrink_to_fit();
        self.pages = (0u32..).zip(&entries).map(|(number, entry)| (entry.page, number)).collect();
        self.pages.sort_unstable();
        let twice = before - entries.len();
        (self.text, self.entries) = (text, entries);
        twice as u64
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn exact(&self, number: u32) -> &str {
        self.entries[number as usize].exact(&self.text)
    }

    pub(super) fn key(&self, number: u32) -> &str {
        self.entries[number as usize].key(&self.text)
    }

    pub(super) fn item(&self, number: u32) -> u32 {
        self.entries[number as usize].item
    }

    pub(super) fn is_disambiguation(&self, number: u32) -> bool {
        self.entries[number as usize].flags & DISAMBIGUATION != 0
    }

    /// The title of a page by its number in the wiki.
    pub(super) fn of_page(&self, page: u32) -> Option<u32> {
        let at = self.pages.binary_search_by_key(&page, |known| known.0).ok()?;
        Some(self.pages[at].1)
    }

    /// A title as it stands.
    pub(super) fn find(&self, name: &Name) -> Option<u32> {
        let order = |entry: &Entry| (entry.key(&self.text), entry.exact(&self.text)).cmp(&(name.key.as_str(), name.exact.as_str()));
        self.entries.binary_search_by(order).ok().map(|number| number as u32)
    }

    /// A title as it stands, else the only one that is a spelling of it: the wiki converts the targets of redirects, too.
    fn find_spelled(&self, name: &Name) -> Option<u32> {
        if let Some(number) = self.find(name) {
            return Some(number);
        }
        let first = self.entries.partition_point(|entry| entry.key(&self.text) < name.key.as_str());
        let same = || self.entries[first..].iter().take(SPELLINGS).take_while(|entry| entry.key(&self.text) == name.key);
        (same().count() == 1).then_some(first as u32)
    }

    /// A page has an item. What is told first stays, but for another table that names another item: then it has none.
    pub(super) fn set_item(&mut self, number: u32, item: u32) {
        let entry = &mut self.entries[number as usize];
        if entry.item == 0 {
            entry.item = item;
        } else if entry.item != item {
            entry.flags |= DISPUTED;
        }
    }

    pub(super) fn set_disambiguation(&mut self, number: u32) {
        self.entries[number as usize].flags |= DISAMBIGUATION;
    }

    /// A redirect to another wiki.
    pub(super) fn set_elsewhere(&mut self, number: u32) {
        self.entries[number as usize].flags |= ELSEWHERE;
    }

    /// Where a redirect leads in one hop.
    pub(super) fn set_target(&mut self, number: u32, target: &Name, section: bool) {
        let target = self.find_spelled(target).unwrap_or(NONE);
        let entry = &mut self.entries[number as usize];
        entry.target = target;
        entry.flags |= if section { SECTION } else { 0 };
    }

    /// All is told: items that are disputed are dropped. Gives their number.
    pub(super) fn settle(&mut self) -> u64 {
        let mut disputed = 0;
        for entry in self.entries.iter_mut().filter(|entry| entry.flags & DISPUTED != 0) {
            entry.item = 0;
            disputed += 1;
        }
        disputed
    }

    /// Whether the page of a title is one of its own. A redirect is where Wikidata has an item for just that title.
    fn is_page(&self, number: u32) -> bool {
        let entry = &self.entries[number as usize];
        entry.flags & REDIRECT == 0 || entry.item != 0
    }

    /// Where a title leads in the end.
    pub(super) fn leads(&self, number: u32) -> Leads {
        let (mut at, mut section) = (number, false);
        let mut way = Vec::new();
        while !self.is_page(at) {
            let entry = &self.entries[at as usize];
            if entry.flags & ELSEWHERE != 0 {
                return Leads::Elsewhere;
            }
            if way.len() >= HOPS || way.contains(&entry.target) {
                return Leads::Round;
            }
            if entry.target == NONE {
                return Leads::Nowhere;
            }
            section |= entry.flags & SECTION != 0;
            way.push(at);
            at = entry.target;
        }
        let spelled = || way.iter().all(|hop| name::is_spelling(self.exact(*hop), self.exact(at)));
        let how = match (way.is_empty(), section) {
            (true, _) => How::Exact,
            (false, true) => How::Section,
            (false, false) if spelled() => How::Spelling,
            (false, false) => How::Redirect,
        };
        Leads::To(at, how)
    }

    /// What there is, for the header; but for what only reading the tables can tell.
    pub(super) fn count(&self, leads: &[Leads]) -> Counts {
        let mut counts = Counts::default();
        for (number, leads) in (0u32..).zip(leads) {
            match leads {
                Leads::To(_, How::Exact) => {
                    counts.pages += 1;
                    counts.items += u64::from(self.item(number) != 0);
                    counts.disambiguations += u64::from(self.is_disambiguation(number));
                }
                Leads::To(_, How::Spelling) => counts.redirects[0] += 1,
                Leads::To(_, How::Redirect) => counts.redirects[1] += 1,
                Leads::To(_, How::Section) => counts.redirects[2] += 1,
                Leads::Nowhere => counts.lost[0] += 1,
                Leads::Elsewhere => counts.lost[1] += 1,
                Leads::Round => counts.lost[2] += 1,
            }
        }
        counts.titles = counts.pages + counts.redirects.iter().sum::<u64>();
        counts.ambiguous = self.ambiguous(leads);
        counts
    }

    /// Keys of titles that lead to different items.
    fn ambiguous(&self, leads: &[Leads]) -> u64 {
        let mut ambiguous = 0;
        let mut last: (&str, Option<u32>, bool) = ("", None, false);
        for (number, leads) in (0u32..).zip(leads) {
            let Leads::To(page, _) = leads else { continue };
            let key = self.key(number);
            // Pages without an item differ from all others.
            let item = match self.item(*page) {
                0 => NONE - page,
                item => item,
            };
            if last.0 != key {
                last = (key, Some(item), false);
            } else if last.1 != Some(item) && !last.2 {
                ambiguous += 1;
                last.2 = true;
            }
        }
        ambiguous
    }
}

/// The most titles: their numbers have 28 bits in the file.
const MOST: usize = 1 << 28;

impl Entry {
    fn exact<'a>(&self, text: &'a str) -> &'a str {
        let at = self.at as usize;
        &text[at..at + usize::from(self.exact)]
    }

    fn key<'a>(&self, text: &'a str) -> &'a str {
        let at = self.at as usize + usize::from(self.exact);
        &text[at..at + usize::from(self.key)]
    }
}
