//! Ticket systems of others, in memory, behind a door that breaks as a seed says; and handoffs that are carried through it.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures_util::future::BoxFuture;
use garda::{
    connect::{
        Settings, Ways,
        ticket::{Attempt, Call, Denied, FaultKind, Files, Hooked, NoFiles, Sink, SinkKind, SinkSettings, carry},
    },
    domain::{
        content::Priority,
        id::{AttachmentId, TeamId},
        outbox::{Answer, Parcel, ParcelKind, next},
        sink::{Comment, Enclosure, Notice, Opening, Requester, Standing, StatusChange},
        time::Timestamp,
    },
};
use serde::Serialize;
use serde_json::Value;

use crate::app::MONDAY_10;

/// A call as a fake sees it.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) now: i64,
}

impl Asked {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The method and the parts of the path, to be matched on.
    pub(crate) fn parts(&self) -> (&str, Vec<&str>) {
        (self.method.as_str(), self.path.trim_matches('/').split('/').collect())
    }

    /// The number of a query, or another one.
    pub(crate) fn number(&self, name: &str, or: usize) -> usize {
        self.query.get(name).and_then(|text| text.parse().ok()).unwrap_or(or)
    }

    /// The fields of a form, and its files as `name: bytes`.
    pub(crate) fn form(&self) -> (Vec<(String, String)>, Vec<String>) {
        let mark = format!("--{}", self.header("content-type").split("boundary=").nth(1).unwrap());
        let text = std::str::from_utf8(&self.body).unwrap();
        assert!(text.ends_with(&format!("{mark}--\r\n")), "{text}");
        let (mut fields, mut files) = (Vec::new(), Vec::new());
        for part in text.split(&mark).skip(1).filter(|part| !part.starts_with("--")) {
            let (head, value) = part.split_once("\r\n\r\n").unwrap();
            let value = value.strip_suffix("\r\n").unwrap();
            let of = |name: &str| head.split(&format!(" {name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            match of("filename") {
                Some(file) => files.push(format!("{file}: {value}")),
                None => fields.push((of("name").unwrap(), value.to_owned())),
            }
        }
        (fields, files)
    }

    pub(crate) fn has_basic(&self, user: &str, password: &str) -> bool {
        self.header("authorization") == format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
    }
}

/// What a fake does.
pub(crate) trait Vendor: Send + 'static {
    fn answer(&mut self, asked: &Asked) -> (u16, Value);

    /// What stands in the head of every answer beside the usual.
    fn head(&self) -> Option<(&'static str, String)> {
        None
    }
}

/// A fake that listens. Of a hundred calls `faults` break, before or after they were taken in.
pub(crate) struct Served<V> {
    pub(crate) url: String,
    pub(crate) vendor: Mutex<V>,
    pub(crate) faults: AtomicU64,
    pub(crate) forced: Mutex<Option<(u16, Value)>>,
    /// How many calls were answered as they should.
    pub(crate) calls: AtomicU64,
    clock: AtomicI64,
    seed: AtomicU64,
}

