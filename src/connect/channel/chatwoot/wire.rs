//! What Chatwoot tells its bots and takes from them.

use serde_json::{Value, json};

use super::super::{
    super::ticket::json::{id, list},
    ChannelSettings, Denied,
};
use crate::domain::{
    chat::{Chat, Heard, Saying, Written},
    content::Priority,
    sink::{Comment, RemoteComment, RemoteTicket, Standing},
};

/// Where our messages carry the key of their parcel.
const MARK: &str = "garda";
/// So many files of one message are noted.
const MOST_FILES: usize = 20;

/// What a call tells; nothing of what is not for us.
pub(super) fn heard(settings: &ChannelSettings, body: &[u8]) -> Result<Vec<Heard>, Denied> {
    let told: Value = serde_json::from_slice(body).map_err(|_| Denied::Body)?;
    let event = told["event"].as_str().ok_or(Denied::Body)?;
    let account = id(&told["account"]["id"]);
    if account.is_some_and(|account| account != settings.option("account")) {
        return Ok(Vec::new());
    }
    let heard = match event {
        "message_created" => created(&told),
        "message_updated" => chosen(&told),
        "conversation_opened" | "conversation_resolved" | "conversation_status_changed" | "conversation_updated" => status(&told, event),
        _ => None,
    };
    Ok(heard.into_iter().collect())
}

fn created(told: &Value) -> Option<Heard> {
    let talk = &told["conversation"];
    let remote = id(&talk["id"])?;
    match kind(told) {
        Some(Kind::Incoming) if told["private"] != true => {
            let written = Written { id: id(&told["id"])?, text: words(told), choice: None, bots: talk["status"] == "pending" };
            Some(Heard::Said(chat(talk)?, written))
        }
        Some(Kind::Outgoing) => {
            if let Some(key) = told["content_attributes"][MARK].as_str() {
                return Some(Heard::Arrived(key.to_owned()));
            }
            let sender = &told["sender"];
            if told["private"] == true || sender["type"] != "user" {
                return None;
            }
            let author = sender["available_name"].as_str().filter(|name| !name.is_empty()).or_else(|| sender["name"].as_str()).unwrap_or_default().to_owned();
            let said = RemoteComment { id: id(&told["id"])?, author, public: true, own: false, text: words(told) };
            Some(Heard::Told(remote, RemoteTicket { comments: vec![said], ..RemoteTicket::default() }))
        }
        _ => None,
    }
}

/// A button of one of our messages was tapped; in the widget that changes the message and says nothing else.
fn chosen(told: &Value) -> Option<Heard> {
    let talk = &told["conversation"];
    let ours = matches!(kind(told), Some(Kind::Outgoing)) && told["content_attributes"][MARK].is_string();
    let tapped = list(&told["content_attributes"]["submitted_values"]).first().filter(|_| ours)?;
    let text = |name: &str| tapped[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let value = text("value")?;
    let written =
        Written { id: format!("{}/chosen", id(&told["id"])?), text: text("title").unwrap_or_else(|| value.clone()), choice: Some(value), bots: talk["status"] == "pending" };
    Some(Heard::Said(chat(talk)?, written))
}

/// Where a conversation stands now. Given back to the bot, it is done as far as people are concerned.
fn status(told: &Value, event: &str) -> Option<Heard> {
    let remote = id(&told["id"])?;
    let changed = match &told["changed_attributes"] {
        Value::Array(all) => all.iter().find_map(|one| one.get("status")),
        one => one.get("status"),
    };
    // An update may be of anything; only one of the status tells of it.
    if event == "conversation_updated" && changed.is_none() {
        return None;
    }
    let standing = match told["status"].as_str()? {
        "open" => Standing::Open,
        "resolved" => Standing::Resolved,
        "pending" if changed.is_some_and(|changed| changed["previous_value"] == "open") => Standing::Resolved,
        _ => return None,
    };
    Some(Heard::Told(remote, RemoteTicket { standing: Some(standing), ..RemoteTicket::default() }))
}

enum Kind {
    Incoming,
    Outgoing,
}

/// Told as a word, and as a number where it is pushed.
fn kind(told: &Value) -> Option<Kind> {
    match &told["message_type"] {
        Value::String(word) if word == "incoming" => Some(Kind::Incoming),
        Value::String(word) if word == "outgoing" => Some(Kind::Outgoing),
        Value::Number(number) if number.as_i64() == Some(0) => Some(Kind::Incoming),
        Value::Number(number) if number.as_i64() == Some(1) => Some(Kind::Outgoing),
        _ => None,
    }
}

fn chat(talk: &Value) -> Option<Chat> {
    let (remote, contact) = (id(&talk["id"])?, &talk["meta"]["sender"]);
    let text = |name: &str| contact[name].as_str().unwrap_or_default().to_owned();
    let handle = id(&contact["id"]).or_else(|| id(&talk["contact_inbox"]["contact_id"]))?;
    Some(Chat { address: remote.clone(), remote, handle, name: text("name"), email: text("email"), endless: false })
}

/// What a message says, and where its files are.
fn words(told: &Value) -> String {
    let mut lines = vec![told["content"].as_str().unwrap_or_default().to_owned()];
    for file in list(&told["attachments"]).iter().take(MOST_FILES) {
        let (kind, url) = (file["file_type"].as_str().unwrap_or("file"), file["data_url"].as_str().unwrap_or_default());
        lines.push(format!("[{kind}] {url}").trim().to_owned());
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// A message of ours.
pub(super) fn message(saying: &Saying, key: &str) -> Value {
    let mut message = json!({ "content": saying.text, "message_type": "outgoing", "private": false, "content_attributes": attributes(saying, key) });
    if !saying.choices.is_empty() {
        message["content_type"] = "input_select".into();
    }
    message
}

fn attributes(saying: &Saying, key: &str) -> Value {
    let mut attributes = json!({ MARK: key });
    if !saying.choices.is_empty() {
        attributes["items"] = saying.choices.iter().map(|choice| json!({ "title": choice.title, "value": choice.value })).collect();
    }
    attributes
}

/// The same as a form, for files to go along.
pub(super) fn form(saying: &Saying, key: &str) -> Vec<(String, String)> {
    let fields =
        [("content", saying.text.clone()), ("message_type", "outgoing".to_owned()), ("private", "false".to_owned()), ("content_attributes", attributes(saying, key).to_string())];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A note for the people there.
pub(super) fn note(note: &Comment, key: &str) -> Value {
    json!({ "content": note.text, "message_type": "outgoing", "private": true, "content_attributes": { MARK: key } })
}

/// What it calls a priority.
pub(super) fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "medium",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}
