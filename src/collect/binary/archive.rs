//! Compiled files inside of tar archives, plain or gzip, and of archives inside of those: the layers of a container image.
//!
//! Read as a stream, nothing is unpacked to disk. Layers are read one by one as they lie there: a file that a later layer hides is in the
//! archive all the same, and is told.

use std::io::{self, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::part::{self, Method, Parts};
use super::{digests, take, whole};
use crate::binary::{self, BinaryError};
use crate::collect::{CollectError, SourceFile};
use crate::limits;
use crate::model::{Completeness, EdgeKind, ProblemKind, RelativePath};

/// An image in an archive has layers in an archive; deeper than that nothing is looked at.
const DEPTH: usize = 3;

/// How much of a file tells what it is.
const HEAD_BYTES: u64 = 4096;

const GZIP: &[u8] = b"\x1f\x8b";

/// Returns whether some bytes begin as a tar archive or as a gzip file does.
pub(super) fn recognizes(head: &[u8]) -> bool {
    head.starts_with(GZIP) || is_tar(head)
}

/// Spec: POSIX.1-2017, pax, "ustar Interchange Format"; GNU's mark differs only behind these letters.
fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// Adds every compiled file of an archive that says anything of itself.
pub(super) fn collect(file: &SourceFile<'_>, parts: &mut Parts) -> Result<(), CollectError> {
    let root = parts.root();
    parts.component_mut(root).digests = digests(file.bytes);
    parts.complete(root, Completeness::Incomplete);
    let mut walk = Walk { parts, entries: 0, left: limits::ARCHIVE_UNPACKED_BYTES, silent: 0, taken: 0 };
    let fault =
        |message: String| CollectError::Syntax { path: file.path.to_string(), line: None, message, hints: Vec::new() };
    let is_archive = walk.archive(file.bytes, file.path.as_str(), 1).map_err(|error| fault(error.to_string()))?;
    let (silent, taken) = (walk.silent, walk.taken);
    if !is_archive {
        return Err(fault("expected a tar archive inside of the gzip file, found something else".to_owned()));
    }
    if taken == 0 {
        return Err(fault(format!(
            "expected a compiled file that says what it was made from, found none; {silent} compiled files say nothing"
        )));
    }
    if silent > 0 {
        let message =
            format!("compiled files that say nothing of what they were made from ({silent}) were passed over");
        parts.problem(ProblemKind::Skipped, file.path.as_str(), message);
    }
    Ok(())
}

struct Walk<'p> {
    parts: &'p mut Parts,
    entries: u64,
    /// Bytes that may still be unpacked, over all archives.
    left: u64,
    silent: u64,
    taken: u64,
}

