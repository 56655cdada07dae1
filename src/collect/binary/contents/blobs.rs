//! Where the files of an image lie: in a folder, or in a tar archive that is held in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::stream::read_whole;
use crate::model::RelativePath;
use crate::source::archive::layout::{self, parse_saved};
use crate::source::archive::packed::Budget;
use crate::source::archive::tar::{TarKind, read_tar};
use crate::source::archive::{ArchiveError, fault_text};
use crate::source::file::OpenFile;

/// Where the files of an image come from.
pub(super) trait Blobs {
    /// Returns a file; none where it is not there.
    fn get(&self, path: &str) -> Result<Option<Cow<'_, [u8]>>, ArchiveError>;
}

/// An image layout on disk.
pub(super) struct Folder<'a> {
    pub(super) root: &'a Path,
}

impl Blobs for Folder<'_> {
    fn get(&self, path: &str) -> Result<Option<Cow<'_, [u8]>>, ArchiveError> {
        let Ok(path) = RelativePath::new(path) else { return Ok(None) };
        let file = match OpenFile::open(&path.under(self.root)) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ArchiveError::Malformed(format!("cannot be read: {}", fault_text(&error)))),
        };
        let mut bytes = Vec::new();
        read_whole(file.into_file(), &mut bytes)?;
        Ok(Some(Cow::Owned(bytes)))
    }
}

/// The files of a tar archive that is held in memory.
pub(super) struct TarBlobs<'a> {
    files: BTreeMap<String, &'a [u8]>,
    /// Layers that several images share were links once.
    links: BTreeMap<String, String>,
}

impl<'a> TarBlobs<'a> {
    /// Returns the files if they are those of an image.
    pub(super) fn of(bytes: &'a [u8], budget: &Budget) -> Result<Option<Self>, ArchiveError> {
        let mut blobs = Self { files: BTreeMap::new(), links: BTreeMap::new() };
        let mut twice = None;
        read_tar(Box::new(bytes), budget, |entry| {
            let path = std::str::from_utf8(entry.path).ok().and_then(|path| RelativePath::new(path).ok());
            let Some(path) = path.map(|path| path.to_string()) else { return Ok(()) };
            let known = blobs.files.contains_key(&path) || blobs.links.contains_key(&path);
            if known && matches!(entry.kind, TarKind::File | TarKind::SymbolicLink | TarKind::HardLink) {
                twice = Some(path.clone());
            }
            match entry.kind {
                TarKind::File => {
                    let start = usize::try_from(entry.at).ok();
                    let end = usize::try_from(entry.size).ok().and_then(|size| start?.checked_add(size));
                    let file = start.zip(end).and_then(|(start, end)| bytes.get(start..end));
                    let file = file.ok_or_else(|| ArchiveError::Malformed("ends inside of a file".to_owned()))?;
                    blobs.files.insert(path, file);
                }
                TarKind::SymbolicLink => {
                    let target = std::str::from_utf8(entry.link).ok().and_then(|link| beside(&path, link));
                    blobs.links.extend(target.map(|target| (path, target)));
                }
                TarKind::HardLink => {
                    let target = std::str::from_utf8(entry.link).ok().and_then(|link| RelativePath::new(link).ok());
                    blobs.links.extend(target.map(|target| (path, target.to_string())));
                }
                TarKind::Sparse | TarKind::Folder | TarKind::Special => {}
            }
            Ok(())
        })?;
        let is_image = [layout::MARK, layout::SAVED]
            .iter()
            .any(|name| blobs.files.get(*name).is_some_and(|bytes| is_mark(name.as_bytes(), bytes)));
        match twice.filter(|_| is_image) {
            Some(twice) => Err(ArchiveError::Malformed(format!("has `{twice}` twice"))),
            None => Ok(Some(blobs).filter(|_| is_image)),
        }
    }
}

impl Blobs for TarBlobs<'_> {
    fn get(&self, path: &str) -> Result<Option<Cow<'_, [u8]>>, ArchiveError> {
        let path = RelativePath::new(path).map(|path| path.to_string()).unwrap_or_default();
        let path = self.links.get(&path).unwrap_or(&path);
        Ok(self.files.get(path).map(|bytes| Cow::Borrowed(*bytes)))
    }
}

/// Returns the path that a link leads to; none where it leads out.
pub(super) fn beside(path: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns whether a file of this path and these bytes makes the archive that it lies in an image.
pub(super) fn is_mark(path: &[u8], bytes: &[u8]) -> bool {
    if path == layout::MARK.as_bytes() {
        layout::is_mark(bytes)
    } else {
        path == layout::SAVED.as_bytes() && parse_saved(bytes).is_ok_and(|images| !images.is_empty())
    }
}
