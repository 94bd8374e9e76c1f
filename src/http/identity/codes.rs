//! One-time codes by e-mail: asked for and confirmed, from the widget and from the help pages alike.

use crate::{
    desk::{Before, CodeFor, Identified},
    domain::{language::Language, person::address},
    http::{
        Site,
        guard::Caller,
        limit::counted,
        problem::{Problem, Result},
    },
};

/// Sends a code, unless the house sends none to such an address; nobody is told which.
pub(in crate::http) async fn send(site: &Site, caller: Caller, email: &str, language: Option<&str>) -> Result<()> {
    let email = checked(site, caller, email)?;
    let domains = &site.config().identity.email_domains;
    let domain = email.rsplit('@').next().unwrap_or_default();
    if domains.is_empty() || domains.iter().any(|one| one == domain) {
        let language = language.and_then(Language::parse).unwrap_or_else(|| site.desk().catalog().pack().default_language());
        site.desk().send_code(CodeFor { email, language }).await?;
    }
    Ok(())
}

/// Signs in whoever read the code.
pub(in crate::http) async fn confirm(site: &Site, caller: Caller, (email, code): (&str, &str), before: Before) -> Result<Identified> {
    let email = checked(site, caller, email)?;
    Ok(site.desk().confirm_code(&email, code, before, site.config().identity.session_ms).await?)
}

/// An address that may ask, and has not asked too often.
fn checked(site: &Site, caller: Caller, email: &str) -> Result<String> {
    if !site.sends_codes() {
        return Err(Problem::not_found());
    }
    site.0.limits.sign_ins.take(&counted(caller.ip))?;
    let email = address(email).ok_or_else(|| Problem::invalid("`email` must be an address such as rina@kantor.id."))?;
    site.0.limits.accounts.take(&format!("code {email}"))?;
    Ok(email)
}
