//! A real Request Tracker, in a time zone that is not UTC.

use garda::{
    connect::ticket::{Attempt, FaultKind, File, SinkKind, SinkSettings},
    domain::{sink::Standing, time::Timestamp},
};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{
    far_desk::{Desk, comment, opening, reads, settings, sink},
    peer,
    postgres::Kind,
};

const NOW: Attempt<'static> = Attempt { key: "018f-key", now: Timestamp(0) };
const QUEUE: &str = "Bantuan TI – é?";

fn ours() -> SinkSettings {
    settings(SinkKind::Rt, &peer("URL"), &peer("KEY"), QUEUE, &[("reference_field", "Garda"), ("requestor", "chat@desk.test")])
}

/// What somebody of the desk there does or sees.
async fn sari(method: Method, path: &str, body: Option<Value>) -> Value {
    let token = format!("token {}", peer("AGENT"));
    let mut request = Client::builder().no_proxy().build().unwrap().request(method, format!("{}/REST/2.0/{path}", peer("URL"))).header("Authorization", token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_goes_there_and_what_is_done_there_comes_back_into_the_chat() {
    let desk = Desk::start(Kind::Sqlite, ours()).await;
    assert_eq!(desk.sink.check().await.unwrap(), "garda");
    desk.hear().await;
    let visitor = desk.app.visitor().await;
    let (_, file) = visitor.upload("catatan ☎ é.txt", "isi catatan").await;
    assert_eq!(visitor.send("m0", "wifi kantor putus ☎", &[&file["file"]]).await.0, 201);
    let number = visitor.hand_off("m1").await;
    visitor.say("m2", "masih putus juga").await;
    desk.deliver().await;

    let found = sari(Method::GET, &format!("tickets?query=Subject%20LIKE%20'{number}'&fields=Subject,CustomFields,Status,Requestor"), None).await;
    assert_eq!(found["count"], 1, "{found}");
    let (id, reference) = (found["items"][0]["id"].as_str().unwrap(), found["items"][0]["CustomFields"][0]["values"][0].as_str().unwrap());
    assert_eq!(desk.sink.find(reference).await.unwrap().unwrap().id, id);
    assert!(desk.sink.find(&format!("{reference}0")).await.unwrap().is_none());
    let parts = sari(Method::GET, &format!("ticket/{id}/attachments?fields=Filename,Content,ContentType&per_page=100"), None).await.to_string();
    assert!(parts.contains("wifi kantor putus ☎") && parts.contains("catatan ☎ é.txt") && parts.contains("isi catatan") && parts.contains("masih putus juga"), "{parts}");

    sari(Method::POST, &format!("ticket/{id}/comment"), Some(json!({ "Content": "jangan bilang-bilang", "ContentType": "text/plain" }))).await;
    sari(
        Method::POST,
        &format!("ticket/{id}/correspond"),
        Some(json!({ "Content": "<p>Sudah kami <b>cek</b> ☎,<br>silakan coba lagi.</p>", "ContentType": "text/html",
        "Attachments": [{ "FileName": "log.txt", "FileType": "text/plain", "FileContent": "aXNpIGJlcmthcw==" }] })),
    )
    .await;
    sari(Method::PUT, &format!("ticket/{id}/take"), Some(json!({}))).await;
    desk.hear().await;
    desk.hear().await;
    let read = reads(&visitor).await;
    assert_eq!((read.matches("Sudah kami cek ☎,\\nsilakan coba lagi.").count(), read.matches("masih putus juga").count()), (1, 1), "{read}");
    assert!(read.contains("Sari Dewi") && !read.contains("jangan bilang") && !read.contains("isi berkas"), "{read}");
    sari(Method::PUT, &format!("ticket/{id}"), Some(json!({ "Status": "resolved" }))).await;
    desk.hear().await;
    let ticket = desk.app.administrator().await.get(&format!("/api/v1/tickets/{}", number.trim_start_matches("GRD-"))).await;
    assert_eq!(ticket["ticket"]["status"], "resolved", "{ticket}");
    desk.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_told_apart() {
    let changed = |change: &dyn Fn(&mut SinkSettings)| {
        let mut settings = ours();
        change(&mut settings);
        sink(settings)
    };
    let weak = changed(&|settings| settings.secrets = vec![peer("WEAK")]);
    let digits = peer("KEY").rsplit('-').next().unwrap().chars().rev().collect::<String>();
    let number = peer("KEY").split('-').nth(1).unwrap().to_owned();
    for (sink, kind) in [
        (changed(&|settings| settings.secrets = vec![format!("1-{number}-{digits}")]), FaultKind::Credential),
        (changed(&|settings| (settings.user, settings.secrets) = ("garda".to_owned(), vec!["salah".to_owned()])), FaultKind::Credential),
        (changed(&|settings| settings.places.values_mut().for_each(|place| "Nowhere".clone_into(place))), FaultKind::Place),
        (changed(&|settings| settings.places.values_mut().for_each(|place| "Closed".clone_into(place))), FaultKind::Place),
        (changed(&|settings| drop(settings.options.insert("reference_field".to_owned(), "Nothing".to_owned()))), FaultKind::Field),
        (weak.clone(), FaultKind::Right),
    ] {
        let fault = sink.check().await.unwrap_err();
        println!("check: {fault:?}");
        assert_eq!(fault.kind, kind, "{fault:?}");
        let fault = sink.open(&opening("garda-wrong-1"), Vec::new(), NOW).await.unwrap_err();
        assert_eq!(fault.kind, kind, "{fault:?}");
    }
    let by_name = changed(&|settings| (settings.user, settings.secrets) = ("garda".to_owned(), vec!["garda-password-1".to_owned()]));
    assert_eq!(by_name.check().await.unwrap(), "garda");
    let good = sink(ours());
    let file = |name: &str, bytes: &[u8]| File { name: name.to_owned(), media: "text/plain".to_owned(), bytes: bytes.to_vec() };
    let remote = good.open(&opening("garda-right-1"), vec![file("kosong.txt", b""), file("é☎.txt", b"isi")], NOW).await.unwrap().id;
    for public in [true, false] {
        let fault = weak.comment(&remote, &comment("GRD-1042#8", public, "rahasia"), Vec::new(), NOW).await.unwrap_err();
        println!("comment: {fault:?}");
        assert_eq!(fault.kind, FaultKind::Right);
    }
    let fault = weak.set_standing(&remote, Standing::Resolved, NOW).await.unwrap_err();
    println!("status: {fault:?}");
    assert_eq!(fault.kind, FaultKind::Right);
    good.comment(&remote, &comment("GRD-1042#9", false, &"catatan dalam ".repeat(30)), Vec::new(), NOW).await.unwrap();
    assert!(good.has_comment(&remote, "GRD-1042#9").await.unwrap() && !good.has_comment(&remote, "GRD-1042#8").await.unwrap());
    for standing in [Standing::Pending, Standing::Resolved, Standing::Open] {
        good.set_standing(&remote, standing, NOW).await.unwrap();
        let read = good.read(&remote).await.unwrap();
        assert_eq!(read.standing, Some(standing));
        assert!(read.comments.iter().all(|comment| comment.own && !comment.public), "{read:?}");
    }
    assert_eq!(good.read("999999").await.unwrap_err().kind, FaultKind::Missing);
    assert_eq!(good.comment("999999", &comment("GRD-1042#8", true, "x"), Vec::new(), NOW).await.unwrap_err().kind, FaultKind::Missing);
}
