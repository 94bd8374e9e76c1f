//! A real Redmine.

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

fn ours() -> SinkSettings {
    let options = [("tracker", "Support"), ("pending", "Feedback")];
    let mut settings = settings(SinkKind::Redmine, &peer("URL"), &peer("KEY"), "helpdesk", &options);
    settings.fields.insert(peer("FIELD"), "{reference}".to_owned());
    settings
}

/// What somebody of the desk there does or sees.
async fn sari(method: Method, path: &str, body: Option<Value>) -> Value {
    let mut request = Client::builder().no_proxy().build().unwrap().request(method, format!("{}/{path}", peer("URL"))).header("X-Redmine-API-Key", peer("AGENT"));
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
    let who = desk.sink.check().await.unwrap();
    assert!(who.contains("Garda Bot (garda)"), "{who}");
    desk.hear().await;
    let visitor = desk.app.visitor().await;
    let (_, file) = visitor.upload("catatan ☎ é.txt", "isi catatan").await;
    assert_eq!(visitor.send("m0", "wifi kantor putus {{macro_list}} ☎", &[&file["file"]]).await.0, 201);
    let number = visitor.hand_off("m1").await;
    visitor.say("m2", "masih putus juga").await;
    desk.deliver().await;

    let mine = sari(Method::GET, "issues.json?status_id=*&sort=id:desc&limit=100", None).await;
    let listed = mine["issues"].as_array().unwrap().iter().find(|one| one["subject"].as_str().unwrap().contains(&number)).unwrap().clone();
    let path = format!("issues/{}.json", listed["id"]);
    let issue = sari(Method::GET, &format!("{path}?include=journals,attachments"), None).await["issue"].clone();
    let text = issue["description"].as_str().unwrap();
    assert!(text.contains("wifi kantor putus") && text.contains('☎') && !text.contains("{{macro"), "{text}");
    assert_eq!((&issue["attachments"][0]["filename"], &issue["attachments"][0]["filesize"]), (&json!("catatan ☎ é.txt"), &json!(11)), "{issue}");
    assert_eq!((&issue["tracker"]["name"], &issue["author"]["name"]), (&json!("Support"), &json!("Garda Bot")));
    let reference = issue["custom_fields"][0]["value"].as_str().unwrap();
    assert_eq!(desk.sink.find(reference).await.unwrap().unwrap().id, listed["id"].to_string());
    assert!(desk.sink.find(&format!("{reference}0")).await.unwrap().is_none());
    let notes = issue["journals"].to_string();
    assert!(notes.contains("masih putus juga") && notes.contains(&format!("[{number}#")), "{notes}");

    sari(Method::PUT, &path, Some(json!({ "issue": { "notes": "jangan bilang-bilang", "private_notes": true } }))).await;
    sari(Method::PUT, &path, Some(json!({ "issue": { "notes": "Sudah kami cek,\nsilakan coba lagi.", "assigned_to_id": "me" } }))).await;
    desk.hear().await;
    desk.hear().await;
    let read = reads(&visitor).await;
    assert_eq!((read.matches("silakan coba lagi").count(), read.matches("masih putus juga").count()), (1, 1), "{read}");
    assert!(read.contains("Sari Dewi") && !read.contains("jangan bilang"), "{read}");
    sari(Method::PUT, &path, Some(json!({ "issue": { "status_id": 5 } }))).await;
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
    let wrong_key = changed(&|settings| settings.secrets = vec!["0123456789abcdef0123456789abcdef01234567".to_owned()]);
    let weak = changed(&|settings| settings.secrets = vec![peer("WEAK")]);
    for (sink, kind) in [
        (wrong_key.clone(), FaultKind::Credential),
        (changed(&|settings| settings.places.values_mut().for_each(|place| "nowhere".clone_into(place))), FaultKind::Place),
        (changed(&|settings| settings.places.values_mut().for_each(|place| "closed".clone_into(place))), FaultKind::Right),
        (changed(&|settings| drop(settings.options.insert("tracker".to_owned(), "Nothing".to_owned()))), FaultKind::Place),
        (changed(&|settings| drop(settings.priorities.insert("high".to_owned(), "Segera".to_owned()))), FaultKind::Field),
        (weak.clone(), FaultKind::Right),
    ] {
        let fault = sink.check().await.unwrap_err();
        println!("check: {fault:?}");
        assert_eq!(fault.kind, kind, "{fault:?}");
        let fault = sink.open(&opening("garda-wrong-1"), Vec::new(), NOW).await.unwrap_err();
        assert_eq!(fault.kind, kind, "{fault:?}");
    }
    assert_eq!(wrong_key.changes(None, &[]).await.unwrap_err().kind, FaultKind::Credential, "not an empty list");
    let good = sink(ours());
    let remote = good.open(&opening("garda-right-1"), vec![File { name: "kosong.txt".to_owned(), media: "text/plain".to_owned(), bytes: Vec::new() }], NOW).await.unwrap().id;
    for public in [true, false] {
        assert_eq!(weak.comment(&remote, &comment("GRD-1042#8", public, "rahasia"), Vec::new(), NOW).await.unwrap_err().kind, FaultKind::Right);
    }
    let fault = weak.set_standing(&remote, Standing::Resolved, NOW).await.unwrap_err();
    println!("status: {fault:?}");
    assert_eq!(fault.kind, FaultKind::Right, "its workflow lets it set nothing");
    good.comment(&remote, &comment("GRD-1042#9", false, "catatan dalam"), Vec::new(), NOW).await.unwrap();
    assert!(good.has_comment(&remote, "GRD-1042#9").await.unwrap() && !good.has_comment(&remote, "GRD-1042#8").await.unwrap());
    for standing in [Standing::Pending, Standing::Resolved, Standing::Open] {
        good.set_standing(&remote, standing, NOW).await.unwrap();
        let read = good.read(&remote).await.unwrap();
        assert_eq!(read.standing, Some(standing));
        assert!(read.comments.iter().all(|comment| comment.own && !comment.public), "{read:?}");
    }
    assert_eq!(good.read("999999").await.unwrap_err().kind, FaultKind::Missing);
}
