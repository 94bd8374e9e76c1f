//! What happens in a conversation, as it happens; a listener that comes back goes on where it was.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, sse::Event},
};
use serde::Deserialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use utoipa::IntoParams;

use super::conversations::own;
use crate::{
    desk::{Wake, Who},
    http::{
        Site,
        json::{Asked, At},
        problem::Result,
        sse::{Source, event, events},
        token::Asker,
        view::{self, ConversationView, MessageView},
    },
    store::message,
};

/// How many messages are read at a time.
const LOT: i64 = 100;

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct From {
    /// The newest place seen; `Last-Event-ID` says the same.
    after: Option<i64>,
}

/// Streams messages, changes of the conversation and typing as server-sent events.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/stream", params(("id" = String, Path), From), responses((status = 200, content_type = "text/event-stream"), (status = 401), (status = 404)))]
pub(super) async fn stream(State(site): State<Site>, asker: Asker, At(id): At<String>, Asked(from): Asked<From>, headers: HeaderMap) -> Result<impl IntoResponse> {
    let room = site.desk().hub().join(&id);
    let conversation = own(&mut site.desk().store().read().await?, &asker.visitor, id).await?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let seen = last.or(from.after).unwrap_or(0);
    let stopping = site.0.stopping.clone();
    let source = Conversation { site, asker, id: conversation.id.0, room, seen, shown: None, fresh: true };
    Ok(events(source, stopping))
}

struct Conversation {
    site: Site,
    asker: Asker,
    id: String,
    room: Receiver<Wake>,
    seen: i64,
    shown: Option<ConversationView>,
    /// Whether to read before waiting: at the beginning, and while there is more than one lot.
    fresh: bool,
}

impl Source for Conversation {
    async fn next(&mut self) -> Option<Vec<Event>> {
        if !self.fresh {
            match self.room.recv().await {
                Ok(Wake::Typing { who: Who::Agent, name }) => {
                    self.asker.again(&self.site).await.ok()?;
                    return Some(vec![event("typing", &serde_json::json!({ "name": name }))]);
                }
                Ok(Wake::Typing { who: Who::Visitor, .. }) => return Some(Vec::new()),
                Ok(Wake::Changed) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
        // A failed read ends the stream; the listener comes back and goes on where it was.
        self.read().await.ok()
    }
}

impl Conversation {
    async fn read(&mut self) -> Result<Vec<Event>> {
        // Who listens may have signed out meanwhile, or another may have the conversation now.
        let asker = self.asker.again(&self.site).await?;
        let mut tx = self.site.desk().store().read().await?;
        let conversation = own(&mut tx, &asker.visitor, self.id.clone()).await?;
        let messages = message::after(&mut tx, &conversation.id, self.seen, LOT).await?;
        self.fresh = messages.len() >= usize::try_from(LOT).unwrap_or(usize::MAX);
        let preview = messages.last().map(|message| message.text.clone()).unwrap_or_default();
        let mut lot = Vec::with_capacity(messages.len() + 1);
        for message in messages {
            self.seen = message.seq;
            lot.push(event("message", &MessageView::of(self.site.desk().catalog().pack(), message)).id(self.seen.to_string()));
        }
        let now = view::conversation(&mut Some(tx), self.site.desk().store(), self.site.desk().catalog().pack(), conversation, &preview).await?;
        let changed = self.shown.as_ref().is_none_or(|shown| (&shown.status, &shown.ticket, &shown.agent) != (&now.status, &now.ticket, &now.agent));
        if changed {
            lot.push(event("conversation", &now));
        }
        self.shown = Some(now);
        Ok(lot)
    }
}
