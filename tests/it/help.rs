//! The pages for people: found, readable without scripts, and locked against foreign ones.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::{app::App, postgres::Kind};

#[tokio::test(flavor = "multi_thread")]
async fn every_page_answers_in_both_languages_under_a_strict_policy() {
    let app = App::start(Kind::Sqlite).await;
    let pages = [
        "/",
        "/help",
        "/help/search?q=wifi+konek",
        "/help/search?q=",
        "/help/search?q=%3Cscript%3E",
        "/help/articles/vpn",
        "/help/tickets",
        "/help/tickets/GRD-1001",
        "/help/sign-in",
        "/widget",
        "/console",
        "/console/tickets/GRD-1001",
    ];
    for page in pages {
        for language in ["id", "en"] {
            let joint = if page.contains('?') { '&' } else { '?' };
            let answer = app.request(Method::GET, &format!("{page}{joint}lang={language}")).header("accept", "text/html").send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{page}");
            let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            let html = answer.text().await.unwrap();
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{page}");
            assert!(!html.contains("<script>") && !html.contains("style=\"") && !html.contains("onclick"), "{page}: inline script or style");
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_widget_is_light() {
    let app = App::start(Kind::Sqlite).await;
    let bytes = async |path: &str, encoding: &str| app.request(Method::GET, path).header("accept-encoding", encoding).send().await.unwrap().bytes().await.unwrap();
    let loader = bytes("/widget.js", "identity").await.len();
    assert!(loader <= 8192, "the loader has {loader} bytes");
    let html = bytes("/widget", "identity").await;
    let html = String::from_utf8_lossy(&html);
    let mut all = bytes("/widget", "gzip").await.len();
    for file in html.split('"').filter(|part| part.starts_with("/assets/") && !part.ends_with("svg")) {
        let packed = bytes(file, "gzip").await;
        assert_eq!(packed[..2], [0x1f, 0x8b], "{file} comes packed");
        all += packed.len();
    }
    assert!(all <= 30_000, "the widget has {all} bytes, packed");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_a_page_names_is_there_and_kept() {
    let app = App::start(Kind::Sqlite).await;
    for page in ["/", "/help", "/widget", "/console"] {
        let html = app.request(Method::GET, page).send().await.unwrap().text().await.unwrap();
        let files: Vec<&str> = html.split('"').filter(|part| part.starts_with("/assets/") || *part == "/widget.js").collect();
        assert!(!files.is_empty(), "{page}");
        for file in files {
            let answer = app.request(Method::GET, file).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{page} names {file}");
            if file.starts_with("/assets/") {
                assert!(answer.headers()["cache-control"].to_str().unwrap().contains("immutable"), "{file}");
            }
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_leads_nowhere_is_a_page_for_people_and_a_document_for_programs() {
    let app = App::start(Kind::Sqlite).await;
    for path in ["/nowhere", "/help/articles/nothing", "/help/articles/..%2F..%2Fetc%2Fpasswd"] {
        let page = app.request(Method::GET, path).header("accept", "text/html").send().await.unwrap();
        assert_eq!(page.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(page.text().await.unwrap().contains("<h1"), "{path}");
    }
    for path in ["/nowhere", "/api/v1/nowhere", "/assets/x/../../Cargo.toml", "/assets/x/templates/layout.html"] {
        let document = app.request(Method::GET, path).header("accept", "application/json").send().await.unwrap();
        assert_eq!(document.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(document.headers()["content-type"], "application/problem+json", "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loader_is_small() {
    let app = App::start(Kind::Sqlite).await;
    let loader = app.request(Method::GET, "/widget.js").send().await.unwrap().bytes().await.unwrap();
    assert!(loader.len() <= 8 * 1024, "{} bytes", loader.len());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_marks_the_words_it_found() {
    let app = App::start(Kind::Sqlite).await;
    let found: Value = app.request(Method::GET, "/api/v1/articles?q=printer+queu&lang=en&limit=3").send().await.unwrap().json().await.unwrap();
    let first = &found["articles"][0];
    let snippet: Vec<char> = first["snippet"].as_str().unwrap().chars().collect();
    let place = |mark: &Value, key: &str| usize::try_from(mark[key].as_u64().unwrap()).unwrap();
    let marked: Vec<String> =
        first["marks"].as_array().unwrap().iter().map(|mark| snippet[place(mark, "start")..place(mark, "end")].iter().collect::<String>().to_lowercase()).collect();
    assert!(marked.iter().any(|word| word == "queue") && marked.iter().all(|word| word.starts_with("print") || word.starts_with("queu")), "{first}");

    // A typing mistake finds the word as it is written; what somebody looked for never becomes a tag.
    let page = app.request(Method::GET, "/help/search?q=%3Cb%3E+pritner&lang=en").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<mark>printer</mark>") || page.contains("<mark>Printer</mark>"), "{page}");
    assert!(!page.contains("<b>"), "{page}");
    let sheet = page.split('"').find(|part| part.starts_with("/assets/") && part.ends_with("help.css")).unwrap();
    let sheet = app.request(Method::GET, sheet).send().await.unwrap().text().await.unwrap();
    let mark = sheet.split('}').find(|rule| rule.contains(".results mark")).unwrap();
    assert!(mark.contains("var(--accent-soft)") && mark.contains("var(--on-accent-soft)"), "{mark}");
    let schema: Value = app.request(Method::GET, "/api/v1/openapi.json").send().await.unwrap().json().await.unwrap();
    assert!(schema["components"]["schemas"]["Hit"]["properties"]["marks"]["description"].is_string(), "{}", schema["components"]["schemas"]["Hit"]);
    app.stop().await;
}
