//! Settings the program keeps for itself: the ticket counter and its own secret.

use std::sync::LazyLock;

use super::{Result, Tx, on, sql::Sql};

/// A setting's value.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT value FROM setting WHERE name = $1";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(name).fetch_optional(conn).await)?)
}

/// Sets a value unless one is there; answers the one that is there afterwards, so that two nodes agree.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &mut Tx, name: &str, value: &str) -> Result<String> {
    const SQL: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    on!(tx, conn => sqlx::query(SQL).bind(name).bind(value).execute(conn).await.map(|_| ()))?;
    Ok(find(tx, name).await?.unwrap_or_default())
}

/// The next so many ticket numbers: the first of them. Numbers start at 1001 and are given out in the transaction that uses them.
///
/// # Errors
/// When the database refuses.
pub async fn next_ticket_numbers(tx: &mut Tx, count: i64) -> Result<i64> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(
            "INSERT INTO setting (name, value) VALUES ('ticket_number', CAST(1000 + $1 AS TEXT))
             ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + $1 AS TEXT)
             RETURNING CAST(value AS BIGINT)",
        )
    });
    let sql = SQL.on(tx);
    let last: i64 = on!(tx, conn => sqlx::query_scalar(sql).bind(count).fetch_one(conn).await)?;
    Ok(last - count + 1)
}
