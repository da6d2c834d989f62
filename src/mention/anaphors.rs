//! Words that point back: `兩國`, `該國`, `與之`, `該條約`.

use std::sync::LazyLock;

use super::{
    EntityId, Kind, Mentions,
    contexts::Contexts,
    mark::{Found, token_kind},
    token::{Token, TokenKind},
};
use crate::{expression::Expression, fold::Folded};

/// Two, or a counted list, of states or parties.
static PAIR: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "(?:上述|前述)(?:各国|国家|诸国)|这些国家|(?:上述|前述|这|该)两个[“「]?(?:人民共和国|共和国|政权|实体)[”」]?|(?:上述|前述|这)?(?:[三四五六七八]国|三方|两地|两国|两大帝国|两大强国|两大邻国|两个邻国|双方|两党|两军|两者|二者|俩国|彼此|它们|牠们|两国政府)(?:政府|军队|海军|领导人|首脑|外长|之间|间)?",
    )
});
/// One actor, place or organisation.
static THAT: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "它|这个新?(?:国家|邻国|政权|组织)|这一(?:邻国|国家|政权)|该(?:邻国|政府)|该国|该岛|该地区|该地|该市|该城|该省|该港|该党|该政权|新政权|新政府|该组织|该联盟|该集团|该阵线|该运动|该武装|对方|后者|前者|其(?:实[施行现]|中[止断]|[他它余实中次后间所本]|是|为|时)?",
    )
});
/// `该条约`, `此次演习`: the one that the page is about, or that was named last.
static THAT_EVENT: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "(?:该|本|此|此一|这一|这份|这项|该项|此项|这个|上述|此次|本次|这次|该次)(?:系列)?(?:(?P<t>条约|协定|协议|公约|宣言|和约|声明|议定书|备忘录)|(?P<e>联合军演|军演|联合演习|军事演习|演习|演练))",
    )
});

/// How the foremost of a region are called.
const FOREMOST: [char; 6] = ['最', '主', '唯', '重', '首', '头'];

impl Mentions<'_> {
    /// The page's own treaty or exercise where the text points to it.
    pub(super) fn own_in(&self, folded: &Folded, found: &mut Vec<Found>) {
        let Some(own) = self.own else { return };
        let kind = self.cast.get(own).kind;
        if kind.is_organization() {
            own_organization_in(self.gazetteer.contexts(), own, &self.cast.get(own).key, folded, found);
            return;
        }
        let Some(pattern) = THAT_EVENT.on(folded.seen()) else { return };
        for captures in pattern.captures_iter(&folded.text) {
            let group = if kind == Kind::Treaty { "t" } else { "e" };
            let (Some(whole), Some(_)) = (captures.get(0), captures.name(group).filter(|_| kind.is_event())) else { continue };
            let mut token = Token::new(token_kind(kind), folded.original(whole.range()), vec![own]);
            token.parties = self.sides.get(&own).cloned().unwrap_or_default();
            found.push(Found { range: whole.range(), token, rank: 3 });
        }
    }
}

/// `联盟决议…`, `组织秘书长`: the noun that the name of the page's organisation ends in, where it opens a clause and does something.
fn own_organization_in(contexts: &Contexts, own: EntityId, key: &str, folded: &Folded, found: &mut Vec<Found>) {
    const NOUNS: &[&str] = &["联盟", "组织", "同盟", "共同体", "论坛", "理事会"];
    const BEFORE: &[char] = &['，', '。', '；', '：', '年', '月', '日', '后', '时', '间', '但', '而'];
    /// What stands before one that something is done with or to: `与共同体签约`, `加入论坛`.
    const GOVERN: &[&str] = &["与", "同", "和", "对", "向", "被", "由", "在", "加入", "退出", "离开", "重返", "获", "受", "给", "予"];
    let Some(noun) = NOUNS.iter().find(|noun| key.ends_with(**noun) && key.len() > noun.len()) else { return };
    for (at, _) in folded.text.match_indices(noun) {
        let (before, after) = (&folded.text[..at], &folded.text[at + noun.len()..]);
        // 组织 is a verb as well.
        let governed = *noun != "组织" && GOVERN.iter().any(|w| before.ends_with(w)) && !after.starts_with(['化', '法']);
        let behind = contexts.organization_acts.begins(after).filter(|_| before.is_empty() || before.ends_with(BEFORE));
        let Some(behind) = behind.or_else(|| governed.then_some("")) else { continue };
        // `联盟各国` are the organisation, too.
        let members = if matches!(behind, "各国" | "成员国" | "会员国") { behind.len() } else { 0 };
        let range = at..at + noun.len() + members;
        let token = Token::new(TokenKind::Organization, folded.original(range.clone()), vec![own]);
        found.push(Found { range, token, rank: 3 });
    }
}

/// `访问墨西哥，与总统福克斯签署协定`: somebody of whom only the office is known, with whom one meets or signs.
static HOST: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "[与同跟](?:时任|新任|候任|现任)?(?P<o>总统|总理|首相|国王|女王|皇帝|天皇|苏丹|国家主席|外长|外交部长|外相|国务卿|国防部长|防长|总书记|元首)[^，。；、的与和府制选任职候会们夫]{0,12}?[^，。；]{0,8}?(?:签|会谈|会晤|会面|达成|发表|缔结|订立)",
    )
});

