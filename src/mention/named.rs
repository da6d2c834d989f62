//! Names of treaties, exercises and wars that are no links: in quotation marks, or known by what they are made of.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    EntityId, Kind, Mentions, entity_of_title,
    mark::{Found, token_kind},
    token::{Token, TokenKind},
};
use crate::{
    fold::Folded,
    time::{self, TimeExpr},
};

const EVENT_WORDS: &str = include_str!("../../ontology/gazetteer/event-words.txt");

static EVENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words: Vec<String> =
        EVENT_WORDS.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).map(regex::escape).collect();
    Regex::new(&format!(
        "^[-·]?(?:{}|[0-9]{{4}}年?|第[一二三四五六七八九十]+次)*(?P<end>条约|协定|协议|宣言|公报|和约|盟约|公约|议定书|备忘录|密约|协约|合同|演习|军演|战争|之战|战役|冲突|边境战|交恶|决裂|反目|分裂)",
        words.join("|")
    ))
    .ok()
});
static ORDINAL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("(?:第[一二三四五六七八九十0-9]+次|[0-9]{4}年)$").ok());
static EXERCISE_AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:的|号|系列)?(?:[0-9]{4})?(?:联合|海上|大型|双边|多国|多边|军事|反恐|实兵|战略|特种兵|特种部队|空军|海军|陆军|登陆|实弹|搜救|救灾|维和|人道|年度|例行|大规模|两栖|国际|舰艇){0,4}(?:军事)?(?:演习|军演|演练|联演|联训|联合训练|军事训练|演训|巡航|巡逻)").ok()
});

/// Before a name in quotation marks: it is of something that acts.
const SETS_UP: &[&str] =
    &["成立", "组成", "结成", "建立", "组建", "创立", "共组", "合组", "创建", "加入", "退出", "发起", "名为", "称为", "参加"];

impl Mentions<'_> {
    /// Names in quotation or title marks: `《…条约》`, `“海上联合-2016”的联合军演`.
    pub(super) fn titles_in(&mut self, original: &str, folded: &Folded, found: &mut Vec<Found>) {
        if !folded.may_hold("《“「『〈") {
            return;
        }
        for (open, close) in [('《', '》'), ('“', '”'), ('「', '」'), ('『', '』'), ('〈', '〉')] {
            for (start, _) in folded.text.match_indices(open) {
                let inner_start = start + open.len_utf8();
                let Some(length) = folded.text[inner_start..].find([close, open]) else { continue };
                let inner = inner_start..inner_start + length;
                let name = &folded.text[inner.clone()];
                if !folded.text[inner.end..].starts_with(close)
                    || name.is_empty()
                    || name.chars().count() > 30
                    || name.contains(['，', '。', '；', '！', '？'])
                {
                    continue;
                }
                let whole = start..inner.end + close.len_utf8();
                let after: String = folded.text[whole.end..].chars().take(12).collect();
                let mut kind = self.gazetteer.kind_of_name(name);
                if matches!(kind, Kind::Thing | Kind::Organization | Kind::Place | Kind::Bloc | Kind::Person | Kind::Institution)
                    && EXERCISE_AFTER.as_ref().is_some_and(|r| r.is_match(&after))
                {
                    kind = Kind::Exercise;
                }
                let visible = folded.original(inner.clone());
                let title = original.get(visible.clone()).unwrap_or(name).to_owned();
                // `结成「某某阵线」`: what somebody sets up or joins, though no page is linked.
                let joined = || {
                    let before = folded.text[..start].trim_end_matches(['了', '的']);
                    kind == Kind::Organization && name.chars().count() > 3 && SETS_UP.iter().any(|word| before.ends_with(word))
                };
                let least = if kind == Kind::Exercise { 2 } else { 3 };
                if kind.is_event() && name.chars().count() >= least || joined() {
                    let mut entity = entity_of_title(self.gazetteer, &title, &[], None);
                    entity.kind = kind;
                    entity.seen.insert(title);
                    let key = entity.key.clone();
                    // `“北方之狼”联合演习` on the page 北方之狼演习 is the page's own.
                    let own = self.own.filter(|own| {
                        let own = self.cast.get(*own);
                        own.kind == kind
                            && (own.key.starts_with(name) || key.starts_with(own.key.trim_end_matches(&['演', '习', '军'][..])))
                    });
                    let id = own.or_else(|| self.names.get(name)).unwrap_or_else(|| self.cast.add(entity));
                    let mut token = Token::new(token_kind(kind), folded.original(whole.clone()), vec![id]);
                    token.parties = self.sides(id);
                    token.time = time::find_dates(&key).into_iter().next();
                    found.push(Found { range: whole, token, rank: 6 });
                } else if open == '《' {
                    let token = Token::new(TokenKind::Thing, folded.original(whole.clone()), Vec::new());
                    found.push(Found { range: whole, token, rank: 1 });
                }
            }
        }
    }

    /// Names of treaties, exercises and wars that begin with their parties: `印俄联合海军演习`, `第二次印巴战争`.
    pub(super) fn events_in(&mut self, original: &str, folded: &Folded, dates: &[TimeExpr], found: &mut Vec<Found>) {
        let Some(pattern) = EVENT.as_ref() else { return };
        let starts: Vec<(Range<usize>, Vec<EntityId>)> = found
            .iter()
            .filter(|f| matches!(f.token.kind, TokenKind::Actor | TokenKind::Group) && f.token.person.is_none())
            .map(|f| (f.range.clone(), f.token.entities.clone()))
            .collect();
        let mut events = Vec::new();
        for (i, (range, entities)) in starts.iter().enumerate() {
            let mut end = range.end;
            let mut parties = entities.clone();
            // `日本–俄罗斯战争`, `苏联与芬兰战争`: the next party follows at once.
            if let Some((next, more)) = starts.get(i + 1)
                && matches!(folded.text.get(range.end..next.start), Some("-" | "·" | "、"))
            {
                end = next.end;
                parties.extend(more);
            }
            let Some(rest) = folded.text.get(end..) else { continue };
            let Some(hit) = pattern.find(rest) else { continue };
            let mut start = range.start;
            if let Some(before) = ORDINAL.as_ref().and_then(|r| r.find(&folded.text[..start])) {
                start = before.start();
            }
            let whole = start..end + hit.end();
            // `A与B决裂`: what two do is no event of one.
            if parties.len() < 2 && ["决裂", "交恶", "反目"].iter().any(|word| folded.text[..whole.end].ends_with(word)) {
                continue;
            }
            // `叙利亚和约旦` holds no 和约: the end may not cut another name.
            if found.iter().any(|f| f.range.start < whole.end && whole.end < f.range.end) {
                continue;
            }
            let visible = folded.original(whole.clone());
            let name = original.get(visible.clone()).unwrap_or_default().to_owned();
            let mut entity = entity_of_title(self.gazetteer, &name, &[], None);
            entity.kind = self.gazetteer.kind_of_name(&folded.text[whole.clone()]);
            if !entity.kind.is_event() {
                continue;
            }
            events.push((whole, visible, entity, parties, name));
        }
        for (whole, visible, mut entity, parties, name) in events {
            entity.seen.insert(name);
            let kind = token_kind(entity.kind);
            let time = dates.iter().find(|d| d.range.start >= whole.start && d.range.end <= whole.end).cloned();
            let id = self.names.get(&folded.text[whole.clone()]).unwrap_or_else(|| self.cast.add(entity));
            let mut token = Token::new(kind, visible, vec![id]);
            token.parties = parties;
            token.time = time;
            found.push(Found { range: whole, token, rank: 6 });
        }
    }
}
