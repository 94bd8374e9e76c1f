//! `garda tickets list|show` and `garda transcript`: what is in the desk, for people and for scripts.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::open_store;
use crate::{
    app::{self, Error},
    config::Config,
    domain::{
        conversation::{Message, Sender, plain_text},
        ticket::{Ticket, read_number, say_number},
    },
    store::{
        Store, message,
        ticket::{
            self,
            list::{self, Filter, View},
        },
    },
};

#[derive(Debug, Args)]
pub(super) struct Tickets {
    #[command(subcommand)]
    which: Which,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// Open tickets, the nearest deadline first.
    List {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
        /// Also those that are resolved.
        #[arg(long)]
        all: bool,
    },
    /// One ticket with its brief and its conversation.
    Show {
        /// Its number, such as GRD-1042 or 1042.
        number: String,
        /// Print a JSON object.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Transcript {
    /// The ticket's number, such as GRD-1042 or 1042.
    number: String,
}

impl Tickets {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let (store, prefix) = (open_store(config).await?, prefix(config)?);
        match &self.which {
            Which::List { json, all } => print_list(&all_tickets(&store, *all).await?, &prefix, *json),
            Which::Show { number, json } => {
                let (ticket, messages) = find(&store, number).await?;
                print_one(&ticket, &messages, &prefix, *json);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Transcript {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let (_, messages) = find(&open_store(config).await?, &self.number).await?;
        print!("{}", as_text(&messages));
        Ok(ExitCode::SUCCESS)
    }
}

fn prefix(config: &Config) -> Result<String, Error> {
    Ok(app::load_pack(config)?.0.prefix.clone())
}

async fn all_tickets(store: &Store, resolved_too: bool) -> Result<Vec<Ticket>, Error> {
    let mut tx = store.read().await?;
    let mut tickets = Vec::new();
    for view in [View::All, View::Resolved] {
        if view == View::Resolved && !resolved_too {
            break;
        }
        let filter = Filter { view, team: None, query: None, limit: 100_000, after: None };
        tickets.extend(list::list(&mut tx, filter).await?.0.into_iter().map(|listed| listed.ticket));
    }
    Ok(tickets)
}

async fn find(store: &Store, number: &str) -> Result<(Ticket, Vec<Message>), Error> {
    let unknown = || Error::Usage(format!("there is no ticket {number}"));
    let mut tx = store.read().await?;
    let ticket = ticket::find(&mut tx, read_number(number).ok_or_else(unknown)?).await?.ok_or_else(unknown)?;
    let messages = message::after(&mut tx, &ticket.conversation, 0, 100_000).await?;
    Ok((ticket, messages))
}

fn summary(ticket: &Ticket, prefix: &str) -> serde_json::Value {
    json!({
        "number": say_number(prefix, ticket.number), "status": ticket.status, "team": ticket.team, "priority": ticket.priority,
        "subject": ticket.subject, "requester": ticket.requester, "opened_at": ticket.opened_at.rfc3339(),
    })
}

fn print_list(tickets: &[Ticket], prefix: &str, as_json: bool) {
    if as_json {
        let rows: Vec<_> = tickets.iter().map(|ticket| summary(ticket, prefix)).collect();
        println!("{}", serde_json::to_string_pretty(&rows).unwrap_or_default());
        return;
    }
    for ticket in tickets {
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let (status, priority) = (word(json!(ticket.status)), word(json!(ticket.priority)));
        println!("{:<10} {status:<9} {priority:<7} {:<11} {}", say_number(prefix, ticket.number), ticket.team.as_str(), ticket.subject);
    }
    if tickets.is_empty() {
        println!("No open tickets.");
    }
}

fn print_one(ticket: &Ticket, messages: &[Message], prefix: &str, as_json: bool) {
    let mut shown = summary(ticket, prefix);
    shown["brief"] = json!(ticket.brief);
    shown["transcript"] =
        messages.iter().map(|message| json!({ "at": message.at.rfc3339(), "sender": message.sender, "text": plain_text(&message.text, &message.parts) })).collect();
    if as_json {
        println!("{}", serde_json::to_string_pretty(&shown).unwrap_or_default());
        return;
    }
    let word = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
    println!("{}  {}\n{}, team {}, priority {}, opened {}\n", word("number"), ticket.subject, word("status"), ticket.team, word("priority"), word("opened_at"));
    ticket.brief.facts.iter().for_each(|fact| println!("  {}  {}", fact.label, fact.value));
    ticket.brief.tried.iter().for_each(|tried| println!("  tried: {}", tried.title));
    println!("\n{}", as_text(messages));
}

fn as_text(messages: &[Message]) -> String {
    let line = |message: &Message| {
        let who = match message.sender {
            Sender::Visitor => "visitor",
            Sender::Bot | Sender::Agent => message.name.as_str(),
            Sender::System => "—",
        };
        format!("{} {who}: {}\n", message.at.rfc3339(), plain_text(&message.text, &message.parts).replace('\n', "\n    "))
    };
    messages.iter().map(line).collect()
}
