//! What the gazetteer finds in texts, what it refuses, and what it says of bad data.

use super::*;
use crate::{fold, time::Edtf};

fn gazetteer() -> &'static Gazetteer {
    static CARRIED: std::sync::LazyLock<Gazetteer> = std::sync::LazyLock::new(|| match Gazetteer::embedded() {
        Ok(g) => g,
        Err(errors) => panic!("{}", errors.iter().map(|e| format!("{e}\n")).collect::<String>()),
    });
    &CARRIED
}

/// Names and compounds of a text as `words=key form`.
fn show(text: &str) -> String {
    let text = fold::fold(text);
    let mut all: Vec<(usize, String)> = Vec::new();
    for m in gazetteer().scan(&text) {
        let form = if m.form == Form::Name { String::new() } else { format!(" {:?}", m.form) };
        let person = m.person.map_or(String::new(), |p| format!(" {}", p.key));
        all.push((m.range.start, format!("{}={}{form}{person}", &text[m.range.clone()], m.entry.key)));
    }
    for c in gazetteer().compounds(&text, &gazetteer().scan(&text), None, &|_| 0) {
        let keys: Vec<&str> = c.parts.iter().map(|(_, e)| e[0].key.as_str()).collect();
        all.push((c.range.start, format!("{}={}", &text[c.range.clone()], keys.join("+"))));
    }
    all.sort();
    all.into_iter().map(|(_, t)| t).collect::<Vec<_>>().join("; ")
}

