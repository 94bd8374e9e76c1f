//! One-time codes sent by e-mail; only their hashes are here.

use super::{Result, Tx, error::one, on};
use crate::domain::time::Timestamp;

/// A code that may still be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Code {
    /// Its id.
    pub id: String,
    /// What the code must hash to.
    pub hash: String,
    /// How often it was guessed at.
    pub attempts: i64,
}

/// How many codes an address was sent since then, and when the last one was made.
///
/// # Errors
/// When the database refuses.
pub async fn sent(tx: &mut Tx, email: &str, since: Timestamp) -> Result<(i64, Option<Timestamp>)> {
    const SQL: &str = "SELECT COUNT(*), MAX(created_at) FROM sign_in_code WHERE email = $1 AND created_at > $2";
    let (count, last): (i64, Option<i64>) = on!(tx, conn => sqlx::query_as(SQL).bind(email).bind(since.0).fetch_one(conn).await)?;
    Ok((count, last.map(Timestamp)))
}

/// Adds a code, and forgets those of everybody that are older than this.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, email: &str, code: &Code, now: Timestamp, until: Timestamp, forget: Timestamp) -> Result<()> {
    const OLD: &str = "DELETE FROM sign_in_code WHERE created_at < $1";
    const SQL: &str = "INSERT INTO sign_in_code (id, email, hash, attempts, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, conn => sqlx::query(OLD).bind(forget.0).execute(conn).await.map(|_| ()))?;
    on!(tx, conn => sqlx::query(SQL).bind(&code.id).bind(email).bind(&code.hash).bind(code.attempts).bind(now.0).bind(until.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The newest code of an address, if it is not over.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx, email: &str, now: Timestamp) -> Result<Option<Code>> {
    const SQL: &str = "SELECT id, hash, attempts FROM sign_in_code WHERE email = $1 AND expires_at > $2
        AND created_at = (SELECT MAX(n.created_at) FROM sign_in_code n WHERE n.email = $1) ORDER BY id DESC LIMIT 1";
    Ok(on!(tx, conn => sqlx::query_as(SQL).bind(email).bind(now.0).fetch_optional(conn).await)?)
}

/// Notes that a code was guessed at.
///
/// # Errors
/// When there is no such code.
pub async fn guessed(tx: &mut Tx, id: &str) -> Result<()> {
    const SQL: &str = "UPDATE sign_in_code SET attempts = attempts + 1 WHERE id = $1";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(id).execute(conn).await.map(|done| done.rows_affected()))?;
    one("sign_in_code.guessed", rows)
}

/// Makes a code worth nothing any more; that it was sent is still remembered. Says whether it was this call that did.
///
/// # Errors
/// When the database refuses.
pub async fn spend(tx: &mut Tx, id: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE sign_in_code SET expires_at = $2, hash = '' WHERE id = $1 AND expires_at > $2";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(id).bind(now.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}
