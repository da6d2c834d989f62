//! How a sentence puts what it states: as a fact, denied, intended, or as somebody's view.

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use super::{findings::Status, lexicon::Lexicon};
use crate::{
    expression::Expression,
    mention::{Marked, TokenKind, canonical, canonical_words, is_token},
    words,
};

static NEGATION: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "未(?:能|曾|有|获|得到|经)?|没有|没能|并无|毫无|从无|均无|皆无|不|拒(?:绝|不|予|□)|婉拒|谢绝|从未|并非|无意|否认|无法|难以|避免|防止|阻止|取消|禁止|尚无|毫无|放弃|而非|不是|亦无|也无|并不|否决(?:了|对|向|与|和|加入|承认|派|购|采|引|增|出|建|签|制裁)|驳回|叫停|绝非|绝不|无一",
    ))
});
/// `在没有通知法国的情况下`, `在没有军队的B`, `即将独立的B`, `未经宣布的禁运`, `根据某某计划`: what is denied or planned there is something else.
static CIRCUMSTANCE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "在[^，]{0,24}?(?:的情况下|情况下|的前提下|之际|期间)|将与[^，]{0,14}?关系(?:降|升|提|恢复|正常)|将□(?:降|升|提|恢复)|将□[^，□]{0,3}?(?:卖|售|赠|移交|交付|交还|交给|转交|转让|割让|运往|运到|运至|输往|借给|贷给|捐给|捐赠|出口到|出口至|提供给|送给|送往|送到|送至)|(?:在|对|向|与|同|从|由|给)(?:没有|未|不|从未|尚未|并无|毫无)[^，]{1,10}?的[\u{E000}-\u{E004}\u{E009}]|[应受][^，]{0,24}?邀请?|(?:批准|通过)了?[^，]{0,10}?申请|承诺并|因[^，]{1,24}?而|在[^，]{0,14}?(?:要求|请求|敦促|呼吁|建议|压力)之?下|(?:放弃|取消|解除)[^，□\u{E000}-\u{E004}]{1,10}并|以[^，□]{1,24}为(?:由|名|借口|条件|代价)|(?:即将|将要|行将|尚未|未获|未经|从未|未曾)[^，□\u{E000}-\u{E00E}]{1,6}的[\u{E000}-\u{E004}]|未经[^，□\u{E000}-\u{E00E}]{1,5}的|(?:根据|依据|依照|按照)[^，□]{2,14}计划",
    ))
});
/// A noun behind a match that says that it was only thought of.
static INTENDED: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical("^的?(?:进程|可能性?|计划|提议|申请|谈判|要求|努力|前景|愿望|意愿|一事|尝试|企图|构想|设想|呼声|之议|图谋)"))
});
/// What follows a match and says that it did not come about.
static CAME_TO_NOTHING: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "^(?:方案|的(?:提案|议案|法案|建议|提议|设想|方案|动议|决议案|谈判)[^，。；]{0,8}(?:否决|没有结果|没有得到|未获|未通过|遭到反对|搁浅)|(?:无望|遥遥无期|受阻)|，(?:但|却|而|后来?|最终|均){0,2}(?:从未兑现|未付表决|未获通过|没有这样做|查无实据|最终弃权|未作决定)|，但?[^，。；]{0,10}(?:订单取消|合同被?取消|没有交付|未交付)|[^，。；]{0,10}(?:未果|告吹|流产|作罢|夭折|推迟|并非|未能|无疾而终|胎死腹中|不了了之|落空|泡影|未遂|搁置|失败告终)|[^。；]{0,6}，[^，。；]{0,2}后?[^，。；]{0,2}因[^，。；]{1,16}(?:作罢|取消|推迟|未能成行|未成行|搁置|流产|告吹|未果|夭折)|[^，。；]{0,4}(?:若(?:[^干昂望泽瑟热]|$)|一旦|倘若)|的?(?:传言|传闻|谣言|说法不实|可能))",
    ))
});
static PLAN: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "将(?:□|会|要|站|研究|就|于|在|与|同|和|对|向|继续|不|可|能|被|成为|进行|举行|签|访|派|提供|加入|支持|参|建|恢复|共同|联合|正式|首次|再|出|负责|坚持|以|通过|尽|大|全力|从|增|扩|开|启|采|实|获|得|给|接|承|考|撤|终|停|援|购|试|由|帮|协|应|前往|赴|率|随|逐|最|只|更|有|陆续|分|用|为|是|就|认|予|保|维|购|结|达|投|推|尊|赋)|提出(?:与|同|和|建立|成立|组建|共同|联合|在|签|加入)|有兴趣|试探|主张(?:加入|退出|与|同|和|建立|恢复|签|承认|成立)|^如[\u{E000}-\u{E004}][^，]{0,4}(?:遭|受|被|攻|发动|入侵|宣战|出兵)|承诺|答应|保证会|计划|拟(?:与|于|同|和|在|议|定)?|准备|打算|有意|属意|意图|企图|试图|妄图|密谋|谋划|策划(?:入侵|占领|吞并|进攻|攻打|出兵|派兵|兼并|推翻|□)|希望|预计|即将|愿意|提议|建议|呼吁|敦促|寻求|考虑|若(?:[^干昂望泽瑟热]|$)|如果|一旦|假如|倘若|要求|应当|应该|应(?:立即|立刻|即|尽快|尽|给予|予以|共同|互相|相互|提供|派)|是否|申请|力图|谋求|期望|邀请|险些|差点|差一点|本可|本应|本想|原可|错过|许诺|反对(?:与|同|和|向|对|承认|成立|建立|加入|站在|出兵|由)|驳斥了?(?:有关|关于|与|同|其|称|说)|推迟了?(?:访问|出访|与|同|对|签|建|加入)|暂缓(?:加入|签|建|与|同)|原订|原拟|本拟|本欲|原议|几至|几乎(?:[^全每所都同完皆]|$)|濒临|原定|预定|[^签议订缔固决确]定于|可能|或将|有望|拟议|筹备|筹划|酝酿|草拟|有待|尚待|理应|须(?:与|向|把|将|对|在|同|于)|誓言|扬言|自告奋勇|设想(?:与|同|和|成立|建立|□)|质疑(?:向|对|□)|(?:讨论|审议|辩论)了?(?:对|向)|不排除|搁置|(?:讨论|商讨|探讨|研究|商议|洽谈|审议|评估|磋商|谈判|辩论)(?:了|过)?(?:由|是否|承认|加入|建立|签署|签订|购买|派遣|派兵|共同|联合|制裁|出售|恢复|成立|提供|断交|建交|出兵|动武|驻军|引进|采购|合并)|(?:讨论|商讨|探讨|商议|商谈|洽谈|磋商)(?:了|过|如何|有关|关于)?□|能否|可否|会否|鼓吹|威胁(?:要|与|同|将|□|制裁|入侵|断|切断|动武|出兵|退出|进攻|开战|关闭|驱逐|吞并|封锁|轰炸)",
    ))
});
/// `如果A封锁海峡，` before a clause, whose verb then tells what would come of it: `B将被迫与之开战`.
static CONDITION: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "(?:^|[，；：“])(?:但|而|并且|因此|不过)?(?:如果|倘若|假如|假若|一旦|要是|万一|只要|只有|除非|若(?:[^干昂望泽瑟热]))[^，。；]{1,40}，$",
    ))
});
static WOULD: LazyLock<Expression> =
    LazyLock::new(|| Expression::new(&canonical("将|就会|便会|则会|必会|才会|方会|才肯|才愿|就要|会□|就□|即□")));
