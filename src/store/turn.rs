//! What each turn was decided to be, and with which revision of the pack.

use std::sync::LazyLock;

use super::{
    Result, Tx,
    error::corrupt,
    on,
    sql::{Rows, read_word, word},
};
use crate::domain::{
    dialogue::TurnVerdict,
    id::{ConversationId, IntentId, Revision},
};

/// A turn as stored: enough to decide it again.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTurn {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its place among the turns, from 1 on.
    pub n: i64,
    /// The visitor's message.
    pub seq: i64,
    /// The button that was tapped.
    pub choice: Option<String>,
    /// What it came to.
    pub verdict: TurnVerdict,
    /// What it was about.
    pub intent: Option<IntentId>,
    /// How surely.
    pub confidence: f32,
    /// The pack it was decided with.
    pub revision: Revision,
}

#[derive(sqlx::FromRow)]
struct Row {
    n: i64,
    seq: i64,
    choice: Option<String>,
    verdict: String,
    intent: Option<String>,
    confidence: f64,
    revision: String,
}

/// Adds turns.
///
/// # Errors
/// `Duplicate` when a turn is already there.
pub async fn add_many(tx: &mut Tx, turns: &[StoredTurn]) -> Result<()> {
    static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::new("INSERT INTO turn (conversation, n, seq, choice, verdict, intent, confidence, revision) VALUES", 8, ""));
    for (lot, sql) in ROWS.lots(tx, turns.len()) {
        on!(tx, conn => {
            let mut query = sqlx::query(sql);
            for turn in &turns[lot] {
                query = query.bind(turn.conversation.as_str()).bind(turn.n).bind(turn.seq).bind(turn.choice.as_deref()).bind(word(&turn.verdict))
                    .bind(turn.intent.as_ref().map(IntentId::as_str)).bind(rounded(turn.confidence)).bind(turn.revision.as_str());
            }
            query.execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// A confidence with four decimals: databases print more of them differently.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e4).round() / 1e4
}

/// One turn of a conversation.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, conversation: &ConversationId, n: i64) -> Result<Option<StoredTurn>> {
    const SQL: &str = "SELECT n, seq, choice, verdict, intent, confidence, revision FROM turn WHERE conversation = $1 AND n = $2";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(conversation.as_str()).bind(n).fetch_optional(conn).await)?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredTurn {
        verdict: read_word::<TurnVerdict>(row.verdict).ok_or_else(|| corrupt("turn", "verdict", conversation))?,
        conversation: conversation.clone(),
        n: row.n,
        seq: row.seq,
        choice: row.choice,
        intent: row.intent.map(IntentId),
        #[expect(clippy::cast_possible_truncation, reason = "it was stored from an f32")]
        confidence: row.confidence as f32,
        revision: Revision(row.revision),
    }))
}
