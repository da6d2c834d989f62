//! From sides to statements: what every reading of a sentence ends with, whatever found it.

use std::{ops::Range, sync::LazyLock};

use super::{
    Evidence, Statement, Status, Via,
    clause::clause_of,
    context::{Flow, distinct},
    dating,
    engine::{Engine, Place},
    frame::ViaFrom,
    index::Words,
    rows,
    rule::{On, Rule, Side},
    status,
};
use crate::{
    fold,
    mention::{EntityId, Kind, Marked, Mentions, TokenKind, canonical_words},
    time::Edtf,
};

/// What exercises are called that have no name, folded.
const EXERCISES: &[&str] = &["联合军事演习", "联合演习", "军事演习", "联合军演", "联合演练", "演习", "军演", "演练"];

/// Whether words only say that it was an exercise, and name none.
fn is_kind_of_exercise(via: &Via) -> bool {
    let Via::Words(words) = via else { return false };
    let words = fold::fold(words);
    EXERCISES.iter().any(|noun| words.ends_with(noun))
}

/// What ends a reason that `以` opened, as it stands in a code string.
static REASON: LazyLock<Vec<String>> = LazyLock::new(|| canonical_words(&["为由", "为理由"]));

/// A rule that reads a sentence.
#[derive(Clone, Copy)]
pub(super) struct Reading<'m, 'd> {
    pub engine: &'m Engine,
    pub rule: &'m Rule,
    /// The number of the rule.
    pub number: usize,
    /// The words of all sets in the sentence.
    pub words: &'m Words<'m>,
    pub place: &'m Place<'d>,
    pub marked: &'m Marked,
    pub mentions: &'m Mentions<'d>,
    pub parts: &'m [Range<usize>],
    /// The dates that it names.
    pub dates: &'m dating::Dates,
    /// Where the statements of this sentence begin.
    pub since: usize,
}

/// What was read: everything of a statement but what the sentence says by itself.
pub(super) struct Found {
    /// Who to whom.
    pub pairs: Vec<(EntityId, EntityId)>,
    /// The words that say so, in bytes of the code string.
    pub range: Range<usize>,
    /// The words of a frame that state it.
    pub trigger: Option<Range<usize>>,
    /// Where the subject stands, if the sentence names it.
    pub subject_at: Option<usize>,
    /// What the relation goes through.
    pub via: Vec<Via>,
    /// The date of the event named last, for what goes on about it.
    pub otherwise: Option<Edtf>,
    /// The words between an object and a trigger behind it, which say what about the object: `对B[拒不撤军]表示抗议`.
    pub matter: Option<Range<usize>>,
}

impl Reading<'_, '_> {
    /// Where the clause begins that holds a byte of the code string.
    pub fn clause_start(&self, at: usize) -> usize {
        self.parts.get(clause_of(self.parts, at)).map_or(0, |c| c.start).min(at)
    }

    /// Where the clause ends that holds the byte before `end`.
    pub fn clause_end(&self, end: usize) -> usize {
        self.parts.get(clause_of(self.parts, end.saturating_sub(1))).map_or(end, |c| c.end.max(end))
    }

    /// The polity that the section or the item is about.
    pub fn section_subject(&self) -> Vec<EntityId> {
        self.place.about.into_iter().collect()
    }

    /// Whether the sentence says that each partner had its own: `先後與法國、韓國`.
    pub fn one_by_one(&self, range: &Range<usize>) -> bool {
        let words = &self.marked.code[self.clause_start(range.start)..range.end];
        ["先后", "分别", "陆续", "相继", "依次", "分头"].iter().any(|w| words.contains(w))
    }

    /// `芬蘭與蘇聯、英國簽訂…`: the first had to do with each of the others. Those who exercise with one do with each other, too.
    pub fn is_one_with_others(&self, first: usize, all: usize) -> bool {
        first == 1 && all == 3 && self.rule.event != Some(On::Exercise)
    }

    /// The treaty, exercise or conflict that the page is about.
    pub fn own_event(&self) -> Option<EntityId> {
        self.place.topic.own.filter(|id| self.mentions.cast.get(*id).kind.is_event())
    }

