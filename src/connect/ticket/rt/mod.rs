//! Request Tracker 5 by its REST2 interface: tickets, correspondence, comments and statuses.
//!
//! A ticket is found again by a custom field, which the database is asked for. Custom fields that a queue does not have are dropped without a
//! word, and a status that may not be set is answered with 200: so the queue is looked at before and the ticket afterwards.

mod history;
mod wire;

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::{
    super::http::Outside,
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
    api::{Api, Auth},
    cursor::{NEVER, before, later},
};
use crate::domain::{
    id::TeamId,
    sink::{Changes, Comment, Opening, RemoteTicket, Standing},
    time::Timestamp,
};

/// So many are listed at once, the most it gives.
const PAGE: usize = 100;
/// Times in a query are read in the account's own time zone, which is at most so many seconds from UTC.
const WIDEST_ZONE_S: i64 = 15 * 3600;

/// What it did not answer in time it may still do within this time.
const SLOW_MS: i64 = 60_000;

/// A Request Tracker.
#[derive(Debug)]
pub(super) struct Rt {
    api: Api,
    settings: SinkSettings,
    /// By what our account is asked for: its name, or its number.
    account: String,
    /// Its name.
    me: OnceCell<String>,
}

impl Rt {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let bad = |problem: String| format!("sink {name}: {problem}");
        if settings.places.is_empty() || settings.places.values().any(String::is_empty) {
            return Err(bad("places must name a queue for each team, or for all under `*`".to_owned()));
        }
        if let Some(priority) = settings.priorities.values().find(|number| number.parse::<u32>().is_err()) {
            return Err(bad(format!("priorities are numbers from 0 to 100, not `{priority}`")));
        }
        if !settings.tags.is_empty() && settings.option("tags_field").is_none() {
            return Err(bad("tags need the name of a custom field in options.tags_field".to_owned()));
        }
        let (auth, account) = match wire::account_of_token(settings.secret()) {
            Some(number) => (Auth::Header("Authorization", format!("token {}", settings.secret())), number.to_owned()),
            None if settings.user.is_empty() => return Err(bad("a password needs a `user`; a token begins with `1-` and the number of its account".to_owned())),
            None => (Auth::Basic(settings.user.clone(), settings.secret().to_owned()), settings.user.clone()),
        };
        let api = Api::new(outside, &settings.url, auth).map_err(bad)?;
        Ok(Self { api, settings: settings.clone(), account, me: OnceCell::new() })
    }

    async fn get(&self, path: &str) -> Result<Value> {
        self.api.get(&format!("REST/2.0/{path}")).await
    }

    fn reference_field(&self) -> &str {
        self.settings.option("reference_field").unwrap_or_default()
    }

    async fn me(&self) -> Result<&str> {
        let ask = async || {
            let read = self.get(&format!("user/{}", wire::segment(&self.account))).await?;
            read["Name"].as_str().map(str::to_owned).ok_or_else(|| Fault::new(FaultKind::Outage, "what answers is no Request Tracker"))
        };
        Ok(self.me.get_or_try_init(ask).await?)
    }

    /// A queue that we see, may open tickets in, and that has our fields.
    async fn queue(&self, name: &str) -> Result<()> {
        let read = self.get(&format!("queue/{}", wire::segment(name))).await.map_err(|fault| match fault.kind {
            // Whoever may not see every queue is not told which of them there are.
            FaultKind::Missing | FaultKind::Right => Fault::new(FaultKind::Place, format!("there is no queue `{name}`, or our account lacks SeeQueue in it")),
            _ => fault,
        })?;
        if read["Disabled"].as_str().is_some_and(|disabled| disabled != "0") {
            return Err(Fault::new(FaultKind::Place, format!("queue `{name}` is disabled")));
        }
        let fields = read["TicketCustomFields"].as_array().map(Vec::as_slice).unwrap_or_default();
        let wanted = [self.reference_field()].into_iter().chain(self.settings.option("tags_field")).chain(self.settings.fields.keys().map(String::as_str));
        for field in wanted {
            if !fields.iter().any(|one| one["name"] == *field) {
                return Err(Fault::new(FaultKind::Field, format!("queue `{name}` has no custom field `{field}`, or our account lacks SeeCustomField")));
            }
        }
        if !wire::offers(&read, "create") {
            return Err(Fault::new(FaultKind::Right, format!("our account lacks CreateTicket in `{name}`")));
        }
        Ok(())
    }

    async fn ticket(&self, remote: &str) -> Result<Value> {
        if wire::id(&remote.into()).is_none() {
            return Err(Fault::new(FaultKind::Missing, "a ticket has a number"));
        }
        self.get(&format!("ticket/{remote}")).await
    }

    /// Tickets by a query, those that changed last first.
    async fn list(&self, query: &str, fields: &str, page: usize, most: usize) -> Result<Vec<Value>> {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let mut listed = self.get(&format!("tickets?query={query}&fields={fields}&orderby=LastUpdated&order=DESC&page={page}&per_page={most}")).await?;
        let Value::Array(items) = listed["items"].take() else { return Err(Fault::new(FaultKind::Outage, "what answers is no Request Tracker")) };
        Ok(items)
    }

    fn place(&self, team: &TeamId) -> Result<&str> {
        self.settings.place(team).ok_or_else(|| Fault::new(FaultKind::Place, format!("places has nothing for team {team}, and no `*`")))
    }

    async fn find_by(&self, reference: &str) -> Result<Option<Remote>> {
        let field = self.reference_field();
        let query = format!("'CF.{{{}}}' = {}", field.replace(['\'', '\\', '}'], ""), wire::quoted(reference));
        let listed = self.list(&query, "CustomFields", 1, PAGE).await?;
        // Whether the query was read as it was meant shows in what it found.
        let has = |ticket: &&Value| {
            let fields = ticket["CustomFields"].as_array().map(Vec::as_slice).unwrap_or_default();
            fields.iter().any(|one| one["name"] == *field && one["values"].as_array().is_some_and(|values| values.iter().any(|value| value == reference)))
        };
        let first = listed.iter().filter(has).filter_map(|ticket| wire::id(&ticket["id"])).min_by_key(|id| (id.len(), id.clone()));
        Ok(first.map(|id| wire::remote(&id, &self.settings.url)))
    }

    async fn open_ticket(&self, opening: &Opening, files: &[File]) -> Result<Remote> {
        let queue = self.place(&opening.team)?;
        self.queue(queue).await?;
        let body = wire::ticket(opening, &self.settings, queue, self.reference_field(), files);
        let opened = self.api.put_json(Method::POST, "REST/2.0/ticket", &body).await.map_err(|fault| fault.patient(SLOW_MS))?;
        // Where it stands is told twice, should something on the way have eaten the body.
        let location = || opened.headers.get(header::LOCATION)?.to_str().ok()?.rsplit('/').next().map(Value::from);
        let id = wire::id(&opened.json["id"]).or_else(|| wire::id(&location()?)).ok_or_else(|| Fault::new(FaultKind::Lost, "it took a ticket and did not say which"))?;
        Ok(wire::remote(&id, &self.settings.url))
    }

    async fn add(&self, remote: &str, comment: &Comment, files: &[File]) -> Result<()> {
        if wire::id(&remote.into()).is_none() {
            return Err(Fault::new(FaultKind::Missing, "a ticket has a number"));
        }
        let (verb, right) = if comment.public { ("correspond", "ReplyToTicket") } else { ("comment", "CommentOnTicket") };
        match self.api.put_json(Method::POST, &format!("REST/2.0/ticket/{remote}/{verb}"), &wire::message(comment, files)).await {
            Ok(_) => Ok(()),
            // That there is no such ticket and that we may not write are told alike, in the account's language.
            Err(fault) if fault.kind == FaultKind::Field => {
                let ticket = self.ticket(remote).await?;
                Err(if wire::offers(&ticket, verb) { fault } else { Fault::new(FaultKind::Right, format!("our account lacks {right} in the ticket's queue")) })
            }
            Err(fault) => Err(fault.patient(SLOW_MS)),
        }
    }

    /// Sets the status and looks whether it stands: what may not be set is answered like what may.
    async fn set_status(&self, remote: &str, wanted: Standing) -> Result<()> {
        let stands = |ticket: &Value| wire::standing(ticket["Status"].as_str().unwrap_or_default(), &self.settings);
        if stands(&self.ticket(remote).await?) == wanted {
            return Ok(());
        }
        let status = wire::status(wanted, &self.settings);
        let said = self.api.put_json(Method::PUT, &format!("REST/2.0/ticket/{remote}"), &json!({ "Status": status })).await?.json;
        if stands(&self.ticket(remote).await?) == wanted {
            return Ok(());
        }
        let said: String = said[0].as_str().unwrap_or_default().chars().take(150).collect();
        Err(Fault::new(FaultKind::Right, format!("it did not set status `{status}` ({said}); our account needs ModifyTicket, and the lifecycle that status")))
    }

    async fn changed(&self, cursor: Option<&str>, open: &[String]) -> Result<Changes> {
        let ours = format!("'CF.{{{}}}' LIKE 'garda-'", self.reference_field().replace(['\'', '\\', '}'], ""));
        let updated = |ticket: &Value| ticket["LastUpdated"].as_str().unwrap_or(NEVER).to_owned();
        let Some(cursor) = cursor else {
            let newest = self.list(&ours, "LastUpdated", 1, 1).await?.first().map_or_else(|| NEVER.to_owned(), updated);
            return Ok(Changes { cursor: newest, remotes: open.to_vec() });
        };
        let query = format!("{ours} AND LastUpdated > '{}'", before(cursor, WIDEST_ZONE_S).strftime("%Y-%m-%d %H:%M:%S"));
        let (since, mut remotes, mut place) = (before(cursor, 0), Vec::new(), cursor.to_owned());
        for page in 1.. {
            let listed = self.list(&query, "LastUpdated", page, PAGE).await?;
            let new = listed.iter().take_while(|ticket| updated(ticket).parse().is_ok_and(|at: jiff::Timestamp| at >= since));
            let before = remotes.len();
            for ticket in new {
                place = later(&place, &updated(ticket)).to_owned();
                remotes.extend(wire::id(&ticket["id"]));
            }
            if remotes.len() - before < PAGE {
                break;
            }
        }
        Ok(Changes { cursor: place, remotes })
    }

    async fn check_all(&self) -> Result<String> {
        let me = self.me().await?;
        for name in self.settings.places.values() {
            self.queue(name).await?;
            // What we may do with a ticket shows in one, if there is any.
            let query = format!("Queue = {}", wire::quoted(name));
            if let Some(id) = self.list(&query, "Status", 1, 1).await?.first().and_then(|ticket| wire::id(&ticket["id"])) {
                let ticket = self.ticket(&id).await?;
                for (verb, right) in [("correspond", "ReplyToTicket"), ("comment", "CommentOnTicket")] {
                    if !wire::offers(&ticket, verb) {
                        return Err(Fault::new(FaultKind::Right, format!("our account lacks {right} in `{name}`")));
                    }
                }
            }
        }
        Ok(me.to_owned())
    }
}

impl Sink for Rt {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(self.check_all())
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(self.find_by(reference))
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move { self.open_ticket(opening, &files).await })
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(self.was_said(remote, key))
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.add(remote, comment, &files).await })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.set_status(remote, standing))
    }

    fn changes<'a>(&'a self, cursor: Option<&'a str>, open: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(self.changed(cursor, open))
    }

    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(self.heard(remote))
    }

    fn hooked(&self, _: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        Err(Denied::NotExpected)
    }

    fn asked_every(&self) -> Option<Duration> {
        self.settings.poll
    }
}
