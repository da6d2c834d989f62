//! What a title names, and what a link does.

use std::{borrow::Cow, collections::BTreeSet};

use super::{Entity, Entry, Gazetteer, Kind, data::Where};
use crate::fold;

/// The entity that a page title names: the gazetteer's, else one of its own, typed by its name and the page's categories.
///
/// `year` decides for the titles that several states share (中華民國).
#[must_use]
pub fn entity_of_title(gazetteer: &Gazetteer, title: &str, categories: &[&str], year: Option<i32>) -> Entity {
    match gazetteer.at_title(title, year) {
        Some(entry) => entry.entity(),
        None => entity_of_other_title(gazetteer, title, categories, year),
    }
}

/// The same for a title that is no name of the gazetteer as it stands.
fn entity_of_other_title(gazetteer: &Gazetteer, title: &str, categories: &[&str], year: Option<i32>) -> Entity {
    let title = title.trim();
    // A bracket tells namesakes apart; 苏丹 (称号) is not the state, 中国 (国家) is.
    if let (bare, Some(bracket)) = without_bracket(title)
        && ["国家", "主权国家", "国", "政权"].contains(&fold::fold(bracket).as_str())
        && let Some(entry) = gazetteer.at_title(bare, year)
    {
        return entry.entity();
    }
    let folded = fold::fold(title);
    let kind = match gazetteer.kind_by_words(&folded) {
        Kind::Thing => kind_of_categories(categories).unwrap_or(Kind::Thing),
        // `第9步兵师团` is whose it is, which the name does not say.
        Kind::ArmedForce if folded.starts_with('第') => Kind::Thing,
        kind => kind,
    };
    // The label does not depend on the script of the page that is read first; the title as written is another label.
    let label = fold::display_simplified(title);
    let seen = if label == title { BTreeSet::new() } else { BTreeSet::from([title.to_owned()]) };
    Entity { key: folded, label, kind, qid: None, government_of: None, seen }
}

/// The entity that a link names: its target's, unless its words are a name of the gazetteer and the target is something else
/// than what they name. `None` where the words then name no actor that the target is: 战略协作伙伴 that leads to the page on
/// somebody's foreign policy.
#[must_use]
pub fn entity_of_link(gazetteer: &Gazetteer, mention: &str, target: &str, year: Option<i32>) -> Option<Entity> {
    let meaning = meaning_of_link(gazetteer, mention, target, year);
    meaning.names.then_some(meaning.entity)
}

/// What a link stands for.
pub(super) struct Meaning {
    /// The entity: where the words name none, the target's.
    pub(super) entity: Entity,
    /// Whether the words name it.
    pub(super) names: bool,
    /// Whether the page that the link leads to is about it.
    pub(super) leads: bool,
}

/// What a link stands for, by its words and its target.
pub(super) fn meaning_of_link(gazetteer: &Gazetteer, mention: &str, target: &str, year: Option<i32>) -> Meaning {
    let target_key = fold::name_key(target);
    let mention_key = if mention == target { Cow::Borrowed(&*target_key) } else { fold::name_key(mention) };
    // Both known: the target wins, unless the words are a narrower name of their own (阿萨德政权, 新疆民族军).
    if let Some(entry) = gazetteer.keyed_title(&target_key, year) {
        let narrower = gazetteer.keyed(&mention_key, year).filter(|words| words.key != entry.key && is_within(words, entry));
        return Meaning { entity: narrower.unwrap_or(entry).entity(), names: true, leads: narrower.is_none() };
    }
    let entity = entity_of_other_title(gazetteer, target, &[], year);
    if entity.kind == Kind::Person
        && let Some(person) = known_by_surname(gazetteer, &target_key, year)
    {
        return Meaning { entity: person.entity(), names: true, leads: true };
    }
    let overlaps = || overlaps(&mention_key, &target_key);
    match gazetteer.keyed(&mention_key, year) {
        Some(entry) if entry.key != entity.key && (entry.kind.is_polity() || entry.kind.is_actor() && !overlaps()) => {
            Meaning { entity: entry.entity(), names: true, leads: false }
        }
        // 俄烏戰爭 that leads to 2022年俄羅斯入侵烏克蘭.
        Some(entry) if entry.kind.is_event() && entity.kind == Kind::Thing => Meaning { entity: entry.entity(), names: true, leads: false },
        _ => Meaning { names: entity.kind != Kind::Thing || overlaps(), entity, leads: true },
    }
}

