//! Signatures of calls by Standard Webhooks 1.0.0 (<https://www.standardwebhooks.com>) over `id.timestamp.body`: `v1` is HMAC-SHA256 with a secret
//! that both sides know, `v1a` is ed25519, whose public key is all that the receiver needs.

use std::{fmt, sync::Arc};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of an ed25519 seed, and of a public key.
const HALF: usize = 32;
/// So many signatures of a call are looked at.
const MOST: usize = 16;

/// How a secret that signs is written, for those who have to write one.
pub const SECRET_FORM: &str = "`whsec_` and 24 to 64 bytes in Base64, or `whsk_` and an ed25519 key (`garda events key` makes one)";
/// How a secret that calls to us are checked by is written.
pub const PROOF_FORM: &str = "`whsec_` and 24 to 64 bytes in Base64, or `whpk_` and an ed25519 public key";

/// What signs calls: a shared secret, or the private half of a pair of keys.
#[derive(Clone)]
pub enum Secret {
    /// Known to both sides.
    Shared(Shared),
    /// Known to us alone.
    Private(Arc<Ed25519KeyPair>),
}

/// What calls to us are checked by: a shared secret, or the public half of a pair of keys.
#[derive(Clone)]
pub enum Proof {
    /// Known to both sides.
    Shared(Shared),
    /// Known to everybody.
    Public([u8; HALF]),
}

/// A secret that both sides know.
#[derive(Clone)]
pub struct Shared(Vec<u8>);

/// Secrets never reach a log.
macro_rules! without_secrets {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}
without_secrets!(Secret, Proof, Shared);

impl Shared {
    fn read(text: &str) -> Option<Self> {
        let bytes = decode(text, "whsec_")?;
        (24..=64).contains(&bytes.len()).then_some(Self(bytes))
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, content: &[u8]) -> Hmac<Sha256> {
        Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length").chain_update(content)
    }
}

impl Secret {
    /// Reads `whsec_…` with 24 to 64 bytes behind it, or `whsk_…` with an ed25519 seed or a seed and its public key: the specification says only
    /// that it is a standard key, and both are in use.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let Some(bytes) = decode(text, "whsk_") else { return Shared::read(text).map(Self::Shared) };
        let pair = match bytes.len() {
            HALF => Ed25519KeyPair::from_seed_unchecked(&bytes),
            _ => Ed25519KeyPair::from_seed_and_public_key(bytes.get(..HALF)?, bytes.get(HALF..)?),
        };
        pair.ok().map(Arc::new).map(Self::Private)
    }

    /// The public half as `whpk_…`, if there is one.
    #[must_use]
    pub fn public(&self) -> Option<String> {
        match self {
            Self::Shared(_) => None,
            Self::Private(pair) => Some(format!("whpk_{}", BASE64_STANDARD.encode(pair.public_key()))),
        }
    }

    fn sign(&self, content: &[u8]) -> String {
        match self {
            Self::Shared(shared) => format!("v1,{}", BASE64_STANDARD.encode(shared.mac(content).finalize().into_bytes())),
            Self::Private(pair) => format!("v1a,{}", BASE64_STANDARD.encode(pair.sign(content))),
        }
    }
}

/// The private key of these random bytes as it is written: `whsk_` with the seed and the public key behind it.
#[must_use]
pub fn private_key(seed: [u8; HALF]) -> Option<String> {
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
    Some(format!("whsk_{}", BASE64_STANDARD.encode([&seed, pair.public_key().as_ref()].concat())))
}

impl Proof {
    /// Reads `whsec_…` or `whpk_…`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match decode(text, "whpk_") {
            Some(bytes) => bytes.try_into().ok().map(Self::Public),
            None => Shared::read(text).map(Self::Shared),
        }
    }

    /// Whether one of the signatures of a header is by this secret.
    fn accepts(&self, content: &[u8], header: &str) -> bool {
        let given = |mark: &'static str| header.split(' ').take(MOST).filter_map(move |one| BASE64_STANDARD.decode(one.strip_prefix(mark)?).ok());
        match self {
            Self::Shared(shared) => given("v1,").any(|given| shared.mac(content).verify_slice(&given).is_ok()),
            Self::Public(key) => given("v1a,").any(|given| UnparsedPublicKey::new(&ED25519, key).verify(content, &given).is_ok()),
        }
    }
}

fn decode(text: &str, mark: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text.trim().strip_prefix(mark)?).ok()
}

