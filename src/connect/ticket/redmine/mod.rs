//! Redmine (4.2 and later) by its REST API: issues, notes and statuses.
//!
//! An issue is found again by a mark in its description, which the database is asked for. Redmine drops what an account may not set without a
//! word (notes, a private note's privacy, a status), and lists public issues to whoever has a wrong key: so what we may is asked before.

mod account;
mod hook;
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
use account::{Account, Right};

/// So many issues are listed at once.
const PAGE: usize = 100;

/// What it did not answer in time it may still do within this time.
const SLOW_MS: i64 = 30_000;

/// A Redmine.
#[derive(Debug)]
pub(super) struct Redmine {
    api: Api,
    settings: SinkSettings,
    /// The number of our account.
    me: OnceCell<i64>,
}

/// A project of the mapping.
struct Project {
    id: i64,
    trackers: Value,
}

impl Redmine {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let bad = |problem: String| format!("sink {name}: {problem}");
        let good = |place: &String| !place.is_empty() && place.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign));
        if settings.places.is_empty() || !settings.places.values().all(good) {
            return Err(bad("places must name the identifier of a project for each team, or for all under `*`".to_owned()));
        }
        let numbers = settings.fields.keys().map(String::as_str).chain(settings.option("tags_field"));
        if let Some(field) = numbers.into_iter().find(|field| field.parse::<u32>().is_err()) {
            return Err(bad(format!("`{field}` must be the number of a custom field")));
        }
        if !settings.tags.is_empty() && settings.option("tags_field").is_none() {
            return Err(bad("tags need the number of a custom field in options.tags_field".to_owned()));
        }
        let api = Api::new(outside, &settings.url, Auth::Header("X-Redmine-API-Key", settings.secret().to_owned())).map_err(bad)?;
        Ok(Self { api, settings: settings.clone(), me: OnceCell::new() })
    }

    async fn project(&self, place: &str) -> Result<Project> {
        let read = self.api.get(&format!("projects/{place}.json?include=trackers")).await.map_err(|fault| no_place(fault, place))?;
        let id = read["project"]["id"].as_i64().ok_or_else(|| Fault::new(FaultKind::Outage, "what answers is no Redmine"))?;
        Ok(Project { id, trackers: read["project"]["trackers"].clone() })
    }

    fn tracker(&self, project: &Project) -> Result<i64> {
        let name = self.settings.option("tracker").unwrap_or_default();
        wire::named(&project.trackers, name).ok_or_else(|| Fault::new(FaultKind::Place, format!("the project has no tracker `{name}`")))
    }

    async fn priorities(&self) -> Result<Value> {
        Ok(self.api.get("enumerations/issue_priorities.json").await?["issue_priorities"].take())
    }

    async fn statuses(&self) -> Result<Value> {
        Ok(self.api.get("issue_statuses.json").await?["issue_statuses"].take())
    }

    async fn issue(&self, remote: &str, include: &str) -> Result<Value> {
        if !remote.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Fault::new(FaultKind::Missing, "an issue has a number"));
        }
        Ok(self.api.get(&format!("issues/{remote}.json?include={include}")).await?["issue"].take())
    }

    /// Uploads files; what Redmine does not take (too long, or of a kind it refuses) is named instead of standing in the way.
    async fn upload(&self, files: Vec<File>) -> Result<(Vec<Value>, Vec<String>)> {
        let (mut uploaded, mut left_out) = (Vec::new(), Vec::new());
        for file in files {
            let name: String = url::form_urlencoded::byte_serialize(file.name.as_bytes()).collect();
            let request = self.api.request(Method::POST, &format!("uploads.json?filename={name}"))?;
            match self.api.send(request.header(header::CONTENT_TYPE, "application/octet-stream").body(file.bytes)).await {
                Ok(reply) => uploaded.push(json!({ "token": reply.json["upload"]["token"], "filename": file.name, "content_type": file.media })),
                Err(fault) if fault.kind == FaultKind::Field => left_out.push(file.name),
                Err(fault) => return Err(fault),
            }
        }
        Ok((uploaded, left_out))
    }

    async fn open_issue(&self, opening: &Opening, files: Vec<File>) -> Result<Remote> {
        let place = self.place(&opening.team)?;
        let account = Account::read(&self.api).await?;
        let project = self.project(place).await?;
        account.must(&self.api, project.id, Right::AddIssues).await?;
        let priority = wire::priority(&self.priorities().await?, &self.settings, opening.priority).map_err(|words| Fault::new(FaultKind::Field, words))?;
        let target = wire::Target { project: project.id, tracker: self.tracker(&project)?, priority };
        let (uploads, left_out) = self.upload(files).await?;
        let body = wire::issue(opening, &self.settings, &target, uploads, &left_out);
        let opened = self.api.put_json(Method::POST, "issues.json", &body).await.map_err(|fault| no_place(fault, place).patient(SLOW_MS))?.json;
        // What the tracker does not have is dropped without a word; the issue stands all the same.
        let has =
            |field: &&String| opened["issue"]["custom_fields"].as_array().is_some_and(|list| list.iter().any(|one| one["id"].as_i64().is_some_and(|id| id.to_string() == **field)));
        for field in self.settings.fields.keys().filter(|field| !has(field)) {
            tracing::warn!(field, "an issue has no such custom field, so it was not filled");
        }
        wire::remote(&opened["issue"], &self.settings.url).ok_or_else(|| Fault::new(FaultKind::Lost, "it took an issue and did not say which"))
    }

    fn place(&self, team: &TeamId) -> Result<&str> {
        self.settings.place(team).ok_or_else(|| Fault::new(FaultKind::Place, format!("places has nothing for team {team}, and no `*`")))
    }

    async fn add_note(&self, remote: &str, comment: &Comment, files: Vec<File>) -> Result<()> {
        let account = Account::read(&self.api).await?;
        let issue = self.issue(remote, "").await?;
        let project = issue["project"]["id"].as_i64().unwrap_or_default();
        account.must(&self.api, project, Right::AddNotes).await?;
        if !comment.public {
            account.must(&self.api, project, Right::KeepNotesPrivate).await?;
        }
        let (uploads, left_out) = self.upload(files).await?;
        self.api
            .put_json(Method::PUT, &format!("issues/{remote}.json"), &wire::note(&comment.words(), comment.public, &uploads, &left_out))
            .await
            .map(|_| ())
            .map_err(|fault| fault.patient(SLOW_MS))
    }

    /// Sets the status and looks whether it stands: what the workflow does not allow is answered like what it does.
    async fn set_status(&self, remote: &str, wanted: Standing) -> Result<()> {
        let (statuses, issue) = (self.statuses().await?, self.issue(remote, "").await?);
        let stands = |issue: &Value| wire::standing(&issue["status"], &statuses, &self.settings);
        if stands(&issue) == wanted {
            return Ok(());
        }
        let first = self.api.get("trackers.json").await?["trackers"].take();
        let first = first.as_array().and_then(|list| list.iter().find(|one| one["id"] == issue["tracker"]["id"])?["default_status"]["id"].as_i64());
        let Some(status) = wire::status(wanted, &statuses, first, &self.settings).map_err(|words| Fault::new(FaultKind::Field, words))? else {
            return Ok(());
        };
        self.api.put_json(Method::PUT, &format!("issues/{remote}.json"), &json!({ "issue": { "status_id": status } })).await?;
        if self.issue(remote, "").await?["status"]["id"].as_i64() == Some(status) {
            return Ok(());
        }
        Err(Fault::new(FaultKind::Right, format!("its workflow does not let our account set status {status}")))
    }

    async fn changed(&self, cursor: Option<&str>, open: &[String]) -> Result<Changes> {
        let page = async |since: &str, offset: usize, limit: usize| {
            let since: String = url::form_urlencoded::byte_serialize(format!(">={since}").as_bytes()).collect();
            self.api.get(&format!("issues.json?author_id=me&status_id=*&sort=updated_on:desc&updated_on={since}&offset={offset}&limit={limit}")).await
        };
        let newest = |listed: &Value| listed["issues"][0]["updated_on"].as_str().unwrap_or(NEVER).to_owned();
        // Whoever has a wrong key is told of public issues, and none of them ours.
        self.me().await?;
        let Some(cursor) = cursor else {
            return Ok(Changes { cursor: newest(&page(NEVER, 0, 1).await?), remotes: open.to_vec() });
        };
        let (since, mut remotes, mut place) = (before(cursor, 0).to_string(), Vec::new(), cursor.to_owned());
        loop {
            let listed = page(&since, remotes.len(), PAGE).await?;
            let issues = listed["issues"].as_array().map(Vec::as_slice).unwrap_or_default();
            place = later(&place, &newest(&listed)).to_owned();
            remotes.extend(issues.iter().filter_map(|issue| issue["id"].as_i64()).map(|id| id.to_string()));
            if issues.len() < PAGE {
                return Ok(Changes { cursor: place, remotes });
            }
        }
    }

    async fn me(&self) -> Result<i64> {
        self.me.get_or_try_init(async || Ok(Account::read(&self.api).await?.id)).await.copied()
    }

    async fn check_all(&self) -> Result<String> {
        let account = Account::read(&self.api).await?;
        let (priorities, statuses) = (self.priorities().await?, self.statuses().await?);
        let field = |words: String| Fault::new(FaultKind::Field, words);
        if let Some(name) = self.settings.priorities.values().find(|name| wire::named(&priorities, name).is_none()) {
            return Err(field(format!("it has no priority `{name}`")));
        }
        if let Some(name) = ["open", "pending", "resolved"].iter().filter_map(|option| self.settings.option(option)).find(|name| wire::named(&statuses, name).is_none()) {
            return Err(field(format!("it has no status `{name}`")));
        }
        for place in self.settings.places.values() {
            let project = self.project(place).await?;
            self.tracker(&project)?;
            for right in Right::ALL {
                account.must(&self.api, project.id, right).await?;
            }
        }
        let fields: Vec<&str> = self.settings.fields.keys().map(String::as_str).chain(self.settings.option("tags_field")).collect();
        let mut said = account.name;
        if !fields.is_empty() {
            match self.api.get("custom_fields.json").await {
                Ok(listed) => {
                    if let Some(number) = fields.iter().find(|number| wire::named(&listed["custom_fields"], number).is_none()) {
                        return Err(field(format!("it has no custom field of number {number}")));
                    }
                }
                Err(fault) if fault.kind == FaultKind::Right => said.push_str(" (only an administrator may see whether the custom fields are there)"),
                Err(fault) => return Err(fault),
            }
        }
        Ok(said)
    }
}

