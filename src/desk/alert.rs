//! An urgent ticket reaches whoever is on call at once: a parcel for each way to reach them, in the ticket's own transaction.

use serde_json::json;

use super::{Result, World, Write};
use crate::{
    domain::{
        content::{OnCall, Pack, Priority},
        dialogue::{card, say},
        mail::Mail,
        outbox::{MAIL, ParcelKind, Reach},
        ticket::{Ticket, TicketCard},
    },
    store::outbox::{self, NewParcel},
};

/// Writes the alerts of a ticket, if it is urgent and its team has somebody on call who can be reached from here.
pub(super) async fn alert(write: &mut Write<'_>, ticket: &Ticket, pack: &Pack, reach: &Reach, world: &World) -> Result<()> {
    let Some(team) = pack.team(&ticket.team).filter(|_| ticket.priority == Priority::Urgent) else { return Ok(()) };
    let card = card(pack, ticket, pack.default_language());
    let link = format!("{}/console/tickets/{}", reach.url, ticket.number);
    for contact in &team.on_call {
        let (target, body) = match contact {
            OnCall::Mail(address) => (MAIL, serde_json::to_string(&mail(pack, &card, &link, address)).unwrap_or_default()),
            OnCall::Webhook(name) => (name.as_str(), event(ticket, &card, &link)),
        };
        if !reach.has(target) {
            tracing::warn!(ticket = ticket.number, target, "somebody on call cannot be reached: the configuration has no such way");
            continue;
        }
        let id = world.id();
        // None waits for another: who cannot be reached must not keep the rest from being told.
        let new = NewParcel { id: &id, kind: ParcelKind::Alert, target, lane: &id, conversation: Some(&ticket.conversation), ticket: Some(ticket.number), body: &body };
        outbox::add(write.tx, &new, world.now()).await?;
    }
    Ok(())
}

fn mail(pack: &Pack, card: &TicketCard, link: &str, to: &str) -> Mail {
    let time = card.promise.clone().unwrap_or_default();
    let slots = [("number", card.number.as_str()), ("subject", &card.subject), ("team", &card.team), ("time", &time), ("link", link)];
    let words = |key| say(pack, key, pack.default_language(), &slots);
    Mail { to: vec![to.to_owned()], subject: words("alert.subject"), text: words("alert.text") }
}

fn event(ticket: &Ticket, card: &TicketCard, link: &str) -> String {
    let data = json!({ "number": card.number, "subject": card.subject, "team": ticket.team, "priority": ticket.priority, "due_at": card.due_at, "link": link });
    json!({ "type": "ticket.alert", "timestamp": ticket.opened_at.rfc3339(), "data": data }).to_string()
}
