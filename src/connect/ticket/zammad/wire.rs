//! What Zammad's interface takes and tells (<https://docs.zammad.org/en/latest/api/intro.html>), to and from our words.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::super::{Fault, FaultKind, File, SinkSettings, api, json as read, plain};
use crate::domain::{
    content::Priority,
    sink::{Comment, Opening, RemoteComment, Standing},
    time::Timestamp,
};

/// The attribute that holds the reference, unless the configuration names another.
pub(super) const REFERENCE: &str = "garda_reference";
/// How long a ticket that waits is left waiting there, in milliseconds: it asks for an end.
const PENDING: i64 = 7 * 86_400_000;

/// A ticket to be opened, for this customer; it counts as said by them.
pub(super) fn opening(settings: &SinkSettings, opening: &Opening, files: &[File], customer: &Value) -> Value {
    let usual = match opening.priority {
        Priority::Low => "1 low",
        Priority::Normal => "2 normal",
        Priority::High | Priority::Urgent => "3 high",
    };
    let mut ticket = json!({
        "title": format!("{} [{}]", opening.subject, opening.number),
        "group": settings.place(&opening.team),
        "customer_id": customer,
        "priority": settings.priority(opening.priority).unwrap_or(usual),
        "article": {
            "subject": opening.subject, "body": opening.text, "content_type": "text/plain", "type": "web", "sender": "Customer", "internal": false, "attachments": attached(files),
        },
    });
    if !settings.tags.is_empty() {
        ticket["tags"] = settings.tags.join(",").into();
    }
    for (name, value) in settings.filled(opening) {
        ticket[name] = value.into();
    }
    ticket[reference(settings)] = opening.reference.clone().into();
    ticket
}

/// The attribute that holds the reference.
pub(super) fn reference(settings: &SinkSettings) -> &str {
    settings.option("reference_field").unwrap_or(REFERENCE)
}

/// Something said; a requester says it as the customer, so that it counts as such.
pub(super) fn article(ticket: &Value, comment: &Comment, files: &[File]) -> Value {
    let (kind, sender) = if comment.by_requester { ("web", "Customer") } else { ("note", "Agent") };
    let mut article = json!({
        "ticket_id": ticket["id"], "body": comment.words(), "content_type": "text/plain", "type": kind, "sender": sender, "internal": !comment.public, "attachments": attached(files),
    });
    if comment.by_requester {
        article["origin_by_id"] = ticket["customer_id"].clone();
    }
    article
}

fn attached(files: &[File]) -> Vec<Value> {
    files.iter().map(|file| json!({ "filename": file.name, "data": BASE64_STANDARD.encode(&file.bytes), "mime-type": file.media })).collect()
}

/// The name of the state for a standing.
pub(super) fn state(settings: &SinkSettings, standing: Standing) -> &str {
    match standing {
        Standing::Open => settings.option("open").unwrap_or("open"),
        Standing::Pending => settings.option("pending").unwrap_or("pending reminder"),
        Standing::Resolved => settings.option("resolved").unwrap_or("closed"),
    }
}

/// A change of state.
pub(super) fn change(settings: &SinkSettings, standing: Standing, now: Timestamp) -> Value {
    let mut change = json!({ "state": state(settings, standing) });
    if standing == Standing::Pending {
        change["pending_time"] = now.plus_ms(PENDING).rfc3339().into();
    }
    change
}

/// Where a ticket in this state stands: by the type of the state, which stays when it is renamed.
pub(super) fn standing(states: &[Value], state: &Value) -> Option<Standing> {
    let known = states.iter().find(|known| known["id"] == *state)?;
    match known["state_type"].as_str()? {
        "new" | "open" => Some(Standing::Open),
        "pending reminder" | "pending action" => Some(Standing::Pending),
        "closed" | "merged" | "removed" => Some(Standing::Resolved),
        _ => None,
    }
}

/// What an article says, as plain text.
pub(super) fn text(article: &Value) -> String {
    let body = article["body"].as_str().unwrap_or_default();
    if article["content_type"].as_str().is_some_and(|kind| kind.contains("html")) { plain::text(body) } else { body.to_owned() }
}

/// An article of the desk; what customers and the system itself write there is no answer to them.
pub(super) fn said(article: &Value, me: &Value) -> Option<RemoteComment> {
    let own = article["created_by_id"] == *me;
    (own || article["sender"] == "Agent").then(|| RemoteComment {
        id: read::id(&article["id"]).unwrap_or_default(),
        author: name(article["from"].as_str().unwrap_or_default()).to_owned(),
        public: article["internal"] == false,
        own,
        text: text(article),
    })
}

/// The name of `"Sari Dewi" <sari@kantor.example>`.
fn name(from: &str) -> &str {
    let name = from.split('<').next().unwrap_or_default().trim().trim_matches('"').trim();
    if name.is_empty() { "Zammad" } else { name }
}

/// What a refusal means: what does not exist is named between quotes.
pub(super) fn fault(status: StatusCode, json: &Value) -> Fault {
    let usual = api::fault(status, json);
    let said = json["error"].as_str().unwrap_or_default();
    let kind = match status {
        StatusCode::UNPROCESSABLE_ENTITY if said.contains("'group'") => FaultKind::Place,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if said.contains("Invalid") || said.contains("Authentication required") || said.contains("oken authorization failed") => {
            FaultKind::Credential
        }
        _ => usual.kind,
    };
    Fault { kind, ..usual }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_is_that_of_the_type_of_state() {
        let states = [
            json!({ "id": 1, "name": "neu", "state_type": "new" }),
            json!({ "id": 7, "name": "menunggu", "state_type": "pending action" }),
            json!({ "id": 5, "name": "x", "state_type": "merged" }),
        ];
        let of = |id: i64| standing(&states, &json!(id));
        assert_eq!([of(1), of(7), of(5), of(9)], [Some(Standing::Open), Some(Standing::Pending), Some(Standing::Resolved), None]);
    }

    #[test]
    fn names_are_those_of_people() {
        for (from, right) in [("Sari Dewi <sari@x.example>", "Sari Dewi"), ("\"Sari, IT\" <s@x>", "Sari, IT"), ("Sari", "Sari"), ("<s@x>", "Zammad"), ("", "Zammad")] {
            assert_eq!(name(from), right, "{from}");
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        for (status, said, kind) in [
            (422, "No lookup value found for 'group': \"Jaringan\"", FaultKind::Place),
            (422, "No lookup value found for 'priority': \"P1\"", FaultKind::Field),
            (401, "Authentication required", FaultKind::Credential),
            (403, "Invalid BasicAuth credentials", FaultKind::Credential),
            (403, "Not authorized", FaultKind::Right),
            (404, "Couldn't find Ticket with 'id'=9", FaultKind::Missing),
        ] {
            assert_eq!(fault(StatusCode::from_u16(status).unwrap(), &json!({ "error": said })).kind, kind, "{said}");
        }
    }
}
