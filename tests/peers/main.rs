//! The connectors against the real systems: the scripts beside this file start one and name it in the environment. Left out of a plain `cargo test`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where its ground gives way")]
#![expect(dead_code, reason = "what is shared with the other tests has more than is used here")]

#[path = "../it/app.rs"]
mod app;
#[path = "../it/far_desk.rs"]
mod far_desk;
#[path = "../it/postgres.rs"]
mod postgres;
mod redmine;
mod request_tracker;
mod webhooks;

/// What the script says of the system it started.
fn peer(name: &str) -> String {
    let name = format!("GARDA_PEER_{name}");
    std::env::var(&name).unwrap_or_else(|_| panic!("{name} is not set; tests/peers has a script for each system"))
}
