//! Calls of a program to us: believed by a shared secret or by its public key, and only while they are fresh and whole.

use super::*;
use crate::connect::{http, ticket::settings::example};

const PRIVATE: &str = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
const PUBLIC: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
const SHARED: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &str = r#"{"type":"ticket.updated","data":{"id":"7","status":"resolved"}}"#;
const NOW: i64 = 1_795_402_800;

fn endpoint(secrets: &[&str], hook_secrets: &[&str]) -> std::result::Result<Endpoint, String> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let settings = SinkSettings { secrets: texts(secrets), hook_secrets: texts(hook_secrets), url: "https://desk.example/garda".to_owned(), ..example(&[]) };
    Endpoint::new("desk", &settings, &http::client(&[]).unwrap())
}

/// What is made of a call that was signed with this secret at this time, and then says something else.
fn hooked(endpoint: &Endpoint, secret: &str, seconds: i64, body: &str) -> std::result::Result<Hooked, Denied> {
    let signed = signature(&[Secret::read(secret).unwrap()], "k1", seconds, BODY);
    let header = |name: &str| match name {
        "webhook-id" => Some("k1".to_owned()),
        "webhook-timestamp" => Some(seconds.to_string()),
        "webhook-signature" => Some(signed.clone()),
        _ => None,
    };
    endpoint.hooked(&Call { header: &header, body: body.as_bytes() }, Timestamp(NOW * 1000))
}

#[test]
fn calls_are_believed_by_either_kind_of_secret() {
    let both = endpoint(&[PRIVATE, SHARED], &[PUBLIC, SHARED]).unwrap();
    for secret in [PRIVATE, SHARED] {
        assert!(matches!(hooked(&both, secret, NOW, BODY), Ok(Hooked::Told(told)) if told[0].remote == "7"), "{secret}");
        assert_eq!(hooked(&both, secret, NOW, &BODY.replace('7', "8")), Err(Denied::Signature));
        assert_eq!(hooked(&both, secret, NOW - 301, BODY), Err(Denied::Old));
    }
    let public = endpoint(&[SHARED], &[PUBLIC]).unwrap();
    assert_eq!(hooked(&public, SHARED, NOW, BODY), Err(Denied::Signature), "what signs our calls proves nothing about theirs");
    assert_eq!(hooked(&endpoint(&[SHARED], &[]).unwrap(), SHARED, NOW, BODY), Err(Denied::NotExpected));
}

#[test]
fn each_kind_of_secret_has_its_place() {
    for (secrets, hook_secrets, words) in
        [(&[PUBLIC][..], &[][..], "secrets must be `whsec_`"), (&[SHARED], &[PRIVATE], "hook_secrets must be `whsec_`"), (&["x"], &[], "garda events key")]
    {
        let problem = endpoint(secrets, hook_secrets).unwrap_err();
        assert!(problem.contains(words), "{problem}");
    }
}
