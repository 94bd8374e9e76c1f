//! What every request passes: an id, the caller's real address, and a line in the log without any text.

use std::{net::IpAddr, time::Instant};

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, request::Parts},
    middleware::Next,
    response::Response,
};

use super::{Peer, Site, problem::Problem};

/// The id of a request, told in every refusal and logged with it.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub String);

/// Who is calling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    /// The address as far as it can be believed.
    pub ip: IpAddr,
    /// Whether the call comes straight from this machine, through no proxy.
    pub local: bool,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(|| Problem::forbidden("The caller's address is not known."))
    }
}

pub(super) async fn request(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    #[expect(clippy::disallowed_methods, reason = "measures how long a request takes, decides nothing")]
    let began = Instant::now();
    let id = site.desk().world().id();
    let caller = caller(&site, &request);
    let (method, path) = (request.method().clone(), request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()));
    request.extensions_mut().insert(caller);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let (status, path, ms) = (response.status().as_u16(), path.unwrap_or_default(), began.elapsed().as_millis());
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
        return Caller { ip: peer, local: peer.is_loopback() && forwarded.is_empty() && !request.headers().contains_key("forwarded") };
    }
    let ip = forwarded.into_iter().rev().find(|ip| !trusted.contains(ip)).unwrap_or(peer);
    Caller { ip, local: false }
}

fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|ip| ip.trim().parse::<IpAddr>().ok()).map(|ip| ip.to_canonical()).collect()
}
