//! Bounded reads.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// An input that could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The operating system refused.
    #[error("{}: cannot be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// It is a directory, a device or a pipe.
    #[error("{}: not a regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// It is larger than honest input of its kind.
    #[error("{}: larger than the limit of {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
}

impl SourceError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Io { .. } => false,
            Self::NotAFile { .. } | Self::TooLarge { .. } => true,
        }
    }

    /// Returns whether the file simply is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// Reads a whole regular file of at most `limit` bytes.
///
/// # Errors
/// Every variant of [`SourceError`]; nothing of a file over the limit is kept.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, SourceError> {
    let io = |source| SourceError::Io { path: path.into(), source };
    let file = open_regular(path)?;
    let size = file.metadata().map_err(io)?.len();
    if size > limit {
        return Err(SourceError::TooLarge { path: path.into(), limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    read_limited(file, limit, &mut bytes, path)?;
    Ok(bytes)
}

/// Reads a stream of at most `limit` bytes to its end; `path` names it in errors.
///
/// # Errors
/// [`SourceError::TooLarge`] and [`SourceError::Io`].
pub fn read_limited(input: impl Read, limit: u64, bytes: &mut Vec<u8>, path: &Path) -> Result<(), SourceError> {
    // One byte past the limit tells a full file from a cut one.
    let read = input.take(limit.saturating_add(1)).read_to_end(bytes);
    read.map_err(|source| SourceError::Io { path: path.into(), source })?;
    if bytes.len() as u64 > limit {
        return Err(SourceError::TooLarge { path: path.into(), limit });
    }
    Ok(())
}

/// Opens a regular file; a pipe or device would block or never end.
pub(crate) fn open_regular(path: &Path) -> Result<File, SourceError> {
    let io = |source| SourceError::Io { path: path.into(), source };
    // Asked before opening: opening a pipe for reading waits for a writer.
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        return Err(SourceError::NotAFile { path: path.into() });
    }
    File::open(path).map_err(io)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_refused_without_being_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparse");
        File::create(&path).unwrap().set_len(10 << 30).unwrap();
        assert!(matches!(read_bounded(&path, 1 << 20), Err(SourceError::TooLarge { .. })));
        assert!(matches!(read_bounded(folder.path(), 1), Err(SourceError::NotAFile { .. })));
    }

    #[test]
    fn a_file_of_exactly_the_limit_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"1234").unwrap();
        assert_eq!(read_bounded(&path, 4).unwrap(), b"1234");
        assert!(read_bounded(&path, 3).is_err());
    }
}
