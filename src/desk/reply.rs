//! An agent answers into the chat, or writes a note beside it.

use std::sync::Arc;

use super::{
    Change, Desk, Error, Result, World, Write,
    assign::take_for,
    enclose::{self, Enclosed},
    receive::{MOST_CHARACTERS, check_client_id, storable},
    relay::Relay,
};
use crate::{
    domain::{
        agent::Agent,
        content::Pack,
        conversation::{Message, Sender},
        id::ClientId,
        ticket::{Ticket, TicketStatus},
        time::Timestamp,
    },
    store::{
        conversation::{self, Remembered},
        message::{self, ClientKey},
        ticket::{
            self,
            event::{self, EventKind},
            note,
        },
    },
};

/// What an agent wrote.
#[derive(Debug, Clone)]
pub struct AgentReply {
    /// The ticket.
    pub number: i64,
    /// What the console calls it.
    pub client_id: ClientId,
    /// What it says; may be empty when files come along.
    pub text: String,
    /// What the agent uploaded before and comes along.
    pub files: Vec<Enclosed>,
    /// The newest place the agent had seen.
    pub seen_seq: i64,
    /// Whether to send although somebody else answered in between.
    pub anyway: bool,
}

impl Desk {
    /// Answers the visitor; an unassigned ticket becomes the agent's.
    ///
    /// # Errors
    /// `Collision` when another agent answered after `seen_seq`, `Resolved` when the ticket is done, and those of a message.
    pub async fn reply(&self, agent: Agent, mut reply: AgentReply) -> Result<Message> {
        may_answer(&agent)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        let text = checked(&reply.client_id, &reply.text, !reply.files.is_empty())?;
        enclose::check(&mut reply.files, &catalog)?;
        self.write(move |mut write| {
            Box::pin(async move {
                let now = world.now();
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&agent.id) };
                let (mut ticket, mut remembered) = load(&mut write, reply.number).await?;
                if let Some(first) = repeated(&mut write, &ticket, &reply.client_id).await? {
                    return if first.text == text && enclose::same(&first, &reply.files) { Ok(first) } else { Err(Error::ClientIdReused) };
                }
                if ticket.status == TicketStatus::Resolved {
                    return Err(Error::Resolved);
                }
                collides(&mut write, &agent, &ticket, &reply).await?;
                if ticket.assignee.is_none() {
                    take_for(&mut write, &mut ticket, &mut remembered, &agent, relay).await?;
                }
                let files = enclose::find(&mut write, &reply.files, &ticket.conversation, Some(&agent.id)).await??;
                let said = Said { sender: Sender::Agent, name: &agent.name, text, client_id: Some(reply.client_id) };
                let message = Message { parts: enclose::parts(files), ..said.append(&mut remembered, now) };
                message::add(write.tx, &message, Some(&agent.id)).await?;
                enclose::send(&mut write, &message).await?;
                relay.said(&mut write, &ticket, &message).await?;
                ticket.first_replied_at = ticket.first_replied_at.or(Some(now));
                event::add(write.tx, &world.id(), ticket.number, now, Some(&agent.id), EventKind::Replied, None).await?;
                save(&mut write, &mut ticket, &remembered, now).await?;
                Ok(message)
            })
        })
        .await
    }

    /// Writes a note that no visitor will see.
    ///
    /// # Errors
    /// `NotFound` when there is no such ticket, and those of a message.
    pub async fn note(&self, agent: Agent, number: i64, client_id: ClientId, text: String) -> Result<()> {
        may_answer(&agent)?;
        let text = checked(&client_id, &text, false)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let ticket = if reach.tells_nobody() {
                    ticket::find(write.tx, number).await?.ok_or(Error::NotFound)?
                } else {
                    // The conversation is kept from others, so that what is told of it stays in order.
                    load(&mut write, number).await?.0
                };
                if let Some(place) = note::add(write.tx, &world.id(), number, world.now(), &agent.id, &client_id, &text).await? {
                    let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&agent.id) };
                    relay.noted(&mut write, &ticket, place, &agent.name, &text).await?;
                }
                write.changes.push(Change::of_ticket(&ticket.conversation, number));
                Ok(())
            })
        })
        .await
    }
}

