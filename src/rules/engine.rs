//! The rule engine: marked sentences in, statements out.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, LazyLock},
};

use super::{
    Statement, Status, Via,
    clause::{clauses, is_ungoverned, opener},
    context::{Flow, OVER, Topic, distinct, few},
    dating, echo,
    framing::Framing,
    index::{Hit, Index},
    infobox::Boxes,
    lexicon::Lexicon,
    pointing::resolve,
    reading::{Match, begins_with_side},
    record::Reading,
    roles::Roles,
    rule::{Listed, On, Rule, RuleSet, StatedBy},
    sets::Sets,
};
use crate::{
    document::{Document, Text},
    expression::Expression,
    hash::{HashMap, HashSet},
    mention::{EntityId, Kind, Marked, Mentions, Token, TokenKind, is_token},
    time::Edtf,
    words::Words,
};

/// `由A主办的演习`: who holds the exercise that a page is about.
static HELD_BY: LazyLock<Expression> = LazyLock::new(|| {
    let actors = TokenKind::actors();
    Expression::new(&format!(
        "(?:由|是|为|系)(?P<a>[{actors}])[^，。；{actors}]{{0,8}}(?:主办|举办|主导|牵头|发起|主持)(?:的|、[^，。；]{{1,16}}的)"
    ))
});

/// The rules, with the index that decides which of them look at a sentence at all.
pub struct Engine {
    rules: Vec<Rule>,
    index: Index,
    symmetric: BTreeMap<Arc<str>, bool>,
    sets: Sets,
    /// The number of each rule.
    by_id: HashMap<Arc<str>, usize>,
    /// The words of all sets.
    words: HashSet<String>,
    /// What says that others do the same.
    follow_suit: Words,
    boxes: Boxes,
    /// What lists, tables and boxes state.
    listed: BTreeMap<Listed, StatedBy>,
    lexicon: Lexicon,
}

/// As many statements of a sentence are looked back at.
const TOLD: usize = 32;
/// As many states as words count: `八国`.
const COUNTED: usize = 8;

/// Where a sentence stands.
pub struct Place<'d> {
    /// The page.
    pub document: &'d Document,
    /// The block's text.
    pub text: &'d Text,
    /// The block's section.
    pub section: usize,
    /// The polity that the text is about: that of the section, or whose name an item begins with: `**也門**：1926年…`.
    pub about: Option<EntityId>,
    /// What title and headings say.
    pub topic: &'d Topic,
    /// Whether it is an item of a list.
    pub item: bool,
}

impl Engine {
    /// Makes an engine of compiled rules. `symmetric` tells which relations are.
    #[must_use]
    pub fn new(rules: RuleSet, symmetric: &dyn Fn(&str) -> bool) -> Self {
        let index = Index::new(&rules);
        let symmetric = rules.rules.iter().map(|r| (r.relation.clone(), symmetric(&r.relation))).collect();
        let follow_suit = rules.sets.words(echo::SET).iter().cloned().collect();
        let words = rules.sets.iter().flat_map(|set| set.iter()).cloned().collect();
        let by_id = rules.rules.iter().map(|rule| rule.id.clone()).zip(0..).collect();
        let RuleSet { rules, sets, listed, lexicon } = rules;
        Self { rules, index, symmetric, sets, by_id, words, follow_suit, boxes: Boxes::default(), listed, lexicon }
    }

    /// The same with rules for boxes of facts.
    #[must_use]
    pub fn with_boxes(self, boxes: Boxes) -> Self {
        Self { boxes, ..self }
    }

    /// How boxes of facts are read.
    #[must_use]
    pub fn boxes(&self) -> &Boxes {
        &self.boxes
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Which of them look at a sentence at all.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// The rule with an id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(*self.by_id.get(id)?)
    }

    /// The words of all sets, folded.
    pub(super) fn words(&self) -> &HashSet<String> {
        &self.words
    }

    /// The words of a synonym set; none where there is no such set.
    #[must_use]
    pub fn set(&self, name: &str) -> &[String] {
        self.sets.words(name)
    }

    /// What says that others do the same.
    pub(super) const fn follow_suit(&self) -> &Words {
        &self.follow_suit
    }

