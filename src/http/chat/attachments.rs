//! A visitor's files: uploaded before they are sent, and read again. Anybody else's do not exist.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};

use super::conversations::own;
use crate::{
    desk::Uploader,
    domain::id::{AttachmentId, ConversationId, VisitorId},
    http::{
        Site,
        attachment::{self, Called, Uploaded},
        guard::Caller,
        json::{Asked, At, Json},
        limit::counted,
        problem::{Problem, Result},
        token::Visitor,
    },
    store::{attachment::Attachment, folder::Which},
};

/// Uploads a file that a later message may carry; the body is the file. What is never sent is gone after a day.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/attachments", params(("id" = String, Path), Called), request_body(content_type = "application/octet-stream", content = Vec<u8>),
    responses((status = 201, body = Uploaded), (status = 401), (status = 404), (status = 413), (status = 415), (status = 422), (status = 429), (status = 503), (status = 507)))]
pub(super) async fn upload(
    State(site): State<Site>,
    Visitor(visitor): Visitor,
    caller: Caller,
    At(id): At<String>,
    Asked(named): Asked<Called>,
    request: Request,
) -> Result<(StatusCode, Json<Uploaded>)> {
    site.0.limits.messages.take(&visitor.0)?;
    site.0.limits.uploads.take(&counted(caller.ip))?;
    let from = Uploader::Visitor(visitor, ConversationId(id.replace('\0', "")));
    Ok((StatusCode::CREATED, Json(attachment::receive(&site, from, named, request).await?)))
}

/// A file of the visitor's conversation.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/attachments/{attachment}", params(("id" = String, Path), ("attachment" = String, Path)),
    responses((status = 200, content_type = "*/*"), (status = 401), (status = 404)))]
pub(super) async fn download(State(site): State<Site>, Visitor(visitor): Visitor, At((id, attachment)): At<(String, String)>) -> Result<Response> {
    attachment::send(&site, visible(&site, &visitor, id, attachment).await?, Which::Whole).await
}

/// The small picture of an image.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/attachments/{attachment}/thumbnail", params(("id" = String, Path), ("attachment" = String, Path)),
    responses((status = 200, content_type = "image/jpeg"), (status = 401), (status = 404)))]
pub(super) async fn thumbnail(State(site): State<Site>, Visitor(visitor): Visitor, At((id, attachment)): At<(String, String)>) -> Result<Response> {
    attachment::send(&site, visible(&site, &visitor, id, attachment).await?, Which::Thumbnail).await
}

/// What was sent in a conversation, and what its visitor uploaded.
async fn visible(site: &Site, visitor: &VisitorId, id: String, attachment: String) -> Result<Attachment> {
    let mut tx = site.desk().store().read().await?;
    let conversation = own(&mut tx, visitor, id).await?;
    let found = crate::store::attachment::find(&mut tx, &AttachmentId(attachment.replace('\0', ""))).await?;
    found.filter(|one| one.conversation == conversation.id && (one.seq.is_some() || one.agent.is_none())).ok_or_else(Problem::not_found)
}
