//! Script folding: one form for matching, whichever script a page uses.
//!
//! Folding goes character for character, Traditional to Simplified by OpenCC's `TSCharacters` table (the first target of a
//! row counts) and a few variants that it lacks, so that it keeps the number of characters and every place in the folded
//! text has one place in the original. It also unites full-width letters and digits with ASCII, the middle dots with `·` and the dashes with `-`.
//! Other punctuation stays as it is: `，` and `（` mean more to the rules than their ASCII look-alikes. A folded text is for
//! matching, never for display: 乾隆 becomes 干隆. For display there is [`display_simplified`].

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use crate::hash::{CharSet, Characters, HashMap};

const CHARACTERS: &str = include_str!("../ontology/script/TSCharacters.txt");
const SIMPLIFIED: &str = include_str!("../ontology/script/STCharacters.txt");
const PHRASES: &str = include_str!("../ontology/script/TSPhrases.txt");

/// Variants of characters that OpenCC's table lacks, in rows as there: `砲` is written for `炮`. Source: general knowledge of the authors.
const VARIANTS: &str = "砲\t炮\n衞\t卫\n吿\t告\n曁\t暨\n鬪\t斗\n彊\t强\n靭\t韧";

/// First and last code point of the flat table: nearly all rows lie between them.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

struct Table {
    /// What the characters from [`FIRST`] to [`LAST`] fold to.
    flat: Vec<char>,
    /// The rare ones outside.
    rest: HashMap<char, char>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut flat: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let mut rest = HashMap::default();
    for line in CHARACTERS.lines().chain(VARIANTS.lines()) {
        let mut parts = line.split('\t');
        let (Some(from), Some(to)) = (parts.next(), parts.next()) else {
            continue;
        };
        let (Some(from), Some(to)) = (from.chars().next(), to.split(' ').next().and_then(|t| t.chars().next())) else {
            continue;
        };
        match slot(from) {
            Some(at) => flat[at] = to,
            None => {
                rest.insert(from, to);
            }
        }
    }
    Table { flat, rest }
});

fn slot(c: char) -> Option<usize> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST) as usize)
}

impl Table {
    fn get(&self, c: char) -> char {
        match slot(c) {
            Some(at) => self.flat[at],
            // All rows are of Chinese characters: what stands below them folds to itself.
            None if u32::from(c) < FIRST => c,
            None => self.rest.get(&c).copied().unwrap_or(c),
        }
    }
}

/// The character that stands for `c` in a folded text.
#[must_use]
pub fn fold_char(c: char) -> char {
    // Nearly every character is one of these two.
    if c.is_ascii() {
        return c;
    }
    if let Some(at) = slot(c) {
        return TABLE.flat[at];
    }
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '‧' | '•' | '・' | '･' => '·',
        '–' | '—' | '―' | '－' | '‐' | '‑' | '−' => '-',
        '\u{3000}' | '\u{A0}' => ' ',
        '\u{2E80}'.. => TABLE.get(c),
        _ => c,
    }
}

/// The characters of a text, folded.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut before = ' ';
    text.chars().map(move |c| {
        before = behind(before, fold_char(c));
        before
    })
}

/// A folded character behind another: `計畫`, as Taiwan writes it, is 计划 and no drawing.
const fn behind(before: char, folded: char) -> char {
    match (before, folded) {
        ('计' | '规' | '策' | '筹' | '企' | '擘', '画') => '划',
        _ => folded,
    }
}

/// A text folded, for where no way back is needed.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut all = String::with_capacity(text.len());
    all.extend(folded(text));
    all
}

/// The form under which names are compared: folded, without white space, quotation marks and marks of titles, brackets as ASCII,
/// Latin letters in lower case.
#[must_use]
pub fn name_key(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        let changes = |byte: u8| byte.is_ascii_uppercase() || !is_kept(byte.into());
        if !name.bytes().any(changes) {
            return Cow::Borrowed(name);
        }
        let mut key = String::with_capacity(name.len());
        key.extend(name.bytes().map(char::from).filter(|c| is_kept(*c)).map(|c| c.to_ascii_lowercase()));
        return Cow::Owned(key);
    }
    // A name from a folded text is its own key, nearly always.
    if name.chars().all(|c| !c.is_ascii_uppercase() && fold_char(c) == c && is_kept(c) && !matches!(c, '（' | '）' | '画')) {
        return Cow::Borrowed(name);
    }
    let mut key = String::with_capacity(name.len());
    let kept = folded(name).filter(|c| is_kept(*c)).map(|c| match c {
        '（' => '(',
        '）' => ')',
        c => c.to_ascii_lowercase(),
    });
    key.extend(kept);
    Cow::Owned(key)
}