    /// With whom one takes part in the page's exercise by the words at a range: those who hold it, but for those who did not exist then.
    pub fn holders(&self, range: &Range<usize>, flow: &Flow) -> Vec<EntityId> {
        let date = self.date(range, None, flow).or_else(|| flow.date.clone());
        let existed = |id: &EntityId| date.as_ref().and_then(Edtf::year).is_none_or(|year| self.mentions.existed(*id, year));
        // A force is whose it is.
        let holds = |id: &EntityId| self.mentions.cast.get(*id).kind != Kind::ArmedForce;
        flow.holders().iter().copied().filter(|id| holds(id) && existed(id)).collect()
    }

    /// Whether the page is about what a list of the rule would only repeat, or what the words of its frame are practice for.
    pub fn is_off(&self) -> bool {
        let kind = || self.place.topic.own.map(|id| self.mentions.cast.get(id).kind);
        match self.rule.off {
            Some(On::Organization) => kind().is_some_and(Kind::is_organization),
            Some(On::Exercise) => kind() == Some(Kind::Exercise),
            _ => false,
        }
    }

    /// Whether a word of the rule's `without` stands in the clauses of a match.
    pub fn ruled_out(&self, range: &Range<usize>) -> bool {
        let clauses = self.clause_start(range.start)..self.clause_end(range.end);
        self.engine.index().rules_out(self.number, self.words, &clauses)
    }

    /// A pair that holds both ways, from the side that the section or the page is about, else as it was written before.
    fn turned(&self, (a, b): (EntityId, EntityId), statements: &[Statement]) -> (EntityId, EntityId) {
        let about = |id: EntityId, of: EntityId| id == of || self.mentions.same_lineage(id, of);
        let first = self.section_subject().first().copied().or(self.place.topic.pair.map(|(first, _)| first));
        let written = || statements.iter().any(|s| s.relation == self.rule.relation && s.subject == b && s.object == a);
        let turn = first.map_or_else(written, |first| about(first, b) && !about(first, a));
        if turn { (b, a) } else { (a, b) }
    }

    /// Whether two can stand in the relation: they are two, and of the right sorts.
    pub fn may_stand(&self, (a, b): (EntityId, EntityId)) -> bool {
        a != b
            && self.fits(a, self.rule.subject)
            && self.fits(b, self.rule.object)
            && !self.mentions.same_actor(a, b)
            && !self.is_itself(a, b)
            && (self.rule.heirs || !self.mentions.is_heir(a, b))
            && (!self.rule.alike || self.are_alike(a, b))
    }

    /// Whether somebody acts for a state in a match, and a person is among those who act there.
    fn is_at_home(&self, state: EntityId, range: &Range<usize>) -> bool {
        let acting = || self.marked.placed().filter(|(at, token)| range.contains(at) && token.kind.acts()).map(|(_, token)| token);
        acting().any(|token| token.person.is_some())
            && acting().flat_map(|token| &token.entities).any(|id| self.mentions.same_actor(*id, state))
    }

