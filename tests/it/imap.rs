//! A mailbox read over a real connection, from a server that does what the test says.

use std::sync::{Arc, Mutex};

use garda::{connect::ImapSettings, delivery::letters::Fetcher};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    postgres::{BOTH, Kind},
};

/// What stands in the mailbox: numbers and bytes.
#[derive(Default)]
struct Held {
    validity: u32,
    letters: Vec<(u32, String)>,
    read: Vec<u32>,
    /// Break off when this letter is asked for.
    breaks_at: Option<u32>,
}

#[derive(Clone)]
struct Server {
    held: Arc<Mutex<Held>>,
    /// Counts letters that came in and letters that were marked.
    changed: watch::Sender<usize>,
    port: u16,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { held: Arc::new(Mutex::new(Held { validity: 7, ..Held::default() })), changed: watch::Sender::new(0), port: listener.local_addr().unwrap().port() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let one = serving.clone();
                tokio::spawn(async move { one.talk(socket).await });
            }
        });
        server
    }

    fn put(&self, uid: u32, id: &str) {
        let letter = format!("From: Sari <sari@kantor.example>\r\nMessage-ID: <{id}>\r\nSubject: Printer {id}\r\n\r\nPrinter lantai 2 macet terus.\r\n");
        self.held.lock().unwrap().letters.push((uid, letter));
        self.changed.send_modify(|count| *count += 1);
    }

    fn settings(&self, password: &str) -> ImapSettings {
        ImapSettings::read(&format!("imap://127.0.0.1:{}", self.port), "bantuan".to_owned(), password.to_owned(), "INBOX".to_owned()).unwrap()
    }

    fn fetcher(&self, app: &App) -> Fetcher {
        Fetcher::new(app.running.desk.clone(), self.settings("geheim \"x"), 100_000)
    }

    async fn talk(&self, socket: TcpStream) -> Option<()> {
        let (read, mut write) = socket.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"* OK ready\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let (tag, command) = line.split_once(' ').unwrap();
            let mut out = match command {
                "AUTHENTICATE PLAIN" => {
                    write.write_all(b"+ \r\n").await.ok()?;
                    let good = lines.next_line().await.ok()?? == "AGJhbnR1YW4AZ2VoZWltICJ4";
                    format!("{tag} {}\r\n", if good { "OK in" } else { "NO [AUTHENTICATIONFAILED] who are you" })
                }
                "IDLE" => {
                    let mut changed = self.changed.subscribe();
                    write.write_all(b"+ idling\r\n").await.ok()?;
                    tokio::select! {
                        news = changed.changed() => {
                            news.ok()?;
                            write.write_all(b"* 9 EXISTS\r\n").await.ok()?;
                            lines.next_line().await.ok()??;
                        }
                        done = lines.next_line() => { done.ok()??; }
                    }
                    format!("{tag} OK\r\n")
                }
                _ => self.answer(tag, command)?,
            };
            if out.is_empty() {
                out = format!("{tag} BAD what\r\n");
            }
            write.write_all(out.as_bytes()).await.ok()?;
        }
        Some(())
    }

    /// What plain commands are answered; nothing when the connection is to break.
    fn answer(&self, tag: &str, command: &str) -> Option<String> {
        let mut held = self.held.lock().unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        let uid = |at: usize| words.get(at).and_then(|word| word.parse::<u32>().ok()).unwrap_or(0);
        Some(match words.as_slice() {
            ["CAPABILITY"] => format!("* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK\r\n"),
            ["SELECT", "\"INBOX\""] => {
                let next = held.letters.iter().map(|(uid, _)| uid + 1).max().unwrap_or(1);
                format!("* OK [UIDVALIDITY {}] valid\r\n* OK [UIDNEXT {next}]\r\n{tag} OK [READ-WRITE]\r\n", held.validity)
            }
            ["UID", "SEARCH", rest @ ..] => {
                let from = rest.get(1).and_then(|range| range.strip_suffix(":*")).and_then(|number| number.parse::<u32>().ok()).unwrap_or(0);
                let last = held.letters.last().map(|(uid, _)| *uid);
                let found: Vec<String> = held.letters.iter().map(|(uid, _)| *uid).filter(|uid| *uid >= from || Some(*uid) == last).map(|uid| uid.to_string()).collect();
                format!("* SEARCH {}\r\n{tag} OK\r\n", found.join(" "))
            }
            ["UID", "FETCH", ..] => {
                if held.breaks_at.take_if(|at| *at == uid(2)).is_some() {
                    return None;
                }
                let letter = held.letters.iter().find(|(one, _)| *one == uid(2)).map(|(_, text)| text.clone());
                letter.map_or_else(
                    || format!("{tag} OK nothing\r\n"),
                    |text| format!("* 1 FETCH (UID {} INTERNALDATE \"23-Nov-2026 10:12:00 +0700\" BODY[]<0> {{{}}}\r\n{text})\r\n{tag} OK\r\n", uid(2), text.len()),
                )
            }
            ["UID", "STORE", ..] => {
                held.read.push(uid(2));
                self.changed.send_modify(|count| *count += 1);
                format!("{tag} OK\r\n")
            }
            ["LOGOUT"] => format!("* BYE\r\n{tag} OK\r\n"),
            _ => String::new(),
        })
    }
}

