//! What a relation that a frame found goes through: the treaty, the person, the matter, the figure.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    Via,
    context::Flow,
    frame::{Slot, ViaFrom},
    framing::{Framing, Side},
};
use crate::mention::{EntityId, Kind, Token, TokenKind, canonical, canonical_words, is_token};

static AMOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("[0-9一二三四五六七八九十百千两][0-9,.，一二三四五六七八九十百千多余]*(?:(?:亿|万亿)[0-9][0-9,.，]*)?(?:万|亿|千万|百万|万亿)*(?:多|余)?(?:美元|英镑|欧元|卢布|人民币|元|日元|日圆|马克|法郎|卢比|港元|吨|桶|公斤|%|％)").ok()
});
static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&canonical(
        "(?:在|就|于)(?P<f>[^，。；在就]{2,40}?)(?:等)?(?:诸多|多个|各个|众多|一些|许多|其他)?(?:领域|方面|问题|事务|项目|议题)",
    ))
    .ok()
});

/// The name of a quarrel, in either script.
static QUARREL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:^|[，。；、在就因为為围圍绕繞对對于於间間的])(?P<q>[^，。；、在就因为為对對于於间間的]{2,14}?(?:争端|爭端|问题|問題|危机|危機|冲突|衝突|战争|戰爭|之争|之爭|争议|爭議|纠纷|糾紛|风波|風波|事件|内战|內戰|争执|爭執|归属|歸屬))").ok()
});

static AFFAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&canonical("(?:在|就|因|围绕|针对|为了?|由于)(?P<x>[^，。；在就因]{1,16}?(?:争端|问题|事件|危机|冲突|风波|之争|争议|一事|案|内战|议题|争执|纠纷|归属|主权|划界))")).ok()
});

/// A meeting by name, as it stands in a code string.
static MEETING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&canonical("(?P<m>[^，。；、在于的\u{E000}-\u{E003}]{2,16}?(?:会议|大会|峰会|全会))(?:上|期间|召开|举行|开幕|中)")).ok()
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
        "表示",
        "予以",
        "进行",
        "提出",
        "给予",
        "加以",
        "作出",
        "做出",
        "表达",
        "强烈",
        "坚决",
        "明确",
        "公开",
        "深表",
        "持",
        "的",
        "一致",
        "曾",
        "也",
        "都",
        "均",
        "极力",
        "大力",
        "全面",
        "严厉",
        "猛烈",
        "十分",
        "非常",
        "极为",
        "施加",
        "实施",
        "发动",
        "采取",
        "予",
        "，此举",
        "，此事",
        "，对此",
        "，这",
    ];
    canonical_words(WORDS)
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

/// As long as a matter may be, in characters.
const MATTER: usize = 24;

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
                let end = framing.trigger.end;
                trimmed(framing, end..framing.clause_end(end))
            }
            ViaFrom::Between => {
                b.at.as_ref().filter(|at| at.start > framing.core().end).and_then(|at| trimmed(framing, framing.core().end..at.start))
            }
            ViaFrom::Place => place(framing, b),
            // Where the matter counts, who did it comes last.
            ViaFrom::Person if framing.frame.via.contains(&ViaFrom::Told) => None,
            ViaFrom::Person => person(framing, a, flow),
            ViaFrom::Matter => matter(framing, b).or_else(|| government(framing, b)),
            ViaFrom::Noun => noun(framing),
            ViaFrom::Trigger => words(framing, framing.trigger.clone()),
            ViaFrom::Core => words(framing, framing.core()),
            ViaFrom::Patient => patient(framing),
            ViaFrom::Sent => sent(framing),
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

/// `警告B，X一旦签订将…`: what is warned of stands in the next clause.
fn warned(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let end = framing.clause().end;
    let object = b.at.as_ref().filter(|at| at.end == end)?;
    let warns = ["警告", "告诫"].iter().any(|w| framing.marked.code[..framing.core().end].ends_with(w));
    let next = framing.parts.iter().find(|part| part.start > object.start && part.start >= end).filter(|_| warns)?;
    let placed = || framing.marked.placed().filter(|(at, _)| next.contains(at));
    let named = placed().find(|(_, t)| EVENT.contains(&t.kind)).and_then(|(_, t)| t.entities.first());
    named.map(|id| Via::Entity(*id)).or_else(|| trimmed(framing, next.clone()))
}

