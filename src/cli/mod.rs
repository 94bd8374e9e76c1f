//! The command line: one file per command, each a few calls to the floors below.

#[macro_use]
mod out;

mod backup;
mod bar;
mod chat;
mod check;
mod doctor;
mod eval;
mod eval_search;
mod events;
mod import;
mod init;
mod jsonl;
mod outbox;
mod report;
mod say;
mod serve;
mod sink;
mod stage;
mod study;
mod test;
mod tickets;
mod user;

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Args, Parser, Subcommand};

use crate::{
    app::{self, Error},
    config::{Config, Layers},
    desk::Desk,
    domain::matching::Catalog,
    pack,
    store::Store,
    telemetry,
};

/// The front line of a helpdesk as one small program.
#[derive(Debug, Parser)]
#[command(name = "garda", version, about, arg_required_else_help = false)]
pub struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Flags every command understands; each wins over its environment variable and the file.
#[derive(Debug, Args)]
struct Flags {
    /// A configuration file; src/defaults.toml shows every setting.
    #[arg(long, global = true, env = "GARDA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen, such as 127.0.0.1:8080. [env: `GARDA__SERVER__LISTEN`]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where the program keeps its files. [env: `GARDA__DATABASE__DATA_DIR`]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// sqlite:FILE or postgres://… [env: `GARDA__DATABASE__URL`]
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// The folder of intents, articles and teams. [env: `GARDA__PACK__PATH`]
    #[arg(long, global = true, value_name = "DIR")]
    pack: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer: chat, console, help pages and webhooks (the default).
    Serve,
    /// Write the starter pack into a folder, to be edited.
    Init(init::Init),
    /// Say what is wrong with a pack, with file, line and column.
    Check(check::Check),
    /// Try the tests beside a pack: labelled lines, dialogues, floors and a budget of mistakes.
    Test(test::Test),
    /// Measure how well articles are found.
    EvalSearch(eval_search::EvalSearch),
    /// Make a pack of what another program has.
    Import(import::Import),
    /// Say what one message would be understood as, and why.
    Say(say::Say),
    /// Learn labelled lines and say how well others are understood.
    Eval(eval::Eval),
    /// Talk with the pack in the terminal.
    Chat(chat::Chat),
    /// List tickets or show one.
    Tickets(tickets::Tickets),
    /// Print the conversation of a ticket.
    Transcript(tickets::Transcript),
    /// List what waits to be sent, see why it could not be, or try it again.
    Outbox(outbox::Outbox),
    /// Make keys to sign events with, or print their public halves.
    Events(events::Events),
    /// See whether the ticket systems of the configuration can be used.
    Sink(sink::Sink),
    /// Write everything stored, attachments too, into one file.
    Backup(backup::Backup),
    /// Read a backup into an empty database of either kind, its attachments into their folder.
    Restore(backup::Restore),
    /// Check database, pack and attachments, and prove that every handoff has its ticket.
    Doctor(doctor::Doctor),
    /// Add people or set their passwords.
    User(user::User),
    /// Study a revision that the database keeps, for the program that serves it.
    #[command(hide = true)]
    Study(study::Study),
}

/// Does what was asked.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let done = read_config(&cli.flags).and_then(|config| {
        telemetry::init(&config.log_level, config.log_json);
        runtime()?.block_on(dispatch(cli.command.unwrap_or(Command::Serve), config))
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| Error::Usage(format!("the runtime cannot start: {error}")))
}

async fn dispatch(command: Command, config: Config) -> Result<ExitCode, Error> {
    match command {
        Command::Serve => serve::run(config).await,
        Command::Init(init) => init.run(),
        Command::Check(check) => check.run(&config),
        Command::Test(test) => test.run(&config),
        Command::EvalSearch(eval) => eval.run(),
        Command::Import(import) => import.run(),
        Command::Say(say) => say.run(&config),
        Command::Eval(eval) => eval.run(),
        Command::Chat(chat) => chat.run(&config),
        Command::Outbox(outbox) => outbox.run(&config).await,
        Command::Events(events) => events.run(&config),
        Command::Sink(sink) => sink.run(&config).await,
        Command::Tickets(tickets) => tickets.run(&config).await,
        Command::Transcript(transcript) => transcript.run(&config).await,
        Command::Backup(backup) => backup.run(&config).await,
        Command::Restore(restore) => restore.run(&config).await,
        Command::Doctor(doctor) => doctor.run(&config).await,
        Command::User(user) => user.run(&config).await,
        Command::Study(study) => study.run(&config).await,
    }
}

fn read_config(flags: &Flags) -> Result<Config, Error> {
    let file = match &flags.config {
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| Error::File { path: name.clone(), error })?;
            Some((name, text))
        }
        None => None,
    };
    let given = [("server.listen", &flags.listen), ("database.data_dir", &flags.data_dir), ("database.url", &flags.database_url), ("pack.path", &flags.pack)];
    let flags: BTreeMap<&'static str, String> = given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
    let environment = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect();
    Config::read(&Layers { file, environment, flags }).map_err(|problems| Error::Usage(problems.to_string().trim_end().to_owned()))
}

/// The configuration with another pack, if one was named.
fn with_pack(config: &Config, pack: Option<&PathBuf>) -> Result<Config, Error> {
    let mut config = config.clone();
    if let Some(pack) = pack {
        if !pack.is_dir() {
            return Err(Error::Usage(format!("{}: there is no such folder", pack.display())));
        }
        config.pack.clone_from(pack);
    }
    Ok(config)
}

/// The files of the configured pack with its tests, or of the starter pack inside the program when its folder is missing.
fn read_files(config: &Config) -> Result<pack::Files, Error> {
    if !config.pack.is_dir() {
        return Ok(pack::starter_with_tests());
    }
    pack::read_dir_with_tests(&config.pack).map_err(|error| Error::File { path: config.pack.display().to_string(), error })
}

async fn open_store(config: &Config) -> Result<Store, Error> {
    Ok(Store::open(&config.database_url).await?)
}

/// A desk for verbs that understand no messages.
async fn open_desk(config: &Config) -> Result<Desk, Error> {
    let (pack, files) = app::load_pack(config)?;
    app::open_desk(config, Arc::new(Catalog::untaught(pack)), &files, app::world()).await
}
