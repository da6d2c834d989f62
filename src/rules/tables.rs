//! Tables of facts: members of an organisation with dates of accession, parties of a treaty, participants of exercises, trade by year.

use super::{
    Engine, Statement, Via,
    cells::Cells,
    context::{Topic, distinct},
    engine::Place,
    record::{all_pairs, quote},
    rows::{Form, Row, Rows},
    rule::Listed,
};
use crate::{
    document::{Cell, Document, Table},
    fold,
    mention::{EntityId, Kind, Marked, Mentions, TokenKind},
    time::{self, Edtf},
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Actors,
    /// Who took part besides those who hold what the page is about.
    Others,
    /// Who signed a treaty.
    Signers,
    Date,
    Name,
    Place,
    /// What was traded in a year, both ways together or one way.
    Amount,
    /// Who went on a visit.
    Guest,
    Other,
}

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
pub fn read(document: &Document, mentions: &mut Mentions<'_>, topic: &Topic, engine: &Engine, statements: &mut Vec<Statement>) {
    for table in &document.tables {
        if topic.apparatus.get(table.section).copied().unwrap_or(false) {
            continue;
        }
        let Some((header, columns)) = columns(table) else { continue };
        if tell_facts(&columns)
            && let Some(fact) = fact(document, table, &columns, mentions, topic)
        {
            Reading { document, table, topic, engine, statements }.rows(header, &columns, fact, mentions);
        }
        let mut cells = Cells { document, table, engine, topic: topic.clone() };
        for row in grid(table, header + 1, columns.len()) {
            cells.row(&Line::new(&row, &columns), mentions, statements);
        }
    }
}

/// The header row and what its columns hold.
fn columns(table: &Table) -> Option<(usize, Vec<Column>)> {
    let (at, row) = table.rows.iter().enumerate().take(3).find(|(_, r)| r.cells.len() >= 2)?;
    let total = |c: &Cell| fold::fold(&c.text.visible).contains(['总', '双', '合']);
    let totals = row.cells.iter().any(|c| column(&c.text.visible) == Column::Amount && total(c));
    let column = |c: &Cell| match column(&c.text.visible) {
        // The total says it all where there is one.
        Column::Amount if totals && !total(c) => Column::Other,
        column => column,
    };
    let columns: Vec<Column> = row.cells.iter().flat_map(|c| std::iter::repeat_n(column(c), c.columns.clamp(1, 50))).collect();
    Some((at, columns))
}

/// Whether some column says who, or what was held and when.
fn tell_facts(columns: &[Column]) -> bool {
    let named = columns.contains(&Column::Name) && columns.contains(&Column::Date);
    named || columns.iter().any(|c| matches!(c, Column::Actors | Column::Others | Column::Signers | Column::Amount | Column::Guest))
}

fn column(heading: &str) -> Column {
    let heading = fold::fold(heading.trim());
    let has = |words: &[&str]| words.iter().any(|w| heading.contains(w));
    if has(&["贸易额", "出口", "进口", "总额", "贸易量", "贸易值", "输出", "输入"]) {
        Column::Amount
    } else if has(&["退出", "终止", "废止", "离开", "备注", "注释", "人数", "人口", "首都"]) {
        Column::Other
    } else if has(&["缔约国", "缔约方", "签约国", "签约方", "签署国", "签署方", "签字国", "签字方", "当事国"]) && !heading.contains("日")
    {
        Column::Signers
    } else if has(&["日期", "时间", "年份", "加入", "年度", "签署", "届次年"]) || heading == "年" {
        Column::Date
    } else if has(&["以外", "之外"]) && has(&["参加国", "参与国", "参演", "参加方", "参与方", "参加者"]) {
        Column::Others
    } else if has(&["成员", "会员", "国家", "国名", "缔约", "参加国", "参与国", "参演", "参加方", "参与方", "与会", "加盟国"])
    {
        Column::Actors
    } else if has(&[
        "访宾",
        "姓名",
        "来访者",
        "出访者",
        "访问者",
        "到访者",
        "访客",
        "来宾",
        "来访人",
        "出访人",
        "领导人",
        "官员",
        "元首",
        "贵宾",
    ]) {
        Column::Guest
    } else if has(&["地点", "地区", "海域", "地域", "到访地", "访问地", "目的地", "城市"]) {
        Column::Place
    } else if has(&["名称", "代号", "演习", "条约", "协定", "文件"]) {
        Column::Name
    } else {
        Column::Other
    }
}

