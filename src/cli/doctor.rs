//! `garda doctor`: whether everything is as it must be, proven from what is stored.

use std::process::ExitCode;

use clap::Args;

use super::open_store;
use crate::{
    app::{self, Error},
    config::Config,
    store::{
        self, Tx,
        attachment::{self, Attachment},
        conversation,
        folder::{Folder, Which},
        outbox, outcome,
        ticket::prove,
    },
};

#[derive(Debug, Args)]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let mut good = say("pack", app::load_pack(config).map(|(pack, _)| format!("revision {}, {} intents", pack.revision, pack.intents.len())));
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
            good &= say("every attachment has its file", files(&mut tx, &Folder::new(&config.attachments)).await?);
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Whether the bytes of every attachment are there, as many as there must be.
async fn files(tx: &mut Tx, folder: &Folder) -> Result<Result<String, String>, Error> {
    let (mut after, mut count, mut missing) = (String::new(), 0, Vec::new());
    loop {
        let page = attachment::page(tx, &after, 500).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.file.id.0);
        count += page.len();
        let there = |one: &Attachment, which, bytes| folder.open(&one.file.id, which).is_ok_and(|(_, length)| length == bytes);
        let whole = |one: &&Attachment| there(one, Which::Whole, one.file.bytes) && one.thumbnail_bytes.is_none_or(|bytes| there(one, Which::Thumbnail, bytes));
        missing.extend(page.iter().filter(|one| !whole(one)).map(|one| one.file.id.to_string()));
    }
    if missing.is_empty() {
        return Ok(Ok(format!("{count} in {}", folder.path().display())));
    }
    let some: Vec<String> = missing.iter().take(20).cloned().collect();
    Ok(Err(format!("{} of {count} are not whole in {}: {}", missing.len(), folder.path().display(), some.join(", "))))
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
