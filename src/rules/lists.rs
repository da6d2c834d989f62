//! Lists under words that state something of their items, a heading or the end of the text before: `通常被認為親俄的國家`, `創始成員國` on the page of an organisation.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Engine, Statement, Via,
    context::{Flow, Topic},
    engine::Place,
    record::{all_pairs, quote},
    rows::{Form, Row, Rows},
    rule::Listed,
};
use crate::{
    document::Text,
    fold,
    mention::{EntityId, Kind, Marked, Mentions, TokenKind, is_token},
};

/// What the items of a list are said to be, and to whom.
struct Heading {
    fact: Listed,
    object: EntityId,
    via: Option<&'static str>,
}

/// `親俄的國家`, `反美的政權`.
static PRO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?P<l>[亲反])(?P<x>\\p{Han}{1,4}?)的?(?:武装|军事|政治|主要|其他|其它)?(?:国家|政权|政府|政党|组织|团体|武装|民兵|运动|派别|势力|地区|各国|国)").ok()
});

/// An item that is nothing but two parties and their treaty.
static ANNEX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^\u{E002}(?:两国)?(?:之间|间)?的?(?P<n>[^，。；：\u{E000}-\u{E00E}]{0,12}(?:条约|协定|协议|议定书|公约))[；。、]?$").ok()
});

/// What the end of a text says of the list below it: `联盟的创始成员国有：`.
#[must_use]
pub fn lead(text: &str) -> Option<String> {
    let text = text.trim_end();
    let last = text.strip_suffix(['：', ':'])?.rsplit(['。', '\n']).next()?;
    let words = fold::fold(last);
    let bare = ENDS.iter().find_map(|end| words.strip_suffix(end)).unwrap_or(&words);
    (!["不", "并非", "未"].iter().any(|w| bare.contains(w))).then(|| bare.to_owned())
}

/// How such a sentence ends: `成员国有`, `国家如下`.
const ENDS: &[&str] = &["包括以下国家", "有以下国家", "包括", "如下", "分别是", "分别为", "计有", "共有", "有", "为", "是"];

/// What a heading or the end of a text says of the items below as a clause that lacks its subject: `站在伊拉克一边的国家`.
pub struct Clause<'d> {
    text: &'d Text,
    section: usize,
    marked: Marked,
}

impl<'d> Clause<'d> {
    /// The clause that a heading is, if it ends like one and names somebody.
    #[must_use]
    pub fn of_heading(heading: &'d Text, section: usize, mentions: &mut Mentions<'_>) -> Option<Self> {
        // Few headings do: the cheap question first.
        WHO.as_ref()?.find(&fold::fold(&heading.visible)).filter(|who| who.start() > 0)?;
        Self::new(heading, section, &mentions.mark(heading))
    }

    /// The clause that the last sentence of a text is, if it is one and names somebody.
    #[must_use]
    pub fn new(text: &'d Text, section: usize, sentences: &[Marked]) -> Option<Self> {
        let last = sentences.last()?;
        let marked = last.until(WHO.as_ref()?.find(&last.code)?.start());
        first_actor(&marked).map(|_| Self { text, section, marked })
    }

    /// Reads the clause with who opens an item as its subject.
    pub fn item(&self, place: &Place<'_>, sentences: &[Marked], engine: &Engine, mentions: &Mentions<'_>, statements: &mut Vec<Statement>) {
        let Some(first) = sentences.first().filter(|s| s.code.starts_with(is_token)) else { return };
        let Some(who) = first.tokens.first().filter(|t| t.kind.acts()) else { return };
        // `波蘭（1999年）`
        let date = first.tokens.iter().find_map(|t| t.time.as_ref()?.value.edtf()).filter(|_| first.tokens.len() == 2);
        let mut told = Vec::new();
        let above = Place { text: self.text, section: self.section, ..*place };
        engine.read(&above, &self.marked.led_by(who), mentions, &mut Flow::default(), &mut told);
        for mut new in told {
            let sides = [new.subject, new.object];
            let known = |old: &Statement| old.relation == new.relation && [old.subject, old.object].iter().all(|id| sides.contains(id));
            if sides.iter().any(|id| who.entities.contains(id)) && !statements.iter().any(known) {
                new.date = new.date.or(date.clone());
                new.evidence.insert(0, quote(place, first.range.clone()));
                statements.push(new);
            }
        }
    }
}

