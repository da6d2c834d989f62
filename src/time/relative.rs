//! Times counted from the one last named (`同年9月`, `次月`, `三天后`), and from the time of writing (`目前`, `去年`).

use super::{
    Partial, TimeValue,
    find::Before,
    number::{is_numeral, number},
    point::{Point, after, first_of, next_is, rest_of_year},
};

/// Before these a year is none: 同年代, 当年轻人, 今年均.
const NO_YEAR: &str = "轻龄级度会均产份";

/// `同年9月`, `次年`, `同月`, `次日`, `目前` …
pub(super) fn relative(text: &str, at: usize, before: Before) -> Option<Point> {
    let c = text[at..].chars().next()?;
    if is_numeral(c) || c == '两' {
        return counted(text, at, before);
    }
    match c {
        '年' | '下' => part_of_year(text, at, before),
        '目' | '现' | '如' | '迄' | '至' | '今' | '去' | '明' => now(text, at, before),
        // All of these words hold one of a few characters soon.
        _ if !text[at..].chars().skip(1).take(2).any(|c| matches!(c, '年' | '月' | '日' | '天' | '今')) => None,
        _ => year(text, at, before)
            .or_else(|| month(text, at, before))
            .or_else(|| day(text, at, before))
            .or_else(|| now(text, at, before))
            .or_else(|| part_of_year(text, at, before)),
    }
}

fn year(text: &str, at: usize, before: Before) -> Option<Point> {
    let words: &[(&[&str], i32)] = &[
        (&["同年", "同一年", "该年", "当年", "是年", "那年", "那一年", "这年", "这一年", "本年"], 0),
        (&["次年", "翌年", "第二年", "隔年"], 1),
        (&["前一年", "上一年"], -1),
    ];
    let (end, after) = words.iter().find_map(|(words, after)| Some((first_of(text, at, words)?, *after)))?;
    let rest = &text[end..];
    if next_is(text, end, NO_YEAR) || rest.starts_with('代') && !rest.starts_with("代表") || rest.starts_with('多') {
        return None;
    }
    let refused = match after {
        // 想当年 is long ago.
        0 => before.is_any("想"),
        // 连续第二年, 十二次年会
        1 => before.is_any("一二三四五六七八九十每多首几两续0123456789"),
        // 独立的前一年 counts from what is named there.
        _ => !stands_free(before),
    };
    if refused {
        return None;
    }
    let (part, end) = rest_of_year(text, end);
    counted_from(TimeValue::InYear { after, part }, text, at, before, end)
}

fn month(text: &str, at: usize, before: Before) -> Option<Point> {
    let words: &[(&[&str], i32)] = &[(&["同月", "该月", "当月", "是月", "本月"], 0), (&["次月", "翌月"], 1)];
    let (end, after) = words.iter().find_map(|(words, after)| Some((first_of(text, at, words)?, *after)))?;
    if next_is(text, end, "球亮") {
        return None;
    }
    let day = number(text, end).filter(|n| (1..=31).contains(&n.value) && next_is(text, n.end, "日号"));
    let (day, end) = day.map_or_else(
        || (None, first_of(text, end, &["上旬", "中旬", "下旬", "初", "底", "末"]).unwrap_or(end)),
        |n| (u8::try_from(n.value).ok(), n.end + "日".len()),
    );
    counted_from(TimeValue::InMonth { after, day }, text, at, before, end)
}

/// 同日本, 当日军: a preposition and a country.
const COUNTRY: &str = "本军方俄美韩苏朝中英德法语元占据裔侨籍台伪";

fn day(text: &str, at: usize, before: Before) -> Option<Point> {
    let words: &[(&[&str], i32)] =
        &[(&["同日", "同一天", "当日", "当天", "是日"], 0), (&["次日", "翌日", "隔日", "隔天", "第二天"], 1), (&["前一天", "前一日"], -1)];
    let (end, after) = words.iter().find_map(|(words, after)| Some((first_of(text, at, words)?, *after)))?;
    let refused = match after {
        0 => false,
        // 第二天然气管道
        1 => {
            before.is_any("一二三四五六七八九十每多首几两续0123456789") || text[..end].ends_with('天') && next_is(text, end, "然皇主堂候津")
        }
        _ => !stands_free(before),
    };
    // 同日苏联宣布…: a country by its full name acts on that day.
    let full = ["苏联", "美国", "英国", "法国", "德国", "中国", "韩国", "俄国", "朝鲜", "中华", "俄罗斯", "伪满"];
    let country = |text: &str| next_is(text, end, COUNTRY) && !full.iter().any(|name| text[end..].starts_with(name));
    if refused || country(text) {
        return None;
    }
    counted_from(TimeValue::OnDay { after }, text, at, before, end)
}

