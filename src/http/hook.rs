//! What other systems tell us: proven calls to `/webhooks/{name}`, of ticket systems and of chats.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};

use super::{
    Site,
    problem::{Problem, Result},
};
use crate::{
    connect::{
        channel,
        ticket::{Call, Denied, FaultKind, Hooked, Sink},
    },
    desk::Error,
    domain::{chat::Heard, sink::Spoken},
};

/// So long it may take to ask who somebody is; Slack waits for three seconds in all.
const INTRODUCTION: Duration = Duration::from_millis(1_500);
/// Bytes that such a call may have, if not more than any other: whole mails stand in some.
pub(super) const MOST_BYTES: usize = 1 << 20;

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/webhooks/{name}", post(told))
        .route("/webhooks/{name}/{secret}", post(told_secretly))
        // Where bots of the Bot Framework are usually called.
        .route("/api/messages", post(told_to_bot))
        .layer(DefaultBodyLimit::disable())
}

/// Takes in what is told, or has the tickets it names read; that it was told is acknowledged before.
async fn told(State(site): State<Site>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Result<Response> {
    if site.0.channels.contains_key(&name) {
        return hear(&site, &name, (&headers, None), &body).await.map(IntoResponse::into_response);
    }
    let sink = site.0.sinks.get(&name).cloned().ok_or_else(Problem::not_found)?;
    let now = site.desk().world().now();
    let hooked = sink.hooked(&Call { header: &|name| header(&headers, name), body: &body }, now);
    match hooked {
        Err(Denied::NotExpected) => Err(Problem::not_found()),
        Err(Denied::Signature | Denied::Old) => Err(Problem::unauthorized("The call is not signed as the configuration says, or too long ago.")),
        Err(Denied::Body) => Err(Problem::invalid("The body is not what this ticket system sends.")),
        Err(Denied::Later) => Err(Error::Busy.into()),
        Ok(Hooked::Told(tickets)) => {
            for ticket in tickets {
                site.desk().hear_back(name.clone(), ticket, now).await?;
            }
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Ok(Hooked::Read(remotes)) => {
            look(&site, name, sink, remotes)?;
            Ok(StatusCode::ACCEPTED.into_response())
        }
        Ok(Hooked::Nothing(answer)) if answer.is_empty() => Ok(StatusCode::OK.into_response()),
        Ok(Hooked::Nothing(answer)) => Ok(([(CONTENT_TYPE, "application/json")], answer).into_response()),
        Ok(Hooked::Spoken { spoken, again }) => speak(&site, name, &*sink, *spoken, again).await.map(IntoResponse::into_response),
    }
}

async fn told_secretly(State(site): State<Site>, Path((name, secret)): Path<(String, String)>, headers: HeaderMap, body: Bytes) -> Result<StatusCode> {
    if !site.0.channels.contains_key(&name) {
        return Err(Problem::not_found());
    }
    hear(&site, &name, (&headers, Some(&secret)), &body).await
}

/// The only bot of the Bot Framework; where there are several, each has its own address.
async fn told_to_bot(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<StatusCode> {
    let settings = &site.config().outside.channels;
    let mut bots = settings.iter().filter(|(_, one)| one.kind == channel::ChannelKind::BotFramework).map(|(name, _)| name.clone());
    match (bots.next(), bots.next()) {
        (Some(name), None) => hear(&site, &name, (&headers, None), &body).await,
        _ => Err(Problem::not_found()),
    }
}

/// Takes in what a chat of another system tells; what it is answered goes there afterwards.
async fn hear(site: &Site, name: &str, (headers, secret): (&HeaderMap, Option<&str>), body: &[u8]) -> Result<StatusCode> {
    let channel = site.0.channels.get(name).cloned().ok_or_else(Problem::not_found)?;
    let call = channel::Call { header: &|name| header(headers, name), secret, body };
    let heard = channel.hear(call, site.desk().world().now()).await.map_err(|denied| match denied {
        Denied::NotExpected => Problem::not_found(),
        Denied::Signature | Denied::Old => Problem::forbidden("The call does not prove that it comes from the system of this channel, or is too old."),
        Denied::Body => Problem::invalid("The body is not what this system sends."),
        Denied::Later => Error::Busy.into(),
    })?;
    let mut status = StatusCode::OK;
    for one in heard {
        if let Heard::Said(chat, _) | Heard::Came(chat) = &one {
            site.0.limits.messages.take(&format!("{name}:{}", chat.handle))?;
        }
        if one == Heard::Foreign {
            status = StatusCode::NOT_IMPLEMENTED;
        }
        site.desk().hear_chat(name, one).await?;
    }
    Ok(status)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Stores what somebody said before it is acknowledged. Who it was is asked first, for a moment: what can come again waits for that.
async fn speak(site: &Site, name: String, sink: &dyn Sink, spoken: Spoken, again: bool) -> Result<StatusCode> {
    let introduced = tokio::time::timeout(INTRODUCTION, sink.introduce(spoken.clone())).await;
    let spoken = match introduced {
        Ok(Ok(None)) => return Ok(StatusCode::OK),
        Ok(Ok(Some(spoken))) => spoken,
        Ok(Err(fault)) if again && matches!(fault.kind, FaultKind::RateLimit | FaultKind::Outage | FaultKind::Lost) => return Err(Error::Busy.into()),
        Err(_) if again => return Err(Error::Busy.into()),
        Ok(Err(fault)) => {
            tracing::warn!(sink = name, fault = ?fault.kind, words = fault.words, "who said something there cannot be found out; {}", fault.advice(&name));
            spoken
        }
        Err(_) => spoken,
    };
    let heard = site.desk().hear_room(name, spoken).await?;
    // What was sent there may be said of before we know that it arrived.
    if heard || !again { Ok(StatusCode::OK) } else { Err(Error::Busy.into()) }
}

/// Reads the tickets beside the call; should that be lost, asking what changed finds them.
fn look(site: &Site, name: String, sink: Arc<dyn Sink>, remotes: Vec<String>) -> Result<()> {
    let permit = Arc::clone(&site.0.looking).try_acquire_owned().map_err(|_| Problem::from(Error::Busy))?;
    let desk = site.desk().clone();
    tokio::spawn(async move {
        if let Err(fault) = desk.look_at(&name, &*sink, &remotes).await {
            tracing::warn!(sink = name, fault = ?fault.kind, words = fault.words, "a ticket cannot be read there; {}", fault.advice(&name));
        }
        drop(permit);
    });
    Ok(())
}
