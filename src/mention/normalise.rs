//! Lists and appositions become one token before any rule looks: `A、B和C`, `A與B兩國`, `包括A在內的少數國家`.

use std::sync::LazyLock;

use super::{
    Kind, canonical,
    token::{Marked, Token, TokenKind, is_token},
};
use crate::{expression::Expression, time::TimeExpr};

/// One actor or organisation, or a list made already.
const ONE: &str = "[\u{E000}\u{E001}\u{E002}]";

fn expression(source: &str) -> Expression {
    Expression::new(&source.replace("@", ONE))
}

/// `包括A、B在内的少数国家` says A and B, `以A为首的西方国家` says the second.
static INCLUDING: LazyLock<Expression> =
    LazyLock::new(|| expression("包括(?<g>@)(?:等国?)?在内的?(?:[^，。@的]{0,8}(?:国家|国|成员|各国|政府))?"));
static HEADED: LazyLock<Expression> = LazyLock::new(|| expression("以?@为首的"));
/// `由A和B组成的联军`, `以A和B为首的多国部队`: those whose forces they are.
static ALLIED: LazyLock<Expression> =
    LazyLock::new(|| expression("(?:以@为首|由@(?:共同|联合)?组成)的(?:[^，。；@]{0,4}(?:联军|联合舰队|联合部队)|@)"));
/// What may stand between the members of a list, and what may cling to one; before that what looks like a list and is none: `帮助A与B作战`.
static LIST: LazyLock<Expression> = LazyLock::new(|| {
    expression(&canonical(
        "(?:帮助|协助|援助|支援|支持|助|偕同|伙同|会同)@(?:与|同|跟|和)@[^，。；@]{0,6}(?:作战|交战|战斗|激战|鏖战|对抗|抗衡|争夺)|(?:@)(?:[0-9.%]{0,7}\u{E00E}?(?:地区|军队|政府)?(?:、|和|与|及|以及|、和|及其|跟|同|暨)(?:[0-9]|邻国|盟国|国家|邻邦|友邦|东道国|主办国|地主国|宗主国|前宗主国)?(?:@))+(?:[0-9.%]{0,7})(?:等[一二三四五六七八九十两0-9]{0,3}(?:个)?(?:国家|国|方|政权)?)?",
    ))
});
static APPOSITION: LazyLock<Expression> = LazyLock::new(|| {
    expression(
        "(?<g>@)(?:等?[两三四五六七八九十二]国|\u{E003}|双方|双边|两党|两军|两方|三方|各国|等国)(?:政府|军队|首脑|领导人|海军|陆军|空军|元首|外长)?",
    )
});

/// `上述四国及伊拉克`: those whom the word points back to, and those behind it.
static WITH_THEM: LazyLock<Expression> = LazyLock::new(|| expression("\u{E003}(?:及|以及|、)@"));

/// `A于D、B于D先后加入`: each with its own date.
static DATED: LazyLock<Expression> = LazyLock::new(|| {
    let one = format!("@(?:于|在){}", TokenKind::Date.code());
    expression(&format!("(?:{one}(?:、|和|与|及|以及)){{1,9}}{one}"))
});

/// `在韩国举行`, `赴韩国与朝军作战`, `驻韩国美军`: a polity as a place.
static PLACE: LazyLock<Expression> = LazyLock::new(|| {
    expression(
        "[在于](?<p>@)(?:举行|举办|进行|召开|签署|签订|爆发|展开|发生|登陆|部署|会面|会晤|会谈|开幕|成立|去世|出生|的首都|首都)|(?:赴|往|入|到|进|出兵|派兵|进军|挥师|登陆)(?<to>@)(?:境内)?(?:与|同|跟)@[^，。；@]{0,6}(?:作战|交战|战斗|激战|鏖战|会战|交火)|驻(?<host>@)@|@[^，。；@]{0,8}在(?<at>@)(?:与|同|跟|和)@(?:[^，。；@]{0,6}(?:作战|交战|战斗|激战|鏖战|会战|交火)|[^，。；@的间]{0,8}(?:签署|签订|签约|签下|缔结|订立|达成|会晤|会谈|会面|谈判|议和|媾和|举行|发表|互换|交换))",
    )
});

/// `A、B等海湾国家`: those named, not what they are called together.
static CALLED: LazyLock<Expression> =
    LazyLock::new(|| expression(&canonical("(?:@(?:、|和|与|及|以及))+@等\u{E000}(?<behind>$|[，。先也均都则曾向对于在又亦便即纷陆相])?")));

/// `除A外，只有B承认`: who is told of aside.
static EXCEPT: LazyLock<Expression> = LazyLock::new(|| expression("除了?@(?:(?:之|以)?外|而外)"));

