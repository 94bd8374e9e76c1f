//! What visitors may do with their own tickets: ask how they stand, add to them, close them, open them again.

use std::{collections::HashMap, sync::Arc};

use super::{
    Change, Desk, Error, Result, World, Write,
    relay::Relay,
    reply::Said,
    resolve::{close, open_again},
    turn_job::TurnJob,
};
use crate::{
    domain::{
        conversation::{Conversation, Sender, Status},
        dialogue::{self, KnownTicket, Reply, TicketAct, TicketReply},
        id::{ConversationId, VisitorId},
        language::Language,
        outcome::Outcome,
        sla::day_words,
        ticket::{Ticket, TicketStatus, read_number, say_number},
    },
    store::{
        conversation::{self, Remembered},
        message, ticket,
    },
};

/// How many of a visitor's tickets are known at once.
const MOST: i64 = 10;

/// The tickets of visitors who ask for them.
pub(super) type Tickets = HashMap<VisitorId, Vec<Ticket>>;

impl Desk {
    /// Closes a ticket of this visitor, or of another one of the same person, or opens it again; a ticket that is so already stays so.
    ///
    /// # Errors
    /// `NotFound` when there is no such ticket among theirs.
    pub async fn act_on_own(&self, visitor: VisitorId, act: TicketAct) -> Result<()> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let (TicketAct::Add(number, _) | TicketAct::Close(number) | TicketAct::Reopen(number)) = &act;
                let number = read_number(number).ok_or(Error::NotFound)?;
                ticket::own(write.tx, &visitor, number).await?.ok_or(Error::NotFound)?;
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: None };
                let mut open = Open::new();
                if let Some(changed) = perform(&mut write, &visitor, act, &mut open, relay).await?.and_then(|id| open.remove(&id)) {
                    conversation::save(write.tx, &changed).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// The conversations of a batch.
pub(super) type Open = HashMap<ConversationId, Remembered>;

/// Loads the tickets of those who seem to ask for them; others cost nothing.
pub(super) async fn of_those_who_ask(write: &mut Write<'_>, jobs: &[TurnJob], open: &Open) -> Result<Tickets> {
    let mut found = Tickets::new();
    for job in jobs {
        let Some(remembered) = open.get(&job.inbound.conversation).filter(|one| one.conversation.visitor == job.inbound.visitor) else { continue };
        if !job.may_act() || !dialogue::is_about_tickets(&job.catalog, &remembered.state, job.heard(&[], &remembered.state)) {
            continue;
        }
        let visitor = &job.inbound.visitor;
        if !found.contains_key(visitor) {
            found.insert(visitor.clone(), ticket::of_visitor(write.tx, visitor, MOST).await?);
        }
        let own = found.entry(visitor.clone()).or_default();
        let named = dialogue::ticket_named(&job.catalog.pack().prefix, job.heard(&[], &remembered.state)).and_then(|number| read_number(&number));
        if let Some(number) = named.filter(|number| own.iter().all(|ticket| ticket.number != *number)) {
            own.extend(ticket::own(write.tx, visitor, number).await?);
        }
    }
    Ok(found)
}

/// What the bot may know of a visitor's tickets, that of this conversation first.
pub(super) fn known(job: &TurnJob, remembered: &Remembered, tickets: &Tickets) -> Vec<KnownTicket> {
    let mut own: Vec<&Ticket> = tickets.get(&job.inbound.visitor).into_iter().flatten().collect();
    own.sort_by_key(|ticket| Some(ticket.number) != remembered.conversation.ticket);
    let language = remembered.state.language.unwrap_or(remembered.conversation.language);
    own.into_iter().map(|ticket| know(job, ticket, &remembered.conversation, language)).collect()
}

fn know(job: &TurnJob, ticket: &Ticket, conversation: &Conversation, language: Language) -> KnownTicket {
    let pack = job.catalog.pack();
    let zone = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone);
    let waits = ticket.first_replied_at.is_none() && ticket.status != TicketStatus::Resolved && ticket.deadline.due.is_some_and(|due| due > job.now);
    let promise = ticket.deadline.due.filter(|_| waits).map(|due| day_words(zone, due, language));
    let here = conversation.ticket == Some(ticket.number);
    KnownTicket { number: say_number(&pack.prefix, ticket.number), subject: ticket.subject.clone(), status: ticket.status, here, promise }
}

