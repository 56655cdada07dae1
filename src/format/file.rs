//! Documents on disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::{DocumentFile, FormatError, recognized};
use crate::limits;
use crate::model::Algorithm;
use crate::source::{hash, read_bounded};

/// Reads a document from a file and keeps the digest of the bytes as they are.
///
/// # Errors
/// [`FormatError::Source`] when the file cannot be read, otherwise what [`super::read`] gives.
///
/// # Panics
/// Never: SHA-256 is always there.
pub fn read_file(path: &Path) -> Result<DocumentFile, FormatError> {
    let bytes = read_bounded(path, limits::DOCUMENT_BYTES)?;
    let sha256 = hash::digest_bytes(Algorithm::Sha256, &bytes).expect("SHA-256 is implemented");
    let size = bytes.len() as u64;
    let document = recognized(&bytes)?.read_owned(bytes)?;
    Ok(DocumentFile { path: path.into(), sha256, size, document })
}

/// Returns whether a file looks like a document of a known format, judged by its first and last bytes.
#[must_use]
pub fn recognizes_file(path: &Path) -> bool {
    let ends = crate::source::open_regular(path).ok().and_then(|file| read_ends(file).ok());
    ends.is_some_and(|ends| super::ALL.iter().any(|format| format.recognizes(&ends)))
}

/// Bytes at either end that are enough to tell a document from other files: some writers put last what names the format.
const END_BYTES: u64 = 64 << 10;

fn read_ends(mut file: File) -> io::Result<Vec<u8>> {
    let mut ends = Vec::new();
    Read::by_ref(&mut file).take(END_BYTES).read_to_end(&mut ends)?;
    let size = file.metadata()?.len();
    if size > END_BYTES {
        file.seek(SeekFrom::Start(size.saturating_sub(END_BYTES).max(END_BYTES)))?;
        file.take(END_BYTES).read_to_end(&mut ends)?;
    }
    Ok(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_known_by_either_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("document");
        let filler = format!("\"x\":\"{}\"", "y".repeat(300_000));
        for (text, expected) in [
            (format!("{{\"bomFormat\":\"CycloneDX\",{filler}}}"), true),
            (format!("{{{filler},\"bomFormat\":\"CycloneDX\"}}"), true),
            (format!("{{{filler},\"spdxVersion\":\"SPDX-2.3\"}}"), true),
            (format!("{{{filler}}}"), false),
            ("{\"note\":\"\\\"bomFormat\\\"\"}".to_owned(), false),
            (String::new(), false),
        ] {
            std::fs::write(&path, &text).unwrap();
            assert_eq!(recognizes_file(&path), expected, "{}", &text[..text.len().min(60)]);
        }
        assert!(!recognizes_file(folder.path()));
    }
}