/// The head of such a clause: `…的国家有：`.
static WHO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "的?(?:主要|其他|其它)?(?:国家|政权|政府|政党|组织|团体|势力|地区|各国)(?:及地区|和地区|与地区)?(?:列表|一览|名单)?",
        "(?:计有|共有|有|包括|如下|为|是|分别是|分别为)?[：:]?$"
    ))
    .ok()
});

/// The polity whose name an item begins with as with a heading: `**也門**：1926年…`.
#[must_use]
pub fn head(sentences: &[Marked], mentions: &Mentions<'_>) -> Option<EntityId> {
    let first = sentences.first()?;
    let token = first.tokens.first().filter(|token| token.kind == TokenKind::Actor && token.person.is_none())?;
    let behind = first.code.strip_prefix(token.kind.code())?.trim_start_matches(TokenKind::Aside.code());
    let [id] = token.entities[..] else { return None };
    let kind = mentions.cast.get(id).kind;
    (behind.starts_with(['：', ':', '—', '－']) && kind.is_polity() && kind != Kind::Bloc).then_some(id)
}

/// Reads an item of a list, which the text before it may `lead` to. Items without a name are losses, not entities: they state nothing.
pub fn item(
    place: &Place<'_>,
    lead: Option<&str>,
    sentences: &[Marked],
    mentions: &Mentions<'_>,
    engine: &Engine,
    statements: &mut Vec<Statement>,
) {
    edition(place, sentences, mentions, engine, statements);
    visit(place, sentences, engine, statements);
    annex(place, sentences, mentions, engine, statements);
    let Some(Heading { fact, object, via }) = heading(place, lead, mentions) else { return };
    let Some((sentence, at)) = sentences.iter().find_map(|s| Some((s, first_actor(s)?))) else { return };
    // What stands in a bracket behind the item's name says where or since when it is, not what it is.
    let first = &sentences[0];
    let bare = std::ptr::eq(sentence, first) || first.tokens.iter().all(|t| t.kind == TokenKind::Aside);
    if !bare || is_whereabouts(&sentence.code) {
        return;
    }
    let end = sentence.range.end;
    for subject in &sentence.tokens[at].entities {
        let row = Row {
            subject: *subject,
            fact,
            form: Form::List,
            object,
            // `波蘭（1999年加入）`
            date: sentence.tokens.iter().find_map(|t| t.time.as_ref()?.value.edtf()).filter(|_| fact == Listed::Member),
            via: via.map(|words| Via::Words(words.to_owned())).into_iter().collect(),
            places: Vec::new(),
            evidence: vec![quote(place, first.range.start..end.max(first.range.end))],
        };
        row.state(engine, Rows::One, statements);
    }
}

/// `2001年：波兰、乌克兰` on the page of an exercise: who took part in that year.
fn edition(place: &Place<'_>, sentences: &[Marked], mentions: &Mentions<'_>, engine: &Engine, statements: &mut Vec<Statement>) {
    let exercise = |id: &EntityId| mentions.cast.get(*id).kind == Kind::Exercise;
    let (Some(own), [sentence]) = (place.topic.own.filter(exercise), sentences) else { return };
    let [date, list] = &sentence.tokens[..] else { return };
    let words = |c: char| !matches!(c, '：' | ':' | '—' | '－' | '-' | '，' | '。' | ' ' | '国' | '参' | '加' | '演' | '与' | '等');
    if date.kind != TokenKind::Date || list.kind != TokenKind::Group || sentence.code.chars().any(|c| words(c) && !is_token(c)) {
        return;
    }
    let mut pairs = Vec::new();
    all_pairs(&list.entities, &mut pairs);
    for (subject, object) in pairs {
        let row = Row {
            subject,
            fact: Listed::Exercise,
            form: Form::List,
            object,
            date: date.time.as_ref().and_then(|time| time.value.edtf()),
            via: vec![Via::Entity(own)],
            places: Vec::new(),
            evidence: vec![quote(place, sentence.range.clone())],
        };
        row.state(engine, Rows::Recurring, statements);
    }
}

