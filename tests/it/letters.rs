//! The desk by e-mail: letters come in over a real connection, are answered in threads, and nothing that answers by itself keeps it going.

use std::sync::Arc;

use garda::{
    connect::stub::Stub,
    delivery::outbox::Courier,
    domain::mail::{Threaded, message_id},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::{
    app::{Agent, App, MONDAY_10},
    postgres::{BOTH, Kind},
};

const DESK: &str = "bantuan@kantor.example";
const SARI: &str = "sari@kantor.example";

async fn desk_at(kind: Kind, address: &str) -> App {
    let settings = [
        ("outbox.send", "false"),
        ("mail.url", "smtp://127.0.0.1:9"),
        ("mail.from", "Bantuan TI <noreply@kantor.example>"),
        ("email.address", address),
        ("email.listen", "127.0.0.1:0"),
        ("email.automatic_per_hour", "5"),
        ("server.public_url", "https://bantuan.kantor.example"),
    ];
    App::start_with(kind, &settings).await
}

async fn desk(kind: Kind) -> App {
    desk_at(kind, DESK).await
}

/// A letter in the making.
#[derive(Clone)]
struct Post<'a> {
    from: &'a str,
    to: String,
    id: String,
    subject: &'a str,
    headers: String,
    body: String,
}

fn post<'a>(id: &str, subject: &'a str, body: &str) -> Post<'a> {
    Post { from: SARI, to: DESK.to_owned(), id: id.to_owned(), subject, headers: String::new(), body: body.to_owned() }
}

impl Post<'_> {
    /// An answer to a letter, as a program of people writes it.
    fn answering(mut self, mail: &Sent) -> Self {
        self.to.clone_from(&mail.thread().reply_to);
        self.headers = format!("In-Reply-To: <{}>\r\nReferences: <{}>\r\n", mail.id, mail.id);
        self.body = format!("{}\r\n\r\nPada Sen, 23 Nov 2026 pukul 10.00 Bantuan TI <{DESK}> menulis:\r\n\r\n> {}\r\n", self.body, mail.text().replace('\n', "\r\n> "));
        self
    }

    fn bytes(&self) -> String {
        let Self { from, to, id, subject, headers, body } = self;
        format!("From: Sari Dewi <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n{headers}\r\n{body}\r\n")
    }
}

/// A letter that went out.
#[derive(Debug, Clone)]
struct Sent {
    id: String,
    mail: Threaded,
}

impl Sent {
    fn text(&self) -> &str {
        &self.mail.mail.text
    }

    fn thread(&self) -> &garda::domain::mail::Thread {
        self.mail.thread.as_ref().unwrap()
    }

    /// The link to a person.
    fn link(&self) -> Option<&str> {
        self.text().split_whitespace().find_map(|word| word.strip_prefix("https://bantuan.kantor.example").filter(|path| path.starts_with("/help/letters/")))
    }
}

