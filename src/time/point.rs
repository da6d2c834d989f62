//! One end of a time expression: a date, a decade, a relative word.

use super::{
    Edtf, Partial, TimeValue,
    find::{Before, space},
    number::{Number, number},
};

/// A point in time as written.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub value: TimeValue,
    /// One past its last byte.
    pub end: usize,
    /// Whether it is a time without a value that we give (`昭和20年8月15日`): known, so that its parts are not read as dates.
    pub skip: bool,
}

impl Point {
    fn new(value: TimeValue, end: usize) -> Option<Self> {
        Some(Self { value, end, skip: false })
    }
}

const ERAS: &[&str] = &[
    "明治", "大正", "昭和", "平成", "令和", "顺治", "康熙", "雍正", "干隆", "乾隆", "嘉庆", "道光", "咸丰", "同治", "光绪", "宣统", "洪武",
    "永乐", "万历", "崇祯",
];

/// The point that starts at a place.
pub(super) fn point(text: &str, at: usize, before: Before) -> Option<Point> {
    // No relative word and no reign begins with a digit, and most times do.
    if text.as_bytes().get(at).is_some_and(u8::is_ascii_digit) {
        return numeric(text, at, before);
    }
    relative(text, at, before).or_else(|| era(text, at)).or_else(|| numeric(text, at, before))
}

fn after<'t>(text: &'t str, at: usize, word: &str) -> Option<(usize, &'t str)> {
    text[at..].strip_prefix(word).map(|rest| (at + word.len(), rest))
}

fn first_of(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    words.iter().find(|w| text[at..].starts_with(**w)).map(|w| at + w.len())
}

fn next_is(text: &str, at: usize, set: &str) -> bool {
    text[at..].chars().next().is_some_and(|c| set.contains(c))
}

/// `同年9月`, `次年`, `同月`, `次日`, `目前` …
fn relative(text: &str, at: usize, before: Before) -> Option<Point> {
    let last = |set: &str| before.last.is_some_and(|c| set.contains(c));
    if let Some(end) = first_of(text, at, &["同年", "该年", "当年", "是年", "那年"]) {
        if next_is(text, end, "轻龄级度会") {
            return None;
        }
        let (part, end) = rest_of_year(text, end);
        return Point::new(TimeValue::SameYear(part), end);
    }
    if let Some(end) = first_of(text, at, &["次年", "翌年", "第二年"]) {
        if next_is(text, end, "会级") || last("一二三四五六七八九十每多首几两0123456789") {
            return None;
        }
        let (part, end) = rest_of_year(text, end);
        return Point::new(TimeValue::NextYear(part), end);
    }
    if let Some(end) = first_of(text, at, &["同月", "该月", "当月"]) {
        if next_is(text, end, "球亮") {
            return None;
        }
        let day = number(text, end).filter(|n| (1..=31).contains(&n.value) && next_is(text, n.end, "日号"));
        let (day, end) = day.map_or((None, end), |n| (u8::try_from(n.value).ok(), n.end + "日".len()));
        return Point::new(TimeValue::SameMonth { day }, end);
    }
    // 同日本, 当日军: a preposition and a country.
    const COUNTRY: &str = "本军方俄美韩苏朝中英德法语元占据裔侨籍台伪";
    if let Some(end) = first_of(text, at, &["同日", "当日", "当天", "是日"]) {
        return (!next_is(text, end, COUNTRY)).then(|| Point::new(TimeValue::SameDay, end))?;
    }
    if let Some(end) = first_of(text, at, &["次日", "翌日"]) {
        if next_is(text, end, COUNTRY) || last("一二三四五六七八九十每多首几两0123456789") {
            return None;
        }
        return Point::new(TimeValue::NextDay, end);
    }
    if let Some(end) = first_of(text, at, &["目前", "现在", "如今", "现今", "当今", "迄今", "至今", "今日", "今天"]) {
        let inside =
            text[at..].starts_with('目') && last("项节题科曲账名数") || text[at..].starts_with('现') && last("出发表体实呈展浮再显涌重");
        if inside || text[at..].starts_with("今日") && next_is(text, end, COUNTRY) {
            return None;
        }
        return Point::new(TimeValue::Now, end);
    }
    None
}

