//! Who went, spoke or led.

use std::ops::Range;

use super::super::{
    Via,
    context::Flow,
    framing::{Framing, Side},
};
use super::words;
use crate::{
    fold,
    mention::{TokenKind, is_token},
};

/// Who acts: the person whose name the subject is, or the office and the name behind a state.
pub(super) fn person(framing: &Framing<'_, '_>, a: &Side, flow: &Flow) -> Option<Via> {
    const ENDS: &[char] = &[
        '于', '在', '率', '对', '访', '赴', '抵', '来', '应', '与', '和', '首', '再', '曾', '亦', '也', '先', '前', '到', '出', '以', '就',
        '同', '正', '又', '还', '则', '开', '结', '受', '向', '互', '、', '的', '转', '第', '回',
    ];
    let clause = framing.clause();
    let token = a.token.and_then(|index| framing.marked.tokens.get(index));
    if let Some(name) = token.and_then(|token| token.person.as_ref()) {
        return Some(Via::Words(name.clone()));
    }
    let at = a.at.clone();
    // `某某率B代表团访问C`: who leads the delegation stands before it.
    let lead = clause.start..at.as_ref().map_or(framing.core().start, |at| at.start);
    let led = framing.marked.code.get(lead.clone()).unwrap_or_default();
    if let Some((head, _)) = led.rsplit_once('率').filter(|(_, led)| matches!(*led, "" | "领") || led.contains(['团', '队', '军', '使']))
    {
        return named_at_end(framing, lead.start..lead.start + head.len(), true);
    }
    let Some((token, at)) = token.zip(at).filter(|(_, at)| clause.contains(&at.start)) else {
        // `他随后访问C`
        if framing.marked.code[clause.clone()].starts_with(['他', '她']) {
            return flow.person.as_ref().filter(|(id, _)| a.entities.contains(id)).map(|(_, name)| Via::Words(name.clone()));
        }
        // `外交部副部长某某访问B`: the state is lent, the clause begins with who acts for it.
        return named_at_end(framing, clause.start..framing.core().start, false);
    };
    let at = at.end;
    let rest = &framing.marked.code[at..framing.clause_end(at)];
    // `A派出副外长某某访问B`
    let sent = ["派遣", "派出", "派"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    let at = at + rest.len() - sent.len();
    // A linked person behind an office: `内政大臣[…]`.
    let length: usize =
        sent.chars().take_while(|c| !ENDS.contains(c) && !matches!(c, '，' | '。') && !c.is_ascii_digit()).map(char::len_utf8).sum();
    // `审计部门实现互访`
    let length = sent[..length].strip_suffix("实现").map_or(length, str::len);
    let name = &sent[..length];
    if (2..=20).contains(&name.chars().count()) && !name.contains("关系") {
        return words(framing, at..at + length);
    }
    let shown = framing.place.text.visible.get(token.range.clone())?;
    framing.engine.lexicon().offices.ends(&fold::fold(shown)).is_some().then(|| Via::Words(shown.to_owned()))
}

/// The person that a stretch of a clause ends with: an office and a name, or a name alone; `sure` where the words around say that it is one.
fn named_at_end(framing: &Framing<'_, '_>, code: Range<usize>, sure: bool) -> Option<Via> {
    const AROUND: &[char] = &[
        '，', '于', '在', '与', '同', '和', '、', '的', '再', '又', '曾', '也', '亦', '还', '先', '后', '首', '次', '应', '将', '即', '正',
        '便',
    ];
    let words_at = framing.marked.code.get(code.clone())?;
    // A person that a link names stands at the end itself.
    let linked = words_at.chars().next_back().filter(|c| *c == TokenKind::Thing.code());
    let before = &words_at[..words_at.len() - linked.map_or(0, char::len_utf8)];
    let from = before.char_indices().rev().find(|(_, c)| is_token(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    let tail = &words_at[from..];
    let sent = ["派遣", "派出", "派"].iter().filter_map(|w| tail.rfind(w).map(|at| at + w.len())).max().unwrap_or(0);
    let mut text = tail[sent..].trim_end_matches('，');
    while let Some(when) = framing.engine.lexicon().when.ends(text) {
        text = &text[..text.len() - when.len()];
    }
    let text = text.trim_end_matches(AROUND);
    let bare = text.trim_start_matches(AROUND);
    let start = code.start + from + sent + (text.len() - bare.len());
    // `某某就任总统后出访`: who took the office stands before.
    if from > 0 && ["就任", "上任", "出任", "接任", "继任", "当选"].iter().any(|w| bare.starts_with(w)) {
        let name = before[..from].chars().next_back().filter(|c| *c == TokenKind::Thing.code())?;
        return words(framing, code.start + from - name.len_utf8()..code.start + from);
    }
    let count = bare.chars().count();
    let office = framing.engine.lexicon().who_acts.within(bare);
    let name = (2..=4).contains(&count)
        && !bare.contains([
            '的', '是', '首', '次', '团', '间', '相', '互', '多', '先', '后', '曾', '期', '时', '其', '该', '双', '两', '此', '而', '并',
            '开', '始',
        ]);
    (count <= 20 && (sure || office || sent > 0 || name)).then(|| words(framing, start..start + bare.len())).flatten()
}
