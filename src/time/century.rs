//! Centuries and decades: `20世纪50年代末`, `1950年代`.

use super::{
    Edtf, Partial, TimeValue,
    number::{Number, number},
    point::{Point, after, first_of},
};

/// `20世纪50年代`, `19世纪末`, `二十世纪五六十年代`; `century` is the number of hundreds.
pub(super) fn in_century(text: &str, century: i32, end: usize) -> Option<Point> {
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

pub(super) fn decade(n: Number, text: &str, end: usize) -> Option<Point> {
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
pub(super) fn part_of(text: &str, end: usize) -> usize {
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
