//! Tickets as the console shows them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        content::{Pack, Priority},
        dialogue::excerpt,
        ticket::{Ticket, TicketStatus, say_number},
        time::Timestamp,
    },
    http::{
        Site,
        problem::{Problem, Result},
    },
    store::ticket::list::{self, Listed},
};

/// A ticket in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketRow {
    pub number: String,
    pub subject: String,
    pub status: TicketStatus,
    #[schema(value_type = String)]
    pub priority: Priority,
    pub team: String,
    pub team_name: String,
    pub assignee: Option<Assignee>,
    pub requester: String,
    pub language: String,
    pub channel: String,
    /// RFC 3339.
    pub opened_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// When the first answer is due, RFC 3339.
    pub due_at: Option<String>,
    /// RFC 3339.
    pub first_replied_at: Option<String>,
    /// The beginning of the newest message.
    pub snippet: String,
    /// Who said it.
    pub last_sender: String,
    pub last_seq: i64,
}

/// Who has a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Assignee {
    pub id: String,
    pub name: String,
}

/// One ticket, alone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct One {
    pub ticket: TicketRow,
}

pub(super) fn row(pack: &Pack, listed: Listed) -> TicketRow {
    let Listed { ticket, assignee_name, snippet, last_sender, last_seq } = listed;
    TicketRow {
        number: say_number(&pack.prefix, ticket.number),
        team_name: pack.team(&ticket.team).map_or_else(|| ticket.team.to_string(), |team| team.name.in_language(pack.default_language()).to_owned()),
        assignee: ticket.assignee.map(|id| Assignee { id: id.0, name: assignee_name.unwrap_or_default() }),
        subject: ticket.subject,
        status: ticket.status,
        priority: ticket.priority,
        team: ticket.team.0,
        requester: ticket.requester,
        language: ticket.language.to_string(),
        channel: ticket.channel,
        opened_at: ticket.opened_at.rfc3339(),
        updated_at: ticket.updated_at.rfc3339(),
        due_at: ticket.deadline.due.map(Timestamp::rfc3339),
        first_replied_at: ticket.first_replied_at.map(Timestamp::rfc3339),
        snippet: excerpt(&snippet, 120),
        last_sender,
        last_seq,
    }
}

/// A ticket as it stands after it was changed.
pub(super) async fn one(site: &Site, ticket: &Ticket) -> Result<One> {
    let listed = list::find(&mut site.desk().store().read().await?, ticket.number).await?.ok_or_else(Problem::not_found)?;
    Ok(One { ticket: row(site.desk().catalog().pack(), listed) })
}
