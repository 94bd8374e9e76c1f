//! Whole turns over HTTP against a bare ceiling, alternately in one process: understanding, idempotency, durable store, reply.
//!
//! The ceiling is what any program must do that keeps a chat: axum and one writer that stores, by group commit (`synchronous=FULL`),
//! the message under its place and its client id and a reply as long as Garda's, and answers that reply. It understands nothing,
//! decides nothing, knows nobody and keeps no state. An axum that only appends each body to a table without a key is measured too.
//!
//! The floor is one transaction per request: the same turns, understood and decided by the same code, where each request loads its conversation, looks
//! for a repeat, adds its messages and saves in a transaction of its own. Two others are measured beside it: Garda itself with one turn per commit, which
//! keeps memory and the single round trip and so differs in the grouping alone, and the ceiling's bare program with one transaction per request, whose
//! single statement needs nothing of what a turn is. On `PostgreSQL`, which groups commits of its own, the ceiling itself is below five times that.
//! Ratios count, not times.
//!
//! `cargo bench --bench turn` measures `SQLite`; with `GARDA_TEST_POSTGRES=postgres://…` also `PostgreSQL`.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_precision_loss, reason = "a benchmark measures time and ends where its ground gives way")]

mod ceiling;
mod load;
mod plain;

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
const CONVERSATIONS: usize = 240;
const ROUNDS: usize = 11;
const LENGTH: Duration = Duration::from_secs(1);
/// Problems, one after another: each is answered with a fix, and none ends in a ticket.
const SAYINGS: [&str; 6] =
    ["wifi ga konek nih di lantai 2", "gmn reset pw ya", "printernya macet lagi", "my laptop is very slow today", "vpn ga bisa connect dari rumah", "mailbox penuh terus"];
/// An answer of Garda to one of them, about as long as they are on average, for the program that only stores and answers.
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
async fn whole(config: Config) -> (app::Running, load::Requests) {
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
    let requests = move |connection: usize, number: u64| {
        let (token, ids) = &conversations[connection];
        let id = &ids[place(number) % ids.len()];
        post(&format!("/api/v1/conversations/{id}/messages"), Some(token), &message(number))
    };
    (running, Arc::new(requests))
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
        ("pack.study", "false".to_owned()),
        ("limits.messages_per_minute", "1000000".to_owned()),
        ("limits.visitors_per_minute", "1000000".to_owned()),
    ]);
    Config::read(&Layers { flags, ..Layers::default() }).unwrap()
}

/// What is measured, in the order it is printed.
const PROGRAMS: [&str; 6] = ["turns", "ceiling", "one transaction per request", "one turn per commit", "bare, one transaction per request", "bodies without a key"];
/// The databases they need.
const DATABASES: [&str; 4] = ["grouped", "plain", "ungrouped", "bare"];

async fn compare(name: &str, url: impl Fn(&str) -> String) {
    let [grouped, plain, ungrouped, bare_db] = DATABASES.map(url);
    let any = config(&grouped, 256);
    let (garda, turns) = whole(any.clone()).await;
    let (one, plain_turns) = whole(config(&plain, 256)).await;
    let (alone, alone_turns) = whole(config(&ungrouped, 1)).await;
    let db = ceiling::open(&bare_db).await;
    let programs = [
        (garda.address, turns),
        (serve(ceiling::grouped(db.clone(), Kept::Chat), &any).await, bare(1)),
        (serve(plain::router(one.desk.store().clone(), one.desk.catalog()), &any).await, plain_turns),
        (alone.address, alone_turns),
        (serve(ceiling::single(db.clone(), Kept::Chat), &any).await, bare(2)),
        (serve(ceiling::grouped(db, Kept::Body), &any).await, bare(3)),
    ];
    let mut counts = [0_u64; PROGRAMS.len()];
    let mut all = Vec::new();
    for number in 0..=ROUNDS {
        // Each round begins with another program: what one leaves to the database burdens whoever comes next.
        let mut rounds = [const { None }; PROGRAMS.len()];
        for place in (0..PROGRAMS.len()).map(|place| (place + number) % PROGRAMS.len()) {
            let (address, requests) = &programs[place];
            let (round, reached) = load::round(*address, CONNECTIONS, counts[place], LENGTH, Arc::clone(requests)).await;
            counts[place] = reached;
            rounds[place] = Some(round);
        }
        let rounds = rounds.map(Option::unwrap);
        let words: Vec<String> = PROGRAMS.iter().zip(&rounds).map(|(program, round)| format!("{program} {:.0}/s at {:.0} µs CPU", round.per_second, round.cpu_us)).collect();
        println!("{name} round {number}{}: {}", if number == 0 { " (warm-up)" } else { "" }, words.join(", "));
        if number > 0 {
            all.push(rounds);
        }
    }
    let of = |place: usize| middle(all.iter().map(|rounds| rounds[0].per_second / rounds[place].per_second).collect());
    let (rate, cpu) = (middle(all.iter().map(|rounds| rounds[0].per_second).collect()), middle(all.iter().map(|rounds| rounds[0].cpu_us).collect()));
    let ceiling_to_bare = middle(all.iter().map(|rounds| rounds[1].per_second / rounds[4].per_second).collect());
    println!("{name}: median {rate:.0} turns/s at {cpu:.0} µs CPU each, client and database client included");
    println!("{name}: {:.2} of the ceiling, {:.2} of {}", of(1), of(5), PROGRAMS[5]);
    println!("{name}: {:.1} × {}, {:.1} × {}, {:.1} × {} (the ceiling: {ceiling_to_bare:.1} ×)\n", of(2), PROGRAMS[2], of(3), PROGRAMS[3], of(4), PROGRAMS[4]);
    for running in [garda, one, alone] {
        running.stop().await;
    }
}

#[tokio::main]
async fn main() {
    // `cargo test` builds benchmarks too and runs them with this flag; there is nothing to test here.
    if std::env::args().any(|word| word == "--test") {
        return;
    }
    garda::telemetry::init("warn", false);
    let wanted = |name: &str| std::env::args().skip(1).filter(|word| !word.starts_with('-')).all(|word| word == name);
    let dir = tempfile::tempdir().unwrap();
    if wanted("sqlite") {
        compare("sqlite", |name| format!("sqlite:{}", dir.path().join(name).display())).await;
    }
    match std::env::var("GARDA_TEST_POSTGRES") {
        _ if !wanted("postgres") => {}
        Err(_) => println!("postgres: not measured; GARDA_TEST_POSTGRES names no server"),
        Ok(server) => {
            let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
            let database = |name: &str| format!("garda_bench_{}_{name}", std::process::id());
            for name in DATABASES {
                sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {}", database(name)))).execute(&admin).await.unwrap();
            }
            compare("postgres", |name| format!("{server}/{}", database(name))).await;
            for name in DATABASES {
                sqlx::query(sqlx::AssertSqlSafe(format!("DROP DATABASE {} WITH (FORCE)", database(name)))).execute(&admin).await.unwrap();
            }
        }
    }
}
