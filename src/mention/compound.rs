//! Short forms in a row: `中俄关系`, `印巴`, `中苏朝三国`.

use std::ops::Range;

use super::{
    Gazetteer,
    data::Sense,
    entry::{Compound, Entry, Match},
    gazetteer::Scan,
};
use crate::{hash::HashMap, time::TimeExpr};

/// What begins a word for two states: `两韩`, `东西德`.
const PAIR_STARTS: &[char] = &['两', '东', '南', '二'];

/// No row of short forms is longer; it also keeps hostile text linear.
const LONGEST: usize = 6;

/// Whether what follows counts states: `三国`, `六方`.
fn is_counted(after: &str) -> bool {
    let mut characters = after.chars();
    matches!(characters.next(), Some('三' | '四' | '五' | '六' | '七' | '八' | '各'))
        && matches!(characters.next(), Some('国' | '方' | '军' | '党'))
}

impl Gazetteer {
    /// The compounds of short forms in a folded text, outside `names`, what [`Gazetteer::scan`] finds there.
    ///
    /// `year` and `prefer` (is this key on the page already?) put the likeliest meaning of each part first.
    #[must_use]
    pub fn compounds<'g>(
        &'g self,
        folded: &str,
        names: &[Match<'_>],
        year: Option<i32>,
        prefer: &dyn Fn(&str) -> u32,
    ) -> Vec<Compound<'g>> {
        self.compounds_outside(folded, self.taken(folded), names, year, prefer)
    }

    /// As [`Gazetteer::compounds`], for what one scan found; no compound reaches into a date: `8月24日中韩建交`.
    pub(super) fn compounds_of<'g>(
        &'g self,
        folded: &str,
        scan: &Scan<'_>,
        dates: &[TimeExpr],
        year: Option<i32>,
        prefer: &dyn Fn(&str) -> u32,
    ) -> Vec<Compound<'g>> {
        let dates = dates.iter().map(|date| date.range.clone());
        self.compounds_outside(folded, scan.taken.iter().cloned().chain(dates).collect(), &scan.names, year, prefer)
    }

    fn compounds_outside<'g>(
        &'g self,
        folded: &str,
        mut taken: Vec<Range<usize>>,
        names: &[Match<'_>],
        year: Option<i32>,
        prefer: &dyn Fn(&str) -> u32,
    ) -> Vec<Compound<'g>> {
        // Also what is no name but holds no short form either (中东), and what stands behind names (驻美大使).
        taken.extend(names.iter().map(|n| n.range.clone()));
        taken.sort_by_key(|r| (r.start, r.end));
        let mut taken = taken.iter().peekable();
        let mut found = Vec::new();
        let mut free = 0;
        for (at, c) in folded.char_indices() {
            if at < free || !self.is_short(c) && !PAIR_STARTS.contains(&c) {
                continue;
            }
            while taken.peek().is_some_and(|r| r.end <= at) {
                taken.next();
            }
            let limit = match taken.peek() {
                Some(r) if r.start <= at => {
                    free = r.end;
                    continue;
                }
                Some(r) => r.start,
                None => folded.len(),
            };
            if let Some((end, both)) = self.pair_at(folded, at, limit) {
                let meanings = both.map(|entry| (at..end, vec![&self.data.entries[entry]]));
                found.push(Compound { range: at..end, parts: meanings.to_vec(), together: true });
                free = end;
                continue;
            }
            if !self.is_short(c) {
                continue;
            }
            if let Some(parts) = self.compound_at(folded, at, limit) {
                let end = parts.last().map_or(at, |p| p.end);
                let meanings = |part: &Range<usize>| self.short_form(&folded[part.clone()], year, prefer);
                let both = self.data.compounds.together.get(&folded[at..end]).filter(|_| parts.len() == 2);
                let known = |n: usize| both.map(|both| vec![&self.data.entries[both[n]]]);
                let parts: Vec<_> = parts.iter().enumerate().map(|(n, p)| (p.clone(), known(n).unwrap_or_else(|| meanings(p)))).collect();
                // `伊泰普条约`: three characters that happen to be short forms, of states that the page names nowhere, are some other word.
                let listed = self.data.compounds.known.contains(&folded[at..end]) || is_counted(&folded[end..]);
                // `利普塔科宪章`: three and more that could each be a state's name are so where the page names these states.
                let named = || parts.iter().all(|(_, meanings)| meanings.iter().any(|entry| prefer(&entry.key) > 0));
                if parts.len() < 3 || listed || named() {
                    found.push(Compound { range: at..end, parts, together: both.is_some() });
                }
                free = end;
            }
        }
        found
    }

    /// `两韩`, `东西德`: a word for two states that is no row of short forms; where it ends, and which they are.
    pub(super) fn pair_at(&self, text: &str, at: usize, limit: usize) -> Option<(usize, [usize; 2])> {
        const NOT_BEHIND: &[char] = &['国', '人', '元', '籍', '裔', '语', '文', '军', '半'];
        let rest = text.get(at..limit)?;
        if !rest.starts_with(PAIR_STARTS) {
            return None;
        }
        [4, 3, 2].into_iter().find_map(|length| {
            let end = at + rest.char_indices().nth(length).map_or(rest.len(), |(end, _)| end);
            let both = *self.data.compounds.together.get(text.get(at..end)?)?;
            (!text[end..].starts_with(NOT_BEHIND)).then_some((end, both))
        })
    }

    /// What a short form may mean, the likeliest first: what fits the year and is preferred most, by its key; 0 is not at all.
    #[must_use]
    pub fn short_form<'g>(&'g self, form: &str, year: Option<i32>, prefer: &dyn Fn(&str) -> u32) -> Vec<&'g Entry> {
        // 华 stands alone only: 访华, 亲华.
        let form = if form == "华" { "中" } else { form };
        let senses = self.data.shorts.get(form).map_or(&[][..], Vec::as_slice);
        let fits = |s: &&Sense| year.is_none_or(|y| s.from <= y * 12 + 11 && y * 12 <= s.to);
        let mut list: Vec<&Sense> = senses.iter().filter(fits).collect();
        if list.is_empty() {
            list = senses.iter().collect();
        }
        // What it meant in some years only is meant in these: 德 in 1915; not in that in which this changed.
        let then = |s: &Sense| s.from != i32::MIN && s.to != i32::MAX && year.is_some_and(|y| s.from <= y * 12 && y * 12 + 11 <= s.to);
        list.sort_by_key(|s| !then(s));
        let mut entries: Vec<&Entry> = list.iter().filter_map(|s| self.data.entries.get(s.entry)).collect();
        entries.sort_by_key(|e| std::cmp::Reverse(prefer(&e.key)));
        entries
    }

    /// Whether a character stands for a state in compounds.
    pub(super) fn is_short(&self, c: char) -> bool {
        self.data.short_characters.contains(c)
    }

    /// The compound that starts at a place and ends by `limit`: the longest that its neighbours allow.
    fn compound_at(&self, text: &str, at: usize, limit: usize) -> Option<Vec<Range<usize>>> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut end = at;
        while let Some(c) = text[end..limit].chars().next().filter(|c| self.is_short(*c) && parts.len() < LONGEST) {
            let mut next = end + c.len_utf8();
            // 奥匈 is one of them.
            if let Some(second) = text[next..limit].chars().next() {
                let both = next + second.len_utf8();
                if self.data.shorts.contains_key(&text[end..both]) {
                    next = both;
                }
            }
            parts.push(end..next);
            end = next;
        }
        while parts.len() >= 2 {
            if self.stands(text, at, &parts) {
                return Some(parts);
            }
            parts.pop();
        }
        None
    }

    fn stands(&self, text: &str, at: usize, parts: &[Range<usize>]) -> bool {
        let rules = &self.data.compounds;
        let Some(end) = parts.last().map(|p| p.end) else { return false };
        let all = &text[at..end];
        let repeated = parts.iter().enumerate().any(|(n, p)| parts[..n].iter().any(|q| text[q.clone()] == text[p.clone()]));
        // 中南 is a region, but 中南两国 are two states.
        let counted = ["两国", "双方", "两党", "两军", "双边"].iter().any(|w| text[end..].starts_with(w));
        if repeated || !counted && rules.never.contains(all) {
            return false;
        }
        let starts = |list: &HashMap<char, Vec<String>>| {
            let rest = &text[end..];
            rest.chars().next().and_then(|c| list.get(&c)).is_some_and(|words| words.iter().any(|w| rest.starts_with(w.as_str())))
        };
        let before = text[..at].chars().next_back();
        let next = text[end..].chars().next();
        let known = rules.known.contains(all);
        // A middle dot stands within a foreign name.
        if before == Some('·') || next == Some('·') {
            return false;
        }
        let open = before.is_none_or(|c| !c.is_alphanumeric() || c.is_ascii_digit() || rules.before.contains(&c));
        if !open && before.is_some_and(|c| rules.not_before.contains(&c)) {
            return false;
        }
        if starts(&rules.behind) {
            // 塞西总统 is a person.
            let one = ["政府", "总统", "总理", "外长", "部长", "代表"].iter().any(|w| text[end..].starts_with(w));
            // `正值中菲两国对峙`
            return known || counted && parts.len() == 2 || open && !one;
        }
        if starts(&rules.not_behind) {
            return false;
        }
        let closed = next.is_none_or(|c| !c.is_alphanumeric() || "在于就的与和及对之由也均都曾从将自为是因等一不同向".contains(c));
        open && (known || closed && parts.len() >= 3)
    }
}
