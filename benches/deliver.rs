//! What waits in the outbox sent to a program on this machine, against a bare loop of the same HTTP client that posts the same bodies.
//!
//! The bare loop keeps nothing: it takes the next number and posts. Garda claims each parcel in a transaction, keeps the order of each lane, signs
//! the call, and writes the attempt and where the parcel stands in another. Both have as many calls under way, both run in this process with the
//! receiver, alternately; the ratio counts and not the times.
//!
//! `cargo bench --bench deliver` measures `SQLite`; with `GARDA_TEST_POSTGRES=postgres://…` also `PostgreSQL`.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_precision_loss, reason = "a benchmark measures time and ends where its ground gives way")]

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use garda::{
    app,
    config::{Config, Layers},
    connect::{Ways, ticket::NoFiles},
    delivery::outbox::Courier,
    desk::Desk,
    domain::{id::ConversationId, outbox::ParcelKind},
    store::outbox::{self, NewParcel},
};
use tokio_util::sync::CancellationToken;

const PARCELS: usize = 10_000;
/// So many lanes, as of so many conversations; of each one parcel is under way at most.
const LANES: usize = 1_000;
const AT_ONCE: usize = 64;
const ROUNDS: usize = 7;

/// CPU time of this process so far, in microseconds.
fn cpu_us() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    ticks * 10_000
}

/// As long as something said in a ticket usually is.
fn body(number: usize) -> String {
    let text = "Printer di lantai 3 masih macet setelah dinyalakan ulang, lampu oranye berkedip. ".repeat(6);
    serde_json::json!({ "type": "comment", "number": number, "data": { "ticket": "GRD-1042", "author": "Rina", "text": text } }).to_string()
}

/// Counts what is posted to it.
async fn receiver() -> (SocketAddr, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let router = axum::Router::new().fallback(move |_: axum::body::Bytes| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { axum::http::StatusCode::NO_CONTENT }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, count)
}

async fn bare(address: SocketAddr) {
    let (client, next) = (reqwest::Client::builder().no_proxy().build().unwrap(), Arc::new(AtomicUsize::new(0)));
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (client, next) = (client.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= PARCELS {
                        return;
                    }
                    let answer = client.post(format!("http://{address}/")).header("content-type", "application/json").body(body(number)).send().await.unwrap();
                    assert!(answer.status().is_success());
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn fill(desk: &Desk, round: usize) {
    let mut tx = desk.store().begin().await.unwrap();
    tx.begin();
    for number in 0..PARCELS {
        let (id, lane, body) = (format!("{round}-{number}"), format!("{round}-{}", number % LANES), body(number));
        let conversation = ConversationId(lane.clone());
        let new = NewParcel { id: &id, kind: ParcelKind::Event, target: "program", lane: &lane, conversation: Some(&conversation), ticket: None, body: &body };
        outbox::add(&mut tx, &new, desk.world().now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn ours(desk: &Desk, ways: Arc<Ways>, count: &AtomicUsize) {
    let stopping = CancellationToken::new();
    let running = tokio::spawn(Courier::new(desk.clone(), ways, (AT_ONCE, AT_ONCE)).run(stopping.clone()));
    while count.load(Ordering::Relaxed) < PARCELS || desk.next_due(Vec::new()).await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stopping.cancel();
    running.await.unwrap();
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn config(url: &str, address: SocketAddr) -> Config {
    let flags = BTreeMap::from([("database.url", url.to_owned())]);
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let text = format!("[outbound]\nprivate_networks = [\"127.0.0.0/8\"]\n[[webhook]]\nname = \"program\"\nurl = \"http://{address}/\"\nsecrets = [\"{secret}\"]\n");
    Config::read(&Layers { file: Some(("garda.toml".to_owned(), text)), flags, ..Layers::default() }).unwrap()
}

async fn compare(name: &str, url: &str) {
    let (address, count) = receiver().await;
    let config = config(url, address);
    let (catalog, files) = app::read_pack(&config).unwrap();
    let desk = app::open_desk(&config, Arc::new(catalog), &files, app::world()).await.unwrap();
    let ways = Arc::new(Ways::new(&config.outside, Arc::new(NoFiles)).unwrap());
    let (mut rates, mut ratios) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        fill(&desk, round).await;
        let (began, cpu) = (Instant::now(), cpu_us());
        ours(&desk, Arc::clone(&ways), &count).await;
        let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_us() - cpu);
        assert_eq!(count.swap(0, Ordering::Relaxed), PARCELS, "each arrives, and once");
        let began = Instant::now();
        bare(address).await;
        let alone = began.elapsed().as_secs_f64();
        count.store(0, Ordering::Relaxed);
        let (rate, bare) = (PARCELS as f64 / seconds, PARCELS as f64 / alone);
        println!("{name} round {round}{}: {rate:.0}/s at {} µs CPU each, bare {bare:.0}/s", if round == 0 { " (warm-up)" } else { "" }, cpu / PARCELS as u64);
        if round > 0 {
            rates.push(rate);
            ratios.push(rate / bare);
        }
    }
    println!("{name}: median {:.0} deliveries/s, {:.2} of the bare client\n", middle(rates), middle(ratios));
    desk.drain().await;
    desk.store().close().await;
}

#[tokio::main]
async fn main() {
    // `cargo test` builds benchmarks too and runs them with this flag; there is nothing to test here.
    if std::env::args().any(|word| word == "--test") {
        return;
    }
    garda::telemetry::init("warn", false);
    let dir = tempfile::tempdir().unwrap();
    compare("sqlite", &format!("sqlite:{}", dir.path().join("bench").display())).await;
    match std::env::var("GARDA_TEST_POSTGRES") {
        Err(_) => println!("postgres: not measured; GARDA_TEST_POSTGRES names no server"),
        Ok(server) => {
            let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
            let name = format!("garda_bench_{}_deliver", std::process::id());
            sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
            compare("postgres", &format!("{server}/{name}")).await;
            sqlx::query(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).execute(&admin).await.unwrap();
        }
    }
}
