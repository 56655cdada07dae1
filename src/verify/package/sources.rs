//! One copy of a package: its archive, and the folder that cargo extracted it to, compared in one pass over the archive.

use std::io::{self, Read};
use std::path::Path;

use super::codes;
use crate::model::{Algorithm, Digest, Item};
use crate::source::SourceError;
use crate::source::archive::{ArchiveError, ArchiveFile, digest_archive, read_archive};
use crate::source::file::{OpenFile, fault_text};
use crate::source::walk::{Found, Ignore, walk_alone};

/// Cargo's own marker in an extracted folder, which says that extracting was finished.
const MARKER: &str = ".cargo-ok";

/// The longest marker that any cargo writes.
const MARKER_BYTES: u64 = 64;

/// Bytes that are compared at a time: as many as unpacking gives at once.
const COMPARED_BYTES: usize = 32 << 10;

/// What became of comparing an extracted folder with its archive.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// Files that are equal.
    pub(super) equal: u64,
    /// What differs.
    pub(super) items: Vec<Item>,
}

/// An archive with its digests; and its sources, where there were some to compare.
pub(super) struct ReadCopy {
    pub(super) digests: Vec<Digest>,
    pub(super) sources: Option<Comparison>,
    /// What is wrong with the archive beyond its digests.
    pub(super) fault: Option<ArchiveError>,
}

/// Reads an archive, and compares it with the extracted folder if one is given.
///
/// # Errors
/// When not even the archive's digests could be computed.
pub(super) fn read_copy(
    archive: &Path,
    package: &str,
    algorithms: &[Algorithm],
    extracted: Option<&Path>,
) -> Result<ReadCopy, ArchiveError> {
    let Some(folder) = extracted else {
        return Ok(ReadCopy { digests: digest_archive(archive, algorithms)?, sources: None, fault: None });
    };
    let mut tree = match Tree::list(folder, package, Extent::Whole) {
        Ok(tree) => tree,
        Err(item) => {
            let sources = Some(Comparison { equal: 0, items: vec![*item] });
            return Ok(ReadCopy { digests: digest_archive(archive, algorithms)?, sources, fault: None });
        }
    };
    match read_archive(archive, package, algorithms, |file| tree.compare(file)) {
        Ok(digests) => Ok(ReadCopy { digests, sources: Some(tree.finish()), fault: None }),
        // Whether the archive is the published one is still worth knowing: it tells a damaged copy from a bad package.
        Err(fault) => Ok(ReadCopy { digests: digest_archive(archive, algorithms)?, sources: None, fault: Some(fault) }),
    }
}

/// How much of an archive a folder must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// All of it, as cargo extracts it.
    Whole,
    /// Any part of it, as cargo vendors it: it leaves some files out.
    Part,
}

/// Compares a vendored folder, but for its checksum file, with the archive that it was made from; only what is there must be equal.
///
/// # Errors
/// When the archive could not be read to its end.
pub(super) fn compare_part(
    archive: &Path,
    package: &str,
    folder: &Path,
    passed_over: &str,
) -> Result<Comparison, ArchiveError> {
    let mut tree = match Tree::list(folder, package, Extent::Part) {
        Ok(tree) => tree,
        Err(item) => return Ok(Comparison { equal: 0, items: vec![*item] }),
    };
    tree.files.retain(|(path, _)| path != passed_over);
    tree.seen.truncate(tree.files.len());
    read_archive(archive, package, &[], |file| tree.compare(file))?;
    Ok(tree.finish())
}

/// The files of an extracted folder.
struct Tree<'a> {
    extent: Extent,
    folder: &'a Path,
    package: &'a str,
    files: Vec<(String, Kind)>,
    seen: Vec<bool>,
    result: Comparison,
    chunks: [Vec<u8>; 2],
}

/// What an entry is; anything but a file is never what the archive has.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    File,
    Other(String),
}

