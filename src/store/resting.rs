//! Targets that said they want nothing any more, and rest.

use super::{Result, Tx, on};
use crate::domain::time::Timestamp;

/// A target that rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resting {
    /// Which.
    pub target: String,
    /// Since when.
    pub since: Timestamp,
    /// What it answered, in words.
    pub words: String,
    /// What told its settings from others then.
    pub mark: String,
}

/// Lays a target to rest, if it does not rest already.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, resting: &Resting) -> Result<()> {
    const SQL: &str = "INSERT INTO resting (target, since, words, mark) VALUES ($1, $2, $3, $4) ON CONFLICT (target) DO NOTHING";
    on!(tx, conn => sqlx::query(SQL).bind(&resting.target).bind(resting.since.0).bind(&resting.words).bind(&resting.mark).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// All that rest, by name.
///
/// # Errors
/// When the database refuses.
pub async fn all(tx: &mut Tx) -> Result<Vec<Resting>> {
    const SQL: &str = "SELECT target, since, words, mark FROM resting ORDER BY target";
    let rows: Vec<(String, i64, String, String)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(target, since, words, mark)| Resting { target, since: Timestamp(since), words, mark }).collect())
}

/// Sets a target going again: what waited for it is due now and tried from the start. `false` when it did not rest.
///
/// # Errors
/// When the database refuses.
pub async fn wake(tx: &mut Tx, target: &str, now: Timestamp) -> Result<bool> {
    const WAKE: &str = "DELETE FROM resting WHERE target = $1";
    const DUE: &str = "UPDATE outbox SET attempts = 0, due_at = $2, updated_at = $2 WHERE target = $1 AND state IN ('waiting', 'unknown')";
    let rows = on!(tx, conn => sqlx::query(WAKE).bind(target).execute(conn).await?.rows_affected());
    if rows > 0 {
        on!(tx, conn => sqlx::query(DUE).bind(target).bind(now.0).execute(conn).await.map(|_| ()))?;
    }
    Ok(rows > 0)
}
