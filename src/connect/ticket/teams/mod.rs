//! Microsoft Teams by the webhook of a workflow (<https://support.microsoft.com/office/8ae491c7-0394-4861-ba59-055e33f75498>): cards with a link
//! to the console. Nothing can be asked of a workflow and nothing comes back: when an answer is lost a card may come twice, and people answer in the console.

mod wire;

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::BoxFuture;
use reqwest::Method;
use serde_json::Value;

use super::{
    super::http::Outside,
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
    api::{Api, Auth},
};
use crate::domain::{
    sink::{Changes, Comment, Mark, Opening, RemoteTicket, Standing, StatusChange},
    time::Timestamp,
};

/// Channels, each behind a workflow.
#[derive(Debug)]
pub(super) struct Teams {
    /// By the name of the team here.
    workflows: BTreeMap<String, Api>,
    settings: SinkSettings,
}

impl Teams {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        if settings.places.is_empty() {
            return Err(format!("sink {name}: places must name the address of the workflow of each team, or of all under \"*\""));
        }
        let workflow = |(team, url): (&String, &String)| {
            let api = Api::exactly(outside, url, Auth::None).map_err(|_| format!("sink {name}: places: what stands for `{team}` is no address"))?;
            Ok((team.clone(), api.telling(wire::fault)))
        };
        Ok(Self { workflows: settings.places.iter().map(workflow).collect::<std::result::Result<_, String>>()?, settings: settings.clone() })
    }

    /// The workflow of a team.
    fn workflow(&self, team: &str) -> Result<(&str, &Api)> {
        let found = self.workflows.get_key_value(team).or_else(|| self.workflows.get_key_value("*"));
        found.map(|(name, api)| (name.as_str(), api)).ok_or_else(|| Fault::new(FaultKind::Place, format!("places has no workflow for team {team}")))
    }

    async fn post(&self, team: &str, card: &Value) -> Result<()> {
        let (_, api) = self.workflow(team)?;
        api.send(api.request(Method::POST, "")?.json(card)).await.map(|_| ())
    }

    /// A further card of a ticket; its name tells where the first one went.
    async fn go_on(&self, remote: &str, card: impl FnOnce(&str) -> Value) -> Result<()> {
        let (number, team) = remote.split_once(' ').ok_or_else(|| Fault::new(FaultKind::Missing, "the ticket has no card"))?;
        self.post(team, &card(number)).await
    }
}

impl Sink for Teams {
    /// The only way to know is to send one.
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            for api in self.workflows.values() {
                api.send(api.request(Method::POST, "")?.json(&wire::trial())).await?;
            }
            Ok(format!("sent a card to {}", self.settings.places.keys().map(String::as_str).collect::<Vec<_>>().join(", ")))
        })
    }

    fn find<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async { Ok(None) })
    }

    fn open<'a>(&'a self, opening: &'a Opening, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let notice = opening.notice.as_ref().ok_or_else(|| Fault::new(FaultKind::Field, "the ticket was written down before it was to be told in a room"))?;
            let (team, _) = self.workflow(opening.team.as_str())?;
            self.post(team, &wire::notice(notice)).await?;
            Ok(Remote { id: format!("{} {team}", opening.number), url: None })
        })
    }

    fn has_comment<'a>(&'a self, _: &'a str, _: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async { Ok(false) })
    }

    /// What the requester says and what everybody should notice; the rest is read where it is answered.
    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            if !(comment.loud || comment.by_requester) {
                return Ok(());
            }
            self.go_on(remote, |number| wire::comment(number, comment)).await
        })
    }

    /// It is said in words only.
    fn set_standing<'a>(&'a self, _: &'a str, _: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn tell<'a>(&'a self, remote: &'a str, change: &'a StatusChange, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match change.notice.as_ref().filter(|notice| !notice.line.is_empty()) {
                Some(notice) => self.go_on(remote, |_| wire::line(notice)).await,
                None => Ok(()),
            }
        })
    }

    fn mark<'a>(&'a self, _: &'a str, _: &'a Mark, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn changes<'a>(&'a self, _: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async { Ok(Changes::default()) })
    }

    fn read<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async { Err(Fault::new(FaultKind::Missing, "a workflow cannot be asked")) })
    }

    fn hooked(&self, _: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        Err(Denied::NotExpected)
    }

    fn asked_every(&self) -> Option<Duration> {
        None
    }
}
