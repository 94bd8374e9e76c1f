//! Statements over many rows given as values: a few texts serve any number of rows, and several statements run in one go.

use std::borrow::Cow;

use sqlx::AssertSqlSafe;

use super::{Conn, Result, State, Tx};

/// How many rows the statements hold; what is left over in one is filled up with empty rows, which change nothing.
const LOTS: [usize; 3] = [4, 16, 64];

/// A value of a row.
#[derive(Debug, Clone)]
pub(super) enum Cell<'a> {
    Text(Option<Cow<'a, str>>),
    Number(Option<i64>),
    Real(Option<f64>),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(Cow::Owned(text)))
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}

impl From<Option<String>> for Cell<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::Owned))
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(real: Option<f64>) -> Self {
        Self::Real(real)
    }
}

impl Cell<'_> {
    /// Nothing, of the same type.
    fn empty(&self) -> Self {
        match self {
            Self::Text(_) => Self::Text(None),
            Self::Number(_) => Self::Number(None),
            Self::Real(_) => Self::Real(None),
        }
    }
}

/// A statement over rows; its first column is never empty.
#[derive(Debug)]
pub(super) struct Rows<const COLUMNS: usize>(Text);

#[derive(Debug)]
struct Text {
    /// The text for each of `LOTS`.
    sqlite: [String; 3],
    /// The text before and after the rows: each column is one array, however many rows there are.
    postgres: (&'static str, &'static str),
    columns: usize,
}

impl<const COLUMNS: usize> Rows<COLUMNS> {
    /// A statement with `{rows}` where the rows stand as a table `r` of `column1`, `column2` …
    ///
    /// `SQLite` looks a named parameter up in a list as long as there are parameters, so there they have no names.
    pub(super) fn new(text: &'static str) -> Self {
        let row = format!("({})", vec!["?"; COLUMNS].join(", "));
        let sqlite = LOTS.map(|lot| text.replace("{rows}", &format!("(VALUES {}) AS r", vec![row.as_str(); lot].join(", "))));
        Self(Text { sqlite, postgres: text.split_once("{rows}").unwrap_or((text, "")), columns: COLUMNS })
    }

    /// The statement filled in with these rows.
    pub(super) fn with<'a>(&'static self, rows: impl ExactSizeIterator<Item = [Cell<'a>; COLUMNS]>) -> Filled<'a> {
        let mut cells = Vec::with_capacity((rows.len() + LOTS[0]).next_multiple_of(LOTS[0]) * COLUMNS);
        cells.extend(rows.flatten());
        Filled { text: &self.0, cells }
    }
}

/// A statement with its rows.
#[derive(Debug)]
pub(super) struct Filled<'a> {
    text: &'static Text,
    cells: Vec<Cell<'a>>,
}

impl<'a> Filled<'a> {
    /// The statements for `SQLite`, one for each lot; what is left over in the last one is filled up.
    fn lots(&mut self) -> Vec<&'static str> {
        let (mut lots, mut rows, columns) = (Vec::new(), 0, self.text.columns);
        let all = self.cells.len() / columns;
        while rows < all {
            let left = all - rows;
            let lot = LOTS.iter().rposition(|lot| *lot <= left).unwrap_or(0);
            let lot = if LOTS.get(lot + 1).is_some_and(|more| left * 4 > more * 3) { lot + 1 } else { lot };
            lots.push(self.text.sqlite[lot].as_str());
            rows += LOTS[lot];
        }
        if let Some(empty) = self.cells.get(..columns).map(|row| row.iter().map(Cell::empty).collect::<Vec<_>>()) {
            let missing = (rows * columns).saturating_sub(self.cells.len());
            self.cells.extend(empty.into_iter().cycle().take(missing));
        }
        lots
    }

    /// The statement for `PostgreSQL`, its parameters numbered from `first` on.
    fn numbered(&self, first: usize) -> String {
        let list = |name: &dyn Fn(usize) -> String| (0..self.text.columns).map(name).collect::<Vec<_>>().join(", ");
        let (before, after) = self.text.postgres;
        format!("{before}UNNEST({}) AS r({}){after}", list(&|place| format!("${}", first + place)), list(&|place| format!("column{}", place + 1)))
    }

    /// The cells of each column.
    fn columns(self) -> Vec<Column<'a>> {
        let rows = self.cells.len() / self.text.columns;
        let mut columns: Vec<Column<'a>> = self.cells.iter().take(self.text.columns).map(|cell| Column::like(cell, rows)).collect();
        for (place, cell) in self.cells.into_iter().enumerate() {
            columns[place % self.text.columns].push(cell);
        }
        columns
    }
}

/// The values of one column.
enum Column<'a> {
    Texts(Vec<Option<Cow<'a, str>>>),
    Numbers(Vec<Option<i64>>),
    Reals(Vec<Option<f64>>),
}

impl<'a> Column<'a> {
    fn like(cell: &Cell<'_>, rows: usize) -> Self {
        match cell {
            Cell::Text(_) => Self::Texts(Vec::with_capacity(rows)),
            Cell::Number(_) => Self::Numbers(Vec::with_capacity(rows)),
            Cell::Real(_) => Self::Reals(Vec::with_capacity(rows)),
        }
    }