/// A time with its value; `当年`, `当日` behind the act that they are the year or day of have none: 易手当日, 独立当年.
fn counted_from(value: TimeValue, text: &str, at: usize, before: Before, end: usize) -> Option<Point> {
    let of_an_act = text[at..].starts_with('当') && before.is_any("手幕立交战署字效任世束发降生行式止");
    Point::new(if of_an_act { TimeValue::Now } else { value }, end)
}

/// What is counted from the time of writing: it has no value, and the months behind it are not those of the year last named.
fn now(text: &str, at: usize, before: Before) -> Option<Point> {
    if let Some(end) = first_of(text, at, &["目前", "现在", "如今", "现今", "当今", "迄今", "至今", "今日", "今天"]) {
        let rest = &text[at..];
        // 项目前期, 出现在, 至今年9月
        let inside = rest.starts_with('目') && before.is_any("项节题科曲账名数")
            || rest.starts_with('现') && before.is_any("出发表体实呈展浮再显涌重")
            || text[..end].ends_with('今') && text[end..].starts_with('年') && !next_is(text, end + "年".len(), NO_YEAR);
        if inside || rest.starts_with("今日") && next_is(text, end, COUNTRY) {
            return None;
        }
        return Point::new(TimeValue::Now, end);
    }
    let end = first_of(text, at, &["今年", "去年", "明年", "前年"])?;
    let refused = match text[at..].chars().next() {
        // 失去年轻人, 过去年代
        Some('去') => before.is_any("失过除逝死离"),
        Some('明') => before.is_any("文发说昌声证阐表光透黎"),
        Some('前') => !stands_free(before),
        _ => false,
    };
    if refused || next_is(text, end, NO_YEAR) || next_is(text, end, "代老青") {
        return None;
    }
    let (_, end) = rest_of_year(text, end);
    Point::new(TimeValue::Now, end)
}

/// `年底`, `下半年`, of the year last named.
fn part_of_year(text: &str, at: usize, before: Before) -> Option<Point> {
    let end = first_of(text, at, &["年初", "年底", "年末", "年终", "上半年", "下半年"])?;
    stands_free(before).then(|| Point::new(TimeValue::Partial(Partial::default()), end))?
}

/// `三天后`, `两个月之后`, `十年以后`: counted from the time last named, where they stand free.
///
/// `独立两年后` counts from what stands before, `5日后` may be a day of the month, `1950年后` and `78年后` may be years.
fn counted(text: &str, at: usize, before: Before) -> Option<Point> {
    const YEARS: i32 = 30;
    const MONTHS: i32 = 36;
    const WEEKS: i32 = 20;
    const DAYS: i32 = 100;
    if !stands_free(before) {
        return None;
    }
    let (count, end, ascii) = match after(text, at, "两") {
        Some((end, _)) => (2, end, false),
        None => number(text, at).map(|n| (n.value, n.end, n.ascii))?,
    };
    let units: &[(&str, i32)] =
        &[("年", YEARS), ("个月", MONTHS), ("个星期", WEEKS), ("星期", WEEKS), ("周", WEEKS), ("天", DAYS), ("日", DAYS)];
    let (unit, most, end) = units.iter().find_map(|(unit, most)| Some((*unit, *most, after(text, end, unit)?.0)))?;
    let end = first_of(text, end, &["之后", "以后", "后"])?;
    if !(1..=most).contains(&count) || next_is(text, end, "方期勤果代裔备台续来") {
        return None;
    }
    let value = match unit {
        "年" => TimeValue::InYear { after: count, part: Partial::default() },
        "个月" => TimeValue::InMonth { after: count, day: None },
        "天" => TimeValue::OnDay { after: count },
        "日" if ascii => return Some(Point { value: TimeValue::Now, end, skip: true }),
        "日" => TimeValue::OnDay { after: count },
        _ => TimeValue::InWeek { after: count },
    };
    Point::new(value, end)
}

/// Whether a time stands at the head of a clause or behind a preposition, so that nothing before it can be what it is counted from.
fn stands_free(before: Before) -> bool {
    before.is_open() || before.is_any("于在至到而但并仅")
}
