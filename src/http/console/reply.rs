//! An agent writes: to the visitor, to colleagues, or is just typing.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{session::SignedAgent, ticket::number_of};
use crate::{
    desk::AgentReply,
    domain::id::ClientId,
    http::{
        Site,
        attachment::{self, Carried},
        json::{At, Json},
        problem::{Problem, Result},
        view::MessageView,
    },
    store::ticket,
};

/// An answer to the visitor.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReply {
    client_id: String,
    /// May be left out when files come along.
    #[serde(default)]
    text: String,
    /// Files that the agent uploaded before.
    #[serde(default)]
    attachments: Vec<Carried>,
    /// The newest place the agent had seen.
    seen_seq: i64,
    /// Whether to send although somebody else answered in between.
    #[serde(default)]
    anyway: bool,
}

/// Answers the visitor; an unassigned ticket becomes the agent's.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/replies", params(("number" = String, Path)), request_body = NewReply,
    responses((status = 201, body = MessageView), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422), (status = 503)))]
pub(super) async fn reply(State(site): State<Site>, SignedAgent(agent): SignedAgent, At(number): At<String>, Json(new): Json<NewReply>) -> Result<(StatusCode, Json<MessageView>)> {
    let files = attachment::enclosed(&site, new.attachments)?;
    let reply = AgentReply { number: number_of(&number)?, client_id: ClientId(new.client_id), text: new.text, files, seen_seq: new.seen_seq, anyway: new.anyway };
    let message = site.desk().reply(agent, reply).await?;
    Ok((StatusCode::CREATED, Json(MessageView::of(site.desk().catalog().pack(), message))))
}

/// A note to colleagues.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNote {
    client_id: String,
    text: String,
}

/// Writes a note that no visitor will see.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/notes", params(("number" = String, Path)), request_body = NewNote,
    responses((status = 201), (status = 401), (status = 403), (status = 404), (status = 422), (status = 503)))]
pub(super) async fn note(
    State(site): State<Site>,
    SignedAgent(agent): SignedAgent,
    At(number): At<String>,
    Json(new): Json<NewNote>,
) -> Result<(StatusCode, Json<serde_json::Value>)> {
    site.desk().note(agent, number_of(&number)?, ClientId(new.client_id), new.text).await?;
    Ok((StatusCode::CREATED, Json(serde_json::json!({}))))
}

/// The agent is typing.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/typing", params(("number" = String, Path)), responses((status = 204), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn typing(State(site): State<Site>, SignedAgent(agent): SignedAgent, At(number): At<String>) -> Result<StatusCode> {
    if !agent.role.may_answer() {
        return Err(Problem::forbidden("Your role only reads."));
    }
    let number = number_of(&number)?;
    let ticket = ticket::find(&mut site.desk().store().read().await?, number).await?.ok_or_else(Problem::not_found)?;
    site.desk().agent_types(&ticket.conversation, number, &agent);
    Ok(StatusCode::NO_CONTENT)
}
