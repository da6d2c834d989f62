//! One end of a time expression.

use super::{
    Edtf, Partial, TimeValue,
    century::{decade, in_century, part_of},
    find::{Before, space},
    number::{Number, number},
    reign::year_of_reign,
    relative::relative,
};

/// A point in time as written.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub value: TimeValue,
    /// One past its last byte.
    pub end: usize,
    /// Whether it is a time without a value that we give (`公元前3世纪`): known, so that its parts are not read as dates.
    pub skip: bool,
}

impl Point {
    pub(super) fn new(value: TimeValue, end: usize) -> Option<Self> {
        Some(Self { value, end, skip: false })
    }

    /// A year and nothing more.
    pub(super) fn in_year(year: i32, end: usize) -> Option<Self> {
        Self::new(TimeValue::Date(Partial::default().in_year(year)?), end)
    }
}

/// The point that starts at a place.
pub(super) fn point(text: &str, at: usize, before: Before) -> Option<Point> {
    // Most times begin with a digit, and no reign does.
    if text.as_bytes().get(at).is_some_and(u8::is_ascii_digit) {
        return relative(text, at, before).or_else(|| numeric(text, at, before));
    }
    relative(text, at, before).or_else(|| year_of_reign(text, at)).or_else(|| numeric(text, at, before))
}

pub(super) fn after<'t>(text: &'t str, at: usize, word: &str) -> Option<(usize, &'t str)> {
    text[at..].strip_prefix(word).map(|rest| (at + word.len(), rest))
}

pub(super) fn first_of(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    words.iter().find(|w| text[at..].starts_with(**w)).map(|w| at + w.len())
}

pub(super) fn next_is(text: &str, at: usize, set: &str) -> bool {
    text[at..].chars().next().is_some_and(|c| set.contains(c))
}

/// Month, day, season behind a year, and where they end.
pub(super) fn rest_of_year(text: &str, at: usize) -> (Partial, usize) {
    if let Some((part, end)) = month_day(text, space(text, at)) {
        return (part, end);
    }
    if let Some((season, end)) = season(text, at) {
        return (Partial { season: Some(season), ..Partial::default() }, end);
    }
    let words = ["年初", "年底", "年末", "年终", "上半年", "下半年", "初", "底", "末"];
    // 1950年中国参战, 1950年中期
    let middle = || first_of(text, at, &["年中", "中"]).filter(|end| text[*end..].chars().next().is_none_or(|c| !c.is_alphanumeric()));
    (Partial::default(), first_of(text, at, &words).or_else(middle).unwrap_or(at))
}

fn season(text: &str, at: usize) -> Option<(u8, usize)> {
    let (season, word) = [(21, "春"), (22, "夏"), (23, "秋"), (24, "冬")].into_iter().find(|(_, w)| text[at..].starts_with(*w))?;
    let end = at + word.len();
    if let Some(end) = first_of(text, end, &["季", "天"]) {
        // The winter games are no winter, and 冬季战争 is a name.
        return (!next_is(text, end, "奥达运世青战攻")).then_some((season, end));
    }
    (!next_is(text, end, "节威明宫奥令装粮收田耕眠秋冬运")).then_some((season, end))
}

/// `9月`, `9月3日`, `9月上旬`, `元旦`; the `9` of `9至10月`, the `9月3` of `9月3、4日`.
pub(super) fn month_day(text: &str, at: usize) -> Option<(Partial, usize)> {
    if let Some((end, _)) = after(text, at, "元旦") {
        return Some((Partial { month: Some(1), day: Some(1), ..Partial::default() }, end));
    }
    let month = number(text, at).filter(|n| (1..=12).contains(&n.value) && n.digits <= 2)?;
    let mut part = Partial { month: u8::try_from(month.value).ok(), ..Partial::default() };
    let Some((end, _)) = after(text, space(text, month.end), "月") else {
        return shares(text, month, "月", 12).then_some((part, month.end));
    };
    let start = space(text, end);
    if let Some(day) = number(text, start).filter(|n| (1..=31).contains(&n.value) && n.digits <= 2) {
        let close = space(text, day.end);
        let closed = next_is(text, close, "日号") && !text[close..].starts_with("日本");
        if closed || shares(text, day, "日", 31) {
            part.day = u8::try_from(day.value).ok();
            return Some((part, if closed { close + "日".len() } else { day.end }));
        }
    }
    Some((part, first_of(text, end, &["份", "上旬", "中旬", "下旬", "初", "底", "末"]).unwrap_or(end)))
}

