//! Tables of facts: members of an organisation with dates of accession, parties of a treaty, participants of exercises, visits, agreements, when relations began and broke,
//! trade by year.

use super::{
    Engine, Statement, Via,
    cells::Cells,
    columns::{Column, Line, by_column, columns, date_in, dated, grid, tell_facts},
    context::{Topic, distinct},
    engine::Place,
    lists,
    record::{all_pairs, quote},
    rows::{Form, Row, Rows},
    rule::Listed,
};
use crate::{
    document::{Cell, Document, Table},
    fold,
    mention::{EntityId, Kind, Marked, Mentions, TokenKind},
    time::Edtf,
};

/// What the rows of a table say of the actors in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    /// They are members of the organisation.
    Member(EntityId),
    /// They signed the treaty, all with each other.
    Party(EntityId),
    /// The two that the page is about traded so much in the year of the row.
    Trade(EntityId, EntityId),
    /// The first sent whom the row names to the second.
    Visit(EntityId, EntityId),
    /// Somebody of one of the two went to the other.
    Visits(EntityId, EntityId),
    /// Somebody of whom the row names came to it.
    Calls(EntityId),
    /// What its columns say happened between it and whom the row names: relations, breaks, recognition.
    Ties(EntityId),
    /// It signed with whom the row names what the row names.
    Dealings(EntityId),
    /// They lean to it, or are against it.
    Leaning(Listed, EntityId),
    /// The two signed what the row names.
    Agreements(EntityId, EntityId),
    /// Those of one row signed a treaty with each other.
    Treaties,
    /// Those of one row took part in an exercise together.
    Exercise(Option<EntityId>),
    /// Those whom the name of a treaty holds signed it.
    Names,
}

/// A treaty with more parties than this says nothing of any two of them.
const MOST_PARTIES: usize = 12;

/// Reads the tables of a page.
///
/// `holders` hold the exercise that the page is about, as far as its text says who.
pub fn read(
    document: &Document,
    mentions: &mut Mentions<'_>,
    topic: &Topic,
    holders: &[EntityId],
    engine: &Engine,
    statements: &mut Vec<Statement>,
) {
    for table in &document.tables {
        if topic.apparatus.get(table.section).copied().unwrap_or(false) {
            continue;
        }
        let Some((header, columns)) = columns(table) else { continue };
        if tell_facts(&columns)
            && let Some(fact) = fact(document, table, &columns, mentions, topic)
        {
            Reading { document, table, topic, holders, engine, statements }.rows(header, &columns, fact, mentions);
        }
        let mut cells = Cells { document, table, engine, topic };
        for row in grid(table, header + 1, columns.len()) {
            cells.row(&Line::new(&row, &columns), mentions, statements);
        }
    }
}

