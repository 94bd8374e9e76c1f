//! Signing in and out: a session cookie that scripts cannot read and other sites cannot send.

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    desk::{SESSION_MS, SignedIn},
    domain::agent::Agent,
    http::{
        Site,
        guard::{Caller, OwnPage, cookie, same_site},
        json::Json,
        limit::counted,
        problem::{Problem, Result},
    },
};

const COOKIE: &str = "garda_session";

/// An agent with a session, whatever it may do.
#[derive(Debug, Clone)]
pub(super) struct AnyAgent(pub Agent);

/// An agent with a session who does not have to change the password first.
#[derive(Debug, Clone)]
pub(in crate::http) struct SignedAgent(pub Agent);

impl FromRequestParts<Site> for AnyAgent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self> {
        same_site(parts, site)?;
        let token = cookie(&parts.headers, COOKIE).ok_or_else(|| Problem::unauthorized("Sign in first."))?;
        let agent = site.desk().session(token).await?;
        agent.map(Self).ok_or_else(|| Problem::unauthorized("The session is over. Sign in again."))
    }
}

impl FromRequestParts<Site> for SignedAgent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self> {
        let AnyAgent(agent) = AnyAgent::from_request_parts(parts, site).await?;
        if agent.must_change { Err(Problem::forbidden("Choose a password of your own first.")) } else { Ok(Self(agent)) }
    }
}

fn set_cookie(site: &Site, value: &str, seconds: i64) -> HeaderMap {
    let secure = if site.config().public_url.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let mut headers = HeaderMap::new();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers
}

/// What an agent signs in with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    email: String,
    password: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Signed {
    agent: Agent,
}

fn signed(site: &Site, SignedIn { agent, token }: SignedIn) -> impl IntoResponse + use<> {
    (set_cookie(site, &token, SESSION_MS / 1000), Json(Signed { agent }))
}

/// Signs in.
#[utoipa::path(post, path = "/api/v1/session", request_body = Credentials, responses((status = 200, body = Signed), (status = 401), (status = 429)))]
pub(super) async fn sign_in(State(site): State<Site>, caller: Caller, _: OwnPage, Json(given): Json<Credentials>) -> Result<impl IntoResponse> {
    site.0.limits.sign_ins.take(&counted(caller.ip))?;
    site.0.limits.accounts.take(&given.email.trim().to_lowercase().chars().take(254).collect())?;
    let session = site.desk().sign_in(&given.email, given.password).await?;
    tracing::info!(agent.id = %session.agent.id, "signed in");
    Ok(signed(&site, session))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/session", responses((status = 200, body = Signed), (status = 401)))]
pub(super) async fn show(AnyAgent(agent): AnyAgent) -> Json<Signed> {
    Json(Signed { agent })
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204), (status = 401)))]
pub(super) async fn sign_out(State(site): State<Site>, _: AnyAgent, headers: HeaderMap) -> Result<impl IntoResponse> {
    if let Some(token) = cookie(&headers, COOKIE) {
        site.desk().sign_out(token).await?;
    }
    Ok((StatusCode::NO_CONTENT, set_cookie(&site, "", 0)))
}

/// A change of password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    current: String,
    new: String,
}

/// Changes the agent's own password and ends its other sessions.
#[utoipa::path(post, path = "/api/v1/session/password", request_body = NewPassword, responses((status = 204), (status = 401), (status = 422), (status = 429)))]
pub(super) async fn password(State(site): State<Site>, AnyAgent(agent): AnyAgent, Json(change): Json<NewPassword>) -> Result<impl IntoResponse> {
    site.0.limits.accounts.take(&agent.email)?;
    let session = site.desk().change_password(agent, change.current, change.new).await?;
    Ok((StatusCode::NO_CONTENT, set_cookie(&site, &session.token, SESSION_MS / 1000)))
}
