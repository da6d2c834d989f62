//! The columns of a table by their headings, and its rows.

use super::{Via, rule::Listed};
use crate::{
    document::{Cell, Table},
    fold,
    time::{self, Edtf},
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Actors,
    /// Who took part besides those who hold what the page is about.
    Others,
    /// Who signed a treaty.
    Signers,
    Date,
    /// When somebody joined.
    Joined,
    /// When that happened: `建交`, `断交`, `承认日期`.
    When(Listed),
    Name,
    /// The names of agreements.
    Treaty,
    Place,
    /// What was traded in a year, both ways together or one way.
    Amount,
    /// Who went on a visit.
    Guest,
    /// Who came: the other side need not be named.
    Caller,
    Other,
}

/// The header row and what its columns hold.
pub(super) fn columns(table: &Table) -> Option<(usize, Vec<Column>)> {
    let (at, row) = table.rows.iter().enumerate().take(3).find(|(_, r)| r.cells.len() >= 2)?;
    let total = |c: &Cell| fold::fold(&c.text.visible).contains(['总', '双', '合']);
    let totals = row.cells.iter().any(|c| column(&c.text.visible) == Column::Amount && total(c));
    let column = |c: &Cell| match column(&c.text.visible) {
        // The total says it all where there is one.
        Column::Amount if totals && !total(c) => Column::Other,
        column => column,
    };
    Some((at, by_column(&row.cells, column)))
}

/// What is said of each cell of a header, once for each column that it is over.
pub(super) fn by_column<T: Clone>(cells: &[Cell], mut says: impl FnMut(&Cell) -> T) -> Vec<T> {
    cells.iter().flat_map(|cell| std::iter::repeat_n(says(cell), cell.columns.clamp(1, 50))).collect()
}

/// Whether some column says when.
pub(super) fn dated(columns: &[Column]) -> bool {
    columns.iter().any(|c| matches!(c, Column::Date | Column::Joined))
}

/// Whether some column says who, or what was held and when.
pub(super) fn tell_facts(columns: &[Column]) -> bool {
    let named = columns.iter().any(|c| matches!(c, Column::Name | Column::Treaty)) && dated(columns);
    let who = |c: &Column| {
        matches!(c, Column::Actors | Column::Others | Column::Signers | Column::Amount | Column::Guest | Column::Caller | Column::When(_))
    };
    named || columns.iter().any(who)
}

/// What a heading says of the cells below it: the first row of which a word stands in it; `=` means that it is the whole of it.
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Amount, &["贸易额", "出口", "进口", "总额", "贸易量", "贸易值", "输出", "输入"]),
    (
        Column::Other,
        &["退出", "终止", "废止", "离开", "备注", "注释", "人数", "人口", "首都", "生效", "批准", "交存", "不承认", "撤销", "撤回", "收回"],
    ),
    (Column::When(Listed::Break), &["断交", "绝交", "断绝"]),
    (Column::When(Listed::Relations), &["建交", "复交", "恢复外交"]),
    (Column::When(Listed::Recognition), &["承认日期", "承认时间", "承认年份", "=承认"]),
    (Column::Signers, &["缔约国", "缔约方", "签约国", "签约方", "签署国", "签署方", "签字国", "签字方", "当事国", "加入国", "加入方"]),
    (Column::Joined, &["加入", "成为成员", "入盟", "入会", "地位日期", "地位时间"]),
    (Column::Date, &["日期", "时间", "年份", "年度", "签署", "签订", "届次年", "=年"]),
    (Column::Actors, &["成员", "会员", "国家", "国名", "缔约", "参加国", "参与国", "参演", "参加方", "参与方", "与会", "加盟国"]),
    (Column::Actors, &["=对象", "=伙伴", "=对方", "=合作方", "=合作对象", "=谈判对象", "=签署对象", "=对象国", "政权", "=政府"]),
    (Column::Caller, &["访宾", "来访者", "到访者", "访客", "来宾", "来访人", "贵宾"]),
    (Column::Guest, &["姓名", "出访者", "访问者", "出访人", "领导人", "官员", "元首"]),
    (Column::Place, &["地点", "地区", "海域", "地域", "到访地", "访问地", "目的地", "城市"]),
    (Column::Treaty, &["条约", "协定", "协议", "公约"]),
    (Column::Name, &["名称", "代号", "演习", "文件"]),
];