/// Month, day, season behind a year, and where they end.
fn rest_of_year(text: &str, at: usize) -> (Partial, usize) {
    if let Some((part, end)) = month_day(text, space(text, at)) {
        return (part, end);
    }
    if let Some((season, end)) = season(text, at) {
        return (Partial { season: Some(season), ..Partial::default() }, end);
    }
    let end = first_of(text, at, &["年初", "年底", "年末", "年终", "上半年", "下半年", "初", "底", "末"]).unwrap_or(at);
    (Partial::default(), end)
}

fn season(text: &str, at: usize) -> Option<(u8, usize)> {
    let (season, word) = [(21, "春"), (22, "夏"), (23, "秋"), (24, "冬")].into_iter().find(|(_, w)| text[at..].starts_with(*w))?;
    let end = at + word.len();
    if let Some(end) = first_of(text, end, &["季", "天"]) {
        // The winter games are no winter.
        return (!next_is(text, end, "奥达运世青")).then_some((season, end));
    }
    (!next_is(text, end, "节威明宫奥令装粮收田耕眠秋冬运")).then_some((season, end))
}

/// `9月`, `9月3日`, `9月上旬`.
fn month_day(text: &str, at: usize) -> Option<(Partial, usize)> {
    let month = number(text, at).filter(|n| (1..=12).contains(&n.value) && n.digits <= 2)?;
    let (end, _) = after(text, space(text, month.end), "月")?;
    let mut part = Partial { month: u8::try_from(month.value).ok(), ..Partial::default() };
    let start = space(text, end);
    if let Some(day) = number(text, start).filter(|n| (1..=31).contains(&n.value) && n.digits <= 2) {
        let close = space(text, day.end);
        if next_is(text, close, "日号") && !text[close..].starts_with("日本") {
            part.day = u8::try_from(day.value).ok();
            return Some((part, close + "日".len()));
        }
    }
    Some((part, first_of(text, end, &["份", "上旬", "中旬", "下旬", "初", "底", "末"]).unwrap_or(end)))
}

/// Years of Chinese and Japanese reigns: no value is given, but their months must not be read on their own. 民国 has one.
fn era(text: &str, at: usize) -> Option<Point> {
    if let Some((start, _)) = after(text, at, "民国") {
        let (year, end) = match after(text, start, "元年") {
            Some((end, _)) => (1, end),
            None => {
                let n = number(text, start).filter(|n| n.digits <= 3 && (1..=200).contains(&n.value))?;
                (n.value, after(text, n.end, "年")?.0)
            }
        };
        return dated(text, 1911 + year, end);
    }
    let start = first_of(text, at, ERAS)?;
    let end = match after(text, start, "元年") {
        Some((end, _)) => end,
        None => after(text, number(text, start)?.end, "年")?.0,
    };
    let end = month_day(text, end).map_or(end, |(_, end)| end);
    Some(Point { value: TimeValue::Now, end, skip: true })
}

/// A year that is read, with the month, day or season that follows.
fn dated(text: &str, year: i32, end: usize) -> Option<Point> {
    let (part, end) = rest_of_year(text, end);
    Point::new(TimeValue::Date(part.in_year(year)?), end)
}

