//! From a text to sentences of tokens.

use std::ops::Range;

use super::{
    EntityId, Kind, Mentions,
    anaphors::{anaphors_in, hosts_in, pronouns_in},
    canonical,
    normalise::normalise,
    token::{Marked, Token, TokenKind},
};
use crate::{
    document::Text,
    fold::Folded,
    time::{self, Edtf, TimeExpr},
};

/// A quotation longer than this many characters is somebody's words; a shorter one is a name or a term.
const LONG_QUOTE: usize = 16;

/// A candidate for a token.
#[derive(Debug)]
pub(super) struct Found {
    /// Bytes of the folded text.
    pub range: Range<usize>,
    pub token: Token,
    /// Of two that begin together and are equally long, the higher wins.
    pub rank: u8,
}

impl Found {
    /// A short form that stands for somebody.
    pub(super) fn short(folded: &Folded, range: Range<usize>, who: EntityId) -> Self {
        Self { token: Token::new(TokenKind::Actor, folded.original(range.clone()), vec![who]), range, rank: 1 }
    }
}

impl<'g> Mentions<'g> {
    /// The sentences of a text as tokens. Brackets that name an actor follow the sentence that they stand in as sentences of their own.
    pub fn mark(&mut self, text: &Text) -> Vec<Marked> {
        let folded = Folded::new(&text.visible);
        let found = self.find(text, &folded);
        self.now += 1;
        let acting = found.iter().filter(|f| f.token.kind.acts()).flat_map(|f| &f.token.entities);
        self.last.extend(acting.map(|id| (*id, self.now)));
        let kind = |token: &Token| if let [id] = token.entities[..] { Some(self.cast.get(id).kind) } else { None };
        let mut marked = Vec::new();
        for sentence in &text.sentences {
            let range = folded.folded(sentence.clone());
            let mut asides = Vec::new();
            marked.push(sentence_of(&folded, &found, range, &mut asides, &kind));
            for aside in asides {
                let inner = sentence_of(&folded, &found, aside, &mut Vec::new(), &kind);
                if inner.tokens.iter().any(|t| t.kind.acts()) {
                    marked.push(inner);
                }
            }
        }
        marked
    }

    /// All tokens of a text, in order, none overlapping another.
    fn find(&mut self, text: &Text, folded: &Folded) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let dates = time::find_dates(&folded.text);
        for date in &dates {
            let mut token = Token::new(TokenKind::Date, folded.original(date.range.clone()), Vec::new());
            token.time = Some(date.clone());
            found.push(Found { range: date.range.clone(), token, rank: 2 });
        }
        self.links_in(text, folded, &dates, &mut found);
        let taken = self.names_in(&text.visible, folded, &dates, &mut found);
        // Which states 埃厄战争 is about, the text tells: so only now.
        for f in found.iter_mut().filter(|f| f.rank == 5 && f.token.kind.is_event()) {
            f.token.parties = f.token.entities.first().map_or_else(Vec::new, |id| self.sides(*id));
        }
        self.titles_in(&text.visible, folded, &mut found);
        self.events_in(&text.visible, folded, &dates, &mut found);
        self.leanings_in(folded, &mut found);
        self.abroad_in(folded, &dates, &taken, &mut found);
        self.shortened_in(folded, &dates, &mut found);
        self.enumerated_in(folded, &dates, &mut found);
        self.listed_in(folded, &dates, &mut found);
        self.acceded_in(folded, &mut found);
        anaphors_in(self.gazetteer.contexts(), folded, &mut found);
        hosts_in(folded, &mut found);
        pronouns_in(folded, &mut found);
        self.own_in(folded, &mut found);
        if let Some(year) = dates.iter().rev().find_map(|d| middle(d.value.date()?)) {
            self.year = Some(year);
        }
        uncover(&mut found);
        found.sort_by_key(|f| (f.range.start, std::cmp::Reverse(f.range.end), std::cmp::Reverse(f.rank)));
        let mut end = 0;
        found.retain(|f| {
            let keep = f.range.start >= end && f.range.end > f.range.start;
            if keep {
                end = f.range.end;
            }
            keep
        });
        self.offices(&text.visible, folded, &mut found);
        self.vessels(folded, &mut found);
        self.people_in(&text.visible, folded, &mut found);
        found
    }
}

/// A link to a matter (`[中俄兩國關係](中俄關係)`) does not hide the actors and dates that its words name. A name with one character more is another
/// name: 巴西兰.
fn uncover(found: &mut Vec<Found>) {
    let actors: Vec<Range<usize>> = found
        .iter()
        .filter(|f| {
            f.rank < 5
                && (matches!(f.token.kind, TokenKind::Date | TokenKind::Pro | TokenKind::Anti)
                    || f.token.kind.acts() && !f.token.entities.is_empty())
        })
        .map(|f| f.range.clone())
        .collect();
    found.retain(|f| {
        let covers = |a: &Range<usize>| f.range.start <= a.start && a.end <= f.range.end && f.range.end - a.end != '兰'.len_utf8();
        f.token.kind != TokenKind::Thing || f.rank != 5 || !actors.iter().any(covers)
    });
}

/// The year that decides what a dated name means: see [`when`].
pub(super) fn year_at(dates: &[TimeExpr], at: usize, last: Option<i32>) -> Option<i32> {
    when(dates, at).map_or(last, middle).or_else(|| dates.iter().find_map(|date| middle(date.value.date()?)))
}

/// The year that a date is taken for where it is wide: that in the middle of a decade or a century.
fn middle(date: &Edtf) -> Option<i32> {
    let half = match date.as_str().split_once('X') {
        Some((_, "")) => 5,
        Some((_, "X")) => 50,
        _ => 0,
    };
    date.year().map(|year| year + half)
}

