//! Telegram: a ticket is a message of a bot in its team's group, what is said of it are answers to that, and what people answer comes back.
//!
//! The Bot API knows neither keys nor a way to look for what was sent: when the answer to a message is lost, it may stand there twice.

mod hook;
mod wire;

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    super::http::Outside,
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
    api::{Api, Auth},
};
use crate::domain::{
    sink::{Changes, Comment, Mark, Opening, RemoteTicket, Sign, Standing, StatusChange},
    time::Timestamp,
};

/// A bot.
#[derive(Debug)]
pub(super) struct Telegram {
    api: Api,
    /// Its number, which its token begins with.
    bot: i64,
    settings: SinkSettings,
}

impl Telegram {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let bad = |what: &str| format!("sink {name}: {what}");
        let (bot, key) = settings.secret().split_once(':').unwrap_or_default();
        let bot = bot.parse().ok().filter(|_| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        let bot = bot.ok_or_else(|| bad("secrets must hold the token of a bot, such as 123456:ABC-DEF"))?;
        if settings.places.is_empty() {
            return Err(bad("places must name the group of each team, or of all under \"*\", by its number such as -1001234567890"));
        }
        if let Some(place) = settings.places.values().find(|place| wire::place(place).is_none()) {
            return Err(bad(&format!("places: `{place}` is no number of a supergroup such as -1001234567890, or -1001234567890/7 for a topic in it")));
        }
        if settings.hook_secrets.iter().any(|secret| !(16..=256).contains(&secret.len()) || !secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))) {
            return Err(bad("hook_secrets must be 16 to 256 letters, digits, - and _"));
        }
        let api = Api::new(outside, &settings.url, Auth::None).map_err(|problem| bad(&problem))?.telling(wire::fault);
        Ok(Self { api, bot, settings: settings.clone() })
    }

    async fn call(&self, method: &str, body: &Value) -> Result<Value> {
        let request = self.api.request(Method::POST, &format!("./bot{}/{method}", self.settings.secret()))?.json(body);
        let answer = self.api.send(request).await?.json;
        if answer["ok"] == true { Ok(answer["result"].clone()) } else { Err(Fault::new(FaultKind::Lost, "the answer cannot be read")) }
    }

    /// Sends a message, as an answer to another one if there is one; what it is called.
    async fn send(&self, group: i64, topic: Option<i64>, answers: Option<i64>, mut message: Value) -> Result<i64> {
        message["chat_id"] = group.into();
        if let Some(topic) = topic {
            message["message_thread_id"] = topic.into();
        }
        if let Some(answers) = answers {
            message["reply_parameters"] = json!({ "message_id": answers, "allow_sending_without_reply": true });
        }
        let sent = self.call("sendMessage", &message).await?;
        sent["message_id"].as_i64().ok_or_else(|| Fault::new(FaultKind::Lost, "the answer names nothing that was made"))
    }

    async fn answer(&self, remote: &str, message: Value) -> Result<()> {
        let (group, topic, first) = wire::parts(remote)?;
        self.send(group, topic, Some(first), message).await.map(|_| ())
    }

    fn groups(&self) -> Vec<i64> {
        self.settings.places.values().filter_map(|place| wire::place(place)).map(|(group, _)| group).collect()
    }
}

