//! What goes to Telegram and what it means by its refusals: texts as HTML in which nothing that was typed means anything.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::super::{Fault, FaultKind, Result, api};
use crate::domain::sink::{Comment, Notice};

/// Characters of a message that are ours to fill; Telegram takes 4,096, counted as it shows them.
const MOST: usize = 3_600;

/// A text in HTML, cut when it is longer than a message.
fn written(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut length = 0;
    for sign in text.chars() {
        length += sign.len_utf16();
        if length > most {
            out.push('…');
            break;
        }
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(sign),
        }
    }
    out
}

/// The message a ticket is told by; it begins with the number, as every message about it does.
pub(super) fn notice(notice: &Notice) -> Value {
    let head = notice.head.strip_prefix(&notice.number).unwrap_or(&notice.head);
    let mut end = String::new();
    for text in [&notice.guide, &notice.link].into_iter().filter(|text| !text.is_empty()) {
        end.extend(["\n\n", &written(text, 500)]);
    }
    let text =
        format!("<a href=\"{}\">{}</a>{}\n\n<b>{}</b>{end}", written(&notice.link, 500), written(&notice.number, 50), written(head, MOST - 700), written(&notice.state, 150));
    message(&text)
}

/// A line about a ticket.
pub(super) fn line(number: &str, text: &str) -> Value {
    message(&format!("{} · {}", written(number, 50), written(text, MOST)))
}

/// What was said of a ticket.
pub(super) fn comment(comment: &Comment) -> Value {
    let number = comment.key.split('#').next().unwrap_or_default();
    let lock = if comment.public { "" } else { "🔒 " };
    message(&format!("{} · {lock}<b>{}</b>\n{}", written(number, 50), written(&comment.author, 200), written(&comment.text, MOST - 300)))
}

fn message(html: &str) -> Value {
    json!({ "text": html, "parse_mode": "HTML", "link_preview_options": { "is_disabled": true } })
}

/// A group and the topic in it: `-1001234567890`, or `-1001234567890/7`.
pub(super) fn place(text: &str) -> Option<(i64, Option<i64>)> {
    let (group, topic) = text.split_once('/').map_or((text, None), |(group, topic)| (group, Some(topic)));
    let number = |text: &str| if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse::<i64>().ok() } else { None };
    let group = group.strip_prefix("-100").and_then(|rest| number(rest).map(|_| group.parse::<i64>().ok()))??;
    match topic {
        Some(topic) => Some((group, Some(number(topic).filter(|topic| *topic > 0)?))),
        None => Some((group, None)),
    }
}

/// What a ticket's first message is called: the group, the topic or 0, and its number there.
pub(super) fn name(group: i64, topic: Option<i64>, message: i64) -> String {
    format!("{group}/{}/{message}", topic.unwrap_or(0))
}

/// The group, the topic and the number of a name.
pub(super) fn parts(name: &str) -> Result<(i64, Option<i64>, i64)> {
    let mut parts = name.split('/').map(|part| part.parse::<i64>().ok());
    match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten()) {
        (Some(group), Some(topic), Some(message)) => Ok((group, (topic != 0).then_some(topic), message)),
        _ => Err(Fault::new(FaultKind::Missing, "the ticket has no message")),
    }
}

