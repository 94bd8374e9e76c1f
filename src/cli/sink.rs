//! `garda sink check`: whether each ticket system and each chat of the configuration can really be used.

use std::{process::ExitCode, sync::Arc};

use clap::{Args, Subcommand};

use crate::{
    app::{Error, world},
    config::Config,
    connect::{
        Ways,
        ticket::{Fault, NoFiles},
    },
};

#[derive(Debug, Args)]
pub(super) struct Sink {
    #[command(subcommand)]
    which: Which,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// Ask each ticket system and each chat whether it knows us, what we may do, and whether everything the mapping names is there.
    Check {
        /// Only this one.
        name: Option<String>,
    },
    /// Tell a system to call this house at its public address, where it takes that from us: Telegram does.
    Hook {
        /// Which.
        name: String,
    },
}

impl Sink {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let ways = Ways::new(&config.outside, Arc::new(NoFiles)).map_err(Error::Usage)?;
        let name = match &self.which {
            Which::Check { name } => name,
            Which::Hook { name } => return hook(&ways, config, name).await,
        };
        let channels: Vec<_> = ways.channels().iter().filter(|(known, _)| name.as_ref().is_none_or(|name| name == *known)).collect();
        let chosen: Vec<_> = ways.sinks().iter().filter(|(known, _)| name.as_ref().is_none_or(|name| name == *known)).collect();
        if let Some(name) = name.as_ref().filter(|_| chosen.is_empty() && channels.is_empty()) {
            return Err(Error::Usage(format!("the configuration has no [[sink]] and no [[channel]] called {name}")));
        }
        if chosen.is_empty() && channels.is_empty() {
            println!("The configuration has no [[sink]] and no [[channel]].");
        }
        let mut good = true;
        let mut tell = |name: &str, checked: Result<String, Fault>| match checked {
            Ok(words) => println!("ok    {name}: {words}"),
            Err(fault) => {
                good = false;
                println!("wrong {name}: {}; {}", fault.words, fault.advice(name));
            }
        };
        for (name, sink) in chosen {
            tell(name, sink.check().await);
        }
        for (name, channel) in channels {
            tell(name, channel.check(world().now()).await);
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

async fn hook(ways: &Ways, config: &Config, name: &str) -> Result<ExitCode, Error> {
    let sink = ways.sinks().get(name).ok_or_else(|| Error::Usage(format!("the configuration has no [[sink]] called {name}")))?;
    match sink.register(&format!("{}/webhooks/{name}", config.public_url)).await {
        Ok(words) => println!("ok    {name}: {words}"),
        Err(fault) => {
            println!("wrong {name}: {}; {}", fault.words, fault.advice(name));
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}
