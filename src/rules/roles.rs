//! Who stands where in a sentence: the actors with what governs them.

use std::{cmp::Reverse, ops::Range, sync::LazyLock};

use super::{
    clause::{clause_of, opens, qualifies},
    lexicon::Lexicon,
};
use crate::{
    hash::HashMap,
    mention::{Marked, Mentions, TokenKind, canonical, is_token},
};

/// What governs an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Particle {
    /// Nothing: it is a subject or an object.
    None,
    /// 對, 向, 給, 為.
    To,
    /// 與, 和, 同, 跟.
    With,
    /// 被, 由, 遭, 受, 得到.
    By,
    /// 從, 自.
    From,
    /// 在, 於, 到, 赴, 駐.
    In,
    /// 把, 將.
    Ba,
    /// Another: 因, 據, 除, 是, 作為.
    Other,
}

/// An actor, or a polity as a place, where it stands.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Its bytes in the code string.
    pub at: usize,
    pub end: usize,
    /// Index of its token.
    pub token: usize,
    /// Index of its clause.
    pub clause: usize,
    pub particle: Particle,
    /// It is a place, which does nothing by itself.
    pub place: bool,
    /// It is a place and no polity.
    pub land: bool,
    /// It only qualifies what follows: `A的…`.
    pub qualifies: bool,
    /// What stands before it in its clause leaves it the subject.
    pub opens: bool,
}

impl Standing {
    /// Whether it can be the subject of its clause.
    pub const fn free(&self) -> bool {
        matches!(self.particle, Particle::None) && !self.qualifies && !self.place
    }
}

/// The actors of a sentence in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles(pub Vec<Standing>);

impl Roles {
    /// Reads a sentence.
    pub fn new(marked: &Marked, parts: &[Range<usize>], mentions: &Mentions<'_>, lexicon: &Lexicon) -> Self {
        let mut actors = Vec::new();
        for (token, (at, t)) in marked.placed().enumerate() {
            let place = t.kind == TokenKind::Place;
            if !(t.kind.acts() || place) {
                continue;
            }
            let polity = place && t.parties.iter().chain(&t.entities).any(|id| mentions.cast.get(*id).kind.is_polity());
            let clause = clause_of(parts, at);
            let Some(part) = parts.get(clause).filter(|p| p.start <= at) else { continue };
            let end = at + t.kind.code().len_utf8();
            let before = &marked.code[part.start..at];
            let after = marked.code.get(end..part.end).unwrap_or_default();
            // `在塞浦路斯问题上`: what is talked about is no side.
            if lexicon.topics.begins(after).is_some() {
                continue;
            }
            // `与其盟友B`: it is B with whom.
            if t.kind == TokenKind::That && lexicon.introduces.begins(after).is_some() {
                continue;
            }
            let mut particle = particle(before, lexicon);
            // `在1979年A大会上`
            if particle == Particle::None && at_a_meeting(before, after) {
                particle = Particle::In;
            }
            // `为A所不容`
            if particle == Particle::To && before.ends_with('为') && after.starts_with('所') {
                particle = Particle::By;
            }
            // `派兵为A作战` is not against A.
            if particle == Particle::To
                && before.ends_with('为')
                && ["作战", "而战", "战斗", "出战", "参战"].iter().any(|w| after.starts_with(w))
            {
                particle = Particle::Other;
            }
            // `宣布A大使为不受欢迎的人并将其驱逐`: A is what is declared.
            if particle == Particle::None && after.starts_with('为') && lexicon.declares.ends(before).is_some() {
                particle = Particle::Other;
            }
            // `这是A首次向B出售武器`: it is A who does.
            let mut opens = opens(before, lexicon);
            if particle == Particle::Other
                && matches!(before, "这是" | "这也是" | "此为" | "这还是")
                && lexicon.first.begins(after).is_some()
            {
                particle = Particle::None;
                opens = true;
            }
            // `在没有通知A的情况下`: what the circumstances name is no side.
            if let Some(close) = after.find("情况下").or_else(|| after.find("前提下"))
                && before.rfind('在').is_some_and(|open| !before[open..].contains("下"))
                && !after[..close].contains(is_token)
            {
                particle = Particle::Other;
            }
            // `向A领导的B提供`: it is B that is governed.
            let leader = actors.last_mut().filter(|last: &&mut Standing| {
                particle == Particle::None
                    && last.clause == clause
                    && last.particle != Particle::None
                    && marked.code.get(last.end..at).and_then(|gap| gap.strip_suffix('的')).is_some_and(|verb| lexicon.leads.is(verb))
            });
            if let Some(leader) = leader {
                particle = std::mem::replace(&mut leader.particle, Particle::Other);
            }
            // `向某某领导的B提供`, of whom the text tells nothing else.
            let led =
                before.strip_suffix('的').and_then(|led| led.strip_suffix(lexicon.leads.ends(led)?)).filter(|_| particle == Particle::None);
            if let Some(led) = led.and_then(|led| led.strip_suffix(TokenKind::Thing.code())) {
                particle = self::particle(led, lexicon);
            }
            actors.push(Standing {
                at,
                end,
                token,
                clause,
                particle,
                place,
                land: place && !polity,
                qualifies: qualifies(after, lexicon),
                opens,
            });
        }
        objects_behind(&marked.code, lexicon, &mut actors);
        reasons(&marked.code, parts, &mut actors);
        Self(actors)
    }

