//! A visitor's message comes in by HTTP.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::conversations::own;
use crate::{
    desk::{Inbound, Received},
    domain::id::{ClientId, ConversationId},
    http::{
        Site,
        attachment::{self, Carried},
        json::{At, Json},
        problem::{Problem, Result},
        token::{Asker, Visitor},
        view::{self, ConversationView, MessageView},
    },
    store::message::{self, ClientKey},
};

/// A message to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMessage {
    client_id: String,
    /// May be left out when files come along.
    #[serde(default)]
    text: String,
    choice: Option<String>,
    /// Files that were uploaded before.
    #[serde(default)]
    attachments: Vec<Carried>,
}

/// The message as stored, and what the bot said.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Sent {
    message: MessageView,
    replies: Vec<MessageView>,
    conversation: ConversationView,
}

/// Sends a message. Sent again under the same client id it is stored once and answered alike.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", params(("id" = String, Path)), request_body = NewMessage,
    responses((status = 201, body = Sent), (status = 200, body = Sent), (status = 401), (status = 404), (status = 409), (status = 422), (status = 429), (status = 503)))]
pub(super) async fn send(State(site): State<Site>, asker: Asker, At(id): At<String>, Json(new): Json<NewMessage>) -> Result<(StatusCode, Json<Sent>)> {
    site.0.limits.messages.take(&asker.visitor.0)?;
    let files = attachment::enclosed(&site, new.attachments)?;
    let inbound = Inbound {
        conversation: ConversationId(id),
        known: asker.person.is_some(),
        visitor: asker.visitor,
        client_id: ClientId(new.client_id),
        text: new.text,
        files,
        choice: new.choice,
    };
    let Received { message, replies, conversation, repeated, .. } = site.desk().receive(inbound).await?;
    let newest = view::preview(replies.last().unwrap_or(&message));
    let conversation = view::conversation(&mut None, site.desk().store(), site.desk().catalog().pack(), conversation, &newest).await?;
    let catalog = site.desk().catalog();
    let shown = |message| MessageView::of(catalog.pack(), message);
    let sent = Sent { message: shown(message), replies: replies.into_iter().map(shown).collect(), conversation };
    Ok((if repeated { StatusCode::OK } else { StatusCode::CREATED }, Json(sent)))
}

/// Whether a message arrived, for a sender that did not hear the answer.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages/by-client-id/{client_id}", params(("id" = String, Path), ("client_id" = String, Path)),
    responses((status = 200, body = MessageView), (status = 401), (status = 404)))]
pub(super) async fn by_client_id(State(site): State<Site>, Visitor(visitor): Visitor, At((id, client_id)): At<(String, String)>) -> Result<Json<MessageView>> {
    let mut tx = site.desk().store().read().await?;
    let conversation = own(&mut tx, &visitor, id).await?;
    let key = ClientKey { conversation: conversation.id.as_str(), client_id: &client_id.replace('\0', "") };
    let found = message::find_by_client_ids(&mut tx, &[key]).await?.pop();
    found.map(|message| Json(MessageView::of(site.desk().catalog().pack(), message))).ok_or_else(Problem::not_found)
}
