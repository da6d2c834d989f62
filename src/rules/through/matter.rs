//! What it is about: the words behind, before and between.

use std::{ops::Range, sync::LazyLock};

use super::super::{
    Via,
    frame::Slot,
    framing::{Framing, Side},
};
use super::{EVENT, is_hollow, words};
use crate::{
    expression::Expression,
    mention::{TokenKind, canonical, is_token},
};

static FIELD: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "(?:在|就|于)(?P<f>[^，。；在就]{2,40}?)(?:等)?(?:诸多|多个|各个|众多|一些|许多|其他)?(?:领域|方面|问题|事务|项目|议题)",
    ))
});

static AFFAIR: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical(
        "(?:在|就|因|围绕|针对|为了?|由于)(?P<x>[^，。；在就因]{1,16}?(?:争端|问题|事件|危机|冲突|风波|之争|争议|一事|案|内战|议题|争执|纠纷|归属|主权|划界))",
    ))
});

/// As long as a matter may be, in characters.
const MATTER: usize = 24;

/// `警告B，X一旦签订将…`: what is warned of stands in the next clause.
pub(super) fn warned(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let end = framing.clause().end;
    let object = b.at.as_ref().filter(|at| at.end == end)?;
    let warns = ["警告", "告诫"].iter().any(|w| framing.marked.code[..framing.core().end].ends_with(w));
    let next = framing.parts.iter().find(|part| part.start > object.start && part.start >= end).filter(|_| warns)?;
    let placed = || framing.marked.placed().filter(|(at, _)| next.contains(at));
    let named = placed().find(|(_, t)| EVENT.contains(&t.kind)).and_then(|(_, t)| t.entities.first());
    named.map(|id| Via::Entity(*id)).or_else(|| trimmed(framing, next.clone()))
}

/// `在X争端中`, `就X问题`, `因X一事`.
pub(super) fn affair(framing: &Framing<'_, '_>) -> Option<Via> {
    let clause = framing.clause();
    let start = framing.parts.iter().rev().find(|p| p.end <= clause.start).map_or(clause.start, |p| p.start);
    let before = &framing.marked.code[start..framing.core().start.max(start)];
    // `在具争议性的地区`
    let whole = |x: &regex::Match<'_>| !before[x.end()..].starts_with(['性', '的']) || before[x.end()..].starts_with("的影响");
    let found = AFFAIR.on(framing.marked.seen())?.captures_iter(before).filter_map(|c| c.name("x")).filter(whole).last()?;
    words(framing, start + found.start()..start + found.end())
}

/// `派出志愿航空队帮助B作战`: whom or what.
pub(super) fn sent(framing: &Framing<'_, '_>) -> Option<Via> {
    const MOST: usize = 14;
    let clause = framing.clause().start;
    let before = &framing.marked.code[clause..framing.core().start];
    let start = ["派出了", "派遣了", "派出", "派遣", "派"].iter().find_map(|w| before.rfind(w).map(|at| clause + at + w.len()))?;
    let range = start..framing.core().start;
    let linked = framing.marked.placed().find(|(at, t)| range.contains(at) && t.kind == TokenKind::Thing);
    let words = || framing.marked.code.get(range.clone()).filter(|words| words.chars().count() <= MOST);
    let linked = linked.and_then(|(_, t)| t.entities.first()).map(|id| Via::Entity(*id));
    linked.or_else(|| words().and_then(|_| trimmed(framing, range.clone())))
}

/// `核电站由A援建`: what stands before the agent.
pub(super) fn patient(framing: &Framing<'_, '_>) -> Option<Via> {
    const MOST: usize = 20;
    let clause = framing.clause().start;
    let before = &framing.marked.code[clause..framing.core().start];
    let (what, agent) = before.rsplit_once('由')?;
    if !agent.starts_with(is_token) {
        return None;
    }
    let bare = what.trim_end_matches(['也', '都', '均', '是', '亦', '则', '皆', '即', '曾', '便', '就']);
    let from = bare.rfind([TokenKind::Date.code(), '：']).map_or(0, |at| at + bare[at..].chars().next().map_or(0, char::len_utf8));
    let what = &bare[from..];
    let acts = |c: char| TokenKind::of(c).is_some_and(TokenKind::acts);
    let named = what.chars().any(|c| !acts(c) && (is_token(c) || c.is_alphanumeric()));
    ((1..=MOST).contains(&what.chars().count()) && named).then(|| words(framing, clause + from..clause + bare.len())).flatten()
}

