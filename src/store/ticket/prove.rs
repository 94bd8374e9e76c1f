//! Proofs over all tickets: what must hold, and where it does not.

use crate::store::{Result, Tx, on};

/// Conversations whose handoffs and tickets do not match one to one; there should be none.
///
/// # Errors
/// When the database refuses.
pub async fn handoffs_without_ticket(tx: &mut Tx) -> Result<Vec<String>> {
    const SQL: &str = "SELECT c.id FROM conversation c LEFT JOIN ticket t ON t.conversation = c.id
        GROUP BY c.id, c.handoffs HAVING COUNT(t.number) <> c.handoffs ORDER BY c.id LIMIT 20";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).fetch_all(conn).await)?)
}

/// Conversations a person should own whose ticket is not open, or the other way round; there should be none.
///
/// # Errors
/// When the database refuses.
pub async fn status_against_ticket(tx: &mut Tx) -> Result<Vec<String>> {
    const SQL: &str = "SELECT c.id FROM conversation c LEFT JOIN ticket t ON t.number = c.ticket
        WHERE (c.status IN ('queued', 'assigned') AND (t.number IS NULL OR t.status = 'resolved'))
           OR (c.status IN ('bot', 'resolved') AND t.status <> 'resolved') ORDER BY c.id LIMIT 20";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).fetch_all(conn).await)?)
}
