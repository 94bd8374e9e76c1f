//! `garda study`: what a serving Garda runs beside itself, so that the memory of studying goes when it is over.

use std::{
    io::{Read as _, Write as _},
    process::ExitCode,
};

use crate::{
    app::{self, Error},
    pack,
};

/// Reads the files of a pack as JSON from standard input; writes what was studied to standard output.
pub(super) fn run() -> Result<ExitCode, Error> {
    let broken = |error: &dyn std::fmt::Display| Error::Usage(format!("studying: {error}"));
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| broken(&error))?;
    let files = pack::Files(serde_json::from_str(&text).map_err(|error| broken(&error))?);
    let pack = pack::load(&files).pack.ok_or_else(|| broken(&"the pack has errors"))?;
    std::io::stdout().write_all(&app::learn(&pack.into()).to_bytes()).map_err(|error| broken(&error))?;
    Ok(ExitCode::SUCCESS)
}