    /// The words that are looked for whatever the rule.
    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// How a fact of a list, a table or a box is stated, where a file of rules says so.
    pub(super) fn listed(&self, fact: Listed) -> Option<&StatedBy> {
        self.listed.get(&fact)
    }

    /// Whether a relation holds both ways.
    #[must_use]
    pub fn is_symmetric(&self, relation: &str) -> bool {
        self.symmetric.get(relation).copied().unwrap_or(false)
    }

    /// `A與C簽訂《A和C關於B的條約》`: whom only the treaty's name holds did not sign it, where the sentence says who did.
    fn drop_named_only(&self, statements: &mut Vec<Statement>, since: usize) {
        let by_name = |s: &Statement| self.rule(&s.rule).is_some_and(|rule| rule.parties && rule.event == Some(On::Treaty));
        if !statements[since..].iter().any(by_name) {
            return;
        }
        let told: Vec<(EntityId, EntityId, Via)> = statements[since..]
            .iter()
            .filter(|s| !by_name(s) && self.rule(&s.rule).is_some_and(|rule| rule.event == Some(On::Treaty)))
            .filter_map(|s| Some((s.subject, s.object, s.via.first()?.clone())))
            .collect();
        let mut at = 0;
        statements.retain(|s| {
            at += 1;
            let other = |(a, b, via): &(EntityId, EntityId, Via)| {
                let sides = [a, b].into_iter().filter(|id| **id == s.subject || **id == s.object).count();
                s.via.first() == Some(via) && sides == 1
            };
            at <= since || !by_name(s) || !told.iter().any(other)
        });
    }

    /// `A派兵到B協助平亂`: what a rule only seemed to read gives way to what the sentence says of the same two.
    fn drop_yielding(&self, statements: &mut Vec<Statement>, since: usize) {
        let yields_to = |s: &Statement| self.rule(&s.rule).map_or(&[][..], |rule| &rule.yields_to);
        let told = &statements[since..];
        if told.iter().all(|s| yields_to(s).is_empty()) {
            return;
        }
        let better = |s: &Statement| {
            let other = |t: &Statement| yields_to(s).contains(&t.relation) && (t.subject, t.object) == (s.subject, s.object);
            told.iter().any(|t| t.status == Status::Affirmed && other(t))
        };
        let gone: Vec<bool> = told.iter().map(better).collect();
        let mut gone = std::iter::repeat_n(false, since).chain(gone);
        statements.retain(|_| !gone.next().unwrap_or_default());
    }

