//! What goes to Slack and comes from it: texts in which nothing that was typed means anything, messages, and its words for what went wrong.

use serde_json::{Value, json};

use super::super::{Fault, FaultKind, Result};
use crate::domain::sink::{Comment, Notice};

/// Characters that a block of text takes; Slack takes 3,000.
const BLOCK: usize = 2_900;
/// So many of them one comment has at most.
const MOST_BLOCKS: usize = 8;
/// What our messages are told by (<https://docs.slack.dev/messaging/message-metadata>).
const EVENT: &str = "garda";

/// A text as it stands in a message: `&`, `<` and `>` are all that begins a link, a name or a call to everybody.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    text.chars().for_each(|sign| push(&mut out, sign));
    out
}

fn push(out: &mut String, sign: char) {
    match sign {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\r' => {}
        _ => out.push(sign),
    }
}

/// A long text in blocks, none of which ends inside a sign that is written out; what is left over is cut.
fn blocks(before: &str, text: &str, most: usize) -> Vec<Value> {
    let (mut out, mut block, mut length) = (Vec::new(), before.to_owned(), before.chars().count());
    for sign in text.chars() {
        let mut written = String::new();
        push(&mut written, sign);
        let more = written.chars().count();
        if length + more > BLOCK {
            if out.len() + 1 == most {
                block.push('…');
                break;
            }
            out.push(section(&block));
            (block, length) = (String::new(), 0);
        }
        block.push_str(&written);
        length += more;
    }
    if !block.trim().is_empty() {
        out.push(section(&block));
    }
    out
}

/// `verbatim` keeps Slack from making links and names of what only looks like them.
fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } })
}

fn context(text: &str) -> Value {
    json!({ "type": "context", "elements": [{ "type": "mrkdwn", "text": escaped(text), "verbatim": true }] })
}

/// The message a ticket is told by.
pub(super) fn notice(notice: &Notice) -> Value {
    let head = notice.head.strip_prefix(&notice.number).unwrap_or(&notice.head);
    let number = format!("*<{}|{}>*", escaped(&notice.link).replace('|', "%7C"), escaped(&notice.number));
    let mut all = blocks(&number, head, 1);
    all.extend([&notice.state, &notice.guide].into_iter().filter(|text| !text.is_empty()).map(|text| context(text)));
    let text = format!("{} ({})", notice.head.lines().next().unwrap_or_default(), notice.state);
    json!({ "text": escaped(&text), "blocks": all, "metadata": metadata("reference", &notice.reference) })
}

/// A line below a ticket.
pub(super) fn line(text: &str, key: &str) -> Value {
    json!({ "text": escaped(text), "blocks": blocks("", text, 1), "metadata": metadata("key", key) })
}

/// What was said of a ticket.
pub(super) fn comment(comment: &Comment) -> Value {
    let author = format!("{}*{}*\n", if comment.public { "" } else { "🔒 " }, escaped(&comment.author).replace('*', "∗"));
    let text = format!("{}: {}", comment.author, comment.text);
    let mut message =
        json!({ "text": escaped(&text.chars().take(BLOCK).collect::<String>()), "blocks": blocks(&author, &comment.text, MOST_BLOCKS), "metadata": metadata("key", &comment.key) });
    if comment.loud {
        message["reply_broadcast"] = true.into();
    }
    message
}

fn metadata(name: &str, value: &str) -> Value {
    json!({ "event_type": EVENT, "event_payload": { name: value } })
}

/// Whether a message was sent from here under this name.
pub(super) fn is_called(message: &Value, name: &str, value: &str) -> bool {
    message["metadata"]["event_type"] == EVENT && message["metadata"]["event_payload"][name] == value
}

/// What people wrote, as plain text.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('>') else {
            rest = after;
            continue;
        };
        out.push_str(&shown(inside));
        rest = behind;
    }
    out.push_str(rest);
    ["&lt;", "&gt;", "&amp;"].iter().zip(["<", ">", "&"]).fold(out, |text, (written, sign)| text.replace(written, sign))
}

/// What stands between angle brackets, as it is shown: a link, a person, a channel, a call to everybody.
fn shown(inside: &str) -> String {
    let (what, label) = inside.split_once('|').unwrap_or((inside, ""));
    match what.chars().next() {
        Some('@') if label.is_empty() => "@…".to_owned(),
        Some('@') => format!("@{}", label.trim_start_matches('@')),
        Some('#') if label.is_empty() => "#…".to_owned(),
        Some('#') => format!("#{label}"),
        Some('!') => format!("@{}", if label.is_empty() { what[1..].split('^').next().unwrap_or_default() } else { label.trim_start_matches('@') }),
        _ if label.is_empty() || what.trim_start_matches("mailto:") == label || what.ends_with(&format!("//{label}")) => what.trim_start_matches("mailto:").to_owned(),
        _ => format!("{label} ({what})"),
    }
}

/// A message by its channel and its time there.
pub(super) fn name(channel: &str, ts: &str) -> String {
    format!("{channel}:{ts}")
}

/// The channel and the time of a name.
pub(super) fn parts(name: &str) -> Result<(&str, &str)> {
    name.split_once(':').ok_or_else(|| Fault::new(FaultKind::Missing, "the ticket has no message"))
}

