//! The Bot Connector of Microsoft (Teams, Omnichannel, Web Chat): whether a call really comes from it, and what is sent to it.
//!
//! Facts: <https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication>.

mod keys;
mod token;
mod trust;

use reqwest::{Method, Url};
use serde_json::Value;

use super::{
    http::Outside,
    ticket::{
        Denied, Fault, FaultKind,
        api::{Api, Auth},
    },
};
use crate::domain::time::Timestamp;
use keys::Keys;
use token::Token;
pub(super) use trust::Claims;

/// Where the keys of the connector are told, who signs with them, and what a token for it is asked for.
const METADATA: &str = "https://login.botframework.com/v1/.well-known/openidconfiguration";
const ISSUER: &str = "https://api.botframework.com";
const SCOPE: &str = "https://api.botframework.com/.default";
/// The tenant of bots that are not bound to one.
const TENANT: &str = "botframework.com";
/// Where the connector and its channels are, in the public cloud and those of governments.
const HOSTS: [&str; 7] = [
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
    "*.botframework.com",
    "*.botframework.us",
    "*.botframework.azure.us",
];

/// What is known of a bot.
#[derive(Clone, Default)]
pub(super) struct BotSettings {
    /// The id of its app.
    pub(super) app: String,
    /// The secret of its app.
    pub(super) secret: String,
    /// The tenant it is bound to; empty: none.
    pub(super) tenant: String,
    /// Where its tokens come from; empty: from Microsoft's usual place.
    pub(super) token_url: String,
    /// What they are for; empty: the connector.
    pub(super) scope: String,
    /// Where the keys of the connector are told; empty: at the usual place.
    pub(super) metadata: String,
    /// Who signs with them; empty: the connector.
    pub(super) issuer: String,
    /// Where the connector may be: names of hosts, `*.` for any below; whole origins where it is not reached by TLS. None: the documented ones.
    pub(super) hosts: Vec<String>,
}

impl std::fmt::Debug for BotSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BotSettings").finish_non_exhaustive()
    }
}

/// A bot towards the connector.
#[derive(Debug)]
pub(super) struct Bot {
    outside: Outside,
    app: String,
    issuer: String,
    hosts: Vec<String>,
    keys: Keys,
    token: Token,
}

impl Bot {
    pub(super) fn new(settings: &BotSettings, outside: &Outside) -> Result<Self, String> {
        let or = |text: &str, usual: &str| if text.is_empty() { usual.to_owned() } else { text.to_owned() };
        let tenant = or(&settings.tenant, TENANT);
        let token_url = or(&settings.token_url, &format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"));
        let hosts = if settings.hosts.is_empty() { HOSTS.map(str::to_owned).to_vec() } else { settings.hosts.clone() };
        Ok(Self {
            outside: outside.clone(),
            app: settings.app.clone(),
            issuer: or(&settings.issuer, ISSUER),
            hosts,
            keys: Keys::new(outside, &or(&settings.metadata, METADATA))?,
            token: Token::new(outside, &token_url, &settings.app, &settings.secret, &or(&settings.scope, SCOPE))?,
        })
    }

    /// What the `Authorization` of a call proves. What its body says is held against that by [`Claims::cover`].
    ///
    /// # Errors
    /// `Signature` when it proves nothing, `Later` when the keys cannot be read.
    pub(super) async fn verify(&self, authorization: Option<&str>, now: Timestamp) -> Result<Claims, Denied> {
        let token = trust::bearer(authorization).ok_or(Denied::Signature)?;
        let kid = trust::kid(token).ok_or(Denied::Signature)?;
        let key = self.keys.find(&kid, now).await.map_err(|fault| {
            tracing::warn!(fault = ?fault.kind, words = fault.words, "the keys of the connector cannot be read");
            Denied::Later
        })?;
        trust::verify(token, &key.ok_or(Denied::Signature)?, (&self.app, &self.issuer), now).ok_or(Denied::Signature)
    }

    /// Whether the connector may be there: the address comes from outside.
    pub(super) fn may_be_at(&self, service: &str) -> bool {
        trust::is_allowed(service, &self.hosts)
    }

    /// Sends an activity to a path below the connector's address; what it answers.
    pub(super) async fn send(&self, service: &str, path: &str, activity: &Value, now: Timestamp) -> Result<Value, Fault> {
        if !self.may_be_at(service) {
            return Err(Fault::new(FaultKind::Field, "the address of the connector is none of `hosts`"));
        }
        match self.try_send(service, path, activity, now).await {
            // It may have been taken back before its time.
            Err(fault) if fault.kind == FaultKind::Credential => {
                self.token.forget().await;
                self.try_send(service, path, activity, now).await
            }
            sent => sent,
        }
    }

    async fn try_send(&self, service: &str, path: &str, activity: &Value, now: Timestamp) -> Result<Value, Fault> {
        let token = self.token.get(now).await?;
        let api = Api::new(&self.outside, service, Auth::Header("authorization", format!("Bearer {token}"))).map_err(|problem| Fault::new(FaultKind::Field, problem))?;
        Ok(api.put_json(Method::POST, path, activity).await?.json)
    }

    /// Whether the app may have a token, and the keys can be read.
    pub(super) async fn check(&self, now: Timestamp) -> Result<(), Fault> {
        self.token.get(now).await?;
        self.keys.find("", now).await.map(|_| ())
    }
}

/// Whether two addresses are of the same scheme.
fn same_scheme(one: &str, other: &str) -> bool {
    let scheme = |text| Url::parse(text).map(|url| url.scheme().to_owned()).ok();
    scheme(one).is_some_and(|one| Some(one) == scheme(other))
}
