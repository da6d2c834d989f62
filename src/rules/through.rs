//! What a relation that a frame found goes through: the treaty, the person, the matter, the figure.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    Via,
    context::Flow,
    frame::{Slot, ViaFrom},
    framing::{Framing, Side},
};
use crate::mention::{EntityId, TokenKind, canonical, canonical_words, is_token};

static AMOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("[0-9一二三四五六七八九十百千两][0-9,.，一二三四五六七八九十百千多余]*(?:(?:亿|万亿)[0-9][0-9,.，]*)?(?:万|亿|千万|百万|万亿)*(?:多|余)?(?:美元|英镑|欧元|卢布|人民币|元|日元|日圆|马克|法郎|卢比|港元|吨|桶|公斤|%|％)").ok()
});
static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&canonical(
        "(?:在|就|于)(?P<f>[^，。；在就]{2,40}?)(?:等)?(?:诸多|多个|各个|众多|一些|许多|其他)?(?:领域|方面|问题|事务|项目|议题)",
    ))
    .ok()
});

static AFFAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&canonical("(?:在|就|因|围绕|针对|为了?|由于)(?P<x>[^，。；在就因]{1,16}?(?:争端|问题|事件|危机|冲突|风波|之争|争议|一事|案|内战|议题|争执|纠纷))")).ok()
});

/// The words with which a matter cannot begin, and those with which it cannot end, as they stand in a code string: carrying verbs, particles.
static LEADING: LazyLock<Vec<String>> = LazyLock::new(|| {
    const WORDS: &[&str] = &[
        "的", "在", "就", "对于", "政府", "方面", "当局", "有关", "关于", "了", "等国", "等", "之间", "间", "存在", "有", "一直", "也",
        "因", "围绕", "针对", "发生", "爆发", "产生", "出现", "曾", "长期", "着", "仍", "亦", "还", "为", "都", "均", "之", "两国", "多次",
        "展开", "陷入", "引发", "关系", "另", "多", "并", "上",
    ];
    canonical_words(WORDS)
});
static TRAILING: LazyLock<Vec<String>> = LazyLock::new(|| {
    const WORDS: &[&str] = &[
        "表示", "予以", "进行", "提出", "给予", "加以", "作出", "做出", "表达", "强烈", "坚决", "明确", "公开", "深表", "持", "的", "一致",
        "曾", "也", "都", "均", "极力", "大力", "全面", "严厉", "猛烈", "十分", "非常", "极为", "施加", "实施", "发动", "采取", "予",
    ];
    canonical_words(WORDS)
});

/// As long as a matter may be, in characters.
const MATTER: usize = 24;

pub(super) fn via(framing: &Framing<'_, '_>, a: &Side, b: &Side, flow: &Flow) -> Vec<Via> {
    let mut found = Vec::new();
    for from in &framing.frame.via {
        let via = match from {
            ViaFrom::Event => event(framing, EVENT),
            ViaFrom::Act => act(framing, b),
            ViaFrom::Conflict => event(framing, CONFLICT),
            ViaFrom::Where => place_of(framing),
            // Only where nothing else is found, below.
            ViaFrom::Told => None,
            ViaFrom::Own => framing.own_event().map(Via::Entity),
            ViaFrom::Affair => affair(framing),
            ViaFrom::Behind => {
                let end = framing.trigger.end;
                trimmed(framing, end..framing.clause_end(end))
            }
            ViaFrom::Between => {
                b.at.as_ref().filter(|at| at.start > framing.core().end).and_then(|at| trimmed(framing, framing.core().end..at.start))
            }
            ViaFrom::Place => place(framing, b),
            ViaFrom::Person => person(framing, a),
            ViaFrom::Matter => matter(framing, b),
            ViaFrom::Noun => noun(framing),
            ViaFrom::Trigger => words(framing, framing.trigger.clone()),
            ViaFrom::Amount => AMOUNT.as_ref().and_then(|r| r.find(&framing.marked.code[framing.clause()])).and_then(|m| {
                let start = framing.clause().start;
                words(framing, start + m.start()..start + m.end())
            }),
            ViaFrom::Field => {
                fields(framing, &mut found);
                None
            }
            ViaFrom::Thing => thing(framing),
        };
        if let Some(via) = via.filter(|v| !found.contains(v)) {
            found.push(via);
        }
    }
    let told = [(ViaFrom::Told, EVENT), (ViaFrom::Conflict, CONFLICT)].into_iter().find(|(from, _)| framing.frame.via.contains(from));
    if let Some((_, kinds)) = told.filter(|_| found.is_empty()) {
        let last = flow.event.as_ref().filter(|(kind, _, _)| flow.event_ago <= 2 && kinds.contains(kind));
        found.extend(event(framing, kinds).or_else(|| last.map(|(_, id, _)| Via::Entity(*id))));
    }
    found
}

