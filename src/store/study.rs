//! What was learned of a revision in the background.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{Result, Tx, error::corrupt, on};
use crate::domain::{id::Revision, matching::Study, time::Timestamp};

/// Keeps what was learned of a revision; the same is learned everywhere, so what is already there stays.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &mut Tx, of: &Revision, study: &Study, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO study (revision, created_at, bytes) VALUES ($1, $2, $3) ON CONFLICT (revision) DO NOTHING";
    let bytes = BASE64_STANDARD.encode(study.to_bytes());
    on!(tx, conn => sqlx::query(SQL).bind(of.as_str()).bind(now.0).bind(bytes).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What was learned of a revision, if that is over.
///
/// # Errors
/// When the database refuses; `Corrupt` when what it holds is broken or of another version of the program.
pub async fn find(tx: &mut Tx, of: &Revision) -> Result<Option<Study>> {
    const SQL: &str = "SELECT bytes FROM study WHERE revision = $1";
    let kept: Option<String> = on!(tx, conn => sqlx::query_scalar(SQL).bind(of.as_str()).fetch_optional(conn).await)?;
    let read = |text: String| BASE64_STANDARD.decode(text).ok().and_then(|bytes| Study::from_bytes(&bytes)).ok_or_else(|| corrupt("study", "bytes", of.as_str()));
    kept.map(read).transpose()
}
