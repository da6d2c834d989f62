//! Frames: a word that states a relation, and where its sides may stand around it.
//!
//! A pattern spells a construction out; a frame names the *trigger* (a verb, or a noun with the verb that carries it) and leaves it to the engine
//! to find the sides: the subject of the clause, what a preposition governs, what follows. One frame reads `A支持B`, `A對B表示支持`,
//! `B得到A的支持`, `在A的支持下B…`, with the subject in this clause, in an earlier one, or lent by the section.

use std::fmt;

use serde::Deserialize;

use super::sets::Sets;

/// A frame, ready to be used.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The synonym set of the trigger.
    pub trigger: String,
    /// The synonym set of the verb that must carry the trigger in its clause: `提供` for `貸款`.
    pub light: Option<String>,
    /// The synonym set of longer words within which the trigger is none: `支持率`.
    pub unless: Option<String>,
    /// Where the subject may stand, the likeliest first.
    pub a: Vec<Slot>,
    /// Where the object may stand.
    pub b: Vec<Slot>,
    /// Where both sides may stand, for what holds between two.
    pub ab: Vec<Slot>,
    /// What the statement's `via` is taken from: the first that is there, and after a `+` more.
    pub via: Vec<ViaFrom>,
    /// As many characters as may stand between the trigger and an object behind it.
    pub reach: usize,
}

/// Where a side of a relation may stand, seen from the trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The subject of the clause: before the trigger, governed by nothing; lent by an earlier clause, the sentence before, or the section.
    Before,
    /// The agent of a passive: `被A`, `由A`, `得到A的…`, `在A的…下`. Then the other side is the subject of the clause.
    By,
    /// Behind the trigger.
    After,
    /// The noun that a relative clause hangs on: `A支持的B`.
    Head,
    /// Governed by 對, 向, 給, 為.
    To,
    /// Governed by 與, 和, 同, 跟.
    With,
    /// Governed by 從, 自.
    From,
    /// Governed by 在, 於, 到, 赴, 駐.
    In,
    /// Governed by 把, 將.
    Ba,
    /// Before the trigger with 的 between: `A的援助`.
    Of,
    /// Between the carrying verb and the trigger: `提供B貸款`.
    Inside,
    /// A list of two, `兩國`, or the subject and who stands with it.
    Both,
    /// A list of two or more, or `兩國`, anywhere in the clause: those between whom somebody mediates.
    Group,
    /// The organisation that the page is about, or that the text has just named, where the clause names no other; on the page of an exercise those who hold it.
    Own,
    /// On a page about two, somebody whom nothing tells of but that they opens the clause: they act for the other of the two.
    Guest,
    /// The one polity that the title names, where the clause names nobody else.
    Topic,
    /// Both sides of the pair that the page is about, for a third: who mediated.
    Pair,
    /// The two of whom the sentence, or the one before it, has told what holds both ways, for a third: `A與B開戰，C出面調停`.
    Two,
    /// What `對此` or an object left out goes back to: the subject of the clause before, else of the sentence before.
    Told,
    /// Who ruled the subject before, by the gazetteer, where the page names them and the sentence gives the year.
    Ruler,
    /// The other side of the pair that the page or the section is about, where the clause names nobody else.
    Page,
    /// The other actor of the sentence, where it names two and no more.
    Sole,
    /// To whom another did the same by the statement before in the sentence, where the clause says 也 or 則 and names nobody else.
    Also,
    /// What an earlier clause says was founded.
    Founded,
    /// To whom the subject did something by the statement before in the sentence, where the clause names nobody else.
    Last,
    /// The other of the two of whom the sentence has told what holds both ways, where the clause names one: `A與B簽約，A提供武器`.
    Partner,
    /// Who did the same to the subject by the statement before in the sentence: `A驅逐B的外交官，B以對等措施回應`.
    Back,
    /// Whom another backs by the statement before in the sentence, where the clause names nobody else: `A支持B加入，C則反對`.
    Contrary,
    /// Who signed the treaty that the clause names or points to, on its own page or where the text told of it.
    Signers,
    /// Those whom the name of a conflict in the clause holds: between whom somebody mediates.
    Parties,
    /// Whom the other side fought in the conflict that the clause names, by the gazetteer, where that was one and the page names them.
    Opponent,
}

impl Slot {
    /// Whether who fills it goes back to the other side of the relation: the other of a pair, to whom that side did something before.
    pub(super) const fn goes_back(self) -> bool {
        matches!(
            self,
            Self::Page
                | Self::Ruler
                | Self::Told
                | Self::Topic
                | Self::Pair
                | Self::Two
                | Self::Last
                | Self::Back
                | Self::Partner
                | Self::Contrary
                | Self::Signers
                | Self::Founded
                | Self::Sole
                | Self::Also
                | Self::Opponent
        )
    }
}

/// What a statement's `via` is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViaFrom {
    /// The treaty, exercise or conflict named in the clause, else before it in the sentence.
    Event,
    /// The event that the page is about.
    Own,
    /// What it was about: `在X爭端中`, `就X問題`, `因X一事`.
    Affair,
    /// The event named last, in this sentence or the two before it, where nothing else is found.
    Told,
    /// The conflict named in the clause, before it in the sentence, or, where nothing else is found, in the two sentences before.
    Conflict,
    /// The trigger with the object behind it: `占领库页岛南部`.
    Act,
    /// The place between the sides and the trigger: `在X附近`.
    Where,
    /// The words behind the trigger.
    Behind,
    /// The words between the trigger and the object: `建立了傀儡政权B`.
    Between,
    /// The place named behind the trigger.
    Place,
    /// The person who acts for the subject.
    Person,
    /// The words that belong to the object: `反對B的政策`.
    Matter,
    /// The words from the carrying verb to the trigger: `提供十萬噸糧食`.
    Noun,
    /// The trigger.
    Trigger,
    /// The words of the verb and the noun with what stands between: `脱离B阵营`.
    Core,
    /// Who or what is sent before the verb: `派出志愿航空队帮助B作战`.
    Sent,
    /// What stands before the agent of a passive: `核电站由A援建`.
    Patient,
    /// A figure with its unit.
    Amount,
    /// The fields that `在…領域` or `在…方面` lists.
    Field,
    /// Another linked thing in the clause.
    Thing,
}

