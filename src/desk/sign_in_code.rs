//! A one-time code by e-mail, for those whom no token and no single sign-on proves.
//!
//! The code leaves the house in a letter only: it is in no log and no answer, and what is stored of it is a hash.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Before, Desk, Error, Identified, Result, World, Write, identify};
use crate::{
    domain::{
        content::Pack,
        dialogue::say,
        language::Language,
        mail::Mail,
        outbox::{MAIL, ParcelKind},
        person::{Claim, address},
    },
    store::{
        outbox::{self, NewParcel},
        sign_in_code::{self, Code},
    },
};

/// How long a code may be used.
const LIVES_MS: i64 = 10 * 60_000;
/// How often one may be guessed at.
const MOST_ATTEMPTS: i64 = 5;
/// How soon after a code the same address gets another.
const PAUSE_MS: i64 = 60_000;
/// How many codes an address gets in [`WINDOW_MS`].
const MOST_CODES: i64 = 5;
/// The time those are counted in, and how long it is remembered that they were sent.
const WINDOW_MS: i64 = 3_600_000;

/// Who asks for a code.
#[derive(Debug, Clone)]
pub struct CodeFor {
    /// The address, as typed.
    pub email: String,
    /// The language of the letter.
    pub language: Language,
}

impl Desk {
    /// Sends a code to an address, unless too many were sent there lately; the caller is told the same either way.
    ///
    /// # Errors
    /// `Invalid` when the text is no address, `Busy` when too much is waiting.
    pub async fn send_code(&self, ask: CodeFor) -> Result<()> {
        let email = address(&ask.email).ok_or_else(not_an_address)?;
        let (world, catalog) = (self.world.clone(), self.catalog());
        self.write(move |mut write| {
            Box::pin(async move {
                let now = world.now();
                let (sent, last) = sign_in_code::sent(write.tx, &email, now.plus_ms(-WINDOW_MS)).await?;
                if sent >= MOST_CODES || last.is_some_and(|last| last.plus_ms(PAUSE_MS) > now) {
                    return Ok(());
                }
                let (id, code) = (world.id(), six_digits(&world));
                let new = Code { hash: hash(&id, &email, &code), id, attempts: 0 };
                sign_in_code::add(write.tx, &email, &new, now, now.plus_ms(LIVES_MS), now.plus_ms(-WINDOW_MS)).await?;
                post(&mut write, &letter(catalog.pack(), &email, &code, ask.language), &world).await
            })
        })
        .await?;
        self.hub.post();
        Ok(())
    }

    /// Signs in whoever read the code that was sent to this address last.
    ///
    /// # Errors
    /// `WrongCode`, the same for a wrong one, a used one, one that is over and none at all; `Busy` when too much is waiting.
    pub async fn confirm_code(&self, email: &str, code: &str, before: Before, lasts_ms: i64) -> Result<Identified> {
        let claim = Claim::of_address(email).ok_or_else(not_an_address)?;
        let code: String = code.chars().filter(|sign| !sign.is_whitespace()).take(12).collect();
        let world = self.world.clone();
        let signed = self
            .write(move |mut write| {
                Box::pin(async move {
                    // A wrong guess must be counted, so it is no error of the transaction.
                    if !confirmed(&mut write, &claim.email, &code, &world).await? {
                        return Ok(None);
                    }
                    Ok(Some(identify::sign_in(&mut write, &claim, before, lasts_ms, &world).await?))
                })
            })
            .await?;
        signed.ok_or(Error::WrongCode)
    }
}

fn not_an_address() -> Error {
    Error::Invalid { field: "email", problem: "must be an address such as rina@kantor.id".to_owned() }
}

async fn confirmed(write: &mut Write<'_>, email: &str, given: &str, world: &World) -> Result<bool> {
    let now = world.now();
    let newest = sign_in_code::newest(write.tx, email, now).await?.filter(|code| code.attempts < MOST_ATTEMPTS);
    let code = newest.unwrap_or(Code { id: String::new(), hash: String::new(), attempts: 0 });
    let fits = bool::from(hash(&code.id, email, given).as_bytes().ct_eq(code.hash.as_bytes()));
    if fits {
        return Ok(sign_in_code::spend(write.tx, &code.id, now).await?);
    }
    if !code.id.is_empty() {
        sign_in_code::guessed(write.tx, &code.id).await?;
    }
    Ok(false)
}

/// Six digits, each as likely as the others.
fn six_digits(world: &World) -> String {
    const SPAN: u32 = 1_000_000;
    loop {
        let number = world.number();
        if number < u32::MAX - u32::MAX % SPAN {
            return format!("{:06}", number % SPAN);
        }
    }
}

fn hash(id: &str, email: &str, code: &str) -> String {
    Sha256::digest(format!("{id}\n{email}\n{code}")).iter().fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"))
}

fn letter(pack: &Pack, to: &str, code: &str, language: Language) -> Mail {
    let language = pack.spoken(language);
    Mail { to: vec![to.to_owned()], subject: say(pack, "code.subject", language, &[]), text: say(pack, "code.text", language, &[("code", code)]) }
}

/// Puts the letter where letters wait, in the same transaction; what it says is forgotten there once it is sent.
async fn post(write: &mut Write<'_>, letter: &Mail, world: &World) -> Result<()> {
    let (id, body) = (world.id(), serde_json::to_string(letter).map_err(|_| Error::Broken("a letter could not be written"))?);
    // A lane of its own: a code that cannot arrive must not keep the next one waiting.
    let new = NewParcel { id: &id, kind: ParcelKind::Mail, target: MAIL, lane: &id, conversation: None, ticket: None, body: &body };
    Ok(outbox::add(write.tx, &new, world.now()).await?)
}
