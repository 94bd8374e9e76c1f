//! Real receivers, which verify with the libraries for that.

use std::{collections::BTreeMap, sync::Arc};

use garda::{
    connect::{Secret, Settings, Ways, WebhookSettings, signature, ticket::NoFiles},
    delivery::outbox::Courier,
    domain::{event::Subscription, outbox::ParcelState},
    store::outbox,
};
use reqwest::Client;

use crate::{app::App, peer, postgres::Kind};

fn secrets(names: &[&str]) -> Vec<Secret> {
    names.iter().map(|name| Secret::read(&peer(name)).unwrap()).collect()
}

/// Each receiver by its name, with each library at an address of its own.
fn receivers() -> Vec<(String, String)> {
    let of = |who: &str, how: &str| (format!("{}-{how}", who.to_lowercase()), format!("{}/{how}", peer(who)));
    ["NODE", "PYTHON"].iter().flat_map(|who| ["standardwebhooks", "svix", "v1a"].map(|how| of(who, how))).collect()
}

#[expect(clippy::disallowed_methods, reason = "the libraries look at the real time")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_believed_as_they_are_signed() {
    let subscribers: BTreeMap<String, WebhookSettings> =
        receivers().into_iter().map(|(name, url)| (name, WebhookSettings { url, secrets: secrets(&["PRIVATE", "SHARED"]), timeout: std::time::Duration::from_secs(5) })).collect();
    let subscriptions: Vec<Subscription> = subscribers.keys().map(|name| Subscription { name: name.clone(), texts: true, ..Subscription::default() }).collect();
    let app = App::configured(Kind::Sqlite, &[("outbox.send", "false")], |config| {
        (config.outside.subscribers, config.outside.subscriptions) = (subscribers.clone(), subscriptions);
    })
    .await;
    app.clock.set(now());
    let visitor = app.visitor().await;
    visitor.say("m1", "wifi ga konek ☎ é \"kutip\"").await;
    visitor.hand_off("m2").await;
    visitor.say("m3", "baris\nbaru \\ 😀").await;
    let ways = Ways::new(&Settings { private_networks: vec!["127.0.0.1".parse().unwrap()], subscribers, ..Settings::default() }, Arc::new(NoFiles)).unwrap();
    Courier::new(app.running.desk.clone(), Arc::new(ways), (16, 4)).step().await.unwrap();
    let listed = outbox::list(&mut app.running.desk.store().read().await.unwrap(), 100).await.unwrap();
    assert_eq!(listed.len(), 6 * 3);
    for one in listed {
        assert_eq!((one.state, one.parcel.attempts), (ParcelState::Sent, 1), "{}: {:?}", one.parcel.target, one.last);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_were_changed_or_are_old_or_of_somebody_else_are_refused() {
    let (client, body) = (Client::builder().no_proxy().build().unwrap(), r#"{"type":"ticket.opened"}"#);
    let (both, foreign) =
        (secrets(&["PRIVATE", "SHARED"]), ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="].map(|text| Secret::read(text).unwrap()));
    let seconds = now() / 1000;
    for (name, url) in receivers() {
        // v1a is verified here without a library, so its age is not looked at.
        let old = if name.ends_with("v1a") { 204 } else { 401 };
        for (what, secrets, at, sent, status) in [
            ("good", &both[..], seconds, body, 204),
            ("changed", &both, seconds, r#"{"type":"ticket.closed"}"#, 401),
            ("of somebody else", &foreign, seconds, body, 401),
            ("old", &both, seconds - 600, body, old),
        ] {
            let signed = signature(secrets, "018f-key", at, body);
            let call = client.post(&url).header("webhook-id", "018f-key").header("webhook-timestamp", at).header("webhook-signature", signed);
            assert_eq!(call.body(sent).send().await.unwrap().status(), status, "{name}: {what}");
        }
    }
}