/// The date that decides what a dated name means: one right behind it, `越南于1978年`, else the nearest before it in its text.
pub(super) fn when(dates: &[TimeExpr], at: usize) -> Option<&Edtf> {
    const RIGHT_BEHIND: usize = 5 * '字'.len_utf8();
    let (before, behind) = dates.split_at(dates.partition_point(|d| d.range.start <= at));
    let near = before.last().map_or(RIGHT_BEHIND, |d| at.saturating_sub(d.range.end).min(RIGHT_BEHIND));
    let next = behind.first().filter(|d| d.range.start - at <= near);
    next.into_iter().chain(before.iter().rev()).filter_map(|d| d.value.date()).find(|d| d.year().is_some())
}

pub(super) const fn token_kind(kind: Kind) -> TokenKind {
    match kind {
        Kind::Organization => TokenKind::Organization,
        Kind::Treaty => TokenKind::Treaty,
        Kind::Exercise => TokenKind::Exercise,
        Kind::Conflict => TokenKind::Conflict,
        Kind::Place => TokenKind::Place,
        Kind::State
        | Kind::HistoricalState
        | Kind::DisputedState
        | Kind::Dependency
        | Kind::Government
        | Kind::Bloc
        | Kind::Party
        | Kind::ArmedForce => TokenKind::Actor,
        Kind::Person | Kind::Institution | Kind::Thing => TokenKind::Thing,
    }
}

/// Who a bracket lists, where it holds nothing but a list: `同盟国（德国、奥匈帝国）`.
fn members(text: &str, inner: &Range<usize>, found: &[Found]) -> Vec<EntityId> {
    let mut entities = Vec::new();
    let mut at = inner.start;
    for f in found.iter().filter(|f| f.range.start >= inner.start && f.range.end <= inner.end) {
        let between = text.get(at..f.range.start).unwrap_or("。");
        if !f.token.kind.acts() || !between.chars().all(|c| matches!(c, '、' | '，' | '和' | '与' | '及' | '以' | ' ')) {
            return Vec::new();
        }
        entities.extend(f.token.entities.iter().copied());
        at = f.range.end;
    }
    let rest = text.get(at..inner.end).unwrap_or("。");
    if entities.len() > 1 && matches!(rest, "" | "等" | "等国") { entities } else { Vec::new() }
}

/// Encodes a folded range as one sentence. Long quotations and brackets become one token; the insides of brackets are handed out.
fn sentence_of(
    folded: &Folded,
    found: &[Found],
    range: Range<usize>,
    asides: &mut Vec<Range<usize>>,
    kind: &dyn Fn(&Token) -> Option<Kind>,
) -> Marked {
    let text = &folded.text;
    let mut marked = Marked { range: folded.original(range.clone()), ..Marked::default() };
    marked.code.reserve(range.len());
    marked.offsets.reserve(range.len() / 3 + 1);
    let mut place = folded.places();
    let mut next = found.partition_point(|f| f.range.start < range.start);
    let mut at = range.start;
    while at < range.end {
        if let Some(f) = found.get(next)
            && f.range.start <= at
        {
            next += 1;
            if f.range.start == at && f.range.end <= range.end {
                marked.offsets.push(place.original(at));
                marked.code.push(f.token.kind.code());
                marked.tokens.push(f.token.clone());
                at = f.range.end;
            }
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let closing = match c {
            '（' => Some('）'),
            '(' => Some(')'),
            '“' => Some('”'),
            '「' => Some('」'),
            '『' => Some('』'),
            _ => None,
        };
        if let Some(close) = closing
            && let Some(length) = text[at + c.len_utf8()..range.end].find(close)
        {
            let inner = at + c.len_utf8()..at + c.len_utf8() + length;
            let bracket = matches!(c, '（' | '(');
            // A sentence that is one bracket is read as what stands in it.
            let whole = at == range.start && inner.end + close.len_utf8() >= range.end;
            let name = ["关系", "条约", "协定", "伙伴", "宣言", "声明", "公报", "协议", "联盟", "政策"]
                .iter()
                .any(|w| text[inner.clone()].ends_with(w));
            if !whole && (bracket || !name && text[inner.clone()].chars().count() > LONG_QUOTE) {
                let end = inner.end + close.len_utf8();
                let kind = if bracket { TokenKind::Aside } else { TokenKind::Quote };
                let visible = folded.original(at..end);
                marked.offsets.push(visible.start);
                marked.code.push(kind.code());
                let mut token = Token::new(kind, visible, Vec::new());
                if bracket {
                    let inside = &found[next..];
                    let inside = &inside[..inside.partition_point(|f| f.range.start < inner.end)];
                    // `（1929年以前称B）` tells of the name.
                    let named = ["以前称", "之前称", "前称", "起称", "后称", "改称", "改名", "更名"]
                        .iter()
                        .any(|w| text[inner.clone()].contains(w));
                    token.time = inside.iter().find_map(|f| f.token.time.clone()).filter(|_| !named);
                    token.entities = members(text, &inner, inside);
                }
                marked.tokens.push(token);
                if bracket {
                    asides.push(inner);
                }
                at = end;
                while found.get(next).is_some_and(|f| f.range.start < at) {
                    next += 1;
                }
                continue;
            }
        }
        marked.offsets.push(place.original(at));
        marked.code.push(c);
        at += c.len_utf8();
    }
    marked.offsets.push(marked.range.end);
    if let std::borrow::Cow::Owned(code) = canonical(&marked.code) {
        marked.code = code;
    }
    normalise(&mut marked, kind);
    marked
}
