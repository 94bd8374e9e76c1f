//! An agent answers the mail of a ticket: it reaches the chat once, from whoever may, without what was quoted; nobody else's does.

use std::sync::{Arc, Mutex};

use garda::{
    connect::{Answers, Settings, Ways, ticket::SinkKind},
    delivery::{outbox::Courier, sync::OnDisk, warnings},
    desk::Taken,
    domain::{
        letter::{Envelope, Key},
        sink::{Medium, Rule},
    },
    store::folder::Folder,
};
use serde_json::json;

use crate::{
    app::{App, MONDAY_10},
    far_desk::{reads, settings},
    mail::server,
    postgres::{BOTH, Kind},
};

const DESK: &str = "bantuan@kantor.example";

/// A program whose tickets go to a mailbox, and what reaches that.
struct Mailbox {
    app: App,
    got: Arc<Mutex<String>>,
    outside: Settings,
}

impl Mailbox {
    async fn start(kind: Kind) -> Self {
        let (url, got) = server("250 ok").await;
        let mail =
            [("outbox.send", "false"), ("mail.url", url.as_str()), ("mail.from", "Bantuan TI <bantuan@kantor.example>"), ("email.address", DESK), ("email.listen", "127.0.0.1:0")];
        let sink = settings(SinkKind::Mail, "", "", "", &[("address", "Tim TI <tim@kantor.example>"), ("answers", "piket@kantor.example, shift@kantor.example")]);
        let mut outside = Settings::default();
        let kept = &mut outside;
        let app = App::configured(kind, &mail, move |config| {
            config.outside.sinks = [("desk".to_owned(), sink)].into();
            config.outside.rules = vec![Rule { sink: "desk".to_owned(), medium: Medium::Mailbox, ..Rule::default() }];
            *kept = config.outside.clone();
        })
        .await;
        let secret = app.running.desk.ensure_secret().await.unwrap();
        outside.answers = Some(Answers { address: DESK.to_owned(), key: Key::new(&secret) });
        Self { app, got, outside }
    }

    /// What reaches the mailbox when everything is sent.
    async fn mails(&self) -> String {
        let ways = Ways::new(&self.outside, Arc::new(OnDisk(Folder::new(self.app.database.folder())))).unwrap();
        Courier::new(self.app.running.desk.clone(), Arc::new(ways), (4, 4)).step().await.unwrap();
        std::mem::take(&mut *self.got.lock().unwrap())
    }

    async fn take(&self, from: &str, to: &str, id: &str, headers: &str, body: &str) -> Taken {
        let bytes = format!("From: Sari Dewi <{from}>\r\nTo: <{to}>\r\nSubject: Re: [GRD-1]\r\nMessage-ID: <{id}>\r\n{headers}\r\n{body}\r\n");
        self.app.running.desk.receive_letter(bytes.into_bytes(), Envelope::default()).await.unwrap()
    }
}

