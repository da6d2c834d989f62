//! What the engine does for all rules: whom words point back to, whose view it is, which date and which `via` are taken.

use entente::{
    graph::Names,
    mention::Kind,
    pipeline::{Options, Pipeline},
    rules::{Status, examples},
};

fn pipeline() -> Pipeline {
    Pipeline::new(Options::default()).unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

/// The affirmed statements of a text as `relation subject|object|date|via`, in order.
fn told(pipeline: &Pipeline, title: &str, text: &str) -> Vec<String> {
    let (cast, statements) = examples::read_text(pipeline.gazetteer(), pipeline.engine(), Some(title), None, text);
    let affirmed = statements.iter().filter(|s| s.status == Status::Affirmed);
    let mut told: Vec<String> = affirmed.map(|s| format!("{} {}", s.relation, examples::written(&cast, s))).collect();
    told.sort();
    told
}

/// Checks texts, each with its page's title and all that it states.
fn check(cases: &[(&str, &str, &[&str])]) {
    let pipeline = pipeline();
    for (title, text, wanted) in cases {
        let mut wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
        wanted.sort();
        assert_eq!(told(&pipeline, title, text), wanted, "{title}: {text}");
    }
}

#[test]
fn what_points_back_finds_who_is_meant() {
    check(&[
        ("例", "法国与印度签约，向后者出售36架战机。", &["signedTreaty 法国|印度||", "suppliedArms 法国|印度||36架战机"]),
        ("例", "1982年，中國經由泰國向其輸送軍火。", &[]),
        ("英國－美國關係", "1957年，法國居間調停，埃及和以色列停火。", &["mediatedFor 法国|以色列|1957|", "mediatedFor 法国|埃及|1957|"]),
        (
            "例",
            "2008年8月，俄羅斯承認南奧塞梯和阿布哈茲獨立。次年，諾魯承認這兩個共和國。",
            &[
                "recognized 俄罗斯|南奥塞梯|2008-08|",
                "recognized 俄罗斯|阿布哈兹共和国|2008-08|",
                "recognized 瑙鲁|南奥塞梯|2009|",
                "recognized 瑙鲁|阿布哈兹共和国|2009|",
            ],
        ),
        (
            "希腊－保加利亚关系",
            "1992年1月，保加利亚承认斯洛文尼亚独立，希腊拒绝承认该国。",
            &["recognized 保加利亚|斯洛文尼亚|1992-01|", "refusedRecognition 希腊|斯洛文尼亚|1992-01|"],
        ),
        (
            "法国－摩洛哥关系",
            "2021年5月，在卡塔尔调解下，两国恢复邦交。",
            &[
                "establishedRelations 法国|摩洛哥|2021-05|恢复邦交",
                "mediatedFor 卡塔尔|摩洛哥|2021-05|",
                "mediatedFor 卡塔尔|法国|2021-05|",
            ],
        ),
        (
            "例",
            "2021年8月，长期与摩洛哥在西撒哈拉问题上存在争端的阿尔及利亚宣布同该国断交。",
            &["estrangedFrom 阿尔及利亚|摩洛哥|2021-08|西撒哈拉问题、断交", "inDisputeWith 阿尔及利亚|摩洛哥|2021-08|争端"],
        ),
        // Names that hold others.
        ("例", "2014年5月，葡萄牙总理路易斯·蒙特内格罗访问巴西利亚。", &["visited 葡萄牙|巴西|2014-05|蒙特内格罗"]),
        ("例", "2015年，沙特阿拉伯对也门胡塞武装发动空袭。", &["foughtAgainst 沙特阿拉伯|胡塞武装|2015|发动空袭"]),
        // Who holds an exercise.
        (
            "白鯨演習",
            "白鯨演習是蘇聯、俄羅斯和芬蘭舉行的軍事演習。2012年3月，瑞典首次參加。",
            &[
                "jointExercise 俄罗斯|芬兰|2012-03|白鲸演习",
                "jointExercise 瑞典|俄罗斯|2012-03|白鲸演习",
                "jointExercise 瑞典|芬兰|2012-03|白鲸演习",
                "jointExercise 苏联|芬兰||白鲸演习",
            ],
        ),
        // What is called after somebody, and a namesake half a life later.
        ("例", "2020年1月，伊朗以導彈襲擊阿薩德空軍基地。", &[]),
        ("例", "2012年6月，中華民國承認佛朗哥政府。", &[]),
        ("例", "1939年4月，美國承認佛朗哥政府。", &["recognized 美国|西班牙|1939-04|"]),
        (
            "親法",
            "加彭要求葡萄牙撤走駐軍，並於2011年訪問法國，期間兩國簽訂防務協定。",
            &[
                "opposes 加蓬|葡萄牙||撤走駐軍",
                "signedTreaty 加蓬|法国|2011|防務協定",
                "stationedForcesIn 葡萄牙|加蓬||",
                "visited 加蓬|法国|2011|",
            ],
        ),
        ("沙烏地阿拉伯－伊朗關係", "2018年，沙國對伊朗實施制裁。", &["sanctioned 沙特阿拉伯|伊朗|2018|制裁"]),
        (
            "例",
            "爱沙尼亚于1991年8月、立陶宛于同年9月先后加入联合国。",
            &["memberOf 爱沙尼亚|联合国|1991-08|", "memberOf 立陶宛|联合国|1991-09|"],
        ),
        ("例", "美國和中華民國對兩國復交表示歡迎。", &[]),
        ("例", "古巴倒向苏联，苏联在岛上部署导弹。", &["alignedWith 古巴|苏联||"]),
        ("例", "1900年10月，科学家坎波斯·萨莱斯访问法国。", &[]),
    ]);
}

#[test]
fn a_view_ends_where_its_holder_acts() {
    check(&[
        (
            "例",
            "1967年，叙利亚指责美国偏袒对手，同美国断交。",
            &["estrangedFrom 叙利亚|美国|1967|断交", "opposes 叙利亚|美国|1967|偏袒对手"],
        ),
        ("例", "埃及以親近伊朗為由與卡達斷交。", &["estrangedFrom 埃及|卡塔尔||斷交"]),
        ("例", "英国指责伊朗支持胡塞武装，并向其提供导弹。", &["opposes 英国|伊朗||支持胡塞武装"]),
        ("例", "1908年的电报事件使两国几至开战。", &[]),
    ]);
}

#[test]
fn every_date_of_what_happened_again_is_taken() {
    check(&[
        ("例", "1948年和1967年，埃及两次同以色列开战。", &["foughtAgainst 埃及|以色列|1948|", "foughtAgainst 埃及|以色列|1967|"]),
        ("例", "印度于1965年、1971年两度与巴基斯坦交战。", &["foughtAgainst 印度|巴基斯坦|1965|", "foughtAgainst 印度|巴基斯坦|1971|"]),
        ("中蘇關係", "民國六十年代，兩國斷交。", &["estrangedFrom 中华人民共和国|苏联|1971/1980|斷交"]),
        (
            "中国－罗马尼亚关系",
            "江泽民在1995年和2000年访问罗马尼亚。",
            &["visited 中华人民共和国|罗马尼亚|1995|江泽民", "visited 中华人民共和国|罗马尼亚|2000|江泽民"],
        ),
        (
            "中国－罗马尼亚关系",
            "江泽民（1996年）和胡锦涛（2004年）曾访问罗马尼亚。",
            &["visited 中华人民共和国|罗马尼亚|1996|江泽民", "visited 中华人民共和国|罗马尼亚|2004|胡锦涛"],
        ),
        (
            "例",
            "1955年，苏联废除了1942年的《英苏同盟条约》。",
            &["signedTreaty 英国|苏联|1942|英苏同盟条约", "estrangedFrom 英国|苏联|1955|英苏同盟条约"],
        ),
    ]);
}

#[test]
fn several_are_those_whom_the_text_means() {
    check(&[
        (
            "例",
            "希腊与土耳其是邻国。1952年2月，希、土一并加入北约。",
            &["memberOf 希腊|北大西洋公约组织|1952-02|", "memberOf 土耳其|北大西洋公约组织|1952-02|"],
        ),
        ("例", "中、日文的译本同时出版，英、法、美三种货币下跌。", &[]),
        (
            "例",
            "利比亚、叙利亚和南也门在的黎波里开会。埃及宣布同上述三国及伊拉克断绝邦交。",
            &[
                "estrangedFrom 埃及|伊拉克||断绝邦交",
                "estrangedFrom 埃及|利比亚||断绝邦交",
                "estrangedFrom 埃及|南也门||断绝邦交",
                "estrangedFrom 埃及|叙利亚||断绝邦交",
            ],
        ),
        (
            "厄立特里亚－埃塞俄比亚关系",
            "1998年，美国和卢旺达派出特使在两国之间斡旋。",
            &[
                "mediatedFor 卢旺达|厄立特里亚|1998|",
                "mediatedFor 卢旺达|埃塞俄比亚|1998|",
                "mediatedFor 美国|厄立特里亚|1998|",
                "mediatedFor 美国|埃塞俄比亚|1998|",
            ],
        ),
    ]);
}

#[test]
fn a_war_is_between_the_two_that_the_page_is_about_where_they_fought_in_it() {
    check(&[
        ("芬兰－俄罗斯关系", "1939年冬季战争爆发。", &["foughtAgainst 芬兰|苏联|1939|冬季战争"]),
        ("芬兰－瑞典关系", "1939年冬季战争爆发。", &[]),
        ("例", "1939年冬季战争爆发。", &[]),
    ]);
}

#[test]
fn land_and_rulers_are_of_their_state() {
    check(&[
        ("泰国－柬埔寨关系", "1980年6月，越军攻入泰境。", &["invaded 越南|泰国|1980-06|攻入泰境"]),
        ("埃及－利比亚关系", "1969年9月，埃及承认了新政权。", &["recognized 埃及|利比亚|1969-09|"]),
        ("例", "记者越境采访，意境深远。", &[]),
    ]);
}

#[test]
fn a_treaty_pointed_to_is_that_of_its_signers() {
    check(&[
        (
            "阿根廷－巴西关系",
            "1973年4月26日，巴西和巴拉圭签署《伊泰普条约》。阿根廷强烈抗议该条约。1979年10月，三国签订《三方协定》。",
            &[
                "opposes 阿根廷|巴西|1973-04-26|伊泰普条约",
                "opposes 阿根廷|巴拉圭|1973-04-26|伊泰普条约",
                "signedTreaty 巴西|巴拉圭|1973-04-26|伊泰普条约",
                "signedTreaty 巴西|巴拉圭|1979-10|三方协定",
                "signedTreaty 阿根廷|巴拉圭|1979-10|三方协定",
                "signedTreaty 阿根廷|巴西|1979-10|三方协定",
            ],
        ),
        (
            "例",
            "1965年印巴戰爭爆發。美國對交戰雙方實施武器禁運。",
            &["foughtAgainst 印度|巴基斯坦|1965|1965年印巴战争", "sanctioned 美国|印度||武器禁運", "sanctioned 美国|巴基斯坦||武器禁運"],
        ),
    ]);
}

#[test]
fn via_is_what_it_was_about() {
    check(&[
        ("例", "核电站由苏联援建。", &[]),
        ("苏芬关系", "洛维萨核电站由苏联援建。", &["gaveEconomicAid 苏联|芬兰||洛维萨核电站、援建"]),
        ("沙烏地阿拉伯－伊朗關係", "兩國一直爭奪地區霸權。", &["inDisputeWith 沙特阿拉伯|伊朗||地區霸權"]),
        ("例", "6月，世界工人党代表会议召开，苏联对中共发动闪电式的批判。", &["opposes 苏联|中国共产党||世界工人党代表会议"]),
        ("例", "俄羅斯、古巴均表示支持馬杜羅政府。", &["supports 俄罗斯|委内瑞拉||馬杜羅政府", "supports 古巴|委内瑞拉||馬杜羅政府"]),
        ("例", "1939年，苏联派出航空队帮助西班牙作战。", &["gaveMilitaryAid 苏联|西班牙|1939|航空队"]),
    ]);
}

#[test]
fn the_page_says_whom_short_words_mean() {
    check(&[
        (
            "埃厄关系",
            "埃塞俄比亚与厄立特里亚于1993年建交。1994年，两国签订防务协议。",
            &["establishedRelations 埃塞俄比亚|厄立特里亚|1993|", "signedTreaty 埃塞俄比亚|厄立特里亚|1994|防务协议"],
        ),
        (
            "苏埃决裂",
            "埃及歡迎此事。1970年，蘇聯軍隊進駐蘇伊士運河沿線。1971年，沙達特訪蘇。",
            &["stationedForcesIn 苏联|埃及|1970|進駐蘇伊士運河沿線", "visited 埃及|苏联|1971|沙達特"],
        ),
        // A city is none of two, and the name of a battle goes on behind that of a place.
        ("例", "法国和德国在慕尼黑会谈；2025年3月，两国签署边界条约。", &["signedTreaty 法国|德国|2025-03|边界条约"]),
        ("例", "1905年5月，日軍在對馬海戰中擊敗俄軍。", &["foughtAgainst 大日本帝国|俄罗斯帝国|1905-05|對馬海戰、擊敗"]),
        ("例", "1894年11月，日軍攻佔旅順。", &["invaded 大日本帝国|清朝|1894-11|攻佔旅順、攻佔"]),
        (
            "海狼演习",
            "俄罗斯与白俄罗斯于2017年7月举行了代号“友谊边疆”的联合防空演习。",
            &["jointExercise 俄罗斯|白俄罗斯|2017-07|友谊边疆"],
        ),
        (
            "南方互助条约",
            "条约由阿根廷、智利与乌拉圭于1934年签署。1933年，阿根廷总统访问巴西，两国签署了贸易协定。",
            &[
                "signedTreaty 智利|乌拉圭|1934|南方互助条约",
                "signedTreaty 阿根廷|乌拉圭|1934|南方互助条约",
                "signedTreaty 阿根廷|巴西|1933|贸易协定",
                "signedTreaty 阿根廷|智利|1934|南方互助条约",
                "visited 阿根廷|巴西|1933|阿根廷总统",
            ],
        ),
    ]);
}

#[test]
fn who_mediates_is_none_of_the_two_and_who_holds_an_office_acts_for_it() {
    check(&[
        (
            "秘鲁－厄瓜多尔关系",
            "1995年，巴西总统和阿根廷总统出面调停，双方签署和约。",
            &[
                "mediatedFor 巴西|厄瓜多尔|1995|",
                "mediatedFor 巴西|秘鲁|1995|",
                "mediatedFor 阿根廷|厄瓜多尔|1995|",
                "mediatedFor 阿根廷|秘鲁|1995|",
                "signedTreaty 秘鲁|厄瓜多尔|1995|和约",
            ],
        ),
        (
            "秘鲁－厄瓜多尔关系",
            "1941年，智利支持秘鲁。1942年1月29日，在美国和巴西的调停下，两国签署和约。",
            &[
                "mediatedFor 巴西|厄瓜多尔|1942-01-29|和约",
                "mediatedFor 巴西|秘鲁|1942-01-29|和约",
                "mediatedFor 美国|厄瓜多尔|1942-01-29|和约",
                "mediatedFor 美国|秘鲁|1942-01-29|和约",
                "signedTreaty 秘鲁|厄瓜多尔|1942-01-29|和约",
                "supports 智利|秘鲁|1941|",
            ],
        ),
        (
            "希腊－土耳其关系",
            "1974年，北约秘书长约瑟夫·伦斯在两国之间斡旋。",
            &["mediatedFor 北大西洋公约组织|土耳其|1974|约瑟夫·伦斯", "mediatedFor 北大西洋公约组织|希腊|1974|约瑟夫·伦斯"],
        ),
        (
            "例",
            "1986年，苏联外长访问日本。1995年，谢瓦尔德纳泽访问乌兹别克斯坦。",
            &["visited 格鲁吉亚|乌兹别克斯坦|1995|谢瓦尔德纳泽", "visited 苏联|日本|1986|苏联外长"],
        ),
        ("例", "2001年8月，越南国家主席陈德良访问蒙古国。", &["visited 越南|蒙古|2001-08|陈德良"]),
        // A link by the end of a name that begins with a state's.
        (
            "例",
            "2011年，肯尼亚攻打[青年党](https://zh.wikipedia.org/wiki/索马里青年党 \"wikilink\")。",
            &["foughtAgainst 肯尼亚|索马里青年党|2011|攻打"],
        ),
        ("例", "1760年，俄军占领普鲁士首都柏林。", &["invaded 俄罗斯帝国|普鲁士|1760|占领普鲁士首都、柏林、占领"]),
        (
            "例",
            "1922年4月，德国与苏俄签约，双方放弃赔款并恢复外交关系。",
            &["establishedRelations 魏玛共和国|苏维埃俄国|1922-04|恢复外交关系", "signedTreaty 魏玛共和国|苏维埃俄国|1922-04|"],
        ),
        ("例", "1941年12月，英国在苏联要求下对芬兰宣战。", &["foughtAgainst 英国|芬兰|1941-12|宣战"]),
    ]);
}

#[test]
fn items_and_tables_say_of_whom_they_tell() {
    check(&[
        ("巴拉圭－玻利维亚关系", "- 巴西：1925年与巴拉圭划定边界，次年两国签署友好条约。", &["signedTreaty 巴西|巴拉圭|1926|友好条约"]),
        ("巴拉圭－玻利维亚关系", "- 巴西：支持巴拉圭。\n- ：与玻利维亚关系密切。", &["supports 巴西|巴拉圭||"]),
        ("印度－巴基斯坦关系", "1966年1月，两军后撤至1949年的停火线。2月，印度与苏联签署协定。", &["signedTreaty 印度|苏联|1966-02|协定"]),
        (
            "例",
            "1960年，葡萄牙加入欧洲自由贸易联盟，1986年转投欧洲共同体，芬兰则于1961年加入该联盟。",
            &["memberOf 芬兰|欧洲自由贸易联盟|1961|", "memberOf 葡萄牙|欧洲共同体|1986|", "memberOf 葡萄牙|欧洲自由贸易联盟|1960|"],
        ),
        (
            "例",
            "2008年8月，俄罗斯承认南奥塞梯和阿布哈兹独立。尼加拉瓜于9月承认两地独立。",
            &[
                "recognized 俄罗斯|南奥塞梯|2008-08|",
                "recognized 俄罗斯|阿布哈兹共和国|2008-08|",
                "recognized 尼加拉瓜|南奥塞梯|2008-09|",
                "recognized 尼加拉瓜|阿布哈兹共和国|2008-09|",
            ],
        ),
        (
            "例",
            "1932年，日本扶植成立满洲国。除苏联外，只有蒙古承认波兰。",
            &["established 大日本帝国|满洲国|1932|", "recognized 蒙古人民共和国|波兰|1932|"],
        ),
        (
            "例",
            "| 日期 | 缔约国 |\n|---|---|\n| 1921年4月23日 | 罗马尼亚、捷克斯洛伐克 |",
            &["signedTreaty 罗马尼亚|捷克斯洛伐克|1921-04-23|"],
        ),
        ("巴拉圭－玻利维亚关系", "| 年份 | 贸易额（亿美元） |\n|---|---|\n| 2012 | 8 |", &["tradesWith 巴拉圭|玻利维亚|2012|8亿美元"]),
        (
            "例",
            "南斯拉夫军队曾于1945年5月占领的里雅斯特。同月，英国占领该城。",
            &["invaded 南斯拉夫|意大利王国|1945-05|占领的里雅斯特、占领", "invaded 英国|意大利王国|1945-05|占领该城、占领"],
        ),
    ]);
}

/// A party that no page and no row of the gazetteer tells of had the label of the page's own script, and so another in each.
#[test]
fn a_party_that_only_the_text_names_is_the_same_in_both_scripts() {
    let pipeline = pipeline();
    let party = |text: &str| {
        let (cast, _) = examples::read_text(pipeline.gazetteer(), pipeline.engine(), None, None, text);
        let parties = cast.iter().filter(|(_, entity)| entity.kind == Kind::Party);
        let parties: Vec<_> = parties.map(|(_, e)| (e.key.clone(), e.label.clone(), Names::default().entity("zh", &e.key))).collect();
        assert_eq!(parties.len(), 1, "{text}: {parties:?}");
        parties
    };
    let simplified = party("1950年，法国社会党访问苏联。");
    assert_eq!(simplified, party("1950年，法國社會黨訪問蘇聯。"));
    assert!(pipeline.gazetteer().find("法国社会党").is_none(), "only the text names it");
}

#[test]
fn who_is_of_another_mind_opposes_whom_another_backs() {
    check(&[
        (
            "例",
            "2005年，德国支持乌克兰加入该组织，匈牙利则反对。",
            &["opposes 匈牙利|乌克兰|2005|加入该组织", "supports 德国|乌克兰|2005|加入该组织"],
        ),
        // A deed that is condemned is its doer's.
        ("例", "1979年，越南出兵柬埔寨。泰国提出抗议。", &["invaded 越南|柬埔寨|1979|出兵", "opposes 泰国|越南|1979|越南出兵柬埔寨"]),
        (
            "例",
            "2018年，英国驱逐俄罗斯外交官，俄方以对等措施回应。",
            &["sanctioned 俄罗斯|英国|2018|以对等措施", "sanctioned 英国|俄罗斯|2018|驱逐"],
        ),
    ]);
}

#[test]
fn who_brings_two_together_is_told_of_alone() {
    check(&[
        (
            "例",
            "1895年，英国与巴西发生争端，由葡萄牙出面斡旋。",
            &[
                "inDisputeWith 英国|巴西|1895|争端",
                "mediatedFor 葡萄牙|巴西|1895|英国与巴西发生争端",
                "mediatedFor 葡萄牙|英国|1895|英国与巴西发生争端",
            ],
        ),
        (
            "智利－玻利維亞關係",
            "1879年，秘魯派特使赴聖地牙哥，在兩國之間居中調停。",
            &["mediatedFor 秘鲁|智利|1879|", "mediatedFor 秘鲁|玻利维亚|1879|", "visited 秘鲁|智利|1879|特使"],
        ),
    ]);
}

#[test]
fn what_looks_like_a_list_is_none() {
    check(&[
        ("例", "1956年，法国出兵埃及与埃及军队交战。", &["foughtAgainst 法国|埃及|1956|", "invaded 法国|埃及|1956|出兵埃及"]),
        (
            "例",
            "2007年，挪威部队帮助索马里政府与索马里青年党作战。",
            &["foughtAgainst 挪威|索马里青年党|2007|", "foughtAgainst 索马里|索马里青年党|2007|", "gaveMilitaryAid 挪威|索马里|2007|"],
        ),
    ]);
}

#[test]
fn what_only_says_which_is_meant_is_neither_denied_nor_planned() {
    check(&[
        ("例", "1962年，印度对尼泊尔实施未经宣布的禁运。", &["sanctioned 印度|尼泊尔|1962|禁运"]),
        ("例", "1960年，法国与尚未独立的马里签订协定。", &["signedTreaty 法国|马里|1960|协定"]),
        ("例", "2020年，挪威以涉嫌间谍活动为由驱逐了俄罗斯外交官。", &["sanctioned 挪威|俄罗斯|2020|驱逐了"]),
    ]);
}

/// A table as the pages have it.
fn table(rows: &[&[&str]]) -> String {
    let row = |cells: &[&str], tag: &str| cells.iter().map(|cell| format!("<{tag}><p>{cell}</p></{tag}>")).collect::<String>();
    let (head, body) = rows.split_first().unwrap_or_else(|| panic!("a header"));
    let body: String = body.iter().map(|cells| format!("<tr>{}</tr>\n", row(cells, "td"))).collect();
    format!("<table>\n<thead>\n<tr class=\"header\">{}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n", row(head, "th"))
}

#[test]
fn tables_tell_of_whom_their_rows_are() {
    let positions =
        table(&[&["國家", "時間", "立場"], &["法國", "2024年7月", "支持摩洛哥的自治方案"], &["以色列", "2023年7月", "1948年脫離英國獨立"]]);
    let visits = table(&[
        &["時間", "訪客", "地點"],
        &["1961年6月", "挪威首相埃納爾·約翰森", "赫爾辛基"],
        &["1975年3月", "總統烏爾霍·凱科寧", "奧斯陸"],
    ]);
    let treaties = table(&[&["對象", "文件", "簽署日期"], &["印度", "日印和平條約", "1952年6月9日"]]);
    check(&[
        ("例", &positions, &["independentFrom 以色列|英国|1948|", "supports 法国|摩洛哥|2024-07|自治方案"]),
        ("挪威－芬蘭關係", &visits, &["visited 挪威|芬兰|1961-06|挪威首相埃納爾·約翰森", "visited 芬兰|挪威|1975-03|總統烏爾霍·凱科寧"]),
        ("例", &treaties, &["signedTreaty 日本|印度|1952-06-09|日印和平条约"]),
    ]);
}

#[test]
fn who_is_no_more_and_who_is_of_a_region_are_not_meant() {
    check(&[
        (
            "挪威－俄羅斯關係",
            "這是挪威與俄羅斯兩國自1991年蘇聯解體以來的關係。雙方同為北極理事會的成員。",
            &["memberOf 俄罗斯|北极理事会||", "memberOf 挪威|北极理事会||"],
        ),
        (
            "例",
            "1991年，挪威、瑞典、芬蘭、丹麥和冰島簽署漁業條約。1994年，中亞五國簽署協定。",
            &[
                "signedTreaty 丹麦|冰岛|1991|漁業條約",
                "signedTreaty 挪威|丹麦|1991|漁業條約",
                "signedTreaty 挪威|冰岛|1991|漁業條約",
                "signedTreaty 挪威|瑞典|1991|漁業條約",
                "signedTreaty 挪威|芬兰|1991|漁業條約",
                "signedTreaty 瑞典|丹麦|1991|漁業條約",
                "signedTreaty 瑞典|冰岛|1991|漁業條約",
                "signedTreaty 瑞典|芬兰|1991|漁業條約",
                "signedTreaty 芬兰|丹麦|1991|漁業條約",
                "signedTreaty 芬兰|冰岛|1991|漁業條約",
            ],
        ),
        ("例", "1943年，巴西從葡萄牙入侵西班牙。", &["invaded 巴西|西班牙|1943|入侵西班牙、入侵"]),
        ("例", "1965年，美國根據科倫坡發展計劃向泰國提供教官。", &["gaveMilitaryAid 美国|泰国|1965|教官"]),
        (
            "北方之狼演习",
            "北方之狼演習是由挪威海軍主辦的年度演習。1975年，艦隊依次與巴西、智利和秘魯的海軍分段演練。",
            &[
                "jointExercise 挪威|巴西|1975|北方之狼演习",
                "jointExercise 挪威|智利|1975|北方之狼演习",
                "jointExercise 挪威|秘鲁|1975|北方之狼演习",
            ],
        ),
    ]);
}

#[test]
fn what_stands_over_a_list_is_said_of_its_items() {
    let recognition = "## 承認科索沃的國家\n\n  - 挪威\n  - 丹麥（2008年）\n\n## 不承認科索沃的國家\n\n  - 智利：立場未變。\n";
    let sides = "曾向印度提供軍事援助的國家有：\n\n  - 巴西\n\n此外還有別的國家。\n\n  - 智利\n\n通常被認為親挪威的國家包括：\n\n  - 冰島\n\n不親挪威的國家有：\n\n  - 秘魯\n";
    check(&[
        (
            "科索沃的國際承認",
            recognition,
            &["recognized 丹麦|科索沃|2008|", "recognized 挪威|科索沃||", "refusedRecognition 智利|科索沃||"],
        ),
        ("例", sides, &["alignedWith 冰岛|挪威||", "gaveMilitaryAid 巴西|印度||軍事援助"]),
    ]);
}

#[test]
fn tables_tell_what_happened_with_whom_the_page_is_about() {
    let ties = table(&[&["國家", "斷交", "復交", "批准日期"], &["加納", "1983年3月", "1986年5月", "1990年"], &["挪威", "", "1975年", ""]]);
    let calls = table(&[&["時間", "來訪者", "國家"], &["1972年4月", "奧森", "丹麥"], &["1980年", "某代表團", ""]]);
    let dealings = table(&[&["對象", "簽署", "生效", "協定性質"], &["秘魯", "2011年3月5日", "2013年", "自由貿易協定"]]);
    let agreements = table(&[&["協定名稱", "簽署日期"], &["文化合作協定", "1961年8月3日"]]);
    let parties = table(&[&["締約國", "加入日期"], &["冰島", "1950年2月1日"], &["芬蘭", "1950年2月1日"], &["瑞典", "1955年"]]);
    let joined = table(&[&["成員國", "簽約日期", "加入日期"], &["瑞士", "1960年1月4日", "1960年5月3日"]]);
    check(&[
        (
            "反智利",
            &ties,
            &["establishedRelations 加纳|智利|1986-05|", "establishedRelations 挪威|智利|1975|", "estrangedFrom 加纳|智利|1983-03|"],
        ),
        ("親泰國", &calls, &["visited 丹麦|泰国|1972-04|奧森"]),
        ("歐洲自由貿易聯盟", &dealings, &["signedTreaty 欧洲自由贸易联盟|秘鲁|2011-03-05|自由貿易協定"]),
        ("挪威－印度關係", &agreements, &["signedTreaty 挪威|印度|1961-08-03|文化合作協定"]),
        (
            "北歐漁業條約",
            &parties,
            &[
                "signedTreaty 冰岛|瑞典|1955|北欧渔业条约",
                "signedTreaty 冰岛|芬兰|1950-02-01|北欧渔业条约",
                "signedTreaty 芬兰|瑞典|1955|北欧渔业条约",
            ],
        ),
        ("歐洲自由貿易聯盟", &joined, &["memberOf 瑞士|欧洲自由贸易联盟|1960-05-03|"]),
    ]);
}

#[test]
fn who_holds_an_office_is_known_by_the_whole_name() {
    check(&[
        // Not whom the gazetteer knows by the end of the name.
        ("例", "1988年，丹麦首相施吕特访问智利。", &["visited 丹麦|智利|1988|施吕特"]),
        ("例", "1988年，丹麦首相波尔·施吕特访问智利。", &["visited 丹麦|智利|1988|波尔·施吕特"]),
        // The name parts nobody from the list.
        (
            "例",
            "2015年，秘鲁總統博盧阿特、智利總統博里奇和巴西簽署邊界協定。",
            &["signedTreaty 智利|巴西|2015|邊界協定", "signedTreaty 秘鲁|巴西|2015|邊界協定", "signedTreaty 秘鲁|智利|2015|邊界協定"],
        ),
        (
            "例",
            "2003年，联合国秘书长安南在印度和巴基斯坦之间调停。",
            &["mediatedFor 联合国|印度|2003|", "mediatedFor 联合国|巴基斯坦|2003|"],
        ),
    ]);
}

#[test]
fn an_item_that_begins_with_a_states_name_is_about_it() {
    let page = "親意大利是支持意大利的立場。\n\n## 其他國家\n\n  - **也門**：1926年9月2日簽訂友好通商條約。\n  - **阿爾及利亞**：獨立後交往不多。2003年兩國訂立友好睦鄰合作條約。";
    check(&[(
        "親意大利",
        page,
        &["signedTreaty 也门|意大利|1926-09-02|友好通商條約", "signedTreaty 阿尔及利亚|意大利|2003|友好睦鄰合作條約"],
    )]);
}

#[test]
fn who_alone_holds_an_exercise_does_so_with_each_of_the_others() {
    let page = concat!(
        "**寒風演習**是挪威軍隊主辦的多國聯合演習。\n\n<table>\n<tr><th>年份</th><th>主辦國以外的主要參演國</th></tr>\n",
        "<tr><td>2007年</td><td>法國、瑞典</td></tr>\n</table>\n"
    );
    check(&[(
        "寒風演習",
        page,
        &["jointExercise 挪威|法国|2007|寒风演习", "jointExercise 挪威|瑞典|2007|寒风演习", "jointExercise 法国|瑞典|2007|寒风演习"],
    )]);
}

#[test]
fn cities_of_a_list_act_together_or_not_at_all() {
    check(&[
        (
            "例",
            "2014年，北京分別與開羅、阿爾及爾建交。",
            &["establishedRelations 中华人民共和国|埃及|2014|", "establishedRelations 中华人民共和国|阿尔及利亚|2014|"],
        ),
        ("例", "2014年，巴黎、倫敦和羅馬的報紙都反對德國。", &[]),
    ]);
}

#[test]
fn who_acts_is_not_where_or_against_whom_it_is_done() {
    check(&[
        ("例", "1946年，泰國在新加坡與英國簽署和約。", &["signedTreaty 泰国|英国|1946|和約"]),
        ("例", "英國和法國對俄國作戰。", &["foughtAgainst 法国|俄罗斯||作戰", "foughtAgainst 英国|俄罗斯||作戰"]),
        ("例", "埃及、叙利亚等阿拉伯国家承认科索沃。", &["recognized 叙利亚|科索沃||", "recognized 埃及|科索沃||"]),
        (
            "例",
            "1915年，德、奧匈、保三國簽署條約。",
            &[
                "signedTreaty 奥匈帝国|保加利亚|1915|條約",
                "signedTreaty 德意志帝国|保加利亚|1915|條約",
                "signedTreaty 德意志帝国|奥匈帝国|1915|條約",
            ],
        ),
    ]);
}
