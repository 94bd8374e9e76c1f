//! What Jira Service Management's interfaces take and tell (<https://developer.atlassian.com/cloud/jira/service-desk/rest/>), to and from our words.

use reqwest::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    super::{Fault, FaultKind, SinkSettings, api, json as read},
    adf,
};
use crate::domain::sink::{Comment, Opening, RemoteComment, Standing};

/// What it calls a ticket that waits for the requester, unless the configuration names another.
const PENDING: &str = "Waiting for customer";

/// A request to be raised, for this customer if it knows one.
pub(super) fn request(settings: &SinkSettings, opening: &Opening, customer: Option<&str>, files: &[String]) -> Value {
    let described = if settings.option("reference_field").is_some() { opening.text.clone() } else { format!("{}\n{}", opening.text.trim_end(), opening.reference) };
    let mut fields: Map<String, Value> = settings.filled(opening).map(|(name, value)| (name.to_owned(), value.into())).collect();
    fields.insert("summary".to_owned(), format!("{} [{}]", opening.subject.replace(['\n', '\r'], " "), opening.number).into());
    fields.insert("description".to_owned(), adf::document(&described));
    if let Some(field) = settings.option("reference_field") {
        fields.insert(field.to_owned(), opening.reference.clone().into());
    }
    // A request type has these only if somebody put them on its form.
    if let Some(priority) = settings.priority(opening.priority) {
        fields.insert("priority".to_owned(), json!({ "name": priority }));
    }
    if !settings.tags.is_empty() {
        fields.insert("labels".to_owned(), settings.tags.clone().into());
    }
    if !files.is_empty() {
        fields.insert("attachment".to_owned(), files.into());
    }
    let kind = settings.place(&opening.team).or(settings.option("request_type"));
    let mut request = json!({ "serviceDeskId": settings.option("service_desk"), "requestTypeId": kind, "isAdfRequest": true, "requestFieldValues": fields });
    if let Some(customer) = customer {
        request["raiseOnBehalfOf"] = customer.into();
    }
    request
}

/// Something said; what is private is kept from customers.
pub(super) fn comment(comment: &Comment) -> Value {
    json!({ "body": adf::document(&comment.words()), "properties": [{ "key": "sd.public.comment", "value": { "internal": !comment.public } }] })
}

/// The field that the reference stands in.
pub(super) fn field(settings: &SinkSettings) -> &str {
    settings.option("reference_field").unwrap_or("description")
}

/// How a ticket of this reference is searched for.
pub(super) fn query(settings: &SinkSettings, reference: &str) -> String {
    let number = settings.option("reference_field").and_then(|field| field.strip_prefix("customfield_"));
    let field = number.map_or_else(|| "description".to_owned(), |number| format!("cf[{number}]"));
    format!("{field} ~ \"\\\"{reference}\\\"\"")
}

/// Whether an issue is the one of this reference; a search finds others beside it.
pub(super) fn is_called(settings: &SinkSettings, issue: &Value, reference: &str) -> bool {
    let held = &issue["fields"][field(settings)];
    held.as_str().map_or_else(|| adf::text(held).lines().any(|line| line.trim() == reference), |held| held.trim() == reference)
}

/// Where an issue of this status stands.
pub(super) fn standing(settings: &SinkSettings, status: &Value) -> Option<Standing> {
    let (name, category) = (status["name"].as_str()?, status["statusCategory"]["key"].as_str()?);
    Some(match category {
        "done" => Standing::Resolved,
        _ if name.eq_ignore_ascii_case(settings.option("pending").unwrap_or(PENDING)) => Standing::Pending,
        _ => Standing::Open,
    })
}

