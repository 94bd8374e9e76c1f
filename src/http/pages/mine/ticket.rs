//! One of somebody's own tickets: what was said, and a way to answer, to close it, and to open it again.
//!
//! Notes that agents write to each other are in a table that nothing here reads.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    Filled, HOME, list,
    member::{Member, Reader},
    private, sign_in, to,
};
use crate::{
    desk::{Inbound, MOST_CHARACTERS},
    domain::{
        content::Pack,
        conversation::{Message, Part, Sender, plain_text},
        dialogue::{TicketAct, card, say},
        handoff::Fact,
        id::{AttachmentId, ClientId},
        language::Language,
        sla::day_words,
        ticket::{Ticket, TicketStatus, read_number, say_number},
    },
    http::{
        Site, attachment, chat,
        guard::OwnPage,
        json::At,
        pages::page::{self, Framed, In, Page, answer},
        problem::{Problem, Result},
    },
    store::{self, conversation, folder::Which, message, ticket},
};

/// The most messages the page shows.
const MOST_MESSAGES: i64 = 500;

/// A message on the page.
struct Said {
    name: String,
    /// Whose it is, for the style.
    kind: &'static str,
    language: String,
    at: String,
    text: String,
    files: Vec<Sent>,
}

/// A file that a message carries.
struct Sent {
    name: String,
    description: String,
    url: String,
}

#[derive(Template)]
#[template(path = "help_ticket.html", config = "src/http/web/askama.toml")]
struct TicketPage {
    page: Page,
    number: String,
    subject: String,
    state: &'static str,
    status: String,
    team: String,
    promise: String,
    opened: String,
    facts: Vec<Fact>,
    messages: Vec<Said>,
    open: bool,
    /// What the next message is called, so that sending it twice stores it once.
    client_id: String,
    text: String,
    error: String,
}

/// A ticket of whoever reads; anybody else's does not exist.
async fn own(site: &Site, member: &Member, number: &str) -> Result<Ticket> {
    let number = read_number(number).ok_or_else(Problem::not_found)?;
    ticket::own(&mut site.desk().store().read().await?, &member.visitor, number).await?.ok_or_else(Problem::not_found)
}

pub(super) async fn show(State(site): State<Site>, at: In, reader: Reader, At(number): At<String>) -> Result<Response> {
    let Some(member) = reader.member.clone() else {
        return Ok(sign_in::page(&site, &at, StatusCode::OK, Default::default()));
    };
    let shown = match own(&site, &member, &number).await {
        Ok(ticket) => page(&site, &at, ticket, StatusCode::OK, Default::default()).await?,
        Err(problem) if problem.status() == StatusCode::NOT_FOUND => private(page::error(&site, at.language(&site), StatusCode::NOT_FOUND, "")),
        Err(problem) => return Err(problem),
    };
    Ok(reader.with_cookie(shown))
}

async fn page(site: &Site, at: &In, ticket: Ticket, status: StatusCode, (text, error): (String, String)) -> Result<Response> {
    let (catalog, language) = (site.desk().catalog(), at.language(site));
    let pack = catalog.pack();
    let messages = message::before(&mut site.desk().store().read().await?, &ticket.conversation, i64::MAX, MOST_MESSAGES).await?;
    let card = card(pack, &ticket, language);
    let title = format!("{} {}", card.number, ticket.subject);
    let shown = TicketPage {
        page: Page::new(site, &at.of_page(&format!("{HOME}/{}", card.number)), Some(title), ""),
        state: list::state(ticket.status),
        status: say(pack, ticket.status.text_key(), language, &[]),
        promise: list::promise(pack, &ticket, language),
        opened: day_words(chat::zone(pack), ticket.opened_at, language),
        messages: messages.iter().map(|message| said(pack, &card.number, message, language)).collect(),
        open: ticket.status != TicketStatus::Resolved,
        client_id: site.desk().world().id(),
        number: card.number,
        subject: card.subject,
        team: card.team,
        facts: card.facts,
        text,
        error,
    };
    Ok(private(answer(status, &shown, &Framed::No)))
}

fn said(pack: &Pack, number: &str, message: &Message, language: Language) -> Said {
    let id = language == Language::ID;
    let (kind, name) = match message.sender {
        Sender::Visitor => ("visitor", if id { "Anda" } else { "You" }.to_owned()),
        Sender::Bot => ("bot", if id { "Garda, asisten" } else { "Garda, assistant" }.to_owned()),
        Sender::Agent => ("agent", format!("{}, {}", message.name, if id { "petugas" } else { "agent" })),
        Sender::System => ("system", if id { "Keterangan" } else { "Notice" }.to_owned()),
    };
    let (files, parts): (Vec<Part>, Vec<Part>) = message.parts.iter().cloned().partition(|part| matches!(part, Part::File { .. }));
    Said {
        name,
        kind,
        language: message.language.to_string(),
        at: day_words(chat::zone(pack), message.at, language),
        text: plain_text(&message.text, &parts),
        files: files.iter().filter_map(|part| sent(part, number, language)).collect(),
    }
}

fn sent(part: &Part, number: &str, language: Language) -> Option<Sent> {
    let Part::File { file } = part else { return None };
    Some(Sent { name: file.in_words(language), description: file.description.clone().unwrap_or_default(), url: format!("{HOME}/{number}/files/{}", file.id) })
}

