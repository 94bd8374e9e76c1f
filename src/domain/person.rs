//! Who somebody is, once it is proven: what a proof says, and which person that is.

use serde::{Deserialize, Serialize};

use super::{id::PersonId, mail::is_address};

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proven {
    /// By a token that the page they are signed in to has signed.
    Token,
    /// By the proxy of single sign-on in front of us.
    Proxy,
    /// By a code sent to their address.
    Code,
}

/// A person whose identity is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Made by us.
    pub id: PersonId,
    /// The name, if the proof told it.
    pub name: String,
    /// The address, if the proof told it.
    pub email: String,
    /// What single sign-on calls them.
    pub account: Option<String>,
    /// How they proved it last.
    pub proven: Proven,
}

impl Person {
    /// Name and address in one line, as far as known.
    #[must_use]
    pub fn said(&self) -> String {
        match (self.name.as_str(), self.email.as_str()) {
            ("", "") => self.id.to_string(),
            ("", email) => email.to_owned(),
            (name, "") => name.to_owned(),
            (name, email) => format!("{name} <{email}>"),
        }
    }
}

/// What a proof says of somebody. Only what was verified becomes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which kind of proof it is.
    pub proven: Proven,
    /// What that kind calls them; an address for codes.
    pub subject: String,
    /// The name; empty if it does not say.
    pub name: String,
    /// The address; empty if it does not say.
    pub email: String,
    /// Whether the proof vouches for the address too.
    pub email_proven: bool,
}

/// The most characters of a subject or a name.
const LONGEST: usize = 200;

impl Claim {
    /// A claim whose words can be stored and shown; `None` when the subject is nothing or no decent text.
    #[must_use]
    pub fn new(proven: Proven, subject: &str, name: &str, email: &str, email_proven: bool) -> Option<Self> {
        let subject = if proven == Proven::Code { address(subject)? } else { subject.to_owned() };
        if subject.trim().is_empty() || subject.chars().count() > LONGEST || subject.chars().any(char::is_control) {
            return None;
        }
        let name = name.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let email = address(email).unwrap_or_default();
        Some(Self { proven, subject, name: name.chars().take(LONGEST).collect(), email_proven: email_proven && !email.is_empty(), email })
    }

    /// What somebody is who just read a code at this address.
    #[must_use]
    pub fn of_address(email: &str) -> Option<Self> {
        Self::new(Proven::Code, email, "", email, true)
    }
}

/// An address as it is compared, in lower case; `None` when the text is none.
#[must_use]
pub fn address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (before, domain) = text.rsplit_once('@').filter(|_| is_address(&text))?;
    let good = before.len() <= 64 && !before.contains(['\\', '[', ']', ':']) && is_domain(domain);
    good.then_some(text)
}

/// Whether this is the name of a host, such as `kantor.id`.
#[must_use]
pub fn is_domain(text: &str) -> bool {
    let label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(|sign| sign.is_alphanumeric() || sign == '-');
    text.contains('.') && text.split('.').all(label)
}

/// A person as far as it matters for recognising them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub id: PersonId,
    /// What signed tokens call them.
    pub subject: Option<String>,
    /// What single sign-on calls them.
    pub account: Option<String>,
}

/// Who a claim is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recognised {
    /// This person; a new one if none.
    pub person: Option<PersonId>,
    /// Somebody known by the address alone until now, who turns out to be the same.
    pub absorbs: Option<PersonId>,
    /// Somebody who had the address before and is another person.
    pub bars: Option<PersonId>,
}

