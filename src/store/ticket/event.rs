//! What happened to a ticket, and who did it.

use serde::{Deserialize, Serialize};

use crate::domain::{id::AgentId, time::Timestamp};
use crate::store::{
    Result, Tx,
    error::corrupt,
    on,
    sql::{read_word, word},
};

/// What can happen to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It was opened.
    Opened,
    /// Somebody took it.
    Taken,
    /// It was given to somebody.
    Assigned,
    /// It went to another team.
    Moved,
    /// Its priority changed.
    Priority,
    /// A person answered.
    Replied,
    /// It was resolved.
    Resolved,
    /// It was opened again.
    Reopened,
    /// It went back to its queue.
    Returned,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketEvent {
    /// When.
    pub at: Timestamp,
    /// Who did it, by name; nobody for what the bot did.
    pub agent: Option<String>,
    /// What.
    pub kind: EventKind,
    /// To what: a team, a priority, a name, a reason.
    pub value: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    at: i64,
    agent: Option<String>,
    kind: String,
    value: Option<String>,
}

/// Notes that something happened, under an id made by the caller.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, id: &str, number: i64, at: Timestamp, agent: Option<&AgentId>, kind: EventKind, value: Option<&str>) -> Result<()> {
    const SQL: &str = "INSERT INTO ticket_event (id, number, at, agent, kind, value) VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, conn => sqlx::query(SQL).bind(id).bind(number).bind(at.0).bind(agent.map(AgentId::as_str)).bind(word(&kind)).bind(value)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Everything that happened to a ticket, oldest first.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn of_ticket(tx: &mut Tx, number: i64) -> Result<Vec<TicketEvent>> {
    const SQL: &str = "SELECT e.at, a.name AS agent, e.kind, e.value FROM ticket_event e LEFT JOIN agent a ON a.id = e.agent WHERE e.number = $1 ORDER BY e.at, e.id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(number).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            let kind = read_word(row.kind).ok_or_else(|| corrupt("ticket_event", "kind", &number))?;
            Ok(TicketEvent { at: Timestamp(row.at), agent: row.agent, kind, value: row.value })
        })
        .collect()
}

/// When a ticket was last opened again, and when a person last answered.
///
/// # Errors
/// When the database refuses.
pub async fn last(tx: &mut Tx, number: i64) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
    const SQL: &str = "SELECT MAX(CASE WHEN kind = 'reopened' THEN at END), MAX(CASE WHEN kind = 'replied' THEN at END) FROM ticket_event WHERE number = $1";
    let (reopened, replied): (Option<i64>, Option<i64>) = on!(tx, conn => sqlx::query_as(SQL).bind(number).fetch_one(conn).await)?;
    Ok((reopened.map(Timestamp), replied.map(Timestamp)))
}
