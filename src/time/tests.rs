//! What is found in texts, and what is refused.

use super::*;

/// All times of a text as `value role`, joined by `; `.
fn show(text: &str) -> String {
    let all = find_dates(&crate::fold::fold(text));
    let one = |t: &TimeExpr| {
        let value = match &t.value {
            TimeValue::Date(d) => d.as_str().to_owned(),
            TimeValue::Partial(p) => format!("partial {}", part(p)),
            TimeValue::SameYear(p) => format!("same {}", part(p)),
            TimeValue::NextYear(p) => format!("next {}", part(p)),
            TimeValue::SameMonth { day } => {
                format!("month {}", day.map_or(String::new(), |d| d.to_string()))
            }
            TimeValue::SameDay => "day".into(),
            TimeValue::NextDay => "nextday".into(),
            TimeValue::Now => "now".into(),
        };
        let role = match t.role {
            Role::At => "",
            Role::Since => " since",
            Role::Until => " until",
            Role::Range => " range",
            Role::About => " about",
        };
        format!("{}{role}", value.trim_end())
    };
    all.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn part(p: &Partial) -> String {
    let mut out = String::new();
    for (tag, value) in [("D", p.decade), ("m", p.month), ("d", p.day), ("s", p.season)] {
        if let Some(value) = value {
            out += &format!("{tag}{value}");
        }
    }
    out
}

#[test]
fn finds() {
    let cases = [
        ("1950年签署", "1950"),
        ("於1957年8月2日建交", "1957-08-02"),
        ("2007年4月舉行", "2007-04"),
        ("1950年初，双方", "1950"),
        ("1950年底和1951年年初", "1950; 1951"),
        ("1950年中国参战", "1950"),
        ("20世紀50年代", "195X"),
        ("二十世纪五十年代末", "195X"),
        ("1950年代初期", "195X"),
        ("1990年代表团访问", "1990"),
        ("到了50年代", "partial D50"),
        ("七十年代后期", "partial D70"),
        ("20世纪五六十年代", "195X/196X range"),
        ("20世纪50至60年代", "195X/196X range"),
        ("1950至60年代", "195X/196X range"),
        ("1937年至1941年", "1937/1941 range"),
        ("从1937年到1941年", "1937/1941 range"),
        ("1937-1941年", "1937/1941 range"),
        ("1937年–1941年間", "1937/1941 range"),
        ("1953至1955年", "1953/1955 range"),
        ("1941年4月至6月", "1941-04/1941-06 range"),
        ("1941年4月5日至7日", "1941-04-05/1941-04-07 range"),
        ("1955年至次年3月", "1955/1956-03 range"),
        ("自1950年以來", "1950 since"),
        ("自1950年起", "1950 since"),
        ("从2014年开始", "2014 since"),
        ("2014年以后", "2014 since"),
        ("1949年至今", "1949 since"),
        ("1956年以前", "1956 until"),
        ("1956年之前", "1956 until"),
        ("1956年为止", "1956 until"),
        ("，至1956年", "1956 until"),
        ("直到1971年", "1971 until"),
        ("推迟至1956年", "1956"),
        ("1955年秋", "1955-23"),
        ("1955年秋季，", "1955-23"),
        ("1962年夏天", "1962-22"),
        ("1961年春", "1961-21"),
        ("2014年冬季奥运会", "2014"),
        ("1999年夏威夷", "1999"),
        ("约1969年", "1969~ about"),
        ("1969年前后", "1969~ about"),
        ("1969年左右", "1969~ about"),
        ("两国的条约1969年生效", "1969"),
        ("19世纪末", "18XX"),
        ("二十世紀初", "19XX"),
        ("21世纪以来", "20XX since"),
        ("上世纪60年代", "196X"),
        ("民国38年", "1949"),
        ("民國三十八年十月", "1949-10"),
        ("一九四九年十月一日", "1949-10-01"),
        ("公元前44年", "-0043"),
        ("公元751年", "0751"),
        ("1951年5月下旬", "1951-05"),
        ("12月", "partial m12"),
        ("7月7日，", "partial m7d7"),
        ("同年9月", "same m9"),
        ("该年1月", "same m1"),
        ("当年秋", "same s23"),
        ("次年3月5日", "next m3d5"),
        ("翌年", "next"),
        ("同月3日", "month 3"),
        ("同月签署", "month"),
        ("同日，", "day"),
        ("次日", "nextday"),
        ("目前双方", "now"),
        ("2012年版", "2012"),
        ("（1937－1941）", "1937/1941 range"),
        ("（1950）", "1950"),
        ("1957-08-02", "1957-08-02"),
        ("昭和20年8月15日（1945年）", "1945"),
        ("1939年8月23日和1941年6月22日", "1939-08-23; 1941-06-22"),
        ("70年代末至80年代初", "partial D70; partial D80"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
}

#[test]
fn refuses() {
    let none = [
        "为期5年",
        "3000年历史",
        "100年来",
        "1000年以上",
        "24小时",
        "T-34坦克",
        "12345年",
        "十月革命",
        "八月风暴",
        "3个月",
        "30日元",
        "同日本签署",
        "出现在会上",
        "项目前期",
        "20岁",
        "第5号决议",
        "1950人",
        "共1937-1941名",
        "当年轻人",
        "昭和20年8月15日",
        "五年计划",
        "三次年会",
        "15日本人",
    ];
    for text in none {
        assert_eq!(show(text), "", "{text}");
    }
}

#[test]
fn resolves_by_context() {
    let resolve =
        |text: &str, context: &str| find_dates(text).remove(0).resolve(Edtf::new(context).as_ref()).map(|d| d.as_str().to_owned());
    assert_eq!(resolve("同年9月", "1957-08-02").as_deref(), Some("1957-09"));
    assert_eq!(resolve("次年", "1957").as_deref(), Some("1958"));
    assert_eq!(resolve("50年代", "1949").as_deref(), Some("195X"));
    assert_eq!(resolve("50年代", "2003").as_deref(), Some("195X"));
    assert_eq!(resolve("12月", "1957-08").as_deref(), Some("1957-12"));
    assert_eq!(resolve("12月", "195X"), None);
    assert_eq!(resolve("同月3日", "1957-08").as_deref(), Some("1957-08-03"));
    assert_eq!(resolve("次日", "1957-08-31").as_deref(), Some("1957-09-01"));
    assert_eq!(resolve("1956年以前", "1950").as_deref(), Some("/1956"));
    assert_eq!(resolve("自1956年起", "1950").as_deref(), Some("1956/"));
}

#[test]
fn long_digits_do_not_hurt() {
    assert_eq!(find_dates(&"1".repeat(100_000)), vec![]);
    assert_eq!(find_dates(&"自".repeat(100_000)), vec![]);
    assert_eq!(find_dates(&"一".repeat(100_000)), vec![]);
}