/// A frame as a rule file holds it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFrame {
    trigger: String,
    #[serde(default)]
    light: Option<String>,
    #[serde(default)]
    unless: Option<String>,
    #[serde(default)]
    a: String,
    #[serde(default)]
    b: String,
    #[serde(default)]
    ab: String,
    #[serde(default)]
    via: String,
    #[serde(default)]
    reach: Option<usize>,
}

/// As far as an object stands behind its verb, mostly.
const REACH: usize = 14;

/// Checks a frame.
///
/// # Errors
/// A line for each undefined set and unknown slot, and one where a side has no slot.
pub(super) fn check(raw: &RawFrame, sets: &Sets) -> Result<Frame, Vec<String>> {
    let mut errors = Vec::new();
    for set in [Some(&raw.trigger), raw.light.as_ref(), raw.unless.as_ref()].into_iter().flatten() {
        if sets.get(set).is_none() {
            errors.push(format!("there is no set `{set}`"));
        }
    }
    let mut slots = |text: &str| named(SLOTS, text, "no place for a side", &mut errors);
    let (a, b, ab) = (slots(&raw.a), slots(&raw.b), slots(&raw.ab));
    if ab.is_empty() == (a.is_empty() || b.is_empty()) {
        errors.push("a frame needs either `ab` or both `a` and `b`".to_owned());
    }
    let via = named(VIAS, &raw.via, "nothing that `via` can be taken from", &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Frame {
        trigger: raw.trigger.clone(),
        light: raw.light.clone(),
        unless: raw.unless.clone(),
        a,
        b,
        ab,
        via,
        reach: raw.reach.unwrap_or(REACH),
    })
}

/// The places of a side as rule files write them.
const SLOTS: &[(&str, Slot)] = &[
    ("before", Slot::Before),
    ("by", Slot::By),
    ("after", Slot::After),
    ("head", Slot::Head),
    ("to", Slot::To),
    ("with", Slot::With),
    ("from", Slot::From),
    ("in", Slot::In),
    ("ba", Slot::Ba),
    ("of", Slot::Of),
    ("inside", Slot::Inside),
    ("both", Slot::Both),
    ("group", Slot::Group),
    ("own", Slot::Own),
    ("guest", Slot::Guest),
    ("told", Slot::Told),
    ("topic", Slot::Topic),
    ("pair", Slot::Pair),
    ("two", Slot::Two),
    ("ruler", Slot::Ruler),
    ("page", Slot::Page),
    ("sole", Slot::Sole),
    ("also", Slot::Also),
    ("last", Slot::Last),
    ("back", Slot::Back),
    ("partner", Slot::Partner),
    ("contrary", Slot::Contrary),
    ("signers", Slot::Signers),
    ("founded", Slot::Founded),
    ("parties", Slot::Parties),
    ("opponent", Slot::Opponent),
];

/// And what `via` may be taken from.
const VIAS: &[(&str, ViaFrom)] = &[
    ("event", ViaFrom::Event),
    ("told", ViaFrom::Told),
    ("conflict", ViaFrom::Conflict),
    ("where", ViaFrom::Where),
    ("act", ViaFrom::Act),
    ("own", ViaFrom::Own),
    ("affair", ViaFrom::Affair),
    ("behind", ViaFrom::Behind),
    ("between", ViaFrom::Between),
    ("place", ViaFrom::Place),
    ("person", ViaFrom::Person),
    ("matter", ViaFrom::Matter),
    ("noun", ViaFrom::Noun),
    ("trigger", ViaFrom::Trigger),
    ("core", ViaFrom::Core),
    ("patient", ViaFrom::Patient),
    ("sent", ViaFrom::Sent),
    ("amount", ViaFrom::Amount),
    ("field", ViaFrom::Field),
    ("thing", ViaFrom::Thing),
];

/// What the words of a text name in a table. A word that is none of it is an error: it is `otherwise`.
fn named<T: Copy>(table: &[(&str, T)], text: &str, otherwise: &str, errors: &mut Vec<String>) -> Vec<T> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        match table.iter().find(|(name, _)| *name == word) {
            Some((_, value)) => found.push(*value),
            None => errors.push(format!("`{word}` is {otherwise}")),
        }
    }
    found
}

/// The names in a table, with commas between them.
fn names<T: PartialEq>(table: &[(&str, T)], values: &[T]) -> String {
    let name = |value| table.iter().find(|(_, v)| v == value).map(|(name, _)| *name);
    values.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Frame {
    /// As a rule file writes it, each part that is there.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "&{}", self.trigger)?;
        if let Some(light) = &self.light {
            write!(out, " carried by &{light}")?;
        }
        if let Some(unless) = &self.unless {
            write!(out, " not within &{unless}")?;
        }
        for (side, slots) in [("a", &self.a), ("b", &self.b), ("ab", &self.ab)] {
            if !slots.is_empty() {
                write!(out, "; {side}: {}", names(SLOTS, slots))?;
            }
        }
        if self.via.is_empty() { Ok(()) } else { write!(out, "; via: {}", names(VIAS, &self.via)) }
    }
}
