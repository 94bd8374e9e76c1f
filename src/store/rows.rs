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
    pub(super) fn with<'a>(&'static self, rows: impl ExactSizeIterator<Item = [Cell<'a>; COLUMNS]>) -> Filled<'a> {
        let mut cells = Vec::with_capacity((rows.len() + LOTS[0]).next_multiple_of(LOTS[0]) * COLUMNS);
        cells.extend(rows.flatten());
        let (mut lots, mut left) = (Vec::new(), cells.len() / COLUMNS);
        while left > 0 {
            let lot = LOTS.iter().rposition(|lot| *lot <= left).unwrap_or(0);
            let lot = if LOTS.get(lot + 1).is_some_and(|more| left * 4 > more * 3) { lot + 1 } else { lot };
            lots.push((&self.0[lot], LOTS[lot] * COLUMNS));
            left = left.saturating_sub(LOTS[lot]);
        }
        let wanted: usize = lots.iter().map(|(_, cells)| cells).sum();
        if let Some(empty) = cells.get(..COLUMNS).map(|row| row.iter().map(Cell::empty).collect::<Vec<_>>()) {
            cells.extend(empty.into_iter().cycle().take(wanted - cells.len()));
        }
        Filled { lots, cells }
    }
}

/// A statement with its rows, as often as these need it.
#[derive(Debug)]
pub(super) struct Filled<'a> {
    /// The text and how many cells it takes.
    lots: Vec<(&'static Texts, usize)>,
    cells: Vec<Cell<'a>>,
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
            for (texts, _) in statements.iter().flat_map(|filled| &filled.lots) {
                sql.push_str(&texts.sqlite);
                sql.push(';');
            }
            let query = bound!(AssertSqlSafe(sql), statements.into_iter().flat_map(|filled| filled.cells));
            Ok(query.execute(conn).await?.rows_affected())
        }
        Conn::Postgres(conn) => {
            let mut changed = 0;
            for Filled { lots, cells } in statements {
                let mut cells = cells.into_iter();
                for (texts, each) in lots {
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
        let filled = ROWS.with([["a".into(), 1.into()], ["b".into(), 2.into()]].into_iter());
        assert_eq!(filled.lots[0].0.sqlite, "INSERT INTO t SELECT * FROM (VALUES (?, ?), (?, ?), (?, ?), (?, ?)) AS r");
        assert_eq!(filled.lots[0].0.postgres, "INSERT INTO t SELECT * FROM (VALUES ($1, $2), ($3, $4), ($5, $6), ($7, $8)) AS r");
        assert!(matches!(&filled.cells[4..], [Cell::Text(None), Cell::Number(None), Cell::Text(None), Cell::Number(None)]), "{filled:?}");
        for (rows, lots) in [(0, vec![]), (4, vec![4]), (5, vec![4, 4]), (13, vec![16]), (17, vec![16, 4]), (64, vec![64]), (65, vec![64, 4]), (120, vec![64, 64])] {
            let filled = ROWS.with(vec![["a".into(), 1.into()]; rows].into_iter());
            assert_eq!(filled.lots.iter().map(|(_, cells)| cells / 2).collect::<Vec<_>>(), lots, "{rows}");
            assert_eq!(filled.cells.len(), lots.iter().sum::<usize>() * 2, "{rows}");
        }
    }
}