    fn push(&mut self, cell: Cell<'a>) {
        match (self, cell) {
            (Self::Texts(texts), Cell::Text(text)) => texts.push(text),
            (Self::Numbers(numbers), Cell::Number(number)) => numbers.push(number),
            (Self::Reals(reals), Cell::Real(real)) => reals.push(real),
            _ => unreachable!("a column has one type"),
        }
    }
}

/// Runs a statement; answers how many rows it changed.
///
/// # Errors
/// When the database refuses.
pub(super) async fn run(tx: &mut Tx, statement: Filled<'_>) -> Result<u64> {
    match tx.conn().await? {
        Conn::Sqlite(conn) => in_one_go(conn, "", vec![statement], "").await,
        Conn::Postgres(conn) => {
            let sql = statement.numbered(1);
            as_one(conn, sql, vec![statement]).await
        }
    }
}

/// Runs two statements, the second of which ends in a condition, and commits: in one go where nothing ran before.
///
/// # Errors
/// When the database refuses.
pub(super) async fn run_and_commit(tx: &mut Tx, first: Filled<'_>, second: Filled<'_>) -> Result<()> {
    let due = tx.state == State::Due;
    tx.state = State::Open;
    match tx.link.conn() {
        Conn::Sqlite(conn) => {
            in_one_go(conn, if due { "BEGIN IMMEDIATE;" } else { "" }, vec![first, second], "COMMIT").await?;
        }
        Conn::Postgres(conn) if due => {
            // One statement is a transaction of its own. The second half waits for the first, so that rows are locked in one order everywhere.
            let rest = second.numbered(1 + first.text.columns);
            let sql = format!("WITH first AS ({} RETURNING 1) {rest} AND (SELECT COUNT(*) FROM first) > 0", first.numbered(1));
            as_one(conn, sql, vec![first, second]).await?;
        }
        Conn::Postgres(_) => {
            run(tx, first).await?;
            run(tx, second).await?;
            return tx.commit_and_stay().await;
        }
    }
    tx.state = State::Ended;
    Ok(())
}

/// Each statement of its own would cost a hop to the thread of the database and back.
async fn in_one_go(conn: &mut sqlx::SqliteConnection, before: &str, mut statements: Vec<Filled<'_>>, after: &str) -> Result<u64> {
    let mut sql = before.to_owned();
    for text in statements.iter_mut().flat_map(Filled::lots) {
        sql.push_str(text);
        sql.push(';');
    }
    sql.push_str(after);
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for cell in statements.into_iter().flat_map(|statement| statement.cells) {
        query = match cell {
            Cell::Text(Some(Cow::Owned(text))) => query.bind(text),
            Cell::Text(Some(Cow::Borrowed(text))) => query.bind(text),
            Cell::Text(None) => query.bind(None::<&str>),
            Cell::Number(number) => query.bind(number),
            Cell::Real(real) => query.bind(real),
        };
    }
    Ok(query.execute(conn).await?.rows_affected())
}

async fn as_one(conn: &mut sqlx::PgConnection, sql: String, statements: Vec<Filled<'_>>) -> Result<u64> {
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for column in statements.into_iter().flat_map(Filled::columns) {
        query = match column {
            Column::Texts(texts) => query.bind(texts),
            Column::Numbers(numbers) => query.bind(numbers),
            Column::Reals(reals) => query.bind(reals),
        };
    }
    Ok(query.execute(conn).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_spelled_for_each_database_and_filled_up() {
        static ROWS: std::sync::LazyLock<Rows<2>> = std::sync::LazyLock::new(|| Rows::new("INSERT INTO t SELECT * FROM {rows} WHERE true"));
        let mut filled = ROWS.with([["a".into(), 1.into()], ["b".into(), 2.into()]].into_iter());
        assert_eq!(filled.numbered(3), "INSERT INTO t SELECT * FROM UNNEST($3, $4) AS r(column1, column2) WHERE true");
        assert_eq!(filled.lots(), ["INSERT INTO t SELECT * FROM (VALUES (?, ?), (?, ?), (?, ?), (?, ?)) AS r WHERE true"]);
        assert!(matches!(&filled.cells[4..], [Cell::Text(None), Cell::Number(None), Cell::Text(None), Cell::Number(None)]), "{filled:?}");
        for (rows, lots) in [(0, vec![]), (4, vec![4]), (5, vec![4, 4]), (13, vec![16]), (17, vec![16, 4]), (64, vec![64]), (65, vec![64, 4]), (120, vec![64, 64])] {
            let mut filled = ROWS.with(vec![["a".into(), 1.into()]; rows].into_iter());
            assert_eq!(filled.lots().iter().map(|text| text.matches('?').count() / 2).collect::<Vec<_>>(), lots, "{rows}");
            assert_eq!(filled.cells.len(), lots.iter().sum::<usize>() * 2, "{rows}");
        }
    }
}