impl Sink for Telegram {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            let me = self.call("getMe", &json!({})).await?;
            for group in self.groups() {
                let told = self.call("getChat", &json!({ "chat_id": group })).await?;
                if told["type"] != "supergroup" {
                    return Err(Fault::new(FaultKind::Place, format!("{group} is no supergroup: let new members see its history, then name the number it has from then on")));
                }
                let own = self.call("getChatMember", &json!({ "chat_id": group, "user_id": self.bot })).await?;
                if ["left", "kicked"].iter().any(|status| own["status"] == *status) || own["status"] == "restricted" && own["can_send_messages"] == false {
                    return Err(Fault::new(FaultKind::Right, format!("the bot may not write in {group}: add it to the group")));
                }
            }
            let hook = self.call("getWebhookInfo", &json!({})).await?;
            let hears = match (self.settings.hook_secrets.is_empty(), hook["url"].as_str().unwrap_or_default().is_empty()) {
                (true, _) => "; answers are not heard without a secret in hook_secrets",
                (false, true) => "; answers are not heard yet: run `garda sink hook` with its name",
                (false, false) => "",
            };
            Ok(format!("@{}{hears}", me["username"].as_str().unwrap_or_default()))
        })
    }

    /// Nothing can be looked for.
    fn find<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async { Ok(None) })
    }

    fn open<'a>(&'a self, opening: &'a Opening, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let place = self.settings.place(&opening.team).and_then(wire::place);
            let (group, topic) = place.ok_or_else(|| Fault::new(FaultKind::Place, format!("places has no group for team {}", opening.team)))?;
            let notice = opening.notice.as_ref().ok_or_else(|| Fault::new(FaultKind::Field, "the ticket was written down before it was to be told in a room"))?;
            let message = self.send(group, topic, None, wire::notice(notice)).await?;
            let url = format!("https://t.me/c/{}/{}{message}", group.to_string().trim_start_matches("-100"), topic.map(|topic| format!("{topic}/")).unwrap_or_default());
            Ok(Remote { id: wire::name(group, topic, message), url: Some(url) })
        })
    }

    fn has_comment<'a>(&'a self, _: &'a str, _: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async { Ok(false) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.answer(remote, wire::comment(comment)).await })
    }

    /// It is said in words only.
    fn set_standing<'a>(&'a self, _: &'a str, _: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn tell<'a>(&'a self, remote: &'a str, change: &'a StatusChange, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let Some(notice) = &change.notice else { return Ok(()) };
            let (group, _, first) = wire::parts(remote)?;
            let mut message = wire::notice(notice);
            (message["chat_id"], message["message_id"]) = (group.into(), first.into());
            match self.call("editMessageText", &message).await {
                Ok(_) => {}
                // It stands there already, or somebody took it away; the line below says it.
                Err(fault) if fault.kind == FaultKind::Missing || fault.words.contains("not modified") => {}
                Err(fault) => return Err(fault),
            }
            if notice.line.is_empty() { Ok(()) } else { self.answer(remote, wire::line(&notice.number, &notice.line)).await }
        })
    }

    fn mark<'a>(&'a self, remote: &'a str, mark: &'a Mark, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (group, _, message) = wire::parts(&mark.message)?;
            // Bots may choose from few signs, and a group may allow none.
            let sign = match mark.sign {
                Sign::Done => "👌",
                Sign::Unclear => "🤔",
                Sign::Refused => "👎",
            };
            let reaction = json!([{ "type": "emoji", "emoji": sign }]);
            let marked = match self.call("setMessageReaction", &json!({ "chat_id": group, "message_id": message, "reaction": reaction })).await {
                Ok(_) => true,
                Err(fault) if matches!(fault.kind, FaultKind::Field | FaultKind::Missing | FaultKind::Right) => false,
                Err(fault) => return Err(fault),
            };
            if marked && mark.words.is_empty() {
                return Ok(());
            }
            let (_, topic, _) = wire::parts(remote)?;
            let words = if mark.words.is_empty() { sign } else { &mark.words };
            self.send(group, topic, Some(message), wire::line(&mark.number, words)).await.map(|_| ())
        })
    }

    fn register<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<String>> {
        Box::pin(async move {
            let secret = self.settings.hook_secrets.first().ok_or_else(|| Fault::new(FaultKind::Field, "hook_secrets has no secret to be called with"))?;
            let body = json!({ "url": url, "secret_token": secret, "allowed_updates": ["message"], "max_connections": 4 });
            let done = self.call("setWebhook", &body).await?;
            if done == true { Ok(format!("calls {url} from now on")) } else { Err(Fault::new(FaultKind::Lost, "the answer cannot be read")) }
        })
    }

    fn changes<'a>(&'a self, _: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async { Ok(Changes::default()) })
    }

    fn read<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async { Err(Fault::new(FaultKind::Missing, "a group tells by itself what is said")) })
    }

    fn hooked(&self, call: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        hook::hooked(&self.settings.hook_secrets, (self.bot, &self.groups()), call)
    }

    fn asked_every(&self) -> Option<Duration> {
        None
    }
}