impl Walk<'_> {
    /// Reads a stream if it is an archive, and returns whether it is.
    fn archive(&mut self, input: impl Read, place: &str, depth: usize) -> io::Result<bool> {
        let mut input = BufReader::with_capacity(limits::STREAM_CHUNK_BYTES, input);
        let head = head(&mut input)?;
        let whole = head.as_slice().chain(input);
        if is_tar(&head) {
            self.tar(whole, place, depth)?;
            return Ok(true);
        }
        if !head.starts_with(GZIP) {
            return Ok(false);
        }
        let mut unpacked = GzDecoder::new(BufReader::new(whole));
        let head = self::head(&mut unpacked)?;
        if is_tar(&head) {
            // Boxed: a stream in a stream in a stream would otherwise be a type without end.
            let unpacked: Box<dyn Read + '_> = Box::new(head.as_slice().chain(unpacked));
            self.tar(unpacked, place, depth)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn tar(&mut self, input: impl Read, place: &str, depth: usize) -> io::Result<()> {
        let input: Box<dyn Read + '_> = Box::new(input);
        let mut archive = tar::Archive::new(input);
        let mut long_path: Option<Vec<u8>> = None;
        // Raw: the reader would otherwise take an extension header of any size into memory.
        for entry in archive.entries()?.raw(true) {
            let mut entry = entry?;
            self.entries += 1;
            let size = entry.header().entry_size()?;
            self.left = self.left.checked_sub(size).ok_or_else(|| refused("it unpacks to more than any honest one"))?;
            if self.entries > limits::ARCHIVE_ENTRIES {
                return Err(refused("it has more entries than any honest one"));
            }
            match entry.header().entry_type() {
                tar::EntryType::GNULongName => {
                    let mut path = extension(&mut entry)?;
                    path.truncate(memchr::memchr(0, &path).unwrap_or(path.len()));
                    long_path = Some(path);
                }
                tar::EntryType::XHeader => long_path = pax_path(&extension(&mut entry)?)?.or(long_path),
                tar::EntryType::Regular | tar::EntryType::Continuous => {
                    let path = long_path.take().unwrap_or_else(|| entry.path_bytes().into_owned());
                    self.file(&mut entry, &path, place, depth)?;
                }
                _ => long_path = None,
            }
        }
        Ok(())
    }

    fn file(&mut self, entry: &mut dyn Read, path: &[u8], place: &str, depth: usize) -> io::Result<()> {
        let head = head(entry)?;
        let is_binary = binary::recognizes(&head);
        if !is_binary && !recognizes(&head) {
            return Ok(());
        }
        let Some(path) = std::str::from_utf8(path).ok().and_then(|path| RelativePath::new(path).ok()) else {
            self.parts.problem(ProblemKind::Unusable, place, "holds a compiled file whose path no document can carry");
            return Ok(());
        };
        let within = format!("{place}!/{path}");
        let whole = head.as_slice().chain(entry);
        if !is_binary {
            // An archive that cannot be read is one more file that nothing is known of, but one that may hold a program.
            if depth < DEPTH
                && let Err(error) = self.archive(whole, &within, depth + 1)
            {
                self.parts.problem(ProblemKind::Unusable, &within, format!("cannot be read: {error}"));
            }
            return Ok(());
        }
        let mut bytes = Vec::new();
        let limit = limits::BINARY_BYTES;
        whole.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            self.parts.problem(ProblemKind::Unusable, &within, format!("expected at most {limit} bytes, found more"));
            return Ok(());
        }
        self.binary(&bytes, &path, &within);
        Ok(())
    }

    fn binary(&mut self, bytes: &[u8], path: &RelativePath, place: &str) {
        let found = match binary::read(bytes) {
            Ok(found) => found,
            Err(BinaryError::NotBinary) => return,
            Err(error) => return self.parts.problem(ProblemKind::Unusable, place, error.to_string()),
        };
        if !found.images.iter().any(|image| image.is_rust() || image.go.is_some() || !image.bundled.is_empty()) {
            self.silent += 1;
            return;
        }
        self.taken += 1;
        let root = self.parts.root();
        let mut component = whole(path.file_name(), bytes.len());
        component.digests = digests(bytes);
        component.parent = Some(root);
        component.evidence.push(part::evidence(place, Method::File));
        let id = self.parts.add(component);
        self.parts.edge(root, id, EdgeKind::Runtime);
        take(&found, id, place, self.parts);
    }
}

/// Reads as much as tells what a stream is.
fn head(input: &mut (impl Read + ?Sized)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

fn refused(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn extension(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = limits::ARCHIVE_EXTENSION_BYTES;
    entry.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(refused("it has an extension header without end")) } else { Ok(bytes) }
}

/// Returns the path that a POSIX extension header gives to the entry after it.
fn pax_path(bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let mut path = None;
    for record in tar::PaxExtensions::new(bytes) {
        let record = record?;
        match record.key_bytes() {
            b"path" => path = Some(record.value_bytes().to_vec()),
            // Tools differ on which size counts, and with it on where the next entry starts.
            b"size" => return Err(refused("it has a size in an extension header")),
            _ => {}
        }
    }
    Ok(path)
}