const EVENT: &[TokenKind] = &[TokenKind::Treaty, TokenKind::Exercise, TokenKind::Conflict];
const CONFLICT: &[TokenKind] = &[TokenKind::Conflict];

/// `在西沙群岛爆发海战`, `在洞朗对峙`: the words between 在 and what follows the place.
fn place_of(framing: &Framing<'_, '_>) -> Option<Via> {
    let clause = framing.clause();
    let before = &framing.marked.code[clause.start..framing.core().start];
    let open = clause.start + before.rfind('在')? + '在'.len_utf8();
    let rest = &framing.marked.code[open..framing.core().start];
    let end = ["附近", "一带", "地区", "边境", "境内", "沿线", "上空", "水域", "海域"]
        .iter()
        .filter_map(|w| rest.find(w))
        .min()
        .unwrap_or(rest.len());
    let bare = rest[..end].trim_end_matches(['爆', '发', '多', '次', '再', '度', '又', '也', '曾', '生', '的']);
    (1..=12).contains(&bare.chars().count()).then(|| words(framing, open..open + bare.len())).flatten()
}

/// The visible words of a range of the code string.
fn words(framing: &Framing<'_, '_>, code: Range<usize>) -> Option<Via> {
    if code.is_empty() {
        return None;
    }
    let visible = framing.marked.visible(code);
    let text = framing.place.text.visible.get(visible)?.trim_matches(['“', '”', '「', '」', '《', '》', ' ', '"', '’', '‘']);
    (text.chars().count() >= 2).then(|| Via::Words(text.to_owned()))
}

fn event(framing: &Framing<'_, '_>, kinds: &[TokenKind]) -> Option<Via> {
    let clause = framing.clause();
    let is = |kind: TokenKind| kinds.contains(&kind);
    let events = || framing.marked.placed().filter(|(_, t)| is(t.kind)).filter_map(|(at, t)| Some((at, *t.entities.first()?)));
    let here = events().find(|(at, _)| clause.contains(at));
    let before = || events().filter(|(at, _)| *at < clause.start).last();
    here.or_else(before).map(|(_, id)| id).or_else(|| named_behind(framing)).map(Via::Entity)
}

/// `A进攻B，X战争爆发`: the event that the next clause names as what began.
fn named_behind(framing: &Framing<'_, '_>) -> Option<EntityId> {
    const BEGAN: &[&str] = &["爆发", "开始", "打响", "由此爆发", "正式爆发"];
    const CALLED: &[&str] = &["史称", "即", "引发", "称为", "是为"];
    let end = framing.clause().end;
    let (at, token) = framing.marked.placed().find(|(at, t)| *at >= end && t.kind == TokenKind::Conflict)?;
    let between = framing.marked.code.get(end..at)?.trim_start_matches('，');
    let behind = framing.marked.code.get(at + token.kind.code().len_utf8()..)?;
    let here = between.is_empty() && BEGAN.iter().any(|w| behind.starts_with(w)) || CALLED.contains(&between);
    token.entities.first().copied().filter(|_| here)
}

/// `在X争端中`, `就X问题`, `因X一事`.
fn affair(framing: &Framing<'_, '_>) -> Option<Via> {
    let clause = framing.clause();
    let start = framing.parts.iter().rev().find(|p| p.end <= clause.start).map_or(clause.start, |p| p.start);
    let found = AFFAIR.as_ref()?.captures_iter(&framing.marked.code[start..framing.core().start.max(start)]).last()?.name("x")?;
    words(framing, start + found.start()..start + found.end())
}

fn thing(framing: &Framing<'_, '_>) -> Option<Via> {
    let clause = framing.clause();
    let end = framing.core().end;
    let found = framing.marked.placed().find(|(at, t)| (end..clause.end).contains(at) && t.kind == TokenKind::Thing);
    found.and_then(|(_, t)| t.entities.first()).map(|id| Via::Entity(*id))
}

