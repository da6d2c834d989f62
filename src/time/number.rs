//! Numbers as dates write them: `1950`, `一九五〇`, `二十一`.

/// A number read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub value: i32,
    /// One past its last byte.
    pub end: usize,
    /// How many digits were written; for numbers with 十 the digits of the value.
    pub digits: usize,
    /// Whether it is written in ASCII digits.
    pub ascii: bool,
}

fn digit(c: char) -> Option<i32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Whether a character can be part of a number.
pub(super) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万' | '亿' | '廿' | '卅')
}

/// The number at a place: at most four digits, or Chinese up to 99. Longer ones (`10,000`, `三百`) are no part of a date.
pub(super) fn number(text: &str, at: usize) -> Option<Number> {
    let rest = text.get(at..)?;
    if rest.as_bytes().first()?.is_ascii_digit() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 4 {
            return None;
        }
        return Some(Number { value: rest[..digits].parse().ok()?, end: at + digits, digits, ascii: true });
    }
    let (mut all, mut count, mut end) = (['\0'; 6], 0, at);
    for (place, c) in all.iter_mut().zip(rest.chars().take_while(|c| is_numeral(*c) && !c.is_ascii_digit())) {
        *place = c;
        count += 1;
        end += c.len_utf8();
    }
    let chars = &all[..count];
    let value = chinese(chars)?;
    let positional = count >= 3 && chars.iter().all(|c| digit(*c).is_some());
    let digits = if positional { count } else { value.checked_ilog10().map_or(1, |tens| tens as usize + 1) };
    Some(Number { value, end, digits, ascii: false })
}

fn chinese(chars: &[char]) -> Option<i32> {
    match chars {
        [] => None,
        [a] if digit(*a).is_some() => digit(*a),
        ['十'] => Some(10),
        ['廿'] => Some(20),
        ['卅'] => Some(30),
        // 五〇年代
        [a, '〇' | '○' | '零'] => digit(*a).filter(|n| *n > 0).map(|n| n * 10),
        ['十', b] => Some(10 + digit(*b)?),
        ['廿', b] => Some(20 + digit(*b)?),
        ['卅', b] => Some(30 + digit(*b)?),
        [a, '十'] => Some(digit(*a)? * 10),
        [a, '十', b] => Some(digit(*a)? * 10 + digit(*b)?),
        digits if (3..=4).contains(&digits.len()) => digits.iter().try_fold(0, |sum, c| Some(sum * 10 + digit(*c)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_writings() {
        let value = |t: &str| number(t, 0).map(|n| (n.value, n.digits));
        assert_eq!(value("1950年"), Some((1950, 4)));
        assert_eq!(value("一九五〇年"), Some((1950, 4)));
        assert_eq!(value("二十一日"), Some((21, 2)));
        assert_eq!(value("十月"), Some((10, 2)));
        assert_eq!(value("廿三日"), Some((23, 2)));
        assert_eq!(value("三十日"), Some((30, 2)));
        for none in ["12345", "三百年", "年", "五六", ""] {
            assert_eq!(value(none), None, "{none}");
        }
    }
}
