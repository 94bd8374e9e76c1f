//! Where the files of a pack come from: a folder, or the starter pack inside the program.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use rust_embed::RustEmbed;

use super::{Files, MOST_FILE, MOST_TOTAL, trial::is_test};

/// Only these are part of a pack; other files (pictures, notes, locks) are not read.
const ENDINGS: [&str; 2] = ["yml", "md"];
/// What an import leaves beside the files of a pack.
const IMPORT_REPORT: &str = "import-report.md";
/// Folders inside folders inside folders are no pack, and links may go in circles.
const DEEPEST: usize = 3;

#[derive(RustEmbed)]
#[folder = "intents/"]
#[allow_missing = true]
struct Starter;

/// Reads every `.yml` and `.md` file under a folder but its tests; names that begin with a dot are skipped.
///
/// Reading stops where `load` would refuse the size, so a wrong folder cannot fill the memory.
///
/// # Errors
/// The first file or folder that cannot be read, with its path in the message.
pub fn read_dir(folder: &Path) -> io::Result<Files> {
    let mut files = Files::default();
    collect(folder, "", 0, &|path| !is_test(path), &mut files).map(|()| files)
}

/// Reads every `.yml` and `.md` file under a folder, its tests too.
///
/// # Errors
/// The first file or folder that cannot be read, with its path in the message.
pub fn read_dir_with_tests(folder: &Path) -> io::Result<Files> {
    let mut files = Files::default();
    collect(folder, "", 0, &|_| true, &mut files).map(|()| files)
}

/// The starter pack that is compiled into the program, without its tests.
#[must_use]
pub fn starter() -> Files {
    embedded(|name| !is_test(name))
}

/// The starter pack with its tests.
#[must_use]
pub fn starter_with_tests() -> Files {
    embedded(|_| true)
}

fn embedded(keep: impl Fn(&str) -> bool) -> Files {
    let names = Starter::iter().filter(|name| wanted(name) && keep(name));
    Files(names.filter_map(|name| Some((name.to_string(), text(&Starter::get(&name)?.data)))).collect())
}

fn collect(folder: &Path, prefix: &str, depth: usize, keep: &dyn Fn(&str) -> bool, files: &mut Files) -> io::Result<()> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(|error| named(&error, folder))?;
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') || files.0.values().map(String::len).sum::<usize>() > MOST_TOTAL {
            continue;
        }
        let inside = format!("{prefix}{name}");
        let about = fs::metadata(&path).map_err(|error| named(&error, &path))?;
        if about.is_dir() && depth < DEEPEST && keep(&format!("{inside}/")) {
            collect(&path, &format!("{inside}/"), depth + 1, keep, files)?;
        } else if about.is_file() && wanted(&name) {
            let bytes = read(&path).map_err(|error| named(&error, &path))?;
            files.0.insert(inside, text(&bytes));
        }
    }
    Ok(())
}

/// At most one byte more than `load` accepts.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn named(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn wanted(name: &str) -> bool {
    if name == IMPORT_REPORT {
        return false;
    }
    !name.split('/').any(|part| part.starts_with('.')) && Path::new(name).extension().is_some_and(|end| ENDINGS.iter().any(|known| end == *known))
}

/// Bytes that are no UTF-8 become U+FFFD, which `load` points at.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