    /// Reads one sentence: what it states is added to `statements`, whom and when it names to `flow`.
    pub fn read(&self, place: &Place<'_>, marked: &Marked, mentions: &Mentions<'_>, flow: &mut Flow, statements: &mut Vec<Statement>) {
        flow.sentence();
        // `此次軍演` goes on about the event named last, whatever it is compared with.
        let topic_event =
            if ["此次", "该", "这次", "本次", "此"].iter().any(|w| marked.code.starts_with(w)) { flow.event.clone() } else { None };
        let since = statements.len();
        let parts = clauses(marked);
        // On a page about two, `双边贸易额为15亿美元` names nobody and is about both.
        let about = place.topic.pair.is_some() || place.about.is_some() || place.topic.own.is_some();
        let kind = place.topic.own.map(|id| mentions.cast.get(id).kind);
        let is_on = |on: Option<On>| is_on(on, kind, place.topic);
        let (hits, words) = self.index.hits(&self.rules, &is_on, marked, &parts, about);
        let places: Vec<usize> = if hits.is_empty() { Vec::new() } else { marked.placed().map(|(at, _)| at).collect() };
        let dates = dating::Dates::default();
        // `蘇聯解體以來`: the text goes on about who came after it.
        let ends = OVER.within(&marked.code);
        let over = |at: usize| OVER.begins(marked.code[at..].trim_start_matches(is_token)).is_some();
        let pass = |n: usize, flow: &mut Flow| {
            if !(ends && marked.placed().nth(n).is_some_and(|(at, _)| over(at))) {
                flow.pass(&marked.tokens[n]);
            }
        };
        let mut passed = 0;
        let mut roles: Option<Roles> = None;
        let mut noted = since;
        let event = |s: &Statement| self.rule(&s.rule).and_then(|rule| rule.event);
        // Of whom the sentence has told what holds both ways, as many as it takes to know that they are not two.
        let mut here = Vec::new();
        for hit in hits {
            if statements.len() > noted {
                flow.signed(&statements[noted..], event);
                let mutual = statements[noted..].iter().filter(|s| self.is_symmetric(&s.relation));
                here = few(here.into_iter().chain(mutual.flat_map(|s| [s.subject, s.object])), 3);
                flow.here = if let [a, b] = here[..] { Some((a, b)) } else { None };
                flow.told_here = few(statements[since..].iter().flat_map(|s| [s.subject, s.object]), COUNTED + 1);
                // `在C調解下，兩國…`: who mediates has to do with both.
                let told = few(statements[noted..].iter().flat_map(|s| [s.subject, s.object]), 3);
                flow.last = statements.last().filter(|_| told.len() == 2).map(|s| (s.subject, s.object));
                noted = statements.len();
            }
            while passed < places.len() && places[passed] < hit.order().0 {
                pass(passed, flow);
                passed += 1;
            }
            let reading = |number: usize| Reading {
                engine: self,
                rule: &self.rules[number],
                number,
                words: &words,
                place,
                marked,
                mentions,
                parts: &parts,
                dates: &dates,
                since,
            };
            match hit {
                Hit::Pattern { rule, pattern, captures } => {
                    let pattern = &self.rules[rule].patterns[pattern];
                    if !begins_with_side(&captures) || is_ungoverned(marked, &parts, captures.range.start) {
                        Match { reading: reading(rule), captures, subject_role: pattern.subject_role.as_deref() }.state(flow, statements);
                    }
                }
                Hit::Frame { trigger, light, rule: number } => {
                    let rule = &self.rules[number];
                    let Some(frame) = &rule.frame else { continue };
                    let roles = &*roles.get_or_insert_with(|| Roles::new(marked, &parts, mentions, &self.lexicon));
                    let by_the_word = |s: &&Statement| {
                        let other = self.rule(&s.rule).and_then(|r| r.frame.as_ref());
                        s.relation == rule.relation || other.is_some_and(|other| other.trigger == frame.trigger)
                    };
                    let same = statements[since..].iter().rev().find(by_the_word).map(|s| (s.subject, s.object));
                    let last = statements.len().saturating_sub(TOLD).max(since);
                    let told = statements[last..].iter().map(|s| (s.subject, s.object)).collect();
                    let contrary = rule.contrary_to.as_ref().and_then(|to| statements[last..].iter().rfind(|s| s.relation == *to)).cloned();
                    Framing { reading: reading(number), frame, roles, light, trigger, same, told, contrary }.state(flow, statements);
                }
            }
        }
        self.drop_named_only(statements, since);
        self.drop_yielding(statements, since);
        flow.signed(&statements[noted.min(statements.len())..], event);
        echo::read(self, place, marked, &parts, flow.known, flow.date.as_ref(), statements);
        flow.known = since;
        (passed..marked.tokens.len()).for_each(|n| pass(n, flow));
        let told = Told { engine: self, place, marked, mentions, statements: &statements[since..] };
        told.own_event(flow);
        told.event(topic_event, flow);
        told.sides(flow);
        told.subject(&parts, flow);
    }
}

/// A sentence that was read, with what it states, for the sentences behind it.
struct Told<'m, 'd> {
    engine: &'m Engine,
    place: &'m Place<'d>,
    marked: &'m Marked,
    mentions: &'m Mentions<'d>,
    statements: &'m [Statement],
}

