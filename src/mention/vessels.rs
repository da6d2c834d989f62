//! Ships and boats by the state that they sail for: `英国龙号驱逐舰`, `中国昆仑山舰和骆马湖舰`.

use super::{Kind, Mentions, mark::Found, token::TokenKind};
use crate::{fold::Folded, words::Words};

/// A name of a vessel has no more characters before the word that ends it.
const LONGEST: usize = 12;

/// What stands between vessels of one state.
const AND: [&str; 4] = ["和", "与", "及", "、"];

/// How far a text begins with a vessel: a name that ends in 号 or 舰, or a name or none and a type.
fn vessel(text: &str, types: &Words, never: &Words) -> Option<usize> {
    let mut name = text.char_indices();
    for _ in 0..=LONGEST {
        let (at, c) = name.next()?;
        let rest = &text[at..];
        if never.begins(rest).is_some() {
            return None;
        }
        if let Some(word) = types.begins(rest) {
            let end = at + word.len();
            // `龙号驱逐舰`
            let kind = types.begins(&text[end..]).filter(|_| word == "号");
            return Some(end + kind.map_or(0, str::len));
        }
        if !(c.is_alphanumeric() || matches!(c, '·' | '・' | '“' | '”' | '「' | '」' | '-')) {
            return None;
        }
    }
    None
}

impl Mentions<'_> {
    /// Makes a vessel one with the state before it, and more vessels of the same: they act for it.
    pub(super) fn vessels(&self, folded: &Folded, found: &mut Vec<Found>) {
        let contexts = self.gazetteer.contexts();
        if !contexts.vessels.within(&folded.text) {
            return;
        }
        let mut at = 0;
        while at < found.len() {
            let state = &found[at].token;
            let sails = state.kind == TokenKind::Actor
                && state.person.is_none()
                && matches!(state.entities[..], [id] if self.cast.get(id).kind.is_polity() || self.cast.get(id).kind == Kind::ArmedForce);
            at += 1;
            if !sails {
                continue;
            }
            let start = found[at - 1].range.end;
            let (mut end, mut within) = (start, 0);
            loop {
                let rest = &folded.text[end..];
                let name = if end == start { Some(rest) } else { AND.iter().find_map(|and| rest.strip_prefix(and)) };
                let Some((name, length)) = name.and_then(|name| Some((name, vessel(name, &contexts.vessels, &contexts.no_vessel)?))) else {
                    break;
                };
                let to = end + rest.len() - name.len() + length;
                let inside = found[at..].iter().take_while(|f| f.range.start < to);
                if !inside.clone().all(|f| f.token.kind == TokenKind::Thing && f.range.end <= to) {
                    break;
                }
                (end, within) = (to, inside.count());
            }
            if end > start {
                found.drain(at..at + within);
                let state = &mut found[at - 1];
                state.range.end = end;
                state.token.range.end = folded.original(start..end).end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_in_a_type_and_holds_no_verb() {
        let types = Words::of(&["号", "舰", "驱逐舰", "军舰"]);
        let never = Words::of(&["派", "的", "级", "艘", "舰队"]);
        let length = |text: &str| vessel(text, &types, &never).map(|end| text[..end].to_owned());
        assert_eq!(length("龙号驱逐舰参加").as_deref(), Some("龙号驱逐舰"));
        assert_eq!(length("昆仑山舰和").as_deref(), Some("昆仑山舰"));
        assert_eq!(length("邦·托莫号及").as_deref(), Some("邦·托莫号"));
        assert_eq!(length("军舰").as_deref(), Some("军舰"));
        assert_eq!(length("号号号号").as_deref(), Some("号号"));
        for text in
            ["派出昆仑山舰", "东部舰队", "舰队", "的军舰", "两艘军舰", "现代级驱逐舰", "海军，军舰", "", "一二三四五六七八九十一二三军舰"]
        {
            assert_eq!(length(text), None, "{text}");
        }
    }
}