/// What the table is about, by its caption, the headings above it and the page.
fn fact(document: &Document, table: &Table, columns: &[Column], mentions: &mut Mentions<'_>, topic: &Topic) -> Option<Fact> {
    let caption = table.caption.as_ref().map(|c| fold::fold(&c.visible)).unwrap_or_default();
    let words = format!("{caption} {}", fold::fold(&document.section_path(table.section)));
    let has = |list: &[&str]| list.iter().any(|w| words.contains(w));
    let amounts = columns.contains(&Column::Amount) && !columns.contains(&Column::Actors);
    if let Some((a, b)) = topic.pair.filter(|_| amounts || has(&["贸易", "经贸", "进出口"])) {
        return Some(Fact::Trade(a, b));
    }
    if let Some(Some((guest, host))) = topic.visits.get(table.section) {
        return Some(Fact::Visit(*guest, *host));
    }
    if let Some((a, b)) = topic.pair.filter(|_| columns.contains(&Column::Guest) || has(&["互访", "来访", "出访", "到访", "访问"]))
    {
        return Some(Fact::Visits(a, b));
    }
    // `成员国及前成员国` are both.
    let former = has(&["前成员", "退出"]) && !words.replace("前成员", "").contains("成员");
    if former || has(&["好感", "民意", "调查", "贸易", "人口", "出口", "进口", "候选", "申请"]) {
        return None;
    }
    let kind = |id: &EntityId| mentions.cast.get(*id).kind;
    if columns.contains(&Column::Signers) && columns.contains(&Column::Date) {
        return Some(Fact::Treaties);
    }
    let organization = topic.own.filter(|id| kind(id).is_organization());
    if let Some(own) = organization.filter(|_| has(&["成员", "会员", "加盟", "观察员", "国家"])) {
        return Some(Fact::Member(own));
    }
    // A table of other treaties is none of the parties of this one.
    let treaty = topic.own.filter(|id| kind(id) == Kind::Treaty && !columns.contains(&Column::Name));
    if let Some(own) = treaty.filter(|_| has(&["缔约", "签署", "签约", "当事", "成员", "批准"])) {
        return Some(Fact::Party(own));
    }
    let own = topic.own.filter(|id| kind(id) == Kind::Exercise);
    if own.is_some() || has(&["演习", "军演", "演练"]) {
        return Some(Fact::Exercise(own));
    }
    let captions = table.caption.iter().flat_map(|caption| mentions.mark(caption));
    let named: Vec<EntityId> = captions.flat_map(|m| m.tokens).flat_map(|t| t.entities).collect();
    let organization = named.into_iter().find(|id| mentions.cast.get(*id).kind == Kind::Organization);
    if let Some(organization) = organization.filter(|_| has(&["成员", "会员"])) {
        return Some(Fact::Member(organization));
    }
    (columns.contains(&Column::Name) && columns.contains(&Column::Date)).then_some(Fact::Names)
}

/// A table of a page, and where what it states goes.
struct Reading<'r> {
    document: &'r Document,
    table: &'r Table,
    topic: &'r Topic,
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

/// The cells of a row with what their columns hold.
pub(super) struct Line<'r>(Vec<(&'r Cell, Column)>);

impl<'r> Line<'r> {
    fn new(row: &[Option<&'r Cell>], columns: &[Column]) -> Self {
        Self(row.iter().zip(columns).filter_map(|(cell, column)| cell.map(|cell| (cell, *column))).collect())
    }

    /// The cells in their order.
    pub fn cells(&self) -> impl Iterator<Item = &'r Cell> {
        self.0.iter().map(|(cell, _)| *cell)
    }

    fn cell(&self, wanted: Column) -> Option<&'r Cell> {
        self.0.iter().find(|(_, column)| *column == wanted).map(|(cell, _)| *cell)
    }

    /// The name that the row gives to what it tells of.
    fn name(&self) -> Option<Via> {
        let name = self.cell(Column::Name)?.text.visible.trim();
        (!name.is_empty()).then(|| Via::Words(name.to_owned()))
    }

    /// The first date that any cell gives.
    fn any_date(&self) -> Option<Edtf> {
        self.0.iter().find_map(|(cell, _)| date_in(cell))
    }

    /// Whether a row of an exercise says when it was held, and nothing of its not being held.
    fn was_held(&self) -> bool {
        const NOT_HELD: &[&str] = &["停办", "取消", "未举行", "停止", "中止", "推迟", "延期", "未举办", "暂停举行"];
        let off = |cell: &Cell| NOT_HELD.iter().any(|words| fold::fold(&cell.text.visible).contains(words));
        self.date().is_some() && !self.0.iter().any(|(cell, _)| off(cell))
    }

    /// The date that its columns of dates give, else any.
    pub fn date(&self) -> Option<Edtf> {
        let dates: Vec<&Cell> = self.0.iter().filter(|(_, column)| *column == Column::Date).map(|(cell, _)| *cell).collect();
        row_date(&dates).or_else(|| self.any_date())
    }
}

