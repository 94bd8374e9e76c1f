//! Who has a ticket and how soon it must be answered: take, take the next, assign, move, priority.

use std::sync::Arc;

use super::{
    Desk, Error, Result, Write,
    relay::Relay,
    reply::{load, may_answer, notice, save},
    warnings::promised_again,
};
use crate::{
    domain::{
        agent::Agent,
        content::{Pack, Priority},
        conversation::Status,
        event::Kind,
        id::{AgentId, TeamId},
        sla::promise,
        ticket::{Ticket, TicketStatus},
    },
    store::{
        agent,
        conversation::Remembered,
        ticket::{
            event::{self, EventKind},
            list,
        },
    },
};

/// Where a ticket goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignment {
    /// To a person.
    Agent(AgentId),
    /// To a team's queue, with a line of reason.
    Team(TeamId, Option<String>),
}

impl Desk {
    /// Makes a ticket the agent's own.
    ///
    /// # Errors
    /// `Taken` when somebody else has it, `Resolved` when it is done, `NotFound` when there is none.
    pub async fn take(&self, by: Agent, number: i64) -> Result<Ticket> {
        may_answer(&by)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&by.id) };
                let (mut ticket, mut remembered) = load_open(&mut write, number).await?;
                if ticket.assignee.as_ref() == Some(&by.id) {
                    return Ok(ticket);
                }
                if let Some(other) = &ticket.assignee {
                    return Err(Error::Taken { by: agent::find(write.tx, other).await?.map_or_else(String::new, |other| other.name) });
                }
                take_for(&mut write, &mut ticket, &mut remembered, &by, relay).await?;
                save(&mut write, &mut ticket, &remembered, world.now()).await?;
                Ok(ticket)
            })
        })
        .await
    }

    /// Takes the unassigned ticket whose deadline is nearest, of the agent's teams first; no two agents get the same.
    ///
    /// # Errors
    /// `NotFound` when nothing waits.
    pub async fn take_next(&self, by: Agent) -> Result<Ticket> {
        may_answer(&by)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&by.id) };
                let teams: Vec<&str> = by.teams.iter().map(TeamId::as_str).collect();
                let mut number = list::nearest_unassigned(write.tx, &teams).await?;
                if number.is_none() && !teams.is_empty() {
                    number = list::nearest_unassigned(write.tx, &[]).await?;
                }
                let (mut ticket, mut remembered) = load_open(&mut write, number.ok_or(Error::NotFound)?).await?;
                if ticket.assignee.is_some() {
                    return Err(Error::NotFound);
                }
                take_for(&mut write, &mut ticket, &mut remembered, &by, relay).await?;
                save(&mut write, &mut ticket, &remembered, world.now()).await?;
                Ok(ticket)
            })
        })
        .await
    }

    /// Gives a ticket to a person or to a team's queue.
    ///
    /// # Errors
    /// `Invalid` when there is no such person or team, `Resolved` when it is done, `NotFound` when there is none.
    pub async fn assign(&self, by: Agent, number: i64, to: Assignment) -> Result<Ticket> {
        may_answer(&by)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&by.id) };
                let (mut ticket, mut remembered) = load_open(&mut write, number).await?;
                match to {
                    Assignment::Agent(id) => {
                        let to = agent::find(write.tx, &id).await?.filter(|to| to.role.may_answer());
                        let to = to.ok_or_else(|| Error::Invalid { field: "agent", problem: "nobody who may answer has this id".to_owned() })?;
                        hold(&mut write, &mut ticket, &mut remembered, &to, relay).await?;
                        event::add(write.tx, &world.id(), number, world.now(), Some(&by.id), EventKind::Assigned, Some(&to.name)).await?;
                    }
                    Assignment::Team(team, reason) => move_to(&mut write, &mut ticket, &mut remembered, (team, reason), relay).await?,
                }
                save(&mut write, &mut ticket, &remembered, world.now()).await?;
                Ok(ticket)
            })
        })
        .await
    }

    /// Changes how soon a ticket must be answered; a promise not yet kept is computed again from when it was opened.
    ///
    /// # Errors
    /// `Resolved` when it is done, `NotFound` when there is none.
    pub async fn set_priority(&self, by: Agent, number: i64, priority: Priority) -> Result<Ticket> {
        may_answer(&by)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: Some(&by.id) };
                let (mut ticket, remembered) = load_open(&mut write, number).await?;
                ticket.priority = priority;
                promise_again(catalog.pack(), &mut ticket);
                let named = serde_json::to_value(priority).ok().and_then(|named| named.as_str().map(str::to_owned));
                event::add(write.tx, &world.id(), number, world.now(), Some(&by.id), EventKind::Priority, named.as_deref()).await?;
                promised_again(&mut write, number, &reach, world.now()).await?;
                relay.happened(&mut write, &ticket, Kind::TicketPriorityChanged).await?;
                save(&mut write, &mut ticket, &remembered, world.now()).await?;
                Ok(ticket)
            })
        })
        .await
    }
}

