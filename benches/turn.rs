//! Whole turns over HTTP against a bare ceiling, alternately in one process: understanding, idempotency, durable store, reply.
//!
//! The ceiling is axum with one writer that stores the request's body by group commit (`synchronous=FULL`) and answers it back.
//! The floor is the same without group commit: one transaction per request. Ratios count, not times.
//!
//! `cargo bench --bench turn` measures `SQLite`; with `GARDA_TEST_POSTGRES=postgres://…` also `PostgreSQL`.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_precision_loss, reason = "a benchmark measures time and ends where its ground gives way")]

mod ceiling {
    //! The bare program that turns are held against.

    use std::sync::Arc;

    use axum::{Router, extract::State, http::StatusCode, routing::post};
    use sqlx::{PgPool, SqlitePool};
    use tokio::sync::{mpsc, oneshot};

    #[derive(Clone)]
    pub(crate) enum Db {
        Lite(SqlitePool),
        Pg(PgPool),
    }

    type Job = (String, oneshot::Sender<()>);

    /// Stores bodies in batches: one multi-row statement, one commit.
    pub(crate) fn grouped(db: Db) -> Router {
        let (queue, mut jobs) = mpsc::channel::<Job>(4096);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while jobs.recv_many(&mut batch, 256).await > 0 {
                let bodies: Vec<&str> = batch.iter().map(|(body, _): &Job| body.as_str()).collect();
                let rows = serde_json::to_string(&bodies).unwrap();
                match &db {
                    Db::Lite(pool) => {
                        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
                        sqlx::query("INSERT INTO bare (body) SELECT value FROM json_each($1)").bind(rows).execute(&mut *tx).await.unwrap();
                        tx.commit().await.unwrap();
                    }
                    Db::Pg(pool) => {
                        let mut tx = pool.begin().await.unwrap();
                        sqlx::query("INSERT INTO bare (body) SELECT json_array_elements_text($1::json)").bind(rows).execute(&mut *tx).await.unwrap();
                        tx.commit().await.unwrap();
                    }
                }
                batch.drain(..).for_each(|(_, done)| done.send(()).unwrap_or_default());
            }
        });
        let handler = async |State(queue): State<mpsc::Sender<Job>>, body: String| {
            let (done, stored) = oneshot::channel();
            queue.send((body.clone(), done)).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
            stored.await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
            Ok::<_, StatusCode>(body)
        };
        Router::new().route("/{*any}", post(handler)).with_state(queue)
    }

    /// Stores each body in a transaction of its own.
    pub(crate) fn single(db: Db) -> Router {
        let handler = async |State(db): State<Arc<Db>>, body: String| {
            match &*db {
                Db::Lite(pool) => {
                    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
                    sqlx::query("INSERT INTO bare (body) VALUES ($1)").bind(&body).execute(&mut *tx).await.unwrap();
                    tx.commit().await.unwrap();
                }
                Db::Pg(pool) => {
                    let mut tx = pool.begin().await.unwrap();
                    sqlx::query("INSERT INTO bare (body) VALUES ($1)").bind(&body).execute(&mut *tx).await.unwrap();
                    tx.commit().await.unwrap();
                }
            }
            body
        };
        Router::new().route("/{*any}", post(handler)).with_state(Arc::new(db))
    }

    pub(crate) async fn open(url: &str) -> Db {
        const TABLE: &str = "CREATE TABLE IF NOT EXISTS bare (body TEXT NOT NULL)";
        if let Some(path) = url.strip_prefix("sqlite:") {
            use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
            let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
            let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(std::time::Duration::from_mins(1)).connect_with(options).await.unwrap();
            sqlx::query(TABLE).execute(&pool).await.unwrap();
            Db::Lite(pool)
        } else {
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(12).connect(url).await.unwrap();
            sqlx::query(TABLE).execute(&pool).await.unwrap();
            Db::Pg(pool)
        }
    }
}

mod load {
    //! A closed loop of connections that each send the next request when the last is answered.

