//! A visitor's conversations: list, begin, read, type, choose the language.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    desk::Begin,
    domain::{
        conversation::Conversation,
        id::{ClientId, ConversationId, VisitorId},
        language::Language,
    },
    http::{
        Site,
        json::{Asked, At, Json},
        problem::{Problem, Result},
        token::Visitor,
        view::{self, ConversationView, MessageView},
    },
    store::{Tx, conversation, message},
};

/// The most messages one answer holds.
const MOST_MESSAGES: i64 = 500;

/// A visitor's conversations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Conversations {
    conversations: Vec<ConversationView>,
}

/// The visitor's conversations, the newest first.
#[utoipa::path(get, path = "/api/v1/conversations", responses((status = 200, body = Conversations), (status = 401)))]
pub(super) async fn list(State(site): State<Site>, Visitor(visitor): Visitor) -> Result<Json<Conversations>> {
    let mut tx = site.desk().store().read().await?;
    let found = conversation::of_visitor(&mut tx, &visitor, 20).await?;
    let catalog = site.desk().catalog();
    let mut conversations = Vec::with_capacity(found.len());
    let mut previews = Vec::with_capacity(found.len());
    for one in &found {
        previews.push(view::newest_text(&mut tx, &one.conversation).await?);
    }
    let mut tx = Some(tx);
    for (one, preview) in found.into_iter().zip(previews) {
        conversations.push(view::conversation(&mut tx, site.desk().store(), catalog.pack(), one.conversation, &preview).await?);
    }
    Ok(Json(Conversations { conversations }))
}

/// A conversation to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConversation {
    client_id: String,
    language: Option<String>,
    page: Option<Page>,
}

/// Where it was begun.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    url: String,
    title: Option<String>,
}

/// Begins a conversation, or finds the one begun under this client id before.
#[utoipa::path(post, path = "/api/v1/conversations", request_body = NewConversation,
    responses((status = 201, body = ConversationView), (status = 200, body = ConversationView), (status = 401), (status = 422), (status = 429), (status = 503)))]
pub(super) async fn begin(State(site): State<Site>, Visitor(visitor): Visitor, Json(new): Json<NewConversation>) -> Result<(StatusCode, Json<ConversationView>)> {
    site.0.limits.messages.take(&visitor.0)?;
    let page = new.page.map(|page| Page { url: page.url.chars().take(500).collect(), title: page.title.map(|title| title.chars().take(200).collect()) });
    let begin = Begin {
        visitor,
        channel: "web",
        client_id: ClientId(new.client_id),
        language: new.language.as_deref().and_then(Language::parse),
        page: page.and_then(|page| serde_json::to_string(&page).ok()),
    };
    let (conversation, new) = site.desk().begin(begin).await?;
    let shown = view::conversation(&mut None, site.desk().store(), site.desk().catalog().pack(), conversation, "").await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(shown)))
}

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct Which {
    /// Those after this place.
    after: Option<i64>,
    /// Those before this place.
    before: Option<i64>,
    /// How many at most; 200 unless told, 500 at most.
    limit: Option<i64>,
}

/// A conversation and its messages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Transcript {
    conversation: ConversationView,
    messages: Vec<MessageView>,
}

/// A conversation and its messages, oldest first.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", params(("id" = String, Path), Which), responses((status = 200, body = Transcript), (status = 401), (status = 404)))]
pub(super) async fn read(State(site): State<Site>, Visitor(visitor): Visitor, At(id): At<String>, Asked(which): Asked<Which>) -> Result<Json<Transcript>> {
    let mut tx = site.desk().store().read().await?;
    let conversation = own(&mut tx, &visitor, id).await?;
    let limit = which.limit.unwrap_or(200).clamp(1, MOST_MESSAGES);
    let messages = match which.before {
        Some(before) => message::before(&mut tx, &conversation.id, before, limit).await?,
        None => message::after(&mut tx, &conversation.id, which.after.unwrap_or(0), limit).await?,
    };
    let preview = messages.last().map(view::preview).unwrap_or_default();
    let shown = view::conversation(&mut Some(tx), site.desk().store(), site.desk().catalog().pack(), conversation, &preview).await?;
    Ok(Json(Transcript { conversation: shown, messages: messages.into_iter().map(|message| MessageView::of(site.desk().catalog().pack(), message)).collect() }))
}

/// The visitor is typing.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/typing", params(("id" = String, Path)), responses((status = 204), (status = 401), (status = 404)))]
pub(super) async fn typing(State(site): State<Site>, Visitor(visitor): Visitor, At(id): At<String>) -> Result<StatusCode> {
    let conversation = own(&mut site.desk().store().read().await?, &visitor, id).await?;
    let ticket = conversation.ticket.filter(|_| !conversation.status.bot_may_speak());
    site.desk().visitor_types(&conversation.id, ticket);
    Ok(StatusCode::NO_CONTENT)
}

/// A language to answer in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    language: String,
}

/// Sets the language the bot answers in.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/language", params(("id" = String, Path)), request_body = Chosen, responses((status = 204), (status = 401), (status = 404), (status = 422)))]
pub(super) async fn language(State(site): State<Site>, Visitor(visitor): Visitor, At(id): At<String>, Json(chosen): Json<Chosen>) -> Result<StatusCode> {
    let language = Language::parse(&chosen.language).ok_or_else(|| Problem::invalid("`language` must be a code such as `id` or `en`."))?;
    site.desk().choose_language(ConversationId(id), visitor, language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The visitor's own conversation of this id; anybody else's does not exist.
pub(super) async fn own(tx: &mut Tx, visitor: &VisitorId, id: String) -> Result<Conversation> {
    let found = conversation::find(tx, &ConversationId(id.replace('\0', ""))).await?;
    found.map(|one| one.conversation).filter(|conversation| conversation.visitor == *visitor).ok_or_else(Problem::not_found)
}
