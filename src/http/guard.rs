//! What every request passes: an id, the caller's real address, refusals made readable, and a line in the log without any text.

use std::{net::IpAddr, time::Instant};

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};

use super::{
    Peer, Site,
    problem::{self, Problem},
};

/// Headers every answer has, unless it says otherwise itself.
const SAFE: [(HeaderName, &str); 2] = [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "same-origin")];

/// Who is calling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    /// The address as far as it can be believed.
    pub ip: IpAddr,
    /// Whether the call comes straight from this machine, through no proxy.
    pub local: bool,
    /// Whether it comes through a proxy whose word is believed.
    pub proxied: bool,
}

/// What is known of a request that came this far.
#[derive(Debug, Clone)]
struct Passed {
    caller: Caller,
    id: String,
}

/// The id of a request, told in every refusal and logged with it.
pub(super) fn id(request: &Request) -> &str {
    request.extensions().get::<Passed>().map_or("", |passed| &passed.id)
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Passed>().map(|passed| passed.caller).ok_or_else(|| Problem::forbidden("The caller's address is not known."))
    }
}

pub(super) async fn request(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    #[expect(clippy::disallowed_methods, reason = "measures how long a request takes, decides nothing")]
    let began = Instant::now();
    let id = site.desk().world().id();
    let caller = caller(&site, &request);
    let (method, path) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    request.extensions_mut().insert(Passed { caller, id: id.clone() });
    let mut response = problem::fitted(next.run(request).await, &id);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", value);
    }
    for (name, value) in SAFE {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let path = path.as_ref().map_or("", MatchedPath::as_str);
    let (status, ms) = (response.status().as_u16(), began.elapsed().as_millis());
    if status >= 500 {
        tracing::warn!(request.id = id, %method, path, status, duration.ms = ms, "request failed");
    } else {
        tracing::debug!(request.id = id, %method, path, status, duration.ms = ms, "request");
    }
    response
}

/// A proxy's word is believed only if the configuration names it; then the last address it did not add itself counts.
fn caller(site: &Site, request: &Request) -> Caller {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip().to_canonical());
    let forwarded = forwarded(request.headers());
    let trusted = &site.config().trusted_proxies;
    if !trusted.contains(&peer) {
        return Caller { ip: peer, local: peer.is_loopback() && forwarded.is_empty() && !request.headers().contains_key("forwarded"), proxied: false };
    }
    let ip = forwarded.into_iter().rev().find(|ip| !trusted.contains(ip)).unwrap_or(peer);
    Caller { ip, local: false, proxied: true }
}

fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|ip| ip.trim().parse::<IpAddr>().ok()).map(|ip| ip.to_canonical()).collect()
}

/// Refuses what another site made the browser send: a write must come from a page of our own.
pub(super) fn same_site(parts: &Parts, site: &Site) -> Result<(), Problem> {
    if parts.method.is_safe() {
        return Ok(());
    }
    let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let good = match (text("sec-fetch-site"), text("origin")) {
        (Some(place), _) => matches!(place, "same-origin" | "none"),
        (None, Some(origin)) => origin == site.config().public_url || origin.split_once("://").map(|(_, host)| host) == text("host"),
        (None, None) => true,
    };
    if good { Ok(()) } else { Err(Problem::forbidden("Another site may not act for you.")) }
}

/// A request that comes from a page of our own, or from no page at all.
#[derive(Debug)]
pub(super) struct OwnPage;

impl FromRequestParts<Site> for OwnPage {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        same_site(parts, site).map(|()| Self)
    }
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('=')).find(|(one, _)| *one == name).map(|(_, value)| value)
}
