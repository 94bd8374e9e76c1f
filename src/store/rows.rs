//! Statements over many rows given as values: a few texts serve any number of rows, and `SQLite` runs several in one go.

use std::borrow::Cow;

use sqlx::AssertSqlSafe;

use super::{Conn, Result, Tx};

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
pub(super) struct Rows<const COLUMNS: usize>([Texts; 3]);

#[derive(Debug)]
struct Texts {
    sqlite: String,
    postgres: String,
}

impl<const COLUMNS: usize> Rows<COLUMNS> {
    /// A statement with `{rows}` where the rows stand as a table `r` of `column1`, `column2` …
    ///
    /// `SQLite` looks a named parameter up in a list as long as there are parameters, so there they have no names.
    pub(super) fn new(text: &str) -> Self {
        let filled = |lot: usize, name: &dyn Fn(usize) -> String| {
            let row = |place: usize| (1..=COLUMNS).map(|column| name(place * COLUMNS + column)).collect::<Vec<_>>().join(", ");
            let rows: Vec<String> = (0..lot).map(|place| format!("({})", row(place))).collect();
            text.replace("{rows}", &format!("(VALUES {}) AS r", rows.join(", ")))
        };
        Self(LOTS.map(|lot| Texts { sqlite: filled(lot, &|_| "?".to_owned()), postgres: filled(lot, &|number| format!("${number}")) }))
    }

    /// The statement filled in with these rows.
    pub(super) fn with<'a>(&'static self, mut rows: Vec<[Cell<'a>; COLUMNS]>) -> Filled<'a> {
        let lot = LOTS.iter().position(|lot| rows.len() <= *lot).unwrap_or(LOTS.len() - 1);
        let lots = rows.len().div_ceil(LOTS[lot]);
        if let Some(empty) = rows.first().map(|row| row.each_ref().map(Cell::empty)) {
            rows.resize(lots * LOTS[lot], empty);
        }
        Filled { texts: &self.0[lot], cells: rows.into_iter().flatten().collect(), each: LOTS[lot] * COLUMNS }
    }
}

/// A statement with its rows.
#[derive(Debug)]
pub(super) struct Filled<'a> {
    texts: &'static Texts,
    cells: Vec<Cell<'a>>,
    /// Cells of one statement.
    each: usize,
}

/// Binds cells to a query of either database.
macro_rules! bound {
    ($sql:expr, $cells:expr) => {{
        let mut query = sqlx::query($sql);
        for cell in $cells {
            query = match cell {
                Cell::Text(Some(Cow::Owned(text))) => query.bind(text),
                Cell::Text(Some(Cow::Borrowed(text))) => query.bind(text),
                Cell::Text(None) => query.bind(None::<&str>),
                Cell::Number(number) => query.bind(number),
                Cell::Real(real) => query.bind(real),
            };
        }
        query
    }};
}

/// Runs the statements in order; answers how many rows they changed together.
///
/// # Errors
/// When the database refuses.
pub(super) async fn run(tx: &mut Tx, statements: Vec<Filled<'_>>) -> Result<u64> {
    match tx.conn() {
        Conn::Sqlite(conn) => {
            // Each statement of its own would cost a hop to the thread of the database and back.
            let mut sql = String::new();
            for filled in &statements {
                for _ in filled.cells.chunks(filled.each) {
                    sql.push_str(&filled.texts.sqlite);
                    sql.push(';');
                }
            }
            let query = bound!(AssertSqlSafe(sql), statements.into_iter().flat_map(|filled| filled.cells));
            Ok(query.execute(conn).await?.rows_affected())
        }
        Conn::Postgres(conn) => {
            let mut changed = 0;
            for Filled { texts, cells, each } in statements {
                let mut cells = cells.into_iter().peekable();
                while cells.peek().is_some() {
                    changed += bound!(texts.postgres.as_str(), cells.by_ref().take(each)).execute(&mut *conn).await?.rows_affected();
                }
            }
            Ok(changed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_spelled_for_each_database_and_filled_up() {
        static ROWS: std::sync::LazyLock<Rows<2>> = std::sync::LazyLock::new(|| Rows::new("INSERT INTO t SELECT * FROM {rows}"));
        let filled = ROWS.with(vec![["a".into(), 1.into()], ["b".into(), 2.into()]]);
        assert_eq!(filled.texts.sqlite, "INSERT INTO t SELECT * FROM (VALUES (?, ?), (?, ?), (?, ?), (?, ?)) AS r");
        assert_eq!(filled.texts.postgres, "INSERT INTO t SELECT * FROM (VALUES ($1, $2), ($3, $4), ($5, $6), ($7, $8)) AS r");
        assert!(matches!(&filled.cells[4..], [Cell::Text(None), Cell::Number(None), Cell::Text(None), Cell::Number(None)]), "{filled:?}");
        for (rows, cells) in [(0, 0), (4, 4), (5, 16), (17, 64), (64, 64), (65, 128)] {
            assert_eq!(ROWS.with(vec![["a".into(), 1.into()]; rows]).cells.len(), cells * 2, "{rows}");
        }
    }
}