    /// Those that stand in a range of the code string.
    pub fn within(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Standing> {
        self.0.iter().filter(move |s| range.contains(&s.at))
    }
}

/// `A因与B媾和而与C断交`: whom a reason names within its clause is no side.
fn reasons(code: &str, parts: &[Range<usize>], actors: &mut [Standing]) {
    for standing in actors.iter_mut().filter(|s| matches!(s.particle, Particle::With | Particle::To | Particle::From)) {
        let Some(part) = parts.get(standing.clause) else { continue };
        let (before, after) = (&code[part.start..standing.at], &code[standing.end..part.end]);
        let open =
            before.rfind('因').is_some_and(|at| !before[at..].contains('而') && before[at..].chars().filter(|c| is_token(*c)).count() == 0);
        if open && after.contains("而与") | after.contains("而同") | after.contains("而对") | after.contains("而向") {
            standing.particle = Particle::Other;
        }
    }
}

/// `对A扶植的B不予承认`: it is B whom the preposition governs, A only says which.
fn objects_behind(code: &str, lexicon: &Lexicon, actors: &mut [Standing]) {
    for next in 1..actors.len() {
        let [first, second] = &mut actors[next - 1..=next] else { continue };
        // `同承认B的C断交`: it is C with whom.
        if &code[first.end..second.at] == "的" && first.particle == Particle::None && second.particle == Particle::None && !second.place {
            let near = code[..first.at].char_indices().rev().take(6).take_while(|(_, c)| !is_token(*c) && *c != '，');
            if let Some(taken) =
                near.filter_map(|(at, c)| PREPOSED.iter().find(|(p, _)| *p == c).map(|(p, to)| (at + p.len_utf8(), *to))).last()
                && (2..=4).contains(&code[taken.0..first.at].chars().count())
            {
                first.particle = Particle::Other;
                second.particle = taken.1;
                second.opens = false;
                continue;
            }
        }
        if first.particle != Particle::To || second.particle != Particle::None || first.clause != second.clause || second.land {
            continue;
        }
        let owned = code[first.end..second.at].strip_suffix('的').map(|verb| verb.trim_start_matches(['所', '一', '手']));
        if owned.is_some_and(|verb| lexicon.owns.is(verb)) {
            first.particle = Particle::Other;
            second.particle = Particle::To;
            second.opens = false;
        }
    }
}

/// Prepositions before a verb whose object qualifies theirs.
const PREPOSED: &[(char, Particle)] =
    &[('与', Particle::With), ('同', Particle::With), ('和', Particle::With), ('对', Particle::To), ('向', Particle::To)];

/// What makes 為 another word.
const NO_TO: &[char] =
    &['成', '作', '认', '称', '视', '改', '沦', '名', '是', '定', '列', '升', '变', '因', '以', '转', '选', '任', '极', '最', '更'];

const PARTICLES: &[(&str, Particle)] = &[
    ("先于", Particle::Other),
    ("早于", Particle::Other),
    ("晚于", Particle::Other),
    ("针对", Particle::To),
    ("对于", Particle::To),
    ("转向", Particle::To),
    ("对", Particle::To),
    ("向", Particle::To),
    ("给", Particle::To),
    ("替", Particle::To),
    ("作为", Particle::Other),
    ("成为", Particle::Other),
    ("名为", Particle::Other),
    ("改为", Particle::Other),
    ("是为", Particle::Other),
    ("定为", Particle::Other),
    ("为", Particle::To),
    ("连同", Particle::With),
    ("会同", Particle::With),
    ("伙同", Particle::With),
    ("协同", Particle::With),
    ("偕同", Particle::With),
    ("以及", Particle::With),
    ("与", Particle::With),
    ("和", Particle::With),
    ("同", Particle::With),
    ("跟", Particle::With),
    ("联合", Particle::With),
    ("联手", Particle::With),
    ("携手", Particle::With),
    ("偕", Particle::With),
    ("及", Particle::With),
    ("获得", Particle::By),
    ("得到", Particle::By),
    ("遭到", Particle::By),
    ("受到", Particle::By),
    ("遭受", Particle::By),
    ("接受", Particle::By),
    ("赢得", Particle::By),
    ("引起", Particle::By),
    ("引发", Particle::By),
    ("招致", Particle::By),
    ("招来", Particle::By),
    ("引来", Particle::By),
    ("惹来", Particle::By),
    ("激起", Particle::By),
    ("换来", Particle::By),
    ("博得", Particle::By),
    ("遭", Particle::By),
    ("受", Particle::By),
    ("获", Particle::By),
    ("被", Particle::By),
    ("由", Particle::By),
    ("经由", Particle::Other),
    ("透过", Particle::Other),
    ("途经", Particle::Other),
    ("派遣", Particle::Ba),
    ("派出", Particle::Ba),
    ("派", Particle::Ba),
    ("出动", Particle::Ba),
    ("率领", Particle::Ba),
    ("经", Particle::By),
    ("来自", Particle::From),
    ("从", Particle::From),
    ("自", Particle::From),
    ("在", Particle::In),
    ("于", Particle::In),
    ("到", Particle::In),
    ("至", Particle::In),
    ("赴", Particle::In),
    ("驻", Particle::In),
    ("抵达", Particle::In),
    ("前往", Particle::In),
    ("往", Particle::In),
    ("抵", Particle::In),
    ("把", Particle::Ba),
    ("将", Particle::Ba),
    ("是", Particle::Other),
    ("以", Particle::Other),
    ("因", Particle::Other),
    ("因为", Particle::Other),
    ("由于", Particle::Other),
    ("据", Particle::Other),
    ("除", Particle::Other),
    ("除了", Particle::Other),
    ("除去", Particle::Other),
    ("根据", Particle::Other),
    ("按照", Particle::Other),
    ("随着", Particle::Other),
    ("包括", Particle::Other),
    ("通过", Particle::Other),
    ("关于", Particle::Other),
    ("鉴于", Particle::Other),
    ("比", Particle::Other),
    ("继", Particle::Other),
    ("当", Particle::Other),
    ("借助", Particle::Other),
    ("依靠", Particle::Other),
    ("如", Particle::Other),
    ("就", Particle::Other),
];

/// The same as they stand in a code string, where look-alikes are masked: by their last character, the longest first.
static MASKED: LazyLock<HashMap<char, Vec<(String, Particle)>>> = LazyLock::new(|| {
    let mut by_last: HashMap<char, Vec<(String, Particle)>> = HashMap::default();
    for (word, particle) in PARTICLES {
        let word = canonical(word).into_owned();
        if let Some(last) = word.chars().next_back() {
            by_last.entry(last).or_default().push((word, *particle));
        }
    }
    by_last.values_mut().for_each(|words| words.sort_by_key(|(word, _)| Reverse(word.len())));
    by_last
});

/// Whether an actor is where something was said: `在1979年A大会上`.
fn at_a_meeting(before: &str, after: &str) -> bool {
    const NEAR: usize = 6;
    let Some(head) = before.strip_suffix('的').unwrap_or(before).strip_suffix(TokenKind::Date.code()) else { return false };
    let near: usize = after.chars().take(NEAR).take_while(|c| !is_token(*c) && *c != '，').map(char::len_utf8).sum();
    head.ends_with(['在', '于']) && after[..near].contains("会") && after[..near].contains('上')
}

/// The preposition that ends what stands before an actor in its clause.
fn particle(before: &str, lexicon: &Lexicon) -> Particle {
    let bare = |text: &str| text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '“' | '「' | '\u{E00E}')).len();
    let mut text = &before[..bare(before)];
    // `在海牙国际法院`: the place of it stands between.
    if let Some(bare) = text.strip_suffix(TokenKind::Place.code()).filter(|bare| bare.ends_with(['在', '向', '于'])) {
        text = bare;
    }
    while let Some(word) = lexicon.introduces.ends(text) {
        let shorter = &text[..text.len() - word.len()];
        if shorter.is_empty() {
            break;
        }
        text = &shorter[..bare(shorter)];
    }
    // `将约一万名A军事顾问逐出B`
    let counted = text.trim_end_matches([
        '名', '架', '艘', '位', '个', '约', '多', '余', '近', '万', '千', '百', '十', '一', '二', '三', '四', '五', '六', '七', '八', '九',
        '两', '数', '几', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ',',
    ]);
    if counted.len() < text.len() && counted.ends_with(['将', '把']) {
        return Particle::Ba;
    }
    // `与新独立的A`: a short modifier stands between.
    if let Some(bare) = text.strip_suffix('的') {
        let modifier = bare
            .char_indices()
            .rev()
            .take(9)
            .take_while(|(_, c)| (!is_token(*c) || TokenKind::of(*c) == Some(TokenKind::Date)) && !matches!(c, '，' | '、'))
            .find(|(at, c)| {
                // `将代管已久的B并入版图`, but not `将于次年独立的B`.
                let taken = || !bare[at + c.len_utf8()..].starts_with(['于', '在', '会', '要', '来', '与', '被', '是', '成', '对', '向']);
                matches!(c, '与' | '同' | '和' | '对' | '向' | '给' | '替')
                    || *c == '为' && !bare[..*at].ends_with(NO_TO)
                    || matches!(c, '将' | '把') && taken()
            });
        if let Some((at, c)) = modifier.filter(|(at, c)| bare.len() > at + c.len_utf8()) {
            text = &text[..at + c.len_utf8()];
        }
    }
    let longest = |text: &str| -> Option<Particle> {
        let words = MASKED.get(&text.chars().next_back()?)?;
        words.iter().find(|(word, _)| text.ends_with(word.as_str())).map(|(_, particle)| *particle)
    };
    // `得到了A的支持`
    let done = text.strip_suffix('了').or_else(|| text.strip_suffix('过'));
    longest(text).or_else(|| done.and_then(longest).filter(|p| *p == Particle::By)).unwrap_or(Particle::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prepositions_are_told_from_words_that_hold_them() {
        let lexicon = Lexicon::embedded();
        let particle = |before: &str| particle(before, &lexicon);
        assert_eq!(particle("1950年甲与"), Particle::With);
        assert_eq!(particle("甲对当时的"), Particle::To);
        assert_eq!(particle(&canonical("甲反对")), Particle::None);
        assert_eq!(particle(&canonical("甲成为")), Particle::Other);
        assert_eq!(particle(&canonical("甲得到了")), Particle::By);
        assert_eq!(particle(""), Particle::None);
    }
}