/// What the table is about, by its caption, the headings above it and the page.
fn fact(document: &Document, table: &Table, columns: &[Column], mentions: &mut Mentions<'_>, topic: &Topic) -> Option<Fact> {
    let caption = table.caption.as_ref().map(|c| fold::fold(&c.visible)).unwrap_or_default();
    let words = format!("{caption} {}", fold::fold(&document.section_path(table.section)));
    let has = |list: &[&str]| list.iter().any(|w| words.contains(w));
    let holds = |column| columns.contains(&column);
    let amounts = holds(Column::Amount) && !holds(Column::Actors);
    if let Some((a, b)) = topic.pair.filter(|_| amounts || has(&["贸易", "经贸", "进出口"])) {
        return Some(Fact::Trade(a, b));
    }
    if let Some(Some((guest, host))) = topic.visits.get(table.section) {
        return Some(Fact::Visit(*guest, *host));
    }
    if let Some((leaning, object)) = lists::leaning(&words, topic, mentions).filter(|_| holds(Column::Actors)) {
        return Some(Fact::Leaning(leaning, object));
    }
    let guests = GUESTS.into_iter().any(holds);
    if let Some((a, b)) = topic.pair.filter(|_| guests || has(&["互访", "来访", "出访", "到访", "访问"])) {
        return Some(Fact::Visits(a, b));
    }
    let captioned: Vec<Marked> = table.caption.iter().flat_map(|caption| mentions.mark(caption)).collect();
    if let Some(focus) = focus(&polities(&captioned, mentions), topic) {
        if columns.iter().any(|c| matches!(c, Column::When(_))) {
            return Some(Fact::Ties(focus));
        }
        if holds(Column::Caller) {
            return Some(Fact::Calls(focus));
        }
    }
    let kind = |id: &EntityId| mentions.cast.get(*id).kind;
    if holds(Column::Signers) && holds(Column::Date) {
        return Some(Fact::Treaties);
    }
    let organization = topic.own.filter(|id| kind(id).is_organization());
    if holds(Column::Treaty) && holds(Column::Date) {
        if let Some(own) = organization.filter(|_| holds(Column::Actors)) {
            return Some(Fact::Dealings(own));
        }
        if let Some((a, b)) = topic.pair.filter(|_| !holds(Column::Actors)) {
            return Some(Fact::Agreements(a, b));
        }
    }
    // `成员国及前成员国` are both.
    let former = has(&["前成员", "退出"]) && !words.replace("前成员", "").contains("成员");
    if former || has(&["好感", "民意", "调查", "贸易", "人口", "出口", "进口", "候选", "申请"]) {
        return None;
    }
    if let Some(own) = organization.filter(|_| holds(Column::Joined) || has(&["成员", "会员", "加盟", "观察员", "国家"])) {
        return Some(Fact::Member(own));
    }
    // A table of other treaties is none of the parties of this one.
    let treaty = topic.own.filter(|id| kind(id) == Kind::Treaty && !holds(Column::Name) && !holds(Column::Treaty));
    if let Some(own) = treaty.filter(|_| holds(Column::Signers) || has(&["缔约", "签署", "签约", "当事", "成员", "批准"])) {
        return Some(Fact::Party(own));
    }
    let own = topic.own.filter(|id| kind(id) == Kind::Exercise);
    if own.is_some() || has(&["演习", "军演", "演练"]) {
        return Some(Fact::Exercise(own));
    }
    let mut named = captioned.iter().flat_map(|m| &m.tokens).flat_map(|t| t.entities.iter().copied());
    let organization = named.find(|id| kind(id) == Kind::Organization);
    if let Some(organization) = organization.filter(|_| has(&["成员", "会员"])) {
        return Some(Fact::Member(organization));
    }
    ((holds(Column::Name) || holds(Column::Treaty)) && dated(columns)).then_some(Fact::Names)
}

/// Whom the rows of a table have to do with, where the page is not about two: the one polity of its caption, else whom the page is about.
fn focus(captioned: &[EntityId], topic: &Topic) -> Option<EntityId> {
    match *captioned {
        _ if topic.pair.is_some() => None,
        [one] => Some(one),
        _ => topic.pro.or(topic.anti).or(topic.polity),
    }
}

/// Of a treaty with more, those who came later signed with the first of them, if these are no more than this.
const FOUNDERS: usize = 3;

/// Who may be named as who went on a visit.
const GUESTS: [Column; 2] = [Column::Guest, Column::Caller];

/// A party of a treaty, where it stands and when it joined.
struct Party<'r> {
    id: EntityId,
    cell: &'r Cell,
    date: Option<Edtf>,
}

/// A table of a page, and where what it states goes.
struct Reading<'r> {
    document: &'r Document,
    table: &'r Table,
    topic: &'r Topic,
    holders: &'r [EntityId],
    engine: &'r Engine,
    statements: &'r mut Vec<Statement>,
}

/// What a row states of some pairs.
#[derive(Default)]
struct Told {
    date: Option<Edtf>,
    via: Vec<Via>,
    places: Vec<EntityId>,
}

