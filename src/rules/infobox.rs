//! Boxes of facts: parties of a treaty, sides of a war, members of an organisation, who took part in an exercise.
//!
//! Which boxes and which of their fields is data: `ontology/rules/infoboxes.tsv`.

use super::{
    Engine, Evidence, Statement, Via,
    context::Topic,
    engine::Place,
    record::quote,
    rows::{Form, Row, Rows},
    rule::Listed,
};
use crate::{
    FileError,
    document::{Document, Field, Infobox, Text},
    fold,
    mention::{EntityId, Kind, Mentions},
    time::{self, Edtf},
    tsv,
};

/// The file that says how boxes are read.
pub const FILE: &str = "rules/infoboxes.tsv";

/// A box with more parties than this says nothing of any two of them.
const MOST_PARTIES: usize = 12;

/// What a box is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Treaty,
    Conflict,
    Organization,
    Exercise,
    Relations,
}

/// What a field of a box holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Box,
    Party,
    Side,
    Member,
    Date,
    Place,
    Stop,
}

/// How boxes are read.
#[derive(Clone, Debug, Default)]
pub struct Boxes {
    rows: Vec<(About, Role, Vec<String>)>,
}

/// Who is named in a field, and by which of its lines.
struct Named {
    actor: EntityId,
    evidence: Evidence,
}

impl Boxes {
    /// Reads the data file.
    ///
    /// # Errors
    /// Every line that is wrong.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<FileError>> {
        let mut rows = Vec::new();
        tsv::read(file, text, None, |row| {
            let [about, role, names] = row.columns()?;
            let about = about_named(about).ok_or_else(|| format!("unknown kind of box {about:?}"))?;
            let role = role_named(role).ok_or_else(|| format!("unknown role {role:?}"))?;
            rows.push((about, role, names.split('|').map(str::to_owned).collect()));
            Ok(())
        })?;
        Ok(Self { rows })
    }

    fn about(&self, infobox: &Infobox) -> Option<About> {
        let name = plain(&infobox.name);
        let fits = |(_, role, words): &&(About, Role, Vec<String>)| *role == Role::Box && words.iter().any(|word| has_word(&name, word));
        self.rows.iter().find(fits).map(|row| row.0)
    }

    fn names(&self, about: About, role: Role) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(move |row| (row.0, row.1) == (about, role)).flat_map(|row| &row.2).map(String::as_str)
    }

    /// What a field is, and the number of the side where it is one's.
    fn role(&self, about: About, field: &Field) -> Option<(Role, u32)> {
        let name = plain(&field.name);
        for role in [Role::Party, Role::Member, Role::Date, Role::Place] {
            if self.names(about, role).any(|known| known == name) {
                return Some((role, 0));
            }
        }
        // `combatant1a` is of the first side.
        self.names(about, Role::Side).find_map(|known| {
            let rest = name.strip_prefix(known.strip_suffix('#')?)?.trim_start();
            Some((Role::Side, rest.chars().next()?.to_digit(10)?))
        })
    }
}

/// The two that a box on relations names.
pub fn pair(document: &Document, boxes: &Boxes, mentions: &mut Mentions<'_>) -> Option<(EntityId, EntityId)> {
    let infobox = document.infoboxes.iter().find(|infobox| boxes.about(infobox) == Some(About::Relations))?;
    let mut parties: Vec<EntityId> = Vec::new();
    for field in infobox.fields.iter().filter(|field| boxes.role(About::Relations, field).is_some_and(|(role, _)| role == Role::Party)) {
        if let [one] = actors(&field.text, mentions)[..]
            && !parties.contains(&one)
        {
            parties.push(one);
        }
    }
    if let [a, b] = parties[..] { Some((a, b)) } else { None }
}

/// Reads the boxes of a page.
pub fn read(document: &Document, mentions: &mut Mentions<'_>, topic: &Topic, engine: &Engine, statements: &mut Vec<Statement>) {
    for infobox in &document.infoboxes {
        if let Some(about) = engine.boxes().about(infobox) {
            one_box(&Here { document, infobox, about, topic, engine }, mentions, statements);
        }
    }
}

