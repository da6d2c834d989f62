//! What a sentence goes back to: the event, the quarrel, the meeting or the words told before.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::super::{
    Via,
    context::Flow,
    frame::{Slot, ViaFrom},
    framing::{Framing, Side},
};
use super::{EVENT, event, matter::trimmed, words};
use crate::{
    expression::Expression,
    mention::{EntityId, Kind, Token, TokenKind, canonical},
};

/// The name of a quarrel, in either script.
static QUARREL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:^|[，。；、在就因为為围圍绕繞对對于於间間的])(?P<q>[^，。；、在就因为為对對于於间間的]{2,14}?(?:争端|爭端|问题|問題|危机|危機|冲突|衝突|战争|戰爭|之争|之爭|争议|爭議|纠纷|糾紛|风波|風波|事件|内战|內戰|争执|爭執|归属|歸屬))").ok()
});

/// A meeting by name, as it stands in a code string.
static MEETING: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(&canonical("(?P<m>[^，。；、在于的\u{E000}-\u{E003}]{2,16}?(?:会议|大会|峰会|全会))(?:上|期间|召开|举行|开幕|中)"))
});

/// The affair that a clause before in the sentence names by a link: `C提起海界仲裁案，A支持B的立场`.
pub(super) fn affair_before(framing: &Framing<'_, '_>) -> Option<Via> {
    const ENDS: &[char] = &['案', '争', '端', '件'];
    let start = framing.clause().start;
    let named = |(at, t): &(usize, &Token)| {
        let key = || t.entities.first().map(|id| framing.mentions.cast.get(*id).key.as_str());
        *at < start && t.kind == TokenKind::Thing && key().is_some_and(|key| key.ends_with(ENDS))
    };
    let found = framing.marked.placed().filter(named).last()?;
    found.1.entities.first().map(|id| Via::Entity(*id))
}

/// What `对此` goes back to: the event named in the sentence or the one before, else what the clause before says.
pub(super) fn told(framing: &Framing<'_, '_>, a: &Side, b: &Side, flow: &Flow) -> Vec<Via> {
    let position = framing.frame.via.contains(&ViaFrom::Matter) || framing.frame.b.contains(&Slot::Told);
    let near = if position { 1 } else { 2 };
    // `B出兵C，A予以谴责`: nothing but the clause before says what.
    let met = framing.frame.light.as_deref() == Some("meet-with");
    let bare = b.slot == Some(Slot::Told) && framing.light.is_none() || met;
    let before = clause_before(framing, b);
    // `伊朗革命` is no quarrel of Iran with another.
    let inner = |id: EntityId| {
        let key = &framing.mentions.cast.get(id).key;
        !position && ["革命", "政变", "起义", "暴动"].iter().any(|w| key.ends_with(w))
    };
    let fits = |id: EntityId| flow.event_ago <= near && !inner(id) && !(bare && before.is_some());
    let last = flow.event.as_ref().filter(|(_, id, _)| fits(*id)).map(|(_, id, _)| Via::Entity(*id));
    // `此条约` reaches further back than what only goes on.
    let last = if framing.points_to_treaty() { treaty_before(framing, flow) } else { last };
    let here = event(framing, EVENT, a, b).filter(|via| !matches!(via, Via::Entity(id) if inner(*id)));
    let mut found: Vec<Via> = here.or_else(|| pointed(framing)).or(last).into_iter().collect();
    if found.is_empty() {
        found.extend(meeting(framing));
    }
    found.extend(if position { None } else { quarrel_before(framing).or_else(|| meeting_before(framing)) }.or(before));
    found
}

/// What `此条约` is: the treaty whose signers the text told of, the page's own, else, but on the page of an organisation, the one named last.
fn treaty_before(framing: &Framing<'_, '_>, flow: &Flow) -> Option<Via> {
    /// As many sentences back.
    const FAR: usize = 4;
    let own = framing.place.topic.own;
    let is = |id: EntityId| framing.mentions.cast.get(id).kind == Kind::Treaty;
    let last = flow.event.as_ref().filter(|(kind, ..)| own.is_none() && *kind == TokenKind::Treaty && flow.event_ago <= FAR);
    let signed = flow.signers.as_ref().map(|(treaty, _)| *treaty).filter(|_| own.is_none());
    signed.or(own.filter(|id| is(*id))).or(last.map(|(_, id, _)| *id)).map(Via::Entity)
}