/// The way to a standing among those that lead on from where an issue is; a named status before any other.
pub(super) fn transition(settings: &SinkSettings, ways: &[Value], standing: Standing) -> Option<Value> {
    let wanted = match standing {
        Standing::Open => settings.option("reopen"),
        Standing::Pending => settings.option("pending"),
        Standing::Resolved => settings.option("resolve"),
    };
    let leads = |way: &&Value| match wanted {
        Some(name) => way["to"]["name"].as_str().is_some_and(|to| to.eq_ignore_ascii_case(name)),
        None => self::standing(settings, &way["to"]) == Some(standing),
    };
    let way = ways.iter().find(leads)?;
    let mut taken = json!({ "transition": { "id": way["id"] } });
    let resolution = &way["fields"]["resolution"];
    if resolution["required"] == true {
        taken["fields"] = json!({ "resolution": { "id": resolution["allowedValues"][0]["id"] } });
    }
    Some(taken)
}

/// What the desk said; what customers write there by themselves is no answer to them.
pub(super) fn said(comment: &Value, me: &str) -> Option<RemoteComment> {
    let author = &comment["author"];
    let own = author["accountId"] == me;
    (own || author["accountType"] != "customer").then(|| RemoteComment {
        id: read::id(&comment["id"]).unwrap_or_default(),
        author: author["displayName"].as_str().unwrap_or("Jira").to_owned(),
        public: comment["jsdPublic"] == true,
        own,
        text: adf::text(&comment["body"]),
    })
}

/// What is wrong with a request type for what is sent to it, by the description of its form.
pub(super) fn lacks(settings: &SinkSettings, form: &Value) -> Option<String> {
    let fields = read::list(&form["requestTypeFields"]);
    let mut sent: Vec<&str> = vec!["summary", "description", "attachment"];
    sent.extend(settings.option("reference_field"));
    sent.extend(settings.fields.keys().map(String::as_str));
    sent.extend((!settings.priorities.is_empty()).then_some("priority"));
    sent.extend((!settings.tags.is_empty()).then_some("labels"));
    if let Some(missing) = sent.iter().find(|name| !fields.iter().any(|field| field["fieldId"] == **name)) {
        return Some(format!("has no field {missing} on its form"));
    }
    if let Some(needed) = fields.iter().find(|field| field["required"] == true && !sent.iter().any(|name| field["fieldId"] == *name)) {
        return Some(format!("requires the field {}, which nothing fills", needed["fieldId"].as_str().unwrap_or_default()));
    }
    let known = fields.iter().find(|field| field["fieldId"] == "priority").map(|field| read::list(&field["validValues"])).unwrap_or_default();
    let unknown = settings.priorities.values().find(|name| !known.is_empty() && !known.iter().any(|value| value["label"] == **name))?;
    Some(format!("has no priority {unknown}"))
}

/// What a refusal means.
pub(super) fn fault(status: StatusCode, json: &Value) -> Fault {
    let usual = api::fault(status, json);
    let errors: Vec<String> = json["errors"].as_object().into_iter().flatten().map(|(field, said)| format!("{field}: {}", said.as_str().unwrap_or_default())).collect();
    let said = read::list(&json["errorMessages"]).iter().filter_map(Value::as_str).map(str::to_owned).chain(errors).collect::<Vec<_>>().join("; ");
    let place = ["service desk", "request type"].iter().any(|what| usual.words.to_lowercase().contains(what));
    let kind = if status == StatusCode::BAD_REQUEST && place { FaultKind::Place } else { usual.kind };
    if said.is_empty() { Fault { kind, ..usual } } else { Fault::new(kind, format!("answered {status}: {said}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart() {
        for (status, body, kind, words) in [
            (400, json!({ "errorMessage": "The request type with ID 99 does not exist", "i18nErrorMessage": {} }), FaultKind::Place, "ID 99"),
            (400, json!({ "errorMessages": [], "errors": { "customfield_1": "is required" } }), FaultKind::Field, "customfield_1: is required"),
            (401, Value::Null, FaultKind::Credential, "401"),
            (403, json!({ "errorMessage": "You are not an agent" }), FaultKind::Right, "agent"),
            (404, json!({ "errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {} }), FaultKind::Missing, "permission"),
            (429, Value::Null, FaultKind::RateLimit, "429"),
        ] {
            let fault = fault(StatusCode::from_u16(status).unwrap(), &body);
            assert_eq!(fault.kind, kind, "{body}");
            assert!(fault.words.contains(words), "{}", fault.words);
        }
    }
}
