//! What visitors may do with their own tickets: ask how they stand, close the one of this conversation, open it again.

use std::collections::HashMap;

use super::{
    Change, Result, World, Write,
    resolve::{Who, close, open_again},
    take_turns::TurnJob,
};
use crate::{
    domain::{
        dialogue::{self, KnownTicket, Reply},
        id::{ConversationId, VisitorId},
        language::Language,
        outcome::Outcome,
        sla::day_words,
        ticket::{Ticket, TicketStatus, say_number},
    },
    store::{conversation::Remembered, message, ticket},
};

/// How many of a visitor's tickets are known at once.
const MOST: i64 = 10;

/// The tickets of visitors who ask for them.
pub(super) type Tickets = HashMap<VisitorId, Vec<Ticket>>;

/// Loads the tickets of those who seem to ask for them; others cost nothing.
pub(super) async fn of_those_who_ask(write: &mut Write<'_>, jobs: &[TurnJob]) -> Result<Tickets> {
    let mut found = Tickets::new();
    for job in jobs.iter().filter(|job| dialogue::is_about_tickets(&job.catalog, &job.understanding)) {
        if !found.contains_key(&job.inbound.visitor) {
            found.insert(job.inbound.visitor.clone(), ticket::of_visitor(write.tx, &job.inbound.visitor, MOST).await?);
        }
    }
    Ok(found)
}

/// What the bot may know of a visitor's tickets, that of this conversation first.
pub(super) fn known(job: &TurnJob, remembered: &Remembered, tickets: &Tickets) -> Vec<KnownTicket> {
    let mut own: Vec<&Ticket> = tickets.get(&job.inbound.visitor).into_iter().flatten().collect();
    own.sort_by_key(|ticket| Some(ticket.number) != remembered.conversation.ticket);
    let language = remembered.state.language.unwrap_or(remembered.conversation.language);
    own.into_iter().map(|ticket| know(job, ticket, language)).collect()
}

fn know(job: &TurnJob, ticket: &Ticket, language: Language) -> KnownTicket {
    let pack = job.catalog.pack();
    let zone = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone);
    let waits = ticket.first_replied_at.is_none() && ticket.status != TicketStatus::Resolved;
    let promise = ticket.deadline.due.filter(|_| waits).map(|due| day_words(zone, due, language));
    KnownTicket { number: say_number(&pack.prefix, ticket.number), subject: ticket.subject.clone(), status: ticket.status, promise }
}

/// What the desk does and says itself while a person has the conversation; nothing for words that are meant for that person.
pub(super) async fn served(write: &mut Write<'_>, job: &TurnJob, remembered: &mut Remembered, world: &World) -> Result<Option<Reply>> {
    let closes = job.inbound.choice.as_deref() == Some(dialogue::CLOSE);
    let Some(number) = remembered.conversation.ticket.filter(|_| closes || dialogue::asks_desk(&job.catalog, &job.understanding, &job.inbound.text)) else { return Ok(None) };
    let Some(mut ticket) = ticket::lock(write.tx, number).await? else { return Ok(None) };
    let language = remembered.conversation.language;
    if !closes {
        return Ok(dialogue::desk_reply(&job.catalog, &job.understanding, &job.inbound.text, &know(job, &ticket, language), language));
    }
    let who = Who { agent: None, pack: job.catalog.pack(), world };
    let said = close(write, &mut ticket, &mut remembered.conversation, who).await?;
    save(write, &mut ticket, &remembered.conversation.id, world).await?;
    Ok(Some(Reply::text(said)))
}

/// Opens the ticket of this conversation again, if that is what was tapped and it is done.
pub(super) async fn reopened(write: &mut Write<'_>, job: &TurnJob, remembered: &mut Remembered, world: &World) -> Result<Option<Reply>> {
    let Some(number) = remembered.conversation.ticket.filter(|_| job.inbound.choice.as_deref() == Some(dialogue::REOPEN)) else { return Ok(None) };
    let Some(mut ticket) = ticket::lock(write.tx, number).await?.filter(|ticket| ticket.status == TicketStatus::Resolved) else { return Ok(None) };
    let said = open_again(write, &mut ticket, &mut remembered.conversation, Who { agent: None, pack: job.catalog.pack(), world }).await?;
    if remembered.state.open_since.take().is_some() {
        message::end(write.tx, &remembered.conversation.id, Outcome::Ticket).await?;
    }
    remembered.state = remembered.state.cleared();
    save(write, &mut ticket, &remembered.conversation.id, world).await?;
    Ok(Some(Reply::text(said)))
}

async fn save(write: &mut Write<'_>, ticket: &mut Ticket, conversation: &ConversationId, world: &World) -> Result<()> {
    ticket.updated_at = world.now();
    ticket::save(write.tx, ticket).await?;
    write.changes.push(Change::of_ticket(conversation, ticket.number));
    Ok(())
}
