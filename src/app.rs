//! The house put together: the real clock and chance, the store, the desk, the server and the workers.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    connect,
    delivery::{
        self, listen,
        study::{DatabaseUrl, Place},
        sync::OnDisk,
        watch,
    },
    desk::{Chance, Clock, Desk, Letters, World},
    domain::{content::Pack, letter::Key, matching::Catalog, outbox::Reach, sink::Medium, time::Timestamp},
    http::{self, Site},
    pack,
    store::{Store, folder::Folder, study},
};

pub use crate::delivery::study::{STUDIED, learn};

/// The address the first administrator signs in with.
pub const ADMINISTRATOR: &str = "admin@garda.local";

/// Why the program cannot start or do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The pack has errors.
    #[error("{0}")]
    Pack(String),
    /// A file.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: String,
        /// What is wrong with it.
        error: std::io::Error,
    },
    /// The address to listen on.
    #[error("cannot listen on {address}: {error}; choose another with --listen")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What is wrong with it.
        error: std::io::Error,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] crate::desk::Error),
    /// Something the caller has to mend.
    #[error("{0}")]
    Usage(String),
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks what time it is")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::expect_used, clippy::disallowed_methods, reason = "the one place that draws lots; without the system's chance no secret is one")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}

/// The real time and chance.
#[must_use]
pub fn world() -> World {
    World::new(SystemClock, SystemChance)
}

/// The pack of the configuration, or the starter pack inside the program when its folder is missing.
///
/// # Errors
/// When the folder cannot be read or its content has errors, each with file, line and column.
pub fn load_pack(config: &Config) -> Result<(Arc<Pack>, pack::Files), Error> {
    let files = if config.pack.is_dir() { pack::read_dir(&config.pack).map_err(|error| Error::File { path: config.pack.display().to_string(), error })? } else { pack::starter() };
    let loaded = pack::load(&files);
    match loaded.pack {
        Some(pack) => Ok((Arc::new(pack), files)),
        None => Err(Error::Pack(loaded.problems.iter().filter(|problem| problem.severity == pack::Severity::Error).map(pack::render).collect::<Vec<_>>().join("\n"))),
    }
}

/// That pack, learned at once.
///
/// # Errors
/// As [`load_pack`].
pub fn read_pack(config: &Config) -> Result<(Catalog, pack::Files), Error> {
    let (pack, files) = load_pack(config)?;
    Ok((Catalog::new(pack), files))
}

/// Opens the database and puts a desk over it that serves this pack.
///
/// # Errors
/// When the database cannot be opened or the pack cannot be kept.
pub async fn open_desk(config: &Config, catalog: Arc<Catalog>, files: &pack::Files, world: World) -> Result<Desk, Error> {
    over(Store::open(&config.database_url).await?, config, catalog, files, world).await
}

async fn over(store: Store, config: &Config, catalog: Arc<Catalog>, files: &pack::Files, world: World) -> Result<Desk, Error> {
    let outside = &config.outside;
    let reach = Reach {
        targets: outside.targets().collect(),
        url: config.public_url.clone(),
        sinks: outside.rules.clone(),
        subscriptions: outside.subscriptions.clone(),
        chats: outside.chats(),
        early: config.early,
    };
    let desk = Desk::new(store, catalog, world, config.most_per_commit).reaching(reach);
    desk.keep_revision(serde_json::to_string(&files.0).unwrap_or_default()).await?;
    Ok(desk)
}

/// A program that serves.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where letters may be handed over, if anywhere.
    pub letters: Option<SocketAddr>,
    /// The desk behind it.
    pub desk: Desk,
    /// The one-time password of the administrator, on a first start.
    pub password: Option<String>,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

/// Starts to serve with the real time and chance; the pack is studied by another process of this program.
///
/// # Errors
/// When pack, database or address cannot be used.
pub async fn start(config: Config) -> Result<Running, Error> {
    let place = std::env::current_exe().map_or(Place::Here, |program| Place::Beside(program, DatabaseUrl(config.database_url.clone())));
    let desk = open(&config, world()).await?;
    serve(config, desk, place).await
}

/// Starts to serve in a given world.
///
/// # Errors
/// When pack, database or address cannot be used.
pub async fn start_in(config: Config, world: World) -> Result<Running, Error> {
    let desk = open(&config, world).await?;
    serve(config, desk, Place::Here).await
}

/// A desk that serves the configured pack, with what was studied of it if the database knows.
async fn open(config: &Config, world: World) -> Result<Desk, Error> {
    let (pack, files) = load_pack(config)?;
    let store = Store::open(&config.database_url).await?;
    let study = study::find(&mut store.read().await?, &pack.revision).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "what was studied of the pack cannot be read");
        None
    });
    over(store, config, Arc::new(Catalog::learned(pack, study)), &files, world).await
}

