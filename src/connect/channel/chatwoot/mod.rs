//! Chatwoot as one of its agent bots: answers in its inboxes, and opens a conversation to people.
//!
//! The token of a bot may write messages and notes, and set status, priority and team; it may read nothing. So each message carries the key
//! of its parcel, and the echo of it tells that it arrived.

mod hook;
mod wire;

use futures_util::future::BoxFuture;
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    super::{
        http::Outside,
        ticket::{
            api::{Api, Auth, query},
            multipart,
        },
    },
    Attempt, Call, Channel, ChannelSettings, Denied, Fault, FaultKind, File, Result,
};
use crate::domain::{
    chat::{Handover, Heard, Saying},
    sink::{Comment, Standing},
    time::Timestamp,
};

/// An agent bot of a Chatwoot.
#[derive(Debug)]
pub(super) struct Chatwoot {
    api: Api,
    settings: ChannelSettings,
}

impl Chatwoot {
    pub(super) fn new(settings: &ChannelSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let auth = Auth::Header("api_access_token", settings.secret.clone());
        Ok(Self { api: Api::new(outside, &settings.url, auth)?, settings: settings.clone() })
    }

    fn path(&self, address: &str, what: &str) -> String {
        format!("api/v1/accounts/{}/conversations/{}/{what}", query(self.settings.option("account")), query(address))
    }

    async fn post(&self, address: &str, what: &str, body: &Value) -> Result<()> {
        self.api.put_json(Method::POST, &self.path(address, what), body).await.map(|_| ())
    }

    /// Does something that is welcome but not needed: older versions do not know it, or do not let bots do it.
    async fn try_post(&self, address: &str, what: &str, body: &Value) -> Result<()> {
        match self.post(address, what, body).await {
            Err(fault) if matches!(fault.kind, FaultKind::Credential | FaultKind::Right | FaultKind::Missing | FaultKind::Field) => {
                tracing::warn!(what, fault = ?fault.kind, words = fault.words, "Chatwoot does not let its bot do this; the chat is open to people all the same");
                Ok(())
            }
            done => done,
        }
    }
}

impl Channel for Chatwoot {
    fn check(&self, _: Timestamp) -> BoxFuture<'_, Result<String>> {
        // A bot can read nothing. No conversation has this number, so whoever may set its status is told that it is not there.
        Box::pin(async move {
            match self.post("0", "toggle_status", &json!({ "status": "pending" })).await {
                Err(fault) if fault.kind == FaultKind::Missing => Ok(format!("a bot of account {}", self.settings.option("account"))),
                Err(fault) => Err(fault),
                Ok(()) => Err(Fault::new(FaultKind::Place, "there is a conversation with the number 0; this is no Chatwoot")),
            }
        })
    }

    fn hear<'a>(&'a self, call: Call<'a>, now: Timestamp) -> BoxFuture<'a, std::result::Result<Vec<Heard>, Denied>> {
        Box::pin(async move {
            hook::prove(&self.settings, call, now)?;
            wire::heard(&self.settings, call.body)
        })
    }

    fn say<'a>(&'a self, address: &'a str, saying: &'a Saying, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            if files.is_empty() {
                return self.post(address, "messages", &wire::message(saying, attempt.key)).await;
            }
            let request = self.api.request(Method::POST, &self.path(address, "messages"))?;
            let request = multipart::form(request, attempt.key, &wire::form(saying, attempt.key), ("attachments[]", &files));
            self.api.send(request).await.map(|_| ())
        })
    }

    fn note<'a>(&'a self, address: &'a str, note: &'a Comment, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.post(address, "messages", &wire::note(note, attempt.key)).await })
    }

    fn hand_over<'a>(&'a self, address: &'a str, handover: &'a Handover, _: Attempt<'a>) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(async move {
            self.post(address, "toggle_status", &json!({ "status": "open" })).await?;
            self.try_post(address, "toggle_priority", &json!({ "priority": wire::priority(handover.priority) })).await?;
            if let Some(team) = self.settings.places.get(handover.team.as_str()).or_else(|| self.settings.places.get("*")) {
                self.try_post(address, "assignments", &json!({ "team_id": team })).await?;
            }
            let (url, account) = (self.settings.url.trim_end_matches('/'), self.settings.option("account"));
            Ok(Some(format!("{url}/app/accounts/{account}/conversations/{address}")))
        })
    }

    fn set_standing<'a>(&'a self, address: &'a str, standing: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match standing {
                Standing::Open => self.post(address, "toggle_status", &json!({ "status": "open" })).await,
                Standing::Resolved => self.post(address, "toggle_status", &json!({ "status": "resolved" })).await,
                // Pending is the bot's turn there; what waits for its requester stays open.
                Standing::Pending => Ok(()),
            }
        })
    }
}
