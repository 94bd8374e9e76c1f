//! Telling the other nodes that conversations changed: ids only, at most one notice per batch.

use sqlx::postgres::PgListener;

use super::{Result, Store, Tx, on};

const CHANNEL: &str = "garda";

/// The most bytes one notice may carry; `PostgreSQL` refuses 8000 and more.
const MOST_BYTES: usize = 7900;

/// What the other nodes said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// These conversations changed.
    Changed(Vec<String>),
    /// Notices may have been lost: everything may have changed.
    Everything,
}

impl Tx {
    /// Tells the other nodes, when this transaction of this node commits, that these conversations changed. Nothing to do on `SQLite`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn announce(&mut self, node: &str, ids: &[String]) -> Result<()> {
        self.notify("SELECT pg_notify($1, $2)", node, ids).await
    }

    /// Tells the other nodes now that conversations changed that are already stored; the server need not write a thing to its disk for it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn announce_stored(&mut self, node: &str, ids: &[String]) -> Result<()> {
        self.notify("SELECT pg_notify($1, $2), set_config('synchronous_commit', 'off', true)", node, ids).await
    }

    async fn notify(&mut self, sql: &'static str, node: &str, ids: &[String]) -> Result<()> {
        if self.is_sqlite() || ids.is_empty() {
            return Ok(());
        }
        let mut text = format!("{node} {}", ids.join(" "));
        if text.len() > MOST_BYTES {
            text = format!("{node} *");
        }
        on!(self, conn => sqlx::query(sql).bind(CHANNEL).bind(text).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}

/// Hears what other nodes announce; on `SQLite` there are none.
#[derive(Debug)]
pub struct Listener {
    connection: PgListener,
    node: String,
}

impl Store {
    /// Begins to listen to every node but this one; `None` on `SQLite`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn listen(&self, node: &str) -> Result<Option<Listener>> {
        let Self::Postgres { url, .. } = self else { return Ok(None) };
        let mut connection = PgListener::connect(url).await?;
        connection.listen(CHANNEL).await?;
        Ok(Some(Listener { connection, node: node.to_owned() }))
    }
}

impl Listener {
    /// Waits for the next notice; a lost connection is itself a notice that everything may have changed.
    ///
    /// # Errors
    /// When the database cannot be reached again.
    pub async fn next(&mut self) -> Result<Notice> {
        loop {
            let Some(heard) = self.connection.try_recv().await? else { return Ok(Notice::Everything) };
            let (node, ids) = heard.payload().split_once(' ').unwrap_or(("", "*"));
            if node != self.node {
                return Ok(if ids == "*" { Notice::Everything } else { Notice::Changed(ids.split(' ').map(str::to_owned).collect()) });
            }
        }
    }
}
