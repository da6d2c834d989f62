//! Names that a page gives its own to: titles of its links, short names in brackets, persons behind an office.

use std::sync::LazyLock;

use regex::Regex;

use super::{EntityId, Form, Kind, Mentions, Split, all_texts, resolve::without_bracket};
use crate::{
    document::{Document, Target},
    fold,
};

static SHORT_NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("[（(][^（）()]{0,40}?简称[为作]?[“「]?(?P<x>\\p{Han}{2,8})[”」]?[，、；）)]").ok());

/// What offices end in: nearly no link stands behind one.
const OFFICE_ENDS: &[char] = &[
    '长', '席', '使', '人', '表', '统', '相', '官', '首', '问', '记', '袖', '臣', '皇', '理', '王', '员', '令', '脑', '督', '帝', '帅',
    '家', '卿', '办', '储',
];

/// As many characters before a person are looked at for the office.
const OFFICE_NEAR: usize = 24;

impl Mentions<'_> {
    /// `民族解放阵线（简称“民阵”）`: names that the page gives in brackets.
    pub(super) fn learn_short_names(&mut self, document: &Document) {
        let may_name = |visible: &str| visible.contains("简") || visible.contains("簡");
        for (_, text) in all_texts(document).filter(|(_, t)| may_name(&t.visible)) {
            let folded = fold::Folded::new(&text.visible);
            for captures in SHORT_NAME.as_ref().into_iter().flat_map(|r| r.captures_iter(&folded.text)) {
                let (Some(whole), Some(name)) = (captures.get(0), captures.name("x")) else { continue };
                let name = name.as_str();
                if self.gazetteer.find(name).is_some() {
                    continue;
                }
                let at = folded.original(whole.start()..whole.start()).start;
                let linked = text.links.iter().find(|l| l.label.end == at).and_then(|l| self.links.get(&l.span)).map(|n| n.entity);
                let near: usize = folded.text[..whole.start()].chars().rev().take(24).map(char::len_utf8).sum();
                let before = &folded.text[whole.start() - near..whole.start()];
                let known = || self.gazetteer.scan(before).into_iter().rfind(|m| m.range.end == before.len()).map(|m| m.entry.entity());
                let Some(id) = linked.or_else(|| known().map(|entity| self.cast.add(entity))) else { continue };
                if self.cast.get(id).kind.is_actor() {
                    self.names.add(name.to_owned(), id);
                }
            }
        }
    }

    /// Titles of this page's links are names on the whole page, also where they are not linked again.
    pub(super) fn learn_names(&mut self) {
        for (id, entity) in self.cast.iter() {
            let long = entity.key.chars().nth(2).is_some();
            if entity.kind == Kind::Thing || !long || self.gazetteer.by_key(&entity.key).is_some() {
                continue;
            }
            self.names.add(entity.key.clone(), id);
        }
    }

    /// `以色列外长[阿里埃勒·沙龙|沙龙]`: a linked person goes by the name that the page gives them, and speaks for the state whose office stands before.
    pub(super) fn learn_persons(&mut self, document: &Document) {
        for (_, text) in all_texts(document) {
            for link in &text.links {
                let Some(named) = self.links.get(&link.span).filter(|n| n.names && n.split != Split::Whole).cloned() else { continue };
                let entity = self.cast.get(named.entity);
                if !matches!(entity.kind, Kind::Person | Kind::Thing) {
                    continue;
                }
                let at = link.label.start + named.mention.start;
                // Nearly no link stands behind an office, and most are to things: the cheap question first.
                let behind_office = text.visible[..at].chars().next_back().is_some_and(|c| OFFICE_ENDS.contains(&fold::fold_char(c)));
                if entity.kind == Kind::Thing && !behind_office {
                    continue;
                }
                let (kind, key) = (entity.kind, entity.key.clone());
                let Some(label) = text.visible.get(at..link.label.start + named.mention.end).map(fold::fold) else { continue };
                let near: usize = text.visible[..at].chars().rev().take(OFFICE_NEAR).map(char::len_utf8).sum();
                let before = fold::fold(&text.visible[at - near..at]);
                let known = self.gazetteer.by_key(&key).is_some();
                let office = || self.gazetteer.scan(&before).into_iter().rfind(|m| m.range.end == before.len() && m.form == Form::Office);
                let state = if known || !behind_office { None } else { office().map(|m| m.entry).filter(|e| e.kind.is_polity()) };
                let Target::Page { title, .. } = &link.target else { continue };
                let title = fold::fold(title);
                let mut part = without_bracket(&title).0.split('·').any(|part| part == label);
                if let Some(state) = state {
                    let state = self.cast.of(state);
                    self.speakers.entry(named.entity).or_insert(state);
                    self.cast.get_mut(named.entity).kind = Kind::Person;
                } else {
                    part &= kind == Kind::Person;
                }
                if part && label.chars().nth(1).is_some() && self.gazetteer.find(&label).is_none() && !self.plain.contains(&label) {
                    self.names.add(label, named.entity);
                }
            }
        }
    }

    /// The page's own title is a name in its text too, of whatever words it is made.
    pub(super) fn learn_name(&mut self, name: String, id: EntityId) {
        if name.chars().nth(2).is_some() && self.gazetteer.find(&name).is_none() {
            self.names.add(name, id);
        }
    }
}
