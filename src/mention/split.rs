//! Where a link's mention ends and its swallowed tail begins.
//!
//! A converter that takes every letter behind `]]` into the link makes `[印度的北方](印度)` of `[[印度]]的北方`. What
//! names the target is found again by the target's title and its other names; a label that none of them begins is left
//! whole, because a wrong cut is worse than none.

use std::ops::Range;

use super::{Entry, Gazetteer, Kind, resolve::without_bracket};
use crate::fold;

/// How sure the boundary between mention and swallowed tail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// The format gives it, or the label is the title.
    Exact,
    /// The label starts with the title or a known name of the target.
    Known,
    /// The label starts with some other known name.
    OtherName,
    /// No known name says where: the label was left whole.
    Whole,
}

/// Words that are no part of a name: a tail that is one of them alone leaves no doubt.
const PARTICLES: &[&str] = &[
    "和", "与", "及", "以及", "的", "于", "在", "对", "向", "由", "等", "后", "之后", "时", "并", "跟", "同", "是", "为", "被", "、", "从",
    "至", "到",
];

/// The part of a label that names the target, and how sure that is.
///
/// `page` tells whether a folded name is a title that the page links elsewhere. The range is never empty unless the label is, and
/// its ends are character boundaries of `label`.
#[must_use]
pub fn split_label(gazetteer: &Gazetteer, label: &str, title: &str, page: &dyn Fn(&str) -> bool) -> (Range<usize>, Split) {
    let folded = fold::Folded::new(label);
    let title = fold::fold(title.trim());
    if fold::name_key(label) == fold::name_key(&title) {
        return (0..label.len(), Split::Exact);
    }
    // 《 and quotation marks around the name belong to neither side.
    let open = folded.text.chars().next().filter(|c| "《〈“「『\"".contains(*c)).map_or(0, char::len_utf8);
    let text = &folded.text[open..];
    let found = Names { gazetteer, text, title: &title, page, first: gazetteer.name_at_start(text) }.end();
    let Some((mut end, split)) = found else { return (0..label.len(), Split::Whole) };
    end += open;
    if open > 0 {
        end += folded.text[end..].chars().next().filter(|c| "》〉”」』\"".contains(*c)).map_or(0, char::len_utf8);
    }
    if end == folded.text.len() {
        // All of it is the name, whoever's it is.
        return (0..label.len(), split);
    }
    (folded.original(0..end), split)
}

struct Names<'a> {
    gazetteer: &'a Gazetteer,
    text: &'a str,
    title: &'a str,
    page: &'a dyn Fn(&str) -> bool,
    /// The name of the gazetteer that the label begins with.
    first: Option<(usize, Option<&'a Entry>)>,
}

