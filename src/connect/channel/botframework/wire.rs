//! Activities as the framework tells and takes them; what it adds to them is passed over.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::{super::ticket::json::list, Attempt, File};
use crate::domain::{
    chat::{Chat, Handover, Heard, Line, Saying, Written},
    conversation::Sender,
    sink::{RemoteTicket, Standing},
};

/// Images up to so many bytes go along inside a message.
const MOST_IMAGE_BYTES: usize = 256 << 10;
/// So many buttons Teams shows.
const MOST_BUTTONS: usize = 6;
/// So many files of one message are noted.
const MOST_FILES: usize = 20;

/// How a chat is handed to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takeover {
    /// By an event, as the protocol says; or not at all.
    Event,
    /// As Omnichannel wants it: events do not reach it, so it is a message that carries a command.
    Omnichannel,
}

impl Takeover {
    pub(super) fn of(option: &str) -> Self {
        if option == "omnichannel" { Self::Omnichannel } else { Self::Event }
    }
}

/// What is needed to answer a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Address {
    pub(super) service: String,
    channel: String,
    conversation: Value,
    bot: Value,
    user: Value,
    pub(super) reply_to: Option<String>,
    locale: Option<String>,
}

impl Address {
    pub(super) fn conversation(&self) -> &str {
        self.conversation["id"].as_str().unwrap_or_default()
    }

    fn is_group(&self) -> bool {
        is_group(&self.conversation)
    }

