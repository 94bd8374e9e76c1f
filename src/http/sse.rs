//! Server-sent events: a stream that is read as fast as its listener reads, and ends when the program stops.

use std::{collections::VecDeque, convert::Infallible, future::Future, time::Duration};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

/// How often a silent stream shows that it lives.
const ALIVE: Duration = Duration::from_secs(15);

/// Something that yields events in small lots, waiting where there are none.
pub(super) trait Source: Send + 'static {
    /// The next events; `None` ends the stream. Nothing more is read until they are written.
    fn next(&mut self) -> impl Future<Output = Option<Vec<Event>>> + Send;
}

/// A source as an answer. Only one lot is held at a time, so that a slow reader holds no memory.
pub(super) fn events(source: impl Source, stopping: CancellationToken) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let begin = (source, VecDeque::new(), stopping);
    let events = stream::unfold(begin, async |(mut source, mut waiting, stopping)| {
        while waiting.is_empty() {
            let lot = tokio::select! {
                () = stopping.cancelled() => None,
                lot = source.next() => lot,
            };
            waiting.extend(lot?);
        }
        let event = waiting.pop_front()?;
        Some((Ok(event), (source, waiting, stopping)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE).text(""))
}

/// An event with JSON data.
pub(super) fn event(name: &'static str, data: &impl Serialize) -> Event {
    Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}
