//! Tar archives of any kind, read as a stream: whole entries with long names resolved, and nothing decided of what they may be called.
//!
//! Spec: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block"; GNU tar manual, "Basic Tar Format".

use std::io::Read;

use super::packed::Budget;
use super::{ArchiveError, damaged, read_extension};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TarKind {
    /// A regular file.
    File,
    /// A regular file of which only some stretches are stored.
    Sparse,
    /// A folder.
    Folder,
    /// One more name for a file before it.
    HardLink,
    /// A symbolic link.
    SymbolicLink,
    /// A device or pipe.
    Special,
}

/// One entry.
pub struct TarEntry<'a> {
    /// The path as it is written, which may be any bytes.
    pub path: &'a [u8],
    /// What it is.
    pub kind: TarKind,
    /// Where a link leads, as it is written.
    pub link: &'a [u8],
    /// Where its bytes begin in the stream.
    pub at: u64,
    /// The size in bytes.
    pub size: u64,
    /// The bytes; what is not read of them is passed over.
    pub bytes: &'a mut dyn Read,
}

/// Returns whether some bytes begin as a tar archive does; those of before POSIX cannot be told.
#[must_use]
pub fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// What extension headers say of the entry behind them.
#[derive(Default)]
struct Extended {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    is_sparse: bool,
}

/// Hands over each entry of an archive, in order.
///
/// # Errors
/// Every variant of [`ArchiveError`], and what the visitor gives.
pub fn read_tar(
    input: Box<dyn Read + '_>,
    budget: &Budget,
    mut visit: impl FnMut(&mut TarEntry<'_>) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut archive = ::tar::Archive::new(input);
    let mut extended = Extended::default();
    // Raw: the reader would otherwise take an extension header of any size into memory.
    for entry in archive.entries().map_err(|error| damaged(&error))?.raw(true) {
        let mut entry = entry.map_err(|error| damaged(&error))?;
        budget.count()?;
        let kind = match entry.header().entry_type() {
            ::tar::EntryType::GNULongName => {
                extended.path = Some(long_name(&mut entry)?);
                continue;
            }
            ::tar::EntryType::GNULongLink => {
                extended.link = Some(long_name(&mut entry)?);
                continue;
            }
            ::tar::EntryType::XHeader => {
                extended.read(&read_extension(&mut entry)?)?;
                continue;
            }
            ::tar::EntryType::XGlobalHeader => continue,
            ::tar::EntryType::Regular | ::tar::EntryType::Continuous if extended.is_sparse => TarKind::Sparse,
            ::tar::EntryType::Regular | ::tar::EntryType::Continuous => TarKind::File,
            ::tar::EntryType::GNUSparse => TarKind::Sparse,
            ::tar::EntryType::Directory => TarKind::Folder,
            ::tar::EntryType::Link => TarKind::HardLink,
            ::tar::EntryType::Symlink => TarKind::SymbolicLink,
            _ => TarKind::Special,
        };
        let Extended { path, link, .. } = std::mem::take(&mut extended);
        let path = path.unwrap_or_else(|| entry.path_bytes().into_owned());
        let link = link.or_else(|| Some(entry.link_name_bytes()?.into_owned())).unwrap_or_default();
        let (at, size) = (entry.raw_file_position(), entry.size());
        // Before POSIX a folder was a file whose name ends so.
        let kind = if kind == TarKind::File && path.ends_with(b"/") { TarKind::Folder } else { kind };
        let mut handed = TarEntry { path: &path, kind, link: &link, at, size, bytes: &mut entry };
        visit(&mut handed)?;
    }
    Ok(())
}

fn long_name(entry: &mut impl Read) -> Result<Vec<u8>, ArchiveError> {
    let mut name = read_extension(entry)?;
    name.truncate(memchr::memchr(0, &name).unwrap_or(name.len()));
    Ok(name)
}

impl Extended {
    fn read(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        for record in ::tar::PaxExtensions::new(bytes) {
            let record = record.map_err(|error| damaged(&error))?;
            match record.key_bytes() {
                b"path" => self.path = Some(record.value_bytes().to_vec()),
                b"linkpath" => self.link = Some(record.value_bytes().to_vec()),
                // Tools differ on which size counts, and with it on where the next entry starts.
                b"size" => return Err(ArchiveError::Malformed("has a size in an extension header".to_owned())),
                key if key.starts_with(b"GNU.sparse.") => {
                    self.is_sparse = true;
                    if key == b"GNU.sparse.name" {
                        self.path = Some(record.value_bytes().to_vec());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