/// Starts to serve what was already learned of a pack.
///
/// # Errors
/// When database or address cannot be used.
pub async fn start_with(config: Config, world: World, catalog: Arc<Catalog>, files: &pack::Files) -> Result<Running, Error> {
    let desk = open_desk(&config, catalog, files, world).await?;
    serve(config, desk, Place::Here).await
}

async fn serve(config: Config, desk: Desk, place: Place) -> Result<Running, Error> {
    let secret = desk.ensure_secret().await?;
    let password = desk.ensure_administrator(ADMINISTRATOR, "Admin").await?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| Error::Listen { address: config.listen, error })?;
    let address = listener.local_addr().map_err(|error| Error::Listen { address: config.listen, error })?;

    desk.wake_changed().await?;

    let (stopping, tasks) = (CancellationToken::new(), TaskTracker::new());
    let letters = take_letters(&config, &desk, &secret, (&stopping, &tasks)).await?;
    let answers = config.email.as_ref().map(|email| connect::Answers { address: email.address.clone(), key: Key::new(&secret) });
    let ways = connect::Ways::new(&connect::Settings { answers, ..config.outside.clone() }, Arc::new(OnDisk(Folder::new(&config.attachments)))).map_err(Error::Usage)?;
    let site = Site::new(desk.clone(), config.clone(), &secret, (ways.sinks().clone(), ways.channels().clone()), stopping.clone()).map_err(Error::Usage)?;
    tasks.spawn(listen::run(desk.clone(), stopping.clone()));
    if let Some(patience) = config.patience {
        tasks.spawn(delivery::silence::run(desk.clone(), patience, stopping.clone()));
    }
    if let Some(at_once) = config.at_once {
        if !ways.sinks().is_empty() {
            tasks.spawn(delivery::sync::run(desk.clone(), ways.sinks().clone(), stopping.clone()));
        }
        tasks.spawn(delivery::outbox::Courier::new(desk.clone(), Arc::new(ways), at_once).run(stopping.clone()));
    }
    if config.early.is_some() && config.outside.rules.iter().any(|rule| rule.medium != Medium::System) {
        tasks.spawn(delivery::warnings::run(desk.clone(), stopping.clone()));
    }
    tasks.spawn(delivery::sweep::run(desk.clone(), Folder::new(&config.attachments), config.keep_events, stopping.clone()));
    if config.study {
        tasks.spawn(delivery::study::run(desk.clone(), place, stopping.clone()));
    }
    if config.watch && config.pack.is_dir() {
        tasks.spawn(watch::run(desk.clone(), config.pack.clone(), stopping.clone()));
    }
    let router = http::router(site);
    let stop = stopping.clone();
    tasks.spawn(async move { http::serve(listener, router, &config, stop).await });
    tasks.close();
    Ok(Running { address, letters, desk, password, stopping, tasks })
}

/// Begins to take letters in, if there is an address for them; answers where they may be handed over.
async fn take_letters(config: &Config, desk: &Desk, secret: &str, (stopping, tasks): (&CancellationToken, &TaskTracker)) -> Result<Option<SocketAddr>, Error> {
    let Some(email) = &config.email else { return Ok(None) };
    desk.correspond(Letters {
        address: email.address.clone(),
        per_hour: email.automatic_per_hour,
        key: Key::new(secret),
        folder: Folder::new(&config.attachments),
        limits: config.attachment_limits,
        url: config.public_url.clone(),
        desk: config.outside.answer_addresses(),
    });
    if let Some(imap) = &email.imap {
        tasks.spawn(delivery::letters::Fetcher::new(desk.clone(), imap.clone(), email.most_bytes).run(stopping.clone()));
    }
    let Some(address) = email.listen else { return Ok(None) };
    let cannot = |error| Error::Listen { address, error };
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let bound = listener.local_addr().map_err(cannot)?;
    tasks.spawn(delivery::lmtp::run(desk.clone(), listener, email.most_bytes, stopping.clone()));
    Ok(Some(bound))
}

impl Running {
    /// Stops taking requests, lets those under way end, stores what is queued and closes the database.
    pub async fn stop(self) {
        self.stopping.cancel();
        self.tasks.wait().await;
        self.desk.drain().await;
        if let Err(error) = self.desk.store().checkpoint().await {
            tracing::warn!(%error, "the write-ahead log could not be folded back");
        }
        self.desk.store().close().await;
    }
}
