//! What people say in a room below a ticket: their answer reaches the requester, they take the ticket or close it; and a mark tells them so.

use std::sync::Arc;

use super::{
    Desk, Result, Write,
    assign::take_for,
    notices::holder,
    receive::{MOST_CHARACTERS, storable},
    relay::Relay,
    reply::{Said, load, notice, save},
    resolve::close,
};
use crate::{
    domain::{
        agent::Agent,
        conversation::{Message, Part, Sender, Status},
        dialogue::excerpt,
        event::Kind,
        secrets,
        sink::{Act, Place, Spoken, Why, sign},
        ticket::{Ticket, TicketStatus},
    },
    store::{
        agent,
        conversation::Remembered,
        link::{self, Link},
        message,
        ticket::event::{self, EventKind},
    },
};

/// The most characters of a name that is shown.
const LONGEST_NAME: usize = 80;
/// Whoever it was when nobody can tell.
const NAMELESS: &str = "Helpdesk";

/// Whoever speaks: somebody of the desk, known by the address that the room vouches for, or anybody else in it by name.
pub(super) struct Speaker {
    pub(super) agent: Option<Agent>,
    pub(super) name: String,
}

impl Speaker {
    /// Who it is; a name of the desk counts more than one of the room.
    pub(super) async fn find(write: &mut Write<'_>, email: Option<&str>, name: &str) -> Result<Self> {
        let agent = match email {
            Some(email) => agent::find_by_email(write.tx, &email.to_lowercase()).await?.map(|(agent, _)| agent),
            None => None,
        };
        let given = Some(excerpt(&storable(name), LONGEST_NAME)).filter(|name| !name.trim().is_empty());
        let name = agent.as_ref().map_or_else(|| given.unwrap_or_else(|| NAMELESS.to_owned()), |agent| agent.name.clone());
        Ok(Self { agent, name })
    }

    /// Whether it is somebody of the desk who may answer.
    pub(super) fn is_agent(&self) -> bool {
        self.agent.as_ref().is_some_and(|agent| agent.role.may_answer())
    }

    fn may_answer(&self) -> bool {
        self.agent.as_ref().is_none_or(|agent| agent.role.may_answer())
    }
}

impl Desk {
    /// Does what somebody asks for in a room, once. Says whether it was about a ticket that went there.
    ///
    /// # Errors
    /// When the database refuses; nothing was stored then.
    pub async fn hear_room(&self, sink: String, spoken: Spoken) -> Result<bool> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let Some(link) = find(&mut write, &sink, &spoken.place).await? else { return Ok(false) };
                if !link::hear(write.tx, &sink, &format!("#{}", link.ticket), &spoken.id, world.now()).await? {
                    return Ok(true);
                }
                let (mut ticket, mut remembered) = load(&mut write, link.ticket).await?;
                let speaker = Speaker::find(&mut write, spoken.email.as_deref(), &spoken.name).await?;
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: Some(&sink), agent: speaker.agent.as_ref().map(|agent| &agent.id) };
                let hidden = |text: &str| secrets::hide(storable(text), &relay.pack.secrets, &|word| catalog.knows(word)).0;
                let why = match &spoken.act {
                    _ if !speaker.may_answer() => Some(Why::Role),
                    Act::Unclear => Some(Why::Unclear),
                    Act::Done => close_for(&mut write, &mut ticket, &mut remembered, relay).await?,
                    _ if ticket.status == TicketStatus::Resolved => Some(Why::Done),
                    Act::Answer(text) => {
                        let text = hidden(text);
                        answer(&mut write, (&mut ticket, &mut remembered), &speaker, (text, Vec::new()), relay).await?;
                        None
                    }
                    Act::Take => take(&mut write, &link, &mut ticket, &mut remembered, &speaker, relay).await?,
                };
                if why.is_none() {
                    save(&mut write, &mut ticket, &remembered, world.now()).await?;
                }
                let mark = sign(relay.pack, &ticket, &spoken.id, why.as_ref());
                relay.marked(&mut write, &ticket, &sink, &mark).await?;
                Ok(true)
            })
        })
        .await
    }
}

