//! Jira Service Management in the cloud: requests that carry their reference, searched for and, as its index lags, looked for by the next keys.

mod adf;
mod calls;
mod hook;
mod wire;

use std::time::Duration;

use calls::{MOST_PAGES, PAGE};
use futures_util::future::BoxFuture;
use reqwest::Method;
use tokio::sync::OnceCell;

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

/// So many minutes of changes are read again, by which the index lags.
const OVERLAP: i64 = 5;

/// A service desk.
#[derive(Debug)]
pub(super) struct Jira {
    api: Api,
    settings: SinkSettings,
    me: OnceCell<String>,
    project: OnceCell<String>,
}

impl Jira {
    pub(super) fn new(name: &str, settings: &SinkSettings, outside: &Outside) -> std::result::Result<Self, String> {
        let bad = |what: &str| Err(format!("sink {name}: {what}"));
        if settings.user.is_empty() {
            return bad("user must be the e-mail address of the account whose API token is used");
        }
        let numbers = settings.places.values().chain(["service_desk", "request_type"].iter().filter_map(|name| settings.options.get(*name)));
        if let Some(text) = numbers.into_iter().find(|text| read::number(text).is_none()) {
            return bad(&format!("service_desk, request_type and places are numbers in Jira, not `{text}`"));
        }
        if settings.option("reference_field").is_some_and(|field| field.strip_prefix("customfield_").and_then(read::number).is_none()) {
            return bad("options: reference_field must be a field such as customfield_10050");
        }
        let auth = Auth::Basic(settings.user.clone(), settings.secret().to_owned());
        let api = Api::new(outside, &settings.url, auth).map_err(|problem| format!("sink {name}: {problem}"))?.telling(wire::fault);
        Ok(Self { api, settings: settings.clone(), me: OnceCell::new(), project: OnceCell::new() })
    }
}

impl Sink for Jira {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            let me = self.api.get("rest/api/3/myself").await.map_err(Fault::astray)?;
            read::made(&me["accountId"])?;
            let project = self.project().await?;
            for kind in self.settings.places.values().map(String::as_str).chain(self.settings.option("request_type")) {
                self.check_form(kind).await?;
            }
            Ok(format!("{} in {project}", me["displayName"].as_str().unwrap_or_default()))
        })
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async move {
            let jql = format!("project = \"{}\" AND {}", self.project().await?, wire::query(&self.settings, reference));
            let searched = self.search(&jql, &[wire::field(&self.settings)], 10, None).await?;
            match read::list(&searched["issues"]).iter().find(|issue| wire::is_called(&self.settings, issue, reference)) {
                Some(found) => Ok(self.remote(found)),
                None => self.by_next_keys(reference).await,
            }
        })
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let (customer, uploads) = (self.customer(opening).await?, self.upload(&files, attempt).await?);
            let raised = match self.raise(opening, customer.as_deref(), &uploads).await {
                // Nothing was raised. A customer that the desk does not let in must not keep the ticket out.
                Err(fault) if customer.is_some() && matches!(fault.kind, FaultKind::Field | FaultKind::Right) => self.raise(opening, None, &uploads).await?,
                raised => raised?,
            };
            read::made(&raised["issueId"])?;
            self.remote(&raised).ok_or_else(|| Fault::new(FaultKind::Lost, "the answer names no issue"))
        })
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move { Ok(self.comments(remote).await?.iter().any(|comment| is_comment(&adf::text(&comment["body"]), key))) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.attach(remote, files, attempt).await?;
            let said = self.post(&format!("rest/api/3/issue/{}/comment", query(remote)), &wire::comment(comment)).await?;
            read::made(&said["id"]).map(|_| ())
        })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let path = format!("rest/api/3/issue/{}", query(remote));
            let issue = self.api.get(&format!("{path}?fields=status")).await?;
            if wire::standing(&self.settings, &issue["fields"]["status"]) == Some(standing) {
                return Ok(());
            }
            let ways = self.api.get(&format!("{path}/transitions?expand=transitions.fields")).await?;
            match wire::transition(&self.settings, read::must_list(&ways["transitions"])?, standing) {
                Some(taken) => self.post(&format!("{path}/transitions"), &taken).await.map(|_| ()),
                // A workflow need not know of waiting.
                None if standing == Standing::Pending && self.settings.option("pending").is_none() => Ok(()),
                None => Err(Fault::new(FaultKind::Field, format!("no transition leads from {} to {standing:?}", issue["fields"]["status"]["name"]))),
            }
        })
    }

    fn changes<'a>(&'a self, cursor: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async move {
            let reply = self.api.send(self.api.request(Method::GET, "rest/api/3/myself")?).await?;
            let now = reply.at().ok_or_else(|| Fault::new(FaultKind::Lost, "the answer has no date"))?;
            let Some(since) = cursor.and_then(|cursor| cursor.parse::<i64>().ok()) else {
                return Ok(Changes { cursor: now.to_string(), remotes: Vec::new() });
            };
            // By minutes ago, as it reads times in the zone of the account.
            let minutes = (now - since).max(0) / 60_000 + 1 + OVERLAP;
            let jql = format!("project = \"{}\" AND updated >= -{minutes}m ORDER BY updated ASC", self.project().await?);
            let mut changes = Changes::default();
            let mut after: Option<String> = None;
            for _ in 0..MOST_PAGES {
                let page = self.search(&jql, &["updated"], PAGE, after.as_deref()).await?;
                let issues = read::list(&page["issues"]);
                changes.remotes.extend(issues.iter().filter_map(|issue| read::id(&issue["id"])));
                let last = issues.last().and_then(|issue| read::at(&issue["fields"]["updated"]));
                after = page["nextPageToken"].as_str().map(str::to_owned);
                if after.is_none() {
                    return Ok(Changes { cursor: now.to_string(), ..changes });
                }
                changes.cursor = last.unwrap_or(since).to_string();
            }
            Ok(changes)
        })
    }

    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async move {
            let issue = self.api.get(&format!("rest/api/3/issue/{}?fields=status,assignee", query(remote))).await?;
            let (comments, me) = (self.comments(remote).await?, self.me().await?);
            Ok(RemoteTicket {
                remote: remote.to_owned(),
                standing: wire::standing(&self.settings, &issue["fields"]["status"]),
                assignee: issue["fields"]["assignee"]["displayName"].as_str().map(str::to_owned),
                comments: comments.iter().filter_map(|comment| wire::said(comment, me)).collect(),
            })
        })
    }

    fn hooked(&self, call: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        hook::hooked(&self.settings.hook_secrets, call)
    }

    fn asked_every(&self) -> Option<Duration> {
        self.settings.poll
    }
}