async fn desk(kind: Kind) -> App {
    let settings = [
        ("outbox.send", "false"),
        ("mail.url", "smtp://127.0.0.1:9"),
        ("mail.from", "Bantuan TI <noreply@kantor.example>"),
        ("email.address", "bantuan@kantor.example"),
        ("email.listen", "127.0.0.1:0"),
    ];
    App::start_with(kind, &settings).await
}

async fn answers(app: &App) -> usize {
    garda::store::outbox::list(&mut app.running.desk.store().read().await.unwrap(), 100).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_taken_once_also_when_the_mailbox_counts_anew() {
    for kind in BOTH {
        let (app, server) = (desk(kind).await, Server::start().await);
        server.put(3, "old@kantor.example");
        let fetcher = server.fetcher(&app);
        fetcher.step().await.unwrap();
        assert_eq!(answers(&app).await, 0, "what came before anybody asked us to is not answered");
        server.put(4, "new@kantor.example");
        server.put(5, "newer@kantor.example");
        server.held.lock().unwrap().breaks_at = Some(5);
        assert!(fetcher.step().await.unwrap_err().contains("ended the connection"));
        assert_eq!(answers(&app).await, 1, "what was taken stays taken");
        for _ in 0..2 {
            fetcher.step().await.unwrap();
            assert_eq!(answers(&app).await, 2);
        }
        assert_eq!(server.held.lock().unwrap().read, [4, 5]);

        {
            let mut held = server.held.lock().unwrap();
            held.validity = 8;
            held.letters.iter_mut().zip(1..).for_each(|((uid, _), place)| *uid = place);
            held.letters.remove(0);
        }
        server.put(9, "newest@kantor.example");
        for _ in 0..2 {
            fetcher.step().await.unwrap();
            assert_eq!(answers(&app).await, 3, "only what is new");
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_taken_as_it_comes() {
    let (app, server) = (desk(Kind::Sqlite).await, Server::start().await);
    let stopping = CancellationToken::new();
    server.fetcher(&app).step().await.unwrap();
    let running = tokio::spawn(server.fetcher(&app).run(stopping.clone()));
    let mut changed = server.changed.subscribe();
    server.put(1, "now@kantor.example");
    let marked = async {
        while server.held.lock().unwrap().read.is_empty() {
            changed.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), marked).await.expect("it is told of the letter");
    assert_eq!(answers(&app).await, 1);
    stopping.cancel();
    running.await.unwrap();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_in_words_without_the_password() {
    let server = Server::start().await;
    let words = server.settings("falsch").open().await.unwrap_err();
    assert!(words.contains("refuses the user or the password") && !words.contains("falsch"), "{words}");
    let nowhere = ImapSettings::read("imap://127.0.0.1:9", "u".to_owned(), "p".to_owned(), "INBOX".to_owned()).unwrap();
    assert!(nowhere.open().await.unwrap_err().contains("cannot be reached"));
    let secure = ImapSettings::read(&format!("imaps://127.0.0.1:{}", server.port), "u".to_owned(), "p".to_owned(), "INBOX".to_owned()).unwrap();
    assert!(secure.open().await.unwrap_err().contains("TLS"));
    let folder = ImapSettings::read(&format!("imap://127.0.0.1:{}", server.port), "bantuan".to_owned(), "geheim \"x".to_owned(), "Lain".to_owned()).unwrap();
    assert!(folder.open().await.unwrap_err().contains("the folder Lain cannot be opened"));
}
