//! The sections of a Wikipedia in an index.

use std::io::{self, Write as _};

use super::{
    code::{Census, Code},
    file::Writer,
    strings,
    titles::{Leads, Titles},
};
use crate::link::How;

/// Marks of a title's record, above the number of its page: how it leads there, and whether the next title has the same key.
pub(super) const HOW: u32 = 28;
pub(super) const MORE: u32 = 1 << 30;
/// The mark of a page's record, above the number of its title: that it tells apart what has the same name.
pub(super) const DISAMBIGUATION: u32 = 1 << 31;

/// A title that is kept: its number while the dump is read, the page that it leads to, how, and where its coded key stands.
#[derive(Clone, Copy)]
struct Kept {
    title: u32,
    page: u32,
    how: How,
    key: (u32, u16),
}

/// Titles in the order of their coded keys.
struct Ordered {
    all: Vec<Kept>,
    keys: Vec<u8>,
}

impl Ordered {
    /// What leads nowhere is not kept: the others get new numbers.
    fn new(titles: &Titles, leads: &[Leads], code: &Code) -> io::Result<Self> {
        let (mut all, mut keys) = (Vec::new(), Vec::new());
        for (title, leads) in (0u32..).zip(leads) {
            let Leads::To(page, how) = *leads else { continue };
            let at = keys.len();
            code.text(titles.key(title), &mut keys).ok_or_else(|| io::Error::other("a key with a character that was not counted"))?;
            let place = |number: usize| u32::try_from(number).map_err(|_| io::Error::other("more than 4 GB of titles"));
            all.push(Kept { title, page, how, key: (place(at)?, u16::try_from(keys.len() - at).map_err(io::Error::other)?) });
        }
        let mut this = Self { all: Vec::new(), keys };
        // Titles of one key are in order already.
        all.sort_by(|one: &Kept, other| this.key(one).cmp(this.key(other)));
        this.all = all;
        Ok(this)
    }

    fn key(&self, kept: &Kept) -> &[u8] {
        let start = kept.key.0 as usize;
        &self.keys[start..start + usize::from(kept.key.1)]
    }
}

/// Writes the sections of a Wikipedia: `keys` (a map from key to the number of the first title that has it), `titles`, `records` (a number for each
/// title: its page, how it leads there), `pages` (two numbers for each page: its item, its title; by item), and the codes of keys and titles.
pub(super) fn write_wiki(out: &mut Writer, database: &str, titles: &Titles, leads: &[Leads]) -> io::Result<()> {
    let name = |section: &str| format!("{database}/{section}");
    let (mut in_keys, mut in_titles) = (Census::default(), Census::default());
    for (title, _) in (0u32..).zip(leads).filter(|(_, leads)| matches!(leads, Leads::To(..))) {
        in_keys.add(titles.key(title));
        in_titles.add(titles.exact(title));
    }
    let code = in_keys.write(out, &name("keys"), true)?;
    let ordered = Ordered::new(titles, leads, &code)?;
    out.section(name("keys"), |out| {
        let mut map = fst::MapBuilder::new(out).map_err(io::Error::other)?;
        let mut last: Option<&[u8]> = None;
        for (at, kept) in (0u64..).zip(&ordered.all) {
            let key = ordered.key(kept);
            if last != Some(key) {
                map.insert(key, at).map_err(io::Error::other)?;
                last = Some(key);
            }
        }
        map.finish().map_err(io::Error::other)
    })?;
    let code = in_titles.write(out, &name("titles"), false)?;
    strings::write(out, &name("titles"), &code, ordered.all.iter().map(|kept| titles.exact(kept.title)))?;
    // By item, so that the page of an item is found without a list of its own.
    let own = (0u32..).zip(&ordered.all).filter(|(_, kept)| kept.how == How::Exact);
    let mut pages: Vec<(u32, u32, u32)> = own.map(|(at, kept)| (titles.item(kept.title), at, kept.title)).collect();
    pages.sort_unstable();
    let mut numbers = vec![0u32; leads.len()];
    for (number, page) in (0u32..).zip(&pages) {
        numbers[page.2 as usize] = number;
    }
    out.section(name("records"), |out| {
        for (at, kept) in ordered.all.iter().enumerate() {
            let more = ordered.all.get(at + 1).is_some_and(|next| ordered.key(next) == ordered.key(kept));
            let record = numbers[kept.page as usize] | (kept.how as u32) << HOW | if more { MORE } else { 0 };
            out.write_all(&record.to_le_bytes())?;
        }
        Ok(())
    })?;
    out.section(name("pages"), |out| {
        for (item, at, title) in &pages {
            let mark = if titles.is_disambiguation(*title) { DISAMBIGUATION } else { 0 };
            out.write_all(&item.to_le_bytes())?;
            out.write_all(&(at | mark).to_le_bytes())?;
        }
        Ok(())
    })
}
