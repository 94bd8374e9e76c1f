//! `garda backup FILE` and `garda restore FILE`: everything stored, attachments too, out of and into either kind of database.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufReader, BufWriter},
    os::unix::fs::OpenOptionsExt as _,
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;

use super::open_store;
use crate::{
    app::Error,
    config::Config,
    store::{dump, folder::Folder},
};

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write; it must not be there yet.
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The file to read.
    file: PathBuf,
}

impl Backup {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let named = |error| Error::File { path: self.file.display().to_string(), error };
        if self.file.exists() {
            return Err(Error::Usage(format!("{}: the file is there already; name another", self.file.display())));
        }
        let store = open_store(config).await?;
        // Under another name until it is whole, so that half a backup is never taken for one; readable by its owner alone.
        let part = self.file.with_extension("part");
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).map_err(named)?;
        let mut out = BufWriter::new(file);
        let folder = Folder::new(&config.attachments);
        let held = dump::write(&store, &folder, &mut out).await?;
        out.into_inner().map_err(|error| named(error.into_error()))?.sync_all().map_err(named)?;
        fs::rename(&part, &self.file).map_err(named)?;
        println!("{} rows and {} files in {}.", held.rows, held.files, self.file.display());
        if held.missing > 0 {
            eprintln!("{} files of attachments are not in {}; is attachments.path right?", held.missing, folder.path().display());
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let file = File::open(&self.file).map_err(|error| Error::File { path: self.file.display().to_string(), error })?;
        let held = dump::read(&open_store(config).await?, &Folder::new(&config.attachments), &mut BufReader::new(file)).await?;
        println!("{} rows and {} files restored.", held.rows, held.files);
        Ok(ExitCode::SUCCESS)
    }
}
