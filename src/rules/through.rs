//! What a relation that a frame found goes through: the treaty, the person, the matter, the figure.

mod before;
mod matter;
mod person;

use std::{ops::Range, sync::LazyLock};

use self::before::{affair_before, told};
use self::matter::{act, affair, fields, government, matter, noun, patient, sent, trimmed, warned};
use self::person::person;
use super::{
    Via,
    context::Flow,
    frame::ViaFrom,
    framing::{Framing, Side},
    rule::On,
};
use crate::{
    expression::Expression,
    mention::{EntityId, TokenKind},
};

static AMOUNT: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        "[0-9一二三四五六七八九十百千两][0-9,.，一二三四五六七八九十百千多余]*(?:(?:亿|万亿)[0-9][0-9,.，]*)?(?:万|亿|千万|百万|万亿)*(?:多|余)?(?:美元|英镑|欧元|卢布|人民币|元|日元|日圆|马克|法郎|卢比|港元|吨|桶|公斤|%|％)",
    )
});

/// What says nothing of what a relation goes through, in either script.
const HOLLOW: &[&str] = &[
    "原因", "诸多", "諸多", "许多", "許多", "很多", "众多", "眾多", "各种", "各種", "多个", "多個", "一些", "若干", "时候", "時候", "缘故",
    "緣故",
];

/// Whether words say nothing of what a relation goes through.
fn is_hollow(via: &Via) -> bool {
    matches!(via, Via::Words(words) if HOLLOW.contains(&words.as_str()))
}

/// As many names as one relation goes through.
const MOST: usize = 3;

pub(super) fn via(framing: &Framing<'_, '_>, a: &Side, b: &Side, flow: &Flow) -> Vec<Via> {
    let mut found = Vec::new();
    let mut hollow = false;
    for from in &framing.frame.via {
        let via = match from {
            ViaFrom::Event => event(framing, EVENT, a, b),
            ViaFrom::Act => act(framing, b),
            ViaFrom::Conflict => event(framing, CONFLICT, a, b),
            ViaFrom::Where => place_of(framing),
            // Only where nothing else is found, below.
            ViaFrom::Told => None,
            ViaFrom::Own => framing.own_event().map(Via::Entity),
            ViaFrom::Affair => affair(framing),
            ViaFrom::Behind => {
                let behind = framing.trigger.end..framing.clause_end(framing.trigger.end);
                // `签订于1930年`, `签署在巴黎`: when and where.
                let text = framing.marked.code.get(behind.clone()).unwrap_or_default();
                if text.starts_with(['于', '在']) { None } else { trimmed(framing, behind) }
            }
            ViaFrom::Between => {
                b.at.as_ref().filter(|at| at.start > framing.core().end).and_then(|at| trimmed(framing, framing.core().end..at.start))
            }
            ViaFrom::Place => place(framing, b),
            // Where the matter counts, who did it comes last.
            ViaFrom::Person if framing.frame.via.contains(&ViaFrom::Told) => None,
            ViaFrom::Person => person(framing, a, flow),
            ViaFrom::Matter => matter(framing, b).filter(|via| !is_side(framing, a, via)).or_else(|| government(framing, b)),
            ViaFrom::Noun => noun(framing),
            ViaFrom::Trigger => words(framing, framing.trigger.clone()),
            ViaFrom::Core => words(framing, framing.core()),
            ViaFrom::Patient => patient(framing),
            ViaFrom::Sent => sent(framing),
            ViaFrom::Amount => {
                AMOUNT.on(framing.marked.seen()).and_then(|r| r.find(&framing.marked.code[framing.clause()])).and_then(|m| {
                    let start = framing.clause().start;
                    words(framing, start + m.start()..start + m.end())
                })
            }
            ViaFrom::Field => {
                fields(framing, &mut found);
                None
            }
            ViaFrom::Thing => thing(framing),
        };
        match via.filter(|v| !found.contains(v)) {
            Some(via) if is_hollow(&via) => hollow = true,
            via => found.extend(via),
        }
    }
    if hollow && found.is_empty() {
        found.extend(act(framing, b));
    }
    if framing.frame.via.contains(&ViaFrom::Matter) {
        match found.is_empty() {
            true => found.extend(warned(framing, b)),
            false => found.extend(affair_before(framing).filter(|v| !found.contains(v))),
        }
    }
    // `支持B的立场` says what it is about, though little.
    if framing.frame.via.contains(&ViaFrom::Told) && found.is_empty() && !hollow {
        found.extend(told(framing, a, b, flow));
    }
    if framing.frame.via.contains(&ViaFrom::Told) && framing.frame.via.contains(&ViaFrom::Person) {
        let named = a.token.and_then(|index| framing.marked.tokens.get(index)?.person.clone());
        found.extend(named.map(Via::Words).filter(|v| !found.contains(v)));
    }
    // `拿下` says no more than `拿下B的南部`, where there is much to say.
    let many = found.len() > MOST;
    let said: Vec<String> = found.iter().filter_map(|v| if let Via::Words(words) = v { Some(words.clone()) } else { None }).collect();
    found.retain(|v| {
        !many || !matches!(v, Via::Words(words) if said.iter().any(|other| other.len() > words.len() && other.contains(words.as_str())))
    });
    if framing.frame.via.contains(&ViaFrom::Conflict) && !found.iter().any(|v| matches!(v, Via::Entity(_))) {
        // What was told to have broken out goes on, unless another war is named.
        let last = flow.event.as_ref().filter(|(kind, id, _)| {
            *kind == TokenKind::Conflict && flow.event_ago <= 2 && between(framing, *id, &flow.event_parties, a, b)
        });
        if let Some((_, id, _)) = last.filter(|_| found.iter().all(|v| is_trigger(framing, v))) {
            found.insert(0, Via::Entity(*id));
        }
    }
    found
}

