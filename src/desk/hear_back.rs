//! What people do in another ticket system comes back: their words into the chat, where the ticket stands, and who has it.

use std::sync::Arc;

use super::{
    Desk, Result, Write,
    receive::{MOST_CHARACTERS, storable},
    relay::Relay,
    reply::{Said, load, notice, save},
    resolve::{close, open_again},
};
use crate::{
    connect::ticket::{Fault, FaultKind, Sink},
    domain::{
        chat,
        conversation::{Sender, Status},
        dialogue::excerpt,
        event::Kind,
        id::ClientId,
        matching::Catalog,
        secrets,
        sink::{News, RemoteComment, RemoteTicket, Standing, is_ours},
        ticket::{Ticket, TicketStatus},
        time::Timestamp,
    },
    store::{
        conversation::Remembered,
        link::{self, Link},
        message, outbox,
        ticket::event::{self, EventKind},
    },
};

/// The most characters of a name that is shown.
const LONGEST_NAME: usize = 80;

impl Desk {
    /// Takes in how a ticket stands in a sink and what was said there, as it was asked at this time; what is known already changes nothing.
    /// Says whether the ticket is one of ours.
    ///
    /// # Errors
    /// When the database refuses; nothing was stored then.
    pub async fn hear_back(&self, sink: String, told: RemoteTicket, asked_at: Timestamp) -> Result<bool> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let Some(link) = link::find(write.tx, &sink, &told.remote).await? else { return Ok(false) };
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: Some(&sink), agent: None };
                take_in(&mut write, &link, &told, asked_at, (&catalog, relay)).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Reads those of these tickets that are ours, and takes in how they stand.
    ///
    /// # Errors
    /// What went wrong with the sink, or that the database refused.
    pub async fn look_at(&self, name: &str, sink: &dyn Sink, remotes: &[String]) -> std::result::Result<(), Fault> {
        for remote in remotes {
            if !self.is_linked(name, remote).await.map_err(|error| Fault::ours(&error))? {
                continue;
            }
            let asked_at = self.world.now();
            match sink.read(remote).await {
                Ok(told) => self.hear_back(name.to_owned(), told, asked_at).await.map_err(|error| Fault::ours(&error))?,
                // One that was deleted there does not stand in the way of the rest.
                Err(fault) if fault.kind == FaultKind::Missing => false,
                Err(fault) => return Err(fault),
            };
        }
        Ok(())
    }

    async fn is_linked(&self, sink: &str, remote: &str) -> Result<bool> {
        Ok(link::find(&mut self.store.read().await?, sink, remote).await?.is_some())
    }

    /// Up to where a sink was read.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn read_place(&self, sink: &str) -> Result<Option<String>> {
        Ok(link::place(&mut self.store.read().await?, sink).await?)
    }

    /// Notes up to where a sink was read, once everything before was taken in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn read_on(&self, sink: String, place: String) -> Result<()> {
        let now = self.world.now();
        self.write(move |write| Box::pin(async move { Ok(link::read(write.tx, &sink, &place, now).await?) })).await
    }

    /// What tickets are called in a sink that are not done there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn open_in(&self, sink: &str) -> Result<Vec<String>> {
        /// More are not asked for one by one.
        const MOST: i64 = 500;
        Ok(link::open_in(&mut self.store.read().await?, sink, MOST).await?)
    }
}

/// What was told of a ticket by people of the system whose chat it is.
pub(super) enum Told {
    /// What they did.
    Changed(RemoteTicket),
    /// That nobody takes it.
    Refused { id: String, words: String },
}

/// Takes in how a ticket stands there and what was said.
pub(super) async fn take_in(write: &mut Write<'_>, link: &Link, told: &RemoteTicket, asked_at: Timestamp, (catalog, relay): (&Catalog, Relay<'_>)) -> Result<()> {
    let now = relay.world.now();
    let (mut ticket, mut remembered) = load(write, link.ticket).await?;
    let remote = link.remote.as_deref().unwrap_or_default();
    let mut changed = false;
    for comment in &told.comments {
        if link::hear(write.tx, &link.sink, remote, &comment.id, now).await? && is_news(comment, &relay.pack.prefix) {
            let hidden = |text: &str| secrets::hide(storable(text), &relay.pack.secrets, &|word| catalog.knows(word)).0;
            answer(write, &mut ticket, &mut remembered, comment, &hidden(&comment.text), relay).await?;
            changed = true;
        }
    }
    changed |= assignee(write, link, told, &mut ticket, &mut remembered, relay).await?;
    changed |= standing(write, link, told, asked_at, (&mut ticket, &mut remembered), relay).await?;
    if changed {
        save(write, &mut ticket, &remembered, now).await?;
    }
    Ok(())
}

