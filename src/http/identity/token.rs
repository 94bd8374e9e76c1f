//! Tokens that a page or a sign-in service has signed: JSON Web Tokens of few, fixed algorithms.
//!
//! Which algorithm a token may have follows from the key alone, never from the token: a public key is no secret to check an
//! HMAC with, and there is no key for `none`.

use std::{fmt, fs, path::Path};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use crate::{
    config::Identity,
    domain::{
        person::{Claim, Proven},
        time::Timestamp,
    },
};

/// How far clocks may be apart, in milliseconds.
const LEEWAY_MS: i64 = 30_000;
/// The most bytes of a token that is looked at.
const MOST_BYTES: usize = 4096;

/// Checks tokens.
pub(in crate::http) struct Verifier {
    ways: Vec<(DecodingKey, Validation)>,
    life_ms: i64,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}

/// What we read of a token; the rest of it says nothing to us.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    /// Seconds since 1970, as all of these.
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    name: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
}

impl Verifier {
    /// A verifier with the configured keys.
    ///
    /// # Errors
    /// When a file holds no public key that is known.
    pub(in crate::http) fn new(identity: &Identity) -> Result<Self, String> {
        let secrets = identity.keys.iter().map(|key| Ok((DecodingKey::from_secret(key.0.as_bytes()), Algorithm::HS256)));
        let public = identity.public_keys.iter().map(|path| read(path));
        let keys: Vec<(DecodingKey, Algorithm)> = secrets.chain(public).collect::<Result<_, String>>()?;
        let ways = keys.into_iter().map(|(key, algorithm)| (key, validation(algorithm, identity))).collect();
        Ok(Self { ways, life_ms: identity.token_life_ms })
    }

    /// Whether any token can be accepted.
    pub(in crate::http) fn has_keys(&self) -> bool {
        !self.ways.is_empty()
    }

    /// What a token proves; nothing, whatever is wrong with it.
    pub(in crate::http) fn verify(&self, token: &str, now: Timestamp) -> Option<Claim> {
        let header = decode_header(token).ok().filter(|_| token.len() <= MOST_BYTES)?;
        if header.crit.is_some() {
            return None;
        }
        let claims = self.ways.iter().find_map(|(key, validation)| decode::<Claims>(token, key, validation).ok())?.claims;
        if !self.is_timely(&claims, now) {
            return None;
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Claim::new(Proven::Token, &claims.sub, &text(&claims.name), &text(&claims.email), claims.email_verified)
    }

    /// By our own clock, which tests hold.
    fn is_timely(&self, claims: &Claims, now: Timestamp) -> bool {
        let from_now = |seconds: i64| seconds.saturating_mul(1000).saturating_sub(now.0);
        let left = from_now(claims.exp);
        let begun = [claims.nbf, claims.iat].into_iter().flatten().all(|at| from_now(at) <= LEEWAY_MS);
        begun && left > -LEEWAY_MS && left <= self.life_ms + LEEWAY_MS
    }
}

fn validation(algorithm: Algorithm, identity: &Identity) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.set_audience(&[&identity.audience]);
    let mut needed = vec!["sub", "exp", "aud"];
    if let Some(issuer) = &identity.issuer {
        validation.set_issuer(&[issuer]);
        needed.push("iss");
    }
    validation.set_required_spec_claims(&needed);
    validation
}

/// A public key and the one algorithm it is for.
fn read(path: &Path) -> Result<(DecodingKey, Algorithm), String> {
    let pem = fs::read(path).map_err(|error| format!("identity.public_keys: {}: {error}", path.display()))?;
    let ec = DecodingKey::from_ec_pem(&pem).map(|key| (key, Algorithm::ES256));
    let ed = || DecodingKey::from_ed_pem(&pem).map(|key| (key, Algorithm::EdDSA));
    let rsa = || DecodingKey::from_rsa_pem(&pem).map(|key| (key, Algorithm::RS256));
    ec.or_else(|_| ed()).or_else(|_| rsa()).map_err(|_| format!("identity.public_keys: {} holds no public key of RSA, P-256 or Ed25519 in PEM", path.display()))
}
