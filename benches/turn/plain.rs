//! Whole turns without a writer: each request loads, looks, decides and saves in a transaction of its own, in statements of one row each.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::post,
};
use garda::{
    domain::{
        conversation::{Decision, Message, Sender},
        dialogue::{Heard, Setting, take_turn},
        id::{ClientId, ConversationId},
        matching::{Catalog, Understanding},
        time::Timestamp,
    },
    store::{
        Store, conversation,
        message::{self, ClientKey},
    },
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Clone)]
struct Site {
    store: Store,
    catalog: Arc<Catalog>,
}

#[derive(Deserialize)]
struct Body {
    client_id: String,
    text: String,
}

/// Takes turns of conversations that were begun in this store.
pub(crate) fn router(store: Store, catalog: Arc<Catalog>) -> Router {
    Router::new().route("/api/v1/conversations/{id}/messages", post(receive)).with_state(Site { store, catalog })
}

async fn receive(State(Site { store, catalog }): State<Site>, Path(id): Path<String>, Json(body): Json<Body>) -> Json<Value> {
    let understanding = catalog.understand(&catalog.read(&body.text));
    let now = Timestamp(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap());
    let mut tx = store.begin().await.unwrap();
    let mut remembered = conversation::lock(&mut tx, &ConversationId(id.clone())).await.unwrap().unwrap();
    let known = message::find_by_client_ids(&mut tx, &[ClientKey { conversation: &id, client_id: &body.client_id }]).await.unwrap();
    assert!(known.is_empty(), "every message is new here");
    let messages = decide(&catalog, &mut remembered, (body, &understanding), now);
    for message in &messages {
        message::add(&mut tx, message, None).await.unwrap();
    }
    conversation::save(&mut tx, &remembered).await.unwrap();
    tx.commit().await.unwrap();
    let said = |message: &Message| json!({ "seq": message.seq, "text": message.text, "parts": message.parts });
    Json(json!({ "message": said(&messages[0]), "replies": messages[1..].iter().map(said).collect::<Vec<_>>() }))
}

/// The visitor's message and the bot's, each in its place.
fn decide(catalog: &Catalog, remembered: &mut conversation::Remembered, (body, understanding): (Body, &Understanding), now: Timestamp) -> Vec<Message> {
    let heard = Heard { text: &body.text, choice: None, understanding, files: &[] };
    let turn = take_turn(
        catalog,
        &remembered.state,
        heard,
        Setting { now, language: remembered.conversation.language, known: false, tickets: &[], reach: &garda::domain::outbox::Reach::default() },
    );
    let conversation = &mut remembered.conversation;
    conversation.turns += 1;
    conversation.language = turn.language;
    remembered.state = turn.state;
    let first = Message {
        conversation: conversation.id.clone(),
        seq: conversation.last_seq + 1,
        at: now,
        sender: Sender::Visitor,
        name: String::new(),
        language: turn.language,
        text: body.text,
        client_id: Some(ClientId(body.client_id)),
        parts: Vec::new(),
        turn: Some(conversation.turns),
        decision: Some(Box::new(Decision {
            choice: None,
            verdict: turn.verdict,
            intent: turn.intent,
            confidence: turn.confidence,
            revision: catalog.pack().revision.clone(),
            outcome: turn.outcome,
        })),
    };
    let mut messages = vec![first];
    for reply in turn.replies {
        let seq = conversation.last_seq + 1 + i64::try_from(messages.len()).unwrap();
        let first = &messages[0];
        messages.push(Message { seq, sender: Sender::Bot, name: "Garda".to_owned(), text: reply.text, parts: reply.parts, client_id: None, decision: None, ..first.clone() });
    }
    conversation.last_seq += i64::try_from(messages.len()).unwrap();
    conversation.updated_at = now;
    messages
}
