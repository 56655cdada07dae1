//! Bounded reads.

use std::fs::{File, OpenOptions};
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
    let too_large = || SourceError::TooLarge { path: path.into(), limit };
    let (mut file, size) = open_sized(path)?;
    if size > limit {
        return Err(too_large());
    }
    // One byte more than it should have: a read that leaves it free has met the end, and no second one has to say so.
    let mut bytes = vec![0; usize::try_from(size).map_err(|_| too_large())? + 1];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(io(error)),
        }
        if filled as u64 == size {
            break;
        }
    }
    let grown = filled == bytes.len();
    bytes.truncate(filled);
    if grown {
        // It grew while it was read.
        read_limited(file, limit, &mut bytes, path)?;
    }
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
    open_sized(path).map(|(file, _)| file)
}

/// Opens a regular file and returns its size. What was opened is asked for its kind, so that it cannot be swapped in between.
fn open_sized(path: &Path) -> Result<(File, u64), SourceError> {
    let io = |source| SourceError::Io { path: path.into(), source };
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Without it, opening a pipe waits for a writer; on a regular file it changes nothing.
        options.custom_flags(libc::O_NONBLOCK);
    }
    let file = options.open(path).map_err(io)?;
    let status = file.metadata().map_err(io)?;
    if status.is_file() { Ok((file, status.len())) } else { Err(SourceError::NotAFile { path: path.into() }) }
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