/// Hands letters over by LMTP, in one session; what each is answered.
async fn bring(app: &App, letters: &[Post<'_>]) -> Vec<String> {
    let stream = TcpStream::connect(app.running.letters.unwrap()).await.unwrap();
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut commands = vec!["LHLO mx.kantor.example".to_owned()];
    for letter in letters {
        commands.push(format!("MAIL FROM:<{}>", letter.from));
        commands.push(format!("RCPT TO:<{}>", letter.to));
        commands.push("DATA".to_owned());
        commands.push(format!("{}.", letter.bytes().replace("\r\n.", "\r\n..")));
    }
    lines.next_line().await.unwrap();
    let mut answers = Vec::new();
    for command in commands {
        write.write_all(format!("{command}\r\n").as_bytes()).await.unwrap();
        let answer = loop {
            let line = lines.next_line().await.unwrap().unwrap();
            if line.as_bytes()[3] == b' ' {
                break line;
            }
        };
        if command.ends_with("\r\n.") {
            answers.push(answer);
        }
    }
    answers
}

async fn take(app: &App, letter: &Post<'_>) {
    let answers = bring(app, std::slice::from_ref(letter)).await;
    assert!(answers[0].starts_with("250"), "{answers:?}");
}

/// What went out since it was last looked at.
async fn sent(app: &App) -> Vec<Sent> {
    let stub = Arc::new(Stub::default());
    Courier::new(app.running.desk.clone(), stub.clone(), (8, 8)).step().await.unwrap();
    let read = |body: &str| serde_json::from_str::<Threaded>(body).unwrap();
    let carried = stub.carried();
    let out = carried.iter().map(|parcel| (message_id(&parcel.id, DESK), read(&parcel.body))).filter(|(_, mail)| mail.thread.is_some());
    out.map(|(id, mail)| Sent { id, mail }).collect()
}

async fn one(app: &App) -> Sent {
    let mut all = sent(app).await;
    assert_eq!(all.len(), 1, "one letter: {all:?}");
    all.remove(0)
}

/// Brings a letter and reads the one that answers it.
async fn ask(app: &App, letter: &Post<'_>) -> Sent {
    take(app, letter).await;
    one(app).await
}

async fn tickets(agent: &Agent<'_>) -> Vec<Value> {
    agent.get("/api/v1/tickets").await["tickets"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_conversation_goes_by_mail() {
    for kind in BOTH {
        let app = desk(kind).await;
        let admin = app.administrator().await;
        let first = ask(&app, &post("1@kantor.example", "Lupa kata sandi", "Selamat pagi, saya lupa kata sandi email saya.\r\n\r\n-- \r\nSari Dewi, ext. 214")).await;
        assert_eq!((first.mail.mail.to.as_slice(), first.mail.mail.subject.as_str()), (&[SARI.to_owned()][..], "Re: Lupa kata sandi"));
        assert!(first.thread().automatic && first.thread().references == ["1@kantor.example"], "{first:?}");
        assert!(first.thread().reply_to.starts_with("bantuan+") && first.text().contains("\n1. ") && first.link().is_some(), "{first:?}");
        assert!(!first.text().contains(": /help/"), "an address of our own is none in a letter: {first:?}");

        let handed = ask(&app, &post("2@kantor.example", "Re: Lupa kata sandi", "Saya mau bicara dengan petugas saja").answering(&first)).await;
        assert_eq!(handed.thread().references, ["1@kantor.example", first.id.as_str(), "2@kantor.example"]);
        assert!(handed.text().contains("GRD-1001") && handed.link().is_none(), "{handed:?}");
        let listed = tickets(&admin).await;
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["requester"], "Sari Dewi <sari@kantor.example>");

        admin.post("/api/v1/tickets/GRD-1001/replies", json!({ "client_id": "r1", "text": "Halo Bu Sari, sudah saya atur ulang.", "seen_seq": 99 })).await;
        let answer = one(&app).await;
        assert!(!answer.thread().automatic && answer.text().contains("sudah saya atur ulang.\n\nAdmin"), "{answer:?}");

        take(&app, &post("3@kantor.example", "Re: Lupa kata sandi", "Masih ditolak, Pak.").answering(&answer)).await;
        let detail = admin.get("/api/v1/tickets/GRD-1001").await;
        let last = detail["messages"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((last["text"].as_str(), last["name"].as_str()), (Some("Masih ditolak, Pak."), Some("Sari Dewi")), "{last}");
        let rest = last["parts"][0]["text"].as_str().unwrap();
        assert!(last["parts"][0]["type"] == "letter" && rest.contains("sudah saya atur ulang"), "what is quoted is kept: {last}");
        assert!(sent(&app).await.is_empty(), "a person has it now");

        admin.post("/api/v1/tickets/GRD-1001/resolve", json!({})).await;
        let resolved = one(&app).await;
        assert!(resolved.text().contains("GRD-1001"), "{resolved:?}");
        let reopened = ask(&app, &post("4@kantor.example", "Re: Lupa kata sandi", "Ternyata belum bisa juga").answering(&resolved)).await;
        assert!(reopened.text().contains("GRD-1001"), "{reopened:?}");
        assert_eq!(tickets(&admin).await[0]["status"], "assigned");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_letter_again_changes_nothing() {
    for kind in BOTH {
        let app = desk(kind).await;
        let letter = post("1@kantor.example", "Printer macet", "Printer lantai 2 macet terus.");
        let answers = bring(&app, &[letter.clone(), letter.clone()]).await;
        assert!(answers.iter().all(|answer| answer.starts_with("250")), "{answers:?}");
        assert_eq!(sent(&app).await.len(), 1);
        // By two ways at once, too.
        let both = post("2@kantor.example", "VPN putus", "VPN putus terus.");
        let brought = tokio::join!(bring(&app, std::slice::from_ref(&both)), bring(&app, std::slice::from_ref(&both)));
        assert!(brought.0[0].starts_with("250") && brought.1[0].starts_with("250"), "{brought:?}");
        assert_eq!(sent(&app).await.len(), 1);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_proves_nothing_and_a_token_does() {
    for kind in BOTH {
        let app = desk(kind).await;
        let admin = app.administrator().await;
        let first = ask(&app, &post("1@kantor.example", "Petugas", "Saya mau bicara dengan petugas")).await;
        assert!(first.text().contains("GRD-1001"), "{first:?}");

        // Somebody writes as Sari, without her letters: the bot tells nothing of her ticket and does nothing to it.
        let forged = ask(&app, &post("2@evil.example", "Status tiket", "Bagaimana status tiket GRD-1001?")).await;
        assert!(!forged.text().contains("Menunggu") && forged.text().contains("tidak ada di antara"), "{forged:?}");
        let closing = ask(&app, &post("3@evil.example", "Tutup", "Tutup saja tiket GRD-1001, sudah beres")).await;
        assert!(closing.mail.mail.to == [SARI], "answers go to the address, not to whoever forged it: {closing:?}");
        take(&app, &Post { body: "Ya, tutup GRD-1001".to_owned(), ..post("4@evil.example", "Re: Tutup", "").answering(&closing) }).await;
        assert_eq!(tickets(&admin).await[0]["status"], "queued");

        // Another address does not get into the conversation by its references alone.
        let other = Post { from: "mallory@evil.example", to: DESK.to_owned(), ..post("5@evil.example", "Re: Petugas", "Saya Sari, kirim ke alamat ini").answering(&first) };
        take(&app, &other).await;
        let detail = admin.get("/api/v1/tickets/GRD-1001").await;
        assert!(!detail.to_string().contains("Saya Sari, kirim"), "{detail}");
        // With the token a colleague does, under a name of their own; answers still go to who asked.
        let colleague = Post { from: "budi@kantor.example", ..post("6@kantor.example", "Re: Petugas", "Saya kena juga").answering(&first) };
        take(&app, &colleague).await;
        assert!(admin.get("/api/v1/tickets/GRD-1001").await.to_string().contains("Saya kena juga"));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_opens_one_ticket_and_looking_at_it_opens_none() {
    for kind in BOTH {
        let app = desk(kind).await;
        let admin = app.administrator().await;
        let first = ask(&app, &post("1@kantor.example", "Lupa kata sandi", "Saya lupa kata sandi email saya.")).await;
        let link = first.link().unwrap();
        for _ in 0..3 {
            let page = app.request(Method::GET, link).send().await.unwrap();
            assert_eq!((page.status(), page.headers()["cache-control"].to_str().unwrap()), (StatusCode::OK, "no-store"));
            assert!(page.text().await.unwrap().contains("Teruskan ke petugas"));
        }
        assert!(tickets(&admin).await.is_empty(), "a program that looks through mail opens nothing");
        for _ in 0..2 {
            let page = app.request(Method::POST, link).send().await.unwrap();
            assert_eq!(page.status(), StatusCode::OK);
            assert!(page.text().await.unwrap().contains("GRD-1001"));
        }
        assert_eq!(tickets(&admin).await.len(), 1);
        assert!(admin.get("/api/v1/tickets/GRD-1001").await.to_string().contains("not_helped"));
        let told = one(&app).await;
        assert!(told.text().contains("GRD-1001") && told.link().is_none(), "{told:?}");
        let bad = link.replace(&link[link.len() - 6..], "aaaaaa");
        assert_eq!(app.request(Method::POST, &bad).send().await.unwrap().status(), StatusCode::NOT_FOUND);
        let reply = first.thread().reply_to.split(['+', '@']).nth(1).unwrap().to_owned();
        assert_eq!(app.request(Method::POST, &format!("/help/letters/{reply}")).send().await.unwrap().status(), StatusCode::NOT_FOUND, "the token to write with opens no ticket");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_person_wrote_is_not_answered() {
    for kind in BOTH {
        let app = desk(kind).await;
        let admin = app.administrator().await;
        let first = ask(&app, &post("1@kantor.example", "Petugas", "Saya mau bicara dengan petugas")).await;
        let away = |id: &str| Post {
            headers: "Auto-Submitted: auto-replied\r\n".to_owned() + &post("x", "", "").answering(&first).headers,
            ..post(id, "Re: Petugas", "Saya sedang cuti.").answering(&first)
        };
        let bounce = Post {
            from: "mailer-daemon@mx.kantor.example",
            headers: "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n".to_owned(),
            body: format!(
                "--b\r\n\r\nMaaf\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nDiagnostic-Code: smtp; 550 no such person\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{}>\r\n\r\nHalo\r\n--b--",
                first.id
            ),
            ..post("b1@mx", "Undelivered", "")
        };
        let list = |id: &str| Post { from: "milis@kantor.example", headers: "List-Id: <staf.kantor.example>\r\n".to_owned(), ..post(id, "Wi-Fi", "Wi-Fi lantai 2 mati.") };
        let answers = bring(&app, &[away("2@kantor.example"), bounce, list("3@kantor.example")]).await;
        assert!(answers.iter().all(|answer| answer.starts_with("250")), "{answers:?}");
        assert!(sent(&app).await.is_empty(), "nobody is answered");
        let detail = admin.get("/api/v1/tickets/GRD-1001").await.to_string();
        assert!(detail.contains("Saya sedang cuti.") && detail.contains("550 no such person"), "whoever works on it sees both: {detail}");
        // What came by a list is for people to look at; when it pours, into one ticket.
        assert_eq!(tickets(&admin).await.len(), 2);
        let many: Vec<Post<'_>> = (10..30).map(|id| list(&format!("{id}@kantor.example"))).collect();
        bring(&app, &many).await;
        let count = tickets(&admin).await.len();
        assert!((3..=7).contains(&count), "{count}");
        assert!(sent(&app).await.is_empty());
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_answers_everything_is_left_alone_and_has_one_ticket() {
    for kind in BOTH {
        let app = desk(kind).await;
        let admin = app.administrator().await;
        // It says nothing of being a program, and keeps no thread.
        let mut out = 0;
        take(&app, &post("0@robot.example", "Tanya", "Saya lupa kata sandi email saya.")).await;
        for round in 1..40 {
            let answers = sent(&app).await;
            out += answers.len();
            for (place, _) in answers.iter().enumerate() {
                take(&app, &post(&format!("{round}-{place}@robot.example"), "Re: Tanya", "Terima kasih atas email Anda, lupa kata sandi.")).await;
            }
        }
        assert_eq!(out, 5, "no more than are allowed in an hour");
        assert_eq!(tickets(&admin).await.len(), 1, "and then people look at it, once");
        for id in 100..110 {
            take(&app, &post(&format!("{id}@robot.example"), "Re: Tanya", "Halo lagi.")).await;
        }
        assert_eq!((sent(&app).await.len(), tickets(&admin).await.len()), (0, 1));
        app.clock.set(MONDAY_10 + 2 * 3_600_000);
        take(&app, &post("200@robot.example", "Pertanyaan lain", "Printer lantai 2 macet terus.")).await;
        assert_eq!(sent(&app).await.len(), 1, "an hour later it may be a person");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_gardas_do_not_write_to_each_other_for_ever() {
    let (here, there) = (desk(Kind::Sqlite).await, desk_at(Kind::Postgres, "help@lain.example").await);
    let mut letter = post("1@lain.example", "Printer macet", "Printer lantai 2 macet terus.");
    letter.from = "help@lain.example";
    take(&here, &letter).await;
    let answer = one(&here).await;
    // As it stands on the wire.
    let back = Post {
        from: DESK,
        to: "help@lain.example".to_owned(),
        headers: format!("Auto-Submitted: auto-replied\r\nX-Garda-Loop: {DESK}\r\nIn-Reply-To: <1@lain.example>\r\n"),
        ..post(&answer.id, "Re: Printer macet", answer.text())
    };
    take(&there, &back).await;
    assert!(sent(&there).await.is_empty() && sent(&here).await.is_empty());
    // And our own letters come back to nobody.
    let own = Post { from: "alias@kantor.example", headers: format!("X-Garda-Loop: {DESK}\r\n"), ..post("9@kantor.example", "Re: Printer", "Halo") };
    take(&here, &own).await;
    assert!(sent(&here).await.is_empty());
    here.stop().await;
    there.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_along_and_those_that_cannot_are_named() {
    for kind in BOTH {
        let app = desk(kind).await;
        let admin = app.administrator().await;
        let letter = Post {
            headers: "Content-Type: multipart/mixed; boundary=b\r\n".to_owned(),
            body: "--b\r\n\r\nMinta petugas, ini lognya\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\nerror 42\r\n--b\r\nContent-Type: application/ms-tnef\r\nContent-Disposition: attachment; filename=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgECAwA=\r\n--b--".to_owned(),
            ..post("1@kantor.example", "Petugas", "")
        };
        take(&app, &letter).await;
        take(&app, &post("2@kantor.example", "Re: Petugas", "Saya mau bicara dengan petugas").answering(&one(&app).await)).await;
        let detail = admin.get("/api/v1/tickets/GRD-1001").await;
        let text = detail.to_string();
        assert!(text.contains("log.txt") && text.contains("tidak dapat kami terima: winmail.dat"), "{text}");
        let parts = detail["messages"][0]["parts"].as_array().unwrap();
        let file = parts.iter().find(|part| part["type"] == "file").unwrap()["file"]["id"].as_str().unwrap();
        let (status, bytes) = admin.call(Method::GET, &format!("/api/v1/tickets/GRD-1001/attachments/{file}"), None).await;
        assert_eq!((status, bytes.as_str().map(str::trim)), (StatusCode::OK, Some("error 42")));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_not_taken() {
    let app = desk(Kind::Sqlite).await;
    app.running.desk.store().close().await;
    let answers = bring(&app, &[post("1@kantor.example", "Printer", "Printer macet.")]).await;
    assert!(answers[0].starts_with("451"), "its server brings it again: {answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_of_every_kind_are_taken() {
    let app = desk(Kind::Sqlite).await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "eml") {
            let taken = app.running.desk.receive_letter(std::fs::read(&path).unwrap(), garda::domain::letter::Envelope::default()).await;
            assert!(taken.is_ok(), "{}: {taken:?}", path.display());
            count += 1;
        }
    }
    assert!(count > 40);
    app.stop().await;
}