impl<'a> Tree<'a> {
    fn list(folder: &'a Path, package: &'a str, extent: Extent) -> Result<Self, Box<Item>> {
        let files = walk_alone(folder, &Ignore::nothing(), |entry| {
            let kind = match &entry.found {
                Found::File => Kind::File,
                Found::Symlink(target) => Kind::Other(format!("a symbolic link to `{target}`")),
                Found::Special(what) => Kind::Other(format!("a {what}")),
                Found::Unreadable(why) | Found::Unnameable(why) => Kind::Other(why.clone()),
            };
            Some((entry.path.to_owned(), kind))
        });
        let files = files.map_err(|error| {
            let why = match &error {
                SourceError::Io { source, .. } => fault_text(source),
                other => other.to_string(),
            };
            Box::new(Item::new(&codes::UNREADABLE, package).found(format!("the sources: {why}")))
        })?;
        let seen = vec![false; files.len()];
        let chunk = || vec![0u8; COMPARED_BYTES];
        Ok(Self { extent, folder, package, files, seen, result: Comparison::default(), chunks: [chunk(), chunk()] })
    }

    fn subject(&self, path: &str) -> String {
        format!("{}/{path}", self.package)
    }

    fn compare(&mut self, file: &mut ArchiveFile<'_>) -> io::Result<()> {
        let path = file.path.as_str();
        // Cargo writes this one itself and passes over one that an archive holds.
        if path == MARKER {
            return Ok(());
        }
        let subject = self.subject(path);
        let Ok(place) = self.files.binary_search_by(|row| row.0.as_str().cmp(path)) else {
            if self.extent == Extent::Whole {
                self.result.items.push(Item::new(&codes::SOURCE_MISSING, subject).expected("a file").found("nothing"));
            }
            return Ok(());
        };
        self.seen[place] = true;
        if let Kind::Other(what) = &self.files[place].1 {
            self.result.items.push(Item::new(&codes::SOURCE_CHANGED, subject).expected("a file").found(what.clone()));
            return Ok(());
        }
        let on_disk = match OpenFile::open(&self.folder.join(path)) {
            Ok(open) => open,
            Err(error) => {
                self.result.items.push(Item::new(&codes::UNREADABLE, subject).found(fault_text(&error)));
                return Ok(());
            }
        };
        if on_disk.size() != file.size {
            let item = Item::new(&codes::SOURCE_CHANGED, subject);
            let item = item.expected(format!("{} bytes", file.size)).found(format!("{} bytes", on_disk.size()));
            self.result.items.push(item);
            return Ok(());
        }
        match equal(file.bytes, &mut on_disk.into_file(), &mut self.chunks)? {
            Ok(true) => self.result.equal += 1,
            Ok(false) => {
                let item = Item::new(&codes::SOURCE_CHANGED, subject);
                self.result.items.push(item.expected("the archive's bytes").found("other bytes"));
            }
            Err(error) => self.result.items.push(Item::new(&codes::UNREADABLE, subject).found(fault_text(&error))),
        }
        Ok(())
    }

    fn finish(mut self) -> Comparison {
        let left: Vec<&(String, Kind)> =
            self.files.iter().zip(&self.seen).filter(|(_, seen)| !**seen).map(|(row, _)| row).collect();
        for (path, kind) in left {
            let what = match kind {
                Kind::File if path == MARKER && self.is_marker() => continue,
                Kind::File => "a file",
                Kind::Other(what) => what,
            };
            self.result.items.push(Item::new(&codes::SOURCE_EXTRA, self.subject(path)).found(what));
        }
        self.result
    }

    /// A marker too long to be one could be source code that something includes.
    fn is_marker(&self) -> bool {
        OpenFile::open(&self.folder.join(MARKER)).is_ok_and(|open| open.size() <= MARKER_BYTES)
    }
}

/// Compares two streams to their ends. The outer error is the first stream's, the inner one the second's.
fn equal(
    first: &mut dyn Read,
    second: &mut impl Read,
    [left, right]: &mut [Vec<u8>; 2],
) -> io::Result<io::Result<bool>> {
    loop {
        let full = left.len();
        let count = fill(first, left, full)?;
        // One byte more than the first gave, so that a longer second shows without being asked again.
        let wanted = full.min(count + 1);
        let other = match fill(second, &mut right[..wanted], count) {
            Ok(other) => other,
            Err(error) => return Ok(Err(error)),
        };
        if left[..count] != right[..other] {
            return Ok(Ok(false));
        }
        if count < full {
            return Ok(Ok(true));
        }
    }
}

/// Reads until at least `enough` bytes are there or the stream ends.
fn fill(input: &mut (impl Read + ?Sized), buffer: &mut [u8], enough: usize) -> io::Result<usize> {
    let mut filled = 0;
    while filled < enough {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