    use std::{
        net::SocketAddr,
        sync::{
            Arc,
            atomic::{AtomicBool, AtomicU64, Ordering},
        },
        time::{Duration, Instant},
    };

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    /// One request after another, each with a number of its own.
    pub(crate) type Requests = Arc<dyn Fn(usize, u64) -> Vec<u8> + Send + Sync>;

    /// What one round came to.
    pub(crate) struct Round {
        pub(crate) per_second: f64,
        pub(crate) cpu_us: f64,
    }

    /// Requests of `connections` at once for so long; answers how many a second and the CPU time of each, client and server together.
    pub(crate) async fn round(address: SocketAddr, connections: usize, length: Duration, requests: Requests) -> Round {
        let (over, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let tasks: Vec<_> = (0..connections).map(|connection| tokio::spawn(one(address, connection, Arc::clone(&over), Arc::clone(&count), Arc::clone(&requests)))).collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (began, from, cpu) = (Instant::now(), count.load(Ordering::Relaxed), super::cpu_us());
        tokio::time::sleep(length).await;
        let (done, seconds, cpu) = (count.load(Ordering::Relaxed) - from, began.elapsed().as_secs_f64(), super::cpu_us() - cpu);
        over.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.unwrap();
        }
        Round { per_second: done as f64 / seconds, cpu_us: cpu as f64 / done as f64 }
    }

    async fn one(address: SocketAddr, connection: usize, over: Arc<AtomicBool>, count: Arc<AtomicU64>, requests: Requests) {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.set_nodelay(true).unwrap();
        let mut buffer = Vec::with_capacity(16 * 1024);
        let mut number = 0;
        while !over.load(Ordering::Relaxed) {
            socket.write_all(&requests(connection, number)).await.unwrap();
            answer(&mut socket, &mut buffer).await;
            number += 1;
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Reads one answer with a known length; anything but a success ends the benchmark.
    async fn answer(socket: &mut TcpStream, buffer: &mut Vec<u8>) {
        buffer.clear();
        loop {
            assert!(socket.read_buf(buffer).await.unwrap() > 0, "the server closed");
            let Some(head) = buffer.windows(4).position(|end| end == b"\r\n\r\n") else { continue };
            let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
            assert!(text.starts_with("http/1.1 2"), "{text}\n{}", String::from_utf8_lossy(&buffer[head..]));
            let length: usize = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).unwrap().trim().parse().unwrap();
            while buffer.len() < head + 4 + length {
                assert!(socket.read_buf(buffer).await.unwrap() > 0, "the server closed");
            }
            return;
        }
    }
}

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use garda::{
    app,
    config::{Config, Layers},
};
use serde_json::{Value, json};

const CONNECTIONS: usize = 64;
const ROUNDS: usize = 5;
const LENGTH: Duration = Duration::from_secs(3);
/// Problems, one after another: each is answered with a fix, and none ends in a ticket.
const SAYINGS: [&str; 6] =
    ["wifi ga konek nih di lantai 2", "gmn reset pw ya", "printernya macet lagi", "my laptop is very slow today", "vpn ga bisa connect dari rumah", "mailbox penuh terus"];

/// CPU time of this process so far, in microseconds.
fn cpu_us() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    ticks * 10_000
}

