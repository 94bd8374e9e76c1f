//! Files from end to end: taken by their content, read by those they belong to, carried into the ticket, swept when nobody sends them.

use std::{fs, io::Cursor};

use garda::{delivery::sweep, store::folder::Folder};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::{Agent, App, MONDAY_10, Visitor},
    command_line::garda,
    postgres::{BOTH, Kind},
};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF";
const DAY: i64 = 24 * 3_600_000;

/// A picture of this size.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90])).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

pub(crate) async fn taken(visitor: &Visitor<'_>, name: &str, bytes: impl Into<reqwest::Body>) -> Value {
    let (status, uploaded) = visitor.upload(name, bytes).await;
    assert_eq!(status, StatusCode::CREATED, "{name}: {uploaded}");
    uploaded["file"].clone()
}

pub(crate) async fn sent(visitor: &Visitor<'_>, client_id: &str, text: &str, files: &[&Value]) -> Value {
    let (status, sent) = visitor.send(client_id, text, files).await;
    assert_eq!(status, StatusCode::CREATED, "{sent}");
    sent
}

pub(crate) async fn read(app: &App, path: &str, token: &str) -> reqwest::Response {
    app.request(Method::GET, path).bearer_auth(token).send().await.unwrap()
}

pub(crate) fn header<'r>(response: &'r reqwest::Response, name: &str) -> &'r str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_from_the_visitor_to_the_agent_and_back() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let (visitor, admin) = (app.visitor().await, app.administrator().await);
        let picture = png(900, 600);
        let file = taken(&visitor, "../layar\u{202e}.png", picture.clone()).await;
        let (name, kind, size, small) = (&file["name"], &file["kind"], (&file["width"], &file["height"]), &file["thumbnail"]);
        assert_eq!((name, kind, size, small), (&"layar.png".into(), &"png".into(), (&900.into(), &600.into()), &true.into()), "{file}");
        let log = taken(&visitor, "error.log", "2026-11-23 error 5\n").await;
        let first = sent(&visitor, "m1", "wifi ga konek", &[&file, &log]).await;
        assert_eq!(first["message"]["parts"][0], json!({ "type": "file", "file": file }));
        assert!(first["replies"][0]["text"].as_str().unwrap().contains("layar.png ("), "{first}");

        let path = format!("/api/v1/conversations/{}/attachments/{}", visitor.conversation, file["id"].as_str().unwrap());
        let whole = read(&app, &path, &visitor.token).await;
        assert_eq!((header(&whole, "content-type"), header(&whole, "x-content-type-options")), ("image/png", "nosniff"));
        assert!(header(&whole, "content-disposition").starts_with("inline; filename=\"layar.png\""));
        assert!(header(&whole, "content-security-policy").contains("sandbox") && header(&whole, "cache-control").starts_with("private"));
        assert_eq!(whole.bytes().await.unwrap(), picture);
        let small = read(&app, &format!("{path}/thumbnail"), &visitor.token).await;
        assert_eq!(header(&small, "content-type"), "image/jpeg");
        let small = image::load_from_memory(&small.bytes().await.unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (480, 320));
        let log = read(&app, &path.replace(file["id"].as_str().unwrap(), log["id"].as_str().unwrap()), &visitor.token).await;
        assert_eq!((header(&log, "content-type"), &header(&log, "content-disposition")[..11]), ("text/plain; charset=utf-8", "attachment;"));

        let number = visitor.hand_off("m2").await;
        let ticket = admin.get(&format!("/api/v1/tickets/{number}")).await;
        let facts: Vec<(&str, &Value)> =
            ticket["brief"]["facts"].as_array().unwrap().iter().filter(|fact| fact["label"] == "Lampiran").map(|fact| (fact["value"].as_str().unwrap(), &fact["seq"])).collect();
        assert_eq!(facts.len(), 2, "{ticket}");
        assert!(facts[0].0.starts_with("layar.png (") && facts[1].0 == "error.log (1 kB)" && *facts[1].1 == 1, "{facts:?}");
        agent_answers(&visitor, &admin, &number, file["id"].as_str().unwrap()).await;
        app.stop().await;
    }
}

