//! Published states of the pack: the very files every stored turn was decided with.

use super::{Result, Tx, on};
use crate::domain::{id::Revision, time::Timestamp};

/// Keeps the files of a revision; a revision that is already there stays as it is.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &mut Tx, id: &Revision, files: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO revision (id, created_at, files) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
    on!(tx, conn => sqlx::query(SQL).bind(id.as_str()).bind(now.0).bind(files).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The files of a revision.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, id: &Revision) -> Result<Option<String>> {
    const SQL: &str = "SELECT files FROM revision WHERE id = $1";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(id.as_str()).fetch_optional(conn).await)?)
}