/// What begins with a number, or with 公元, 上世纪, 本世纪.
fn numeric(text: &str, at: usize, before: Before) -> Option<Point> {
    for (word, century) in [("上世纪", 19), ("上个世纪", 19), ("本世纪", 20)] {
        if let Some((end, _)) = after(text, at, word) {
            return in_century(text, century, end);
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

/// `20世纪50年代`, `19世纪末`, `二十世纪五六十年代`; `century` is the number of hundreds.
fn in_century(text: &str, century: i32, end: usize) -> Option<Point> {
    let start = first_of(text, end, &["的"]).unwrap_or(end);
    if let Some((first, last, end)) = decade_words(text, start) {
        let from = format!("{:02}{}X", century, first / 10);
        let to = format!("{:02}{}X", century, last / 10);
        let form = if first == last { from.clone() } else { format!("{from}/{to}") };
        return Point::new(TimeValue::Date(Edtf::new(form).or_else(|| Edtf::new(from))?), part_of(text, end));
    }
    Point::new(TimeValue::Date(Edtf::new(format!("{century:02}XX"))?), part_of(text, end))
}

/// `50年代`, `五十年代`, `五六十年代`, `50至60年代`: first and last decade, and where the words end.
fn decade_words(text: &str, at: usize) -> Option<(i32, i32, usize)> {
    let tens = |n: Number| (n.value % 10 == 0 && (10..=90).contains(&n.value)).then_some(n.value);
    if let Some(n) = number(text, at) {
        if let Some((end, rest)) = after(text, n.end, "年代") {
            return if rest.starts_with('表') { None } else { tens(n).map(|t| (t, t, end)) };
        }
        let sep = first_of(text, n.end, &["至", "到", "-", "、", "和", "与"])?;
        let second = number(text, sep)?;
        let end = after(text, second.end, "年代")?.0;
        let first = tens(n).or_else(|| (!n.ascii && (1..=9).contains(&n.value)).then_some(n.value * 10))?;
        return tens(second).map(|t| (first, t, end));
    }
    // 五六十年代
    let mut chars = text[at..].char_indices();
    let ((_, a), (second, _)) = (chars.next()?, chars.next()?);
    let first = number(a.encode_utf8(&mut [0; 4]), 0).filter(|n| (1..=9).contains(&n.value))?.value * 10;
    let n = number(text, at + second)?;
    let end = after(text, n.end, "年代")?.0;
    tens(n).map(|t| (first, t, end))
}

fn decade(n: Number, text: &str, end: usize) -> Option<Point> {
    let end = part_of(text, end);
    if n.digits == 4 && n.value % 10 == 0 && (1000..=2090).contains(&n.value) {
        return Point::new(TimeValue::Date(Edtf::new(format!("{}X", n.value / 10))?), end);
    }
    if n.digits == 2 && n.value % 10 == 0 {
        let part = Partial { decade: u8::try_from(n.value).ok(), ..Partial::default() };
        return Point::new(TimeValue::Partial(part), end);
    }
    None
}

/// Behind the words for a part of a decade or century, which the value does not tell.
fn part_of(text: &str, end: usize) -> usize {
    const PARTS: &[&str] = &[
        "初期",
        "早期",
        "前期",
        "中期",
        "中叶",
        "中后期",
        "后期",
        "晚期",
        "末期",
        "末叶",
        "上半叶",
        "下半叶",
        "前半叶",
        "后半叶",
        "前半期",
        "后半期",
        "初叶",
        "初",
        "末",
        "底",
    ];
    first_of(text, end, PARTS).unwrap_or(end)
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
    let date = |end: usize| Point::new(TimeValue::Date(Edtf::new(n.value.to_string())?), end);
    let close = |at: usize| text[at..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != '%' && c != '-');
    if matches!(before.last, Some('(' | '（')) && close(n.end) {
        return date(n.end);
    }
    let sep = first_of(text, n.end, &["-", "~", "～", "至", "到"])?;
    let second = number(text, sep)?;
    let year = match second.digits {
        4 => second.value,
        2 if second.ascii => n.value / 100 * 100 + second.value,
        _ => return None,
    };
    if year <= n.value || year > 2100 {
        return None;
    }
    let end = match after(text, second.end, "年") {
        Some((end, rest)) if rest.starts_with('代') => {
            let value = Edtf::new(format!("{}X/{}X", n.value / 10, year / 10))?;
            return Point::new(TimeValue::Date(value), part_of(text, end + "代".len()));
        }
        Some(_) if second.digits == 4 => return date(n.end),
        Some((end, _)) => end,
        None if second.digits == 4 && close(second.end) => second.end,
        None => return None,
    };
    Point::new(TimeValue::Date(Edtf::new(format!("{}/{year}", n.value))?), end)
}

/// `8日` where nothing else can be meant.
fn day_alone(text: &str, n: Number, before: Before) -> Option<Point> {
    let opens = before.last.is_none_or(|c| "，。；、 于在至-".contains(c));
    let (end, rest) = after(text, n.end, "日")?;
    let closes = rest.chars().next().is_none_or(|c| !"本游元语军俄美韩方程式".contains(c));
    if !opens || !closes || !n.ascii || !(1..=31).contains(&n.value) {
        return None;
    }
    Point::new(TimeValue::Partial(Partial { day: u8::try_from(n.value).ok(), ..Partial::default() }), end)
}