/// The affair that a clause before in the sentence names by a link: `C发起南海仲裁案，A支持B的立场`.
fn affair_before(framing: &Framing<'_, '_>) -> Option<Via> {
    const ENDS: &[char] = &['案', '争', '端', '件'];
    let start = framing.clause().start;
    let named = |(at, t): &(usize, &Token)| {
        let key = || t.entities.first().map(|id| framing.mentions.cast.get(*id).key.as_str());
        *at < start && t.kind == TokenKind::Thing && key().is_some_and(|key| key.ends_with(ENDS))
    };
    let found = framing.marked.placed().filter(named).last()?;
    found.1.entities.first().map(|id| Via::Entity(*id))
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

/// What `对此` goes back to: the event named in the sentence or the one before, else what the clause before says.
fn told(framing: &Framing<'_, '_>, a: &Side, b: &Side, flow: &Flow) -> Vec<Via> {
    let position = framing.frame.via.contains(&ViaFrom::Matter) || framing.frame.b.contains(&Slot::Told);
    let near = if position { 1 } else { 2 };
    // `B出兵C，A予以谴责`: nothing but the clause before says what.
    let bare = b.slot == Some(Slot::Told) && framing.light.is_none();
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
    // `“三个世界”理论`, `《…计划》`
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
    let found = MEETING.as_ref()?.captures_iter(&framing.marked.code[..end]).filter_map(|c| c.name("m")).last()?;
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
fn fits(relation: &str, kind: TokenKind) -> bool {
    match relation {
        "signedTreaty" => kind == TokenKind::Treaty,
        "jointExercise" => kind == TokenKind::Exercise,
        _ => true,
    }
}

fn event(framing: &Framing<'_, '_>, kinds: &[TokenKind], a: &Side, b: &Side) -> Option<Via> {
    let clause = framing.clause();
    let events = || {
        let placed = framing.marked.placed().filter(|(_, t)| kinds.contains(&t.kind) && fits(&framing.rule.relation, t.kind));
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
    let before = &framing.marked.code[start..framing.core().start.max(start)];
    // `在具争议性的地区`
    let whole = |x: &regex::Match<'_>| !before[x.end()..].starts_with(['性', '的']) || before[x.end()..].starts_with("的影响");
    let found = AFFAIR.as_ref()?.captures_iter(before).filter_map(|c| c.name("x")).filter(whole).last()?;
    words(framing, start + found.start()..start + found.end())
}

fn thing(framing: &Framing<'_, '_>) -> Option<Via> {
    let clause = framing.clause();
    let end = framing.core().end;
    let found = framing.marked.placed().find(|(at, t)| (end..clause.end).contains(at) && t.kind == TokenKind::Thing);
    found.and_then(|(_, t)| t.entities.first()).map(|id| Via::Entity(*id))
}

/// Who acts: the person whose name the subject is, or the office and the name behind a state.
fn person(framing: &Framing<'_, '_>, a: &Side, flow: &Flow) -> Option<Via> {
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
        "官员",
        "官員",
        "代表团",
        "代表團",
        "使团",
        "使團",
    ];
    OFFICES.iter().any(|w| shown.ends_with(w)).then(|| Via::Words(shown.to_owned()))
}

/// The person that a stretch of a clause ends with: an office and a name, or a name alone; `sure` where the words around say that it is one.
fn named_at_end(framing: &Framing<'_, '_>, code: Range<usize>, sure: bool) -> Option<Via> {
    const AROUND: &[char] = &[
        '，', '于', '在', '与', '同', '和', '、', '的', '再', '又', '曾', '也', '亦', '还', '先', '后', '首', '次', '应', '将', '即', '正',
        '便',
    ];
    /// What shows that words name who acts.
    const ACTS: &[&str] = &[
        "总统",
        "总理",
        "首相",
        "外长",
        "部长",
        "主席",
        "大臣",
        "国王",
        "国务卿",
        "书记",
        "天皇",
        "女王",
        "皇帝",
        "议长",
        "司令",
        "参谋长",
        "代表",
        "团",
        "官员",
        "特使",
        "大使",
        "使节",
        "委员",
        "领导人",
        "议员",
        "将军",
        "亲王",
        "太子",
        "王储",
        "公主",
        "秘书长",
    ];
    let words_at = framing.marked.code.get(code.clone())?;
    // A person that a link names stands at the end itself.
    let linked = words_at.chars().next_back().filter(|c| *c == TokenKind::Thing.code());
    let before = &words_at[..words_at.len() - linked.map_or(0, char::len_utf8)];
    let from = before.char_indices().rev().find(|(_, c)| is_token(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    let tail = &words_at[from..];
    let sent = ["派遣", "派出", "派"].iter().filter_map(|w| tail.rfind(w).map(|at| at + w.len())).max().unwrap_or(0);
    let text = tail[sent..].trim_end_matches(AROUND);
    let bare = text.trim_start_matches(AROUND);
    let start = code.start + from + sent + (text.len() - bare.len());
    let count = bare.chars().count();
    let office = ACTS.iter().any(|w| bare.contains(w));
    let name = (2..=4).contains(&count)
        && !bare.contains([
            '的', '是', '首', '次', '团', '间', '相', '互', '多', '先', '后', '曾', '期', '时', '其', '该', '双', '两', '此', '而', '并',
            '开', '始',
        ]);
    (count <= 20 && (sure || office || sent > 0 || name)).then(|| words(framing, start..start + bare.len())).flatten()
}

/// The place named behind the trigger, other than the object.
fn place(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let end = framing.core().end;
    let found = framing.roles.within(end..framing.clause_end(end)).find(|s| s.place && Some(s.token) != b.token)?;
    framing.marked.tokens.get(found.token)?.entities.first().map(|id| Via::Entity(*id))
}

/// `派出志愿航空队帮助B作战`: whom or what.
fn sent(framing: &Framing<'_, '_>) -> Option<Via> {
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
fn patient(framing: &Framing<'_, '_>) -> Option<Via> {
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
fn act(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
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
fn government(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
    let token = &framing.marked.tokens[b.token?];
    let [state] = token.entities[..] else { return None };
    let words = framing.place.text.visible.get(token.range.clone())?;
    let name = ["政府", "政权", "政權", "当局", "當局"].iter().find_map(|w| words.strip_suffix(w))?;
    let cast = &framing.mentions.cast.get(state);
    let own = cast.kind.is_polity() && !cast.seen.iter().any(|seen| seen == name) && token.person.is_some();
    own.then(|| Via::Words(words.to_owned()))
}

/// What belongs to the object: `反对B的政策`, `对B的政策表示反对`.
fn matter(framing: &Framing<'_, '_>, b: &Side) -> Option<Via> {
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
            if let Some(prize) = prize(framing) {
                return Some(prize);
            }
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

fn fields(framing: &Framing<'_, '_>, found: &mut Vec<Via>) {
    let clause = framing.clause();
    let Some(captures) = FIELD.as_ref().and_then(|r| r.captures(&framing.marked.code[clause.clone()])) else { return };
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
