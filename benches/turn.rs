//! Whole turns over HTTP against a bare ceiling, alternately in one process: understanding, idempotency, durable store, reply.
//!
//! The ceiling is what any program must do that keeps a chat: axum and one writer that stores, by group commit (`synchronous=FULL`),
//! the message under its place and its client id and a reply as long as Garda's, and answers that reply. It understands nothing,
//! decides nothing, knows nobody and keeps no state. An axum that only appends each body to a table without a key is measured too.
//! The floor is the same with one transaction per request; Garda itself with one message per commit is measured too: it differs in the grouping alone.
//! Ratios count, not times.
//!
//! `cargo bench --bench turn` measures `SQLite`; with `GARDA_TEST_POSTGRES=postgres://…` also `PostgreSQL`.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_precision_loss, reason = "a benchmark measures time and ends where its ground gives way")]

mod ceiling {
    //! The bare programs that turns are held against.

    use std::sync::Arc;

    use axum::{
        Router,
        extract::{Path, State},
        http::StatusCode,
        routing::post,
    };
    use sqlx::{PgPool, SqlitePool};
    use tokio::sync::{mpsc, oneshot};

    #[derive(Clone)]
    pub(crate) enum Db {
        Lite(SqlitePool),
        Pg(PgPool),
    }

    /// What is stored of a request.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Kept {
        /// The message under its place and its client id, and a reply as long as Garda's.
        Chat,
        /// The body, under no key.
        Body,
    }

    /// A request: its conversation, its place there, its body.
    type Asked = (String, i64, String);
    type Job = (Asked, oneshot::Sender<()>);

    /// The rows of a request: conversation, place, client id, text.
    fn rows(kept: Kept, (conversation, place, body): &Asked) -> Vec<(String, i64, Option<String>, String)> {
        match kept {
            Kept::Body => vec![(String::new(), 0, None, body.clone())],
            Kept::Chat => {
                vec![(conversation.clone(), 2 * place, Some(format!("bench-{place}")), body.clone()), (conversation.clone(), 2 * place + 1, None, super::REPLY.to_owned())]
            }
        }
    }

    /// Stores requests in one transaction: one multi-row statement, one commit.
    async fn store(db: &Db, kept: Kept, batch: &[Asked]) {
        let rows: Vec<_> = batch.iter().flat_map(|asked| rows(kept, asked)).collect();
        let values = vec!["(?, ?, ?, ?)"; rows.len()].join(", ");
        let table = if kept == Kept::Chat { "chat" } else { "body" };
        match db {
            Db::Lite(pool) => {
                let sql = format!("INSERT INTO {table} (conversation, place, client_id, text) VALUES {values}");
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for (conversation, place, client_id, text) in rows {
                    query = query.bind(conversation).bind(place).bind(client_id).bind(text);
                }
                query.execute(&mut *tx).await.unwrap();
                tx.commit().await.unwrap();
            }
            Db::Pg(pool) => {
                let sql = format!("INSERT INTO {table} (conversation, place, client_id, text) SELECT * FROM UNNEST($1::text[], $2::bigint[], $3::text[], $4::text[])");
                let mut tx = pool.begin().await.unwrap();
                let (mut conversations, mut places, mut client_ids, mut texts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
                for (conversation, place, client_id, text) in rows {
                    conversations.push(conversation);
                    places.push(place);
                    client_ids.push(client_id);
                    texts.push(text);
                }
                sqlx::query(sqlx::AssertSqlSafe(sql)).bind(conversations).bind(places).bind(client_ids).bind(texts).execute(&mut *tx).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    }

    fn answer(kept: Kept, body: String) -> String {
        if kept == Kept::Chat { super::REPLY.to_owned() } else { body }
    }

    /// Stores requests in batches.
    pub(crate) fn grouped(db: Db, kept: Kept) -> Router {
        let (queue, mut jobs) = mpsc::channel::<Job>(4096);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while jobs.recv_many(&mut batch, 256).await > 0 {
                let (asked, waiting): (Vec<Asked>, Vec<_>) = batch.drain(..).unzip();
                store(&db, kept, &asked).await;
                for done in waiting {
                    done.send(()).unwrap_or_default();
                }
            }
        });
        let handler = async move |State(queue): State<mpsc::Sender<Job>>, Path((conversation, place)): Path<(String, i64)>, body: String| {
            let (done, stored) = oneshot::channel();
            queue.send(((conversation, place, body.clone()), done)).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
            stored.await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
            Ok::<_, StatusCode>(answer(kept, body))
        };
        Router::new().route("/{conversation}/{place}", post(handler)).with_state(queue)
    }

    /// Stores each request in a transaction of its own.
    pub(crate) fn single(db: Db, kept: Kept) -> Router {
        let handler = async move |State(db): State<Arc<Db>>, Path((conversation, place)): Path<(String, i64)>, body: String| {
            store(&db, kept, &[(conversation, place, body.clone())]).await;
            answer(kept, body)
        };
        Router::new().route("/{conversation}/{place}", post(handler)).with_state(Arc::new(db))
    }

    pub(crate) async fn open(url: &str) -> Db {
        const TABLES: [&str; 3] = [
            "CREATE TABLE IF NOT EXISTS body (conversation TEXT NOT NULL, place BIGINT NOT NULL, client_id TEXT, text TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS chat (conversation TEXT NOT NULL, place BIGINT NOT NULL, client_id TEXT, text TEXT NOT NULL, PRIMARY KEY (conversation, place))",
            "CREATE UNIQUE INDEX IF NOT EXISTS chat_client_id ON chat (conversation, client_id) WHERE client_id IS NOT NULL",
        ];
        if let Some(path) = url.strip_prefix("sqlite:") {
            use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
            let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
            let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(std::time::Duration::from_mins(1)).connect_with(options).await.unwrap();
            for table in TABLES {
                sqlx::query(table).execute(&pool).await.unwrap();
            }
            Db::Lite(pool)
        } else {
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(12).connect(url).await.unwrap();
            for table in TABLES {
                sqlx::query(table).execute(&pool).await.unwrap();
            }
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

    /// Requests of `connections` at once for so long, each connection counting from `first`: how many a second at what CPU time, client and server together, and how far they came.
    pub(crate) async fn round(address: SocketAddr, connections: usize, first: u64, length: Duration, requests: Requests) -> (Round, u64) {
        let (over, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let tasks: Vec<_> =
            (0..connections).map(|connection| tokio::spawn(one(address, (connection, first), Arc::clone(&over), Arc::clone(&count), Arc::clone(&requests)))).collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (began, from, cpu) = (Instant::now(), count.load(Ordering::Relaxed), super::cpu_us());
        tokio::time::sleep(length).await;
        let (done, seconds, cpu) = (count.load(Ordering::Relaxed) - from, began.elapsed().as_secs_f64(), super::cpu_us() - cpu);
        over.store(true, Ordering::Relaxed);
        let mut reached = first;
        for task in tasks {
            reached = reached.max(task.await.unwrap());
        }
        (Round { per_second: done as f64 / seconds, cpu_us: cpu as f64 / done as f64 }, reached)
    }

    /// Sends until it is over; answers the number of the next request.
    async fn one(address: SocketAddr, (connection, first): (usize, u64), over: Arc<AtomicBool>, count: Arc<AtomicU64>, requests: Requests) -> u64 {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.set_nodelay(true).unwrap();
        let mut buffer = Vec::with_capacity(16 * 1024);
        let mut number = first;
        while !over.load(Ordering::Relaxed) {
            socket.write_all(&requests(connection, number)).await.unwrap();
            answer(&mut socket, &mut buffer).await;
            number += 1;
            count.fetch_add(1, Ordering::Relaxed);
        }
        number
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

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use ceiling::Kept;
use garda::{
    app,
    config::{Config, Layers},
};
use serde_json::{Value, json};

const CONNECTIONS: usize = 64;
/// A conversation is this long, then the connection goes on with the next one.
const TURNS: usize = 10;
/// Conversations begun beforehand, for each connection.
const CONVERSATIONS: usize = 400;
const ROUNDS: usize = 5;
const LENGTH: Duration = Duration::from_secs(2);
/// Problems, one after another: each is answered with a fix, and none ends in a ticket.
const SAYINGS: [&str; 6] =
    ["wifi ga konek nih di lantai 2", "gmn reset pw ya", "printernya macet lagi", "my laptop is very slow today", "vpn ga bisa connect dari rumah", "mailbox penuh terus"];
/// Garda's answer to the first of them, for the program that only stores and answers.
const REPLY: &str = include_str!("reply.json");

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

/// A body like a turn's, new each time.
fn message(number: u64) -> String {
    json!({ "client_id": format!("bench-{number}"), "text": SAYINGS[usize::try_from(number).unwrap() % SAYINGS.len()] }).to_string()
}

async fn serve(router: axum::Router, config: &Config) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = config.clone();
    tokio::spawn(async move { garda::http::serve(listener, router, &config, tokio_util::sync::CancellationToken::new()).await });
    address
}

/// The whole program, and requests for it: each connection holds one conversation after another.
async fn whole(config: Config) -> (SocketAddr, load::Requests) {
    let running = app::start(config).await.unwrap();
    let address = running.address;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let begin = async |connection: usize| {
        let call = async |path: &str, token: &str, body: Value| -> Value {
            client.post(format!("http://{address}{path}")).bearer_auth(token).json(&body).send().await.unwrap().json().await.unwrap()
        };
        let token = call("/api/v1/visitors", "", json!({})).await["token"].as_str().unwrap().to_owned();
        let mut ids = Vec::with_capacity(CONVERSATIONS);
        for number in 0..CONVERSATIONS {
            let id = call("/api/v1/conversations", &token, json!({ "client_id": format!("begin-{connection}-{number}") })).await["id"].as_str().unwrap().to_owned();
            ids.push(id);
        }
        (token, ids)
    };
    let conversations: Vec<(String, Vec<String>)> = futures_util::future::join_all((0..CONNECTIONS).map(begin)).await;
    std::mem::forget(running);
    let requests = move |connection: usize, number: u64| {
        let (token, ids) = &conversations[connection];
        let id = &ids[place(number) % ids.len()];
        post(&format!("/api/v1/conversations/{id}/messages"), Some(token), &message(number))
    };
    (address, Arc::new(requests))
}

/// Which conversation of its connection a request belongs to.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap() / TURNS
}

/// Requests for a bare program: as many conversations of as many turns; another `kind` has other conversations.
fn bare(kind: u128) -> load::Requests {
    Arc::new(move |connection, number| {
        let conversation = uuid::Uuid::from_u128(kind << 64 | u128::try_from(place(number) * CONNECTIONS + connection).unwrap());
        post(&format!("/{conversation}/{number}"), None, &message(number))
    })
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How Garda is set up; a commit holds so many messages at most.
fn config(url: &str, most_per_commit: usize) -> Config {
    let flags = BTreeMap::from([
        ("server.listen", "127.0.0.1:0".to_owned()),
        ("database.url", url.to_owned()),
        ("database.most_per_commit", most_per_commit.to_string()),
        ("pack.watch", "false".to_owned()),
        ("limits.messages_per_minute", "1000000".to_owned()),
        ("limits.visitors_per_minute", "1000000".to_owned()),
    ]);
    Config::read(&Layers { flags, ..Layers::default() }).unwrap()
}

async fn compare(name: &str, url: impl Fn(&str) -> String) {
    let (grouped, ungrouped) = (config(&url("grouped"), 256), config(&url("ungrouped"), 1));
    let db = ceiling::open(&url("bare")).await;
    let chat = serve(ceiling::grouped(db.clone(), Kept::Chat), &grouped).await;
    let single = serve(ceiling::single(db.clone(), Kept::Chat), &grouped).await;
    let body = serve(ceiling::grouped(db, Kept::Body), &grouped).await;
    let programs = [whole(grouped).await, (chat, bare(1)), (single, bare(2)), whole(ungrouped).await, (body, bare(3))];
    let mut counts = [0_u64; 5];
    let mut ratios = [const { Vec::new() }; 6];
    for number in 0..=ROUNDS {
        let mut rounds = Vec::new();
        for ((address, requests), count) in programs.iter().zip(&mut counts) {
            let (round, reached) = load::round(*address, CONNECTIONS, *count, LENGTH, Arc::clone(requests)).await;
            *count = reached;
            rounds.push(round);
        }
        let [turn, chat, single, ungrouped, body] = &rounds[..] else { unreachable!() };
        println!(
            "{name} round {number}{}: turns {:.0}/s ({:.0} µs CPU each), ceiling {:.0}/s ({:.0} µs), one transaction per request {:.0}/s, one turn per commit {:.0}/s, bodies without a key {:.0}/s ({:.0} µs)",
            if number == 0 { " (warm-up)" } else { "" },
            turn.per_second,
            turn.cpu_us,
            chat.per_second,
            chat.cpu_us,
            single.per_second,
            ungrouped.per_second,
            body.per_second,
            body.cpu_us
        );
        if number > 0 {
            let of = |other: &load::Round| turn.per_second / other.per_second;
            for (ratio, value) in ratios.iter_mut().zip([turn.per_second, turn.cpu_us, of(chat), of(single), of(ungrouped), of(body)]) {
                ratio.push(value);
            }
        }
    }
    let [rate, cpu, to_ceiling, to_single, to_ungrouped, to_body] = ratios.map(middle);
    println!(
        "{name}: median {rate:.0} turns/s at {cpu:.0} µs CPU (client and database client included): {to_ceiling:.2} of the ceiling, {to_single:.1} × one transaction per request, {to_ungrouped:.1} × one turn per commit, {to_body:.2} of bodies without a key\n"
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
    compare("sqlite", |name| format!("sqlite:{}", dir.path().join(name).display())).await;
    match std::env::var("GARDA_TEST_POSTGRES") {
        Err(_) => println!("postgres: not measured; GARDA_TEST_POSTGRES names no server"),
        Ok(server) => {
            let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
            let database = |name: &str| format!("garda_bench_{}_{name}", std::process::id());
            for name in ["grouped", "ungrouped", "bare"] {
                sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {}", database(name)))).execute(&admin).await.unwrap();
            }
            compare("postgres", |name| format!("{server}/{}", database(name))).await;
            for name in ["grouped", "ungrouped", "bare"] {
                sqlx::query(sqlx::AssertSqlSafe(format!("DROP DATABASE {} WITH (FORCE)", database(name)))).execute(&admin).await.unwrap();
            }
        }
    }
}
