//! Years counted by reigns: `民国38年`, `昭和20年8月15日`, `光绪二十年`.

use std::sync::LazyLock;

use super::{
    Edtf, TimeValue,
    century::part_of,
    number::number,
    point::{Point, after, dated, month_day},
};
use crate::hash::Characters;

/// A way to count years.
struct Reign {
    name: &'static str,
    /// The year before its first one.
    before: i32,
    /// Its last year.
    years: i32,
    /// The first of its years whose months are those of the Gregorian calendar.
    gregorian: i32,
}

const NEVER: i32 = i32::MAX;

const fn reign(name: &'static str, first: i32, last: i32, gregorian: i32) -> Reign {
    Reign { name, before: first - 1, years: last - first + 1, gregorian }
}

/// First and last year of each, as the Chinese Wikipedia gives them (年號, 日本年號列表); Japan took over the Gregorian calendar in 1873, China in 1912.
const REIGNS: &[Reign] = &[
    reign("民国", 1912, 2100, 1),
    reign("明治", 1868, 1912, 6),
    reign("大正", 1912, 1926, 1),
    reign("昭和", 1926, 1989, 1),
    reign("平成", 1989, 2019, 1),
    reign("令和", 2019, 2100, 1),
    reign("洪武", 1368, 1398, NEVER),
    reign("永乐", 1403, 1424, NEVER),
    reign("万历", 1573, 1620, NEVER),
    reign("崇祯", 1628, 1644, NEVER),
    reign("顺治", 1644, 1661, NEVER),
    reign("康熙", 1662, 1722, NEVER),
    reign("雍正", 1723, 1735, NEVER),
    // As the script tables fold 乾.
    reign("干隆", 1736, 1795, NEVER),
    reign("乾隆", 1736, 1795, NEVER),
    reign("嘉庆", 1796, 1820, NEVER),
    reign("道光", 1821, 1850, NEVER),
    reign("咸丰", 1851, 1861, NEVER),
    reign("同治", 1862, 1874, NEVER),
    reign("光绪", 1875, 1908, NEVER),
    reign("宣统", 1909, 1912, NEVER),
];

/// What a reign begins with: nearly nothing does.
static BEGINS: LazyLock<Characters> = LazyLock::new(|| REIGNS.iter().filter_map(|r| r.name.chars().next()).collect());

/// A year of a reign, with its month and day. Months of a lunar calendar are passed over, and from the eleventh on so is the year: it may be the next one.
pub(super) fn year_of_reign(text: &str, at: usize) -> Option<Point> {
    text[at..].chars().next().filter(|c| BEGINS.may_hold(*c))?;
    let reign = REIGNS.iter().find(|r| text[at..].starts_with(r.name))?;
    let start = at + reign.name.len();
    let (year, end) = match after(text, start, "元年") {
        Some((end, _)) => (1, end),
        None => {
            let n = number(text, start).filter(|n| n.digits <= 3 && n.value >= 1)?;
            (n.value, after(text, n.end, "年")?.0)
        }
    };
    if year > reign.years {
        return None;
    }
    // `民国六十年代` begins with the sixtieth year.
    if let Some((end, rest)) = after(text, end, "代").filter(|(_, rest)| year % 10 == 0 && !rest.starts_with('表')) {
        let first = reign.before + year;
        let value = Edtf::new(format!("{first}/{}", (first + 9).min(reign.before + reign.years)))?;
        return Point::new(TimeValue::Date(value), if rest.is_empty() { end } else { part_of(text, end) });
    }
    if year >= reign.gregorian {
        return dated(text, reign.before + year, end);
    }
    match month_day(text, end) {
        Some((part, end)) if part.month.is_some_and(|m| m > 10) => Some(Point { value: TimeValue::Now, end, skip: true }),
        Some((_, end)) => Point::in_year(reign.before + year, end),
        None => Point::in_year(reign.before + year, end),
    }
}
