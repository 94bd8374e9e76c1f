//! What agents write to each other about a ticket; in a table of its own, so that no visitor can ever be shown one.

use crate::domain::{
    id::{AgentId, ClientId},
    time::Timestamp,
};
use crate::store::{Result, Tx, on};

/// One note.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Note {
    /// Its id.
    pub id: String,
    /// When it was written, in milliseconds since 1970.
    pub at: i64,
    /// Who wrote it, by name.
    pub agent: String,
    /// What it says.
    pub text: String,
}

/// Adds a note and says the how manieth of its ticket it is; one that is already there under this client id stays as it is, and is none.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, id: &str, number: i64, at: Timestamp, agent: &AgentId, client_id: &ClientId, text: &str) -> Result<Option<i64>> {
    const COUNT: &str = "SELECT COUNT(*) FROM note WHERE number = $1";
    const SQL: &str = "INSERT INTO note (id, number, at, agent, client_id, text) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (number, client_id) DO NOTHING";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(id).bind(number).bind(at.0).bind(agent.as_str()).bind(client_id.as_str()).bind(text).execute(conn).await?.rows_affected());
    if rows == 0 {
        return Ok(None);
    }
    Ok(Some(on!(tx, conn => sqlx::query_scalar(COUNT).bind(number).fetch_one(conn).await)?))
}

/// The notes of a ticket, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_ticket(tx: &mut Tx, number: i64) -> Result<Vec<Note>> {
    const SQL: &str = "SELECT n.id, n.at, a.name AS agent, n.text FROM note n JOIN agent a ON a.id = n.agent WHERE n.number = $1 ORDER BY n.at, n.id";
    Ok(on!(tx, conn => sqlx::query_as(SQL).bind(number).fetch_all(conn).await)?)
}