/// Whether somebody there said it to the requester; what was sent from here is not.
fn is_news(comment: &RemoteComment, prefix: &str) -> bool {
    comment.public && !comment.text.trim().is_empty() && !(comment.own && is_ours(&comment.text, prefix))
}

/// An answer from there is an answer of the desk, and the other sinks hear of it.
async fn answer(write: &mut Write<'_>, ticket: &mut Ticket, remembered: &mut Remembered, comment: &RemoteComment, text: &str, relay: Relay<'_>) -> Result<()> {
    let now = relay.world.now();
    if ticket.status == TicketStatus::Queued {
        (ticket.status, remembered.conversation.status) = (TicketStatus::Assigned, Status::Assigned);
        relay.news(write, ticket, News::State).await?;
    }
    let text: String = text.trim().chars().take(MOST_CHARACTERS).collect();
    let name = excerpt(&storable(&comment.author), LONGEST_NAME);
    // Where it was said in the very chat, it is known there.
    let client_id = relay.is_of(&ticket.channel).then(|| ClientId(chat::name(&ticket.channel, &comment.id)));
    let message = Said { sender: Sender::Agent, name: &name, text, client_id }.append(remembered, now);
    message::add(write.tx, &message, None).await?;
    relay.said(write, ticket, &message).await?;
    ticket.first_replied_at = ticket.first_replied_at.or(Some(now));
    event::add(write.tx, &relay.world.id(), ticket.number, now, None, EventKind::Replied, Some(&name)).await?;
    Ok(())
}

/// Who has it there is told once to the visitor; the ticket is nobody's here.
async fn assignee(write: &mut Write<'_>, link: &Link, told: &RemoteTicket, ticket: &mut Ticket, remembered: &mut Remembered, relay: Relay<'_>) -> Result<bool> {
    let Some(name) = told.assignee.as_deref().map(|name| excerpt(&storable(name), LONGEST_NAME)).filter(|name| !name.is_empty() && Some(name) != link.assignee.as_ref()) else {
        return Ok(false);
    };
    link::assigned(write.tx, ticket.number, &link.sink, &name).await?;
    if ticket.status == TicketStatus::Resolved {
        return Ok(false);
    }
    if ticket.status == TicketStatus::Queued {
        (ticket.status, remembered.conversation.status) = (TicketStatus::Assigned, Status::Assigned);
    }
    event::add(write.tx, &relay.world.id(), ticket.number, relay.world.now(), None, EventKind::Assigned, Some(&name)).await?;
    relay.happened(write, ticket, Kind::TicketAssigned).await?;
    // Where the chat is held, it is seen who has it.
    if relay.is_of(&ticket.channel) {
        return Ok(true);
    }
    let team = relay.pack.team(&ticket.team).map_or("", |team| team.name.in_language(remembered.conversation.language));
    notice(write, remembered, relay.pack, "agent.joined", &[("name", &name), ("team", team)], relay.world).await?;
    Ok(true)
}

/// Follows where the ticket stands there. What was asked before we last told is old, and what stands as it stood is no news.
async fn standing(
    write: &mut Write<'_>,
    link: &Link,
    told: &RemoteTicket,
    asked_at: Timestamp,
    (ticket, remembered): (&mut Ticket, &mut Remembered),
    relay: Relay<'_>,
) -> Result<bool> {
    let Some(standing) = told.standing.filter(|standing| *standing != link.standing && asked_at >= link.told_at) else { return Ok(false) };
    // What we are about to tell it will stand there in a moment.
    if outbox::tells_standing(write.tx, &link.sink, ticket.number).await? {
        return Ok(false);
    }
    link::stands(write.tx, ticket.number, &link.sink, standing, link.told_at).await?;
    let done = ticket.status == TicketStatus::Resolved;
    let said = match standing {
        Standing::Resolved if done => return Ok(false),
        Standing::Resolved => Some(close(write, ticket, &mut remembered.conversation, relay).await?),
        // Another ticket of the conversation may be open by now; then this one stays done here.
        Standing::Open | Standing::Pending if done && remembered.conversation.ticket != Some(ticket.number) => return Ok(false),
        Standing::Open | Standing::Pending if done => Some(open_again(write, ticket, &mut remembered.conversation, relay).await?),
        Standing::Open | Standing::Pending => None,
    };
    if standing == Standing::Pending {
        let was = std::mem::replace(&mut ticket.status, TicketStatus::Pending);
        remembered.conversation.status = Status::Assigned;
        relay.waits(write, ticket, was).await?;
    } else if ticket.status == TicketStatus::Pending {
        ticket.status = TicketStatus::Assigned;
        relay.waits(write, ticket, TicketStatus::Pending).await?;
    }
    if let Some(text) = said {
        let message = Said { sender: Sender::System, name: "", text, client_id: None }.append(remembered, relay.world.now());
        message::add(write.tx, &message, None).await?;
    }
    Ok(true)
}