/// 艾曼紐·馬克宏 by the surname that the gazetteer has, where the name before it shares two characters with one of theirs:
/// names are transcribed in many ways, and a surname is shared by many.
fn known_by_surname<'g>(gazetteer: &'g Gazetteer, title: &str, year: Option<i32>) -> Option<&'g Entry> {
    let (given, surname) = without_bracket(title).0.rsplit_once('·')?;
    let person = gazetteer.keyed(surname, year).filter(|entry| entry.kind == Kind::Person)?;
    let alike = |name: &String| {
        let name = fold::fold(name);
        name.rsplit_once('·').is_some_and(|(first, _)| first.chars().filter(|c| c.is_alphabetic() && given.contains(*c)).count() > 1)
    };
    person.names.iter().any(alike).then_some(person)
}

/// Whether one state existed for a part of the other's time only: 苏俄 that leads to 俄罗斯苏维埃联邦社会主义共和国.
fn is_within(one: &Entry, whole: &Entry) -> bool {
    let year = |date: &Option<String>| date.as_deref().and_then(super::data::year);
    let polities = one.kind.is_polity() && whole.kind.is_polity();
    let (Some(start), Some(end), Some(first), Some(last)) = (year(&one.start), year(&one.end), year(&whole.start), year(&whole.end)) else {
        return false;
    };
    polities && first <= start && end < last
}

/// Whether the keys of two names share at least two characters in a row: 阿萨德政权 and 阿萨德家族.
fn overlaps(mention: &str, target: &str) -> bool {
    if mention == target {
        return mention.chars().nth(1).is_some();
    }
    let pairs = mention.char_indices().zip(mention.chars().skip(1)).map(|((at, a), b)| at..at + a.len_utf8() + b.len_utf8());
    pairs.take(60).any(|pair| target.contains(&mention[pair]))
}

/// A title and the bracket at its end.
pub(super) fn without_bracket(title: &str) -> (&str, Option<&str>) {
    let Some(inner) = title.strip_suffix([')', '）']) else { return (title, None) };
    match inner.rfind(['(', '（']) {
        Some(at) if at > 0 => {
            let open = inner[at..].chars().next().map_or(1, char::len_utf8);
            (inner[..at].trim_end(), Some(&inner[at + open..]))
        }
        _ => (title, None),
    }
}

pub(super) fn kind_of_categories(categories: &[&str]) -> Option<Kind> {
    let folded: Vec<String> = categories.iter().map(|c| fold::fold(c)).collect();
    let any = |words: &[&str]| folded.iter().any(|c| words.iter().any(|w| c.ends_with(w)));
    if any(&["年出生", "年逝世", "在世人物", "人物", "政治家", "总统", "总理", "将军", "外交官"]) {
        Some(Kind::Person)
    } else if any(&["条约", "协定", "公约"]) {
        Some(Kind::Treaty)
    } else if any(&["军事演习"]) {
        Some(Kind::Exercise)
    } else if any(&["战争", "战役", "冲突", "事件"]) {
        Some(Kind::Conflict)
    } else if any(&["政党"]) {
        Some(Kind::Party)
    } else if any(&["国际组织", "政府间组织"]) {
        Some(Kind::Organization)
    } else if any(&["已不存在的国家", "前国家", "历史政权", "古国"]) {
        Some(Kind::HistoricalState)
    } else if any(&["公司", "大学", "研究机构"]) {
        Some(Kind::Institution)
    } else {
        None
    }
}

impl Gazetteer {
    /// The kind that a folded name shows by its words: the gazetteer's where it has the name, else that of the longest word of
    /// `kinds.tsv` that fits; a name with a middle dot and none of them is a person's.
    #[must_use]
    pub fn kind_of_name(&self, folded: &str) -> Kind {
        if let Some(entry) = self.find(folded) {
            return entry.kind;
        }
        self.kind_by_words(folded)
    }

    /// The same for a name that is not the gazetteer's.
    pub(super) fn kind_by_words(&self, folded: &str) -> Kind {
        let (bare, _) = without_bracket(folded);
        let latin = bare.is_ascii();
        let fits = |(word, _, place): &(String, Kind, Where)| {
            // A name is longer than the word that tells its kind, else it is that word: 会议, 组织.
            bare.len() > word.len()
                && (!latin || word.is_ascii())
                && match place {
                    Where::Start => bare.starts_with(word.as_str()),
                    Where::In => bare.contains(word.as_str()),
                    Where::End => bare.ends_with(word.as_str()),
                }
        };
        let kinds = &self.data.kinds;
        let at_end = bare.chars().next_back().and_then(|last| self.data.kinds_at_end.get(&last)).map_or(&[][..], Vec::as_slice);
        let first = |list: &[usize]| list.iter().copied().find(|at| kinds.get(*at).is_some_and(fits));
        match first(at_end).into_iter().chain(first(&self.data.kinds_elsewhere)).min().and_then(|at| kinds.get(at)) {
            Some((_, kind, _)) => *kind,
            None if bare.contains('·') => Kind::Person,
            None => Kind::Thing,
        }
    }
}
