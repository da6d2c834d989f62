//! The gazetteer: what is known of names before any page is read.

use std::ops::Range;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use super::{
    Kind,
    data::{self, Data, Sense},
    entry::{Entry, Form, Match},
    read,
};
use crate::{
    FileError, fold,
    hash::{Characters, HashMap},
    time::Edtf,
};

/// Names, kinds, years and Wikidata ids of polities, organisations, parties and leaders.
pub struct Gazetteer {
    pub(super) data: Data,
    /// `苏军`, `俄方`: their senses, the first of which counts without a year.
    sides: HashMap<String, (Vec<Sense>, Form)>,
    /// What begins a name that is dated or a side: nearly no name does.
    begins: Characters,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// What each pattern of the automaton is.
    patterns: Vec<Pattern>,
}

/// What one scan of a text finds.
pub(super) struct Scan<'g> {
    /// The names.
    pub names: Vec<Match<'g>>,
    /// The ranges in which no compound is looked for.
    pub taken: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern {
    Entry(usize, Form),
    /// A longer word in which no name is to be found.
    Block,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer")
            .field("entries", &self.data.entries.len())
            .field("names", &self.data.names.len())
            .finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// The gazetteer that the program carries.
    ///
    /// # Errors
    /// Every error in the data, with file and line. The files in the repository have none.
    pub fn embedded() -> Result<Self, Vec<FileError>> {
        Self::load(&[])
    }

    /// The gazetteer that the program carries, with what `files` (name, content) add. A file is read by its name
    /// (`states.tsv`, `leaders.tsv` …); an entry with the same canonical name as one that is carried replaces it.
    ///
    /// # Errors
    /// Every error in the data, with file and line.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<FileError>> {
        let all: Vec<_> = data::EMBEDDED.iter().chain(files).copied().collect();
        Self::from_files(&all)
    }

    /// A gazetteer of these files alone.
    ///
    /// # Errors
    /// As [`Gazetteer::load`].
    pub fn from_files(files: &[(&str, &str)]) -> Result<Self, Vec<FileError>> {
        let data = read::parse(files)?;
        let mut this = Self { data, sides: HashMap::default(), begins: Characters::default(), automaton: None, patterns: Vec::new() };
        this.compile();
        Ok(this)
    }

    fn compile(&mut self) {
        let always = self.data.sides.iter().map(|form| (form, true));
        let on_page = self.data.page_sides.iter().map(|(form, before_side)| (form, *before_side));
        for (form, before_side) in always.chain(on_page) {
            let senses = self.data.shorts.get(form).cloned().unwrap_or_default();
            if before_side {
                self.sides.insert(format!("{form}方"), (senses.clone(), Form::Side));
            }
            self.sides.insert(format!("{form}境"), (senses.clone(), Form::Land));
            self.sides.insert(format!("{form}军"), (senses, Form::Forces));
        }
        self.begins = self.sides.keys().chain(self.data.dated.keys()).filter_map(|name| name.chars().next()).collect();
        let mut texts: HashMap<String, Pattern> = HashMap::default();
        for word in &self.data.words {
            texts.insert(word.clone(), Pattern::Block);
        }
        for entry in self.data.names.values().copied().collect::<std::collections::BTreeSet<_>>() {
            for name in &self.data.entries[entry].names {
                // Spaces stand in no running text, brackets that tell namesakes apart do not either.
                let name = fold::fold(name);
                if name.chars().count() >= 2 && name.chars().any(|c| u32::from(c) >= 0x2E80) && !name.contains(" (") {
                    texts.insert(name, Pattern::Entry(entry, Form::Name));
                }
            }
        }
        for (name, senses) in &self.data.dated {
            if !texts.contains_key(name)
                && let Some(last) = senses.last()
            {
                texts.insert(name.clone(), Pattern::Entry(last.entry, Form::Name));
            }
        }
        for (name, (senses, form)) in &self.sides {
            if let Some(first) = senses.first() {
                texts.entry(name.clone()).or_insert(Pattern::Entry(first.entry, *form));
            }
        }
        let mut list: Vec<(String, Pattern)> = texts.into_iter().collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        self.patterns = list.iter().map(|p| p.1).collect();
        let numbered = list.iter().zip(0u32..).map(|((text, _), n)| (text.as_str(), n));
        self.automaton =
            CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build_with_values(numbered).ok();
    }

    /// The entry with a name, in either script or in Latin letters, or with a Wikidata id.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Entry> {
        if name.starts_with('Q') && name.len() > 1 && name[1..].bytes().all(|b| b.is_ascii_digit()) {
            return self.data.entries.iter().find(|e| e.qid.as_deref() == Some(name));
        }
        self.data.names.get(&*fold::name_key(name)).map(|&at| &self.data.entries[at])
    }

    /// The entry with a key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&Entry> {
        self.data.by_key.get(key).map(|&at| &self.data.entries[at])
    }

    /// All entries.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        // An entry that was replaced is in the list still, but its key leads to the other.
        self.data.entries.iter().enumerate().filter(|(at, e)| self.data.by_key.get(&e.key) == Some(at)).map(|(_, e)| e)
    }

    /// What a name means in a year: 中国 in 1930 is 中华民国. Without a year, what it means today.
    #[must_use]
    pub fn at(&self, name: &str, year: Option<i32>) -> Option<&Entry> {
        // A year alone is taken at its end: 中国 in 1949 is the People's Republic.
        self.keyed(&fold::name_key(name), year)
    }

    /// As [`Gazetteer::at`], of a name's key.
    pub(super) fn keyed(&self, key: &str, year: Option<i32>) -> Option<&Entry> {
        self.meaning(key, year.map(|y| y * 12 + 11), false)
    }

    /// As [`Gazetteer::at`], to the month where the date gives one: 中国 in 1949-08 is 中华民国.
    #[must_use]
    pub fn at_date(&self, name: &str, date: &Edtf) -> Option<&Entry> {
        let month = date.year().map(|year| year * 12 + date.month().map_or(11, |month| i32::from(month) - 1));
        self.meaning(&fold::name_key(name), month, false)
    }

    /// As [`Gazetteer::at`] for the title of a page, which keeps its own name unless several states share it.
    #[must_use]
    pub fn at_title(&self, title: &str, year: Option<i32>) -> Option<&Entry> {
        self.keyed_title(&fold::name_key(title), year)
    }

    /// As [`Gazetteer::at_title`], of a title's key.
    pub(super) fn keyed_title(&self, key: &str, year: Option<i32>) -> Option<&Entry> {
        self.meaning(key, year.map(|y| y * 12 + 11), true)
    }

    fn meaning(&self, key: &str, month: Option<i32>, title: bool) -> Option<&Entry> {
        let fits = |senses: &[Sense]| {
            senses.iter().find(|s| month.is_some_and(|m| s.from <= m && m <= s.to) && (s.titles || !title)).map(|s| s.entry)
        };
        let named = self.data.names.get(key).copied();
        if !key.chars().next().is_some_and(|first| self.begins.may_hold(first)) {
            return self.data.entries.get(named?);
        }
        // Without a date no sense fits.
        let dated = month.and_then(|_| self.data.dated.get(key)).and_then(|senses| fits(senses));
        let side =
            || self.sides.get(key).filter(|_| !title).and_then(|(senses, _)| fits(senses).or_else(|| senses.first().map(|s| s.entry)));
        let last = || self.data.dated.get(key).filter(|_| !title).and_then(|senses| senses.last()).map(|s| s.entry);
        let at = dated.or(named).or_else(side).or_else(last)?;
        self.data.entries.get(at)
    }

    /// The state that a person spoke for in a year; without a year, the one that they spoke for last.
    #[must_use]
    pub fn spoke_for(&self, person: &Entry, year: Option<i32>) -> Option<&Entry> {
        let office = match year {
            Some(year) => person.offices.iter().find(|office| office.held(year, 0)),
            None => person.offices.last(),
        };
        self.by_key(&office?.of)
    }

    /// The names in a folded text, leftmost and longest first, with the organs, forces, offices and leaders behind them.
    #[must_use]
    pub fn scan<'g>(&'g self, folded: &str) -> Vec<Match<'g>> {
        self.scan_once(folded).names
    }

    /// As [`Gazetteer::scan`], with what [`Gazetteer::compounds_of`] needs besides.
    pub(super) fn scan_once<'g>(&'g self, folded: &str) -> Scan<'g> {
        let hits = self.hits(folded);
        let mut found: Vec<Match<'g>> = Vec::new();
        let mut free = 0;
        // Where the next of several who hold offices would stand.
        let mut listed = usize::MAX;
        for (at, (range, pattern)) in hits.iter().enumerate() {
            let Pattern::Entry(entry, form) = pattern else { continue };
            if range.start < free {
                continue;
            }
            let entry = &self.data.entries[*entry];
            if entry.kind.is_polity() && is_part_of_name(folded, range) || entry.kind == Kind::Person && goes_on(folded, range.end) {
                continue;
            }
            let mut hit = Match { name: range.clone(), range: range.clone(), entry, form: *form, person: None, unknown: None };
            if *form == Form::Name
                && (entry.kind.is_polity() || matches!(entry.kind, Kind::Person | Kind::Organization) || !entry.offices.is_empty())
                && !self.follow(folded, &mut hit)
            {
                continue;
            }
            if hit.form == Form::Office {
                let office = hit.range.end;
                let next = hits[at + 1..].iter().skip_while(|(r, _)| r.start < office).map(|(range, pattern)| match pattern {
                    Pattern::Entry(entry, Form::Name) => (range, Some(&self.data.entries[*entry])),
                    _ => (range, None),
                });
                self.holder(folded, &mut hit, next, &mut listed);
            }
            free = hit.range.end;
            found.push(hit);
        }
        Scan { names: found, taken: hits.into_iter().map(|(range, _)| range).collect() }
    }

    /// Takes the words behind a name into the match; `false` where they make it something else.
    fn follow(&self, text: &str, hit: &mut Match<'_>) -> bool {
        for _ in 0..3 {
            let mut at = hit.range.end;
            for word in ["前任", "时任", "现任", "新任", "候任", "副", "前"] {
                if text[at..].starts_with(word) {
                    at += word.len();
                    break;
                }
            }
            let modified = at > hit.range.end;
            if let Some(end) = embassy(text, hit.range.end) {
                hit.range.end = end;
                hit.form = Form::Office;
                return true;
            }
            let Some(first) = text[at..].chars().next() else { return true };
            let list = self.data.followers.get(&first).map_or(&[][..], Vec::as_slice);
            let next = |f: &data::Follower| text[at + f.word.len()..].chars().next();
            let Some(found) = list.iter().find(|f| text[at..].starts_with(&f.word) && next(f).is_none_or(|c| !f.unless.contains(c))) else {
                return true;
            };
            let end = at + found.word.len();
            match found.form {
                None => return hit.form != Form::Name,
                Some(Form::Office) => {
                    hit.form = Form::Office;
                    hit.range.end = end;
                }
                Some(_) if modified => return true,
                // 苏联政府军队: the first word tells how.
                Some(form) if hit.form == Form::Name => {
                    let person = hit.entry.kind == Kind::Person && form != Form::Government;
                    // Names of people and organisations take no people or language behind them.
                    if person || hit.entry.kind == Kind::Organization && matches!(form, Form::People | Form::Language | Form::Forces) {
                        return true;
                    }
                    hit.form = form;
                    hit.range.end = end;
                    if matches!(form, Form::People | Form::Language) {
                        return true;
                    }
                }
                Some(_) => return true,
            }
        }
        true
    }

    /// What the automaton finds, without names that only seem to be there (中[苏联]盟).
    fn hits(&self, folded: &str) -> Vec<(Range<usize>, Pattern)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found = Vec::new();
        for hit in automaton.leftmost_find_iter(folded) {
            let Some(pattern) = self.patterns.get(hit.value() as usize) else { continue };
            let mut range = hit.start()..hit.end();
            let mut pattern = *pattern;
            // `越南国家主席`: 越南, not 越南国.
            let stem = folded[range.end..].starts_with('家').then(|| folded[range.clone()].strip_suffix('国')).flatten();
            let named = stem.and_then(|stem| self.data.names.get(stem)).filter(|entry| self.data.entries[**entry].kind.is_polity());
            if let (Some(stem), Some(entry)) = (stem, named) {
                range.end = range.start + stem.len();
                pattern = Pattern::Entry(*entry, Form::Name);
            }
            let stays = match pattern {
                Pattern::Block => true,
                Pattern::Entry(entry, Form::Name) => {
                    // `路易斯·蒙特内格罗`: somebody is called so; but `日本·韩国`.
                    let joined = folded[..range.start].ends_with('·');
                    let listed = || found.last().is_some_and(|(last, _): &(Range<usize>, _)| last.end + '·'.len_utf8() == range.start);
                    let called = joined && self.data.entries[entry].kind.is_polity() && !listed();
                    !called && !self.splits_compound(folded, &range)
                }
                Pattern::Entry(..) => self.is_side(folded, &range),
            };
            if stays {
                found.push((range, pattern));
            }
        }
        found
    }

    /// Whether `苏军`, `俄方` mean what they say: 苏军 before 事 does not, 日方 behind a number does not.
    fn is_side(&self, text: &str, range: &Range<usize>) -> bool {
        let last = text[range.clone()].chars().next_back().unwrap_or_default();
        let unless = self.data.followers.get(&last).and_then(|l| l.iter().find(|f| f.word.chars().count() == 1));
        let behind = text[range.end..].chars().next();
        let before = text[..range.start].chars().next_back();
        let number = before.is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        let first = text[range.start..].chars().next().unwrap_or_default();
        let pair = before.is_some_and(|c| self.data.compounds.pairs.contains(&(c, first)));
        // 中苏军事 is about two, 驻日美军 about one.
        let stationed = text[..range.start].chars().rev().nth(1) == Some('驻');
        let soldiers = text[range.end..].starts_with("官兵");
        let joined = !soldiers && unless.zip(behind).is_some_and(|(f, c)| f.unless.contains(c));
        let misread = joined || number && first == '日' || pair && !stationed;
        !misread
    }

    /// Whether a name begins with the end of a compound: 中苏联盟, 英美国家.
    fn splits_compound(&self, text: &str, range: &Range<usize>) -> bool {
        let Some(first) = text[range.start..].chars().next() else { return false };
        let Some(before) = text[..range.start].chars().next_back() else { return false };
        if !self.data.compounds.pairs.contains(&(before, first)) {
            return false;
        }
        let rest = range.start + first.len_utf8();
        let Some(next) = text[rest..].chars().next() else { return false };
        let words = self.data.compounds.behind.get(&next).map_or(&[][..], Vec::as_slice);
        words.iter().any(|w| text[rest..].starts_with(w.as_str()) && rest + w.len() > range.end)
    }

    /// What the automaton finds at the very start: its end, and the entry unless it is a blocking word.
    pub(super) fn first_hit(&self, folded: &str) -> Option<(usize, Option<&Entry>)> {
        let hit = self.automaton.as_ref()?.leftmost_find_iter(folded).next().filter(|hit| hit.start() == 0)?;
        let entry = match self.patterns.get(hit.value() as usize)? {
            Pattern::Entry(at, _) => self.data.entries.get(*at),
            Pattern::Block => None,
        };
        Some((hit.end(), entry))
    }

    /// The ranges in which no compound is looked for.
    pub(super) fn taken(&self, folded: &str) -> Vec<Range<usize>> {
        self.hits(folded).into_iter().map(|(range, _)| range).collect()
    }
}

