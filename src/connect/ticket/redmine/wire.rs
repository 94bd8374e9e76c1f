//! What is said and what Redmine writes, one made of the other.

use serde_json::{Map, Value, json};

use super::super::{Remote, SinkSettings, settings::word};
use crate::domain::{
    content::Priority,
    sink::{Opening, RemoteComment, RemoteTicket, Standing},
};

/// The most characters of a subject.
const LONGEST_SUBJECT: usize = 255;

/// The number of what is called so in a list, or has that number itself.
pub(super) fn named(list: &Value, wanted: &str) -> Option<i64> {
    let same =
        |one: &&Value| one["name"].as_str().is_some_and(|name| name.to_lowercase() == wanted.to_lowercase()) || one["id"].as_i64().is_some_and(|id| id.to_string() == wanted);
    list.as_array()?.iter().find(same)?["id"].as_i64()
}

/// The number of a priority: as the configuration calls it, else by its English word if Redmine knows that.
pub(super) fn priority(list: &Value, settings: &SinkSettings, priority: Priority) -> Result<Option<i64>, String> {
    match settings.priority(priority) {
        Some(name) => named(list, name).map(Some).ok_or_else(|| format!("it has no priority `{name}`")),
        None => Ok(named(list, word(priority))),
    }
}

/// Where an issue is to be opened.
pub(super) struct Target {
    pub(super) project: i64,
    pub(super) tracker: i64,
    pub(super) priority: Option<i64>,
}

/// A new issue.
pub(super) fn issue(opening: &Opening, settings: &SinkSettings, target: &Target, uploads: Vec<Value>, left_out: &[String]) -> Value {
    let subject: String = format!("[{}] {}", opening.number, opening.subject).chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST_SUBJECT).collect();
    let mut text = opening.text.clone();
    if !opening.requester.email.is_empty() {
        text = format!("{text}\n{}", opening.requester.email);
    }
    let mut fields: Vec<Value> = settings.filled(opening).map(|(id, value)| json!({ "id": id, "value": value })).collect();
    if let (Some(id), false) = (settings.option("tags_field"), settings.tags.is_empty()) {
        fields.push(json!({ "id": id, "value": settings.tags }));
    }
    let mut issue = Map::new();
    issue.insert("project_id".to_owned(), target.project.into());
    issue.insert("tracker_id".to_owned(), target.tracker.into());
    issue.insert("subject".to_owned(), subject.into());
    issue.insert("description".to_owned(), format!("{}\n\n{}", plain(&with_left_out(&text, left_out)), mark(&opening.reference)).into());
    issue.insert("custom_fields".to_owned(), fields.into());
    issue.insert("uploads".to_owned(), uploads.into());
    if let Some(priority) = target.priority {
        issue.insert("priority_id".to_owned(), priority.into());
    }
    json!({ "issue": issue })
}

/// A note on an issue.
pub(super) fn note(words: &str, public: bool, uploads: &[Value], left_out: &[String]) -> Value {
    // What was left out stands first: the name of a comment is its end.
    let words = if left_out.is_empty() { words.to_owned() } else { format!("({})\n{words}", left_out.join(", ")) };
    json!({ "issue": { "notes": plain(&words), "private_notes": !public, "uploads": uploads } })
}

fn with_left_out(text: &str, left_out: &[String]) -> String {
    if left_out.is_empty() { text.to_owned() } else { format!("{text}\n({})", left_out.join(", ")) }
}

/// How a reference stands in a description.
pub(super) fn mark(reference: &str) -> String {
    format!("[{reference}]")
}

/// A text that includes no page and loads no picture, in whichever markup it is read: what visitors type is not ours.
fn plain(text: &str) -> String {
    text.replace("{{", "{ {").replace("![", "! [").replace("!http", "! http").replace("!//", "! //").replace("<img", "< img")
}

/// The issue whose description has the reference.
pub(super) fn found(listed: &Value, reference: &str, base: &str) -> Option<Remote> {
    let mark = mark(reference);
    let has = |issue: &&Value| issue["description"].as_str().is_some_and(|text| text.contains(&mark));
    remote(listed["issues"].as_array()?.iter().filter(has).min_by_key(|issue| issue["id"].as_i64())?, base)
}

/// What an issue is called.
pub(super) fn remote(issue: &Value, base: &str) -> Option<Remote> {
    let id = issue["id"].as_i64()?;
    Some(Remote { id: id.to_string(), url: Some(format!("{}/issues/{id}", base.trim_end_matches('/'))) })
}

/// Where an issue stands; what its status means is in the list of them.
pub(super) fn standing(status: &Value, statuses: &Value, settings: &SinkSettings) -> Standing {
    let id = status["id"].as_i64();
    let is = |option: &str| settings.option(option).is_some_and(|name| id.is_some() && named(statuses, name) == id);
    let closed = |one: &Value| one["is_closed"].as_bool() == Some(true);
    let listed = || statuses.as_array().is_some_and(|list| list.iter().any(|one| one["id"].as_i64() == id && closed(one)));
    match () {
        () if is("resolved") || closed(status) || listed() => Standing::Resolved,
        () if is("pending") => Standing::Pending,
        () => Standing::Open,
    }
}

