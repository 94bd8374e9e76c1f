//! `garda events key`: the keys that events and other calls are signed with.

use std::{io::Read as _, process::ExitCode};

use clap::{Args, Subcommand};

use crate::{
    app::{self, Error},
    config::Config,
    connect::{Secret, private_key},
};

#[derive(Debug, Args)]
pub(super) struct Events {
    #[command(subcommand)]
    which: Which,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// Make a pair of keys: the private one signs, the public one is for whoever is called.
    Key {
        /// Print the public keys of this subscriber, webhook or sink of the configuration instead; `-` reads a private key from standard input.
        of: Option<String>,
    },
}

impl Events {
    pub(super) fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let Which::Key { of } = &self.which;
        match of.as_deref() {
            None => make()?,
            Some("-") => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).map_err(|error| Error::File { path: "standard input".to_owned(), error })?;
                print(Secret::read(&text).as_slice(), "standard input has no private key `whsk_…`")?;
            }
            Some(name) => print(&secrets(config, name)?, &format!("{name} is signed with no private key `whsk_…`"))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn make() -> Result<(), Error> {
    let private = private_key(app::world().bytes()).ok_or_else(|| Error::Usage("no key could be made".to_owned()))?;
    let public = Secret::read(&private).and_then(|secret| secret.public()).unwrap_or_default();
    println!("private  {private}\npublic   {public}");
    Ok(())
}

/// What calls to this target are signed with.
fn secrets(config: &Config, name: &str) -> Result<Vec<Secret>, Error> {
    let outside = &config.outside;
    let programs = outside.subscribers.get(name).or_else(|| outside.webhooks.get(name)).map(|one| one.secrets.clone());
    let sink = || outside.sinks.get(name).map(|sink| sink.secrets.iter().filter_map(|text| Secret::read(text)).collect());
    programs.or_else(sink).ok_or_else(|| Error::Usage(format!("the configuration has no subscriber, webhook or sink called {name}")))
}

fn print(secrets: &[Secret], otherwise: &str) -> Result<(), Error> {
    let public: Vec<String> = secrets.iter().filter_map(Secret::public).collect();
    if public.is_empty() {
        return Err(Error::Usage(otherwise.to_owned()));
    }
    println!("{}", public.join("\n"));
    Ok(())
}
