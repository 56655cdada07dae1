//! One file of a tree: opened without following a link, and read as a stream through one buffer a thread.
//!
//! Between the listing of a directory and the reading of a file someone may swap the file for a link or a pipe. So the open refuses a
//! link and does not wait for a pipe's writer, and what was opened is asked for its kind and size, never the name a second time.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::chunk::Chunk;
use super::hash::Hasher;
use crate::model::{Algorithm, Digest};

/// A regular file that was opened, with the size it had then.
#[derive(Debug)]
pub struct OpenFile {
    file: File,
    size: u64,
}

#[derive(Clone, Copy)]
enum Links {
    Refused,
    Followed,
}

impl OpenFile {
    /// Opens a regular file; the last part of the path must not be a symbolic link.
    ///
    /// # Errors
    /// What the operating system gives; [`io::ErrorKind::InvalidInput`] for anything but a regular file.
    pub fn open(path: &Path) -> io::Result<Self> {
        #[cfg(not(unix))]
        if std::fs::symlink_metadata(path)?.is_symlink() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a symbolic link"));
        }
        Self::open_as(path, Links::Refused)
    }

    /// Opens a regular file that a person named, through links if it is one.
    ///
    /// # Errors
    /// As [`OpenFile::open`].
    pub fn open_named(path: &Path) -> io::Result<Self> {
        Self::open_as(path, Links::Followed)
    }

    fn open_as(path: &Path, links: Links) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // Without O_NONBLOCK opening a pipe waits for a writer; on a regular file it changes nothing.
            let flags = match links {
                Links::Refused => libc::O_NOFOLLOW | libc::O_NONBLOCK,
                Links::Followed => libc::O_NONBLOCK,
            };
            options.custom_flags(flags);
        }
        #[cfg(not(unix))]
        let _ = links;
        let file = options.open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok(Self { file, size: metadata.len() })
    }

    /// Returns the size in bytes when it was opened.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads to the end, hands over each piece, and returns how many bytes there were.
    ///
    /// # Errors
    /// What reading gives.
    pub fn for_each_piece(mut self, mut take: impl FnMut(&[u8])) -> io::Result<u64> {
        thread_local! {
            static CHUNK: RefCell<Chunk> = RefCell::new(Chunk::new());
        }
        CHUNK.with_borrow_mut(|chunk| {
            let mut total = 0u64;
            loop {
                let read = match self.file.read(chunk) {
                    Ok(0) => return Ok(total),
                    Ok(read) => read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(error),
                };
                total += read as u64;
                take(&chunk[..read]);
                // A short read that ends where the file ended has met its end: a second call would only say so again.
                if read < chunk.len() && total == self.size {
                    return Ok(total);
                }
            }
        })
    }

    /// Reads to the end and returns the size and the digests, one a algorithm, in the order asked for; MD6 is left out.
    ///
    /// # Errors
    /// What reading gives.
    pub fn digest(self, algorithms: impl IntoIterator<Item = Algorithm>) -> io::Result<(u64, Vec<Digest>)> {
        let mut hashers: Vec<Hasher> = algorithms.into_iter().filter_map(Hasher::new).collect();
        let size = self.for_each_piece(|piece| hashers.iter_mut().for_each(|hasher| hasher.update(piece)))?;
        Ok((size, hashers.into_iter().map(Hasher::finish).collect()))
    }

    /// Returns the open file itself, at its start.
    #[must_use]
    pub fn into_file(self) -> File {
        self.file
    }
}

/// Returns what an error says, in the operating system's words without number, so that reports read the same everywhere.
#[must_use]
pub fn fault_text(error: &io::Error) -> String {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::ELOOP) {
        return "a symbolic link".to_owned();
    }
    if error.raw_os_error().is_some() { error.kind().to_string() } else { error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;
    use crate::source::hash::digest_bytes;

    #[test]
    fn a_file_has_the_digest_of_its_bytes_whatever_its_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for size in [0, 1, limits::STREAM_CHUNK_BYTES - 1, limits::STREAM_CHUNK_BYTES, limits::STREAM_CHUNK_BYTES + 1] {
            let bytes = vec![3u8; size];
            std::fs::write(&path, &bytes).unwrap();
            let open = OpenFile::open(&path).unwrap();
            assert_eq!(open.size(), size as u64);
            let (read, digests) = open.digest([Algorithm::Sha256, Algorithm::Md6, Algorithm::Sha1]).unwrap();
            assert_eq!(read, size as u64);
            assert_eq!(digests[0], digest_bytes(Algorithm::Sha256, &bytes).unwrap());
            assert_eq!(digests[1].algorithm(), Algorithm::Sha1);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_folders_are_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
        assert_eq!(fault_text(&OpenFile::open(&link).unwrap_err()), "a symbolic link");
        assert_eq!(fault_text(&OpenFile::open(folder.path()).unwrap_err()), "not a regular file");
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(fault_text(&OpenFile::open(&pipe).unwrap_err()), "not a regular file");
        assert_eq!(fault_text(&OpenFile::open(&folder.path().join("none")).unwrap_err()), "entity not found");
    }
}
