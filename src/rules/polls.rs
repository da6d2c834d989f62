//! Opinion polls: tables whose columns are shares of a country's public.

use super::{Figure, Poll, PollFlag, context::Topic};
use crate::{
    document::{Document, Row, Table},
    fold,
    mention::{EntityId, Mentions, TokenKind},
    time,
};

/// What a column of a poll holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Respondents,
    Positive,
    Negative,
    Neutral,
    Net,
    Other,
}

/// The polls of a page, row by row.
pub fn read(document: &Document, mentions: &mut Mentions<'_>, topic: &Topic) -> Vec<Poll> {
    let mut polls = Vec::new();
    for (index, table) in document.tables.iter().enumerate() {
        if let Some((header, columns)) = columns(table) {
            one_table(index, table, header, &columns, mentions, topic, &mut polls);
        }
    }
    polls
}

/// The header row of a poll and its columns; `None` where the table is no poll.
fn columns(table: &Table) -> Option<(usize, Vec<Column>)> {
    let (at, row) = table.rows.iter().enumerate().take(3).find(|(_, r)| r.cells.len() >= 3)?;
    let columns: Vec<Column> =
        row.cells.iter().flat_map(|c| std::iter::repeat_n(column(&c.text.visible), c.columns.clamp(1, 50))).collect();
    (columns.contains(&Column::Positive) && columns.contains(&Column::Negative)).then_some((at, columns))
}

fn column(heading: &str) -> Column {
    let heading = fold::fold(heading.trim());
    let has = |words: &[&str]| words.iter().any(|w| heading.contains(w));
    if has(&["正负", "净", "差", "Pos-Neg"]) {
        Column::Net
    } else if has(&["正面", "好感", "喜欢", "支持", "有利", "Positive"]) && !has(&["无好感", "不"]) {
        Column::Positive
    } else if has(&["负面", "反感", "不喜欢", "无好感", "反对", "不利", "Negative"]) {
        Column::Negative
    } else if has(&["中立", "中性", "无意见", "不知道", "未答", "Neutral"]) {
        Column::Neutral
    } else if has(&["国", "地区", "受访", "对象", "Country"]) {
        Column::Respondents
    } else {
        Column::Other
    }
}

fn one_table(
    index: usize,
    table: &Table,
    header: usize,
    columns: &[Column],
    mentions: &mut Mentions<'_>,
    topic: &Topic,
    polls: &mut Vec<Poll>,
) {
    let caption = table.caption.as_ref();
    let visible = caption.map_or("", |c| c.visible.as_str());
    let folded = fold::fold(visible);
    let date = time::find_dates(&folded).into_iter().find_map(|d| d.value.edtf());
    let marked = caption.map(|c| mentions.mark(c)).unwrap_or_default();
    let named: Vec<(EntityId, usize)> = marked
        .iter()
        .flat_map(|m| &m.tokens)
        .filter(|t| t.kind.acts())
        .filter_map(|t| Some((*t.entities.first()?, t.range.start)))
        .collect();
    // `對X的態度`, `X影響力`: the last actor named in the caption, else what the page is about.
    let about = named.last().map(|(id, _)| *id).or(topic.pro).or(topic.anti);
    let pollster = caption.and_then(|c| mentions.pollster(c, about));
    let mut number = 0;
    for row in table.rows.iter().skip(header + 1).filter(|r| !r.header) {
        let cells = spread(row);
        let cell = |wanted: Column| columns.iter().position(|c| *c == wanted).and_then(|i| cells.get(i).copied().flatten());
        let figure = |wanted: Column| cell(wanted).and_then(|i| figure(&row.cells[i].text.visible));
        let (positive, negative, neutral, net) =
            (figure(Column::Positive), figure(Column::Negative), figure(Column::Neutral), figure(Column::Net));
        if positive.is_none() && negative.is_none() {
            continue;
        }
        number += 1;
        let respondents = cell(Column::Respondents).and_then(|i| {
            let marked = mentions.mark(&row.cells[i].text);
            marked.iter().flat_map(|m| &m.tokens).find(|t| t.kind.acts() || t.kind == TokenKind::Place)?.entities.first().copied()
        });
        let flags = flags(positive.as_ref(), negative.as_ref(), neutral.as_ref(), net.as_ref());
        polls.push(Poll {
            table: index,
            row: number,
            pollster,
            date: date.clone(),
            about,
            respondents,
            positive,
            negative,
            neutral,
            net,
            flags,
            span: row.span,
        });
    }
}

/// For each column of the grid the cell that covers it.
fn spread(row: &Row) -> Vec<Option<usize>> {
    row.cells.iter().enumerate().flat_map(|(i, c)| std::iter::repeat_n(Some(i), c.columns.clamp(1, 50))).collect()
}

/// A figure in per cent: `68%`, `-63%`, `−5`, `7.2％`.
fn figure(printed: &str) -> Option<Figure> {
    let printed = printed.trim();
    let plain: String = printed
        .chars()
        .map(|c| match c {
            '−' | '－' | '–' | '—' => '-',
            '．' => '.',
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
            _ => c,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '%' | '％' | '+'))
        .collect();
    let numeric = !plain.is_empty() && plain.chars().enumerate().all(|(i, c)| c.is_ascii_digit() || c == '.' || (i == 0 && c == '-'));
    let value: f64 = if numeric { plain.parse().ok()? } else { return None };
    (value.abs() <= 100.0).then(|| Figure { printed: printed.to_owned(), value })
}

fn flags(positive: Option<&Figure>, negative: Option<&Figure>, neutral: Option<&Figure>, net: Option<&Figure>) -> Vec<PollFlag> {
    let mut flags = Vec::new();
    if let (Some(p), Some(n), Some(net)) = (positive, negative, net)
        && (p.value - n.value - net.value).abs() > 0.05 + 1e-9
    {
        flags.push(PollFlag::NetDiffers);
    }
    if let (Some(p), Some(n), Some(o)) = (positive, negative, neutral)
        && (p.value + n.value + o.value - 100.0).abs() > 1.0 + 1e-9
    {
        flags.push(PollFlag::SharesOff);
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_and_others_refused() {
        assert_eq!(figure("-63%").map(|f| f.value), Some(-63.0));
        assert_eq!(figure(" 7.2％").map(|f| f.value), Some(7.2));
        assert_eq!(figure("35").map(|f| f.printed), Some("35".to_owned()));
        for refused in ["", "約5%", "n/a", "120%", "5-6%"] {
            assert!(figure(refused).is_none(), "{refused}");
        }
    }

    #[test]
    fn contradictions_are_flagged() {
        let f = |v: f64| figure(&format!("{v}%"));
        let check = |p, n, o, d| flags(f(p).as_ref(), f(n).as_ref(), f(o).as_ref(), f(d).as_ref());
        assert_eq!(check(40.0, 50.0, 10.0, -10.0), vec![]);
        assert_eq!(check(40.0, 50.0, 10.0, 10.0), vec![PollFlag::NetDiffers]);
        assert_eq!(check(40.0, 50.0, 11.0, -10.0), vec![]);
        assert_eq!(check(40.0, 50.0, 7.0, -10.0), vec![PollFlag::SharesOff]);
    }
}
