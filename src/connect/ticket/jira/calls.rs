//! What is asked of a service desk, call by call.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{
    super::{Attempt, Fault, FaultKind, File, Remote, Result, api::query, json as read, multipart},
    Jira, wire,
};
use crate::domain::sink::Opening;

/// So much stands on a page, and so many issues are fetched at once.
pub(super) const PAGE: u64 = 100;
/// The most pages of comments and of changes.
pub(super) const MOST_PAGES: u64 = 50;
/// So many keys before the newest that the index knows are looked at: it does not learn of issues in their order.
const BEFORE: u64 = 30;

impl Jira {
    pub(super) fn remote(&self, issue: &Value) -> Option<Remote> {
        let id = read::id(&issue["id"]).or_else(|| read::id(&issue["issueId"]))?;
        let key = issue["key"].as_str().or_else(|| issue["issueKey"].as_str());
        Some(Remote { url: key.map(|key| format!("{}/browse/{key}", self.settings.url.trim_end_matches('/'))), id })
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        Ok(self.api.put_json(Method::POST, path, body).await?.json)
    }

    /// A call with files that it does not take for a forged one.
    pub(super) fn with_files(&self, path: &str, files: &[File], attempt: Attempt<'_>) -> Result<RequestBuilder> {
        let request = self.api.request(Method::POST, path)?.header("X-Atlassian-Token", "no-check").header("X-ExperimentalApi", "opt-in");
        Ok(multipart::form(request, attempt.key, &[], ("file", files)))
    }

    pub(super) async fn me(&self) -> Result<&str> {
        let ask = || async { read::made(&self.api.get("rest/api/3/myself").await?["accountId"]) };
        self.me.get_or_try_init(ask).await.map(String::as_str)
    }

    pub(super) fn desk(&self) -> &str {
        self.settings.option("service_desk").unwrap_or_default()
    }

    /// The key of the project behind the service desk.
    pub(super) async fn project(&self) -> Result<&str> {
        let ask = || async { read::made(&self.api.get(&format!("rest/servicedeskapi/servicedesk/{}", self.desk())).await.map_err(Fault::astray)?["projectKey"]) };
        self.project.get_or_try_init(ask).await.map(String::as_str)
    }

    /// Who asks, as a customer; a new one is made where that is allowed. `None`: the account itself asks.
    pub(super) async fn customer(&self, opening: &Opening) -> Result<Option<String>> {
        let (name, email) = (&opening.requester.name, &opening.requester.email);
        if email.is_empty() {
            return Ok(None);
        }
        let may_not = |fault: Fault| if matches!(fault.kind, FaultKind::Right | FaultKind::Field | FaultKind::Missing) { Ok(Value::Null) } else { Err(fault) };
        let known = self.api.get(&format!("rest/api/3/user/search?query={}", query(email))).await.or_else(may_not)?;
        let is_theirs = |user: &&Value| user["emailAddress"].as_str().is_none_or(|known| known.eq_ignore_ascii_case(email));
        // Addresses may be hidden; then only who is found alone is the one.
        let known: Vec<&Value> = read::list(&known).iter().filter(is_theirs).collect();
        if let [one] = known.as_slice() {
            return Ok(read::id(&one["accountId"]));
        }
        let name = if name.is_empty() { email } else { name };
        let made = self.post("rest/servicedeskapi/customer", &json!({ "displayName": name, "email": email })).await.or_else(may_not)?;
        let Some(account) = read::id(&made["accountId"]) else { return Ok(None) };
        self.post(&format!("rest/servicedeskapi/servicedesk/{}/customer", self.desk()), &json!({ "accountIds": [account] })).await.or_else(may_not)?;
        Ok(Some(account))
    }

    /// Sends files ahead of the request they belong to.
    pub(super) async fn upload(&self, files: &[File], attempt: Attempt<'_>) -> Result<Vec<String>> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let request = self.with_files(&format!("rest/servicedeskapi/servicedesk/{}/attachTemporaryFile", self.desk()), files, attempt)?;
        let answered = self.api.send(request).await.map_err(Fault::astray)?.json;
        read::must_list(&answered["temporaryAttachments"])?.iter().map(|one| read::made(&one["temporaryAttachmentId"])).collect()
    }

