//! When something was that a reading states: by its own words, by a bracket, a heading, or the text before.

use std::{ops::Range, sync::LazyLock};

use super::{context::Flow, dating, record::Reading};
use crate::{
    expression::Expression,
    mention::{EntityId, Kind, Token, TokenKind, canonical, is_token},
    time::{Edtf, TimeExpr, TimeValue},
};

/// Words of what has no one time.
static TIMELESS: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "一直|历来|长期|通常|经常|时常|始终|至今|目前|如今|现在|现时|今日|多次|屡次|一向|素来|向来|传统|历史上|世代|依然|往往|曾多次|先后|每年|定期",
    ))
});

impl Reading<'_, '_> {
    /// The date of the words at a range: one that they hold or stand beside, that of the event named last (`otherwise`), of the heading, of the text before.
    pub(super) fn date(&self, range: &Range<usize>, otherwise: Option<Edtf>, flow: &Flow) -> Option<Edtf> {
        dating::date(self.marked, self.engine.lexicon(), self.dates, self.parts, range, self.rule.near, flow)
            .or_else(|| self.aside_date(range, flow))
            .or(otherwise)
            .or_else(|| self.heading_date(range, flow))
            .or_else(|| self.term_of(flow))
    }

    /// `A先后与B（2001年）、C（2007年）建立…`: the date in the bracket behind one of a list, which stands at a byte of the code string.
    pub(super) fn date_of_member(&self, (at, list): (usize, &Token), a: EntityId, b: EntityId, flow: &Flow) -> Option<Edtf> {
        let mut last = flow.date.clone();
        for (id, time) in &list.times {
            let date = time.resolve(last.as_ref());
            if *id == a || *id == b {
                return date;
            }
            last = date.or(last);
        }
        let is_last = list.entities.last().is_some_and(|id| *id == a || *id == b);
        self.bracket_behind(at, list).filter(|_| is_last)?.resolve(last.as_ref())
    }

    /// The date in the bracket behind the last of a list, which stands behind the list.
    fn bracket_behind(&self, at: usize, list: &Token) -> Option<&TimeExpr> {
        let next = at + list.kind.code().len_utf8();
        let aside = self.marked.placed().find(|(at, t)| *at == next && t.kind == TokenKind::Aside)?;
        aside.1.time.as_ref()
    }

    /// `胡耀邦（1983年）、李先念（1984年）先后访问B`: the persons who acted for the subject, each with its date.
    pub(super) fn turns(&self, subject_at: Option<usize>, flow: &Flow) -> Vec<(&str, Option<Edtf>)> {
        let Some((at, list)) = self.marked.placed().find(|(at, t)| Some(*at) == subject_at && !t.turns.is_empty()) else {
            return Vec::new();
        };
        let mut last = flow.date.clone();
        let turns = list.turns.iter().enumerate().map(|(n, (person, time))| {
            let behind = || self.bracket_behind(at, list).filter(|_| n + 1 == list.turns.len());
            let date = time.as_ref().or_else(behind).and_then(|time| time.resolve(last.as_ref()));
            last = date.clone().or(last.take());
            (person.as_str(), date)
        });
        turns.collect()
    }

    /// `1949年和1955年，A先后加入了B和C`: as many dates as pairs, each with its own.
    pub(super) fn dates_apart(&self, range: &Range<usize>, count: usize, flow: &Flow) -> Option<Vec<Edtf>> {
        if count < 2 || !self.one_by_one(range) {
            return None;
        }
        let dates = self.dates_before(range.end, flow).filter(|dates| dates.len() == count)?;
        Some(dates.into_iter().map(|(_, date)| date).collect())
    }

    /// The dates before a byte, each with its place, each of the year of the one before where it lacks its own; none where one cannot be told.
    fn dates_before(&self, end: usize, flow: &Flow) -> Option<Vec<(usize, Edtf)>> {
        let mut last = flow.date.clone();
        let mut dates = Vec::new();
        for (at, token) in self.marked.placed().filter(|(at, t)| *at < end && t.kind == TokenKind::Date) {
            let date = token.time.as_ref()?.resolve(last.as_ref())?;
            last = Some(date.clone());
            dates.push((at, date));
        }
        Some(dates)
    }

