//! Signatures of calls by Standard Webhooks 1.0.0 (<https://www.standardwebhooks.com>): HMAC-SHA256 over `id.timestamp.body`.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A shared secret, `whsec_` and Base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Reads `whsec_…`; 24 to 64 bytes behind it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(text.trim().strip_prefix("whsec_")?).ok()?;
        (24..=64).contains(&bytes.len()).then_some(Self(bytes))
    }

    fn sign(&self, content: &str) -> String {
        format!("v1,{}", BASE64_STANDARD.encode(self.mac(content.as_bytes()).finalize().into_bytes()))
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, content: &[u8]) -> Hmac<Sha256> {
        Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length").chain_update(content)
    }
}

/// Whether one of the signatures of a header is by one of these secrets; takes as long whatever is wrong.
#[must_use]
pub fn is_signed(secrets: &[Secret], id: &str, seconds: i64, body: &[u8], header: &str) -> bool {
    let content = [format!("{id}.{seconds}.").as_bytes(), body].concat();
    let given: Vec<Vec<u8>> = header.split(' ').filter_map(|one| BASE64_STANDARD.decode(one.strip_prefix("v1,")?).ok()).collect();
    secrets.iter().any(|secret| given.iter().any(|given| secret.mac(&content).verify_slice(given).is_ok()))
}

/// The header `webhook-signature`: one signature for each secret.
#[must_use]
pub fn signature(secrets: &[Secret], id: &str, seconds: i64, body: &str) -> String {
    let content = format!("{id}.{seconds}.{body}");
    secrets.iter().map(|secret| secret.sign(&content)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_s_own_example_is_signed_alike() {
        let secret = Secret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&[secret.clone(), secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn short_and_foreign_secrets_are_none() {
        for bad in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!"] {
            assert!(Secret::read(bad).is_none(), "{bad}");
        }
        assert_eq!(format!("{:?}", Secret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()), "Secret");
    }
}