/// `就加入B` before what is stated, and a talk about it behind: `就加入B進行磋商`.
static AT_ISSUE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "就(?:[^，]{0,12}(?:建立|签署|签订|缔结|订立|加入|恢复|成立|举行|购买|采购|出售|引进|设立|组建|结盟|建交|复交|提升|派遣|提供|共同|联合)|□)",
    ))
});
static TALKED: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "^[^，。；]{0,8}(?:谈判|磋商|商谈|洽谈|会谈|协商|商讨|讨论|接触|交换意见|展开对话)(?:$|[，。；]|了?[^，。；中后]{0,6}$)",
    ))
});
/// `並未像預料的那樣拒絕承認`: no denial.
static TWICE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical("(?:未|没有|不曾|并非|不是|绝非|从不)[^，]{0,14}?(?:拒绝|拒不|不承认|不予|不支持|否认|不接受)"))
});

static ALMOST: LazyLock<String> = LazyLock::new(|| canonical("几乎").into_owned());

static AFTER_ALL: LazyLock<String> = LazyLock::new(|| canonical("而是").into_owned());

/// `A担忧遭到B入侵`, `A指称B侵入其领土`: a view between the sides and the verb.
static FEARED: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical("(?:担忧|担心|忧虑|指称|声称|宣称|怀疑|指控|扬言)[^，]{0,8}?(?:[\u{E000}-\u{E004}]|遭到?|受到?)"))
});
/// `被指向B提供武器`, `涉嫌资助B`: what somebody is accused of, in the clause that tells it.
static ACCUSED: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "被(?:[\u{E000}-\u{E004}][^，]{0,3})?(?:指(?:[^定派挥明令导]|$)|控(?:[^制]|$)|疑|指责|指控|怀疑)[^，]{0,12}$|涉嫌[^，]{0,12}$|疑似[^，]{0,12}$",
    ))
});
/// A match that ends with a treaty and tells who concluded it.
static CONCLUDED: LazyLock<Expression> =
    LazyLock::new(|| Expression::new(&canonical("(?:签署|签订|缔结|订立|达成|签下|签定|商定|议定)了?的[^，。；]{0,14}$")));
