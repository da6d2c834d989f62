//! What surrounds a sentence: the page's topic, the section's polity, who and when was named last.

use std::sync::LazyLock;

use super::{Statement, Via, rule::On};
use crate::{
    document::Document,
    fold::fold,
    mention::{EntityId, Kind, Marked, Mentions, Token, TokenKind},
    time::Edtf,
    words::Words,
};

/// What the title and the headings of a page say for all sentences under them.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// `親X`: X.
    pub pro: Option<EntityId>,
    /// `反X`: X.
    pub anti: Option<EntityId>,
    /// `A–B關係`, `A–B決裂`: the pair.
    pub pair: Option<(EntityId, EntityId)>,
    /// The page's own thing, where the page is about an organisation, a treaty, an exercise or a conflict.
    pub own: Option<EntityId>,
    /// The one polity that the title names: `科索沃的國際承認`.
    pub polity: Option<EntityId>,
    /// The polity that each section is about, its own or the nearest above.
    pub about: Vec<Option<EntityId>>,
    /// The year that a heading is, for each section.
    pub year: Vec<Option<Edtf>>,
    /// `巴拉圭元首訪臺` on a page about two: who went to whom, for each section.
    pub visits: Vec<Option<(EntityId, EntityId)>>,
    /// Whether a section is apparatus (see also, references, external links): it states nothing.
    pub apparatus: Vec<bool>,
}

/// What the reading of a page has come across so far.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// Actors in the order in which they were named, the last one last; a few hundred at most.
    actors: Vec<EntityId>,
    /// Where the last sentence but the current one began among them.
    last_sentence: usize,
    this_sentence: usize,
    /// The last pair that was named as one: `中俄`, `A與B`.
    pair: Option<(EntityId, EntityId)>,
    /// How many sentences ago that was.
    pair_ago: usize,
    /// The two that the sentence has told of so far, where it told of two only.
    pub here: Option<(EntityId, EntityId)>,
    /// The sides of what the sentence told last.
    pub last: Option<(EntityId, EntityId)>,
    /// How many statements there were before the last sentence.
    pub known: usize,
    /// Who invaded whom by what the text told last, and how many sentences ago.
    pub invasion: Option<(EntityId, EntityId, usize)>,
    /// Of whom the sentence has told something so far.
    pub told_here: Vec<EntityId>,
    /// Of whom the sentence before told something.
    pub told_of: Vec<EntityId>,
    /// The last subject.
    pub subject: Vec<EntityId>,
    /// The last full date.
    pub date: Option<Edtf>,
    /// The year that the sentence has named so far.
    year_here: Option<i32>,
    /// The date of the sentence before or the one before that, in the same block.
    pub told: Option<Edtf>,
    /// Whether that only says which one is meant: `2024年的演习`.
    pub told_names: bool,
    /// How many sentences ago.
    since_told: usize,
    /// Lists of three and more, each with the number of its sentence, the last one last.
    lists: Vec<(usize, Vec<EntityId>)>,
    /// How many sentences were passed.
    sentences: usize,
    /// The date of the treaty that the page is about.
    pub own_date: Option<Edtf>,
    /// Who holds the exercise that the page is about, or signed its treaty.
    pub hosts: Vec<EntityId>,
    /// Who alone holds the exercise that the page is about, where it says so; the others take part.
    pub holders: Vec<EntityId>,
    /// How many sentences ago `event` was named.
    pub event_ago: usize,
    /// The last named exercise, treaty, conflict.
    pub event: Option<(TokenKind, EntityId, Option<Edtf>)>,
    /// The sides that its name or its box gives.
    pub event_parties: Vec<EntityId>,
    /// A treaty that the text tells of, and who signed it.
    pub signers: Option<(EntityId, Vec<EntityId>)>,
    /// Who took part in the exercise told of last, and how it was told.
    pub exercise: Option<(Vec<Via>, Option<Edtf>, Vec<EntityId>)>,
    /// The last person named who acts for somebody: for whom, and the name.
    pub person: Option<(EntityId, String)>,
    /// How many sentences ago that was.
    pub person_ago: usize,
    /// Whose the town is that was named last.
    pub town: Vec<EntityId>,
    /// How many sentences ago that was.
    pub town_ago: usize,
}

