//! Who and what one page names: the cast, the links, and the names that only this page gives.

use std::ops::Range;

use super::{
    Cast, EntityId, Gazetteer, Split, entity_of_title,
    page_names::PageNames,
    resolve::{Meaning, meaning_of_link},
    split_label,
};
use crate::{
    document::{Document, Link, Tail, Target, Text},
    fold,
    hash::{HashMap, HashSet},
    span::Span,
    time,
};

/// The names of a page while it is read.
pub struct Mentions<'g> {
    /// The entities that were named so far.
    pub cast: Cast,
    pub(super) gazetteer: &'g Gazetteer,
    /// Words that state something, folded: a link over them does not hide them.
    pub(super) plain: &'g HashSet<String>,
    /// Links by where they stand: what they name and which part of the label does.
    pub(super) links: HashMap<Span, Named>,
    /// Titles that the page links and the gazetteer does not know, and what else the page calls somebody.
    pub(super) names: PageNames,
    /// Persons whom the gazetteer does not know and the page names behind a state's office: whom they speak for.
    pub(super) speakers: HashMap<EntityId, EntityId>,
    /// The sides that the names of events hold, as found once.
    pub(super) sides: HashMap<EntityId, Vec<EntityId>>,
    /// The organisation, treaty, exercise or conflict that the page is about.
    pub(super) own: Option<EntityId>,
    /// The two that the page is about.
    pub(super) pair: Option<(EntityId, EntityId)>,
    /// When the text last named each, by the number of the text.
    pub(super) last: HashMap<EntityId, u32>,
    /// The number of the text that is read.
    pub(super) now: u32,
    /// The year that the text was last about.
    pub(super) year: Option<i32>,
    /// The year that the sections before were last about.
    pub(super) year_above: Option<i32>,
    /// Whom the first paragraph names, by key: of all that a short form may mean the page is about them.
    pub(super) lead: HashSet<&'g str>,
}

/// What a link names.
#[derive(Clone, Debug)]
pub struct Named {
    /// The entity.
    pub entity: EntityId,
    /// The part of the label that names it, in bytes of the label.
    pub mention: std::ops::Range<usize>,
    /// How sure that is.
    pub split: Split,
    /// Whether the words name the entity; `[战略协作伙伴](中华人民共和国外交)` does not.
    pub names: bool,
    /// Whether the page that the link leads to is about the entity; a place in a page is about something else.
    pub leads: bool,
}

