//! Which proofs of identity are believed.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::Deserialize;

use super::outside::Secrets;
use crate::domain::person::is_domain;

/// Which proofs of identity are believed.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Secrets that tokens are signed with: the current one, and one that is being replaced.
    pub keys: Vec<Key>,
    /// Files with public keys that tokens are signed for.
    pub public_keys: Vec<PathBuf>,
    /// Whom a token must be meant for.
    pub audience: String,
    /// Who must have made it, if that matters.
    pub issuer: Option<String>,
    /// How far in the future a token may end, in milliseconds.
    pub token_life_ms: i64,
    /// How long somebody stays signed in, in milliseconds.
    pub session_ms: i64,
    /// The headers of single sign-on.
    pub proxy: Option<ProxyHeaders>,
    /// Whose addresses may sign in with a code by e-mail; empty: all.
    pub email_domains: Vec<String>,
}

/// A secret that no log shows.
#[derive(Clone)]
pub struct Key(pub String);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

/// The headers by which a trusted proxy says who somebody is.
#[derive(Debug, Clone)]
pub struct ProxyHeaders {
    /// What the directory calls them.
    pub user: String,
    /// Their name, if there is such a header.
    pub name: Option<String>,
    /// Their address, if there is such a header.
    pub email: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Raw {
    keys: Vec<String>,
    public_keys: Vec<String>,
    audience: String,
    issuer: String,
    token_minutes: i64,
    session_hours: i64,
    proxy_user: String,
    proxy_name: String,
    proxy_email: String,
    email_domains: Vec<String>,
}

/// The fewest bytes of a secret: those of the hash it is used with.
const SHORTEST_KEY: usize = 32;

impl Raw {
    pub(super) fn resolve(self, has_proxies: bool, environment: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Identity {
        let mut secrets = Secrets { environment, problems };
        let keys: Vec<String> = self.keys.into_iter().map(|key| secrets.read("identity.keys", key)).collect();
        let mut problem = |text: String| problems.push(format!("identity.{text}"));
        if keys.len() > 2 {
            problem(format!("keys: there are {}; keep the current one and the one before", keys.len()));
        }
        if keys.iter().any(|key| key.len() < SHORTEST_KEY) {
            problem(format!("keys: each must have {SHORTEST_KEY} characters or more; `openssl rand -hex 32` makes one"));
        }
        if self.audience.is_empty() {
            problem("audience: must not be empty; tokens for other programs would be taken for ours".to_owned());
        }
        for (name, value, most) in [("token_minutes", self.token_minutes, 7 * 24 * 60), ("session_hours", self.session_hours, 30 * 24)] {
            if !(1..=most).contains(&value) {
                problem(format!("{name}: must be from 1 to {most}, not {value}"));
            }
        }
        for (name, header) in [("proxy_user", &self.proxy_user), ("proxy_name", &self.proxy_name), ("proxy_email", &self.proxy_email)] {
            if !header.is_empty() && header_name(header).is_none() {
                problem(format!("{name}: `{header}` is not the name of a header such as X-Forwarded-User"));
            }
        }
        if !self.proxy_user.is_empty() && !has_proxies {
            problem("proxy_user: name the proxy that sends it in server.trusted_proxies; it is believed from nobody else".to_owned());
        }
        if self.proxy_user.is_empty() && !(self.proxy_name.is_empty() && self.proxy_email.is_empty()) {
            problem("proxy_user: must be named too; a name or an address alone proves nobody".to_owned());
        }
        let domains: Vec<String> = self.email_domains.iter().map(|domain| domain.trim_start_matches('@').to_lowercase()).collect();
        if let Some(bad) = domains.iter().find(|domain| !is_domain(domain)) {
            problem(format!("email_domains: `{bad}` is not a domain such as kantor.id"));
        }
        let named = |header: String| header_name(&header);
        Identity {
            keys: keys.into_iter().map(Key).collect(),
            public_keys: self.public_keys.into_iter().map(PathBuf::from).collect(),
            audience: self.audience,
            issuer: Some(self.issuer).filter(|issuer| !issuer.is_empty()),
            token_life_ms: self.token_minutes.clamp(1, 7 * 24 * 60) * 60_000,
            session_ms: self.session_hours.clamp(1, 30 * 24) * 3_600_000,
            proxy: named(self.proxy_user).map(|user| ProxyHeaders { user, name: named(self.proxy_name), email: named(self.proxy_email) }),
            email_domains: domains,
        }
    }
}

/// A header's name in lower case, if it can be one.
fn header_name(name: &str) -> Option<String> {
    let good = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    good.then(|| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Layers};

    #[test]
    fn what_would_prove_nothing_is_refused() {
        let file = "[identity]\nkeys = ['short']\naudience = ''\nsession_hours = 0\nproxy_user = 'X User'\nproxy_email = 'X-Mail'\nemail_domains = ['kantor']\n";
        let problems = Config::read(&Layers { file: Some(("f".to_owned(), file.to_owned())), ..Layers::default() }).unwrap_err().0;
        for part in ["identity.keys", "identity.audience", "identity.session_hours", "is not the name of a header", "server.trusted_proxies", "identity.email_domains"] {
            assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:?}");
        }
        assert_eq!(problems.len(), 6, "{problems:?}");
        let alone = Config::read(&Layers { file: Some(("f".to_owned(), "[identity]\nproxy_email = 'X-Mail'".to_owned())), ..Layers::default() }).unwrap_err().0;
        assert!(alone[0].contains("identity.proxy_user: must be named"), "{alone:?}");
    }

    #[test]
    fn keys_are_shown_nowhere() {
        let file = "[identity]\nkeys = ['a-key-of-more-than-thirty-two-characters', 'env:KEY']";
        let environment = std::collections::BTreeMap::from([("KEY".to_owned(), "a-key-from-the-environment-of-the-program".to_owned())]);
        let config = Config::read(&Layers { file: Some(("f".to_owned(), file.to_owned())), environment, ..Layers::default() }).unwrap();
        assert_eq!(config.identity.keys.len(), 2);
        assert!(!format!("{config:?}").contains("a-key"), "{config:?}");
    }
}
