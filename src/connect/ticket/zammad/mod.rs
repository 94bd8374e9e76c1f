//! Zammad: tickets that carry their reference in an attribute, looked for in its database rather than its search index.

mod hook;
mod wire;

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::{
    super::http::Outside,
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
    api::{Api, Auth, query},
    json as read,
    since::{Page, follow},
};
use crate::domain::{
    sink::{Changes, Comment, Opening, RemoteTicket, Standing, is_comment},
    time::Timestamp,
};

/// So many tickets stand on a page.
const PAGE: usize = 100;
/// The latest time that is asked for, in milliseconds: the year 2100.
const LATEST: i64 = 4_102_444_800_000;

/// An account of a Zammad.
#[derive(Debug)]
pub(super) struct Zammad {
    api: Api,
    settings: SinkSettings,
    me: OnceCell<Value>,
    states: OnceCell<Vec<Value>>,
}

impl Zammad {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        if !settings.places.contains_key("*") {
            return Err(format!("sink {name}: places must have `*`; Zammad opens no ticket outside a group"));
        }
        let auth = Auth::Header("authorization", format!("Token token={}", settings.secret()));
        let api = Api::new(outside, &settings.url, auth).map_err(|problem| format!("sink {name}: {problem}"))?.telling(wire::fault);
        Ok(Self { api, settings: settings.clone(), me: OnceCell::new(), states: OnceCell::new() })
    }

    fn remote(&self, id: String) -> Remote {
        let url = format!("{}/#ticket/zoom/{id}", self.settings.url.trim_end_matches('/'));
        Remote { id, url: Some(url) }
    }

    /// The number of the account.
    async fn me(&self) -> Result<&Value> {
        let ask = || async {
            let me = self.api.get("api/v1/users/me").await?;
            read::made(&me["id"]).map(|_| me["id"].clone())
        };
        self.me.get_or_try_init(ask).await
    }

    async fn ticket(&self, remote: &str) -> Result<Value> {
        self.api.get(&format!("api/v1/tickets/{}", query(remote))).await
    }

    /// Every article, the first of them the ticket's own text.
    async fn articles(&self, remote: &str) -> Result<Vec<Value>> {
        let told = self.api.get(&format!("api/v1/ticket_articles/by_ticket/{}?expand=true", query(remote))).await?;
        let mut articles = read::must_list(&told)?.to_vec();
        articles.sort_by_key(|article| article["id"].as_i64());
        Ok(articles)
    }

    async fn standing(&self, ticket: &Value) -> Result<Option<Standing>> {
        let ask = || async { Ok(read::must_list(&self.api.get("api/v1/ticket_states?expand=true").await?)?.to_vec()) };
        Ok(wire::standing(self.states.get_or_try_init(ask).await?, &ticket["state_id"]))
    }

    /// Tickets by a condition and without words to search for, so that the database answers.
    async fn search(&self, condition: Value, page: usize) -> Result<(Vec<Value>, Option<i64>)> {
        let asked = json!({ "condition": condition, "sort_by": "updated_at", "order_by": "asc", "per_page": PAGE, "page": page, "expand": true });
        let reply = self.api.put_json(Method::POST, "api/v1/tickets/search", &asked).await?;
        Ok((read::must_list(&reply.json)?.to_vec(), reply.at()))
    }

    /// The names of a list.
    async fn names(&self, path: &str) -> Result<Vec<Value>> {
        Ok(read::must_list(&self.api.get(&format!("api/v1/{path}?expand=true&per_page=500")).await?)?
            .iter()
            .filter(|one| one["active"] != false)
            .map(|one| one["name"].clone())
            .collect())
    }

    async fn check_names(&self) -> Result<()> {
        let (groups, priorities, states) = (self.names("groups").await?, self.names("ticket_priorities").await?, self.names("ticket_states").await?);
        if let Some((team, group)) = self.settings.places.iter().find(|(_, group)| !groups.contains(&json!(group))) {
            return Err(Fault::new(FaultKind::Place, format!("group {group} of team {team} is not there, or hidden from the account")));
        }
        if let Some(priority) = self.settings.priorities.values().find(|name| !priorities.contains(&json!(name))) {
            return Err(Fault::new(FaultKind::Field, format!("priority {priority} is not there")));
        }
        let standings = [Standing::Open, Standing::Pending, Standing::Resolved].map(|standing| wire::state(&self.settings, standing));
        match standings.iter().find(|name| !states.contains(&json!(name))) {
            Some(state) => Err(Fault::new(FaultKind::Field, format!("state {state} is not there"))),
            None => Ok(()),
        }
    }

    /// Attributes that nobody made are dropped without a word, so they are looked for in a ticket that is there.
    async fn check_fields(&self) -> Result<()> {
        let some = self.api.get("api/v1/tickets?per_page=1&page=1").await?;
        let Some(ticket) = read::must_list(&some)?.first().and_then(Value::as_object) else { return Ok(()) };
        let needed = [wire::reference(&self.settings)].into_iter().chain(self.settings.fields.keys().map(String::as_str));
        match needed.into_iter().find(|field| !ticket.contains_key(*field)) {
            Some(field) => Err(Fault::new(FaultKind::Field, format!("tickets have no attribute {field}"))),
            None => Ok(()),
        }
    }
}