/// A box with what surrounds it.
struct Here<'a> {
    document: &'a Document,
    infobox: &'a Infobox,
    about: About,
    topic: &'a Topic,
    engine: &'a Engine,
}

fn one_box(here: &Here<'_>, mentions: &mut Mentions<'_>, statements: &mut Vec<Statement>) {
    let boxes = here.engine.boxes();
    let (mut parties, mut members) = (Vec::new(), Vec::new());
    let mut sides: Vec<(u32, Vec<Named>)> = Vec::new();
    let (mut date, mut dated, mut places) = (None, None, Vec::new());
    for field in &here.infobox.fields {
        match boxes.role(here.about, field) {
            Some((Role::Party, _)) => here.named(field, mentions, &mut parties),
            Some((Role::Member, _)) => here.named(field, mentions, &mut members),
            Some((Role::Side, number)) => {
                let at = sides.iter().position(|(known, _)| *known == number).unwrap_or_else(|| {
                    sides.push((number, Vec::new()));
                    sides.len() - 1
                });
                here.named(field, mentions, &mut sides[at].1);
            }
            Some((Role::Date, _)) if date.is_none() => {
                date = first_date(&field.text);
                dated = Some(here.evidence(&field.text, 0..field.text.visible.len()));
            }
            Some((Role::Place, _)) => places.extend(here.places(&field.text, mentions)),
            _ => {}
        }
    }
    let own = |wanted: Kind| here.topic.own.filter(|id| mentions.cast.get(*id).kind == wanted);
    let title = || Via::Words(here.document.title.clone());
    match here.about {
        About::Treaty if parties.len() <= MOST_PARTIES => {
            let via = own(Kind::Treaty).map_or_else(title, Via::Entity);
            here.state(Listed::Party, &pairs(&parties), &date, Some(via), &places, statements);
        }
        About::Exercise if parties.len() <= MOST_PARTIES => {
            let via = own(Kind::Exercise).map_or_else(title, Via::Entity);
            here.state(Listed::Exercise, &pairs(&parties), &date, Some(via), &places, statements);
        }
        About::Conflict => {
            let via = own(Kind::Conflict).map_or_else(title, Via::Entity);
            let mut fought = Vec::new();
            for (n, (_, side)) in sides.iter().enumerate() {
                let others = sides[n + 1..].iter().flat_map(|(_, other)| other);
                for other in others {
                    fought.extend(side.iter().map(|one| (one, other)));
                }
            }
            if sides.iter().all(|(_, side)| side.len() <= MOST_PARTIES) {
                here.state(Listed::Conflict, &fought, &date, Some(via), &places, statements);
            }
        }
        About::Organization => {
            let Some(organization) = here.topic.own.filter(|id| mentions.cast.get(*id).kind.is_organization()) else { return };
            for member in members.iter().filter(|member| member.actor != organization) {
                let pair = (member.actor, organization);
                here.add(Listed::Member, pair, vec![member.evidence.clone()], None, None, &[], statements);
            }
        }
        About::Relations => {
            if let (Some(pair), Some(date), Some(evidence)) = (here.topic.pair, date, dated) {
                here.add(Listed::Relations, pair, vec![evidence], Some(date), None, &[], statements);
            }
        }
        About::Treaty | About::Exercise => {}
    }
}