impl<V: Vendor> Served<V> {
    pub(crate) async fn start(vendor: V) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (clock, seed) = (AtomicI64::new(MONDAY_10), AtomicU64::new(0));
        let served = Arc::new(Self { url, vendor: Mutex::new(vendor), faults: AtomicU64::new(0), forced: Mutex::new(None), calls: AtomicU64::new(0), clock, seed });
        let of = Arc::clone(&served);
        let router = Router::new().fallback(move |request: Request<Body>| {
            let served = Arc::clone(&of);
            async move { served.take(request).await }
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        served
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    fn roll(&self) -> u64 {
        let mut z = self.seed.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    async fn take(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        self.pass(20);
        let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let asked = Asked { method: parts.method, path: parts.uri.path().to_owned(), query, headers: parts.headers, body, now: self.now().0 };
        if let Some((status, body)) = self.forced.lock().unwrap().clone() {
            return self.respond(status, body.to_string());
        }
        let roll = self.roll();
        let breaks = roll % 100 < self.faults.load(Ordering::SeqCst);
        let way = if breaks { roll / 100 % 8 } else { 8 };
        match way {
            0 => return self.respond(500, "oops".to_owned()),
            1 => return self.respond(503, String::new()),
            2 => return self.respond(429, String::new()),
            3 => return cut(),
            _ => {}
        }
        let (status, body) = self.vendor.lock().unwrap().answer(&asked);
        self.calls.fetch_add(1, Ordering::SeqCst);
        let body = if status == 204 { String::new() } else { body.to_string() };
        match way {
            4 => self.respond(502, "<h1>bad gateway</h1>".to_owned()),
            5 => cut(),
            6 => self.respond(status, body[..body.len() / 2].to_owned()),
            7 => self.respond(504, String::new()),
            _ => self.respond(status, body),
        }
    }

    fn respond(&self, status: u16, body: String) -> Response<Body> {
        let at = jiff::Timestamp::from_millisecond(self.now().0).unwrap();
        let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap();
        let answer = Response::builder().status(status).header(header::DATE, date).header(header::CONTENT_TYPE, "application/json");
        let head = self.vendor.lock().unwrap().head();
        let answer = head.into_iter().fold(answer, |answer, (name, value)| answer.header(name, value));
        let answer = if status == 429 || status == 503 { answer.header(header::RETRY_AFTER, "7") } else { answer };
        answer.body(Body::from(body)).unwrap()
    }
}

/// An answer whose connection breaks.
fn cut() -> Response<Body> {
    let broken = futures_util::stream::once(async { Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into()) });
    Response::builder().status(StatusCode::OK).body(Body::from_stream(broken)).unwrap()
}

/// Settings with one place for all teams.
pub(crate) fn settings(kind: SinkKind, url: &str, (user, secret): (&str, &str), place: &str, options: &[(&str, &str)]) -> SinkSettings {
    SinkSettings {
        kind,
        url: url.to_owned(),
        user: user.to_owned(),
        secrets: vec![secret.to_owned()],
        hook_secrets: vec!["a hook secret".to_owned()],
        places: BTreeMap::from([("*".to_owned(), place.to_owned())]),
        priorities: BTreeMap::new(),
        fields: BTreeMap::new(),
        tags: vec!["garda".to_owned()],
        options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        poll: Some(std::time::Duration::from_mins(1)),
    }
}

/// The sink of these settings, or what is wrong with them.
pub(crate) fn try_sink(settings: SinkSettings) -> Result<Arc<dyn Sink>, String> {
    let private_networks = vec!["127.0.0.0/8".parse().unwrap()];
    let ways = Ways::new(&Settings { private_networks, sinks: BTreeMap::from([("far".to_owned(), settings)]), ..Settings::default() }, Arc::new(NoFiles))?;
    Ok(Arc::clone(&ways.sinks()["far"]))
}

pub(crate) fn sink(settings: SinkSettings) -> Arc<dyn Sink> {
    try_sink(settings).unwrap()
}

/// What a sink makes of a call with these headers.
pub(crate) fn hooked(sink: &dyn Sink, headers: &[(&str, &str)], body: &str, now: Timestamp) -> Result<Hooked, Denied> {
    let header = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    sink.hooked(&Call { header: &header, body: body.as_bytes() }, now)
}

/// Bytes written as `0a1b…`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from_digit(half.into(), 16).unwrap()).collect()
}

/// Files whose bytes tell which they are.
#[derive(Debug)]
struct Shelf;

impl Files for Shelf {
    fn read<'a>(&'a self, id: &'a AttachmentId) -> BoxFuture<'a, Option<Vec<u8>>> {
        Box::pin(async move { Some(format!("bytes of {}", id.as_str()).into_bytes()) })
    }
}

fn enclosure(name: &str) -> Enclosure {
    Enclosure { id: AttachmentId(name.to_owned()), name: format!("{name}.png"), media: "image/png".to_owned() }
}

/// The same in short.
pub(crate) fn notice(n: usize, state: &str, line: &str) -> Notice {
    let number = format!("GRD-{}", 1000 + n);
    Notice {
        reference: format!("garda-01a20812-43f9-7c9c-847e-{n:012}-1"),
        link: format!("https://garda.kantor.example/console/tickets/{}", 1000 + n),
        head: format!("{number}: VPN <!channel> putus & <b>lambat</b>\nTim: Jaringan"),
        number,
        state: state.to_owned(),
        line: line.to_owned(),
        guide: "!balas".to_owned(),
    }
}

/// The so manieth handoff: each third has a file, each second somebody known.
pub(crate) fn opening(n: usize) -> Opening {
    let known = n.is_multiple_of(2);
    Opening {
        reference: format!("garda-01a20812-43f9-7c9c-847e-{n:012}-1"),
        number: format!("GRD-{}", 1000 + n),
        subject: "VPN putus & <b>lambat</b>".to_owned(),
        text: format!("GRD-{}: VPN putus\n\nPercakapan\n10.00 Pemohon: tolong *dong* {{code}} #{n}\n", 1000 + n),
        requester: if known { Requester { name: "Rina".to_owned(), email: "rina@kantor.example".to_owned() } } else { Requester::default() },
        team: TeamId("network".to_owned()),
        priority: Priority::High,
        intent: None,
        link: format!("https://garda.kantor.example/console/tickets/{}", 1000 + n),
        files: if n.is_multiple_of(3) { vec![enclosure(&format!("open{n}"))] } else { Vec::new() },
        notice: Some(notice(n, "Antre", "")),
    }
}

/// What is said afterwards: by the requester, by nobody the requester may hear, and by an agent with a file.
pub(crate) fn comments(n: usize) -> Vec<Comment> {
    let comment = |key: &str, public, by_requester, text: &str| Comment {
        key: format!("GRD-{}#{key}", 1000 + n),
        public,
        by_requester,
        author: if by_requester { "Rina" } else { "Sari" }.to_owned(),
        text: text.to_owned(),
        files: if key == "4" && n.is_multiple_of(5) { vec![enclosure(&format!("say{n}"))] } else { Vec::new() },
        loud: false,
    };
    vec![comment("3", true, true, "masih <b>putus</b> [x]\nya?"), comment("n1", false, false, "rahasia: 10.0.0.1"), comment("4", true, false, "coba sekarang")]
}

pub(crate) fn parcel(kind: ParcelKind, n: usize, name: &str, body: &impl Serialize, remote: Option<&str>) -> Parcel {
    Parcel {
        id: format!("{n}-{name}"),
        kind,
        target: "far".to_owned(),
        lane: n.to_string(),
        conversation: None,
        ticket: Some(1),
        body: serde_json::to_string(body).unwrap(),
        attempts: 0,
        unsure: false,
        remote: remote.map(str::to_owned),
        address: None,
        created_at: Timestamp(MONDAY_10),
    }
}

/// Carries one until it arrives, waiting as the outbox does; what the ticket is called there.
pub(crate) async fn deliver<V: Vendor>(served: &Served<V>, sink: &dyn Sink, mut parcel: Parcel) -> Option<String> {
    for _ in 0..60 {
        // After the last attempt somebody sets it going again.
        parcel.attempts = parcel.attempts % 9 + 1;
        let answer = carry(sink, &parcel, &Shelf, served.now()).await;
        match &answer {
            Answer::Delivered { reference, .. } => return reference.clone(),
            Answer::Failed { .. } => {}
            Answer::Lost { .. } => parcel.unsure = true,
            Answer::Refused { .. } | Answer::Gone { .. } => panic!("{} of {}: {answer:?}", parcel.id, parcel.body),
        }
        served.pass(next(&parcel, &answer, served.now(), 0.0).due_at.0 - served.now().0);
    }
    panic!("{} does not arrive", parcel.id)
}

/// Hands off one whole ticket: opened, spoken about, done. What it is called there.
pub(crate) async fn hand_off<V: Vendor>(served: &Served<V>, sink: &dyn Sink, n: usize) -> String {
    let remote = deliver(served, sink, parcel(ParcelKind::Open, n, "open", &opening(n), None)).await.unwrap();
    for comment in comments(n) {
        deliver(served, sink, parcel(ParcelKind::Comment, n, &comment.key, &comment, Some(&remote))).await;
    }
    for (name, standing) in [("wait", Standing::Pending), ("done", Standing::Resolved)] {
        deliver(served, sink, parcel(ParcelKind::Status, n, name, &StatusChange::from(standing), Some(&remote))).await;
    }
    remote
}

/// Hands off so many while of a hundred calls so many break; what they are called there.
pub(crate) async fn hand_off_all<V: Vendor>(served: &Served<V>, sink: &dyn Sink, (many, faults): (usize, u64)) -> Vec<String> {
    served.faults.store(faults, Ordering::SeqCst);
    let mut remotes = Vec::with_capacity(many);
    for n in 0..many {
        remotes.push(hand_off(served, sink, n).await);
    }
    served.faults.store(0, Ordering::SeqCst);
    remotes
}

/// The kinds of faults that opening a ticket comes to when every call is answered so.
pub(crate) async fn told_apart<V: Vendor>(served: &Served<V>, sink: &dyn Sink, of: fn(&str) -> SinkSettings, table: Vec<(u16, Value, FaultKind)>) {
    for (status, body, kind) in table {
        *served.forced.lock().unwrap() = Some((status, body.clone()));
        let attempt = Attempt { key: "k", now: served.now() };
        let fault = sink.open(&opening(1), Vec::new(), attempt).await.unwrap_err();
        assert_eq!(fault.kind, kind, "{status} {body}: {fault:?}");
        assert!(fault.wait.is_none() || fault.wait == Some(7000), "{fault:?}");
        let advice = fault.advice("far");
        assert!(advice.contains("far") || advice.contains("nothing to do"), "{advice}");
    }
    *served.forced.lock().unwrap() = None;
    let nobody = self::sink(of("http://127.0.0.1:9"));
    let attempt = Attempt { key: "k", now: served.now() };
    assert_eq!(nobody.open(&opening(1), Vec::new(), attempt).await.unwrap_err().kind, FaultKind::Outage);
}

/// A change of settings.
pub(crate) type Change = fn(&mut SinkSettings);

/// The sink of settings that were changed so.
pub(crate) fn changed(mut settings: SinkSettings, change: Change) -> Result<Arc<dyn Sink>, String> {
    change(&mut settings);
    try_sink(settings)
}

/// What the test of a connection finds wrong with settings that were changed so.
pub(crate) async fn found_wrong(settings: &SinkSettings, table: &[(Change, FaultKind)]) {
    for (line, (change, kind)) in table.iter().enumerate() {
        let found = changed(settings.clone(), *change).unwrap().check().await;
        assert_eq!(found.unwrap_err().kind, *kind, "line {line}");
    }
}

/// Settings that are refused before anything is called, once they were changed so.
pub(crate) fn refused(settings: &SinkSettings, table: &[Change]) {
    for (line, change) in table.iter().enumerate() {
        assert!(changed(settings.clone(), *change).is_err(), "line {line}");
    }
}