/// Whether words are a side's name alone, which is no matter: `B在A支持下独立`.
fn is_side(framing: &Framing<'_, '_>, side: &Side, via: &Via) -> bool {
    side.at.clone().and_then(|at| words(framing, at)).as_ref() == Some(via)
}

/// Whether words are those of the trigger alone.
fn is_trigger(framing: &Framing<'_, '_>, via: &Via) -> bool {
    words(framing, framing.trigger.clone()).as_ref() == Some(via)
}

/// Whether an event can be one of these sides: its parties, where it has any, are among them.
fn between(framing: &Framing<'_, '_>, event: EntityId, parties: &[EntityId], a: &Side, b: &Side) -> bool {
    let own = framing.place.topic.own == Some(event);
    let is_side = |party: &EntityId| a.entities.iter().chain(&b.entities).any(|id| framing.mentions.same_actor_or_era(*id, *party));
    let sides = || a.entities.iter().chain(&b.entities);
    // An armed movement is not named as a party.
    let least = if sides().all(|id| framing.mentions.cast.get(*id).kind.is_polity()) { 2 } else { 1 };
    own || parties.is_empty() || parties.iter().filter(|p| is_side(p)).count() >= parties.len().min(least)
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
    // `在具争议性的某地`
    let (open, rest, end) = match rest[..end].rfind("性的").map(|at| at + "性的".len()) {
        Some(skip) => (open + skip, &rest[skip..], end - skip),
        None => (open, rest, end),
    };
    let bare = rest[..end].trim_end_matches(['爆', '发', '多', '次', '再', '度', '又', '也', '曾', '生', '的']);
    // `在二十世纪中叶`, `在一场战争中` is no place.
    let no_place = bare.contains(['纪', '年', '月', '期', '时', '内', '中', '次', '后', '前', '间']);
    (!no_place && (1..=12).contains(&bare.chars().count())).then(|| words(framing, open..open + bare.len())).flatten()
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

/// Whether a relation can go through an event of a kind: a treaty is not signed through a crisis.
pub(super) fn fits(event: Option<On>, kind: TokenKind) -> bool {
    match event {
        Some(On::Treaty) => kind == TokenKind::Treaty,
        Some(On::Exercise) => kind == TokenKind::Exercise,
        _ => true,
    }
}

fn event(framing: &Framing<'_, '_>, kinds: &[TokenKind], a: &Side, b: &Side) -> Option<Via> {
    let clause = framing.clause();
    let events = || {
        let placed = framing.marked.placed().filter(|(_, t)| kinds.contains(&t.kind) && fits(framing.rule.event, t.kind));
        let found = placed.filter_map(|(at, t)| Some((at, *t.entities.first()?, t)));
        found.filter(|(_, id, t)| kinds != CONFLICT || between(framing, *id, &t.parties, a, b))
    };
    let here = events().find(|(at, ..)| clause.contains(at));
    // A field of cooperation is not that of a war told of before.
    let before = || events().filter(|(at, ..)| *at < clause.start && !framing.frame.via.contains(&ViaFrom::Field)).last();
    here.or_else(before).map(|(_, id, _)| id).or_else(|| named_behind(framing)).map(Via::Entity)
}

/// `A进攻B，X战争爆发`: the event that the next clause names as what began.
fn named_behind(framing: &Framing<'_, '_>) -> Option<EntityId> {
    const BEGAN: &[&str] = &["爆发", "开始", "打响", "由此爆发", "正式爆发"];
    const CALLED: &[&str] =
        &["史称", "即", "引发", "称为", "是为", "揭开", "揭开了", "拉开", "拉开了", "由此引发", "触发", "挑起", "打响", "打响了", "导致"];
    let end = framing.clause().end;
    let (at, token) = framing.marked.placed().find(|(at, t)| *at >= end && t.kind == TokenKind::Conflict)?;
    let between = framing.marked.code.get(end..at)?.trim_start_matches('，');
    let behind = framing.marked.code.get(at + token.kind.code().len_utf8()..)?;
    let here = between.is_empty() && BEGAN.iter().any(|w| behind.starts_with(w)) || CALLED.contains(&between);
    token.entities.first().copied().filter(|_| here)
}

fn thing(framing: &Framing<'_, '_>) -> Option<Via> {
    let clause = framing.clause();
    let end = framing.core().end;
    let found = framing.marked.placed().find(|(at, t)| (end..clause.end).contains(at) && t.kind == TokenKind::Thing);
    found.and_then(|(_, t)| t.entities.first()).map(|id| Via::Entity(*id))
}

/// The place named behind the trigger, other than the object.
fn place(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let end = framing.core().end;
    let found = framing.roles.within(end..framing.clause_end(end)).find(|s| s.place && Some(s.token) != b.token)?;
    framing.marked.tokens.get(found.token)?.entities.first().map(|id| Via::Entity(*id))
}
