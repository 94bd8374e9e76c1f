//! The bytes of attachments: files in one folder, called by our ids and nothing else.
//!
//! A file is written under another name first, made durable, then renamed: what stands under an id is whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use crate::domain::{id::AttachmentId, time::Timestamp};

/// What stands behind the id of a small picture.
const THUMBNAIL: &str = ".thumbnail";
/// What stands behind the id of a file that is still coming in.
const PART: &str = ".part";

/// Where the bytes are.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// Which bytes of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of it.
    Whole,
    /// Its small picture.
    Thumbnail,
}

impl Folder {
    /// The folder at a place; it is made with the first file.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the bytes of an id are; none for what is no id of ours, so that nothing else is ever touched.
    fn place(&self, id: &AttachmentId, behind: &str) -> io::Result<PathBuf> {
        let ours = uuid::Uuid::try_parse(id.as_str()).is_ok_and(|uuid| uuid.to_string() == id.as_str());
        if ours { Ok(self.0.join(format!("{id}{behind}"))) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    /// Begins a file that is about to come in; readable by its owner alone.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn begin(&self, id: &AttachmentId) -> io::Result<File> {
        fs::create_dir_all(&self.0)?;
        private(&self.place(id, PART)?)
    }

    /// What has come in, and that is taken away by it; at most so many bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn take(&self, id: &AttachmentId, most: u64) -> io::Result<Vec<u8>> {
        let path = self.place(id, PART)?;
        let mut bytes = Vec::new();
        File::open(&path)?.take(most).read_to_end(&mut bytes)?;
        fs::remove_file(path)?;
        Ok(bytes)
    }

    /// Keeps the bytes of an attachment; durable when this returns.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn keep(&self, id: &AttachmentId, which: Which, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let (part, place) = (self.place(id, PART)?, self.place(id, which.behind())?);
        let mut file = private(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(part, place)?;
        File::open(&self.0)?.sync_all()
    }

    /// The bytes of an attachment, to be read, and how many there are.
    ///
    /// # Errors
    /// When there are none.
    pub fn open(&self, id: &AttachmentId, which: Which) -> io::Result<(File, u64)> {
        let file = File::open(self.place(id, which.behind())?)?;
        let length = file.metadata()?.len();
        Ok((file, length))
    }

    /// Takes away all that there is of an attachment.
    ///
    /// # Errors
    /// When something is there and cannot be taken away.
    pub fn remove(&self, id: &AttachmentId) -> io::Result<()> {
        for behind in [PART, Which::Thumbnail.behind(), Which::Whole.behind()] {
            match fs::remove_file(self.place(id, behind)?) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// The ids of what lies there since before an instant, whatever there is of each.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn older_than(&self, instant: Timestamp) -> io::Result<Vec<AttachmentId>> {
        let before = UNIX_EPOCH + Duration::from_millis(u64::try_from(instant.0).unwrap_or(0));
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut ids = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.split('.').next()).map(AttachmentId::new).filter(|id| self.place(id, "").is_ok());
            let old = entry.metadata().and_then(|about| about.modified()).is_ok_and(|modified| modified < before);
            ids.extend(id.filter(|_| old));
        }
        ids.sort();
        ids.dedup();
        Ok(ids)
    }
}

impl Which {
    fn behind(self) -> &'static str {
        if self == Self::Thumbnail { THUMBNAIL } else { "" }
    }
}

/// A new file that only its owner may read.
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_of_ours_are_places() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("attachments"));
        for bad in
            ["", ".", "..", "../x", "/etc/passwd", "a\0b", "0193f0e0-0000-7000-8000-00000000000/", "0193F0E0-0000-7000-8000-000000000001", "{0193f0e0-0000-7000-8000-000000000001}"]
        {
            let id = AttachmentId::new(bad);
            assert!(folder.keep(&id, Which::Whole, b"x").is_err() && folder.open(&id, Which::Whole).is_err() && folder.remove(&id).is_err(), "{bad:?}");
        }
        let id = AttachmentId::new("0193f0e0-0000-7000-8000-000000000001");
        folder.keep(&id, Which::Whole, b"whole").unwrap();
        folder.keep(&id, Which::Thumbnail, b"small").unwrap();
        folder.begin(&id).unwrap().write_all(b"coming").unwrap();
        assert_eq!(folder.take(&id, 3).unwrap(), b"com");
        assert_eq!(folder.open(&id, Which::Thumbnail).unwrap().1, 5);
        fs::write(folder.path().join("somebody-elses.txt"), "x").unwrap();
        assert_eq!(folder.older_than(Timestamp(i64::MAX)).unwrap(), vec![id.clone()]);
        assert_eq!(folder.older_than(Timestamp(1)).unwrap(), vec![]);
        folder.remove(&id).unwrap();
        folder.remove(&id).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "what is not ours stays");
    }
}
