//! What a page states, as plain data.

use std::sync::Arc;

use crate::{mention::EntityId, span::Span, time::Edtf};

/// All that one page states: the type that this stage hands on.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The relations, in page order.
    pub statements: Vec<Statement>,
    /// Treaties, exercises and conflicts that the statements name, with what the page tells of them.
    pub events: Vec<Event>,
    /// The rows of opinion polls.
    pub polls: Vec<Poll>,
    /// The polity that each section is about; one for each of [`Document::sections`](crate::document::Document::sections).
    pub about: Vec<Option<EntityId>>,
    /// The links to pages in headings, blocks, tables and notes, split into mention and tail.
    pub links: Vec<LinkUse>,
    /// What the page itself is about, where it names that.
    pub own: Option<EntityId>,
}

/// A relation between two actors.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Who.
    pub subject: EntityId,
    /// The local name of the relation in the vocabulary: `signedTreaty`.
    pub relation: Arc<str>,
    /// To whom.
    pub object: EntityId,
    /// When, as precisely as the page says.
    pub date: Option<Edtf>,
    /// The treaty, exercise, conflict, matter or visitor.
    pub via: Vec<Via>,
    /// Where, for what happens at a place.
    pub places: Vec<EntityId>,
    /// How the page puts it.
    pub status: Status,
    /// The id of the rule that found it.
    pub rule: Arc<str>,
    /// The sentences that say so, the clearest first; at least one.
    pub evidence: Vec<Evidence>,
}

/// What a relation goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// Something with a name or an identity of its own.
    Entity(EntityId),
    /// The page's words for it.
    Words(String),
}

/// How the page puts a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// As a fact.
    Affirmed,
    /// As not being so.
    Denied,
    /// As intended.
    Planned,
    /// As what somebody says: who, as the page names them.
    Attributed(String),
}

/// A sentence that shows a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The words, as visible on the page.
    pub quote: String,
    /// Up to some 30 characters of visible text before them in their block.
    pub prefix: String,
    /// And behind them.
    pub suffix: String,
    /// Where they stand in the source.
    pub span: Span,
    /// Index of their section.
    pub section: usize,
    /// Labels of the notes called in them.
    pub notes: Vec<String>,
}

/// A treaty, exercise or conflict.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The entity that it is.
    pub entity: EntityId,
    /// Who took part, in page order.
    pub participants: Vec<EntityId>,
    /// When, if the page says so; several dates that contradict each other are all kept.
    pub dates: Vec<Edtf>,
    /// Where.
    pub places: Vec<EntityId>,
}

/// One row of an opinion poll.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    /// Index into [`Document::tables`](crate::document::Document::tables).
    pub table: usize,
    /// Row of the table, counted from 1 without header rows.
    pub row: usize,
    /// Who asked.
    pub pollster: Option<EntityId>,
    /// When.
    pub date: Option<Edtf>,
    /// The actor that was asked about.
    pub about: Option<EntityId>,
    /// Whose people were asked; none where the page lost it.
    pub respondents: Option<EntityId>,
    /// Share that views it well.
    pub positive: Option<Figure>,
    /// Share that views it badly.
    pub negative: Option<Figure>,
    /// Share that does neither.
    pub neutral: Option<Figure>,
    /// Positive minus negative, as the page gives it.
    pub net: Option<Figure>,
    /// Where the figures contradict each other.
    pub flags: Vec<PollFlag>,
    /// The row.
    pub span: Span,
}

/// A figure of a poll.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// As the page prints it.
    pub printed: String,
    /// In per cent.
    pub value: f64,
}

/// How the figures of a poll contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PollFlag {
    /// The net figure is not positive minus negative.
    NetDiffers,
    /// The shares are off 100 by more than 1.
    SharesOff,
}

/// A link of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkUse {
    /// Index of the section that it stands in.
    pub section: usize,
    /// What it points to.
    pub entity: EntityId,
    /// The title of the page that it leads to, where that page is about the entity.
    pub title: Option<String>,
    /// Where the link stands.
    pub span: Span,
}
