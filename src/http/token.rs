//! Who a visitor is: a token that only this house can have made, and that nothing has to be stored for.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Site, problem::Problem};
use crate::domain::id::VisitorId;

/// Makes and reads visitors' tokens: `v1.<visitor>.<HMAC-SHA256 of both, base64url>`.
#[derive(Clone)]
pub(super) struct Tokens(Hmac<Sha256>);

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    pub(super) fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length"))
    }

    pub(super) fn make(&self, visitor: &VisitorId) -> String {
        let body = format!("v1.{visitor}");
        let mac = self.0.clone().chain_update(body.as_bytes()).finalize().into_bytes();
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    pub(super) fn read(&self, token: &str) -> Option<VisitorId> {
        let (body, mac) = token.rsplit_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        self.0.clone().chain_update(body.as_bytes()).verify_slice(&mac).ok()?;
        Some(VisitorId::new(body.strip_prefix("v1.")?))
    }
}

/// The visitor who sends a request, proven by its token.
#[derive(Debug, Clone)]
pub(super) struct Visitor(pub VisitorId);

impl FromRequestParts<Site> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        bearer(parts)
            .and_then(|token| site.0.tokens.read(token))
            .map(Self)
            .ok_or_else(|| Problem::unauthorized("Send the visitor's token as `Authorization: Bearer …`; POST /api/v1/visitors gives one."))
    }
}

/// The bearer token of a request.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_tokens_are_read() {
        let (ours, theirs) = (Tokens::new("one"), Tokens::new("two"));
        let visitor = VisitorId::new("0193");
        let token = ours.make(&visitor);
        assert_eq!(ours.read(&token), Some(visitor));
        assert_eq!(theirs.read(&token), None);
        for bad in ["", "v1", "v1.0193", "v1.0193.", "v1.0194.AAAA", &token.replace("0193", "0194"), &token[..token.len() - 1], &format!("{token}A")] {
            assert_eq!(ours.read(bad), None, "{bad}");
        }
    }
}