impl Names<'_> {
    /// Where the name at the start of the label ends.
    fn end(&self) -> Option<(usize, Split)> {
        let (bare, bracket) = without_bracket(self.title);
        let own = self.own_names(bare, bracket.is_some());
        if let Some(end) = own {
            // Never inside a longer name: 朝鲜半岛 is not 朝鲜. But 阵营 behind 资本主义 is a tail, although both make a bloc.
            return match self.first {
                Some((longer, entry)) if longer > end && entry.is_none_or(|e| e.kind.is_polity() || e.kind == Kind::Person) => {
                    Some((longer, Split::OtherName))
                }
                _ => Some((self.whole_word(end), Split::Known)),
            };
        }
        if let Some(end) = self.part_of_title(bare).or_else(|| self.spread_title(bare)).or_else(|| self.shuffled_title(bare)) {
            return Some((end, Split::Known));
        }
        let (end, _) = self.first?;
        let tail = &self.text[end..];
        let known =
            tail.is_empty() || PARTICLES.contains(&tail) || (self.page)(&self.text[..end]) && tail.starts_with(['和', '与', '及', '、']);
        known.then_some((end, Split::OtherName))
    }

    /// The longest of the target's own names that the label starts with.
    fn own_names(&self, bare: &str, bracket: bool) -> Option<usize> {
        let mut best = 0;
        let mut try_name = |name: &str| {
            if name.len() > best && name.chars().count() >= 2 && self.text.starts_with(name) {
                best = name.len();
            }
        };
        try_name(self.title);
        try_name(bare);
        // The title of a namesake may be the plain name of something else: its other names are no help then.
        let entry = self.gazetteer.at_title(self.title, None).or_else(|| self.gazetteer.at_title(bare, None).filter(|_| !bracket));
        if let Some(entry) = entry {
            // Nearly none of them begins as the label does.
            let first = self.text.chars().next();
            for name in entry.names.iter().filter(|name| name.chars().next().map(fold::fold_char) == first) {
                try_name(&fold::fold(name));
            }
            if entry.kind.is_polity() {
                // 南斯拉夫 for 南斯拉夫社会主义联邦共和国.
                let short = self.first.filter(|(_, e)| {
                    e.is_some_and(|e| {
                        e.kind.is_polity() && (entry.key.starts_with(&e.key) || self.gazetteer.same_lineage(&entry.key, &e.key))
                    })
                });
                if let Some((end, _)) = short {
                    try_name(&self.text[..end]);
                }
            }
        }
        // 赫鲁晓夫 and 尼基塔·赫鲁晓夫 for 尼基塔·谢尔盖耶维奇·赫鲁晓夫.
        let parts: Vec<&str> = bare.split('·').collect();
        if let [first, .., last] = parts.as_slice() {
            try_name(last);
            try_name(&format!("{first}·{last}"));
        }
        (best > 0).then_some(best)
    }

    /// Letters and digits are not cut in two.
    fn whole_word(&self, end: usize) -> usize {
        let last = self.text[..end].chars().next_back();
        if last.is_some_and(|c| c.is_ascii_alphanumeric()) {
            let more = self.text[end..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
            return end + more;
        }
        end
    }

    /// The title without the state that it begins with: 人民党 of 印度人民党, 控制线 of 印巴控制线.
    fn part_of_title(&self, bare: &str) -> Option<usize> {
        let (state, entry) = match self.gazetteer.name_at_start(bare) {
            // 青年党 of 索马里青年党, which is a known name as a whole.
            Some((end, Some(_))) if end == bare.len() => {
                let polity = |at: &usize| self.gazetteer.find(&bare[..*at]).is_some_and(|entry| entry.kind.is_polity());
                let state = bare.char_indices().map(|(at, _)| at).filter(|at| *at > 0).rfind(polity);
                (state.unwrap_or(0), state.is_some())
            }
            Some((end, Some(entry))) => (end, entry.kind.is_polity()),
            _ => (0, false),
        };
        let state = if entry {
            state
        } else {
            let pair = self.gazetteer.compounds(bare, &[], None, &|_| 0).into_iter().find(|c| c.range.start == 0).map(|c| c.range.end);
            pair.or_else(|| self.known_pair(bare))?
        };
        let rest = &bare[state..];
        let length = rest.chars().count();
        if length < 2 || !self.text.starts_with(rest) {
            return None;
        }
        let tail = &self.text[rest.len()..];
        let particle = tail.is_empty() || tail.starts_with(['的', '和', '与', '在', '于', '及', '、', '对', '是', '由']);
        (length >= 3 && self.first.is_none_or(|(end, _)| end <= rest.len()) || particle).then_some(rest.len())
    }

    fn known_pair(&self, bare: &str) -> Option<usize> {
        let end: usize = bare.chars().take(2).map(char::len_utf8).sum();
        self.gazetteer.data.compounds.known.contains(&bare[..end]).then_some(end)
    }

    /// The title with up to two characters put into it: 中俄两国关系 for 中俄关系.
    fn spread_title(&self, bare: &str) -> Option<usize> {
        let wanted: Vec<char> = bare.chars().collect();
        if wanted.len() < 4 || wanted.len() > 40 {
            return None;
        }
        let (mut at, mut gaps, mut run) = (0, 0, 0);
        for (start, c) in self.text.char_indices().take(wanted.len() + 2) {
            if c == wanted[at] {
                at += 1;
                run += 1;
                if at == wanted.len() {
                    return (run >= 2).then_some(start + c.len_utf8());
                }
            } else {
                gaps += 1;
                run = 0;
                if at < 2 || gaps > 2 || !c.is_alphanumeric() || "的和与在于及是".contains(c) {
                    return None;
                }
            }
        }
        None
    }

    /// The title's own characters in another order, most of them: 志愿航空队 for 苏联航空志愿队.
    fn shuffled_title(&self, bare: &str) -> Option<usize> {
        let mut left: Vec<char> = bare.chars().collect();
        let (total, last) = (left.len(), *left.last()?);
        if total > 40 {
            return None;
        }
        let (mut end, mut taken, mut ends_alike) = (0, 0, false);
        for (start, c) in self.text.char_indices() {
            let Some(at) = left.iter().position(|l| *l == c) else { break };
            left.swap_remove(at);
            taken += 1;
            end = start + c.len_utf8();
            ends_alike = c == last;
        }
        let inside = self.first.is_some_and(|(longer, _)| longer > end);
        (taken >= 4 && taken * 5 >= total * 3 && ends_alike && !inside).then_some(end)
    }
}

impl Gazetteer {
    /// The name or longer word that a folded text starts with: its end, and the entry if it is one.
    pub(super) fn name_at_start(&self, folded: &str) -> Option<(usize, Option<&Entry>)> {
        let near = folded.char_indices().nth(24).map_or(folded.len(), |(at, _)| at);
        self.first_hit(&folded[..near])
    }
}
