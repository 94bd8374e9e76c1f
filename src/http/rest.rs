//! The REST webhook, wire-compatible with Rasa's REST channel: a message in, the answers out, in one call.

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    routing::get,
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{
    Site,
    guard::Caller,
    json::{self, Json},
    problem::{Problem, Result},
};
use crate::{
    desk::Inbound,
    domain::{
        conversation::{Message, Part, Sender, linked_text},
        id::{ClientId, ConversationId},
    },
    store::message,
};

/// How long the answer of a program is waited for; no webhook may take longer.
const LONGEST_CALL: Duration = Duration::from_secs(32);

pub(super) fn router() -> Router<Site> {
    Router::new().route("/webhooks/rest/", get(alive)).route("/webhooks/rest/webhook", axum::routing::post(webhook))
}

/// A message as Rasa's channel takes it; fields it does not name are passed over.
#[derive(Debug, Deserialize)]
struct Sent {
    sender: String,
    message: String,
    #[serde(default)]
    metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    /// What the sender's program calls the message, so that a repeat is answered alike and stored once.
    message_id: Option<String>,
}

/// An answer as Rasa's channel gives it.
#[derive(Debug, Serialize)]
struct Answer {
    recipient_id: String,
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    buttons: Vec<Button>,
}

#[derive(Debug, Serialize)]
struct Button {
    title: String,
    payload: String,
}

async fn alive() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok" }))
}

async fn webhook(State(site): State<Site>, caller: Caller, headers: HeaderMap, body: Bytes) -> Result<Json<Vec<Answer>>> {
    allowed(&site, caller, &headers)?;
    let sent: Sent = json::read(&body)?;
    let sender = sent.sender.trim();
    if sender.is_empty() || sender.len() > 200 || sender.chars().any(char::is_control) {
        return Err(Problem::invalid("`sender` must have 1 to 200 bytes and no control characters."));
    }
    site.0.limits.messages.take(&format!("rest:{sender}"))?;
    let client_id = sent.metadata.and_then(|metadata| metadata.message_id).unwrap_or_else(|| site.desk().world().id());
    let conversation = site.desk().converse("rest", sender.to_owned()).await?;
    let mut room = site.desk().hub().join(conversation.id.as_str());
    let inbound = Inbound {
        conversation: conversation.id.clone(),
        visitor: conversation.visitor,
        known: false,
        client_id: ClientId(client_id),
        text: sent.message,
        files: Vec::new(),
        choice: None,
    };
    let received = site.desk().receive(inbound).await?;
    let mut replies = received.replies;
    if received.asks {
        let seen = received.conversation.last_seq;
        // A program is being asked; a webhook's caller hears nothing later, so the answer is waited for, as long as it may take.
        let _ = tokio::time::timeout(LONGEST_CALL, async {
            while replies.last().is_none_or(|last| last.seq <= seen) && room.recv().await.is_ok() {
                replies.extend(said_after(&site, &conversation.id, seen).await?);
            }
            Ok::<(), Problem>(())
        })
        .await;
    }
    let house = &site.desk().reach().url;
    Ok(Json(replies.iter().map(|reply| answer(&sent.sender, reply, house)).collect()))
}

/// What the bot has said since.
async fn said_after(site: &Site, conversation: &ConversationId, seen: i64) -> Result<Vec<Message>> {
    let messages = message::after(&mut site.desk().store().read().await?, conversation, seen, 20).await?;
    Ok(messages.into_iter().filter(|message| message.sender == Sender::Bot).collect())
}

/// With a token configured, the token counts; without one, only a caller on this machine, not behind a proxy.
fn allowed(site: &Site, caller: Caller, headers: &HeaderMap) -> Result<()> {
    let Some(token) = &site.config().rest_token else {
        return if caller.local { Ok(()) } else { Err(Problem::forbidden("Without `rest.token` in the configuration only callers on this machine are answered.")) };
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("");
    if bool::from(given.as_bytes().ct_eq(token.as_bytes())) { Ok(()) } else { Err(Problem::unauthorized("Send `Authorization: Bearer …` with the token of `rest.token`.")) }
}

fn answer(recipient: &str, reply: &Message, house: &str) -> Answer {
    let buttons = reply.parts.iter().find_map(|part| if let Part::Choices { choices } = part { Some(choices) } else { None });
    let buttons = buttons.map(|choices| choices.iter().map(|choice| Button { title: choice.title.clone(), payload: choice.value.clone() }).collect());
    Answer { recipient_id: recipient.to_owned(), text: linked_text(&reply.text, &reply.parts, house), buttons: buttons.unwrap_or_default() }
}