/// A file that was sent in the conversation of a ticket.
pub(super) async fn file(State(site): State<Site>, reader: Reader, At((number, id)): At<(String, String)>) -> Result<Response> {
    let member = reader.member.ok_or_else(Problem::not_found)?;
    let ticket = own(&site, &member, &number).await?;
    let found = store::attachment::find(&mut site.desk().store().read().await?, &AttachmentId(id.replace('\0', ""))).await?;
    let file = found.filter(|file| file.conversation == ticket.conversation && file.seq.is_some()).ok_or_else(Problem::not_found)?;
    attachment::send(&site, file, Which::Whole).await
}

/// Something to add.
#[derive(Deserialize)]
pub(super) struct Reply {
    text: String,
    client_id: String,
}

pub(super) async fn reply(State(site): State<Site>, at: In, _: OwnPage, reader: Reader, At(number): At<String>, Filled(form): Filled<Reply>) -> Result<Response> {
    let Some(member) = reader.member.clone() else { return Ok(signed_out(&site, &at, form.text)) };
    let ticket = own(&site, &member, &number).await?;
    if ticket.status == TicketStatus::Resolved {
        return page(&site, &at, ticket, StatusCode::CONFLICT, (form.text, words(&site, &at, StatusCode::CONFLICT))).await;
    }
    match add(&site, &member, &ticket, form.text.clone(), form.client_id).await {
        Ok(()) => Ok(reader.with_cookie(back(&site, &at, &ticket, "#last"))),
        Err(problem) => page(&site, &at, ticket, problem.status(), (form.text, words(&site, &at, problem.status()))).await,
    }
}

/// Puts words into the ticket's conversation, as its visitor says them there.
async fn add(site: &Site, member: &Member, ticket: &Ticket, text: String, client_id: String) -> Result<()> {
    site.0.limits.messages.take(&member.visitor.0)?;
    let found = conversation::find(&mut site.desk().store().read().await?, &ticket.conversation).await?.ok_or_else(Problem::not_found)?;
    let inbound = Inbound {
        conversation: ticket.conversation.clone(),
        visitor: found.conversation.visitor,
        known: true,
        files: Vec::new(),
        client_id: ClientId(client_id),
        text,
        choice: None,
    };
    site.desk().receive(inbound).await?;
    Ok(())
}

pub(super) async fn close(State(site): State<Site>, at: In, _: OwnPage, reader: Reader, At(number): At<String>) -> Result<Response> {
    act(&site, &at, reader, &number, TicketAct::Close).await
}

/// Words that go along with a ticket that is opened again.
#[derive(Deserialize)]
pub(super) struct Reopening {
    #[serde(default)]
    text: String,
    client_id: String,
}

pub(super) async fn reopen(State(site): State<Site>, at: In, _: OwnPage, reader: Reader, At(number): At<String>, Filled(form): Filled<Reopening>) -> Result<Response> {
    let Some(member) = reader.member.clone() else { return Ok(signed_out(&site, &at, form.text)) };
    let opened = act(&site, &at, reader, &number, TicketAct::Reopen).await?;
    let ticket = own(&site, &member, &number).await?;
    if form.text.trim().is_empty() || ticket.status == TicketStatus::Resolved {
        return Ok(opened);
    }
    match add(&site, &member, &ticket, form.text.clone(), form.client_id).await {
        Ok(()) => Ok(opened),
        Err(problem) => page(&site, &at, ticket, problem.status(), (form.text, words(&site, &at, problem.status()))).await,
    }
}

async fn act(site: &Site, at: &In, reader: Reader, number: &str, act: fn(String) -> TicketAct) -> Result<Response> {
    let Some(member) = reader.member.clone() else { return Ok(signed_out(site, at, String::new())) };
    let ticket = own(site, &member, number).await?;
    site.desk().act_on_own(member.visitor, act(said_number(site, &ticket))).await?;
    Ok(reader.with_cookie(back(site, at, &ticket, "")))
}

fn said_number(site: &Site, ticket: &Ticket) -> String {
    say_number(&site.desk().catalog().pack().prefix, ticket.number)
}

/// The sign-in was over before this was sent: what was written is still on the page.
fn signed_out(site: &Site, at: &In, text: String) -> Response {
    sign_in::page(site, at, StatusCode::UNAUTHORIZED, (String::new(), String::new(), text))
}

fn back(site: &Site, at: &In, ticket: &Ticket, place: &str) -> Response {
    to(&format!("{HOME}/{}?lang={}{place}", said_number(site, ticket), at.language(site)))
}

/// What went wrong with an answer, and what to do about it.
fn words(site: &Site, at: &In, status: StatusCode) -> String {
    let most = MOST_CHARACTERS;
    let (id, en) = match status {
        StatusCode::UNPROCESSABLE_ENTITY => (format!("Isi pesannya, paling banyak {most} karakter."), format!("Write a message of up to {most} characters.")),
        StatusCode::CONFLICT => {
            ("Tiket ini sudah selesai. Buka lagi dulu; tulisan Anda tetap ada.".to_owned(), "This ticket is solved. Reopen it first; your text is kept.".to_owned())
        }
        StatusCode::TOO_MANY_REQUESTS => {
            ("Pesannya terlalu cepat. Tunggu sebentar; tulisan Anda tetap ada.".to_owned(), "That’s a lot at once. Wait a moment; your text is kept.".to_owned())
        }
        _ => {
            ("Layanan sedang ramai. Tulisan Anda tetap ada; kirim lagi sebentar lagi.".to_owned(), "The service is busy. Your text is kept; send it again in a moment.".to_owned())
        }
    };
    if at.language(site) == Language::ID { id } else { en }
}
