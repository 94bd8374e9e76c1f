//! Runs statements over rows: on `SQLite` several in one go, on `PostgreSQL` several as one.

use std::{borrow::Cow, sync::Arc};

use sqlx::{AssertSqlSafe, error::DatabaseError};

use super::{Cell, Column, Filled};
use crate::store::{Conn, Error, Result, State, Tx};

/// Runs a statement; answers how many rows it changed.
///
/// # Errors
/// When the database refuses.
pub(in crate::store) async fn run(tx: &mut Tx, statement: Filled<'_>) -> Result<u64> {
    match tx.conn().await? {
        Conn::Sqlite(conn) => {
            let mut steps = Steps::default();
            for (sql, cells, _) in statement.into_lots() {
                steps.add(sql, cells);
            }
            steps.run(conn).await
        }
        Conn::Postgres(conn) => {
            let sql = statement.numbered(1);
            as_one(conn, sql, vec![statement], None).await
        }
    }
}

/// Runs two statements and commits, as one round trip: a transaction that is due, and that nothing ran in.
///
/// The first must change each of its rows, the second must end in a condition. What runs in vain stays open and is to be undone.
///
/// # Errors
/// `Stale` when the first changed fewer rows, and when the database refuses.
pub(in crate::store) async fn run_and_commit(tx: &mut Tx, first: Filled<'_>, second: Filled<'_>) -> Result<()> {
    /// Nothing is greater than this by one, which `SQLite` says as an error.
    const UNLESS_CHANGED: &str = "CASE changes() WHEN ? THEN 1 ELSE abs(-9223372036854775807 - 1) END";
    /// As a SQLSTATE: the words for it follow the server's language.
    const DIVISION_BY_ZERO: &str = "22012";
    debug_assert_eq!(tx.state, State::Due);
    tx.state = State::Open;
    match tx.link.conn() {
        Conn::Sqlite(conn) => {
            let mut steps = Steps { sql: String::with_capacity(8192), cells: Vec::with_capacity(first.cells.len() + second.cells.len()) };
            steps.add("BEGIN IMMEDIATE", Vec::new());
            let mut changed = None;
            for (sql, cells, rows) in first.into_lots() {
                if let Some(before) = changed.replace(Cell::Number(i64::try_from(rows).ok())) {
                    steps.add(&format!("SELECT {UNLESS_CHANGED}"), vec![before]);
                }
                steps.add(sql, cells);
            }
            for (sql, mut cells, _) in second.into_lots() {
                match changed.take() {
                    // The last of the first is checked along with the second: an answer less on the way between the threads.
                    Some(before) => {
                        cells.push(before);
                        steps.add(&format!("{sql} AND {UNLESS_CHANGED}"), cells);
                    }
                    None => steps.add(sql, cells),
                }
            }
            steps.add("COMMIT", Vec::new());
            steps.run(conn).await.map_err(|error| in_vain(error, |inner| inner.message() == "integer overflow"))?;
        }
        Conn::Postgres(conn) => {
            // One statement is a transaction of its own. Its second half waits for the first, so that rows are locked in one order everywhere.
            let (second_from, count_at) = (1 + first.text.columns, 1 + first.text.columns + second.text.columns);
            let unless_changed = format!("1 / (CASE (SELECT COUNT(*) FROM first) WHEN ${count_at} THEN 1 ELSE 0 END) = 1");
            let sql = format!("WITH first AS ({} RETURNING 1) {} AND {unless_changed}", first.numbered(1), second.numbered(second_from));
            let rows = i64::try_from(first.rows()).ok();
            as_one(conn, sql, vec![first, second], rows).await.map_err(|error| in_vain(error, |inner| inner.code().as_deref() == Some(DIVISION_BY_ZERO)))?;
        }
    }
    tx.state = State::Ended;
    Ok(())
}

/// The error by which a database says that the first statement did not change all its rows.
fn in_vain(error: Error, says_so: impl Fn(&dyn DatabaseError) -> bool) -> Error {
    match &error {
        Error::Database(inner) if inner.as_database_error().is_some_and(says_so) => Error::Stale,
        _ => error,
    }
}

/// Statements for `SQLite` that run in one go: each by itself would cost a hop to the thread of the database and back.
#[derive(Default)]
struct Steps<'a> {
    sql: String,
    cells: Vec<Cell<'a>>,
}

impl<'a> Steps<'a> {
    fn add(&mut self, sql: &str, cells: Vec<Cell<'a>>) {
        self.sql.push_str(sql);
        self.sql.push(';');
        self.cells.extend(cells);
    }

    async fn run(self, conn: &mut sqlx::SqliteConnection) -> Result<u64> {
        let mut query = sqlx::query(AssertSqlSafe(self.sql));
        for cell in self.cells {
            query = match cell {
                Cell::Text(Some(Cow::Owned(text))) => query.bind(text),
                Cell::Text(Some(Cow::Borrowed(text))) => query.bind(Arc::<str>::from(text)),
                Cell::Text(None) => query.bind(None::<&str>),
                Cell::Number(number) => query.bind(number),
                Cell::Real(real) => query.bind(real),
            };
        }
        Ok(query.execute(conn).await?.rows_affected())
    }
}

/// Runs one statement for `PostgreSQL` with the columns of all these, and one number if there is one.
async fn as_one(conn: &mut sqlx::PgConnection, sql: String, statements: Vec<Filled<'_>>, number: Option<i64>) -> Result<u64> {
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for column in statements.into_iter().flat_map(Filled::columns) {
        query = match column {
            Column::Texts(texts) => query.bind(texts),
            Column::Numbers(numbers) => query.bind(numbers),
            Column::Reals(reals) => query.bind(reals),
        };
    }
    if number.is_some() {
        query = query.bind(number);
    }
    Ok(query.execute(conn).await?.rows_affected())
}
