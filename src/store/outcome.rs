//! How the messages of visitors ended: proof that none was ignored.

use super::{Result, Tx, on};

/// How many messages of visitors there are, and how they ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// All of them.
    pub messages: i64,
    /// By outcome: confirmed, unconfirmed, ticket, withdrawn.
    pub outcomes: [i64; 4],
    /// In conversations that are open.
    pub open: i64,
}

const NAMES: [&str; 4] = ["confirmed", "unconfirmed", "ticket", "withdrawn"];

impl Ends {
    /// The sum in words, or how many messages nobody accounts for.
    ///
    /// # Errors
    /// When incoming messages are not outcomes plus open ones.
    pub fn told(&self) -> std::result::Result<String, String> {
        let ended: Vec<String> = NAMES.iter().zip(self.outcomes).map(|(name, count)| format!("{count} {name}")).collect();
        let sum = format!("{} messages = {} + {} open", self.messages, ended.join(" + "), self.open);
        let lost = self.messages - self.outcomes.iter().sum::<i64>() - self.open;
        if lost == 0 { Ok(sum) } else { Err(format!("{sum}, and {lost} without an outcome")) }
    }
}

/// Counts every message of a visitor by the outcome of its matter: that of the first message from it on that has one.
/// What was written to a person belongs to the ticket; what has none yet counts as open where its conversation is.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx) -> Result<Ends> {
    const SQL: &str = "SELECT COUNT(*),
            COALESCE(SUM(CASE WHEN e.how = 'confirmed' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN e.how = 'unconfirmed' THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN e.how = 'ticket' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN e.how = 'withdrawn' THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN e.how IS NULL AND e.open THEN 1 ELSE 0 END), 0)
        FROM (SELECT c.open_since IS NOT NULL AS open,
                CASE WHEN m.turn IS NULL THEN 'ticket' ELSE (SELECT o.outcome FROM message o
                    WHERE o.conversation = m.conversation AND o.seq >= m.seq AND o.outcome IS NOT NULL ORDER BY o.seq LIMIT 1) END AS how
            FROM message m JOIN conversation c ON c.id = m.conversation WHERE m.sender = 'visitor') AS e";
    let (messages, confirmed, unconfirmed, ticket, withdrawn, open): (i64, i64, i64, i64, i64, i64) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(Ends { messages, outcomes: [confirmed, unconfirmed, ticket, withdrawn], open })
}
