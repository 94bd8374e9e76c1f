//! The only place with SQL: one file per table, one text for `SQLite` and `PostgreSQL`.
//!
//! A [`Store`] opens transactions; the functions of the table files run on one. Writes on `SQLite` begin `IMMEDIATE`:
//! a transaction that reads before it writes would otherwise fail as soon as another one wrote in between.

pub mod agent;
pub mod attachment;
pub mod chat;
pub mod conversation;
pub mod dump;
mod error;
pub mod folder;
pub mod letter;
pub mod link;
pub mod message;
pub mod notify;
mod open;
pub mod outbox;
pub mod outcome;
pub mod person;
pub mod resting;
pub mod revision;
mod rows;
pub mod setting;
pub mod sign_in_code;
mod sql;
pub mod study;
pub mod ticket;
pub mod visitor;
pub mod warning;

use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};

pub use error::{Error, Result};
pub use open::redacted;

/// The database of one Garda.
#[derive(Debug, Clone)]
pub enum Store {
    /// A file beside the program: one writer, several readers.
    Sqlite {
        /// The single writing connection.
        writer: SqlitePool,
        /// Connections that cannot write.
        readers: SqlitePool,
    },
    /// A server that several Gardas may share.
    Postgres {
        /// Its connections.
        pool: PgPool,
        /// Its address, for the listener.
        url: String,
    },
}

/// An open transaction, or a connection to read from.
///
/// One that is dropped before it is committed or undone takes its connection along: what it did is undone.
#[derive(Debug)]
pub struct Tx {
    link: Link,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is begun; statements stand for themselves.
    Ended,
    /// Begun, but the database hears of it with the first statement only.
    Due,
    /// The database has begun it.
    Open,
}

#[derive(Debug)]
enum Link {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// The connection below a [`Tx`], by kind of database.
enum Conn<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

/// Runs one body against whichever database the transaction is open on.
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx.conn().await? {
            $crate::store::Conn::Sqlite($conn) => $body,
            $crate::store::Conn::Postgres($conn) => $body,
        }
    };
}
use on;

impl Store {
    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx> {
        let link = match self {
            Self::Sqlite { writer, .. } => Link::Sqlite(writer.acquire().await?),
            Self::Postgres { pool, .. } => Link::Postgres(pool.acquire().await?),
        };
        Ok(Tx { link, state: State::Due })
    }

    /// A connection to read from; each statement sees what is committed when it runs.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> Result<Tx> {
        let link = match self {
            Self::Sqlite { readers, .. } => Link::Sqlite(readers.acquire().await?),
            Self::Postgres { pool, .. } => Link::Postgres(pool.acquire().await?),
        };
        Ok(Tx { link, state: State::Ended })
    }

    /// A transaction that reads everything as it stands now, whatever others write meanwhile.
    async fn snapshot(&self) -> Result<Tx> {
        let mut tx = self.read().await?;
        tx.run(if tx.is_sqlite() { "BEGIN" } else { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" }).await?;
        tx.state = State::Open;
        Ok(tx)
    }
}

impl Tx {
    fn is_sqlite(&self) -> bool {
        matches!(self.link, Link::Sqlite(_))
    }

    /// The connection, with the transaction begun on it if one is due.
    async fn conn(&mut self) -> Result<Conn<'_>> {
        if self.state == State::Due {
            self.state = State::Open;
            let begin = self.begin_statement();
            self.link.run(begin).await?;
        }
        Ok(self.link.conn())
    }

    fn begin_statement(&self) -> &'static str {
        if self.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" }
    }

    /// Begins the next transaction on the connection of one that has ended.
    pub fn begin(&mut self) {
        self.state = State::Due;
    }

    /// Makes sure that the database knows of the transaction.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn ready(&mut self) -> Result<()> {
        self.conn().await.map(|_| ())
    }

    /// Makes everything since it began durable.
    ///
    /// # Errors
    /// When the database refuses; nothing is known to be stored then, and it must not be tried again on this handle.
    pub async fn commit(mut self) -> Result<()> {
        self.commit_and_stay().await
    }

    /// As [`Tx::commit`], but keeps the connection, for [`Tx::begin`].
    ///
    /// # Errors
    /// As there.
    pub async fn commit_and_stay(&mut self) -> Result<()> {
        self.end("COMMIT").await
    }

    /// Undoes everything since it began.
    ///
    /// # Errors
    /// When the database cannot be reached; it undoes everything by itself then.
    pub async fn undo(&mut self) -> Result<()> {
        self.end("ROLLBACK").await
    }

    async fn end(&mut self, statement: &'static str) -> Result<()> {
        if self.state == State::Open {
            self.link.run(statement).await?;
        }
        self.state = State::Ended;
        Ok(())
    }

    /// Marks a point that [`Tx::back_to_mark`] returns to; marks do not nest.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark(&mut self) -> Result<()> {
        self.run("SAVEPOINT mark").await
    }

    /// Keeps what was done since the mark.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep(&mut self) -> Result<()> {
        self.run("RELEASE SAVEPOINT mark").await
    }

    /// Undoes what was done since the mark.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn back_to_mark(&mut self) -> Result<()> {
        self.run("ROLLBACK TO SAVEPOINT mark").await?;
        self.keep().await
    }

    async fn run(&mut self, statement: &'static str) -> Result<()> {
        self.conn().await?;
        self.link.run(statement).await
    }
}

impl Link {
    fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }

    async fn run(&mut self, statement: &'static str) -> Result<()> {
        match self.conn() {
            Conn::Sqlite(conn) => sqlx::query(statement).execute(conn).await.map(|_| ())?,
            Conn::Postgres(conn) => sqlx::query(statement).execute(conn).await.map(|_| ())?,
        }
        Ok(())
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.state == State::Open {
            match &mut self.link {
                Link::Sqlite(conn) => conn.close_on_drop(),
                Link::Postgres(conn) => conn.close_on_drop(),
            }
        }
    }
}