impl Reading<'_> {
    /// Reads the rows below the header.
    fn rows(&mut self, header: usize, columns: &[Column], fact: Fact, mentions: &mut Mentions<'_>) {
        let table = self.table;
        let unit = unit(table, header);
        let mut parties: Vec<Party<'_>> = Vec::new();
        let heads: Vec<Option<EntityId>> = match fact {
            Fact::Ties(_) => by_column(&table.rows[header].cells, |cell| one_of(cell, mentions)),
            _ => Vec::new(),
        };
        for row in grid(table, header + 1, columns.len()) {
            let line = Line::new(&row, columns);
            match fact {
                Fact::Trade(a, b) => self.trade((a, b), &line, &unit),
                Fact::Visit(from, to) => self.visit((from, to), &line),
                Fact::Visits(a, b) => {
                    let guests = line.cell(&GUESTS).map(|cell| polities_in(cell, mentions)).unwrap_or_default();
                    let hosts = line.cell(&[Column::Place]).map(|cell| seats_in(cell, mentions)).unwrap_or_default();
                    let is = |ids: &[EntityId], one| matches!(ids, [id] if mentions.same_actor_or_era(*id, one));
                    let went = |from, to| is(&guests, from) || guests.is_empty() && is(&hosts, to);
                    if let Some((from, to)) = [(a, b), (b, a)].into_iter().find(|(from, to)| went(*from, *to)) {
                        let year = line.any_date().and_then(|date| date.year());
                        let then = |id| year.map_or(id, |year| mentions.in_year(id, year));
                        self.visit((then(from), then(to)), &line);
                    }
                }
                Fact::Calls(focus) => {
                    if let Some((_, from)) = one_in(&line, &[Column::Actors, Column::Caller], mentions) {
                        self.visit((from, focus), &line);
                    }
                }
                Fact::Ties(focus) => {
                    if let Some(who) = one_in(&line, &[Column::Actors], mentions) {
                        self.ties(who, focus, row.iter().zip(columns).zip(&heads));
                    }
                }
                Fact::Dealings(own) => {
                    if let Some((cell, partner)) = one_in(&line, &[Column::Actors], mentions) {
                        self.agreement((own, partner), cell, &line);
                    }
                }
                Fact::Leaning(leaning, object) => {
                    if let Some((cell, who)) = one_in(&line, &[Column::Actors], mentions) {
                        self.state(cell, &[(who, object)], leaning, &Told { date: line.date(), ..Told::default() });
                    }
                }
                Fact::Agreements(a, b) => {
                    if let Some(cell) = line.cell(&[Column::Treaty]) {
                        self.agreement((a, b), cell, &line);
                    }
                }
                Fact::Member(organization) => self.member(organization, &line, mentions),
                Fact::Exercise(own) => self.exercise(own, &line, mentions),
                Fact::Treaties => self.treaty(&line, mentions),
                Fact::Names => self.named_treaty(&line, mentions),
                Fact::Party(_) => {
                    let Some(cell) = line.cell(&[Column::Actors, Column::Signers]) else { continue };
                    // When a party ratified it is not when it signed.
                    let date = line.date_of(&[Column::Joined, Column::Date]);
                    parties.extend(polities_in(cell, mentions).first().map(|id| Party { id: *id, cell, date }));
                }
            }
        }
        if let Fact::Party(treaty) = fact {
            self.parties(treaty, &parties);
        }
    }

    /// Each signed with all others, when the later of the two did; of many, with those who were the first.
    fn parties(&mut self, treaty: EntityId, parties: &[Party<'_>]) {
        let many = parties.len() > MOST_PARTIES;
        let first = parties.iter().filter_map(|party| party.date.as_ref()).min();
        let is_founder = |party: &Party<'_>| party.date.is_some() && party.date.as_ref() == first;
        if many && parties.iter().filter(|party| is_founder(party)).count() > FOUNDERS {
            return;
        }
        for (n, party) in parties.iter().enumerate() {
            for other in parties[..n].iter().filter(|other| !many || is_founder(other) || is_founder(party)) {
                let date = party.date.clone().max(other.date.clone());
                let told = Told { date, via: vec![Via::Entity(treaty)], places: Vec::new() };
                self.state(party.cell, &[(other.id, party.id)], Listed::Party, &told);
            }
        }
    }

    fn trade(&mut self, pair: (EntityId, EntityId), line: &Line<'_>, unit: &str) {
        let amount = line.cell(&[Column::Amount]).filter(|cell| cell.text.visible.chars().any(|c| c.is_ascii_digit()));
        let (Some(cell), Some(year)) = (amount, line.year_beside(Column::Amount)) else { return };
        let printed = format!("{}{unit}", cell.text.visible.trim());
        self.state(cell, &[pair], Listed::Trade, &Told { date: Some(year), via: vec![Via::Words(printed)], places: Vec::new() });
    }

    fn visit(&mut self, pair: (EntityId, EntityId), line: &Line<'_>) {
        let (Some(cell), Some(date)) = (line.cell(&GUESTS), line.any_date()) else { return };
        let linked = cell.text.links.first().and_then(|l| cell.text.visible.get(l.label.clone()));
        let guest = linked.unwrap_or(cell.text.visible.trim()).to_owned();
        self.state(cell, &[pair], Listed::Visit, &Told { date: Some(date), via: vec![Via::Words(guest)], places: Vec::new() });
    }

    /// What the columns of a row say happened to whom it is about, each when: `建交`, `断交`; with whom else the heading names.
    fn ties<'r>(
        &mut self,
        (cell, who): (&Cell, EntityId),
        focus: EntityId,
        row: impl Iterator<Item = ((&'r Option<&'r Cell>, &'r Column), &'r Option<EntityId>)>,
    ) {
        for ((happened, column), head) in row {
            if let (Some(happened), Column::When(fact)) = (happened, column)
                && let Some(date) = date_in(happened)
            {
                self.state(cell, &[(who, head.unwrap_or(focus))], *fact, &Told { date: Some(date), ..Told::default() });
            }
        }
    }

    /// An agreement that the row names, if it is one that is signed, and says when.
    fn agreement(&mut self, pair: (EntityId, EntityId), cell: &Cell, line: &Line<'_>) {
        if let (Some(date), Some(via)) = (line.date(), line.name()) {
            self.state(cell, &[pair], Listed::Party, &Told { date: Some(date), via: vec![via], places: Vec::new() });
        }
    }

    fn member(&mut self, organization: EntityId, line: &Line<'_>, mentions: &mut Mentions<'_>) {
        let Some(cell) = line.cell(&[Column::Actors]) else { return };
        let marked = mentions.mark(&cell.text);
        let members = polities(&marked, mentions);
        // Several in a cell are those who joined at once, where it names nothing else.
        if members.len() == 1 || line.joined().is_some() && is_list(&marked) {
            let pairs: Vec<_> = members.into_iter().map(|member| (member, organization)).collect();
            self.state(cell, &pairs, Listed::Member, &Told { date: line.joined(), ..Told::default() });
        }
    }

    fn treaty(&mut self, line: &Line<'_>, mentions: &mut Mentions<'_>) {
        let (Some(cell), Some(date)) = (line.cell(&[Column::Signers]), line.date()) else { return };
        let marked = mentions.mark(&cell.text);
        let signers = polities(&marked, mentions);
        if signers.len() > MOST_PARTIES || !is_list(&marked) {
            return;
        }
        let mut pairs = Vec::new();
        all_pairs(&signers, &mut pairs);
        let via = line.name().into_iter().collect();
        self.state(cell, &pairs, Listed::Party, &Told { date: Some(date), via, places: Vec::new() });
    }

    fn named_treaty(&mut self, line: &Line<'_>, mentions: &mut Mentions<'_>) {
        let (Some(cell), Some(date)) = (line.cell(&[Column::Name, Column::Treaty]), line.date()) else { return };
        for token in mentions.mark(&cell.text).into_iter().flat_map(|m| m.tokens).filter(|t| t.kind == TokenKind::Treaty) {
            if let ([treaty, ..], [a, b]) = (&token.entities[..], &token.parties[..]) {
                let told = Told { date: Some(date.clone()), via: vec![Via::Entity(*treaty)], places: Vec::new() };
                self.state(cell, &[(*a, *b)], Listed::Party, &told);
            }
        }
    }

    fn exercise(&mut self, own: Option<EntityId>, line: &Line<'_>, mentions: &mut Mentions<'_>) {
        let (cell, actors) = match (line.cell(&[Column::Actors]), line.cell(&[Column::Others]).zip(own)) {
            (Some(cell), _) => (cell, polities_in(cell, mentions)),
            (None, Some((cell, own))) => (cell, distinct(self.hosts(own).into_iter().chain(polities_in(cell, mentions)))),
            (None, None) => match line.cell(&[Column::Name]).zip(own).filter(|_| line.was_held()) {
                Some((cell, own)) => (cell, self.hosts(own)),
                None => return,
            },
        };
        let mut pairs = Vec::new();
        all_pairs(&actors, &mut pairs);
        let via = line.name().or(own.map(Via::Entity)).into_iter().collect();
        let places = line.cell(&[Column::Place]).map(|cell| places_in(cell, mentions)).unwrap_or_default();
        self.state(cell, &pairs, Listed::Exercise, &Told { date: line.date(), via, places });
    }

    /// Who hold the exercise that the page is about: who alone does, else the two of whom the text first tells.
    fn hosts(&self, own: EntityId) -> Vec<EntityId> {
        if !self.holders.is_empty() {
            return self.holders.to_vec();
        }
        let mut told = self.statements.iter().filter(|s| s.via.contains(&Via::Entity(own))).peekable();
        let first = told.peek().and_then(|s| s.evidence.first()).map(|evidence| evidence.span);
        let there = |s: &&Statement| s.evidence.first().map(|evidence| &evidence.span) == first.as_ref();
        let hosts = distinct(told.filter(there).flat_map(|s| [s.subject, s.object]));
        if hosts.len() == 2 { hosts } else { Vec::new() }
    }

    fn state(&mut self, cell: &Cell, pairs: &[(EntityId, EntityId)], fact: Listed, told: &Told) {
        let place =
            Place { document: self.document, text: &cell.text, section: self.table.section, about: None, topic: self.topic, item: false };
        let rows = match fact {
            Listed::Member | Listed::Recognition | Listed::Pro | Listed::Anti => Rows::One,
            // An exercise is held again each year.
            Listed::Exercise => Rows::Recurring,
            _ => Rows::Events,
        };
        for &(subject, object) in pairs {
            let (date, via, places) = (told.date.clone(), told.via.clone(), told.places.clone());
            let evidence = vec![quote(&place, 0..cell.text.visible.len())];
            Row { subject, fact, form: Form::Table, object, date, via, places, evidence }.state(self.engine, rows, self.statements);
        }
    }
}