/// Whether one of the signatures of a header is by one of these secrets; takes as long whatever is wrong.
#[must_use]
pub fn is_signed(proofs: &[Proof], id: &str, seconds: i64, body: &[u8], header: &str) -> bool {
    let content = [format!("{id}.{seconds}.").as_bytes(), body].concat();
    proofs.iter().any(|proof| proof.accepts(&content, header))
}

/// The header `webhook-signature`: one signature for each secret.
#[must_use]
pub fn signature(secrets: &[Secret], id: &str, seconds: i64, body: &str) -> String {
    let content = format!("{id}.{seconds}.{body}");
    secrets.iter().map(|secret| secret.sign(content.as_bytes())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SHARED: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SHARED_SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    /// The signature is the one of the specification's example of headers.
    const PRIVATE: &str = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    const PUBLIC: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    const PRIVATE_SIGNED: &str = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    fn signed(secrets: &[&str]) -> String {
        signature(&secrets.iter().map(|text| Secret::read(text).unwrap()).collect::<Vec<_>>(), ID, AT, BODY)
    }

    #[test]
    fn known_calls_are_signed_as_others_sign_them() {
        // The second key is a bare seed, from the tests of the reference library for Go.
        let seed = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
        let by_seed = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";
        for (secrets, expected) in [
            (vec![SHARED, SHARED], format!("{SHARED_SIGNED} {SHARED_SIGNED}")),
            (vec![PRIVATE], PRIVATE_SIGNED.to_owned()),
            (vec![seed], by_seed.to_owned()),
            (vec![SHARED, PRIVATE], format!("{SHARED_SIGNED} {PRIVATE_SIGNED}")),
        ] {
            assert_eq!(signed(&secrets), expected);
        }
    }

    #[test]
    fn either_kind_is_checked_among_several_and_nothing_changed_is_accepted() {
        let both = format!("v1,AAAA v1a,AAAA {SHARED_SIGNED} v2,x {PRIVATE_SIGNED}");
        let proofs = |texts: &[&str]| texts.iter().map(|text| Proof::read(text).unwrap()).collect::<Vec<_>>();
        for known in [&[SHARED][..], &[PUBLIC], &["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", PUBLIC]] {
            let known = proofs(known);
            assert!(is_signed(&known, ID, AT, BODY.as_bytes(), &both));
            for (id, at, body) in [(ID, AT, "{}"), (ID, AT + 1, BODY), ("msg_x", AT, BODY)] {
                assert!(!is_signed(&known, id, at, body.as_bytes(), &both));
            }
        }
        // A signature counts only under its own mark.
        for (known, header) in [(PUBLIC, SHARED_SIGNED), (SHARED, PRIVATE_SIGNED), (PUBLIC, &PRIVATE_SIGNED.replace("v1a", "v1")), (SHARED, ""), (PUBLIC, "v1a,")] {
            assert!(!is_signed(&proofs(&[known]), ID, AT, BODY.as_bytes(), header), "{known} {header}");
        }
        assert!(!is_signed(&[], ID, AT, BODY.as_bytes(), &both));
    }

    #[test]
    fn short_and_foreign_secrets_are_none() {
        let torn = PRIVATE.replace("D4loKW", "x").replace("lX0dR", "laaaa");
        for bad in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!", "whsk_", "whsk_c2hvcnQ=", &torn, PUBLIC] {
            assert!(Secret::read(bad).is_none(), "{bad}");
        }
        for bad in ["", "whpk_", "whpk_c2hvcnQ=", PRIVATE, &PUBLIC.replace("whpk", "whsk")] {
            assert!(Proof::read(bad).is_none(), "{bad}");
        }
        assert_eq!(format!("{:?} {:?}", Secret::read(PRIVATE).unwrap(), Proof::read(SHARED).unwrap()), "Secret Proof");
    }

    #[test]
    fn a_private_key_tells_its_public_half() {
        assert_eq!(Secret::read(PRIVATE).unwrap().public().as_deref(), Some(PUBLIC));
        assert_eq!(Secret::read(SHARED).unwrap().public(), None);
        let made = private_key([7; 32]).unwrap();
        let (secret, proof) = (Secret::read(&made).unwrap(), Proof::read(&Secret::read(&made).unwrap().public().unwrap()).unwrap());
        assert!(is_signed(&[proof], "a", 1, b"b", &signature(&[secret], "a", 1, "b")));
    }
}