/// Whether a middle dot makes the name of a state a part of somebody's: 坎波斯·萨莱斯.
fn is_part_of_name(text: &str, range: &Range<usize>) -> bool {
    if !text[range.end..].starts_with('·') {
        return false;
    }
    let before = text[..range.start].chars().next_back();
    before.is_some_and(|c| c.is_alphabetic() && !"与和同及对向在是由被".contains(c))
}

/// Whether a name of somebody is the beginning of another with a hyphen: `卡特利-卡赫季王国`.
fn goes_on(text: &str, at: usize) -> bool {
    let hyphen = text[at..].chars().take(3).position(|c| matches!(c, '-' | '－'));
    hyphen.is_some_and(|place| place > 0) && text[at..].chars().take(1).all(char::is_alphabetic)
}

/// `驻美大使`, `驻华使馆`: where it ends.
fn embassy(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix('驻')?;
    let near: usize = rest.chars().take(8).take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    let words = ["大使馆", "大使", "公使", "使馆", "领事", "代办", "代表"];
    let (start, word) =
        words.iter().filter_map(|w| rest[..near].find(w).map(|p| (p, w))).min_by_key(|(p, w)| (*p, std::cmp::Reverse(w.len())))?;
    Some(at + '驻'.len_utf8() + start + word.len())
}
