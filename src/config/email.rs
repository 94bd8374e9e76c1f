//! How letters by e-mail come in.

use std::{collections::BTreeMap, net::SocketAddr};

use serde::Deserialize;

use super::outside::Secrets;
use crate::{
    connect::ImapSettings,
    domain::{letter::LONGEST_NAME, mail::is_address},
};

/// How letters come in.
#[derive(Debug, Clone)]
pub struct Email {
    /// The address people write to, in small letters.
    pub address: String,
    /// The mailbox they are fetched from, if there is one.
    pub imap: Option<ImapSettings>,
    /// Where the mail server of the house hands them over, if it does.
    pub listen: Option<SocketAddr>,
    /// Bytes that one may have.
    pub most_bytes: usize,
    /// Letters that go to one address by themselves in an hour.
    pub automatic_per_hour: i64,
}

#[derive(Deserialize)]
pub(super) struct Raw {
    address: String,
    imap: String,
    user: String,
    password: String,
    mailbox: String,
    listen: String,
    max_mb: i64,
    automatic_per_hour: i64,
}

impl Raw {
    /// What it comes to; `sends` tells whether there is a server that takes answers.
    pub(super) fn resolve(self, sends: bool, environment: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Option<Email> {
        let address = self.address.trim().to_lowercase();
        if address.is_empty() {
            if !self.imap.is_empty() || !self.listen.is_empty() {
                problems.push("email.address: is needed to take e-mails in, such as bantuan-ti@kantor.example".to_owned());
            }
            return None;
        }
        let local = address.split('@').next().unwrap_or("");
        if !is_address(&address) || local.contains('+') {
            problems.push(format!("email.address: `{address}` is not an address such as bantuan-ti@kantor.example"));
        } else if local.len() > LONGEST_NAME {
            problems.push(format!("email.address: what stands before the @ may have {LONGEST_NAME} characters, so that a token fits behind it"));
        }
        if !sends {
            problems.push("email.address: nobody could be answered; name the server that takes e-mails as mail.url".to_owned());
        }
        if self.imap.is_empty() && self.listen.is_empty() {
            problems.push("email.address: no e-mail could come in; set email.imap, or email.listen".to_owned());
        }
        let mut number = |name: &str, value: i64, most: i64| {
            if !(1..=most).contains(&value) {
                problems.push(format!("email.{name}: must be from 1 to {most}, not {value}"));
            }
            value.clamp(1, most)
        };
        let most_bytes = usize::try_from(number("max_mb", self.max_mb, 100)).unwrap_or(1) * 1_000_000;
        let automatic_per_hour = number("automatic_per_hour", self.automatic_per_hour, 1000);
        let listen = (!self.listen.is_empty()).then(|| self.listen.parse()).transpose().unwrap_or_else(|_| {
            problems.push(format!("email.listen: `{}` is not an address and a port such as 127.0.0.1:2424", self.listen));
            None
        });
        let mut secrets = Secrets { environment, problems };
        let password = secrets.read("email.password", self.password);
        let imap = (!self.imap.is_empty()).then(|| ImapSettings::read(&self.imap, self.user, password, self.mailbox)).transpose();
        let imap = imap.unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        Some(Email { address, imap, listen, most_bytes, automatic_per_hour })
    }
}
