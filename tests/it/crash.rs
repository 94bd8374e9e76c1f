//! The program killed at random moments: what was acknowledged is there, once; every handoff has one ticket.

use std::{
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::postgres::{Database, Kind};

const CLIENTS: usize = 20;
const TURNS: usize = 250;

pub(crate) struct Program {
    child: Child,
    pub(crate) address: String,
    database: String,
}

impl Program {
    fn start(address: &str, database: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_garda"))
            .args(["serve", "--listen", address, "--database-url", database, "--pack", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tiny")])
            .env("GARDA__LIMITS__MESSAGES_PER_MINUTE", "1000000")
            .env("GARDA__LIMITS__VISITORS_PER_MINUTE", "1000000")
            .env("GARDA__PACK__STUDY", "false")
            .env("GARDA__LOG__LEVEL", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, address: address.to_owned(), database: database.to_owned() }
    }

    async fn wait(&self, client: &Client) {
        for _ in 0..2000 {
            if client.get(format!("http://{}/readyz", self.address)).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the program does not come up");
    }

    /// A program that is ready on a port of its own, and a client for it.
    pub(crate) async fn ready(database: &str) -> (Client, Self) {
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
        let client = Client::builder().no_proxy().build().unwrap();
        let program = Self::start(&address, database);
        program.wait(&client).await;
        (client, program)
    }

    /// Kilobytes of memory it has in use.
    pub(crate) fn resident_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// SIGKILL: nothing is flushed, nothing is told.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn run(&self, words: &[&str]) -> String {
        let done = Command::new(env!("CARGO_BIN_EXE_garda")).args(words).args(["--database-url", &self.database]).output().unwrap();
        assert!(done.status.success(), "{words:?}: {}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Calls until there is an answer that decides; the program may be dead half of the time.
pub(crate) async fn insist(client: &Client, token: Option<&str>, url: &str, body: &Value) -> Value {
    for _ in 0..4000 {
        let mut request = client.post(url).json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Ok(answer) = request.send().await {
            let status = answer.status();
            if let Ok(value) = answer.json::<Value>().await {
                if status.is_success() {
                    return value;
                }
                assert!(status.is_server_error(), "{status} {value}");
            }
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("no answer from {url}");
}

/// One client: a conversation of `TURNS` messages with one handoff in it; answers its id, its token and what was acknowledged.
async fn talk(client: Client, base: String, number: usize, done: Arc<AtomicU64>) -> (String, String, Vec<(String, i64)>) {
    let token = insist(&client, None, &format!("{base}/api/v1/visitors"), &json!({})).await["token"].as_str().unwrap().to_owned();
    let begun = insist(&client, Some(&token), &format!("{base}/api/v1/conversations"), &json!({ "client_id": "begin" })).await;
    let id = begun["id"].as_str().unwrap().to_owned();
    let url = format!("{base}/api/v1/conversations/{id}/messages");
    let mut acknowledged = Vec::new();
    for turn in 0..TURNS {
        let client_id = format!("c{number}-{turn}");
        let body = if turn == 100 + number * 5 {
            json!({ "client_id": client_id, "text": "Petugas", "choice": "/human" })
        } else {
            json!({ "client_id": client_id, "text": format!("wifi ga konek {turn}") })
        };
        let sent = insist(&client, Some(&token), &url, &body).await;
        acknowledged.push((client_id, sent["message"]["seq"].as_i64().unwrap()));
        done.fetch_add(1, Ordering::Relaxed);
    }
    (id, token, acknowledged)
}

async fn killed(kind: Kind, kills: u64) {
    let database = Database::new(kind).await;
    let (client, mut program) = Program::ready(&database.url).await;
    let address = program.address.clone();
    let (base, done) = (format!("http://{address}"), Arc::new(AtomicU64::new(0)));
    let talks: Vec<_> = (0..CLIENTS).map(|number| tokio::spawn(talk(client.clone(), base.clone(), number, Arc::clone(&done)))).collect();

    let (mut killed, mut seed) = (0, 0x2545_F491_4F6C_DD1D_u64);
    let all = (CLIENTS * TURNS) as u64;
    while killed < kills {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        // The next death comes after its share of the turns, give or take, and then at any microsecond.
        let due = killed * all / kills + seed % (all / kills / 2);
        while done.load(Ordering::Relaxed) < due {
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
        tokio::time::sleep(Duration::from_micros(seed % 4000)).await;
        program.kill();
        killed += 1;
        program = Program::start(&address, &database.url);
        program.wait(&client).await;
    }
    for talk in talks {
        check(&client, &base, talk.await.unwrap()).await;
    }
    program.kill();
    let tickets: Value = serde_json::from_str(&program.run(&["tickets", "list", "--json"])).unwrap();
    assert_eq!(tickets.as_array().unwrap().len(), CLIENTS, "one ticket for each handoff");
    program.run(&["doctor"]);
}

async fn check(client: &Client, base: &str, (id, token, acknowledged): (String, String, Vec<(String, i64)>)) {
    let mut stored: Vec<Value> = Vec::new();
    loop {
        let read = client.get(format!("{base}/api/v1/conversations/{id}?after={}&limit=500", stored.len())).bearer_auth(&token).send().await.unwrap();
        let lot = read.json::<Value>().await.unwrap()["messages"].as_array().unwrap().clone();
        if lot.is_empty() {
            break;
        }
        stored.extend(lot);
    }
    for (place, message) in stored.iter().enumerate() {
        assert_eq!(message["seq"], place + 1, "numbered without gaps");
    }
    for (client_id, seq) in acknowledged {
        let found: Vec<_> = stored.iter().filter(|message| message["client_id"] == client_id.as_str()).collect();
        assert_eq!(found.len(), 1, "{client_id} is stored once");
        assert_eq!(found[0]["seq"], seq, "{client_id} is where it was said to be");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_and_double_nothing_on_sqlite() {
    killed(Kind::Sqlite, 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_lose_and_double_nothing_on_postgres() {
    killed(Kind::Postgres, 10).await;
}
