//! What ticket systems tell us: signed calls to `/webhooks/{sink}`.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};

use super::{
    Site,
    problem::{Problem, Result},
};
use crate::{
    connect::ticket::{Call, Denied, Hooked, Sink},
    desk::Error,
};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/webhooks/{sink}", post(told))
}

/// Takes in what is told, or has the tickets it names read; that it was told is acknowledged before.
async fn told(State(site): State<Site>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Result<StatusCode> {
    let sink = site.0.sinks.get(&name).cloned().ok_or_else(Problem::not_found)?;
    let now = site.desk().world().now();
    let hooked = sink.hooked(&Call { header: &|name| headers.get(name)?.to_str().ok().map(str::to_owned), body: &body }, now);
    match hooked {
        Err(Denied::NotExpected) => Err(Problem::not_found()),
        Err(Denied::Signature | Denied::Old) => Err(Problem::unauthorized("The call is not signed as the configuration says, or too long ago.")),
        Err(Denied::Body) => Err(Problem::invalid("The body is not what this ticket system sends.")),
        Ok(Hooked::Told(tickets)) => {
            for ticket in tickets {
                site.desk().hear_back(name.clone(), ticket, now).await?;
            }
            Ok(StatusCode::NO_CONTENT)
        }
        Ok(Hooked::Read(remotes)) => {
            look(&site, name, sink, remotes)?;
            Ok(StatusCode::ACCEPTED)
        }
    }
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