/// Whether a number shares the unit of the one behind it: `27至28日`, `3、4月`.
fn shares(text: &str, n: Number, unit: &str, most: i32) -> bool {
    // 三、十月革命 is a numbered heading.
    let listed = || if n.ascii { first_of(text, n.end, &["、", "和", "与", "及"]) } else { None };
    let next = first_of(text, n.end, &["至", "到", "-", "~", "～"]).or_else(listed).and_then(|at| number(text, at));
    next.is_some_and(|next| next.digits <= 2 && (n.value + 1..=most).contains(&next.value) && text[next.end..].starts_with(unit))
}

/// A year that is read, with the month, day or season that follows.
pub(super) fn dated(text: &str, year: i32, end: usize) -> Option<Point> {
    let (part, end) = rest_of_year(text, end);
    Point::new(TimeValue::Date(part.in_year(year)?), end)
}

/// What begins with a number, or with 公元, 上世纪, 本世纪.
fn numeric(text: &str, at: usize, before: Before) -> Option<Point> {
    if next_is(text, at, "上本") {
        for (word, century) in [("上世纪", 19), ("上个世纪", 19), ("本世纪", 20)] {
            if let Some((end, _)) = after(text, at, word) {
                return in_century(text, century, end);
            }
        }
    }
    if let Some((start, _)) = after(text, at, "公元前") {
        let n = number(text, space(text, start))?;
        if let Some((end, _)) = after(text, space(text, n.end), "年") {
            return Point::new(TimeValue::Date(Edtf::new(format!("-{:04}", n.value - 1)).or_else(|| Edtf::new("0000"))?), end);
        }
        let end = after(text, n.end, "世纪")?.0;
        return Some(Point { value: TimeValue::Now, end, skip: true });
    }
    let (start, era) = after(text, at, "公元").map_or((at, false), |(s, _)| (space(text, s), true));
    let n = number(text, start)?;
    if let Some((end, _)) = after(text, space(text, n.end), "世纪") {
        if text[end..].starts_with("之交") {
            return Some(Point { value: TimeValue::Now, end: end + "之交".len(), skip: true });
        }
        return (1..=21).contains(&n.value).then(|| in_century(text, n.value - 1, end))?;
    }
    if let Some((end, rest)) = after(text, space(text, n.end), "年") {
        if rest.starts_with('代') && !rest.starts_with("代表") {
            return decade(n, text, end + "代".len());
        }
        return year(text, n, end, era);
    }
    if let Some(found) = bare(text, n, before) {
        return Some(found);
    }
    if let Some((part, end)) = month_day(text, start) {
        // 十月革命 and its like are names.
        let name = !n.ascii && part.day.is_none() && next_is(text, end, "革党逆花提风宣战危政起事");
        return (!name).then(|| Point::new(TimeValue::Partial(part), end))?;
    }
    day_alone(text, n, before)
}

fn year(text: &str, n: Number, end: usize, era: bool) -> Option<Point> {
    let rest = &text[end..];
    let full = n.digits == 4 && (1000..=2100).contains(&n.value);
    let old = era && (1..=999).contains(&n.value) || n.digits == 3 && month_day(text, space(text, end)).is_some();
    if !full && !old {
        return None;
    }
    // 3000年历史, 1000年来 count years.
    let counts = ["历史", "的历史", "以上", "之久", "左右的", "以下", "多", "余"].iter().any(|w| rest.starts_with(w));
    let round = n.value % 100 == 0 && n.value < 1500 && !era;
    if counts || round && month_day(text, end).is_none() {
        return None;
    }
    dated(text, n.value, end)
}