fn checked(client_id: &ClientId, text: &str, enclosed: bool) -> Result<String> {
    check_client_id(client_id)?;
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(Error::TooLong { over: length - MOST_CHARACTERS });
    }
    if text.trim().is_empty() && !enclosed { Err(Error::Empty) } else { Ok(storable(text)) }
}

/// Refuses a role that only reads.
pub(super) fn may_answer(agent: &Agent) -> Result<()> {
    if agent.role.may_answer() { Ok(()) } else { Err(Error::Forbidden) }
}

async fn repeated(write: &mut Write<'_>, ticket: &Ticket, client_id: &ClientId) -> Result<Option<Message>> {
    let key = ClientKey { conversation: ticket.conversation.as_str(), client_id: client_id.as_str() };
    Ok(message::find_by_client_ids(write.tx, &[key]).await?.pop())
}

async fn collides(write: &mut Write<'_>, agent: &Agent, ticket: &Ticket, reply: &AgentReply) -> Result<()> {
    if reply.anyway {
        return Ok(());
    }
    match message::agents_after(write.tx, &ticket.conversation, reply.seen_seq).await? {
        Some((by, message)) if by != agent.id => Err(Error::Collision { by: message.name, text: message.text, at: message.at.rfc3339() }),
        _ => Ok(()),
    }
}

/// A ticket and its conversation, both kept from others until the transaction ends; the conversation first, as everywhere.
pub(super) async fn load(write: &mut Write<'_>, number: i64) -> Result<(Ticket, Remembered)> {
    let ticket = ticket::find(write.tx, number).await?.ok_or(Error::NotFound)?;
    let remembered = conversation::lock(write.tx, &ticket.conversation).await?.ok_or(Error::Broken("a ticket without its conversation"))?;
    let ticket = ticket::lock(write.tx, number).await?.ok_or(Error::NotFound)?;
    Ok((ticket, remembered))
}

/// Saves both and tells the listeners.
pub(super) async fn save(write: &mut Write<'_>, ticket: &mut Ticket, remembered: &Remembered, now: Timestamp) -> Result<()> {
    ticket.updated_at = now;
    ticket::save(write.tx, ticket).await?;
    conversation::save(write.tx, remembered).await?;
    write.changes.push(Change::of_ticket(&ticket.conversation, ticket.number));
    Ok(())
}

/// Something said by a person of the desk, or a plain notice.
pub(super) struct Said<'a> {
    pub(super) sender: Sender,
    pub(super) name: &'a str,
    pub(super) text: String,
    pub(super) client_id: Option<ClientId>,
}

impl Said<'_> {
    /// Gives it the next place of the conversation.
    pub(super) fn append(self, remembered: &mut Remembered, now: Timestamp) -> Message {
        let conversation = &mut remembered.conversation;
        conversation.last_seq += 1;
        conversation.updated_at = now;
        Message {
            conversation: conversation.id.clone(),
            seq: conversation.last_seq,
            at: now,
            sender: self.sender,
            name: self.name.to_owned(),
            language: conversation.language,
            text: self.text,
            client_id: self.client_id,
            parts: Vec::new(),
            turn: None,
            decision: None,
        }
    }
}

/// Appends a notice to the conversation.
pub(super) async fn notice(write: &mut Write<'_>, remembered: &mut Remembered, pack: &Pack, key: &str, slots: &[(&str, &str)], world: &World) -> Result<()> {
    let text = crate::domain::dialogue::say(pack, key, remembered.conversation.language, slots);
    let message = Said { sender: Sender::System, name: "", text, client_id: None }.append(remembered, world.now());
    Ok(message::add(write.tx, &message, None).await?)
}