/// What the desk does and says itself while a person has the conversation; nothing for words that are meant for that person.
pub(super) async fn served(write: &mut Write<'_>, job: &TurnJob, remembered: &mut Remembered, tickets: &Tickets, world: &World) -> Result<Option<TicketReply>> {
    if !job.may_act() {
        return Ok(None);
    }
    let offered = std::mem::take(&mut remembered.state.offered);
    if job.inbound.choice.as_deref() == Some(dialogue::CLOSE) || dialogue::closes_what_was_offered(&offered, &job.words(&remembered.state).text) {
        return Ok(closed(write, job, remembered, world).await?.map(TicketReply::from));
    }
    let Some(number) = remembered.conversation.ticket else { return Ok(None) };
    let language = remembered.conversation.language;
    let mut own = known(job, remembered, tickets);
    if own.iter().all(|ticket| !ticket.here)
        && let Some(here) = ticket::find(write.tx, number).await?
    {
        own.insert(0, know(job, &here, &remembered.conversation, language));
    }
    let heard = job.heard(&[], &remembered.state);
    let mut told = dialogue::desk_reply(&job.catalog, heard, &own, language);
    // Once a person has it, nobody else says that it was received.
    if let Some(here) = own.iter().find(|ticket| ticket.here).filter(|_| told.is_none() && remembered.conversation.status == Status::Queued) {
        told = dialogue::added_while_waiting(&job.catalog, &mut remembered.state, heard, here, language).map(TicketReply::from);
    }
    remembered.state.offered = told.as_ref().and_then(|told| told.reply.offered()).unwrap_or_default();
    Ok(told)
}

/// Closes the ticket of this conversation, as its requester tapped.
async fn closed(write: &mut Write<'_>, job: &TurnJob, remembered: &mut Remembered, world: &World) -> Result<Option<Reply>> {
    let Some(number) = remembered.conversation.ticket else { return Ok(None) };
    let Some(mut ticket) = ticket::lock(write.tx, number).await? else { return Ok(None) };
    let said = close(write, &mut ticket, &mut remembered.conversation, job.relay(world)).await?;
    save(write, &mut ticket, &remembered.conversation.id, world).await?;
    Ok(Some(Reply::text(said)))
}

/// Does to a ticket of the visitor's what was decided, in the conversation it came from; answers which one that is.
///
/// That the ticket is theirs is looked up here, whatever was known before.
pub(super) async fn perform(write: &mut Write<'_>, visitor: &VisitorId, act: TicketAct, open: &mut Open, relay: Relay<'_>) -> Result<Option<ConversationId>> {
    let (TicketAct::Add(number, _) | TicketAct::Close(number) | TicketAct::Reopen(number)) = &act;
    let Some(number) = read_number(number) else { return Ok(None) };
    let Some(found) = ticket::own(write.tx, visitor, number).await? else { return Ok(None) };
    let id = found.conversation;
    if !open.contains_key(&id)
        && let Some(locked) = conversation::lock(write.tx, &id).await?
    {
        open.insert(id.clone(), locked);
    }
    let (Some(remembered), Some(mut ticket)) = (open.get_mut(&id), ticket::lock(write.tx, number).await?) else { return Ok(None) };
    let (sender, text) = match act {
        TicketAct::Add(_, words) => (Sender::Visitor, words),
        TicketAct::Close(_) if ticket.status == TicketStatus::Resolved => return Ok(None),
        TicketAct::Close(_) => (Sender::System, close(write, &mut ticket, &mut remembered.conversation, relay).await?),
        TicketAct::Reopen(_) if ticket.status != TicketStatus::Resolved || has_another_open(&remembered.conversation, number) => return Ok(None),
        TicketAct::Reopen(_) => {
            let said = open_again(write, &mut ticket, &mut remembered.conversation, relay).await?;
            ends_with_ticket(write, remembered).await?;
            (Sender::System, said)
        }
    };
    let said = Said { sender, name: "", text, client_id: None }.append(remembered, relay.world.now());
    message::add(write.tx, &said, None).await?;
    relay.said(write, &ticket, &said).await?;
    save(write, &mut ticket, &id, relay.world).await?;
    Ok(Some(id))
}

/// What was still open with the bot ends with the ticket that is open again.
async fn ends_with_ticket(write: &mut Write<'_>, remembered: &mut Remembered) -> Result<()> {
    if remembered.state.open_since.take().is_some() {
        message::end(write.tx, &remembered.conversation.id, Outcome::Ticket).await?;
    }
    remembered.state = remembered.state.cleared();
    Ok(())
}

/// Whether people work on another ticket of the same conversation.
fn has_another_open(conversation: &Conversation, number: i64) -> bool {
    conversation.ticket.is_some_and(|other| other != number) && !conversation.status.bot_may_speak()
}

/// Opens the ticket of this conversation again, if that is what was tapped and it is done.
pub(super) async fn reopened(write: &mut Write<'_>, job: &TurnJob, remembered: &mut Remembered, world: &World) -> Result<Option<Reply>> {
    let Some(number) = remembered.conversation.ticket.filter(|_| job.inbound.choice.as_deref() == Some(dialogue::REOPEN)) else { return Ok(None) };
    let Some(mut ticket) = ticket::lock(write.tx, number).await?.filter(|ticket| ticket.status == TicketStatus::Resolved) else { return Ok(None) };
    let said = open_again(write, &mut ticket, &mut remembered.conversation, job.relay(world)).await?;
    ends_with_ticket(write, remembered).await?;
    save(write, &mut ticket, &remembered.conversation.id, world).await?;
    Ok(Some(Reply::text(said)))
}

async fn save(write: &mut Write<'_>, ticket: &mut Ticket, conversation: &ConversationId, world: &World) -> Result<()> {
    ticket.updated_at = world.now();
    ticket::save(write.tx, ticket).await?;
    write.changes.push(Change::of_ticket(conversation, ticket.number));
    Ok(())
}