#[test]
fn finds_names() {
    let cases = [
        ("蘇聯與苏联", "苏联=苏联; 苏联=苏联"),
        ("北韓和朝鲜", "北韩=朝鲜; 朝鲜=朝鲜"),
        ("印度尼西亚", "印度尼西亚=印度尼西亚"),
        ("白俄羅斯", "白俄罗斯=白俄罗斯"),
        ("在印度洋和印度支那", ""),
        ("日本海以及波斯湾", ""),
        ("朝鲜半岛", ""),
        ("俄罗斯族与蒙古族", ""),
        ("苏军进驻", "苏军=苏联 Forces"),
        ("苏联军事顾问", "苏联军事顾问=苏联 Office"),
        ("苏军事顾问", ""),
        ("俄方表示", "俄方=俄罗斯 Side"),
        ("8日方才", ""),
        ("驻日美军", "美军=美国 Forces"),
        ("俄罗斯军品", "俄罗斯=俄罗斯"),
        ("沿海地区", ""),
        ("苏联红军", "苏联红军=苏联 Forces"),
        ("苏联政府", "苏联政府=苏联 Government"),
        ("印度外交部发言人", "印度外交部发言人=印度 Office"),
        ("印度总理尼赫鲁", "印度总理尼赫鲁=印度 Office 贾瓦哈拉尔·尼赫鲁"),
        ("印度海军", "印度海军=印度 Forces"),
        ("俄罗斯方面", "俄罗斯方面=俄罗斯 Side"),
        ("美国人", "美国人=美国 People"),
        ("英国人民", "英国人民=英国 People"),
        ("法国时任总统戴高乐", "法国时任总统戴高乐=法国 Office 戴高乐"),
        ("中国驻美大使", "中国驻美大使=中华人民共和国 Office"),
        ("德语", ""),
        ("中国银行", ""),
        ("西方国家和东欧各国", "西方国家=西方国家; 东欧各国=东欧国家"),
        ("中国共产党", "中国共产党=中国共产党"),
        ("朝鲜战争", "朝鲜战争=朝鲜战争"),
        ("阿薩德政權", "阿萨德政权=阿萨德政权"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
}

#[test]
fn finds_compounds() {
    let cases = [
        ("中俄关系", "中俄=中华人民共和国+俄罗斯"),
        ("印巴战争", "印巴=印度+巴基斯坦"),
        ("美蘇兩國", "美苏=美国+苏联"),
        ("中苏朝三国", "中苏朝=中华人民共和国+苏联+朝鲜"),
        ("中美英蘇", "中美英苏=中华人民共和国+美国+英国+苏联"),
        ("俄烏衝突", "俄乌=俄罗斯+乌克兰"),
        ("1950年的中苏联盟", "中苏=中华人民共和国+苏联"),
        ("美苏联合声明", "美苏=美国+苏联"),
        ("英美国家", "英美=英国+美国"),
        ("苏芬战争", "苏芬=苏联+芬兰"),
        ("日韩贸易", "日韩=日本+韩国"),
        ("苏南关系", "苏南=苏联+南斯拉夫"),
        ("蒙苏友好", "蒙苏=蒙古+苏联"),
        ("第二次印巴战争", "印巴=印度+巴基斯坦"),
        ("中南两国", "中南=中华人民共和国+南斯拉夫"),
        ("破坏中苏友谊", "中苏=中华人民共和国+苏联"),
    ];
    for (text, wanted) in cases {
        assert_eq!(show(text), wanted, "{text}");
    }
    for none in [
        "中东和中亚",
        "江苏南部",
        "日中而食",
        "其中法律",
        "以后以来",
        "中央与地方",
        "欧洲中部",
        "苏丹港",
        "中南半岛",
        "加以改造",
        "古巴西部的港口",
    ] {
        let found = gazetteer().compounds(&fold::fold(none), &[], None, &|_| 0);
        assert!(found.is_empty(), "{none}: {found:?}");
    }
}

#[test]
fn short_forms_go_by_year_and_page() {
    let g = gazetteer();
    let first = |form: &str, year: Option<i32>, page: &str| g.short_form(form, year, &|k| u32::from(k == page))[0].key.clone();
    assert_eq!(first("中", Some(1937), ""), "中华民国大陆时期");
    assert_eq!(first("中", Some(1960), ""), "中华人民共和国");
    assert_eq!(first("俄", Some(1900), ""), "俄罗斯帝国");
    assert_eq!(first("阿", Some(1965), "阿尔巴尼亚"), "阿尔巴尼亚");
    assert_eq!(first("阿", None, "阿富汗"), "阿富汗");
    assert_eq!(first("伊", None, "伊拉克"), "伊拉克");
}

#[test]
fn names_carry_dates() {
    let g = gazetteer();
    let at = |name: &str, year: Option<i32>| g.at(name, year).map_or("", |e| e.key.as_str());
    assert_eq!(at("中國", None), "中华人民共和国");
    assert_eq!(at("中国", Some(1900)), "清朝");
    assert_eq!(at("中国", Some(1930)), "中华民国大陆时期");
    assert_eq!(at("中国", Some(1950)), "中华人民共和国");
    assert_eq!(at("中華民國", Some(1930)), "中华民国大陆时期");
    assert_eq!(at("中華民國", Some(1971)), "台湾");
    assert_eq!(at("日军", Some(1938)), "大日本帝国");
    assert_eq!(at("德国", Some(1939)), "纳粹德国");
    assert_eq!(g.at_date("中国", &Edtf::new("1949-08").unwrap()).unwrap().key, "中华民国大陆时期");
    assert_eq!(g.at_title("日本", Some(1938)).unwrap().key, "日本");
    assert_eq!(g.at_title("中国", Some(1938)).unwrap().key, "中华民国大陆时期");
}

#[test]
fn finds_by_any_name() {
    let g = gazetteer();
    for name in ["蘇聯", "苏联", "蘇維埃社會主義共和國聯盟", "Soviet Union", "soviet union", "Q15180"] {
        assert_eq!(g.find(name).map(|e| e.key.as_str()), Some("苏联"), "{name}");
    }
    assert!(g.find("Q0").is_none());
    let nehru = g.find("尼赫鲁").unwrap();
    assert_eq!(g.spoke_for(nehru, Some(1955)).unwrap().key, "印度");
    assert_eq!(g.find("国民政府").unwrap().government_of.as_deref(), Some("中华民国大陆时期"));
}

#[test]
fn bad_data_is_told_with_its_place() {
    let head = "qid\tkind\tname\thant\taliases\tenglish\tstart\tend\tof\tsource\n";
    let cases = [
        ("Q1\tstate\t甲国\t\t\t\t\t\t\n", "x/states.tsv:2: 9 columns where 10 are due"),
        ("Q1\tempire\t甲国\t\t\t\t\t\t\t\n", "x/states.tsv:2: unknown kind \"empire\""),
        ("X1\tstate\t甲国\t\t\t\t\t\t\t\n", "x/states.tsv:2: \"X1\" is no Wikidata id"),
        ("\tstate\t甲国\t\t\t\tsoon\t\t\t\n", "x/states.tsv:2: \"soon\" is no date"),
        ("\tstate\t甲国\t\t乙\t\t\t\t\t\n\tstate\t丙国\t\t乙\t\t\t\t\t\n", "x/states.tsv:3: 乙 names both 丙国 and 甲国 (x/states.tsv:2)"),
        ("Q1\tstate\t甲国\t\t\t\t\t\t\t\nQ1\tstate\t乙国\t\t\t\t\t\t\t\n", "x/states.tsv:3: Q1 is the id of both 乙国 and 甲国"),
        ("\tgovernment\t甲府\t\t\t\t\t\t甲府\t\n", "x/states.tsv:2: circular: government of itself"),
        ("\tgovernment\t甲府\t\t\t\t\t\t乙国\t\n", "x/states.tsv:2: government of \"乙国\", which is no canonical name of any entry"),
        (
            "\tgovernment\t甲府\t\t\t\t\t\t乙府\t\n\tgovernment\t乙府\t\t\t\t\t\t甲府\t\n",
            "x/states.tsv:2: circular or no state: government of 乙府",
        ),
        ("\tstate\t甲国\t\t\t\t\t\t\t\n\tstate\t甲国\t\t\t\t\t\t\t\n", "x/states.tsv:3: 甲国 is there already (x/states.tsv:2)"),
    ];
    for (rows, wanted) in cases {
        let text = format!("{head}{rows}");
        let errors = Gazetteer::from_files(&[("x/states.tsv", &text)]).unwrap_err();
        assert_eq!(errors[0].to_string(), wanted, "{rows}");
    }
    let errors = Gazetteer::from_files(&[("x/other.tsv", "a\nb\n")]).unwrap_err();
    assert_eq!(errors[0].to_string(), "x/other.tsv:2: no file of the gazetteer has this name");
    let errors = Gazetteer::load(&[("contexts.tsv", "context\twords\nlands\t境内\n")]).unwrap_err();
    assert_eq!(errors[0].to_string(), "contexts.tsv:2: there is no context `lands`");
    let errors = Gazetteer::from_files(&[("contexts.tsv", "context\twords\nland\t境内\n")]).unwrap_err();
    assert_eq!(errors[0].to_string(), "contexts.tsv:1: there are no words of the context `backs`");
    let dated = "name\tfrom\tto\tmeaning\ttitles\n甲\t1900\t1950\t苏联\tno\n甲\t1940\t1960\t印度\tno\n";
    let errors = Gazetteer::load(&[("dated.tsv", dated)]).unwrap_err();
    assert_eq!(errors[0].to_string(), "dated.tsv:3: 甲 has two meanings at the same time");
}

#[test]
fn a_users_row_replaces_ours() {
    let rows = "qid\tkind\tname\thant\taliases\tenglish\tstart\tend\tof\tsource\nQ15180\thistorical\t苏联\t蘇聯\t老大哥\t\t\t\t\tme\n";
    let g = Gazetteer::load(&[("mine/states.tsv", rows)]).unwrap();
    assert_eq!(g.find("老大哥").unwrap().key, "苏联");
    assert!(g.find("苏维埃联盟").is_none());
    assert_eq!(g.entries().filter(|e| e.key == "苏联").count(), 1);
}

#[test]
fn hostile_text_is_scanned() {
    for text in ["中俄".repeat(50_000), "苏联".repeat(50_000), "前".repeat(100_000), "苏联驻".repeat(30_000)] {
        let _ = gazetteer().scan(&text);
        let _ = gazetteer().compounds(&text, &gazetteer().scan(&text), None, &|_| 0);
    }
}

#[test]
fn labels_are_split_rightly() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/link-split.tsv");
    let list = std::fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in list.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let [label, title, mention] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let (range, split) = split_label(gazetteer(), label, title, &|_| false);
        count += 1;
        if &label[range.clone()] != mention {
            wrong.push(format!("{label} -> {title}: {} ({split:?}), not {mention}", &label[range]));
        }
    }
    assert!(count >= 100);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hostile_labels_are_split() {
    let long = "苏联".repeat(50_000);
    for (label, title) in
        [(long.as_str(), "苏联"), ("", "苏联"), ("苏联", ""), ("", ""), ("《", "《》"), ("·", "·"), (&long, &long), ("(", "（）")]
    {
        let (range, _) = split_label(gazetteer(), label, title, &|_| false);
        assert!(label.get(range).is_some());
    }
}

#[test]
fn kinds_go_by_name() {
    let kind = |name: &str| entity_of_title(gazetteer(), name, &[], None).kind;
    for (name, wanted) in [
        ("甲乙友好條約", Kind::Treaty),
        ("甲乙密约 (1896年)", Kind::Treaty),
        ("甲乙聯合公報", Kind::Treaty),
        ("海上联合-2019", Kind::Exercise),
        ("甲乙联合军演", Kind::Exercise),
        ("甲河戰役", Kind::Conflict),
        ("甲城之战", Kind::Conflict),
        ("甲国人民党", Kind::Party),
        ("甲国海军", Kind::ArmedForce),
        ("甲国志愿航空队", Kind::ArmedForce),
        ("甲洋合作组织", Kind::Organization),
        ("甲州半岛", Kind::Place),
        ("甲城大学", Kind::Institution),
        ("约翰·甲", Kind::Person),
        ("甲乙关系", Kind::Thing),
        ("苏联", Kind::HistoricalState),
        ("北韓", Kind::State),
        ("列宁", Kind::Person),
        ("西方國家", Kind::Bloc),
    ] {
        assert_eq!(kind(name), wanted, "{name}");
    }
    assert_eq!(entity_of_title(gazetteer(), "某甲", &["1900年出生"], None).kind, Kind::Person);
    assert_eq!(entity_of_title(gazetteer(), "蘇聯", &[], None).key, entity_of_title(gazetteer(), "苏联", &[], None).key);
}

#[test]
fn links_name_their_target() {
    let key = |words: &str, target: &str| entity_of_link(gazetteer(), words, target, None).map(|e| e.key);
    assert_eq!(key("阿萨德政權", "阿薩德家族").as_deref(), Some("阿萨德家族"));
    assert_eq!(key("战略协作伙伴", "甲国外交"), None);
    assert_eq!(key("北韓", "朝鮮民主主義人民共和國").as_deref(), Some("朝鲜"));
    assert_eq!(key("俄羅斯", "俄羅斯外交").as_deref(), Some("俄罗斯"));
    assert_eq!(key("印巴战争", "第一次印巴战争").as_deref(), Some("第一次印巴战争"));
}

#[test]
fn loading_is_quick_enough_to_measure() {
    let start = std::time::Instant::now();
    let g = Gazetteer::embedded().unwrap();
    let loaded = start.elapsed();
    let text = fold::fold("1950年2月，两国在首都签署条约，苏联政府向中国提供贷款，美国和英国表示反对。中苏关系进入新的时期，").repeat(2000);
    let start = std::time::Instant::now();
    let names = g.scan(&text);
    let scanned = start.elapsed();
    let start = std::time::Instant::now();
    let pairs = g.compounds(&text, &names, None, &|_| 0);
    let paired = start.elapsed();
    let start = std::time::Instant::now();
    let dates = crate::time::find_dates(&text);
    println!(
        "load {loaded:?}; {} bytes: scan {scanned:?} ({}), compounds {paired:?} ({}), dates {:?} ({})",
        text.len(),
        names.len(),
        pairs.len(),
        start.elapsed(),
        dates.len()
    );
    assert_eq!((names.len(), pairs.len(), dates.len()), (8000, 2000, 2000));
}