/// Who acts: the person whose name the subject is, or the office and the name behind a state.
fn person(framing: &Framing<'_, '_>, a: &Side) -> Option<Via> {
    const ENDS: &[char] = &[
        '于', '在', '率', '对', '访', '赴', '抵', '来', '应', '与', '和', '首', '再', '曾', '亦', '也', '先', '前', '到', '出', '以', '就',
        '同', '正', '又', '还', '则', '开', '结', '受', '向', '互', '、', '的',
    ];
    let Some(token) = a.token.and_then(|index| framing.marked.tokens.get(index)) else {
        // `外交部副部长某某访问B`: the state is lent, the clause begins with who acts for it.
        let clause = framing.clause().start..framing.core().start;
        let start = framing
            .marked
            .placed()
            .filter(|(at, _)| clause.contains(at))
            .last()
            .map_or(clause.start, |(at, t)| at + t.kind.code().len_utf8());
        let text = framing.marked.code[start..clause.end].trim_end_matches(ENDS).trim_start_matches(['，', '于', '在']);
        let skipped = framing.marked.code[start..clause.end].find(text).unwrap_or(0);
        let fits = (3..=16).contains(&text.chars().count());
        return fits.then(|| words(framing, start + skipped..start + skipped + text.len())).flatten();
    };
    if let Some(name) = &token.person {
        return Some(Via::Words(name.clone()));
    }
    let at = a.at.as_ref()?.end;
    let rest = &framing.marked.code[at..framing.clause_end(at)];
    // A linked person behind an office: `内政大臣[…]`.
    let length: usize =
        rest.chars().take_while(|c| !ENDS.contains(c) && !matches!(c, '，' | '。') && !c.is_ascii_digit()).map(char::len_utf8).sum();
    // `审计部门实现互访`
    let length = rest[..length].strip_suffix("实现").map_or(length, str::len);
    let name = &rest[..length];
    if (2..=20).contains(&name.chars().count()) {
        return words(framing, at..at + length);
    }
    let shown = framing.place.text.visible.get(token.range.clone())?;
    const OFFICES: &[&str] = &[
        "总统",
        "總統",
        "总理",
        "總理",
        "首相",
        "外长",
        "外長",
        "部长",
        "部長",
        "主席",
        "大臣",
        "国王",
        "國王",
        "国务卿",
        "國務卿",
        "书记",
        "書記",
        "天皇",
        "女王",
        "皇帝",
        "议长",
        "議長",
        "司令",
        "参谋长",
        "參謀長",
    ];
    OFFICES.iter().any(|w| shown.ends_with(w)).then(|| Via::Words(shown.to_owned()))
}

/// The place named behind the trigger, other than the object.
fn place(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let end = framing.core().end;
    let found = framing.roles.within(end..framing.clause_end(end)).find(|s| s.place && Some(s.token) != b.token)?;
    framing.marked.tokens.get(found.token)?.entities.first().map(|id| Via::Entity(*id))
}

/// What was done to whom: `占领库页岛南部`.
fn act(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let at = b.at.as_ref().filter(|at| at.start >= framing.trigger.end)?;
    let rest = framing.marked.code.get(at.end..framing.clause_end(at.end))?;
    let part =
        ["北部", "南部", "东部", "西部", "全境", "大部", "全岛", "首都"].iter().find(|w| rest.starts_with(**w)).map_or(0, |w| w.len());
    words(framing, framing.trigger.start..at.end + part)
}

/// What belongs to the object: `反对B的政策`, `对B的政策表示反对`.
fn matter(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let at = b.at.clone()?;
    let core = framing.core();
    let (start, end) = match b.slot {
        Some(Slot::To | Slot::Before | Slot::Of | Slot::With) if at.end <= core.start => (at.end, core.start),
        _ => (at.end, framing.clause_end(at.end)),
    };
    trimmed(framing, start..end)
}

fn trimmed(framing: &Framing<'_, '_>, code: Range<usize>) -> Option<Via> {
    let text = framing.marked.code.get(code.clone())?;
    let (mut start, mut end) = (code.start, code.end);
    let mut bare = text;
    loop {
        let before = bare.len();
        for word in LEADING.iter() {
            if let Some(rest) = bare.strip_prefix(word.as_str()) {
                start += bare.len() - rest.len();
                bare = rest;
            }
        }
        for word in TRAILING.iter() {
            if let Some(rest) = bare.strip_suffix(word.as_str()) {
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
fn noun(framing: &Framing<'_, '_>) -> Option<Via> {
    let Some(light) = framing.light.as_ref().filter(|l| l.end <= framing.trigger.start) else {
        if !framing.frame.ab.is_empty() {
            // `A与B之间的领土争端`
            let clause = framing.clause().start;
            let start = framing.roles.within(clause..framing.trigger.start).rfind(|s| !s.land).map_or(clause, |s| s.end);
            return trimmed(framing, start..framing.trigger.end);
        }
        let start = framing.trigger.start;
        let clause = framing.clause_end(framing.trigger.end);
        let length: usize = framing.marked.code[start..clause].chars().take(16).map(char::len_utf8).sum();
        return trimmed(framing, start..start + length);
    };
    let start = framing.roles.within(light.end..framing.trigger.start).last().map_or(light.end, |s| s.end);
    trimmed(framing, start..framing.trigger.end)
}

fn fields(framing: &Framing<'_, '_>, found: &mut Vec<Via>) {
    let clause = framing.clause();
    let Some(captures) = FIELD.as_ref().and_then(|r| r.captures(&framing.marked.code[clause.clone()])) else { return };
    let Some(list) = captures.name("f") else { return };
    let mut at = clause.start + list.start();
    for part in list.as_str().split_inclusive(['、', '和', '及', '与']) {
        let bare = part.trim_end_matches(['、', '和', '及', '与', '以']);
        if let Some(via) = words(framing, at..at + bare.len()).filter(|v| !found.contains(v)) {
            found.push(via);
        }
        at += part.len();
    }
}
