//! A ticket is done, or is not after all; with it the bot comes back or falls silent.

use std::sync::Arc;

use super::{
    Desk, Error, Result, Write,
    relay::Relay,
    reply::{Said, load, may_answer, save},
    warnings::promised_again,
};
use crate::{
    domain::{
        agent::Agent,
        conversation::{Conversation, Sender, Status},
        dialogue::say,
        sla::{day_words, promise},
        ticket::{Ticket, TicketStatus, say_number},
        time::Timestamp,
    },
    store::{
        conversation::Remembered,
        message,
        ticket::event::{self, EventKind},
    },
};

impl Desk {
    /// Marks a ticket as done; the visitor is told, and the bot answers again. Resolving twice changes nothing.
    ///
    /// # Errors
    /// `NotFound` when there is no such ticket.
    pub async fn resolve(&self, by: Agent, number: i64) -> Result<Ticket> {
        may_answer(&by)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let (mut ticket, mut remembered) = load(&mut write, number).await?;
                if ticket.status == TicketStatus::Resolved {
                    return Ok(ticket);
                }
                let now = world.now();
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&by.id) };
                let said = close(&mut write, &mut ticket, &mut remembered.conversation, relay).await?;
                tell(&mut write, &mut remembered, said, now).await?;
                save(&mut write, &mut ticket, &remembered, now).await?;
                Ok(ticket)
            })
        })
        .await
    }

    /// Opens a resolved ticket again, with a new promise; it goes back to whoever had it.
    ///
    /// # Errors
    /// `OtherOpen` when another ticket of the conversation is open, `NotFound` when there is no such ticket.
    pub async fn reopen(&self, by: Agent, number: i64) -> Result<Ticket> {
        may_answer(&by)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let (mut ticket, mut remembered) = load(&mut write, number).await?;
                if ticket.status != TicketStatus::Resolved {
                    return Ok(ticket);
                }
                if let Some(other) = remembered.conversation.ticket.filter(|other| *other != number && !remembered.conversation.status.bot_may_speak()) {
                    return Err(Error::OtherOpen(other));
                }
                let now = world.now();
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&by.id) };
                let said = open_again(&mut write, &mut ticket, &mut remembered.conversation, relay).await?;
                tell(&mut write, &mut remembered, said, now).await?;
                save(&mut write, &mut ticket, &remembered, now).await?;
                Ok(ticket)
            })
        })
        .await
    }
}

/// Marks a ticket as done; answers what the visitor is told.
pub(super) async fn close(write: &mut Write<'_>, ticket: &mut Ticket, conversation: &mut Conversation, relay: Relay<'_>) -> Result<String> {
    let now = relay.world.now();
    let was = std::mem::replace(&mut ticket.status, TicketStatus::Resolved);
    ticket.resolved_at = Some(now);
    if conversation.ticket == Some(ticket.number) {
        conversation.status = Status::Resolved;
    }
    event::add(write.tx, &relay.world.id(), ticket.number, now, relay.agent, EventKind::Resolved, None).await?;
    relay.stands(write, ticket, was).await?;
    Ok(say(relay.pack, "resolved", conversation.language, &[("number", &say_number(&relay.pack.prefix, ticket.number))]))
}

/// Opens a ticket again, with a new promise; answers what the visitor is told.
pub(super) async fn open_again(write: &mut Write<'_>, ticket: &mut Ticket, conversation: &mut Conversation, relay: Relay<'_>) -> Result<String> {
    let (now, pack, number) = (relay.world.now(), relay.pack, ticket.number);
    let was = ticket.status;
    ticket.resolved_at = None;
    (ticket.status, conversation.status) = if ticket.assignee.is_some() { (TicketStatus::Assigned, Status::Assigned) } else { (TicketStatus::Queued, Status::Queued) };
    conversation.ticket = Some(number);
    if let Some(team) = pack.team(&ticket.team) {
        ticket.deadline = promise(pack, team, ticket.priority, now);
    }
    event::add(write.tx, &relay.world.id(), number, now, relay.agent, EventKind::Reopened, None).await?;
    promised_again(write, number, relay.reach, now).await?;
    relay.stands(write, ticket, was).await?;
    let zone = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone);
    let time = ticket.deadline.due.map(|due| day_words(zone, due, conversation.language)).unwrap_or_default();
    Ok(say(pack, "reopened", conversation.language, &[("number", &say_number(&pack.prefix, number)), ("time", &time)]))
}

async fn tell(write: &mut Write<'_>, remembered: &mut Remembered, text: String, now: Timestamp) -> Result<()> {
    let message = Said { sender: Sender::System, name: "", text, client_id: None }.append(remembered, now);
    Ok(message::add(write.tx, &message, None).await?)
}