/// The unit that the caption or a header gives: `亿美元`.
fn unit(table: &Table, header: usize) -> String {
    let captions = table.caption.iter().map(|c| c.visible.as_str());
    let headers = table.rows.get(header).into_iter().flat_map(|r| &r.cells).map(|c| c.text.visible.as_str());
    let mut words = captions.chain(headers);
    words.find_map(|text| UNITS.iter().find(|unit| fold::fold(text).contains(*unit))).map_or_else(String::new, |unit| (*unit).to_owned())
}

const UNITS: &[&str] = &[
    "百万美元",
    "千万美元",
    "亿美元",
    "万美元",
    "亿欧元",
    "百万欧元",
    "万欧元",
    "亿英镑",
    "万英镑",
    "亿卢布",
    "亿人民币",
    "亿元",
    "万元",
    "亿日元",
    "美元",
    "欧元",
];

fn polities_in(cell: &Cell, mentions: &mut Mentions<'_>) -> Vec<EntityId> {
    let marked = mentions.mark(&cell.text);
    polities(&marked, mentions)
}

/// The polities that a cell names.
pub(super) fn polities(marked: &[Marked], mentions: &Mentions<'_>) -> Vec<EntityId> {
    let tokens = marked.iter().flat_map(|m| &m.tokens).filter(|t| t.kind.acts());
    let named = distinct(tokens.flat_map(|t| t.entities.iter().copied()));
    named.into_iter().filter(|id| mentions.cast.get(*id).kind.is_polity()).collect()
}