impl Told<'_, '_> {
    /// Who signed the page's own treaty or holds its exercise, and when.
    fn own_event(&self, flow: &mut Flow) {
        let Some(own) = self.place.topic.own else { return };
        if flow.hosts.is_empty() {
            let event = |s: &Statement| self.engine.rule(&s.rule).and_then(|rule| rule.event);
            let goes_through = |s: &&Statement| s.via.contains(&Via::Entity(own)) && event(s).is_some();
            flow.own_date = self.statements.iter().find(goes_through).and_then(|s| s.date.clone());
            flow.hosts = distinct(self.statements.iter().filter(goes_through).flat_map(|s| [s.subject, s.object]));
        }
        if flow.holders.is_empty() && self.place.section == 0 && self.mentions.cast.get(own).kind == Kind::Exercise {
            let held = HELD_BY.on(self.marked.seen()).and_then(|r| r.captures(&self.marked.code)).and_then(|c| c.name("a"));
            let token = held.and_then(|a| self.marked.placed().find(|(at, _)| *at == a.start()));
            flow.holders = token.map_or_else(Vec::new, |(_, token)| self.resolve(token, flow));
        }
    }

    /// The event that the text goes on about, `pointed` where the sentence points back to one, and the date of a new one.
    fn event(&self, pointed: Option<(TokenKind, EntityId, Option<Edtf>)>, flow: &mut Flow) {
        let new = flow.event.as_ref().is_some_and(|(_, id, _)| self.marked.tokens.iter().any(|t| t.entities.contains(id)));
        flow.event = pointed.or_else(|| flow.event.take());
        dating::pass(self.marked, flow);
        if new {
            flow.date_event(self.marked);
        }
    }

    /// Of whom the sentence told something: two are `兩國` of the next, who invaded is whom others condemn.
    fn sides(&self, flow: &mut Flow) {
        let rule = |s: &Statement| self.engine.rule(&s.rule);
        // Those whom only the name of a war holds are no two.
        let mutual = |s: &&Statement| self.engine.is_symmetric(&s.relation) && !rule(s).is_some_and(|rule| rule.parties);
        if let [a, b] = distinct(self.statements.iter().filter(mutual).flat_map(|s| [s.subject, s.object]))[..] {
            flow.two(a, b);
        }
        let deed = |s: &&Statement| s.status == Status::Affirmed && rule(s).is_some_and(|rule| rule.deed);
        if let Some(deed) = self.statements.iter().rfind(deed) {
            flow.invasion = Some((deed.subject, deed.object, 0));
        }
        flow.told_of = few(self.statements.iter().flat_map(|s| [s.subject, s.object]), COUNTED + 1);
    }

    /// Who opens the first clause that names anybody is who the text goes on about.
    fn subject(&self, parts: &[Range<usize>], flow: &mut Flow) {
        let acting = self.marked.placed().find(|(_, t)| t.kind.acts()).map(|(at, _)| at);
        let opening = acting.and_then(|at| parts.iter().find(|part| part.contains(&at)));
        let Some(first) = opening.and_then(|part| opener(self.marked, &self.engine.lexicon, part)).filter(|first| !self.is_slogan(*first))
        else {
            return;
        };
        let token = &self.marked.tokens[first];
        flow.opens(token);
        flow.subject = self.resolve(token, flow);
    }

    /// `「印度优先」政策`: a slogan names nobody.
    fn is_slogan(&self, token: usize) -> bool {
        let Some((at, token)) = self.marked.placed().nth(token) else { return false };
        let behind = self.marked.code.get(at + token.kind.code().len_utf8()..).unwrap_or_default();
        self.marked.code[..at].ends_with(['「', '“', '『']) && behind.chars().take(5).any(|c| matches!(c, '」' | '”' | '』'))
    }

    fn resolve(&self, token: &Token, flow: &Flow) -> Vec<EntityId> {
        resolve(self.marked, token, self.place, self.mentions, flow, &[])
    }
}

/// Whether a page is about what a rule asks for; `kind` is that of its own thing.
fn is_on(on: Option<On>, kind: Option<Kind>, topic: &Topic) -> bool {
    match on {
        None => true,
        Some(On::Treaty) => kind == Some(Kind::Treaty),
        Some(On::Exercise) => kind == Some(Kind::Exercise),
        Some(On::Conflict) => kind == Some(Kind::Conflict),
        Some(On::Organization) => kind.is_some_and(Kind::is_organization),
        Some(On::Pair) => topic.pair.is_some(),
    }
}
