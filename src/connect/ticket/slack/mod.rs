//! Slack: a ticket is a message in its team's channel, what is said of it stands in the thread below, and what people answer there comes back.
//!
//! Messages carry a name that only programs see, by which they are found again when the answer to sending them was lost.

mod hook;
mod wire;

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::BoxFuture;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::{Mutex, OnceCell};

use super::{
    super::http::Outside,
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
    api::{Api, Auth, Reply, query},
    json as read,
};
use crate::domain::{
    sink::{Changes, Comment, Mark, Opening, RemoteTicket, Sign, Spoken, Standing, StatusChange},
    time::Timestamp,
};

/// So many messages stand on a page, and so many pages are looked through.
const PAGE: usize = 200;
const MOST_PAGES: usize = 50;
/// What was just sent is looked for no sooner, in milliseconds.
const PATIENCE: i64 = 5_000;
/// People whose names are remembered.
const MOST_PEOPLE: usize = 10_000;
/// What the app needs everywhere, and to read public and private channels.
const SCOPES: [&str; 4] = ["chat:write", "reactions:write", "users:read", "users:read.email"];
const PUBLIC: [&str; 2] = ["channels:read", "channels:history"];
const PRIVATE: [&str; 2] = ["groups:read", "groups:history"];

/// A person of the workspace.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    email: Option<String>,
    /// Whether somebody else's program or organisation is behind it.
    strange: bool,
}

/// A workspace.
#[derive(Debug)]
pub(super) struct Slack {
    api: Api,
    settings: SinkSettings,
    /// The address of the workspace.
    home: OnceCell<String>,
    people: Mutex<BTreeMap<String, Person>>,
}

