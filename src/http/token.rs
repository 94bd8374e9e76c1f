//! Who a visitor is: a token that only this house can have made, and that nothing has to be stored for.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Site, guard::Caller, identity, problem::Problem};
use crate::domain::{
    id::VisitorId,
    person::{Claim, Person},
};

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

/// What the token of somebody who is signed in begins with.
const SIGNED_IN: &str = "p1.";

/// Whoever sends a request, proven by a token: a visitor without a name, or a person who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    /// The visitor; a person is the same one everywhere.
    pub visitor: VisitorId,
    /// The person, if it is one who is signed in.
    pub person: Option<Person>,
    token: String,
}

impl Asker {
    /// The token of a sign-in, as its browser keeps it.
    pub(super) fn signed_in(secret: &str) -> String {
        format!("{SIGNED_IN}{secret}")
    }

    /// The secret of a sign-in in its token.
    pub(super) fn secret(token: &str) -> Option<&str> {
        token.strip_prefix(SIGNED_IN)
    }

    /// Whoever has this token; nobody if it proves nothing or is over.
    pub(super) async fn of(site: &Site, token: &str) -> Result<Option<Self>, Problem> {
        let (person, visitor) = match Self::secret(token) {
            None => (None, site.0.tokens.read(token)),
            Some(secret) => site.desk().person_of(secret).await?.map_or((None, None), |(person, visitor)| (Some(person), Some(visitor))),
        };
        Ok(visitor.map(|visitor| Self { visitor, person, token: token.to_owned() }))
    }

    /// The same again, as it is now: a sign-in may have ended meanwhile.
    pub(super) async fn again(&self, site: &Site) -> Result<Self, Problem> {
        if self.person.is_none() {
            return Ok(self.clone());
        }
        Self::of(site, &self.token).await?.filter(|now| now.visitor == self.visitor).ok_or_else(unknown)
    }

    /// Whether the proxy in front of us says the same of who this is.
    fn is_whom_the_proxy_names(&self, named: Option<Claim>) -> bool {
        match (&self.person, named) {
            (Some(person), Some(claim)) => person.account.as_ref() == Some(&claim.subject),
            _ => true,
        }
    }

    /// The secret of the sign-in, if it is one.
    pub(super) fn session(&self) -> Option<&str> {
        Self::secret(&self.token)
    }
}

fn unknown() -> Problem {
    Problem::unauthorized("Send the visitor's token as `Authorization: Bearer …`; POST /api/v1/visitors gives one.")
}

impl FromRequestParts<Site> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let token = bearer(parts).ok_or_else(unknown)?.to_owned();
        let asker = Self::of(site, &token).await?.ok_or_else(unknown)?;
        let caller = Caller::from_request_parts(parts, site).await?;
        if asker.is_whom_the_proxy_names(identity::proxied(site, caller, parts)) { Ok(asker) } else { Err(unknown()) }
    }
}

/// The visitor who sends a request, proven by its token.
#[derive(Debug, Clone)]
pub(super) struct Visitor(pub VisitorId);

impl FromRequestParts<Site> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        Ok(Self(Asker::from_request_parts(parts, site).await?.visitor))
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
