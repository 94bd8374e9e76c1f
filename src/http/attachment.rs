//! Files in and out, alike for visitors and agents: nothing that is sent can act, and no name is a path.

use std::fmt::Write as _;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tokio_util::io::ReaderStream;
use utoipa::{IntoParams, ToSchema};

use super::{
    Site,
    problem::{Problem, Result},
};
use crate::{
    desk::{Enclosed, Upload, Uploader},
    domain::{
        attachment::{File, Kind},
        id::AttachmentId,
    },
    store::{attachment::Attachment, folder::Which},
};

/// Nothing in it runs, loads or is framed, whatever a browser takes it for.
const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// Kept by this browser alone, for a while: whoever signs out or loses the conversation loses it soon.
const KEPT: &str = "private, max-age=300";

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct Called {
    /// Its name where it comes from.
    #[serde(default)]
    name: String,
}

/// A file that a message carries.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Carried {
    /// The id that its upload answered.
    id: String,
    /// What it shows.
    description: Option<String>,
}

/// A file that is there to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Uploaded {
    file: File,
}

/// Takes in the body of a request as a file.
pub(super) async fn receive(site: &Site, from: Uploader, named: Called, request: Request) -> Result<Uploaded> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()).and_then(|length| length.parse().ok());
    let upload = Upload { from, name: named.name.chars().take(500).collect(), length };
    let file = site.desk().attach(&site.0.folder, site.config().attachment_limits, upload, request.into_body().into_data_stream()).await?;
    Ok(Uploaded { file })
}

/// The files that a message is to carry.
pub(super) fn enclosed(site: &Site, carried: Vec<Carried>) -> Result<Vec<Enclosed>> {
    let most = site.config().attachment_limits.per_message;
    if carried.len() > most {
        return Err(Problem::invalid(format!("A message may have {most} files.")));
    }
    Ok(carried.into_iter().map(|one| Enclosed { id: AttachmentId(one.id), description: one.description }).collect())
}

/// The bytes of a file, to be shown if it is an image and to be saved if it is anything else.
pub(super) async fn send(site: &Site, attachment: Attachment, which: Which) -> Result<Response> {
    let Attachment { file, .. } = attachment;
    if which == Which::Thumbnail && !file.thumbnail {
        return Err(Problem::not_found());
    }
    let (id, folder) = (file.id.clone(), site.0.folder.clone());
    let opened = tokio::task::spawn_blocking(move || folder.open(&id, which)).await;
    let Ok(Ok((bytes, length))) = opened else {
        tracing::error!(attachment = %file.id, "the file of an attachment is not there; `garda doctor` lists all that are missing");
        return Err(Problem::not_found());
    };
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(bytes)));
    Ok((headers(&file, which, length), body).into_response())
}

fn headers(file: &File, which: Which, length: u64) -> HeaderMap {
    let kind = if which == Which::Thumbnail { Kind::Jpeg } else { file.kind };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    headers.insert(header::CONTENT_LENGTH, length.into());
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    if let Ok(disposition) = HeaderValue::from_str(&disposition(kind, &file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers
}

/// RFC 6266: a name in plain letters for old programs, and the whole one in UTF-8.
fn disposition(kind: Kind, name: &str) -> String {
    let how = if kind.is_image() { "inline" } else { "attachment" };
    let plain: String = name.chars().map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_' | ' ') { sign } else { '_' }).collect();
    let mut whole = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_standard_says() {
        assert_eq!(disposition(Kind::Png, "layar 1.png"), "inline; filename=\"layar 1.png\"; filename*=UTF-8''layar%201.png");
        assert_eq!(disposition(Kind::Pdf, "naïve \"x\";\r\n.pdf"), "attachment; filename=\"na_ve _x____.pdf\"; filename*=UTF-8''na%C3%AFve%20%22x%22%3B%0D%0A.pdf");
    }
}
