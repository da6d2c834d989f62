//! Lists under a heading that states something of their items: `通常被認為親俄的國家`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Engine, Statement, Status, engine::Place, record::quote, rows};
use crate::{
    document::{Block, BlockKind},
    fold,
    mention::{EntityId, Marked, Mentions, TokenKind},
};

/// The rule that statements of such lists carry.
pub const RULE: &str = "aligned-with.list";

static PRO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("亲(?P<x>\\p{Han}{1,4}?)的?(?:国家|政权|政府|政党|组织|势力|地区|各国|国)").ok());

/// Reads an item of a list. Items without a name are losses, not entities: they state nothing.
pub fn item(
    place: &Place<'_>,
    block: &Block,
    sentences: &[Marked],
    mentions: &Mentions<'_>,
    engine: &Engine,
    statements: &mut Vec<Statement>,
) {
    let BlockKind::Item { .. } = block.kind else { return };
    let Some(object) = object(place, mentions) else { return };
    let Some((sentence, at)) = sentences.iter().find_map(|s| Some((s, first_actor(s)?))) else { return };
    // What stands in a bracket behind the item's name says where or since when it is, not what it is.
    let first = &sentences[0];
    let bare = std::ptr::eq(sentence, first) || first.tokens.iter().all(|t| t.kind == TokenKind::Aside);
    if !bare || is_whereabouts(&sentence.code) {
        return;
    }
    for subject in &sentence.tokens[at].entities {
        if *subject == object {
            continue;
        }
        let end = sentence.range.end;
        let statement = Statement {
            subject: *subject,
            relation: "alignedWith".into(),
            object,
            date: None,
            via: Vec::new(),
            places: Vec::new(),
            status: Status::Affirmed,
            rule: RULE.into(),
            evidence: vec![quote(place, first.range.start..end.max(first.range.end))],
        };
        let since = statements.len();
        rows::add(statements, statement, engine.is_symmetric("alignedWith"), false, since, &|_, _| false);
    }
}

/// Whom the items under these headings are said to be close to.
fn object(place: &Place<'_>, mentions: &Mentions<'_>) -> Option<EntityId> {
    let pattern = PRO.as_ref()?;
    let mut section = Some(place.section);
    while let Some(at) = section {
        let here = place.document.sections.get(at)?;
        let heading = fold::fold(&here.heading.visible);
        if let Some(found) = pattern.captures(&heading) {
            return mentions.leaning_known(found.name("x")?.as_str()).or(place.topic.pro);
        }
        section = here.parent;
    }
    None
}

fn first_actor(sentence: &Marked) -> Option<usize> {
    sentence.tokens.iter().position(|t| t.kind.acts() && !t.entities.is_empty())
}

fn is_whereabouts(code: &str) -> bool {
    let code = code.trim_start_matches(['（', '(']);
    ["位于", "在", "属", "境内", "自", "曾"].iter().any(|w| code.starts_with(w))
}