fn post(path: &str, token: Option<&str>, body: &str) -> Vec<u8> {
    let authorization = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!("POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n{authorization}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A body like a turn's, new each time: its number among all, and its place in its conversation.
fn message(number: u64, place: u64) -> String {
    json!({ "client_id": format!("bench-{number}"), "text": SAYINGS[usize::try_from(place).unwrap() % SAYINGS.len()] }).to_string()
}

async fn serve(router: axum::Router, config: &Config) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = config.clone();
    tokio::spawn(async move { garda::http::serve(listener, router, &config, tokio_util::sync::CancellationToken::new()).await });
    address
}

/// The whole program, and requests for it: each connection has a conversation of its own.
async fn whole(config: Config) -> (SocketAddr, load::Requests) {
    let running = app::start(config).await.unwrap();
    let address = running.address;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = async |path: &str, token: &str, body: Value| -> Value {
        client.post(format!("http://{address}{path}")).bearer_auth(token).json(&body).send().await.unwrap().json().await.unwrap()
    };
    let mut conversations = Vec::new();
    for _ in 0..CONNECTIONS {
        let token = call("/api/v1/visitors", "", json!({})).await["token"].as_str().unwrap().to_owned();
        let id = call("/api/v1/conversations", &token, json!({ "client_id": "begin" })).await["id"].as_str().unwrap().to_owned();
        conversations.push((format!("/api/v1/conversations/{id}/messages"), token));
    }
    std::mem::forget(running);
    let next = AtomicU64::new(0);
    let requests = move |connection: usize, place| {
        let (path, token) = &conversations[connection];
        post(path, Some(token), &message(next.fetch_add(1, Ordering::Relaxed), place))
    };
    (address, Arc::new(requests))
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn compare(name: &str, url: &str, bare: [&str; 2]) {
    let flags = BTreeMap::from([
        ("server.listen", "127.0.0.1:0".to_owned()),
        ("database.url", url.to_owned()),
        ("pack.watch", "false".to_owned()),
        ("limits.messages_per_minute", "1000000".to_owned()),
        ("limits.visitors_per_minute", "1000000".to_owned()),
    ]);
    let config = Config::read(&Layers { flags, ..Layers::default() }).unwrap();
    let (turns, requests) = whole(config.clone()).await;
    let grouped = serve(ceiling::grouped(ceiling::open(bare[0]).await), &config).await;
    let single = serve(ceiling::single(ceiling::open(bare[1]).await), &config).await;
    let plain: load::Requests = Arc::new(|_, number| post("/bare", None, &message(number, number)));
    let (mut to_ceiling, mut to_single, mut cpu, mut rates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for number in 0..=ROUNDS {
        let turn = load::round(turns, CONNECTIONS, LENGTH, Arc::clone(&requests)).await;
        let top = load::round(grouped, CONNECTIONS, LENGTH, Arc::clone(&plain)).await;
        let low = load::round(single, CONNECTIONS, LENGTH, Arc::clone(&plain)).await;
        println!(
            "{name} round {number}{}: turns {:.0}/s ({:.0} µs CPU each), ceiling {:.0}/s ({:.0} µs), one transaction each {:.0}/s",
            if number == 0 { " (warm-up)" } else { "" },
            turn.per_second,
            turn.cpu_us,
            top.per_second,
            top.cpu_us,
            low.per_second
        );
        if number > 0 {
            to_ceiling.push(turn.per_second / top.per_second);
            to_single.push(turn.per_second / low.per_second);
            cpu.push(turn.cpu_us);
            rates.push(turn.per_second);
        }
    }
    println!(
        "{name}: median {:.0} turns/s, {:.2} of the ceiling, {:.1} × one transaction per request, {:.0} µs CPU a turn (client and database client included)\n",
        middle(rates),
        middle(to_ceiling),
        middle(to_single),
        middle(cpu)
    );
}

#[tokio::main]
async fn main() {
    // `cargo test` builds benchmarks too and runs them with this flag; there is nothing to test here.
    if std::env::args().any(|word| word == "--test") {
        return;
    }
    garda::telemetry::init("warn", false);
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| format!("sqlite:{}", dir.path().join(name).display());
    compare("sqlite", &file("garda.db"), [&file("grouped.db"), &file("single.db")]).await;
    match std::env::var("GARDA_TEST_POSTGRES") {
        Err(_) => println!("postgres: not measured; GARDA_TEST_POSTGRES names no server"),
        Ok(server) => {
            let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
            let name = format!("garda_bench_{}", std::process::id());
            sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
            let url = format!("{server}/{name}");
            compare("postgres", &url, [&url, &url]).await;
        }
    }
}