    /// `1948年和1967年，A两次与B开战`, `A分别在1982年、1985年和1988年访问B`: the dates in a row at which it happened; none otherwise.
    pub(super) fn times(&self, range: &Range<usize>, flow: &Flow) -> Vec<Edtf> {
        const COUNTS: &[(&str, usize)] = &[("两次", 2), ("两度", 2), ("二度", 2), ("三次", 3), ("三度", 3), ("先后", 0), ("分别", 0)];
        let date = TokenKind::Date.code();
        // The cheap question first.
        if self.marked.code[..range.end].matches(date).nth(1).is_none() {
            return Vec::new();
        }
        let Some(mut dates) = self.dates_before(range.end, flow) else { return Vec::new() };
        let in_a_row = |pair: &[(usize, Edtf)]| {
            let between = self.marked.code.get(pair[0].0 + date.len_utf8()..pair[1].0);
            matches!(between, Some("、" | "和" | "与" | "及" | "以及"))
        };
        let row = dates.windows(2).rposition(|pair| !in_a_row(pair)).map_or(0, |last| last + 1);
        dates.drain(..row);
        let [(first, _), .., (last, _)] = dates[..] else { return Vec::new() };
        let behind = &self.marked.code[last + date.len_utf8()..range.end];
        let counted = COUNTS.iter().find(|(words, _)| behind.contains(words));
        let head = self.marked.code[..first].trim_end_matches(['于', '在']);
        let led = || ["先后", "分别", "曾"].iter().any(|words| head.ends_with(words));
        let so_often = counted.map_or_else(|| led() || !behind.contains('，'), |(_, count)| *count == 0 || *count == dates.len());
        if so_often { dates.into_iter().map(|(_, date)| date).collect() } else { Vec::new() }
    }

    /// The date in a bracket behind what says so: `…的供应国（2012－2016年）`; else in one that says which year is meant: `天宝九载（750年），…`.
    fn aside_date(&self, range: &Range<usize>, flow: &Flow) -> Option<Edtf> {
        let clause = range.start..self.clause_end(range.end);
        let asides = || self.marked.placed().filter(|(_, t)| t.kind == TokenKind::Aside);
        let date = |t: &Token| t.time.as_ref()?.resolve(flow.date.as_ref());
        let meant =
            |at: usize| !self.rule.near && at < range.end && self.marked.code[..at].ends_with(['年', '载', '月', TokenKind::Date.code()]);
        let behind = asides().filter(|(at, _)| clause.contains(at)).find_map(|(_, t)| date(t));
        behind.or_else(|| asides().filter(|(at, _)| meant(*at)).find_map(|(_, t)| date(t)))
    }

    /// The year or the century that the heading above is, or the date of the sentence before where that lies within it.
    fn heading_date(&self, range: &Range<usize>, flow: &Flow) -> Option<Edtf> {
        let heading = self.place.topic.year.get(self.place.section).and_then(Option::as_ref);
        let told = self.told_before(range, flow);
        let within = |heading: &Edtf| {
            let years = heading.as_str().trim_end_matches('X');
            told.as_ref().is_none_or(|told| !told.as_str().starts_with(years))
        };
        heading.filter(|heading| within(heading)).cloned().or(told)
    }

    /// The date of the page's own treaty, for what one of its terms says.
    fn term_of(&self, flow: &Flow) -> Option<Edtf> {
        let treaty = self.place.topic.own.is_some_and(|id| self.mentions.cast.get(id).kind == Kind::Treaty);
        flow.own_date.clone().filter(|_| treaty && self.place.item)
    }

    /// The date of the sentence before, for something that happened: a story goes on from its last date.
    fn told_before(&self, range: &Range<usize>, flow: &Flow) -> Option<Edtf> {
        let told = flow.told.as_ref().filter(|_| !self.rule.lasting && !self.rule.near)?;
        // What a clause behind tells has a time of its own, and `会议闭幕当天` has none.
        let end = self.clause_end(range.end);
        let dated = self
            .marked
            .placed()
            .filter(|(at, t)| *at < end && t.kind == TokenKind::Date)
            .any(|(_, t)| !t.time.as_ref().is_some_and(|t| t.value == TimeValue::Now));
        // `冷战期间` is a time of its own.
        let period = |at: usize, kind: TokenKind| {
            let behind = &self.marked.code[at + kind.code().len_utf8()..];
            let named = |words: &[&str]| words.iter().any(|w| behind.starts_with(w));
            // `苏联解体后` is one, too, though its date is not said.
            let ended = || {
                at == 0
                    && behind.split('，').next().is_some_and(|clause| clause.ends_with('后'))
                    && named(&["解体", "灭亡", "覆灭", "崩溃", "瓦解", "独立", "成立", "统一", "投降", "战败", "倒台", "垮台"])
            };
            // `X战争爆发后，…`: what began since is another time.
            let began = || at == 0 && named(&["爆发后", "爆发以后", "爆发之后", "开始后", "发生后", "打响后"]);
            kind == TokenKind::Conflict && (began() || named(&["期间", "时期", "年代", "时代", "后，", "结束后，", "以后，", "之后，"]))
                || kind.acts() && ended()
        };
        // `2024年的演习由A主办。B则…`: another matter.
        let contrast = || self.marked.code.chars().nth(1) == Some('则') && self.marked.code.starts_with(is_token);
        if flow.told_names && contrast() {
            return None;
        }
        let dated = dated || self.marked.placed().any(|(at, t)| period(at, t.kind));
        let timeless = || TIMELESS.is_match(&self.marked.code[self.clause_start(range.start)..range.end], self.marked.seen());
        (!dated && !timeless()).then(|| told.clone())
    }
}
