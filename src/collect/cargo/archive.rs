//! The manifest inside of a package archive.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use crate::limits;
use crate::source::{SourceError, open_regular, read_limited};

/// Returns the bytes of `<folder>/Cargo.toml` in a `.crate` archive, reading no further than that; none when it holds none.
///
/// # Errors
/// [`SourceError`] when the archive cannot be read, is broken before its manifest, or passes a limit.
pub(super) fn read_manifest(path: &Path, folder: &str) -> Result<Option<Vec<u8>>, SourceError> {
    let io = |source| SourceError::Io { path: path.into(), source };
    let file = open_regular(path)?;
    if file.metadata().map_err(io)?.len() > limits::ARCHIVE_BYTES {
        return Err(SourceError::TooLarge { path: path.into(), limit: limits::ARCHIVE_BYTES });
    }
    let unpacked = GzDecoder::new(std::io::BufReader::new(file)).take(limits::ARCHIVE_UNPACKED_BYTES);
    let mut archive = tar::Archive::new(unpacked);
    let wanted = format!("{folder}/Cargo.toml");
    let mut seen = 0u64;
    for entry in archive.entries().map_err(io)? {
        let entry = entry.map_err(io)?;
        seen += 1;
        if seen > limits::ARCHIVE_ENTRIES {
            return Err(SourceError::TooLarge { path: path.into(), limit: limits::ARCHIVE_ENTRIES });
        }
        if entry.path_bytes().as_ref() == wanted.as_bytes() && entry.header().entry_type().is_file() {
            let mut bytes = Vec::new();
            read_limited(entry, limits::MANIFEST_BYTES, &mut bytes, path)?;
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn archive(entries: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut tar =
            tar::Builder::new(flate2::write::GzEncoder::new(file.reopen().unwrap(), flate2::Compression::fast()));
        for (path, bytes) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_cksum();
            tar.append_data(&mut header, path, *bytes).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap();
        file
    }

    #[test]
    fn the_manifest_of_the_package_itself_is_read() {
        let file = archive(&[("a-1.0.0/b/Cargo.toml", b"other"), ("a-1.0.0/Cargo.toml", b"own")]);
        assert_eq!(read_manifest(file.path(), "a-1.0.0").unwrap().as_deref(), Some(b"own".as_slice()));
        assert_eq!(read_manifest(file.path(), "a-2.0.0").unwrap(), None);
    }

    #[test]
    fn a_broken_archive_is_an_error() {
        let file = archive(&[("a-1.0.0/Cargo.toml", &[b'x'; 5000])]);
        let whole = std::fs::File::open(file.path()).unwrap().metadata().unwrap().len();
        file.as_file().set_len(whole / 2).unwrap();
        assert!(read_manifest(file.path(), "a-1.0.0").is_err());
        let mut text = tempfile::NamedTempFile::new().unwrap();
        text.write_all(b"not an archive").unwrap();
        assert!(read_manifest(text.path(), "a-1.0.0").is_err());
        assert!(read_manifest(Path::new("/does/not/exist"), "a").is_err());
    }

    #[test]
    fn an_oversized_manifest_is_refused() {
        let limit = usize::try_from(limits::MANIFEST_BYTES).unwrap();
        let file = archive(&[("a-1.0.0/Cargo.toml", &vec![b' '; limit + 1])]);
        assert!(matches!(read_manifest(file.path(), "a-1.0.0"), Err(SourceError::TooLarge { .. })));
    }
}
