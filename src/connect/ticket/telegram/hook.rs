//! Calls that Telegram makes to us (<https://core.telegram.org/bots/api#setwebhook>): with the secret in a header, telling what was said in a group.

use serde_json::Value;

use super::super::{Call, Denied, Hooked, mac};
use crate::domain::{
    sink::{Place, Spoken, act},
    ticket::read_number,
};

const HEADER: &str = "x-telegram-bot-api-secret-token";

/// What a call tells of these groups; `bot` is our own number. Whatever is no message to us is well received.
pub(super) fn hooked(secrets: &[String], (bot, groups): (i64, &[i64]), call: &Call<'_>) -> Result<Hooked, Denied> {
    if secrets.is_empty() {
        return Err(Denied::NotExpected);
    }
    let given = (call.header)(HEADER).ok_or(Denied::Signature)?;
    if !mac::is_one(secrets, &given) {
        return Err(Denied::Signature);
    }
    let update: Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
    // An update that is turned away holds back everything behind it.
    Ok(said(&update["message"], bot, groups).map_or_else(|| Hooked::Nothing(String::new()), |spoken| Hooked::Spoken { spoken: Box::new(spoken), again: false }))
}

/// What a person of one of the groups answered to a message of ours, if they said it to us.
fn said(message: &Value, bot: i64, groups: &[i64]) -> Option<Spoken> {
    let (from, to) = (&message["from"], &message["reply_to_message"]);
    let group = message["chat"]["id"].as_i64().filter(|id| groups.contains(id) && message["chat"]["type"] == "supergroup")?;
    let user = from["id"].as_i64().filter(|_| from["is_bot"] == false && message["sender_chat"].is_null())?;
    // Our own messages begin with the number of the ticket they are about.
    let ours = to["text"].as_str().filter(|_| to["from"]["id"] == bot && to["chat"]["id"] == group)?;
    let number = read_number(ours.split([' ', ':']).next()?)?;
    let words = ["text", "caption"].iter().find_map(|name| message[*name].as_str())?;
    let name = ["first_name", "last_name"].iter().filter_map(|name| from[*name].as_str()).collect::<Vec<_>>().join(" ");
    Some(Spoken {
        place: Place::Number(number),
        id: format!("{group}/0/{}", message["message_id"].as_i64()?),
        user: user.to_string(),
        name,
        email: None,
        act: act(&without_name(words), false)?,
    })
}

/// `/balas@garda_bot …` as `/balas …`.
fn without_name(text: &str) -> String {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    match text[..end].split_once('@') {
        Some((command, _)) if command.starts_with('/') => format!("{command}{}", &text[end..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::sink::Act;

    const GROUP: i64 = -1_001_234;

    fn message(change: impl FnOnce(&mut Value)) -> Value {
        let chat = json!({ "id": GROUP, "type": "supergroup", "title": "TI" });
        let mut message = json!({
            "message_id": 9, "chat": chat, "from": { "id": 5, "is_bot": false, "first_name": "Budi", "last_name": "S" }, "text": "/balas@garda_bot coba lagi\nya",
            "reply_to_message": { "message_id": 7, "chat": chat, "from": { "id": 77, "is_bot": true }, "text": "GRD-1042: VPN putus\nTim: Jaringan" },
        });
        change(&mut message);
        message
    }

    #[test]
    fn only_answers_of_the_group_to_our_own_messages_count() {
        let heard = said(&message(|_| {}), 77, &[GROUP]).unwrap();
        assert_eq!((heard.place, heard.id.as_str(), heard.name.as_str()), (Place::Number(1042), "-1001234/0/9", "Budi S"));
        assert_eq!(heard.act, Act::Answer("coba lagi\nya".to_owned()));
        let below = said(&message(|message| (message["reply_to_message"]["text"], message["text"]) = ("GRD-7 · Rina\nhalo".into(), "!ambil".into())), 77, &[GROUP]).unwrap();
        assert_eq!((below.place, below.act), (Place::Number(7), Act::Take));
        let nothing: [fn(&mut Value); 11] = [
            |message| message["chat"] = json!({ "id": 5, "type": "private" }),
            |message| message["chat"]["id"] = (-1_009).into(),
            |message| message["chat"]["type"] = "group".into(),
            |message| message["from"]["is_bot"] = true.into(),
            |message| message["sender_chat"] = json!({ "id": GROUP }),
            |message| message["reply_to_message"]["from"]["id"] = 78.into(),
            |message| message["reply_to_message"]["chat"]["id"] = (-1_009).into(),
            |message| message["reply_to_message"]["text"] = "halo".into(),
            |message| drop(message.as_object_mut().unwrap().remove("reply_to_message")),
            |message| message["text"] = "siapa yang pegang?".into(),
            |message| drop(message.as_object_mut().unwrap().remove("text")),
        ];
        for (line, change) in nothing.into_iter().enumerate() {
            assert_eq!(said(&message(change), 77, &[GROUP]), None, "line {line}");
        }
    }
}
