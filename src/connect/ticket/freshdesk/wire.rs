//! What Freshdesk's interface takes and tells (<https://developers.freshdesk.com/api/>), to and from our words.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::super::{Fault, FaultKind, File, SinkSettings, api, json as read};
use crate::domain::{
    content::Priority,
    sink::{Comment, Opening, RemoteComment, Standing, html},
};

/// The most bytes of all files of a ticket or a note.
const MOST_FILE_BYTES: usize = 20 << 20;
/// A ticket that came from a chat.
const CHAT: u64 = 7;
/// A note among the sources of what is said.
const NOTE: i64 = 2;

/// A ticket to be opened. Somebody must ask, so the configuration names an address for those nobody knows.
pub(super) fn opening(settings: &SinkSettings, opening: &Opening) -> Value {
    let usual = match opening.priority {
        Priority::Low => 1,
        Priority::Normal => 2,
        Priority::High => 3,
        Priority::Urgent => 4,
    };
    let known = !opening.requester.email.is_empty();
    let mut ticket = json!({
        "subject": format!("{} [{}]", opening.subject, opening.number),
        "description": html(&opening.text),
        "email": if known { Some(opening.requester.email.as_str()) } else { settings.option("requester") },
        "priority": settings.priority(opening.priority).and_then(read::number).unwrap_or(usual),
        "status": status(settings, Standing::Open),
        "source": settings.option("source").and_then(read::number).unwrap_or(CHAT),
        "tags": settings.tags,
        "custom_fields": settings.filled(opening).map(|(name, value)| (name.to_owned(), value.into())).collect::<serde_json::Map<_, _>>(),
    });
    ticket["custom_fields"][reference(settings)] = opening.reference.clone().into();
    if known && !opening.requester.name.is_empty() {
        ticket["name"] = opening.requester.name.clone().into();
    }
    if let Some(kind) = settings.option("type") {
        ticket["type"] = kind.into();
    }
    if let Some(group) = settings.place(&opening.team).and_then(read::number) {
        ticket["group_id"] = group.into();
    }
    ticket
}

/// The field that holds the reference.
pub(super) fn reference(settings: &SinkSettings) -> &str {
    settings.option("reference_field").unwrap_or_default()
}

/// Something said: a note, so that nobody gets an e-mail of what stands in the chat; a requester's counts as come in.
pub(super) fn note(comment: &Comment, requester: Option<i64>) -> Value {
    let mut note = json!({ "body": html(&comment.words()), "private": !comment.public });
    if let Some(requester) = requester {
        (note["incoming"], note["user_id"]) = (true.into(), requester.into());
    }
    note
}

/// The same as the fields of a form, as it takes them beside files.
pub(super) fn fields(body: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut fields = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        match value {
            Value::Array(list) => fields.extend(list.iter().map(|one| (format!("{name}[]"), text(one)))),
            Value::Object(object) => fields.extend(object.iter().map(|(inner, one)| (format!("{name}[{inner}]"), text(one)))),
            one => fields.push((name.clone(), text(one))),
        }
    }
    fields
}

/// As many of the files as it takes at once.
pub(super) fn fitting(files: Vec<File>) -> Vec<File> {
    let mut sum = 0;
    let (fitting, long): (Vec<File>, Vec<File>) = files.into_iter().partition(|file| {
        sum += file.bytes.len();
        sum <= MOST_FILE_BYTES
    });
    if !long.is_empty() {
        tracing::warn!(files = long.len(), "files are too long together and do not go along; they stand in the console");
    }
    fitting
}

/// Its number for a standing.
pub(super) fn status(settings: &SinkSettings, standing: Standing) -> u64 {
    let (name, usual) = match standing {
        Standing::Open => ("open", 2),
        Standing::Pending => ("pending", 3),
        Standing::Resolved => ("resolved", 4),
    };
    settings.option(name).and_then(read::number).unwrap_or(usual)
}

/// Where a ticket of this status stands; a status of the house's own that is not named means that somebody is at it.
pub(super) fn standing(settings: &SinkSettings, number: &Value) -> Option<Standing> {
    let number = number.as_u64()?;
    let named = [Standing::Pending, Standing::Resolved].into_iter().find(|standing| status(settings, *standing) == number);
    Some(named.unwrap_or(match number {
        3 | 6 => Standing::Pending,
        4 | 5 => Standing::Resolved,
        _ => Standing::Open,
    }))
}

/// What the desk said; what comes in from requesters is no answer to them.
pub(super) fn said(one: &Value, me: &Value, author: String) -> Option<RemoteComment> {
    (one["incoming"] != true).then(|| RemoteComment {
        id: read::id(&one["id"]).unwrap_or_default(),
        author,
        public: one["private"] == false,
        own: one["user_id"] == *me && one["source"] == NOTE,
        text: text(one).to_owned(),
    })
}

/// What was said, as plain text.
pub(super) fn text(one: &Value) -> &str {
    one["body_text"].as_str().unwrap_or_default().trim()
}

/// What a refusal means; each field that is wrong stands in `errors`.
pub(super) fn fault(status: StatusCode, json: &Value) -> Fault {
    let usual = api::fault(status, json);
    let wrong: Vec<String> =
        read::list(&json["errors"]).iter().filter_map(|one| Some(format!("{}: {}", one["field"].as_str()?, one["message"].as_str().unwrap_or_default()))).collect();
    if wrong.is_empty() || status != StatusCode::BAD_REQUEST {
        return usual;
    }
    let place = wrong.iter().any(|one| one.starts_with("group_id"));
    Fault::new(if place { FaultKind::Place } else { FaultKind::Field }, format!("answered {status}: {}", wrong.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_the_same_as_the_body() {
        let body = json!({ "subject": "x", "priority": 3, "private": false, "tags": ["a", "b"], "custom_fields": { "cf_x": "y" } });
        let right = [("custom_fields[cf_x]", "y"), ("priority", "3"), ("private", "false"), ("subject", "x"), ("tags[]", "a"), ("tags[]", "b")];
        let mut fields = fields(&body);
        fields.sort();
        assert_eq!(fields, right.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn refusals_are_told_apart_by_the_field_they_name() {
        let wrong =
            |field: &str| json!({ "description": "Validation failed", "errors": [{ "field": field, "message": "It should be one of these values", "code": "invalid_value" }] });
        for (status, body, kind) in [
            (400, wrong("group_id"), FaultKind::Place),
            (400, wrong("custom_fields.cf_x"), FaultKind::Field),
            (401, json!({ "code": "invalid_credentials", "message": "You have to be logged in to perform this action." }), FaultKind::Credential),
            (403, json!({ "code": "access_denied", "message": "You are not authorized to perform this action." }), FaultKind::Right),
            (404, Value::Null, FaultKind::Missing),
            (405, Value::Null, FaultKind::Field),
        ] {
            assert_eq!(fault(StatusCode::from_u16(status).unwrap(), &body).kind, kind, "{status}");
        }
    }

    #[test]
    fn files_that_are_too_long_together_stay_away() {
        let file = |bytes: usize| File { name: String::new(), media: String::new(), bytes: vec![0; bytes] };
        assert_eq!(fitting(vec![file(12 << 20), file(8 << 20), file(1)]).len(), 2);
    }
}