impl Slack {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let bad = |what: &str| Err(format!("sink {name}: {what}"));
        if settings.places.is_empty() {
            return bad("places must name the channel of each team, or of all under \"*\", by its id such as C0123ABCD");
        }
        if let Some(place) =
            settings.places.values().find(|id| !(id.starts_with(['C', 'G']) && id.len() > 1 && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())))
        {
            return bad(&format!("places: `{place}` is no id of a channel such as C0123ABCD; it stands below the channel's details"));
        }
        let api = Api::new(outside, &settings.url, Auth::Header("authorization", format!("Bearer {}", settings.secret()))).map_err(|problem| format!("sink {name}: {problem}"))?;
        Ok(Self { api, settings: settings.clone(), home: OnceCell::new(), people: Mutex::default() })
    }

    /// The channels of the mapping, each once.
    fn channels(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.settings.places.values().map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// An answer is one only if it says so.
    async fn told(&self, request: reqwest::RequestBuilder) -> Result<Reply> {
        let reply = self.api.send(request).await?;
        if reply.json["ok"] == true { Ok(reply) } else { Err(wire::fault(&reply.json)) }
    }

    async fn call(&self, method: &str, body: &Value) -> Result<Value> {
        Ok(self.told(self.api.request(Method::POST, &format!("api/{method}"))?.json(body)).await?.json)
    }

    async fn ask(&self, method: &str, asked: &str) -> Result<Value> {
        Ok(self.told(self.api.request(Method::GET, &format!("api/{method}?{asked}"))?).await?.json)
    }

    async fn post(&self, channel: &str, thread: Option<&str>, mut message: Value) -> Result<String> {
        message["channel"] = channel.into();
        message["unfurl_links"] = false.into();
        message["unfurl_media"] = false.into();
        if let Some(thread) = thread {
            message["thread_ts"] = thread.into();
        }
        let sent = self.call("chat.postMessage", &message).await.map_err(|fault| fault.patient(PATIENCE))?;
        read::made(&sent["ts"])
    }

    /// The address of the workspace; whoever does not know us does not tell it.
    async fn home(&self) -> Result<&str> {
        let ask = || async { Ok(self.call("auth.test", &json!({})).await?["url"].as_str().unwrap_or_default().to_owned()) };
        self.home.get_or_try_init(ask).await.map(String::as_str)
    }

    fn remote(&self, channel: &str, ts: &str) -> Remote {
        let home = self.home.get().filter(|home| home.starts_with("https://"));
        let url = home.map(|home| format!("{}/archives/{channel}/p{}", home.trim_end_matches('/'), ts.replace('.', "")));
        Remote { id: wire::name(channel, ts), url }
    }

    /// The first message of a list that is called so; pages are read until there are no more.
    async fn look(&self, method: &str, asked: &str, (name, value): (&str, &str)) -> Result<Option<String>> {
        let mut cursor = String::new();
        for _ in 0..MOST_PAGES {
            let page = self.ask(method, &format!("{asked}&limit={PAGE}&include_all_metadata=true{cursor}")).await?;
            if let Some(found) = read::must_list(&page["messages"])?.iter().find(|message| wire::is_called(message, name, value)) {
                return Ok(found["ts"].as_str().map(str::to_owned));
            }
            match page["response_metadata"]["next_cursor"].as_str().filter(|next| !next.is_empty()) {
                Some(next) => cursor = format!("&cursor={}", query(next)),
                None => return Ok(None),
            }
        }
        Err(Fault::new(FaultKind::Lost, "too many messages to look through"))
    }

    async fn person(&self, user: &str) -> Result<Person> {
        if let Some(person) = self.people.lock().await.get(user) {
            return Ok(person.clone());
        }
        let told = self.ask("users.info", &format!("user={}", query(user))).await?;
        let (user_told, profile) = (&told["user"], &told["user"]["profile"]);
        let names = [&profile["display_name"], &profile["real_name"], &user_told["real_name"], &user_told["name"]];
        let name = names.iter().find_map(|name| name.as_str().filter(|name| !name.trim().is_empty())).unwrap_or_default().to_owned();
        let strange = ["deleted", "is_bot", "is_stranger"].iter().any(|what| user_told[*what] == true);
        let person = Person { name, email: profile["email"].as_str().map(str::to_owned), strange };
        let mut people = self.people.lock().await;
        if people.len() >= MOST_PEOPLE {
            people.clear();
        }
        people.insert(user.to_owned(), person.clone());
        Ok(person)
    }

    /// Whether the app is in a channel and may read it.
    async fn check_channel(&self, channel: &str, scopes: &[&str]) -> Result<()> {
        let told = self.ask("conversations.info", &format!("channel={}", query(channel))).await?;
        let needed = if told["channel"]["is_private"] == true { PRIVATE } else { PUBLIC };
        if let Some(missing) = needed.iter().find(|scope| !scopes.contains(scope)) {
            return Err(wire::fault(&json!({ "error": "missing_scope", "needed": missing })));
        }
        if told["channel"]["is_archived"] == true {
            return Err(wire::fault(&json!({ "error": "is_archived" })));
        }
        if told["channel"]["is_member"] != true {
            return Err(wire::fault(&json!({ "error": "not_in_channel", "needed": channel })));
        }
        Ok(())
    }
}

