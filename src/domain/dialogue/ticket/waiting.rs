//! What is said to somebody who writes more while their ticket waits for a person: once that it is there, not after every line.

use super::best;
use crate::domain::{
    content::Kind,
    dialogue::{
        say::say,
        state::DialogueState,
        turn::{Heard, KnownTicket, Reply},
    },
    language::Language,
    matching::Catalog,
};

/// Whether these are a few kind words, which answer no question.
#[must_use]
pub fn is_polite(catalog: &Catalog, heard: Heard<'_>) -> bool {
    best(catalog, heard.understanding).is_some_and(|intent| matches!(intent.kind, Kind::Thanks | Kind::Greeting | Kind::Goodbye))
}

/// That the words are on the ticket, and when somebody answers; again only when that time has changed. Nothing for thanks and the like.
pub fn added_while_waiting(catalog: &Catalog, state: &mut DialogueState, heard: Heard<'_>, here: &KnownTicket, language: Language) -> Option<Reply> {
    let small = best(catalog, heard.understanding).is_some_and(|intent| intent.kind.is_aside());
    let time = here.promise.clone().unwrap_or_default();
    if small || state.promised.as_ref() == Some(&time) {
        return None;
    }
    let key = if time.is_empty() { "ticket.added" } else { "waiting" };
    let text = say(catalog.pack(), key, language, &[("number", &here.number), ("time", &time)]);
    state.promised = Some(time);
    Some(Reply::text(text))
}
