//! Freshdesk: tickets that carry their reference in a field, searched for and, as its search learns of new ones late, looked for among the newest.

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
    json as read, multipart,
    since::{Page, follow},
};
use crate::domain::{
    sink::{Changes, Comment, Opening, RemoteTicket, Standing, is_comment},
    time::Timestamp,
};

/// So much stands on a page.
const PAGE: usize = 100;
/// The most pages of what is said of a ticket, and of the newest tickets.
const MOST_PAGES: usize = 20;
/// Its search knows every ticket that is older, in milliseconds; it speaks of a few minutes.
const SEARCHED: i64 = 1_800_000;
/// The latest time that is asked for, in milliseconds: the year 2100.
const LATEST: i64 = 4_102_444_800_000;

/// An account of Freshdesk.
#[derive(Debug)]
pub(super) struct Freshdesk {
    api: Api,
    settings: SinkSettings,
    me: OnceCell<Value>,
    /// Agents by number.
    names: Mutex<BTreeMap<i64, String>>,
}

impl Freshdesk {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let options = ["source", "open", "pending", "resolved"].iter().filter_map(|name| settings.options.get(*name));
        if let Some(text) = settings.places.values().chain(settings.priorities.values()).chain(options).find(|text| read::number(text).is_none()) {
            return Err(format!("sink {name}: groups, priorities, statuses and sources are numbers in Freshdesk, not `{text}`"));
        }
        // The key is the name; what stands in the place of the password does not matter.
        let auth = Auth::Basic(settings.secret().to_owned(), "X".to_owned());
        let api = Api::new(outside, &settings.url, auth).map_err(|problem| format!("sink {name}: {problem}"))?.telling(wire::fault);
        Ok(Self { api, settings: settings.clone(), me: OnceCell::new(), names: Mutex::new(BTreeMap::new()) })
    }

    fn remote(&self, id: String) -> Remote {
        let url = format!("{}/a/tickets/{id}", self.settings.url.trim_end_matches('/'));
        Remote { id, url: Some(url) }
    }

    /// Sends a body, as a form when there are files.
    async fn post(&self, path: &str, body: &Value, files: Vec<File>, attempt: Attempt<'_>) -> Result<Value> {
        let (files, request) = (wire::fitting(files), self.api.request(Method::POST, path)?);
        let request = if files.is_empty() { request.json(body) } else { multipart::form(request, attempt.key, &wire::fields(body), ("attachments[]", &files)) };
        Ok(self.api.send(request).await?.json)
    }

    async fn ticket(&self, remote: &str) -> Result<Value> {
        self.api.get(&format!("api/v2/tickets/{}", query(remote))).await
    }

    /// The number of the account among the agents.
    async fn me(&self) -> Result<&Value> {
        let ask = || async {
            let me = self.api.get("api/v2/agents/me").await?;
            read::made(&me["id"]).map(|_| me["id"].clone())
        };
        self.me.get_or_try_init(ask).await
    }

    /// What an agent is called; others than agents, and agents that are gone, have no name here.
    async fn name(&self, id: &Value) -> Result<Option<String>> {
        let Some(id) = id.as_i64() else { return Ok(None) };
        let mut names = self.names.lock().await;
        if let Some(name) = names.get(&id) {
            return Ok(Some(name.clone()));
        }
        let name = match self.api.get(&format!("api/v2/agents/{id}")).await {
            Ok(agent) => agent["contact"]["name"].as_str().filter(|name| !name.is_empty()).map(str::to_owned),
            Err(fault) if matches!(fault.kind, FaultKind::Missing | FaultKind::Right) => None,
            Err(fault) => return Err(fault),
        };
        names.extend(name.clone().map(|name| (id, name)));
        Ok(name)
    }

    /// Everything said of a ticket, which its own text is not part of.
    async fn conversations(&self, remote: &str) -> Result<Vec<Value>> {
        let mut said = Vec::new();
        for page in 1..=MOST_PAGES {
            let told = self.api.get(&format!("api/v2/tickets/{}/conversations?per_page={PAGE}&page={page}", query(remote))).await?;
            let told = read::must_list(&told)?;
            said.extend_from_slice(told);
            if told.len() < PAGE {
                break;
            }
        }
        Ok(said)
    }

    async fn list(&self, asked: &str) -> Result<Reply> {
        let reply = self.api.send(self.api.request(Method::GET, &format!("api/v2/tickets?per_page={PAGE}&{asked}"))?).await?;
        read::must_list(&reply.json)?;
        Ok(reply)
    }

    /// Looks among the tickets that are too new for the search.
    async fn among_newest(&self, reference: &str) -> Result<Option<String>> {
        for page in 1..=MOST_PAGES {
            let reply = self.list(&format!("order_by=created_at&order_type=desc&page={page}")).await?;
            let tickets = read::list(&reply.json);
            if let Some(found) = tickets.iter().find(|ticket| self.is_called(ticket, reference)) {
                return Ok(read::id(&found["id"]));
            }
            let oldest = tickets.last().and_then(|ticket| read::at(&ticket["created_at"]));
            if tickets.len() < PAGE || oldest.zip(reply.at()).is_some_and(|(oldest, now)| oldest < now - SEARCHED) {
                return Ok(None);
            }
        }
        Err(Fault::new(FaultKind::Lost, "too many new tickets to look through; its search will know them all").waiting(Some(SEARCHED)))
    }

    fn is_called(&self, ticket: &Value, reference: &str) -> bool {
        ticket["custom_fields"][wire::reference(&self.settings)] == reference
    }

    async fn check_fields(&self) -> Result<()> {
        let told = self.api.get("api/v2/ticket_fields").await?;
        let fields = read::must_list(&told)?;
        let needed = [wire::reference(&self.settings)].into_iter().chain(self.settings.fields.keys().map(String::as_str));
        if let Some(field) = needed.into_iter().find(|name| !fields.iter().any(|field| field["name"] == **name)) {
            return Err(Fault::new(FaultKind::Field, format!("tickets have no field {field}")));
        }
        let choices = |name: &str| fields.iter().find(|field| field["name"] == name).map(|field| field["choices"].clone()).unwrap_or_default();
        let kinds = choices("ticket_type");
        if let Some(kind) = self.settings.option("type").filter(|kind| !read::list(&kinds).contains(&json!(kind))) {
            return Err(Fault::new(FaultKind::Field, format!("type {kind} is not there")));
        }
        let statuses = choices("status");
        let wrong = [Standing::Open, Standing::Pending, Standing::Resolved].map(|standing| wire::status(&self.settings, standing).to_string());
        match wrong.iter().find(|status| statuses.get(status.as_str()).is_none()) {
            Some(status) => Err(Fault::new(FaultKind::Field, format!("status {status} is not there"))),
            None => Ok(()),
        }
    }
}

