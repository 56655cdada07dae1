//! Bounded reads.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
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
    let mut bytes = Vec::new();
    let (mut file, size) = open_sized(path)?;
    let length = read_open(&mut file, (size, limit), &mut bytes, path)?;
    bytes.truncate(length);
    Ok(bytes)
}

/// Reads at most so many bytes from the start of a regular file.
///
/// # Errors
/// [`SourceError::Io`] and [`SourceError::NotAFile`].
pub fn read_head(path: &Path, bytes: u64) -> Result<Vec<u8>, SourceError> {
    let mut head = Vec::new();
    let read = open_regular(path)?.take(bytes).read_to_end(&mut head);
    read.map_err(|source| SourceError::Io { path: path.into(), source })?;
    Ok(head)
}

thread_local! {
    /// What small files are read into, one after the other; never longer than [`KEPT_BYTES`] between two of them.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Files up to this size share a buffer.
const KEPT_BYTES: usize = 4 << 20;

fn with_buffer<T>(work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    let mut buffer = BUFFER.take();
    let result = work(&mut buffer);
    if buffer.len() <= KEPT_BYTES {
        BUFFER.set(buffer);
    }
    result
}

/// Hands over the bytes of a whole regular file of at most `limit` bytes: for many small files, whose bytes nobody keeps.
///
/// # Errors
/// As [`read_bounded`]; nothing was handed over then.
pub(crate) fn with_bounded<T>(path: &Path, limit: u64, take: impl FnOnce(&[u8]) -> T) -> Result<T, SourceError> {
    with_buffer(|buffer| {
        let (mut file, size) = open_sized(path)?;
        let length = read_open(&mut file, (size, limit), buffer, path)?;
        Ok(take(&buffer[..length]))
    })
}

/// How much of a file's end is looked at first, second and third, before all of it.
const ENDS_BYTES: [u32; 3] = [16 << 10, 128 << 10, 1 << 20];

/// Looks for something in a regular file of at most `limit` bytes: near its end first, then in more and more of it.
///
/// # Errors
/// As [`read_bounded`].
pub(crate) fn find_near_end<T>(
    path: &Path,
    limit: u64,
    mut find: impl FnMut(&[u8]) -> Option<T>,
) -> Result<Option<T>, SourceError> {
    let io = |source| SourceError::Io { path: path.into(), source };
    with_buffer(|buffer| {
        let (mut file, size) = open_sized(path)?;
        // Where the end is most of the file, all of it is read at once.
        for end in ENDS_BYTES.into_iter().filter(|end| size > 2 * u64::from(*end)) {
            file.seek(SeekFrom::End(-i64::from(end))).map_err(io)?;
            let wanted = usize::try_from(end).unwrap_or(usize::MAX);
            grow(buffer, wanted);
            let filled = fill(&mut file, &mut buffer[..wanted]).map_err(io)?;
            if let Some(found) = find(&buffer[..filled]) {
                return Ok(Some(found));
            }
            file.rewind().map_err(io)?;
        }
        let length = read_open(&mut file, (size, limit), buffer, path)?;
        Ok(find(&buffer[..length]))
    })
}

/// Reads an open file from its start into a buffer, and returns how many bytes there are; what the buffer holds beyond them is of no meaning.
fn read_open(
    file: &mut File,
    (size, limit): (u64, u64),
    buffer: &mut Vec<u8>,
    path: &Path,
) -> Result<usize, SourceError> {
    let too_large = || SourceError::TooLarge { path: path.into(), limit };
    if size > limit {
        return Err(too_large());
    }
    // One byte more than it should have: a read that leaves it free has met the end, and no second one has to say so.
    let wanted = usize::try_from(size).map_err(|_| too_large())? + 1;
    grow(buffer, wanted);
    let filled = fill(file, &mut buffer[..wanted]).map_err(|source| SourceError::Io { path: path.into(), source })?;
    if filled < wanted {
        return Ok(filled);
    }
    // It grew while it was read.
    buffer.truncate(filled);
    read_limited(file, limit, buffer, path)?;
    Ok(buffer.len())
}

fn grow(buffer: &mut Vec<u8>, wanted: usize) {
    if buffer.len() < wanted {
        buffer.resize(wanted, 0);
    }
}

/// Reads until a buffer is full, or the file has ended: a read that leaves just one byte of it free is taken for the end.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if filled + 1 == buffer.len() {
            break;
        }
    }
    Ok(filled)
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

    #[test]
    fn a_shared_buffer_shows_nothing_of_the_file_before() {
        let folder = tempfile::tempdir().unwrap();
        let (long, short) = (folder.path().join("long"), folder.path().join("short"));
        std::fs::write(&long, vec![b'x'; 2 * KEPT_BYTES]).unwrap();
        std::fs::write(&short, b"12").unwrap();
        let length = |path: &Path| with_bounded(path, 8 << 20, <[u8]>::to_vec).unwrap().len();
        assert_eq!((length(&long), length(&short), length(&long)), (2 * KEPT_BYTES, 2, 2 * KEPT_BYTES));
        // A file read while another one is held has a buffer of its own.
        let both = with_bounded(&short, 8, |outer| (with_bounded(&short, 8, <[u8]>::to_vec).unwrap(), outer.to_vec()));
        assert_eq!(both.unwrap(), (b"12".to_vec(), b"12".to_vec()));
        assert!(matches!(with_bounded(&long, 9, |_| ()), Err(SourceError::TooLarge { .. })));
        assert!(matches!(with_bounded(folder.path(), 9, |_| ()), Err(SourceError::NotAFile { .. })));
    }

    #[test]
    fn what_is_looked_for_is_found_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for size in [10usize, 40_000, 300_000, 2_200_000] {
            for at in [0, size / 2, size - 10, size - 1] {
                let mut bytes = vec![b'.'; size];
                bytes[at] = b'!';
                std::fs::write(&path, &bytes).unwrap();
                let mut seen = 0;
                let found = find_near_end(&path, size as u64, |bytes| {
                    seen = bytes.len();
                    bytes.contains(&b'!').then_some(())
                });
                assert_eq!(found.unwrap(), Some(()), "{size} {at}");
                assert!(seen == size || size - at <= seen, "{size} {at}");
            }
            assert_eq!(find_near_end(&path, size as u64, |_| None::<()>).unwrap(), None);
            assert!(find_near_end(&path, size as u64 - 1, |_| None::<()>).is_err());
        }
        assert!(find_near_end(folder.path(), 9, |_| Some(())).is_err());
    }
}
