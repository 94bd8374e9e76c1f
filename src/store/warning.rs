//! Tickets whose promise is watched, and what was warned of.

use super::{Result, Tx, error::corrupt, on, sql::json};
use crate::domain::{sla::Warning, time::Timestamp};

/// Has a ticket looked at when it is time, whatever was said before of when.
///
/// # Errors
/// When the database refuses.
pub async fn watch(tx: &mut Tx, ticket: i64, look_at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO warning (ticket, look_at, told) VALUES ($1, $2, '[]') ON CONFLICT (ticket) DO UPDATE SET look_at = excluded.look_at";
    on!(tx, conn => sqlx::query(SQL).bind(ticket).bind(look_at.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Has a ticket that was watched before looked at now; one that is not goes on unwatched.
///
/// # Errors
/// When the database refuses.
pub async fn look_now(tx: &mut Tx, ticket: i64, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE warning SET look_at = $2 WHERE ticket = $1";
    on!(tx, conn => sqlx::query(SQL).bind(ticket).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// When the next look is due, if ever.
///
/// # Errors
/// When the database refuses.
pub async fn next(tx: &mut Tx) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT MIN(look_at) FROM warning WHERE look_at < 9223372036854775807";
    let next: Option<i64> = on!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?;
    Ok(next.map(Timestamp))
}

/// So many tickets that are to be looked at now, the longest due first.
///
/// # Errors
/// When the database refuses.
pub async fn due(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<i64>> {
    const SQL: &str = "SELECT ticket FROM warning WHERE look_at <= $1 ORDER BY look_at, ticket LIMIT $2";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(now.0).bind(most).fetch_all(conn).await)?)
}

/// What was warned of, if the ticket is to be looked at by now.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn told(tx: &mut Tx, ticket: i64, now: Timestamp) -> Result<Option<Vec<Warning>>> {
    const SQL: &str = "SELECT told FROM warning WHERE ticket = $1 AND look_at <= $2";
    let told: Option<String> = on!(tx, conn => sqlx::query_scalar(SQL).bind(ticket).bind(now.0).fetch_optional(conn).await)?;
    told.map(|told| serde_json::from_str(&told).map_err(|_| corrupt("warning", "told", &ticket))).transpose()
}

/// Notes what was warned of by now and when to look again; without that, never unless something changes.
///
/// # Errors
/// When the database refuses.
pub async fn keep(tx: &mut Tx, ticket: i64, told: &[Warning], look_at: Option<Timestamp>) -> Result<()> {
    const SQL: &str = "UPDATE warning SET told = $2, look_at = $3 WHERE ticket = $1";
    let look_at = look_at.map_or(i64::MAX, |at| at.0);
    on!(tx, conn => sqlx::query(SQL).bind(ticket).bind(json(&told)).bind(look_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}
