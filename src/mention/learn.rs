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

/// `非洲人国民大会（非国大）`: a bracket that holds some characters of the name before it.
static ABBREVIATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("[（(](?P<x>\\p{Han}{2,4})[）)]").ok());

/// What movements are, at the end of their names.
const MOVEMENTS: &[&str] = &["阵线", "运动", "联盟", "同盟"];

/// What offices end in: nearly no link stands behind one.
const OFFICE_ENDS: &[char] = &[
    '长', '席', '使', '人', '表', '统', '相', '官', '首', '问', '记', '袖', '臣', '皇', '理', '王', '员', '令', '脑', '督', '帝', '帅',
    '家', '卿', '办', '储',
];

/// As many characters before a person are looked at for the office.
const OFFICE_NEAR: usize = 24;

impl Mentions<'_> {
    /// `民族解放阵线（简称“民阵”）`, `非洲人国民大会（非国大）`: names that the page gives in brackets.
    pub(super) fn learn_short_names(&mut self, document: &Document) {
        let may_name = |visible: &str| visible.contains(['简', '簡']) || ABBREVIATION.as_ref().is_some_and(|r| r.is_match(visible));
        for (_, text) in all_texts(document).filter(|(_, t)| may_name(&t.visible)) {
            let folded = fold::Folded::new(&text.visible);
            for (pattern, called) in [(&SHORT_NAME, true), (&ABBREVIATION, false)] {
                for captures in pattern.as_ref().into_iter().flat_map(|r| r.captures_iter(&folded.text)) {
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
                    let entity = self.cast.get(id);
                    if entity.kind.is_actor() && (called || is_short_for(name, &entity.key)) {
                        self.names.add(name.to_owned(), id);
                    }
                }
            }
        }
        self.learn_movements();
    }

    /// `利比里亚全国爱国阵线` is `爱国阵线` where the text goes on about it.
    fn learn_movements(&mut self) {
        const SHORT: usize = 4;
        let movements = self.cast.iter().filter(|(_, entity)| matches!(entity.kind, Kind::Party | Kind::ArmedForce));
        for (id, entity) in movements.filter(|(_, entity)| MOVEMENTS.iter().any(|end| entity.key.ends_with(end))) {
            let Some((at, _)) = entity.key.char_indices().rev().nth(SHORT - 1).filter(|(at, _)| *at >= SHORT * '字'.len_utf8()) else {
                continue;
            };
            if self.gazetteer.find(&entity.key[at..]).is_none() {
                self.names.add(entity.key[at..].to_owned(), id);
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
                let named = self.mention(text, link).filter(|(named, _)| named.names && named.split != Split::Whole);
                let Some((named, mention)) = named.map(|(named, range)| (named.clone(), range)) else { continue };
                let entity = self.cast.get(named.entity);
                if !matches!(entity.kind, Kind::Person | Kind::Thing) {
                    continue;
                }
                let at = mention.start;
                // Nearly no link stands behind an office, and most are to things: the cheap question first.
                let behind_office = text.visible[..at].chars().next_back().is_some_and(|c| OFFICE_ENDS.contains(&fold::fold_char(c)));
                if entity.kind == Kind::Thing && !behind_office {
                    continue;
                }
                let (kind, key) = (entity.kind, entity.key.clone());
                let Some(label) = text.visible.get(mention).map(fold::fold) else { continue };
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

/// Whether a word is made of characters of a name, in their order, the first of them among the first two.
fn is_short_for(word: &str, name: &str) -> bool {
    let begins = word.chars().next().is_some_and(|first| name.chars().take(2).any(|c| c == first)) || name.ends_with(word);
    let mut rest = name.chars();
    let made = word.chars().all(|c| rest.any(|other| other == c));
    made && begins && name.chars().count() >= word.chars().count() + 2
}

#[cfg(test)]
mod tests {
    use super::is_short_for;

    #[test]
    fn an_abbreviation_is_made_of_its_name() {
        for (word, name) in [("非国大", "非洲人国民大会"), ("摩伊解", "摩洛伊斯兰解放阵线"), ("民阵", "民族解放阵线")]
        {
            assert!(is_short_for(word, name), "{word} {name}");
        }
        for (word, name) in [("国大非", "非洲人国民大会"), ("首都", "河内"), ("解放", "摩洛伊斯兰解放阵线"), ("法国", "法国")]
        {
            assert!(!is_short_for(word, name), "{word} {name}");
        }
    }
}
