//! One ticket with everything an agent needs to go on.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    session::SignedAgent,
    view::{TicketRow, row},
};
use crate::{
    domain::{
        content::Pack,
        conversation::Status,
        dialogue::card,
        handoff::{Fact, Reason, Tried},
        ticket::{Ticket, read_number},
        time::Timestamp,
    },
    http::{
        Site,
        json::{At, Json},
        problem::{Problem, Result},
        view::{MessageView, PersonView},
    },
    store::{
        conversation, message, person,
        ticket::{
            event::{self, EventKind},
            list, note,
        },
    },
};

/// The most messages shown at once.
const MOST_MESSAGES: i64 = 1000;

/// A ticket with its conversation, brief, notes and history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketFull {
    ticket: TicketRow,
    conversation: ConversationState,
    /// Who asks, if that is proven, and how.
    person: Option<PersonView>,
    brief: BriefView,
    messages: Vec<MessageView>,
    notes: Vec<NoteView>,
    history: Vec<EventView>,
}

/// Where the conversation stands.
#[derive(Debug, Serialize, ToSchema)]
struct ConversationState {
    id: String,
    status: Status,
}

/// What is known.
#[derive(Debug, Serialize, ToSchema)]
struct BriefView {
    intent: Option<IntentView>,
    reason: Reason,
    facts: Vec<Fact>,
    tried: Vec<Tried>,
    promise: Option<String>,
    why: String,
}

/// What the bot understood.
#[derive(Debug, Serialize, ToSchema)]
struct IntentView {
    id: String,
    title: String,
    confidence: f32,
}

/// What an agent wrote to the others.
#[derive(Debug, Serialize, ToSchema)]
struct NoteView {
    id: String,
    /// RFC 3339.
    at: String,
    agent: String,
    text: String,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
struct EventView {
    /// RFC 3339.
    at: String,
    agent: Option<String>,
    kind: EventKind,
    value: Option<String>,
}

/// One ticket with everything.
#[utoipa::path(get, path = "/api/v1/tickets/{number}", params(("number" = String, Path)), responses((status = 200, body = TicketFull), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn read(State(site): State<Site>, _: SignedAgent, At(number): At<String>) -> Result<Json<TicketFull>> {
    let number = number_of(&number)?;
    let mut tx = site.desk().store().read().await?;
    let listed = list::find(&mut tx, number).await?.ok_or_else(Problem::not_found)?;
    let found = conversation::find(&mut tx, &listed.ticket.conversation).await?.ok_or_else(Problem::not_found)?;
    let messages = message::before(&mut tx, &found.conversation.id, i64::MAX, MOST_MESSAGES).await?;
    let notes = note::of_ticket(&mut tx, number).await?;
    let history = event::of_ticket(&mut tx, number).await?;
    let person = person::of_visitor(&mut tx, &found.conversation.visitor).await?;
    let catalog = site.desk().catalog();
    Ok(Json(TicketFull {
        brief: brief(catalog.pack(), &listed.ticket),
        ticket: row(catalog.pack(), listed),
        person: person.map(PersonView::from),
        conversation: ConversationState { id: found.conversation.id.0, status: found.conversation.status },
        messages: messages.into_iter().map(|message| MessageView::of(catalog.pack(), message)).collect(),
        notes: notes.into_iter().map(|note| NoteView { id: note.id, at: Timestamp(note.at).rfc3339(), agent: note.agent, text: note.text }).collect(),
        history: history.into_iter().map(|event| EventView { at: event.at.rfc3339(), agent: event.agent, kind: event.kind, value: event.value }).collect(),
    }))
}

fn brief(pack: &Pack, ticket: &Ticket) -> BriefView {
    let language = pack.default_language();
    let title = |id: &crate::domain::id::IntentId| pack.intent(id).map_or_else(|| id.to_string(), |intent| intent.title.in_language(language).to_owned());
    let card = card(pack, ticket, language);
    BriefView {
        intent: ticket.brief.intent.as_ref().map(|id| IntentView { id: id.to_string(), title: title(id), confidence: ticket.brief.confidence }),
        reason: ticket.reason,
        facts: ticket.brief.facts.clone(),
        tried: ticket.brief.tried.clone(),
        promise: card.promise,
        why: card.why,
    }
}

/// A ticket's number from the address.
pub(super) fn number_of(text: &str) -> Result<i64> {
    read_number(text).ok_or_else(Problem::not_found)
}