/// What was done to whom: `占领库页岛南部`.
pub(super) fn act(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let at = b.at.as_ref()?;
    if at.end <= framing.core().start && b.slot == Some(Slot::To) {
        // `向B的某地发动进攻`
        let words = framing.marked.code.get(at.end..framing.core().start).filter(|words| words.starts_with('的'))?;
        return trimmed(framing, at.end..at.end + words.len());
    }
    if at.start < framing.trigger.end {
        return None;
    }
    let rest = framing.marked.code.get(at.end..framing.clause_end(at.end))?;
    let part =
        ["北部", "南部", "东部", "西部", "全境", "大部", "全岛", "首都"].iter().find(|w| rest.starts_with(**w)).map_or(0, |w| w.len());
    words(framing, framing.trigger.start..at.end + part)
}

/// `支持马杜罗政府`: the government by its own name, where the statement is about the state.
pub(super) fn government(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let token = &framing.marked.tokens[b.token?];
    let [state] = token.entities[..] else { return None };
    let words = framing.place.text.visible.get(token.range.clone())?;
    let name = ["政府", "政权", "政權", "当局", "當局"].iter().find_map(|w| words.strip_suffix(w))?;
    let cast = &framing.mentions.cast.get(state);
    let own = cast.kind.is_polity() && !cast.seen.iter().any(|seen| seen == name) && token.person.is_some();
    own.then(|| Via::Words(words.to_owned()))
}

/// What belongs to the object: `反对B的政策`, `对B的政策表示反对`.
pub(super) fn matter(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let at = b.at.clone()?;
    let core = framing.core();
    let (start, end) = match b.slot {
        Some(Slot::To | Slot::Before | Slot::Of | Slot::With) if at.end <= core.start => (at.end, core.start),
        _ => (at.end, framing.clause_end(at.end)),
    };
    // `B宣布独立，此举得到A的支持`: what B did is said in its own clause.
    let end = framing.marked.code[start..end.max(start)].find('，').map_or(end, |comma| start + comma);
    // `对B发动闪电式的批判` says how, not what.
    if end == core.start && framing.marked.code[start..end.max(start)].ends_with("式的") {
        return None;
    }
    trimmed(framing, start..end)
}

pub(super) fn trimmed(framing: &Framing<'_, '_>, code: Range<usize>) -> Option<Via> {
    let text = framing.marked.code.get(code.clone())?;
    let (mut start, mut end) = (code.start, code.end);
    let mut bare = text;
    loop {
        let before = bare.len();
        let lexicon = framing.engine.lexicon();
        let begins = lexicon.no_matter_begin.begins(bare).is_some();
        for word in lexicon.no_matter_begin.iter().filter(|_| begins) {
            if let Some(rest) = bare.strip_prefix(word) {
                start += bare.len() - rest.len();
                bare = rest;
            }
        }
        let ends = lexicon.no_matter_end.ends(bare).is_some();
        for word in lexicon.no_matter_end.iter().filter(|_| ends) {
            if let Some(rest) = bare.strip_suffix(word) {
                end -= bare.len() - rest.len();
                bare = rest;
            }
        }
        if bare.len() == before {
            break;
        }
    }
    let count = bare.chars().count();
    if count > MATTER {
        end = start + bare.char_indices().nth(MATTER).map_or(bare.len(), |(at, _)| at);
    }
    (count >= 2 || bare.chars().any(is_token)).then(|| words(framing, start..end)).flatten()
}

