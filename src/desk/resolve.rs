//! A ticket is done, or is not after all; with it the bot comes back or falls silent.

use super::{
    Desk, Error, Result,
    reply::{load, may_answer, notice, save},
};
use crate::{
    domain::{
        agent::Agent,
        conversation::Status,
        sla::{day_words, promise},
        ticket::{Ticket, TicketStatus, say_number},
    },
    store::ticket::event::{self, EventKind},
};

impl Desk {
    /// Marks a ticket as done; the visitor is told, and the bot answers again. Resolving twice changes nothing.
    ///
    /// # Errors
    /// `NotFound` when there is no such ticket.
    pub async fn resolve(&self, by: Agent, number: i64) -> Result<Ticket> {
        may_answer(&by)?;
        let (world, catalog) = (self.world.clone(), self.catalog());
        self.write(move |mut write| {
            Box::pin(async move {
                let (mut ticket, mut remembered) = load(&mut write, number).await?;
                if ticket.status == TicketStatus::Resolved {
                    return Ok(ticket);
                }
                let now = world.now();
                ticket.status = TicketStatus::Resolved;
                ticket.resolved_at = Some(now);
                if remembered.conversation.ticket == Some(number) {
                    remembered.conversation.status = Status::Resolved;
                }
                let said = say_number(&catalog.pack().prefix, number);
                notice(&mut write, &mut remembered, catalog.pack(), "resolved", &[("number", &said)], &world).await?;
                event::add(write.tx, &world.id(), number, now, Some(&by.id), EventKind::Resolved, None).await?;
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
        let (world, catalog) = (self.world.clone(), self.catalog());
        self.write(move |mut write| {
            Box::pin(async move {
                let (mut ticket, mut remembered) = load(&mut write, number).await?;
                if ticket.status != TicketStatus::Resolved {
                    return Ok(ticket);
                }
                if let Some(other) = remembered.conversation.ticket.filter(|other| *other != number && !remembered.conversation.status.bot_may_speak()) {
                    return Err(Error::OtherOpen(other));
                }
                let (now, pack) = (world.now(), catalog.pack());
                ticket.resolved_at = None;
                (ticket.status, remembered.conversation.status) =
                    if ticket.assignee.is_some() { (TicketStatus::Assigned, Status::Assigned) } else { (TicketStatus::Queued, Status::Queued) };
                remembered.conversation.ticket = Some(number);
                if let Some(team) = pack.team(&ticket.team) {
                    ticket.deadline = promise(pack, team, ticket.priority, now);
                }
                let zone = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone);
                let time = ticket.deadline.due.map(|due| day_words(zone, due, remembered.conversation.language)).unwrap_or_default();
                notice(&mut write, &mut remembered, pack, "reopened", &[("number", &say_number(&pack.prefix, number)), ("time", &time)], &world).await?;
                event::add(write.tx, &world.id(), number, now, Some(&by.id), EventKind::Reopened, None).await?;
                save(&mut write, &mut ticket, &remembered, now).await?;
                Ok(ticket)
            })
        })
        .await
    }
}