impl Sink for Zammad {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            let me = self.api.get("api/v1/users/me").await?;
            read::made(&me["id"])?;
            self.check_names().await?;
            self.check_fields().await?;
            let name = [&me["firstname"], &me["lastname"]].iter().filter_map(|part| part.as_str()).collect::<Vec<_>>().join(" ");
            Ok(format!("{} ({})", name.trim(), me["login"].as_str().unwrap_or_default()))
        })
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async move {
            let field = wire::reference(&self.settings);
            let condition = json!({ format!("ticket.{field}"): { "operator": "is", "value": reference } });
            let (found, _) = self.search(condition, 1).await?;
            Ok(found.iter().find(|ticket| ticket[field] == reference).and_then(|ticket| read::id(&ticket["id"])).map(|id| self.remote(id)))
        })
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let email = Some(opening.requester.email.as_str()).filter(|email| !email.is_empty()).or(self.settings.option("customer"));
            let customer = match email {
                Some(email) => json!(format!("guess:{email}")),
                None => self.me().await?.clone(),
            };
            let opened = self.api.put_json(Method::POST, "api/v1/tickets", &wire::opening(&self.settings, opening, &files, &customer)).await?.json;
            let id = read::made(&opened["id"])?;
            if opened[wire::reference(&self.settings)] != opening.reference {
                tracing::warn!(ticket = id, "tickets there do not keep their reference; make its attribute, or one may be opened twice");
            }
            Ok(self.remote(id))
        })
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move { Ok(self.articles(remote).await?.iter().any(|article| is_comment(&wire::text(article), key))) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let ticket = self.ticket(remote).await?;
            read::made(&ticket["id"])?;
            let said = self.api.put_json(Method::POST, "api/v1/ticket_articles", &wire::article(&ticket, comment, &files)).await?.json;
            read::made(&said["id"]).map(|_| ())
        })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            // What is new there stays so as long as it is open here.
            if self.standing(&self.ticket(remote).await?).await? == Some(standing) {
                return Ok(());
            }
            self.api.put_json(Method::PUT, &format!("api/v1/tickets/{}", query(remote)), &wire::change(&self.settings, standing, attempt.now)).await.map(|_| ())
        })
    }

    fn changes<'a>(&'a self, cursor: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(follow(cursor, PAGE, move |since, page| async move {
            let condition = json!({ "ticket.updated_at": { "operator": "after (absolute)", "value": Timestamp(since.min(LATEST)).rfc3339() } });
            let (tickets, now) = self.search(condition, page).await?;
            Page::of(tickets.iter().filter_map(|ticket| Some((read::id(&ticket["id"])?, read::at(&ticket["updated_at"])?))).collect(), now)
        }))
    }

    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async move {
            let ticket = self.ticket(remote).await?;
            let (articles, me) = (self.articles(remote).await?, self.me().await?);
            // Number 1 is the system, which has what nobody has.
            let assignee = match ticket["owner_id"].as_i64() {
                None | Some(1) => None,
                Some(owner) => {
                    let owner = self.api.get(&format!("api/v1/users/{owner}")).await?;
                    Some(format!("{} {}", owner["firstname"].as_str().unwrap_or_default(), owner["lastname"].as_str().unwrap_or_default()).trim().to_owned())
                }
            };
            let comments = articles.iter().skip(1).filter_map(|article| wire::said(article, me)).collect();
            Ok(RemoteTicket { remote: remote.to_owned(), standing: self.standing(&ticket).await?, assignee, comments })
        })
    }

    fn hooked(&self, call: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        hook::hooked(&self.settings.hook_secrets, call)
    }

    fn asked_every(&self) -> Option<Duration> {
        self.settings.poll
    }
}
