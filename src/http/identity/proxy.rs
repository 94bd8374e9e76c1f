//! What the proxy of single sign-on says of somebody.

use axum::http::HeaderMap;

use crate::{
    config::ProxyHeaders,
    domain::person::{Claim, Proven},
};

/// What these headers say; nothing if the one that counts is missing, empty or there twice.
pub(super) fn claim(names: &ProxyHeaders, headers: &HeaderMap) -> Option<Claim> {
    let user = only(headers, &names.user)?;
    let other = |name: &Option<String>| name.as_ref().and_then(|name| only(headers, name)).unwrap_or_default();
    Claim::new(Proven::Proxy, user, other(&names.name), other(&names.email), true)
}

/// The value of a header that is there once.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).into_iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    std::str::from_utf8(value.as_bytes()).ok().map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn said(headers: &[(&'static str, &'static str)]) -> Option<Claim> {
        let names = ProxyHeaders { user: "x-user".to_owned(), name: Some("x-name".to_owned()), email: Some("x-email".to_owned()) };
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())).collect();
        claim(&names, &headers)
    }

    #[test]
    fn a_user_is_named_once_or_not_at_all() {
        let rina = said(&[("x-user", " rina "), ("x-name", "Riña"), ("x-email", "Rina@Kantor.id")]).unwrap();
        assert_eq!((rina.subject.as_str(), rina.name.as_str(), rina.email.as_str(), rina.email_proven), ("rina", "Riña", "rina@kantor.id", true));
        assert_eq!(said(&[("x-email", "rina@kantor.id"), ("x-name", "Rina")]), None);
        assert_eq!(said(&[("x-user", "")]), None);
    }

    #[test]
    fn what_is_said_twice_is_not_believed() {
        let mut twice = HeaderMap::new();
        for user in ["rina", "budi"] {
            twice.append("x-user", HeaderValue::from_static(user));
        }
        assert_eq!(claim(&ProxyHeaders { user: "x-user".to_owned(), name: None, email: None }, &twice), None);
    }
}
