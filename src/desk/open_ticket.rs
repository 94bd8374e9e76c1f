//! A handoff becomes a ticket: number, promise, brief and frozen transcript, in the turn's own transaction.

use serde::Serialize;

use super::{Change, Result, World, Write, alert::alert, relay::Relay, warnings};
use crate::{
    domain::{
        content::Pack,
        conversation::{Conversation, EMAIL, Message, Sender, Status, plain_text},
        dialogue::{Reply, opened},
        handoff::Handoff,
        outbox::Reach,
        sink::Requester,
        sla::promise,
        ticket::{Ticket, TicketStatus},
        time::Timestamp,
    },
    store::{
        chat, letter, message, person, setting,
        ticket::{
            self,
            event::{self, EventKind},
        },
    },
};

/// A ticket about to be opened.
pub(super) struct NewTicket<'a> {
    pub(super) handoff: &'a Handoff,
    /// Messages of this batch that are not in the store yet.
    pub(super) unsaved: Vec<Message>,
    pub(super) pack: &'a Pack,
    pub(super) now: Timestamp,
    pub(super) reach: &'a Reach,
}

/// One line of a frozen transcript.
#[derive(Serialize)]
struct Line {
    at: String,
    sender: Sender,
    text: String,
}

/// Opens the ticket, hands the conversation to people and says so.
pub(super) async fn open_ticket(write: &mut Write<'_>, new: NewTicket<'_>, conversation: &mut Conversation, world: &World) -> Result<Vec<Reply>> {
    let number = setting::next_ticket_numbers(write.tx, 1).await?;
    let (requester, shown) = requester(write, conversation).await?;
    let ticket = ticket_of(&new, conversation, number, shown);
    let mut said = message::after(write.tx, &conversation.id, 0, 10_000).await?;
    said.extend(new.unsaved.iter().cloned());
    ticket::add(write.tx, &ticket, &transcript(&said)?).await?;
    event::add(write.tx, &world.id(), number, new.now, None, EventKind::Opened, None).await?;
    alert(write, &ticket, new.pack, new.reach, world).await?;
    warnings::begin(write, &ticket, new.pack, new.reach).await?;
    Relay { pack: new.pack, reach: new.reach, world, from: None, agent: None }.opened(write, &ticket, &said, &requester).await?;
    conversation.handoffs += 1;
    conversation.ticket = Some(number);
    conversation.status = Status::Queued;
    write.changes.push(Change { opened: true, posted: true, ..Change::of_ticket(&conversation.id, number) });
    Ok(opened(new.pack, &ticket, new.handoff.question.as_deref(), conversation.language))
}

/// Who asks: the person, if that is proven, else the address that letters come from, as it is written there; and how that is said in a line.
async fn requester(write: &mut Write<'_>, conversation: &Conversation) -> Result<(Requester, String)> {
    if let Some(person) = person::of_visitor(write.tx, &conversation.visitor).await? {
        let said = person.said();
        return Ok((Requester { name: person.name, email: person.email }, said));
    }
    let there = match conversation.channel.as_str() {
        EMAIL => letter::correspondence(write.tx, &conversation.id).await?.map(|with| (with.name, with.address)),
        _ if conversation.is_elsewhere() => chat::of(write.tx, &conversation.id).await?.map(|held| (held.name, held.email)),
        _ => None,
    };
    let (name, email) = there.unwrap_or_default();
    let said = match (name.is_empty(), email.is_empty()) {
        (false, false) => format!("{name} <{email}>"),
        (true, _) => email.clone(),
        (_, true) => name.clone(),
    };
    Ok((Requester { name, email }, said))
}

fn ticket_of(new: &NewTicket<'_>, conversation: &Conversation, number: i64, requester: String) -> Ticket {
    let NewTicket { handoff, pack, now, .. } = new;
    let team = pack.team(&handoff.team);
    let deadline = team.map(|team| promise(pack, team, handoff.priority, *now));
    Ticket {
        number,
        conversation: conversation.id.clone(),
        handoff: conversation.handoffs + 1,
        subject: handoff.subject.clone(),
        requester,
        team: team.map_or_else(|| handoff.team.clone(), |team| team.id.clone()),
        priority: handoff.priority,
        status: TicketStatus::Queued,
        channel: conversation.channel.clone(),
        language: conversation.language,
        intent: handoff.brief.intent.clone(),
        reason: handoff.reason,
        brief: handoff.brief.clone(),
        deadline: deadline.unwrap_or_else(|| crate::domain::sla::Deadline { due: None, starts: None, open: false, calendar: String::new(), minutes: None }),
        assignee: None,
        opened_at: *now,
        first_replied_at: None,
        resolved_at: None,
        updated_at: *now,
    }
}

/// Everything said so far, frozen.
fn transcript(said: &[Message]) -> Result<String> {
    let lines: Vec<Line> = said.iter().map(|message| Line { at: message.at.rfc3339(), sender: message.sender, text: plain_text(&message.text, &message.parts) }).collect();
    serde_json::to_string(&lines).map_err(|_| super::Error::Broken("a transcript could not be written"))
}