/// `A早于B与C建交`: B is only what A is measured by.
static BEFORE_WHOM: LazyLock<Expression> = LazyLock::new(|| expression(&canonical("(?:先于|早于|晚于)@")));

/// `与同样跟C有领土纠纷的B签约`: C only tells which B is like.
static WITHIN: LazyLock<Expression> =
    LazyLock::new(|| expression(&canonical("(?:与|同|和|跟|对|向)[^，。；@]{0,4}(?:与|同|跟|和|对)(?<in>@)[^，。；@]{2,10}的@")));

/// `中国解放军`: the second says which part of the first.
static PART: LazyLock<Expression> = LazyLock::new(|| expression("\u{E000}\u{E000}"));

/// `社会主义国家——蒙古`: the second says which of the first is meant.
static NAMELY: LazyLock<Expression> = LazyLock::new(|| expression("\u{E000}(?:——|—|--|-)\u{E000}(?:——)?"));

/// `同盟国（德国、奥匈帝国）`, `三国（美、英、法）`: the bracket says who they are.
static BRACKETED: LazyLock<Expression> = LazyLock::new(|| expression("[\u{E000}\u{E001}\u{E003}]\u{E00E}"));

/// A group in place of an actor and the bracket that lists who it is.
fn bracketed(marked: &mut Marked) {
    marked.replace(&BRACKETED, |tokens, _| match tokens {
        [_, aside] if aside.entities.len() > 1 => Some(Token::new(TokenKind::Group, 0..0, aside.entities.clone())),
        _ => None,
    });
}

/// Takes what several are called together out of `A、B等海湾国家`; one that is no region's may have to do with what follows: `A、B等美国盟友`.
fn called(marked: &mut Marked, kind: &dyn Fn(&Token) -> Option<Kind>) {
    let Some(pattern) = CALLED.on(marked.seen()).filter(|_| marked.code.contains("等\u{E000}")) else { return };
    loop {
        let last = pattern.captures_iter(&marked.code).find_map(|found| {
            let whole = found.get(0)?;
            let at = whole.start() + whole.as_str().rfind(TokenKind::Actor.code())?;
            let token = &marked.tokens[marked.token_at(at)?];
            (found.name("behind").is_some() || kind(token) == Some(Kind::Bloc)).then_some(at)
        });
        let Some(at) = last else { return };
        // Its token goes with the 等 before it: what follows is said of those named.
        marked.remove(at - '等'.len_utf8()..at + TokenKind::Actor.code().len_utf8());
    }
}

/// Puts lists and appositions together.
///
/// `kind` tells what the one is that a token names.
pub fn normalise(marked: &mut Marked, kind: &dyn Fn(&Token) -> Option<Kind>) {
    let acting = marked.tokens.iter().filter(|t| t.kind.acts()).count();
    if acting == 0 {
        return;
    }
    retype(marked, &PLACE, TokenKind::Place);
    bracketed(marked);
    if acting > 1 {
        collapse(marked, &PART, |tokens, _| {
            let mut token = group(&tokens[1..]);
            token.person = tokens.iter().find_map(|t| t.person.clone());
            token
        });
        collapse(marked, &NAMELY, |tokens, _| group(&tokens[1..]));
        if marked.tokens.iter().filter(|t| t.kind == TokenKind::Date).count() > 1 {
            collapse(marked, &DATED, |tokens, _| group(tokens));
        }
        called(marked, kind);
        retype(marked, &WITHIN, TokenKind::Thing);
        collapse(marked, &BEFORE_WHOM, |tokens, _| told_aside(tokens));
        collapse_lists(marked);
        collapse(marked, &WITH_THEM, |tokens, _| {
            let mut token = group(&tokens[1..]);
            token.kind = TokenKind::Pair;
            token.range.start = tokens[0].range.start;
            token
        });
    }
    collapse(marked, &INCLUDING, |tokens, _| group(tokens));
    marked.replace(&ALLIED, |tokens, code| match tokens {
        // Whom a person leads is a force of its own.
        [whose, ..] if whose.person.is_some() => None,
        [whose] => Some(group(std::slice::from_ref(whose))),
        [whose, force] if code.starts_with('以') && kind(force) == Some(Kind::ArmedForce) => Some(group(std::slice::from_ref(whose))),
        _ => None,
    });
    for aside in [&HEADED, &EXCEPT] {
        collapse(marked, aside, |tokens, _| told_aside(tokens));
    }
    collapse(marked, &APPOSITION, |tokens, _| group(tokens));
}

/// Gives another kind to what the groups of a pattern hold.
fn retype(marked: &mut Marked, pattern: &Expression, kind: TokenKind) {
    let Some(pattern) = pattern.on(marked.seen()) else { return };
    let mut groups = Vec::new();
    for found in pattern.captures_iter(&marked.code) {
        groups.extend(found.iter().skip(1).flatten().map(|group| group.start()));
    }
    for at in groups {
        marked.retype(at, kind);
    }
}