    /// An activity of this kind to this chat.
    fn activity(&self, kind: &str) -> Value {
        let mut activity = json!({
            "type": kind, "channelId": self.channel, "serviceUrl": self.service, "conversation": self.conversation, "from": self.bot, "recipient": self.user,
        });
        for (name, value) in [("replyToId", &self.reply_to), ("locale", &self.locale)] {
            if let Some(value) = value {
                activity[name] = value.as_str().into();
            }
        }
        activity
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn is_group(conversation: &Value) -> bool {
    conversation["isGroup"] == true || matches!(text(conversation, "conversationType"), "groupChat" | "channel")
}

/// What an activity tells.
pub(super) fn heard(activity: &Value, body: &[u8]) -> Option<Heard> {
    match text(activity, "type") {
        "message" => {
            let user = &activity["from"];
            let written = Written { id: name(activity, body), text: words(activity), choice: None, bots: true };
            Some(Heard::Said(chat(activity, user)?, written))
        }
        "conversationUpdate" => came(activity),
        "event" if text(activity, "name") == "handoff.status" => status(activity, body),
        "invoke" => Some(Heard::Foreign),
        _ => None,
    }
}

/// What an activity is called; where nobody named it, the same words at the same time are the same.
fn name(activity: &Value, body: &[u8]) -> String {
    let id = text(activity, "id");
    let long = || Sha256::digest(body).iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"));
    if id.is_empty() || id.len() > 150 || id.chars().any(char::is_control) { long() } else { id.to_owned() }
}

/// Somebody opened a chat with the bot; a team or a group of people is not greeted.
fn came(activity: &Value) -> Option<Heard> {
    let bot = &activity["recipient"]["id"];
    let added = list(&activity["membersAdded"]);
    if added.is_empty() || is_group(&activity["conversation"]) {
        return None;
    }
    let user = added.iter().find(|one| one["id"] != *bot).or_else(|| Some(&activity["from"]).filter(|from| from["id"] != *bot))?;
    chat(activity, user).map(Heard::Came)
}

fn chat(activity: &Value, user: &Value) -> Option<Chat> {
    let conversation = &activity["conversation"];
    let remote = text(conversation, "id").to_owned();
    let group = is_group(conversation);
    // Where several people read along, nobody's tickets are told.
    let handle = if group { remote.as_str() } else { [text(user, "aadObjectId"), text(user, "id")].into_iter().find(|one| !one.is_empty())? };
    if remote.is_empty() || remote.len() > 500 || handle.len() > 500 {
        return None;
    }
    let reply_to = Some(text(activity, "id")).filter(|id| !id.is_empty() && id.len() <= 500).map(str::to_owned);
    let address = Address {
        service: text(activity, "serviceUrl").to_owned(),
        channel: text(activity, "channelId").to_owned(),
        conversation: kept(conversation, &["id", "conversationType", "tenantId", "isGroup"]),
        bot: kept(&activity["recipient"], &["id", "name"]),
        user: kept(user, &["id", "name", "aadObjectId"]),
        reply_to,
        locale: Some(text(activity, "locale")).filter(|locale| !locale.is_empty() && locale.len() <= 20).map(str::to_owned),
    };
    let address = serde_json::to_string(&address).ok()?;
    let name = if group { String::new() } else { text(user, "name").to_owned() };
    Some(Chat { handle: handle.to_owned(), remote, address, name, email: String::new(), endless: true })
}

/// Those fields of an object.
fn kept(value: &Value, names: &[&str]) -> Value {
    let fields = names.iter().filter(|name| !value[**name].is_null() && value[**name].as_str().is_none_or(|text| text.len() <= 1000));
    Value::Object(fields.map(|name| ((*name).to_owned(), value[*name].clone())).collect())
}

/// What a message says, without the bot's own name, and where its files are.
fn words(activity: &Value) -> String {
    let bot = &activity["recipient"]["id"];
    let mentions = list(&activity["entities"]).iter().filter(|entity| entity["type"] == "mention" && entity["mentioned"]["id"] == *bot);
    let said = mentions
        .filter_map(|entity| entity["text"].as_str())
        .filter(|text| !text.is_empty())
        .fold(text(activity, "text").to_owned(), |said, mention| said.replacen(mention, "", 1));
    let mut lines = vec![said.trim().to_owned()];
    for file in list(&activity["attachments"]).iter().filter(|file| file["contentUrl"].is_string()).take(MOST_FILES) {
        let name = [text(file, "name"), text(file, "contentType")].into_iter().find(|name| !name.is_empty()).unwrap_or("file");
        let url = text(file, "contentUrl");
        lines.push(if url.starts_with("https://") { format!("[{name}] {url}") } else { format!("[{name}]") });
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What became of a chat that was handed over.
fn status(activity: &Value, body: &[u8]) -> Option<Heard> {
    let remote = text(&activity["conversation"], "id").to_owned();
    let value = match &activity["value"] {
        Value::String(spelt) => serde_json::from_str(spelt).ok()?,
        value => value.clone(),
    };
    let told = |standing, assignee| Some(Heard::Told(remote.clone(), RemoteTicket { standing, assignee, ..RemoteTicket::default() }));
    match text(&value, "state") {
        "accepted" => told(Some(Standing::Open), Some(text(&activity["from"], "name").to_owned()).filter(|name| !name.is_empty()).or_else(|| Some("handoff".to_owned()))),
        "completed" => told(Some(Standing::Resolved), None),
        "failed" => Some(Heard::Refused { remote: remote.clone(), id: name(activity, body), words: text(&value, "message").to_owned() }),
        _ => None,
    }
}

/// A message of ours.
pub(super) fn message(address: &Address, saying: &Saying, files: &[File], takeover: Takeover) -> Value {
    let mut message = address.activity("message");
    let mut text = saying.text.clone();
    if !saying.choices.is_empty() {
        // Where not all of them can be shown as buttons, they can be named.
        if address.is_group() || saying.choices.len() > MOST_BUTTONS {
            let lines = saying.choices.iter().enumerate().map(|(place, choice)| format!("\n{}. {}", place + 1, choice.title));
            text = lines.fold(text + "\n", |text, line| text + &line);
        }
        let actions: Vec<Value> = saying.choices.iter().take(MOST_BUTTONS).map(|choice| json!({ "type": "imBack", "title": choice.title, "value": choice.title })).collect();
        message["suggestedActions"] = json!({ "to": [address.user["id"]], "actions": actions });
    }
    message["text"] = text.into();
    message["textFormat"] = "plain".into();
    let images = files.iter().filter(|file| file.media.starts_with("image/") && file.bytes.len() <= MOST_IMAGE_BYTES);
    let images: Vec<Value> = images
        .map(|file| json!({ "contentType": file.media, "name": file.name, "contentUrl": format!("data:{};base64,{}", file.media, BASE64_STANDARD.encode(&file.bytes)) }))
        .collect();
    if !images.is_empty() {
        message["attachments"] = images.into();
    }
    if takeover == Takeover::Omnichannel {
        message["channelData"] = json!({ "deliveryMode": "bridged" });
    }
    message
}

/// A chat that goes to people.
pub(super) fn handover(address: &Address, handover: &Handover, takeover: Takeover, attempt: Attempt<'_>) -> Value {
    let context = json!({
        "ticket": handover.number, "team": handover.team, "subject": handover.subject, "priority": handover.priority, "intent": handover.intent,
        "name": handover.requester.name, "email": handover.requester.email, "url": handover.link,
    });
    if takeover == Takeover::Omnichannel {
        let mut message = address.activity("message");
        message["text"] = format!("{}: {}", handover.number, handover.subject).into();
        message["channelData"] = json!({ "tags": json!({ "type": 0, "context": context }).to_string() });
        return message;
    }
    let mut event = address.activity("event");
    event["name"] = "handoff.initiate".into();
    event["id"] = attempt.key.into();
    event["timestamp"] = attempt.now.rfc3339().into();
    event["value"] = context;
    let lines: Vec<Value> = handover.said.iter().map(|line| spoken(address, line)).collect();
    event["attachments"] = json!([{ "contentType": "application/json", "name": "Transcript", "content": { "activities": lines } }]);
    event
}

/// A line of the transcript.
fn spoken(address: &Address, line: &Line) -> Value {
    let (who, role) = match line.sender {
        Sender::Visitor => (&address.user, "user"),
        Sender::Bot | Sender::Agent | Sender::System => (&address.bot, "bot"),
    };
    let name = if line.name.is_empty() { who["name"].as_str().unwrap_or_default() } else { &line.name };
    json!({
        "type": "message", "timestamp": line.at, "channelId": address.channel, "conversation": address.conversation, "text": line.text,
        "from": { "id": who["id"], "name": name, "role": role },
    })
}
