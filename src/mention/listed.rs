//! Short forms in a list: `希、土两国`, `英、法、美签署`.

use std::{ops::Range, sync::LazyLock};

use super::{
    EntityId, Entry, Mentions,
    mark::Found,
    token::{Token, TokenKind},
};
use crate::{expression::Expression, fold::Folded, time::TimeExpr};

static ENUMERATED: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "(?P<l>(?:奥匈|\\p{Han})(?:[、和与](?:奥匈|\\p{Han})){1,9})(?:(?P<n>[两三四五六七八九十])[国方]|双方|各国|等[一二三四五六七八九十多各]{0,3}国)",
    )
});

/// Whether a text holds the end of what [`ENUMERATED`] finds, as far as two characters tell.
fn counts_states(text: &str) -> bool {
    let mut before = '。';
    text.chars().any(|c| {
        let count = std::mem::replace(&mut before, c);
        matches!(c, '国' | '方') && "两三四五六七八九十双各等一二多".contains(count)
    })
}

/// What parts the members of a list.
const PARTS: [char; 4] = ['、', '和', '与', '及'];

impl Mentions<'_> {
    /// Short forms in a list that is counted: `希、土两国`.
    pub(super) fn enumerated_in(&mut self, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) {
        let may_match = || folded.may_hold("、和与") && folded.may_hold("国方") && counts_states(&folded.text);
        let Some(pattern) = ENUMERATED.on(folded.seen()).filter(|_| may_match()) else { return };
        for captures in pattern.captures_iter(&folded.text) {
            let Some(list) = captures.name("l") else { continue };
            // `属意与法、比两国`: as many as are counted, the last ones.
            let count = captures.name("n").and_then(|n| "两三四五六七八九十".chars().position(|c| n.as_str().starts_with(c)));
            let forms: Vec<&str> = list.as_str().split(['、', '和', '与']).collect();
            let few = count.map_or(forms.len(), |at| at + 2).min(forms.len());
            // Where the last forms of the list begin; what parts two of them is one character.
            let from = |few: usize| {
                let length: usize = forms[forms.len() - few..].iter().map(|form| form.len() + '、'.len_utf8()).sum();
                list.end() + '、'.len_utf8() - length
            };
            let mut start = from(few);
            let mut parts: Vec<_> = forms[forms.len() - few..].iter().map(|form| self.short_here(form, dates, start)).collect();
            // `仍与美、英、法等国`: what stands before the list is none of it.
            if let Some(last) = parts.iter().rposition(Option::is_none).filter(|_| count.is_none()) {
                start = from(few - last - 1);
                parts.drain(..=last);
            }
            if parts.len() < 2 || parts.iter().any(Option::is_none) {
                continue;
            }
            let ids = parts.into_iter().flatten().map(|entry| self.cast.of(entry)).collect();
            let range = start..list.end();
            found.push(Found { token: Token::new(TokenKind::Group, folded.original(range.clone()), ids), range, rank: 4 });
        }
    }

    /// Short forms in a list that nothing counts, of states that the page names besides: `英、法签署`, `希、土一并加入`.
    pub(super) fn listed_in(&mut self, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) {
        /// Behind a short form, what makes another word of it: `中、日文`.
        const ON: &[char] = &['文', '语', '人', '籍', '裔', '洲', '式', '制', '元', '币', '系', '学', '侨', '族', '民', '译', '汉', '史'];
        if !folded.may_hold("、") {
            return;
        }
        let text = &folded.text;
        let mut names: Option<Names> = None;
        let mut free = 0;
        for (at, mark) in text.match_indices('、') {
            // Where a list before holds this comma, there is nothing between.
            let before = text.get(free..at).and_then(|before| before.chars().next_back());
            let Some(first) = before.filter(|first| self.gazetteer.is_short(*first)) else { continue };
            let names = names.get_or_insert_with(|| Names::new(found));
            let forms = self.forms_from(text, at - first.len_utf8(), names);
            let Some(end) = forms.last().map(|last| last.end).filter(|end| *end > at + mark.len()) else { continue };
            free = end;
            if text[end..].starts_with(ON) {
                continue;
            }
            let known = |form: &Range<usize>| -> Option<&Entry> {
                let entry = self.short_here(&text[form.clone()], dates, form.start)?;
                self.cast.find(&entry.key).map(|_| entry)
            };
            let states: Vec<Option<&Entry>> = forms.iter().map(known).collect();
            // What stands before a state that the page does not name is none of the list.
            let first = states.iter().rposition(Option::is_none).map_or(0, |unknown| unknown + 1);
            if states.len() - first < 2 {
                continue;
            }
            let range = forms[first].start..end;
            let ids: Vec<EntityId> = states.into_iter().skip(first).flatten().map(|entry| self.cast.of(entry)).collect();
            found.push(Found { token: Token::new(TokenKind::Group, folded.original(range.clone()), ids), range, rank: 1 });
        }
    }

    /// The short forms in a row that begins at a place of a text, parted as a list is; none of them belongs to a name.
    fn forms_from(&self, text: &str, start: usize, names: &Names) -> Vec<Range<usize>> {
        let mut forms: Vec<Range<usize>> = Vec::new();
        let mut at = start;
        while let Some(form) = text[at..].chars().next().filter(|c| self.gazetteer.is_short(*c)) {
            let range = at..at + form.len_utf8();
            if names.hold(&range) {
                break;
            }
            at = range.end;
            forms.push(range);
            let Some(part) = text[at..].chars().next().filter(|c| PARTS.contains(c)) else { break };
            at += part.len_utf8();
        }
        forms
    }
}

/// Where names stand in a text: by their starts, each with the end of the one before it that reaches farthest.
struct Names(Vec<(usize, usize)>);

impl Names {
    fn new(found: &[Found]) -> Self {
        let mut names: Vec<(usize, usize)> = found.iter().map(|f| (f.range.start, f.range.end)).collect();
        names.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut names {
            farthest = farthest.max(*end);
            *end = farthest;
        }
        Self(names)
    }

    /// Whether a name holds a part of a range.
    fn hold(&self, range: &Range<usize>) -> bool {
        let before = self.0.partition_point(|(start, _)| *start < range.end);
        before.checked_sub(1).is_some_and(|last| self.0[last].1 > range.start)
    }
}