async fn find(write: &mut Write<'_>, sink: &str, place: &Place) -> Result<Option<Link>> {
    Ok(match place {
        Place::Remote(remote) => link::find(write.tx, sink, remote).await?,
        Place::Number(number) => link::of_ticket(write.tx, *number).await?.into_iter().find(|link| link.sink == sink),
    })
}

/// An answer from elsewhere is an answer of the desk, in the name of whoever gave it; what else has the ticket hears of it.
pub(super) async fn answer(
    write: &mut Write<'_>,
    (ticket, remembered): (&mut Ticket, &mut Remembered),
    speaker: &Speaker,
    (text, parts): (String, Vec<Part>),
    relay: Relay<'_>,
) -> Result<Message> {
    let now = relay.world.now();
    let id = speaker.agent.as_ref().map(|agent| &agent.id);
    match &speaker.agent {
        Some(agent) if ticket.assignee.is_none() => take_for(write, ticket, remembered, agent, relay).await?,
        None if ticket.status == TicketStatus::Queued => held(write, ticket, remembered, &speaker.name, relay).await?,
        _ => {}
    }
    let text: String = text.trim().chars().take(MOST_CHARACTERS).collect();
    let said = Said { sender: Sender::Agent, name: &speaker.name, text, client_id: None };
    let message = Message { parts, ..said.append(remembered, now) };
    message::add(write.tx, &message, id).await?;
    relay.said(write, ticket, &message).await?;
    ticket.first_replied_at = ticket.first_replied_at.or(Some(now));
    event::add(write.tx, &relay.world.id(), ticket.number, now, id, EventKind::Replied, id.is_none().then_some(speaker.name.as_str())).await?;
    Ok(message)
}

async fn take(write: &mut Write<'_>, link: &Link, ticket: &mut Ticket, remembered: &mut Remembered, speaker: &Speaker, relay: Relay<'_>) -> Result<Option<Why>> {
    let has = holder(write, ticket, std::slice::from_ref(link)).await?.filter(|_| ticket.status != TicketStatus::Queued);
    match (&speaker.agent, has) {
        (Some(agent), _) if ticket.assignee.as_ref() == Some(&agent.id) => Ok(None),
        (_, Some(other)) if other != speaker.name || ticket.assignee.is_some() => Ok(Some(Why::Taken(other))),
        (Some(agent), _) => {
            take_for(write, ticket, remembered, agent, relay).await?;
            Ok(None)
        }
        (None, _) => {
            held(write, ticket, remembered, &speaker.name, relay).await?;
            Ok(None)
        }
    }
}

/// Somebody whom the desk does not know has the ticket, by name.
async fn held(write: &mut Write<'_>, ticket: &mut Ticket, remembered: &mut Remembered, name: &str, relay: Relay<'_>) -> Result<()> {
    (ticket.status, remembered.conversation.status) = (TicketStatus::Assigned, Status::Assigned);
    if let Some(sink) = relay.from {
        link::assigned(write.tx, ticket.number, sink, name).await?;
    }
    event::add(write.tx, &relay.world.id(), ticket.number, relay.world.now(), None, EventKind::Assigned, Some(name)).await?;
    relay.happened(write, ticket, Kind::TicketAssigned).await?;
    let team = relay.pack.team(&ticket.team).map_or("", |team| team.name.in_language(remembered.conversation.language));
    notice(write, remembered, relay.pack, "agent.joined", &[("name", name), ("team", team)], relay.world).await
}

async fn close_for(write: &mut Write<'_>, ticket: &mut Ticket, remembered: &mut Remembered, relay: Relay<'_>) -> Result<Option<Why>> {
    // Done is done, however often it is said.
    if ticket.status == TicketStatus::Resolved {
        return Ok(None);
    }
    let text = close(write, ticket, &mut remembered.conversation, relay).await?;
    let message = Said { sender: Sender::System, name: "", text, client_id: None }.append(remembered, relay.world.now());
    message::add(write.tx, &message, None).await?;
    Ok(None)
}