async fn load_open(write: &mut Write<'_>, number: i64) -> Result<(Ticket, Remembered)> {
    let (ticket, remembered) = load(write, number).await?;
    if ticket.status == TicketStatus::Resolved { Err(Error::Resolved) } else { Ok((ticket, remembered)) }
}

/// Makes the ticket this agent's and notes that it was taken.
pub(super) async fn take_for(write: &mut Write<'_>, ticket: &mut Ticket, remembered: &mut Remembered, agent: &Agent, relay: Relay<'_>) -> Result<()> {
    hold(write, ticket, remembered, agent, relay).await?;
    event::add(write.tx, &relay.world.id(), ticket.number, relay.world.now(), Some(&agent.id), EventKind::Taken, None).await?;
    Ok(())
}

/// Makes the ticket this agent's and tells the visitor who joined.
async fn hold(write: &mut Write<'_>, ticket: &mut Ticket, remembered: &mut Remembered, agent: &Agent, relay: Relay<'_>) -> Result<()> {
    ticket.assignee = Some(agent.id.clone());
    ticket.status = TicketStatus::Assigned;
    remembered.conversation.status = Status::Assigned;
    relay.happened(write, ticket, Kind::TicketAssigned).await?;
    let team = relay.pack.team(&ticket.team).map_or("", |team| team.name.in_language(remembered.conversation.language));
    notice(write, remembered, relay.pack, "agent.joined", &[("name", &agent.name), ("team", team)], relay.world).await
}

async fn move_to(write: &mut Write<'_>, ticket: &mut Ticket, remembered: &mut Remembered, (team, reason): (TeamId, Option<String>), relay: Relay<'_>) -> Result<()> {
    let known = relay.pack.teams.iter().find(|known| known.id == team);
    let known = known.ok_or_else(|| Error::Invalid { field: "team", problem: format!("the pack has no team `{team}`") })?;
    ticket.team = known.id.clone();
    ticket.assignee = None;
    ticket.status = TicketStatus::Queued;
    remembered.conversation.status = Status::Queued;
    promise_again(relay.pack, ticket);
    let name = known.name.in_language(relay.pack.default_language());
    let value = reason.map_or_else(|| name.to_owned(), |reason| format!("{name}: {reason}"));
    event::add(write.tx, &relay.world.id(), ticket.number, relay.world.now(), relay.agent, EventKind::Moved, Some(&value)).await?;
    promised_again(write, ticket.number, relay.reach, relay.world.now()).await?;
    relay.happened(write, ticket, Kind::TicketMoved).await
}

fn promise_again(pack: &Pack, ticket: &mut Ticket) {
    if let Some(team) = pack.team(&ticket.team).filter(|_| ticket.first_replied_at.is_none()) {
        ticket.deadline = promise(pack, team, ticket.priority, ticket.opened_at);
    }
}
