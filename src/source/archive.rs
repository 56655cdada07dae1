//! Package archives of cargo, gzip over tar, read as a stream and never unpacked to disk; and below, one module for each other kind of archive.
//!
//! One pass gives the archive's digests and its files. Every entry must lie below the one folder that the archive is named for, be a
//! regular file or a folder, and come once; anything else is a fault of the archive, for what a tool makes of it depends on the tool.

pub mod cpio;
pub mod layout;
pub mod packed;
pub mod rpm;
pub mod tar;
pub mod zip;

use std::collections::BTreeSet;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::file::OpenFile;
pub(crate) use super::file::fault_text;
use super::hash::Hasher;
use crate::limits;
use crate::model::{Algorithm, Digest, RelativePath};

/// An archive that could not be read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The archive could not be opened or read.
    #[error("cannot be read: {}", fault_text(.0))]
    Io(#[source] io::Error),
    /// It is not a well-formed archive of a package; why.
    #[error("{0}")]
    Malformed(String),
    /// It is larger, or unpacks to more, than honest ones do; which limit.
    #[error("{0}")]
    TooLarge(String),
}

impl ArchiveError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Io(_) => false,
            Self::Malformed(_) | Self::TooLarge(_) => true,
        }
    }
}

/// One file of an archive.
pub struct ArchiveFile<'a> {
    /// The path below the archive's folder.
    pub path: RelativePath,
    /// The size in bytes.
    pub size: u64,
    /// The bytes.
    pub bytes: &'a mut dyn Read,
}

/// Takes in what passes through.
struct Tap<R> {
    input: R,
    hashers: Vec<Hasher>,
}

impl<R: Read> Read for Tap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        for hasher in &mut self.hashers {
            hasher.update(&buffer[..read]);
        }
        Ok(read)
    }
}

/// Returns the digests of an archive, one a algorithm in the order asked for, without looking inside; MD6 is left out.
///
/// # Errors
/// [`ArchiveError::Io`] and [`ArchiveError::TooLarge`].
pub fn digest_archive(path: &Path, algorithms: &[Algorithm]) -> Result<Vec<Digest>, ArchiveError> {
    let file = open(path)?;
    file.digest(algorithms.iter().copied()).map(|(_, digests)| digests).map_err(ArchiveError::Io)
}

