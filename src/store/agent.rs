//! People who answer tickets, and their sessions.

use super::{
    Result, Tx,
    error::{corrupt, one},
    on,
    sql::{json, read_word, word},
};
use crate::domain::{
    agent::{Agent, Role},
    id::AgentId,
    time::Timestamp,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    email: String,
    name: String,
    role: String,
    teams: String,
    must_change: bool,
}

impl TryFrom<Row> for Agent {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            role: read_word::<Role>(row.role).ok_or_else(|| corrupt("agent", "role", &row.id))?,
            teams: serde_json::from_str(&row.teams).map_err(|_| corrupt("agent", "teams", &row.id))?,
            id: AgentId(row.id),
            email: row.email,
            name: row.name,
            must_change: row.must_change,
        })
    }
}

/// Adds an agent with the hash of a password.
///
/// # Errors
/// `Duplicate` when the address is taken.
pub async fn add(tx: &mut Tx, agent: &Agent, password_hash: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO agent (id, email, name, role, teams, password, must_change, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, $8)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(agent.id.as_str()).bind(&agent.email).bind(&agent.name).bind(word(&agent.role)).bind(json(&agent.teams))
        .bind(password_hash).bind(agent.must_change).bind(now.0)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The agent of this address, with the hash of the password.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<(Agent, String)>> {
    const SQL: &str = "SELECT id, email, name, role, teams, must_change FROM agent WHERE email = $1 AND active";
    const HASH: &str = "SELECT password FROM agent WHERE email = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(email).fetch_optional(conn).await)?;
    let Some(row) = row else { return Ok(None) };
    let hash: String = on!(tx, conn => sqlx::query_scalar(HASH).bind(email).fetch_one(conn).await)?;
    Ok(Some((row.try_into()?, hash)))
}

/// The agent of this id.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, id: &AgentId) -> Result<Option<Agent>> {
    const SQL: &str = "SELECT id, email, name, role, teams, must_change FROM agent WHERE id = $1 AND active";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.as_str()).fetch_optional(conn).await)?;
    row.map(Agent::try_from).transpose()
}

/// Every active agent by name.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn all(tx: &mut Tx) -> Result<Vec<Agent>> {
    const SQL: &str = "SELECT id, email, name, role, teams, must_change FROM agent WHERE active ORDER BY name, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(Agent::try_from).collect()
}

/// Replaces a password and ends every session of the agent.
///
/// # Errors
/// When there is no such agent.
pub async fn set_password(tx: &mut Tx, id: &AgentId, password_hash: &str, must_change: bool) -> Result<()> {
    const SET: &str = "UPDATE agent SET password = $2, must_change = $3 WHERE id = $1";
    const END: &str = "DELETE FROM session WHERE agent = $1";
    let rows = on!(tx, conn => sqlx::query(SET).bind(id.as_str()).bind(password_hash).bind(must_change).execute(conn).await.map(|done| done.rows_affected()))?;
    one("agent.set_password", rows)?;
    on!(tx, conn => sqlx::query(END).bind(id.as_str()).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Begins a session, known by the hash of its token.
///
/// # Errors
/// When the database refuses.
pub async fn add_session(tx: &mut Tx, token_hash: &str, id: &AgentId, now: Timestamp, until: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO session (token, agent, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    const OLD: &str = "DELETE FROM session WHERE expires_at < $1";
    on!(tx, conn => sqlx::query(OLD).bind(now.0).execute(conn).await.map(|_| ()))?;
    on!(tx, conn => sqlx::query(SQL).bind(token_hash).bind(id.as_str()).bind(now.0).bind(until.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The agent of an unexpired session.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn of_session(tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<Option<Agent>> {
    const SQL: &str = "SELECT a.id, a.email, a.name, a.role, a.teams, a.must_change FROM session s JOIN agent a ON a.id = s.agent
        WHERE s.token = $1 AND s.expires_at > $2 AND a.active";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(token_hash).bind(now.0).fetch_optional(conn).await)?;
    row.map(Agent::try_from).transpose()
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub async fn end_session(tx: &mut Tx, token_hash: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM session WHERE token = $1";
    on!(tx, conn => sqlx::query(SQL).bind(token_hash).execute(conn).await.map(|_| ()))?;
    Ok(())
}
