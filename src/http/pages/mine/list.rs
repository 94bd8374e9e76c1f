//! The list of somebody's own tickets.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{HOME, member::Reader, private, sign_in};
use crate::{
    domain::{
        content::Pack,
        dialogue::{card, excerpt, say},
        language::Language,
        sla::day_words,
        ticket::{Ticket, TicketStatus},
    },
    http::{
        Site, chat,
        pages::page::{Framed, In, Page, answer},
        problem::Result,
    },
    store::ticket::{self, list},
};

/// How many tickets the page shows.
const MOST: i64 = 100;

/// A ticket in the list.
struct Row {
    number: String,
    subject: String,
    /// The word of its status, for the style.
    state: &'static str,
    status: String,
    /// When its first answer is due, while it is waited for.
    promise: String,
    /// When something last happened.
    updated: String,
    /// The newest words, and whose they are.
    snippet: String,
    by: String,
}

#[derive(Template)]
#[template(path = "help_tickets.html", config = "src/http/web/askama.toml")]
struct Tickets {
    page: Page,
    who: String,
    open: Vec<Row>,
    done: Vec<Row>,
}

pub(super) async fn list(State(site): State<Site>, at: In, reader: Reader) -> Result<Response> {
    let Some(member) = reader.member.clone() else {
        return Ok(sign_in::page(&site, &at, StatusCode::OK, Default::default()));
    };
    let (catalog, language) = (site.desk().catalog(), at.language(&site));
    let pack = catalog.pack();
    let mut tx = site.desk().store().read().await?;
    let (mut open, mut done) = (Vec::new(), Vec::new());
    for one in ticket::of_visitor(&mut tx, &member.visitor, MOST).await? {
        let Some(listed) = list::find(&mut tx, one.number).await? else { continue };
        let rows = if listed.ticket.status == TicketStatus::Resolved { &mut done } else { &mut open };
        rows.push(row(pack, &listed, language));
    }
    drop(tx);
    let title = if language == Language::ID { "Tiket saya" } else { "My tickets" };
    let page = Page::new(&site, &at.of_page(HOME), Some(title.to_owned()), "");
    let shown = Tickets { page, who: member.person.said(), open, done };
    Ok(reader.with_cookie(private(answer(StatusCode::OK, &shown, &Framed::No))))
}

fn row(pack: &Pack, listed: &list::Listed, language: Language) -> Row {
    let ticket = &listed.ticket;
    Row {
        number: card(pack, ticket, language).number,
        subject: ticket.subject.clone(),
        state: state(ticket.status),
        status: say(pack, ticket.status.text_key(), language, &[]),
        promise: promise(pack, ticket, language),
        updated: day_words(chat::zone(pack), ticket.updated_at, language),
        snippet: excerpt(&listed.snippet, 140),
        by: by(&listed.last_sender, listed.assignee_name.as_deref().unwrap_or_default(), language),
    }
}

/// Whose the newest words are.
fn by(sender: &str, agent: &str, language: Language) -> String {
    let id = language == Language::ID;
    match sender {
        "visitor" => if id { "Anda" } else { "You" }.to_owned(),
        "agent" if !agent.is_empty() => agent.to_owned(),
        "agent" => if id { "Petugas" } else { "Agent" }.to_owned(),
        "bot" => "Garda".to_owned(),
        _ => String::new(),
    }
}

/// When the first answer is due, while it is waited for.
pub(super) fn promise(pack: &Pack, ticket: &Ticket, language: Language) -> String {
    let waits = ticket.first_replied_at.is_none() && ticket.status != TicketStatus::Resolved;
    card(pack, ticket, language).promise.filter(|_| waits).unwrap_or_default()
}

pub(super) fn state(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Queued => "queued",
        TicketStatus::Assigned => "assigned",
        TicketStatus::Pending => "pending",
        TicketStatus::Resolved => "resolved",
    }
}
