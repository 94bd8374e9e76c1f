//! `garda init DIR`: the starter pack as files to edit, with schemas for editors.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;

use crate::{app::Error, pack};

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder to write; it must be empty or not there yet.
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(&self) -> Result<ExitCode, Error> {
        must_be_empty(&self.dir)?;
        let files = pack::starter_with_tests();
        for (path, text) in &files.0 {
            write(&self.dir.join(path), text)?;
        }
        for (name, schema) in pack::schemas() {
            let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
            write(&self.dir.join(".schema").join(format!("{name}.json")), &text)?;
        }
        println!("{} files in {}. Edit them, then run: garda check {0} && garda test {0}", files.0.len(), self.dir.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// Refuses a folder that holds something.
pub(super) fn must_be_empty(dir: &Path) -> Result<(), Error> {
    if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::Usage(format!("{}: the folder is not empty; name another", dir.display())));
    }
    Ok(())
}

/// Writes a file and the folders it stands in.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let named = |error| Error::File { path: path.display().to_string(), error };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(named)?;
    }
    fs::write(path, text).map_err(named)
}