/// `2001年5月：總統陳水扁` under `中華民國官員訪巴`: who went, and when.
fn visit(place: &Place<'_>, sentences: &[Marked], engine: &Engine, statements: &mut Vec<Statement>) {
    let (Some(Some((subject, object))), [sentence]) = (place.topic.visits.get(place.section), sentences) else { return };
    let Some(date) = sentence.tokens.iter().find(|t| t.kind == TokenKind::Date).and_then(|t| t.time.as_ref()?.value.edtf()) else { return };
    // Where the item names who was visited, it is a sentence that the rules read.
    let host = sentence.tokens.iter().any(|t| t.entities.contains(object) || t.parties.contains(object));
    let words = sentence.tokens.iter().rfind(|t| t.person.is_some() || t.kind == TokenKind::Thing);
    let Some(words) = words.filter(|_| !host) else { return };
    let via = words.person.clone().or_else(|| place.text.visible.get(words.range.clone()).map(str::to_owned));
    let row = Row {
        subject: *subject,
        fact: Listed::Visit,
        form: Form::List,
        object: *object,
        date: Some(date),
        via: via.map(Via::Words).into_iter().collect(),
        places: Vec::new(),
        evidence: vec![quote(place, sentence.range.clone())],
    };
    row.state(engine, Rows::Events, statements);
}

/// `德國與波蘭之間的仲裁條約` on the page of a treaty: what was signed with it.
fn annex(place: &Place<'_>, sentences: &[Marked], mentions: &Mentions<'_>, engine: &Engine, statements: &mut Vec<Statement>) {
    let treaty = |id: &EntityId| mentions.cast.get(*id).kind == Kind::Treaty;
    let (Some(_), [sentence]) = (place.topic.own.filter(treaty), sentences) else { return };
    let Some(name) = ANNEX.as_ref().and_then(|r| r.captures(&sentence.code)).and_then(|c| c.name("n")) else { return };
    let [parties] = &sentence.tokens[..] else { return };
    let words = place.text.visible.get(sentence.visible(name.start()..name.end()));
    let [subject, object] = parties.entities[..] else { return };
    let row = Row {
        subject,
        fact: Listed::Party,
        form: Form::List,
        object,
        date: None,
        via: words.map(|w| Via::Words(w.to_owned())).into_iter().collect(),
        places: Vec::new(),
        evidence: vec![quote(place, sentence.range.clone())],
    };
    row.state(engine, Rows::Events, statements);
}

/// What the text before a list or the headings above it say of its items.
fn heading(place: &Place<'_>, lead: Option<&str>, mentions: &Mentions<'_>) -> Option<Heading> {
    if let Some(heading) = lead.and_then(|words| says(place, words, mentions)) {
        return Some(heading);
    }
    let sections = &place.document.sections;
    let mut above = std::iter::successors(sections.get(place.section), |here| sections.get(here.parent?));
    above.find_map(|here| {
        says(place, &fold::fold(here.heading.visible.trim()), mentions).filter(|h| here.level > 0 || h.fact != Listed::Member)
    })
}

/// What such words say, folded: `通常被认为亲俄的国家`, `创始成员国`.
fn says(place: &Place<'_>, words: &str, mentions: &Mentions<'_>) -> Option<Heading> {
    if let Some((fact, object)) = leaning(words, place.topic, mentions) {
        return Some(Heading { fact, object, via: None });
    }
    let members = MEMBERS.iter().any(|w| words.ends_with(w)) && !NO_MEMBERS.iter().any(|w| words.contains(w));
    let organization = place.topic.own.filter(|id| mentions.cast.get(*id).kind.is_organization());
    let via = words.contains("观察员").then_some("觀察員");
    organization.filter(|_| members).map(|object| Heading { fact: Listed::Member, object, via })
}

/// Whom states lean to, or are against, by such words: `亲俄的国家`.
#[must_use]
pub fn leaning(words: &str, topic: &Topic, mentions: &Mentions<'_>) -> Option<(Listed, EntityId)> {
    let found = PRO.as_ref()?.captures(words)?;
    let known = mentions.leaning_known(found.name("x")?.as_str());
    match &found["l"] {
        "反" => Some((Listed::Anti, known?)),
        _ => Some((Listed::Pro, known.or(topic.pro)?)),
    }
}

const MEMBERS: &[&str] =
    &["成员国", "成员", "会员国", "会员", "加盟国", "观察员国", "观察员", "创始国", "成员列表", "成员国列表", "成员国家"];
const NO_MEMBERS: &[&str] = &["前", "退出", "候选", "申请", "准备", "潜在", "非成员"];

fn first_actor(sentence: &Marked) -> Option<usize> {
    sentence.tokens.iter().position(|t| t.kind.acts() && !t.entities.is_empty())
}

fn is_whereabouts(code: &str) -> bool {
    let code = code.trim_start_matches(['（', '(']);
    ["位于", "在", "属", "境内", "自", "曾"].iter().any(|w| code.starts_with(w))
}
