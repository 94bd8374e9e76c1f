//! `garda outbox list|retry`: what waits to be sent, why it could not be, and another try.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{open_desk, open_store};
use crate::{
    app::Error,
    config::Config,
    domain::outbox::ParcelState,
    store::outbox::{self, Listed},
};

/// So many are shown at most.
const MOST: i64 = 1000;

#[derive(Debug, Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    which: Which,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// What has not arrived, then what arrived last.
    List {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
        /// Only what waits for a person.
        #[arg(long)]
        dead: bool,
    },
    /// Try again what waits for a person; a running Garda sends it within a minute.
    Retry {
        /// Its id, or nothing for all of them.
        id: Option<String>,
    },
}

impl Outbox {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        match &self.which {
            Which::List { json, dead } => {
                let listed = outbox::list(&mut open_store(config).await?.read().await?, MOST).await?;
                print(&listed.into_iter().filter(|one| !dead || one.state == ParcelState::Dead).collect::<Vec<_>>(), *json);
            }
            Which::Retry { id } => retry(config, id.as_deref()).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn retry(config: &Config, id: Option<&str>) -> Result<(), Error> {
    let desk = open_desk(config).await?;
    let listed = outbox::list(&mut desk.store().read().await?, MOST).await?;
    let chosen: Vec<Listed> = listed.into_iter().filter(|one| id.map_or(one.state == ParcelState::Dead, |id| one.parcel.id == id)).collect();
    if let Some(id) = id.filter(|_| chosen.is_empty()) {
        return Err(Error::Usage(format!("there is no parcel {id}; `garda outbox list` shows them")));
    }
    for one in &chosen {
        desk.retry_parcel(one.parcel.id.clone()).await.map_err(|_| Error::Usage(format!("{} has arrived or was given up; it is not sent again", one.parcel.id)))?;
        println!("{}  {} to {} is tried again", one.parcel.id, word(&one.parcel.kind), one.parcel.target);
    }
    if chosen.is_empty() {
        println!("Nothing waits for a person.");
    }
    desk.drain().await;
    Ok(())
}

fn word(value: &impl serde::Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}

fn print(listed: &[Listed], as_json: bool) {
    if as_json {
        let rows: Vec<_> = listed
            .iter()
            .map(|Listed { parcel, state, due_at, last }| {
                json!({
                    "id": parcel.id, "kind": parcel.kind, "target": parcel.target, "state": state, "ticket": parcel.ticket, "attempts": parcel.attempts,
                    "created_at": parcel.created_at.rfc3339(), "due_at": due_at.rfc3339(), "last": last,
                })
            })
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows).unwrap_or_default());
        return;
    }
    for Listed { parcel, state, due_at, last } in listed {
        let ticket = parcel.ticket.map(|number| number.to_string()).unwrap_or_default();
        println!(
            "{}  {:8} {:6} {:14} {ticket:6} {:2} attempts  {}  {}",
            parcel.id,
            word(state),
            word(&parcel.kind),
            parcel.target,
            parcel.attempts,
            due_at.rfc3339(),
            last.as_deref().unwrap_or_default()
        );
    }
    if listed.is_empty() {
        println!("The outbox is empty.");
    }
}