/// Whether a cell names actors, and says nothing of them.
pub(super) fn is_list(marked: &[Marked]) -> bool {
    let separates = |c: char| c.is_whitespace() || "、，,;；/和与及".contains(c);
    let names = |c: char| TokenKind::of(c).is_some_and(TokenKind::acts);
    marked.iter().all(|marked| marked.code.chars().all(|c| names(c) || separates(c)))
}

/// The one polity that a cell names.
fn one_of(cell: &Cell, mentions: &mut Mentions<'_>) -> Option<EntityId> {
    if let [one] = polities_in(cell, mentions)[..] { Some(one) } else { None }
}

/// The cell of the first of these columns, and the one polity that it names.
fn one_in<'r>(line: &Line<'r>, columns: &[Column], mentions: &mut Mentions<'_>) -> Option<(&'r Cell, EntityId)> {
    let cell = line.cell(columns)?;
    Some((cell, one_of(cell, mentions)?))
}

/// The states whose cities or lands a cell names.
fn seats_in(cell: &Cell, mentions: &mut Mentions<'_>) -> Vec<EntityId> {
    let tokens = mentions.mark(&cell.text).into_iter().flat_map(|m| m.tokens);
    distinct(tokens.flat_map(|t| if t.parties.is_empty() { t.entities } else { t.parties }))
}

fn places_in(cell: &Cell, mentions: &mut Mentions<'_>) -> Vec<EntityId> {
    let marked = mentions.mark(&cell.text);
    let entities = marked.into_iter().flat_map(|m| m.tokens).flat_map(|t| t.entities);
    entities.filter(|id| mentions.cast.get(*id).kind == Kind::Place || mentions.cast.get(*id).kind.is_polity()).take(3).collect()
}
