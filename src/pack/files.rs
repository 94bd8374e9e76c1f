//! Where the files of a pack come from: a folder, or the starter pack inside the program.

use std::{fs, io, path::Path};

use rust_embed::RustEmbed;

use super::Files;

/// Only these are part of a pack; other files (pictures, notes, locks) are not read.
const ENDINGS: [&str; 2] = ["yml", "md"];
/// A file longer than this is handed over as a stub that `load` refuses, so that a wrong folder cannot fill the memory.
const MOST_READ: u64 = 4 * super::MOST_FILE as u64;

#[derive(RustEmbed)]
#[folder = "intents/"]
#[allow_missing = true]
struct Starter;

/// Reads every `.yml` and `.md` file under a folder; names that begin with a dot are skipped, links are followed once.
///
/// # Errors
/// The first file or folder that cannot be read, with its path in the message.
pub fn read_dir(folder: &Path) -> io::Result<Files> {
    let mut files = Files::default();
    collect(folder, "", 0, &mut files).map(|()| files)
}

/// The starter pack that is compiled into the program.
#[must_use]
pub fn starter() -> Files {
    let names = Starter::iter().filter(|name| wanted(name));
    Files(names.filter_map(|name| Some((name.to_string(), text(&Starter::get(&name)?.data)))).collect())
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut Files) -> io::Result<()> {
    let named = |error: io::Error, path: &Path| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    for entry in fs::read_dir(folder).map_err(|error| named(error, folder))? {
        let entry = entry.map_err(|error| named(error, folder))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') {
            continue;
        }
        let about = fs::metadata(&path).map_err(|error| named(error, &path))?;
        let inside = format!("{prefix}{name}");
        if about.is_dir() && depth < 4 {
            collect(&path, &format!("{inside}/"), depth + 1, files)?;
        } else if about.is_file() && wanted(&name) {
            let bytes = if about.len() > MOST_READ { vec![b' '; super::MOST_FILE + 1] } else { fs::read(&path).map_err(|error| named(error, &path))? };
            files.0.insert(inside, text(&bytes));
        }
    }
    Ok(())
}

fn wanted(name: &str) -> bool {
    !name.split('/').any(|part| part.starts_with('.')) && Path::new(name).extension().is_some_and(|end| ENDINGS.iter().any(|known| end == *known))
}

/// Bytes that are no UTF-8 become U+FFFD, which `load` points at.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