/// A project that is not there, or not for us.
fn no_place(fault: Fault, place: &str) -> Fault {
    match fault.kind {
        FaultKind::Missing => Fault::new(FaultKind::Place, format!("there is no project `{place}`")),
        _ => fault,
    }
}

impl Sink for Redmine {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(self.check_all())
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async move {
            self.me().await?;
            let wanted: String = url::form_urlencoded::byte_serialize(reference.as_bytes()).collect();
            let listed = self.api.get(&format!("issues.json?status_id=*&description=~{wanted}&sort=id&limit={PAGE}")).await?;
            Ok(wire::found(&listed, reference, &self.settings.url))
        })
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(self.open_issue(opening, files))
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let (me, issue, mark) = (self.me().await?, self.issue(remote, "journals").await?, format!("[{key}]"));
            Ok(wire::heard(remote, &issue, &Value::Null, me, &self.settings).comments.iter().any(|one| one.own && one.text.trim_end().ends_with(&mark)))
        })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.add_note(remote, comment, files))
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.set_status(remote, standing))
    }

    fn changes<'a>(&'a self, cursor: Option<&'a str>, open: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(self.changed(cursor, open))
    }

    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async move {
            let (me, statuses, issue) = (self.me().await?, self.statuses().await?, self.issue(remote, "journals").await?);
            Ok(wire::heard(remote, &issue, &statuses, me, &self.settings))
        })
    }

    fn hooked(&self, call: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        hook::hooked(&self.settings.hook_secrets, call)
    }

    fn asked_every(&self) -> Option<Duration> {
        self.settings.poll
    }
}
