//! What Redmine tells by itself (from version 7 on): signed with HMAC-SHA256 of the body, `X-Redmine-Signature-256: sha256=<hex>`.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::super::{Call, Denied, Hooked};

/// Which issue a call is about; how it stands is read, so a call that is sent again says nothing new.
pub(super) fn hooked(secrets: &[String], call: &Call<'_>) -> Result<Hooked, Denied> {
    if secrets.is_empty() {
        return Err(Denied::NotExpected);
    }
    let given = (call.header)("x-redmine-signature-256").and_then(|header| bytes(header.strip_prefix("sha256=")?)).ok_or(Denied::Signature)?;
    if !secrets.iter().any(|secret| is_signed(secret, call.body, &given)) {
        return Err(Denied::Signature);
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
    if !body["type"].is_string() {
        return Err(Denied::Body);
    }
    // Also wiki pages and news are told; of an issue that was deleted there is nothing to read.
    let told = body["type"].as_str().is_some_and(|kind| kind.starts_with("issue.") && kind != "issue.deleted");
    Ok(Hooked::Read(body.pointer("/data/issue/id").and_then(Value::as_i64).filter(|_| told).map(|id| id.to_string()).into_iter().collect()))
}

fn is_signed(secret: &str, body: &[u8], given: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(secret.as_bytes()).is_ok_and(|mac| mac.chain_update(body).verify_slice(given).is_ok())
}

/// Bytes written as hexadecimal digits.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = hex.as_bytes().chunks(2).map(|pair| u8::try_from(digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?).ok());
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Written down with `openssl dgst -sha256 -hmac geheim`.
    const BODY: &[u8] = br#"{"type":"issue.updated","data":{"issue":{"id":17}}}"#;
    const SIGNED: &str = "sha256=2a4633f93e9d2ecb333df5585fb2bb62af9033a5d54884119143ea4634bf6506";

    fn told(secrets: &[&str], body: &[u8], signed: &str) -> Result<Hooked, Denied> {
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        hooked(&secrets, &Call { header: &|name| (name == "x-redmine-signature-256" && !signed.is_empty()).then(|| signed.to_owned()), body })
    }

    #[test]
    fn only_what_is_signed_with_a_secret_of_ours_is_believed() {
        assert_eq!(told(&["old", "geheim"], BODY, SIGNED), Ok(Hooked::Read(vec!["17".to_owned()])));
        for (secrets, body, signed, denied) in [
            (&[][..], BODY, SIGNED, Denied::NotExpected),
            (&["other"], BODY, SIGNED, Denied::Signature),
            (&["geheim"], &BODY[1..], SIGNED, Denied::Signature),
            (&["geheim"], BODY, "", Denied::Signature),
            (&["geheim"], BODY, &SIGNED[7..], Denied::Signature),
            (&["geheim"], BODY, &SIGNED[..SIGNED.len() - 1], Denied::Signature),
            (&["geheim"], BODY, "sha256=gä", Denied::Signature),
        ] {
            assert_eq!(told(secrets, body, signed), Err(denied), "{secrets:?} {signed}");
        }
    }
}