/// What a refusal means: its words are all there is to tell one from another.
pub(super) fn fault(status: StatusCode, json: &Value) -> Fault {
    let said = json["description"].as_str().unwrap_or_default();
    let low = said.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| low.contains(word));
    let moved = json["parameters"]["migrate_to_chat_id"].as_i64();
    let (kind, hint) = match status.as_u16() {
        401 | 404 => (FaultKind::Credential, "take the bot's token from @BotFather".to_owned()),
        400 if let Some(to) = moved => (FaultKind::Place, format!("the group has become {to}: name that in places")),
        400 if has(&["chat not found"]) => (FaultKind::Place, "add the bot to the group, and name the group by its number (-100…)".to_owned()),
        400 if has(&["thread not found", "topic"]) => (FaultKind::Place, "the topic is not there or closed: name another behind the group, as -100…/7".to_owned()),
        400 if has(&["not enough rights", "write_forbidden", "have no rights", "need administrator"]) => (FaultKind::Right, "let the bot write in the group".to_owned()),
        403 => (FaultKind::Right, "add the bot to the group again".to_owned()),
        400 if has(&["message to edit not found", "message can't be edited", "message_id_invalid"]) => (FaultKind::Missing, String::new()),
        _ => return Fault { wait: json["parameters"]["retry_after"].as_i64().and_then(|seconds| seconds.checked_mul(1000)), ..api::fault(status, json) },
    };
    let words = format!("answered {}: {said}", status.as_u16());
    Fault::new(kind, if hint.is_empty() { words } else { format!("{words}; {hint}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_means_anything_and_nothing_is_too_long() {
        let comment = Comment {
            key: "GRD-1042#7".to_owned(),
            public: true,
            by_requester: true,
            author: "<b>Rina".to_owned(),
            text: format!("<a href=\"tg://x\">{}", "&".repeat(9_000)),
            files: Vec::new(),
            loud: false,
        };
        let text = super::comment(&comment)["text"].as_str().unwrap().to_owned();
        assert!(text.starts_with("GRD-1042 · <b>&lt;b&gt;Rina</b>\n&lt;a href=&quot;tg://x&quot;&gt;&amp;"), "{text}");
        assert!(text.ends_with("&amp;…") && text.matches("&amp;").count() < 4_000);
    }

    #[test]
    fn groups_and_topics_are_read() {
        for (text, read) in [
            ("-1001234567890", Some((-1_001_234_567_890, None))),
            ("-1001234567890/7", Some((-1_001_234_567_890, Some(7)))),
            ("-1001234567890/0", None),
            ("-1001234567890/x", None),
            ("-1234", None),
            ("12345", None),
            ("@grup", None),
            ("", None),
        ] {
            assert_eq!(place(text), read, "{text}");
        }
        for name_of in [(-1_001, None, 9), (-1_001, Some(7), 9)] {
            assert_eq!(parts(&name(name_of.0, name_of.1, name_of.2)).unwrap(), name_of);
        }
        assert_eq!(parts("GRD-1").unwrap_err().kind, FaultKind::Missing);
    }

    #[test]
    fn refusals_are_told_apart() {
        let answer = |description: &str| json!({ "ok": false, "description": description });
        for (status, body, kind) in [
            (401, answer("Unauthorized"), FaultKind::Credential),
            (404, answer("Not Found"), FaultKind::Credential),
            (400, answer("Bad Request: chat not found"), FaultKind::Place),
            (400, answer("Bad Request: message thread not found"), FaultKind::Place),
            (400, json!({ "description": "Bad Request: group chat was upgraded to a supergroup chat", "parameters": { "migrate_to_chat_id": -1009 } }), FaultKind::Place),
            (400, answer("Bad Request: not enough rights to send text messages to the chat"), FaultKind::Right),
            (403, answer("Forbidden: bot was kicked from the supergroup chat"), FaultKind::Right),
            (400, answer("Bad Request: message to edit not found"), FaultKind::Missing),
            (400, answer("Bad Request: can't parse entities"), FaultKind::Field),
            (502, Value::Null, FaultKind::Lost),
        ] {
            assert_eq!(fault(StatusCode::from_u16(status).unwrap(), &body).kind, kind, "{status} {body}");
        }
        let slow = fault(StatusCode::TOO_MANY_REQUESTS, &json!({ "description": "Too Many Requests: retry after 9", "parameters": { "retry_after": 9 } }));
        assert_eq!((slow.kind, slow.wait), (FaultKind::RateLimit, Some(9_000)));
    }
}