/// What somebody holds against another: nothing is seen so behind it.
static COMPLAINT: LazyLock<Expression> = LazyLock::new(|| Expression::new(&canonical("(?:指责|指控|抨击|主张|担心|担忧)$")));
/// Who says aloud where he stands.
static DECLARES: LazyLock<Expression> = LazyLock::new(|| Expression::new(&canonical("声言$")));
static VIEW: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "(?P<p>被|普遍|通常|一般|广泛|外界|多数学者)?[^，]{0,4}?(?:认为|相信|深信|误以为|声称|宣称|声言|指称|指责|指控|主张|解读为?|抨击|形容|怀疑|担心|担忧|据(?:传|闻|悉|说|称)|传言|流言|谎称|风传|盛传|谣传|传闻|据[^，]{1,10}(?:[称说]|报[道导]|透露)|(?:^|，)指[\u{E000}-\u{E004}](?:受|对|向|在|曾|企图|背后|暗中|与|同|派|为)|(?:^|[^又也简通全史俗名旧合统号别或尊官美总代昵著闻])称(?:[^为作霸臣王帝雄道谓呼号赞颂“《「]|$))",
    ))
});

/// Where the words stand that decide a status, in bytes of a code string.
pub(super) struct Words<'a> {
    /// The words of the engine.
    pub lexicon: &'a Lexicon,
    /// Where the clause of the match begins.
    pub clause: usize,
    /// The match.
    pub range: &'a Range<usize>,
    /// The words that state it, where a frame does.
    pub trigger: Option<&'a Range<usize>>,
    /// What is said of an object before the trigger: `对B[拒不撤军]表示抗议`.
    pub matter: Option<&'a Range<usize>>,
    /// What is denied is what is stated: `不支持`.
    pub negated: bool,
    /// Whether it is a position, which may be on what is only thought of: `支持B的提议`.
    pub position: bool,
}

/// Whether an expression matches a few words, of which most hold no character that it needs.
fn says(expression: &Expression, words: &str) -> bool {
    expression.is_match(words, &words.chars().collect())
}

/// Whether a part of a sentence denies something.
pub(super) fn denies(marked: &Marked, part: Range<usize>, lexicon: &Lexicon) -> bool {
    says(&NEGATION, &without_traps(&marked.code[part], lexicon))
}