/// Each once, in their order.
pub(super) fn distinct(ids: impl IntoIterator<Item = EntityId>) -> Vec<EntityId> {
    few(ids, usize::MAX)
}

/// Each once, in their order, the first `most` of them.
pub(super) fn few(ids: impl IntoIterator<Item = EntityId>, most: usize) -> Vec<EntityId> {
    let mut found = Vec::new();
    for id in ids {
        if found.len() == most {
            break;
        }
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// What is said of a state that is no more.
pub(super) static OVER: LazyLock<Words> = LazyLock::new(|| Words::of(&["解体", "灭亡", "覆灭", "覆亡", "崩溃", "瓦解"]));

/// What a word for two says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Two {
    /// `雙方`.
    Any,
    /// `兩國`.
    States,
    /// `兩黨`.
    Parties,
}

/// As many named actors as are kept to look back at.
const MEMORY: usize = 256;
/// And as many lists.
const LISTS: usize = 8;

impl Flow {
    /// A new section, which may be a year. Else a date that lacks its year still takes that of the section before; its month says nothing here:
    /// a new section may go back in the year.
    pub fn section(&mut self, year: Option<&Edtf>) {
        match (year, &self.date) {
            (Some(year), _) => self.date = Some(year.clone()),
            (None, Some(date)) => self.date = date.in_year().or(self.date.take()),
            (None, None) => {}
        }
        self.event = None;
        self.subject.clear();
        // `兩國` of a new section are those that the page is about.
        self.pair_ago = usize::MAX / 2;
    }

    /// A new block: what was told before has its own time.
    pub fn block(&mut self) {
        self.told = None;
        self.pair_ago = self.pair_ago.saturating_add(1);
    }

    /// Notes the date of a sentence that was passed, or that it had none.
    pub fn tell(&mut self, date: Option<Edtf>) {
        const FAR: usize = 5;
        if date.is_some() {
            self.told = date;
            self.since_told = 0;
        } else {
            self.since_told += 1;
            if self.since_told >= FAR {
                self.told = None;
            }
        }
    }

    /// A new sentence.
    pub fn sentence(&mut self) {
        if self.actors.len() > 2 * MEMORY {
            let cut = self.actors.len() - MEMORY;
            self.actors.drain(..cut);
            self.this_sentence = self.this_sentence.saturating_sub(cut);
        }
        self.sentences += 1;
        self.pair_ago += 1;
        self.here = None;
        self.told_here.clear();
        self.last = None;
        self.year_here = None;
        self.event_ago += 1;
        self.person_ago += 1;
        self.town_ago += 1;
        self.invasion = self.invasion.map(|(who, whom, ago)| (who, whom, ago + 1));
        self.last_sentence = self.this_sentence;
        self.this_sentence = self.actors.len();
    }

    /// Notes a token that was passed.
    pub fn pass(&mut self, token: &Token) {
        if token.kind == TokenKind::Place && !token.parties.is_empty() {
            self.town.clone_from(&token.parties);
            self.town_ago = 0;
        }
        match token.kind {
            TokenKind::Date => {
                let named = token.time.as_ref().and_then(|time| time.value.date()?.year());
                self.year_here = named.or(self.year_here);
            }
            TokenKind::Actor | TokenKind::Organization | TokenKind::Group | TokenKind::Place => {
                self.actors.extend(token.entities.iter().copied());
                if token.entities.len() > 2 {
                    self.lists.push((self.sentences, token.entities.clone()));
                    if self.lists.len() > LISTS {
                        self.lists.remove(0);
                    }
                }
                if let [a, b] = token.entities[..]
                    && a != b
                {
                    self.pair = Some((a, b));
                    self.pair_ago = 0;
                }
            }
            TokenKind::Treaty | TokenKind::Exercise | TokenKind::Conflict => {
                self.actors.extend(token.parties.iter().copied());
                if let Some(id) = token.entities.first() {
                    self.event = Some((token.kind, *id, token.time.as_ref().and_then(|t| t.value.edtf())));
                    self.event_ago = 0;
                    self.event_parties.clone_from(&token.parties);
                }
            }
            _ => {}
        }
    }

    /// Notes who opens a sentence: `他` goes back to a person who does.
    pub fn opens(&mut self, token: &Token) {
        if let (Some(name), Some(id)) = (&token.person, token.entities.first()) {
            self.person = Some((*id, name.clone()));
            self.person_ago = 0;
        }
    }

    /// With whom one takes part in the exercise that the page is about: with who holds it, else with those whom it began with.
    #[must_use]
    pub fn holders(&self) -> &[EntityId] {
        if self.holders.is_empty() { &self.hosts } else { &self.holders }
    }

    /// Notes who signed what and who exercised with whom, for `此條約` and `這次演習` behind.
    ///
    /// `event` tells what kind of event the statements of a rule go through.
    pub(super) fn signed(&mut self, statements: &[Statement], event: impl Fn(&Statement) -> Option<On>) {
        for statement in statements.iter().filter(|s| event(s) == Some(On::Exercise)) {
            let same = |(via, date, _): &(Vec<Via>, Option<Edtf>, _)| *via == statement.via && *date == statement.date;
            let known = self.exercise.take().filter(same).map_or_else(Vec::new, |(.., known)| known);
            let known = distinct(known.into_iter().chain([statement.subject, statement.object]));
            self.exercise = Some((statement.via.clone(), statement.date.clone(), known));
        }
        for statement in statements.iter().filter(|s| event(s) == Some(On::Treaty)) {
            let Some(Via::Entity(treaty)) = statement.via.first() else { continue };
            let known = self.signers.take().filter(|(last, _)| last == treaty).map_or_else(Vec::new, |(_, known)| known);
            self.signers = Some((*treaty, distinct(known.into_iter().chain([statement.subject, statement.object]))));
        }
    }

    /// Notes two that a sentence told something of, as a pair.
    pub fn two(&mut self, a: EntityId, b: EntityId) {
        self.pair = Some((a, b));
        self.pair_ago = 0;
    }

    /// Who `三國` are on a page about two where one of them has signed a treaty with a third: the two and the third.
    #[must_use]
    pub fn three(&self, count: usize, topic: &Topic, mentions: &Mentions<'_>) -> Option<Vec<EntityId>> {
        let (a, b) = topic.pair.filter(|_| count == 3)?;
        let own = |id: EntityId| mentions.same_actor_or_era(id, a) || mentions.same_actor_or_era(id, b);
        let [x, y] = self.signers.as_ref()?.1[..] else { return None };
        let third = match (own(x), own(y)) {
            (true, false) => y,
            (false, true) => x,
            _ => return None,
        };
        Some(vec![self.era(a, mentions), self.era(b, mentions), third])
    }

    /// The lists that the text has named, the last first; only those of the last `ago` sentences.
    pub fn lists(&self, ago: usize) -> impl Iterator<Item = &[EntityId]> {
        self.lists.iter().rev().take_while(move |(number, _)| self.sentences - number <= ago).map(|(_, list)| list.as_slice())
    }

    /// The actors of the sentence before and of this one, last first.
    pub fn recent(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.actors[self.last_sentence.min(self.actors.len())..].iter().rev().copied()
    }

    /// Gives the last named event the date of its sentence, where it has none of its own.
    pub fn date_event(&mut self, marked: &Marked) {
        let last = self.date.clone();
        if let Some((_, _, date @ None)) = &mut self.event {
            *date = marked.tokens.iter().find_map(|t| t.time.as_ref()?.resolve(last.as_ref()));
        }
    }

    /// The two that the sentence, or the one before it, named as a pair or told something of that holds both ways.
    pub(super) fn two_before(&self) -> Option<(EntityId, EntityId)> {
        self.pair.filter(|_| self.pair_ago <= 1)
    }

    /// All actors that are remembered, last first.
    pub fn remembered(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.actors.iter().rev().copied()
    }

    /// Who `兩國` or `雙方` are, `before` being what the sentence names before them and `about` whom the text is about; where the sentence begins
    /// `anew`, those whom the page is about.
    #[must_use]
    pub fn pair(
        &self,
        before: &[Token],
        topic: &Topic,
        about: Option<EntityId>,
        mentions: &Mentions<'_>,
        sort: Two,
        anew: bool,
    ) -> Option<(EntityId, EntityId)> {
        if sort == Two::Parties {
            let found = distinct(self.recent().filter(|id| matches!(mentions.cast.get(*id).kind, Kind::Party | Kind::Government)));
            if let [b, a, ..] = found[..] {
                return Some((a, b));
            }
        }
        let era = |id: EntityId| self.era(id, mentions);
        let fits = |id: EntityId| sort != Two::States || !mentions.cast.get(id).kind.is_organization();
        // One of the two is of the page, the other a third.
        let mixed = |a: EntityId, b: EntityId, x: EntityId, y: EntityId| {
            let own = |id: EntityId| mentions.same_actor_or_era(id, x) || mentions.same_actor_or_era(id, y);
            own(a) != own(b)
        };
        let group = before.iter().enumerate().rev().find_map(|(at, token)| match (token.kind, &token.entities[..], &token.parties[..]) {
            (TokenKind::Group, [a, b], _) if a != b => Some((at, *a, *b)),
            // `第三次英阿战争爆发，双方…`
            (TokenKind::Conflict, _, [a, b]) if a != b && about.is_none() && topic.pair.is_none_or(|(x, y)| mixed(*a, *b, x, y)) => {
                Some((at, *a, *b))
            }
            _ => None,
        });
        if let Some((at, a, b)) = group {
            // `A与C建交，B对此不满，双方关系恶化`, on a page about A and B.
            let is = |id: EntityId, other: EntityId| mentions.same_actor_or_era(id, other);
            let named = |id| before[at..].iter().skip(1).flat_map(|t| &t.entities).any(|x| is(*x, id));
            let third = |x, y| is(a, x) != is(b, x) && !is(a, y) && !is(b, y) && named(y);
            return match topic.pair {
                Some((x, y)) if third(x, y) || third(y, x) => Some((era(x), era(y))),
                _ => Some((a, b)),
            };
        }
        // `A与B断交，C从中调停，两国恢复邦交`, on a page about others.
        if topic.pair.is_none()
            && let Some(told) = self.here.filter(|(a, b)| fits(*a) && fits(*b))
        {
            return Some(told);
        }
        // `阿根廷总统访问巴西，两国签署条约`, on a page about others.
        if topic.pair.is_none() {
            let named = distinct(before.iter().filter(|t| t.kind == TokenKind::Actor).flat_map(|t| t.entities.iter().copied()));
            if let [a, b] = named[..] {
                return Some((a, b));
            }
            // `A佔領B，C深受刺激，兩國關係惡化`: B is no side of it.
            if let (Some((invader, invaded, 0)), [a, b, c]) = (self.invasion, &named[..])
                && (*a, *b) == (invader, invaded)
            {
                return Some((*a, *c));
            }
            // `A总统访问柏林，两国…`: a city stands for its state.
            if let [a] = named[..] {
                let seats = before.iter().filter(|t| t.kind == TokenKind::Place).flat_map(|t| t.parties.iter().copied());
                if let [b] = distinct(seats.filter(|id| !mentions.same_actor_or_era(*id, a)))[..] {
                    return Some((a, b));
                }
            }
        }
        // `法国与希腊签署协定。两国…`: a pair that the sentence before named as one, other than the page's.
        let hosts = if let [x, y] = self.hosts[..] { Some((x, y)) } else { None };
        let page = topic.pair.or(hosts);
        if self.hosts.len() > 2 && topic.pair.is_none() {
            // Of a treaty with many parties `雙方` says too little, unless the text has just named two.
            let named = || match distinct(self.recent().filter(|id| mentions.cast.get(*id).kind.is_polity()))[..] {
                [b, a] => Some((a, b)),
                _ => None,
            };
            return self.two_before().or_else(named);
        }
        let near = |id: EntityId| self.recent().any(|other| mentions.same_actor_or_era(other, id));
        if let Some((a, b)) = self.two_before().filter(|_| !(anew && topic.pair.is_some()))
            && let Some((x, y)) = page
            && !(near(x) && near(y))
            && ((mentions.same_actor_or_era(a, x) || mentions.same_actor_or_era(a, y))
                != (mentions.same_actor_or_era(b, x) || mentions.same_actor_or_era(b, y))
                // On the page of an event two others are a pair of their own.
                || topic.pair.is_none() && !near(x) && !near(y))
        {
            return Some((a, b));
        }
        // `A支持C。两国断交`, on a page about A and B: the text named A and C and nobody else, and told something of them.
        if let Some((x, y)) = topic.pair.filter(|_| !anew)
            && let [b, a] = distinct(self.recent().filter(|id| mentions.cast.get(*id).kind.is_polity()))[..]
            && mixed(a, b, x, y)
            && (self.told_of.contains(&a) && self.told_of.contains(&b) || self.last.is_some_and(|told| told == (a, b) || told == (b, a)))
        {
            return Some((a, b));
        }
        if let Some((a, b)) = page {
            return Some((era(a), era(b)));
        }
        if let (Some(one), Some(other)) = (about, topic.pro.or(topic.anti))
            && one != other
        {
            return Some((era(one), era(other)));
        }
        // `B参加韩战；两国签订协定`, on a page about what is friendly to A.
        if let Some(a) = topic.pro.or(topic.anti)
            && let [b] = distinct(before.iter().filter(|t| t.kind == TokenKind::Actor).flat_map(|t| t.entities.iter().copied()))[..]
            && !mentions.same_actor_or_era(a, b)
        {
            return Some((b, era(a)));
        }
        // `A和B在某城会谈；两国…`: the city is none of the two.
        let is_place = |id: &EntityId| mentions.cast.get(*id).kind == Kind::Place;
        if let [b, a, ..] = distinct(self.recent().filter(|id| !is_place(id) && fits(*id)))[..] {
            return Some((a, b));
        }
        self.pair.filter(|_| !self.recent().any(|id| is_place(&id)))
    }

    /// The state of the same lineage that was named last: 蘇聯 for 俄羅斯 where the text is about the Soviet Union; one that still was in the year
    /// that the text is about.
    #[must_use]
    pub fn era(&self, id: EntityId, mentions: &Mentions<'_>) -> EntityId {
        let year = self.year_here.or_else(|| self.date.as_ref().and_then(Edtf::year));
        let was = |other: EntityId| year.is_none_or(|year| mentions.existed(other, year));
        self.remembered().find(|other| *other == id || mentions.same_lineage(id, *other) && was(*other)).unwrap_or(id)
    }
}

impl Topic {
    /// Reads the title and the headings; `apparatus` holds the headings of sections that state nothing.
    #[must_use]
    pub fn new(document: &Document, mentions: &mut Mentions<'_>, apparatus: &[String]) -> Self {
        let title = mentions.title(document);
        mentions.learn_own_names(document);
        let mut topic =
            Self { pro: title.pro, anti: title.anti, pair: title.pair, own: title.own, polity: title.polity, ..Self::default() };
        for section in &document.sections {
            let (about, year) = if section.level == 0 { (None, None) } else { mentions.heading(&section.heading) };
            let above = section.parent.and_then(|p| topic.about(p));
            let above_year = section.parent.and_then(|p| topic.year.get(p).cloned().flatten());
            topic.about.push(about.or(above));
            topic.year.push(year.or(above_year));
            let visit = topic.pair.and_then(|pair| mentions.visit(&section.heading.visible, pair));
            topic.visits.push(visit);
            let above = section.parent.and_then(|p| topic.apparatus.get(p).copied()).unwrap_or(false);
            let heading = fold(section.heading.visible.trim());
            topic.apparatus.push(above || apparatus.contains(&heading));
        }
        topic
    }

    /// The polity that a section is about.
    #[must_use]
    pub fn about(&self, section: usize) -> Option<EntityId> {
        self.about.get(section).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Partial, TimeValue};

    #[test]
    fn a_section_may_go_back_in_the_year() {
        let may = TimeValue::Partial(Partial { month: Some(5), ..Partial::default() });
        let mut flow = Flow { date: Edtf::new("1895-11-08"), ..Flow::default() };
        assert_eq!(may.resolve(flow.date.as_ref()), Edtf::new("1896-05"));
        flow.section(None);
        assert_eq!(may.resolve(flow.date.as_ref()), Edtf::new("1895-05"));
        flow.section(Edtf::new("1902").as_ref());
        assert_eq!(may.resolve(flow.date.as_ref()), Edtf::new("1902-05"));
        flow.date = Edtf::new("1937/1941");
        flow.section(None);
        assert_eq!(flow.date, Edtf::new("1937/1941"));
    }
}
