//! What the console shows of the pack: every matter, and each flow as a picture that runs nothing and in words that say the same.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::{app::App, postgres::Kind};

async fn read(app: &App, cookie: &str, path: &str) -> (StatusCode, String, reqwest::header::HeaderMap) {
    let answer = app.request(Method::GET, path).header("cookie", cookie).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, answer.text().await.unwrap(), headers)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_matter_is_listed_and_every_flow_is_drawn_and_told() {
    let app = App::start(Kind::Sqlite).await;
    let cookie = app.administrator().await.cookie;
    let (status, text, _) = read(&app, &cookie, "/api/v1/intents?lang=en").await;
    assert_eq!(status, StatusCode::OK);
    let intents: Value = serde_json::from_str(&text).unwrap();
    let intents = intents["intents"].as_array().unwrap();
    let of = |id: &str| intents.iter().find(|intent| intent["id"] == id).unwrap();
    assert_eq!((of("phishing")["priority"].as_str(), of("phishing")["flow"].as_str(), of("greeting")["team"].as_str()), (Some("urgent"), Some("phishing"), None));
    let flows: Vec<&str> = intents.iter().filter_map(|intent| intent["flow"].as_str()).collect();
    assert!(flows.len() >= 26, "{flows:?}");
    for flow in flows {
        for (language, again) in [("id", "Tanya"), ("en", "Ask")] {
            let (status, text, _) = read(&app, &cookie, &format!("/api/v1/flows/{flow}?lang={language}")).await;
            assert_eq!(status, StatusCode::OK, "{flow}");
            let told: Value = serde_json::from_str(&text).unwrap();
            let steps = told["steps"].as_array().unwrap();
            let (status, svg, headers) = read(&app, &cookie, &format!("/api/v1/flows/{flow}/picture?lang={language}")).await;
            assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "image/svg+xml"));
            assert!(headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
            assert_eq!(svg.matches("<g").count(), steps.len(), "a box for each step of {flow}");
            assert!(svg.contains(again) && !svg.contains("<script") && !svg.contains("href="), "{flow}");
            for step in steps {
                assert!(svg.contains(step["what"].as_str().unwrap().split(':').next().unwrap()), "{flow}: {step}");
            }
            assert!(steps.iter().any(|step| step["leaves"] == true), "{flow} can be left");
        }
    }
    assert_eq!(read(&app, &cookie, "/api/v1/flows/nothing").await.0, StatusCode::NOT_FOUND);
    assert_eq!(read(&app, &cookie, "/api/v1/flows/..%2F/picture").await.0, StatusCode::NOT_FOUND);
    app.stop().await;
}
