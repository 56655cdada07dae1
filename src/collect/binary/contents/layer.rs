//! Which files of a layer are in the image: those that no layer above it removes or replaces.
//!
//! Layers are looked at from the uppermost down, so that it is known of each file at once whether anything lies over it.
//!
//! Spec: OCI Image Format Specification 1.1, "Image Layer Filesystem Changeset".

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::distribution::Root;
use super::kind::{Kind, head};
use super::stream::drain;
use super::walk::{At, Walk, shown};
use crate::limits;
use crate::model::ProblemKind;
use crate::source::archive::packed::{Packing, unpack};
use crate::source::archive::tar::{TarEntry, TarKind, is_tar, read_tar};
use crate::source::archive::{ArchiveError, fault_text};

const WHITEOUT: &[u8] = b".wh.";
const OPAQUE: &[u8] = b".wh..wh..opq";

/// What the layers looked at so far put over those below them.
#[derive(Debug, Default)]
pub(super) struct Above {
    /// Paths at which something lies, or from which it was removed.
    taken: BTreeSet<Vec<u8>>,
    /// Paths below which nothing of lower layers is left.
    closed: BTreeSet<Vec<u8>>,
    /// Files of lower layers that a layer gives another name, and that name.
    linked: BTreeMap<Vec<u8>, Vec<u8>>,
    bytes: usize,
    /// What the image says of the system that it is.
    pub(super) root: Root,
}

impl Above {
    /// Returns whether a file of a lower layer is not in the image under this path.
    fn hides(&self, path: &[u8]) -> bool {
        let mut ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
        // Nothing is left below the root once it was closed.
        self.taken.contains(path)
            || self.closed.contains(b"".as_slice())
            || ends.any(|at| path.get(..at).is_some_and(|folder| self.closed.contains(folder)))
    }

    fn add(&mut self, change: Change) -> Result<(), ArchiveError> {
        self.bytes += change.path.len();
        if self.bytes > limits::IMAGE_PATHS_BYTES {
            return Err(ArchiveError::TooLarge("changes more paths than any honest image".to_owned()));
        }
        if change.closes {
            self.closed.insert(change.path.clone());
        }
        if change.takes {
            self.taken.insert(change.path);
        }
        Ok(())
    }
}

/// What one entry does to the layers below its own.
#[derive(Debug)]
struct Change {
    path: Vec<u8>,
    takes: bool,
    closes: bool,
}

/// Returns what an entry does; `None` for marks that mean nothing but to the tool that set them.
fn change(path: Vec<u8>, kind: TarKind) -> Option<Change> {
    let start = path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let (folder, name) = path.split_at_checked(start)?;
    let folder = folder.strip_suffix(b"/").unwrap_or(folder);
    if name == OPAQUE {
        return Some(Change { path: folder.to_vec(), takes: false, closes: true });
    }
    match name.strip_prefix(WHITEOUT) {
        Some(hidden) if hidden.starts_with(WHITEOUT) || hidden.is_empty() => None,
        Some(hidden) => {
            let path = if folder.is_empty() { hidden.to_vec() } else { [folder, b"/", hidden].concat() };
            Some(Change { path, takes: true, closes: true })
        }
        None => Some(Change { path, takes: true, closes: kind != TarKind::Folder }),
    }
}

/// Returns a path without `.` and empty parts; none where it leads out of the root.
pub(super) fn plain(path: &[u8]) -> Option<Vec<u8>> {
    let parts: Vec<&[u8]> = path.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".").collect();
    (!parts.contains(&b"..".as_slice()) && path.len() <= limits::PATH_BYTES).then(|| parts.join(&b'/'))
}

/// What was seen while one layer was read.
#[derive(Default)]
struct Seen {
    changes: Vec<Change>,
    paths: BTreeSet<Vec<u8>>,
    /// Hard links that are in the image: what they lead to, and their path.
    links: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Walk<'_> {
    /// Reads the files of a layer that are in the image, and notes what it does to those below it.
    pub(super) fn layer(&mut self, bytes: &[u8], above: &mut Above, at: At<'_>) -> Result<(), ArchiveError> {
        let mut seen = Seen::default();
        self.read_layer(bytes, |walk, entry| walk.layer_entry(entry, above, &mut seen, at))?;
        // The file that a link leads to may be hidden under its own name, and is in the image under that of the link.
        let mut again = BTreeMap::new();
        for (target, link) in seen.links {
            if !seen.paths.contains(&target) {
                above.linked.insert(target, link);
            } else if above.hides(&target) {
                again.insert(target, link);
            }
        }
        if !again.is_empty() {
            self.read_layer(bytes, |walk, entry| match plain(entry.path).and_then(|path| again.remove(&path)) {
                Some(link) if entry.kind == TarKind::File => walk.file(entry.bytes, &link, at),
                _ => Ok(()),
            })?;
        }
        seen.changes.into_iter().try_for_each(|change| above.add(change))
    }

    fn read_layer(
        &mut self,
        bytes: &[u8],
        mut visit: impl FnMut(&mut Self, &mut TarEntry<'_>) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        let budget = self.budget;
        let Some(packing) = Packing::of(bytes) else {
            if !is_tar(bytes) && bytes.iter().any(|byte| *byte != 0) {
                return Err(ArchiveError::Malformed("expected a tar archive, found something else".to_owned()));
            }
            return read_tar(Box::new(bytes), budget, |entry| visit(self, entry));
        };
        let stream = unpack(packing, bytes, budget);
        let mut stream = stream.map_err(|error| ArchiveError::Malformed(fault_text(&error)))?;
        let start = head(&mut stream)?;
        if !is_tar(&start) && start.iter().any(|byte| *byte != 0) {
            let message = format!("expected a tar archive compressed with {}, found something else", packing.name());
            return Err(ArchiveError::Malformed(message));
        }
        read_tar(Box::new(start.chain(&mut stream)), budget, |entry| visit(self, entry))?;
        drain(&mut stream)
    }

    fn layer_entry(
        &mut self,
        entry: &mut TarEntry<'_>,
        above: &mut Above,
        seen: &mut Seen,
        at: At<'_>,
    ) -> Result<(), ArchiveError> {
        let Some(path) = plain(entry.path) else {
            let message = format!("holds `{}`, which leads out of the image", shown(entry.path));
            self.problem(ProblemKind::Unusable, at.place, message);
            return Ok(());
        };
        if path.is_empty() {
            return Ok(());
        }
        let Some(change) = change(path.clone(), entry.kind) else { return Ok(()) };
        let is_mark = change.path != path;
        seen.changes.push(change);
        if is_mark {
            return Ok(());
        }
        let is_hidden = above.hides(&path);
        if !seen.paths.insert(path.clone()) && entry.kind == TarKind::File {
            self.problem(ProblemKind::Unusable, at.place, format!("has `{}` twice", shown(&path)));
        }
        match entry.kind {
            TarKind::File => match (is_hidden, above.linked.remove(&path)) {
                (false, _) => self.file_of_system(entry, &path, &mut above.root, at),
                (true, Some(link)) => self.file(entry.bytes, &link, at),
                (true, None) => {
                    let start = head(entry.bytes)?;
                    self.found.hidden += u64::from(Kind::of(&start) == Some(Kind::Binary));
                    Ok(())
                }
            },
            TarKind::HardLink if !is_hidden => {
                seen.links.extend(plain(entry.link).map(|target| (target, path)));
                Ok(())
            }
            TarKind::SymbolicLink if !is_hidden => {
                above.root.link(&path, entry.link);
                Ok(())
            }
            TarKind::Sparse if !is_hidden => {
                self.sparse(&path, at);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