/// The agent reads the file, answers with one, and what follows goes into the brief.
async fn agent_answers(visitor: &Visitor<'_>, admin: &Agent<'_>, number: &str, id: &str) {
    let app = visitor.app;
    let of_ticket = |end: &str| app.request(Method::GET, &format!("/api/v1/tickets/{number}/attachments/{end}")).header("cookie", &admin.cookie).send();
    assert_eq!(of_ticket(id).await.unwrap().status(), StatusCode::OK);
    assert_eq!(of_ticket(&format!("{id}/thumbnail")).await.unwrap().status(), StatusCode::OK);

    let post = |name: &str, bytes: &'static [u8]| {
        app.request(Method::POST, &format!("/api/v1/tickets/{number}/attachments?name={name}")).header("cookie", &admin.cookie).body(bytes).send()
    };
    let mine: Value = post("panduan.pdf", PDF).await.unwrap().json().await.unwrap();
    let mine = &mine["file"]["id"];
    let hidden = read(app, &format!("/api/v1/conversations/{}/attachments/{}", visitor.conversation, mine.as_str().unwrap()), &visitor.token).await;
    assert_eq!(hidden.status(), StatusCode::NOT_FOUND, "it is not sent yet");
    let reply = json!({ "client_id": "r1", "attachments": [{ "id": mine, "description": "Langkahnya, kata sandi: rahasia123" }], "seen_seq": 99 });
    let answered = admin.post(&format!("/api/v1/tickets/{number}/replies"), reply.clone()).await;
    let shown = answered["parts"][0]["file"]["description"].as_str().unwrap();
    assert!(shown.starts_with("Langkahnya") && !shown.contains("rahasia123"), "{answered}");
    assert_eq!(admin.post(&format!("/api/v1/tickets/{number}/replies"), reply).await["seq"], answered["seq"], "a repeat is the same answer");
    let (status, again) =
        admin.call(Method::POST, &format!("/api/v1/tickets/{number}/replies"), Some(json!({ "client_id": "r2", "attachments": [{ "id": mine }], "seen_seq": 99 }))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{again}: a file is sent once");
    let pdf = read(app, &format!("/api/v1/conversations/{}/attachments/{}", visitor.conversation, mine.as_str().unwrap()), &visitor.token).await;
    assert!(pdf.status().is_success() && header(&pdf, "content-disposition").starts_with("attachment;"));
    let listed = admin.get("/api/v1/tickets?view=all").await;
    assert!(listed["tickets"][0]["snippet"].as_str().unwrap().starts_with("[panduan.pdf (1 kB)]"), "{listed}");

    let late = taken(visitor, "lagi.png", png(30, 30)).await;
    let said = sent(visitor, "m3", "", &[&late]).await;
    assert_eq!(said["replies"], json!([]), "a person has it");
    let ticket = admin.get(&format!("/api/v1/tickets/{number}")).await;
    let late = ticket["brief"]["facts"].as_array().unwrap().last().unwrap();
    assert!(late["value"].as_str().unwrap().starts_with("lagi.png") && late["seq"] == said["message"]["seq"], "{ticket}");
    assert_eq!(late["label"], "Lampiran");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_refused_and_leaves_nothing_behind() {
    let app = App::start_with(Kind::Sqlite, &[("attachments.max_mb", "1"), ("attachments.per_conversation_mb", "2"), ("attachments.per_message", "2")]).await;
    let visitor = app.visitor().await;
    let mut bomb = png(9, 7);
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let sum = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    let exact = vec![b'a'; 1_000_000];
    let long = vec![b'a'; 1_000_001];
    let html = "<html><script>alert(1)</script>\0";
    let cases: [(&str, Vec<u8>, u16, &str); 9] = [
        ("empty.txt", Vec::new(), 422, "file_empty"),
        ("long.log", long, 413, "file_too_large"),
        ("archive.png", b"PK\x03\x04\x14\0\0\0".to_vec(), 415, "file_type"),
        ("video.mov", b"\0\0\0\x14ftypqt  ".to_vec(), 415, "file_type"),
        ("page.png", html.as_bytes().to_vec(), 415, "file_type"),
        ("setup.exe", b"MZ\x90\0\x03".to_vec(), 415, "file_type"),
        ("polyglot.png", b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>".to_vec(), 422, "file_damaged"),
        ("polyglot.gif", b"GIF89a/*\0*/=alert(1)".to_vec(), 422, "file_damaged"),
        ("bomb.png", bomb, 422, "file_pixels"),
    ];
    for (name, bytes, status, kind) in cases {
        let (got, problem) = visitor.upload(name, bytes).await;
        assert_eq!((got.as_u16(), problem["type"].as_str().unwrap()), (status, format!("/problems/{kind}").as_str()), "{name}: {problem}");
    }
    assert_eq!(left(&app), 0, "nothing of them stays");
    // Without a length told before, it is counted as it comes.
    let pieces = futures_util::stream::iter((0..40).map(|_| Ok::<_, std::io::Error>(vec![b'a'; 65_536])));
    let (status, problem) = visitor.upload("endless.log", reqwest::Body::wrap_stream(pieces)).await;
    assert_eq!((status, problem["type"].as_str()), (StatusCode::PAYLOAD_TOO_LARGE, Some("/problems/file_too_large")), "{problem}");
    assert_eq!(left(&app), 0);

    let files = [taken(&visitor, "1.log", exact.clone()).await, taken(&visitor, "2.log", exact).await];
    let (status, problem) = visitor.upload("3.log", "x").await;
    assert_eq!((status, problem["type"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("/problems/files_full")), "{problem}");
    assert_eq!(visitor.send("m", "", &[&files[0], &files[1], &files[0]]).await.0, StatusCode::UNPROCESSABLE_ENTITY, "too many");
    assert_eq!(visitor.send("m", "", &[&files[0], &files[0]]).await.0, StatusCode::UNPROCESSABLE_ENTITY, "twice the same");
    assert_eq!(visitor.send("m", " ", &[]).await.0, StatusCode::UNPROCESSABLE_ENTITY, "nothing at all");
    assert_eq!(visitor.messages().await.len(), 0);
    sent(&visitor, "m", "", &[&files[0]]).await;
    assert_eq!(visitor.send("m", "", &[&files[0]]).await.0, StatusCode::OK, "a repeat");
    assert_eq!(visitor.send("m", "", &[&files[1]]).await.0, StatusCode::CONFLICT, "another file under the same client id");
    app.stop().await;
}

/// The sum at the end of a PNG chunk.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }))
}

/// How many files lie in the folder.
pub(crate) fn left(app: &App) -> usize {
    fs::read_dir(app.database.folder()).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_cannot_act_and_no_name_is_a_path() {
    let app = App::start(Kind::Sqlite).await;
    let visitor = app.visitor().await;
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    for (given, name) in [
        ("evil.svg", "evil.svg.txt"),
        ("evil.png", "evil.png.txt"),
        ("evil.html", "evil.html.txt"),
        ("..%2F..%2Fetc%2Fpasswd", "%2F..%2Fetc%2Fpasswd.txt"),
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\windows\\con", "_con.txt"),
        ("a\0b.log", "a_b.log"),
        ("a\r\nSet-Cookie: x=1.log", "aSet-Cookie_ x=1.log"),
    ] {
        let file = taken(&visitor, given, svg).await;
        assert_eq!((&file["name"], &file["kind"]), (&name.into(), &"text".into()), "{given:?}");
        let path = format!("/api/v1/conversations/{}/attachments/{}", visitor.conversation, file["id"].as_str().unwrap());
        let whole = read(&app, &path, &visitor.token).await;
        assert_eq!(header(&whole, "content-type"), "text/plain; charset=utf-8");
        assert!(header(&whole, "content-disposition").starts_with("attachment; ") && !whole.headers().contains_key("set-cookie"));
        assert!(header(&whole, "content-security-policy").contains("sandbox"));
        assert_eq!(read(&app, &format!("{path}/thumbnail"), &visitor.token).await.status(), StatusCode::NOT_FOUND);
    }
    let names: Vec<String> = fs::read_dir(app.database.folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() == 8 && names.iter().all(|name| name.len() == 36), "{names:?}");
    // A photo tells neither where nor with what it was taken.
    let mut picture = png(20, 20);
    let chunk = [&[0, 0, 0, 12][..], b"eXIf", b"GPS -6.20,10", &[0; 4]].concat();
    picture.splice(33..33, chunk);
    taken(&visitor, "foto.png", picture).await;
    for entry in fs::read_dir(app.database.folder()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(3).any(|window| window == b"GPS"));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_somebody_else_is_as_good_as_none() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let (owner, other, admin) = (app.visitor().await, app.visitor().await, app.administrator().await);
        let file = taken(&owner, "layar.png", png(40, 40)).await;
        let id = file["id"].as_str().unwrap();
        let (mine, theirs) = (&other.conversation, &owner.conversation);
        let nothing = "0193f0e0-0000-7000-8000-000000000001";
        let expected = problem(read(&app, &format!("/api/v1/conversations/{mine}/attachments/{nothing}"), &other.token).await).await;
        assert_eq!(expected["status"], 404);
        for unsent in [true, false] {
            for path in [
                format!("{mine}/attachments/{id}"),
                format!("{mine}/attachments/{id}/thumbnail"),
                format!("{theirs}/attachments/{id}"),
                format!("{theirs}/attachments/{id}/thumbnail"),
                format!("{theirs}/attachments/{nothing}"),
                format!("{mine}/attachments/..%2F{id}"),
                format!("{mine}/attachments/{id}%00"),
                format!("{mine}/attachments/{}", id.to_uppercase()),
                format!("{mine}/attachments/%2e%2e"),
            ] {
                let got = problem(read(&app, &format!("/api/v1/conversations/{path}"), &other.token).await).await;
                assert_eq!(got, expected, "{path}");
            }
            if unsent {
                assert_eq!(other.send("steal", "", &[&file]).await.0, StatusCode::UNPROCESSABLE_ENTITY, "nobody sends what another one uploaded");
                let (status, _) = Visitor { app: &app, token: other.token.clone(), conversation: theirs.clone() }.upload("x.log", "x").await;
                assert_eq!(status, StatusCode::NOT_FOUND);
                sent(&owner, "m", "", &[&file]).await;
            }
        }
        // Agents see what was sent, through the ticket it belongs to, and nothing else.
        let (number, elsewhere) = (owner.hand_off("h").await, other.hand_off("h").await);
        let draft = taken(&owner, "belum.png", png(40, 40)).await;
        for (path, status) in [
            (format!("{number}/attachments/{id}"), StatusCode::OK),
            (format!("{elsewhere}/attachments/{id}"), StatusCode::NOT_FOUND),
            (format!("{number}/attachments/{}", draft["id"].as_str().unwrap()), StatusCode::NOT_FOUND),
            (format!("GRD-9999/attachments/{id}"), StatusCode::NOT_FOUND),
        ] {
            let got = app.request(Method::GET, &format!("/api/v1/tickets/{path}")).header("cookie", &admin.cookie).send().await.unwrap();
            assert_eq!(got.status(), status, "{path}");
        }
        app.stop().await;
    }
}

/// A refusal without what differs between any two requests.
async fn problem(response: reqwest::Response) -> Value {
    let mut problem: Value = response.json().await.unwrap();
    problem.as_object_mut().unwrap().remove("request_id");
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn files_nobody_sends_are_swept_after_a_day() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        let (kept, lost) = (taken(&visitor, "a.png", png(40, 40)).await, taken(&visitor, "b.png", png(40, 40)).await);
        sent(&visitor, "m", "", &[&kept]).await;
        let stray = app.database.folder().join("0193f0e0-0000-7000-8000-000000000001.part");
        fs::write(&stray, "half").unwrap();
        let folder = Folder::new(app.database.folder());
        app.clock.set(MONDAY_10 + DAY - 1);
        sweep::step(&app.running.desk, &folder).await;
        let status =
            async |file: &Value| read(&app, &format!("/api/v1/conversations/{}/attachments/{}", visitor.conversation, file["id"].as_str().unwrap()), &visitor.token).await.status();
        assert_eq!((status(&kept).await, status(&lost).await), (StatusCode::OK, StatusCode::OK));
        // Far behind the clock of this machine, by which the stray is dated.
        app.clock.set(MONDAY_10 + 40_000 * DAY);
        tokio::join!(sweep::step(&app.running.desk, &folder), sweep::step(&app.running.desk, &folder));
        assert_eq!((status(&kept).await, status(&lost).await), (StatusCode::OK, StatusCode::NOT_FOUND));
        assert_eq!(left(&app), 2, "one file and its small picture");
        assert!(!stray.exists());
        assert_eq!(visitor.send("m2", "", &[&lost]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_takes_files_in() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        let first = sent(&visitor, "m1", "", &[&taken(&visitor, "layar.png", png(40, 40)).await]).await;
        assert!(first["replies"][0]["text"].as_str().unwrap().contains("Apa masalahnya?"), "{first}");
        assert_eq!(first["conversation"]["preview"], first["replies"][0]["text"]);
        visitor.say("m2", "dapat email phishing, belum saya klik").await;
        visitor.say("m3", "dari hrd@gaji-kantor.example").await;
        visitor.say("m4", "barusan").await;
        // What was sent before is not asked for again.
        visitor.post("m5", "Tidak ada, hanya saya", Some("/slot/me")).await;
        let (_, done) = visitor.post("m6", "Lewati", Some("/skip")).await;
        let number = done["conversation"]["ticket"]["number"].as_str().unwrap();
        let on = |words: &[&str]| garda(&[words, &["--database-url", &app.database.url, "--data-dir", "/nowhere"]].concat());
        let shown = on(&["tickets", "show", number]);
        assert!(shown.out.contains("Lampiran  layar.png ("), "{}{}", shown.out, shown.err);
        assert!(on(&["transcript", number]).out.contains("visitor: [layar.png ("));
        let frozen: Value = serde_json::from_str(&on(&["tickets", "show", number, "--json"]).out).unwrap();
        assert!(frozen["transcript"][0]["text"].as_str().unwrap().starts_with("[layar.png ("), "{frozen}");
        // The command line looks for the bytes where it is told to, and says what is not there.
        let doctor = on(&["doctor"]);
        assert!(!doctor.good && doctor.out.contains("BAD   every attachment has its file: 1 of 1 are not whole in /nowhere/attachments"), "{}", doctor.out);
        app.stop().await;
    }
}
