//! A program of the house as a ticket system: calls signed as Standard Webhooks says (<https://www.standardwebhooks.com>), both ways.
//!
//! `ticket.opened`, `ticket.comment` and `ticket.status` go out, each under a key that is the same at every attempt, by which the program tells
//! repeats. It answers the first with `{"id", "url"}` if it has names of its own, and tells what happens there with `ticket.updated`.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Method, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{
        http::Outside,
        sign::{PROOF_FORM, Proof, SECRET_FORM, Secret, is_signed, signature},
    },
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
    api::{Api, Auth},
};
use crate::domain::{
    sink::{Changes, Comment, Opening, RemoteComment, RemoteTicket, Standing},
    time::Timestamp,
};

/// A call to us may be so old, in seconds.
const TOLERANCE: i64 = 300;
/// Files that are longer together do not go along; the program reads them from the console.
const MOST_FILE_BYTES: usize = 5 << 20;

/// Where the calls go.
#[derive(Debug)]
pub(super) struct Endpoint {
    api: Api,
    secrets: Vec<Secret>,
    hook_secrets: Vec<Proof>,
}

impl Endpoint {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let secrets = settings.secrets.iter().map(|text| Secret::read(text)).collect::<Option<_>>().ok_or_else(|| format!("sink {name}: secrets must be {SECRET_FORM}"))?;
        let hook_secrets =
            settings.hook_secrets.iter().map(|text| Proof::read(text)).collect::<Option<_>>().ok_or_else(|| format!("sink {name}: hook_secrets must be {PROOF_FORM}"))?;
        let api = Api::new(outside, &settings.url, Auth::None).map_err(|problem| format!("sink {name}: {problem}"))?;
        Ok(Self { api, secrets, hook_secrets })
    }

    async fn post(&self, kind: &str, data: Value, attempt: Attempt<'_>) -> Result<Value> {
        let body = json!({ "type": kind, "timestamp": attempt.now.rfc3339(), "data": data }).to_string();
        let seconds = attempt.now.0 / 1000;
        let request = self
            .api
            .request(Method::POST, "")?
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", attempt.key)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature(&self.secrets, attempt.key, seconds, &body))
            .body(body);
        Ok(self.api.send(request).await?.json)
    }
}

/// Files as they stand in a call; none when they are too long.
fn enclosed(files: &[File]) -> Vec<Value> {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    if files.iter().map(|file| file.bytes.len()).sum::<usize>() > MOST_FILE_BYTES {
        return files.iter().map(|file| json!({ "name": file.name, "media_type": file.media })).collect();
    }
    files.iter().map(|file| json!({ "name": file.name, "media_type": file.media, "base64": BASE64_STANDARD.encode(&file.bytes) })).collect()
}

impl Sink for Endpoint {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        // An event that asks for nothing: whoever verifies signatures accepts it.
        Box::pin(async move {
            let now = Timestamp(0);
            match self.post("ping", json!({}), Attempt { key: "ping", now }).await {
                Ok(_) => Ok("answers".to_owned()),
                // The signature is older than any receiver should accept, so a refusal shows that it looks.
                Err(fault) if matches!(fault.kind, FaultKind::Field | FaultKind::Credential | FaultKind::Right) => Ok(format!("answers and looks at signatures ({})", fault.words)),
                Err(fault) => Err(fault),
            }
        })
    }

    /// The program tells repeats by the key, so nothing has to be looked for.
    fn find<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async { Ok(None) })
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let mut data = serde_json::to_value(opening).unwrap_or_default();
            data["files"] = enclosed(&files).into();
            let answered = self.post("ticket.opened", data, attempt).await?;
            let id = answered["id"].as_str().map(str::to_owned).or_else(|| answered["id"].as_i64().map(|id| id.to_string()));
            Ok(Remote { id: id.unwrap_or_else(|| opening.number.clone()), url: answered["url"].as_str().map(str::to_owned) })
        })
    }

    fn has_comment<'a>(&'a self, _: &'a str, _: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async { Ok(false) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let mut data = serde_json::to_value(comment).unwrap_or_default();
            data["id"] = remote.into();
            data["files"] = enclosed(&files).into();
            self.post("ticket.comment", data, attempt).await.map(|_| ())
        })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.post("ticket.status", json!({ "id": remote, "status": standing }), attempt).await.map(|_| ()) })
    }

    fn changes<'a>(&'a self, _: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async { Ok(Changes::default()) })
    }

    fn read<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async { Err(Fault::new(FaultKind::Missing, "a webhook cannot be asked")) })
    }

    fn hooked(&self, call: &Call<'_>, now: Timestamp) -> std::result::Result<Hooked, Denied> {
        if self.hook_secrets.is_empty() {
            return Err(Denied::NotExpected);
        }
        let header = |name| (call.header)(name).ok_or(Denied::Signature);
        let (id, seconds, given) = (header("webhook-id")?, header("webhook-timestamp")?, header("webhook-signature")?);
        let seconds: i64 = seconds.parse().map_err(|_| Denied::Signature)?;
        if !is_signed(&self.hook_secrets, &id, seconds, call.body, &given) {
            return Err(Denied::Signature);
        }
        if (now.0 / 1000 - seconds).abs() > TOLERANCE {
            return Err(Denied::Old);
        }
        let told: Told = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
        Ok(Hooked::Told(vec![told.data.into()]))
    }

    fn asked_every(&self) -> Option<Duration> {
        None
    }
}

/// What a program tells of a ticket.
#[derive(Deserialize)]
struct Told {
    data: TicketTold,
}

#[derive(Deserialize)]
struct TicketTold {
    id: String,
    status: Option<Standing>,
    assignee: Option<String>,
    #[serde(default)]
    comments: Vec<CommentTold>,
}

#[derive(Deserialize)]
struct CommentTold {
    id: String,
    author: String,
    #[serde(default = "yes")]
    public: bool,
    text: String,
}

fn yes() -> bool {
    true
}

impl From<TicketTold> for RemoteTicket {
    fn from(told: TicketTold) -> Self {
        let comments = told.comments.into_iter().map(|one| RemoteComment { id: one.id, author: one.author, public: one.public, own: true, text: one.text });
        Self { remote: told.id, standing: told.status, assignee: told.assignee, comments: comments.collect() }
    }
}

#[cfg(test)]
mod tests;
