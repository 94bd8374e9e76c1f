//! `garda user add|passwd`: people of the desk from the command line.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::open_desk;
use crate::{
    app::Error,
    config::Config,
    desk::{NewAgent, one_time_password},
    domain::{agent::Role, id::TeamId},
    store::agent,
};

#[derive(Debug, Args)]
pub(super) struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a person; prints a one-time password.
    Add {
        /// The address to sign in with.
        email: String,
        /// The name on screen.
        #[arg(long)]
        name: String,
        /// What it may do.
        #[arg(long, value_enum, default_value = "agent")]
        role: RoleName,
        /// A team it works in; may be given several times.
        #[arg(long = "team")]
        teams: Vec<String>,
    },
    /// Give a person a new one-time password and end its sessions.
    Passwd {
        /// The address it signs in with.
        email: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    Agent,
    Lead,
    Author,
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Agent => Self::Agent,
            RoleName::Lead => Self::Lead,
            RoleName::Author => Self::Author,
            RoleName::Admin => Self::Admin,
        }
    }
}

impl User {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Error> {
        let desk = open_desk(config).await?;
        match self.what {
            What::Add { email, name, role, teams } => {
                let (agent, password) = desk.add_agent(NewAgent { email, name, role: role.into(), teams: teams.into_iter().map(TeamId).collect() }).await?;
                println!("{} may sign in once with {password} and must then choose a password.", agent.email);
            }
            What::Passwd { email } => {
                let found = agent::find_by_email(&mut desk.store().read().await?, &email.trim().to_lowercase()).await?;
                let (agent, _) = found.ok_or(Error::Usage(format!("nobody signs in with {email}")))?;
                let password = one_time_password(desk.world());
                desk.set_password(agent.id, password.clone(), true).await?;
                println!("{} may sign in once with {password} and must then choose a password.", agent.email);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
