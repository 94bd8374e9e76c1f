//! Zendesk Support: tickets under a key of their own and found by `external_id`, what changed by its incremental export.

mod hook;
mod wire;

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::{
    super::http::Outside,
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
    api::{Api, Auth, query},
    json as read,
};
use crate::domain::{
    sink::{Changes, Comment, Opening, RemoteTicket, Standing, is_comment},
    time::Timestamp,
};

/// The most pages of comments a ticket has: Zendesk takes 5,000 comments.
const MOST_PAGES: usize = 50;
/// The most pages of changes that are read at once; it lets ten calls a minute through.
const MOST_EXPORTS: usize = 5;
/// The first export begins so long ago, in seconds; it must be more than a minute.
const BEGIN: i64 = 120;

/// An account of Zendesk.
#[derive(Debug)]
pub(super) struct Zendesk {
    api: Api,
    settings: SinkSettings,
}

impl Zendesk {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let bad = |what: &str| Err(format!("sink {name}: {what}"));
        let numbers = settings.places.values().chain(settings.fields.keys()).chain(["brand", "form"].iter().filter_map(|name| settings.options.get(*name)));
        if settings.user.is_empty() {
            return bad("user must be the e-mail address of the account whose API token is used");
        }
        if let Some(text) = numbers.into_iter().find(|text| read::number(text).is_none()) {
            return bad(&format!("places, fields, brand and form are named by their numbers in Zendesk, not `{text}`"));
        }
        if settings.priorities.values().any(|word| !wire::PRIORITIES.contains(&word.as_str())) {
            return bad(&format!("priorities of Zendesk are {}", wire::PRIORITIES.join(", ")));
        }
        if settings.option("type").is_some_and(|word| !wire::TYPES.contains(&word)) {
            return bad(&format!("options: type must be one of {}", wire::TYPES.join(", ")));
        }
        let auth = Auth::Basic(format!("{}/token", settings.user), settings.secret().to_owned());
        let api = Api::new(outside, &settings.url, auth).map_err(|problem| format!("sink {name}: {problem}"))?.telling(wire::fault);
        Ok(Self { api, settings: settings.clone() })
    }

    fn remote(&self, id: String) -> Remote {
        let url = format!("{}/agent/tickets/{id}", self.settings.url.trim_end_matches('/'));
        Remote { id, url: Some(url) }
    }

    /// Sends files ahead; what stands for them in a comment.
    async fn upload(&self, files: Vec<File>) -> Result<Vec<String>> {
        let mut tokens = Vec::with_capacity(files.len());
        for file in files {
            let request = self.api.request(Method::POST, &format!("api/v2/uploads?filename={}", query(&file.name)))?;
            let answered = self.api.send(request.header(header::CONTENT_TYPE, &file.media).body(file.bytes)).await?.json;
            tokens.push(read::made(&answered["upload"]["token"])?);
        }
        Ok(tokens)
    }

    async fn ticket(&self, remote: &str) -> Result<Value> {
        self.api.get(&format!("api/v2/tickets/{}?include=users", query(remote))).await
    }

    /// Every comment with those who wrote them, the first of them the ticket's own text.
    async fn comments(&self, remote: &str) -> Result<(Vec<Value>, Vec<Value>)> {
        let (mut comments, mut users) = (Vec::new(), Vec::new());
        let mut after = String::new();
        for _ in 0..MOST_PAGES {
            let page = self.api.get(&format!("api/v2/tickets/{}/comments?include=users&page%5Bsize%5D=100{after}", query(remote))).await?;
            comments.extend_from_slice(read::must_list(&page["comments"])?);
            users.extend_from_slice(read::list(&page["users"]));
            match page["meta"]["after_cursor"].as_str().filter(|_| page["meta"]["has_more"] == true) {
                Some(cursor) => after = format!("&page%5Bafter%5D={}", query(cursor)),
                None => break,
            }
        }
        Ok((comments, users))
    }

    async fn set(&self, remote: &str, body: &Value) -> Result<()> {
        self.api.put_json(Method::PUT, &format!("api/v2/tickets/{}", query(remote)), body).await.map(|_| ())
    }

    /// Whether something of the mapping is there.
    async fn is_there(&self, path: &str, kind: FaultKind, what: &str) -> Result<()> {
        self.api.get(path).await.map(|_| ()).map_err(|fault| match fault.kind {
            FaultKind::Missing => Fault::new(kind, format!("{what} is not there")),
            _ => fault,
        })
    }

    /// Where the first export begins.
    async fn begin(&self) -> Result<String> {
        let request = self.api.request(Method::GET, "api/v2/users/me")?;
        let at = self.api.send(request).await?.at().ok_or_else(|| Fault::new(FaultKind::Lost, "the answer has no date"))?;
        Ok(format!("start_time={}", at / 1000 - BEGIN))
    }
}

