//! Who is signed in on the help pages: a cookie that scripts cannot read and other sites' forms do not carry.

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::Response,
};
use serde::Deserialize;

use super::{Filled, HOME, to};
use crate::{
    desk::{self, Before},
    domain::{
        id::VisitorId,
        person::{Claim, Person},
    },
    http::{
        Site,
        guard::{Caller, OwnPage, cookie},
        identity,
        pages::page::In,
        problem::{Problem, Result},
        token::Asker,
    },
};

/// The name of the cookie; over TLS one that no other host and no plain connection can set.
fn name(site: &Site) -> &'static str {
    if is_secure(site) { "__Host-garda_person" } else { "garda_person" }
}

fn is_secure(site: &Site) -> bool {
    site.config().public_url.starts_with("https://")
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) person: Person,
    pub(super) visitor: VisitorId,
}

/// Whoever looks at a page, signed in or not, with a cookie to be set if they were signed in just now.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) member: Option<Member>,
    cookie: Option<HeaderValue>,
}

impl Reader {
    /// A page for them, with their cookie.
    pub(super) fn with_cookie(self, mut response: Response) -> Response {
        if let Some(cookie) = self.cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl FromRequestParts<Site> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self> {
        let secret = cookie(&parts.headers, name(site)).map(str::to_owned);
        let known = match &secret {
            Some(secret) => site.desk().person_of(secret).await?,
            None => None,
        };
        let caller = Caller::from_request_parts(parts, site).await?;
        let named = identity::proxied(site, caller, parts);
        let same = |person: &Person, claim: &Claim| person.account.as_ref() == Some(&claim.subject);
        match (known, named) {
            (Some((person, _)), Some(claim)) if !same(&person, &claim) => signed_by_proxy(site, claim, secret).await,
            (None, Some(claim)) => signed_by_proxy(site, claim, None).await,
            (known, _) => Ok(Self { member: known.map(|(person, visitor)| Member { person, visitor }), cookie: None }),
        }
    }
}

async fn signed_by_proxy(site: &Site, claim: Claim, earlier: Option<String>) -> Result<Reader> {
    let before = earlier.map_or(Before::Nobody, Before::Session);
    let signed = site.desk().identify(claim, before, site.config().identity.session_ms).await?;
    Ok(Reader { member: Some(Member { person: signed.person, visitor: signed.visitor }), cookie: set_cookie(site, &signed.token) })
}

/// The cookie of a sign-in; none for the empty secret, which takes it away.
pub(super) fn set_cookie(site: &Site, secret: &str) -> Option<HeaderValue> {
    let seconds = if secret.is_empty() { 0 } else { site.config().identity.session_ms / 1000 };
    let secure = if is_secure(site) { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", name(site))).ok()
}

/// Who the browser was until now.
pub(super) fn before(site: &Site, headers: &HeaderMap) -> Before {
    cookie(headers, name(site)).map_or(Before::Nobody, |secret| Before::Session(secret.to_owned()))
}

/// Sends on to the list with a new cookie.
pub(super) fn signed_in(site: &Site, at: &In, secret: &str) -> Response {
    let reader = Reader { member: None, cookie: set_cookie(site, secret) };
    reader.with_cookie(to(&format!("{HOME}?lang={}", at.language(site))))
}

/// A sign-in of the chat, handed over in the body of a form: it stands in no address, no log and no history.
#[derive(Deserialize)]
pub(super) struct HandedOver {
    token: String,
}

pub(super) async fn hand_over(State(site): State<Site>, at: In, _: OwnPage, Filled(form): Filled<HandedOver>) -> Result<Response> {
    let secret = Asker::secret(&form.token).unwrap_or_default();
    match site.desk().hand_over(secret, site.config().identity.session_ms).await {
        Ok(new) => Ok(signed_in(&site, &at, &new)),
        Err(desk::Error::NotFound) => Ok(to(&format!("{HOME}?lang={}", at.language(&site)))),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn sign_out(State(site): State<Site>, at: In, _: OwnPage, headers: HeaderMap) -> Result<Response> {
    if let Some(secret) = cookie(&headers, name(&site)) {
        site.desk().end_person_session(secret).await?;
    }
    let reader = Reader { member: None, cookie: set_cookie(&site, "") };
    Ok(reader.with_cookie(to(&format!("/help?lang={}", at.language(&site)))))
}