impl Reading<'_> {
    /// Reads the rows below the header.
    fn rows(&mut self, header: usize, columns: &[Column], fact: Fact, mentions: &mut Mentions<'_>) {
        let table = self.table;
        let unit = unit(table, header);
        let mut parties: Vec<(EntityId, &Cell)> = Vec::new();
        for row in grid(table, header + 1, columns.len()) {
            let line = Line::new(&row, columns);
            match fact {
                Fact::Trade(a, b) => self.trade((a, b), &line, &unit),
                Fact::Visit(from, to) => self.visit((from, to), &line),
                Fact::Visits(a, b) => {
                    let guests = line.cell(Column::Guest).map(|cell| polities_in(cell, mentions)).unwrap_or_default();
                    let hosts = line.cell(Column::Place).map(|cell| seats_in(cell, mentions)).unwrap_or_default();
                    let is = |ids: &[EntityId], one| matches!(ids, [id] if mentions.same_actor_or_era(*id, one));
                    let went = |from, to| is(&guests, from) || guests.is_empty() && is(&hosts, to);
                    if let Some((from, to)) = [(a, b), (b, a)].into_iter().find(|(from, to)| went(*from, *to)) {
                        let year = line.any_date().and_then(|date| date.year());
                        let then = |id| year.map_or(id, |year| mentions.in_year(id, year));
                        self.visit((then(from), then(to)), &line);
                    }
                }
                Fact::Member(organization) => self.member(organization, &line, mentions),
                Fact::Exercise(own) => self.exercise(own, &line, mentions),
                Fact::Treaties => self.treaty(&line, mentions),
                Fact::Names => self.named_treaty(&line, mentions),
                Fact::Party(_) => {
                    let Some(cell) = line.cell(Column::Actors).or_else(|| line.cell(Column::Signers)) else { continue };
                    parties.extend(polities_in(cell, mentions).first().map(|id| (*id, cell)));
                }
            }
        }
        if let Fact::Party(treaty) = fact
            && parties.len() <= MOST_PARTIES
        {
            for (n, (a, cell)) in parties.iter().enumerate() {
                let pairs: Vec<_> = parties[n + 1..].iter().map(|(b, _)| (*a, *b)).collect();
                self.state(cell, &pairs, Listed::Party, &Told { via: vec![Via::Entity(treaty)], ..Told::default() });
            }
        }
    }

    fn trade(&mut self, pair: (EntityId, EntityId), line: &Line<'_>, unit: &str) {
        let amount = line.cell(Column::Amount).filter(|cell| cell.text.visible.chars().any(|c| c.is_ascii_digit()));
        let year = line.0.iter().filter(|(_, column)| *column != Column::Amount).find_map(|(cell, _)| year_in(cell));
        let (Some(cell), Some(year)) = (amount, year) else { return };
        let printed = format!("{}{unit}", cell.text.visible.trim());
        self.state(cell, &[pair], Listed::Trade, &Told { date: Some(year), via: vec![Via::Words(printed)], places: Vec::new() });
    }

    fn visit(&mut self, pair: (EntityId, EntityId), line: &Line<'_>) {
        let (Some(cell), Some(date)) = (line.cell(Column::Guest), line.any_date()) else { return };
        let linked = cell.text.links.first().and_then(|l| cell.text.visible.get(l.label.clone()));
        let guest = linked.unwrap_or(cell.text.visible.trim()).to_owned();
        self.state(cell, &[pair], Listed::Visit, &Told { date: Some(date), via: vec![Via::Words(guest)], places: Vec::new() });
    }

    fn member(&mut self, organization: EntityId, line: &Line<'_>, mentions: &mut Mentions<'_>) {
        let Some(cell) = line.cell(Column::Actors) else { return };
        let marked = mentions.mark(&cell.text);
        let members = polities(&marked, mentions);
        // Several in a cell are those who joined at once, where it names nothing else.
        if members.len() == 1 || line.date().is_some() && is_list(&marked) {
            let pairs: Vec<_> = members.into_iter().map(|member| (member, organization)).collect();
            self.state(cell, &pairs, Listed::Member, &Told { date: line.date(), ..Told::default() });
        }
    }

    fn treaty(&mut self, line: &Line<'_>, mentions: &mut Mentions<'_>) {
        let (Some(cell), Some(date)) = (line.cell(Column::Signers), line.date()) else { return };
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
        let (Some(cell), Some(date)) = (line.cell(Column::Name), line.date()) else { return };
        for token in mentions.mark(&cell.text).into_iter().flat_map(|m| m.tokens).filter(|t| t.kind == TokenKind::Treaty) {
            if let ([treaty, ..], [a, b]) = (&token.entities[..], &token.parties[..]) {
                let told = Told { date: Some(date.clone()), via: vec![Via::Entity(*treaty)], places: Vec::new() };
                self.state(cell, &[(*a, *b)], Listed::Party, &told);
            }
        }
    }

    fn exercise(&mut self, own: Option<EntityId>, line: &Line<'_>, mentions: &mut Mentions<'_>) {
        let (cell, actors) = match (line.cell(Column::Actors), line.cell(Column::Others).zip(own)) {
            (Some(cell), _) => (cell, polities_in(cell, mentions)),
            (None, Some((cell, own))) => (cell, distinct(self.hosts(own).into_iter().chain(polities_in(cell, mentions)))),
            (None, None) => match line.cell(Column::Name).zip(own).filter(|_| line.was_held()) {
                Some((cell, own)) => (cell, self.hosts(own)),
                None => return,
            },
        };
        let mut pairs = Vec::new();
        all_pairs(&actors, &mut pairs);
        let via = line.name().or(own.map(Via::Entity)).into_iter().collect();
        let places = line.cell(Column::Place).map(|cell| places_in(cell, mentions)).unwrap_or_default();
        self.state(cell, &pairs, Listed::Exercise, &Told { date: line.date(), via, places });
    }

    /// The two who hold the exercise that the page is about, as the text first tells of it.
    fn hosts(&self, own: EntityId) -> Vec<EntityId> {
        let mut told = self.statements.iter().filter(|s| s.via.contains(&Via::Entity(own))).peekable();
        let first = told.peek().and_then(|s| s.evidence.first()).map(|evidence| evidence.span);
        let there = |s: &&Statement| s.evidence.first().map(|evidence| &evidence.span) == first.as_ref();
        let hosts = distinct(told.filter(there).flat_map(|s| [s.subject, s.object]));
        if hosts.len() == 2 { hosts } else { Vec::new() }
    }

    fn state(&mut self, cell: &Cell, pairs: &[(EntityId, EntityId)], fact: Listed, told: &Told) {
        let place = Place { document: self.document, text: &cell.text, section: self.table.section, topic: self.topic, item: false };
        let rows = match fact {
            Listed::Member => Rows::One,
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

/// The year that a cell is: `2015`, `2015年`.
fn year_in(cell: &Cell) -> Option<Edtf> {
    let text = fold::fold(cell.text.visible.trim());
    let digits = text.strip_suffix('年').unwrap_or(&text);
    date_in(cell).or_else(|| Edtf::new(digits.to_owned()).filter(|_| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())))
}

fn date_in(cell: &Cell) -> Option<Edtf> {
    time::find_dates(&fold::fold(&cell.text.visible)).into_iter().find_map(|d| d.value.edtf())
}

/// The date that the cells of a row give, the first of them that does: `2015年`, `2015年6月` of a year and a month in cells of their own.
fn row_date(cells: &[&Cell]) -> Option<Edtf> {
    let first = cells.first()?;
    let year = || cells.iter().find_map(|cell| year_in(cell));
    let date = |cell: &&Cell| time::find_dates(&fold::fold(&cell.text.visible)).into_iter().next();
    let whole = date_in(first);
    if whole.as_ref().is_some_and(|date| date.as_str().len() > 4) || cells.len() == 1 {
        return whole;
    }
    let year = year();
    let finer = cells.iter().filter_map(date).filter(|date| date.value.edtf().is_none()).find_map(|date| date.value.resolve(year.as_ref()));
    finer.or(whole).or(year)
}

/// The rows from `first` on as cells by column: a cell that spans rows stands in each of them.
fn grid(table: &Table, first: usize, width: usize) -> Vec<Vec<Option<&Cell>>> {
    let mut hanging: Vec<(usize, Option<&Cell>)> = vec![(0, None); width];
    let mut rows = Vec::new();
    for row in table.rows.iter().skip(first).filter(|r| !r.header) {
        let mut cells = row.cells.iter();
        let mut line: Vec<Option<&Cell>> = Vec::with_capacity(width);
        while line.len() < width {
            let at = line.len();
            if hanging[at].0 > 0 {
                hanging[at].0 -= 1;
                line.push(hanging[at].1);
                continue;
            }
            let Some(cell) = cells.next() else { break };
            for below in hanging.iter_mut().skip(at).take(cell.columns.clamp(1, width - at)) {
                line.push(Some(cell));
                *below = (cell.rows.saturating_sub(1), Some(cell));
            }
        }
        rows.push(line);
    }
    rows
}

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