/// Where the answer to a mail goes.
fn reply_to(mail: &str) -> String {
    let line = mail.lines().find_map(|line| line.strip_prefix("Reply-To: ")).unwrap();
    line.trim().trim_matches(['<', '>']).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_by_mail_reaches_the_chat() {
    for kind in BOTH {
        let mailbox = Mailbox::start(kind).await;
        let admin = mailbox.app.administrator().await;
        mailbox.app.agent(&admin, "sari", "agent", &["helpdesk"]).await;
        mailbox.app.agent(&admin, "penulis", "author", &[]).await;
        let visitor = mailbox.app.visitor().await;
        let number = visitor.hand_off("m1").await;
        let first = mailbox.mails().await;
        let to = reply_to(&first);
        assert!(to.starts_with("bantuan+") && to.ends_with("@kantor.example") && first.contains("Balas email ini"), "{first}");

        let quoted = "Sudah saya nyalakan ulang, coba lagi.\r\n\r\nPada Sen, 23 Nov 2026 pukul 10.00 Bantuan TI <bantuan@kantor.example> menulis:\r\n\r\n> rahasia di kutipan\r\n";
        for (from, id) in [("sari@kantor.id", "a1@x.example"), ("sari@kantor.id", "a1@x.example")] {
            mailbox.take(from, &to, id, "", quoted).await;
        }
        let seen = reads(&visitor).await;
        assert!(seen.matches("Sudah saya nyalakan ulang, coba lagi.").count() == 1 && seen.contains("\"name\":\"sari\"") && !seen.contains("kutipan"), "{seen}");
        let shown = admin.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!(shown["ticket"]["assignee"]["name"], "sari", "{shown}");
        let back = mailbox.mails().await;
        assert!(back.contains("nyalakan ulang") && reply_to(&back) == to, "it is seen that it went out: {back}");

        // The mailbox itself and those it names may; whoever else has the address may not, nor does a program.
        assert!(matches!(mailbox.take("piket@kantor.example", &to, "a2@x.example", "", "dari piket").await, Taken::In(_)));
        assert!(matches!(mailbox.take("Tim@kantor.example", &to, "a3@x.example", "", "dari tim").await, Taken::In(_)));
        for (from, id, headers, body) in [
            ("rina@lain.example", "b1@x.example", "", "saya bukan petugas"),
            ("penulis@kantor.id", "b2@x.example", "", "hanya penulis"),
            ("sari@kantor.id", "b3@x.example", "Auto-Submitted: auto-replied\r\n", "sedang cuti"),
            ("sari@kantor.id", "b4@x.example", "Precedence: bulk\r\n", "buletin"),
        ] {
            assert_eq!(mailbox.take(from, &to, id, headers, body).await, Taken::Noted, "{from} {body}");
        }
        let seen = reads(&visitor).await;
        assert!(seen.contains("dari piket") && seen.contains("dari tim"), "{seen}");
        for hidden in ["bukan petugas", "hanya penulis", "sedang cuti", "buletin"] {
            assert!(!seen.contains(hidden), "{hidden}: {seen}");
        }
        let brief = admin.get(&format!("/api/v1/tickets/{number}")).await.to_string();
        assert!(brief.contains("rina@lain.example") && brief.contains("saya bukan petugas"), "whoever works on it learns of it: {brief}");

        // A token that was changed is none: then it is a letter like any other, and nobody's answer.
        let forged = if to.contains("+a") { to.replacen("+a", "+b", 1) } else { format!("bantuan+a{}", &to["bantuan+".len() + 1..]) };
        mailbox.take("sari@kantor.id", &forged, "c1@x.example", "", "dengan token palsu").await;
        assert!(!reads(&visitor).await.contains("token palsu"));
        mailbox.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_an_answer_go_along_and_the_mailbox_is_warned() {
    let mailbox = Mailbox::start(Kind::Sqlite).await;
    let admin = mailbox.app.administrator().await;
    let visitor = mailbox.app.visitor().await;
    let number = visitor.hand_off("m1").await;
    let to = reply_to(&mailbox.mails().await);
    let due = admin.get(&format!("/api/v1/tickets/{number}")).await["ticket"]["due_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    mailbox.app.clock.set(due.as_millisecond());
    warnings::step(&mailbox.app.running.desk).await.unwrap();
    let warned = mailbox.mails().await;
    assert!(warned.contains("(internal)") && warned.contains("#w2]"), "{warned}");
    mailbox.app.clock.set(MONDAY_10);

    let headers = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    let body = "--b\r\nContent-Type: text/plain\r\n\r\nlihat lampiran\r\n--b\r\nContent-Type: text/plain; name=langkah.txt\r\nContent-Disposition: attachment; filename=langkah.txt\r\n\r\n1. nyalakan\r\n--b--";
    assert!(matches!(mailbox.take("tim@kantor.example", &to, "a1@x.example", headers, body).await, Taken::In(_)));
    let said = visitor.messages().await;
    let last = said.iter().rfind(|message| message["sender"] == "agent").unwrap();
    assert!(last["text"] == "lihat lampiran" && last.to_string().contains("langkah.txt"), "{last}");
    let files: Vec<serde_json::Value> = last["parts"].as_array().unwrap().iter().filter(|part| part["type"] == json!("file")).cloned().collect();
    assert_eq!(files.len(), 1, "{last}");
    mailbox.app.stop().await;
}
