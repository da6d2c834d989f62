//! What the title of a page, its headings and captions say.

use super::{EntityId, Entry, Kind, Match, Mentions, entity_of_title, resolve::without_bracket};
use crate::{
    document::{BlockKind, Document, Text},
    fold,
    time::{self, Edtf, Role, TimeValue},
};

/// What a title says about a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// `親X`.
    pub pro: Option<EntityId>,
    /// `反X`.
    pub anti: Option<EntityId>,
    /// `A–B關係`.
    pub pair: Option<(EntityId, EntityId)>,
    /// The one polity that it names.
    pub polity: Option<EntityId>,
    /// The organisation, treaty, exercise or conflict that the page is about.
    pub own: Option<EntityId>,
}

impl<'g> Mentions<'g> {
    /// What the page's own title says, and what the page says of its subject where the title says nothing.
    pub fn title(&mut self, document: &Document) -> Title {
        let folded = fold::fold(&document.title);
        let on_relations = folded.ends_with("关系");
        let mut named = Vec::new();
        if on_relations || folded.chars().any(|c| self.gazetteer.is_short(c)) {
            named = self.first_paragraph(document);
            self.lead = named.iter().map(|entry| entry.key.as_str()).collect();
        }
        let mut found = Title::default();
        if let Some(rest) = folded.strip_prefix('亲') {
            found.pro = self.leaning(rest);
        } else if let Some(rest) = folded.strip_prefix('反') {
            found.anti = self.leaning(rest);
        }
        if found.pro.is_none() && found.anti.is_none() {
            match self.parties(&folded)[..] {
                [a, b] => {
                    found.pair = Some((a, b));
                    self.pair = found.pair;
                }
                // `印尼马来关系`: where the title does not tell, the first two that the page names.
                _ if on_relations => {
                    let mut states = named.into_iter().filter(|entry| entry.kind.is_polity());
                    if let Some(one) = states.next()
                        && let Some(other) = states.find(|other| other.key != one.key)
                    {
                        found.pair = Some((self.cast.of(one), self.cast.of(other)));
                        self.pair = found.pair;
                    }
                }
                [one] if self.cast.get(one).kind.is_polity() => found.polity = Some(one),
                _ => {}
            }
            let entity = entity_of_title(self.gazetteer, &document.title, &[], None);
            let untold = entity.kind == Kind::Thing && found == Title::default();
            let defined = if untold { self.defined_kind(document) } else { None };
            if defined.is_some() || entity.kind.is_event() || entity.kind.is_organization() {
                let name = without_bracket(&entity.key).0.to_owned();
                let id = self.cast.add(entity);
                if let Some(kind) = defined {
                    self.cast.get_mut(id).kind = kind;
                }
                found.own = Some(id);
                self.set_own(id, name);
            }
        }
        found
    }