/// What `该理论` or `此提案` goes back to: the last words before it in its block that end in the same noun, by their link or their title.
fn pointed(framing: &Framing<'_, '_>) -> Option<Via> {
    const NOUNS: &[&str] = &[
        "理论", "理論", "提案", "草案", "计划", "計劃", "方案", "政策", "演说", "演說", "文章", "法案", "主张", "主張", "路线", "路線",
        "学说", "學說", "宣言", "倡议", "倡議", "决议", "決議", "裁决", "裁決", "法律",
    ];
    let text = framing.place.text;
    let clause = framing.marked.visible(framing.clause());
    let words = text.visible.get(clause.clone())?;
    let (at, noun) = ["该", "該", "此", "这一", "這一", "这个", "這個"].iter().find_map(|that| {
        let at = words.find(that)?;
        let noun = NOUNS.iter().find(|noun| words[at + that.len()..].starts_with(**noun))?;
        Some((clause.start + at, *noun))
    })?;
    let before = text.visible.get(..at)?;
    let found = before.rfind(noun)?;
    // `“甲乙”理论`, `《…计划》`
    let head = &before[..found];
    for (open, close) in [('“', '”'), ('「', '」'), ('《', '》')] {
        if let Some(inner) = head.strip_suffix(close) {
            let start = inner.rfind(open)? + open.len_utf8();
            return Some(Via::Words(format!("{}{noun}", &inner[start..])));
        }
    }
    let link = text.links.iter().find(|link| link.label.contains(&found)).map(|link| link.label.start)?;
    let name = before.get(link..found + noun.len())?;
    (noun.len() < name.len() && name.chars().count() <= 16).then(|| Via::Words(name.to_owned()))
}

/// The meeting at which a position was taken, where the sentence names one: `在X会议上`, `X会议召开，A谴责B`.
fn meeting(framing: &Framing<'_, '_>) -> Option<Via> {
    let end = framing.core().start;
    let found = MEETING.on(framing.marked.seen())?.captures_iter(&framing.marked.code[..end]).filter_map(|c| c.name("m")).last()?;
    words(framing, found.range())
}

/// The meeting that the two sentences before name in their block: `参加X会议。…A站在B一边`.
fn meeting_before(framing: &Framing<'_, '_>) -> Option<Via> {
    let before = sentences_before(framing, framing.marked.range.start)?;
    let ends = ["会议", "會議", "峰会", "峰會"].iter().flat_map(|w| before.rmatch_indices(w).map(|(at, w)| at + w.len()));
    let names = ends.filter_map(|end| Some((end, before[..end].rsplit(['，', '。', '；', '、', '的', '在', '于', '於']).next()?)));
    // `这次会议` names none.
    let named =
        |name: &str| (4..=20).contains(&name.chars().count()) && !name.starts_with(['这', '這', '该', '該', '此', '本', '上', '下', '每']);
    let last = names.filter(|(_, name)| named(name)).max_by_key(|(end, _)| *end)?;
    Some(Via::Words(last.1.to_owned()))
}

/// The text of a block before a place of it, from the sentence before the last on.
fn sentences_before<'t>(framing: &'t Framing<'_, '_>, end: usize) -> Option<&'t str> {
    let before = framing.place.text.visible.get(..end)?.trim_end_matches(['。', '！', '？', '；', ' ', '\n']);
    let from = before.rmatch_indices(['。', '！', '？', '\n']).nth(1).map_or(0, |(at, mark)| at + mark.len());
    before.get(from..)
}

/// The quarrel that the sentence names before the clause, or the two sentences before it in their block.
fn quarrel_before(framing: &Framing<'_, '_>) -> Option<Via> {
    let before = sentences_before(framing, framing.marked.visible(framing.clause()).start)?;
    let found = QUARREL.as_ref()?.captures_iter(before).last()?.name("q")?.as_str();
    Some(Via::Words(found.to_owned()))
}

/// The words of the clause before in the sentence, where the other side stands in it or the clause points back to it, else, where it points back, of
/// the sentence before in its block: `B进行核试验，A谴责B`, `A对此表示抗议`.
fn clause_before(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    const LEAST: usize = 5;
    let points = framing.marked.code[framing.clause()].contains('此') || b.slot == Some(Slot::Told) && framing.light.is_none();
    let start = framing.clause().start;
    let names = |part: &Range<usize>| {
        let tokens = framing.marked.placed().filter(|(at, _)| part.contains(at));
        tokens.flat_map(|(_, token)| &token.entities).any(|id| b.entities.contains(id))
    };
    let long = |part: &Range<usize>| {
        let words = framing.place.text.visible.get(framing.marked.visible(part.clone())).unwrap_or_default();
        words.chars().count() >= LEAST
    };
    let here = framing.parts.iter().rev().filter(|p| p.end <= start).find(|p| long(p));
    if let Some(part) = here {
        return if points || names(part) { trimmed(framing, part.clone()) } else { None };
    }
    if !points {
        return None;
    }
    let before = framing.place.text.visible.get(..framing.marked.range.start)?.trim_end_matches(['。', '！', '？', '；', ' ', '\n']);
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '；' | '\n');
    let sentence = before.rsplit(ends).next()?;
    let clause = sentence.rsplit('，').find(|part| part.chars().count() >= LEAST)?;
    let from = clause.char_indices().rev().nth(SAID).map_or(0, |(at, _)| at);
    Some(Via::Words(clause[from..].trim().to_owned()))
}

/// As much of a clause as tells what it is about, in characters.
const SAID: usize = 30;