/// `1978.12.25`, `1978/12/25`.
fn dotted(text: &str, n: Number) -> Option<Point> {
    let mark = text[n.end..].chars().next().filter(|c| matches!(c, '.' | '/'))?;
    let short = |at: usize, most: i32| number(text, at).filter(|n| n.ascii && n.digits <= 2 && (1..=most).contains(&n.value));
    let month = short(n.end + 1, 12)?;
    let day = short(month.end + 1, 31).filter(|_| text[month.end..].starts_with(mark))?;
    let goes_on = text[day.end..].starts_with(|c: char| c == mark || c.is_ascii_alphanumeric());
    let date = Edtf::new(format!("{:04}-{:02}-{:02}", n.value, month.value, day.value)).filter(|_| !goes_on)?;
    Point::new(TimeValue::Date(date), day.end)
}

/// Years without 年: `1937-1941`, `1937-41年`, `(1950)`, `1953至1955年`; and `1957-08-02`.
fn bare(text: &str, n: Number, before: Before) -> Option<Point> {
    if n.digits != 4 || !n.ascii || !(1500..=2100).contains(&n.value) {
        return None;
    }
    if let Some(iso) = text.get(n.end - 4..n.end + 6).filter(|t| t.as_bytes()[4] == b'-' && t.as_bytes()[7] == b'-')
        && let Some(date) = Edtf::new(iso)
    {
        return Point::new(TimeValue::Date(date), n.end + 6);
    }
    if let Some(found) = dotted(text, n) {
        return Some(found);
    }
    let date = |end: usize| Point::new(TimeValue::Date(Edtf::new(n.value.to_string())?), end);
    let close = |at: usize| text[at..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != '%' && c != '-');
    let in_brackets = matches!(before.last, Some('(' | '（'));
    if in_brackets && close(n.end) {
        return date(n.end);
    }
    let range = first_of(text, n.end, &["-", "~", "～", "至", "到"]);
    let second = number(text, range.or_else(|| first_of(text, n.end, &["、", "和", "与", "及"]))?)?;
    let year = match second.digits {
        4 => second.value,
        2 if second.ascii => n.value / 100 * 100 + second.value,
        _ => return None,
    };
    if year <= n.value || year > 2100 {
        return None;
    }
    let end = match after(text, second.end, "年") {
        Some((end, rest)) if rest.starts_with('代') && !rest.starts_with("代表") => {
            // 1946-1960年代: a year and a decade.
            if n.value % 10 != 0 || year % 10 != 0 {
                return if second.digits == 4 { date(n.end) } else { None };
            }
            let value = Edtf::new(format!("{}X/{}X", n.value / 10, year / 10))?;
            return Point::new(TimeValue::Date(value), part_of(text, end + "代".len()));
        }
        // The years of a list are dates of their own.
        Some(_) if second.digits == 4 || range.is_none() => return date(n.end),
        Some((end, _)) => end,
        // (1914-18), but 1950-12 may be a month.
        None if range.is_some() && close(second.end) && (second.digits == 4 || in_brackets && second.value > 12) => second.end,
        None => return None,
    };
    Point::new(TimeValue::Date(Edtf::new(format!("{}/{year}", n.value))?), end)
}

/// `8日` where nothing else can be meant, the `8` of `8至9日`.
fn day_alone(text: &str, n: Number, before: Before) -> Option<Point> {
    let opens = before.last.is_none_or(|c| "，。；、 于在至到自从和与及-".contains(c));
    if !opens || !n.ascii || !(1..=31).contains(&n.value) {
        return None;
    }
    let end = match after(text, n.end, "日") {
        Some((end, rest)) => rest.chars().next().is_none_or(|c| !"本游元语军俄美韩方程式".contains(c)).then_some(end)?,
        None => shares(text, n, "日", 31).then_some(n.end)?,
    };
    Point::new(TimeValue::Partial(Partial { day: u8::try_from(n.value).ok(), ..Partial::default() }), end)
}