impl Sink for Slack {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            let me = self.told(self.api.request(Method::POST, "api/auth.test")?.json(&json!({}))).await?;
            let scopes: Vec<&str> = me.headers.get("x-oauth-scopes").and_then(|value| value.to_str().ok()).unwrap_or_default().split(',').map(str::trim).collect();
            if let Some(missing) = SCOPES.iter().find(|scope| !scopes.contains(scope)) {
                return Err(wire::fault(&json!({ "error": "missing_scope", "needed": missing })));
            }
            for channel in self.channels() {
                self.check_channel(channel, &scopes).await?;
            }
            let (user, team) = (me.json["user"].as_str().unwrap_or_default(), me.json["team"].as_str().unwrap_or_default());
            let hears = if self.settings.hook_secrets.is_empty() { "; answers are not heard without the signing secret in hook_secrets" } else { "" };
            Ok(format!("{user} in {team}{hears}"))
        })
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async move {
            self.home().await?;
            for channel in self.channels() {
                let asked = format!("channel={channel}&oldest={}", wire::oldest(reference));
                if let Some(ts) = self.look("conversations.history", &asked, ("reference", reference)).await? {
                    return Ok(Some(self.remote(channel, &ts)));
                }
            }
            Ok(None)
        })
    }

    fn open<'a>(&'a self, opening: &'a Opening, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let channel = self.settings.place(&opening.team).ok_or_else(|| Fault::new(FaultKind::Place, format!("places has no channel for team {}", opening.team)))?;
            let notice = opening.notice.as_ref().ok_or_else(|| Fault::new(FaultKind::Field, "the ticket was written down before it was to be told in a room"))?;
            self.home().await?;
            let ts = self.post(channel, None, wire::notice(notice)).await?;
            Ok(self.remote(channel, &ts))
        })
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let (channel, ts) = wire::parts(remote)?;
            Ok(self.look("conversations.replies", &format!("channel={}&ts={}", query(channel), query(ts)), ("key", key)).await?.is_some())
        })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (channel, ts) = wire::parts(remote)?;
            self.post(channel, Some(ts), wire::comment(comment)).await.map(|_| ())
        })
    }

    /// It is said in words only.
    fn set_standing<'a>(&'a self, _: &'a str, _: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn tell<'a>(&'a self, remote: &'a str, change: &'a StatusChange, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let Some(notice) = &change.notice else { return Ok(()) };
            let (channel, ts) = wire::parts(remote)?;
            let mut message = wire::notice(notice);
            (message["channel"], message["ts"]) = (channel.into(), ts.into());
            match self.call("chat.update", &message).await {
                Ok(_) => {}
                // A workspace may forbid to change messages; then the line below has to do.
                Err(fault) if fault.words.contains("edit_window_closed") || fault.words.contains("cant_update_message") => {}
                Err(fault) => return Err(fault),
            }
            if notice.line.is_empty() {
                return Ok(());
            }
            self.post(channel, Some(ts), wire::line(&notice.line, attempt.key)).await.map(|_| ())
        })
    }

    fn mark<'a>(&'a self, remote: &'a str, mark: &'a Mark, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        /// What was marked before, or is gone, needs no mark.
        const FINE: [&str; 5] = ["already_reacted", "message_not_found", "too_many_reactions", "too_many_emoji", "thread_locked"];
        Box::pin(async move {
            let (channel, ts) = wire::parts(&mark.message)?;
            let name = match mark.sign {
                Sign::Done => "white_check_mark",
                Sign::Unclear => "question",
                Sign::Refused => "no_entry_sign",
            };
            match self.call("reactions.add", &json!({ "channel": channel, "timestamp": ts, "name": name })).await {
                Ok(_) => {}
                Err(fault) if FINE.iter().any(|error| fault.words.contains(error)) => {}
                Err(fault) => return Err(fault),
            }
            if mark.words.is_empty() {
                return Ok(());
            }
            let (channel, ts) = wire::parts(remote)?;
            self.post(channel, Some(ts), wire::line(&mark.words, attempt.key)).await.map(|_| ())
        })
    }

    fn introduce(&self, spoken: Spoken) -> BoxFuture<'_, Result<Option<Spoken>>> {
        Box::pin(async move {
            let person = self.person(&spoken.user).await?;
            Ok((!person.strange).then_some(Spoken { name: person.name, email: person.email, ..spoken }))
        })
    }

    fn changes<'a>(&'a self, _: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async { Ok(Changes::default()) })
    }

    fn read<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async { Err(Fault::new(FaultKind::Missing, "a channel tells by itself what is said")) })
    }

    fn hooked(&self, call: &Call<'_>, now: Timestamp) -> std::result::Result<Hooked, Denied> {
        hook::hooked(&self.settings.hook_secrets, &self.channels(), call, now)
    }

    fn asked_every(&self) -> Option<Duration> {
        None
    }
}
