//! E-mails over a real connection to a server that answers what the test chose.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use garda::{
    connect::{
        Carrier, MailSettings, Settings, Ways,
        ticket::{Files, NoFiles},
    },
    domain::{
        attachment::{File, Kind},
        id::AttachmentId,
        mail::{Mail, Thread, Threaded},
        outbox::{Answer, MAIL, Parcel, ParcelKind},
        time::Timestamp,
    },
};
use serde::Serialize;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Speaks as much SMTP as a mail needs; to RCPT it says this line.
pub(crate) async fn server(to_rcpt: &'static str) -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let got = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&got);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move { talk(socket, to_rcpt, &kept).await });
        }
    });
    (url, got)
}

async fn talk(socket: TcpStream, to_rcpt: &str, got: &Mutex<String>) -> std::io::Result<()> {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mail.test\r\n").await?;
    let mut in_data = false;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.to_uppercase() {
            _ if in_data && line != "." => {
                let mut got = got.lock().unwrap();
                got.push_str(&line);
                got.push('\n');
                continue;
            }
            _ if in_data => {
                in_data = false;
                "250 kept"
            }
            upper if upper.starts_with("DATA") => {
                in_data = true;
                "354 go on"
            }
            upper if upper.starts_with("RCPT") => to_rcpt,
            upper if upper.starts_with("QUIT") => "221 bye",
            _ => "250 mail.test",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

fn parcel(mail: &impl Serialize) -> Parcel {
    Parcel {
        id: "018f-key".to_owned(),
        kind: ParcelKind::Mail,
        target: MAIL.to_owned(),
        lane: "piket@kantor.example".to_owned(),
        conversation: None,
        ticket: None,
        body: serde_json::to_string(mail).unwrap(),
        attempts: 1,
        unsure: false,
        remote: None,
        address: None,
        created_at: Timestamp(0),
    }
}

async fn send(url: &str, mail: &impl Serialize) -> Answer {
    let mail_settings = MailSettings { url: url.to_owned(), from: "Bantuan TI <garda@kantor.example>".to_owned() };
    let ways = Ways::new(&Settings { mail: Some(mail_settings), ..Settings::default() }, Arc::new(NoFiles)).unwrap();
    ways.carry(&parcel(mail), Timestamp(0)).await
}

fn file(name: &str) -> File {
    File { id: AttachmentId::new("a"), name: name.to_owned(), kind: Kind::Text, bytes: 8, width: None, height: None, thumbnail: false, description: None }
}

fn mail() -> Mail {
    Mail { to: vec!["piket@kantor.example".to_owned()], subject: "[GRD-7] Mendesak\r\nBcc: x@y.example".to_owned(), text: "Tiket GRD-7: café.".to_owned() }
}

#[tokio::test]
async fn a_mail_arrives_with_its_key_and_says_that_a_program_wrote_it() {
    let (url, got) = server("250 ok").await;
    assert_eq!(send(&url, &mail()).await, Answer::Delivered { reference: None, body: None });
    let got = got.lock().unwrap().clone();
    for part in ["Message-ID: <018f-key@kantor.example>", "Auto-Submitted: auto-generated", "To: piket@kantor.example"] {
        assert!(got.contains(part), "{part}: {got}");
    }
    assert!(!got.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "a subject is one line: {got}");
}

/// The same bytes for every file.
#[derive(Debug)]
struct OneFile;

impl Files for OneFile {
    fn read<'a>(&'a self, _: &'a AttachmentId) -> BoxFuture<'a, Option<Vec<u8>>> {
        Box::pin(async { Some(b"error 42".to_vec()) })
    }
}

#[tokio::test]
async fn an_answer_stands_in_its_thread_and_tells_whether_a_person_wrote_it() {
    for (automatic, says) in [(true, "Auto-Submitted: auto-replied"), (false, "Auto-Submitted: no")] {
        let (url, got) = server("250 ok").await;
        let thread = Thread {
            from: "bantuan@kantor.example".to_owned(),
            reply_to: "bantuan+abc@kantor.example".to_owned(),
            references: vec!["1@x.example".to_owned(), "2@x.example".to_owned()],
            automatic,
            files: vec![file("laporan.txt")],
        };
        let letter = Threaded { mail: Mail { subject: "Re: Printer".to_owned(), ..mail() }, thread: Some(thread) };
        let settings = MailSettings { url, from: "Bantuan TI <garda@kantor.example>".to_owned() };
        let ways = |files: Arc<dyn Files>| Ways::new(&Settings { mail: Some(settings.clone()), ..Settings::default() }, files).unwrap();
        assert_eq!(ways(Arc::new(NoFiles)).carry(&parcel(&letter), Timestamp(0)).await.word(), "refused", "a file is gone");
        assert_eq!(ways(Arc::new(OneFile)).carry(&parcel(&letter), Timestamp(0)).await.word(), "delivered");
        let got = got.lock().unwrap().clone();
        let parts = [
            says,
            "From: \"Bantuan TI\" <bantuan@kantor.example>",
            "Reply-To: bantuan+abc@kantor.example",
            "In-Reply-To: <2@x.example>",
            "References: <1@x.example> <2@x.example>",
            "Message-ID: <018f-key@kantor.example>",
            "X-Garda-Loop: bantuan@kantor.example",
            "filename=\"laporan.txt\"",
            "error 42",
        ];
        for part in parts {
            assert!(got.contains(part), "{part}: {got}");
        }
        assert_eq!(got.contains("X-Auto-Response-Suppress: All"), automatic, "{got}");
    }
}

#[tokio::test]
async fn what_the_server_says_decides_whether_it_is_tried_again() {
    for (says, word) in [("550 no such person", "refused"), ("451 later", "failed"), ("535 who are you", "failed")] {
        let (url, _) = server(says).await;
        let answer = send(&url, &mail()).await;
        assert_eq!(answer.word(), word, "{answer:?}");
        assert!(answer.words().contains(&says[..3]) && !answer.words().contains("person"), "{answer:?}");
    }
    assert_eq!(send("smtp://127.0.0.1:9", &mail()).await.word(), "failed");
    assert_eq!(send("smtp://127.0.0.1:9", &Mail { to: vec!["nobody".to_owned()], ..mail() }).await.word(), "refused");
}

#[tokio::test]
async fn a_mailbox_gets_a_ticket_as_one_thread() {
    use garda::{
        connect::ticket::{Attempt, FaultKind, File, SinkKind},
        domain::sink::Standing,
    };

    use crate::far_desk::{comment, opening, settings};

    let ways = |url: &str| {
        let mail = MailSettings { url: url.to_owned(), from: "Bantuan TI <garda@kantor.example>".to_owned() };
        let mut sink = settings(SinkKind::Mail, "", "", "", &[("address", "desk@kantor.example")]);
        sink.fields.insert("Nomor".to_owned(), "{number}".to_owned());
        Ways::new(&Settings { mail: Some(mail), sinks: [("desk".to_owned(), sink)].into(), ..Settings::default() }, Arc::new(NoFiles)).unwrap()
    };
    let (url, got) = server("250 ok").await;
    let ways_out = ways(&url);
    let sink = &ways_out.sinks()["desk"];
    let attempt = |key: &'static str| Attempt { key, now: Timestamp(0) };
    assert!(sink.check().await.unwrap().contains("desk@kantor.example"));
    let file = File { name: "catatan ☎.txt".to_owned(), media: "text/plain".to_owned(), bytes: b"isi catatan".to_vec() };
    let mut asked = opening("garda-018f-1");
    "VPN\r\nBcc: x@y.example".clone_into(&mut asked.subject);
    let remote = sink.open(&asked, vec![file], attempt("p1")).await.unwrap();
    let first = std::mem::take(&mut *got.lock().unwrap());
    for part in [
        "Message-ID: <garda-018f-1@kantor.example>",
        "Reply-To: Rina <rina@kantor.example>",
        "[GRD-1042] VPN",
        "To: desk@kantor.example",
        "Auto-Submitted: auto-generated",
        "multipart/mixed",
    ] {
        assert!(first.contains(part), "{part}: {first}");
    }
    assert!(!first.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "{first}");
    sink.comment(&remote.id, &comment("GRD-1042#7", false, "catatan"), Vec::new(), attempt("p2")).await.unwrap();
    sink.set_standing(&remote.id, Standing::Resolved, attempt("p3")).await.unwrap();
    let later = got.lock().unwrap().clone();
    for part in ["Message-ID: <p2@kantor.example>", "Message-ID: <p3@kantor.example>", "(internal)", "[GRD-1042#7]", "Status: resolved", "Re: [GRD-1042]"] {
        assert!(later.contains(part), "{part}: {later}");
    }
    for part in ["In-Reply-To: <garda-018f-1@kantor.example>", "References: <garda-018f-1@kantor.example>"] {
        assert_eq!(later.matches(part).count(), 2, "{part}: {later}");
    }
    for (says, kind) in
        [("550 no such mailbox", FaultKind::Place), ("552 too long", FaultKind::Field), ("451 later", FaultKind::Outage), ("535 who are you", FaultKind::Credential)]
    {
        let (url, _) = server(says).await;
        let fault = ways(&url).sinks()["desk"].open(&asked, Vec::new(), attempt("p1")).await.unwrap_err();
        assert!(fault.kind == kind && !fault.words.contains("mailbox"), "{fault:?}");
    }
    assert_eq!(ways("smtp://127.0.0.1:9").sinks()["desk"].check().await.unwrap_err().kind, FaultKind::Outage);
}