    /// Whom the first paragraph names, in order.
    fn first_paragraph(&self, document: &Document) -> Vec<&'g Entry> {
        let paragraph = document.blocks.iter().find(|block| block.kind == BlockKind::Paragraph && !block.text.visible.is_ascii());
        let lead = paragraph.map(|block| fold::fold(&block.text.visible)).unwrap_or_default();
        let dates = time::find_dates(&lead);
        // `民国六十年` names nobody.
        let dated = |name: &Match<'_>| dates.iter().any(|date| date.range.start <= name.range.start && name.range.end <= date.range.end);
        self.gazetteer.scan(&lead).into_iter().filter(|name| !dated(name)).map(|name| name.entry).collect()
    }

    /// Says what the page is about, and that its name is one in the text, too.
    pub(super) fn set_own(&mut self, id: EntityId, name: String) {
        self.own = Some(id);
        self.learn_name(name, id);
    }

    /// X of `亲X`, `反X情绪`: a short form or a name.
    pub(super) fn leaning(&mut self, rest: &str) -> Option<EntityId> {
        let rest = ["情绪", "主义", "派", "运动", "思潮"].iter().find_map(|s| rest.strip_suffix(s)).unwrap_or(rest);
        let entity = self.gazetteer.short(rest, self.year).or_else(|| self.gazetteer.at(rest, self.year))?.entity();
        Some(self.cast.add(entity))
    }

    /// X of `亲X`, where the entity is in the cast already.
    #[must_use]
    pub fn leaning_known(&self, rest: &str) -> Option<EntityId> {
        let entry = self.gazetteer.short(rest, self.year).or_else(|| self.gazetteer.at(rest, self.year))?;
        self.cast.find(&entry.key)
    }

    /// The polity that a heading is about, or the year that it is.
    pub fn heading(&mut self, heading: &Text) -> (Option<EntityId>, Option<Edtf>) {
        let folded = fold::fold(heading.visible.trim());
        let mut dates = time::find_dates(&folded);
        if let [only] = &mut dates[..]
            && let TimeValue::Date(date) = &only.value
        {
            let bare = folded.len() - (only.range.end - only.range.start) <= 2 * '（'.len_utf8();
            // `1989年之后` is no time of what is told there.
            return (None, Some(date.clone()).filter(|_| bare && only.role != Role::Since));
        }
        for frame in ["与", "同", "和", "对"] {
            if let Some(inner) =
                folded.strip_prefix(frame).and_then(|r| ["的关系", "关系", "的态度"].iter().find_map(|s| r.strip_suffix(s)))
                && let Some(entry) = self.gazetteer.find(inner)
            {
                return (Some(self.cast.of(entry)), None);
            }
        }
        // `歐洲國家` are those whom the section tells of one by one.
        let whole = self.gazetteer.find(&folded).filter(|e| e.kind.is_actor() && e.kind != Kind::Bloc).map(super::Entry::entity);
        let about = whole.or_else(|| {
            let (inner, _) = folded.split_once(['（', '('])?;
            self.gazetteer.find(inner.trim()).filter(|e| e.kind.is_actor()).map(super::Entry::entity)
        });
        let about = about.map(|e| self.cast.add(e));
        let linked = heading.links.iter().find(|l| l.label.len() + 2 >= heading.visible.trim().len()).and_then(|l| self.links.get(&l.span));
        let linked = linked.map(|n| n.entity).filter(|id| self.cast.get(*id).kind.is_actor());
        (about.or(linked), None)
    }

    /// Who asked, by a poll's caption: the first name in it that is not whom it asks about. `2014年英國廣播公司對…的調查`.
    pub fn pollster(&mut self, caption: &Text, about: Option<EntityId>) -> Option<EntityId> {
        let linked = caption.links.iter().filter_map(|l| self.links.get(&l.span)).map(|n| n.entity).find(|id| Some(*id) != about);
        if linked.is_some() {
            return linked;
        }
        let folded = fold::Folded::new(&caption.visible);
        let head = folded.text.split(['对', '的', '就', '\n']).next()?;
        let after = time::find_dates(head).iter().map(|d| d.range.end).max().unwrap_or(0);
        let name = head.get(after..)?.trim();
        if !(2..=20).contains(&name.chars().count()) {
            return None;
        }
        let visible =
            folded.original(after + (head[after..].len() - head[after..].trim_start().len())..after + head[after..].trim_end().len());
        let words = caption.visible.get(visible)?.to_owned();
        let mut entity = entity_of_title(self.gazetteer, &words, &[], None);
        if entity.kind == Kind::Thing {
            entity.kind = Kind::Institution;
        }
        entity.seen.insert(words);
        Some(self.cast.add(entity))
    }

    /// Who of two went to the other by a heading: `巴拉圭元首訪臺`, `印度领导人访问越南`.
    pub fn visit(&mut self, heading: &str, (a, b): (EntityId, EntityId)) -> Option<(EntityId, EntityId)> {
        let folded = fold::fold(heading.trim());
        let (guest, host) = folded.split_once("访问").or_else(|| folded.split_once('访'))?;
        if guest.ends_with(['互', '来', '回', '专', '采']) || folded.chars().count() > 24 {
            return None;
        }
        let is = |this: &Self, found: &[EntityId], id| matches!(found, [one] if this.same_actor_or_era(*one, id));
        let short = |this: &Self, form: &str| this.of_pair(form.get(..form.chars().next()?.len_utf8())?, None).map(|e| e.key.clone());
        let (guests, hosts) = (self.parties(guest), self.parties(host));
        let host_is = |this: &Self, id: EntityId| {
            is(this, &hosts, id) || hosts.is_empty() && short(this, host).is_some_and(|key| this.cast.get(id).key == key)
        };
        let guest_is = |this: &Self, id: EntityId| is(this, &guests, id);
        [(a, b), (b, a)]
            .into_iter()
            .find(|(from, to)| (guest_is(self, *from) && !host_is(self, *from)) || (guests.is_empty() && host_is(self, *to)))
    }
}
