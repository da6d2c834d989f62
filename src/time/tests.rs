//! What is found in texts, and what is refused.

use super::*;

/// All times of a text as `value role`, joined by `; `.
fn show(text: &str) -> String {
    let all = find_dates(&crate::fold::fold(text));
    let one = |t: &TimeExpr| {
        let value = value(&t.value);
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

fn value(value: &TimeValue) -> String {
    match value {
        TimeValue::Date(d) => d.as_str().to_owned(),
        TimeValue::Partial(p) => format!("partial {}", part(p)),
        TimeValue::InYear { after: 0, part: p } => format!("same {}", part(p)),
        TimeValue::InYear { after: 1, part: p } => format!("next {}", part(p)),
        TimeValue::InYear { after, part: p } => format!("year{after:+} {}", part(p)),
        TimeValue::InMonth { after, day } => {
            let after = if *after == 0 { String::new() } else { format!("{after:+}") };
            format!("month{after} {}", day.map_or(String::new(), |d| d.to_string()))
        }
        TimeValue::InWeek { after } => format!("week{after:+}"),
        TimeValue::OnDay { after: 0 } => "day".into(),
        TimeValue::OnDay { after: 1 } => "nextday".into(),
        TimeValue::OnDay { after } => format!("day{after:+}"),
        TimeValue::Range(from, to) => format!("{} to {}", self::value(from), self::value(to)),
        TimeValue::Now => "now".into(),
    }
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
        ("二十世纪五〇年代", "195X"),
        ("1978.12.25", "1978-12-25"),
        ("1978/2/5", "1978-02-05"),
        ("版本1978.12.25.3", ""),
        ("二十世纪五十年代末", "195X"),
        ("1950年代初期", "195X"),
        ("1990年代表团访问", "1990"),
        ("民國六十年代，兩國斷交", "1971/1980 range"),
        ("昭和三十年代初期", "1955/1964 range"),
        ("民國六十年代表團訪日", "1971"),
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
        ("昭和20年8月15日（1945年）", "1945-08-15; 1945"),
        ("1939年8月23日和1941年6月22日", "1939-08-23; 1941-06-22"),
        ("70年代末至80年代初", "partial D70 to partial D80 range"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
}

#[test]
fn finds_parts_of_years_and_centuries() {
    let cases = [
        ("1950年中，", "1950"),
        ("1950年年中签署", "1950"),
        ("1950年底前", "1950 until"),
        ("1950年末，", "1950"),
        ("1950年上半年", "1950"),
        ("1950年下半年", "1950"),
        ("20世纪50年代中期", "195X"),
        ("20世纪50年代的", "195X"),
        ("1990年代末期", "199X"),
        ("1960、70年代的领导人", "196X/197X range"),
        ("（1946-1960年代）", "1946/196X range"),
        ("二〇一四年", "2014"),
        ("一九四九年十月", "1949-10"),
        ("1950和1960年代", "195X/196X range"),
        ("1951年5月上旬", "1951-05"),
        ("5月中旬，", "partial m5"),
        ("1950年元旦", "1950-01-01"),
        ("次年元旦", "next m1d1"),
        ("1955年春夏之交", "1955-21"),
        ("翌年春", "next s21"),
        ("翌年春天", "next s21"),
        ("，年末，德军", "partial"),
        ("于下半年签署", "partial"),
        ("同年上半年", "same"),
        ("19世纪末20世纪初", "18XX; 19XX"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
}

#[test]
fn finds_ranges_and_lists() {
    let cases = [
        ("1904年2月至1905年9月", "1904-02/1905-09 range"),
        ("5月27日至28日", "partial m5d27 to partial d28 range"),
        ("5月27日—28日", "partial m5d27 to partial d28 range"),
        ("5月27至28日", "partial m5d27 to partial d28 range"),
        ("5月27日晚至28日", "partial m5d27 to partial d28 range"),
        ("，27日至28日", "partial d27 to partial d28 range"),
        ("9月至10月", "partial m9 to partial m10 range"),
        ("9至10月", "partial m9 to partial m10 range"),
        ("8月至次年2月", "partial m8 to next m2 range"),
        ("翌年3月7日至13日", "next m3d7 to partial d13 range"),
        ("同月3日至5日", "month 3 to partial d5 range"),
        ("1990年9月3日至4日", "1990-09-03/1990-09-04 range"),
        ("1990年9月3日至10月4日", "1990-09-03/1990-10-04 range"),
        ("1950年3至5月", "1950-03/1950-05 range"),
        ("1950年3月10至15日", "1950-03-10/1950-03-15 range"),
        ("5月至28日", "partial m5; partial d28"),
        ("9月28日至27日", "partial m9d28; partial d27"),
        ("1950、1951年", "1950; 1951"),
        ("1950和1951年", "1950; 1951"),
        ("1950、51年", "1950"),
        ("2001年和2002年", "2001; 2002"),
        ("5月3日和5日", "partial m5d3; partial d5"),
        ("5月3、4日", "partial m5d3; partial d4"),
        ("3、4月间", "partial m3; partial m4"),
        ("（1912－1949年）", "1912/1949 range"),
        ("（1912年－1949年）", "1912/1949 range"),
        ("1914-18年", "1914/1918 range"),
        ("（1914-18）", "1914/1918 range"),
        ("截至1979年", "1979 until"),
        ("截止到1979年底", "1979 until"),
        ("自1950年起", "1950 since"),
        ("1950年以降", "1950 since"),
        ("，至今年9月", "now until"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
}

#[test]
fn finds_times_counted_from_another() {
    let cases = [
        ("同一年9月", "same m9"),
        ("在这一年", "same"),
        ("当年代表团访问", "same"),
        ("前一年9月", "year-1 m9"),
        ("上一年，", "year-1"),
        ("次月，", "month+1"),
        ("翌月25日", "month+1 25"),
        ("同月底", "month"),
        ("本月5日", "month 5"),
        ("隔日", "nextday"),
        ("在第二天宣布", "nextday"),
        ("前一天，", "day-1"),
        ("，三天后，", "day+3"),
        ("于四天后断交", "day+4"),
        ("。十一天後，", "day+11"),
        ("，五日后", "day+5"),
        ("3天之后", "day+3"),
        ("两周后，", "week+2"),
        ("三个星期后，", "week+3"),
        ("，兩個月後又", "month+2"),
        ("，兩年後裁定", "year+2"),
        ("三年之后", "year+3"),
        ("十年以后", "year+10"),
        ("12年后", "year+12"),
        ("去年9月", "now"),
        ("，前年5月", "now"),
        ("今年底", "now"),
        ("明年初", "now"),
        ("西贡易手当日", "now"),
        ("会议闭幕当天", "now"),
        ("建交当年9月", "now"),
        ("签署当月", "now"),
        ("苏联当日宣布", "day"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
}

#[test]
fn finds_years_of_reigns() {
    let cases = [
        ("民国元年", "1912"),
        ("中華民國三十八年", "1949"),
        ("昭和20年", "1945"),
        ("明治三十八年（1905年）", "1905; 1905"),
        ("明治三十八年9月5日", "1905-09-05"),
        ("明治4年7月29日", "1871"),
        ("平成元年1月8日", "1989-01-08"),
        ("令和元年", "2019"),
        ("光绪二十年", "1894"),
        ("光緒二十年六月", "1894"),
        ("乾隆六十年", "1795"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
}

#[test]
fn refuses_what_only_looks_relative() {
    let none = [
        "光绪二十年十一月",
        "光绪四十年",
        "昭和70年",
        "20世纪之交",
        "世纪之交",
        "战后",
        "两年多后",
        "近两年后",
        "数年后",
        "十余年后",
        "独立两年后",
        "德国投降90日后",
        "避难三个星期后",
        "，5日后",
        "，78年后",
        "，100年后",
        "，三年后期",
        "，两年后方",
        "每两年",
        "独立的前一年",
        "二十年前年均",
        "过去年代",
        "失去年轻人",
        "说明年份",
        "同年代",
        "这一年多",
        "第二天然气管道",
        "连续第二年",
        "想当年",
        "每年年底",
        "该计划下半年度",
        "5年初",
        "三、十月革命",
        "共3、4个",
        "隔壁",
        "元旦",
    ];
    for text in none {
        let found = show(text);
        assert_eq!(found, "", "{text}");
    }
    assert_eq!(show("1950年后"), "1950 since");
    assert_eq!(show("，1950年之后"), "1950 since");
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
fn counts_from_the_last_date() {
    let cases = [
        ("次月25日", "1978-11-03", Some("1978-12-25")),
        ("次月", "1978-12", Some("1979-01")),
        ("次月", "1978", None),
        ("两个月后", "1978-12-03", Some("1979-02")),
        ("两年后", "1978-12-03", Some("1980")),
        ("两年后", "1937/1941", Some("1943")),
        ("两年后", "197X", None),
        ("前一年9月", "1978-12-03", Some("1977-09")),
        ("三天后", "1980-02-27", Some("1980-03-01")),
        ("三天后", "1979-12-30", Some("1980-01-02")),
        ("三天后", "1979-12", None),
        ("两周后", "1979-12-20", Some("1980-01")),
        ("前一天", "1980-03-01", Some("1980-02-29")),
        ("次日", "1979-12-31", Some("1980-01-01")),
        ("同日", "1979-12", None),
        ("5月27日至28日", "1905", Some("1905-05-27/1905-05-28")),
        ("5月27日至6月2日", "1905-01", Some("1905-05-27/1905-06-02")),
        ("8月至次年2月", "1905", Some("1905-08/1906-02")),
        ("翌年3月7日至13日", "1978-12-17", Some("1979-03-07/1979-03-13")),
        ("10月至9月", "1905", Some("1905-10")),
        ("70年代末至80年代初", "1960", Some("197X/198X")),
        ("17日", "1978-09", Some("1978-09-17")),
        ("17日", "1978", None),
        ("30日", "1905-05-27/1905-05-28", Some("1905-05-30")),
        ("9月1日", "1905", Some("1905-09-01")),
        ("同月5日", "1905-09-01", Some("1905-09-05")),
        ("，年末，", "1941-09", Some("1941")),
        ("翌年春", "1941-09", Some("1942-21")),
        ("同年秋", "1941-03", Some("1941-23")),
        ("去年9月", "1941-03", None),
    ];
    for (text, context, wanted) in cases {
        let found = find_dates(text).first().and_then(|d| d.resolve(Edtf::new(context).as_ref()));
        assert_eq!(found.as_ref().map(Edtf::as_str), wanted, "{text} after {context}");
    }
}

#[test]
fn long_digits_do_not_hurt() {
    assert_eq!(find_dates(&"1".repeat(100_000)), vec![]);
    assert_eq!(find_dates(&"自".repeat(100_000)), vec![]);
    assert_eq!(find_dates(&"一".repeat(100_000)), vec![]);
}
