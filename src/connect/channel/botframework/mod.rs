//! The Bot Framework of Microsoft: Teams, Omnichannel, Web Chat and whatever else its connector reaches.
//!
//! Facts: the activity specification and the handoff protocol (<https://learn.microsoft.com/azure/bot-service/bot-service-design-pattern-handoff-human>).

mod wire;

use futures_util::future::BoxFuture;

use super::{
    super::{
        http::Outside,
        microsoft::{Bot, BotSettings},
        ticket::api::query,
    },
    Attempt, Call, Channel, ChannelSettings, Denied, Fault, FaultKind, File, Result,
};
use crate::domain::{
    chat::{Handover, Heard, Saying},
    sink::{Comment, Standing},
    time::Timestamp,
};
use wire::{Address, Takeover};

/// A bot of the framework.
#[derive(Debug)]
pub(super) struct BotFramework {
    bot: Bot,
    takeover: Takeover,
}

impl BotFramework {
    pub(super) fn new(settings: &ChannelSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let option = |name| settings.option(name).to_owned();
        let known = BotSettings {
            app: settings.user.clone(),
            secret: settings.secret.clone(),
            tenant: option("tenant"),
            token_url: option("token_url"),
            scope: option("scope"),
            metadata: option("metadata"),
            issuer: option("issuer"),
            hosts: settings.hosts.clone(),
        };
        Ok(Self { bot: Bot::new(&known, outside)?, takeover: Takeover::of(settings.option("handoff")) })
    }

    async fn send(&self, address: &Address, activity: &serde_json::Value, now: Timestamp) -> Result<()> {
        let conversation = segment(address.conversation());
        let path = match &address.reply_to {
            Some(id) => format!("v3/conversations/{conversation}/activities/{}", segment(id)),
            None => format!("v3/conversations/{conversation}/activities"),
        };
        self.bot.send(&address.service, &path, activity, now).await.map(|_| ())
    }
}

/// A name as it stands in the path of an address.
fn segment(name: &str) -> String {
    query(name).replace('+', "%20")
}

fn read(address: &str) -> Result<Address> {
    serde_json::from_str(address).map_err(|_| Fault::new(FaultKind::Field, "where the chat is cannot be read"))
}

impl Channel for BotFramework {
    fn check(&self, now: Timestamp) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            self.bot.check(now).await?;
            Ok("the app has its token, and the connector's keys can be read".to_owned())
        })
    }

    fn hear<'a>(&'a self, call: Call<'a>, now: Timestamp) -> BoxFuture<'a, std::result::Result<Vec<Heard>, Denied>> {
        Box::pin(async move {
            if call.secret.is_some() {
                return Err(Denied::NotExpected);
            }
            let claims = self.bot.verify((call.header)("authorization").as_deref(), now).await?;
            let activity: serde_json::Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
            let (channel, service) = (activity["channelId"].as_str().unwrap_or_default(), activity["serviceUrl"].as_str().unwrap_or_default());
            if !claims.cover(channel, service) || !self.bot.may_be_at(service) {
                return Err(Denied::Signature);
            }
            Ok(wire::heard(&activity, call.body).into_iter().collect())
        })
    }

    fn say<'a>(&'a self, address: &'a str, saying: &'a Saying, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let address = read(address)?;
            self.send(&address, &wire::message(&address, saying, &files, self.takeover), attempt.now).await
        })
    }

    /// Its people read the transcript that goes along with the handoff; there are no notes.
    fn note<'a>(&'a self, _: &'a str, _: &'a Comment, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn hand_over<'a>(&'a self, address: &'a str, handover: &'a Handover, attempt: Attempt<'a>) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(async move {
            let address = read(address)?;
            self.send(&address, &wire::handover(&address, handover, self.takeover, attempt), attempt.now).await?;
            Ok(None)
        })
    }

    /// Who took it over tells where it stands; nothing can be told there.
    fn set_standing<'a>(&'a self, _: &'a str, _: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }
}