/// The status of what is matched; `visible` is the text of the block, for the holder's name, `subject` where
/// the subject stands that the clause lends, `event` whether it is something that happens.
///
/// Words from the beginning of the clause to the end of the match decide negation and plan, words of the whole sentence before the match
/// decide whose view it is.
#[must_use]
pub(super) fn status(marked: &Marked, visible: &str, words: &Words<'_>, subject: Option<usize>, event: bool) -> Status {
    let Words { lexicon, clause, range, trigger, matter, negated, position } = *words;
    let seen = marked.seen();
    // `拒绝加入由A和B签署的条约`: what tells which treaty is meant happened, whatever is denied of it.
    let start = if CONCLUDED.is_match(&marked.code[range.clone()], seen) { range.start } else { clause.min(range.start) };
    let scope = &marked.code[start..range.end];
    // What the trigger itself says is no denial: `相持不下`. Nor is what it is about, but for the verb that carries it.
    let plain = match trigger.filter(|t| start <= t.start && t.end <= range.end) {
        Some(t) => {
            let before = match matter.filter(|m| start <= m.start && m.end <= t.start) {
                Some(m) => {
                    let verb = marked.code[m.clone()].char_indices().rev().nth(3).map_or(m.start, |(at, _)| m.start + at);
                    format!("{}□{}", &marked.code[start..m.start], &marked.code[verb..t.start])
                }
                // `几乎全歼` is done.
                None if marked.code[t.start..].starts_with('全') => {
                    let before = &marked.code[start..t.start];
                    before.strip_suffix(ALMOST.as_str()).unwrap_or(before).to_owned()
                }
                None => marked.code[start..t.start].to_owned(),
            };
            without_traps(&format!("{before}□{}", &marked.code[t.end..range.end]), lexicon)
        }
        None => without_traps(scope, lexicon),
    };
    // `并非购自A，而是购自B`: what is set against a denial is none.
    let plain = match plain.rsplit_once(AFTER_ALL.as_str()) {
        Some((_, rest)) if trigger.is_some_and(|t| marked.code[t.start..range.end].find(AFTER_ALL.as_str()).is_none()) => rest.to_owned(),
        _ => plain,
    };
    // What is said of it is a few words, of which nearly no expression has any.
    let said = plain.chars().collect();
    let denied = NEGATION.is_match(&plain, &said);
    if denied != negated || negated && TWICE.is_match(&plain, &said) {
        return Status::Denied;
    }
    let talked = || TALKED.is_match(&marked.code[range.end..], seen) && AT_ISSUE.is_match(&plain, &said);
    let before = &marked.code[clause.min(range.start)..range.start];
    let behind = &marked.code[range.end..];
    let supposed = || CONDITION.is_match(&marked.code[..start], seen) && WOULD.is_match(&plain, &said);
    if PLAN.is_match(&plain, &said)
        || talked()
        || supposed()
        || CAME_TO_NOTHING.is_match(behind, seen)
        || !position && INTENDED.is_match(behind, seen)
        || lexicon.embeds.ends(before).is_some()
        || embedded(marked, lexicon, clause, subject)
    {
        return Status::Planned;
    }
    if let Some(t) = trigger.filter(|t| range.start < t.start)
        && FEARED.is_match(&marked.code[range.start..t.start], seen)
    {
        return Status::Attributed(holder(marked, visible, t.start));
    }
    let accused = trigger.map_or(range.start, |t| t.start);
    // `以涉嫌间谍活动为由驱逐了B的外交官` is no charge against who does so.
    if says(&ACCUSED, &apart(&marked.code[start.min(accused)..accused])) {
        return Status::Attributed(holder(marked, visible, accused));
    }
    let head = &marked.code[..range.start];
    // `A指B向C提供武器`
    if head.strip_suffix('指').is_some_and(|before| before.ends_with(|c: char| TokenKind::of(c).is_some_and(TokenKind::acts) || c == '方'))
    {
        return Status::Attributed(holder(marked, visible, range.start));
    }
    // `总统表示，美国是盟友`: how a speaker describes a relation. What happened, happened also where a speaker tells of it.
    if !event && lexicon.speakers.within(head) {
        return Status::Attributed(holder(marked, visible, range.start));
    }
    if let Some(found) = VIEW.on(seen).and_then(|regex| regex.captures_iter(head).last())
        && found.name("p").is_none()
        && let Some(whole) = found.get(0)
        && !hedged(&head[..whole.end()])
        && !(position
            && DECLARES.is_match(whole.as_str(), seen)
            && !marked.code[whole.end()..trigger.map_or(range.start, |t| t.start)].contains(|c| is_token(c) || c == '，'))
        && !(COMPLAINT.is_match(whole.as_str(), seen) && both_follow(marked, whole.end(), range))
        && !goes_on(marked, whole.end(), range, subject)
    {
        return Status::Attributed(holder(marked, visible, whole.end()));
    }
    Status::Affirmed
}

