//! Whether a token of the connector is one: signed by a key of its own, for this bot, at this time, for this channel and this address.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::Url;
use serde::Deserialize;

use super::keys::Key;
use crate::domain::time::Timestamp;

/// How far clocks may be apart, in milliseconds.
const LEEWAY: i64 = 300_000;
/// The most bytes of a token that is looked at.
const MOST_BYTES: usize = 8192;

/// What a token says that is held against the body of its call.
#[derive(Debug, Clone)]
pub(in crate::connect) struct Claims {
    service: String,
    endorsed: Vec<String>,
}

impl Claims {
    /// Whether the token was made for a call from this channel with this address.
    pub(in crate::connect) fn cover(&self, channel: &str, service: &str) -> bool {
        let bare = |text: &str| text.trim_end_matches('/').to_owned();
        !service.is_empty() && bare(&self.service) == bare(service) && !channel.is_empty() && self.endorsed.iter().any(|one| one == channel)
    }
}

#[derive(Deserialize)]
struct Told {
    /// Seconds since 1970, as both of these.
    exp: i64,
    nbf: Option<i64>,
    #[serde(alias = "serviceUrl")]
    serviceurl: Option<String>,
}

/// The token of a header.
pub(super) fn bearer(authorization: Option<&str>) -> Option<&str> {
    let (scheme, token) = authorization?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.len() <= MOST_BYTES).then(|| token.trim())
}

/// By which key a token says it is signed.
pub(super) fn kid(token: &str) -> Option<String> {
    let header = decode_header(token).ok()?;
    header.kid.filter(|kid| header.alg == Algorithm::RS256 && header.crit.is_none() && !kid.is_empty())
}

/// What a token says, if it is signed by this key, for this app, by this issuer, and holds now.
pub(super) fn verify(token: &str, key: &Key, (app, issuer): (&str, &str), now: Timestamp) -> Option<Claims> {
    let decoding = DecodingKey::from_rsa_components(&key.n, &key.e).ok()?;
    let mut validation = Validation::new(Algorithm::RS256);
    // Time is ours to look at: tests hold it.
    validation.validate_exp = false;
    validation.set_audience(&[app]);
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "aud", "iss"]);
    let told = decode::<Told>(token, &decoding, &validation).ok()?.claims;
    let from_now = |seconds: i64| seconds.saturating_mul(1000).saturating_sub(now.0);
    let timely = from_now(told.exp) > -LEEWAY && told.nbf.is_none_or(|at| from_now(at) <= LEEWAY);
    timely.then(|| Claims { service: told.serviceurl.unwrap_or_default(), endorsed: key.endorsements.clone() })
}

/// Whether an address that comes from outside is one of these hosts, reached by TLS; or begins with one of these origins, however that is reached.
pub(super) fn is_allowed(service: &str, hosts: &[String]) -> bool {
    let Ok(url) = Url::parse(service) else { return false };
    let Some(host) = url.host_str().filter(|_| url.username().is_empty() && url.password().is_none()) else { return false };
    hosts.iter().any(|allowed| match Url::parse(allowed) {
        Ok(origin) if allowed.contains("://") => origin.origin() == url.origin(),
        _ => {
            let fits = allowed.strip_prefix("*.").map_or(host == allowed, |above| host.strip_suffix(above).is_some_and(|below| below.len() > 1 && below.ends_with('.')));
            fits && url.scheme() == "https" && url.port().is_none()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_hosts_are_answered() {
        let hosts = ["smba.trafficmanager.net", "*.botframework.com", "http://127.0.0.1:8098"].map(str::to_owned);
        for (service, allowed) in [
            ("https://smba.trafficmanager.net/emea/", true),
            ("https://webchat.botframework.com", true),
            ("http://127.0.0.1:8098", true),
            ("http://smba.trafficmanager.net/emea/", false),
            ("https://smba.trafficmanager.net:8443/", false),
            ("https://smba.trafficmanager.net.evil.example/", false),
            ("https://evil.example/smba.trafficmanager.net", false),
            ("https://smba.trafficmanager.net@evil.example/", false),
            ("https://botframework.com", false),
            ("https://.botframework.com", false),
            ("https://evilbotframework.com", false),
            ("http://127.0.0.1:8099", false),
            ("https://127.0.0.1:8098", false),
            ("file:///etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(service, &hosts), allowed, "{service}");
        }
    }

    #[test]
    fn a_token_covers_one_channel_at_one_address() {
        let claims = Claims { service: "https://smba.trafficmanager.net/emea/".to_owned(), endorsed: vec!["msteams".to_owned()] };
        assert!(claims.cover("msteams", "https://smba.trafficmanager.net/emea"));
        for (channel, service) in [("webchat", "https://smba.trafficmanager.net/emea/"), ("msteams", "https://evil.example/"), ("", ""), ("msteams", "")] {
            assert!(!claims.cover(channel, service), "{channel} {service}");
        }
        assert!(!Claims { service: String::new(), endorsed: vec!["msteams".to_owned()] }.cover("msteams", ""));
    }

    #[test]
    fn only_bearers_are_read() {
        assert_eq!(bearer(Some("Bearer a.b.c")), Some("a.b.c"));
        assert_eq!([bearer(None), bearer(Some("a.b.c")), bearer(Some("Basic a.b.c"))], [None; 3]);
        assert_eq!(bearer(Some(&format!("Bearer {}", "a".repeat(9000)))), None);
        assert_eq!(kid("a.b.c"), None);
    }
}
