//! What Zendesk's interface takes and tells (<https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/>), to and from our words.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::super::{Fault, FaultKind, SinkSettings, api, json as read, settings::word};
use crate::domain::sink::{Comment, Opening, RemoteComment, Standing};

/// The priorities it has, which are called as ours.
pub(super) const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];
/// The types it has.
pub(super) const TYPES: [&str; 4] = ["problem", "incident", "question", "task"];

/// A ticket to be opened. Whoever nobody knows is not named, so that the account itself asks.
pub(super) fn opening(settings: &SinkSettings, opening: &Opening, uploads: &[String]) -> Value {
    let mut ticket = json!({
        "subject": format!("{} [{}]", opening.subject, opening.number),
        "comment": { "body": opening.text, "public": true, "uploads": uploads },
        "external_id": opening.reference,
        "priority": settings.priority(opening.priority).unwrap_or(word(opening.priority)),
        "tags": settings.tags,
        "custom_fields": settings.filled(opening).filter_map(|(id, value)| Some(json!({ "id": read::number(id)?, "value": value }))).collect::<Vec<_>>(),
    });
    let email = &opening.requester.email;
    if !email.is_empty() {
        let name = if opening.requester.name.is_empty() { email } else { &opening.requester.name };
        ticket["requester"] = json!({ "name": name, "email": email });
    }
    for (field, option) in [("brand_id", "brand"), ("ticket_form_id", "form")] {
        if let Some(id) = settings.option(option).and_then(read::number) {
            ticket[field] = id.into();
        }
    }
    if let Some(kind) = settings.option("type") {
        ticket["type"] = kind.into();
    }
    if let Some(group) = settings.place(&opening.team).and_then(read::number) {
        ticket["group_id"] = group.into();
    }
    json!({ "ticket": ticket })
}

/// Something said, by this person if not by the account.
pub(super) fn comment(comment: &Comment, uploads: &[String], author: Option<i64>) -> Value {
    let mut said = json!({ "body": comment.words(), "public": comment.public, "uploads": uploads });
    if let Some(author) = author {
        said["author_id"] = author.into();
    }
    json!({ "ticket": { "comment": said } })
}

/// What it calls a standing.
pub(super) fn status(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Pending => "pending",
        Standing::Resolved => "solved",
    }
}

/// Where a ticket of this status stands.
pub(super) fn standing(status: &str) -> Option<Standing> {
    match status {
        "new" | "open" | "hold" => Some(Standing::Open),
        "pending" => Some(Standing::Pending),
        "solved" | "closed" => Some(Standing::Resolved),
        _ => None,
    }
}

/// Whether a comment came through the interface, or nobody can tell.
fn is_own(comment: &Value) -> bool {
    comment["via"]["channel"].as_str().is_none_or(|channel| channel == "api")
}

/// What a comment says, as plain text.
pub(super) fn text(comment: &Value) -> &str {
    comment["plain_body"].as_str().or_else(|| comment["body"].as_str()).unwrap_or_default()
}

/// A comment of the desk; what end users write there by themselves is no answer to them.
pub(super) fn said(comment: &Value, users: &[Value]) -> Option<RemoteComment> {
    let author = user(users, &comment["author_id"]);
    let (own, end_user) = (is_own(comment), author.is_some_and(|user| user["role"] == "end-user"));
    (own || !end_user).then(|| RemoteComment {
        id: read::id(&comment["id"]).unwrap_or_default(),
        author: author.and_then(|user| user["name"].as_str()).unwrap_or("Zendesk").to_owned(),
        public: comment["public"] == true,
        own,
        text: text(comment).to_owned(),
    })
}

/// The person of this id among those that came along.
pub(super) fn user<'a>(users: &'a [Value], id: &Value) -> Option<&'a Value> {
    users.iter().find(|user| !id.is_null() && user["id"] == *id)
}

/// What a refusal means; the reasons stand in `details` by field.
pub(super) fn fault(status: StatusCode, json: &Value) -> Fault {
    let usual = api::fault(status, json);
    if json["error"] == "IdempotentRequestError" {
        // The key is known with other files: an earlier attempt arrived, and is found by its reference.
        return Fault { kind: FaultKind::Lost, ..usual };
    }
    let Some(details) = json["details"].as_object().filter(|_| status == StatusCode::UNPROCESSABLE_ENTITY) else { return usual };
    let reasons: Vec<&str> = details.values().flat_map(read::list).filter_map(|reason| reason["description"].as_str()).collect();
    let words = format!("answered {status}: {}", reasons.join("; "));
    let kind = if reasons.iter().any(|reason| reason.contains("closed prevents")) {
        FaultKind::Missing
    } else if details.keys().any(|field| matches!(field.as_str(), "group" | "group_id" | "brand" | "brand_id" | "ticket_form_id")) {
        FaultKind::Place
    } else {
        FaultKind::Field
    };
    Fault::new(kind, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart_by_what_they_name() {
        let details = |field: &str, said: &str| json!({ "error": "RecordInvalid", "description": "Record validation errors", "details": { field: [{ "description": said }] } });
        for (status, body, kind, words) in [
            (422, details("group", "Group: is invalid"), FaultKind::Place, "Group: is invalid"),
            (422, details("status", "Status: closed prevents ticket update"), FaultKind::Missing, "closed prevents"),
            (422, details("priority", "Priority: is invalid"), FaultKind::Field, "Priority"),
            (400, json!({ "error": "IdempotentRequestError", "description": "other parameters" }), FaultKind::Lost, "other parameters"),
            (403, json!({ "error": { "title": "Forbidden", "message": "You do not have access" } }), FaultKind::Right, "You do not have access"),
            (401, json!({ "error": "Couldn't authenticate you" }), FaultKind::Credential, "authenticate"),
            (409, json!({ "error": "DatabaseConflict" }), FaultKind::Lost, "DatabaseConflict"),
        ] {
            let fault = fault(StatusCode::from_u16(status).unwrap(), &body);
            assert_eq!(fault.kind, kind, "{body}");
            assert!(fault.words.contains(words), "{}", fault.words);
        }
    }

    #[test]
    fn what_an_end_user_writes_by_mail_is_no_answer_and_what_we_wrote_for_one_is_ours() {
        let users = [json!({ "id": 1, "name": "Rina", "role": "end-user" }), json!({ "id": 2, "name": "Sari", "role": "agent" })];
        let comment = |author: i64, channel: &str| json!({ "id": 9, "author_id": author, "public": true, "plain_body": "x", "body": "*x*", "via": { "channel": channel } });
        assert_eq!(said(&comment(1, "email"), &users), None);
        assert!(said(&comment(1, "api"), &users).unwrap().own);
        let answer = said(&comment(2, "web"), &users).unwrap();
        assert_eq!((answer.own, answer.author.as_str(), answer.text.as_str()), (false, "Sari", "x"));
    }
}