impl Sink for Freshdesk {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            let me = self.api.get("api/v2/agents/me").await.map_err(Fault::astray)?;
            read::made(&me["id"])?;
            for (team, group) in &self.settings.places {
                self.api.get(&format!("api/v2/groups/{group}")).await.map_err(|fault| match fault.kind {
                    FaultKind::Missing => Fault::new(FaultKind::Place, format!("group {group} of team {team} is not there")),
                    _ => fault,
                })?;
            }
            self.check_fields().await?;
            Ok(me["contact"]["name"].as_str().unwrap_or_default().to_owned())
        })
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async move {
            let asked = query(&format!("\"{}:'{reference}'\"", wire::reference(&self.settings)));
            let searched = self.api.get(&format!("api/v2/search/tickets?query={asked}")).await.map_err(Fault::astray)?;
            let found = read::must_list(&searched["results"])?.iter().find(|ticket| self.is_called(ticket, reference)).and_then(|ticket| read::id(&ticket["id"]));
            let found = if found.is_some() { found } else { self.among_newest(reference).await? };
            Ok(found.map(|id| self.remote(id)))
        })
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let opened = self.post("api/v2/tickets", &wire::opening(&self.settings, opening), files, attempt).await.map_err(Fault::astray)?;
            Ok(self.remote(read::made(&opened["id"])?))
        })
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move { Ok(self.conversations(remote).await?.iter().any(|one| is_comment(wire::text(one), key))) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let requester = if comment.by_requester { self.ticket(remote).await?["requester_id"].as_i64() } else { None };
            let said = self.post(&format!("api/v2/tickets/{}/notes", query(remote)), &wire::note(comment, requester), files, attempt).await?;
            read::made(&said["id"]).map(|_| ())
        })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            // What waits for others there, or is closed for good, stays so as long as it means the same.
            if wire::standing(&self.settings, &self.ticket(remote).await?["status"]) == Some(standing) {
                return Ok(());
            }
            let change = json!({ "status": wire::status(&self.settings, standing) });
            self.api.put_json(Method::PUT, &format!("api/v2/tickets/{}", query(remote)), &change).await.map(|_| ())
        })
    }

    fn changes<'a>(&'a self, cursor: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(follow(cursor, PAGE, move |since, page| async move {
            let since = query(&Timestamp(since.min(LATEST)).rfc3339());
            let reply = self.list(&format!("updated_since={since}&order_by=updated_at&order_type=asc&page={page}")).await?;
            let changed = read::list(&reply.json).iter().filter_map(|ticket| Some((read::id(&ticket["id"])?, read::at(&ticket["updated_at"])?)));
            Page::of(changed.collect(), reply.at())
        }))
    }

    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async move {
            let ticket = self.ticket(remote).await?;
            let (said, me) = (self.conversations(remote).await?, self.me().await?);
            let mut comments = Vec::new();
            for one in &said {
                let author = if one["incoming"] == true { None } else { self.name(&one["user_id"]).await? };
                comments.extend(wire::said(one, me, author.unwrap_or_else(|| "Freshdesk".to_owned())));
            }
            let (standing, assignee) = (wire::standing(&self.settings, &ticket["status"]), self.name(&ticket["responder_id"]).await?);
            Ok(RemoteTicket { remote: remote.to_owned(), standing, assignee, comments })
        })
    }

    fn hooked(&self, call: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        hook::hooked(&self.settings.hook_secrets, call)
    }

    fn asked_every(&self) -> Option<Duration> {
        self.settings.poll
    }
}
