//! Static files inside the program, under an address that changes with their content and is kept by browsers for ever.

mod lean;

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

use super::{Site, problem::Problem};

#[derive(Embed)]
#[folder = "src/http/web/"]
#[include = "*.js"]
#[include = "*.css"]
#[include = "*.svg"]
#[include = "*.png"]
struct Web;

/// Modules that are served together with all they import.
const JOINED: [&str; 2] = ["widget/main.js", "files/main.js"];

/// The sheet of the frame, sent together with those it stands on.
const SHEET: &str = "widget/widget.css";
const GROUND: [&str; 2] = ["tokens.css", "base.css"];

/// Every file as it is sent.
static FILES: LazyLock<BTreeMap<String, Bytes>> = LazyLock::new(|| {
    let text = |path: &str| Some(String::from_utf8_lossy(&Web::get(path)?.data).into_owned());
    let sent = |path: &str| match path.rsplit('.').next() {
        _ if JOINED.contains(&path) => Some(lean::tight(&lean::join(path, &text)).into()),
        Some("js") => Some(lean::lean(&text(path)?).into()),
        _ if path == SHEET => {
            let sheets = GROUND.into_iter().chain([SHEET]).filter_map(text).collect::<Vec<_>>();
            Some(lean::tight_sheet(&lean::lean(&sheets.join("\n"))).into())
        }
        Some("css") => Some(lean::tight_sheet(&lean::lean(&text(path)?)).into()),
        _ => Some(Bytes::from(Web::get(path)?.data.into_owned())),
    };
    Web::iter().filter_map(|path| Some((path.to_string(), sent(&path)?))).collect()
});

/// The fingerprint of all files together: one prefix, so that they can name each other by relative addresses.
static PREFIX: LazyLock<String> = LazyLock::new(|| {
    let mut all = Sha256::new();
    for (path, data) in FILES.iter() {
        all.update(path);
        all.update(data);
    }
    let hash = all.finalize();
    let bytes: Vec<String> = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/assets/{}", bytes.concat())
});

/// The address all static files stand under.
pub(super) fn prefix() -> &'static str {
    &PREFIX
}

pub(super) fn router() -> Router<Site> {
    Router::new().route("/assets/{hash}/{*path}", get(file)).route("/widget.js", get(loader))
}

async fn file(Path((hash, path)): Path<(String, String)>) -> Response {
    // An address of another build still finds the file of its name, but is not kept.
    let current = prefix().strip_prefix("/assets/") == Some(&hash);
    serve(&path, if current { "public, max-age=31536000, immutable" } else { "no-cache" })
}

/// The loader's address is fixed, since it stands in other people's pages; it is asked for again every few minutes.
async fn loader() -> Response {
    let mut response = serve("loader.js", "public, max-age=300");
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

fn serve(path: &str, keep: &'static str) -> Response {
    let Some(data) = FILES.get(path) else { return Problem::not_found().into_response() };
    let kind = match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "image/png",
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    (StatusCode::OK, headers, data.clone()).into_response()
}