/// Reads an archive whose entries all lie in `folder`, hands over each file and returns the archive's digests as [`digest_archive`] does.
///
/// The digests are over the very bytes that were unpacked. What the visitor does not read of a file is passed over.
///
/// # Errors
/// Every variant of [`ArchiveError`]; files handed over before an error were in the archive, but nothing is known of the rest.
pub fn read_archive(
    path: &Path,
    folder: &str,
    algorithms: &[Algorithm],
    mut visit: impl FnMut(&mut ArchiveFile<'_>) -> io::Result<()>,
) -> Result<Vec<Digest>, ArchiveError> {
    let file = open(path)?;
    let hashers = algorithms.iter().copied().filter_map(Hasher::new).collect();
    let tap = Tap { input: file.into_file().take(limits::ARCHIVE_BYTES.saturating_add(1)), hashers };
    let mut packed = BufReader::with_capacity(limits::STREAM_CHUNK_BYTES, tap);
    {
        let mut unpacked = GzDecoder::new(&mut packed).take(limits::ARCHIVE_UNPACKED_BYTES);
        read_entries(&mut unpacked, folder, &mut visit)?;
        // To the end of the stream, where its checksum is.
        io::copy(&mut unpacked, &mut io::sink()).map_err(|error| damaged(&error))?;
        if unpacked.limit() == 0 {
            let limit = limits::ARCHIVE_UNPACKED_BYTES;
            return Err(ArchiveError::TooLarge(format!("unpacks to {limit} bytes or more")));
        }
    }
    // What follows the compressed stream is not unpacked by anyone, but belongs to the bytes that the digest covers.
    io::copy(&mut packed, &mut io::sink()).map_err(ArchiveError::Io)?;
    Ok(packed.into_inner().hashers.into_iter().map(Hasher::finish).collect())
}

fn open(path: &Path) -> Result<OpenFile, ArchiveError> {
    let file = OpenFile::open(path).map_err(ArchiveError::Io)?;
    if file.size() > limits::ARCHIVE_BYTES {
        return Err(ArchiveError::TooLarge(format!("is larger than {} bytes", limits::ARCHIVE_BYTES)));
    }
    Ok(file)
}

fn damaged(error: &io::Error) -> ArchiveError {
    ArchiveError::Malformed(format!("damaged: {}", fault_text(error)))
}

fn read_entries(
    unpacked: &mut impl Read,
    folder: &str,
    visit: &mut impl FnMut(&mut ArchiveFile<'_>) -> io::Result<()>,
) -> Result<(), ArchiveError> {
    let mut archive = ::tar::Archive::new(unpacked);
    let mut seen: BTreeSet<RelativePath> = BTreeSet::new();
    let mut long_path: Option<Vec<u8>> = None;
    let mut count = 0u64;
    // Raw: the reader would otherwise take an extension header of any size into memory.
    for entry in archive.entries().map_err(|error| damaged(&error))?.raw(true) {
        let mut entry = entry.map_err(|error| damaged(&error))?;
        count += 1;
        if count > limits::ARCHIVE_ENTRIES {
            return Err(ArchiveError::TooLarge(format!("has more than {} entries", limits::ARCHIVE_ENTRIES)));
        }
        let kind = entry.header().entry_type();
        if kind.is_pax_global_extensions() {
            continue;
        }
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let extension = read_extension(&mut entry)?;
            let path = if kind.is_gnu_longname() { Some(extension) } else { pax_path(&extension)? };
            long_path = path.or(long_path);
            continue;
        }
        let long = long_path.take();
        let name = long.as_deref().map(|name| name.strip_suffix(b"\0").unwrap_or(name));
        let path = match name {
            Some(name) => entry_path(name, folder)?,
            None => entry_path(&entry.path_bytes(), folder)?,
        };
        match (kind, path) {
            (kind, _) if kind.is_dir() => {}
            (kind, Some(path)) if kind.is_file() || kind.is_contiguous() => {
                if !seen.insert(path.clone()) {
                    return Err(ArchiveError::Malformed(format!("has `{path}` twice")));
                }
                let size = entry.size();
                let mut file = ArchiveFile { path, size, bytes: &mut entry };
                visit(&mut file).map_err(|error| damaged(&error))?;
            }
            (_, path) => {
                let shown = path.map_or_else(|| folder.to_owned(), |path| path.to_string());
                return Err(ArchiveError::Malformed(format!("`{shown}` is neither a file nor a folder")));
            }
        }
    }
    Ok(())
}

fn read_extension(entry: &mut impl Read) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    let limit = limits::ARCHIVE_EXTENSION_BYTES;
    entry.take(limit + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
    if bytes.len() as u64 > limit {
        return Err(ArchiveError::TooLarge(format!("has an extension header of more than {limit} bytes")));
    }
    Ok(bytes)
}

/// Returns the path that a POSIX extension header gives to the entry after it.
fn pax_path(bytes: &[u8]) -> Result<Option<Vec<u8>>, ArchiveError> {
    let mut path = None;
    for record in ::tar::PaxExtensions::new(bytes) {
        let record = record.map_err(|error| damaged(&error))?;
        match record.key_bytes() {
            b"path" => path = Some(record.value_bytes().to_vec()),
            // Tools differ on which size counts, and with it on where the next entry starts.
            b"size" => return Err(ArchiveError::Malformed("has a size in an extension header".to_owned())),
            _ => {}
        }
    }
    Ok(path)
}

/// Returns the path of an entry below the archive's folder; `None` for the folder itself.
fn entry_path(bytes: &[u8], folder: &str) -> Result<Option<RelativePath>, ArchiveError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ArchiveError::Malformed("has an entry whose name is not UTF-8".to_owned()))?;
    let shown = || text.chars().take(200).collect::<String>();
    let path = RelativePath::new(text)
        .map_err(|error| ArchiveError::Malformed(format!("has the entry `{}`: {error}", shown())))?;
    let rest = path.as_str().strip_prefix(folder);
    match rest {
        Some("") => Ok(None),
        // What stands below the folder has been part of a checked path, so that it cannot fail.
        Some(rest) if rest.starts_with('/') => Ok(RelativePath::new(&rest[1..]).ok()),
        _ => Err(ArchiveError::Malformed(format!("has the entry `{}` outside `{folder}`", shown()))),
    }
}

#[cfg(test)]
mod tests;
