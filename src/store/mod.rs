//! STORE: where documents are put. A file appears whole, by rename, or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A document that could not be put where it was meant to go; what was there before still is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The operating system refused.
    #[error("{}: cannot be written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl StoreError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Io { .. } => false,
        }
    }
}

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever the process's umask allows.
    Public,
    /// The owner alone, for private keys.
    Private,
}

/// Writes a file so that it appears whole or not at all; folders above it are made.
///
/// The bytes go to a new file beside the target, which is then renamed over it.
///
/// # Errors
/// [`StoreError::Io`]; the target is then as it was, and nothing is left beside it.
pub fn write_whole(path: &Path, bytes: &[u8], access: Access) -> Result<(), StoreError> {
    let fault = |source| StoreError::Io { path: path.into(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fault)?;
    let name = path.file_name().ok_or_else(|| fault(io::Error::from(io::ErrorKind::InvalidInput)))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    let beside = folder.join(beside);
    let written = write_new(&beside, bytes, access).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|source| {
        // Best effort: the fault that matters is the one that is returned.
        let _ = std::fs::remove_file(&beside);
        fault(source)
    })
}

fn write_new(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Private {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = access;
    let mut file = options.open(path)?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_another_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/file");
        write_whole(&path, b"one", Access::Public).unwrap();
        write_whole(&path, b"two", Access::Private).unwrap();
        let names: Vec<_> =
            std::fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["file"]);
        assert_eq!(crate::source::read_bounded(&path, 10).unwrap(), b"two");
    }

    #[test]
    fn a_folder_in_the_way_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taken");
        std::fs::create_dir_all(path.join("inside")).unwrap();
        assert!(write_whole(&path, b"x", Access::Public).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
