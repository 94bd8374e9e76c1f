//! `garda outbox`: what waits to be sent, why it could not be, what each attempt came to, and another try.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{open_desk, open_store};
use crate::{
    app::Error,
    config::Config,
    desk::Desk,
    domain::{outbox::ParcelState, time::Timestamp},
    store::{
        outbox::{self, Attempt, Listed, Wanted},
        resting::{self, Resting},
    },
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
        /// Only what is for this target.
        #[arg(long, value_name = "NAME")]
        target: Option<String>,
    },
    /// One of them, with every attempt.
    Show {
        /// Its id.
        id: String,
    },
    /// Try again what waits for a person; a running Garda sends it within a minute.
    Retry {
        /// Its id, or nothing for all of them; an event may have arrived.
        id: Option<String>,
        /// Only what is for this target.
        #[arg(long, value_name = "NAME", conflicts_with = "id")]
        target: Option<String>,
        /// Send the events of the target again that were written since then, also those that arrived: an instant such as 2026-11-23T03:00:00Z, or so
        /// long ago, such as 90m, 12h or 7d. Each keeps its webhook-id.
        #[arg(long, value_name = "WHEN", requires = "target")]
        since: Option<String>,
    },
    /// Tell a subscriber again that answered it wants nothing any more.
    Wake {
        /// What it is called.
        target: String,
    },
}

impl Outbox {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        match &self.which {
            Which::List { json, dead, target } => {
                let mut tx = open_store(config).await?.read().await?;
                let listed = outbox::search(&mut tx, &Wanted { target: target.as_deref(), state: dead.then_some(ParcelState::Dead) }, MOST).await?;
                print(&listed, &resting::all(&mut tx).await?, *json);
            }
            Which::Show { id } => show(config, id).await?,
            Which::Retry { id: Some(id), .. } => retry(config, id).await?,
            Which::Retry { id: None, target, since } => retry_all(config, target.as_deref(), since.as_deref()).await?,
            Which::Wake { target } => {
                let desk = open_desk(config).await?;
                desk.wake(target.clone()).await.map_err(|_| Error::Usage(format!("{target} does not rest; `garda outbox list` names those that do")))?;
                println!("{target} is told again what happens");
                desk.drain().await;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn missing(id: &str) -> Error {
    Error::Usage(format!("there is no parcel {id}; `garda outbox list` shows them"))
}

async fn show(config: &Config, id: &str) -> Result<(), Error> {
    let mut tx = open_store(config).await?.read().await?;
    let listed = outbox::find(&mut tx, id).await?.ok_or_else(|| missing(id))?;
    println!("{}", line(&listed));
    for Attempt { at, ms, result, words } in outbox::attempts(&mut tx, id).await? {
        println!("  {}  {ms:6} ms  {result:9} {words}", at.rfc3339());
    }
    if !listed.parcel.body.is_empty() {
        println!("{}", listed.parcel.body);
    }
    Ok(())
}

async fn retry(config: &Config, id: &str) -> Result<(), Error> {
    let desk = open_desk(config).await?;
    let listed = outbox::find(&mut desk.store().read().await?, id).await?.ok_or_else(|| missing(id))?;
    try_again(&desk, &listed).await?;
    desk.drain().await;
    Ok(())
}

async fn try_again(desk: &Desk, listed: &Listed) -> Result<(), Error> {
    let parcel = &listed.parcel;
    desk.retry_parcel(parcel.id.clone()).await.map_err(|_| Error::Usage(format!("{} has arrived or was given up; it is not sent again", parcel.id)))?;
    println!("{}  {} to {} is tried again", parcel.id, word(&parcel.kind), parcel.target);
    Ok(())
}

async fn retry_all(config: &Config, target: Option<&str>, since: Option<&str>) -> Result<(), Error> {
    let desk = open_desk(config).await?;
    if let (Some(target), Some(text)) = (target, since) {
        let since = instant(text, desk.world().now())
            .ok_or_else(|| Error::Usage(format!("--since: `{text}` is neither an instant such as 2026-11-23T03:00:00Z nor a time such as 12h")))?;
        let replayed = desk.replay(target.to_owned(), since).await?;
        println!("{replayed} events to {target} are sent again, from {} on", since.rfc3339());
    } else {
        let dead = outbox::search(&mut desk.store().read().await?, &Wanted { target, state: Some(ParcelState::Dead) }, MOST).await?;
        for listed in &dead {
            try_again(&desk, listed).await?;
        }
        if dead.is_empty() {
            println!("Nothing waits for a person.");
        }
    }
    desk.drain().await;
    Ok(())
}

/// Reads an instant, or how long before `now` it was.
fn instant(text: &str, now: Timestamp) -> Option<Timestamp> {
    let ago = |mark: char, ms: i64| text.strip_suffix(mark)?.parse::<u32>().ok().map(|count| now.plus_ms(-i64::from(count) * ms));
    Timestamp::read(text).or_else(|| ago('m', 60_000)).or_else(|| ago('h', 3_600_000)).or_else(|| ago('d', 86_400_000))
}

fn word(value: &impl serde::Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}

fn line(listed: &Listed) -> String {
    let Listed { parcel, state, due_at, last } = listed;
    let ticket = parcel.ticket.map(|number| number.to_string()).unwrap_or_default();
    let (state, kind, due) = (word(state), listed.event().unwrap_or_else(|| word(&parcel.kind)), due_at.rfc3339());
    format!("{}  {state:8} {kind:6} {:14} {ticket:6} {:2} attempts  {due}  {}", parcel.id, parcel.target, parcel.attempts, last.as_deref().unwrap_or_default())
}

fn print(listed: &[Listed], resting: &[Resting], as_json: bool) {
    if as_json {
        let rows: Vec<_> = listed
            .iter()
            .map(|one| {
                let Listed { parcel, state, due_at, last } = one;
                json!({
                    "id": parcel.id, "kind": parcel.kind, "event": one.event(), "target": parcel.target, "state": state, "ticket": parcel.ticket, "attempts": parcel.attempts,
                    "created_at": parcel.created_at.rfc3339(), "due_at": due_at.rfc3339(), "last": last,
                })
            })
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows).unwrap_or_default());
        return;
    }
    for Resting { target, since, words, .. } in resting {
        println!("{target} rests since {}: it {words}; `garda outbox wake {target}` tells it again", since.rfc3339());
    }
    for one in listed {
        println!("{}", line(one));
    }
    if listed.is_empty() {
        println!("The outbox is empty.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_an_instant_or_so_long_ago() {
        let now = Timestamp(1_795_402_800_000);
        for (text, ms) in [
            ("2026-11-23T03:00:00Z", Some(0)),
            ("90m", Some(5_400_000)),
            ("12h", Some(43_200_000)),
            ("7d", Some(604_800_000)),
            ("7", None),
            ("-7d", None),
            ("", None),
            ("7w", None),
        ] {
            assert_eq!(instant(text, now), ms.map(|ms| now.plus_ms(-ms)), "{text}");
        }
    }
}