    pub(super) async fn raise(&self, opening: &Opening, customer: Option<&str>, uploads: &[String]) -> Result<Value> {
        self.post("rest/servicedeskapi/request", &wire::request(&self.settings, opening, customer, uploads)).await.map_err(Fault::astray)
    }

    /// Attaches what is not there yet: the comment that comes after tells whether all of it arrived.
    pub(super) async fn attach(&self, remote: &str, files: Vec<File>, attempt: Attempt<'_>) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let issue = self.api.get(&format!("rest/api/3/issue/{}?fields=attachment", query(remote))).await?;
        let there = read::list(&issue["fields"]["attachment"]);
        let is_there = |file: &File| there.iter().any(|one| one["filename"] == file.name && one["size"].as_u64().is_some_and(|size| size == file.bytes.len() as u64));
        let missing: Vec<File> = files.into_iter().filter(|file| !is_there(file)).collect();
        if !missing.is_empty() {
            self.api.send(self.with_files(&format!("rest/api/3/issue/{}/attachments", query(remote)), &missing, attempt)?).await?;
        }
        Ok(())
    }

    pub(super) async fn comments(&self, remote: &str) -> Result<Vec<Value>> {
        let mut comments = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = self.api.get(&format!("rest/api/3/issue/{}/comment?orderBy=created&maxResults={PAGE}&startAt={}", query(remote), comments.len())).await?;
            let told = read::must_list(&page["comments"])?;
            comments.extend_from_slice(told);
            if told.is_empty() || page["total"].as_u64().is_none_or(|total| comments.len() as u64 >= total) {
                break;
            }
        }
        Ok(comments)
    }

    pub(super) async fn search(&self, jql: &str, fields: &[&str], most: u64, after: Option<&str>) -> Result<Value> {
        let mut asked = json!({ "jql": jql, "fields": fields, "maxResults": most });
        if let Some(after) = after {
            asked["nextPageToken"] = after.into();
        }
        let found = self.post("rest/api/3/search/jql", &asked).await?;
        read::must_list(&found["issues"])?;
        Ok(found)
    }

    /// Looks at the issues around and after the newest that the index knows; they are read from where they are kept.
    pub(super) async fn by_next_keys(&self, reference: &str) -> Result<Option<Remote>> {
        let project = self.project().await?;
        let newest = self.search(&format!("project = \"{project}\" ORDER BY created DESC"), &["created"], 1, None).await?;
        let newest = newest["issues"][0]["key"].as_str().and_then(number_of).unwrap_or(0);
        let mut from = newest.saturating_sub(BEFORE).max(1);
        loop {
            let keys: Vec<String> = (from..from + PAGE).map(|number| format!("{project}-{number}")).collect();
            let fetched = self.post("rest/api/3/issue/bulkfetch", &json!({ "issueIdsOrKeys": keys, "fields": [wire::field(&self.settings)] })).await?;
            let issues = read::must_list(&fetched["issues"])?;
            if let Some(found) = issues.iter().find(|issue| wire::is_called(&self.settings, issue, reference)) {
                return Ok(self.remote(found));
            }
            let last = issues.iter().filter_map(|issue| number_of(issue["key"].as_str()?)).max().unwrap_or(0);
            // Keys that were never given leave gaps, but none so wide.
            if last < from + PAGE / 2 {
                return Ok(None);
            }
            from += PAGE;
        }
    }

    pub(super) async fn check_form(&self, kind: &str) -> Result<()> {
        let path = format!("rest/servicedeskapi/servicedesk/{}/requesttype/{kind}/field", self.desk());
        let form = self.api.get(&path).await.map_err(|fault| match fault.kind {
            FaultKind::Missing => Fault::new(FaultKind::Place, format!("request type {kind} is not there")),
            _ => fault,
        })?;
        if form["canRaiseOnBehalfOf"] == false {
            return Err(Fault::new(FaultKind::Right, "the account is no agent of the service desk: it may not ask for others"));
        }
        wire::lacks(&self.settings, &form).map_or(Ok(()), |lack| Err(Fault::new(FaultKind::Field, format!("request type {kind} {lack}"))))
    }
}

/// The number in a key such as `IT-57`.
fn number_of(key: &str) -> Option<u64> {
    key.rsplit('-').next().and_then(read::number)
}