/// Whom the page names last before a place of the code string.
fn holder(marked: &Marked, visible: &str, before: usize) -> String {
    let token = marked.placed().filter(|(at, t)| *at < before && t.kind != TokenKind::Date).last();
    token.and_then(|(_, t)| visible.get(t.range.clone())).unwrap_or("?").to_owned()
}

/// Whether the subject is the object of a verb that embeds the clause.
fn embedded(marked: &Marked, lexicon: &Lexicon, clause: usize, subject: Option<usize>) -> bool {
    subject.filter(|at| *at >= clause).is_some_and(|at| lexicon.embeds.ends(&marked.code[clause..at]).is_some())
}

/// `A指责B…，两国关系恶化`: behind a complaint the clause of the match is about both.
fn both_follow(marked: &Marked, view: usize, range: &Range<usize>) -> bool {
    let both = TokenKind::Pair.code();
    let own = marked.code[view..range.start.max(view)].rsplit_once('，').filter(|(complaint, _)| !complaint.is_empty());
    own.is_some_and(|(_, own)| own.starts_with(both) || own.is_empty() && marked.code[range.start..].starts_with(both))
}

/// Whether the story goes on after a view that ends in an earlier clause: with another who acts in contrast (`A主张…，B则…`), or with what
/// the holder does himself (`A指责B…，同B断交`).
fn goes_on(marked: &Marked, view: usize, range: &Range<usize>, subject: Option<usize>) -> bool {
    /// What joins a clause to the view.
    const JOINED: &[char] = &['并', '且', '又', '还', '也', '以', '是', '而'];
    let between = &marked.code[view..range.start.max(view)];
    // `指责B干涉而将其驱逐`: what the holder does for that reason.
    if marked.code[view..range.end.max(view)].contains("而将") && !between.contains('，') {
        return true;
    }
    // `因遭C指控窝藏游击队而与B断交`, `A指责B而将其驱逐，C也…`: the view ends where what follows from it begins.
    let clause = marked.code[..view].rfind('，').unwrap_or(0);
    let reason = marked.code[clause..view].contains('因');
    let own = between.split('，').next().unwrap_or(between);
    if reason && own.contains('而') || own.len() < between.len() && own.contains("而将") {
        return true;
    }
    // `A称之为“……”，两国关系恶化`: the view ends with the quotation.
    if after_quote(between).is_some_and(|rest| rest.starts_with('，')) {
        return true;
    }
    let Some((seen, last)) = between.rsplit_once('，') else { return false };
    // `A认为，B…`: what is thought comes behind the comma.
    if seen.is_empty() || seen.ends_with('，') {
        return false;
    }
    let rest = &marked.code[range.start..];
    // `A指责B…，C亦抨击D`: another says something himself.
    let says = |text: &str| {
        let verb = text.strip_prefix(['亦', '也']);
        verb.is_some_and(|verb| verb.is_empty() || SAYS.begins(verb).is_some())
    };
    let contrast = |text: &str| {
        let own = text.trim_start_matches(|c| TokenKind::of(c).is_some_and(TokenKind::acts));
        own.starts_with(['则', '却', '遂']) || own.len() < text.len() && says(own)
    };
    let holds = |at: usize| at < view && !marked.code[at..view].contains('，');
    let holder = marked.placed().any(|(at, t)| subject == Some(at) && t.kind.acts() && holds(at));
    let own = holder && !last.starts_with(JOINED) && !rest.starts_with(JOINED);
    own || last.is_empty() && contrast(rest) || contrast(last)
}