/// Those who are no side of what the sentence tells.
fn told_aside(tokens: &[Token]) -> Token {
    let mut token = group(tokens);
    token.kind = TokenKind::Aside;
    token.entities.clear();
    token
}

/// One token for several: a group where they name more than one entity.
fn group(tokens: &[Token]) -> Token {
    let mut entities = Vec::new();
    for id in tokens.iter().filter(|t| t.kind.acts()).flat_map(|t| &t.entities) {
        if !entities.contains(id) {
            entities.push(*id);
        }
    }
    let range = tokens.first().map_or(0, |t| t.range.start)..tokens.last().map_or(0, |t| t.range.end);
    let kind = match tokens {
        [one] | [one, Token { kind: TokenKind::Pair, .. }] if one.kind != TokenKind::Group => one.kind,
        _ if entities.len() > 1 => TokenKind::Group,
        _ => TokenKind::Actor,
    };
    let mut token = Token::new(kind, range, entities);
    token.person = tokens.iter().find_map(|t| t.person.clone());
    if token.entities.len() == 1 {
        token.turns = turns(tokens);
    }
    for pair in tokens.windows(2) {
        if let [member, Token { kind: TokenKind::Aside | TokenKind::Date, time: Some(time), .. }] = pair {
            token.times.extend(member.entities.iter().map(|id| (*id, time.clone())));
        }
    }
    token.sides = if let [one] = tokens { one.sides } else { tokens.first().and_then(|t| t.sides) };
    token
}

/// The persons among the members of a list, each with the date behind, where there are several.
fn turns(members: &[Token]) -> Vec<(String, Option<TimeExpr>)> {
    let time = |n: usize| members.get(n + 1).filter(|t| t.kind == TokenKind::Aside)?.time.clone();
    let turns: Vec<_> = members.iter().enumerate().filter_map(|(n, member)| Some((member.person.clone()?, time(n)))).collect();
    if turns.len() > 1 { turns } else { Vec::new() }
}

/// Lists, with the place of the one `与` that parts them: `英国、法国与德国`, `东盟与美国、中国`.
fn collapse_lists(marked: &mut Marked) {
    let parted = |code: &str| -> Option<usize> {
        let mut found = code.char_indices().filter(|(_, c)| matches!(c, '与' | '同' | '跟'));
        let (at, _) = found.next()?;
        found.next().is_none().then(|| code[..at].chars().filter(|c| is_token(*c)).count())
    };
    marked.replace(&LIST, |tokens, code| {
        if !code.starts_with(is_token) {
            return None;
        }
        let mut token = group(tokens);
        token.sides = parted(code).map(|n| group(&tokens[..n.min(tokens.len())]).entities.len()).filter(|n| *n < token.entities.len());
        Some(token)
    });
}

fn collapse(marked: &mut Marked, pattern: &Expression, make: impl Fn(&[Token], &str) -> Token) {
    marked.replace(pattern, |members, code| Some(make(members, code)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::EntityId;

    fn marked(text: &str) -> Marked {
        let mut code = String::new();
        let mut tokens = Vec::new();
        let mut offsets = Vec::new();
        for (at, c) in text.char_indices() {
            offsets.push(at);
            if c.is_ascii_uppercase() {
                tokens.push(Token::new(TokenKind::Actor, at..at + 1, vec![EntityId(u32::from(c))]));
                code.push(TokenKind::Actor.code());
            } else {
                code.push(c);
            }
        }
        offsets.push(text.len());
        Marked { range: 0..text.len(), code, tokens, offsets, ..Marked::default() }
    }

    fn shown(text: &str) -> String {
        let mut m = marked(text);
        normalise(&mut m, &|_| None);
        assert_eq!(m.offsets.len(), m.code.chars().count() + 1);
        let members: Vec<usize> = m.tokens.iter().map(|t| t.entities.len()).collect();
        format!("{} {members:?}", m.code.replace('\u{E000}', "甲").replace('\u{E002}', "众").replace('\u{E00E}', "注"))
    }

    #[test]
    fn lists_become_one_token() {
        assert_eq!(shown("A、B和C签署"), "众签署 [3]");
        assert_eq!(shown("A与B两国签署"), "众签署 [2]");
        assert_eq!(shown("A支持B"), "甲支持甲 [1, 1]");
        assert_eq!(shown("由A和B组成的联军攻占C"), "众攻占甲 [2, 1]");
        assert_eq!(shown("获得包括A、B在内的少数国家的承认"), "获得众的承认 [2]");
        assert_eq!(shown("以A为首的B"), "注甲 [0, 1]");
        assert_eq!(shown("A68%、B14%和C7.2%是"), "众是 [3]");
    }
}
