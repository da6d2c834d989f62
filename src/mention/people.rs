//! What a state's name begins that is not the state: a company, a party, those who live there or fight its government.

use std::{ops::Range, sync::LazyLock};

use super::{
    EntityId, Kind, Mentions,
    contexts::Contexts,
    mark::Found,
    resolve::entity_of_title,
    token::{Token, TokenKind},
};
use crate::{expression::Expression, fold::Folded, hash::Characters};

/// What makes a name that begins with a state's the name of a company or an institution.
static COMPANY: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "^[^，。；、：“”「」《》（）()的与和在对向于是了为签访支援及以由被将把并而则又有曾]{1,12}?(?:公司|石油集团|天然气集团|银行|大学|学院|研究所|研究院|基金会|协会|俱乐部|通讯社|电视台|日报)",
    )
});

/// `伊朗十五家银行` are many.
fn is_counted(words: &str) -> bool {
    words
        .split_once(['家', '间', '个', '所'])
        .is_some_and(|(head, _)| head.ends_with(|c: char| "一二三四五六七八九十百两多几数余".contains(c) || c.is_ascii_digit()))
}

/// Bytes of the words that make a state's name before them that of a company: `中国石油天然气集团公司`.
pub(super) fn company_behind(after: &str, seen: &Characters) -> Option<usize> {
    COMPANY.on(seen)?.find(after).filter(|rest| !is_counted(rest.as_str())).map(|rest| rest.end())
}

/// What makes a name that begins with a state's the name of a party or a movement: `瑞典社会民主党`.
static PARTY: LazyLock<Expression> = LazyLock::new(|| {
    const KINDS: &str = "社会|民主|共产|工人|劳动|劳工|人民|自由|保守|国民|革命|进步|联合|统一|共和|基督教|伊斯兰|正义|发展|法西斯|国家|农民|左翼|右翼|民族|独立|自治|解放|爱国|救国|全国|激进|中间|中央|大众|公民|主义|过渡|临时|反对派|复兴|行动|拯救|与|和|新";
    Expression::new(&format!(
        "^(?:{KINDS}){{1,6}}(?:党|阵线|解放组织|解放运动|救国政府)|^(?:{KINDS}){{0,4}}(?:解放|抵抗|革命)(?:运动|组织|力量)|^(?:{KINDS}){{1,4}}联盟|^(?:{KINDS}){{0,5}}(?:民族|解放|过渡|临时|救国|独立|爱国)委员会"
    ))
});

/// Armed opponents with a name before the word: `东部的M23叛军`.
static NAMED_OPPONENTS: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new("^(?:[东西南北中]{1,2}部|境内|国内)?的?[A-Za-z0-9“”·-]{0,16}(?:叛军|反政府武装|反政府军|游击队|反抗军)")
});

/// Whether a foreign name goes on behind a part of it: `佩雷斯·德奎利亚尔`.
pub(super) fn goes_on(text: &str, name: &Range<usize>) -> bool {
    text.get(name.end..).and_then(|after| after.strip_prefix('·')).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Whether a people is backed, which backs its state: `支持B人民的斗争`.
pub(super) fn is_backed(contexts: &Contexts, text: &str, name: &Range<usize>) -> bool {
    let (before, after) = (text.get(..name.start).unwrap_or_default(), text.get(name.end..).unwrap_or_default());
    let people = |words: &str| words.ends_with("人民") || words.ends_with('人') && contexts.comes_to_be.begins(after).is_some();
    text.get(name.clone()).is_some_and(people) && contexts.backs.ends(before).is_some()
}

/// What of the words behind a state's name makes the whole some of its people, as a number of bytes.
fn part_of_a_people(contexts: &Contexts, after: &str, seen: &Characters) -> Option<usize> {
    if let Some(word) = contexts.people.begins(after) {
        return Some(word.len());
    }
    let within = after.strip_prefix("境内").or_else(|| after.strip_prefix("国内")).unwrap_or(after);
    let theirs = within.strip_prefix('的').unwrap_or(within);
    // Also those `境内的` and `的`.
    if let Some(word) = contexts.opponents.begins(theirs) {
        return Some(after.len() - theirs.len() + word.len());
    }
    if let Some(named) = NAMED_OPPONENTS.on(seen).and_then(|regex| regex.find(after)) {
        return Some(named.end());
    }
    // `塞拉利昂的革命联合阵线`
    after.strip_prefix('的').and_then(|theirs| party_behind(contexts, theirs, seen)).map(|length| '的'.len_utf8() + length)
}

/// Bytes of the words that make a state's name before them that of a party, and not of the government that it leads or of some of its people.
pub(super) fn party_behind(contexts: &Contexts, after: &str, seen: &Characters) -> Option<usize> {
    let end = PARTY.on(seen)?.find(after)?.end();
    contexts.party_acts.begins(&after[end..]).is_none().then_some(end)
}

impl Mentions<'_> {
    /// Gives a token of their own to the people of a state behind its name.
    pub(super) fn people_in(&mut self, original: &str, folded: &Folded, found: &mut [Found]) {
        for i in 0..found.len() {
            let f = &found[i];
            let is_state = matches!(f.token.kind, TokenKind::Actor | TokenKind::Place) && f.token.person.is_none();
            let Some(length) =
                is_state.then(|| part_of_a_people(self.gazetteer.contexts(), &folded.text[f.range.end..], folded.seen())).flatten()
            else {
                continue;
            };
            // They stand where an actor would, so that no other is taken for them, and are none.
            let range = f.range.start..f.range.end + length;
            if found.get(i + 1).is_some_and(|next| next.range.start < range.end) {
                continue;
            }
            let visible = folded.original(range.clone());
            let name = original.get(visible.clone()).unwrap_or_default();
            let mut entity = entity_of_title(self.gazetteer, name, &[], None);
            entity.kind = Kind::Thing;
            let id = self.cast.add(entity);
            found[i] = Found { range, token: Token::new(TokenKind::Actor, visible, vec![id]), rank: found[i].rank };
        }
    }

    /// Whether something is called after a person: `阿萨德空军基地`.
    pub(super) fn is_called_after(&self, text: &str, name: &Range<usize>) -> bool {
        self.gazetteer.contexts().named_after.begins(text.get(name.end..).unwrap_or_default()).is_some()
    }

    /// A party or movement that only the text names.
    pub(super) fn party(&mut self, shown: &str) -> EntityId {
        let mut entity = entity_of_title(self.gazetteer, shown, &[], None);
        entity.kind = Kind::Party;
        self.cast.add(entity)
    }
}