fn is_kept(c: char) -> bool {
    if c.is_ascii_alphanumeric() {
        return true;
    }
    !c.is_whitespace() && !matches!(c, '“' | '”' | '"' | '\'' | '‘' | '’' | '《' | '》' | '〈' | '〉' | '「' | '」' | '『' | '』' | '_')
}

/// A folded text that knows where its bytes stand in the original.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The text.
    pub text: String,
    /// Where the two drift apart: (byte of the folded text, byte of the original) behind each character that changed its length.
    /// Empty where no character does, which is the common case.
    drift: Vec<(usize, usize)>,
    seen: Characters,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut drift = Vec::new();
        let mut seen = Characters::default();
        // What stays as it is is taken over in one piece.
        let mut taken = 0;
        let mut before = ' ';
        for (at, c) in original.char_indices() {
            let folded = behind(before, fold_char(c));
            before = folded;
            seen.add(folded);
            if folded == c {
                continue;
            }
            text.push_str(&original[taken..at]);
            text.push(folded);
            taken = at + c.len_utf8();
            if folded.len_utf8() != c.len_utf8() {
                drift.push((text.len(), taken));
            }
        }
        text.push_str(&original[taken..]);
        Self { text, drift, seen }
    }

    /// Whether one of some characters may stand in the text; `false` is certain.
    #[must_use]
    pub fn may_hold(&self, any: &str) -> bool {
        any.chars().any(|c| self.seen.may_hold(c))
    }

    /// The characters that may stand in the text.
    pub(crate) const fn seen(&self) -> &Characters {
        &self.seen
    }

    /// The bytes of the original for bytes of the folded text. Both ends must be character boundaries.
    #[must_use]
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        shift(&self.drift, folded.start, |d| *d)..shift(&self.drift, folded.end, |d| *d)
    }

    /// As [`Folded::original`] for one place after the other, none before the one that was asked last.
    pub(crate) fn places(&self) -> Places<'_> {
        Places { drift: &self.drift, from: 0, to: 0 }
    }

    /// The bytes of the folded text for bytes of the original. Both ends must be character boundaries.
    #[must_use]
    pub fn folded(&self, original: Range<usize>) -> Range<usize> {
        let swap = |d: &(usize, usize)| (d.1, d.0);
        shift(&self.drift, original.start, swap)..shift(&self.drift, original.end, swap)
    }
}

/// Places of a folded text in ascending order.
pub(crate) struct Places<'f> {
    /// What is still to come.
    drift: &'f [(usize, usize)],
    from: usize,
    to: usize,
}

impl Places<'_> {
    /// The byte of the original for a byte of the folded text.
    pub(crate) fn original(&mut self, at: usize) -> usize {
        while let [(from, to), rest @ ..] = self.drift
            && *from <= at
        {
            (self.from, self.to, self.drift) = (*from, *to, rest);
        }
        self.to + (at - self.from)
    }
}

fn shift(drift: &[(usize, usize)], at: usize, order: impl Fn(&(usize, usize)) -> (usize, usize)) -> usize {
    match drift.partition_point(|d| order(d).0 <= at) {
        0 => at,
        n => {
            let (from, to) = order(&drift[n - 1]);
            to + (at - from)
        }
    }
}

struct Phrases {
    /// Keyed by first character; the longest first.
    by_first: HashMap<char, Vec<(&'static str, &'static str)>>,
}

static PHRASE_TABLE: LazyLock<Phrases> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<(&str, &str)>> = HashMap::default();
    for line in PHRASES.lines() {
        let Some((from, to)) = line.split_once('\t') else {
            continue;
        };
        let to = to.split(' ').next().unwrap_or(to);
        if let Some(first) = from.chars().next() {
            by_first.entry(first).or_default().push((from, to));
        }
    }
    for list in by_first.values_mut() {
        list.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    }
    Phrases { by_first }
});