impl Here<'_> {
    fn evidence(&self, text: &Text, range: std::ops::Range<usize>) -> Evidence {
        let place = Place {
            document: self.document,
            text,
            section: self.infobox.section,
            about: self.topic.about(self.infobox.section),
            topic: self.topic,
            item: false,
        };
        quote(&place, range)
    }

    /// The polities that the lines of a field name, up to a line from which on others are.
    fn named(&self, field: &Field, mentions: &mut Mentions<'_>, named: &mut Vec<Named>) {
        let boxes = self.engine.boxes();
        for marked in mentions.mark(&field.text) {
            let line = &field.text.visible[marked.range.clone()];
            let folded = plain(line);
            if boxes.names(self.about, Role::Stop).any(|word| folded.contains(word)) {
                break;
            }
            let tokens = marked.tokens.iter().filter(|token| token.kind.acts()).flat_map(|token| &token.entities);
            let mut found: Vec<EntityId> = tokens.copied().collect();
            if found.is_empty() {
                found.extend(mentions.country(line));
            }
            for actor in found {
                if mentions.cast.get(actor).kind.is_polity() && !named.iter().any(|known| known.actor == actor) {
                    named.push(Named { actor, evidence: self.evidence(&field.text, marked.range.clone()) });
                }
            }
        }
    }

    fn places(&self, text: &Text, mentions: &mut Mentions<'_>) -> Vec<EntityId> {
        let entities = mentions.mark(text).into_iter().flat_map(|marked| marked.tokens).flat_map(|token| token.entities);
        let is_place = |id: &EntityId| mentions.cast.get(*id).kind == Kind::Place || mentions.cast.get(*id).kind.is_polity();
        entities.filter(is_place).take(3).collect()
    }

    fn state(
        &self,
        fact: Listed,
        pairs: &[(&Named, &Named)],
        date: &Option<Edtf>,
        via: Option<Via>,
        places: &[EntityId],
        statements: &mut Vec<Statement>,
    ) {
        for (a, b) in pairs {
            let mut evidence = vec![a.evidence.clone()];
            if b.evidence != a.evidence {
                evidence.push(b.evidence.clone());
            }
            self.add(fact, (a.actor, b.actor), evidence, date.clone(), via.clone(), places, statements);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what a statement is made of")]
    fn add(
        &self,
        fact: Listed,
        (subject, object): (EntityId, EntityId),
        evidence: Vec<Evidence>,
        date: Option<Edtf>,
        via: Option<Via>,
        places: &[EntityId],
        statements: &mut Vec<Statement>,
    ) {
        let rows = if matches!(fact, Listed::Member | Listed::Relations) { Rows::One } else { Rows::Events };
        let (via, places) = (via.into_iter().collect(), places.to_vec());
        Row { subject, fact, form: Form::Infobox, object, date, via, places, evidence }.state(self.engine, rows, statements);
    }
}

fn pairs(parties: &[Named]) -> Vec<(&Named, &Named)> {
    let mut pairs = Vec::new();
    for (n, a) in parties.iter().enumerate() {
        pairs.extend(parties[n + 1..].iter().map(|b| (a, b)));
    }
    pairs
}

/// The polities that a text names.
fn actors(text: &Text, mentions: &mut Mentions<'_>) -> Vec<EntityId> {
    let tokens = mentions.mark(text).into_iter().flat_map(|marked| marked.tokens).filter(|token| token.kind.acts());
    let mut found: Vec<EntityId> = tokens.flat_map(|token| token.entities).filter(|id| mentions.cast.get(*id).kind.is_polity()).collect();
    if found.is_empty() {
        found.extend(mentions.country(&text.visible));
    }
    found.dedup();
    found
}

fn first_date(text: &Text) -> Option<Edtf> {
    time::find_dates(&fold::fold(&text.visible)).into_iter().find_map(|date| date.value.edtf())
}

/// A name as the data file writes it.
fn plain(name: &str) -> String {
    fold::fold(name.trim()).to_lowercase().replace('_', " ")
}

/// Whether a name holds a word; one of Latin letters as a whole: `war` is not in `software`.
fn has_word(name: &str, word: &str) -> bool {
    let is_apart = |at: usize| {
        let before = name[..at].chars().next_back();
        let behind = name[at + word.len()..].chars().next();
        ![before, behind].into_iter().flatten().any(|c| c.is_ascii_alphanumeric())
    };
    name.match_indices(word).any(|(at, _)| !word.is_ascii() || is_apart(at))
}

fn about_named(name: &str) -> Option<About> {
    Some(match name {
        "treaty" => About::Treaty,
        "conflict" => About::Conflict,
        "organization" => About::Organization,
        "exercise" => About::Exercise,
        "relations" => About::Relations,
        _ => return None,
    })
}

fn role_named(name: &str) -> Option<Role> {
    Some(match name {
        "box" => Role::Box,
        "party" => Role::Party,
        "side" => Role::Side,
        "member" => Role::Member,
        "date" => Role::Date,
        "place" => Role::Place,
        "stop" => Role::Stop,
        _ => return None,
    })
}
