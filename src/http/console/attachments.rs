//! The files of a ticket's conversation, for agents, and what they attach to an answer.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};

use super::{session::SignedAgent, ticket::number_of};
use crate::{
    desk::Uploader,
    domain::{agent::Agent, id::AttachmentId},
    http::{
        Site,
        attachment::{self, Called, Uploaded},
        json::{Asked, At, Json},
        problem::{Problem, Result},
    },
    store::{attachment::Attachment, folder::Which, ticket},
};

/// Uploads a file that an answer may carry; the body is the file.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/attachments", params(("number" = String, Path), Called), request_body(content_type = "application/octet-stream", content = Vec<u8>),
    responses((status = 201, body = Uploaded), (status = 401), (status = 403), (status = 404), (status = 413), (status = 415), (status = 422), (status = 503), (status = 507)))]
pub(super) async fn upload(
    State(site): State<Site>,
    SignedAgent(agent): SignedAgent,
    At(number): At<String>,
    Asked(named): Asked<Called>,
    request: Request,
) -> Result<(StatusCode, Json<Uploaded>)> {
    let from = Uploader::Agent(Box::new(agent), number_of(&number)?);
    Ok((StatusCode::CREATED, Json(attachment::receive(&site, from, named, request).await?)))
}

/// A file of the ticket's conversation.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/attachments/{attachment}", params(("number" = String, Path), ("attachment" = String, Path)),
    responses((status = 200, content_type = "*/*"), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn download(State(site): State<Site>, SignedAgent(agent): SignedAgent, At((number, attachment)): At<(String, String)>) -> Result<Response> {
    attachment::send(&site, visible(&site, &agent, &number, attachment).await?, Which::Whole).await
}

/// The small picture of an image.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/attachments/{attachment}/thumbnail", params(("number" = String, Path), ("attachment" = String, Path)),
    responses((status = 200, content_type = "image/jpeg"), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn thumbnail(State(site): State<Site>, SignedAgent(agent): SignedAgent, At((number, attachment)): At<(String, String)>) -> Result<Response> {
    attachment::send(&site, visible(&site, &agent, &number, attachment).await?, Which::Thumbnail).await
}

/// What was sent in the conversation of a ticket, and what this agent uploaded; what a visitor has not sent yet is nobody's business.
async fn visible(site: &Site, agent: &Agent, number: &str, attachment: String) -> Result<Attachment> {
    let mut tx = site.desk().store().read().await?;
    let ticket = ticket::find(&mut tx, number_of(number)?).await?.ok_or_else(Problem::not_found)?;
    let found = crate::store::attachment::find(&mut tx, &AttachmentId(attachment.replace('\0', ""))).await?;
    found.filter(|one| one.conversation == ticket.conversation && (one.seq.is_some() || one.agent.as_ref() == Some(&agent.id))).ok_or_else(Problem::not_found)
}