    /// Adds the statements that a match makes.
    pub fn record(&self, found: Found, flow: &Flow, statements: &mut Vec<Statement>) {
        let Found { mut pairs, range, trigger, subject_at, mut via, otherwise, matter } = found;
        pairs.retain(|pair| self.may_stand(*pair) && (!self.rule.at_home || self.is_at_home(pair.1, &range)));
        if pairs.is_empty() {
            return;
        }
        if self.rule.mutual {
            for pair in &mut pairs {
                *pair = self.turned(*pair, statements);
            }
        }
        if self.rule.both_ways {
            let turned: Vec<_> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
            pairs.extend(turned);
        }
        if self.is_reason(subject_at.unwrap_or(range.start), trigger.as_ref().map_or(range.end, |t| t.end)) {
            return;
        }
        if self.rule.event == Some(On::Exercise) && via.iter().all(is_kind_of_exercise) {
            via = self.exercise_of(&range).map_or(via, |name| vec![name]);
        }
        self.add_linked(&mut via);
        let clause_start = self.clause_start(range.start);
        let status = if self.rule.scoped {
            let position = self.rule.frame.as_ref().is_some_and(|frame| frame.via.contains(&ViaFrom::Matter));
            let words = status::Words {
                lexicon: self.engine.lexicon(),
                clause: clause_start,
                range: &range,
                trigger: trigger.as_ref(),
                matter: matter.as_ref(),
                negated: self.rule.negated,
                position,
            };
            status::status(self.marked, &self.place.text.visible, &words, subject_at, self.rule.each)
        } else {
            Status::Affirmed
        };
        // `不支持` is stated only where something is denied.
        if self.rule.negated && status == Status::Denied {
            return;
        }
        let date = self.date(&range, otherwise, flow);
        let evidence = self.evidence(&range, subject_at);
        let places = self.places(&range);
        let list = self.marked.placed().find(|(_, t)| !t.times.is_empty());
        let each_its_own = self.dates_apart(&range, pairs.len(), flow);
        let times = if self.rule.each { self.times(&range, flow) } else { Vec::new() };
        // Several persons who went are as many visits.
        let went = |person: &str| via.iter().any(|via| matches!(via, Via::Words(words) if words == person));
        let turns = if self.rule.each { self.turns(subject_at, flow) } else { Vec::new() };
        let turns = if turns.iter().any(|(person, _)| went(person)) { turns } else { Vec::new() };
        let alike = |a, b| self.mentions.same_lineage(a, b);
        for (n, (a, b)) in pairs.into_iter().enumerate() {
            let of_member = list.and_then(|list| self.date_of_member(list, a, b, flow));
            let date = of_member.as_ref().or_else(|| each_its_own.as_ref().and_then(|dates| dates.get(n))).or(date.as_ref());
            let together = || times.iter().map(Some).chain(times.is_empty().then_some(date)).map(|date| (via.clone(), date.cloned()));
            let apart = || turns.iter().map(|(person, own)| (vec![Via::Words((*person).to_owned())], own.as_ref().or(date).cloned()));
            let acts: Vec<(Vec<Via>, Option<Edtf>)> = if turns.is_empty() { together().collect() } else { apart().collect() };
            for (via, date) in acts {
                let new = Statement {
                    subject: a,
                    relation: self.rule.relation.clone(),
                    object: b,
                    date,
                    via,
                    places: places.clone(),
                    status: status.clone(),
                    rule: self.rule.id.clone(),
                    evidence: vec![evidence.clone()],
                };
                rows::add(statements, new, self.engine.is_symmetric(&self.rule.relation), self.rule.rows(), self.since, &alike);
            }
        }
    }

    /// `派出[志願航空隊](蘇聯航空志願隊)`: where the words that a relation goes through are linked, what the link leads to says which one it is.
    fn add_linked(&self, via: &mut Vec<Via>) {
        let [Via::Words(words)] = &via[..] else { return };
        let linked = self.mentions.linked(self.place.text, self.marked.range.clone(), words);
        via.extend(linked.filter(|id| !self.is_side(*id)).map(Via::Entity));
    }

    /// Whether an entity is somebody, who may be a side of a relation and is nothing that one goes through.
    fn is_side(&self, id: EntityId) -> bool {
        let kind = self.mentions.cast.get(id).kind;
        kind.is_actor() && kind != Kind::ArmedForce || matches!(kind, Kind::Person | Kind::Place)
    }

    /// `A以親近B為由與C斷交`: what is given as a reason is the view of who gives it, and who stands in it does nothing.
    ///
    /// Who acts stands at `subject`; `end` is where the words end that state something.
    fn is_reason(&self, subject: usize, end: usize) -> bool {
        let clause = self.clause_start(end.saturating_sub(1))..self.clause_end(end);
        let words = &self.marked.code[clause.clone()];
        if !words.contains('由') {
            return false;
        }
        let closes = |w: &String| words.find(w.as_str()).map(|at| clause.start + at);
        let Some(close) = REASON.iter().find_map(closes) else { return false };
        let open = self.marked.code[clause.start..close].rfind('以').map(|at| clause.start + at);
        // A pattern may end with the 為 that it only looks at.
        open.is_some_and(|open| open < end && end <= close + '为'.len_utf8() || (open..close).contains(&subject))
    }

    /// The exercise that the clause names, else the heading above.
    fn exercise_of(&self, range: &Range<usize>) -> Option<Via> {
        let clause = range.start..self.clause_end(range.end);
        let named = self.marked.placed().find(|(at, t)| clause.contains(at) && t.kind == TokenKind::Exercise);
        if let Some(id) = named.and_then(|(_, t)| t.entities.first()) {
            return Some(Via::Entity(*id));
        }
        const BARE: &[&str] =
            &["", "两国", "双边", "双方", "海上", "主要", "历次", "历年", "多边", "多国", "大型", "与", "参与", "参加", "国际"];
        let section = self.place.document.sections.get(self.place.section).filter(|section| section.level > 0)?;
        let heading = section.heading.visible.trim();
        let folded = fold::fold(heading);
        let name = EXERCISES.iter().find_map(|noun| folded.strip_suffix(noun))?;
        let named = !BARE.contains(&name) && name.chars().count() <= 16 && !name.contains(['与', '和', '、', '及']);
        named.then(|| Via::Words(heading.to_owned()))
    }

