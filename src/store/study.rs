//! What was learned of a revision in the background.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{Result, Tx, on};
use crate::domain::{id::Revision, matching::Study, time::Timestamp};

/// Keeps what was learned of a revision, in place of what another version of the program may have kept.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &mut Tx, of: &Revision, study: &Study, now: Timestamp) -> Result<()> {
    const SQL: &str =
        "INSERT INTO study (revision, created_at, bytes) VALUES ($1, $2, $3) ON CONFLICT (revision) DO UPDATE SET created_at = excluded.created_at, bytes = excluded.bytes";
    let bytes = BASE64_STANDARD.encode(study.to_bytes());
    on!(tx, conn => sqlx::query(SQL).bind(of.as_str()).bind(now.0).bind(bytes).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What was learned of a revision; none if that is not over, or if another version of the program kept it in another form.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, of: &Revision) -> Result<Option<Study>> {
    const SQL: &str = "SELECT bytes FROM study WHERE revision = $1";
    let kept: Option<String> = on!(tx, conn => sqlx::query_scalar(SQL).bind(of.as_str()).fetch_optional(conn).await)?;
    Ok(kept.and_then(|text| BASE64_STANDARD.decode(text).ok()).and_then(|bytes| Study::from_bytes(&bytes)))
}
