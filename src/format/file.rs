//! Documents on disk.

use std::path::Path;

use super::{DocumentFile, FormatError, read};
use crate::limits;
use crate::model::Algorithm;
use crate::source::{hash, read_bounded};

/// Reads a document from a file and keeps the digest of the bytes as they are.
///
/// # Errors
/// [`FormatError::Source`] when the file cannot be read, otherwise what [`read`] gives.
///
/// # Panics
/// Never: SHA-256 is always there.
pub fn read_file(path: &Path) -> Result<DocumentFile, FormatError> {
    let bytes = read_bounded(path, limits::DOCUMENT_BYTES)?;
    let sha256 = hash::digest_bytes(Algorithm::Sha256, &bytes).expect("SHA-256 is implemented");
    let document = read(&bytes)?;
    Ok(DocumentFile { path: path.into(), sha256, size: bytes.len() as u64, document })
}

/// Returns whether a file looks like a document of a known format, judged by its first bytes.
#[must_use]
pub fn recognizes_file(path: &Path) -> bool {
    use std::io::Read;
    let Ok(file) = crate::source::open_regular(path) else { return false };
    let mut head = Vec::new();
    let read = file.take(HEAD_BYTES).read_to_end(&mut head);
    read.is_ok() && super::ALL.iter().any(|format| format.recognizes(&head))
}

/// Bytes that are enough to tell a document from other files.
const HEAD_BYTES: u64 = 64 << 10;
