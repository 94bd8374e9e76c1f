//! What is said and what Request Tracker writes, one made of the other.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};

use super::super::{File, Remote, SinkSettings};
use crate::domain::{
    content::Priority,
    mail::is_address,
    sink::{Comment, Opening, Requester, Standing},
};

/// The most characters of a subject.
const LONGEST_SUBJECT: usize = 200;

/// A new ticket.
pub(super) fn ticket(opening: &Opening, settings: &SinkSettings, queue: &str, reference_field: &str, files: &[File]) -> Value {
    let subject: String = format!("[{}] {}", opening.number, opening.subject).chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST_SUBJECT).collect();
    let mut fields: Map<String, Value> = settings.filled(opening).map(|(name, value)| (name.to_owned(), value.into())).collect();
    fields.insert(reference_field.to_owned(), opening.reference.as_str().into());
    if let (Some(name), false) = (settings.option("tags_field"), settings.tags.is_empty()) {
        fields.insert(name.to_owned(), settings.tags.clone().into());
    }
    let mut ticket = Map::new();
    for (name, value) in [
        ("Queue", queue.into()),
        ("Subject", subject.into()),
        ("Content", opening.text.as_str().into()),
        ("ContentType", "text/plain".into()),
        ("Priority", priority(settings, opening.priority).into()),
        ("CustomFields", fields.into()),
        ("Attachments", attachments(files)),
    ] {
        ticket.insert(name.to_owned(), value);
    }
    if let Some(requestor) = requestor(&opening.requester, settings) {
        ticket.insert("Requestor".to_owned(), requestor.into());
    }
    ticket.into()
}

/// Who asks, as one address: what a name or an address has in it must not add another.
fn requestor(requester: &Requester, settings: &SinkSettings) -> Option<String> {
    if !is_address(&requester.email) {
        return settings.option("requestor").map(str::to_owned);
    }
    let name: String = requester.name.chars().filter(|sign| sign.is_alphanumeric() || " '-".contains(*sign)).collect();
    let name = name.trim();
    Some(if name.is_empty() { requester.email.clone() } else { format!("{name} <{}>", requester.email) })
}

/// From 0 to 100, as Request Tracker names them: low, medium and high are 0, 50 and 100.
fn priority(settings: &SinkSettings, priority: Priority) -> String {
    let usual = match priority {
        Priority::Low => "0",
        Priority::Normal => "50",
        Priority::High => "75",
        Priority::Urgent => "100",
    };
    settings.priority(priority).unwrap_or(usual).to_owned()
}

/// A message to a ticket.
pub(super) fn message(comment: &Comment, files: &[File]) -> Value {
    json!({ "Content": comment.words(), "ContentType": "text/plain", "Attachments": attachments(files) })
}

fn attachments(files: &[File]) -> Value {
    // An empty file is refused together with everything else.
    let full = files.iter().filter(|file| !file.bytes.is_empty());
    full.map(|file| json!({ "FileName": bytes_as_signs(&file.name), "FileType": file.media, "FileContent": BASE64_STANDARD.encode(&file.bytes) })).collect()
}

/// The bytes of a text, each as the sign of that number: a file's name is taken as bytes, and any sign beyond them ends the whole call.
fn bytes_as_signs(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

/// What a call returned tells of a ticket's name.
pub(super) fn remote(id: &str, base: &str) -> Remote {
    Remote { id: id.to_owned(), url: Some(format!("{}/Ticket/Display.html?id={id}", base.trim_end_matches('/'))) }
}

/// A number that stands as text or as a number.
pub(super) fn id(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|id| id.to_string())).filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A text within the quotes of a query.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// A name as one part of a path.
pub(super) fn segment(name: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    name.bytes().map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Whether a list of links offers something.
pub(super) fn offers(record: &Value, what: &str) -> bool {
    record["_hyperlinks"].as_array().is_some_and(|links| links.iter().any(|link| link["ref"] == what))
}

/// Where a ticket stands by its status.
pub(super) fn standing(status: &str, settings: &SinkSettings) -> Standing {
    let is = |option: &str, usual: &[&str]| settings.option(option).is_some_and(|name| name.eq_ignore_ascii_case(status)) || usual.contains(&status.to_lowercase().as_str());
    match () {
        () if is("resolved", &["resolved", "rejected", "deleted"]) => Standing::Resolved,
        () if is("pending", &["stalled"]) => Standing::Pending,
        () => Standing::Open,
    }
}

/// The status to set.
pub(super) fn status(standing: Standing, settings: &SinkSettings) -> &str {
    let (option, usual) = match standing {
        Standing::Open => ("open", "open"),
        Standing::Pending => ("pending", "stalled"),
        Standing::Resolved => ("resolved", "resolved"),
    };
    settings.option(option).unwrap_or(usual)
}

/// The number of the account that a token is of: `1-<number>-<hexadecimal digits>`; none of a password.
pub(super) fn account_of_token(secret: &str) -> Option<&str> {
    let [version, number, digits] = secret.split('-').collect::<Vec<_>>()[..] else { return None };
    let number_like = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (number_like(version) && number_like(number) && digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{super::super::settings::example, *};

    #[test]
    fn nothing_typed_adds_a_requestor_or_leaves_its_place() {
        let settings = example(&[("requestor", "chat@kantor.example")]);
        let asks = |name: &str, email: &str| requestor(&Requester { name: name.to_owned(), email: email.to_owned() }, &settings).unwrap();
        for (name, email, one) in [
            ("Rina", "rina@kantor.example", "Rina <rina@kantor.example>"),
            ("", "rina@kantor.example", "rina@kantor.example"),
            ("R <boss@x.example>, \"Q\"", "rina@kantor.example", "R bossxexample Q <rina@kantor.example>"),
            ("Rina", "", "chat@kantor.example"),
            ("Rina", "a@x.example, b@x.example", "chat@kantor.example"),
        ] {
            assert_eq!(asks(name, email), one);
        }
        assert_eq!(requestor(&Requester::default(), &example(&[])), None);
        assert_eq!(quoted("a' OR \\'"), "'a\\' OR \\\\\\''");
        assert_eq!(segment("Bantuan TI/é?%"), "Bantuan%20TI%2F%C3%A9%3F%25");
        assert_eq!(bytes_as_signs("é☎a").chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect::<Vec<_>>(), "é☎a".as_bytes());
    }

    #[test]
    fn a_token_names_its_account_and_a_password_does_not() {
        for (secret, account) in [
            ("1-27-c2adfc77ae676ab22501f1d05a7cd242", Some("27")),
            ("1-27-c2adfc77", None),
            ("1--c2adfc77ae676ab22501f1d05a7cd242", None),
            ("1-27-c2adfc77ae676ab22501f1d05a7cd24z", None),
            ("rahasia", None),
        ] {
            assert_eq!(account_of_token(secret), account, "{secret}");
        }
    }

    #[test]
    fn statuses_are_the_usual_ones_and_those_of_the_configuration() {
        let settings = example(&[("pending", "waiting"), ("resolved", "done")]);
        for (name, stands) in [
            ("new", Standing::Open),
            ("stalled", Standing::Pending),
            ("Waiting", Standing::Pending),
            ("rejected", Standing::Resolved),
            ("done", Standing::Resolved),
            ("odd", Standing::Open),
        ] {
            assert_eq!(standing(name, &settings), stands, "{name}");
        }
        assert_eq!([Standing::Open, Standing::Pending, Standing::Resolved].map(|standing| status(standing, &settings)), ["open", "waiting", "done"]);
    }
}
