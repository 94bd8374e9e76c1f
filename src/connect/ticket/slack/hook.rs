//! Calls that Slack makes to us (<https://docs.slack.dev/apis/events-api>): signed with their time, telling what was said in a channel.

use serde_json::{Value, json};

use super::{
    super::{Call, Denied, Hooked, mac},
    wire::{name, plain},
};
use crate::domain::{
    sink::{Place, Spoken, act},
    time::Timestamp,
};

/// A call may be so old, in seconds.
const TOLERANCE: i64 = 300;
/// Slack calls once and three times again.
const LAST: &str = "3";
/// What a message may be beside a plain one: also shown in the channel, or with a file.
const MESSAGES: [&str; 3] = ["", "thread_broadcast", "file_share"];

/// What a call tells of these channels.
pub(super) fn hooked(secrets: &[String], channels: &[&str], call: &Call<'_>, now: Timestamp) -> Result<Hooked, Denied> {
    if secrets.is_empty() {
        return Err(Denied::NotExpected);
    }
    let header = |name| (call.header)(name).ok_or(Denied::Signature);
    let (signature, signed_at) = (header("x-slack-signature")?, header("x-slack-request-timestamp")?);
    let given = signature.strip_prefix("v0=").and_then(mac::hex).ok_or(Denied::Signature)?;
    if !mac::is_sha256(secrets, &[b"v0:", signed_at.as_bytes(), b":", call.body], &given) {
        return Err(Denied::Signature);
    }
    let signed_at: i64 = signed_at.parse().map_err(|_| Denied::Signature)?;
    if (now.0 / 1000 - signed_at).abs() > TOLERANCE {
        return Err(Denied::Old);
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
    match body["type"].as_str() {
        Some("url_verification") => Ok(Hooked::Nothing(json!({ "challenge": body["challenge"].as_str().unwrap_or_default() }).to_string())),
        Some("event_callback") => {
            let again = (call.header)("x-slack-retry-num").as_deref() != Some(LAST);
            Ok(said(&body, channels).map_or_else(|| Hooked::Nothing(String::new()), |spoken| Hooked::Spoken { spoken: Box::new(spoken), again }))
        }
        _ => Err(Denied::Body),
    }
}

/// What a person said below a message of ours, if they said it to us.
fn said(body: &Value, channels: &[&str]) -> Option<Spoken> {
    let event = &body["event"];
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let by_person = event["bot_id"].is_null() && event["app_id"].is_null() && event["edited"].is_null() && event["hidden"].is_null() && !text("user").is_empty();
    let is_message = ["message", "app_mention"].contains(&text("type")) && MESSAGES.contains(&text("subtype"));
    let below = !text("thread_ts").is_empty() && text("thread_ts") != text("ts") && !text("ts").is_empty();
    if !(by_person && is_message && below && channels.contains(&text("channel"))) {
        return None;
    }
    let words = text("text").trim();
    let mut ours = body["authorizations"].as_array().into_iter().flatten().filter_map(|one| one["user_id"].as_str());
    let addressed = ours.find_map(|user| words.strip_prefix(&format!("<@{user}>")));
    let act = act(&plain(addressed.unwrap_or(words)), addressed.is_some())?;
    Some(Spoken {
        place: Place::Remote(name(text("channel"), text("thread_ts"))),
        id: name(text("channel"), text("ts")),
        user: text("user").to_owned(),
        name: String::new(),
        email: None,
        act,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sink::Act;

    fn event(change: impl FnOnce(&mut Value)) -> Value {
        let mut event = json!({ "type": "message", "channel": "C1", "user": "U2", "text": "!balas coba &lt;b&gt;", "ts": "2.2", "thread_ts": "1.1", "channel_type": "channel" });
        change(&mut event);
        json!({ "type": "event_callback", "authorizations": [{ "user_id": "UBOT", "is_bot": true }], "event": event })
    }

    /// The example of <https://docs.slack.dev/authentication/verifying-requests-from-slack>: a body that is no event, rightly signed.
    #[test]
    fn the_signature_is_the_one_that_slack_describes() {
        let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner\
            &command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
            &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        let hear = |signature: &str, seconds: i64| {
            let header = |name: &str| match name {
                "x-slack-signature" => Some(signature.to_owned()),
                "x-slack-request-timestamp" => Some("1531420618".to_owned()),
                _ => None,
            };
            hooked(&["8f742231b10e8888abcd99yyyzzz85a5".to_owned()], &[], &Call { header: &header, body: body.as_bytes() }, Timestamp(seconds * 1000))
        };
        let right = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
        assert_eq!(hear(right, 1_531_420_618), Err(Denied::Body));
        assert_eq!([hear(right, 1_531_420_618 + 301), hear(right, 1_531_420_618 - 301)], [Err(Denied::Old), Err(Denied::Old)]);
        assert_eq!([hear(&right.replace('a', "b"), 1_531_420_618), hear(&right[3..], 1_531_420_618)], [Err(Denied::Signature), Err(Denied::Signature)]);
    }

    #[test]
    fn only_what_people_say_to_us_below_our_messages_counts() {
        let heard = said(&event(|_| {}), &["C1"]).unwrap();
        assert_eq!((heard.place, heard.id.as_str(), heard.act), (Place::Remote("C1:1.1".to_owned()), "C1:2.2", Act::Answer("coba <b>".to_owned())));
        let to_us = said(&event(|event| event["text"] = "<@UBOT> ambil".into()), &["C1"]).unwrap();
        assert_eq!(to_us.act, Act::Take);
        assert!(said(&event(|event| event["subtype"] = "file_share".into()), &["C1"]).is_some());
        let nothing: [fn(&mut Value); 10] = [
            |event| event["bot_id"] = "B1".into(),
            |event| event["app_id"] = "A1".into(),
            |event| event["edited"] = json!({ "user": "U2" }),
            |event| event["subtype"] = "message_changed".into(),
            |event| event["thread_ts"] = "2.2".into(),
            |event| drop(event.as_object_mut().unwrap().remove("thread_ts")),
            |event| drop(event.as_object_mut().unwrap().remove("user")),
            |event| event["channel"] = "C2".into(),
            |event| event["text"] = "siapa yang pegang?".into(),
            |event| event["text"] = "<@U9> ambil".into(),
        ];
        for (line, change) in nothing.into_iter().enumerate() {
            assert_eq!(said(&event(change), &["C1"]), None, "line {line}");
        }
    }
}