/// A name in Simplified Chinese, to be shown: by phrases first (乾隆 stays 乾隆), then by characters. Punctuation stays.
#[must_use]
pub fn display_simplified(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let phrase = PHRASE_TABLE.by_first.get(&c).and_then(|list| list.iter().find(|(from, _)| rest.starts_with(from)));
        if let Some((from, to)) = phrase {
            out.push_str(to);
            rest = &rest[from.len()..];
        } else {
            out.push(if c.is_ascii() { c } else { TABLE.get(c) });
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// The script of a text as a language tag: `zh-Hant` where a character is Traditional only, `zh-Hans` where one is Simplified only,
/// `zh` where it reads the same in both or mixes them.
#[must_use]
pub fn script(text: &str) -> &'static str {
    let (table, simplified_only): (&Table, &CharSet) = (&TABLE, &SIMPLIFIED_ONLY);
    let (mut hant, mut hans) = (false, false);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        hant |= table.get(c) != c;
        hans |= simplified_only.contains(c);
        if hant && hans {
            break;
        }
    }
    match (hant, hans) {
        (true, false) => "zh-Hant",
        (false, true) => "zh-Hans",
        _ => "zh",
    }
}

/// Characters that only Simplified texts use: those for which OpenCC has Traditional ones and never themselves (后 and 台 are both).
static SIMPLIFIED_ONLY: LazyLock<CharSet> = LazyLock::new(|| {
    SIMPLIFIED
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(from, to)| from.chars().next().map(|c| (c, to)))
        .filter(|(c, to)| !to.contains(*c))
        .map(|(c, _)| c)
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_character_for_character() {
        assert_eq!(fold("蘇聯與臺灣的祕密"), "苏联与台湾的秘密");
        assert_eq!(fold("砲擊與衞國"), "炮击与卫国");
        assert_eq!(fold("１９５０年 Ａ–Ｂ ‧・•"), "1950年 A-B ···");
        assert_eq!(fold("，（）：！"), "，（）：！");
        assert_eq!(fold("乾隆").chars().count(), 2);
    }

    #[test]
    fn a_plan_is_no_drawing() {
        assert_eq!(fold("計畫與油畫"), "计划与油画");
        assert_eq!(Folded::new("馬歇爾計畫").text, "马歇尔计划");
        assert_eq!(name_key("馬歇爾計畫"), name_key("马歇尔计划"));
        assert_eq!(name_key("畫家"), "画家");
    }

    #[test]
    fn maps_back_where_lengths_change() {
        let text = "卡爾・馬克思１９５０年去蘇聯";
        let folded = Folded::new(text);
        let at = folded.text.find("1950年").unwrap();
        let range = folded.original(at..at + "1950年".len());
        assert_eq!(&text[range.clone()], "１９５０年");
        assert_eq!(folded.folded(range), at..at + "1950年".len());
        for (at, c) in folded.text.char_indices() {
            let back = folded.original(at..at + c.len_utf8());
            assert_eq!(fold(&text[back]), c.to_string());
        }
        let mut places = folded.places();
        for (at, _) in folded.text.char_indices() {
            assert_eq!(places.original(at), folded.original(at..at).start);
        }
    }

    #[test]
    fn what_a_text_holds_it_may_hold() {
        let folded = Folded::new("蘇聯於1950年");
        assert!("苏联于1950年".chars().all(|c| folded.may_hold(&c.to_string())));
        assert!(folded.may_hold("美苏"));
        assert!(!folded.may_hold("美"));
        assert!(!Folded::new("").may_hold("苏联"));
    }

    #[test]
    fn shows_phrases_rightly() {
        assert_eq!(display_simplified("乾隆皇帝與蘇聯"), "乾隆皇帝与苏联");
        assert_eq!(display_simplified("中華民國（大陸時期）"), "中华民国（大陆时期）");
    }

    #[test]
    fn tells_the_script() {
        assert_eq!(script("蘇聯"), "zh-Hant");
        assert_eq!(script("苏联"), "zh-Hans");
        assert_eq!(script("日本"), "zh");
        assert_eq!(script("台湾"), "zh-Hans");
        assert_eq!(script("台中"), "zh");
    }

    #[test]
    fn names_compare_without_marks() {
        assert_eq!(name_key("《中蘇 條約》（1950年）"), "中苏条约(1950年)");
        assert_eq!(name_key("NATO"), "nato");
        assert_eq!(name_key("Warsaw_\tPact's (1955)"), "warsawpacts(1955)");
    }
}