/// The status to set; none when it has nothing for it.
pub(super) fn status(wanted: Standing, statuses: &Value, first: Option<i64>, settings: &SinkSettings) -> Result<Option<i64>, String> {
    let option = match wanted {
        Standing::Open => "open",
        Standing::Pending => "pending",
        Standing::Resolved => "resolved",
    };
    if let Some(name) = settings.option(option) {
        return named(statuses, name).map(Some).ok_or_else(|| format!("it has no status `{name}`"));
    }
    let closed = || statuses.as_array()?.iter().find(|one| one["is_closed"].as_bool() == Some(true))?["id"].as_i64();
    Ok(match wanted {
        Standing::Open => first,
        Standing::Pending => None,
        Standing::Resolved => closed(),
    })
}

/// An issue with what was said of it; `me` is the number of our account.
pub(super) fn heard(id: &str, issue: &Value, statuses: &Value, me: i64, settings: &SinkSettings) -> RemoteTicket {
    let comment = |journal: &Value| {
        let text = journal["notes"].as_str().map(|text| text.replace("\r\n", "\n")).filter(|text| !text.trim().is_empty())?;
        Some(RemoteComment {
            id: journal["id"].as_i64()?.to_string(),
            author: journal["user"]["name"].as_str().unwrap_or_default().to_owned(),
            public: journal["private_notes"].as_bool() != Some(true),
            own: journal["user"]["id"].as_i64() == Some(me),
            text,
        })
    };
    RemoteTicket {
        remote: id.to_owned(),
        standing: Some(standing(&issue["status"], statuses, settings)),
        assignee: issue["assigned_to"]["name"].as_str().map(str::to_owned),
        comments: issue["journals"].as_array().into_iter().flatten().filter_map(comment).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::settings::example, *};

    fn statuses() -> Value {
        json!([{ "id": 1, "name": "New", "is_closed": false }, { "id": 4, "name": "Umpan Balik", "is_closed": false }, { "id": 3, "name": "Resolved", "is_closed": false },
            { "id": 5, "name": "Closed", "is_closed": true }, { "id": 6, "name": "Rejected", "is_closed": true }])
    }

    #[test]
    fn statuses_mean_what_the_configuration_says_and_else_what_redmine_does() {
        let plain = example(&[]);
        let named = example(&[("pending", "umpan balik"), ("resolved", "3"), ("open", "Nothing")]);
        for (settings, id, stands) in [
            (&plain, 1, Standing::Open),
            (&plain, 4, Standing::Open),
            (&plain, 3, Standing::Open),
            (&plain, 6, Standing::Resolved),
            (&named, 1, Standing::Open),
            (&named, 4, Standing::Pending),
            (&named, 3, Standing::Resolved),
            (&named, 5, Standing::Resolved),
            (&named, 99, Standing::Open),
        ] {
            assert_eq!(standing(&json!({ "id": id }), &statuses(), settings), stands, "{id}");
        }
        for (settings, wanted, id) in [
            (&plain, Standing::Open, Ok(Some(1))),
            (&plain, Standing::Pending, Ok(None)),
            (&plain, Standing::Resolved, Ok(Some(5))),
            (&named, Standing::Pending, Ok(Some(4))),
            (&named, Standing::Resolved, Ok(Some(3))),
            (&named, Standing::Open, Err("it has no status `Nothing`".to_owned())),
        ] {
            assert_eq!(status(wanted, &statuses(), Some(1), settings), id, "{wanted:?}");
        }
    }

    #[test]
    fn nothing_typed_is_markup_that_fetches_or_includes() {
        for bad in ["{{include(Rahasia)}}", "![x](http://a.example/x.png)", "!http://a.example/x.png!", "!https://a.example/x.png!", "!//a.example/x.png!", "<img src=x>"] {
            let made = plain(bad);
            assert!(!["{{", "![", "!http", "!//", "<img"].iter().any(|mark| made.contains(mark)), "{made}");
        }
        assert_eq!(plain("halo! #12 {x}"), "halo! #12 {x}");
    }

    #[test]
    fn an_issue_is_found_by_the_whole_reference_and_the_oldest_counts() {
        let listed = json!({ "issues": [{ "id": 9, "description": "x\r\n[garda-a-1]" }, { "id": 7, "description": "[garda-a-1]" }, { "id": 2, "description": "[garda-a-12]" }] });
        assert_eq!(found(&listed, "garda-a-1", "https://r.example/").unwrap(), Remote { id: "7".to_owned(), url: Some("https://r.example/issues/7".to_owned()) });
        assert_eq!(found(&listed, "garda-a", "https://r.example"), None);
    }
}