    /// Whether one is the other by a longer name: 阿尔巴尼亚 and 阿尔巴尼亚人民共和国.
    fn is_itself(&self, a: EntityId, b: EntityId) -> bool {
        let (x, y) = (&self.mentions.cast.get(a).key, &self.mentions.cast.get(b).key);
        let longer = |x: &str, y: &str| x.strip_prefix(y).is_some_and(|rest| rest.ends_with('国'));
        (longer(x, y) || longer(y, x)) && self.mentions.same_lineage(a, b)
    }

    fn fits(&self, id: EntityId, side: Option<Side>) -> bool {
        let kind = self.mentions.cast.get(id).kind;
        match side {
            None => kind.is_actor(),
            Some(Side::Polity) => kind.is_polity(),
            Some(Side::State) => kind.is_polity() || matches!(kind, Kind::Government | Kind::Party | Kind::Bloc),
            Some(Side::Land) => kind.is_polity() || kind == Kind::Place,
            Some(Side::Organization) => kind.is_organization(),
        }
    }

    /// Whether two are of one sort: no state follows an organisation.
    fn are_alike(&self, a: EntityId, b: EntityId) -> bool {
        let is_organization = |id: EntityId| self.mentions.cast.get(id).kind.is_organization();
        is_organization(a) == is_organization(b)
    }

    fn places(&self, range: &Range<usize>) -> Vec<EntityId> {
        if !self.rule.each {
            return Vec::new();
        }
        let clauses = self.clause_start(range.start)..self.clause_end(range.end);
        self.marked
            .placed()
            .filter(|(at, t)| t.kind == TokenKind::Place && clauses.contains(at) && self.marked.code[..*at].ends_with(['在', '于']))
            .flat_map(|(_, t)| t.entities.iter().copied())
            .collect()
    }

    /// The words that show it: from the clause where it begins to the clause where it ends.
    fn evidence(&self, range: &Range<usize>, subject_at: Option<usize>) -> Evidence {
        let start = subject_at.map_or(range.start, |at| at.min(range.start));
        let first = self.parts.get(clause_of(self.parts, start)).map_or(0, |c| c.start);
        let last = self.parts.get(clause_of(self.parts, range.end.saturating_sub(1))).map_or(self.marked.code.len(), |c| c.end);
        let visible = self.marked.visible(first..last.max(first));
        quote(self.place, visible)
    }
}

/// Evidence for a visible range of a text.
#[must_use]
pub fn quote(place: &Place<'_>, visible: Range<usize>) -> Evidence {
    const AROUND: usize = 30;
    let text = &place.text.visible;
    let slice = text.get(visible.clone()).unwrap_or_default();
    let start = visible.start + (slice.len() - slice.trim_start().len());
    let end = visible.end - (slice.len() - slice.trim_end().len());
    let (start, end) = (start.min(end), end);
    let before = &text[..start];
    let after = &text[end..];
    let head = before.char_indices().rev().take(AROUND).last().map_or(start, |(at, _)| at);
    let tail = after.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| end + at);
    Evidence {
        quote: text[start..end].to_owned(),
        prefix: text[head..start].to_owned(),
        suffix: text[end..tail].to_owned(),
        span: place.text.source(start..end),
        section: place.section,
        // A mark stands behind the words that it is for, also behind the full stop.
        notes: place.text.notes.iter().filter(|n| n.at > start && n.at <= end + '。'.len_utf8()).map(|n| n.label.clone()).collect(),
    }
}

/// Each of some with each of others.
pub(super) fn cross(some: &[EntityId], others: &[EntityId], pairs: &mut Vec<(EntityId, EntityId)>) {
    pairs.extend(some.iter().flat_map(|a| others.iter().map(move |b| (*a, *b))));
}

/// Every pair of several.
pub(super) fn all_pairs(of: &[EntityId], pairs: &mut Vec<(EntityId, EntityId)>) {
    let distinct = distinct(of.iter().copied());
    for (i, a) in distinct.iter().enumerate() {
        pairs.extend(distinct[i + 1..].iter().map(|b| (*a, *b)));
    }
}