/// What begins a verb of saying: `抨击`, `谴责`, `表示`.
static SAYS: LazyLock<words::Words> =
    LazyLock::new(|| canonical_words(&["抨", "谴", "指", "批", "反", "对此", "表"]).into_iter().collect());

/// What stands behind the quotation that a view begins with, or all but begins with.
fn after_quote(view: &str) -> Option<&str> {
    let view = view.trim_start_matches(['，', '：', '为', '是', '之', '其', '它', '这', '此']);
    if let Some(rest) = view.strip_prefix(TokenKind::Quote.code()) {
        return Some(rest);
    }
    let close = [('“', '”'), ('「', '」')].into_iter().find_map(|(open, close)| view.starts_with(open).then_some(close))?;
    view.split_once(close).map(|(_, rest)| rest)
}

fn hedged(head: &str) -> bool {
    ["被认为", "被视为", "通常认为", "普遍认为", "一般认为", "公认", "被普遍认为", "被广泛认为"]
        .iter()
        .any(|w| head.ends_with(canonical(w).as_ref()))
}

fn without_traps(text: &str, lexicon: &Lexicon) -> String {
    lexicon.no_negation.replace(&apart(text)).into_owned()
}

/// A text without its circumstances.
fn apart(text: &str) -> Cow<'_, str> {
    CIRCUMSTANCE.on(&text.chars().collect()).map_or(Cow::Borrowed(text), |r| r.replace_all(text, "□"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where words stand in a text.
    fn at(text: &str, words: &str) -> Range<usize> {
        let start = text.find(words).expect("the words");
        start..start + words.len()
    }

    fn code(text: &str) -> String {
        canonical(&text.replace(['甲', '乙'], "\u{E000}")).into_owned()
    }

    /// The status of a pattern's match.
    fn of(text: &str, words: &str) -> Status {
        let code = code(text);
        let range = at(&code, &canonical(words));
        let clause = code[..range.start].rfind('，').map_or(0, |i| i + '，'.len_utf8());
        let lexicon = &Lexicon::embedded();
        let words = Words { lexicon, clause, range: &range, trigger: None, matter: None, negated: false, position: false };
        status(&Marked { code, ..Marked::default() }, "", &words, None, false)
    }

    /// The status of a frame; `matter` says whether what stands between the last actor and the trigger is what it is about.
    fn framed(text: &str, trigger: &str, negated: bool, matter: bool) -> Status {
        let code = code(text);
        let trigger = &at(&code, &canonical(trigger));
        let object = code.rfind('\u{E000}').expect("object") + '\u{E000}'.len_utf8();
        let about = object..trigger.start.max(object);
        let (lexicon, range) = (&Lexicon::embedded(), &(0..trigger.end));
        let matter = Some(&about).filter(|_| matter);
        let words = Words { lexicon, clause: 0, range, trigger: Some(trigger), matter, negated, position: matter.is_some() };
        status(&Marked { code, ..Marked::default() }, "", &words, None, !negated)
    }

    #[test]
    fn tells_denials_from_traps() {
        assert_eq!(of("甲未签署", "签署"), Status::Denied);
        assert_eq!(of("甲拒绝签署", "签署"), Status::Denied);
        assert_eq!(of("甲不得不签署", "签署"), Status::Affirmed);
        assert_eq!(of("甲不仅签署", "签署"), Status::Affirmed);
        assert_eq!(of("甲与乙签署互不侵犯条约", "签署互不侵犯条约"), Status::Affirmed);
    }

    #[test]
    fn what_is_opposed_may_be_a_denial() {
        let of = |text| framed(text, "抗议", false, true);
        assert_eq!(of("甲对乙拒不撤军表示抗议"), Status::Affirmed);
        assert_eq!(of("甲对乙的做法未表抗议"), Status::Denied);
        assert_eq!(of("甲未对乙的做法表示抗议"), Status::Denied);
    }

    #[test]
    fn tells_plans() {
        assert_eq!(of("甲计划签署", "签署"), Status::Planned);
        assert_eq!(of("甲将与乙签署", "签署"), Status::Planned);
        assert_eq!(of("甲曾签署", "签署"), Status::Affirmed);
        assert_eq!(of("甲一度策划占领乙", "占领"), Status::Planned);
        assert_eq!(of("甲签定于某年的条约生效", "生效"), Status::Affirmed);
        assert_eq!(of("甲批准了乙的入会申请", "入会申请"), Status::Affirmed);
        assert_eq!(of("甲提出入会申请", "入会申请"), Status::Planned);
    }

    #[test]
    fn what_came_near_or_to_nothing_did_not_happen() {
        assert_eq!(of("甲反对与乙结盟", "结盟"), Status::Planned);
        assert_eq!(of("甲差一点同乙决裂", "决裂"), Status::Planned);
        assert_eq!(of("甲威胁与乙断交", "断交"), Status::Planned);
        assert_eq!(of("甲与乙结盟的提案被议会否决", "结盟"), Status::Planned);
        assert_eq!(of("甲与乙建交无望", "建交"), Status::Planned);
        assert_eq!(of("甲反对乙，与丙结盟", "结盟"), Status::Affirmed);
        // Another who did not do so.
        assert_eq!(of("甲对乙宣战，丙则始终没有这样做", "宣战"), Status::Affirmed);
    }

    #[test]
    fn what_is_talked_about_did_not_happen() {
        assert_eq!(of("甲与乙就建立关系进行谈判", "关系"), Status::Planned);
        assert_eq!(of("甲与乙建立关系", "关系"), Status::Affirmed);
        assert_eq!(of("甲议会讨论承认乙", "承认"), Status::Planned);
        assert_eq!(of("甲国会否决了向乙出售的议案", "出售"), Status::Denied);
        assert_eq!(of("甲与乙的争议若再起", "争议"), Status::Planned);
        assert_eq!(of("甲动用否决权谴责乙", "谴责"), Status::Affirmed);
    }

    #[test]
    fn what_is_denied_twice_is_no_denial() {
        let of = |text| framed(text, "承认", true, false);
        assert_eq!(of("甲不承认乙"), Status::Affirmed);
        assert_eq!(of("甲承认乙"), Status::Denied);
        assert_eq!(of("甲并未像外界预料的那样拒绝承认乙"), Status::Denied);
    }

    #[test]
    fn what_tells_which_treaty_is_meant_is_neither_denied_nor_planned() {
        let treaty = |text: &str| {
            let code = code(text);
            let range = &at(&code, &code[code.find('\u{E000}').expect("a side")..]);
            let (lexicon, trigger) = (&Lexicon::embedded(), None);
            let words = Words { lexicon, clause: 0, range, trigger, matter: None, negated: false, position: false };
            status(&Marked { code: code.clone(), ..Marked::default() }, "", &words, None, true)
        };
        assert_eq!(treaty("拒绝加入甲和乙签署的条约"), Status::Affirmed);
        assert_eq!(treaty("提议仿照甲同乙缔结的同盟条约"), Status::Affirmed);
        assert_eq!(treaty("甲和乙计划签署的条约"), Status::Planned);
        assert_eq!(treaty("拒绝甲和乙签署条约"), Status::Denied);
    }

    #[test]
    fn a_complaint_ends_where_the_sentence_is_about_both() {
        let worse = |text: &str| of(&text.replace("两国", &TokenKind::Pair.code().to_string()), "恶化");
        assert_eq!(worse("甲指责乙放任不管，两国关系恶化"), Status::Affirmed);
        assert!(matches!(worse("甲认为，两国关系恶化"), Status::Attributed(_)));
        assert!(matches!(worse("甲认为乙放任不管，两国关系恶化"), Status::Attributed(_)));
    }

    #[test]
    fn what_is_set_against_a_denial_is_none() {
        let of = |text| framed(text, "购入", false, false);
        assert_eq!(of("甲并非自造，而是向乙购入"), Status::Affirmed);
        assert_eq!(of("甲并非向乙购入"), Status::Denied);
    }

    #[test]
    fn tells_views_from_hedges() {
        assert!(matches!(of("甲认为，乙亲近", "亲近"), Status::Attributed(_)));
        assert_eq!(of("乙被认为亲近", "亲近"), Status::Affirmed);
        assert_eq!(of("乙通常被认为亲近", "亲近"), Status::Affirmed);
    }
}
