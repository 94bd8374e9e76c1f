//! What was learned of a revision in the background.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures_util::TryStreamExt as _;

use super::{Result, Tx, on};
use crate::domain::{id::Revision, matching::Study, time::Timestamp};

/// Keeps what was learned of a revision, in place of what another version of the program may have kept.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &mut Tx, of: &Revision, study: &Study, now: Timestamp) -> Result<()> {
    const OLD: &str = "DELETE FROM study WHERE revision = $1";
    const SQL: &str = "INSERT INTO study (revision, place, created_at, bytes) VALUES ($1, $2, $3, $4)";
    on!(tx, conn => sqlx::query(OLD).bind(of.as_str()).execute(conn).await.map(|_| ()))?;
    for (place, part) in (0_i64..).zip(study.parts()) {
        let part = BASE64_STANDARD.encode(part);
        on!(tx, conn => sqlx::query(SQL).bind(of.as_str()).bind(place).bind(now.0).bind(part).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// What was learned of a revision; none if that is not over, or if another version of the program kept it in another form.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, of: &Revision) -> Result<Option<Study>> {
    const LENGTH: &str = "SELECT CAST(COALESCE(SUM(LENGTH(bytes)), 0) AS BIGINT) FROM study WHERE revision = $1";
    const SQL: &str = "SELECT bytes FROM study WHERE revision = $1 ORDER BY place";
    let length: i64 = on!(tx, conn => sqlx::query_scalar(LENGTH).bind(of.as_str()).fetch_one(conn).await)?;
    // Three of four; what grows by doubling leaves as much behind.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) / 4 * 3 + 3);
    on!(tx, conn => {
        let mut parts = sqlx::query_scalar::<_, String>(SQL).bind(of.as_str()).fetch(conn);
        while let Some(part) = parts.try_next().await? {
            if BASE64_STANDARD.decode_vec(part, &mut bytes).is_err() {
                return Ok(None);
            }
        }
    });
    Ok(Study::from_bytes(&bytes))
}