impl<'g> Mentions<'g> {
    /// Reads the links of a page. `plain` are folded words that state something, whatever they are linked to: `外交关系`, `制裁`.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer, plain: &'g HashSet<String>, document: &Document) -> Self {
        let mut this = Self {
            cast: Cast::default(),
            gazetteer,
            plain,
            links: HashMap::default(),
            names: PageNames::default(),
            speakers: HashMap::default(),
            sides: HashMap::default(),
            own: None,
            pair: None,
            last: HashMap::default(),
            now: 0,
            year: None,
            year_above: None,
            lead: HashSet::default(),
        };
        let texts: Vec<&Text> = all_texts(document).map(|(_, t)| t).collect();
        let count = texts.iter().map(|t| t.links.len()).sum();
        this.links.reserve(count);
        // Only a label that may have swallowed what follows is cut at a title that is linked elsewhere.
        let swallows = texts.iter().flat_map(|t| &t.links).any(|link| link.tail == Tail::MaySwallow);
        let titles: HashSet<String> = texts
            .iter()
            .filter(|_| swallows)
            .flat_map(|t| &t.links)
            .filter_map(|l| if let Target::Page { title, .. } = &l.target { Some(fold::fold(title)) } else { None })
            .collect();
        // A page links the same words to the same place again and again.
        let mut known: HashMap<(&str, &Target), Named> = HashMap::default();
        known.reserve(count);
        for (text, link) in texts.into_iter().flat_map(|text| text.links.iter().map(move |link| (text, link))) {
            let key = text.visible.get(link.label.clone()).map(|label| (label, &link.target)).filter(|_| link.tail == Tail::Exact);
            let before = key.and_then(|key| known.get(&key)).cloned();
            if let Some(named) = before.or_else(|| this.named(text, link, &titles)) {
                if let Some(key) = key {
                    known.entry(key).or_insert_with(|| named.clone());
                }
                this.links.insert(link.span, named);
            }
        }
        if document.is_chinese() {
            this.learn_names();
            this.learn_persons(document);
            this.learn_short_names(document);
        }
        this
    }

    /// What a link names; `titles` are the folded titles that the page links.
    fn named(&mut self, text: &Text, link: &Link, titles: &HashSet<String>) -> Option<Named> {
        let label = text.visible.get(link.label.clone())?;
        let (title, place) = match &link.target {
            Target::Page { title, fragment } => (title, fragment.is_some()),
            Target::Country(name) => return Some(self.country_named(name, label)),
            _ => return None,
        };
        let (mention, split) = match link.tail {
            Tail::Exact => (0..label.len(), Split::Exact),
            Tail::MaySwallow => split_label(self.gazetteer, label, title, &|name| titles.contains(name)),
        };
        let words = label.get(mention.clone()).unwrap_or(label);
        let Meaning { entity, names, leads } = meaning_of_link(self.gazetteer, words, title, None);
        let id = self.cast.add(entity);
        // A place in a page has a name of its own.
        let place_named = place && fold::fold(words) != fold::fold(title);
        if names && !place_named && split != Split::Whole && !words.is_empty() {
            self.cast.get_mut(id).seen.insert(words.to_owned());
        }
        Some(Named { entity: id, mention, split, names, leads: leads && !place })
    }

    /// What a template for flags names.
    fn country_named(&mut self, name: &str, label: &str) -> Named {
        let entity = self.gazetteer.country(name).map_or_else(|| entity_of_title(self.gazetteer, name, &[], None), super::Entry::entity);
        let id = self.cast.add(entity);
        // A code or a foreign name is no label of the country.
        if !label.is_ascii() {
            self.cast.get_mut(id).seen.insert(label.to_owned());
        }
        Named { entity: id, mention: 0..label.len(), split: Split::Exact, names: true, leads: false }
    }

    /// What the words within a range of a text lead to: the target of the link whose label holds them, where it is an event, or where they are most of it.
    #[must_use]
    pub fn linked(&self, text: &Text, within: Range<usize>, words: &str) -> Option<EntityId> {
        let first = text.links.partition_point(|link| link.label.end <= within.start);
        let near = text.links.get(first..)?.iter().take_while(|link| link.label.start < within.end);
        near.filter_map(|link| Some((text.visible.get(link.label.clone())?, self.links.get(&link.span)?))).find_map(|(label, named)| {
            let mention = label.get(named.mention.clone())?;
            let whole = self.cast.get(named.entity).kind.is_event() && label.contains(words);
            let most =
                mention.contains(words) && words.len() * 2 >= mention.len() || words.contains(mention) && mention.len() * 2 >= words.len();
            (whole || most).then_some(named.entity)
        })
    }

    /// The sides that the name of an event holds; else the two that the page is about, where these fought in it.
    pub(super) fn sides(&mut self, event: EntityId) -> Vec<EntityId> {
        if let Some(sides) = self.sides.get(&event) {
            return sides.clone();
        }
        let key = self.cast.get(event).key.clone();
        let mut sides = self.parties(&key);
        if sides.is_empty()
            && let Some((a, b)) = self.pair
            && let Some(both) = self.gazetteer.opponents(&key, &self.cast.get(a).key, &self.cast.get(b).key)
        {
            sides = both.map(|entry| self.cast.of(entry)).to_vec();
        }
        self.sides.insert(event, sides.clone());
        sides
    }

    /// Whom somebody fought in a conflict, as far as the gazetteer knows and the page names them.
    #[must_use]
    pub fn opponent(&self, conflict: &str, of: EntityId) -> Option<EntityId> {
        self.gazetteer.opponent(conflict, &self.cast.get(of).key).and_then(|entry| self.cast.find(&entry.key))
    }

    /// How near what has a key was named: the higher the nearer, 0 where the page does not name it.
    pub(super) fn nearness(&self, key: &str) -> u32 {
        let named = self.cast.find(key).map_or(0, |id| 1 + self.last.get(&id).copied().unwrap_or_default());
        named.max(if self.lead.contains(key) { 2 } else { 0 })
    }

    /// The sides that a folded name holds: `中印战争`, `印度－巴基斯坦关系`.
    pub fn parties(&mut self, folded: &str) -> Vec<EntityId> {
        let scan = self.gazetteer.scan_once(folded);
        let dates = time::find_dates(folded);
        let year = dates.iter().find_map(|d| d.value.date()?.year());
        let compounds = self.gazetteer.compounds_of(folded, &scan, &dates, year.or(self.year), &|key| self.nearness(key));
        let mut found: Vec<(usize, super::Entity)> = Vec::new();
        for name in &scan.names {
            if name.entry.kind.is_actor() && !matches!(name.form, super::Form::People | super::Form::Language) {
                found.push((name.range.start, name.entry.entity()));
            }
        }
        for part in compounds.iter().flat_map(|c| &c.parts) {
            let form = folded.get(part.0.clone()).unwrap_or_default();
            if let Some(entry) = self.of_pair(form, year.or(self.year)).or_else(|| part.1.first().copied()) {
                found.push((part.0.start, entry.entity()));
            }
        }
        // `俄乌战争` is a name of its own, too, which hides what it holds.
        if found.is_empty()
            && scan.names.first().is_some_and(|name| name.entry.kind.is_event() && name.range == (0..folded.len()))
            && let Some(bare) = ["战争", "冲突", "之战"].iter().find_map(|word| folded.strip_suffix(word))
            && let both = self.parties(bare)
            && both.len() == 2
        {
            return both;
        }
        // `两伊战争` is a name of its own.
        if let Some((_, both)) = self.gazetteer.pair_at(folded, 0, folded.len()).filter(|_| found.is_empty()) {
            found.extend(both.into_iter().enumerate().map(|(at, entry)| (at, self.gazetteer.data.entries[entry].entity())));
        }
        found.sort_by_key(|(at, _)| *at);
        let mut parties = Vec::new();
        for (_, entity) in found {
            let id = self.cast.add(entity);
            if !parties.contains(&id) {
                parties.push(id);
            }
        }
        parties
    }

    /// Whether two are states of one lineage: 苏联 and 俄罗斯.
    #[must_use]
    pub fn same_lineage(&self, a: EntityId, b: EntityId) -> bool {
        self.gazetteer.same_lineage(&self.cast.get(a).key, &self.cast.get(b).key)
    }

    /// Who on this page ruled a state before it became independent, and in which year that was.
    #[must_use]
    pub fn ruler_before(&self, state: EntityId) -> Option<(EntityId, i32)> {
        let (ruler, year) = self.gazetteer.independent_of(&self.cast.get(state).key)?;
        Some((self.cast.find(&ruler.key)?, year))
    }

    /// Whether one is the other, or its government.
    #[must_use]
    pub fn same_actor(&self, a: EntityId, b: EntityId) -> bool {
        let (x, y) = (self.cast.get(a), self.cast.get(b));
        a == b || x.government_of.as_ref() == Some(&y.key) || y.government_of.as_ref() == Some(&x.key)
    }

    /// Whether one is a state of the other's lineage that existed at another time: 清朝 and 中华民国.
    #[must_use]
    pub fn is_heir(&self, a: EntityId, b: EntityId) -> bool {
        let entry = |id| self.gazetteer.by_key(&self.cast.get(id).key);
        let before = |x: &super::Entry, y: &super::Entry| x.years().1.zip(y.years().0).is_some_and(|(end, start)| end <= start);
        self.same_lineage(a, b) && entry(a).zip(entry(b)).is_some_and(|(x, y)| before(x, y) || before(y, x))
    }

    /// Whether it existed in a year, as far as the gazetteer knows.
    #[must_use]
    pub fn existed(&self, id: EntityId, year: i32) -> bool {
        let (start, end) = self.gazetteer.by_key(&self.cast.get(id).key).map_or((None, None), super::Entry::years);
        start.is_none_or(|start| start <= year) && end.is_none_or(|end| year <= end)
    }

    /// The state of its lineage that the page names and that existed in a year, where it did not: 苏联 for 俄罗斯 in 1964.
    #[must_use]
    pub fn in_year(&self, id: EntityId, year: i32) -> EntityId {
        let then = |other: &EntityId| self.same_lineage(id, *other) && self.existed(*other, year);
        if self.existed(id, year) { id } else { self.last.keys().copied().filter(then).min().unwrap_or(id) }
    }

    /// Whether one is the other, its government, or a state of its lineage.
    #[must_use]
    pub fn same_actor_or_era(&self, a: EntityId, b: EntityId) -> bool {
        self.same_actor(a, b) || self.same_lineage(a, b)
    }

    /// The country that words are, as they stand in a box of facts: a name in any language, or a code.
    pub fn country(&mut self, words: &str) -> Option<EntityId> {
        let entry = self.gazetteer.country(words)?;
        Some(self.cast.add(entry.entity()))
    }

    /// Says whom the page is about, where its title does not.
    pub fn set_pair(&mut self, a: EntityId, b: EntityId) {
        self.pair = Some((a, b));
    }

    /// Whether words are an office and no more: `總統`.
    #[must_use]
    pub fn is_office(&self, words: &str) -> bool {
        self.gazetteer.is_office(&fold::fold(words))
    }

    /// Whether the gazetteer knows it.
    #[must_use]
    pub fn is_known(&self, id: EntityId) -> bool {
        self.gazetteer.by_key(&self.cast.get(id).key).is_some()
    }

    /// What a title of a page names, where the page names it.
    #[must_use]
    pub fn titled(&self, title: &str) -> Option<EntityId> {
        self.cast.find(&entity_of_title(self.gazetteer, title, &[], None).key)
    }

    /// What a link names, by where it stands.
    #[must_use]
    pub fn link(&self, span: Span) -> Option<&Named> {
        self.links.get(&span)
    }

    /// What a link of a text names, and where the words that name it stand; nothing where several links stand at one place in the source, of
    /// which one only is known.
    pub(super) fn mention(&self, text: &Text, link: &Link) -> Option<(&Named, Range<usize>)> {
        let named = self.links.get(&link.span)?;
        text.visible.get(link.label.clone())?.get(named.mention.clone())?;
        Some((named, link.label.start + named.mention.start..link.label.start + named.mention.end))
    }

    /// Forgets the year that the text was last about: a new section begins.
    pub fn section(&mut self) {
        self.year_above = self.year.or(self.year_above);
        self.year = None;
    }
}

/// All texts of a page with their section: headings, blocks, captions, cells, facts of boxes, notes.
pub fn all_texts(document: &Document) -> impl Iterator<Item = (usize, &Text)> {
    let headings = document.sections.iter().enumerate().map(|(i, s)| (i, &s.heading));
    let blocks = document.blocks.iter().map(|b| (b.section, &b.text));
    let tables = document.tables.iter().flat_map(|t| {
        let cells = t.rows.iter().flat_map(|r| &r.cells).map(|c| &c.text);
        t.caption.iter().chain(cells).map(|text| (t.section, text))
    });
    let facts = document.infoboxes.iter().flat_map(|infobox| infobox.fields.iter().map(|field| (infobox.section, &field.text)));
    let last = document.sections.len().saturating_sub(1);
    let notes = document.notes.iter().map(move |n| (last, &n.text));
    headings.chain(blocks).chain(tables).chain(facts).chain(notes)
}
