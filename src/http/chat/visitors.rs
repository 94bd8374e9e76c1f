//! A visitor appears, proves who they are, and signs out.

use axum::{
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    desk::{Before, Identified},
    http::{
        Site,
        guard::Caller,
        identity::{Named, codes},
        json::Json,
        limit::counted,
        problem::{Problem, Result},
        token::{Asker, bearer},
        view::PersonView,
    },
};

/// A visitor and its proof.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Added {
    /// To be sent as a bearer token.
    token: String,
    visitor: String,
    /// Who it is, if that is proven.
    person: Option<PersonView>,
}

impl From<Identified> for Added {
    fn from(signed: Identified) -> Self {
        Self { token: Asker::signed_in(&signed.token), visitor: signed.visitor.0, person: Some(signed.person.into()) }
    }
}

/// Who the browser can prove it was until now: what an earlier visitor wrote goes along with whoever holds both proofs.
#[derive(Debug)]
pub(super) struct Earlier(Before);

impl FromRequestParts<Site> for Earlier {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self> {
        let token = bearer(parts).unwrap_or("");
        let before = match (Asker::secret(token), site.0.tokens.read(token)) {
            (Some(secret), _) => Before::Session(secret.to_owned()),
            (None, Some(visitor)) => Before::Visitor(visitor),
            (None, None) => Before::Nobody,
        };
        Ok(Self(before))
    }
}

/// Adds a visitor; behind single sign-on it is that person at once.
#[utoipa::path(post, path = "/api/v1/visitors", responses((status = 201, body = Added), (status = 429), (status = 503)))]
pub(super) async fn add(State(site): State<Site>, caller: Caller, Named(named): Named) -> Result<(StatusCode, Json<Added>)> {
    site.0.limits.visitors.take(&counted(caller.ip))?;
    if let Some(claim) = named {
        let signed = site.desk().identify(claim, Before::Nobody, site.config().identity.session_ms).await?;
        return Ok((StatusCode::CREATED, Json(signed.into())));
    }
    let visitor = site.desk().add_visitor("web").await?;
    Ok((StatusCode::CREATED, Json(Added { token: site.0.tokens.make(&visitor), visitor: visitor.0, person: None })))
}

/// A proof of who somebody is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Proof {
    /// A signed token (JWT); not needed behind single sign-on.
    token: Option<String>,
}

/// Signs in whoever a signed token names, or the proxy of single sign-on, whose word counts more.
///
/// Sent with the token of a nameless visitor, what that one wrote becomes theirs. Sent with the token of another person, that sign-in ends.
#[utoipa::path(post, path = "/api/v1/visitors/identify", request_body = Proof, responses((status = 200, body = Added), (status = 401), (status = 422), (status = 429), (status = 503)))]
pub(super) async fn identify(State(site): State<Site>, caller: Caller, Named(named): Named, Earlier(before): Earlier, Json(proof): Json<Proof>) -> Result<Json<Added>> {
    site.0.limits.visitors.take(&counted(caller.ip))?;
    let signed = || site.0.verifier.verify(proof.token.as_deref().unwrap_or(""), site.desk().world().now());
    let claim = named.or_else(signed).ok_or_else(Problem::unproven)?;
    Ok(Json(site.desk().identify(claim, before, site.config().identity.session_ms).await?.into()))
}

/// An address to send a code to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    email: String,
    /// The language of the letter.
    language: Option<String>,
}

/// Sends a one-time code to an address. The answer is the same for every address.
#[utoipa::path(post, path = "/api/v1/visitors/code", request_body = Address, responses((status = 204), (status = 404), (status = 422), (status = 429), (status = 503)))]
pub(super) async fn code(State(site): State<Site>, caller: Caller, Json(to): Json<Address>) -> Result<StatusCode> {
    codes::send(&site, caller, &to.email, to.language.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A code that was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadCode {
    email: String,
    code: String,
}

/// Signs in whoever read the code that was sent to this address last.
#[utoipa::path(post, path = "/api/v1/visitors/code/confirm", request_body = ReadCode,
    responses((status = 200, body = Added), (status = 401), (status = 404), (status = 422), (status = 429), (status = 503)))]
pub(super) async fn confirm(State(site): State<Site>, caller: Caller, Earlier(before): Earlier, Json(read): Json<ReadCode>) -> Result<Json<Added>> {
    Ok(Json(codes::confirm(&site, caller, (&read.email, &read.code), before).await?.into()))
}

/// Who somebody is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    visitor: String,
    person: Option<PersonView>,
}

/// Who the sender of this token is.
#[utoipa::path(get, path = "/api/v1/visitors/me", responses((status = 200, body = Me), (status = 401)))]
pub(super) async fn me(asker: Asker) -> Json<Me> {
    Json(Me { visitor: asker.visitor.0, person: asker.person.map(PersonView::from) })
}

/// Signs out; the token is worth nothing afterwards. A visitor without a name has nothing to end.
#[utoipa::path(post, path = "/api/v1/visitors/sign-out", responses((status = 204), (status = 401)))]
pub(super) async fn sign_out(State(site): State<Site>, asker: Asker) -> Result<StatusCode> {
    if let Some(secret) = asker.session() {
        site.desk().end_person_session(secret).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
