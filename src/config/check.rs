//! What single values of the configuration must look like.

use std::net::{IpAddr, SocketAddr};

pub(super) fn public_url(url: &str, listen: SocketAddr, problems: &mut Vec<String>) -> String {
    if url.is_empty() {
        return format!("http://{listen}");
    }
    if !(url.starts_with("https://") || url.starts_with("http://")) || url.chars().any(char::is_whitespace) {
        problems.push(format!("server.public_url: `{url}` does not begin with https:// or http://"));
    }
    url.trim_end_matches('/').to_owned()
}

pub(super) fn proxy_address(text: &str, problems: &mut Vec<String>) -> Option<IpAddr> {
    text.parse().map_err(|_| problems.push(format!("server.trusted_proxies: `{text}` is not an IP address"))).ok()
}

/// An origin goes into a header as it is, so it may hold nothing a header or a policy would read otherwise.
pub(super) fn good_origin(origin: &str, problems: &mut Vec<String>) -> bool {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let good = origin == "*" || host.is_some_and(|host| !host.is_empty() && host.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | ':' | '*')));
    if !good {
        problems.push(format!("server.embed_origins: `{origin}` is not an origin such as https://intranet.example"));
    }
    good
}

pub(super) fn token(token: String, problems: &mut Vec<String>) -> Option<String> {
    if !token.is_empty() && token.len() < 16 {
        problems.push("rest.token: must have 16 characters or more".to_owned());
    }
    Some(token).filter(|token| !token.is_empty())
}

pub(super) fn one_of(name: &str, value: &str, allowed: &[&str], problems: &mut Vec<String>) -> usize {
    allowed.iter().position(|allowed| *allowed == value).unwrap_or_else(|| {
        problems.push(format!("{name}: must be one of {}, not `{value}`", allowed.join(", ")));
        0
    })
}

pub(super) fn color(color: String, problems: &mut Vec<String>) -> Option<String> {
    let good = color.len() == 7 && color.starts_with('#') && color[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
    if !color.is_empty() && !good {
        problems.push(format!("brand.color: `{color}` is not a colour such as #0A5E8C"));
    }
    Some(color).filter(|_| good)
}
