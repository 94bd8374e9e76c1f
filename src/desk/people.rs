//! People of the desk come.

use super::{Desk, Error, Result, World, sign_in::hash};
use crate::{
    domain::{
        agent::{Agent, Role},
        id::{AgentId, TeamId},
    },
    store::{self, agent},
};

/// A person to add.
#[derive(Debug, Clone)]
pub struct NewAgent {
    /// The address to sign in with.
    pub email: String,
    /// The name on screen.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The teams it works in.
    pub teams: Vec<TeamId>,
}

/// A password to be used once, easy to read aloud: letters and digits that cannot be taken for each other.
#[must_use]
pub fn one_time_password(world: &World) -> String {
    let letters: Vec<char> = world.secret().chars().filter(|sign| sign.is_ascii_alphanumeric() && !"0O1lI".contains(*sign)).take(16).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

impl Desk {
    /// Adds a person with a one-time password, which must be changed at the first sign-in.
    ///
    /// # Errors
    /// `Invalid` when the address is none or taken, or a team is unknown.
    pub async fn add_agent(&self, new: NewAgent) -> Result<(Agent, String)> {
        let agent = self.checked(new)?;
        let (password, now, added) = (one_time_password(&self.world), self.world.now(), agent.clone());
        let hash = hash(password.clone()).await?;
        self.write(move |write| {
            Box::pin(async move {
                agent::add(write.tx, &added, &hash, now).await.map_err(|error| match error {
                    store::Error::Duplicate => Error::Invalid { field: "email", problem: "somebody already signs in with this address".to_owned() },
                    error => error.into(),
                })
            })
        })
        .await?;
        Ok((agent, password))
    }

    /// Adds the first administrator if nobody is there yet; answers the one-time password to print.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn ensure_administrator(&self, email: &str, name: &str) -> Result<Option<String>> {
        if !agent::all(&mut self.store.read().await?).await?.is_empty() {
            return Ok(None);
        }
        let new = NewAgent { email: email.to_owned(), name: name.to_owned(), role: Role::Admin, teams: Vec::new() };
        match self.add_agent(new).await {
            Ok((_, password)) => Ok(Some(password)),
            // Another node was faster.
            Err(Error::Invalid { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn checked(&self, new: NewAgent) -> Result<Agent> {
        let email = new.email.trim().to_lowercase();
        let (before, after) = email.split_once('@').unwrap_or(("", ""));
        if before.is_empty() || after.is_empty() || email.len() > 254 || email.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
            return Err(Error::Invalid { field: "email", problem: "must be an address such as sari@kantor.id".to_owned() });
        }
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Error::Invalid { field: "name", problem: "must have 1 to 80 characters".to_owned() });
        }
        let catalog = self.catalog();
        if let Some(unknown) = new.teams.iter().find(|id| !catalog.pack().teams.iter().any(|team| team.id == **id)) {
            return Err(Error::Invalid { field: "teams", problem: format!("the pack has no team `{unknown}`") });
        }
        Ok(Agent { id: AgentId(self.world.id()), email, name: name.to_owned(), role: new.role, teams: new.teams, must_change: true })
    }
}
