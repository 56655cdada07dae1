//! Hashing of a tree's files ahead of the question what they should be, while the document that tells it is still being read.
//!
//! Only small files are hashed: a large one may turn out to have the wrong size, and then it is cheap to refuse unread.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::file::OpenFile;
use super::walk::{Entry, Found, Ignore, Standing, walk_until};
use crate::model::{Algorithm, Digest};

/// Larger files are left.
const AHEAD_BYTES: u64 = 1 << 20;

/// A regular file below a folder, with the digest that it had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HashedFile {
    /// The path below the folder, `/` between parts.
    pub path: String,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 of the bytes.
    pub digest: Digest,
}

/// Does some work, meanwhile hashes files below a folder on the cores that are left, and returns both; the files in order of path.
///
/// Which files are hashed depends on how long the work takes. What could not be read is not among them.
pub fn hash_beside<T: Send>(root: &Path, ignore: &Ignore, work: impl FnOnce() -> T + Send) -> (T, Vec<HashedFile>) {
    let done = AtomicBool::new(false);
    rayon::join(
        || {
            let result = work();
            done.store(true, Ordering::Relaxed);
            result
        },
        // A folder that cannot be listed is told by whoever asks for its files.
        || walk_until(root, ignore, &done, hash).unwrap_or_default(),
    )
}

fn hash(entry: &Entry<'_>) -> Option<HashedFile> {
    if entry.found != Found::File || entry.standing == Standing::Ignored {
        return None;
    }
    let open = OpenFile::open(entry.on_disk).ok().filter(|open| open.size() <= AHEAD_BYTES)?;
    let (size, digests) = open.digest([Algorithm::Sha256]).ok()?;
    Some(HashedFile { path: entry.path.to_owned(), size, digest: digests.into_iter().next()? })
}

/// Hashes every small file below a folder, as [`hash_beside`] does where the work takes long enough.
#[cfg(test)]
pub(crate) fn hash_all(root: &Path, ignore: &Ignore) -> Vec<HashedFile> {
    walk_until(root, ignore, &AtomicBool::new(false), hash).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::hash::digest_bytes;

    #[test]
    fn small_files_are_hashed_until_the_work_is_done() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("below")).unwrap();
        std::fs::write(folder.path().join("below/a"), b"a").unwrap();
        std::fs::write(folder.path().join("ignored"), b"i").unwrap();
        std::fs::File::create(folder.path().join("large")).unwrap().set_len(AHEAD_BYTES + 1).unwrap();
        let ignore = Ignore::load(folder.path(), &["ignored".to_owned()]);
        let found = hash_all(folder.path(), &ignore);
        let digest = digest_bytes(Algorithm::Sha256, b"a").unwrap();
        assert_eq!(found, [HashedFile { path: "below/a".into(), size: 1, digest }]);
        let (result, some) = hash_beside(folder.path(), &ignore, || 7);
        assert!(result == 7 && some.iter().all(|file| found.contains(file)));
        let over = AtomicBool::new(true);
        assert_eq!(walk_until(folder.path(), &ignore, &over, hash).unwrap(), []);
        assert_eq!(hash_beside(&folder.path().join("none"), &ignore, || ()), ((), Vec::new()));
    }
}
