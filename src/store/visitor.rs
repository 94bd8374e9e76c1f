//! Whoever writes to the desk.

use super::{Result, Tx, on};
use crate::domain::{id::VisitorId, time::Timestamp};

/// Adds a visitor of a channel that knows no names.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, id: &VisitorId, channel: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO visitor (id, channel, created_at) VALUES ($1, $2, $3)";
    on!(tx, conn => sqlx::query(SQL).bind(id.as_str()).bind(channel).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The visitor a channel calls by this handle, added under the given id if new.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &mut Tx, id: &VisitorId, channel: &str, handle: &str, now: Timestamp) -> Result<VisitorId> {
    const ADD: &str = "INSERT INTO visitor (id, channel, handle, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (channel, handle) DO NOTHING";
    const FIND: &str = "SELECT id FROM visitor WHERE channel = $1 AND handle = $2";
    on!(tx, conn => sqlx::query(ADD).bind(id.as_str()).bind(channel).bind(handle).bind(now.0).execute(conn).await.map(|_| ()))?;
    let found: String = on!(tx, conn => sqlx::query_scalar(FIND).bind(channel).bind(handle).fetch_one(conn).await)?;
    Ok(VisitorId(found))
}

/// The visitor a channel calls by this handle.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, channel: &str, handle: &str) -> Result<Option<VisitorId>> {
    const SQL: &str = "SELECT id FROM visitor WHERE channel = $1 AND handle = $2";
    let found: Option<String> = on!(tx, conn => sqlx::query_scalar(SQL).bind(channel).bind(handle).fetch_optional(conn).await)?;
    Ok(found.map(VisitorId))
}

/// Whether this visitor is known.
///
/// # Errors
/// When the database refuses.
pub async fn exists(tx: &mut Tx, id: &VisitorId) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM visitor WHERE id = $1";
    let count: i64 = on!(tx, conn => sqlx::query_scalar(SQL).bind(id.as_str()).fetch_one(conn).await)?;
    Ok(count > 0)
}