impl Sink for Zendesk {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            let me = &self.api.get("api/v2/users/me").await.map_err(Fault::astray)?["user"];
            let (name, role) = (me["name"].as_str().unwrap_or_default(), me["role"].as_str().unwrap_or_default());
            // Without a credential that counts, it answers as nobody.
            if me["id"].is_null() {
                return Err(Fault::new(FaultKind::Credential, "it answers as to nobody"));
            }
            let needed: &[&str] = if self.settings.poll.is_some() { &["admin"] } else { &["admin", "agent"] };
            if !needed.contains(&role) {
                let words = format!("{name} is {role} there; to read what changed an admin is needed, or an agent with poll_s = 0 and a webhook");
                return Err(Fault::new(FaultKind::Right, words));
            }
            for (team, group) in &self.settings.places {
                self.is_there(&format!("api/v2/groups/{group}"), FaultKind::Place, &format!("group {group} of team {team}")).await?;
            }
            for field in self.settings.fields.keys() {
                self.is_there(&format!("api/v2/ticket_fields/{field}"), FaultKind::Field, &format!("field {field}")).await?;
            }
            for (option, path) in [("brand", "brands"), ("form", "ticket_forms")] {
                if let Some(id) = self.settings.option(option) {
                    self.is_there(&format!("api/v2/{path}/{id}"), FaultKind::Place, &format!("{option} {id}")).await?;
                }
            }
            Ok(format!("{name} ({role})"))
        })
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async move {
            // The list, unlike the search, knows what was opened a moment ago.
            let found = self.api.get(&format!("api/v2/tickets?external_id={}", query(reference))).await.map_err(Fault::astray)?;
            let found = read::must_list(&found["tickets"])?.iter().find(|ticket| ticket["external_id"] == reference);
            Ok(found.and_then(|ticket| read::id(&ticket["id"])).map(|id| self.remote(id)))
        })
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let uploads = self.upload(files).await.map_err(Fault::astray)?;
            let request = self.api.request(Method::POST, "api/v2/tickets")?.header("Idempotency-Key", attempt.key);
            let opened = self.api.send(request.json(&wire::opening(&self.settings, opening, &uploads))).await.map_err(Fault::astray)?.json;
            Ok(self.remote(read::made(&opened["ticket"]["id"])?))
        })
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move { Ok(self.comments(remote).await?.0.iter().any(|comment| is_comment(wire::text(comment), key))) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            // What the requester says must not count as an answer of the desk there.
            let author = if comment.by_requester { self.ticket(remote).await?["ticket"]["requester_id"].as_i64() } else { None };
            let uploads = self.upload(files).await?;
            self.set(remote, &wire::comment(comment, &uploads, author)).await
        })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            // What is new or on hold there stays so as long as it is open here.
            let ticket = &self.ticket(remote).await?["ticket"];
            if wire::standing(ticket["status"].as_str().unwrap_or_default()) == Some(standing) {
                return Ok(());
            }
            self.set(remote, &json!({ "ticket": { "status": wire::status(standing) } })).await
        })
    }

    fn changes<'a>(&'a self, cursor: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async move {
            let mut changes = Changes { cursor: cursor.map(str::to_owned).unwrap_or_default(), remotes: Vec::new() };
            if changes.cursor.is_empty() {
                changes.cursor = self.begin().await?;
            }
            for _ in 0..MOST_EXPORTS {
                let page = self.api.get(&format!("api/v2/incremental/tickets/cursor?{}", changes.cursor)).await?;
                changes.remotes.extend(read::must_list(&page["tickets"])?.iter().filter_map(|ticket| read::id(&ticket["id"])));
                if let Some(after) = page["after_cursor"].as_str() {
                    changes.cursor = format!("cursor={}", query(after));
                }
                if page["end_of_stream"] != false {
                    break;
                }
            }
            Ok(changes)
        })
    }

    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async move {
            let told = self.ticket(remote).await?;
            let ticket = &told["ticket"];
            let (comments, users) = self.comments(remote).await?;
            Ok(RemoteTicket {
                remote: remote.to_owned(),
                standing: wire::standing(ticket["status"].as_str().unwrap_or_default()),
                assignee: wire::user(read::list(&told["users"]), &ticket["assignee_id"]).and_then(|user| user["name"].as_str()).map(str::to_owned),
                comments: comments.iter().skip(1).filter_map(|comment| wire::said(comment, &users)).collect(),
            })
        })
    }

    fn hooked(&self, call: &Call<'_>, now: Timestamp) -> std::result::Result<Hooked, Denied> {
        hook::hooked(&self.settings.hook_secrets, call, now)
    }

    fn asked_every(&self) -> Option<Duration> {
        self.settings.poll
    }
}