/// From the carrying verb, or who stands behind it, to the trigger; else the trigger and what follows it.
pub(super) fn noun(framing: &Framing<'_, '_>) -> Option<Via> {
    let Some(light) = framing.light.as_ref().filter(|l| l.end <= framing.trigger.start) else {
        if !framing.frame.ab.is_empty() {
            if let Some(prize) = prize(framing) {
                return Some(prize);
            }
            // `A与B之间的领土争端`
            let clause = framing.clause().start;
            let start = framing.roles.within(clause..framing.trigger.start).rfind(|s| !s.land).map_or(clause, |s| s.end);
            return trimmed(framing, start..framing.trigger.end);
        }
        // `资金由A提供给B`: the noun with what stands before it.
        let behind = framing.light.as_ref().filter(|l| l.start >= framing.trigger.end);
        if behind.is_some_and(|l| !framing.marked.code[l.end..framing.clause_end(l.end)].contains('的')) {
            const BEGINS: &[char] = &['把', '将', '由', '被', '在', '对', '向', '为', '以', '用', '有', '是', '从', '自'];
            let clause = framing.clause().start;
            let from = framing.roles.within(clause..framing.trigger.start).last().map_or(clause, |s| s.end);
            let before = &framing.marked.code[from..framing.trigger.start];
            let open = before.rfind(BEGINS).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
            let start = if before[open..].chars().count() > 12 { framing.trigger.start } else { from + open };
            return trimmed(framing, start..framing.trigger.end);
        }
        let start = framing.trigger.start;
        // `将四架运输机赠予B`: the thing stands between the particle and its verb.
        if let Some(light) = framing.light.as_ref().filter(|l| l.start >= framing.trigger.end) {
            let before = &framing.marked.code[framing.clause().start..start];
            let handed = before.rfind(['将', '把']).map(|at| framing.clause().start + at + '将'.len_utf8());
            let near = |at: &usize| framing.marked.code[*at..start].chars().count() <= MATTER && light.start - framing.trigger.end <= 30;
            if let Some(at) = handed.filter(near) {
                return trimmed(framing, at..framing.trigger.end);
            }
        }
        let clause = framing.clause_end(framing.trigger.end);
        let length: usize = framing.marked.code[start..clause].chars().take(16).map(char::len_utf8).sum();
        return trimmed(framing, start..start + length);
    };
    let start = framing.roles.within(light.end..framing.trigger.start).last().map_or(light.end, |s| s.end);
    trimmed(framing, start..framing.trigger.end)
}

/// `两国争夺地区霸权`, `竞争东北亚主导权`: what is fought over, behind a verb.
fn prize(framing: &Framing<'_, '_>) -> Option<Via> {
    const VERBS: &[&str] = &["争夺", "竞争", "角逐", "竞逐", "争抢", "竞相争夺"];
    const LEAST: usize = 3;
    let trigger = framing.trigger.clone();
    if !VERBS.contains(&&framing.marked.code[trigger.clone()]) {
        return None;
    }
    let rest = &framing.marked.code[trigger.end..framing.clause_end(trigger.end)];
    let bare = rest.trim_start_matches(['着', '了', '过']);
    let start = trigger.end + rest.len() - bare.len();
    // `竞争东北亚主导权的年代`
    let end = bare.rfind('的').filter(|at| bare[*at..].chars().count() <= LEAST).unwrap_or(bare.len());
    let fought = bare.chars().take(LEAST).filter(|c| is_token(*c) || c.is_alphanumeric()).count() == LEAST || bare.starts_with(is_token);
    let noun = ["关系", "对手", "中", "的", "之", "日益", "不断", "激烈", "加剧", "十分"].iter().any(|w| bare.starts_with(w));
    (fought && !noun).then(|| trimmed(framing, start..start + end)).flatten()
}

pub(super) fn fields(framing: &Framing<'_, '_>, found: &mut Vec<Via>) {
    let clause = framing.clause();
    let Some(captures) = FIELD.on(framing.marked.seen()).and_then(|r| r.captures(&framing.marked.code[clause.clone()])) else { return };
    let Some(list) = captures.name("f") else { return };
    let mut at = clause.start + list.start();
    for part in list.as_str().split_inclusive(['、', '和', '及', '与']) {
        let bare = part.trim_end_matches(['、', '和', '及', '与', '以']);
        if let Some(via) = words(framing, at..at + bare.len()).filter(|v| !found.contains(v) && !is_hollow(v)) {
            found.push(via);
        }
        at += part.len();
    }
}