/// Persons by their office alone stand for the state that is under discussion.
pub(super) fn hosts_in(folded: &Folded, found: &mut Vec<Found>) {
    let Some(pattern) = HOST.on(folded.seen()) else { return };
    for captures in pattern.captures_iter(&folded.text) {
        let Some(office) = captures.name("o").map(|office| office.range()) else { continue };
        // Whom the gazetteer or the page knows, acts by the name.
        if found.iter().any(|f| f.range.start == office.end && f.token.kind.acts()) {
            continue;
        }
        let token = Token::new(TokenKind::That, folded.original(office.clone()), Vec::new());
        found.push(Found { range: office, token, rank: 1 });
    }
}

/// `上述三国` without what points back.
#[must_use]
pub fn told_of(words: &str) -> &str {
    ["上述", "前述", "这些", "這些", "这", "這"].iter().find_map(|that| words.strip_prefix(that)).unwrap_or(words)
}

/// How many `三国` or `上述五国` are; none for two.
#[must_use]
pub fn counted(words: &str) -> Option<usize> {
    let words = told_of(words);
    ['三', '四', '五', '六', '七', '八'].iter().position(|number| words.starts_with(*number)).map(|at| at + 3)
}

/// Anaphors of actors: `兩國`, `該國`, `其`.
pub(super) fn anaphors_in(contexts: &Contexts, folded: &Folded, found: &mut Vec<Found>) {
    for (pattern, kind) in [(&PAIR, TokenKind::Pair), (&THAT, TokenKind::That)] {
        let Some(pattern) = pattern.on(folded.seen()) else { continue };
        for hit in pattern.find_iter(&folded.text) {
            // `其他`, `其中`, `其后` are no anaphors, `对其实施` holds one.
            let alone = matches!(hit.as_str(), "其是" | "其为" | "其实施" | "其实行" | "其实现" | "其中止" | "其中断");
            if hit.as_str().starts_with('其') && hit.as_str().chars().count() > 1 && !alone {
                continue;
            }
            let before = &folded.text[..hit.start()];
            // `其它`, `它山之石`, but `承认它的国家`
            let others = folded.text[hit.end()..].starts_with(['的', '们', '山']) && !before.ends_with("承认");
            if hit.as_str() == "它" && (before.ends_with(['其', '吉']) || others) {
                continue;
            }
            // `承认两地独立`, but `往来两地`
            if hit.as_str().ends_with("两地") && !before.ends_with("承认") && !folded.text[hit.end()..].starts_with("独立") {
                continue;
            }
            // `前三国`, `第三国`, `十三国`, `三国时代`
            let after = &folded.text[hit.end()..];
            if counted(hit.as_str()).is_some()
                && (before.ends_with(['第', '十', '二', '百', '前', '等', '约', '近', '余', '有', '共', '个', '他'])
                    || before.ends_with(char::is_numeric)
                    || after.starts_with(['时', '演', '志', '际', '家', '集']))
            {
                continue;
            }
            // `三方会谈`, `第三方`
            let joint = after.starts_with(['面', '位', '会', '协', '机', '对', '论', '演', '谈', '关', '条', '联', '合', '势', '案']);
            if hit.as_str().ends_with("三方") && (joint || before.ends_with(['第', '与', '和', '同', '等', '的'])) {
                continue;
            }
            // `某某的新政府`, `苏丹新政府`: whose it is stands before it.
            let owned = || found.iter().any(|f| f.range.end == hit.start() && f.token.kind.acts());
            if hit.as_str().starts_with('新') && (before.ends_with(['的', '最', '立', '个', '组', '等']) || owned()) {
                continue;
            }
            // `其对手A`: A is meant.
            if hit.as_str() == "其" && contexts.related.begins(after).is_some() {
                continue;
            }
            // `A是B在该地区最重要的盟友`: where, and nobody.
            let where_best = || after.starts_with(FOREMOST) || after.strip_prefix('的').is_some_and(|behind| behind.starts_with(FOREMOST));
            if matches!(hit.as_str(), "该地区" | "该地") && before.ends_with(['在', '于']) && where_best() {
                continue;
            }
            // `与其建交` is with it, `与其说` is not.
            let with = before.ends_with('与')
                && !after.starts_with([
                    '建', '签', '断', '结', '恢', '缔', '保', '展', '进', '举', '发', '交', '达', '合', '互', '绝', '订', '复', '决',
                ]);
            if hit.as_str() == "其" && (with || before.ends_with(['尤', '极', '何', '土'])) {
                continue;
            }
            let end = if alone { hit.start() + '其'.len_utf8() } else { hit.end() };
            let range = hit.start()..end;
            let mut token = Token::new(kind, folded.original(range.clone()), Vec::new());
            token.named_parties = hit.as_str().starts_with("两党");
            found.push(Found { token, range, rank: 1 });
        }
    }
}

/// `与之断交`, `对之宣战`: the one named before.
pub(super) fn pronouns_in(folded: &Folded, found: &mut Vec<Found>) {
    if !folded.may_hold("之") {
        return;
    }
    for (at, _) in folded.text.match_indices('之') {
        let before = &folded.text[..at];
        let after = &folded.text[at + '之'.len_utf8()..];
        let stands = before.ends_with(['与', '对', '向', '同', '和'])
            && !after.starts_with(['间', '后', '前', '下', '一', '中', '外', '上', '内', '时', '际', '类', '所', '争', '战']);
        if stands {
            let range = at..at + '之'.len_utf8();
            found.push(Found { token: Token::new(TokenKind::That, folded.original(range.clone()), Vec::new()), range, rank: 1 });
        }
    }
}
