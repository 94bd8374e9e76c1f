//! What happens to tickets, as it happens.

use axum::{
    extract::State,
    response::{IntoResponse, sse::Event},
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::session::SignedAgent;
use crate::{
    desk::ConsoleWake,
    domain::ticket::say_number,
    http::{
        Site,
        sse::{Source, event, events},
    },
};

/// Streams which tickets changed and who is typing; a console that comes back reads everything again.
#[utoipa::path(get, path = "/api/v1/tickets/stream", responses((status = 200, content_type = "text/event-stream"), (status = 401), (status = 403)))]
pub(super) async fn stream(State(site): State<Site>, _: SignedAgent) -> impl IntoResponse {
    let wakes = site.desk().hub().join_console();
    let stopping = site.0.stopping.clone();
    events(Console { site, wakes }, stopping)
}

struct Console {
    site: Site,
    wakes: Receiver<ConsoleWake>,
}

impl Source for Console {
    async fn next(&mut self) -> Option<Vec<Event>> {
        let catalog = self.site.desk().catalog();
        let say = |number| say_number(&catalog.pack().prefix, number);
        let told = match self.wakes.recv().await {
            Ok(ConsoleWake::Ticket { number, opened }) => event("ticket", &serde_json::json!({ "number": say(number), "kind": if opened { "opened" } else { "changed" } })),
            Ok(ConsoleWake::Typing { number, who, name }) => event("typing", &serde_json::json!({ "number": say(number), "who": who, "name": name })),
            Ok(ConsoleWake::Resync) | Err(RecvError::Lagged(_)) => event("resync", &serde_json::json!({})),
            Err(RecvError::Closed) => return None,
        };
        Some(vec![told])
    }
}
