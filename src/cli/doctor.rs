//! `garda doctor`: whether everything is as it must be, proven from what is stored.

use std::process::ExitCode;

use clap::Args;

use super::open_store;
use crate::{
    app::{self, Error},
    config::Config,
    store::{self, conversation, outbox, outcome, ticket::prove},
};

#[derive(Debug, Args)]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let mut good = say("pack", app::read_pack(config).map(|(catalog, _)| format!("revision {}, {} intents", catalog.pack().revision, catalog.pack().intents.len())));
        let store = open_store(config).await;
        good &= say("database", store.as_ref().map(|_| store::redacted(&config.database_url)).map_err(ToString::to_string));
        if let Ok(store) = store {
            let mut tx = store.read().await?;
            good &= none("messages are numbered without gaps", conversation::with_gaps(&mut tx).await?.iter().map(ToString::to_string).collect());
            good &= none("every handoff has exactly one ticket", prove::handoffs_without_ticket(&mut tx).await?);
            let ends = outcome::count(&mut tx).await?;
            good &= say("every message has its outcome", ends.told());
            good &= none("everything to be sent has arrived or is on its way", outbox::dead(&mut tx).await?);
            good &= none("conversations and their tickets agree", prove::status_against_ticket(&mut tx).await?);
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a finding is told once and is over")]
fn say<E: std::fmt::Display>(what: &str, found: Result<String, E>) -> bool {
    match &found {
        Ok(found) => println!("good  {what}: {found}"),
        Err(error) => println!("BAD   {what}: {error}"),
    }
    found.is_ok()
}

#[expect(clippy::needless_pass_by_value, reason = "a finding is told once and is over")]
fn none(what: &str, against: Vec<String>) -> bool {
    say(what, if against.is_empty() { Ok("yes".to_owned()) } else { Err(format!("not in {}", against.join(", "))) })
}
