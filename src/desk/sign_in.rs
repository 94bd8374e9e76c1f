//! An agent signs in, signs out, changes the password.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{Desk, Error, Result};
use crate::{
    domain::{agent::Agent, id::AgentId},
    store::agent,
};

/// How long a session lasts, in milliseconds: one working day and a bit.
pub const SESSION_MS: i64 = 12 * 3_600_000;
/// The fewest characters of a password.
const FEWEST_CHARACTERS: usize = 12;
/// The most bytes of a password; more only keeps the hash busy.
const MOST_BYTES: usize = 256;

/// Each hash takes 19 MiB; two at a time are enough for any desk and bound the memory.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Verified when there is no such agent, so that both answers take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// A session just begun.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub agent: Agent,
    /// The secret the browser keeps; only its hash is stored.
    pub token: String,
}

impl Desk {
    /// Begins a session.
    ///
    /// # Errors
    /// `WrongCredentials`, the same for an unknown address and a wrong password.
    pub async fn sign_in(&self, email: &str, password: String) -> Result<SignedIn> {
        let found = agent::find_by_email(&mut self.store.read().await?, &email.trim().to_lowercase()).await?;
        let hash = found.as_ref().map_or_else(|| NOBODY.clone(), |(_, hash)| hash.clone());
        let fits = verify(password, hash).await?;
        let (agent, _) = found.filter(|_| fits).ok_or(Error::WrongCredentials)?;
        let (token, now, id) = (self.world.secret(), self.world.now(), agent.id.clone());
        let hash = token_hash(&token);
        self.write(move |write| Box::pin(async move { Ok(agent::add_session(write.tx, &hash, &id, now, now.plus_ms(SESSION_MS)).await?) })).await?;
        Ok(SignedIn { agent, token })
    }

    /// Who this session belongs to; `None` when it is unknown or over.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn session(&self, token: &str) -> Result<Option<Agent>> {
        Ok(agent::of_session(&mut self.store.read().await?, &token_hash(token), self.world.now()).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// `Busy` when too much is waiting.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let hash = token_hash(token);
        self.write(move |write| Box::pin(async move { Ok(agent::end_session(write.tx, &hash).await?) })).await
    }

    /// Replaces the agent's own password; every session ends, and a new one begins.
    ///
    /// # Errors
    /// `WrongCredentials` when the current one is not it, `Invalid` when the new one is too short or the same.
    pub async fn change_password(&self, agent: Agent, current: String, new: String) -> Result<SignedIn> {
        check_password(&new)?;
        if current == new {
            return Err(Error::Invalid { field: "new", problem: "is the same as the current one".to_owned() });
        }
        let found = agent::find_by_email(&mut self.store.read().await?, &agent.email).await?;
        let (_, hash) = found.ok_or(Error::WrongCredentials)?;
        if !verify(current, hash).await? {
            return Err(Error::WrongCredentials);
        }
        self.set_password(agent.id.clone(), new.clone(), false).await?;
        self.sign_in(&agent.email, new).await
    }

    /// Sets a password and ends every session of the agent.
    ///
    /// # Errors
    /// `Busy` when too much is waiting, `Store` when there is no such agent.
    pub async fn set_password(&self, id: AgentId, password: String, must_change: bool) -> Result<()> {
        let hash = hash(password).await?;
        self.write(move |write| Box::pin(async move { Ok(agent::set_password(write.tx, &id, &hash, must_change).await?) })).await
    }
}

fn check_password(password: &str) -> Result<()> {
    let (characters, bytes) = (password.chars().count(), password.len());
    if characters >= FEWEST_CHARACTERS && bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(Error::Invalid { field: "new", problem: format!("must have {FEWEST_CHARACTERS} characters or more and at most {MOST_BYTES} bytes") })
}

/// What is stored of a session's secret.
pub(super) fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Argon2id with the crate's recommended parameters, off the async threads.
pub(super) async fn hash(password: String) -> Result<String> {
    hashing(move || hash_now(&password).ok_or(Error::Broken("a password could not be hashed"))).await?
}

async fn verify(password: String, hash: String) -> Result<bool> {
    if password.len() > MOST_BYTES {
        return Ok(false);
    }
    hashing(move || PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())).await
}

async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _place = HASHING.acquire().await.map_err(|_| Error::Busy)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Broken("a password could not be hashed"))
}

fn hash_now(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}
