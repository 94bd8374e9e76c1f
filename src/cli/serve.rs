//! `garda serve`: the main job.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use crate::{
    app::{self, ADMINISTRATOR, Error},
    config::Config,
    store,
};

pub(super) async fn run(config: Config) -> Result<ExitCode, Error> {
    let database = store::redacted(&config.database_url);
    let running = app::start(config).await?;
    let at = format!("http://{}", running.address);
    println!("Garda is ready.\n  try it     {at}/\n  help       {at}/help\n  console    {at}/console\n  database   {database}");
    if let Some(password) = &running.password {
        println!(
            "\nFirst start: sign in to the console once with\n  email      {ADMINISTRATOR}\n  password   {password}\nand choose a password of your own. This one is not shown again."
        );
    }
    wait_for_end().await;
    eprintln!("Stopping.");
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl+C or SIGTERM.
async fn wait_for_end() {
    let Ok(mut term) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}
