//! The log: one line per event, ids and numbers only, never what people wrote.

use tracing_subscriber::{EnvFilter, fmt};

/// Begins to log to the standard error stream.
pub fn init(level: &str, json: bool) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).log_internal_errors(false);
    // A second call, as in tests, changes nothing.
    let _ = if json { log.json().flatten_event(true).try_init() } else { log.try_init() };
}