/// Recognises a person by what the proof calls them, then by an address it vouches for.
///
/// An address leads to somebody only while no other name of the same kind stands against it: addresses are given away again
/// when people leave, names of directories are not.
#[must_use]
pub fn recognise(claim: &Claim, by_name: Option<&Known>, by_address: Option<&Known>) -> Recognised {
    let by_address = by_address.filter(|_| claim.email_proven);
    let named_otherwise = |known: &Known| match claim.proven {
        Proven::Token => known.subject.is_some(),
        Proven::Proxy => known.account.is_some(),
        Proven::Code => false,
    };
    match (by_name, by_address) {
        (None, None) => Recognised::default(),
        (Some(named), None) => Recognised { person: Some(named.id.clone()), ..Recognised::default() },
        (Some(named), Some(addressed)) if named.id == addressed.id => Recognised { person: Some(named.id.clone()), ..Recognised::default() },
        (Some(named), Some(addressed)) if addressed.subject.is_none() && addressed.account.is_none() => {
            Recognised { person: Some(named.id.clone()), absorbs: Some(addressed.id.clone()), bars: None }
        }
        (Some(named), Some(addressed)) => Recognised { person: Some(named.id.clone()), absorbs: None, bars: Some(addressed.id.clone()) },
        (None, Some(addressed)) if named_otherwise(addressed) => Recognised { person: None, absorbs: None, bars: Some(addressed.id.clone()) },
        (None, Some(addressed)) => Recognised { person: Some(addressed.id.clone()), ..Recognised::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_in_one_form() {
        assert_eq!(address(" Rina.M@Kantor.ID "), Some("rina.m@kantor.id".to_owned()));
        for bad in
            ["", "rina", "@kantor.id", "rina@", "rina@kantor", "a b@kantor.id", "rina@kantor..id", "<rina@kantor.id>", "rina@x.id,budi@x.id", "a@b@c.id", "rina@-x.id", "a\n@x.id"]
        {
            assert_eq!(address(bad), None, "{bad:?}");
        }
        assert_eq!(address(&format!("{}@kantor.id", "a".repeat(65))), None);
    }

    #[test]
    fn what_no_screen_should_show_is_no_claim() {
        assert_eq!(Claim::new(Proven::Token, "  ", "Rina", "", false), None);
        assert_eq!(Claim::new(Proven::Token, "a\u{0}b", "Rina", "", false), None);
        assert_eq!(Claim::new(Proven::Token, &"a".repeat(201), "", "", false), None);
        let claim = Claim::new(Proven::Token, "7", " Rina\n\tMarlina ", "no address", true).unwrap();
        assert_eq!((claim.name.as_str(), claim.email.as_str(), claim.email_proven), ("Rina Marlina", "", false));
        assert_eq!(Claim::of_address("nobody"), None);
    }

    fn known(id: &str, subject: Option<&str>, account: Option<&str>) -> Known {
        Known { id: PersonId::new(id), subject: subject.map(str::to_owned), account: account.map(str::to_owned) }
    }

    #[test]
    fn an_address_leads_to_a_person_only_where_no_other_name_stands_against_it() {
        let token = |vouched| Claim::new(Proven::Token, "7", "Rina", "rina@kantor.id", vouched).unwrap();
        let (code, proxy) = (Claim::of_address("rina@kantor.id").unwrap(), Claim::new(Proven::Proxy, "rina", "", "rina@kantor.id", true).unwrap());
        let (mailed, seven, other, account) = (known("m", None, None), known("t", Some("7"), None), known("o", Some("8"), None), known("a", None, Some("rina")));
        let id = |known: &Known| Some(known.id.clone());
        let cases = [
            ("somebody new", &token(true), None, None, Recognised::default()),
            ("the name", &token(true), Some(&seven), Some(&seven), Recognised { person: id(&seven), ..Recognised::default() }),
            ("an address nobody vouches for", &token(false), None, Some(&mailed), Recognised::default()),
            ("known by the address alone", &token(true), None, Some(&mailed), Recognised { person: id(&mailed), ..Recognised::default() }),
            ("two that are one", &token(true), Some(&seven), Some(&mailed), Recognised { person: id(&seven), absorbs: id(&mailed), bars: None }),
            ("the address went to somebody else", &token(true), None, Some(&other), Recognised { person: None, absorbs: None, bars: id(&other) }),
            ("it did, and both are known", &token(true), Some(&seven), Some(&other), Recognised { person: id(&seven), absorbs: None, bars: id(&other) }),
            ("a code", &code, None, Some(&other), Recognised { person: id(&other), ..Recognised::default() }),
            ("a first code", &code, None, None, Recognised::default()),
            ("another kind of name", &proxy, None, Some(&seven), Recognised { person: id(&seven), ..Recognised::default() }),
            ("another account", &Claim { subject: "rina2".to_owned(), ..proxy.clone() }, None, Some(&account), Recognised { person: None, absorbs: None, bars: id(&account) }),
        ];
        for (case, claim, by_name, by_address, want) in cases {
            assert_eq!(recognise(claim, by_name, by_address), want, "{case}");
        }
    }

    #[test]
    fn a_person_is_said_as_far_as_known() {
        let said = |name: &str, email: &str| Person { id: PersonId::new("p"), name: name.to_owned(), email: email.to_owned(), account: None, proven: Proven::Token }.said();
        assert_eq!([said("Rina", "r@x.id"), said("Rina", ""), said("", "r@x.id"), said("", "")], ["Rina <r@x.id>", "Rina", "r@x.id", "p"]);
    }
}