fn column(heading: &str) -> Column {
    let heading = fold::fold(heading.trim());
    let has = |words: &[&str]| words.iter().any(|w| w.strip_prefix('=').map_or_else(|| heading.contains(w), |whole| heading == whole));
    // `签署国批准日期` is when.
    let who = |column: Column| column == Column::Signers && heading.contains('日');
    match HEADINGS.iter().find(|(column, words)| has(words) && !who(*column)) {
        Some((Column::Actors, _)) if has(&["以外", "之外", "其他", "其它", "外国", "受邀", "应邀"]) => Column::Others,
        Some((column, _)) => *column,
        None => Column::Other,
    }
}

/// The cells of a row with what their columns hold.
pub(super) struct Line<'r>(Vec<(&'r Cell, Column)>);

impl<'r> Line<'r> {
    pub fn new(row: &[Option<&'r Cell>], columns: &[Column]) -> Self {
        Self(row.iter().zip(columns).filter_map(|(cell, column)| cell.map(|cell| (cell, *column))).collect())
    }

    /// The cells in their order.
    pub fn cells(&self) -> impl Iterator<Item = &'r Cell> {
        self.0.iter().map(|(cell, _)| *cell)
    }

    /// The first cell of one of these columns, the likeliest first.
    pub fn cell(&self, wanted: &[Column]) -> Option<&'r Cell> {
        wanted.iter().find_map(|wanted| self.of(*wanted).next())
    }

    fn of(&self, wanted: Column) -> impl Iterator<Item = &'r Cell> {
        self.0.iter().filter(move |(_, column)| *column == wanted).map(|(cell, _)| *cell)
    }

    /// The name that the row gives to what it tells of.
    pub fn name(&self) -> Option<Via> {
        let name = self.cell(&[Column::Name, Column::Treaty])?.text.visible.trim();
        (!name.is_empty()).then(|| Via::Words(name.to_owned()))
    }

    /// The first date that any cell gives.
    pub fn any_date(&self) -> Option<Edtf> {
        self.0.iter().find_map(|(cell, _)| date_in(cell))
    }

    /// Whether a row of an exercise says when it was held, and nothing of its not being held.
    pub fn was_held(&self) -> bool {
        const NOT_HELD: &[&str] = &["停办", "取消", "未举行", "停止", "中止", "推迟", "延期", "未举办", "暂停举行"];
        let off = |cell: &Cell| NOT_HELD.iter().any(|words| fold::fold(&cell.text.visible).contains(words));
        self.date().is_some() && !self.0.iter().any(|(cell, _)| off(cell))
    }

    /// The date that its columns of dates give, else any.
    pub fn date(&self) -> Option<Edtf> {
        self.date_of(&[Column::Date, Column::Joined]).or_else(|| self.any_date())
    }

    /// When the row says that somebody joined, else any date.
    pub fn joined(&self) -> Option<Edtf> {
        self.date_of(&[Column::Joined, Column::Date]).or_else(|| self.any_date())
    }

    /// The date of the first of these columns that gives one.
    pub fn date_of(&self, columns: &[Column]) -> Option<Edtf> {
        columns.iter().find_map(|column| row_date(&self.of(*column).collect::<Vec<_>>()))
    }

    /// The year that the row is of, if it is not in a column of these.
    pub fn year_beside(&self, column: Column) -> Option<Edtf> {
        self.0.iter().filter(|(_, other)| *other != column).find_map(|(cell, _)| year_in(cell))
    }
}

/// The year that a cell is: `2015`, `2015年`.
fn year_in(cell: &Cell) -> Option<Edtf> {
    let text = fold::fold(cell.text.visible.trim());
    let digits = text.strip_suffix('年').unwrap_or(&text);
    date_in(cell).or_else(|| Edtf::new(digits.to_owned()).filter(|_| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())))
}

/// The first date in a cell.
pub(super) fn date_in(cell: &Cell) -> Option<Edtf> {
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
pub(super) fn grid(table: &Table, first: usize, width: usize) -> Vec<Vec<Option<&Cell>>> {
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