/// Since when a ticket of this reference may have been told: since its conversation began, in seconds, with a day for clocks that differ.
pub(super) fn oldest(reference: &str) -> u64 {
    // The first 48 bits of a UUID of version 7 are milliseconds.
    let digits: String = reference.strip_prefix("garda-").unwrap_or_default().chars().filter(|sign| *sign != '-').take(12).collect();
    let began = if digits.len() == 12 { u64::from_str_radix(&digits, 16).unwrap_or(0) } else { 0 };
    (began / 1000).saturating_sub(86_400)
}

/// What an answer means that says it is none (<https://docs.slack.dev/reference/methods/chat.postMessage#errors>).
pub(super) fn fault(answer: &Value) -> Fault {
    let error = answer["error"].as_str().unwrap_or_default();
    let (kind, hint) = match error {
        "invalid_auth" | "not_authed" | "account_inactive" | "token_revoked" | "token_expired" | "no_permission" | "org_login_required" => {
            (FaultKind::Credential, "install the app again and take its Bot User OAuth Token (xoxb-…)")
        }
        "missing_scope" | "not_allowed_token_type" => (FaultKind::Right, "add the scope under OAuth & Permissions and install the app again"),
        "not_in_channel" => (FaultKind::Right, "invite the app into the channel: /invite @its-name"),
        "restricted_action"
        | "restricted_action_thread_only_channel"
        | "restricted_action_read_only_channel"
        | "access_denied"
        | "ekm_access_denied"
        | "team_access_not_granted" => (FaultKind::Right, "let the app post in the channel, in the settings of channel and workspace"),
        "channel_not_found" => (FaultKind::Place, "take the channel's id (C…) from its details; into a private one the app must be invited first"),
        "is_archived" => (FaultKind::Place, "the channel is archived"),
        "message_not_found" | "thread_not_found" | "cant_update_message" => (FaultKind::Missing, ""),
        "ratelimited" | "rate_limited" | "message_limit_exceeded" => (FaultKind::RateLimit, ""),
        "" | "internal_error" | "fatal_error" | "service_unavailable" | "request_timeout" | "team_added_to_org" | "accesslimited" => (FaultKind::Lost, ""),
        _ => (FaultKind::Field, ""),
    };
    let needed = answer["needed"].as_str().map(|needed| format!(" ({needed})")).unwrap_or_default();
    let said = if error.is_empty() { "the answer cannot be read" } else { error };
    Fault::new(kind, if hint.is_empty() { format!("answered {said}{needed}") } else { format!("answered {said}{needed}: {hint}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_means_anything() {
        for (typed, written) in [
            ("<!channel> tolong", "&lt;!channel&gt; tolong"),
            ("<@U123> & <https://evil.example|Konsol>", "&lt;@U123&gt; &amp; &lt;https://evil.example|Konsol&gt;"),
            ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
            ("a\r\nb", "a\nb"),
        ] {
            assert_eq!(escaped(typed), written);
        }
    }

    #[test]
    fn long_texts_are_parted_between_signs() {
        let all = blocks("*Rina*\n", &"&".repeat(BLOCK), 8);
        let texts: Vec<&str> = all.iter().map(|block| block["text"]["text"].as_str().unwrap()).collect();
        assert!(texts.len() > 1 && texts.iter().all(|text| text.chars().count() <= BLOCK && text.ends_with("&amp;")), "{}", texts.len());
        assert_eq!(texts.concat(), format!("*Rina*\n{}", "&amp;".repeat(BLOCK)));
        let cut = blocks("", &"x".repeat(BLOCK * 3), 2);
        assert!(cut.len() == 2 && cut[1]["text"]["text"].as_str().unwrap().ends_with('…'));
        assert!(blocks("", "  ", 2).is_empty());
    }

    #[test]
    fn what_people_write_is_read_as_it_is_shown() {
        for (text, plain_text) in [
            ("coba &lt;b&gt; &amp;amp;", "coba <b> &amp;"),
            ("lihat <https://kb.example/vpn|panduan> dan <https://kb.example>", "lihat panduan (https://kb.example/vpn) dan https://kb.example"),
            ("<http://kb.example|kb.example> <mailto:a@b.example|a@b.example>", "http://kb.example a@b.example"),
            ("<@U1> <@U1|rina> <#C1|jaringan> <!here> <!subteam^S1|@tim>", "@… @rina #jaringan @here @tim"),
            ("a < b", "a  b"),
        ] {
            assert_eq!(plain(text), plain_text, "{text}");
        }
    }

    #[test]
    fn a_reference_tells_since_when_to_look() {
        assert_eq!(oldest("garda-01a20812-43f9-7c9c-847e-000000000000-1"), 1_795_431_744 - 86_400);
        assert_eq!([oldest("garda-x-1"), oldest("")], [0, 0]);
    }

    #[test]
    fn faults_are_told_apart() {
        for (error, kind) in [
            ("invalid_auth", FaultKind::Credential),
            ("missing_scope", FaultKind::Right),
            ("not_in_channel", FaultKind::Right),
            ("channel_not_found", FaultKind::Place),
            ("message_not_found", FaultKind::Missing),
            ("ratelimited", FaultKind::RateLimit),
            ("fatal_error", FaultKind::Lost),
            ("invalid_blocks", FaultKind::Field),
        ] {
            assert_eq!(fault(&json!({ "ok": false, "error": error })).kind, kind, "{error}");
        }
        assert_eq!(fault(&Value::Null).kind, FaultKind::Lost);
        assert!(fault(&json!({ "ok": false, "error": "missing_scope", "needed": "channels:history" })).words.contains("(channels:history): add the scope"));
    }
}
